#include "diagnosis/facts.h"
#include "diagnosis/facts_view.h"
#include "suite.h"

#include <stdlib.h>

#define M TICKS_PER_MINUTE
#define H TICKS_PER_HOUR
#define D TICKS_PER_DAY

enum { MOST = 8 };

static struct arena arena;
static struct notes notes;
static struct source sources[MOST];
static struct capture captures[MOST];
static size_t captures_n;
static struct facts_input in;
static struct str hosts[MOST];
static struct source_host in_sources[MOST];

static void begin(void)
{
    notes_init(&notes, &arena);
    captures_n = 0;
    memset(sources, 0, sizeof sources);
    in = (struct facts_input){.sources = sources,
                              .sources_n = MOST,
                              .hosts = hosts,
                              .in_sources = in_sources,
                              .taken = MOMENT_NONE};
}

static void end(void)
{
    arena_free(&arena);
}

static void add_host(const char *name)
{
    hosts[in.hosts_n++] = str_of(name);
}

/* Sources count down from the last one for logs, up from the first one for captures. */
static void add_log(const char *folder, const char *host)
{
    uint32_t source = (uint32_t)(MOST - 1 - in.in_sources_n);
    sources[source].folder = str_of(folder);
    in_sources[in.in_sources_n++] = (struct source_host){source, str_of(host)};
}

static struct capture *add_capture(enum fact_kind kind, const char *folder, const char *host,
                                   int64_t taken)
{
    struct capture *c = &captures[captures_n];
    sources[captures_n].folder = str_of(folder);
    sources[captures_n].path = arena_fmt(&arena, "%s/%s.txt", folder, fact_kinds[kind].name);
    *c = (struct capture){
        .kind = kind,
        .host = str_of(host),
        .taken = {taken, true},
        .source = (uint32_t)captures_n++
    };
    return c;
}

static void assign(void)
{
    facts_assign(&arena, &in, captures, captures_n, &notes);
}

static void add_row(struct capture *c, const char *const *pairs)
{
    struct fact *f = capture_add(&arena, c);
    for (; *pairs; pairs += 2)
        fact_put(&arena, f, str_of(pairs[0]), str_of(pairs[1]));
}

#define ROW(c, ...) add_row((c), (const char *const[]){__VA_ARGS__, NULL})

START_TEST(a_short_name_is_the_full_one)
{
    ck_assert(host_same(STR("PINE-SBS"), STR("pine-sbs")));
    ck_assert(host_same(STR("pine-sbs"), STR("PINE-SBS.pine.local")));
    ck_assert(!host_same(STR("pine-sbs.a.local"), STR("pine-sbs.b.local")));
    ck_assert(!host_same(STR("pine"), STR("pine-sbs")));
    ck_assert(!host_same(STR(""), STR("")));
}
END_TEST

START_TEST(the_host_that_the_file_names_counts)
{
    begin();
    add_host("SRV1.lake.local");
    add_host("SRV2.lake.local");
    in.assume_host = STR("SRV2");
    add_capture(FACT_SYSTEM, "x", "srv1", TIME_NONE);
    add_capture(FACT_SYSTEM, "x", "STRANGE", TIME_NONE);
    add_capture(FACT_SYSTEM, "x", "strange.lake.local", TIME_NONE);
    add_capture(FACT_SOCKET, "x", "", TIME_NONE);
    assign();
    ck_str(captures[0].host, "SRV1.lake.local");
    ck_str(captures[1].host, "STRANGE");
    ck_str(captures[2].host, "STRANGE");
    ck_str(captures[3].host, "SRV2.lake.local");
    end();
}
END_TEST

START_TEST(a_folder_with_the_name_of_a_host_is_that_hosts)
{
    begin();
    add_host("LAKE-SBS");
    add_host("LAKE-DC2");
    add_log("case/LAKE-DC2", "LAKE-SBS");
    add_capture(FACT_SOCKET, "case/LAKE-DC2", "", TIME_NONE);
    add_capture(FACT_SOCKET, "case/lake-sbs/evidence", "", TIME_NONE);
    assign();
    ck_str(captures[0].host, "LAKE-DC2");
    ck_str(captures[1].host, "LAKE-SBS");
    end();
}
END_TEST

