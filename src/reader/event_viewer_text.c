/* Events copied from Event Viewer as text: the block of 2000, XP and 2003 ("Event Type: / Event
 * Source: / ...") and that of Vista and later ("Log Name: / Source: / ..."), in many languages,
 * with tabs, blanks or nothing behind the labels, with line ends or without, quoted in a mail, or
 * with what is left of the markup of a forum.
 *
 * A block goes from its first label to the next first label. Inside, the labels are found wherever
 * they stand, the earliest first, so that lost tabs and line ends do no harm; the description ends
 * the search. Times are the wall clock of whoever copied; the order of day and month is decided
 * from the file as a whole. Where a block ends in the XML of its event, that is read instead. */
#include "base/limits.h"
#include "event_labels.h"
#include "soften.h"
#include "text_event.h"
#include "windows_xml.h"
#include "words.h"
#include "xml_scan.h"

struct text {
    struct text_run run;
    struct str raw;  /* the run without marks of quotation: what XML is read from */
    struct str soft; /* the same without markup; every byte is in its place */
    bool quoted;     /* lines began with marks of quotation */
};

/* One event ------------------------------------------------------------------------------------ */

/* Where marks of quotation were taken off, blanks are left at the beginning of lines. */
static struct str message_of(struct text *t, struct str text)
{
    struct arena *arena = &t->run.batch->arena;
    if (!t->quoted)
        return soften_squeeze(arena, text);
    char *copy = arena_alloc(arena, text.len + 1);
    size_t n = 0;
    bool begin = true;
    for (size_t i = 0; i < text.len; i++) {
        begin = (begin && text.ptr[i] == ' ') || (i && text.ptr[i - 1] == '\n');
        if (!begin || text.ptr[i] != ' ')
            copy[n++] = text.ptr[i];
    }
    return soften_squeeze(arena, (struct str){copy, n});
}

/* The place of `s`, a piece of the softened text, in the run. */
static struct str in_run(const struct text *t, struct str s)
{
    return (struct str){t->run.batch->bytes.ptr + (s.ptr - t->soft.ptr), s.len};
}

/* "Event Xml:" and the XML of the event, which says all that the text says and more; only the
 * message is the text's. */
static bool read_xml(struct text *t, struct str whole)
{
    size_t from = (size_t)(whole.ptr - t->soft.ptr);
    struct str raw = str_head(str_skip(t->raw, from), whole.len);
    const char *at = str_find(raw, STR("<Event "));
    struct str xml = str_skip(raw, at ? (size_t)(at - raw.ptr) : raw.len);
    struct batch *b = t->run.batch;
    size_t before = b->events_n;
    if (!at || xml_piece_at(xml, true).kind != XML_RECORD)
        return false;
    uint64_t offset = b->offset + from;
    windows_xml_read(b, xml, offset + (uint64_t)(at - raw.ptr), t->run.place);
    if (b->events_n != before + 1)
        return true;
    b->events[before].offset = offset;
    b->events[before].length = whole.len;
    if (b->events[before].message.len)
        return true;
    struct event_block block = event_block_cut(str_head(whole, (size_t)(at - raw.ptr)));
    struct str text = block.part[TEXT];
    const char *line = text.len ? memrchr(text.ptr, '\n', text.len) : NULL;
    if (line && str_ends(text, STR(":"))) /* the heading of the XML, in any language */
        text.len = (size_t)(line - text.ptr);
    b->events[before].message = message_of(t, str_trim(text));
    return true;
}

static void read_block(struct text *t, struct str whole)
{
    static const enum event_part parts[TEXT_PARTS] = {
        [TEXT_CHANNEL] = LOG,
        [TEXT_PROVIDER] = SOURCE,
        [TEXT_ID] = ID,
        [TEXT_LEVEL] = LEVEL,
        [TEXT_LEVEL_2] = TYPE,
        [TEXT_TASK] = CATEGORY,
        [TEXT_KEYWORD_WORDS] = KEYWORDS,
        [TEXT_DATE] = DATE,
        [TEXT_CLOCK] = CLOCK,
        [TEXT_COMPUTER] = COMPUTER,
        [TEXT_USER] = USER,
    };
    struct arena *arena = &t->run.batch->arena;
    struct str part[TEXT_PARTS] = {0};
    if (read_xml(t, whole))
        return;
    struct event_block block = event_block_cut(whole);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (parts[i] != TYPE || i == TEXT_LEVEL_2)
            part[i] = text_one_line(arena, soften_squeeze(arena, block.part[parts[i]]));
    struct str text = block.part[TEXT], binary = words_dump(arena, &text);
    part[TEXT_MESSAGE] = message_of(t, text);
    struct event *e = text_event(&t->run, part, in_run(t, whole));
    if (e && binary.len)
        text_field(&t->run, e, STR("Binary"), binary);
    if (e)
        text_note(&t->run, NOTE_MESSAGE_ONLY, "");
    if (e && !str_eq(str_of(block.language), STR("English")))
        text_note(&t->run, NOTE_LABELS_LOCALIZED, block.language);
}

