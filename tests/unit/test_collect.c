#include "collect/collect.h"
#include "collect/version.h"
#include "knowledge/table.h"
#include "model/fact.h"
#include "suite.h"

/* What commands of steps.csv may begin with: each of these only reads. */
static const char *const readers[] = {
    "ver",
    "systeminfo",
    "netstat -",
    "tasklist /",
    "sc queryex ",
    "wmic service list ",
    "wmic qfe list ",
    "wmic nic list ",
    "netsh int ipv4 show ",
    "netsh int tcp show ",
    "netsh int ip show ",
    "netsh http show ",
    "netsh winsock show ",
    "ipconfig /all",
    "sqlcmd -E -W -s\",\" -Q \"SELECT ",
    "fltmc",
    "driverquery /",
    "type \"%windir%\\",
    "schtasks /query ",
    "w32tm /query ",
    "w32tm /tz",
    "Get-",
};

static bool only_reads(struct str command)
{
    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        if (str_starts(command, str_of(readers[i])))
            return true;
    return false;
}

START_TEST(every_step_only_reads)
{
    struct arena arena = {0};
    struct table t = table_load(&arena, "collect/steps.csv");
    ck_assert_uint_gt(t.rows, 30);
    for (size_t i = 0; i < t.rows; i++) {
        struct str command = table_cell(&t, i, table_column(&t, "command"));
        ck_assert_msg(only_reads(command), "%.*s", STR_ARG(command));
        ck_assert(!str_find(command, STR(">")) && !str_find(command, STR("&")));
    }
    arena_free(&arena);
}
END_TEST

/* A registry export and an observation are no commands of steps.csv. */
START_TEST(every_kind_of_evidence_is_gathered)
{
    struct arena arena = {0};
    struct table t = table_load(&arena, "collect/steps.csv");
    for (int kind = 0; kind < FACT_KINDS; kind++) {
        struct str name = str_of(fact_kinds[kind].name);
        bool there = str_eq(name, STR("registry"));
        for (size_t i = 0; i < t.rows; i++)
            there |= str_eq(table_cell(&t, i, table_column(&t, "kind")), name);
        ck_assert_msg(there, "%s", fact_kinds[kind].name);
    }
    arena_free(&arena);
}
END_TEST

static struct buf script_of(const char *windows, bool powershell, const struct collect_wish *wish)
{
    struct buf b = {0};
    struct err err = {0};
    struct collect_spec spec = {powershell, str_of(windows), wish};
    ck_assert_msg(collect_script(&spec, &b, &err) == OK, "%s", err.text);
    return b;
}

static bool has(const struct buf *b, const char *text)
{
    return str_find(buf_str(b), str_of(text)) != NULL;
}

START_TEST(each_windows_gets_what_it_has)
{
    static const struct {
        const char *windows;
        bool wevtutil, wmic_lists, backup, dynamic_ports;
    } versions[] = {
        {"2003",            false, true,  true,  false},
        {"2008",            true,  true,  false, true },
        {"Windows 2008 R2", true,  true,  false, true },
        {"2016",            true,  true,  false, true },
        {"2025",            true,  false, false, true },
        {"",                true,  true,  true,  true },
    };
    for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
        struct buf b = script_of(versions[i].windows, false, NULL);
        ck_assert(has(&b, "wevtutil epl") == versions[i].wevtutil);
        ck_assert(has(&b, "(wmic ") == versions[i].wmic_lists);
        ck_assert(has(&b, "BackupEventLog") == versions[i].backup);
        ck_assert(has(&b, "show dynamicport") == versions[i].dynamic_ports);
        ck_assert(has(&b, "if %V% LSS 600") == (versions[i].windows[0] == '\0'));
        ck_assert(has(&b, "Get-HotFix") == !(versions[i].wmic_lists && versions[i].windows[0]));
        buf_free(&b);
    }
}
END_TEST

START_TEST(lines_end_as_cmd_wants_them)
{
    for (int powershell = 0; powershell < 2; powershell++) {
        struct buf b = script_of("", powershell, NULL);
        for (size_t i = 0; i < b.len; i++) {
            ck_assert(b.ptr[i] != '\n' || (i && b.ptr[i - 1] == '\r'));
            ck_assert_msg((b.ptr[i] & 0x80) == 0, "a script is ASCII");
        }
        buf_free(&b);
    }
}
END_TEST

/* Every label that is jumped to stands once. */
START_TEST(labels_are_there)
{
    struct buf b = script_of("", false, NULL);
    struct arena arena = {0};
    struct str rest = buf_str(&b), line;
    while (str_line(&rest, &line)) {
        const char *at = str_find(line, STR("goto "));
        if (!at || str_starts(line, STR("rem")))
            continue;
        struct str name = str_skip(line, (size_t)(at - line.ptr) + 5);
        struct str label = arena_fmt(&arena, "\r\n:%.*s\r\n", STR_ARG(name));
        const char *first = str_find(buf_str(&b), label);
        ck_assert_msg(first != NULL, "%.*s", STR_ARG(name));
        ck_assert(!str_find(str_skip(buf_str(&b), (size_t)(first - b.ptr) + 2), label));
    }
    arena_free(&arena);
    buf_free(&b);
}
END_TEST

