#include "base/zone.h"
#include "suite.h"

static const struct zone *zone(struct arena *arena, const char *name)
{
    const struct zone *z = NULL;
    struct err err = {0};
    ck_assert_msg(zone_load(arena, str_of(name), &z, &err) == OK, "%s", err.text);
    return z;
}

static int64_t ticks(const char *text)
{
    int64_t at;
    bool zoned;
    ck_assert_msg(time_parse(str_of(text), &at, &zoned), "'%s' is no time", text);
    return at;
}

static const struct offset_row {
    const char *zone, *utc;
    int minutes;
} offsets[] = {
    {"America/Los_Angeles",                    "2012-10-12T13:08:00Z", -420},
    {"America/Los_Angeles",                    "2012-12-12T13:08:00Z", -480},
    {"Pacific Standard Time",                  "2006-10-29T08:59:59Z", -420},
    {"Pacific Standard Time",                  "2006-10-29T09:00:00Z", -480},
    {"Pacific Daylight Time",                  "2006-04-02T10:00:00Z", -420},
    {"America/Los_Angeles",                    "2047-07-01T00:00:00Z", -420}, /* beyond every table */
    {"America/Los_Angeles",                    "2047-12-01T00:00:00Z", -480},
    {"Europe/Berlin",                          "2060-03-28T00:59:59Z", 60  },
    {"Europe/Berlin",                          "2060-03-28T01:00:00Z", 120 },
    {"Europe/Berlin",                          "2060-10-31T01:00:00Z", 60  },
    {"Australia/Sydney",                       "2050-01-01T00:00:00Z", 660 }, /* summer over the new year */
    {"Australia/Sydney",                       "2050-07-01T00:00:00Z", 600 },
    {"Asia/Kolkata",                           "2050-07-01T00:00:00Z", 330 },
    {"Europe/Moscow",                          "2012-01-01T00:00:00Z", 240 },
    {"+05:30",                                 "2012-01-01T00:00:00Z", 330 },
    {"-0800",                                  "2012-01-01T00:00:00Z", -480},
    {"UTC+1",                                  "2012-01-01T00:00:00Z", 60  },
    {"UTC",                                    "2012-01-01T00:00:00Z", 0   },
    {"w. europe standard time",                "2012-07-01T00:00:00Z", 120 },
    {"(GMT-08:00) Pacific Time (US & Canada)", "2012-07-01T00:00:00Z", -420},
};

START_TEST(an_offset_follows_the_daylight_saving_of_its_year)
{
    const struct offset_row *r = &offsets[_i];
    struct arena arena = {0};
    const struct zone *z = zone(&arena, r->zone);
    ck_assert_int_eq(zone_offset(z, ticks(r->utc)), r->minutes * 60);
    arena_free(&arena);
}
END_TEST

static const char *const displays[][2] = {
    {"(GMT-08:00) Pacific Time (US & Canada); Tijuana",               "America/Los_Angeles"         },
    {"(GMT-08:00) Tijuana, Baja California",                          "America/Tijuana"             },
    {"(UTC-06:00) Central Time (US & Canada)",                        "America/Chicago"             },
    {"(UTC-06:00) Central America",                                   "America/Guatemala"           },
    {"(UTC-05:00) Indiana (East)",                                    "America/Indiana/Indianapolis"},
    {"(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",  "Europe/Berlin"               },
    {"(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien",     "Europe/Berlin"               },
    {"(UTC+01:00) Brüssel, Kopenhagen, Madrid, Paris",               "Europe/Paris"                },
    {"(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/London"               },
    {"(UTC) Coordinated Universal Time",                              "Etc/UTC"                     },
    {"(UTC+04:00) Moscow, St. Petersburg, Volgograd",                 "Europe/Moscow"               },
    {"(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi",               "Asia/Kolkata"                },
    {"GMT Daylight Time",                                             "Europe/London"               },
    {"Mitteleuropäische Sommerzeit",                                 "Europe/Berlin"               },
    {"PACIFIC STANDARD TIME",                                         "America/Los_Angeles"         },
    {"Paris, Madrid",                                                 "Europe/Paris"                },
    {"(UTC+01:00) Nowhere",                                           ""                            },
    {"Europe/Berlin",                                                 ""                            },
    {"",                                                              ""                            },
};

