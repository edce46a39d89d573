#include "placeholder.h"

#include "base/limits.h"

/* A phrase while it is cut into pieces. */
struct cutter {
    struct arena *arena;
    struct piece *pieces;
    size_t n, max;
};

static void add_piece(struct cutter *c, struct piece piece)
{
    GROW(c->arena, c->pieces, c->n, c->max);
    c->pieces[c->n++] = piece;
}

static void add_text(struct cutter *c, struct str text)
{
    if (text.len)
        add_piece(c, (struct piece){.kind = PIECE_TEXT, .name = text});
}

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* The length of a placeholder at the beginning of `s`, with its braces; 0 when there is none. */
static size_t placeholder_length(struct str s)
{
    size_t i = 1, dot = 0;
    while (i < s.len && (name_char(s.ptr[i]) || (s.ptr[i] == '.' && !dot && i > 1))) {
        if (s.ptr[i] == '.')
            dot = i;
        i++;
    }
    bool closed = i < s.len && s.ptr[i] == '}';
    return closed && i > 1 && i != dot + 1 ? i + 1 : 0;
}

static const struct {
    const char *name;
    enum piece_kind kind;
} always[] = {
    {"computer", PIECE_COMPUTER},
    {"first",    PIECE_FIRST   },
    {"last",     PIECE_LAST    },
    {"count",    PIECE_COUNT   },
};

static const char *const victim_fields[] = {"service", "image", "display_name", "pid"};

static bool find_bound(const struct scope *s, struct str name, struct piece *out)
{
    for (size_t i = 0; i < s->binds_n; i++) {
        if (!str_eq(s->binds[i].name, name))
            continue;
        struct str fields = str_of(fact_kinds[s->binds[i].kind].fields);
        while (fields.len)
            if (str_eq(str_cut(fields, ' ', &fields), out->field)) {
                out->kind = PIECE_BOUND;
                out->index = i;
                return true;
            }
    }
    return false;
}

static bool find_victim(const struct scope *s, struct str name, struct piece *out)
{
    if (!s->victim || !str_eq(name, STR("victim")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(victim_fields); i++)
        if (str_eq(out->field, str_of(victim_fields[i]))) {
            out->kind = PIECE_VICTIM;
            return true;
        }
    return false;
}

static bool find_given(struct cutter *c, const struct scope *s, const struct piece *piece)
{
    for (size_t i = 0; i < s->givens_n; i++) {
        if (!str_eq(s->givens[i].name, piece->name))
            continue;
        for (size_t k = 0; k < s->givens[i].phrase.n; k++)
            add_piece(c, s->givens[i].phrase.pieces[k]);
        if (!s->givens[i].present)
            add_piece(c, (struct piece){.kind = PIECE_NEED, .name = piece->name});
        return true;
    }
    return false;
}

static bool find_plain(struct cutter *c, const struct scope *s, struct piece piece)
{
    for (size_t i = 0; i < ARRAY_LEN(always); i++)
        if (str_eq(piece.name, str_of(always[i].name))) {
            piece.kind = always[i].kind;
            add_piece(c, piece);
            return true;
        }
    if (s->library)
        return find_given(c, s, &piece);
    for (size_t i = 0; i < s->parameters_n; i++)
        if (str_eq(piece.name, s->parameters[i])) {
            piece.kind = PIECE_PARAMETER;
            piece.index = i;
            add_piece(c, piece);
            return true;
        }
    return false;
}

static bool add_placeholder(struct cutter *c, const struct scope *s, struct str name)
{
    struct piece piece = {.name = arena_str(c->arena, name)};
    struct str first = str_cut(piece.name, '.', &piece.field);
    if (first.len == piece.name.len)
        return find_plain(c, s, piece);
    if (!find_victim(s, first, &piece) && !find_bound(s, first, &piece))
        return false;
    add_piece(c, piece);
    return true;
}

/* The declared name that is most like the undeclared one. */
static const char *nearest_name(struct arena *arena, const struct scope *s, struct str name)
{
    size_t n = 0, room = ARRAY_LEN(always) + s->parameters_n + s->givens_n;
    const char **known = ARENA_ARRAY(arena, const char *, room + 1);
    for (size_t i = 0; i < ARRAY_LEN(always); i++)
        known[n++] = always[i].name;
    for (size_t i = 0; i < s->parameters_n && !s->library; i++)
        known[n++] = s->parameters[i].ptr;
    for (size_t i = 0; i < s->givens_n; i++)
        known[n++] = s->givens[i].name.ptr;
    return str_nearest(name, known, n);
}

bool phrase_compile(struct arena *arena, const struct scope *scope, struct str text,
                    struct phrase *out, struct str *unknown, const char **nearest)
{
    struct cutter c = {.arena = arena};
    size_t from = 0;
    for (size_t i = 0; i < text.len;) {
        size_t len = text.ptr[i] == '{' ? placeholder_length(str_skip(text, i)) : 0;
        if (len == 0) {
            i++;
            continue;
        }
        struct str name = {text.ptr + i + 1, len - 2};
        add_text(&c, (struct str){text.ptr + from, i - from});
        if (!add_placeholder(&c, scope, name)) {
            *unknown = name;
            *nearest = nearest_name(arena, scope, name);
            return false;
        }
        from = i += len;
    }
    add_text(&c, str_skip(text, from));
    *out = (struct phrase){c.pieces, c.n};
    return true;
}

bool phrase_plain(const struct phrase *p)
{
    return p->n == 0 || (p->n == 1 && p->pieces[0].kind == PIECE_TEXT);
}

static struct str victim_value(const struct values *v, struct str field, enum value_type *type)
{
    if (!v->victim)
        return (struct str){0};
    *type = str_eq(field, STR("service")) ? VALUE_SERVICE : VALUE_TEXT;
    struct str value = str_eq(field, STR("service")) ? v->victim->service
                       : str_eq(field, STR("image")) ? v->victim->image
                       : str_eq(field, STR("pid"))   ? v->victim->pid
                                                     : v->victim->display_name;
    return value.len ? value : (struct str){0};
}

static enum value_type field_type(struct str field)
{
    static const struct {
        const char *name;
        enum value_type type;
    } types[] = {
        {"pid",            VALUE_NUMBER },
        {"local_port",     VALUE_PORT   },
        {"remote_port",    VALUE_PORT   },
        {"local_address",  VALUE_IP     },
        {"remote_address", VALUE_IP     },
        {"service",        VALUE_SERVICE},
        {"from",           VALUE_PORT   },
        {"to",             VALUE_PORT   },
    };
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_eq(field, str_of(types[i].name)))
            return types[i].type;
    return VALUE_TEXT;
}

