/* Facts from rows of named properties: one object a row, whatever the layout. */
#include "objects.h"

#include "base/limits.h"
#include "layout.h"

struct str object_get(const struct object *o, const char *name)
{
    for (size_t i = 0; i < o->n; i++)
        if (str_eq_nocase(o->properties[i].name, str_of(name)))
            return o->properties[i].value;
    return (struct str){0};
}

bool objects_begins(const struct console *c, struct str line, const struct objects *o)
{
    struct heading_line h;
    return layout_of(c, line, o, &h) != LAYOUT_NONE;
}

const struct objects *objects_which(const struct console *c, struct str line,
                                    const struct objects *const *forms, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (objects_begins(c, line, forms[i]))
            return forms[i];
    return NULL;
}

struct reading {
    struct console *c;
    const struct objects *o;
    enum layout layout;
    size_t capture;
    bool cut;
    struct object object;
    uint32_t line;        /* where the object begins */
    uint64_t offset, end; /* from there to there */
    struct str begins;    /* the property that began the first one */
    size_t properties;    /* of the first one */
    bool short_end;       /* the last one has fewer */
};

/* "Microsoft..." was cut by the console. */
static bool is_cut(const struct reading *r, struct str value)
{
    bool table = r->layout == LAYOUT_RULED || r->layout == LAYOUT_WIDTHS;
    return (table && (str_ends(value, STR("...")) || str_ends(value, STR("\xE2\x80\xA6")))) ||
           (value.len > 3 && value.ptr[0] == '{' && str_ends(value, STR("...}")));
}

static struct str object_host(const struct reading *r)
{
    for (size_t i = 0; i < r->object.n; i++) {
        const struct property *p = property_of(r->o, r->object.properties[i].name);
        struct str host = str_trim(r->object.properties[i].value);
        if (p && p->field && strcmp(p->field, OBJECT_HOST) == 0 && host.len &&
            !str_eq(host, STR(".")) && !str_eq_nocase(host, STR("localhost")) && !is_cut(r, host))
            return host;
    }
    return (struct str){0};
}

/* Rows of another machine are a capture of their own. */
static void choose_capture(struct reading *r)
{
    struct str host = object_host(r);
    struct capture *capture = &r->c->batch->captures[r->capture];
    if (!host.len || str_eq_nocase(host, capture->host))
        return;
    if (capture->facts_n) {
        capture = console_capture(r->c, r->o->kind, r->o->tool);
        r->capture = r->c->batch->captures_n - 1;
    }
    capture->host = host;
}

static void put_properties(struct reading *r, struct fact *f)
{
    struct arena *arena = &r->c->batch->arena;
    for (size_t i = 0; i < r->object.n; i++) {
        const struct pair *pair = &r->object.properties[i];
        const struct property *p = property_of(r->o, pair->name);
        if (!p || !p->field || p->field[0] == '@' || is_cut(r, pair->value))
            continue;
        struct str value = p->plain ? p->plain(arena, pair->value) : pair->value;
        struct str field = str_of(p->field), before = fact_get(f, field);
        if (!before.ptr && value.ptr)
            fact_put(arena, f, field, value);
    }
}

/* The bytes of the object, or of the current line, could not be used. */
static void lost_object(struct reading *r, uint64_t offset, uint64_t end, uint32_t line)
{
    struct console *c = r->c;
    r->cut = true;
    batch_lost(c->batch, offset, end - offset, "row of a table is not understood");
    notes_add(&c->batch->notes, NOTE_BYTES_LOST, (struct loc){.file = c->place.file, .line = line},
              "row of %s is not understood", r->o->tool);
}

static void lost_line(struct reading *r)
{
    uint64_t at = console_offset(r->c);
    lost_object(r, at, at + r->c->line.len, r->c->place.line);
}

