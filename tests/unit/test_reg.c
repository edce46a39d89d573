#include "reader_kit.h"

extern const struct reader reader_reg;

START_TEST(values_of_every_type_are_read)
{
    const struct batch *b = read_text(
        &reader_reg, "x/tcpip-2012-10-29.reg",
        "Windows Registry Editor Version 5.00\r\n\r\n"
        "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\r\n"
        "\"Hostname\"=\"pine-sbs\"\r\n"
        "\"MaxUserPort\"=dword:0000ea60\r\n"
        "\"ReservedPorts\"=hex(7):31,00,34,00,33,00,33,00,2d,00,31,00,34,00,33,00,34,00,\\\r\n"
        "  00,00,32,00,00,00,00,00\r\n"
        "\"Path\"=\"C:\\\\a \\\"b\\\"\"\r\n"
        "\"Gone\"=-\r\n\r\n"
        "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Winsock]"
        "\r\n");
    ck_assert_uint_eq(b->captures_n, 1);
    ck_assert_uint_eq(b->captures[0].facts_n, 4);
    ck_str(fact_of(b, 0, 1, "value"), "60000");
    ck_str(fact_of(b, 0, 1, "type"), "REG_DWORD");
    ck_str(fact_of(b, 0, 2, "value"), "1433-1434\n2");
    ck_str(fact_of(b, 0, 3, "value"), "C:\\a \"b\"");
    ck_str(b->captures[0].host, "pine-sbs");
    ck_assert_str_eq(taken_of(b, 0), "2012-10-29T12:00:00.0000000");
    ck_assert(capture_scope_has(
        &b->captures[0], STR("key"),
        STR("HKEY_LOCAL_"
            "MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Winsock")));
}
END_TEST

START_TEST(the_old_format_has_strings_of_bytes)
{
    const struct batch *b =
        read_text(&reader_reg, "a.reg",
                  "REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\A]\n\"m\"=hex(7):31,34,33,33,00,35,00,00\n");
    ck_str(fact_of(b, 0, 0, "value"), "1433\n5");
}
END_TEST

START_TEST(a_damaged_value_is_a_declared_loss_and_the_rest_is_kept)
{
    const struct batch *b =
        read_text(&reader_reg, "a.reg",
                  "REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\A]\n\"m\"=hex(7):zz\nrubbish\n\"n\"=\"1\"\n");
    ck_assert_uint_eq(b->captures[0].facts_n, 1);
    ck_assert_uint_eq(b->losses_n, 2);
}
END_TEST

SUITE(reg)
{
    tcase_add_test(tests, values_of_every_type_are_read);
    tcase_add_test(tests, the_old_format_has_strings_of_bytes);
    tcase_add_test(tests, a_damaged_value_is_a_declared_loss_and_the_rest_is_kept);
}
