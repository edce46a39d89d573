/* Companion evidence: what each file of the corpora becomes, as the text beside this test says it.
 *
 *     console-text
 *     service SRV1 2012-10-26T08:12 [name=DNS whole=yes]
 *     5: name=DNS state=running
 *
 * First the form that was recognised, then captures (host and time left out where they are unknown)
 * with their scope and rows, then losses and events. CULPRIT_UPDATE=1 writes the texts anew. */
#include "base/buf.h"
#include "base/files.h"
#include "base/input.h"
#include "read_kit.h"

#include <stdio.h>
#include <stdlib.h>

#define WANTED "tests/unit/companions"

static const char *const corpora[] = {"console", "observations", "firewall", "errorlog"};

static void load(struct buf *to, const char *path)
{
    struct err err = {0};
    struct input *in;
    struct str piece;
    ck_assert_msg(input_open(path, &in, &err) == OK, "%s", err.text);
    while (input_next(in, &piece, &err) == OK)
        buf_add(to, piece);
    input_close(in);
}

static void write_fact(struct buf *to, enum fact_kind kind, const struct fact *f)
{
    buf_fmt(to, "%u:", f->line);
    for (size_t i = 0; i < f->fields_n; i++) {
        struct str name = f->fields[i].name, rest = str_of(fact_kinds[kind].fields);
        bool known = false;
        while (rest.len && !known)
            known = str_eq(str_cut(rest, ' ', &rest), name);
        ck_assert_msg(known, "%s has no field %.*s", fact_kinds[kind].name, STR_ARG(name));
        buf_fmt(to, " %.*s=%.*s", STR_ARG(name), STR_ARG(f->fields[i].value));
    }
    buf_text(to, "\n");
}

static void write_capture(struct buf *to, const struct capture *c)
{
    char when[TIME_TEXT];
    buf_fmt(to, "%s", fact_kinds[c->kind].name);
    if (c->host.len)
        buf_fmt(to, " %.*s", STR_ARG(c->host));
    if (c->taken.ticks != TIME_NONE)
        buf_fmt(to, " %.16s", time_iso(c->taken, when));
    buf_text(to, " [");
    for (size_t i = 0; i < c->scope_n; i++)
        buf_fmt(to, "%s%.*s=%.*s", i ? " " : "", STR_ARG(c->scope[i].name),
                STR_ARG(c->scope[i].value));
    buf_text(to, "]\n");
    for (size_t i = 0; i < c->facts_n; i++)
        write_fact(to, c->kind, &c->facts[i]);
}

static void write_event(struct buf *to, const struct event *e)
{
    char when[TIME_TEXT];
    buf_fmt(to, "event %s %.*s %.*s %lld level %lld", time_iso(e->at, when), STR_ARG(e->computer),
            STR_ARG(e->provider), (long long)e->event_id, (long long)e->level);
    for (size_t i = 0; i < e->fields_n; i++)
        buf_fmt(to, " %.*s=%.*s", STR_ARG(e->fields[i].name), STR_ARG(e->fields[i].value));
    buf_fmt(to, ": %.*s\n", STR_ARG(e->message));
}

static void read_file(struct buf *to, struct str text, const char *path)
{
    const struct reader *r = reader_of(text, path);
    ck_assert_msg(r != NULL, "%s is not recognised", path);
    struct batch b = read_text(r, text, path);
    buf_fmt(to, "%s\n", r->name);
    for (size_t i = 0; i < b.captures_n; i++)
        write_capture(to, &b.captures[i]);
    for (size_t i = 0; i < b.events_n; i++)
        write_event(to, &b.events[i]);
    for (size_t i = 0; i < b.losses_n; i++)
        buf_fmt(to, "lost %llu: %.*s\n", (unsigned long long)b.losses[i].length,
                STR_ARG(b.losses[i].reason));
    batch_free(&b);
}

static void check_file(struct arena *arena, const char *corpus, const char *path)
{
    struct buf text = BUF_CAP(1 << 20), is = BUF_CAP(1 << 20), wanted = BUF_CAP(1 << 20);
    struct str want = arena_fmt(arena, "%s/%s-%.*s.txt", WANTED, corpus,
                                STR_ARG(path_name(str_of(path))));
    load(&text, path);
    read_file(&is, buf_str(&text), path);
    if (getenv("CULPRIT_UPDATE")) {
        FILE *f = fopen(want.ptr, "w");
        ck_assert_ptr_nonnull(f);
        fwrite(is.ptr, 1, is.len, f);
        fclose(f);
    }
    load(&wanted, want.ptr);
    ck_assert_msg(str_eq(buf_str(&is), buf_str(&wanted)), "%s is:\n%.*s\nwanted:\n%.*s", path,
                  (int)is.len, is.ptr, (int)wanted.len, wanted.ptr ? wanted.ptr : "");
    buf_free(&text);
    buf_free(&is);
    buf_free(&wanted);
}

START_TEST(every_file_of_the_corpora_becomes_what_is_written_beside_it)
{
    struct arena arena = {0};
    struct file_list files = {0};
    files_walk(&arena, arena_fmt(&arena, "tests/fuzz/corpus/%s", corpora[_i]).ptr, &files, NULL,
               NULL);
    ck_assert_uint_gt(files.n, 0);
    for (size_t i = 0; i < files.n; i++)
        check_file(&arena, corpora[_i], files.paths[i]);
    arena_free(&arena);
}
END_TEST

START_TEST(the_table_of_kinds_names_every_field)
{
    struct arena arena = {0};
    struct buf text = BUF_CAP(1 << 20);
    load(&text, "docs/EVIDENCE.md");
    for (size_t k = 0; k < FACT_KINDS; k++) {
        struct str mark = arena_fmt(&arena, "| `%s` |", fact_kinds[k].name);
        const char *at = str_find(buf_str(&text), mark);
        ck_assert_msg(at != NULL, "no row of %s", fact_kinds[k].name);
        struct str row, rest = str_skip(buf_str(&text), (size_t)(at - text.ptr));
        str_line(&rest, &row);
        for (struct str fields = str_of(fact_kinds[k].fields); fields.len;) {
            struct str field = str_cut(fields, ' ', &fields);
            ck_assert_msg(str_eq(field, STR("attested_by")) ||
                              str_find(row, arena_fmt(&arena, "`%.*s`", STR_ARG(field))),
                          "%s has %.*s", fact_kinds[k].name, STR_ARG(field));
        }
    }
    buf_free(&text);
    arena_free(&arena);
}
END_TEST

SUITE(companions)
{
    tcase_add_test(tests, the_table_of_kinds_names_every_field);
    tcase_add_loop_test(tests, every_file_of_the_corpora_becomes_what_is_written_beside_it, 0,
                        ARRAY_LEN(corpora));
}
