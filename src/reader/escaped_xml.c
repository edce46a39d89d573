/* Event logs whose XML was escaped for HTML: "&lt;Event xmlns=...&gt;", as a browser, a forum or a
 * mail shows them. What stands between two escaped ends of records is unescaped once and read as
 * records; the rest of the page belongs to none. */
#include "base/buf.h"
#include "base/utf8.h"
#include "reader/reader.h"
#include "windows_xml.h"

static const struct str open_tag = {"&lt;Event", 9}, close_tag = {"&lt;/Event&gt;", 14};

/* Does a record begin here: "&lt;Event ...&gt; &lt;System"? */
static bool is_record(struct str s)
{
    struct str in = str_head(str_skip(s, open_tag.len), 512);
    const char *end = str_find(in, STR("&gt;"));
    if (!end || in.len < 4 || !(in.ptr[0] == ' ' || in.ptr[0] == '&'))
        return false;
    struct str rest = str_skip(in, (size_t)(end - in.ptr) + 4);
    const char *system = str_find(rest, STR("&lt;System"));
    return system && system - rest.ptr < 80; /* line breaks of HTML may stand between */
}

/* The first record of the window; its length from its beginning to behind its end, 0 when it has
 * none there. */
static const char *find_record(struct str s, size_t *len)
{
    *len = 0;
    for (const char *at; (at = str_find(s, open_tag));) {
        s = str_skip(s, (size_t)(at - s.ptr));
        if (!is_record(s)) {
            s = str_skip(s, open_tag.len);
            continue;
        }
        const char *end = str_find(s, close_tag);
        *len = end ? (size_t)(end - s.ptr) + close_tag.len : 0;
        return at;
    }
    return NULL;
}

static int escaped_xml_probe(struct str head, struct str path)
{
    size_t len;
    (void)path;
    const char *at = find_record(head, &len);
    /* JSON and the like escape otherwise; a record as it should be is for its own reader. */
    return at && !str_find(head, STR("<System")) ? 85 : 0;
}

static struct cut escaped_xml_split(struct str window, size_t want, bool last)
{
    size_t taken = 0, len;
    while (taken < window.len && taken < want) {
        struct str rest = str_skip(window, taken);
        const char *at = find_record(rest, &len);
        if (!at || !len || len > LIMIT_RECORD_BYTES)
            break;
        taken += (size_t)(at - rest.ptr) + len;
    }
    if (taken && (!last || taken >= want))
        return (struct cut){0, taken, NULL};
    if (last)
        return (struct cut){0, window.len, NULL};
    bool hopeless = window.len >= LIMIT_RECORD_BYTES;
    return (struct cut){hopeless ? window.len : 0, 0, hopeless ? "no whole record" : NULL};
}

/* "&lt;", "&amp;lt;" -> "<", "&lt;"; tags of HTML are left out, line breaks become line ends. */
static size_t unescape_one(struct buf *to, struct str s)
{
    static const struct {
        struct str is, means;
    } known[] = {
        {{"&lt;", 4},   {"<", 1} },
        {{"&gt;", 4},   {">", 1} },
        {{"&amp;", 5},  {"&", 1} },
        {{"&quot;", 6}, {"\"", 1}},
        {{"&#39;", 5},  {"'", 1} },
        {{"&#x27;", 6}, {"'", 1} },
        {{"&#34;", 5},  {"\"", 1}},
        {{"&apos;", 6}, {"'", 1} },
        {{"&nbsp;", 6}, {" ", 1} },
        {{"&#160;", 6}, {" ", 1} },
        {{"<br", 3},    {"\n", 1}},
    };
    const char *end = s.ptr[0] == '<' ? memchr(s.ptr, '>', s.len < 4096 ? s.len : 4096) : NULL;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_starts_nocase(s, known[i].is)) {
            buf_add(to, known[i].means);
            return end ? (size_t)(end - s.ptr) + 1 : known[i].is.len;
        }
    if (end)
        return (size_t)(end - s.ptr) + 1;
    buf_char(to, s.ptr[0]);
    return 1;
}

static struct str unescape(struct arena *arena, struct str s)
{
    struct buf to = BUF_CAP(s.len + 1);
    while (s.len) {
        const char *special = s.ptr;
        while (special < s.ptr + s.len && *special != '&' && *special != '<')
            special++;
        buf_add(&to, str_head(s, (size_t)(special - s.ptr)));
        s = str_skip(s, (size_t)(special - s.ptr));
        if (s.len)
            s = str_skip(s, unescape_one(&to, s));
    }
    struct str text = arena_str(arena, buf_str(&to));
    buf_free(&to);
    return text;
}

/* Places of what was read are those of the escaped record. */
static void read_record(struct batch *b, struct str record, struct loc place)
{
    uint64_t offset = b->offset + (uint64_t)(record.ptr - b->bytes.ptr);
    size_t events = b->events_n, losses = b->losses_n;
    struct str text = unescape(&b->arena, record);
    windows_xml_read(b, text, offset, place);
    for (size_t i = events; i < b->events_n; i++)
        b->events[i].offset = offset;
    if (b->losses_n == losses)
        return;
    b->losses_n = losses + 1;
    b->losses[losses].offset = offset;
    b->losses[losses].length = record.len;
}

/* Anything but tags of HTML and blanks. */
static bool has_text(struct str s)
{
    for (; s.len; s = str_skip(s, 1)) {
        const char *end = s.ptr[0] == '<' ? memchr(s.ptr, '>', s.len) : NULL;
        if (end)
            s = str_skip(s, (size_t)(end - s.ptr));
        else if (s.ptr[0] && !strchr(" \t\r\n", s.ptr[0]))
            return true;
    }
    return false;
}

/* Text of the page that belongs to no record. */
static void pass_over(struct batch *b, struct str s, struct loc place)
{
    uint64_t at = b->offset + (uint64_t)(s.ptr - b->bytes.ptr);
    if (!has_text(s)) {
        if (s.len)
            notes_sum(&b->notes, NOTE_BANNER_SKIPPED, place, 1, "%s", "");
        return;
    }
    batch_lost(b, at, s.len, "no part of a record");
    notes_add(&b->notes, NOTE_BYTES_LOST, place, "no part of a record: %zu bytes at byte %llu",
              s.len, (unsigned long long)at);
}

static enum status escaped_xml_parse(struct batch *b, const struct lead *lead, struct err *err)
{
    struct loc place = {.file = lead->path.ptr};
    struct str rest = b->bytes;
    size_t len, records = 0;
    const char *at;
    (void)err;
    while ((at = find_record(rest, &len)) && len) {
        pass_over(b, str_head(rest, (size_t)(at - rest.ptr)), place);
        rest = str_skip(rest, (size_t)(at - rest.ptr));
        read_record(b, str_head(rest, len), place);
        rest = str_skip(rest, len);
        records++;
    }
    pass_over(b, rest, place);
    if (records)
        notes_sum(&b->notes, NOTE_XML_ESCAPED, place, records, "%s", "");
    return OK;
}

const struct reader reader_escaped_xml = {
    .name = "escaped-xml",
    .summary = "Windows event logs as XML that was escaped for HTML",
    .probe = escaped_xml_probe,
    .split = escaped_xml_split,
    .parse = escaped_xml_parse,
};
