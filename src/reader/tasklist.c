/* tasklist, tasklist /svc, /v and /fo csv in any language: the row of equal signs tells the
 * columns, "PID" tells which table it is. */
#include "console.h"

enum { COLUMNS = 12 };

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
    static const char *const words[] = {
        "N/A",           "Nicht zutreffend", "Non disponible",        "N/D",
        "No disponible", "n.v.t.",           "Nicht verf\xC3\xBCgbar"};
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

/* Services of the last row, a continued list included. */
static void add_services(struct console *c, struct capture *capture, struct str text)
{
    struct arena *arena = &c->batch->arena;
    struct fact *f = &capture->facts[capture->facts_n - 1];
    while (text.len && text.ptr[text.len - 1] == ',')
        text.len--;
    for (size_t i = 0; i < f->fields_n; i++) {
        struct pair *p = &f->fields[i];
        if (str_eq(p->name, STR("services"))) {
            p->value = arena_fmt(arena, "%.*s%s%.*s", STR_ARG(p->value), p->value.len ? ", " : "",
                                 STR_ARG(text));
            return;
        }
    }
    fact_put(arena, f, STR("services"), no_services(text) ? STR("") : text);
}

static void declare(struct console *c, struct capture *capture, bool services, bool whole)
{
    struct arena *arena = &c->batch->arena;
    capture_scope(arena, capture, STR("services"), services ? STR("yes") : STR("no"));
    capture_scope(arena, capture, STR("whole"), whole ? STR("yes") : STR("no"));
}

static void read_columns(struct console *c, struct capture *capture)
{
    bool whole = true;
    console_next(c);
    struct columns k = read_rule(c->line);
    bool services = k.n == 3;
    while (console_next(c) && str_trim(c->line).len) {
        struct str command;
        uint64_t pid;
        if (console_prompt(c->line, &command)) {
            console_back(c);
            break;
        }
        struct str image = cell(c->line, &k, 0), number = cell(c->line, &k, k.n > 1);
        if (image.len && str_to_u64(number, &pid)) {
            add_process(c, capture, image, number);
            if (services)
                add_services(c, capture, cell(c->line, &k, 2));
        } else if (services && capture->facts_n && c->line.ptr[0] == ' ') {
            add_services(c, capture, str_trim(c->line));
        } else {
            whole = false;
            console_lost(c, "row of tasklist is not understood");
        }
    }
    declare(c, capture, services, whole);
}

/* The cells of a line of quoted values; a quote inside is doubled. */
static size_t csv_cells(struct str line, struct str *cells, size_t max)
{
    size_t n = 0;
    while (line.len && line.ptr[0] == '"' && n < max) {
        size_t end = 1;
        while (end < line.len &&
               (line.ptr[end] != '"' || (end + 1 < line.len && line.ptr[end + 1] == '"')))
            end += line.ptr[end] == '"' ? 2 : 1;
        end = end < line.len ? end : line.len;
        cells[n++] = (struct str){line.ptr + 1, end - 1};
        line = str_skip(line, end + 2);
    }
    return n;
}

static void read_csv(struct console *c, struct capture *capture)
{
    struct str cells[COLUMNS];
    bool services = csv_cells(c->line, cells, COLUMNS) == 3, whole = true;
    while (console_next(c) && c->line.len && c->line.ptr[0] == '"') {
        uint64_t pid;
        size_t n = csv_cells(c->line, cells, COLUMNS);
        if (n < 2 || !str_to_u64(cells[1], &pid)) {
            whole = false;
            console_lost(c, "row of tasklist is not understood");
            continue;
        }
        add_process(c, capture, cells[0], cells[1]);
        if (services)
            add_services(c, capture, n > 2 ? cells[2] : (struct str){0});
    }
    if (c->line.len && c->line.ptr[0] != '"')
        console_back(c);
    declare(c, capture, services, whole);
}

static void read_tasklist(struct console *c)
{
    struct capture *capture = console_capture(c, FACT_PROCESS, "tasklist");
    if (is_csv(c->line))
        read_csv(c, capture);
    else
        read_columns(c, capture);
}

const struct table table_tasklist = {"tasklist", begins, read_tasklist};
