#include "xml_frame.h"

enum { MARK_MAX = 3 }; /* bytes of a byte order mark */

static const struct str byte_mark = {"\xEF\xBB\xBF", 3};

static void note(struct xml_frame *f, enum note_id id, uint64_t times)
{
    if (times)
        notes_sum(&f->batch->notes, id, f->place, times, "%s", "");
}

static void note_once(struct xml_frame *f, enum note_id id, struct str detail)
{
    notes_sum(&f->batch->notes, id, f->place, 0, "%.*s", STR_ARG(detail));
}

static bool is_start_tag(struct str s)
{
    return s.len > 1 && s.ptr[0] == '<' &&
           ((s.ptr[1] >= 'a' && s.ptr[1] <= 'z') || (s.ptr[1] >= 'A' && s.ptr[1] <= 'Z') ||
            s.ptr[1] == '_');
}

/* The first element of the file, or nothing when a record stands in front. */
static struct str root_of(struct str head)
{
    for (struct str rest = head; rest.len;) {
        struct xml_piece piece = xml_piece_at(rest, false);
        if (piece.kind == XML_FILLING && is_start_tag(piece.bytes))
            return xml_tag_name(piece.bytes);
        if (piece.kind != XML_FILLING && piece.kind != XML_LOST)
            break;
        rest = str_skip(rest, piece.bytes.len);
    }
    return (struct str){0};
}

static enum xml_writer writer_of(struct str head)
{
    static const struct {
        struct str begins;
        enum xml_writer writer;
    } known[] = {
        {{"<?xml version=\"1.1\" encoding=\"utf-8\" standalone=\"yes\" ?>\n\n<Events>", 63},
         WRITER_PYTHON                                                                                      },
        {{"<Event>\r\n  <System>\r\n    <Provider Name=\"", 41},                             WRITER_EVTXECMD},
        {{"<Event>\n  <System>\n    <Provider Name=\"", 39},                                 WRITER_EVTXECMD},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_starts(head, known[i].begins))
            return known[i].writer;
    return WRITER_ANY;
}

void xml_frame_init(struct xml_frame *f, struct batch *b, const struct lead *lead, struct loc place)
{
    *f = (struct xml_frame){.batch = b, .place = place, .begins = b->offset <= MARK_MAX};
    f->root = root_of(lead->head);
    f->writer = writer_of(str_trim(lead->head));
    f->closed = f->root.len == 0;
}

static size_t count_text(struct str s, struct str what)
{
    size_t n = 0;
    for (const char *at; (at = str_find(s, what)); n++)
        s = str_skip(s, (size_t)(at - s.ptr) + what.len);
    return n;
}

/* Text between the tags that belongs to no record. */
static void see_text(struct xml_frame *f, struct str text)
{
    size_t nuls = 0, lines = 0, trees = 0;
    if (str_starts(str_trim(text), STR("]]>")))
        return;
    for (size_t i = 0; i < text.len; i++)
        nuls += text.ptr[i] == 0;
    note(f, NOTE_NULS_REMOVED, nuls);
    note(f, NOTE_MARK_INSIDE, count_text(text, byte_mark));
    for (struct str line; str_line(&text, &line);) {
        while (line.len && (line.ptr[0] == 0 || str_starts(line, byte_mark)))
            line = str_skip(line, line.ptr[0] ? byte_mark.len : 1);
        line = str_trim(line);
        bool tree = line.len == 1 && (line.ptr[0] == '-' || line.ptr[0] == '+');
        trees += tree;
        lines += line.len > 0 && line.ptr[0] && !tree;
    }
    note(f, NOTE_BANNER_SKIPPED, lines);
    note(f, NOTE_TREE_MARKERS, trees);
}

static void see_declaration(struct xml_frame *f, struct str s)
{
    uint64_t at = f->batch->offset + (uint64_t)(s.ptr - f->batch->bytes.ptr);
    const char *version = str_find(s, STR("version"));
    struct str value = str_trim(version ? str_skip(s, (size_t)(version - s.ptr) + 7) : s);
    if (at > MARK_MAX)
        note(f, NOTE_DECLARATION_INSIDE, 1);
    if (str_starts(value, STR("=")) &&
        !str_starts(str_skip(str_trim(str_skip(value, 1)), 1), STR("1.0")))
        note(f, NOTE_XML_VERSION, 1);
}

static void see_tag(struct xml_frame *f, struct str s)
{
    bool close = s.len > 1 && s.ptr[1] == '/';
    if (!close && !is_start_tag(s))
        return;
    f->rooted |= !close;
    if (!f->root.len || !str_eq(xml_tag_name(s), f->root))
        return;
    if (!close && f->closed)
        note(f, NOTE_ROOT_AGAIN, 1);
    f->closed = close || s.ptr[s.len - 2] == '/';
}

static void see_filling(struct xml_frame *f, struct str s)
{
    if (s.ptr[0] != '<')
        see_text(f, s);
    else if (str_starts(s, STR("<?xml")))
        see_declaration(f, s);
    else if (str_starts(s, STR("<!DOCTYPE")))
        note(f, NOTE_DOCTYPE_IGNORED, 1);
    else if (str_starts(s, STR("<![CDATA[")))
        note(f, NOTE_XML_QUOTED, 1);
    else
        see_tag(f, s);
}

void xml_frame_see(struct xml_frame *f, struct xml_piece piece)
{
    if (piece.kind == XML_FILLING) {
        see_filling(f, piece.bytes);
        return;
    }
    if (piece.kind == XML_LOST)
        return;
    if (f->begins && !f->rooted && !f->recorded)
        note_once(f, NOTE_ROOT_MISSING, (struct str){0});
    f->recorded = true;
    f->closed &= !f->root.len;
}

void xml_frame_end(struct xml_frame *f)
{
    if (f->begins && f->writer == WRITER_EVTXECMD)
        note_once(f, NOTE_CONTROLS_LOST, (struct str){0});
    if (f->batch->ends && !f->closed)
        note_once(f, NOTE_ROOT_OPEN, f->root);
}
