/* Texts: equal, or with anything before and behind; what a test without modifiers asks. */
#include "modifier.h"
#include "needles.h"
#include "textset.h"

enum { GOES_WITH = ALL | CASED | NEQ | UTF16 | BASE64 | WINDASH | EXPAND | FIELDREF };

/* What "any of these" comes down to, by shape: most are told without looking at wildcards. */
struct texts {
    bool exact_case, any;
    struct text_set equal;
    struct needles inside;
    struct str *starts, *ends;
    struct glob *globs;
    struct str *needed; /* by glob: a literal that must stand somewhere */
    struct number *numbers;
    size_t starts_n, ends_n, globs_n, numbers_n;
    struct text_set numbers_many; /* by shortest text, where there are many */
};

enum { MANY_NUMBERS = 8, NUMBER_ROOM = 40 };

/* Collects while sorting the operands by shape; each array has room for all of them and is kept as
 * long as what is in it. */
struct sorting {
    struct texts *t;
    struct str *equal, *inside;
    size_t equal_n, inside_n;
};

static void *kept(struct arena *arena, const void *items, size_t size)
{
    void *copy = size ? arena_alloc(arena, size) : NULL;
    return copy ? memcpy(copy, items, size) : NULL;
}

static void glob_sort(struct sorting *s, struct glob g)
{
    struct texts *t = s->t;
    bool before = g.n && g.v[0].kind == PIECE_RUN;
    bool behind = g.n > 1 && g.v[g.n - 1].kind == PIECE_RUN;
    struct glob middle = {before ? g.v + 1 : g.v, g.n - before - behind, 0};
    if (before && middle.n == 0) {
        t->any = true;
    } else if (!glob_is_literal(middle)) {
        t->needed[t->globs_n] = glob_longest(g);
        t->globs[t->globs_n++] = g;
    } else {
        struct str text = middle.n ? middle.v[0].text : STR("");
        if (before && behind)
            s->inside[s->inside_n++] = text;
        else if (before)
            t->ends[t->ends_n++] = text;
        else if (behind)
            t->starts[t->starts_n++] = text;
        else
            s->equal[s->equal_n++] = text;
    }
}

static void numbers_index(struct build *b, struct texts *t)
{
    if (t->numbers_n < MANY_NUMBERS)
        return;
    struct str *texts = ARENA_ARRAY(b->arena, struct str, t->numbers_n);
    for (size_t i = 0; i < t->numbers_n; i++)
        texts[i] = number_text(b->arena, t->numbers[i]);
    t->numbers_many = text_set_build(b->arena, texts, t->numbers_n);
}

static enum status texts_compile(struct build *b, const struct operand *v, size_t n,
                                 const void **out, struct err *err)
{
    struct texts *t = ARENA_NEW(b->arena, struct texts);
    struct str *room = ARENA_ARRAY(&b->scratch, struct str, n * 5);
    struct sorting s = {.t = t, .equal = room, .inside = room + n};
    t->starts = room + n * 2;
    t->ends = room + n * 3;
    t->needed = room + n * 4;
    t->globs = ARENA_ARRAY(&b->scratch, struct glob, n);
    t->numbers = ARENA_ARRAY(&b->scratch, struct number, n);
    t->exact_case = b->settings & EXACT_CASE;
    for (size_t i = 0; i < n; i++) {
        if ((b->settings & PART_OF_TIME) && v[i].kind != OPERAND_NUMBER)
            return err_at(err, FAIL_INPUT, v[i].loc,
                          "a part of a time is a number, without quotes");
        if (v[i].kind == OPERAND_NUMBER && glob_is_literal(v[i].glob))
            t->numbers[t->numbers_n++] = v[i].number;
        else
            glob_sort(&s, v[i].glob);
    }
    t->starts = kept(b->arena, t->starts, t->starts_n * sizeof *t->starts);
    t->ends = kept(b->arena, t->ends, t->ends_n * sizeof *t->ends);
    t->globs = kept(b->arena, t->globs, t->globs_n * sizeof *t->globs);
    t->needed = kept(b->arena, t->needed, t->globs_n * sizeof *t->needed);
    t->numbers = kept(b->arena, t->numbers, t->numbers_n * sizeof *t->numbers);
    s.equal = kept(b->arena, s.equal, s.equal_n * sizeof *s.equal);
    t->equal = text_set_build(b->arena, s.equal, s.equal_n);
    t->inside = needles_build(b->arena, s.inside, s.inside_n);
    numbers_index(b, t);
    *out = t;
    return OK;
}