/* The object is complete. */
static void end_object(struct reading *r)
{
    struct console *c = r->c;
    if (r->object.n == 0)
        return;
    choose_capture(r);
    struct capture *capture = &c->batch->captures[r->capture];
    struct fact *f = console_fact(c, capture);
    f->line = r->line;
    f->offset = r->offset;
    put_properties(r, f);
    if (fact_get(f, str_of(r->o->key)).len == 0) {
        capture->facts_n--;
        lost_object(r, r->offset, r->end, r->line);
    } else if (r->o->row && !r->o->row(c, f, &r->object)) {
        capture->facts_n--;
    }
    bool list = r->layout == LAYOUT_LIST || r->layout == LAYOUT_EQUALS;
    r->properties = r->properties ? r->properties : r->object.n;
    r->short_end = list && r->object.n < r->properties;
    r->object.n = 0;
}

static void add_property(struct reading *r, struct str name, struct str value)
{
    if (r->object.n == 0) {
        r->line = r->c->place.line;
        r->offset = console_offset(r->c);
    }
    if (r->object.n < OBJECT_PROPERTIES)
        r->object.properties[r->object.n++] = (struct pair){name, value};
    r->end = console_offset(r->c) + r->c->line.len;
}

/* What the line before goes on with. */
static void continue_property(struct reading *r, struct str more)
{
    struct pair *last = &r->object.properties[r->object.n - 1];
    bool list = more.ptr[0] == ':';
    more = str_trim(list ? str_skip(more, 1) : more);
    if (more.len && last->value.len + more.len < LIMIT_RECORD_BYTES)
        last->value = arena_fmt(&r->c->batch->arena, "%.*s%s%.*s", STR_ARG(last->value),
                                list ? ", " : " ", STR_ARG(more));
    r->end = console_offset(r->c) + r->c->line.len;
}

/* One more block, or what is left of one. */
static bool begins_block(struct reading *r, char sign, struct str name)
{
    bool whole = layout_is_list(r->c, r->c->line, r->o, sign);
    if (r->begins.len == 0)
        r->begins = name;
    else if (!whole && str_eq(r->begins, name))
        r->cut = true;
    return whole || (name.len && str_eq(r->begins, name));
}

static bool is_between(const struct objects *o, struct str text)
{
    struct str rest = str_of(o->between ? o->between : "");
    while (rest.len)
        if (str_starts_nocase(text, str_cut(rest, ',', &rest)))
            return true;
    return false;
}

/* A line of a list; false when the list is over. */
static bool list_line(struct reading *r, char sign)
{
    struct console *c = r->c;
    struct str name, value, text = str_trim(c->line);
    if (text.len == 0) {
        end_object(r);
        return true;
    }
    bool pair = split_pair(c->line, sign, &name, &value) && name.len;
    bool first = r->object.n == 0;
    struct str command;
    if (console_prompt(c->line, &command))
        return false;
    if (first && is_between(r->o, text))
        return true;
    if (first && !begins_block(r, sign, pair ? name : (struct str){0}))
        return false;
    bool indented = c->line.ptr[0] == ' ' || c->line.ptr[0] == '\t';
    if (!first && ((indented && !(pair && property_of(r->o, name))) || !pair)) {
        if (!indented && console_over(c))
            return false;
        continue_property(r, text);
        return true;
    }
    if (!first && str_eq(name, r->object.properties[0].name))
        end_object(r);
    add_property(r, name, value);
    return true;
}

static void read_list(struct reading *r, char sign)
{
    console_back(r->c);
    while (console_next(r->c))
        if (!list_line(r, sign)) {
            console_back(r->c);
            break;
        }
    end_object(r);
}

/* A quote that is open at the end of a line goes on in the next. */
static void join_lines(struct console *c)
{
    struct str whole = c->line;
    for (int i = 0; i < BLOCK_LINES; i++) {
        size_t quotes = 0;
        for (size_t k = 0; k < whole.len; k++)
            quotes += whole.ptr[k] == '"';
        if (quotes % 2 == 0 || !console_next(c))
            break;
        whole.len = (size_t)(c->line.ptr + c->line.len - whole.ptr);
        c->line = whole;
    }
}

