#include "store_kit.h"

/* Every statement is accepted by SQLite, and its parameters and columns are what C was told. */
START_TEST(statements_match_their_names)
{
    const struct sql *sql = &sql_table[_i];
    if (str_starts(str_of(sql->name), STR("fleet_")))
        return; /* of another database: test_fleet.c runs them */
    struct kit k = kit_open(NULL);
    OKAY(stmt_do(&k.store->stmts, SQL_MAKE_DOOMED, &err));
    sqlite3_stmt *st = stmt_get(&k.store->stmts, (enum sql_id)_i, &err);
    ck_assert_msg(st != NULL, "%s", err.text);

    struct str rest = str_of(sql->params);
    for (int i = 1; i <= sqlite3_bind_parameter_count(st); i++) {
        struct str name = str_cut(rest, ' ', &rest);
        ck_assert(str_eq(name, str_of(sqlite3_bind_parameter_name(st, i) + 1)));
    }
    ck_assert_uint_eq(rest.len, 0);
    rest = str_of(sql->columns);
    int columns = 0;
    for (; rest.len; columns++) {
        struct str name = str_cut(rest, ' ', &rest);
        ck_assert_ptr_nonnull(sqlite3_column_name(st, columns));
        ck_assert(str_eq(name, str_of(sqlite3_column_name(st, columns))));
    }
    ck_assert_int_eq(columns, sqlite3_column_count(st));
    kit_close(&k);
}
END_TEST

/* What may be read from end to end: small tables, and walks that want every row. */
static bool may_scan(const char *sql, struct str table)
{
    static const struct {
        const char *sql, *table; /* the beginning of its name; the beginning of what it scans */
    } allowed[] = {
        {"analysis",        "analysis"  },
        {"captures",        "capture"   },
        {"clear_doomed",    "doomed"    },
        {"coarse_events",   "event"     }, /* indexes */
        {"coarse_events",   "c"         },
        {"computers",       "origin"    },
        {"count",           ""          },
        {"drop_analysis",   "analysis"  },
        {"drop_copies",     "copy"      },
        {"drop_findings",   "finding"   },
        {"drop_hypotheses", "hypothesis"},
        {"drop_origins",    ""          },
        {"remarks",         "remark"    },
        {"drop_patterns",   "pattern"   },
        {"drop_proofs",     "proof"     },
        {"drop_spans",      "span"      },
        {"fill_",           ""          },
        {"folder_hosts",    "s"         },
        {"has_copies",      "c"         },
        {"has_copies",      "CONSTANT"  },
        {"index_events",    "event"     },
        {"insert_analysis", "state"     },
        {"kin",             ""          },
        {"local_origins",   "event"     }, /* an index of local times only */
        {"machine_sids",    "e"         }, /* events without an index, where there are Security ones */
        {"machine_sids",    "origin"    },
        {"machine_sids",    "c"         }, /* captures without an index: there are few */
        {"machine_sids",    "s"         },
        {"machine_sids",    "seen"      },
        {"event_order",     ""          }, /* of a case that was not finished: all of it */
        {"drop_ordering",   "ordering"  },
        {"ordering",        "ordering"  }, /* few rows */
        {"records",         "event"     }, /* all of them */
        {"source_places",   ""          },
        {"origins_of_host", "origin"    },
        {"renamings",       "renaming"  },
        {"seen_files",      "seen"      },
        {"set_hosts",       "origin"    },
        {"set_kin",         ""          },
        {"set_zone",        "origin"    },
        {"share_source",    "CONSTANT"  },
        {"share_source",    "("         },
        {"source",          "source"    },
        {"state",           "state"     },
        {"twins",           "twin"      },
    };
    for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
        if (str_starts(str_of(sql), str_of(allowed[i].sql)) &&
            str_starts(table, str_of(allowed[i].table)))
            return true;
    return false;
}

