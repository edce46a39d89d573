#include "records.h"

#include "model/event.h"
#include "suite.h"

#include <stdlib.h>

static struct err err;

#define OKAY(step) ck_assert_msg((step) == OK, "%s", err.text)

static const struct kinship kinships[] = {
    {0, 0, 0},
    {7, 1, 2}, /* of the later channel */
    {8, 1, 1},
};
static const uint32_t digests[] = {0, 2, 1};
static const struct places places = {kinships, ARRAY_LEN(kinships), digests, ARRAY_LEN(digests)};

START_TEST(records_come_by_time_channel_record_id_file_and_place)
{
    static const struct record in[] = {
        {.id = 1, .at = 20, .origin = 2, .source = 1, .record_id = 1         },
        {.id = 2, .at = 10, .origin = 1, .source = 1, .record_id = 1         },
        {.id = 3, .at = 10, .origin = 2, .source = 1, .record_id = 9         },
        {.id = 4, .at = 10, .origin = 2, .source = 2, .record_id = 9         },
        {.id = 5, .at = 10, .origin = 2, .source = 1, .record_id = -5        },
        {.id = 6, .at = 10, .origin = 2, .source = 1, .record_id = EVENT_NONE},
        {.id = 7, .at = 10, .origin = 2, .source = 2, .record_id = 9, .position = 1},
    };
    static const int64_t order[] = {6, 5, 4, 7, 3, 2, 1};
    struct records r = {0};
    const struct record *one;
    for (size_t i = 0; i < ARRAY_LEN(in); i++)
        OKAY(records_add(&r, &in[i], &err));
    OKAY(records_sort(&r, &places, &err));
    for (int round = 0; round < 2; round++) {
        OKAY(records_begin(&r, &err));
        for (size_t i = 0; i < ARRAY_LEN(order); i++) {
            OKAY(records_next(&r, &one, &err));
            ck_assert_int_eq(one->id, order[i]);
        }
        ck_assert_int_eq(records_next(&r, &one, &err), END);
    }
    records_free(&r);
}
END_TEST

enum { HELD = 64 };

/* Each number below n once, in no order: 2654435761 has no divisor in common with a power of two. */
static uint64_t scattered(uint64_t i, uint64_t n)
{
    return i * UINT64_C(2654435761) % n;
}

START_TEST(more_than_are_held_wait_in_a_file_and_come_in_order)
{
    static const uint64_t sizes[] = {HELD, 2 * HELD, 32 * HELD};
    uint64_t power = sizes[_i], n = _i ? power - 10 : power; /* the last run is a short one */
    struct records r = {.most = HELD};
    const struct record *one;
    for (uint64_t i = 0; i < power; i++) {
        uint64_t at = scattered(i, power);
        struct record record = {.id = (int64_t)at, .at = (int64_t)at, .origin = 1, .source = 1};
        if (at < n)
            OKAY(records_add(&r, &record, &err));
    }
    ck_assert(_i == 0 ? r.spooled == 0 : r.spooled > 0);
    ck_assert_uint_le(r.held_max, HELD);
    OKAY(records_sort(&r, &places, &err));
    for (int round = 0; round < 2; round++) {
        OKAY(records_begin(&r, &err));
        for (uint64_t i = 0; i < n; i++) {
            ck_assert(records_next(&r, &one, &err) == OK && one->at == (int64_t)i);
            ck_assert(one->kin == 7);
        }
        ck_assert_int_eq(records_next(&r, &one, &err), END);
    }
    records_free(&r);
}
END_TEST

START_TEST(more_runs_than_can_be_merged_are_refused)
{
    struct records r = {.most = 2};
    struct record one = {.id = 1};
    for (int i = 0; i < 7; i++)
        OKAY(records_add(&r, &one, &err));
    OKAY(records_sort(&r, &places, &err));
    ck_assert_int_eq(records_begin(&r, &err), FAIL_LIMIT);
    records_free(&r);
}
END_TEST

START_TEST(none_are_none)
{
    struct records r = {0};
    const struct record *one;
    OKAY(records_sort(&r, &places, &err));
    OKAY(records_begin(&r, &err));
    ck_assert_int_eq(records_next(&r, &one, &err), END);
    records_free(&r);
}
END_TEST

SUITE(records)
{
    tcase_add_test(tests, records_come_by_time_channel_record_id_file_and_place);
    tcase_add_loop_test(tests, more_than_are_held_wait_in_a_file_and_come_in_order, 0, 3);
    tcase_add_test(tests, more_runs_than_can_be_merged_are_refused);
    tcase_add_test(tests, none_are_none);
}