START_TEST(the_only_host_whose_logs_lie_beside_it_is_its_host)
{
    begin();
    add_host("A");
    add_host("B");
    add_log("one", "A");
    add_log("one", "A");
    add_log("both", "A");
    add_log("both", "B");
    add_capture(FACT_SOCKET, "one", "", TIME_NONE);
    add_capture(FACT_SOCKET, "both", "", TIME_NONE);
    add_capture(FACT_SOCKET, "elsewhere", "", TIME_NONE);
    assign();
    ck_str(captures[0].host, "A");
    ck_str(captures[1].host, "");
    ck_str(captures[2].host, "");
    ck_assert_uint_eq(notes.seen[NOTE_CAPTURE_NO_HOST], 2);
    end();
}
END_TEST

START_TEST(the_only_host_of_the_case_is_the_last_resort)
{
    begin();
    add_host("PINE-SBS");
    add_capture(FACT_SOCKET, "", "", TIME_NONE);
    assign();
    ck_str(captures[0].host, "PINE-SBS");
    ck_assert_uint_eq(notes.seen[NOTE_CAPTURE_NO_HOST], 0);
    end();
}
END_TEST

START_TEST(captures_ten_minutes_apart_are_two_snapshots)
{
    begin();
    add_host("H");
    add_capture(FACT_SOCKET, "x", "", 0);
    add_capture(FACT_PROCESS, "x", "", 10 * M - 1);
    add_capture(FACT_PROCESS, "x", "", 10 * M);
    add_capture(FACT_SYSTEM, "x", "", TIME_NONE);
    add_capture(FACT_SOCKET, "y", "", 0);
    assign();
    ck_assert_uint_eq(captures[0].snapshot, captures[1].snapshot);
    ck_assert_uint_ne(captures[0].snapshot, captures[2].snapshot);
    ck_assert_uint_ne(captures[3].snapshot, captures[0].snapshot);
    ck_assert_uint_ne(captures[3].snapshot, captures[2].snapshot);
    ck_assert_uint_ne(captures[4].snapshot, captures[0].snapshot);
    end();
}
END_TEST

START_TEST(a_capture_without_a_time_joins_the_only_moment_of_its_folder)
{
    begin();
    add_host("H");
    add_capture(FACT_SYSTEM, "x", "", TIME_NONE);
    add_capture(FACT_SOCKET, "x", "", 5 * M);
    add_capture(FACT_PROCESS, "y", "", TIME_NONE);
    add_capture(FACT_SOCKET, "y", "", TIME_NONE);
    assign();
    ck_assert_uint_eq(captures[0].snapshot, captures[1].snapshot);
    ck_assert_uint_eq(captures[2].snapshot, captures[3].snapshot);
    ck_assert_uint_ne(captures[0].snapshot, captures[2].snapshot);
    end();
}
END_TEST

START_TEST(the_time_given_fills_only_what_no_file_states)
{
    begin();
    add_host("H");
    in.taken = (struct moment){7 * M, false};
    add_capture(FACT_SOCKET, "x", "", TIME_NONE);
    add_capture(FACT_SOCKET, "y", "", 3 * M);
    assign();
    ck_assert_int_eq(captures[0].taken.ticks, 7 * M);
    ck_assert_int_eq(captures[1].taken.ticks, 3 * M);
    end();
}
END_TEST

START_TEST(sockets_are_joined_with_processes_of_one_moment)
{
    begin();
    add_host("H");
    struct capture *sockets = add_capture(FACT_SOCKET, "x", "", 0);
    ROW(sockets, "local_port", "2883", "pid", "1692", "image", "");
    ROW(sockets, "local_port", "25", "pid", "956", "image", "mine.exe");
    ROW(sockets, "local_port", "1", "pid", "7");
    ROW(sockets, "local_port", "2", "pid", "0");
    struct capture *processes = add_capture(FACT_PROCESS, "x", "", M);
    ROW(processes, "pid", "1692", "image", "dns.exe", "services", "DNS");
    ROW(processes, "pid", "956", "image", "inetinfo.exe", "services", "IISADMIN, SMTPSVC");
    ROW(processes, "pid", "0", "image", "System Idle Process", "services", "N/A");
    struct capture *services = add_capture(FACT_SERVICE, "x", "", M);
    ROW(services, "name", "DNS", "pid", "1692");
    ROW(services, "name", "Extra", "pid", "1692");
    assign();
    ck_str(fact_get(&sockets->facts[0], STR("image")), "dns.exe");
    ck_str(fact_get(&sockets->facts[0], STR("service")), "DNS, Extra");
    ck_str(fact_get(&sockets->facts[1], STR("image")), "mine.exe");
    ck_str(fact_get(&sockets->facts[1], STR("service")), "IISADMIN, SMTPSVC");
    ck_assert_ptr_null(fact_get(&sockets->facts[2], STR("image")).ptr);
    ck_assert_ptr_null(fact_get(&sockets->facts[3], STR("image")).ptr);
    ck_assert_uint_eq(sockets->facts[0].fields_n, 4);
    end();
}
END_TEST

