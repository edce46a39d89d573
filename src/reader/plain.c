/* Values as commands print them, made plain. */
#include "objects.h"

#include "base/buf.h"
#include "words.h"

bool console_filtered(const struct console *c)
{
    static const char *const filters[] = {"find",          "where",   "| ?",         "|?",
                                          "-name",         "-filter", "-first",      "/fi",
                                          "select-string", "-state",  "-displayname"};
    struct buf lower = BUF_CAP(4096);
    bool found = false;
    for (size_t i = 0; i < c->command.len; i++)
        buf_char(&lower, (char)(c->command.ptr[i] |
                                (c->command.ptr[i] >= 'A' && c->command.ptr[i] <= 'Z' ? 32 : 0)));
    for (size_t i = 0; i < ARRAY_LEN(filters); i++)
        found |= str_find(buf_str(&lower), str_of(filters[i])) != NULL;
    buf_free(&lower);
    return found;
}

struct str plain_list(struct arena *arena, struct str value)
{
    (void)arena;
    value = str_trim(value);
    if (value.len >= 2 && value.ptr[0] == '{' && value.ptr[value.len - 1] == '}')
        value = str_trim((struct str){value.ptr + 1, value.len - 2});
    return str_ends(value, STR("[]")) ? (struct str){0} : value; /* of a type, not of its items */
}

struct str plain_none(struct arena *arena, struct str value)
{
    (void)arena;
    return words_nobody(value) || str_eq_nocase(value, STR("NULL")) ? STR("") : value;
}

struct str plain_image(struct arena *arena, struct str value)
{
    (void)arena;
    struct str s = str_trim(value);
    if (s.len && s.ptr[0] == '"') {
        s = str_skip(s, 1);
        const char *quote = s.len ? memchr(s.ptr, '"', s.len) : NULL;
        s.len = quote ? (size_t)(quote - s.ptr) : s.len;
    } else {
        /* Paths may hold blanks without quotes: the program ends where its extension does. */
        for (size_t i = 4; i <= s.len; i++)
            if (str_eq_nocase((struct str){s.ptr + i - 4, 4}, STR(".exe")) &&
                (i == s.len || s.ptr[i] == ' ')) {
                s.len = i;
                break;
            }
    }
    const char *slash = s.len ? memrchr(s.ptr, '\\', s.len) : NULL;
    return slash ? str_skip(s, (size_t)(slash + 1 - s.ptr)) : s;
}

/* "20121024183312.500000-420" */
static bool wmi_time(struct str s, struct civil *at)
{
    static const struct {
        size_t from, len;
    } parts[] = {
        {0,  4},
        {4,  2},
        {6,  2},
        {8,  2},
        {10, 2},
        {12, 2}
    };
    uint64_t n[6];
    if (s.len < 21 || s.ptr[14] != '.')
        return false;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (!str_to_u64((struct str){s.ptr + parts[i].from, parts[i].len}, &n[i]))
            return false;
    *at = (struct civil){.year = (int)n[0],
                         .month = (int)n[1],
                         .day = (int)n[2],
                         .hour = (int)n[3],
                         .minute = (int)n[4],
                         .second = (int)n[5]};
    return civil_valid(at);
}

struct str plain_time(struct arena *arena, struct str value)
{
    struct civil at = {0};
    struct moment m = MOMENT_NONE;
    char text[TIME_TEXT];
    value = str_trim(value);
    if (wmi_time(value, &at))
        m = (struct moment){civil_ticks(&at), true};
    else if (!console_time(value, &m) && taken_date(value, (struct str){0}, true, &at))
        return arena_fmt(arena, "%04d-%02d-%02d", at.year, at.month, at.day);
    if (m.ticks == TIME_NONE)
        return value;
    return arena_str(arena, str_head(str_of(time_iso(m, text)), sizeof "2012-10-24T18:33:12" - 1));
}
