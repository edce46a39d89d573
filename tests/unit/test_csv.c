#include "read_kit.h"
#include "reader/csv.h"

static struct arena arena;

/* The row at the front, its cells, what they say. */
static struct csv_row row_of(const char *text, struct str *cells, size_t *n)
{
    struct csv_row row = csv_row(str_of(text), true);
    struct str line = csv_text(str_head(str_of(text), row.end));
    char separator = csv_separator(line);
    *n = csv_cells(line, separator ? separator : ',', cells, 8);
    for (size_t i = 0; i < *n && i < 8; i++)
        cells[i] = csv_value(&arena, cells[i]);
    return row;
}

static const struct {
    const char *text;
    size_t end, n;
    const char *first, *second, *last;
} rows[] = {
    {"a,b,c\nd",                    6,  3, "a",    "b",           "c"   },
    {"a,b,c\r\nd",                  7,  3, "a",    "b",           "c"   },
    {"a,b,c\r\r\nd",                8,  3, "a",    "b",           "c"   },
    {"a;b;c\n",                     6,  3, "a",    "b",           "c"   },
    {"a\tb\tc\n",                   6,  3, "a",    "b",           "c"   },
    {"a,b,",                        4,  3, "a",    "b",           ""    },
    {"\"a\",\"b,c\",d\n",           12, 3, "a",    "b,c",         "d"   },
    {"\"a\nb\",c,\"d\r\ne\"\r\nf",  16, 3, "a\nb", "c",           "d\ne"},
    {"\"a\"\"b\",\"\",\"\"\"c\"\n", 16, 3, "a\"b", "",            "\"c" },
    {"a,say \"x\", y\n",            13, 3, "a",    "say \"x\"",   "y"   },
    {"a,\"say \"x\" y\",c\n",       16, 3, "a",    "say \"x\" y", "c"   },
    {"a;b,c;d\n",                   8,  3, "a",    "b,c",         "d"   },
    {" a , \"b\" ,c\n",             12, 3, "a",    "b",           "c"   },
};

START_TEST(a_row_is_cut_into_what_its_cells_say)
{
    struct str cells[8];
    size_t n;
    struct csv_row row = row_of(rows[_i].text, cells, &n);
    ck_assert_uint_eq(row.end, rows[_i].end);
    ck_assert(!row.broken);
    ck_assert_uint_eq(n, rows[_i].n);
    ck_assert_msg(str_eq(cells[0], str_of(rows[_i].first)), "is '%.*s'", STR_ARG(cells[0]));
    ck_assert_msg(str_eq(cells[1], str_of(rows[_i].second)), "is '%.*s'", STR_ARG(cells[1]));
    ck_assert_msg(str_eq(cells[n - 1], str_of(rows[_i].last)), "is '%.*s'", STR_ARG(cells[n - 1]));
    arena_free(&arena);
}
END_TEST

START_TEST(a_quote_that_nothing_closes_ends_before_the_next_row)
{
    static const char *const broken[] = {
        "Error,10/26/2012 5:08:32 AM,A,1,None,\"cut\r\n"
        "Error,10/26/2012 5:08:33 AM,A,2,None,\"whole\"\r\n",
        "Error,10/26/2012 5:08:32 AM,A,1,None,\"cut\r\n"
        "Error,10/26/2012 5:08:33 AM,A,2,None,whole\r\n",
        "\"1\",\"10/26/2012\",\"x\",\"cut\r\n\"2\",\"10/26/2012\",\"x\",\"whole\"\r\n",
    };
    struct csv_row row = csv_row(str_of(broken[_i]), true);
    ck_assert(row.broken);
    ck_assert_uint_eq(row.end, (size_t)(strchr(broken[_i], '\n') + 1 - broken[_i]));
}
END_TEST

START_TEST(no_message_in_order_can_pass_for_a_row)
{
    struct str text = STR("Error,10/26/2012 5:08:32 AM,A,1,None,\"x\r\n"
                          "Error,10/26/2012 5:08:33 AM,Forged,2,None,\"\"y\"\"\r\n\"\r\n");
    struct csv_row row = csv_row(text, true);
    ck_assert(!row.broken);
    ck_assert_uint_eq(row.end, text.len);
}
END_TEST