START_TEST(no_statement_scans_where_an_index_is_meant)
{
    const struct sql *sql = &sql_table[_i];
    if (str_starts(str_of(sql->name), STR("fleet_")))
        return;
    struct kit k = kit_open(NULL);
    struct arena arena = {0};
    sqlite3_stmt *st;
    kit_finish(&k);
    OKAY(stmt_do(&k.store->stmts, SQL_MAKE_DOOMED, &err));
    OKAY(stmt_do(&k.store->stmts, SQL_INDEX_TIMES, &err));
    struct str plan = arena_fmt(&arena, "EXPLAIN QUERY PLAN %s", sql->text);
    ck_assert_int_eq(sqlite3_prepare_v2(k.store->stmts.db, plan.ptr, -1, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        struct str step = stmt_str_at(st, 3), rest;
        ck_assert_msg(!str_find(step, STR("AUTOMATIC")), "%s: %.*s", sql->name, STR_ARG(step));
        if (!str_starts(step, STR("SCAN ")))
            continue;
        struct str table = str_cut(str_skip(step, 5), ' ', &rest);
        ck_assert_msg(may_scan(sql->name, table), "%s: %.*s", sql->name, STR_ARG(step));
    }
    sqlite3_finalize(st);
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

/* Ids of the stream as text. */
static struct str order_of(struct kit *k, struct arena *arena)
{
    struct event_stream stream = kit_stream(k);
    struct buf ids = {0};
    for (const struct event *e; (e = kit_next(&stream));)
        buf_fmt(&ids, "%d ", (int)e->id);
    struct str text = buf_keep(&ids, arena);
    buf_free(&ids);
    return text;
}

START_TEST(a_case_that_was_not_finished_streams_in_the_same_order)
{
    struct kit k = kit_open(NULL);
    struct arena arena = {0};
    for (int file = 0; file < 2; file++) {
        kit_begin(&k, file ? "a" : "b");
        for (int64_t i = 0; i < 10; i++)
            kit_event(&k, 100 * file + i, 7 * i % 5)->channel = i % 2 ? STR("System") : STR("Z");
        ck_assert(!kit_end(&k, file ? "aa" : "bb"));
    }
    struct str before = order_of(&k, &arena);
    kit_finish(&k);
    struct str after = order_of(&k, &arena);
    ck_assert_msg(str_eq(before, after), "%s\n%s", before.ptr, after.ptr);
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

START_TEST(a_case_of_an_older_version_streams_as_before_and_is_finished_anew)
{
    char path[64];
    struct kit k = kit_open(kit_path(path));
    struct arena arena = {0};
    int64_t version = 0;
    kit_begin(&k, "a");
    for (int64_t i = 0; i < 10; i++)
        kit_event(&k, i, 7 * i % 10);
    ck_assert(!kit_end(&k, "aa"));
    kit_finish(&k);
    struct str order = order_of(&k, &arena);
    OKAY(stmts_script(&k.store->stmts,
                      "DROP TABLE ordering; PRAGMA user_version = 2;"
                      "CREATE INDEX event_at ON event (at, origin, record_id, event_id, source,"
                      " position, digest)",
                      &err));
    kit_close(&k);
    k = kit_open(path);
    for (int round = 0; round < 2; round++) {
        struct str again = order_of(&k, &arena);
        ck_assert_msg(str_eq(order, again), "%s\n%s", order.ptr, again.ptr);
        ck_assert(k.store->in_ordering == (round == 1));
        kit_finish(&k);
    }
    sqlite3_stmt *st;
    ck_assert_int_eq(sqlite3_prepare_v2(k.store->stmts.db, "PRAGMA user_version", -1, &st, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
    version = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    ck_assert_int_eq(version, 3);
    arena_free(&arena);
    kit_close(&k);
    kit_remove(path);
}
END_TEST

START_TEST(reading_the_same_file_twice_adds_nothing)
{
    struct kit k = kit_open(NULL);
    kit_begin(&k, "a/system.xml");
    kit_event(&k, 1, 100);
    ck_assert(!kit_end(&k, "aa"));
    kit_finish(&k);
    struct store_counts before = kit_counts(&k);
    kit_begin(&k, "b/copy.xml");
    kit_event(&k, 1, 100);
    ck_assert(kit_end(&k, "aa"));
    kit_finish(&k);
    struct store_counts after = kit_counts(&k);
    ck_assert_int_eq(after.sources, 1);
    ck_assert_int_eq(after.events, before.events);
    ck_assert_int_eq(after.merged, 0);
    kit_close(&k);
}
END_TEST

/* Two records in two sources: are they one event? */
START_TEST(records_that_agree_are_one_event)
{
    static const struct {
        const char *computer, *provider, *channel;
        int64_t record, ticks, code;
        int64_t events;
    } cases[] = {
        {"HOST",       "Service Control Manager", "System",      1, 100,     7036, 1},
        {"host",       "SERVICE CONTROL MANAGER", "System",      1, 100,     7036, 1},
        {"host.a.loc", "Service Control Manager", "System",      1, 100,     7036, 1}, /* full name */
        {"HOST",       "Service Control Manager", "System",      1, 10100,   7036, 1}, /* 1 ms */
        {"HOST",       "Service Control Manager", "System",      1, 10101,   7036, 2},
        {"HOST",       "Service Control Manager", "System",      1, 9000000, 7036, 2}, /* cleared */
        {"HOST",       "Service Control Manager", "System",      2, 100,     7036, 2},
        {"HOST",       "Service Control Manager", "System",      1, 100,     7035, 2},
        {"HOST",       "Service Control Manager", "Application", 1, 100,     7036, 2},
        {"HOST",       "DNS",                     "System",      1, 100,     7036, 2},
        {"OTHER",      "Service Control Manager", "System",      1, 100,     7036, 2},
    };
    struct kit k = kit_open(NULL);
    kit_begin(&k, "a.xml");
    kit_event(&k, 1, 100);
    kit_end(&k, "aa");
    kit_begin(&k, "b.xml");
    struct event *e = kit_event(&k, cases[_i].record, cases[_i].ticks);
    e->computer = str_of(cases[_i].computer);
    e->provider = str_of(cases[_i].provider);
    e->channel = str_of(cases[_i].channel);
    e->event_id = cases[_i].code;
    kit_end(&k, "bb");
    kit_finish(&k);
    struct store_counts c = kit_counts(&k);
    ck_assert_int_eq(c.events, cases[_i].events);
    ck_assert_int_eq(c.merged, 2 - cases[_i].events);
    kit_close(&k);
}
END_TEST

START_TEST(the_copy_with_more_columns_stays_whatever_the_order)
{
    for (int turn = 0; turn < 2; turn++) {
        struct kit k = kit_open(NULL);
        for (int i = 0; i < 2; i++) {
            bool full = i == turn;
            kit_begin(&k, full ? "full.xml" : "bare.xml");
            struct event *e = kit_event(&k, 1, 100);
            if (full)
                e->message = STR("The service is running.");
            kit_end(&k, full ? "zz" : "aa");
        }
        kit_finish(&k);
        struct event_stream stream = kit_stream(&k);
        const struct event *e = kit_next(&stream);
        ck_assert_ptr_nonnull(e);
        ck_str(e->message, "The service is running.");
        ck_assert_ptr_null(kit_next(&stream));
        struct arena arena = {0};
        struct source *sources;
        size_t n;
        OKAY(store_sources(k.store, &arena, &sources, &n, &err));
        ck_assert_uint_eq(n, 2);
        ck_assert_uint_eq(sources[turn].merged, 0);
        ck_assert_uint_eq(sources[1 - turn].merged, 1);
        ck_assert_uint_eq(sources[1 - turn].events, 1);
        arena_free(&arena);
        kit_close(&k);
    }
}
END_TEST

START_TEST(of_equal_copies_that_of_the_smaller_digest_stays)
{
    struct kit k = kit_open(NULL);
    for (int i = 0; i < 3; i++) {
        static const char *const sha[] = {"cc", "aa", "bb"};
        kit_begin(&k, sha[i]);
        kit_event(&k, 1, 100 + i);
        kit_end(&k, sha[i]);
    }
    kit_finish(&k);
    struct event_stream stream = kit_stream(&k);
    const struct event *e = kit_next(&stream);
    ck_assert_int_eq(e->at.ticks, 101);
    ck_assert_uint_eq(e->source, 1);
    ck_assert_ptr_null(kit_next(&stream));
    kit_close(&k);
}
END_TEST

static void add_bare(struct kit *k, const char *name, int n, const char *value)
{
    kit_begin(k, name);
    for (int i = 0; i < n; i++) {
        struct event *e = kit_event(k, EVENT_NONE, 500);
        struct field *f = ARENA_NEW(&k->batch.arena, struct field);
        *f = (struct field){STR("Data"), str_of(value)};
        e->fields = f;
    }
    kit_end(k, name);
}

START_TEST(without_record_ids_the_kth_of_one_source_is_the_kth_of_another)
{
    static const struct {
        int a, b, c;
        const char *value;
        int64_t events;
    } cases[] = {
        {3, 0, 0, "x", 3}, /* one source: three records are three events */
        {1, 1, 0, "x", 1},
        {3, 3, 0, "x", 3},
        {1, 3, 3, "x", 3},
        {3, 1, 2, "x", 3},
        {1, 1, 0, "y", 2}, /* other data */
    };
    struct kit k = kit_open(NULL);
    add_bare(&k, "a", cases[_i].a, "x");
    add_bare(&k, "b", cases[_i].b, cases[_i].value);
    add_bare(&k, "c", cases[_i].c, cases[_i].value);
    kit_finish(&k);
    ck_assert_int_eq(kit_counts(&k).events, cases[_i].events);
    kit_close(&k);
}
END_TEST

START_TEST(many_events_of_one_moment_are_merged_all_the_same)
{
    enum { N = 1500 };
    struct kit k = kit_open(NULL);
    for (int turn = 0; turn < 2; turn++) {
        kit_begin(&k, turn ? "b" : "a");
        for (int i = 0; i < N; i++)
            kit_event(&k, turn ? N - i : i + 1, 700);
        kit_end(&k, turn ? "b" : "a");
    }
    kit_finish(&k);
    ck_assert_int_eq(kit_counts(&k).events, N);
    ck_assert_int_eq(kit_counts(&k).merged, N);
    kit_close(&k);
}
END_TEST

START_TEST(a_case_grows_and_finishing_again_costs_nothing)
{
    struct kit k = kit_open(NULL);
    kit_begin(&k, "a");
    kit_event(&k, 1, 100);
    kit_end(&k, "a");
    kit_finish(&k);
    int64_t generation = kit_counts(&k).generation;
    kit_finish(&k);
    ck_assert_int_eq(kit_counts(&k).generation, generation);
    kit_begin(&k, "b");
    kit_event(&k, 1, 100);
    kit_event(&k, 2, 200);
    kit_end(&k, "b");
    kit_finish(&k);
    ck_assert_int_gt(kit_counts(&k).generation, generation);
    ck_assert_int_eq(kit_counts(&k).events, 2);
    kit_close(&k);
}
END_TEST

START_TEST(an_interrupted_source_is_read_again_from_the_start)
{
    char path[64];
    struct kit k = kit_open(kit_path(path));
    kit_begin(&k, "a");
    kit_event(&k, 1, 100);
    kit_end(&k, "aa");
    kit_begin(&k, "b");
    kit_event(&k, 2, 200)->computer = STR("GONE");
    batch_lost(&k.batch, 5, 6, "damaged");
    struct capture *c = batch_capture(&k.batch, FACT_SOCKET);
    capture_add(&k.batch.arena, c);
    OKAY(store_add(k.store, k.source, &k.batch, &err));
    kit_close(&k); /* not ended */

    k = kit_open(path);
    ck_assert_int_eq(kit_counts(&k).events, 2);
    kit_begin(&k, "b");
    ck_assert_int_eq(kit_counts(&k).events, 1);
    ck_assert_int_eq(kit_counts(&k).facts, 0);
    kit_event(&k, 2, 200);
    kit_event(&k, 3, 300);
    kit_end(&k, "bb");
    kit_finish(&k);
    struct store_counts counts = kit_counts(&k);
    ck_assert_int_eq(counts.sources, 2);
    ck_assert_int_eq(counts.events, 3);
    ck_assert_int_eq(counts.merged, 0);
    ck_assert_int_eq(counts.hosts, 1);
    kit_close(&k);
    kit_remove(path);
}
END_TEST

START_TEST(equal_times_are_ordered_by_channel_record_source_and_position)
{
    struct kit k = kit_open(NULL);
    kit_begin(&k, "later"); /* read first, but its digest is larger */
    kit_event(&k, 1, 50);
    struct event *e = kit_event(&k, 2, 50);
    e->channel = STR("Application");
    e->event_id = 2;
    kit_event(&k, EVENT_NONE, TIME_NONE);
    kit_end(&k, "ff");
    kit_begin(&k, "sooner");
    e = kit_event(&k, 2, 50);
    e->channel = STR("Application");
    e = kit_event(&k, 1, 50);
    e->channel = STR("Application");
    e = kit_event(&k, 1, 50);
    e->provider = STR("Other");
    kit_end(&k, "ee");
    kit_finish(&k);
    struct event_stream stream = kit_stream(&k);
    const struct event *got[8];
    char text[8][16];
    size_t n = 0;
    while ((got[n] = kit_next(&stream))) {
        snprintf(text[n], sizeof text[n], "%c%lld %u", got[n]->channel.ptr[0] | 0x20,
                 (long long)got[n]->record_id, got[n]->source);
        n++;
    }
    ck_assert_uint_eq(n, 6);
    static const char *const order[] = {"a1 1", "a2 1", "a2 0", "s1 1", "s1 0", "s-1 0"};
    for (size_t i = 0; i < n; i++)
        ck_assert_str_eq(text[i], order[i]);
    kit_close(&k);
}
END_TEST

START_TEST(a_filter_bounds_times_and_hosts)
{
    struct kit k = kit_open(NULL);
    kit_begin(&k, "a");
    kit_event(&k, 1, 100);
    kit_event(&k, 2, 200)->computer = STR("srv.corp.example");
    kit_event(&k, 3, 300);
    kit_event(&k, 4, TIME_NONE);
    kit_end(&k, "a");
    kit_finish(&k);
    static const struct {
        int64_t since, until;
        const char *host;
        int records; /* bits by record id */
    } cases[] = {
        {TIME_NONE, TIME_NONE, NULL,               0x1e},
        {200,       TIME_NONE, NULL,               0x0c},
        {TIME_NONE, 200,       NULL,               0x06},
        {200,       200,       NULL,               0x04},
        {TIME_NONE, TIME_NONE, "host",             0x1a},
        {TIME_NONE, TIME_NONE, "SRV",              0x04},
        {TIME_NONE, TIME_NONE, "srv.CORP.example", 0x04},
        {TIME_NONE, TIME_NONE, "nobody",           0x00},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str host = str_of(cases[i].host);
        struct event_filter f = {
            {cases[i].since, false},
            {cases[i].until, false},
            &host, host.ptr != NULL
        };
        struct event_stream stream;
        OKAY(store_events(k.store, &f, &stream, &err));
        int records = 0;
        for (const struct event *e; (e = kit_next(&stream));)
            records |= 1 << e->record_id;
        store_events_end(k.store);
        ck_assert_int_eq(records, cases[i].records);
    }
    kit_close(&k);
}
END_TEST

START_TEST(names_of_one_machine_are_one_host)
{
    static const struct {
        const char *computers[4], *old, *new, *hosts;
    } cases[] = {
        {{"DC1", "dc1"},                   NULL,  NULL,  "DC1"             },
        {{"dc1", "DC1.corp.example"},      NULL,  NULL,  "DC1.corp.example"},
        {{"dc1", "dc1.a", "DC1.A"},        NULL,  NULL,  "DC1.A"           },
        {{"dc1", "dc1.a", "dc1.b"},        NULL,  NULL,  "dc1 dc1.a dc1.b" },
        {{"\xc3\x84rger", "\xc3\xa4RGER"}, NULL,  NULL,  "\xc3\x84rger"    },
        {{"old", "new.corp"},              "OLD", "new", "new.corp"        },
        {{"old.corp", "new"},              "old", "new", "new"             },
        {{"a", "b"},                       "a",   "c",   "b c"             },
        {{"a", "b"},                       "a",   "a",   "a b"             },
    };
    struct kit k = kit_open(NULL);
    struct pair rename = {str_of(cases[_i].old), str_of(cases[_i].new)};
    kit_begin(&k, "dir/a");
    for (int i = 0; i < 4 && cases[_i].computers[i]; i++)
        kit_event(&k, i, 100 * i)->computer = str_of(cases[_i].computers[i]);
    kit_end(&k, "a");
    OKAY(store_finish(k.store, &rename, cases[_i].old ? 1 : 0, &err));
    struct arena arena = {0};
    struct str *hosts;
    size_t n;
    OKAY(store_folder_hosts(k.store, &arena, STR("dir"), &hosts, &n, &err));
    struct buf all = {0};
    for (size_t i = 0; i < n; i++) {
        buf_text(&all, i ? " " : "");
        buf_add(&all, hosts[i]);
    }
    ck_assert_str_eq(all.ptr, cases[_i].hosts);
    ck_assert_int_eq(kit_counts(&k).hosts, (int64_t)n);
    kit_finish(&k); /* the renaming is remembered */
    ck_assert_int_eq(kit_counts(&k).hosts, (int64_t)n);
    buf_free(&all);
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

START_TEST(renaming_joins_events_that_two_names_kept_apart)
{
    struct kit k = kit_open(NULL);
    struct pair rename = {STR("OLD"), STR("HOST")};
    kit_begin(&k, "a");
    kit_event(&k, 1, 100);
    kit_end(&k, "a");
    kit_begin(&k, "b");
    kit_event(&k, 1, 100)->computer = STR("OLD");
    kit_end(&k, "b");
    kit_finish(&k);
    ck_assert_int_eq(kit_counts(&k).events, 2);
    int64_t generation = kit_counts(&k).generation;
    OKAY(store_finish(k.store, &rename, 1, &err));
    ck_assert_int_eq(kit_counts(&k).events, 1);
    ck_assert_int_gt(kit_counts(&k).generation, generation);
    kit_close(&k);
}
END_TEST

START_TEST(local_times_become_utc_when_the_zone_is_known)
{
    struct kit k = kit_open(NULL);
    struct arena arena = {0};
    const struct zone *zone;
    int64_t noon = 15400000000000000;
    OKAY(zone_load(&arena, STR("+02:00"), &zone, &err));
    kit_begin(&k, "a");
    kit_event(&k, 1, noon)->at.local = true;
    kit_event(&k, 2, noon - TICKS_PER_HOUR);
    kit_event(&k, 3, noon)->computer = STR("ELSE");
    kit_end(&k, "a");
    kit_finish(&k);
    struct event_stream stream = kit_stream(&k);
    ck_assert_int_eq(kit_next(&stream)->record_id, 2);
    const struct event *e = kit_next(&stream);
    ck_assert(e->record_id == 1 && e->at.local && e->at.ticks == noon);
    store_events_end(k.store);

    int64_t generation = kit_counts(&k).generation;
    OKAY(store_set_zone(k.store, STR("HOST"), zone, &err));
    ck_assert_int_gt(kit_counts(&k).generation, generation);
    stream = kit_stream(&k);
    e = kit_next(&stream);
    ck_assert(e->record_id == 1 && !e->at.local && e->at.ticks == noon - 2 * TICKS_PER_HOUR);
    ck_assert_int_eq(kit_next(&stream)->record_id, 2);
    store_events_end(k.store);
    generation = kit_counts(&k).generation;
    OKAY(store_set_zone(k.store, STR("HOST"), zone, &err));
    ck_assert_int_eq(kit_counts(&k).generation, generation);
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

START_TEST(a_lookup_beside_a_stream_disturbs_nothing)
{
    struct kit k = kit_open(NULL);
    struct event_lookup lookup;
    const struct event *other;
    kit_begin(&k, "a");
    for (int i = 1; i <= 50; i++)
        kit_event(&k, i, i)->message = STR("said");
    kit_end(&k, "a");
    kit_finish(&k);
    store_lookup(k.store, &lookup);
    struct event_stream stream = kit_stream(&k);
    for (int i = 1; i <= 50; i++) {
        const struct event *e = kit_next(&stream);
        OKAY(lookup.get(lookup.self, 51 - i, &other, &err));
        ck_assert_int_eq(e->record_id, i);
        ck_assert_int_eq(other->record_id, 51 - i);
        ck_str(e->message, "said");
        ck_str(e->host, "HOST");
    }
    ck_assert_ptr_null(kit_next(&stream));
    ck_assert_ptr_null(kit_next(&stream));
    ck_assert_int_eq(lookup.get(lookup.self, 99, &other, &err), FAIL_STORE);
    kit_close(&k);
}
END_TEST

START_TEST(captures_come_back_with_their_rows_and_what_was_decided_shows)
{
    struct kit k = kit_open(NULL);
    struct arena arena = {0};
    kit_begin(&k, "dir/netstat.txt");
    struct capture *c = batch_capture(&k.batch, FACT_SOCKET);
    c->tool = STR("netstat -ano");
    c->taken = (struct moment){1000, true};
    c->zone = STR("Pacific Standard Time");
    capture_scope(&k.batch.arena, c, STR("protocol"), STR("tcp"));
    capture_scope(&k.batch.arena, c, STR("protocol"), STR("udp"));
    struct fact *f = capture_add(&k.batch.arena, c);
    fact_put(&k.batch.arena, f, STR("local_port"), STR("2883"));
    fact_put(&k.batch.arena, f, STR("pid"), STR(""));
    f->line = 7;
    f->offset = 300;
    capture_add(&k.batch.arena, c);
    batch_lost(&k.batch, 40, 2, "cut end");
    kit_end(&k, "nn");
    kit_finish(&k);
    ck_assert_int_eq(kit_counts(&k).facts, 2);

    size_t n;
    OKAY(store_captures(k.store, &arena, &c, &n, &err));
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(c->kind, FACT_SOCKET);
    ck_assert(c->taken.local && c->taken.ticks == 1000);
    ck_assert(capture_scope_has(c, STR("protocol"), STR("udp")));
    ck_assert_uint_eq(c->facts_n, 2);
    ck_str(fact_get(&c->facts[0], STR("local_port")), "2883");
    ck_assert_ptr_nonnull(fact_get(&c->facts[0], STR("pid")).ptr);
    ck_assert_ptr_null(fact_get(&c->facts[1], STR("pid")).ptr);
    ck_assert_uint_eq(c->facts[0].line, 7);
    c->host = STR("HOST");
    c->snapshot = 3;
    c->taken = (struct moment){2000, false};
    OKAY(store_assign_captures(k.store, c, 1, &err));
    OKAY(store_captures(k.store, &arena, &c, &n, &err));
    ck_str(c->host, ""); /* as the file names it: it is decided anew each time */

    struct loss *losses;
    OKAY(store_losses(k.store, &arena, 0, &losses, &n, &err));
    ck_assert_uint_eq(n, 1);
    ck_str(losses[0].reason, "cut end");
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

static void write_file(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static void refuse(const char *path, enum store_mode mode, enum status status, const char *says)
{
    struct store *s;
    ck_assert_int_eq(store_open(path, mode, KIT_MEMORY, &s, &err), status);
    ck_assert_msg(strstr(err.text, says) != NULL, "%s", err.text);
}

START_TEST(a_file_that_is_no_case_is_refused_in_plain_words)
{
    char path[64];
    struct kit k = kit_open(kit_path(path));
    ck_assert(store_is_case(path));
    OKAY(stmts_script(&k.store->stmts, "PRAGMA user_version = 99", &err));
    kit_close(&k);
    refuse(path, STORE_CREATE, FAIL_INPUT, "newer version");
    k.store = NULL;

    sqlite3 *db;
    sqlite3_open(path, &db);
    sqlite3_exec(db, "PRAGMA application_id = 5", NULL, NULL, NULL);
    sqlite3_close(db);
    ck_assert(!store_is_case(path));
    refuse(path, STORE_CREATE, FAIL_INPUT, "another program");
    refuse(path, STORE_READ, FAIL_INPUT, "another program");

    char junk[4096];
    memset(junk, 'x', sizeof junk);
    write_file(path, junk, sizeof junk);
    ck_assert(!store_is_case(path));
    refuse(path, STORE_CREATE, FAIL_INPUT, "no case file");
    write_file(path, "", 0);
    refuse(path, STORE_READ, FAIL_INPUT, "empty");
    unlink(path);
    refuse(path, STORE_READ, FAIL_IO, "No such file");
    ck_assert(!store_is_case(path));
    refuse("/no/such/folder/case.db", STORE_CREATE, FAIL_STORE, "No such file");
    refuse("", STORE_CREATE, FAIL_USAGE, "no name");
    kit_remove(path);
}
END_TEST

START_TEST(a_locked_case_and_a_damaged_one_fail_cleanly)
{
    char path[64];
    struct kit k = kit_open(kit_path(path));
    kit_begin(&k, "a");
    kit_event(&k, 1, 1);
    struct store *other;
    OKAY(store_open(path, STORE_READ, KIT_MEMORY, &other, &err));
    sqlite3_busy_timeout(other->stmts.db, 1);
    int64_t id;
    ck_assert_int_eq(store_source_begin(other, STR("b"), &id, &err), FAIL_STORE);
    ck_assert_msg(strstr(err.text, "locked") != NULL, "%s", err.text);
    store_close(other);
    kit_end(&k, "a");
    kit_finish(&k);
    OKAY(stmts_script(&k.store->stmts, "UPDATE event SET data = '{\"a\":[\"b\"'", &err));
    struct event_stream stream = kit_stream(&k);
    const struct event *e;
    ck_assert_int_eq(stream.next(stream.self, &e, &err), FAIL_STORE);
    ck_assert_msg(strstr(err.text, "damaged") != NULL, "%s", err.text);
    kit_close(&k);
    kit_remove(path);
}
END_TEST

START_TEST(a_full_disk_is_told_and_leaves_a_valid_case)
{
    char path[64];
    struct kit k = kit_open(kit_path(path));
    kit_begin(&k, "a");
    kit_event(&k, 1, 1);
    kit_end(&k, "a");
    kit_finish(&k);
    OKAY(work_settle(k.store, &err));
    OKAY(stmts_script(&k.store->stmts, "PRAGMA max_page_count = 40", &err));
    kit_begin(&k, "b");
    static char text[1 << 20];
    memset(text, 'm', sizeof text);
    kit_event(&k, 2, 2)->message = (struct str){text, sizeof text};
    ck_assert_int_eq(store_add(k.store, k.source, &k.batch, &err), FAIL_STORE);
    ck_assert_msg(strstr(err.text, "full") != NULL, "%s", err.text);
    ck_assert_int_eq(kit_counts(&k).events, 1);
    kit_close(&k);
    k = kit_open(path);
    ck_assert_int_eq(kit_counts(&k).events, 1);
    kit_close(&k);
    kit_remove(path);
}
END_TEST

SUITE(store)
{
    tcase_add_loop_test(tests, statements_match_their_names, 0, SQL_COUNT);
    tcase_add_loop_test(tests, no_statement_scans_where_an_index_is_meant, 0, SQL_COUNT);
    tcase_add_test(tests, a_case_that_was_not_finished_streams_in_the_same_order);
    tcase_add_test(tests, a_case_of_an_older_version_streams_as_before_and_is_finished_anew);
    tcase_add_test(tests, reading_the_same_file_twice_adds_nothing);
    tcase_add_loop_test(tests, records_that_agree_are_one_event, 0, 11);
    tcase_add_test(tests, the_copy_with_more_columns_stays_whatever_the_order);
    tcase_add_test(tests, of_equal_copies_that_of_the_smaller_digest_stays);
    tcase_add_loop_test(tests, without_record_ids_the_kth_of_one_source_is_the_kth_of_another, 0,
                        6);
    tcase_add_test(tests, many_events_of_one_moment_are_merged_all_the_same);
    tcase_add_test(tests, a_case_grows_and_finishing_again_costs_nothing);
    tcase_add_test(tests, an_interrupted_source_is_read_again_from_the_start);
    tcase_add_test(tests, equal_times_are_ordered_by_channel_record_source_and_position);
    tcase_add_test(tests, a_filter_bounds_times_and_hosts);
    tcase_add_loop_test(tests, names_of_one_machine_are_one_host, 0, 9);
    tcase_add_test(tests, renaming_joins_events_that_two_names_kept_apart);
    tcase_add_test(tests, local_times_become_utc_when_the_zone_is_known);
    tcase_add_test(tests, a_lookup_beside_a_stream_disturbs_nothing);
    tcase_add_test(tests, captures_come_back_with_their_rows_and_what_was_decided_shows);
    tcase_add_test(tests, a_file_that_is_no_case_is_refused_in_plain_words);
    tcase_add_test(tests, a_locked_case_and_a_damaged_one_fail_cleanly);
    tcase_add_test(tests, a_full_disk_is_told_and_leaves_a_valid_case);
}
