#include "evt_kit.h"
#include "read_kit.h"

extern const struct reader reader_evt;

static struct evt_kit kit;

/* Surveyed, split and parsed as app does it, all into one batch; `step` bytes a run. */
static struct batch read_log(struct str file, size_t step)
{
    struct batch b = {0};
    struct err err;
    struct lead lead = {.path = STR("SysEvent.Evt"), .head = str_head(file, 4096)};
    readers_start();
    batch_reset(&b);
    reader_evt.survey(&lead, file);
    for (struct str rest = file; rest.len;) {
        struct cut cut = reader_evt.split(rest, step, true);
        ck_assert_uint_gt(cut.take, 0);
        b.offset = (uint64_t)(rest.ptr - file.ptr);
        b.bytes = str_head(rest, cut.take);
        ck_assert_int_eq(reader_evt.parse(&b, &lead, &err), OK);
        rest = str_skip(rest, cut.take);
    }
    return b;
}

#define SID ((struct str){"\x01\x01\0\0\0\0\0\x05\x12\0\0\0", 12})

static struct evt_kit_event dns(uint32_t number)
{
    return (struct evt_kit_event){
        .number = number,
        .time = 1351253315,
        .id = 0xC0000198,
        .type = 1,
        .category = 3,
        .source = "DNS",
        .computer = "SBS01",
        .strings = {"192.0.2.10"},
        .sid = SID,
        .data = { "\x40\x27\0\0",           4},
    };
}

static void put_three(size_t at[4])
{
    evt_begin(&kit);
    for (uint32_t i = 0; i < 3; i++) {
        struct evt_kit_event e = dns(i + 1);
        at[i] = kit.at;
        evt_add(&kit, &e);
    }
    at[3] = kit.at;
    evt_end(&kit, 48, 4);
}

START_TEST(a_record_becomes_its_event)
{
    size_t at[4];
    put_three(at);
    struct batch b = read_log(evt_file(&kit, sizeof kit.bytes), _i ? 1 : 1 << 18);
    ck_assert_uint_eq(b.events_n, 3);
    const struct event *e = &b.events[1];
    ck_str(e->provider, "DNS");
    ck_str(e->computer, "SBS01");
    ck_str(e->channel, "System");
    ck_str(e->user_sid, "S-1-5-18");
    ck_str(time_text(&e->at), "2012-10-26T12:08:35.0000000Z");
    ck_assert_int_eq(e->event_id, 408);
    ck_assert_int_eq(e->qualifiers, 0xC000);
    ck_assert_int_eq(e->level, 2);
    ck_assert_int_eq(e->task, 3);
    ck_assert_int_eq(e->record_id, 2);
    ck_assert_uint_eq(e->offset, at[1]);
    ck_assert_uint_eq(e->fields_n, 2);
    ck_field(e, "Data", "192.0.2.10");
    ck_field(e, "Binary", "40270000");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    ck_assert_uint_eq(b.notes.seen[NOTE_BINARY_REPAIRED], 0);
    ck_assert_uint_eq(b.notes.seen[NOTE_BINARY_ALONE], 0);
    ck_assert_uint_eq(b.notes.seen[NOTE_BINARY_LOG], 1);
    batch_free(&b);
}
END_TEST

static const struct {
    uint16_t type;
    int level;
    uint64_t keywords;
} types[] = {
    {1,  2, 0                           },
    {2,  3, 0                           },
    {4,  4, 0                           },
    {8,  0, UINT64_C(0x8020000000000000)},
    {16, 0, UINT64_C(0x8010000000000000)},
};

START_TEST(the_type_is_a_level_or_an_audit)
{
    struct evt_kit_event e = dns(1);
    e.type = types[_i].type;
    evt_begin(&kit);
    evt_add(&kit, &e);
    evt_end(&kit, 48, 2);
    struct batch b = read_log(evt_file(&kit, kit.at), 1 << 18);
    ck_assert_int_eq(b.events[0].level, types[_i].level);
    ck_assert(b.events[0].keywords == types[_i].keywords);
    ck_assert(b.events[0].has_keywords == (types[_i].keywords != 0));
    batch_free(&b);
}
END_TEST

START_TEST(data_are_where_the_record_says)
{
    struct evt_kit_event e = dns(1);
    e.strings[0] = NULL;
    e.sid = (struct str){0};
    e.source = "DNS2"; /* so that data begin behind padding, which libevt takes for data */
    evt_begin(&kit);
    evt_add(&kit, &e);
    evt_end(&kit, 48, 2);
    struct batch b = read_log(evt_file(&kit, kit.at), 1 << 18);
    ck_field(&b.events[0], "Binary", "40270000");
    ck_assert_uint_eq(b.events[0].fields_n, 1);
    batch_free(&b);
}
END_TEST

/* The ring: two records of the front are the newest, the oldest begins near the end of the file and
 * the one that reaches over the end goes on at the front. */
