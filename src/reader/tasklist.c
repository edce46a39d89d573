/* tasklist, tasklist /svc, /v and /fo csv in any language: the row of equal signs tells the
 * columns, "PID" tells which table it is. */
#include "base/buf.h"
#include "base/limits.h"
#include "console.h"

enum {
    COLUMNS = 12,
    VERBOSE = 9, /* columns of tasklist /v */
    USER = 6     /* the one that names the user */
};

struct columns {
    size_t from[COLUMNS], to[COLUMNS];
    size_t n;
};

static bool is_rule(struct str line)
{
    size_t equal = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != '=' && line.ptr[i] != ' ')
            return false;
        equal += line.ptr[i] == '=';
    }
    return equal > 10;
}

static bool is_csv(struct str line)
{
    return line.len > 8 && line.ptr[0] == '"' && str_find(line, STR("\",\"PID\""));
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)c;
    return (str_find(line, STR("PID")) && is_rule(next)) || is_csv(line);
}

static struct columns read_rule(struct str line)
{
    struct columns k = {0};
    for (size_t i = 0; i < line.len && k.n < COLUMNS;) {
        while (i < line.len && line.ptr[i] != '=')
            i++;
        size_t from = i;
        while (i < line.len && line.ptr[i] == '=')
            i++;
        if (i > from) {
            k.from[k.n] = from;
            k.to[k.n++] = i;
        }
    }
    return k;
}

/* A cell by columns, counted in characters: names may hold letters outside ASCII. */
static struct str cell(struct str line, const struct columns *k, size_t column)
{
    size_t from = k->from[column], to = column + 1 < k->n ? k->to[column] : SIZE_MAX;
    size_t at = 0, begin = line.len, end = line.len;
    for (size_t i = 0; i < line.len; i++) {
        bool starts = ((unsigned char)line.ptr[i] & 0xC0) != 0x80;
        if (starts && at == from)
            begin = i;
        if (starts && at == to) {
            end = i;
            break;
        }
        at += starts;
    }
    return str_trim((struct str){line.ptr + begin, end > begin ? end - begin : 0});
}

/* No service: N/A, Nicht zutreffend, N/D ... : a word that no service is called, told by the
 * process that never has one. */
static bool no_services(struct str text)
{
    static const char *const words[] = {"N/A",
                                        "Nicht zutreffend",
                                        "Non disponible",
                                        "N/D",
                                        "No disponible",
                                        "n.v.t.",
                                        "Non applicable",
                                        "k. A.",
                                        "Nicht verf\xC3\xBCgbar"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_nocase(text, str_of(words[i])))
            return true;
    return text.len == 0;
}

static void add_process(struct console *c, struct capture *capture, struct str image,
                        struct str pid)
{
    struct fact *f = console_fact(c, capture);
    fact_put(&c->batch->arena, f, STR("pid"), pid);
    fact_put(&c->batch->arena, f, STR("image"), image);
}

/* What is known of the table while it is read. */
struct tasklist {
    struct capture *capture;
    bool services, whole;
    struct buf list; /* services of the last row, its continuation lines included */
};

/* One more line of the last row's services; a line that ends in no comma goes on in a name. */
static void list_add(struct tasklist *t, struct str text)
{
    struct str rest = str_trim(text);
    while (rest.len) {
        bool more = memchr(rest.ptr, ',', rest.len) != NULL;
        buf_add(&t->list, str_trim(str_cut(rest, ',', &rest)));
        if (more)
            buf_text(&t->list, ", ");
    }
}

/* The last row is complete. */
static void list_end(struct console *c, struct tasklist *t)
{
    struct str text = str_trim(buf_str(&t->list));
    if (!t->services || t->capture->facts_n == 0)
        return;
    t->whole = t->whole && !str_ends(text, STR(",")); /* else the list was cut */
    while (text.len && text.ptr[text.len - 1] == ',')
        text.len--;
    fact_put(&c->batch->arena, &t->capture->facts[t->capture->facts_n - 1], STR("services"),
             no_services(text) ? STR("") : text);
    buf_reset(&t->list);
}

static void declare(struct console *c, const struct tasklist *t)
{
    struct arena *arena = &c->batch->arena;
    capture_scope(arena, t->capture, STR("services"), t->services ? STR("yes") : STR("no"));
    capture_scope(arena, t->capture, STR("whole"), t->whole ? STR("yes") : STR("no"));
}

/* tasklist /m has three columns, too, and the last is no service. */
static bool lists_modules(struct str heading)
{
    return str_find(heading, STR("Modul")) != NULL;
}

/* tasklist /v: who runs it. */
static void add_user(struct console *c, struct capture *capture, struct str user)
{
    if (!no_services(user))
        fact_put(&c->batch->arena, &capture->facts[capture->facts_n - 1], STR("user"), user);
}

static void not_understood(struct console *c, struct tasklist *t)
{
    t->whole = false;
    console_lost(c, "row of tasklist is not understood");
}

/* A row of a table with columns, or what a row goes on with. */
static void read_row(struct console *c, struct tasklist *t, const struct columns *k)
{
    uint64_t pid;
    struct str image = cell(c->line, k, 0), number = cell(c->line, k, k->n > 1);
    if (image.len && str_to_u64(number, &pid)) {
        list_end(c, t);
        add_process(c, t->capture, image, number);
        if (t->services)
            list_add(t, cell(c->line, k, 2));
        if (k->n == VERBOSE)
            add_user(c, t->capture, cell(c->line, k, USER));
    } else if (k->n == 3 && t->capture->facts_n && c->line.ptr[0] == ' ') {
        if (t->services)
            list_add(t, c->line);
    } else {
        not_understood(c, t);
    }
}

static void read_columns(struct console *c, struct tasklist *t)
{
    bool modules = lists_modules(c->line);
    console_next(c);
    struct columns k = read_rule(c->line);
    t->services = k.n == 3 && !modules;
    while (console_next(c) && str_trim(c->line).len) {
        if (console_over(c)) {
            console_back(c);
            break;
        }
        read_row(c, t, &k);
    }
}

static void read_csv(struct console *c, struct tasklist *t)
{
    struct str cells[COLUMNS];
    t->services = console_csv(c->line, cells, COLUMNS) == 3 && !lists_modules(c->line);
    while (console_next(c)) {
        uint64_t pid;
        if (c->line.len == 0 || c->line.ptr[0] != '"' || console_over(c)) {
            console_back(c);
            return;
        }
        size_t n = console_csv(c->line, cells, COLUMNS);
        if (n < 2 || !str_to_u64(cells[1], &pid)) {
            not_understood(c, t);
            continue;
        }
        list_end(c, t);
        add_process(c, t->capture, cells[0], cells[1]);
        if (t->services && n > 2)
            list_add(t, cells[2]);
        if (n == VERBOSE)
            add_user(c, t->capture, cells[USER]);
    }
}

static void read_tasklist(struct console *c)
{
    struct tasklist t = {.whole = true, .list = BUF_CAP(LIMIT_RECORD_BYTES)};
    t.capture = console_capture(c, FACT_PROCESS, "tasklist");
    if (is_csv(c->line))
        read_csv(c, &t);
    else
        read_columns(c, &t);
    list_end(c, &t);
    declare(c, &t);
    buf_free(&t.list);
}

const struct table table_tasklist = {.name = "tasklist", .begins = begins, .read = read_tasklist};
