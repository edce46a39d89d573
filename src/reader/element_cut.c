#include "element_cut.h"

enum { MARKUP_MAX = 16 * 1024 }; /* a longer tag or comment outside a record is none */

enum seek { FOUND, MORE, BAD };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0;
}

static enum seek seek_text(struct str s, size_t from, struct str what, bool last, size_t *len)
{
    struct str in = str_skip(s, from);
    const char *end = str_find(in, what);
    if (!end)
        return last ? BAD : MORE;
    *len = (size_t)(end - s.ptr) + what.len;
    return FOUND;
}

/* A tag; a '<' inside it says that it is none, so that text full of them costs little. */
static enum seek seek_tag(struct str s, bool last, size_t *len)
{
    char quote = 0;
    for (size_t i = 1; i < s.len; i++) {
        char c = s.ptr[i];
        if (i >= MARKUP_MAX || c == '<')
            return BAD;
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return *len = i + 1, FOUND;
    }
    return last ? BAD : MORE;
}

/* "<!DOCTYPE ROOT [ ... ]>": what is declared inside is passed over unread. */
static enum seek seek_doctype(struct str s, bool last, size_t *len)
{
    for (size_t i = 1; i < s.len && i < MARKUP_MAX; i++) {
        if (s.ptr[i] == '>')
            return *len = i + 1, FOUND;
        if (s.ptr[i] == '[')
            return seek_text(s, i, STR("]>"), last, len);
    }
    return last || s.len >= MARKUP_MAX ? BAD : MORE;
}

/* The markup at the front of `s`, whatever it is. */
static enum seek seek_markup(struct str s, bool last, size_t *len)
{
    static const struct {
        struct str begin, end;
    } kinds[] = {
        {{"<!--", 4},      {"-->", 3}},
        {{"<![CDATA[", 9}, {"]]>", 3}},
        {{"<?", 2},        {"?>", 2} },
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_starts(s, kinds[i].begin))
            return seek_text(s, kinds[i].begin.len, kinds[i].end, last, len);
    if (s.len < 9 && !last)
        return MORE;
    return str_starts(s, STR("<!")) ? BAD : seek_tag(s, last, len);
}

static struct str tag_name(struct str tag)
{
    size_t from = tag.len > 1 && tag.ptr[1] == '/' ? 2 : 1, at = from;
    while (at < tag.len && !is_blank(tag.ptr[at]) && tag.ptr[at] != '>' && tag.ptr[at] != '/')
        at++;
    return (struct str){tag.ptr + from, at > from ? at - from : 0};
}

static bool is_wrapper(const struct element_form *form, struct str name)
{
    for (const char *const *w = form->wrappers; *w; w++)
        if (str_eq(name, str_of(*w)))
            return true;
    return false;
}

/* Markup that stands in no record: the one before it has lost its end. */
static bool is_outside(const struct element_form *form, struct str tag)
{
    struct str name = tag_name(tag);
    if (str_starts(tag, STR("<?xml ")) || is_wrapper(form, name))
        return true;
    return form->record && tag.ptr[1] != '/' && str_eq(name, str_of(form->record));
}

static struct piece open_or_broken(struct str s, bool last)
{
    if (s.len > LIMIT_RECORD_BYTES)
        return piece(PIECE_LARGE, s, s.len);
    return piece(last ? PIECE_BROKEN : PIECE_OPEN, s, s.len);
}

/* A comment, CDATA or instruction: what stands inside is no markup. */
static bool is_quoting(struct str s)
{
    return str_starts(s, STR("<!--")) || str_starts(s, STR("<![CDATA[")) ||
           str_starts(s, STR("<?"));
}

/* The element whose start tag is `at` bytes long. */
static struct piece element_at(const struct element_form *form, struct str s, size_t at, bool last)
{
    size_t depth = s.ptr[at - 2] != '/', len;
    while (depth) {
        struct str rest = str_skip(s, at);
        const char *lt = rest.len ? memchr(rest.ptr, '<', rest.len) : NULL;
        if (!lt || at > LIMIT_RECORD_BYTES)
            return open_or_broken(s, last);
        at = (size_t)(lt - s.ptr);
        rest = str_skip(s, at);
        enum seek found = seek_markup(rest, last, &len);
        if (found == MORE || (found == BAD && is_quoting(rest)))
            return open_or_broken(s, last); /* all the rest is inside it */
        struct str tag = str_head(rest, found == FOUND ? len : 1);
        if (found == FOUND && is_outside(form, tag))
            return piece(PIECE_BROKEN, s, at);
        if (found == FOUND && tag.ptr[1] == '/')
            depth--;
        else if (found == FOUND && tag.ptr[1] != '!' && tag.ptr[1] != '?')
            depth += tag.ptr[len - 2] != '/';
        at += tag.len;
    }
    return piece(at > LIMIT_RECORD_BYTES ? PIECE_LARGE : PIECE_RECORD, s, at);
}

static struct piece tag_at(const struct element_form *form, struct str s, bool last)
{
    size_t len;
    enum seek found = seek_markup(s, last, &len);
    if (found == BAD && str_starts(s, STR("<!")) && !is_quoting(s))
        found = seek_doctype(s, last, &len);
    if (found == MORE && s.len < MARKUP_MAX)
        return piece(PIECE_OPEN, s, s.len);
    if (found != FOUND || len > MARKUP_MAX)
        return piece(PIECE_LOST, s, s.ptr[1 < s.len] == '!' ? MARKUP_MAX : 1);
    struct str name = tag_name(str_head(s, len));
    if (strchr("/!?", s.ptr[1]) || is_wrapper(form, name))
        return piece(PIECE_FILLING, s, len);
    struct piece p = element_at(form, s, len, last);
    if (form->record && !str_eq(name, str_of(form->record)) && p.kind != PIECE_OPEN)
        p.kind = PIECE_LOST;
    return p;
}

struct piece element_piece_at(const struct element_form *form, struct str s, bool last)
{
    size_t blank = 0;
    if (s.ptr[0] == '<')
        return tag_at(form, s, last);
    while (blank < s.len && is_blank(s.ptr[blank]))
        blank++;
    if (str_starts(str_skip(s, blank), STR("\xEF\xBB\xBF")))
        blank += 3;
    if (blank)
        return piece(PIECE_FILLING, s, blank);
    const char *lt = memchr(s.ptr, '<', s.len);
    return piece(PIECE_LOST, s, lt ? (size_t)(lt - s.ptr) : s.len);
}
