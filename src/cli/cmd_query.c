/* culprit query: SQL that only reads, over a case. */
#include "cli/cmd.h"
#include "result.h"
#include "store/store.h"

#include "base/output.h"
#include "base/utf8.h"

struct options {
    const char *db, *output;
    int form;
    size_t memory;
};

/* clang-format off */
static const struct opt opts[] = {
    {"case", 'd', OPT_TEXT, offsetof(struct options, db), "CASE", "case file, or the fleet.db of a batch", 0, 0, NULL},
    {"format", 'f', OPT_WORD, offsetof(struct options, form), "FORMAT", "text, json or csv", 0, 0, text_json_csv_words},
    {"output", 'o', OPT_TEXT, offsetof(struct options, output), "FILE", "file; '-' is standard output", 0, 0, NULL},
    {"memory", 0, OPT_SIZE, offsetof(struct options, memory), "SIZE", "bound on memory, 256M unless told", 0, 0, NULL},
};
/* clang-format on */

static const struct options defaults = {.memory = (size_t)256 << 20};

/* Rows are written as they come; of a text table the first ones wait, to tell the widths. */
#define WAITING 200

struct printer {
    struct output *out;
    struct buf line;
    struct arena arena; /* of the statement that is running */
    const struct str *names;
    size_t n, rows, tables;
    struct str *waiting; /* the heading and the first rows */
    size_t waiting_n;    /* rows among them, the heading too */
    size_t *widths;
    bool number[STORE_COLUMNS];
};

static enum status flush_line(struct printer *p, struct err *err)
{
    enum status status = output_write(p->out, buf_str(&p->line), err);
    buf_reset(&p->line);
    return status;
}

/* Text: columns as wide as the widest of the first rows; the last one is not padded. ----------- */

static struct str shown(struct arena *arena, struct str value)
{
    struct buf b = {0};
    buf_term(&b, value);
    struct str copy = buf_keep(&b, arena);
    buf_free(&b);
    return copy;
}

static enum status text_line(struct printer *p, const struct str *cells, struct err *err)
{
    for (size_t i = 0; i < p->n; i++) {
        buf_add(&p->line, cells[i]);
        size_t width = utf8_width(cells[i]);
        for (; i + 1 < p->n && width < p->widths[i] + 2; width++)
            buf_char(&p->line, ' ');
    }
    buf_char(&p->line, '\n');
    return flush_line(p, err);
}

static enum status text_waiting(struct printer *p, struct err *err)
{
    for (size_t r = 0; r < p->waiting_n; r++)
        for (size_t i = 0; i < p->n; i++) {
            size_t width = utf8_width(p->waiting[r * p->n + i]);
            p->widths[i] = width > p->widths[i] ? width : p->widths[i];
        }
    for (size_t r = 0; r < p->waiting_n; r++)
        TRY(text_line(p, &p->waiting[r * p->n], err));
    p->waiting_n = 0;
    return OK;
}

static enum status text_row(struct printer *p, const struct str *values, struct err *err)
{
    struct arena own = {0};
    bool wait = p->rows <= WAITING;
    if (!wait && p->waiting_n)
        TRY(text_waiting(p, err));
    struct str *cells =
        wait ? &p->waiting[p->waiting_n * p->n] : ARENA_ARRAY(&own, struct str, p->n + 1);
    for (size_t i = 0; i < p->n; i++)
        cells[i] = values[i].ptr ? shown(wait ? &p->arena : &own, values[i]) : (struct str){"", 0};
    enum status status = OK;
    if (wait)
        p->waiting_n++;
    else
        status = text_line(p, cells, err);
    arena_free(&own);
    return status;
}

static enum status text_head(struct printer *p, struct err *err)
{
    p->waiting = ARENA_ARRAY(&p->arena, struct str, (WAITING + 2) * (p->n + 1));
    p->widths = ARENA_ARRAY(&p->arena, size_t, p->n + 1);
    if (p->tables)
        buf_char(&p->line, '\n');
    return text_row(p, p->names, err);
}

/* CSV; several statements are parted by an empty line. ------------------------------------------
 */

static enum status csv_row(struct printer *p, const struct str *values, struct err *err)
{
    for (size_t i = 0; i < p->n; i++) {
        if (i)
            buf_char(&p->line, ',');
        if (p->rows > 0 && p->number[i]) /* -5 is no formula */
            buf_add(&p->line, values[i]);
        else if (values[i].ptr)
            buf_csv(&p->line, values[i]);
    }
    buf_text(&p->line, "\n");
    return flush_line(p, err);
}

