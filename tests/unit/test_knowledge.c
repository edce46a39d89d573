#include "diagnosis/chance.h"
#include "knowledge/code.h"
#include "knowledge/port.h"
#include "knowledge/role.h"
#include "knowledge/table.h"
#include "suite.h"

#include "base/arena.h"

START_TEST(cells_may_be_quoted_and_missing)
{
    struct arena arena = {0};
    struct table t =
        table_read(&arena, STR("a,b,c\r\n# no row\n1,\"x, \"\"y\"\"\",3\n\nonly\n\"open,1"));
    ck_assert_uint_eq(t.rows, 3);
    ck_assert(str_eq(table_cell(&t, 0, table_column(&t, "b")), STR("x, \"y\"")));
    ck_assert(str_eq(table_cell(&t, 0, 2), STR("3")));
    ck_assert(str_eq(table_cell(&t, 1, 0), STR("only")));
    ck_assert_uint_eq(table_cell(&t, 1, 2).len, 0);
    ck_assert(str_eq(table_cell(&t, 2, 0), STR("open,1")));
    ck_assert_uint_eq(table_read(&arena, STR("")).rows, 0);
    arena_free(&arena);
}
END_TEST

START_TEST(every_row_of_the_register_is_a_port)
{
    struct arena arena = {0};
    struct port_register r = ports_load(&arena);
    ck_assert_uint_gt(r.n, 200);
    for (size_t i = 0; i < r.n; i++) {
        const struct port_entry *e = &r.v[i];
        ck_assert_msg(e->first >= 0 && e->first <= e->last && e->last <= 65535, "%lld-%lld %.*s",
                      (long long)e->first, (long long)e->last, STR_ARG(e->title));
        ck_assert(str_eq(e->protocol, STR("tcp")) || str_eq(e->protocol, STR("udp")));
        ck_assert(e->title.len && (str_eq(e->port_basis, STR("verified")) ||
                                   str_eq(e->port_basis, STR("own-knowledge"))));
    }
    arena_free(&arena);
}
END_TEST

/* What makes a row of a register the only one of its kind, and where it says who says so. */
static const struct register_form {
    const char *file, *keys[6], *source;
} registers[] = {
    {"ports",            {"first", "last", "protocol", "service", "image", "title"}, "source"},
    {"roles",            {"role"},                                                   "source"},
    {"services",         {"name", "english", "german", "french"},                    "source"},
    {"windows_versions", {"words"},                                                  "source"},
    {"capture_tools",    {"windows", "tool"},                                        "source"},
    {"codes_facilities", {"code"},                                                   "source"},
    {"codes_contexts",   {"code", "provider"},                                       "source"},
    {"codes_hresult",    {"code", "name"},                                           "source"},
    {"codes_ntstatus",   {"code", "name"},                                           "source"},
    {"codes_win32",      {"code", "name"},                                           "source"},
};

static struct str row_key(struct arena *arena, const struct table *t, size_t row,
                          const struct register_form *form)
{
    struct str key = {0};
    for (size_t k = 0; k < ARRAY_LEN(form->keys) && form->keys[k]; k++) {
        struct str cell = table_cell(t, row, table_column(t, form->keys[k]));
        key = arena_fmt(arena, "%.*s|%.*s", STR_ARG(key), STR_ARG(cell));
    }
    return key;
}

START_TEST(every_row_of_a_register_stands_once_and_has_a_source)
{
    const struct register_form *form = &registers[_i];
    struct arena arena = {0};
    struct table t =
        table_load(&arena, arena_fmt(&arena, "rules/knowledge/%s.csv", form->file).ptr);
    struct str *keys = ARENA_ARRAY(&arena, struct str, t.rows + 1);
    ck_assert_uint_gt(t.rows, 4);
    for (size_t i = 0; i < t.rows; i++) {
        keys[i] = row_key(&arena, &t, i, form);
        ck_assert_msg(table_cell(&t, i, table_column(&t, form->source)).len, "%s: no source: %.*s",
                      form->file, STR_ARG(keys[i]));
        for (size_t k = 0; k < i; k++)
            ck_assert_msg(!str_eq_nocase(keys[k], keys[i]), "%s: twice: %.*s", form->file,
                          STR_ARG(keys[i]));
    }
    arena_free(&arena);
}
END_TEST

/* "tcp/53" is a port that the register of ports knows. */
static bool is_known_port(const struct port_register *r, struct str text)
{
    struct str number, protocol = str_cut(text, '/', &number);
    int64_t port;
    if (!str_to_i64(number, &port))
        return false;
    for (size_t i = 0; i < r->n; i++)
        if (port_covers(&r->v[i], port, protocol))
            return true;
    return false;
}

