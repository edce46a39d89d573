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
#include "xml_frame.h"
#include "xml_plain.h"
#include "xml_repair.h"
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
    bool declared; /* the file has a DTD */
    bool plain;    /* may xml_plain.c read what it can? */
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

static void count_repairs(struct reading *r, const struct xml_repairs *repairs)
{
    const struct {
        enum quirk quirk;
        size_t n;
    } counts[] = {
        {QUIRK_CONTROLS_REPLACED,   repairs->controls  },
        {QUIRK_REFERENCES_REPLACED, repairs->references},
        {QUIRK_PAIRS_JOINED,        repairs->pairs     },
        {QUIRK_NULS_REMOVED,        repairs->nuls      },
        {QUIRK_AMPERSANDS_BARE,     repairs->bare      },
        {QUIRK_QUOTES_BENT,         repairs->quotes    },
    };
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        r->maker.quirks.times[counts[i].quirk] += counts[i].n;
    r->batch->replaced += repairs->controls + repairs->references + repairs->nuls;
}

/* One record that libxml2 refused as it stands. */
static void read_damaged(struct reading *r, const struct record *record)
{
    size_t before = r->batch->events_n;
    struct xml_repairs repairs = {.declared = r->declared};
    doc_begin(r);
    xml_repair(&r->doc, record->bytes, &repairs);
    if (doc_end(r, record, 1) && r->batch->events_n == before + 1) {
        count_repairs(r, &repairs);
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
    struct xml_repairs repairs = {.declared = r->declared};
    size_t until = whole_until(s), before = r->batch->events_n;
    if (until) {
        struct str name = xml_tag_name(s);
        doc_begin(r);
        xml_repair(&r->doc, str_head(s, until), &repairs);
        buf_fmt(&r->doc, "</%.*s>", STR_ARG(name));
    }
    if (!until || !doc_end(r, record, 1) || r->batch->events_n != before + 1) {
        r->batch->events_n = before;
        lost(r, s, NOTE_RECORD_CUT, "record cut off");
        return;
    }
    count_repairs(r, &repairs);
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

static void read_bytes(struct reading *r, struct xml_frame *frame)
{
    struct records all = {0};
    for (struct str rest = r->bytes; rest.len;) {
        struct xml_piece piece = xml_piece_at(rest, true);
        records_add(&r->batch->arena, &all, piece);
        if (frame)
            xml_frame_see(frame, piece);
        rest = str_skip(rest, piece.bytes.len);
    }
    event_maker_init(&r->maker, r->batch, r->place);
    r->maker.base64 = frame && frame->writer == WRITER_PYTHON;
    r->doc = BUF_CAP((size_t)LIMIT_RECORD_BYTES * 4 + RUN_BYTES);
    read_records(r, all.items, all.n);
    quirks_note(&r->maker.quirks, &r->batch->notes, r->place);
    if (r->parser)
        xmlFreeParserCtxt(r->parser);
    event_maker_free(&r->maker);
    buf_free(&r->doc);
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
    read_bytes(&r, NULL);
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
    struct xml_frame frame;
    struct reading r = {.batch = b,
                        .bytes = b->bytes,
                        .offset = b->offset,
                        .place = {.file = lead->path.ptr},
                        .plain = true};
    r.declared = str_find(lead->head, STR("<!DOCTYPE")) != NULL;
    xml_frame_init(&frame, b, lead, r.place);
    read_bytes(&r, &frame);
    xml_frame_end(&frame);
    return OK;
}

const struct reader reader_windows_xml = {
    .name = "windows-xml",
    .summary = "Windows event logs as XML: Event Viewer, wevtutil, Get-WinEvent, evtx_dump",
    .probe = windows_xml_probe,
    .split = windows_xml_split,
    .parse = windows_xml_parse,
};
