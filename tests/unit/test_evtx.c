#include "evtx_kit.h"
#include "read_kit.h"

extern const struct reader reader_evtx;

static struct evtx_kit kit;

/* Split and parse as app does it, all into one batch. */
static struct batch read_log(struct str file, uint64_t *lost)
{
    struct batch b = {0};
    struct err err;
    struct lead lead = {.path = STR("System.evtx"), .head = str_head(file, 4096)};
    readers_start();
    batch_reset(&b);
    *lost = 0;
    for (struct str rest = file; rest.len;) {
        struct cut cut = reader_evtx.split(rest, 1 << 18, true);
        ck_assert_uint_gt(cut.skip + cut.take, 0);
        *lost += cut.lost ? cut.skip : 0;
        b.offset = (uint64_t)(rest.ptr - file.ptr) + cut.skip;
        b.bytes = str_head(str_skip(rest, cut.skip), cut.take);
        if (cut.take)
            ck_assert_int_eq(reader_evtx.parse(&b, &lead, &err), OK);
        rest = str_skip(rest, cut.skip + cut.take);
    }
    *lost += lost_bytes(&b);
    return b;
}

#define V(type, literal)                                                                           \
    {                                                                                              \
        type, literal, sizeof(literal) - 1                                                         \
    }

/* What each type looks like, and whether Debian's libevtx says the same. */
static const struct {
    struct kit_value value;
    const char *text;
    bool confirmed;
} prints[] = {
    {V(0x01, "A\0 \0\xE9\0"),                                                   "A \xC3\xA9",                     true },
    {V(0x01, "A\0\x03\0B\0\0\0"),
     "A\xEF\xBF\xBD"
     "B",                                                                                                         true },
    {V(0x01, "<\0a\0>\0&\0"),                                                   "<a>&",                           true },
    {V(0x01, "\x3D\xD8\x00\xDE"),                                               "\xF0\x9F\x98\x80",               false},
    {V(0x02, "caf\xE9"),                                                        "caf\xC3\xA9",                    true },
    {V(0x03, "\xFF"),                                                           "-1",                             false},
    {V(0x03, "\x7F"),                                                           "127",                            true },
    {V(0x04, "\xFF"),                                                           "255",                            true },
    {V(0x05, "\xFE\xFF"),                                                       "-2",                             false},
    {V(0x06, "\xFE\xFF"),                                                       "65534",                          true },
    {V(0x07, "\x97\x77\xFB\x7F"),                                               "2147186583",                     true },
    {V(0x07, "\x69\x88\x04\x80"),                                               "-2147186583",                    false},
    {V(0x08, "\x69\x88\x04\x80"),                                               "2147780713",                     true },
    {V(0x09, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),                               "-1",                             false},
    {V(0x0A, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),                               "18446744073709551615",           true },
    {V(0x0D, "\x01\0\0\0"),                                                     "true",                           true },
    {V(0x0D, "\0\0\0\0"),                                                       "false",                          true },
    {V(0x0E, "\x40\x27\0\xAB"),                                                 "402700AB",                       true },
    {V(0x0F, "\xF5\x51\xA5\x71\x03\0\x01\x40\x89\x0A\x0B\x0C\x0D\x0E\x0F\x10"),
     "{71A551F5-0003-4001-890A-0B0C0D0E0F10}",                                                                    true },
    {V(0x11, "\x00\xA2\x7A\x5B\x99\x01\xCD\x01"),                               "2012-03-14T04:17:24.000000000Z", true },
    {V(0x12, "\xDC\x07\x03\0\x03\0\x0E\0\x04\0\x11\0\x2B\0\x62\x01"),           "2012-03-14T04:17:43.354Z",
     true                                                                                                              },
    {V(0x13, "\x01\x02\0\0\0\0\0\x05\x20\0\0\0\x20\x02\0\0"),                   "S-1-5-32-544",                   true },
    {V(0x14, "\x40\x27\0\0"),                                                   "0x2740",                         true },
    {V(0x15, "\xE7\x03\0\0\0\0\0\0"),                                           "0x3e7",                          true },
};

START_TEST(a_value_is_printed_as_windows_does)
{
    uint64_t lost;
    kit_begin(&kit);
    kit_event(&kit, 7, prints[_i].value, false);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 1);
    struct str value = event_field(&b.events[0], STR("param1"));
    ck_assert_msg(str_eq(value, str_of(prints[_i].text)), "is '%.*s'", STR_ARG(value));
    ck_assert_uint_eq(b.notes.seen[NOTE_BINARY_REPAIRED] + b.notes.seen[NOTE_BINARY_ALONE],
                      !prints[_i].confirmed);
    ck_assert_uint_eq(b.notes.seen[NOTE_EVTX_CHECKSUM], 0);
    ck_assert_uint_eq(lost, 0);
    batch_free(&b);
}
END_TEST

