#include "event_xml.h"

#include "event_system.h"
#include "xml_scan.h"

enum {
    TREE_MAX = LIMIT_XML_DEPTH < 62 ? LIMIT_XML_DEPTH : 62,
    VALUE_LARGE = 1 << 20 /* a larger value is remarked upon */
};

void event_maker_init(struct event_maker *m, struct batch *b, struct loc place)
{
    *m = (struct event_maker){.batch = b, .place = place, .text = BUF_CAP(LIMIT_RECORD_BYTES)};
}

void event_maker_free(struct event_maker *m)
{
    buf_free(&m->text);
    arena_free(&m->scratch);
}

static bool is_lasting(const struct event_maker *m, struct str s)
{
    return m->record.len && s.ptr >= m->record.ptr &&
           s.ptr + s.len <= m->record.ptr + m->record.len;
}

struct str event_keep(struct event_maker *m, struct str s)
{
    if (is_lasting(m, s))
        return s;
    return arena_str(&m->batch->arena, s);
}

struct str event_keep_again(struct event_maker *m, struct str *last, struct str s)
{
    if (!last->ptr || !str_eq(*last, s))
        *last = event_keep(m, s);
    return *last;
}

/* What was read of the text so far. */
static struct str text_read(const struct event_maker *m)
{
    return m->view.len ? m->view : buf_str(&m->text);
}

static void text_reset(struct event_maker *m)
{
    m->view = (struct str){0};
    buf_reset(&m->text);
}

static void text_add(struct event_maker *m, struct str text)
{
    if (m->view.len)
        buf_add(&m->text, m->view);
    m->view = (struct str){0};
    buf_add(&m->text, text);
}

/* Field names recur: a small table remembers those seen. */
static struct str keep_name(struct event_maker *m, struct str s)
{
    uint32_t h = (uint32_t)s.len;
    for (size_t i = 0; i < s.len; i++)
        h = h * 31 + (unsigned char)s.ptr[i];
    m->hash = h ^ h >> 8;
    return event_keep_again(m, &m->names[m->hash % ARRAY_LEN(m->names)], s);
}

/* Data ------------------------------------------------------------------------------------------
 */

static void add_field(struct event_maker *m, struct str name, struct str value)
{
    if (m->fields_n >= LIMIT_RECORD_FIELDS) {
        m->dropped++;
        return;
    }
    if (value.len > VALUE_LARGE)
        quirk_see(&m->quirks, QUIRK_VALUE_LARGE);
    GROW(&m->scratch, m->fields, m->fields_n, m->fields_max);
    m->fields[m->fields_n++] = (struct field){name, event_keep(m, value)};
}

/* Converters that indent write an empty element as a line end and blanks. */
static struct str without_indent(struct str text)
{
    struct str left = str_trim(text);
    return left.len || (text.len && !memchr(text.ptr, '\n', text.len)) ? text : left;
}

/* "<string>a</string>\n<string></string>": an array of evtx_dump.py, escaped or not. */
static bool add_strings(struct event_maker *m, struct str name, struct str text)
{
    const struct str open = STR("<string>"), close = STR("</string>");
    struct str rest = str_trim(text);
    if (!str_starts(rest, open) || !str_ends(rest, close))
        return false;
    while (str_starts(rest, open)) {
        rest = str_skip(rest, open.len);
        const char *end = str_find(rest, close);
        if (!end)
            return true;
        size_t len = (size_t)(end - rest.ptr);
        add_field(m, name, str_head(rest, len));
        rest = str_trim(str_skip(rest, len + close.len));
    }
    return true;
}

static int base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* "44004E00", "44-00-4e-00": hexadecimal digits, as Windows would write them, in `to`, which has
 * room for s.len bytes. False when it is anything else. */
static bool hex_plain(struct str s, char *to, size_t *len)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'))
            to[n++] = c;
        else if (c >= 'a' && c <= 'f')
            to[n++] = (char)(c - 'a' + 'A');
        else if (c != '-' || n % 2)
            return false;
    }
    *len = n;
    return true;
}