START_TEST(a_role_can_be_told_and_its_ports_are_in_the_register)
{
    struct arena arena = {0};
    struct role_register roles = roles_load(&arena);
    struct port_register ports = ports_load(&arena);
    ck_assert_uint_gt(roles.n, 20);
    ck_assert_uint_le(roles.n, 32); /* HOST_ROLES */
    for (size_t i = 0; i < roles.n; i++) {
        const struct role_entry *e = &roles.v[i];
        ck_assert(e->title.len && (e->providers.len || e->services.len || e->images.len));
        for (struct str rest = e->ports; rest.len;) {
            struct str port = str_cut(rest, ';', &rest);
            ck_assert_msg(is_known_port(&ports, port), "%.*s: %.*s", STR_ARG(e->role),
                          STR_ARG(port));
        }
    }
    arena_free(&arena);
}
END_TEST

START_TEST(a_list_of_a_role_has_names_and_beginnings)
{
    ck_assert(role_lists(STR("DNS;NTDS *"), STR("dns")));
    ck_assert(role_lists(STR("DNS;NTDS *"), STR("NTDS KCC")));
    ck_assert(!role_lists(STR("DNS;NTDS *"), STR("DNS Client Events")));
    ck_assert(!role_lists(STR(""), STR("DNS")));
    ck_assert(!role_lists(STR("A*"), STR("")));
}
END_TEST

START_TEST(a_port_is_owned_by_service_image_or_title)
{
    struct port_entry e = {.first = 25,
                           .last = 26,
                           .protocol = STR("tcp"),
                           .service = STR("MSExchangeTransport"),
                           .image = STR("EdgeTransport.exe (started by MSExchangeTransport.exe)"),
                           .title = STR("Microsoft Exchange Transport")};
    ck_assert(port_owned(&e, STR("msexchangetransport")));
    ck_assert(port_owned(&e, STR("edgetransport.exe")));
    ck_assert(port_owned(&e, STR("exchange")));
    ck_assert(!port_owned(&e, STR("edge")));
    ck_assert(!port_owned(&e, STR("")));
    ck_assert(port_covers(&e, 26, STR("TCP")) && !port_covers(&e, 26, STR("udp")));
    ck_assert(port_covers(&e, 25, (struct str){0}) && !port_covers(&e, 27, (struct str){0}));
}
END_TEST

/* Computed with exact fractions by a Python program: 1 - C(N-m, k) / C(N, k), and counted places.
 */
START_TEST(chances_are_those_of_exact_fractions)
{
    static const int64_t wanted[] = {2883, 1812, 4500, 80};
    struct chance_draw d = {2500, 1025, 65535, wanted, 4, 12};
    struct chance even = chance_even(&d), row = chance_row(&d);
    ck_assert_double_eq_tol(even.start, 0.11181370343711418, 1e-14);
    ck_assert_double_eq_tol(even.some, 0.75898236521873741, 1e-14);
    ck_assert_double_eq_tol(even.none, 0.24101763478126259, 1e-14);
    ck_assert_int_eq(even.clean, 26);
    ck_assert_double_eq_tol(row.start, 3476.0 / 62012.0, 1e-15);
    ck_assert_int_eq(row.clean, 52);
    d.wanted = &wanted[3];
    d.wanted_n = 1;
    ck_assert_double_eq(chance_even(&d).start, 0);
    ck_assert_int_eq(chance_row(&d).clean, -1);
}
END_TEST

START_TEST(every_code_stands_once_and_has_words)
{
    struct arena arena = {0};
    const struct code_book *book = codes_load(&arena);
    ck_assert_uint_gt(book->entries_n, 900);
    for (size_t i = 0; i < book->entries_n; i++) {
        const struct code_entry *e = &book->entries[i], *before = e - 1;
        bool first = i == 0 || before->family != e->family;
        ck_assert_msg(e->text.len && e->source.len, "%.*s %u", STR_ARG(e->family->name), e->code);
        ck_assert_msg(first || before->code < e->code, "%.*s %u", STR_ARG(e->family->name),
                      e->code);
        ck_assert(e->code || first);
    }
    for (size_t i = 0; i < book->contexts_n; i++)
        ck_assert(book->contexts[i].code && book->contexts[i].text.len);
    arena_free(&arena);
}
END_TEST

static const struct {
    const char *text;
    bool good, message;
    uint32_t value;
} numbers[] = {
    {"10048",                true,  false, 10048     },
    {"0x80072740",           true,  false, 0x80072740},
    {"80072740",             true,  false, 0x80072740},
    {"-2147014848",          true,  false, 0x80072740},
    {"2147952448",           true,  false, 0x80072740},
    {"c0000022",             true,  false, 0xC0000022},
    {"7E",                   true,  false, 0x7E      },
    {"%%1053",               true,  true,  1053      },
    {"40 27 00 00",          true,  false, 0x2740    },
    {" 5 ",                  true,  false, 5         },
    {"",                     false, false, 0         },
    {"%%",                   false, true,  0         },
    {"-",                    false, false, 0         },
    {"-2147483649",          false, false, 0         },
    {"4294967296",           false, false, 0         },
    {"0x100000000",          false, false, 0         },
    {"40 27 00",             false, false, 0         },
    {"40 27 00 00 00",       false, false, 0         },
    {"40 27 00 zz",          false, false, 0         },
    {"99999999999999999999", false, false, 0         },
    {"WSAEACCES",            false, false, 0         },
};

