#include "diagnosis/survey_view.h"
#include "diagnosis/template.h"
#include "diagnosis/unexplained.h"
#include "suite.h"

#include <stdio.h>

#include <stdlib.h>

#define M TICKS_PER_MINUTE
#define H TICKS_PER_HOUR
#define D TICKS_PER_DAY

static struct arena arena;
static struct notes notes;
static struct survey *s;
static int64_t next_id;

static void begin(void)
{
    notes_init(&notes, &arena);
    s = survey_new(&notes);
    next_id = 1;
}

static void end(void)
{
    survey_free(s);
    arena_free(&arena);
}

static struct event event(const char *channel, const char *provider, int64_t id, int64_t ticks)
{
    return (struct event){
        .id = next_id++,
        .at = {ticks, false},
        .host = STR("PINE-SBS"),
        .channel = str_of(channel),
        .provider = str_of(provider),
        .event_id = id,
        .record_id = EVENT_NONE,
        .level = 4
    };
}

static void feed(struct event e)
{
    survey_event(s, &e);
}

static void feed_record(const char *channel, int64_t ticks, int64_t record_id)
{
    struct event e = event(channel, "Print", 10, ticks);
    e.record_id = record_id;
    feed(e);
}

static bool covered(const char *channel, int64_t from, int64_t to)
{
    return survey_covered(s, STR("pine-sbs"), str_of(channel), (struct moment){from, false},
                          (struct moment){to, false});
}

static int64_t covered_time(const char *channel, int64_t from, int64_t to)
{
    return survey_covered_time(s, STR("PINE-SBS"), str_of(channel), (struct moment){from, false},
                               (struct moment){to, false});
}

START_TEST(a_channel_covers_from_its_first_to_its_last_event)
{
    begin();
    feed_record("System", H, 1);
    feed_record("Application", 2 * H, 1);
    feed_record("System", 5 * H, 2);
    feed_record("Application", 9 * H, 2);
    survey_finish(s);
    ck_assert(covered("System", H, 5 * H));
    ck_assert(covered("SYSTEM", 2 * H, 3 * H));
    ck_assert(!covered("System", H - 1, 5 * H));
    ck_assert(!covered("System", H, 5 * H + 1));
    ck_assert(!covered("Security", 2 * H, 3 * H));
    ck_assert(covered("", 2 * H, 5 * H));
    ck_assert(!covered("", H, 5 * H));
    ck_assert_int_eq(covered_time("System", 0, 100 * H), 4 * H);
    ck_assert_int_eq(covered_time("", 0, 100 * H), 4 * H);
    ck_assert_int_eq(covered_time("Security", 0, 100 * H), 0);
    ck_assert_int_eq(survey_end(s, STR("PINE-SBS"), false).ticks, 9 * H);
    ck_assert_int_eq(survey_end(s, STR("PINE-SBS"), true).ticks, TIME_NONE);
    end();
}
END_TEST

START_TEST(local_and_utc_times_are_never_mixed)
{
    begin();
    feed_record("System", H, 1);
    feed_record("System", 9 * H, 2);
    struct event e = event("System", "Print", 10, 50 * H);
    e.at.local = true;
    feed(e);
    survey_finish(s);
    ck_assert(covered("System", H, 9 * H));
    ck_assert(!covered("System", H, 50 * H));
    ck_assert_int_eq(survey_end(s, STR("PINE-SBS"), true).ticks, 50 * H);
    size_t n;
    struct a_coverage *list = survey_coverage_list(s, &arena, &n);
    ck_assert_uint_eq(n, 2);
    ck_assert(!list[0].first.local && list[1].first.local);
    end();
}
END_TEST

/* Two hundred events ten minutes apart, and a silence of five days in the middle. */
static void feed_with_hole(int64_t step_over)
{
    int64_t record = 100;
    for (int i = 0; i < 200; i++) {
        record += i == 100 ? step_over : 1;
        feed_record("System", i * 10 * M + (i >= 100 ? 5 * D : 0), step_over ? record : EVENT_NONE);
    }
    survey_finish(s);
}

START_TEST(a_silence_over_which_the_records_run_on_is_no_gap)
{
    begin();
    feed_with_hole(1);
    ck_assert(covered("System", 0, 6 * D));
    size_t n;
    struct a_coverage *list = survey_coverage_list(s, &arena, &n);
    ck_assert_uint_eq(list[0].gaps_n, 0);
    ck_assert_int_eq(list[0].missing_records, 0);
    end();
}
END_TEST

