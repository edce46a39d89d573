/* Windows event logs as XML: Event Viewer's "Save as XML", wevtutil, Get-WinEvent ... ToXml(), and
 * what converters of .evtx print, with any root, several roots or none.
 *
 * Records of the plain form are read by xml_plain.c, everything else by libxml2. No file is handed
 * to libxml2 as a document. xml_scan.c cuts out the records; runs of them go to libxml2 inside a
 * root of our own, so that no declaration, DTD or entity of the file ever reaches it. Where a run
 * fails, the records before the damage are kept, the damaged one is repaired or lost, and reading
 * goes on behind it. Names are compared without prefix and no namespace is resolved: real logs have
 * unbound ones. */

#include "windows_xml.h"

#include "event_xml.h"
#include "reader/reader.h"
#include "xml_plain.h"
#include "xml_scan.h"

#include <libxml/parser.h>
#include <limits.h>

enum {
    RUN_BYTES = 256 * 1024,  /* for one call of libxml2: stays in the cache */
    WINDOW_ENOUGH = 1 << 20, /* so much without a record is handed over as a loss */
    ATTRS_MAX = 32           /* further attributes of one element are passed over */
};

/* A record found in the batch, or a stretch that is lost. */
struct record {
    struct str bytes;
    enum xml_piece_kind kind; /* not XML_FILLING, not XML_OPEN */
};

struct reading {
    struct batch *batch;
    struct loc place;
    struct str bytes;
    uint64_t offset; /* of bytes in the source */
    struct event_maker maker;
    const struct record *run; /* what libxml2 is reading */
    size_t run_n, run_at;
    bool plain; /* may xml_plain.c read what it can? */
    struct buf doc;
    xmlParserCtxtPtr parser; /* NULL until something is not plain */
};

/* Losses --------------------------------------------------------------------------------------- */

static uint64_t offset_of(const struct reading *r, struct str s)
{
    return r->offset + (uint64_t)(s.ptr - r->bytes.ptr);
}

static void lost(struct reading *r, struct str s, enum note_id note, const char *why)
{
    uint64_t at = offset_of(r, s);
    batch_lost(r->batch, at, s.len, why);
    notes_add(&r->batch->notes, note, r->place, "%s: %zu bytes at byte %llu", why, s.len,
              (unsigned long long)at);
}

/* libxml2 -------------------------------------------------------------------------------------- */

static struct str str_xml(const xmlChar *z)
{
    return str_of((const char *)z);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
    struct reading *r = ctx;
    struct xml_attr attrs[ATTRS_MAX];
    size_t n = 0;
    if (r->maker.depth == SIZE_MAX) { /* our root */
        r->maker.depth = 0;
        return;
    }
    for (; atts && atts[0] && n < ATTRS_MAX; atts += 2)
        attrs[n++] = (struct xml_attr){str_xml(atts[0]), str_xml(atts[1])};
    if (r->maker.depth == 0) {
        struct str record = r->run_at < r->run_n ? r->run[r->run_at++].bytes : r->bytes;
        event_begin(&r->maker, offset_of(r, record), (struct str){0});
        r->maker.event.length = record.len;
    }
    event_start(&r->maker, str_xml(name), attrs, n);
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
    struct reading *r = ctx;
    if (r->maker.wanted)
        event_text(&r->maker, (struct str){(const char *)text, (size_t)len});
}

static void on_end(void *ctx, const xmlChar *name)
{
    struct reading *r = ctx;
    if (r->maker.depth)
        event_end(&r->maker, str_xml(name));
}

static const xmlSAXHandler handler = {
    .initialized = 1, /* SAX1; its error handlers are NULL, so libxml2 keeps its complaints */
    .startElement = on_start,
    .endElement = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
};

/* Let libxml2 read r->doc. True when all of it was well-formed; whatever was whole before the
 * damage has been added either way. */
static bool doc_read(struct reading *r)
{
    /* No entity can be declared here; NOENT makes "&amp;" in an attribute an '&', not "&#38;". */
    const int options = XML_PARSE_NONET | XML_PARSE_NOENT;
    if (r->doc.over || r->doc.len > INT_MAX)
        return false;
    if (!r->parser && !(r->parser = xmlNewParserCtxt()))
        mem_die(sizeof *r->parser);
    *r->parser->sax = handler;
    r->parser->userData = r;
    r->maker.depth = SIZE_MAX;
    xmlFreeDoc(xmlCtxtReadMemory(r->parser, r->doc.ptr, (int)r->doc.len, NULL, NULL, options));
    return r->parser->wellFormed;
}

static void doc_begin(struct reading *r)
{
    buf_reset(&r->doc);
    buf_text(&r->doc, "<r>");
}