START_TEST(windows_names_and_displays_lead_to_iana)
{
    struct str found = zone_of_windows(str_of(displays[_i][0]));
    ck_assert_msg(found.len == strlen(displays[_i][1]) &&
                      memcmp(found.ptr ? found.ptr : "", displays[_i][1], found.len) == 0,
                  "'%s' became '%.*s'", displays[_i][0], STR_ARG(found));
}
END_TEST

START_TEST(a_wall_clock_becomes_utc_also_where_it_turns)
{
    static const char *const rows[][2] = {
        {"2012-10-12T06:08:00", "2012-10-12T13:08:00Z"},
        {"2012-11-04T01:30:00", "2012-11-04T08:30:00Z"}, /* occurs twice: the earlier */
        {"2012-03-11T02:30:00", "2012-03-11T10:30:00Z"}, /* is skipped */
        {"2012-03-11T03:00:00", "2012-03-11T10:00:00Z"},
        {"2012-11-04T02:00:00", "2012-11-04T10:00:00Z"},
    };
    struct arena arena = {0};
    const struct zone *z = zone(&arena, "America/Los_Angeles");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        ck_assert_msg(zone_to_utc(z, ticks(rows[i][0])) == ticks(rows[i][1]), "%s", rows[i][0]);
    ck_assert(zone_to_utc(z, TIME_NONE) == TIME_NONE);
    arena_free(&arena);
}
END_TEST

START_TEST(a_name_that_is_no_zone_is_refused)
{
    static const char *const names[] = {
        "",           "Mars/Olympus", "../../etc/passwd", "/etc/passwd",
        "Etc/../UTC", "+99:00",       "tzdata.zi",        "zone.tab"};
    struct arena arena = {0};
    const struct zone *z;
    struct err err;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        ck_assert_msg(zone_load(&arena, str_of(names[i]), &z, &err) == FAIL_INPUT, "%s", names[i]);
    arena_free(&arena);
}
END_TEST

START_TEST(a_time_is_written_with_its_offset)
{
    struct arena arena = {0};
    char text[TIME_TEXT];
    const struct zone *z = zone(&arena, "America/Los_Angeles");
    struct moment m = {ticks("2012-10-12T13:08:00Z"), false};
    ck_assert_str_eq(zone_text(z, m, text), "2012-10-12 06:08:00 -07:00");
    m.local = true;
    ck_assert_str_eq(zone_text(z, m, text), "2012-10-12 13:08:00");
    ck_assert_str_eq(zone_text(zone(&arena, "+05:30"), (struct moment){m.ticks, false}, text),
                     "2012-10-12 18:38:00 +05:30");
    ck_assert_str_eq(zone_text(z, MOMENT_NONE, text), "");
    arena_free(&arena);
}
END_TEST

START_TEST(the_data_have_a_version)
{
    struct arena arena = {0};
    struct str version = zone_data_version(&arena);
    ck_assert(version.len >= 5 && version.ptr[0] == '2');
    arena_free(&arena);
}
END_TEST

START_TEST(every_windows_zone_has_data)
{
    static const char *const names[] = {"Dateline Standard Time",     "Nepal Standard Time",
                                        "Line Islands Standard Time", "FLE Standard Time",
                                        "Greenland Standard Time",    "Samoa Standard Time"};
    struct arena arena = {0};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        ck_assert_ptr_nonnull(zone(&arena, names[i]));
    arena_free(&arena);
}
END_TEST

SUITE(zone)
{
    tcase_add_loop_test(tests, an_offset_follows_the_daylight_saving_of_its_year, 0,
                        ARRAY_LEN(offsets));
    tcase_add_loop_test(tests, windows_names_and_displays_lead_to_iana, 0, ARRAY_LEN(displays));
    tcase_add_test(tests, a_wall_clock_becomes_utc_also_where_it_turns);
    tcase_add_test(tests, a_name_that_is_no_zone_is_refused);
    tcase_add_test(tests, a_time_is_written_with_its_offset);
    tcase_add_test(tests, the_data_have_a_version);
    tcase_add_test(tests, every_windows_zone_has_data);
}
