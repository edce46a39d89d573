#include "base/buf.h"
#include "read_kit.h"

#include <stdio.h>

static struct batch read_console(const char *text, const char *path)
{
    return read_text(&reader_console, str_of(text), path);
}

static bool has(const struct batch *b, size_t capture, const char *name, const char *value)
{
    return capture_scope_has(&b->captures[capture], str_of(name), str_of(value));
}

#define WHEN "C:\\>date /t\r\nFri 10/26/2012\r\n\r\nC:\\>time /t\r\n08:12 AM\r\n\r\n"
#define SOCKETS                                                                                    \
    "\r\nActive Connections\r\n\r\n"                                                               \
    "  Proto  Local Address          Foreign Address        State           PID\r\n"               \
    "  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4\r\n"                 \
    "  TCP    [::]:135               [::]:0                 LISTENING       820\r\n"               \
    "  UDP    192.0.2.20:53          *:*                                    1692\r\n"

START_TEST(netstat_becomes_sockets_of_one_moment)
{
    struct batch b = read_console(WHEN "C:\\>netstat -ano\r\n" SOCKETS "\r\nC:\\>", "n.txt");
    ck_assert_uint_eq(b.captures_n, 1);
    const struct capture *c = &b.captures[0];
    ck_assert_int_eq(c->kind, FACT_SOCKET);
    ck_str(c->tool, "netstat -ano");
    ck_str(time_text(&c->taken), "2012-10-26T08:12:00.0000000");
    ck_assert_uint_eq(c->facts_n, 3);
    ck_fact(&c->facts[1], "local_address", "::");
    ck_fact(&c->facts[1], "local_port", "135");
    ck_fact(&c->facts[1], "state", "LISTENING");
    ck_fact(&c->facts[2], "protocol", "udp");
    ck_fact(&c->facts[2], "remote_address", "*");
    ck_fact(&c->facts[2], "pid", "1692");
    ck_assert_ptr_null(fact_get(&c->facts[2], STR("state")).ptr);
    ck_assert_ptr_null(fact_get(&c->facts[2], STR("image")).ptr);
    ck_assert_uint_eq(c->facts[0].line, 12);
    ck_assert(has(&b, 0, "protocol", "udp") && has(&b, 0, "family", "6"));
    ck_assert(has(&b, 0, "pids", "yes") && has(&b, 0, "images", "no") &&
              has(&b, 0, "whole", "yes"));
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(images_under_the_rows_belong_to_them)
{
    struct batch b = read_console(
        "  Proto  Lokale Adresse         Remoteadresse          Status           PID\n"
        "  TCP    0.0.0.0:135            0.0.0.0:0              ABH\xC3\x96REN          820\n"
        "  RpcSs\n [svchost.exe]\n"
        "  UDP    0.0.0.0:53             *:*                                    1692\n"
        " [dns.exe]\n"
        "  UDP    0.0.0.0:67             *:*                                    4\n"
        " Es konnten keine Besitzerinformationen abgerufen werden\n",
        "n.txt");
    const struct capture *c = &b.captures[0];
    ck_assert_uint_eq(c->facts_n, 3);
    ck_fact(&c->facts[0], "state", "LISTENING");
    ck_fact(&c->facts[0], "image", "svchost.exe");
    ck_fact(&c->facts[0], "service", "RpcSs");
    ck_fact(&c->facts[1], "image", "dns.exe");
    ck_assert_ptr_null(fact_get(&c->facts[2], STR("image")).ptr);
    ck_assert(has(&b, 0, "images", "yes"));
    batch_free(&b);
}
END_TEST

START_TEST(a_cut_table_is_not_whole)
{
    struct batch b = read_console(SOCKETS "  UDP    0.0.0.0:12", "n.txt");
    ck_assert(has(&b, 0, "whole", "no"));
    ck_assert_uint_eq(lost_bytes(&b), strlen("  UDP    0.0.0.0:12"));
    batch_free(&b);
}
END_TEST

#define SERVICES                                                                                   \
    "\nImage Name                   PID Services                                     \n"           \
    "========================= ====== =============================================\n"             \
    "System Idle Process            0 N/A                                          \n"             \
    "svchost.exe                 3904 AeLookupSvc, BITS,                           \n"             \
    "                                 EventSystem                                  \n"             \
    "dns.exe                     1692 DNS                                          \n"

START_TEST(tasklist_tells_services_over_several_lines)
{
    struct batch b = read_console("C:\\>tasklist /svc\n" SERVICES "\nC:\\>", "t.txt");
    const struct capture *c = &b.captures[0];
    ck_assert_int_eq(c->kind, FACT_PROCESS);
    ck_assert_uint_eq(c->facts_n, 3);
    ck_fact(&c->facts[0], "image", "System Idle Process");
    ck_fact(&c->facts[0], "services", "");
    ck_fact(&c->facts[1], "services", "AeLookupSvc, BITS, EventSystem");
    ck_fact(&c->facts[2], "pid", "1692");
    ck_assert(has(&b, 0, "services", "yes") && has(&b, 0, "whole", "yes"));
    batch_free(&b);
}
END_TEST

START_TEST(tasklist_as_csv_says_the_same)
{
    struct batch b =
        read_console("\"Abbildname\",\"PID\",\"Dienste\"\n\"dns.exe\",\"1692\",\"DNS\"\n"
                     "\"svchost.exe\",\"900\",\"A,B\"\n\"x.exe\",\"9\",\"Nicht "
                     "zutreffend\"\n",
                     "t.txt");
    const struct capture *c = &b.captures[0];
    ck_assert_uint_eq(c->facts_n, 3);
    ck_fact(&c->facts[0], "services", "DNS");
    ck_fact(&c->facts[1], "services", "A, B");
    ck_fact(&c->facts[2], "services", "");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

/* The same machine in three languages. */
static const struct {
    const char *text, *boot;
} systems[] = {
    {"Host Name:                 SBS01\n"
     "OS Name:                   Microsoft(R) Windows(R) Server 2003 for Small Business Server\n"
     "OS Version:                5.2.3790 Service Pack 2 Build 3790\n"
     "OS Configuration:          Primary Domain Controller\n"
     "System Up Time:            1 Days, 13 Hours, 40 Minutes, 5 Seconds\n"
     "Time Zone:                 (GMT-08:00) Pacific Time\n"
     "Domain:                    x.local\n"
     "Hotfix(s):                 2 Hotfix(s) Installed.\n"
     "                           [01]: KB914961 - Update\n"
     "                           [02]: KB951746 - Update\n"
     "Network Card(s):           1 NIC(s) Installed.\n",                                "2012-10-24T18:31:55"},
    {"Hostname:                                      SBS01\n"
     "Betriebssystemname:                            Microsoft Windows Small Business Server\n"
     "Betriebssystemversion:                         5.2.3790 Service Pack 2 Build 3790\n"
     "Betriebssystemkonfiguration:                   Prim\xC3\xA4rer Dom\xC3\xA4nencontroller\n"
     "Systemstartzeit:                               24.10.2012, 18:33:12\n"
     "Zeitzone:                                      (GMT-08:00) Pacific Time\n"
     "Dom\xC3\xA4ne:                                      x.local\n"
     "Hotfix(es):                                    2 Hotfix(e) installiert.\n"
     "                                               [01]: KB914961\n"
     "                                               [02]: KB951746\n"
     "Netzwerkkarte(n):                              1 Netzwerkadapter installiert.\n", "2012-10-24T18:33:12"},
    {"Nom de l\xE2\x80\x99h\xC3\xB4te:                              SBS01\n"
     "Nom du syst\xC3\xA8me d\xE2\x80\x99"
     "exploitation:              Microsoft Small Business Server\n"
     "Version du syst\xC3\xA8me:                         5.2.3790 Service Pack 2 Build 3790\n"
     "Configuration du syst\xC3\xA8me d\xE2\x80\x99"
     "exploitation:    Contr\xC3\xB4leur principal\n"
     "Heure de d\xC3\xA9marrage du syst\xC3\xA8me:              24/10/2012, 18:33:12\n"
     "Fuseau horaire:                             (GMT-08:00) Pacific Time\n"
     "Domaine:                                    x.local\n"
     "Correctif(s):                               2 Corrections install\xC3\xA9"
     "es.\n"
     "                                            [01]: KB914961\n"
     "                                            [02]: KB951746\n"
     "Carte(s) r\xC3\xA9seau:                          1 carte(s)\n",                   "2012-10-24T18:33:12"},
    {"\"Host Name\",\"OS Name\",\"OS Version\",\"OS Configuration\",\"System Boot Time\",\"Time "
     "Zone\",\"Domain\",\"Hotfix(s)\",\"Network Card(s)\"\n"
     "\"SBS01\",\"Small Business Server\",\"5.2.3790 Service Pack 2 Build 3790\",\"Primary Domain "
     "Controller\",\"10/24/2012, 6:33:12 PM\",\"(GMT-08:00) Pacific Time\",\"x.local\",\"2 "
     "Hotfix(s) "
     "Installed.,[01]: KB914961,[02]: KB951746\",\"1 NIC\"\n",                          "2012-10-24T18:33:12"},
};

START_TEST(systeminfo_says_what_the_machine_is_in_any_language)
{
    struct buf text = {0};
    buf_text(&text, WHEN);
    buf_text(&text, systems[_i].text);
    struct batch b = read_text(&reader_console, buf_str(&text), "s.txt");
    ck_assert_uint_eq(b.captures_n, 2);
    const struct capture *c = &b.captures[1];
    const struct fact *f = &c->facts[0];
    ck_assert_int_eq(c->kind, FACT_SYSTEM);
    ck_str(c->host, "SBS01");
    ck_str(c->zone, "(GMT-08:00) Pacific Time");
    ck_fact(f, "nt", "5.2");
    ck_fact(f, "build", "3790");
    ck_fact(f, "service_pack", "2");
    ck_fact(f, "domain", "x.local");
    ck_fact(f, "roles", "dc,sbs");
    ck_assert_str_eq(fact_get(f, STR("boot_time")).ptr, systems[_i].boot);
    ck_assert_int_eq(b.captures[0].kind, FACT_HOTFIX);
    ck_assert_uint_eq(b.captures[0].facts_n, 2);
    ck_fact(&b.captures[0].facts[1], "kb", "KB951746");
    ck_assert(has(&b, 0, "whole", "yes") && has(&b, 1, "whole", "yes"));
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
    buf_free(&text);
}
END_TEST

START_TEST(several_tables_of_one_file_share_its_host)
{
    struct buf text = {0};
    buf_text(&text,
             WHEN SOCKETS SERVICES "\nWindows IP Configuration\n\n   Primary Dns Suffix: x\n\n");
    buf_text(&text, systems[0].text);
    struct batch b = read_text(&reader_console, buf_str(&text), "all.txt");
    ck_assert_uint_eq(b.captures_n, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_str(b.captures[i].host, "SBS01");
        ck_str(time_text(&b.captures[i].taken), "2012-10-26T08:12:00.0000000");
        ck_assert(has(&b, i, "whole", "yes"));
    }
    ck_str(b.captures[1].tool, "tasklist");
    ck_assert_uint_eq(b.losses_n, 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_BYTES_LOST], 1);
    batch_free(&b);
    buf_free(&text);
}
END_TEST

/* What a file or its surroundings say of host and time. */
static const struct {
    const char *path, *before, *host, *iso;
} origins[] = {
    {"n.txt",                       "C:\\>hostname\nSBS01\n",                                    "SBS01", ""                           },
    {"n.txt",                       "[SBS01]: PS C:\\> netstat -ano\n",                          "SBS01", ""                           },
    {"x/netstat_20121026_0908.txt", "",                                                          "",      "2012-10-26T09:08:00.0000000"},
    {"2012-10-26/netstat.txt",      "",                                                          "",      ""                           },
    {"n.txt",
     "The current date is: Fri 10/26/2012\nThe current time is: "
     "9:08:11.22\n",                                                                             "",      "2012-10-26T09:08:11.0000000"},
    {"n.txt",                       "C:\\>date /t\nFri 10/26/2012\n",                            "",      ""                           },
    {"n.txt",                       "C:\\>date /t\nFr 26.10.2012\n\nC:\\>time /t\n09:08\n",      "",
     "2012-10-26T09:08:00.0000000"                                                                                                     },
    {"n.txt",                       ":: culprit collect host=SBS01 taken=2012-10-26T09:08:00\n", "SBS01",
     "2012-10-26T09:08:00.0000000"                                                                                                     },
};

START_TEST(a_capture_knows_where_and_when_only_as_the_file_says)
{
    char text[2048];
    snprintf(text, sizeof text, "%s" SOCKETS, origins[_i].before);
    struct batch b = read_console(text, origins[_i].path);
    ck_assert_uint_eq(b.captures_n, 1);
    ck_assert(str_eq(b.captures[0].host, str_of(origins[_i].host)));
    ck_assert_str_eq(time_text(&b.captures[0].taken).ptr, origins[_i].iso);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(reg_query_becomes_registry_values)
{
    struct batch b = read_console(
        "C:\\>reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\n\n"
        "! REG.EXE VERSION 3.0\n\n"
        "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\n"
        "    <NO NAME>\tREG_SZ\t\n"
        "    MaxUserPort\tREG_DWORD\t0xea60\n"
        "    ReservedPorts\tREG_MULTI_SZ\t1433-1434\\02883-2883\\0\\0\n\nC:\\>",
        "r.txt");
    const struct capture *c = &b.captures[0];
    ck_assert_int_eq(c->kind, FACT_REGISTRY);
    ck_assert_uint_eq(c->facts_n, 3);
    ck_fact(&c->facts[0], "name", "(Default)");
    ck_fact(&c->facts[1], "value", "60000");
    ck_fact(&c->facts[2], "value", "1433-1434\n2883-2883");
    ck_assert(has(&b, 0, "key",
                  "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters"));
    batch_free(&b);
}
END_TEST

START_TEST(one_value_asked_for_says_nothing_of_the_others)
{
    struct batch b = read_console("C:\\>reg query HKLM\\A\\B /v X\n\nHKEY_LOCAL_MACHINE\\A\\B\n"
                                  "    X    REG_DWORD    0x1\n",
                                  "r.txt");
    ck_assert_uint_eq(b.captures[0].facts_n, 1);
    ck_assert(!has(&b, 0, "key", "HKEY_LOCAL_MACHINE\\A\\B"));
    batch_free(&b);
}
END_TEST

SUITE(console)
{
    tcase_add_test(tests, netstat_becomes_sockets_of_one_moment);
    tcase_add_test(tests, images_under_the_rows_belong_to_them);
    tcase_add_test(tests, a_cut_table_is_not_whole);
    tcase_add_test(tests, tasklist_tells_services_over_several_lines);
    tcase_add_test(tests, tasklist_as_csv_says_the_same);
    tcase_add_loop_test(tests, systeminfo_says_what_the_machine_is_in_any_language, 0,
                        ARRAY_LEN(systems));
    tcase_add_test(tests, several_tables_of_one_file_share_its_host);
    tcase_add_loop_test(tests, a_capture_knows_where_and_when_only_as_the_file_says, 0,
                        ARRAY_LEN(origins));
    tcase_add_test(tests, reg_query_becomes_registry_values);
    tcase_add_test(tests, one_value_asked_for_says_nothing_of_the_others);
}