START_TEST(a_pid_that_two_programs_have_is_joined_with_neither)
{
    begin();
    add_host("H");
    struct capture *sockets = add_capture(FACT_SOCKET, "x", "", 0);
    ROW(sockets, "pid", "8");
    ROW(add_capture(FACT_PROCESS, "x", "", 0), "pid", "8", "image", "a.exe");
    ROW(add_capture(FACT_PROCESS, "x", "", M), "pid", "8", "image", "b.exe");
    assign();
    ck_assert_ptr_null(fact_get(&sockets->facts[0], STR("image")).ptr);
    end();
}
END_TEST

/* The sample sbs2003-pid-trap: forty minutes and a restart of DNS lie between the two. */
START_TEST(the_pid_trap_is_not_stepped_into_and_is_told)
{
    begin();
    add_host("NORDSBS");
    struct capture *sockets = add_capture(FACT_SOCKET, "x", "", 548 * M);
    for (int i = 0; i < 2500; i++)
        ROW(sockets, "protocol", "udp", "pid", "1692");
    ROW(sockets, "protocol", "tcp", "state", "LISTENING", "pid", "956");
    ROW(sockets, "protocol", "tcp", "state", "TIME_WAIT", "pid", "4444");
    struct capture *processes = add_capture(FACT_PROCESS, "x", "", 588 * M);
    ROW(processes, "pid", "956", "image", "inetinfo.exe");
    ROW(processes, "pid", "8052", "image", "dns.exe", "services", "DNS");
    assign();
    ck_assert_ptr_null(fact_get(&sockets->facts[0], STR("image")).ptr);
    size_t n;
    struct str *remarks =
        facts_remarks(&arena, sources, MOST, captures, captures_n, STR("nordsbs"), zone_utc(), &n);
    ck_assert_uint_eq(n, 1);
    ck_str(remarks[0],
           "'socket.txt' (1 Jan 1970 09:08) and 'process.txt' (1 Jan 1970 09:48) were taken 40 min "
           "apart and are not joined, for a process id is true for a moment only; the second does "
           "not know PID 1692 (2,500 open ports)");
    facts_remarks(&arena, sources, MOST, captures, captures_n, STR("OTHER"), zone_utc(), &n);
    ck_assert_uint_eq(n, 0);
    end();
}
END_TEST

START_TEST(two_tables_of_services_complete_each_other)
{
    begin();
    add_host("H");
    ROW(add_capture(FACT_SERVICE, "x", "", 0), "name", "DNS", "state", "running", "pid", "1692");
    ROW(add_capture(FACT_SERVICE, "x", "", M), "name", "dns", "start_type", "auto", "image",
        "dns.exe");
    ROW(add_capture(FACT_SOCKET, "x", "", M), "protocol", "udp", "pid", "1692");
    ROW(add_capture(FACT_SERVICE, "x", "", D), "name", "DNS", "start_type", "disabled");
    assign();
    ck_str(fact_get(&captures[0].facts[0], STR("start_type")), "auto");
    ck_str(fact_get(&captures[1].facts[0], STR("state")), "running");
    ck_str(fact_get(&captures[2].facts[0], STR("image")), "dns.exe");
    ck_str(fact_get(&captures[2].facts[0], STR("service")), "DNS");
    ck_assert_ptr_null(fact_get(&captures[3].facts[0], STR("state")).ptr);
    end();
}
END_TEST

