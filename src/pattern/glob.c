#include "glob.h"

#include "base/utf8.h"

const char *const dashes[5] = {"-", "/", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95"};

bool dash_take(struct str *s)
{
    for (size_t i = 0; i < ARRAY_LEN(dashes); i++) {
        struct str dash = str_of(dashes[i]);
        if (str_starts(*s, dash)) {
            *s = str_skip(*s, dash.len);
            return true;
        }
    }
    return false;
}

static struct str joined(struct arena *arena, struct str a, struct str b)
{
    char *to = arena_alloc(arena, a.len + b.len + 1);
    memcpy(to, a.ptr, a.len);
    memcpy(to + a.len, b.ptr, b.len);
    return (struct str){to, a.len + b.len};
}

void glob_add(struct arena *arena, struct glob *g, struct piece p)
{
    struct piece *last = g->n ? &g->v[g->n - 1] : NULL;
    if (p.kind == PIECE_LITERAL && p.text.len == 0)
        return;
    if (last && last->kind == p.kind && p.kind == PIECE_RUN)
        return;
    if (last && last->kind == p.kind && p.kind == PIECE_LITERAL) {
        last->text = joined(arena, last->text, p.text);
        return;
    }
    if (g->n == g->max) { /* nearly all have one piece: GROW would begin with too many */
        g->max = g->max ? g->max * 2 : 1;
        struct piece *more = ARENA_ARRAY(arena, struct piece, g->max);
        if (g->n)
            memcpy(more, g->v, g->n * sizeof *more);
        g->v = more;
    }
    g->v[g->n++] = p;
}

struct glob glob_parse(struct arena *arena, struct str text)
{
    struct glob g = {0};
    char *plain = arena_alloc(arena, text.len + 1);
    size_t from = 0, to = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        char next = byte_at(text, i + 1);
        if (c == '\\' && (next == '*' || next == '?' || next == '\\')) {
            plain[to++] = next;
            i++;
        } else if (c == '*' || c == '?') {
            glob_add(arena, &g,
                     (struct piece){
                         PIECE_LITERAL, {plain + from, to - from}
            });
            glob_add(arena, &g, (struct piece){c == '*' ? PIECE_RUN : PIECE_ONE, {0}});
            from = to;
        } else {
            plain[to++] = c;
        }
    }
    glob_add(arena, &g,
             (struct piece){
                 PIECE_LITERAL, {plain + from, to - from}
    });
    return g;
}

struct glob glob_literal(struct arena *arena, struct str text)
{
    struct glob g = {0};
    glob_add(arena, &g, (struct piece){PIECE_LITERAL, text});
    return g;
}

struct glob glob_open(struct arena *arena, struct glob g, bool before, bool behind)
{
    struct glob to = {0};
    if (before)
        glob_add(arena, &to, (struct piece){PIECE_RUN, {0}});
    for (size_t i = 0; i < g.n; i++)
        glob_add(arena, &to, g.v[i]);
    if (behind)
        glob_add(arena, &to, (struct piece){PIECE_RUN, {0}});
    return to;
}

struct glob glob_fold(struct arena *arena, struct glob g)
{
    struct glob to = {0};
    for (size_t i = 0; i < g.n; i++) {
        struct piece p = g.v[i];
        p.text = p.kind == PIECE_LITERAL ? utf8_fold(arena, p.text) : p.text;
        glob_add(arena, &to, p);
    }
    return to;
}

bool glob_is_literal(struct glob g)
{
    return g.n == 0 || (g.n == 1 && g.v[0].kind == PIECE_LITERAL);
}

bool glob_has_wildcard(struct glob g)
{
    for (size_t i = 0; i < g.n; i++)
        if (g.v[i].kind == PIECE_RUN || g.v[i].kind == PIECE_ONE)
            return true;
    return false;
}

struct str glob_longest(struct glob g)
{
    struct str best = {"", 0};
    for (size_t i = 0; i < g.n; i++)
        if (g.v[i].kind == PIECE_LITERAL && g.v[i].text.len > best.len)
            best = g.v[i].text;
    return best;
}