static bool doc_end(struct reading *r, const struct record *run, size_t n)
{
    buf_text(&r->doc, "</r>");
    r->run = run;
    r->run_n = n;
    r->run_at = 0;
    return doc_read(r);
}

/* Repair --------------------------------------------------------------------------------------- */

enum { REPLACEMENT = 0xFFFD };

static bool is_xml_char(uint64_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
           (c >= 0xE000 && c <= 0x10FFFF && c != 0xFFFE && c != 0xFFFF);
}

/* A record as it is put right. */
struct repair {
    struct buf *to;
    bool in_tag;
    char quote;
    uint64_t replaced; /* characters that are none, also those taken out */
};

static void put_char(struct buf *to, uint32_t c)
{
    char bytes[4];
    buf_bytes(to, bytes, utf8_put(c, bytes));
}

/* "&#x1F;", "&#31;": the number, and the length of the reference; 0 when it is none. */
static size_t reference_at(struct str s, uint64_t *code)
{
    const char *end = s.len ? memchr(s.ptr, ';', s.len < 14 ? s.len : 14) : NULL;
    if (!end || !str_starts(s, STR("&#")))
        return 0;
    struct str digits = str_head(str_skip(s, 2), (size_t)(end - s.ptr) - 2);
    bool hex = digits.len && (digits.ptr[0] == 'x' || digits.ptr[0] == 'X');
    bool good = hex ? str_to_hex(str_skip(digits, 1), code) : str_to_u64(digits, code);
    return good ? (size_t)(end - s.ptr) + 1 : 0;
}

static bool is_entity(struct str s)
{
    static const struct str known[] = {
        {"&lt;",   4},
        {"&gt;",   4},
        {"&amp;",  5},
        {"&quot;", 6},
        {"&apos;", 6}
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_starts(s, known[i]))
            return true;
    return false;
}

/* At an '&': what is to stand there. Returns the length used. */
static size_t repair_reference(struct repair *state, struct str s)
{
    struct buf *to = state->to;
    uint64_t c, low;
    size_t n = reference_at(s, &c), m;
    if (n == 0) {
        buf_text(to, is_entity(s) ? "&" : "&amp;");
        return 1;
    }
    if (is_xml_char(c)) {
        buf_add(to, str_head(s, n));
        return n;
    }
    if (c >= 0xD800 && c < 0xDC00 && (m = reference_at(str_skip(s, n), &low)) && low >= 0xDC00 &&
        low < 0xE000) { /* a pair of UTF-16 written as two references */
        put_char(to, (uint32_t)(0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00)));
        return n + m;
    }
    put_char(to, REPLACEMENT);
    state->replaced++;
    return n;
}

static bool begins_markup(struct str s)
{
    int c = s.len > 1 ? s.ptr[1] : 0;
    return c == '/' || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           str_starts(s, STR("<!--")) || (unsigned char)c >= 0x80;
}

/* A quote that a word processor has bent, inside a tag. */
static char bent_quote(uint32_t c)
{
    if (c >= 0x201C && c <= 0x201F)
        return '"';
    if (c >= 0x2018 && c <= 0x201B)
        return '\'';
    return 0;
}

static void repair_char(struct repair *state, uint32_t c)
{
    int bent = state->in_tag ? bent_quote(c) : 0;
    uint32_t plain = bent ? (uint32_t)bent : is_xml_char(c) ? c : REPLACEMENT;
    state->replaced += !is_xml_char(c);
    if (c == 0) /* the rest of a buffer of fixed size: nothing was written there */
        return;
    if (state->in_tag && (plain == '"' || plain == '\'') &&
        (!state->quote || state->quote == (char)plain))
        state->quote = (char)(state->quote ? 0 : plain);
    else if (state->in_tag && plain == '>' && !state->quote)
        state->in_tag = false;
    put_char(state->to, plain);
}

/* The record with everything replaced that XML does not allow; how many characters that were. */
static uint64_t repair(struct buf *to, struct str s)
{
    struct repair state = {.to = to};
    while (s.len) {
        size_t verbatim = 0;
        const char *end = NULL;
        if (str_starts(s, STR("<![CDATA[")) && (end = str_find(s, STR("]]>"))))
            verbatim = (size_t)(end - s.ptr) + 3;
        if (verbatim) {
            struct str in = str_head(s, verbatim);
            while (in.len)
                repair_char(&state, utf8_next(&in));
            s = str_skip(s, verbatim);
        } else if (s.ptr[0] == '&')
            s = str_skip(s, repair_reference(&state, s));
        else if (s.ptr[0] == '<') {
            bool tag = !state.in_tag && begins_markup(s);
            buf_text(to, tag ? "<" : "&lt;");
            state.in_tag = state.in_tag || tag;
            s = str_skip(s, 1);
        } else
            repair_char(&state, utf8_next(&s));
    }
    return state.replaced;
}