START_TEST(a_silence_in_which_records_are_missing_is_a_gap)
{
    begin();
    feed_with_hole(1001);
    const int64_t from = 99 * 10 * M, to = 100 * 10 * M + 5 * D;
    ck_assert(!covered("System", 0, 6 * D));
    ck_assert(covered("System", 0, from));
    ck_assert(covered("System", to, to + H));
    ck_assert_int_eq(covered_time("System", 0, 100 * D), 198 * 10 * M);
    ck_assert_int_eq(covered_time("System", from + H, to), 0);
    size_t n;
    struct a_coverage *list = survey_coverage_list(s, &arena, &n);
    ck_assert_uint_eq(list[0].gaps_n, 1);
    ck_assert_int_eq(list[0].gaps[0].from.ticks, from);
    ck_assert_int_eq(list[0].gaps[0].to.ticks, to);
    ck_assert_int_eq(list[0].missing_records, 1000);
    end();
}
END_TEST

START_TEST(without_record_ids_only_a_silence_much_longer_than_usual_is_a_gap)
{
    begin();
    feed_with_hole(0);
    ck_assert(!covered("System", 0, 6 * D));
    end();
    begin();
    for (int i = 0; i < 200; i++) /* dense while it fails, then every other day */
        feed_record("Application", i < 120 ? i * 5 * M : D + (i - 119) * 2 * D, EVENT_NONE);
    survey_finish(s);
    ck_assert(covered("Application", 0, 100 * D));
    end();
}
END_TEST

START_TEST(the_time_before_a_clear_is_lost_unless_the_records_run_on)
{
    begin();
    for (int i = 0; i < 2; i++) {
        const char *channel = i ? "Kept" : "Security";
        feed_record(channel, 1 * D, 500);
        struct event clear =
            event(channel, i ? "Microsoft-Windows-Eventlog" : "Security", i ? 1102 : 517, 3 * D);
        clear.record_id = i ? 501 : 1;
        feed(clear);
        feed_record(channel, 5 * D, i ? 502 : 2);
    }
    survey_finish(s);
    ck_assert(!covered("Security", D, 5 * D));
    ck_assert(covered("Security", 3 * D, 5 * D));
    ck_assert_int_eq(covered_time("Security", D, 5 * D), 2 * D);
    ck_assert(!covered("Kept", D, 5 * D));
    ck_assert_int_eq(covered_time("Kept", D, 5 * D), 4 * D);
    size_t n;
    struct a_coverage *list = survey_coverage_list(s, &arena, &n);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(list[1].clears_n, 1);
    ck_assert_int_eq(list[1].clears[0].time.ticks, 3 * D);
    ck_assert_int_eq(list[1].clears[0].record_id, 1);
    end();
}
END_TEST

START_TEST(event_104_names_the_log_that_was_cleared)
{
    begin();
    struct field data[] = {
        {STR("SubjectUserName"), STR("admin")      },
        {STR("Channel"),         STR("Application")}
    };
    feed_record("Application", D, 7);
    feed_record("System", D, 7);
    struct event clear = event("System", "Microsoft-Windows-Eventlog", 104, 2 * D);
    clear.fields = data;
    clear.fields_n = 2;
    feed(clear);
    feed_record("Application", 3 * D, 1);
    feed_record("System", 3 * D, 8);
    survey_finish(s);
    ck_assert(covered("System", D, 3 * D));
    ck_assert(!covered("Application", D, 3 * D));
    ck_assert_int_eq(covered_time("Application", D, 3 * D), D);
    end();
}
END_TEST

START_TEST(what_a_test_declares_is_covered)
{
    begin();
    survey_cover(s, STR("PINE-SBS"), STR("System"), (struct moment){-30 * D, false},
                 (struct moment){2 * D, false});
    for (int i = 0; i < 150; i++)
        feed_record("System", i * M, EVENT_NONE);
    feed_record("System", 2 * D - H, EVENT_NONE);
    survey_finish(s);
    ck_assert(covered("System", -30 * D, 2 * D));
    ck_assert_int_eq(survey_end(s, STR("PINE-SBS"), false).ticks, 2 * D);
    size_t n;
    struct a_coverage *list = survey_coverage_list(s, &arena, &n);
    ck_assert_int_eq(list[0].first.ticks, -30 * D);
    ck_assert_int_eq(list[0].events, 151);
    end();
}
END_TEST

