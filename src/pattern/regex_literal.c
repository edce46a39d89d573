#include "regex_literal.h"

#include "glob.h"

struct reading {
    struct str rest;
    bool ignore_case, lost; /* lost: not understood, nothing is needed for sure */
    struct regex_literal run, best;
};

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 32);
    return c;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

static void run_end(struct reading *r)
{
    if (r->run.len > r->best.len)
        r->best = r->run;
    r->run.len = 0;
}

static char take(struct reading *r)
{
    if (r->rest.len == 0) {
        r->lost = true;
        return '\0';
    }
    char c = r->rest.ptr[0];
    r->rest = str_skip(r->rest, 1);
    return c;
}

static char peek(const struct reading *r)
{
    return byte_at(r->rest, 0);
}

static void class_skip(struct reading *r)
{
    if (peek(r) == '^')
        take(r);
    if (peek(r) == ']')
        take(r);
    while (!r->lost) {
        char c = take(r);
        if (c == ']')
            return;
        if (c == '[' && peek(r) == ':') { /* "[:alpha:]" has a bracket of its own */
            const char *end = str_find(r->rest, STR(":]"));
            if (end)
                r->rest = str_skip(r->rest, (size_t)(end - r->rest.ptr) + 2);
        }
        if (c == '\\' && take(r) == 'Q')
            r->lost = true;
    }
}

/* Flags, comments and verbs change how the rest is read. */
static bool group_understood(const struct reading *r)
{
    static const char known[] = ":=!<>P'|";
    char after = byte_at(r->rest, 1);
    return peek(r) != '*' && (peek(r) != '?' || memchr(known, after, sizeof known - 1));
}

/* Groups are passed over as a whole: what stands in one may be optional or one of several. */
static void group_skip(struct reading *r)
{
    size_t depth = 1;
    r->lost = r->lost || !group_understood(r);
    while (!r->lost && depth) {
        char c = take(r);
        depth -= c == ')';
        if (c == '(') {
            depth++;
            r->lost = !group_understood(r);
        }
        if (c == '[')
            class_skip(r);
        if (c == '\\' && take(r) == 'Q')
            r->lost = true;
    }
}

/* A quantifier, if one stands here: whether the item before it may be missing, and that the run
 * ends behind it in any case. */
static void quantifier_take(struct reading *r)
{
    char c = peek(r);
    if (c != '*' && c != '+' && c != '?' && c != '{')
        return;
    take(r);
    if (c != '+' && r->run.len)
        r->run.len--;
    while (c == '{' && !r->lost && take(r) != '}')
        ;
    run_end(r);
    if (peek(r) == '?' || peek(r) == '+')
        take(r);
}

static void literal_put(struct reading *r, char c)
{
    bool folds_beyond_ascii = r->ignore_case && (lower(c) == 'k' || lower(c) == 's');
    if ((unsigned char)c >= 0x80 || folds_beyond_ascii) {
        run_end(r);
        return;
    }
    if (r->run.len == LITERAL_MAX)
        run_end(r);
    if (r->ignore_case)
        c = lower(c);
    r->run.text[r->run.len++] = c;
}

static void escape_take(struct reading *r)
{
    static const char without_argument[] = "dDwWsSbBhHvVRAzZGntrfae";
    char c = take(r);
    if (!is_alnum(c)) {
        literal_put(r, c);
        return;
    }
    run_end(r);
    if (!memchr(without_argument, c, sizeof without_argument - 1))
        r->lost = true;
}

static void item_take(struct reading *r)
{
    char c = take(r);
    switch (c) {
    case '|':
        r->lost = true;
        break;
    case '\\':
        escape_take(r);
        break;
    case '[':
        run_end(r);
        class_skip(r);
        break;
    case '(':
        run_end(r);
        group_skip(r);
        break;
    case '.':
    case '^':
    case '$':
        run_end(r);
        break;
    default:
        literal_put(r, c);
    }
}

struct regex_literal regex_literal(struct str expression, bool ignore_case)
{
    struct reading r = {.rest = expression, .ignore_case = ignore_case};
    while (r.rest.len && !r.lost) {
        item_take(&r);
        quantifier_take(&r);
    }
    run_end(&r);
    if (r.lost)
        r.best.len = 0;
    return r.best;
}

static bool stands_at(const struct regex_literal *literal, const char *at)
{
    size_t i = 0;
    while (i < literal->len && lower(at[i]) == literal->text[i])
        i++;
    return i == literal->len;
}

bool regex_literal_found(const struct regex_literal *literal, bool ignore_case, struct str text)
{
    if (literal->len == 0)
        return true;
    if (!ignore_case)
        return str_find(text, (struct str){literal->text, literal->len}) != NULL;
    for (size_t i = 0; i + literal->len <= text.len; i++)
        if (stands_at(literal, text.ptr + i))
            return true;
    return false;
}