/* One record that libxml2 refused as it stands. */
static void read_damaged(struct reading *r, const struct record *record)
{
    size_t before = r->batch->events_n;
    doc_begin(r);
    uint64_t replaced = repair(&r->doc, record->bytes);
    if (doc_end(r, record, 1) && r->batch->events_n == before + 1) {
        r->batch->replaced += replaced;
        notes_add(&r->batch->notes, NOTE_RECORD_REPAIRED, r->place, "at byte %llu",
                  (unsigned long long)offset_of(r, record->bytes));
        return;
    }
    r->batch->events_n = before;
    lost(r, record->bytes, NOTE_RECORD_MALFORMED, "damaged record");
}

/* The end of the last section that is whole, in a record that has lost its end; 0: none is. */
static size_t whole_until(struct str s)
{
    static const struct str ends[] = {
        {"EventData>",  10},
        {"UserData>",   9 },
        {"EventData/>", 11}
    };
    size_t until = 0;
    struct str rest = s;
    for (const char *lt; (lt = rest.len ? memchr(rest.ptr, '<', rest.len) : NULL);) {
        size_t at = (size_t)(lt - s.ptr);
        rest = str_skip(s, at + 1);
        struct str tag = str_skip(s, at);
        struct str name = xml_local(xml_tag_name(tag));
        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
            struct str end = {name.ptr, (size_t)(s.ptr + s.len - name.ptr)};
            bool empty = str_ends(ends[i], STR("/>"));
            if (empty != (tag.len > 1 && tag.ptr[1] == '/') && str_starts(end, ends[i]))
                until = (size_t)(name.ptr - s.ptr) + ends[i].len;
        }
    }
    return until;
}

/* A record without end: System and the data are kept where they are whole, as when an agent cut the
 * rendered text to the size of its buffer. */
static void read_broken(struct reading *r, const struct record *record)
{
    struct str s = record->bytes;
    size_t until = whole_until(s), before = r->batch->events_n;
    uint64_t replaced = 0;
    if (until) {
        struct str name = xml_tag_name(s);
        doc_begin(r);
        replaced = repair(&r->doc, str_head(s, until));
        buf_fmt(&r->doc, "</%.*s>", STR_ARG(name));
    }
    if (!until || !doc_end(r, record, 1) || r->batch->events_n != before + 1) {
        r->batch->events_n = before;
        lost(r, s, NOTE_RECORD_CUT, "record cut off");
        return;
    }
    r->batch->replaced += replaced;
    struct str rest = str_skip(s, until);
    if (str_trim(rest).len)
        lost(r, rest, NOTE_RECORD_CUT, "end of a record cut off");
}

/* Records -------------------------------------------------------------------------------------- */

/* A run of records beginning at `from`, at most `most` of them; returns how many were dealt with.
 */
static size_t read_run(struct reading *r, const struct record *records, size_t from, size_t n,
                       size_t most)
{
    size_t to = from, bytes = 0, before = r->batch->events_n;
    doc_begin(r);
    for (; to < n && to - from < most && bytes < RUN_BYTES && records[to].kind == XML_RECORD;
         to++) {
        buf_add(&r->doc, records[to].bytes);
        bytes += records[to].bytes.len;
    }
    size_t want = to - from;
    bool good = doc_end(r, records + from, want);
    size_t done = r->batch->events_n - before;
    if (good && done == want)
        return want;
    if (done >= want) { /* libxml2 and the scanner disagree: trust neither with a run */
        r->batch->events_n = before;
        done = 0;
    }
    read_damaged(r, &records[from + done]);
    return done + 1;
}

/* What is no whole record, each in its place, so that losses stand in their order. */
static void read_other(struct reading *r, const struct record *record)
{
    if (record->kind == XML_BROKEN)
        read_broken(r, record);
    else if (record->kind == XML_LARGE)
        lost(r, record->bytes, NOTE_RECORD_TOO_LARGE, "record larger than the limit");
    else
        lost(r, record->bytes, NOTE_BYTES_LOST, "no part of a record");
}

static void read_records(struct reading *r, const struct record *records, size_t n)
{
    /* Records for libxml2 at once: few after damage, so that a bad file is not read again and
     * again, and after a plain one, as the next is probably plain, too. */
    size_t most = SIZE_MAX;
    for (size_t at = 0; at < n;) {
        if (records[at].kind != XML_RECORD) {
            read_other(r, &records[at++]);
            continue;
        }
        size_t errors = r->batch->notes.seen[NOTE_RECORD_MALFORMED] +
                        r->batch->notes.seen[NOTE_RECORD_REPAIRED];
        if (r->plain &&
            xml_plain_read(&r->maker, records[at].bytes, offset_of(r, records[at].bytes))) {
            at++;
            most = 1;
            continue;
        }
        at += read_run(r, records, at, n, most);
        bool damage = errors != r->batch->notes.seen[NOTE_RECORD_MALFORMED] +
                                    r->batch->notes.seen[NOTE_RECORD_REPAIRED];
        most = damage ? 1 : most > SIZE_MAX / 2 ? most : most * 2;
    }
}