START_TEST(a_row_that_is_not_whole_wants_more)
{
    static const char *const parts[] = {"a,b", "a,\"b\nc", "a,\"b\"", "a,\"b\"\"", "a,\"b\",c"};
    ck_assert_uint_eq(csv_row(str_of(parts[_i]), false).end, 0);
    ck_assert_uint_eq(csv_row(str_of(parts[_i]), true).end, strlen(parts[_i]));
}
END_TEST

START_TEST(an_endless_quote_costs_no_more_than_the_limit)
{
    size_t len = LIMIT_CSV_CELL_BYTES + 1000;
    char *text = arena_alloc(&arena, len);
    memset(text, 'x', len);
    memcpy(text, "a,\"b", 4);
    text[100] = text[len - 500] = '\n';
    struct csv_row row = csv_row((struct str){text, len}, false);
    ck_assert(row.broken);
    ck_assert_uint_eq(row.end, 101);
    arena_free(&arena);
}
END_TEST

START_TEST(a_row_longer_than_the_limit_is_declared_lost)
{
    size_t len = LIMIT_RECORD_BYTES + 1000;
    char *text = arena_alloc(&arena, len);
    memset(text, 'x', len);
    struct cut cut = csv_split((struct str){text, len}, 1000, false);
    ck_assert_ptr_nonnull(cut.lost);
    ck_assert_uint_eq(cut.skip, LIMIT_RECORD_BYTES);
    arena_free(&arena);
}
END_TEST

static const struct {
    const char *text;
    bool is;
} begins[] = {
    {"Error,10/26/2012 5:08:32 AM,A,1,None,x",               true },
    {"10/26/2012,5:08:32 AM,A,Error,None,1,N/A,S,x",         true },
    {"26.10.2012\t05:08:32\tA\tFehler\tKeine\t1\tx",         true },
    {"1,2,2012-10-26 05:08:32.1234567,7036,Info,A",          true },
    {"\"7036\",\"SBS01\",\"System.Byte[]\",\"77001\",\"x\"", true },
    {"the service, the other, 3, and more",                  false},
    {"on 10/26/2012, it stopped",                            false},
    {"",                                                     false},
    {"1.2.3.4,5,6,7",                                        false},
};

START_TEST(a_row_of_events_has_a_date_and_a_number)
{
    ck_assert_int_eq(csv_begins(str_of(begins[_i].text)), begins[_i].is);
}
END_TEST

START_TEST(runs_end_between_rows)
{
    struct str text = STR("Error,10/26/2012 5:08:32 AM,A,1,None,one\r\nmore of one, 2\r\n"
                          "Error,10/26/2012 5:08:33 AM,A,2,None,\"two\r\nmore\"\r\n"
                          "Error,10/26/2012 5:08:34 AM,A,3,None,three\r\nmore");
    struct cut cut = csv_split(text, 40, false);
    ck_assert_uint_eq(cut.skip, 0);
    ck_assert_uint_eq(cut.take, (size_t)(str_find(text, STR("2\r\nError")) + 3 - text.ptr));
    cut = csv_split(text, text.len, false);
    ck_assert_uint_eq(cut.take, (size_t)(str_find(text, STR("\"\r\nError")) + 3 - text.ptr));
    ck_assert_uint_eq(csv_split(text, 40, true).take, text.len);
}
END_TEST

SUITE(csv)
{
    tcase_add_loop_test(tests, a_row_is_cut_into_what_its_cells_say, 0, ARRAY_LEN(rows));
    tcase_add_loop_test(tests, a_quote_that_nothing_closes_ends_before_the_next_row, 0, 3);
    tcase_add_test(tests, no_message_in_order_can_pass_for_a_row);
    tcase_add_loop_test(tests, a_row_that_is_not_whole_wants_more, 0, 5);
    tcase_add_test(tests, an_endless_quote_costs_no_more_than_the_limit);
    tcase_add_test(tests, a_row_longer_than_the_limit_is_declared_lost);
    tcase_add_loop_test(tests, a_row_of_events_has_a_date_and_a_number, 0, ARRAY_LEN(begins));
    tcase_add_test(tests, runs_end_between_rows);
}