START_TEST(a_report_limits_what_is_taken)
{
    struct arena arena = {0};
    struct collect_wish wish = {0};
    ck_assert(collect_ask(&arena, &wish, STR("socket"), STR("netstat -ano")));
    ck_assert(collect_ask(&arena, &wish, STR("registry"),
                          STR("reg export \"HKLM\\SYSTEM\\X Y\\Parameters\" Parameters.reg")));
    ck_assert(collect_ask(&arena, &wish, STR("log"),
                          STR("wevtutil epl \"DNS Server\" \"DNS Server.evtx\"")));
    struct buf b = script_of("2012", false, &wish);
    ck_assert(has(&b, "(netstat -ano)") && has(&b, "(tasklist /svc)") && has(&b, "(systeminfo)"));
    ck_assert(has(&b, "reg export \"HKLM\\SYSTEM\\X Y\\Parameters\""));
    ck_assert(has(&b, "wevtutil epl \"DNS Server\""));
    ck_assert(!has(&b, "fltmc") && !has(&b, "Tcpip\\Parameters") && !has(&b, "\"Application\""));
    buf_free(&b);
    arena_free(&arena);
}
END_TEST

/* A report can be forged; nothing of it may become a command. */
START_TEST(names_that_a_script_would_act_on_are_refused)
{
    static const char *const keys[] = {
        "reg export \"HKLM\\X\" & format c: \" y.reg",
        "reg export \"HKLM\\X & calc\" y.reg",
        "reg export \"HKLM\\%TEMP%\" y.reg",
        "reg export \"HKLM\\x'; calc; '\" y.reg",
        "reg export \"HKLM\\x\n calc\" y.reg",
        "reg export \"HKLM\\x$(calc)\" y.reg",
        "reg export \"HKLM\\x\\\" y.reg",
        "reg export \"\\\\server\\HKLM\" y.reg",
        "del /s c:\\",
        "",
    };
    struct arena arena = {0};
    struct collect_wish wish = {0};
    for (size_t i = 1; i < ARRAY_LEN(keys); i++)
        ck_assert_msg(!collect_ask(&arena, &wish, STR("registry"), str_of(keys[i])), "%s", keys[i]);
    ck_assert(collect_ask(&arena, &wish, STR("registry"), str_of(keys[0])));
    ck_assert(!collect_ask(&arena, &wish, STR("log"), STR("wevtutil epl \"x|calc\" y")));
    ck_assert(!collect_ask(&arena, &wish, STR("log"), STR("calc")));
    ck_assert(collect_ask(&arena, &wish, STR("& calc"), STR("calc")));
    struct buf b = script_of("", false, &wish), p = script_of("", true, &wish);
    ck_assert(!has(&b, "calc") && !has(&b, "format c:") && has(&b, "\"HKLM\\X\""));
    ck_assert(!has(&p, "calc") && !has(&p, "format c:") && has(&p, "'HKLM\\X'"));
    buf_free(&b);
    buf_free(&p);
    arena_free(&arena);
}
END_TEST

START_TEST(versions_are_ordered_numbers)
{
    struct err err = {0};
    int64_t v;
    ck_assert_int_eq(version_number(STR("5.2.3790"), false), 50203790);
    ck_assert_int_eq(version_number(STR("6.0"), false), 60000000);
    ck_assert_int_eq(version_number(STR("6.0"), true), 60099999);
    ck_assert_int_eq(version_number(STR("10.0.26100"), false), 100026100);
    ck_assert_int_eq(version_number(STR(""), false), 0);
    ck_assert_int_eq(version_number(STR(""), true), INT64_MAX);
    ck_assert(version_find(STR("Windows Server 2012 R2"), &v, &err) == OK && v == 60309600);
    ck_assert(version_find(STR("95"), &v, &err) == FAIL_USAGE);
}
END_TEST

START_TEST(the_advisor_knows_the_tool_of_each_windows)
{
    static const struct {
        const char *windows, *tool;
    } rows[] = {
        {"2003",   "Network Monitor 3.4"},
        {"2008",   "Network Monitor 3.4"},
        {"2008r2", "netsh trace"        },
        {"2016",   "netsh trace"        },
        {"2019",   "pktmon"             },
        {"2025",   "pktmon"             },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct buf b = {0};
        struct err err = {0};
        ck_assert(collect_capture(str_of(rows[i].windows), &b, &err) == OK);
        ck_assert_msg(has(&b, rows[i].tool), "%s", rows[i].windows);
        ck_assert(has(&b, "netstat -ano"));
        buf_free(&b);
    }
}
END_TEST

SUITE(collect)
{
    tcase_add_test(tests, every_step_only_reads);
    tcase_add_test(tests, every_kind_of_evidence_is_gathered);
    tcase_add_test(tests, each_windows_gets_what_it_has);
    tcase_add_test(tests, lines_end_as_cmd_wants_them);
    tcase_add_test(tests, labels_are_there);
    tcase_add_test(tests, a_report_limits_what_is_taken);
    tcase_add_test(tests, names_that_a_script_would_act_on_are_refused);
    tcase_add_test(tests, versions_are_ordered_numbers);
    tcase_add_test(tests, the_advisor_knows_the_tool_of_each_windows);
}