static const struct kit_value plain = V(0x01, "r\0u\0n\0");

START_TEST(a_record_becomes_its_event)
{
    uint64_t lost;
    kit_begin(&kit);
    kit_event(&kit, 7, plain, false);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "Service Control Manager");
    ck_str(e->channel, "System");
    ck_str(e->computer, "SRV1");
    ck_str(e->user_sid, "S-1-5-18");
    ck_str(time_text(&e->at), "2012-03-14T04:17:24.0000000Z");
    ck_assert_int_eq(e->event_id, 7036);
    ck_assert_int_eq(e->qualifiers, 16384);
    ck_assert_int_eq(e->level, 4);
    ck_assert_int_eq(e->record_id, 7);
    ck_assert(e->keywords == UINT64_C(0x8080000000000000));
    ck_assert_uint_eq(e->offset, EVTX_HEADER + EVTX_FIRST);
    ck_field(e, "param1", "run");
    ck_assert_uint_eq(b.notes.seen[NOTE_BINARY_LOG], 1);
    batch_free(&b);
}
END_TEST

START_TEST(an_array_is_a_value_for_each_item)
{
    static const struct kit_value arrays[] = {V(0x81, "a\0\0\0\0\0b\0\0\0"),
                                              V(0x86, "\x01\0\xFF\xFF\x03\0")};
    static const char *const items[][3] = {
        {"a", "",      "b"},
        {"1", "65535", "3"}
    };
    uint64_t lost;
    kit_begin(&kit);
    kit_event(&kit, 7, arrays[_i], false);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events[0].fields_n, 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert(str_eq(b.events[0].fields[i].value, str_of(items[_i][i])));
    ck_assert_uint_eq(b.notes.seen[NOTE_BINARY_REPAIRED], 0);
    batch_free(&b);
}
END_TEST

START_TEST(an_optional_value_that_is_missing_takes_its_element_along)
{
    uint64_t lost;
    kit_begin(&kit);
    kit_event(&kit, 7, (struct kit_value){0, "", 0}, true);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(b.events[0].fields_n, 0);
    batch_free(&b);
}
END_TEST

/* Forwarded records have no template, and attributes in several pieces. */
static void put_forwarded(struct evtx_kit *k)
{
    kit_record(k, 9);
    kit_open(k, "Event", false);
    kit_content(k);
    kit_open(k, "System", false);
    kit_content(k);
    kit_open(k, "Provider", true);
    kit_attribute(k, "Name");
    kit_text(k, "DN");
    kit_text(k, "S");
    kit_put(k, 0x0005, 2); /* a piece without type */
    kit_content(k);
    kit_close(k);
    kit_element(k, "EventID", "408");
    kit_open(k, "TimeCreated", true);
    kit_attribute(k, "SystemTime");
    kit_text(k, "2012-10-26T12:08:35.123Z");
    kit_content(k);
    kit_close(k);
    kit_close(k);
    kit_close(k);
    kit_record_end(k);
}

START_TEST(a_forwarded_record_is_read_though_libevtx_cannot)
{
    uint64_t lost;
    kit_begin(&kit);
    put_forwarded(&kit);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 1);
    ck_str(b.events[0].provider, "DNS");
    ck_assert_int_eq(b.events[0].event_id, 408);
    ck_str(time_text(&b.events[0].at), "2012-10-26T12:08:35.1230000Z");
    ck_assert_uint_eq(b.notes.seen[NOTE_BINARY_ALONE], 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_template_is_read_again_where_it_is_referred_to)
{
    uint64_t lost;
    struct kit_value values[KIT_SYSTEM];
    kit_system_values(values);
    kit_begin(&kit);
    kit_record(&kit, 1);
    size_t at = kit_template(&kit, 5);
    kit_open(&kit, "Event", false);
    kit_content(&kit);
    kit_system(&kit);
    kit_close(&kit);
    kit_template_end(&kit, at);
    kit_values(&kit, values, KIT_SYSTEM);
    kit_record_end(&kit);
    kit_record(&kit, 2);
    kit_again(&kit, 5, at);
    kit_values(&kit, values, KIT_SYSTEM);
    kit_record_end(&kit);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_int_eq(b.events[1].event_id, 7036);
    batch_free(&b);
}
END_TEST