START_TEST(codes_are_read_as_logs_write_them)
{
    uint32_t value = 0;
    bool message = false;
    ck_assert_msg(code_parse(str_of(numbers[_i].text), &value, &message) == numbers[_i].good, "%s",
                  numbers[_i].text);
    if (numbers[_i].good) {
        ck_assert_uint_eq(value, numbers[_i].value);
        ck_assert(message == numbers[_i].message);
    }
}
END_TEST

static const struct {
    uint32_t value;
    const char *family, *name;
    bool hint;
} meanings[] = {
    {10013,      "winsock",  "WSAEACCES",                           false},
    {0x80072740, "winsock",  "WSAEADDRINUSE",                       false},
    {0x80070005, "hresult",  "E_ACCESSDENIED",                      false},
    {0x80070643, "win32",    "ERROR_INSTALL_FAILURE",               false},
    {0xC0070005, "win32",    "ERROR_ACCESS_DENIED",                 false},
    {0xD0000022, "ntstatus", "STATUS_ACCESS_DENIED",                false},
    {0x1000007E, "bugcheck", "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED", false},
    {0x8FFE2740, "winsock",  "WSAEADDRINUSE",                       true },
    {0xC000005E, "ntstatus", "STATUS_NO_LOGON_SERVERS",             false},
    {0x80090322, "hresult",  "SEC_E_WRONG_PRINCIPAL",               false},
    {0xC0000234, "ntstatus", "STATUS_ACCOUNT_LOCKED_OUT",           false},
};

START_TEST(a_number_means_what_its_parts_say)
{
    struct arena arena = {0};
    struct code_meaning out[CODE_MEANINGS];
    size_t n = code_meanings(codes_load(&arena), meanings[_i].value, out);
    ck_assert_uint_ge(n, 1);
    ck_assert(str_eq(out[0].entry->family->name, str_of(meanings[_i].family)));
    ck_assert(str_eq(out[0].entry->name, str_of(meanings[_i].name)));
    ck_assert(out[0].hint == meanings[_i].hint);
    arena_free(&arena);
}
END_TEST

START_TEST(words_of_a_parameter_follow_its_type)
{
    struct arena arena = {0};
    struct str words = STR("as before");
    ck_assert(code_words(&arena, STR("hresult"), STR("80072740"), &words));
    ck_assert(str_starts(words, STR("WSAEADDRINUSE: another socket")));
    ck_assert(code_words(&arena, STR("win32"), STR("5"), &words));
    ck_assert(str_starts(words, STR("ERROR_ACCESS_DENIED: ")));
    ck_assert(code_words(&arena, STR("ntstatus"), STR("0xC000009A"), &words));
    ck_assert(str_starts(words, STR("STATUS_INSUFFICIENT_RESOURCES: ")));
    ck_assert(!code_words(&arena, STR("port"), STR("5"), &words));
    ck_assert(!code_words(&arena, STR("hresult"), STR("8FFE2740"), &words)); /* only a hint */
    ck_assert(!code_words(&arena, STR("win32"), STR("none"), &words));
    ck_assert(str_starts(words, STR("STATUS_INSUFFICIENT_RESOURCES: ")));
    arena_free(&arena);
}
END_TEST

SUITE(knowledge)
{
    tcase_add_test(tests, every_code_stands_once_and_has_words);
    tcase_add_loop_test(tests, codes_are_read_as_logs_write_them, 0, (int)ARRAY_LEN(numbers));
    tcase_add_loop_test(tests, a_number_means_what_its_parts_say, 0, (int)ARRAY_LEN(meanings));
    tcase_add_test(tests, words_of_a_parameter_follow_its_type);
    tcase_add_test(tests, cells_may_be_quoted_and_missing);
    tcase_add_test(tests, every_row_of_the_register_is_a_port);
    tcase_add_test(tests, a_port_is_owned_by_service_image_or_title);
    tcase_add_loop_test(tests, every_row_of_a_register_stands_once_and_has_a_source, 0,
                        (int)ARRAY_LEN(registers));
    tcase_add_test(tests, a_role_can_be_told_and_its_ports_are_in_the_register);
    tcase_add_test(tests, a_list_of_a_role_has_names_and_beginnings);
    tcase_add_test(tests, chances_are_those_of_exact_fractions);
}