/* The file ------------------------------------------------------------------------------------- */

/* Was the text quoted in a mail ("> Event Type: ...")? The first block tells. */
static bool is_quoted(struct str all, size_t anchor)
{
    while (anchor && (all.ptr[anchor - 1] == ' ' || all.ptr[anchor - 1] == '\t'))
        anchor--;
    return anchor && (all.ptr[anchor - 1] == '>' || all.ptr[anchor - 1] == '|') &&
           !memchr("/bpivnh", anchor > 1 ? all.ptr[anchor - 2] : ' ', 7); /* no tag */
}

/* Looks at the first block, for what the way to us has done to the text. */
static void soften(struct text *t, struct str all, size_t anchor)
{
    struct arena *arena = &t->run.batch->arena;
    struct str first = str_head(str_skip(all, anchor), EVENT_ANCHOR_AHEAD);
    struct str text = event_block_cut(first).part[TEXT];
    if (text.ptr)
        first.len = (size_t)(text.ptr - first.ptr);
    t->quoted = is_quoted(all, anchor);
    t->raw = t->quoted ? soften_quotes(arena, all) : all;
    t->soft = soften_is_marked_up(first) ? soften_markup(arena, t->raw) : t->raw;
}

static enum status parse_text(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct text t = {.run = text_run_of(b, lead), .raw = b->bytes, .soft = b->bytes};
    struct event_label f, next;
    bool more = event_anchor(b->bytes, &f);
    if (more)
        soften(&t, b->bytes, f.at);
    struct str rest = t.soft, before = str_head(rest, more ? f.at : rest.len);
    before = str_skip(before, str_starts(before, STR("\xEF\xBB\xBF")) ? 3 : 0);
    if (soften_squeeze(&b->arena, str_trim(before)).len)
        text_lost(&t.run, in_run(&t, before), NOTE_BYTES_LOST, "text that is no event");
    while (more) {
        rest = str_skip(rest, f.at);
        f.end -= f.at;
        more = event_anchor(str_skip(rest, f.end), &next);
        size_t end = more ? f.end + next.at : rest.len;
        read_block(&t, str_head(rest, end));
        if (more) {
            size_t width = next.end - next.at;
            f = (struct event_label){.at = end, .end = end + width};
        }
    }
    return OK;
}

/* A run ends before a block; the last block of a window may go on behind it. */
static struct cut split_text(struct str window, size_t want, bool last)
{
    struct event_label f;
    size_t at = 0, end = 0;
    if (last)
        return (struct cut){0, window.len, NULL};
    while (end < want && event_anchor(str_skip(window, at), &f) &&
           at + f.end + EVENT_ANCHOR_AHEAD < window.len) {
        end = at + f.at;
        at += f.end;
    }
    if (!end && window.len > LIMIT_RECORD_BYTES)
        return (struct cut){window.len - EVENT_ANCHOR_AHEAD, 0, "record larger than the limit"};
    return (struct cut){0, end, NULL};
}

static void survey_text(struct lead *lead, struct str run)
{
    struct event_label f, next;
    for (bool more = event_anchor(run, &f); more; f = next) {
        run = str_skip(run, f.at);
        f.end -= f.at;
        more = event_anchor(str_skip(run, f.end), &next);
        next.at += f.end;
        next.end += f.end;
        size_t most = more && next.at < EVENT_ANCHOR_AHEAD ? next.at : EVENT_ANCHOR_AHEAD;
        struct event_block b = event_block_cut(str_head(run, most));
        wall_count(&lead->dates, b.part[DATE], b.part[CLOCK]);
    }
}

static int probe_text(struct str head, struct str path)
{
    struct event_label f;
    (void)path;
    if (head.len && head.ptr[0] == '<')
        return 0;
    return event_anchor(head, &f) ? 97 : 0; /* an XML tail of ours is ours */
}

const struct reader reader_event_viewer_text = {
    .name = "event-viewer-text",
    .summary = "events copied from Event Viewer as text, of Server 2003 and later",
    .probe = probe_text,
    .split = split_text,
    .survey = survey_text,
    .parse = parse_text,
};
