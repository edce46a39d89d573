#include "modifier.h"
#include "textset.h"

#include <stdlib.h>

/* What one value of the rule (or, without `all`, each of them) accepts. */
struct group {
    const void *compiled; /* NULL: null only */
    bool null_too;        /* an absent field and an empty value */
};

struct pattern {
    const struct comparison *comparison;
    bool (*view)(struct str value, char room[VIEW_ROOM], struct str *out);
    struct group *groups; /* all must be satisfied */
    size_t groups_n;
    unsigned settings;
    bool present; /* of `exists` */
    struct str other_field;
    struct pattern_values plain, needles;
    struct str key; /* what it asks, written down */
    uint64_t hash;
};

struct pattern_scratch *pattern_scratch_new(void)
{
    struct pattern_scratch *s = calloc(1, sizeof *s);
    if (!s)
        mem_die(sizeof *s);
    return s;
}

void pattern_scratch_free(struct pattern_scratch *s)
{
    if (!s)
        return;
    folder_free(&s->folder);
    buf_free(&s->other);
    regex_scratch_free(s->regex);
    free(s);
}

uint64_t pattern_scratch_undecided(const struct pattern_scratch *s)
{
    return s->undecided;
}

struct str pattern_fold(struct pattern_scratch *s, struct str value)
{
    return folder_fold(&s->folder, value);
}

/* Compiling ---------------------------------------------------------------------------------------
 */

static void key_text(struct buf *key, struct str text)
{
    buf_bytes(key, &text.len, sizeof text.len);
    buf_add(key, text);
}

static void key_glob(struct buf *key, struct glob g)
{
    buf_bytes(key, &g.n, sizeof g.n);
    for (size_t i = 0; i < g.n; i++) {
        buf_char(key, (char)g.v[i].kind);
        key_text(key, g.v[i].text);
    }
}

/* Two patterns are the same when these bytes are: lengths stand before what has no fixed length. */
static void key_write(struct build *b, const struct chain *c, struct pattern *p, bool keyword)
{
    struct buf key = {0};
    buf_fmt(&key, "%s/%x/%x/%d/", p->comparison->name, c->families, c->settings, keyword);
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i]->view)
            buf_fmt(&key, "%s/", c->v[i]->name);
    for (size_t i = 0; i < b->out.n; i++) {
        const struct operand *op = &b->out.v[i];
        size_t value = c->settings & WANT_ALL ? op->value : 0;
        buf_char(&key, (char)op->kind);
        buf_bytes(&key, &value, sizeof value);
        key_text(&key, op->text);
        key_glob(&key, op->glob);
    }
    p->key = buf_keep(&key, b->arena);
    p->hash = text_hash(p->key);
    buf_free(&key);
}

static enum status operands_change(struct build *b, const struct chain *c, struct err *err)
{
    for (size_t i = 0; i < c->n; i++) {
        if (!c->v[i]->change)
            continue;
        struct operands in = b->out;
        b->out = operands_with_room(&b->scratch, in.n);
        for (size_t k = 0; k < in.n; k++)
            TRY(c->v[i]->change(b, &in.v[k], err));
    }
    return OK;
}

static void operands_open(struct build *b, unsigned settings)
{
    bool before = settings & OPEN_BEFORE, behind = settings & OPEN_BEHIND;
    for (size_t i = 0; (before || behind) && i < b->out.n; i++)
        b->out.v[i].glob = glob_open(b->arena, b->out.v[i].glob, before, behind);
}

/* Texts are compared folded, both sides. */
static void operands_fold(struct build *b, const struct pattern *p)
{
    bool fold = p->comparison == &compare_text && !(p->settings & EXACT_CASE);
    for (size_t i = 0; fold && i < b->out.n; i++)
        b->out.v[i].glob = glob_fold(b->arena, b->out.v[i].glob);
}

/* Null says something about the field, not about its text; it goes with no modifier that reads it.
 */