/* A quote inside a quoted cell is doubled. */
static struct str unquote(struct arena *arena, struct str cell)
{
    if (!str_find(cell, STR("\"\"")))
        return cell;
    char *copy = arena_alloc(arena, cell.len);
    size_t n = 0;
    for (size_t i = 0; i < cell.len; i++) {
        copy[n++] = cell.ptr[i];
        i += cell.ptr[i] == '"' && i + 1 < cell.len && cell.ptr[i + 1] == '"';
    }
    return (struct str){copy, n};
}

static void read_row(struct reading *r, const struct heading_line *h)
{
    struct str cells[COLUMNS];
    uint32_t line = r->c->place.line; /* where a row of several begins */
    if (r->layout == LAYOUT_CSV)
        join_lines(r->c);
    size_t n = layout_cells(h, r->c->line, cells);
    if (r->layout == LAYOUT_CSV && n < h->columns.n) {
        lost_line(r);
        return;
    }
    r->object.n = 0;
    for (size_t i = 0; i < n && i < h->columns.n; i++)
        add_property(r, h->columns.names[i],
                     r->layout == LAYOUT_CSV ? unquote(&r->c->batch->arena, cells[i]) : cells[i]);
    r->line = line;
    end_object(r);
}

/* Does the table go on behind a blank line? wmic's doubled line ends make one of every row, and
 * schtasks begins anew for every folder. */
static bool goes_on(const struct reading *r, const struct heading_line *h)
{
    struct str rest = r->c->rest, next = {0}, command;
    while (str_line(&rest, &next) && !str_trim(next).len)
        ;
    if (is_between(r->o, str_trim(next)) || (h->text.len && str_eq(str_trim(next), h->text)))
        return true;
    if (r->layout == LAYOUT_RULED || !str_trim(next).len || console_prompt(next, &command))
        return false;
    return r->layout == LAYOUT_CSV ? memchr(next.ptr, h->separator, next.len) != NULL
                                   : layout_is_aligned(next, &h->columns);
}

/* "(12 rows affected)" closes what sqlcmd prints. */
static bool is_closing(struct str line)
{
    line = str_trim(line);
    return line.len && line.ptr[0] == '(' && line.ptr[line.len - 1] == ')';
}

/* A line of a table; false when it is over. */
static bool table_line(struct reading *r, const struct heading_line *h)
{
    struct str text = str_trim(r->c->line);
    if (text.len == 0)
        return goes_on(r, h);
    if (str_eq(text, h->text)) {
        if (r->layout == LAYOUT_RULED)
            console_next(r->c);
        return true;
    }
    if (is_closing(text))
        return false;
    if (is_between(r->o, text))
        return true;
    if (console_over(r->c)) {
        console_back(r->c);
        return false;
    }
    if (r->layout == LAYOUT_WIDTHS && !layout_is_aligned(r->c->line, &h->columns))
        lost_line(r);
    else
        read_row(r, h);
    return true;
}

static void read_table(struct reading *r, const struct heading_line *h)
{
    if (r->layout == LAYOUT_RULED)
        console_next(r->c);
    while (console_next(r->c) && table_line(r, h))
        ;
}

static void declare(struct console *c, const struct objects *o, size_t from, bool cut)
{
    for (size_t i = from; i < c->batch->captures_n; i++) {
        struct capture *capture = &c->batch->captures[i];
        if (o->scope)
            o->scope(c, capture, cut);
        else
            capture_scope(&c->batch->arena, capture, STR("whole"),
                          cut || console_filtered(c) || !capture->facts_n ? STR("no") : STR("yes"));
    }
}

void objects_read(struct console *c, const struct objects *o)
{
    struct heading_line h = {0};
    struct reading r = {.c = c, .o = o};
    r.layout = h.layout = layout_of(c, c->line, o, &h);
    console_capture(c, o->kind, o->tool);
    size_t first = r.capture = c->batch->captures_n - 1;
    if (r.layout == LAYOUT_LIST || r.layout == LAYOUT_EQUALS)
        read_list(&r, r.layout == LAYOUT_LIST ? ':' : '=');
    else
        read_table(&r, &h);
    declare(c, o, first, r.cut || r.short_end);
}