/* Base64 as hexadecimal digits; `to` has room for them. */
static bool hex_of_base64(struct str s, char *to, size_t *len)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0, pad = str_ends(s, STR("==")) ? 2 : str_ends(s, STR("="));
    uint32_t bits = 0;
    if (s.len % 4)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int digit = i >= s.len - pad ? 0 : base64_digit(s.ptr[i]);
        if (digit < 0)
            return false;
        bits = bits << 6 | (uint32_t)digit;
        for (int shift = 20; i % 4 == 3 && shift >= 0; shift -= 4)
            to[n++] = hex[bits >> shift & 15];
        bits &= 0xFFFFFF;
    }
    *len = n - pad * 2;
    return true;
}

/* <Binary> is upper-case hexadecimal; what converters write becomes the same. */
static struct str binary_of(struct event_maker *m, struct str s)
{
    size_t len;
    bool plain = !m->base64 || s.len == 0;
    for (size_t i = 0; plain && i < s.len; i++)
        plain = (s.ptr[i] >= '0' && s.ptr[i] <= '9') || (s.ptr[i] >= 'A' && s.ptr[i] <= 'F');
    if (plain)
        return s;
    char *to = arena_alloc(&m->batch->arena, s.len / 4 * 6 + s.len % 4 + 1);
    if (!m->base64 && hex_plain(s, to, &len))
        return (struct str){to, len};
    if (!hex_of_base64(s, to, &len))
        return s;
    quirk_see(&m->quirks, QUIRK_BINARY_BASE64);
    return (struct str){to, len};
}

/* Text that was decoded and still holds references: somebody escaped it before. */
static bool is_escaped(struct str text)
{
    static const struct str names[] = {
        {"&amp;",  5},
        {"&lt;",   4},
        {"&gt;",   4},
        {"&quot;", 6},
        {"&apos;", 6},
        {"&#",     2}
    };
    const char *at = text.len ? memchr(text.ptr, '&', text.len) : NULL;
    for (size_t i = 0; at && i < ARRAY_LEN(names); i++)
        if (str_find(text, names[i]))
            return true;
    return false;
}

static void end_field(struct event_maker *m)
{
    bool decoded = !m->view.len;
    struct str text = without_indent(text_read(m));
    if (add_strings(m, m->name, text)) {
        quirk_see(&m->quirks, QUIRK_ARRAY_UNPACKED);
        return;
    }
    if (str_eq(m->name, STR("Binary")))
        text = binary_of(m, str_trim(text));
    else if (m->quoted)
        quirk_see(&m->quirks, QUIRK_MARKUP_IN_DATA);
    else if (decoded && is_escaped(text))
        quirk_see(&m->quirks, QUIRK_ESCAPED_TWICE);
    add_field(m, m->name, text);
}

static const struct xml_attr *attr_find(const struct xml_attr *attrs, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(attrs[i].name, name))
            return &attrs[i];
    return NULL;
}

/* Sigma wants names without blanks. */
static struct str field_name(struct event_maker *m, struct str name)
{
    char bare[128];
    size_t n = 0;
    if (!name.len || !memchr(name.ptr, ' ', name.len))
        return keep_name(m, name);
    for (size_t i = 0; i < name.len && n < sizeof bare; i++)
        if (name.ptr[i] != ' ')
            bare[n++] = name.ptr[i];
    return keep_name(m, (struct str){bare, n});
}

/* Does the record have a value of that name already? `m->hash` is that of the name. */
static bool is_repeated(struct event_maker *m, struct str name)
{
    uint64_t bit = UINT64_C(1) << (m->hash & 63);
    bool maybe = m->hashes & bit;
    m->hashes |= bit;
    for (size_t i = 0; maybe && i < m->fields_n; i++)
        if (str_eq(m->fields[i].name, name))
            return true;
    return false;
}