/* Records and losses in their order. Lost pieces with nothing but filling between them are one. */
struct records {
    struct record *items;
    size_t n, max;
};

static void records_add(struct arena *arena, struct records *all, struct xml_piece piece)
{
    struct record *last = all->n ? &all->items[all->n - 1] : NULL;
    enum xml_piece_kind kind = piece.kind == XML_OPEN ? XML_LOST : piece.kind;
    if (kind == XML_FILLING)
        return;
    if (kind == XML_LOST && last && last->kind == XML_LOST) {
        last->bytes.len = (size_t)(piece.bytes.ptr - last->bytes.ptr) + piece.bytes.len;
        return;
    }
    GROW(arena, all->items, all->n, all->max);
    all->items[all->n++] = (struct record){piece.bytes, kind};
}

void windows_xml_read(struct batch *b, struct str bytes, uint64_t offset, struct loc place)
{
    windows_xml_read_as(b, bytes, offset, place, true);
}

void windows_xml_read_as(struct batch *b, struct str bytes, uint64_t offset, struct loc place,
                         bool plain)
{
    struct reading r = {
        .batch = b, .bytes = bytes, .offset = offset, .place = place, .plain = plain};
    struct records all = {0};
    for (struct str rest = bytes; rest.len;) {
        struct xml_piece piece = xml_piece_at(rest, true);
        records_add(&b->arena, &all, piece);
        rest = str_skip(rest, piece.bytes.len);
    }
    event_maker_init(&r.maker, b, place);
    r.doc = BUF_CAP((size_t)LIMIT_RECORD_BYTES * 4 + RUN_BYTES);
    read_records(&r, all.items, all.n);
    if (r.parser)
        xmlFreeParserCtxt(r.parser);
    event_maker_free(&r.maker);
    buf_free(&r.doc);
}

/* The reader ----------------------------------------------------------------------------------- */

static int windows_xml_probe(struct str head, struct str path)
{
    (void)path;
    static const struct str foreign[] = {
        {"<failedRequest", 14},
        {"<Objs ",         6 }
    };
    int sure = 0;
    for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
        if (str_find(str_head(head, 4096), foreign[i]))
            return 0;
    for (struct str rest = head; rest.len;) {
        struct xml_piece piece = xml_piece_at(rest, false);
        struct str name = xml_tag_name(piece.bytes);
        if (piece.kind == XML_RECORD || piece.kind == XML_BROKEN || piece.kind == XML_LARGE)
            return 95;
        if (piece.kind == XML_OPEN)
            return str_eq(xml_local(name), STR("Event")) && str_find(piece.bytes, STR("System"))
                       ? 90
                       : sure;
        if (piece.kind == XML_FILLING && str_eq(name, STR("Events")))
            sure = 40;
        rest = str_skip(rest, piece.bytes.len);
    }
    return sure;
}

/* Runs end behind a record, so that what leads up to the next one is seen together with it; a
 * window without any record goes as a whole. */
static struct cut windows_xml_split(struct str window, size_t want, bool last)
{
    size_t taken = 0, records_end = 0;
    while (taken < window.len && records_end < want) {
        struct xml_piece piece = xml_piece_at(str_skip(window, taken), last);
        if (piece.kind == XML_OPEN)
            break;
        if (piece.kind == XML_LARGE && taken)
            return (struct cut){0, taken, NULL}; /* the loss is declared by itself */
        if (piece.kind == XML_LARGE)
            return (struct cut){piece.bytes.len, 0, "record larger than the limit"};
        taken += piece.bytes.len;
        if (piece.kind == XML_RECORD || piece.kind == XML_BROKEN)
            records_end = taken;
    }
    if (records_end && (records_end >= want || !last))
        return (struct cut){0, records_end, NULL};
    return (struct cut){0, last || taken >= WINDOW_ENOUGH ? taken : 0, NULL};
}

static enum status windows_xml_parse(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct loc place = {.file = lead->path.ptr};
    windows_xml_read(b, b->bytes, b->offset, place);
    return OK;
}

const struct reader reader_windows_xml = {
    .name = "windows-xml",
    .summary = "Windows event logs as XML: Event Viewer, wevtutil, Get-WinEvent, evtx_dump",
    .probe = windows_xml_probe,
    .split = windows_xml_split,
    .parse = windows_xml_parse,
};
