#include "reader_kit.h"

extern const struct reader reader_console;

static const char transcript[] =
    "\r\nC:\\>date /t\r\nFri 10/26/2012 \r\n\r\nC:\\>time /t\r\n08:12 AM\r\n\r\nC:\\>netstat "
    "-ano\r\n\r\n"
    "Active Connections\r\n\r\n"
    "  Proto  Local Address          Foreign Address        State           PID\r\n"
    "  TCP    0.0.0.0:53             0.0.0.0:0              LISTENING       1692\r\n"
    "  TCP    [::]:445               [::]:0                 LISTENING       4\r\n"
    "  UDP    0.0.0.0:2883           *:*                                    1692\r\n"
    "\r\nC:\\>tasklist /svc\r\n\r\n"
    "Image Name                   PID Services                                     \r\n"
    "========================= ====== =============================================\r\n"
    "System                         4 N/A                                          \r\n"
    "dns.exe                     1692 DNS                                          \r\n"
    "svchost.exe                  900 Dhcp, Dnscache,                              \r\n"
    "                                 LmHosts                                      \r\n\r\n"
    "C:\\>hostname\r\nPINE-SBS\r\n\r\n"
    "C:\\>reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\r\n\r\n"
    "! REG.EXE VERSION 3.0\r\n\r\n"
    "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\r\n"
    "    MaxUserPort\tREG_DWORD\t0xea60\r\n"
    "    ReservedPorts\tREG_MULTI_SZ\t1433-1434\\0\\0\r\n";

START_TEST(several_tables_of_one_transcript_are_several_captures)
{
    const struct batch *b = read_text(&reader_console, "x/all.txt", transcript);
    ck_assert_uint_eq(b->captures_n, 3);
    ck_assert_int_eq(b->captures[0].kind, FACT_SOCKET);
    ck_assert_int_eq(b->captures[1].kind, FACT_PROCESS);
    ck_assert_int_eq(b->captures[2].kind, FACT_REGISTRY);
    ck_str(b->captures[0].tool, "netstat -ano");
    ck_assert_str_eq(taken_of(b, 0), "2012-10-26T08:12:00.0000000");
    ck_str(b->captures[2].host, "PINE-SBS");
}
END_TEST

START_TEST(rows_of_netstat_become_sockets)
{
    const struct batch *b = read_text(&reader_console, "all.txt", transcript);
    ck_assert_uint_eq(b->captures[0].facts_n, 3);
    ck_str(fact_of(b, 0, 2, "protocol"), "udp");
    ck_str(fact_of(b, 0, 2, "local_port"), "2883");
    ck_str(fact_of(b, 0, 2, "pid"), "1692");
    ck_str(fact_of(b, 0, 1, "local_address"), "::");
    ck_str(fact_of(b, 0, 0, "state"), "LISTENING");
    ck_assert_ptr_null(fact_of(b, 0, 2, "image").ptr);
    ck_assert(capture_scope_has(&b->captures[0], STR("protocol"), STR("udp")));
    ck_assert(capture_scope_has(&b->captures[0], STR("whole"), STR("yes")));
    ck_assert(capture_scope_has(&b->captures[0], STR("images"), STR("no")));
}
END_TEST

START_TEST(services_of_a_process_go_on_over_lines)
{
    const struct batch *b = read_text(&reader_console, "all.txt", transcript);
    ck_assert_uint_eq(b->captures[1].facts_n, 3);
    ck_str(fact_of(b, 1, 1, "image"), "dns.exe");
    ck_str(fact_of(b, 1, 1, "services"), "DNS");
    ck_str(fact_of(b, 1, 2, "services"), "Dhcp, Dnscache, LmHosts");
    ck_str(fact_of(b, 1, 0, "services"), "");
}
END_TEST

START_TEST(reg_query_gives_numbers_in_decimal_and_lists_in_lines)
{
    const struct batch *b = read_text(&reader_console, "all.txt", transcript);
    ck_str(fact_of(b, 2, 0, "value"), "60000");
    ck_str(fact_of(b, 2, 1, "value"), "1433-1434");
    ck_assert(capture_scope_has(
        &b->captures[2], STR("key"),
        STR("HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters")));
}
END_TEST

START_TEST(german_output_is_read_as_well)
{
    const struct batch *b = read_text(
        &reader_console, "netz.txt",
        "C:\\>date /t\nFr 26.10.2012\nC:\\>time /t\n09:08\nC:\\>netstat -ano\n\nAktive "
        "Verbindungen\n\n"
        "  Proto  Lokale Adresse         Remoteadresse          Status           PID\n"
        "  TCP    0.0.0.0:53             0.0.0.0:0              ABH\xC3\x96REN         1692\n"
        "  UDP    0.0.0.0:2883           *:*                                    "
        "1692\n\nC:\\>tasklist /svc\n\n"
        "Abbildname                   PID Dienste                                      \n"
        "========================= ====== =============================================\n"
        "dns.exe                     1692 DNS                                          \n");
    ck_assert_uint_eq(b->captures_n, 2);
    ck_assert_str_eq(taken_of(b, 0), "2012-10-26T09:08:00.0000000");
    ck_assert_uint_eq(b->captures[0].facts_n, 2);
    ck_str(fact_of(b, 1, 0, "services"), "DNS");
}
END_TEST