static void start_field(struct event_maker *m, struct str element, const struct xml_attr *attrs,
                        size_t n)
{
    bool data = str_eq(element, STR("Data"));
    const struct xml_attr *attr = data ? attr_find(attrs, n, STR("Name")) : NULL;
    struct str name = attr ? attr->value : data ? (struct str){0} : element;
    m->name = name.len ? field_name(m, name) : STR("Data");
    m->wanted = true;
    m->quoted = false;
    if (!name.len)
        quirk_see(&m->quirks, attr ? QUIRK_DATA_NAME_EMPTY : QUIRK_DATA_UNNAMED);
    else if (m->section == IN_DATA && is_repeated(m, m->name))
        quirk_see(&m->quirks, QUIRK_DATA_NAME_AGAIN);
}

/* Markup inside a value is part of it: put back as it was written. */
static void quote_start(struct event_maker *m, struct str element, const struct xml_attr *attrs,
                        size_t n)
{
    m->quoted = true;
    text_add(m, STR("<"));
    buf_add(&m->text, element);
    for (size_t i = 0; i < n; i++) {
        buf_char(&m->text, ' ');
        buf_add(&m->text, attrs[i].name);
        buf_text(&m->text, "=\"");
        buf_add(&m->text, attrs[i].value);
        buf_char(&m->text, '"');
    }
    buf_char(&m->text, '>');
}

static void quote_end(struct event_maker *m, struct str element)
{
    text_add(m, STR("</"));
    buf_add(&m->text, element);
    buf_char(&m->text, '>');
}

/* UserData and its like: a tree of which every leaf and every attribute is a field. */
static void start_branch(struct event_maker *m, struct str element, const struct xml_attr *attrs,
                         size_t n)
{
    bool data = str_eq(element, STR("Data"));
    if (m->depth <= TREE_MAX + 1)
        m->has_child |= UINT64_C(1) << (m->depth - 1);
    m->wanted = false;
    if (m->depth > TREE_MAX)
        return;
    m->has_child &= ~(UINT64_C(1) << m->depth);
    start_field(m, element, attrs, n);
    for (size_t i = 0; i < n; i++)
        if (!str_starts(attrs[i].name, STR("xmlns")) &&
            !(data && str_eq(attrs[i].name, STR("Name"))))
            add_field(m, field_name(m, xml_local(attrs[i].name)), attrs[i].value);
}

static void end_branch(struct event_maker *m)
{
    size_t depth = m->depth + 1; /* of the element that ends */
    if (m->wanted && depth <= TREE_MAX && !(m->has_child >> depth & 1) &&
        (depth > 2 || str_trim(text_read(m)).len))
        end_field(m);
}

/* The walk --------------------------------------------------------------------------------------
 */

void event_begin(struct event_maker *m, uint64_t offset, struct str record)
{
    m->record = record;
    m->event = event_blank(m->batch->source);
    m->event.offset = offset;
    m->event.length = record.len;
    m->fields_n = m->dropped = 0;
    m->depth = 0;
    m->has_child = 0;
    m->section = IN_NOTHING;
    m->wanted = false;
    m->wrong = "none is given";
    m->hashes = 0;
    m->quirks.now = 0;
    text_reset(m);
}

/* What the children of <Event> are; any other is a tree, so that nothing is passed over in silence.
 */
static enum event_section section_of(struct event_maker *m, struct str element)
{
    static const struct {
        struct str element;
        enum event_section section;
        int quirk; /* to be seen there, or -1 */
    } sections[] = {
        {{"System", 6},               IN_SYSTEM,    -1                 },
        {{"EventData", 9},            IN_DATA,      -1                 },
        {{"RenderingInfo", 13},       IN_RENDERING, -1                 },
        {{"ExtendedTracingInfo", 19}, IN_NOTHING,   QUIRK_PARTS_IGNORED},
        {{"ProcessingErrorData", 19}, IN_TREE,      QUIRK_ERROR_DATA   },
    };
    for (size_t i = 0; i < ARRAY_LEN(sections); i++)
        if (str_eq(sections[i].element, element)) {
            if (sections[i].quirk >= 0)
                quirk_see(&m->quirks, (enum quirk)sections[i].quirk);
            return sections[i].section;
        }
    return IN_TREE;
}