/* Damage -------------------------------------------------------------------------------------- */

static void put_three(struct evtx_kit *k, size_t at[4])
{
    kit_begin(k);
    for (size_t i = 0; i < 3; i++) {
        at[i] = k->at;
        kit_event(k, i + 1, plain, false);
        k->names_n = 0; /* no record needs what stands in another */
    }
    at[3] = k->at;
}

START_TEST(damage_inside_a_record_costs_that_record)
{
    uint64_t lost;
    size_t at[4];
    put_three(&kit, at);
    kit_chunk(&kit)[at[1] + EVTX_RECORD_HEAD] = 0x3F;
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(lost, at[2] - at[1]);
    ck_assert_uint_eq(b.losses[0].offset, EVTX_HEADER + at[1]);
    ck_assert_uint_eq(b.notes.seen[NOTE_RECORD_MALFORMED], 1);
    batch_free(&b);
}
END_TEST

START_TEST(damage_between_records_costs_no_more)
{
    uint64_t lost;
    size_t at[4];
    put_three(&kit, at);
    kit_chunk(&kit)[at[1] + 4] = 0x7F; /* its size */
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(b.events[1].offset, EVTX_HEADER + at[2]);
    ck_assert_uint_eq(lost, at[2] - at[1]);
    batch_free(&b);
}
END_TEST

START_TEST(what_is_left_in_free_space_is_no_event)
{
    uint64_t lost;
    size_t at[4];
    put_three(&kit, at);
    kit.at = at[2]; /* the third was there before */
    kit.last = at[1];
    kit.records = 2;
    kit_set(kit_chunk(&kit) + at[2] + 8, 99, 8);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(lost, 0);
    batch_free(&b);
}
END_TEST

START_TEST(records_behind_the_end_that_an_open_log_wrote_are_read_where_they_go_on)
{
    uint64_t lost;
    size_t at[4];
    put_three(&kit, at);
    kit.at = at[2];
    kit.last = at[1];
    kit.records = 2;
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 3);
    batch_free(&b);
}
END_TEST

START_TEST(a_changed_byte_is_remarked)
{
    uint64_t lost;
    size_t at[4];
    put_three(&kit, at);
    struct str file = kit_end(&kit);
    kit_chunk(&kit)[at[1] - 8] ^= 1;
    struct batch b = read_log(file, &lost);
    ck_assert_uint_eq(b.events_n, 3);
    ck_assert_uint_eq(b.notes.seen[NOTE_EVTX_CHECKSUM], 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_file_cut_short_keeps_its_whole_records)
{
    uint64_t lost;
    size_t at[4];
    put_three(&kit, at);
    struct str file = str_head(kit_end(&kit), EVTX_HEADER + at[2] + 100);
    struct batch b = read_log(file, &lost);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(lost, 100);
    batch_free(&b);
}
END_TEST

START_TEST(a_chunk_behind_the_end_of_the_log_is_left_over)
{
    static char two[EVTX_HEADER + 2 * EVTX_CHUNK];
    uint64_t lost;
    size_t at[4];
    put_three(&kit, at);
    struct str file = kit_end(&kit);
    memcpy(two, file.ptr, file.len);
    memcpy(two + file.len, kit_chunk(&kit), EVTX_CHUNK);
    struct batch b = read_log((struct str){two, sizeof two}, &lost);
    ck_assert_uint_eq(b.events_n, 3);
    ck_assert_uint_eq(b.notes.seen[NOTE_LEFT_OVER], 1);
    batch_free(&b);
    two[120] = 1; /* dirty: the header does not know */
    b = read_log((struct str){two, sizeof two}, &lost);
    ck_assert_uint_eq(b.events_n, 6);
    batch_free(&b);
}
END_TEST

START_TEST(garbage_between_chunks_is_declared_lost)
{
    static char file[EVTX_HEADER + 2 * EVTX_CHUNK + 1000];
    uint64_t lost;
    size_t at[4];
    put_three(&kit, at);
    struct str one = kit_end(&kit);
    kit_chunk(&kit)[0] = 'e';
    memset(file, 0, sizeof file);
    memcpy(file, one.ptr, one.len); /* its mark is damaged */
    kit_chunk(&kit)[0] = 'E';
    memcpy(file + one.len + 1000, kit_chunk(&kit), EVTX_CHUNK);
    file[120] = 1;
    struct batch b = read_log((struct str){file, sizeof file}, &lost);
    ck_assert_uint_eq(b.events_n, 3);
    ck_assert_uint_eq(lost, EVTX_CHUNK + 1000);
    batch_free(&b);
}
END_TEST

START_TEST(an_empty_log_loses_nothing)
{
    uint64_t lost;
    kit_begin(&kit);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 0);
    ck_assert_uint_eq(lost, 0);
    batch_free(&b);
    b = read_log(str_head((struct str){kit.bytes, sizeof kit.bytes}, EVTX_HEADER), &lost);
    ck_assert_uint_eq(lost, 0);
    batch_free(&b);
}
END_TEST

