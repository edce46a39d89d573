/* Events copied from Event Viewer as text: the block of 2000, XP and 2003 ("Event Type: / Event
 * Source: / ...") and that of Vista and later ("Log Name: / Source: / ..."), in English, German and
 * French, with tabs, blanks or nothing behind the labels, with line ends or without, quoted in a
 * mail or a forum.
 *
 * A block goes from its first label to the next first label. Inside, the labels are found wherever
 * they stand, the earliest first, so that lost tabs and line ends do no harm; the description ends
 * the search. Times are the wall clock of whoever copied; the order of day and month is decided
 * from the file as a whole. Where a block ends in the XML of its event, that is read instead. */
#include "base/buf.h"
#include "base/files.h"
#include "reader/reader.h"
#include "wall.h"
#include "windows_xml.h"
#include "words.h"
#include "xml_scan.h"

enum part {
    TYPE,
    LOG,
    SOURCE,
    CATEGORY,
    ID,
    DATE,
    CLOCK,
    LEVEL,
    KEYWORDS,
    USER,
    COMPUTER,
    TEXT,
    PARTS
};

/* Labels, without the colon, which may have a blank before it. */
static const struct label {
    enum part part;
    const char *text;
} labels[] = {
    {TYPE,     "Event Type"                                    },
    {TYPE,     "Ereignistyp"                                   },
    {TYPE,     "Type de l'\xC3\xA9v\xC3\xA9nement"             },
    {TYPE,     "Type d'\xC3\xA9v\xC3\xA9nement"                },
    {TYPE,     "Type de l\xE2\x80\x99\xC3\xA9v\xC3\xA9nement"  },
    {SOURCE,   "Source de l\xE2\x80\x99\xC3\xA9v\xC3\xA9nement"},
    {ID,       "ID de l\xE2\x80\x99\xC3\xA9v\xC3\xA9nement"    },
    {LOG,      "Log Name"                                      },
    {LOG,      "Protokollname"                                 },
    {LOG,      "Nom du journal"                                },
    {SOURCE,   "Event Source"                                  },
    {SOURCE,   "Ereignisquelle"                                },
    {SOURCE,   "Source de l'\xC3\xA9v\xC3\xA9nement"           },
    {SOURCE,   "Source"                                        },
    {SOURCE,   "Quelle"                                        },
    {CATEGORY, "Event Category"                                },
    {CATEGORY, "Ereigniskategorie"                             },
    {CATEGORY, "Cat\xC3\xA9gorie de l'\xC3\xA9v\xC3\xA9nement" },
    {CATEGORY, "Task Category"                                 },
    {CATEGORY, "Aufgabenkategorie"                             },
    {CATEGORY, "Cat\xC3\xA9gorie de la t\xC3\xA2"
               "che"                             },
    {CATEGORY, "Cat\xC3\xA9gorie"                              },
    {ID,       "Event ID"                                      },
    {ID,       "Ereigniskennung"                               },
    {ID,       "Ereignis-ID"                                   },
    {ID,       "ID de l'\xC3\xA9v\xC3\xA9nement"               },
    {ID,       "ID d'\xC3\xA9v\xC3\xA9nement"                  },
    {DATE,     "Date"                                          },
    {DATE,     "Datum"                                         },
    {CLOCK,    "Time"                                          },
    {CLOCK,    "Zeit"                                          },
    {CLOCK,    "Uhrzeit"                                       },
    {CLOCK,    "Heure"                                         },
    {LEVEL,    "Level"                                         },
    {LEVEL,    "Ebene"                                         },
    {LEVEL,    "Niveau"                                        },
    {KEYWORDS, "Keywords"                                      },
    {KEYWORDS, "Schl\xC3\xBCsselw\xC3\xB6rter"                 },
    {KEYWORDS, "Mots cl\xC3\xA9s"                              },
    {USER,     "User"                                          },
    {USER,     "Benutzer"                                      },
    {USER,     "Utilisateur"                                   },
    {COMPUTER, "Computer"                                      },
    {COMPUTER, "Ordinateur"                                    },
    {TEXT,     "Description"                                   },
    {TEXT,     "Beschreibung"                                  },
};

