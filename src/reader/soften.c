#include "soften.h"

enum { TAG_MAX = 200 };

struct str soften_quotes(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    bool front = true;
    memcpy(copy, s.ptr, s.len);
    for (size_t i = 0; i < s.len; i++) {
        bool mark = copy[i] == '>' || copy[i] == '|';
        if (front && mark)
            copy[i] = ' ';
        front = copy[i] == '\n' || (front && copy[i] == ' ');
    }
    return (struct str){copy, s.len};
}

/* Entities ------------------------------------------------------------------------------------- */

static const struct {
    struct str text;
    const char *means;
} entities[] = {
    {{"&nbsp;", 6}, " " },
    {{"&#160;", 6}, " " },
    {{"&amp;", 5},  "&" },
    {{"&lt;", 4},   "<" },
    {{"&gt;", 4},   ">" },
    {{"&quot;", 6}, "\""},
    {{"&#39;", 5},  "'" },
    {{"&apos;", 6}, "'" },
};

/* Writes what the entity at the front of `s` means; its length, 0 when there is none. */
static size_t put_entity(char *to, struct str s)
{
    for (size_t i = 0; i < ARRAY_LEN(entities); i++)
        if (str_starts(s, entities[i].text)) {
            memset(to, SOFTEN_NOTHING, entities[i].text.len);
            to[0] = entities[i].means[0];
            return entities[i].text.len;
        }
    return 0;
}

/* Tags ----------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    bool breaks; /* a new line begins */
} tags[] = {
    {"br",         true },
    {"p",          true },
    {"div",        true },
    {"tr",         true },
    {"li",         true },
    {"td",         false},
    {"th",         false},
    {"span",       false},
    {"b",          false},
    {"i",          false},
    {"u",          false},
    {"em",         false},
    {"strong",     false},
    {"font",       false},
    {"pre",        false},
    {"code",       false},
    {"blockquote", false},
    {"table",      false},
    {"tbody",      false},
    {"ul",         false},
    {"a",          false},
};

/* The length of the tag at the front of `s`, 0 when it is none of HTML. */
static size_t tag_at(struct str s, bool *breaks)
{
    const char *end = s.len > 2 ? memchr(s.ptr, '>', s.len < TAG_MAX ? s.len : TAG_MAX) : NULL;
    if (!end)
        return 0;
    bool closing = s.ptr[1] == '/';
    struct str name = {s.ptr + 1 + closing, 0};
    for (char c;
         name.ptr + name.len < end && (c = (char)(name.ptr[name.len] | 0x20)) >= 'a' && c <= 'z';)
        name.len++;
    for (size_t i = 0; i < ARRAY_LEN(tags); i++)
        if (str_eq_nocase(name, str_of(tags[i].name))) {
            *breaks = tags[i].breaks && !closing;
            return (size_t)(end + 1 - s.ptr);
        }
    return 0;
}

static bool line_ends(struct str s)
{
    for (size_t i = 0; i < s.len && i < TAG_MAX; i++)
        if (s.ptr[i] == '\n')
            return true;
        else if (s.ptr[i] != ' ' && s.ptr[i] != '\t' && s.ptr[i] != '\r')
            return false;
    return false;
}

/* The text as a whole -------------------------------------------------------------------------- */

static size_t soften_one(char *to, struct str s)
{
    bool breaks = false;
    size_t n = 0;
    if (s.ptr[0] == '&')
        return put_entity(to, s);
    if (s.ptr[0] == '<' && (n = tag_at(s, &breaks)) > 0) {
        memset(to, SOFTEN_NOTHING, n);
        to[0] = breaks && !line_ends(str_skip(s, n)) ? '\n' : ' ';
    } else if (str_starts(s, STR("**"))) {
        n = 2;
        memset(to, ' ', n);
    }
    return n;
}

bool soften_is_marked_up(struct str s)
{
    char room[TAG_MAX];
    for (size_t i = 0; i < s.len; i++)
        if (strchr("&<*", s.ptr[i]) && s.ptr[i] && soften_one(room, str_skip(s, i)))
            return true;
    return false;
}

struct str soften_markup(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    memcpy(copy, s.ptr, s.len);
    for (size_t i = 0; i < s.len; i++) {
        bool mark = s.ptr[i] == '&' || s.ptr[i] == '<' || s.ptr[i] == '*';
        size_t n = mark ? soften_one(copy + i, str_skip(s, i)) : 0;
        i += n ? n - 1 : 0;
    }
    return (struct str){copy, s.len};
}

struct str soften_squeeze(struct arena *arena, struct str s)
{
    if (!s.len || !memchr(s.ptr, SOFTEN_NOTHING, s.len))
        return s;
    char *copy = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != SOFTEN_NOTHING)
            copy[n++] = s.ptr[i];
    return str_trim((struct str){copy, n});
}