START_TEST(netstat_with_images_names_them)
{
    const struct batch *b =
        read_text(&reader_console, "n.txt",
                  "C:\\>netstat -anob\n\nActive Connections\n\n"
                  "  Proto  Local Address          Foreign Address        State           PID\n"
                  "  UDP    0.0.0.0:2883           *:*                                    1692\n"
                  "  DNS\n [dns.exe]\n"
                  "  UDP    0.0.0.0:500            *:*                                    424\n"
                  " [lsass.exe]\n");
    ck_assert_uint_eq(b->captures_n, 1);
    ck_str(fact_of(b, 0, 0, "image"), "dns.exe");
    ck_str(fact_of(b, 0, 0, "service"), "DNS");
    ck_str(fact_of(b, 0, 1, "image"), "lsass.exe");
    ck_assert(capture_scope_has(&b->captures[0], STR("images"), STR("yes")));
}
END_TEST

START_TEST(systeminfo_tells_version_pack_zone_roles_and_updates)
{
    const struct batch *b = read_text(
        &reader_console, "s.txt",
        "Host Name:                 PINE-SBS\n"
        "OS Name:                   Microsoft(R) Windows(R) Server 2003 for Small Business Server\n"
        "OS Version:                5.2.3790 Service Pack 2 Build 3790\n"
        "OS Configuration:          Primary Domain Controller\n"
        "Time Zone:                 (GMT-08:00) Pacific Time (US & Canada)\n"
        "Domain:                    pine.local\n"
        "Hotfix(s):                 2 Hotfix(s) Installed.\n"
        "                           [01]: File 1\n"
        "                           [02]: KB951746 - Update\n"
        "Network Card(s):           1 NIC(s) Installed.\n");
    ck_assert_uint_eq(b->captures_n, 2);
    ck_assert_int_eq(b->captures[0].kind, FACT_HOTFIX);
    ck_str(fact_of(b, 0, 0, "kb"), "KB951746");
    ck_str(b->captures[0].host, "PINE-SBS");
    ck_str(fact_of(b, 1, 0, "nt"), "5.2");
    ck_str(fact_of(b, 1, 0, "service_pack"), "2");
    ck_str(fact_of(b, 1, 0, "roles"), "dc sbs");
    ck_str(b->captures[1].zone, "(GMT-08:00) Pacific Time (US & Canada)");
}
END_TEST

START_TEST(the_name_of_a_file_can_say_when)
{
    const struct batch *b = read_text(&reader_console, "x/netstat_20121026_0908.txt",
                                      "  Proto  Local Address   Foreign Address  State  PID\n"
                                      "  UDP    0.0.0.0:1  *:*  4\n");
    ck_assert_str_eq(taken_of(b, 0), "2012-10-26T09:08:00.0000000");
    b = read_text(
        &reader_console, "2012-10-26/netstat.txt",
        "  Proto  Local Address   Foreign Address  State  PID\n  UDP    0.0.0.0:1  *:*  4\n");
    ck_assert_int_eq(b->captures[0].taken.ticks, TIME_NONE);
}
END_TEST

START_TEST(a_cut_row_makes_the_table_incomplete_and_is_a_declared_loss)
{
    const struct batch *b =
        read_text(&reader_console, "n.txt",
                  "  Proto  Local Address          Foreign Address        State           PID\n"
                  "  UDP    0.0.0.0:2883           *:*                                    1692\n"
                  "  UDP    0.0.0\n");
    ck_assert(capture_scope_has(&b->captures[0], STR("whole"), STR("no")));
    ck_assert_uint_eq(b->losses_n, 1);
}
END_TEST

SUITE(console)
{
    tcase_add_test(tests, several_tables_of_one_transcript_are_several_captures);
    tcase_add_test(tests, rows_of_netstat_become_sockets);
    tcase_add_test(tests, services_of_a_process_go_on_over_lines);
    tcase_add_test(tests, reg_query_gives_numbers_in_decimal_and_lists_in_lines);
    tcase_add_test(tests, german_output_is_read_as_well);
    tcase_add_test(tests, netstat_with_images_names_them);
    tcase_add_test(tests, systeminfo_tells_version_pack_zone_roles_and_updates);
    tcase_add_test(tests, the_name_of_a_file_can_say_when);
    tcase_add_test(tests, a_cut_row_makes_the_table_incomplete_and_is_a_declared_loss);
}
