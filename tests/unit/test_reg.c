#include "read_kit.h"

#include <stdio.h>

#define KEY "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters"

static struct batch read_reg(const char *text)
{
    return read_text(&reader_reg, str_of(text), "x/tcpip-2012-10-29.reg");
}

/* How a value is written, and what it says. */
static const struct {
    const char *line, *name, *type, *value;
} values[] = {
    {"\"A\"=\"x\\\"y\\\\z\"",                              "A",         "REG_SZ",        "x\"y\\z"   },
    {"\"A\"=\"\"",                                         "A",         "REG_SZ",        ""          },
    {"@=\"d\"",                                            "(Default)", "REG_SZ",        "d"         },
    {"\"A\"=dword:0000ea60",                               "A",         "REG_DWORD",     "60000"     },
    {"\"A\"=hex(b):01,00,00,00,01,00,00,00",               "A",         "REG_QWORD",     "4294967297"},
    {"\"A\"=hex(7):31,00,\\\r\n  00,00,32,00,00,00,00,00", "A",         "REG_MULTI_SZ",  "1\n2"      },
    {"\"A\"=hex(2):25,00,78,00,25,00,00,00",               "A",         "REG_EXPAND_SZ", "%x%"       },
    {"\"A\"=hex:0a,ff",                                    "A",         "REG_BINARY",    "0aff"      },
    {"\"A b\"=dword:1",                                    "A b",       "REG_DWORD",     "1"         },
};

START_TEST(a_value_is_read_as_it_is_written)
{
    char text[512];
    snprintf(text, sizeof text,
             "Windows Registry Editor Version 5.00\r\n\r\n[" KEY "]\r\n%s\r\n\r\n",
             values[_i].line);
    struct batch b = read_reg(text);
    ck_assert_uint_eq(b.captures[0].facts_n, 1);
    const struct fact *f = &b.captures[0].facts[0];
    ck_fact(f, "key", KEY);
    ck_assert(str_eq(fact_get(f, STR("name")), str_of(values[_i].name)));
    ck_assert(str_eq(fact_get(f, STR("type")), str_of(values[_i].type)));
    ck_assert(str_eq(fact_get(f, STR("value")), str_of(values[_i].value)));
    ck_assert_uint_eq(f->line, 4);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    ck_assert(capture_scope_has(&b.captures[0], STR("whole"), STR("yes")));
    batch_free(&b);
}
END_TEST

START_TEST(every_exported_key_is_in_scope)
{
    struct batch b =
        read_reg("REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\"M\"=hex(7):31,00,32,00,00\r\n"
                 "\r\n[HKEY_LOCAL_MACHINE\\A\\Empty]\r\n\r\n[-HKEY_LOCAL_MACHINE\\Gone]\r\n");
    const struct capture *c = &b.captures[0];
    ck_assert(capture_scope_has(c, STR("key"), STR("HKEY_LOCAL_MACHINE\\A")));
    ck_assert(capture_scope_has(c, STR("key"), STR("HKEY_LOCAL_MACHINE\\A\\Empty")));
    ck_assert(!capture_scope_has(c, STR("key"), STR("HKEY_LOCAL_MACHINE\\Gone")));
    ck_fact(&c->facts[0], "value", "1\n2");
    batch_free(&b);
}
END_TEST

START_TEST(an_export_knows_its_host_and_day)
{
    struct batch b = read_reg("Windows Registry Editor Version 5.00\r\n\r\n[" KEY
                              "]\r\n\"Hostname\"=\"sbs01\"\r\n");
    ck_str(b.captures[0].host, "sbs01");
    ck_str(time_text(&b.captures[0].taken), "2012-10-29T12:00:00.0000000");
    batch_free(&b);
}
END_TEST

START_TEST(an_order_to_delete_is_no_value)
{
    struct batch b = read_reg("REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\"X\"=-\r\n");
    ck_assert_uint_eq(b.captures[0].facts_n, 0);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(a_cut_export_is_not_whole)
{
    struct batch b = read_reg("REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\"X\"=dword:00000001\r\n"
                              "\"Y\"=hex:01,02,\\\r\n");
    ck_assert_uint_eq(b.captures[0].facts_n, 1);
    ck_assert_uint_gt(lost_bytes(&b), 0);
    ck_assert(capture_scope_has(&b.captures[0], STR("whole"), STR("no")));
    batch_free(&b);
}
END_TEST

SUITE(reg)
{
    tcase_add_loop_test(tests, a_value_is_read_as_it_is_written, 0, ARRAY_LEN(values));
    tcase_add_test(tests, every_exported_key_is_in_scope);
    tcase_add_test(tests, an_export_knows_its_host_and_day);
    tcase_add_test(tests, an_order_to_delete_is_no_value);
    tcase_add_test(tests, a_cut_export_is_not_whole);
}