static size_t put_ring(void)
{
    static struct evt_kit line;
    struct evt_kit_event e = dns(7);
    size_t at[4];
    put_three(at);
    size_t record = at[1] - at[0], cut = record / 2, behind = record - cut;
    evt_begin(&line);
    evt_add(&line, &e); /* number 7, which is cut in two */
    struct str seven = {line.bytes + 48, record};
    evt_begin(&kit);
    memcpy(kit.bytes + 48, seven.ptr + cut, behind);
    kit.at += behind;
    e = dns(8);
    evt_add(&kit, &e);
    e = dns(9);
    evt_add(&kit, &e);
    size_t end = kit.at, oldest = end + 40 + 64;
    evt_end(&kit, (uint32_t)oldest, 10);
    memset(kit.bytes + kit.at, 'x', oldest - kit.at); /* the rest of a record overwritten */
    kit.at = oldest;
    e = dns(6);
    evt_add(&kit, &e);
    memcpy(kit.bytes + kit.at, seven.ptr, cut);
    return kit.at + cut;
}

START_TEST(a_ring_is_read_over_its_end)
{
    size_t len = put_ring();
    struct batch b = read_log(evt_file(&kit, len), _i ? 1 : 1 << 18);
    ck_assert_uint_eq(b.events_n, 4);
    ck_assert_int_eq(b.events[0].record_id, 8);
    ck_assert_int_eq(b.events[2].record_id, 6);
    ck_assert_int_eq(b.events[3].record_id, 7);
    ck_field(&b.events[3], "Data", "192.0.2.10");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(what_lies_behind_the_end_is_left_over)
{
    size_t at[4];
    put_three(at);
    struct evt_kit_event e = dns(1);
    evt_add(&kit, &e); /* behind the last record */
    struct batch b = read_log(evt_file(&kit, kit.at), 1 << 18);
    ck_assert_uint_eq(b.events_n, 3);
    ck_assert_uint_eq(b.notes.seen[NOTE_LEFT_OVER], 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_log_that_was_open_is_read_though_its_header_is_old)
{
    size_t at[4];
    put_three(at);
    evt_set(&kit, 20, 48);
    evt_set(&kit, 36, 1); /* dirty */
    struct batch b = read_log(evt_file(&kit, sizeof kit.bytes), 1 << 18);
    ck_assert_uint_eq(b.events_n, 3);
    batch_free(&b);
    memset(kit.bytes + at[3], 0, 40); /* not even the last record is there */
    b = read_log(evt_file(&kit, sizeof kit.bytes), 1 << 18);
    ck_assert_uint_eq(b.events_n, 3);
    ck_assert_uint_eq(b.notes.seen[NOTE_EVT_OPEN], 1);
    batch_free(&b);
}
END_TEST

START_TEST(damage_costs_one_record)
{
    static const struct {
        size_t at;
        uint32_t value;
    } damage[] = {
        {0,  0x12345678}, /* size */
        {36, 60000     }, /* strings */
        {40, 60000     }, /* size of the user */
        {44, 60000     }, /* user */
        {48, 60000     }, /* size of the data */
        {52, 60000     }, /* data */
    };
    size_t at[4];
    put_three(at);
    evt_set(&kit, at[1] + damage[_i].at, damage[_i].value);
    struct batch b = read_log(evt_file(&kit, sizeof kit.bytes), 1 << 18);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(lost_bytes(&b), at[2] - at[1]);
    ck_assert_uint_eq(b.losses[0].offset, at[1]);
    batch_free(&b);
}
END_TEST

START_TEST(a_file_cut_short_keeps_its_whole_records)
{
    size_t at[4];
    put_three(at);
    struct batch b = read_log(evt_file(&kit, at[2] + 70), 1 << 18);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(lost_bytes(&b), 70);
    batch_free(&b);
}
END_TEST

START_TEST(a_header_that_says_nonsense_hides_no_loss)
{
    char bytes[248];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, "0\0\0\0LfLe", 8);
    bytes[36] = 0; /* closed in order, so it says */
    struct batch b = read_log((struct str){bytes, sizeof bytes}, 1 << 18);
    ck_assert_uint_eq(b.events_n, 0);
    ck_assert_uint_eq(lost_bytes(&b), 200);
    batch_free(&b);
}
END_TEST

START_TEST(a_log_is_recognized)
{
    size_t at[4];
    put_three(at);
    ck_assert_ptr_eq(reader_of(evt_file(&kit, 4096), "x"), &reader_evt);
}
END_TEST

SUITE(evt)
{
    tcase_add_loop_test(tests, a_record_becomes_its_event, 0, 2);
    tcase_add_loop_test(tests, the_type_is_a_level_or_an_audit, 0, ARRAY_LEN(types));
    tcase_add_test(tests, data_are_where_the_record_says);
    tcase_add_loop_test(tests, a_ring_is_read_over_its_end, 0, 2);
    tcase_add_test(tests, what_lies_behind_the_end_is_left_over);
    tcase_add_test(tests, a_log_that_was_open_is_read_though_its_header_is_old);
    tcase_add_loop_test(tests, damage_costs_one_record, 0, 6);
    tcase_add_test(tests, a_file_cut_short_keeps_its_whole_records);
    tcase_add_test(tests, a_header_that_says_nonsense_hides_no_loss);
    tcase_add_test(tests, a_log_is_recognized);
}