struct text {
    struct batch *batch;
    struct loc place;
    struct str all;     /* marks of quotation are blanks */
    struct str channel; /* by the name of the file */
    enum wall_order order;
    bool quoted; /* lines began with marks of quotation */
};

struct block {
    struct str whole;
    struct str part[PARTS]; /* ptr NULL: not there */
};

/* Labels --------------------------------------------------------------------------------------- */

/* The length of the label at the front of `s`, whose apostrophe may be a typographic one. */
static size_t label_length(struct str s, const char *label)
{
    const struct str bent = STR("\xE2\x80\x99");
    size_t at = 0;
    for (; *label; label++) {
        struct str rest = str_skip(s, at);
        if (*label == '\'' && str_starts(rest, bent))
            at += bent.len;
        else if (rest.len && rest.ptr[0] == *label)
            at++;
        else
            return 0;
    }
    return at;
}

/* The length of the label and its colon at the front of `s`; 0 when it is not there. */
static size_t label_here(struct str s, const char *text)
{
    size_t at = label_length(s, text);
    if (at == 0)
        return 0;
    while (at < s.len && (s.ptr[at] == ' ' || (unsigned char)s.ptr[at] == 0xC2 ||
                          (unsigned char)s.ptr[at] == 0xA0))
        at++;
    return at < s.len && s.ptr[at] == ':' ? at + 1 : 0;
}

struct found {
    size_t at, end;
    const struct label *label;
};

/* The earliest label in `s` of a part that `wanted` has; of two at one place the longer. */
static bool find_label(struct str s, unsigned wanted, struct found *out)
{
    for (size_t at = 0; at < s.len; at++) {
        size_t best = 0;
        if (s.ptr[at] < 'A' || s.ptr[at] > 'Z')
            continue; /* every label begins with a capital */
        for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
            if (!(wanted >> labels[i].part & 1) || labels[i].text[0] != s.ptr[at])
                continue;
            size_t end = label_here(str_skip(s, at), labels[i].text);
            if (end > best) {
                best = end;
                *out = (struct found){at, at + end, &labels[i]};
            }
        }
        if (best)
            return true;
    }
    return false;
}

enum { ANCHORS = 1u << TYPE | 1u << LOG, SEARCH = 4096 };

/* Goes behind the label of that part; false when the next block begins before it. */
static bool find_part(struct str *s, enum part part)
{
    struct found f;
    if (!find_label(*s, 1u << part | ANCHORS, &f) || f.label->part != part)
        return false;
    *s = str_skip(*s, f.end);
    return true;
}

/* A first label that source and number follow: what a block begins with. */
static bool find_anchor(struct str s, struct found *out)
{
    size_t from = 0;
    while (find_label(str_skip(s, from), ANCHORS, out)) {
        struct str behind = str_head(str_skip(s, from + out->end), SEARCH);
        out->at += from;
        out->end += from;
        if (find_part(&behind, SOURCE) && find_part(&behind, ID))
            return true;
        from = out->end;
    }
    return false;
}

static void cut_block(struct block *b)
{
    struct str rest = b->whole;
    struct str *open = NULL;
    unsigned wanted = (1u << PARTS) - 1;
    struct found f;
    while (find_label(rest, wanted, &f)) {
        if (open)
            *open = str_trim(str_head(rest, f.at));
        open = &b->part[f.label->part];
        wanted &= ~(1u << f.label->part);
        rest = str_skip(rest, f.end);
        *open = rest;
        if (f.label->part == TEXT)
            break;
    }
    if (open)
        *open = str_trim(rest);
}

/* Dates ---------------------------------------------------------------------------------------- */

static struct moment time_of(const struct text *t, const struct block *b)
{
    return wall_time(b->part[DATE], b->part[CLOCK], t->order);
}

/* One event ------------------------------------------------------------------------------------ */

