#include "xml_value.h"

#include "base/utf8.h"
#include "hex.h"
#include "xml_repair.h"

#include <libxml/parser.h>
#include <limits.h>

void xml_reader_init(struct xml_reader *r, const struct xml_manner *manner,
                     struct value_maker *maker)
{
    *r = (struct xml_reader){.manner = manner,
                             .maker = maker,
                             .text = BUF_CAP((size_t)LIMIT_RECORD_BYTES * 4),
                             .doc = BUF_CAP((size_t)LIMIT_RECORD_BYTES * 4)};
}

void xml_reader_free(struct xml_reader *r)
{
    if (r->parser)
        xmlFreeParserCtxt(r->parser);
    buf_free(&r->text);
    buf_free(&r->doc);
}

/* Texts ---------------------------------------------------------------------------------------- */

/* "_x000D_" at `s`: the unit of UTF-16. */
static bool escape_at(struct str s, uint64_t *unit)
{
    return s.len >= 7 && str_starts(s, STR("_x")) && s.ptr[6] == '_' && s.ptr[3] != 'x' &&
           s.ptr[3] != 'X' && str_to_hex(str_head(str_skip(s, 2), 4), unit);
}

static size_t put_escape(struct xml_reader *r, struct str s, char *to, size_t *n)
{
    uint64_t high, low;
    size_t used = 7;
    if (!escape_at(s, &high))
        return 0;
    if (high >= 0xD800 && high < 0xDC00 && escape_at(str_skip(s, 7), &low) && low >= 0xDC00 &&
        low < 0xE000) {
        high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        used = 14;
    }
    bool half = high >= 0xD800 && high < 0xE000;
    bool control = high < 0x20 && high != '\t' && high != '\n' && high != '\r';
    r->halves += half;
    *n += utf8_put(half || control ? 0xFFFD : (uint32_t)high, to + *n);
    return used;
}

static struct str text_keep(struct xml_reader *r, struct str s)
{
    if (r->manner->padded)
        s = str_trim(s);
    if (!r->manner->escapes || !str_find(s, STR("_x")))
        return arena_str(r->maker->texts, s);
    char *to = arena_alloc(r->maker->texts, s.len + 1);
    size_t n = 0;
    while (s.len) {
        size_t used = s.ptr[0] == '_' ? put_escape(r, s, to, &n) : 0;
        if (!used)
            to[n++] = s.ptr[0];
        s = str_skip(s, used ? used : 1);
    }
    return (struct str){to, n};
}

/* The walk --------------------------------------------------------------------------------------*/

static struct str str_xml(const xmlChar *z)
{
    return str_of((const char *)z);
}

static struct str attr(const xmlChar **atts, const char *name)
{
    for (; atts && atts[0]; atts += 2)
        if (str_eq(str_xml(atts[0]), str_of(name)))
            return str_xml(atts[1]);
    return (struct str){0};
}

static enum xml_role role_of(const struct xml_manner *manner, struct str element)
{
    for (size_t i = 0; i < manner->roles_n; i++)
        if (str_eq(element, str_of(manner->roles[i].element)))
            return manner->roles[i].role;
    return ROLE_LEAF;
}

/* The value that an element of that role is, or belongs to. */
static struct value *value_of(struct xml_reader *r, enum xml_role role, struct str name,
                              struct value *parent)
{
    static const enum value_kind kinds[] = {
        [ROLE_LEAF] = VALUE_TEXT,   [ROLE_MAP] = VALUE_MAP,  [ROLE_NONE] = VALUE_NONE,
        [ROLE_BYTES] = VALUE_BYTES, [ROLE_TYPE] = VALUE_MAP, [ROLE_TEXT] = VALUE_TEXT,
    };
    bool item = role == ROLE_TEXT && parent && parent->kind == VALUE_LIST;
    if (role == ROLE_PASS || role == ROLE_LIST || (role == ROLE_TEXT && !item))
        return parent;
    struct value *v = value_add(r->maker, parent, kinds[role], text_keep(r, name));
    r->wrong |= !v;
    r->root = r->root ? r->root : v;
    return v;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
    struct xml_reader *r = ctx;
    struct str element = str_xml(name);
    enum xml_role role = role_of(r->manner, element);
    buf_reset(&r->text);
    bool inner_type = role == ROLE_TYPE && r->depth != 1; /* only that of the record is wanted */
    if (r->skip || role == ROLE_SKIP || inner_type) {
        r->skip++;
        return;
    }
    r->wrong |= r->depth == LIMIT_XML_DEPTH;
    if (r->wrong)
        return;
    struct value *parent = r->depth ? r->open[r->depth - 1].value : NULL;
    struct str called = r->manner->name ? attr(atts, r->manner->name) : element;
    struct value *v = value_of(r, role, called, parent);
    if (v && role == ROLE_LIST)
        v->kind = VALUE_LIST;
    if (v && role == ROLE_TYPE)
        v->text = text_keep(r, attr(atts, "RefId"));
    if (v && role == ROLE_TYPE)
        v->name = arena_str(r->maker->texts, element);
    r->open[r->depth].value = v;
    r->open[r->depth++].role = role;
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
    struct xml_reader *r = ctx;
    if (!r->skip)
        buf_bytes(&r->text, text, (size_t)len);
}

static void end_value(struct xml_reader *r, struct value *v, enum xml_role role)
{
    if (role == ROLE_BYTES)
        v->text = hex_of_base64(r->maker->texts, buf_str(&r->text));
    else if (role == ROLE_LEAF || role == ROLE_TEXT)
        v->text = text_keep(r, buf_str(&r->text));
    if (role == ROLE_TEXT && v->kind == VALUE_NONE)
        v->kind = VALUE_TEXT;
    buf_reset(&r->text);
}

static void on_end(void *ctx, const xmlChar *name)
{
    struct xml_reader *r = ctx;
    (void)name;
    if (r->skip) {
        r->skip--;
        return;
    }
    if (r->wrong || r->depth == 0)
        return;
    r->depth--;
    struct value *v = r->open[r->depth].value;
    if (v)
        end_value(r, v, r->open[r->depth].role);
}

static const xmlSAXHandler handler = {
    .initialized = 1, /* SAX1; its error handlers are NULL, so libxml2 keeps its complaints */
    .startElement = on_start,
    .endElement = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
};

/* True when all of it was well-formed. */
static bool read_with(struct xml_reader *r, struct str record)
{
    const int options = XML_PARSE_NONET | XML_PARSE_NOENT; /* as in windows_xml.c */
    if (record.len > INT_MAX)
        return false;
    if (!r->parser && !(r->parser = xmlNewParserCtxt()))
        mem_die(sizeof(xmlParserCtxt));
    xmlParserCtxtPtr parser = r->parser;
    *parser->sax = handler;
    parser->userData = r;
    r->root = NULL;
    r->depth = r->skip = r->maker->n = 0;
    r->wrong = r->maker->over = false;
    xmlFreeDoc(xmlCtxtReadMemory(parser, record.ptr, (int)record.len, NULL, "UTF-8", options));
    return parser->wellFormed;
}

struct value *xml_value_read(struct xml_reader *r, struct str record)
{
    if (!read_with(r, record)) {
        struct xml_repairs repairs = {0};
        buf_reset(&r->doc);
        xml_repair(&r->doc, record, &repairs);
        if (r->doc.over || !read_with(r, buf_str(&r->doc)))
            return NULL;
        r->repaired++;
    }
    return r->wrong || r->text.over ? NULL : r->root;
}
