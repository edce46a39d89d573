#include "base/tree.h"

#include "base/buf.h"
#include "base/limits.h"

#include <math.h>
#include <stdlib.h>
#include <yaml.h>

/* While a document is built. Aliases share the node they name: a node is immutable once closed. */
struct anchor {
    struct str name;
    const struct node *node;
};

struct builder {
    struct arena *arena;
    struct arena scratch; /* gone when the tree stands */
    const char *file;
    struct str text;
    yaml_parser_t parser;
    struct node *open; /* items of lists and maps that are not closed yet, the innermost last */
    size_t open_n, open_max;
    struct anchor *anchors;
    size_t anchors_n, anchors_max, nodes;
    struct err *err;
};

static struct loc place(const struct builder *b, yaml_mark_t mark)
{
    return (struct loc){b->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

/* What libyaml says, and what an author should do about it. */
static const char *advice(const char *problem)
{
    static const struct {
        const char *says, *means;
    } rows[] = {
        {"cannot start any token",         "a tab or a special character stands where a value begins: use "
                                   "blanks, or quote the value"    },
        {"mapping values are not allowed",
         "a ': ' stands inside a plain value: put the value in quotes"                               },
        {"did not find expected key",      "the indentation does not fit the lines above"            },
        {"did not find expected '-'",
         "the indentation of this list item does not fit the one above"                              },
        {"could not find expected ':'",    "a key wants a ':' behind it"                             },
        {"found unexpected end of stream", "a quote is opened and never closed"                      },
        {"undefined alias",                "no anchor of that name stands above"                     },
        {"block sequence entries",         "a list item stands where none may: check the indentation"},
        {"found a tab",                    "tabs may not indent: use blanks"                         },
    };
    for (size_t i = 0; problem && i < ARRAY_LEN(rows); i++)
        if (strstr(problem, rows[i].says))
            return rows[i].means;
    return NULL;
}

static enum status parser_error(struct builder *b)
{
    const yaml_parser_t *p = &b->parser;
    bool opened = p->context && p->context_mark.line < p->problem_mark.line &&
                  strstr(p->context, "quoted scalar");
    const char *more = advice(p->problem);
    return err_at(b->err, FAIL_INPUT, place(b, opened ? p->context_mark : p->problem_mark),
                  "%s%s%s%s", p->problem ? p->problem : "not readable as YAML", more ? " (" : "",
                  more ? more : "", more ? ")" : "");
}

static enum status next_event(struct builder *b, yaml_event_t *event)
{
    return yaml_parser_parse(&b->parser, event) ? OK : parser_error(b);
}

static struct str text_of(struct builder *b, const yaml_char_t *text, size_t len)
{
    return arena_str(b->arena, (struct str){(const char *)text, len});
}

static bool one_of(struct str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, str_of(words[i])))
            return true;
    return false;
}

static bool is_integer(struct str s)
{
    int64_t n;
    return str_to_i64(s, &n) && s.len && (s.ptr[0] != '+' || s.len > 1);
}

static bool is_float(struct str s)
{
    char *end;
    size_t digits = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!strchr("0123456789+-.eE", s.ptr[i]))
            return false;
        digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
    }
    if (digits == 0)
        return false;
    strtod(s.ptr, &end);
    return end == s.ptr + s.len;
}

/* YAML 1.2's core schema, and 0x integers. */
static enum scalar_kind scalar_kind(struct str s)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    static const char *const bools[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
    if (one_of(s, nulls, ARRAY_LEN(nulls)))
        return SCALAR_NULL;
    if (one_of(s, bools, ARRAY_LEN(bools)))
        return SCALAR_BOOL;
    return is_integer(s) ? SCALAR_INT : is_float(s) ? SCALAR_FLOAT : SCALAR_TEXT;
}

static enum status build(struct builder *b, yaml_event_t *event, int depth, struct node *to);

static void put_scalar(struct builder *b, const yaml_event_t *event, struct node *to)
{
    to->kind = NODE_SCALAR;
    to->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    to->text = text_of(b, event->data.scalar.value, event->data.scalar.length);
    to->scalar = to->quoted ? SCALAR_TEXT : scalar_kind(to->text);
}

/* Reads one node; the event is given back. */
static enum status build_next(struct builder *b, int depth, struct node *to)
{
    yaml_event_t event;
    TRY(next_event(b, &event));
    enum status status = build(b, &event, depth, to);
    yaml_event_delete(&event);
    return status;
}

static void open_push(struct builder *b, const struct node *item)
{
    GROW(&b->scratch, b->open, b->open_n, b->open_max);
    b->open[b->open_n++] = *item;
}