static enum status nulls_fit(const struct build *b, const struct chain *c, bool keyword,
                             struct err *err)
{
    for (size_t i = 0; i < b->out.n; i++) {
        struct loc at = b->out.v[i].loc;
        if (b->out.v[i].kind != OPERAND_NULL)
            continue;
        if (keyword)
            return err_at(err, FAIL_INPUT, at, "null cannot be a keyword");
        for (size_t k = 0; k < c->n; k++)
            if (!(c->v[k]->is & (ALL | CASED | NEQ)))
                return err_at(err, FAIL_INPUT, at,
                              "null cannot stand with '%s'; write it without modifier",
                              c->v[k]->name);
    }
    return OK;
}

static size_t shortest(struct pattern_values literals)
{
    size_t least = literals.n ? SIZE_MAX : 0;
    for (size_t i = 0; i < literals.n; i++)
        least = literals.v[i].len < least ? literals.v[i].len : least;
    return least;
}

/* One literal for each operand of a group; of several groups the one with the longest is kept, as
 * all must be satisfied. */
static void needles_keep(struct build *b, struct pattern *p, const struct operand *v, size_t n)
{
    bool known = p->comparison->needed && !p->view && !(p->settings & NEGATED);
    struct str *literals = ARENA_ARRAY(b->arena, struct str, n);
    for (size_t i = 0; known && i < n; i++) {
        known = v[i].kind != OPERAND_NULL;
        literals[i] = known ? p->comparison->needed(b, &v[i]) : (struct str){0};
        known = known && literals[i].len > 0;
    }
    struct pattern_values needles = {literals, n};
    if (known && shortest(needles) > shortest(p->needles))
        p->needles = needles;
}

/* A group of the operands `v`, which belong together: those of one value, or all. */
static enum status group_compile(struct build *b, struct pattern *p, const struct operand *v,
                                 size_t n, struct err *err)
{
    struct group g = {0};
    struct operand *texts = ARENA_ARRAY(&b->scratch, struct operand, n);
    size_t texts_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (v[i].kind == OPERAND_NULL)
            g.null_too = true;
        else
            texts[texts_n++] = v[i];
    }
    if (texts_n)
        TRY(p->comparison->compile(b, texts, texts_n, &g.compiled, err));
    p->groups[p->groups_n++] = g;
    needles_keep(b, p, v, n);
    return OK;
}

static enum status groups_compile(struct build *b, struct pattern *p, struct err *err)
{
    const struct operand *v = b->out.v;
    p->groups = ARENA_ARRAY(b->arena, struct group, b->out.n);
    for (size_t from = 0, to; from < b->out.n; from = to) {
        to = b->out.n;
        for (size_t i = from + 1; (p->settings & WANT_ALL) && i < to; i++)
            if (v[i].value != v[from].value)
                to = i;
        TRY(group_compile(b, p, v + from, to - from, err));
    }
    return OK;
}

static struct str plain_text(struct arena *arena, const struct operand *op)
{
    if (op->kind == OPERAND_NUMBER)
        return number_text(arena, op->number);
    return op->glob.n ? op->glob.v[0].text : STR("");
}

/* The texts of a plain "equals one of", without escapes; numbers in decimal. */
static void plain_keep(struct build *b, struct pattern *p)
{
    const struct operand *v = b->out.v;
    struct str *to = ARENA_ARRAY(b->arena, struct str, b->out.n);
    for (size_t i = 0; i < b->out.n; i++) {
        if (v[i].kind == OPERAND_NULL || !glob_is_literal(v[i].glob))
            return;
        to[i] = plain_text(b->arena, &v[i]);
    }
    p->plain = (struct pattern_values){to, b->out.n};
}

static enum status exists_read(const struct build *b, struct pattern *p, struct err *err)
{
    if (b->out.n != 1 || b->out.v[0].kind != OPERAND_BOOL)
        return err_at(err, FAIL_INPUT, b->out.v[0].loc,
                      "'exists' takes true or false, without quotes");
    p->present = b->out.v[0].yes;
    return OK;
}

static enum status other_field_read(const struct build *b, struct pattern *p, struct err *err)
{
    const struct operand *op = &b->out.v[0];
    if (b->out.n != 1 || op->kind != OPERAND_TEXT || op->text.len == 0)
        return err_at(err, FAIL_INPUT, op->loc, "'fieldref' takes the name of one field");
    p->other_field = op->text;
    return OK;
}