/* The pieces between two runs. Each place where one can begin fixes where it ends, and a later
 * beginning never ends earlier; so the first place that fits is always the right one to take. */
struct segment {
    const struct piece *v;
    size_t n;
};

static bool segment_take(struct segment seg, struct str *text)
{
    struct str rest = *text;
    for (size_t i = 0; i < seg.n; i++) {
        switch (seg.v[i].kind) {
        case PIECE_LITERAL:
            if (!str_starts(rest, seg.v[i].text))
                return false;
            rest = str_skip(rest, seg.v[i].text.len);
            break;
        case PIECE_DASH:
            if (!dash_take(&rest))
                return false;
            break;
        case PIECE_ONE:
        case PIECE_RUN:
            if (rest.len == 0)
                return false;
            utf8_next(&rest);
            break;
        }
    }
    *text = rest;
    return true;
}

/* The place as many characters before `at` as the first `n` pieces match; false when there is none.
 */
static bool segment_back(struct segment seg, size_t n, struct str s, size_t *at)
{
    size_t to = *at;
    while (n-- > 0) {
        bool literal = seg.v[n].kind == PIECE_LITERAL;
        if (to < (literal ? seg.v[n].text.len : 1))
            return false;
        if (literal) {
            to -= seg.v[n].text.len;
            continue;
        }
        size_t least = to > 4 ? to - 4 : 0;
        for (to--; to > least && ((unsigned char)s.ptr[to] & 0xc0) == 0x80; to--)
            ;
    }
    *at = to;
    return true;
}

static size_t segment_anchor(struct segment seg)
{
    size_t best = seg.n;
    for (size_t i = 0; i < seg.n; i++)
        if (seg.v[i].kind == PIECE_LITERAL &&
            (best == seg.n || seg.v[i].text.len > seg.v[best].text.len))
            best = i;
    return best;
}

/* Without a literal there is nothing to look for: every place is tried. */
static bool segment_walk(struct segment seg, struct str *text)
{
    while (!segment_take(seg, text)) {
        if (text->len == 0)
            return false;
        utf8_next(text);
    }
    return true;
}

/* The next place at or after the front of `text` where `seg` fits; leaves what stands behind it.
 * The longest literal is looked for, the pieces before it are counted back. */
static bool segment_find(struct segment seg, struct str *text)
{
    size_t anchor = segment_anchor(seg);
    if (anchor == seg.n)
        return segment_walk(seg, text);
    for (size_t from = 0;;) {
        const char *found = str_find(str_skip(*text, from), seg.v[anchor].text);
        if (!found)
            return false;
        size_t at = (size_t)(found - text->ptr);
        from = at + 1;
        if (!segment_back(seg, anchor, *text, &at))
            continue;
        struct str rest = str_skip(*text, at);
        if (segment_take(seg, &rest)) {
            *text = rest;
            return true;
        }
    }
}

/* Whether `seg` fits at the end of `s`. */
static bool segment_ends(struct segment seg, struct str s)
{
    size_t at = s.len;
    if (!segment_back(seg, seg.n, s, &at))
        return false;
    struct str rest = str_skip(s, at);
    return segment_take(seg, &rest) && rest.len == 0;
}

static struct segment segment_next(struct glob g, size_t *i)
{
    struct segment seg = {g.v + *i, 0};
    while (*i + seg.n < g.n && seg.v[seg.n].kind != PIECE_RUN)
        seg.n++;
    *i += seg.n;
    return seg;
}

bool glob_match(struct glob g, struct str text)
{
    size_t i = 0;
    if (g.n == 0)
        return text.len == 0;
    struct segment seg = segment_next(g, &i);
    if (!segment_take(seg, &text))
        return false;
    if (i == g.n)
        return text.len == 0;
    for (;;) { /* v[i] is a run */
        i++;
        if (i == g.n)
            return true;
        seg = segment_next(g, &i);
        if (i == g.n)
            return segment_ends(seg, text);
        if (!segment_find(seg, &text))
            return false;
    }
}