/* What was pushed since `from` becomes the items of a node, in an array just large enough. */
static void close_items(struct builder *b, size_t from, struct node *to)
{
    struct node *items = ARENA_ARRAY(b->arena, struct node, b->open_n - from);
    to->n = b->open_n - from;
    if (to->n)
        memcpy(items, b->open + from, to->n * sizeof *items);
    to->items = items;
    b->open_n = from;
}

static enum status put_list(struct builder *b, int depth, struct node *to)
{
    size_t from = b->open_n;
    for (;;) {
        yaml_event_t event;
        struct node item = {0};
        TRY(next_event(b, &event));
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        enum status status = end ? OK : build(b, &event, depth + 1, &item);
        yaml_event_delete(&event);
        if (status != OK)
            return status;
        if (end) {
            close_items(b, from, to);
            return OK;
        }
        open_push(b, &item);
    }
}

static int by_key(const void *a, const void *b)
{
    const struct node *const *x = a, *const *y = b;
    int order = str_cmp((*x)->key, (*y)->key);
    return order ? order : (*x > *y) - (*x < *y);
}

/* The first key that stood in the map before. Sorted, for a map may have very many. */
static enum status check_keys(struct builder *b, const struct node *map)
{
    const struct node *again = NULL, *first = NULL;
    const struct node **sorted = ARENA_ARRAY(&b->scratch, const struct node *, map->n + 1);
    for (size_t i = 0; i < map->n; i++)
        sorted[i] = &map->items[i];
    qsort(sorted, map->n, sizeof(const struct node *), by_key);
    for (size_t i = 1; i < map->n; i++) {
        if (!str_eq(sorted[i]->key, sorted[i - 1]->key) || (again && again < sorted[i]))
            continue;
        again = sorted[i];
        first = sorted[i - 1];
    }
    if (!again)
        return OK;
    return err_at(b->err, FAIL_INPUT, again->key_loc, "duplicate key '%.*s' (first in line %u)",
                  STR_ARG(again->key), first->key_loc.line);
}

static enum status put_map(struct builder *b, int depth, struct node *to)
{
    size_t from = b->open_n;
    for (;;) {
        yaml_event_t event;
        struct node key = {0}, value = {0};
        TRY(next_event(b, &event));
        bool end = event.type == YAML_MAPPING_END_EVENT;
        enum status status = end ? OK : build(b, &event, depth + 1, &key);
        yaml_event_delete(&event);
        if (status != OK)
            return status;
        if (end) {
            close_items(b, from, to);
            return check_keys(b, to);
        }
        if (key.kind != NODE_SCALAR)
            return err_at(b->err, FAIL_INPUT, key.loc, "a key must be plain text");
        TRY(build_next(b, depth + 1, &value));
        value.key = key.text;
        value.key_loc = key.loc;
        open_push(b, &value);
    }
}

static size_t weight(const struct node *n)
{
    size_t sum = 1;
    for (size_t i = 0; i < n->n; i++)
        sum += weight(&n->items[i]);
    return sum;
}

static enum status put_alias(struct builder *b, const yaml_event_t *event, struct node *to)
{
    struct str name = str_of((const char *)event->data.alias.anchor);
    for (size_t i = b->anchors_n; i-- > 0;) {
        if (!str_eq(b->anchors[i].name, name))
            continue;
        b->nodes += weight(b->anchors[i].node);
        if (b->nodes > LIMIT_YAML_NODES)
            return err_at(b->err, FAIL_LIMIT, to->loc, "aliases expand to too many nodes");
        struct loc loc = to->loc;
        *to = *b->anchors[i].node;
        to->loc = loc;
        return OK;
    }
    return err_at(b->err, FAIL_INPUT, to->loc, "undefined alias '%.*s'", STR_ARG(name));
}

static enum status remember(struct builder *b, const yaml_char_t *anchor, const struct node *node)
{
    if (!anchor)
        return OK;
    if (b->anchors_n == LIMIT_YAML_ANCHORS)
        return err_at(b->err, FAIL_LIMIT, node->loc, "more than %d anchors",
                      (int)LIMIT_YAML_ANCHORS);
    struct node *kept = ARENA_NEW(b->arena, struct node);
    *kept = *node;
    GROW(b->arena, b->anchors, b->anchors_n, b->anchors_max);
    b->anchors[b->anchors_n++] =
        (struct anchor){text_of(b, anchor, strlen((const char *)anchor)), kept};
    return OK;
}