static void start_child(struct event_maker *m, struct str element)
{
    m->section = section_of(m, element);
    m->has_child = 0;
    m->wanted = m->section == IN_TREE;
    m->name = m->wanted ? keep_name(m, element) : element;
}

static void start_event(struct event_maker *m, struct str element, const struct xml_attr *attrs,
                        size_t n)
{
    bool named = false;
    for (size_t i = 0; i < n && !named; i++)
        named = str_starts(attrs[i].name, STR("xmlns"));
    if (memchr(element.ptr, ':', element.len))
        quirk_see(&m->quirks, QUIRK_NAMESPACE_PREFIXED);
    else if (!named)
        quirk_see(&m->quirks, QUIRK_NAMESPACE_MISSING);
}

void event_start(struct event_maker *m, struct str element, const struct xml_attr *attrs, size_t n)
{
    struct str local = xml_local(element);
    size_t depth = m->depth++;
    if (m->section == IN_DATA && depth > 2) {
        quote_start(m, element, attrs, n);
        return;
    }
    text_reset(m);
    if (depth == 0)
        start_event(m, element, attrs, n);
    else if (depth == 1)
        start_child(m, local);
    else if (depth >= 2 && m->section == IN_TREE)
        start_branch(m, local, attrs, n);
    else if (depth == 2 && m->section == IN_SYSTEM)
        system_start(m, local, attrs, n);
    else if (depth == 2 && m->section == IN_DATA)
        start_field(m, local, attrs, n);
    else
        m->wanted = depth == 2 && m->section == IN_RENDERING && str_eq(local, STR("Message"));
}

void event_text(struct event_maker *m, struct str text)
{
    if (!m->wanted || text.len == 0)
        return;
    if (is_lasting(m, text) && !m->view.len && !m->text.len)
        m->view = text;
    else
        text_add(m, text);
}

static void see_gaps(struct event_maker *m)
{
    const struct event *e = &m->event;
    if (e->record_id <= 0)
        quirk_see(&m->quirks, e->record_id == 0 ? QUIRK_RECORD_ID_ZERO : QUIRK_RECORD_ID_MISSING);
    if (!e->computer.len)
        quirk_see(&m->quirks, QUIRK_COMPUTER_MISSING);
    quirks_count(&m->quirks);
}

static void event_finish(struct event_maker *m)
{
    struct batch *b = m->batch;
    if (m->fields_n) {
        struct field *fields = ARENA_ARRAY(&b->arena, struct field, m->fields_n);
        memcpy(fields, m->fields, m->fields_n * sizeof *fields);
        m->event.fields = fields;
        m->event.fields_n = m->fields_n;
    }
    GROW(&b->arena, b->events, b->events_n, b->events_max);
    b->events[b->events_n++] = m->event;
    see_gaps(m);
    unsigned long long at = m->event.offset;
    if (m->event.at.ticks == TIME_NONE)
        notes_add(&b->notes, NOTE_RECORD_NO_TIME, m->place, "at byte %llu: %s", at, m->wrong);
    if (m->dropped)
        notes_add(&b->notes, NOTE_FIELDS_DROPPED, m->place, "%zu of the record at byte %llu",
                  m->dropped, at);
}

static void end_value(struct event_maker *m)
{
    if (m->section == IN_SYSTEM && m->wanted)
        system_text(m, str_trim(text_read(m)));
    else if (m->section == IN_DATA && m->wanted)
        end_field(m);
    else if (m->section == IN_RENDERING && m->wanted)
        m->event.message = event_keep(m, str_trim(text_read(m)));
}

void event_end(struct event_maker *m, struct str element)
{
    size_t depth = --m->depth; /* that of the parent */
    if (m->section == IN_DATA && depth > 2) {
        quote_end(m, element);
        return;
    }
    if (depth == 0)
        event_finish(m);
    else if (m->section == IN_TREE)
        end_branch(m);
    else if (depth == 2)
        end_value(m);
    m->wanted = false;
    if (depth == 1)
        m->section = IN_NOTHING;
}
