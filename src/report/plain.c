#include "plain.h"

#include "base/buf.h"
#include "base/limits.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool hex(char c)
{
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Eight digits and more, letters among them, or behind 0x. */
static bool is_hex(struct str w)
{
    bool marked = str_starts_nocase(w, STR("0x")), letters = false, digits = false;
    size_t from = marked ? 2 : 0;
    for (size_t i = from; i < w.len; i++) {
        if (!hex(w.ptr[i]))
            return false;
        letters |= !digit(w.ptr[i]);
        digits |= digit(w.ptr[i]);
    }
    return marked ? w.len > from : w.len >= 8 && digits && (letters || w.len == 8);
}

static bool is_sid(struct str w)
{
    return str_starts_nocase(w, STR("S-1-")) && w.len > 6;
}

/* Groups of hexadecimal digits with hyphens between them, in braces or not. */
static bool is_guid(struct str w)
{
    size_t hyphens = 0, digits = 0;
    for (size_t i = 0; i < w.len; i++) {
        hyphens += w.ptr[i] == '-';
        digits += hex(w.ptr[i]);
        if (w.ptr[i] != '-' && !hex(w.ptr[i]) && !strchr("{}", w.ptr[i]))
            return false;
    }
    return hyphens == 4 && digits == 32;
}

static size_t count(struct str w, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < w.len; i++)
        n += w.ptr[i] == c;
    return n;
}

/* C:\x, \\server\share, HKLM\..., /var/log/x. One backslash alone is DOMAIN\user. */
static bool is_path(struct str w)
{
    if (w.len > 2 && letter(w.ptr[0]) && w.ptr[1] == ':' && strchr("\\/", w.ptr[2]))
        return true;
    if (str_starts(w, STR("\\\\")) || str_starts_nocase(w, STR("HK")))
        return count(w, '\\') > 0;
    return count(w, '\\') > 1 || (w.len > 1 && w.ptr[0] == '/' && letter(w.ptr[1]));
}

static const struct {
    bool (*test)(struct str w);
    const char *instead;
} things[] = {
    {is_hex,  "a code"       },
    {is_sid,  "an account"   },
    {is_guid, "an identifier"},
    {is_path, "a place"      },
};

/* What stands around a word: brackets, quotes, full stops. */
static struct str core_of(struct str word)
{
    while (word.len && strchr("([\"'<\016", word.ptr[0]))
        word = str_skip(word, 1);
    while (word.len && strchr(")]\"'>.,;:!?\017", word.ptr[word.len - 1]))
        word.len--;
    return word;
}

static const char *instead_of(struct str core)
{
    for (size_t i = 0; i < ARRAY_LEN(things) && core.len; i++)
        if (things[i].test(core))
            return things[i].instead;
    return NULL;
}

/* "event 3015", "events 3015": the number behind the word. */
static bool is_event_word(struct str core)
{
    static const char *const words[] = {
        "event",       "events", "id",        "ids",        "error",  "code",       "Ereignis",
        "Ereignissen", "Fehler", "événement", "événements", "erreur", "Ereignisse",
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_nocase(core, str_of(words[i])))
            return true;
    return false;
}

static bool is_number(struct str core)
{
    for (size_t i = 0; i < core.len; i++)
        if (!digit(core.ptr[i]))
            return false;
    return core.len > 0;
}

static struct str next_word(struct str *rest)
{
    size_t n = 0;
    while (n < rest->len && !strchr(" \t\r\n", rest->ptr[n]))
        n++;
    struct str word = str_head(*rest, n);
    *rest = str_skip(*rest, n + (n < rest->len));
    return word;
}

static bool is_and(struct str core)
{
    static const char *const words[] = {"and", "or", "und", "oder", "et", "ou"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq(core, str_of(words[i])))
            return true;
    return false;
}

/* "50, 34" or "7031 and 7034": what our rules write in brackets behind what they tell. */
static bool is_list_of_ids(struct str in)
{
    size_t ids = 0;
    while (in.len) {
        struct str core = core_of(next_word(&in));
        if (is_number(core) && core.len > 1 && core.len < 6)
            ids++;
        else if (core.len && !is_and(core))
            return false;
    }
    return ids > 0;
}

/* The next "(...)" of the text, and what stands behind it; false when there is none. */
static bool next_bracket(struct str *text, struct str *before, struct str *in)
{
    const char *open = text->len ? memchr(text->ptr, '(', text->len) : NULL;
    const char *close = open ? memchr(open, ')', (size_t)(text->ptr + text->len - open)) : NULL;
    if (!close)
        return false;
    *before = (struct str){text->ptr, (size_t)(open - text->ptr)};
    *in = (struct str){open + 1, (size_t)(close - open - 1)};
    *text = str_skip(*text, (size_t)(close + 1 - text->ptr));
    return true;
}

static bool has_bracket_of_ids(struct str text)
{
    struct str before, in;
    bool found = false;
    while (!found && next_bracket(&text, &before, &in))
        found = is_list_of_ids(in);
    return found;
}

static bool technical(struct str text)
{
    bool event = false;
    if (has_bracket_of_ids(text))
        return true;
    while (text.len) {
        struct str core = core_of(next_word(&text));
        if (instead_of(core) || (event && is_number(core)))
            return true;
        event = is_event_word(core);
    }
    return false;
}

bool plain_is(struct str text)
{
    return !technical(text);
}

/* Leaves out each bracket that holds something technical. */
static struct str without_brackets(struct arena *arena, struct str text)
{
    struct buf b = BUF_CAP(LIMIT_REPORT_TEXT);
    struct str before, in;
    while (next_bracket(&text, &before, &in)) {
        bool out = technical(in) || is_list_of_ids(in);
        while (out && before.len && before.ptr[before.len - 1] == ' ')
            before.len--;
        buf_add(&b, before);
        if (!out)
            buf_fmt(&b, "(%.*s)", STR_ARG(in));
    }
    buf_add(&b, text);
    struct str s = buf_keep(&b, arena);
    buf_free(&b);
    return s;
}

static void put_word(struct buf *b, struct str word, const char *instead)
{
    struct str core = core_of(word);
    buf_add(b, (struct str){word.ptr, (size_t)(core.ptr - word.ptr)});
    buf_text(b, instead);
    buf_add(b, str_skip(word, (size_t)(core.ptr - word.ptr) + core.len));
}

struct str plain_words(struct arena *arena, const struct locale *l, struct str text)
{
    if (!technical(text))
        return text;
    struct str rest = without_brackets(arena, text);
    struct buf b = BUF_CAP(LIMIT_REPORT_TEXT);
    for (bool event = false; rest.len;) {
        struct str word = next_word(&rest), core = core_of(word);
        const char *instead = instead_of(core);
        if (event && is_number(core)) {
            put_word(&b, word, locale_format(l, "of the kind described"));
        } else if (instead) {
            put_word(&b, word, locale_format(l, instead));
        } else {
            buf_add(&b, word);
        }
        if (rest.len)
            buf_char(&b, ' ');
        event = is_event_word(core);
    }
    struct str s = buf_keep(&b, arena);
    buf_free(&b);
    return s;
}