static enum status build(struct builder *b, yaml_event_t *event, int depth, struct node *to)
{
    to->loc = place(b, event->start_mark);
    if (depth > LIMIT_YAML_DEPTH)
        return err_at(b->err, FAIL_LIMIT, to->loc, "nested deeper than %d levels",
                      (int)LIMIT_YAML_DEPTH);
    if (++b->nodes > LIMIT_YAML_NODES)
        return err_at(b->err, FAIL_LIMIT, to->loc, "more than %d nodes", (int)LIMIT_YAML_NODES);
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        put_scalar(b, event, to);
        return remember(b, event->data.scalar.anchor, to);
    case YAML_SEQUENCE_START_EVENT:
        to->kind = NODE_LIST;
        TRY(put_list(b, depth, to));
        return remember(b, event->data.sequence_start.anchor, to);
    case YAML_MAPPING_START_EVENT:
        to->kind = NODE_MAP;
        TRY(put_map(b, depth, to));
        return remember(b, event->data.mapping_start.anchor, to);
    case YAML_ALIAS_EVENT:
        return put_alias(b, event, to);
    default:
        return err_at(b->err, FAIL_INPUT, to->loc, "something else was expected here");
    }
}

static bool is_empty(const struct node *n)
{
    return n->kind == NODE_SCALAR && n->scalar == SCALAR_NULL;
}

static enum status build_documents(struct builder *b, struct tree *out)
{
    const struct node **documents = NULL;
    size_t n = 0, max = 0;
    for (;;) {
        yaml_event_t event;
        TRY(next_event(b, &event));
        yaml_event_type_t type = event.type;
        yaml_event_delete(&event);
        if (type == YAML_STREAM_END_EVENT)
            break;
        if (type != YAML_DOCUMENT_START_EVENT)
            continue;
        struct node *root = ARENA_NEW(b->arena, struct node);
        b->anchors_n = 0;
        TRY(build_next(b, 0, root));
        if (is_empty(root))
            continue;
        GROW(b->arena, documents, n, max); /* NOLINT(bugprone-sizeof-expression): of pointers */
        documents[n++] = root;
    }
    *out = (struct tree){documents, n};
    return OK;
}

enum status tree_parse(struct arena *arena, struct str text, const char *file, struct tree *out,
                       struct err *err)
{
    struct builder b = {.arena = arena, .file = file, .text = text, .err = err};
    struct tree made = {0};
    if (text.len > LIMIT_YAML_BYTES)
        return err_at(err, FAIL_LIMIT, (struct loc){file, 0, 0}, "larger than %d bytes",
                      (int)LIMIT_YAML_BYTES);
    if (!yaml_parser_initialize(&b.parser))
        mem_die(sizeof b.parser);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)text.ptr, text.len);
    enum status status = build_documents(&b, &made);
    yaml_parser_delete(&b.parser);
    arena_free(&b.scratch);
    if (status == OK)
        *out = made;
    return status;
}

const struct node *node_get(const struct node *map, const char *key)
{
    if (!map || map->kind != NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (str_eq(map->items[i].key, str_of(key)))
            return &map->items[i];
    return NULL;
}

struct str node_text(const struct node *map, const char *key)
{
    const struct node *n = node_get(map, key);
    return n && n->kind == NODE_SCALAR ? n->text : STR("");
}

bool node_bool(const struct node *n, bool *out)
{
    if (!n || n->kind != NODE_SCALAR || n->scalar != SCALAR_BOOL)
        return false;
    *out = n->text.ptr[0] == 't' || n->text.ptr[0] == 'T';
    return true;
}

bool node_int(const struct node *n, int64_t *out)
{
    return n && n->kind == NODE_SCALAR && n->scalar == SCALAR_INT && str_to_i64(n->text, out);
}

bool node_real(const struct node *n, double *out)
{
    if (!n || n->kind != NODE_SCALAR || (n->scalar != SCALAR_INT && n->scalar != SCALAR_FLOAT))
        return false;
    *out = strtod(n->text.ptr, NULL);
    return isfinite(*out);
}

void tree_print_error(const struct err *e, const char *severity, struct str text, FILE *to)
{
    struct str line = {0};
    fprintf(to, "%s:", e->loc.file ? e->loc.file : "-");
    if (e->loc.line)
        fprintf(to, "%u:%u:", e->loc.line, e->loc.col);
    fprintf(to, " %s: %s\n", severity, e->text);
    for (uint32_t i = 0; i < e->loc.line; i++)
        if (!str_line(&text, &line))
            return;
    if (!e->loc.line || !e->loc.col || e->loc.col > line.len + 1)
        return;
    struct buf shown = BUF_CAP((size_t)64 * 1024);
    buf_term(&shown, line); /* the rules of others may hold anything */
    fprintf(to, "    %.*s\n    %*s^\n", STR_ARG(buf_str(&shown)), (int)e->loc.col - 1, "");
    buf_free(&shown);
}