/* What the chain brings, written into the pattern. */
static void chain_apply(const struct chain *c, struct pattern *p)
{
    p->comparison = &compare_text;
    p->settings = c->settings;
    for (size_t i = 0; i < c->n; i++) {
        if (c->v[i]->comparison)
            p->comparison = c->v[i]->comparison;
        if (c->v[i]->view)
            p->view = c->v[i]->view;
    }
}

static enum status pattern_build(struct build *b, const struct pattern_spec *spec,
                                 struct pattern *p, struct err *err)
{
    struct chain c;
    TRY(chain_parse(spec->modifiers, spec->at, spec->keyword, &c, err));
    chain_apply(&c, p);
    b->settings = p->settings;
    TRY(operands_read(b, spec->values, err));
    TRY(nulls_fit(b, &c, spec->keyword, err));
    TRY(operands_change(b, &c, err));
    key_write(b, &c, p, spec->keyword);
    if (p->settings & PRESENCE)
        return exists_read(b, p, err);
    if (p->settings & OTHER_FIELD)
        TRY(other_field_read(b, p, err));
    if (c.n == 0 && !spec->keyword)
        plain_keep(b, p);
    operands_open(b, spec->keyword ? OPEN_BEFORE | OPEN_BEHIND : p->settings);
    operands_fold(b, p);
    return groups_compile(b, p, err);
}

enum status pattern_compile(struct arena *arena, const struct pattern_spec *spec,
                            const struct pattern **out, struct err *err)
{
    struct build b = {.arena = arena, .placeholders = spec->placeholders};
    struct pattern *p = ARENA_NEW(arena, struct pattern);
    enum status status = pattern_build(&b, spec, p, err);
    if (status == OK)
        *out = p;
    else
        pattern_release(p);
    arena_free(&b.scratch);
    return status;
}

void pattern_release(const struct pattern *p)
{
    if (!p || !p->comparison || !p->comparison->release)
        return;
    for (size_t i = 0; i < p->groups_n; i++)
        if (p->groups[i].compiled)
            p->comparison->release(p->groups[i].compiled);
}

/* Testing -----------------------------------------------------------------------------------------
 */

enum answer answer_not(enum answer a)
{
    return a == YES ? NO : a == NO ? YES : UNDECIDED;
}

static enum answer value_test(const struct pattern *p, const struct group *g, struct subject *s)
{
    char room[VIEW_ROOM];
    if (g->null_too && s->value.len == 0)
        return YES;
    if (!g->compiled || (p->view && !p->view(s->value, room, &s->value)))
        return NO;
    return p->comparison->test(g->compiled, s);
}

/* Whether any value satisfies the group. */
static enum answer group_test(const struct pattern *p, const struct group *g,
                              struct pattern_values values, struct subject s)
{
    enum answer found = g->null_too && values.n == 0 ? YES : NO;
    for (size_t i = 0; i < values.n && found != YES; i++) {
        s.value = values.v[i];
        enum answer a = value_test(p, g, &s);
        found = a == NO ? found : a;
    }
    return found;
}

static enum answer groups_test(const struct pattern *p, struct pattern_values values,
                               struct subject s)
{
    enum answer all = YES;
    for (size_t i = 0; i < p->groups_n; i++) {
        enum answer a = group_test(p, &p->groups[i], values, s);
        if (a == NO)
            return NO;
        all = a == UNDECIDED ? a : all;
    }
    return all;
}

enum answer pattern_test(const struct pattern *p, struct pattern_values values,
                         struct pattern_values other, struct pattern_scratch *scratch)
{
    enum answer a =
        p->settings & PRESENCE
            ? ((values.n > 0) == p->present ? YES : NO)
            : groups_test(p, values, (struct subject){.other = other, .scratch = scratch});
    return p->settings & NEGATED ? answer_not(a) : a;
}

struct str pattern_other_field(const struct pattern *p)
{
    return p->other_field;
}

bool pattern_same(const struct pattern *a, const struct pattern *b)
{
    return a == b || (a->hash == b->hash && str_eq(a->key, b->key));
}

struct pattern_values pattern_needles(const struct pattern *p)
{
    return p->needles;
}

struct pattern_values pattern_plain(const struct pattern *p)
{
    return p->plain;
}