START_TEST(captures_of_one_moment_that_disagree_are_told)
{
    begin();
    add_host("H");
    ROW(add_capture(FACT_SOCKET, "x", "", TIME_NONE), "protocol", "udp", "pid", "1692");
    struct capture *processes = add_capture(FACT_PROCESS, "x", "", TIME_NONE);
    ROW(processes, "pid", "8", "image", "a.exe");
    assign();
    size_t n;
    struct str *remarks =
        facts_remarks(&arena, sources, MOST, captures, captures_n, STR("H"), zone_utc(), &n);
    ck_assert_uint_eq(n, 1);
    ck_str(remarks[0],
           "'socket.txt' (time unknown) has sockets of processes that 'process.txt' (time "
           "unknown) does not know, so they are not of one moment: PID 1692 (1 open port)");
    ROW(processes, "pid", "1692", "image", "dns.exe");
    facts_remarks(&arena, sources, MOST, captures, captures_n, STR("H"), zone_utc(), &n);
    ck_assert_uint_eq(n, 0);
    end();
}
END_TEST

START_TEST(zones_come_from_systeminfo_then_from_the_registry)
{
    begin();
    add_host("H");
    struct str from;
    struct capture *registry = add_capture(FACT_REGISTRY, "x", "", TIME_NONE);
    const char *key = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation";
    ROW(registry, "key", "HKLM\\Other", "name", "StandardName", "value", "Wrong");
    ROW(registry, "key", key, "name", "StandardName", "value", "@tzres.dll,-212");
    ROW(registry, "key", key, "name", "TimeZoneKeyName", "value", "Pacific Standard Time");
    assign();
    ck_str(facts_zone(captures, captures_n, STR("h"), &from), "Pacific Standard Time");
    ck_str(from, ".reg");
    struct capture *system = add_capture(FACT_SYSTEM, "x", "H", TIME_NONE);
    ROW(system, "os", "x", "zone", "(GMT-08:00) Pacific Time (US & Canada); Tijuana");
    ck_str(facts_zone(captures, captures_n, STR("H"), &from),
           "(GMT-08:00) Pacific Time (US & Canada); Tijuana");
    ck_str(from, "systeminfo");
    ck_str(facts_zone(captures, captures_n, STR("OTHER"), &from), "");
    ck_str(from, "");
    end();
}
END_TEST

/* Failures every ten minutes from one to three o'clock, and from ten to eleven. */
static const struct a_episode episodes[] = {
    {.first = {1 * H, false},  .last = {3 * H, false} },
    {.first = {10 * H, false}, .last = {11 * H, false}},
};
static const struct moment starts[] = {
    {3 * H + 10 * M, false}
};

static const struct {
    enum fact_kind kind;
    int64_t taken;
    bool stopped;
    enum capture_use use;
    const char *why;
} uses[] = {
    {FACT_SOCKET,   2 * H,           false, CAPTURE_COUNTS, ""                                    },
    {FACT_SOCKET,   2 * H,           true,  CAPTURE_COUNTS, ""                                    },
    {FACT_SOCKET,   H - 30 * M,      false, CAPTURE_COUNTS, ""                                    },
    {FACT_SOCKET,   H - 31 * M,      false, CAPTURE_UNUSED, "taken when nothing failed"           },
    {FACT_PROCESS,  3 * H + 9 * M,   false, CAPTURE_COUNTS, ""                                    },
    {FACT_PROCESS,  3 * H + 11 * M,  false, CAPTURE_UNUSED,
     "its owner was started between it and the failures"                                          },
    {FACT_SOCKET,   6 * H,           false, CAPTURE_UNUSED, "taken when nothing failed"           },
    {FACT_SOCKET,   TIME_NONE,       false, CAPTURE_CAPPED, "its time is unknown"                 },
    {FACT_SOCKET,   TIME_NONE,       true,  CAPTURE_UNUSED,
     "its time is unknown and the failures have stopped"                                          },
    {FACT_REGISTRY, 6 * H,           true,  CAPTURE_COUNTS, ""                                    },
    {FACT_REGISTRY, 11 * H + 30 * M, true,  CAPTURE_COUNTS, ""                                    },
    {FACT_REGISTRY, 40 * H,          false, CAPTURE_COUNTS, ""                                    },
    {FACT_REGISTRY, 40 * H,          true,  CAPTURE_AFTER,  "taken after the failures had stopped"},
    {FACT_REGISTRY, TIME_NONE,       false, CAPTURE_CAPPED, "its time is unknown"                 },
    {FACT_REGISTRY, TIME_NONE,       true,  CAPTURE_UNUSED,
     "its time is unknown and the failures have stopped"                                          },
    {FACT_SYSTEM,   TIME_NONE,       true,  CAPTURE_COUNTS, ""                                    },
    {FACT_HOTFIX,   99 * H,          true,  CAPTURE_COUNTS, ""                                    },
};