/* Blanks and line ends inside a value are one blank. */
static struct str one_line(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool blank = s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\r' || s.ptr[i] == '\n';
        if (!blank || (n && copy[n - 1] != ' '))
            copy[n++] = (char)(blank ? ' ' : s.ptr[i]);
    }
    return str_trim((struct str){copy, n});
}

/* Where marks of quotation were taken off, blanks are left at the beginning of lines. */
static struct str message_of(struct text *t, struct str text)
{
    char *copy = arena_alloc(&t->batch->arena, text.len + 1);
    size_t n = 0;
    bool begin = true;
    for (size_t i = 0; i < text.len; i++) {
        begin = (begin && text.ptr[i] == ' ') || (i && text.ptr[i - 1] == '\n');
        if (!t->quoted || !begin || text.ptr[i] != ' ')
            copy[n++] = text.ptr[i];
    }
    return (struct str){copy, n};
}

static void put_fields(struct text *t, const struct block *b, struct event *e)
{
    struct arena *arena = &t->batch->arena;
    struct str text = b->part[TEXT], binary = words_dump(arena, &text);
    e->message = message_of(t, text);
    if (binary.len == 0)
        return;
    struct field *field = ARENA_NEW(arena, struct field);
    *field = (struct field){STR("Binary"), binary};
    e->fields = field;
    e->fields_n = 1;
}

static void lost(struct text *t, struct str s, enum note_id note, const char *why)
{
    uint64_t at = t->batch->offset + (uint64_t)(s.ptr - t->all.ptr);
    batch_lost(t->batch, at, s.len, why);
    notes_add(&t->batch->notes, note, t->place, "%s, %zu bytes at byte %llu", why, s.len,
              (unsigned long long)at);
}

/* "Event Xml:" and the XML of the event, which says all that the text says and more; only the
 * message is the text's. */
static bool read_xml(struct text *t, struct str whole, uint64_t offset)
{
    const char *at = str_find(whole, STR("<Event "));
    struct str xml = str_skip(whole, at ? (size_t)(at - whole.ptr) : whole.len);
    size_t before = t->batch->events_n;
    if (!at || xml_piece_at(xml, true).kind != XML_RECORD)
        return false;
    windows_xml_read(t->batch, xml, offset + (uint64_t)(at - whole.ptr), t->place);
    if (t->batch->events_n != before + 1)
        return true;
    t->batch->events[before].offset = offset;
    t->batch->events[before].length = whole.len;
    if (t->batch->events[before].message.len)
        return true;
    struct block b = {.whole = str_head(whole, (size_t)(at - whole.ptr))};
    cut_block(&b);
    struct str text = b.part[TEXT];
    const char *line = text.len ? memrchr(text.ptr, '\n', text.len) : NULL;
    if (line && str_ends(text, STR(":"))) /* the heading of the XML, in any language */
        text.len = (size_t)(line - text.ptr);
    t->batch->events[before].message = message_of(t, str_trim(text));
    return true;
}

static void read_block(struct text *t, struct str whole)
{
    struct arena *arena = &t->batch->arena;
    struct block b = {.whole = whole};
    uint64_t id;
    uint64_t offset = t->batch->offset + (uint64_t)(whole.ptr - t->all.ptr);
    if (read_xml(t, whole, offset))
        return;
    cut_block(&b);
    struct str source = one_line(arena, b.part[SOURCE]), number = one_line(arena, b.part[ID]);
    if (source.len == 0 || !str_to_u64(number, &id) || id > UINT32_MAX) {
        lost(t, whole, NOTE_RECORD_MALFORMED, "block has no source or no event id");
        return;
    }
    struct event *e = batch_add(t->batch);
    e->at = time_of(t, &b);
    e->offset = offset;
    e->source = t->batch->source;
    e->provider = source;
    words_event_id(e, id);
    e->level = words_level(one_line(arena, b.part[LEVEL].ptr ? b.part[LEVEL] : b.part[TYPE]));
    e->channel = b.part[LOG].ptr ? one_line(arena, b.part[LOG]) : t->channel;
    e->computer = one_line(arena, b.part[COMPUTER]);
    struct str user = one_line(arena, b.part[USER]);
    e->user_sid = words_nobody(user) ? (struct str){0} : user;
    put_fields(t, &b, e);
    if (e->at.ticks == TIME_NONE)
        notes_add(&t->batch->notes, NOTE_RECORD_NO_TIME, t->place, "at byte %llu",
                  (unsigned long long)offset);
}