static enum status csv_head(struct printer *p, struct err *err)
{
    if (p->tables)
        buf_text(&p->line, "\n");
    return csv_row(p, p->names, err);
}

/* JSON: a list of objects for each statement, each list on lines of its own. --------------------
 */

static enum status json_head(struct printer *p, struct err *err)
{
    buf_char(&p->line, '[');
    return flush_line(p, err);
}

static enum status json_row(struct printer *p, const struct str *values, struct err *err)
{
    buf_text(&p->line, p->rows > 1 ? ",\n{" : "\n{");
    for (size_t i = 0; i < p->n; i++) {
        if (i)
            buf_text(&p->line, ", ");
        buf_json(&p->line, p->names[i]);
        buf_text(&p->line, ": ");
        if (!values[i].ptr)
            buf_text(&p->line, "null");
        else if (p->number[i] && !str_find(values[i], STR("Inf")))
            buf_add(&p->line, values[i]);
        else
            buf_json(&p->line, values[i]);
    }
    buf_char(&p->line, '}');
    return flush_line(p, err);
}

static enum status json_end(struct printer *p, struct err *err)
{
    buf_text(&p->line, p->rows ? "\n]\n" : "]\n");
    return flush_line(p, err);
}

static const struct table_form {
    enum status (*head)(struct printer *p, struct err *err);
    enum status (*row)(struct printer *p, const struct str *values, struct err *err);
    enum status (*end)(struct printer *p, struct err *err); /* NULL: nothing to do */
} forms[] = {
    [RESULT_TEXT] = {text_head, text_row, text_waiting},
    [RESULT_JSON] = {json_head, json_row, json_end    },
    [RESULT_CSV] = {csv_head,  csv_row,  NULL        },
};

struct query {
    struct printer printer;
    const struct table_form *form;
};

static enum status end_table(struct query *q, struct err *err)
{
    struct printer *p = &q->printer;
    enum status status = p->names && q->form->end ? q->form->end(p, err) : OK;
    p->tables += p->names != NULL;
    p->names = NULL;
    p->rows = p->waiting_n = 0;
    arena_free(&p->arena);
    return status;
}

static enum status head(void *self, const struct str *names, size_t n, struct err *err)
{
    struct query *q = self;
    struct printer *p = &q->printer;
    TRY(end_table(q, err));
    struct str *copies = ARENA_ARRAY(&p->arena, struct str, n + 1);
    for (size_t i = 0; i < n; i++)
        copies[i] = arena_str(&p->arena, names[i]);
    p->names = copies;
    p->n = n;
    return q->form->head(p, err);
}

static enum status row(void *self, const struct str *values, size_t n, struct err *err)
{
    struct query *q = self;
    (void)n;
    q->printer.rows++;
    return q->form->row(&q->printer, values, err);
}

static enum status print(struct store *store, const char *sql, struct query *q, struct err *err)
{
    struct store_rows rows = {q, head, row, q->printer.number};
    TRY(sql ? store_query(store, str_of(sql), &rows, err) : store_views(store, &rows, err));
    return end_table(q, err);
}

static enum status query(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct query q = {.form = &forms[o->form]};
    struct store *store;
    if (!o->db)
        return err_set(err, FAIL_USAGE, "query wants a case file: -d CASE");
    if (args.n > 1)
        return err_set(err, FAIL_USAGE, "query wants its SQL as one word; quote it");
    bool fleet = store_is_fleet(o->db);
    if (!fleet && !store_is_case(o->db))
        return err_set(err, FAIL_INPUT, "'%s' is no case file of culprit", o->db);
    TRY(store_open(o->db, fleet ? STORE_FLEET : STORE_READ, o->memory, &store, err));
    enum status status = output_open(o->output, &q.printer.out, err);
    if (status == OK) {
        status = print(store, args.n ? args.v[0] : NULL, &q, err);
        if (status == OK)
            status = output_commit(q.printer.out, err);
        else
            output_abandon(q.printer.out);
    }
    arena_free(&q.printer.arena);
    buf_free(&q.printer.line);
    store_close(store);
    return status;
}

const struct cmd cmd_query = {
    .name = "query",
    .usage = "query [OPTIONS] -d CASE [SQL]",
    .summary = "ask a case in SQL that only reads; without SQL, what can be asked",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = query,
};