START_TEST(a_capture_counts_by_its_moment)
{
    struct recurrence r = {
        .n = 20, .median = 10 * M, .last = {11 * H, false}
    };
    struct capture c = {
        .kind = uses[_i].kind, .taken = {uses[_i].taken, false}
    };
    struct capture_question q = {.capture = &c,
                                 .episodes = episodes,
                                 .episodes_n = ARRAY_LEN(episodes),
                                 .recurrence = &r,
                                 .owner_starts = starts,
                                 .owner_starts_n = ARRAY_LEN(starts),
                                 .stopped = uses[_i].stopped};
    const char *why;
    ck_assert_int_eq(capture_use(&q, &why), uses[_i].use);
    ck_assert_str_eq(why, uses[_i].why);
}
END_TEST

START_TEST(a_local_capture_beside_utc_events_has_no_known_moment)
{
    struct recurrence r = {
        .n = 20, .median = 10 * M, .last = {11 * H, false}
    };
    struct capture c = {
        .kind = FACT_SOCKET, .taken = {2 * H, true}
    };
    struct capture_question q = {
        .capture = &c, .episodes = episodes, .episodes_n = ARRAY_LEN(episodes), .recurrence = &r};
    const char *why;
    ck_assert_int_eq(capture_use(&q, &why), CAPTURE_CAPPED);
}
END_TEST

/* A wall clock is within 14 hours of UTC; often that is enough to know. */
START_TEST(a_local_capture_counts_where_no_zone_could_change_that)
{
    static const struct a_episode days[] = {
        {.first = {0, false}, .last = {72 * H, false}},
    };
    struct recurrence r = {
        .n = 20, .median = 10 * M, .last = {72 * H, false}
    };
    struct capture c = {
        .kind = FACT_SOCKET, .taken = {36 * H, true}
    };
    struct capture_question q = {
        .capture = &c, .episodes = days, .episodes_n = 1, .recurrence = &r, .stopped = true};
    const char *why;
    ck_assert_int_eq(capture_use(&q, &why), CAPTURE_COUNTS);
    c.taken.ticks = 70 * H;
    ck_assert_int_eq(capture_use(&q, &why), CAPTURE_COUNTS);
    c.taken.ticks = 74 * H;
    ck_assert_int_eq(capture_use(&q, &why), CAPTURE_UNUSED);
    c.kind = FACT_REGISTRY;
    ck_assert_int_eq(capture_use(&q, &why), CAPTURE_UNUSED);
    c.taken.ticks = 90 * H;
    ck_assert_int_eq(capture_use(&q, &why), CAPTURE_AFTER);
    c.taken.ticks = 50 * H;
    ck_assert_int_eq(capture_use(&q, &why), CAPTURE_COUNTS);
}
END_TEST

SUITE(facts)
{
    tcase_add_test(tests, a_short_name_is_the_full_one);
    tcase_add_test(tests, the_host_that_the_file_names_counts);
    tcase_add_test(tests, a_folder_with_the_name_of_a_host_is_that_hosts);
    tcase_add_test(tests, the_only_host_whose_logs_lie_beside_it_is_its_host);
    tcase_add_test(tests, the_only_host_of_the_case_is_the_last_resort);
    tcase_add_test(tests, captures_ten_minutes_apart_are_two_snapshots);
    tcase_add_test(tests, a_capture_without_a_time_joins_the_only_moment_of_its_folder);
    tcase_add_test(tests, the_time_given_fills_only_what_no_file_states);
    tcase_add_test(tests, sockets_are_joined_with_processes_of_one_moment);
    tcase_add_test(tests, a_pid_that_two_programs_have_is_joined_with_neither);
    tcase_add_test(tests, the_pid_trap_is_not_stepped_into_and_is_told);
    tcase_add_test(tests, captures_of_one_moment_that_disagree_are_told);
    tcase_add_test(tests, two_tables_of_services_complete_each_other);
    tcase_add_test(tests, zones_come_from_systeminfo_then_from_the_registry);
    tcase_add_loop_test(tests, a_capture_counts_by_its_moment, 0, (int)ARRAY_LEN(uses));
    tcase_add_test(tests, a_local_capture_beside_utc_events_has_no_known_moment);
    tcase_add_test(tests, a_local_capture_counts_where_no_zone_could_change_that);
}