static struct field told[] = {
    {{"Data", 4}, {"5.02.", 5}               },
    {{"Data", 4}, {"3790", 4}                },
    {{"Data", 4}, {"Service Pack 2", 14}     },
    {{"Data", 4}, {"Multiprocessor Free", 19}}
};

static void feed_boot(int64_t ticks, bool unclean)
{
    struct event version = event("System", "EventLog", 6009, ticks);
    version.fields = told;
    version.fields_n = ARRAY_LEN(told);
    feed(version);
    if (unclean)
        feed(event("System", "EventLog", 6008, ticks));
    feed(event("System", "EventLog", 6005, ticks + 1));
}

START_TEST(the_marks_of_one_start_are_one_boot)
{
    begin();
    feed_boot(H, false);
    feed_boot(H + 2 * M, true); /* a second start, however soon */
    feed(event("System", "Microsoft-Windows-Kernel-General", 12, 5 * H));
    feed(event("System", "Microsoft-Windows-Kernel-Power", 41, 5 * H + M));
    feed(event("System", "EventLog", 6005, 5 * H + 2 * M));
    feed(event("System", "Winlogon", 6005, 7 * H));
    survey_finish(s);
    const struct survey_host *h = survey_host(s, STR("pine-sbs"));
    ck_assert_ptr_nonnull(h);
    ck_assert_uint_eq(h->boots_n, 3);
    ck_assert_int_eq(h->boots[0].at.ticks, H);
    ck_assert(!h->boots[0].unclean);
    ck_assert(h->boots[1].unclean);
    ck_assert_int_eq(h->boots[2].at.ticks, 5 * H);
    ck_assert(h->boots[2].unclean);
    ck_assert_ptr_null(survey_host(s, STR("OTHER")));
    end();
}
END_TEST

START_TEST(events_tell_what_the_machine_is)
{
    begin();
    struct field up[] = {
        {STR("Data"), STR("")                         },
        {STR("Data"), STR("2289600")                  },
        {STR("Data"), STR("60")                       },
        {STR("Data"), STR("480 Pacific Standard Time")}
    };
    feed_boot(H, false);
    struct event e = event("System", "EventLog", 6013, 2 * H);
    e.fields = up;
    e.fields_n = ARRAY_LEN(up);
    feed(e);
    const char *const providers[] = {
        "DNS",    "NTDS KCC", "MSExchangeIS Mailbox Store", "MSSQL$SHARE",
        "SBCore", "W3SVC",    "DNS Client Events"};
    for (size_t i = 0; i < ARRAY_LEN(providers); i++)
        feed(event("Application", providers[i], 1, 3 * H));
    survey_finish(s);
    const struct survey_host *h = survey_host(s, STR("PINE-SBS"));
    ck_str(h->os, "Windows Server 2003");
    ck_str(h->nt, "5.2");
    ck_str(h->build, "3790");
    ck_str(h->service_pack, "2");
    ck_str(survey_zone(s, STR("PINE-SBS")), "Pacific Standard Time");
    static const char *const roles[] = {"dc", "dns", "exchange", "iis", "sbs", "sql"};
    ck_assert_uint_eq(h->roles_n, ARRAY_LEN(roles));
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        ck_assert(str_eq(h->roles[i], str_of(roles[i])));
    end();
}
END_TEST

START_TEST(the_version_is_read_from_pasted_text_and_from_the_kernel)
{
    begin();
    struct event e = event("System", "EventLog", 6009, H);
    e.message = STR("Microsoft (R) Windows (R) 5.02. 3790 Service Pack 1 Uniprocessor Free.");
    feed(e);
    ck_str(survey_host_at(s, 0)->service_pack, "1");
    struct field kernel[] = {
        {STR("MajorVersion"),   STR("10")   },
        {STR("MinorVersion"),   STR("0")    },
        {STR("BuildVersion"),   STR("17763")},
        {STR("ServiceVersion"), STR("0")    }
    };
    e = event("System", "Microsoft-Windows-Kernel-General", 12, 2 * H);
    e.fields = kernel;
    e.fields_n = ARRAY_LEN(kernel);
    feed(e);
    survey_finish(s);
    ck_str(survey_host_at(s, 0)->nt, "10.0");
    ck_str(survey_host_at(s, 0)->os, "Windows 10 or Server 2019");
    end();
}
END_TEST