/* Hostile records ----------------------------------------------------------------------------- */

/* A template in which the whole value stands many times, and so on inside of it. */
START_TEST(a_record_that_unfolds_without_end_is_refused)
{
    uint64_t lost;
    static char inner[4096];
    struct kit_value values[] = {
        {0x01, inner, sizeof inner}
    };
    memset(inner, 'a', sizeof inner);
    kit_begin(&kit);
    kit_record(&kit, 1);
    size_t at = kit_template(&kit, 1);
    kit_open(&kit, "Event", false);
    kit_content(&kit);
    for (int i = 0; i < 8000; i++)
        kit_slot(&kit, 0, 1, false);
    kit_close(&kit);
    kit_template_end(&kit, at);
    kit_values(&kit, values, 1);
    kit_record_end(&kit);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 0);
    ck_str(b.losses[0].reason, "its text is longer than the limit");
    batch_free(&b);
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
    uint64_t lost;
    size_t sizes[100];
    kit_begin(&kit);
    kit_record(&kit, 1);
    for (int i = 0; i < 100; i++) {
        kit.depth = 0;
        kit_open(&kit, "Event", false);
        sizes[i] = kit.open[0];
        kit_content(&kit);
    }
    for (int i = 99; i >= 0; i--) {
        kit.depth = 1;
        kit.open[0] = sizes[i];
        kit_close(&kit);
    }
    kit_record_end(&kit);
    struct batch b = read_log(kit_end(&kit), &lost);
    ck_assert_uint_eq(b.events_n, 0);
    ck_str(b.losses[0].reason, "it is nested deeper than the limit");
    batch_free(&b);
}
END_TEST

START_TEST(no_byte_that_is_wrong_does_harm)
{
    uint64_t lost;
    kit_begin(&kit);
    kit_event(&kit, 1, plain, false);
    struct str file = kit_end(&kit);
    for (size_t at = EVTX_HEADER + EVTX_FIRST + EVTX_RECORD_HEAD; at < EVTX_HEADER + kit.at - 4;
         at++) {
        char before = kit.bytes[at];
        kit.bytes[at] = (char)(before ^ 0xFF);
        struct batch b = read_log(file, &lost);
        ck_assert(b.events_n == 1 || lost > 0);
        batch_free(&b);
        kit.bytes[at] = before;
    }
}
END_TEST

START_TEST(a_log_is_recognized)
{
    kit_begin(&kit);
    ck_assert_ptr_eq(reader_of(str_head(kit_end(&kit), 4096), "x"), &reader_evtx);
}
END_TEST

SUITE(evtx)
{
    tcase_add_loop_test(tests, a_value_is_printed_as_windows_does, 0, ARRAY_LEN(prints));
    tcase_add_test(tests, a_record_becomes_its_event);
    tcase_add_loop_test(tests, an_array_is_a_value_for_each_item, 0, 2);
    tcase_add_test(tests, an_optional_value_that_is_missing_takes_its_element_along);
    tcase_add_test(tests, a_forwarded_record_is_read_though_libevtx_cannot);
    tcase_add_test(tests, a_template_is_read_again_where_it_is_referred_to);
    tcase_add_test(tests, damage_inside_a_record_costs_that_record);
    tcase_add_test(tests, damage_between_records_costs_no_more);
    tcase_add_test(tests, what_is_left_in_free_space_is_no_event);
    tcase_add_test(tests, records_behind_the_end_that_an_open_log_wrote_are_read_where_they_go_on);
    tcase_add_test(tests, a_changed_byte_is_remarked);
    tcase_add_test(tests, a_file_cut_short_keeps_its_whole_records);
    tcase_add_test(tests, a_chunk_behind_the_end_of_the_log_is_left_over);
    tcase_add_test(tests, garbage_between_chunks_is_declared_lost);
    tcase_add_test(tests, an_empty_log_loses_nothing);
    tcase_add_test(tests, a_record_that_unfolds_without_end_is_refused);
    tcase_add_test(tests, deep_nesting_is_refused);
    tcase_add_test(tests, no_byte_that_is_wrong_does_harm);
    tcase_add_test(tests, a_log_is_recognized);
}