static bool number_among(const struct texts *t, struct str value)
{
    struct number n;
    if (!t->numbers_n || !number_parse(value, &n))
        return false;
    if (!t->numbers_many.mask || n.decimal.len || n.whole.len == 0 || n.whole.len > NUMBER_ROOM) {
        for (size_t i = 0; i < t->numbers_n; i++)
            if (number_cmp(t->numbers[i], n) == 0)
                return true;
        return false;
    }
    char text[NUMBER_ROOM + 1];
    text[0] = '-';
    memcpy(text + 1, n.whole.ptr, n.whole.len);
    return text_set_has(&t->numbers_many, (struct str){text + !n.minus, n.whole.len + n.minus});
}

static bool globs_match(const struct texts *t, struct str value)
{
    for (size_t i = 0; i < t->globs_n; i++)
        if ((t->needed[i].len == 0 || str_find(value, t->needed[i])) &&
            glob_match(t->globs[i], value))
            return true;
    return false;
}

static bool text_among(const struct texts *t, struct str value)
{
    if (text_set_has(&t->equal, value))
        return true;
    for (size_t i = 0; i < t->starts_n; i++)
        if (str_starts(value, t->starts[i]))
            return true;
    for (size_t i = 0; i < t->ends_n; i++)
        if (str_ends(value, t->ends[i]))
            return true;
    return needles_found(&t->inside, value) || globs_match(t, value);
}

static enum answer texts_test(const void *compiled, const struct subject *s)
{
    const struct texts *t = compiled;
    if (t->any || number_among(t, s->value))
        return YES;
    if (!t->equal.mask && !t->starts_n && !t->ends_n && !t->inside.n && !t->globs_n)
        return NO;
    struct str value = t->exact_case ? s->value : folder_fold(&s->scratch->folder, s->value);
    return text_among(t, value) ? YES : NO;
}

static struct str texts_needed(struct build *b, const struct operand *op)
{
    if (op->kind == OPERAND_NUMBER && glob_is_literal(op->glob))
        return (struct str){0}; /* 7 accepts "0x07", too */
    return glob_longest(b->settings & EXACT_CASE ? glob_fold(b->arena, op->glob) : op->glob);
}

const struct comparison compare_text = {
    .name = "text", .compile = texts_compile, .test = texts_test, .needed = texts_needed};

const struct modifier modifier_contains = {.name = "contains",
                                           .is = CONTAINS,
                                           .with = GOES_WITH | REGEX | REGEX_FLAG,
                                           .sets = OPEN_BEFORE | OPEN_BEHIND,
                                           .hint = "a text stands in one place; choose one"};
const struct modifier modifier_startswith = {.name = "startswith",
                                             .is = EDGE,
                                             .with = GOES_WITH,
                                             .sets = OPEN_BEHIND,
                                             .hint = "a text stands in one place; choose one"};
const struct modifier modifier_endswith = {.name = "endswith",
                                           .is = EDGE,
                                           .with = GOES_WITH,
                                           .sets = OPEN_BEFORE,
                                           .hint = "a text stands in one place; choose one"};
const struct modifier modifier_cased = {.name = "cased",
                                        .is = CASED,
                                        .with = CONTAINS | EDGE | REGEX | ALL | NEQ | UTF16 |
                                                BASE64 | WINDASH | EXPAND | FIELDREF,
                                        .sets = EXACT_CASE,
                                        .hint = "only texts have upper and lower case"};