START_TEST(damaged_versions_and_zones_are_passed_over)
{
    static const char *const odd[] = {"", "x.y", "5", "5.", ".2.", "99999999999.1.", "5.02. extra"};
    begin();
    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        struct field data[] = {
            {STR("Data"), str_of(odd[i])},
            {STR("Data"), STR("many")   }
        };
        const int64_t ids[] = {6009, 6013, 12};
        for (size_t k = 0; k < ARRAY_LEN(ids); k++) {
            struct event e = event("System", "EventLog", ids[k], H);
            e.fields = data;
            e.fields_n = 2;
            e.message = str_of(odd[i]);
            feed(e);
        }
    }
    survey_finish(s);
    ck_str(survey_host_at(s, 0)->nt, "");
    ck_str(survey_zone(s, STR("PINE-SBS")), "");
    end();
}
END_TEST

/* Unexplained patterns ------------------------------------------------------------------------- */

static const struct {
    const char *text, *masked;
} templates[] = {
    {"The time difference of 5000 ms for 900 seconds",
     "The time difference of <n> ms for <n> seconds"                                                     },
    {"Cannot open C:\\Program Files\\Foo\\bar.dat on PINE-SBS.",       "Cannot open <path> on <host>."   },
    {"User PINE\\jsmith from 192.0.2.17:3389 (fe80::1ff:fe23:4567)",
     "User <name> from <address> (<address>)"                                                            },
    {"GUID {6D1F3A52-0B0E-4C7D-9A55-3015A1C7E001} S-1-5-21-1-2-3-500", "GUID <guid> <sid>"               },
    {"error 0x80004005 at 10/24/2012 06:31:25",                        "error <n> at <n>"                },
    {"ldap/pine-sbs.pine.local said 'no way' to don't care",           "<name> said <name> to don't care"},
    {"DC1 replicates\r\n\r\nCN=NTDS,DC=pine,DC=local   twice",
     "DC<n> replicates <name>,<name>,<name> twice"                                                       },
    {"Faulting application w3wp.exe, http://x.example/a?b=1",
     "Faulting application w3wp.exe, <path>"                                                             },
    {"plain words",                                                    "plain words"                     },
    {"",                                                               ""                                },
};

START_TEST(what_differs_is_masked)
{
    struct buf to = {0};
    template_of_text(str_of(templates[_i].text), STR("pine-sbs"), &to);
    ck_assert_msg(str_eq(buf_str(&to), str_of(templates[_i].masked)), "'%.*s'",
                  STR_ARG(buf_str(&to)));
    buf_free(&to);
}
END_TEST

START_TEST(a_template_is_short_and_ends_on_a_character)
{
    char text[3000];
    struct buf to = {0};
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 'a', sizeof text);
        for (size_t i = shift; i + 2 < sizeof text; i += 3)
            memcpy(text + i, "\xe2\x82\xac", 3);
        buf_reset(&to);
        template_of_text((struct str){text, sizeof text}, STR(""), &to);
        ck_assert_uint_le(to.len, TEMPLATE_BYTES);
        ck_assert_uint_gt(to.len, TEMPLATE_BYTES - 4);
        ck_assert_uint_eq((to.len - shift) % 3, 0);
    }
    buf_free(&to);
}
END_TEST

static void feed_error(const char *host, const char *provider, int64_t id, int64_t ticks,
                       const char *message)
{
    struct event e = event("Application", provider, id, ticks);
    e.host = str_of(host);
    e.level = 2;
    e.message = str_of(message);
    feed(e);
}

static struct unexplained_result unexplained(const int64_t *explained, size_t n)
{
    struct unexplained_result out;
    struct err err = {0};
    struct unexplained_input in = {.survey = s, .explained = explained, .explained_n = n};
    ck_assert_int_eq(unexplained_list(&arena, &in, &out, &err), OK);
    return out;
}