static struct str bound_value(const struct piece *p, const struct values *v, enum value_type *type)
{
    if (p->index >= v->bound_n || !v->bound[p->index].fact)
        return (struct str){0};
    *type = field_type(p->field);
    struct str value = fact_get(v->bound[p->index].fact, p->field);
    return value.len ? value : (struct str){0};
}

static struct str parameter_value(const struct piece *p, const struct values *v,
                                  enum value_type *type)
{
    if (p->index >= v->parameters_n || !v->parameters[p->index].known)
        return (struct str){0};
    *type = v->parameters[p->index].type;
    return v->parameters[p->index].value;
}

struct str piece_value(const struct piece *p, const struct values *v, enum value_type *type)
{
    *type = VALUE_TEXT;
    switch (p->kind) {
    case PIECE_TEXT:
        return p->name;
    case PIECE_COMPUTER:
        *type = VALUE_HOST;
        return v->computer;
    case PIECE_FIRST:
        return v->first;
    case PIECE_LAST:
        return v->last;
    case PIECE_COUNT:
        *type = VALUE_NUMBER;
        return v->count;
    case PIECE_VICTIM:
        return victim_value(v, p->field, type);
    case PIECE_BOUND:
        return bound_value(p, v, type);
    case PIECE_PARAMETER:
        return parameter_value(p, v, type);
    case PIECE_NEED:
        break;
    }
    return (struct str){0};
}

/* Sigma's escapes, so that a value from a log never acts as a wildcard. */
static void add_escaped(struct buf *to, struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '*' || value.ptr[i] == '?' || value.ptr[i] == '\\')
            buf_char(to, '\\');
        buf_char(to, value.ptr[i]);
    }
}

/* Stands for a value that is missing until the text is whole. */
static const char missing_mark = '\001';

/* Where the parenthesis that holds place `at` begins and ends; false when it is in none. */
static bool in_parenthesis(struct str s, size_t at, size_t *from, size_t *to)
{
    *from = *to = at;
    while (*from > 0 && s.ptr[*from] != '(' && (*from == at || s.ptr[*from] != ')'))
        --*from;
    while (*to < s.len && s.ptr[*to] != ')')
        ++*to;
    return s.ptr[*from] == '(' && *to < s.len;
}

/* What is missing is said by "?"; a parenthesis that says nothing else goes. */
static void tidy_missing(struct buf *to, struct arena *arena)
{
    struct str text = buf_keep(to, arena);
    size_t from, end;
    buf_reset(to);
    for (size_t i = 0; i < text.len; i++) {
        const char *mark = memchr(text.ptr + i, missing_mark, text.len - i);
        size_t at = mark ? (size_t)(mark - text.ptr) : text.len;
        bool inside = mark && in_parenthesis(text, at, &from, &end) && from >= i;
        size_t upto = inside ? from : at;
        while (inside && upto > i && text.ptr[upto - 1] == ' ')
            upto--;
        buf_add(to, (struct str){text.ptr + i, upto - i});
        if (mark && !inside)
            buf_char(to, '?');
        i = inside ? end : at;
    }
}

static void add_value(struct buf *to, const struct piece *p, struct str value, enum value_type type,
                      enum phrase_use use)
{
    if (p->kind == PIECE_TEXT) {
        buf_add(to, p->name);
        return;
    }
    switch (use) {
    case PHRASE_TEXT:
        if (value.len)
            buf_add(to, value);
        else
            buf_char(to, missing_mark);
        break;
    case PHRASE_COMMAND:
        if (value_printable(type, value))
            buf_add(to, value);
        else
            buf_fmt(to, "<%.*s>", STR_ARG(p->name));
        break;
    case PHRASE_PATTERN:
        add_escaped(to, value);
        break;
    }
}

struct str phrase_expand(const struct phrase *p, const struct values *v, enum phrase_use use,
                         bool *known)
{
    struct buf to = BUF_CAP(LIMIT_PHRASE_BYTES);
    bool whole = true;
    for (size_t i = 0; i < p->n; i++) {
        enum value_type type;
        struct str value = piece_value(&p->pieces[i], v, &type);
        whole &= value.len > 0;
        add_value(&to, &p->pieces[i], value, type, use);
    }
    if (known && !whole)
        *known = false;
    if (use == PHRASE_TEXT && !whole)
        tidy_missing(&to, v->arena);
    struct str out = buf_keep(&to, v->arena);
    buf_free(&to);
    return out;
}

const char *phrase_soft(const struct phrase *p, const struct values *v)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->pieces[i].kind != PIECE_PARAMETER || p->pieces[i].index >= v->parameters_n)
            continue;
        const struct parameter_value *value = &v->parameters[p->pieces[i].index];
        if (value->known && value->defaulted)
            return "it rests on a value that no event shows, the rule's default";
    }
    return NULL;
}