/* The file ------------------------------------------------------------------------------------- */

/* Was the text quoted in a mail ("> Event Type: ...")? The first block tells. */
static bool is_quoted(struct str all)
{
    struct found f;
    if (!find_anchor(all, &f))
        return false;
    while (f.at && (all.ptr[f.at - 1] == ' ' || all.ptr[f.at - 1] == '\t'))
        f.at--;
    return f.at && (all.ptr[f.at - 1] == '>' || all.ptr[f.at - 1] == '|');
}

/* Blanks for the marks of quotation at the front of lines: no byte moves. */
static struct str unquote(struct arena *arena, struct str all)
{
    char *copy = arena_alloc(arena, all.len + 1);
    bool front = true;
    memcpy(copy, all.ptr, all.len);
    for (size_t i = 0; i < all.len; i++) {
        bool mark = copy[i] == '>' || copy[i] == '|';
        if (front && mark)
            copy[i] = ' ';
        front = copy[i] == '\n' || (front && copy[i] == ' ');
    }
    return (struct str){copy, all.len};
}

static enum status parse_text(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct text t = {.batch = b, .place = {.file = lead->path.ptr}};
    struct found f, next;
    t.quoted = is_quoted(b->bytes);
    t.all = t.quoted ? unquote(&b->arena, b->bytes) : b->bytes;
    t.channel = words_channel(&b->arena, lead->path);
    t.order = wall_order_noted(b, lead);
    struct str rest = t.all;
    bool more = find_anchor(rest, &f);
    struct str before = str_head(rest, more ? f.at : 0);
    before = str_skip(before, str_starts(before, STR("\xEF\xBB\xBF")) ? 3 : 0);
    if (str_trim(before).len)
        lost(&t, before, NOTE_BYTES_LOST, "text that is no event");
    while (more) {
        rest = str_skip(rest, f.at);
        f.end -= f.at;
        more = find_anchor(str_skip(rest, f.end), &next);
        size_t end = more ? f.end + next.at : rest.len;
        read_block(&t, str_head(rest, end));
        if (more) {
            size_t width = next.end - next.at;
            f = (struct found){end, end + width, next.label};
        }
    }
    return OK;
}

/* A run ends before a block; the last block of a window may go on behind it. */
static struct cut split_text(struct str window, size_t want, bool last)
{
    struct found f;
    size_t at = 0, end = 0;
    if (last)
        return (struct cut){0, window.len, NULL};
    while (end < want && find_anchor(str_skip(window, at), &f) &&
           at + f.end + SEARCH < window.len) {
        end = at + f.at;
        at += f.end;
    }
    return (struct cut){0, end, NULL};
}

static void survey_text(struct lead *lead, struct str run)
{
    struct found f, next;
    for (bool more = find_anchor(run, &f); more; f = next) {
        run = str_skip(run, f.at);
        f.end -= f.at;
        more = find_anchor(str_skip(run, f.end), &next);
        next.at += f.end;
        next.end += f.end;
        struct block b = {.whole = str_head(run, more && next.at < SEARCH ? next.at : SEARCH)};
        cut_block(&b);
        wall_count(&lead->dates, b.part[DATE], b.part[CLOCK]);
    }
}

static int probe_text(struct str head, struct str path)
{
    struct found f;
    (void)path;
    if (head.len && head.ptr[0] == '<')
        return 0;
    return find_anchor(head, &f) ? 97 : 0; /* an XML tail of ours is ours */
}

const struct reader reader_event_viewer_text = {
    .name = "event-viewer-text",
    .summary = "events copied from Event Viewer as text, of Server 2003 and later",
    .probe = probe_text,
    .split = split_text,
    .survey = survey_text,
    .parse = parse_text,
};