START_TEST(three_of_a_kind_make_a_pattern)
{
    char text[64];
    begin();
    for (int i = 0; i < 6; i++) {
        snprintf(text, sizeof text, "disk %d is slow, %d ms", i, i * 17);
        feed_error("PINE-SBS", "disk", 51, i * H, text);
        if (i < 2)
            feed_error("PINE-SBS", "other", 1, i * H + 1, "twice is no pattern");
    }
    survey_finish(s);
    struct unexplained_result out = unexplained(NULL, 0);
    ck_assert_uint_eq(out.n, 1);
    ck_assert_int_eq(out.total, 1);
    ck_str(out.list[0].text, "disk <n> is slow, <n> ms");
    ck_str(out.list[0].provider, "disk");
    ck_str(out.list[0].host, "PINE-SBS");
    ck_str(out.list[0].channel, "Application");
    ck_str(out.list[0].cadence.kind, "periodic");
    ck_str(out.list[0].status, "active");
    ck_assert_int_eq(out.list[0].occurrences, 6);
    ck_assert_int_eq(out.list[0].level, 2);
    ck_assert_int_eq(out.list[0].hosts, 1);
    ck_assert_int_eq(out.list[0].last_seen.ticks, 5 * H);
    end();
}
END_TEST

START_TEST(events_that_are_explained_are_left_out)
{
    begin();
    for (int i = 0; i < 5; i++)
        feed_error("PINE-SBS", "disk", 51, i * H, "slow");
    survey_finish(s);
    const int64_t two[] = {2, 4}, three[] = {1, 2, 4};
    struct unexplained_result out = unexplained(two, 2);
    ck_assert_uint_eq(out.n, 1);
    ck_assert_int_eq(out.list[0].occurrences, 3);
    ck_assert_uint_eq(unexplained(three, 3).n, 0);
    end();
}
END_TEST

/* A problem counts them through a rule of rules; another rule that hits them is no problem's. */
START_TEST(what_a_problem_knows_comes_behind_what_nobody_knows)
{
    static const uint32_t pair[] = {0}, chain[] = {1};
    const struct node diagnosis = {0};
    const struct rule_info rules[] = {
        {.index = 0, .title = STR("a packet")},
        {.index = 1, .title = STR("packets"), .uses = pair, .uses_n = 1},
        {.index = 2,
         .title = STR("Packets all night"),
         .uses = chain,
         .uses_n = 1,
         .diagnosis = &diagnosis},
        {.index = 3, .title = STR("plain detection")},
    };
    begin();
    for (int i = 0; i < 9; i++)
        feed_error("A", "known", 1, i * H, "x");
    for (int i = 0; i < 4; i++)
        feed_error("A", "unknown", 2, (i * i + 20) * H, "x");
    survey_finish(s);
    const struct hit hits[] = {
        {.rule = 3, .event = 13},
        {.rule = 3, .event = 9 },
        {.rule = 0, .event = 9 },
        {.rule = 0, .event = 9 },
    };
    struct unexplained_result out;
    struct err err = {0};
    struct unexplained_input in = {.survey = s,
                                   .rules = rules,
                                   .rules_n = ARRAY_LEN(rules),
                                   .hits = hits,
                                   .hits_n = ARRAY_LEN(hits)};
    ck_assert_int_eq(unexplained_list(&arena, &in, &out, &err), OK);
    ck_assert_uint_eq(out.n, 2);
    ck_str(out.list[0].provider, "unknown");
    ck_str(out.list[0].too_rare_for, "");
    ck_str(out.list[1].provider, "known");
    ck_str(out.list[1].too_rare_for, "Packets all night");
    end();
}
END_TEST

START_TEST(informational_events_and_audits_are_no_pattern)
{
    begin();
    for (int i = 0; i < 10; i++) {
        feed(event("System", "Print", 10, i * H));
        struct event audit = event("Security", "Security", 529, i * H);
        audit.level = 0;
        feed(audit);
    }
    survey_finish(s);
    ck_assert_uint_eq(unexplained(NULL, 0).n, 0);
    end();
}
END_TEST

START_TEST(patterns_on_several_hosts_and_regular_ones_come_first)
{
    static const int noise[] = {0, 7, 9, 40, 41, 77};
    begin();
    for (int i = 0; i < 6; i++) {
        feed_error("A", "regular", 1, i * H, "x");
        feed_error("A", "noise", 2, noise[i] * M, "x");
        feed_error("A", "spread", 3, i * H + 2, "x");
        feed_error("B", "spread", 3, i * H + 2, "x");
    }
    survey_finish(s);
    struct unexplained_result out = unexplained(NULL, 0);
    ck_assert_uint_eq(out.n, 4);
    ck_str(out.list[0].provider, "spread");
    ck_str(out.list[0].host, "A");
    ck_assert_int_eq(out.list[0].hosts, 2);
    ck_str(out.list[1].host, "B");
    ck_str(out.list[2].provider, "regular");
    ck_str(out.list[3].provider, "noise");
    end();
}
END_TEST

