/* The "Friendly View" of Event Viewer's details, copied: the tree of the event's XML without its
 * markup.
 *
 *     + System
 *       - Provider
 *        [ Name]  Service Control Manager
 *       - EventID 7036
 *        [ Qualifiers]  16384
 *        Version 0
 *     - EventData
 *       param1 DNS Server
 *        44004E0053002F0034000000
 *
 * The markup is put back, and the event is read as XML. A value goes from the first blank behind
 * its name, so names with blanks cannot be told; a value without name is indented deeper. */
#include "base/buf.h"
#include "base/limits.h"
#include "lines.h"
#include "text_event.h"
#include "windows_xml.h"

/* "+ System" or "- System". */
static bool is_event(struct str text, bool apart)
{
    struct str line;
    (void)apart;
    if (text.len < 8 || (text.ptr[0] != '+' && text.ptr[0] != '-'))
        return false;
    str_line(&text, &line);
    return str_eq(str_trim(str_skip(line, 1)), STR("System"));
}

enum line_kind {
    LINE_NONE,
    LINE_BRANCH,    /* - Provider; - EventID 7036 */
    LINE_ATTRIBUTE, /* [ Name]  value */
    LINE_LEAF,      /* Version 0 */
    LINE_END        /* the dumps of binary data begin */
};

struct parsed {
    enum line_kind kind;
    size_t level; /* of indentation; a branch counts as deep as its leaves' neighbours */
    struct str name, value, whole;
};

/* A name is followed by a blank and may hold what names of XML hold. */
static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i], lower = c | 0x20;
        bool letter = (lower >= 'a' && lower <= 'z') || c == '_' || c >= 0x80;
        if (!letter && (i == 0 || !c || !strchr("0123456789-.:", c)))
            return false;
    }
    return s.len > 0;
}

static void cut_value(struct parsed *p, struct str s)
{
    struct str value;
    p->whole = s;
    p->name = str_cut(s, ' ', &value);
    p->value = str_trim(value);
}

static struct parsed parse_line(struct str line)
{
    struct parsed p = {0};
    struct str s = str_trim(lines_indent(line, &p.level));
    if (!s.len)
        return p;
    const char *end;
    if (str_starts(s, STR("------")) || str_starts(s, STR("Binary data:")))
        p.kind = LINE_END;
    else if (s.ptr[0] == '[' && (end = memchr(s.ptr, ']', s.len))) {
        p.kind = LINE_ATTRIBUTE;
        p.name = str_trim((struct str){s.ptr + 1, (size_t)(end - s.ptr) - 1});
        p.value = str_trim(str_skip(s, (size_t)(end + 1 - s.ptr)));
    } else if (s.len > 2 && (s.ptr[0] == '-' || s.ptr[0] == '+') && s.ptr[1] == ' ' &&
               is_name(str_cut(str_skip(s, 2), ' ', &(struct str){0}))) {
        p.kind = LINE_BRANCH;
        p.level++;
        cut_value(&p, str_skip(s, 2));
    } else {
        p.kind = LINE_LEAF;
        cut_value(&p, s);
    }
    return p;
}

/* The XML of an event ----------------------------------------------------------------------------
 */

static void put_escaped(struct buf *to, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        switch (s.ptr[i]) {
        case '&':
            buf_text(to, "&amp;");
            break;
        case '<':
            buf_text(to, "&lt;");
            break;
        case '"':
            buf_text(to, "&quot;");
            break;
        default:
            buf_char(to, s.ptr[i]);
        }
}

enum { OPEN_MAX = 32 };

struct tree {
    struct buf xml;
    struct {
        struct str name;
        size_t level;
    } open[OPEN_MAX];
    size_t open_n;
    bool in_tag;      /* attributes may follow */
    struct str value; /* of the open element: written once its attributes are */
    bool in_data;     /* inside EventData: leaves are Data */
};

static void end_tag(struct tree *t)
{
    if (!t->in_tag)
        return;
    buf_char(&t->xml, '>');
    put_escaped(&t->xml, t->value);
    t->in_tag = false;
}

static void close_to(struct tree *t, size_t level)
{
    while (t->open_n && t->open[t->open_n - 1].level >= level) {
        end_tag(t);
        buf_fmt(&t->xml, "</%.*s>", STR_ARG(t->open[t->open_n - 1].name));
        t->open_n--;
    }
}