static void write_letters(char *to, int n)
{
    for (; n; n /= 26)
        *to++ = (char)('a' + n % 26);
    *to = 0;
}

START_TEST(texts_without_end_become_one_pattern)
{
    char text[64];
    begin();
    for (int i = 0; i < 1000; i++) {
        strcpy(text, "odd ");
        write_letters(text + 4, i + 1);
        feed_error("A", "p", 1, i * M, text);
    }
    survey_finish(s);
    struct unexplained_result out = unexplained(NULL, 0);
    ck_assert_uint_eq(out.n, 1);
    ck_str(out.list[0].text, "(other texts)");
    ck_assert_int_eq(out.list[0].occurrences, 1000 - LIMIT_PATTERN_TEMPLATES);
    end();
}
END_TEST

START_TEST(noise_beyond_the_limit_does_not_push_out_what_recurs)
{
    char provider[64];
    begin();
    for (int i = 0; i < 3 * LIMIT_PATTERNS; i++) {
        snprintf(provider, sizeof provider, "noise %d", i);
        feed_error("A", provider, 1, (int64_t)i * M, "once");
        if (i % 1000 == 0)
            feed_error("A", "recurs", 1, (int64_t)i * M, "again");
    }
    survey_finish(s);
    struct unexplained_result out = unexplained(NULL, 0);
    ck_assert_uint_eq(out.n, 1);
    ck_str(out.list[0].provider, "recurs");
    ck_assert_int_eq(out.list[0].occurrences, 3 * LIMIT_PATTERNS / 1000);
    ck_assert_uint_eq(notes.seen[NOTE_SURVEY_CUT], 1);
    end();
}
END_TEST

START_TEST(ids_and_times_of_any_size_come_back)
{
    static const int64_t ids[] = {1, INT64_MAX, 0, 5};
    begin();
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        struct event e = event("Application", "p", 1, (int64_t)i - 100);
        e.id = ids[i];
        e.level = 1;
        feed(e);
    }
    survey_finish(s);
    const int64_t explained[] = {INT64_MAX};
    struct unexplained_result out = unexplained(explained, 1);
    ck_assert_uint_eq(out.n, 1);
    ck_assert_int_eq(out.list[0].occurrences, 3);
    ck_assert_int_eq(out.list[0].first_seen.ticks, -100);
    ck_assert_int_eq(out.list[0].last_seen.ticks, -97);
    end();
}
END_TEST

SUITE(survey)
{
    tcase_add_test(tests, a_channel_covers_from_its_first_to_its_last_event);
    tcase_add_test(tests, local_and_utc_times_are_never_mixed);
    tcase_add_test(tests, a_silence_over_which_the_records_run_on_is_no_gap);
    tcase_add_test(tests, a_silence_in_which_records_are_missing_is_a_gap);
    tcase_add_test(tests, without_record_ids_only_a_silence_much_longer_than_usual_is_a_gap);
    tcase_add_test(tests, the_time_before_a_clear_is_lost_unless_the_records_run_on);
    tcase_add_test(tests, event_104_names_the_log_that_was_cleared);
    tcase_add_test(tests, what_a_test_declares_is_covered);
    tcase_add_test(tests, the_marks_of_one_start_are_one_boot);
    tcase_add_test(tests, events_tell_what_the_machine_is);
    tcase_add_test(tests, the_version_is_read_from_pasted_text_and_from_the_kernel);
    tcase_add_test(tests, damaged_versions_and_zones_are_passed_over);
    tcase_add_loop_test(tests, what_differs_is_masked, 0, (int)ARRAY_LEN(templates));
    tcase_add_test(tests, a_template_is_short_and_ends_on_a_character);
    tcase_add_test(tests, three_of_a_kind_make_a_pattern);
    tcase_add_test(tests, events_that_are_explained_are_left_out);
    tcase_add_test(tests, what_a_problem_knows_comes_behind_what_nobody_knows);
    tcase_add_test(tests, informational_events_and_audits_are_no_pattern);
    tcase_add_test(tests, patterns_on_several_hosts_and_regular_ones_come_first);
    tcase_add_test(tests, texts_without_end_become_one_pattern);
    tcase_add_test(tests, noise_beyond_the_limit_does_not_push_out_what_recurs);
    tcase_add_test(tests, ids_and_times_of_any_size_come_back);
}