static void open_element(struct tree *t, struct str name, size_t level, struct str value)
{
    close_to(t, level);
    end_tag(t);
    if (t->open_n == OPEN_MAX || !is_name(name))
        return;
    buf_fmt(&t->xml, "<%.*s", STR_ARG(name));
    t->open[t->open_n].name = name;
    t->open[t->open_n++].level = level;
    t->in_tag = true;
    t->value = value;
}

static bool is_hex(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("0123456789ABCDEF", s.ptr[i]) || !s.ptr[i])
            return false;
    return s.len >= 2 && s.len % 2 == 0;
}

/* A value of EventData: indented by two with its name, by three without. */
static void put_data(struct tree *t, const struct parsed *p)
{
    bool unnamed = p->level > 2 || !is_name(p->name);
    struct str value = unnamed ? p->whole : p->value;
    bool binary = unnamed && is_hex(value);
    buf_text(&t->xml, binary ? "<Binary>" : "<Data");
    if (!unnamed) {
        buf_text(&t->xml, " Name=\"");
        put_escaped(&t->xml, p->name);
        buf_char(&t->xml, '"');
    }
    if (!binary)
        buf_char(&t->xml, '>');
    put_escaped(&t->xml, value);
    buf_text(&t->xml, binary ? "</Binary>" : "</Data>");
}

static void put_line(struct tree *t, const struct parsed *p)
{
    if (p->kind == LINE_ATTRIBUTE && t->in_tag && is_name(p->name)) {
        buf_fmt(&t->xml, " %.*s=\"", STR_ARG(p->name));
        put_escaped(&t->xml, p->value);
        buf_char(&t->xml, '"');
    } else if (p->kind == LINE_BRANCH && p->level == 1) {
        t->in_data = str_eq(p->name, STR("EventData"));
        open_element(t, p->name, 1, (struct str){0});
    } else if (p->kind == LINE_LEAF && t->in_data && t->open_n) {
        end_tag(t);
        put_data(t, p);
    } else if (p->kind == LINE_BRANCH || p->kind == LINE_LEAF)
        open_element(t, p->name, p->level > 1 ? p->level : 2, p->value);
}

static void read_event(struct text_run *t, struct str record)
{
    struct tree tree = {.xml = BUF_CAP(2 * (size_t)LIMIT_RECORD_BYTES)};
    struct str line, rest = record;
    size_t before = t->batch->events_n, losses = t->batch->losses_n;
    uint64_t offset = t->batch->offset + (uint64_t)(record.ptr - t->batch->bytes.ptr);
    buf_text(&tree.xml, "<Event>");
    while (str_line(&rest, &line)) {
        struct parsed p = parse_line(line);
        if (p.kind == LINE_END)
            break;
        put_line(&tree, &p);
    }
    close_to(&tree, 0);
    buf_text(&tree.xml, "</Event>");
    if (!tree.xml.over)
        windows_xml_read(t->batch, buf_keep(&tree.xml, &t->batch->arena), offset, t->place);
    buf_free(&tree.xml);
    t->batch->losses_n = losses; /* they would speak of bytes that are ours */
    if (t->batch->events_n == before)
        text_lost(t, record, NOTE_RECORD_MALFORMED, "copied tree that is no event");
    else
        t->batch->events[before].offset = offset;
}

/* The file ------------------------------------------------------------------------------------- */

static enum status parse_friendly(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct text_run t = text_run_of(b, lead);
    struct str rest = b->bytes, record;
    for (bool headed; lines_next(&rest, &record, &headed, is_event);) {
        if (headed)
            read_event(&t, record);
        else if (!lines_blank(record))
            text_lost(&t, record, NOTE_BYTES_LOST, "text that is no event");
    }
    return OK;
}

static struct cut split_friendly(struct str window, size_t want, bool last)
{
    return lines_split(window, want, last, is_event);
}

static int probe_friendly(struct str head, struct str path)
{
    struct str record;
    (void)path;
    for (bool headed; lines_next(&head, &record, &headed, is_event);)
        if (headed && str_find(record, STR("- EventID")) && !str_find(record, STR("<Event")))
            return 90;
    return 0;
}

const struct reader reader_friendly_view = {
    .name = "friendly-view",
    .summary = "an event's details copied from the Friendly View of Event Viewer",
    .probe = probe_friendly,
    .split = split_friendly,
    .parse = parse_friendly,
};
