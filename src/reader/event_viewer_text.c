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
#include "taken.h"
#include "windows_xml.h"
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

static const struct {
    const char *word;
    int64_t level;
} levels[] = {
    {"Error",                   2},
    {"Fehler",                  2},
    {"Erreur",                  2},
    {"Critical",                1},
    {"Kritisch",                1},
    {"Critique",                1},
    {"Warning",                 3},
    {"Warnung",                 3},
    {"Avertissement",           3},
    {"Information",             4},
    {"Informationen",           4},
    {"Informations",            4},
    {"Verbose",                 5},
    {"Ausf\xC3\xBChrlich",      5},
    {"Success Audit",           0},
    {"Failure Audit",           0},
    {"Erfolgs\xC3\xBC"
     "berw.",              0},
    {"Fehler\xC3\xBC"
     "berw.",              0},
    {"Erfolgs\xC3\xBC"
     "berwachung",         0},
    {"Fehler\xC3\xBC"
     "berwachung",         0},
    {"Audit des succ\xC3\xA8s", 0},
    {"Audit des \xC3\xA9"
     "checs",              0},
};

/* Which log a file holds, by its name: the block of 2003 does not say. */
static const struct {
    const char *word, *channel;
} file_names[] = {
    {"dns server",        "DNS Server"              },
    {"dns-server",        "DNS Server"              },
    {"dnsevent",          "DNS Server"              },
    {"directory service", "Directory Service"       },
    {"file replication",  "File Replication Service"},
    {"application",       "Application"             },
    {"appevent",          "Application"             },
    {"anwendung",         "Application"             },
    {"security",          "Security"                },
    {"secevent",          "Security"                },
    {"sicherheit",        "Security"                },
    {"system",            "System"                  },
    {"sysevent",          "System"                  },
};

enum date_order { UNDECIDED, MONTH_FIRST, DAY_FIRST };

struct text {
    struct batch *batch;
    struct loc place;
    struct str all;     /* marks of quotation are blanks */
    struct str channel; /* by the name of the file */
    enum date_order order;
    bool english_clock; /* AM or PM was seen */
    bool quoted;        /* lines began with marks of quotation */
};

struct block {
    struct str whole;
    struct str part[PARTS]; /* ptr NULL: not there */
};

/* Labels --------------------------------------------------------------------------------------- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

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

static bool place_date(const struct taken_numbers *d, enum date_order order, struct civil *c)
{
    bool year_first = d->n[0] > 31;
    int year = year_first ? d->n[0] : d->n[2];
    c->year = year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
    c->month = year_first ? d->n[1] : order == MONTH_FIRST ? d->n[0] : d->n[1];
    c->day = year_first ? d->n[2] : order == MONTH_FIRST ? d->n[1] : d->n[0];
    return true;
}

/* "5:08:32 AM", "14:08:35", "14:08". */
static bool read_clock(struct str s, struct civil *c)
{
    int n[3] = {0}, k = 0;
    size_t at = 0;
    for (; k < 3 && at < s.len; k++) {
        size_t from = at;
        for (; at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9' && at - from < 2; at++)
            n[k] = n[k] * 10 + (s.ptr[at] - '0');
        if (at == from)
            return false;
        if (at == s.len || (s.ptr[at] != ':' && s.ptr[at] != '.')) {
            k++;
            break;
        }
        at++;
    }
    if (k < 2)
        return false;
    while (at < s.len && !is_letter(s.ptr[at]))
        at++;
    bool pm = at < s.len && (s.ptr[at] | 0x20) == 'p', am = at < s.len && (s.ptr[at] | 0x20) == 'a';
    c->hour = pm && n[0] < 12 ? n[0] + 12 : am && n[0] == 12 ? 0 : n[0];
    c->minute = n[1];
    c->second = n[2];
    return true;
}

static struct moment time_of(const struct text *t, const struct block *b)
{
    struct civil c = {0};
    struct taken_numbers d;
    if (!taken_numbers(b->part[DATE], &d) || !place_date(&d, t->order, &c))
        return MOMENT_NONE;
    struct str clock = b->part[CLOCK].ptr ? b->part[CLOCK] : str_trim(d.behind);
    if (!read_clock(clock, &c) || !civil_valid(&c))
        return MOMENT_NONE;
    return (struct moment){civil_ticks(&c), true};
}

/* The order of day and month: from the first date that only one order fits, else by AM and PM, else
 * by the separator; which one was taken without proof is said. */
static void decide_order(struct text *t)
{
    struct str rest = t->all;
    struct found f, next;
    char separator = '/';
    for (bool more = find_anchor(rest, &f); more; f = next) {
        rest = str_skip(rest, f.at);
        more = find_anchor(str_skip(rest, f.end - f.at), &next);
        next.at += f.end - f.at;
        next.end += f.end - f.at;
        struct block b = {.whole = str_head(rest, more && next.at < SEARCH ? next.at : SEARCH)};
        struct taken_numbers d;
        cut_block(&b);
        if (!taken_numbers(b.part[DATE], &d) || d.n[0] > 31)
            continue;
        separator = d.separator;
        if (d.n[0] > 12 || d.n[1] > 12) {
            t->order = d.n[0] > 12 ? DAY_FIRST : MONTH_FIRST;
            return;
        }
        struct str clock = b.part[CLOCK].ptr ? b.part[CLOCK] : str_trim(d.behind);
        t->english_clock =
            t->english_clock || str_ends(clock, STR("AM")) || str_ends(clock, STR("PM"));
    }
    t->order = separator == '/' && t->english_clock ? MONTH_FIRST
               : separator == '/'                   ? DAY_FIRST
               : separator == '-'                   ? MONTH_FIRST
                                                    : DAY_FIRST;
    notes_add(&t->batch->notes, NOTE_DATE_ORDER, t->place, "%s first",
              t->order == MONTH_FIRST ? "month" : "day");
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

static int64_t level_of(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++)
        if (str_eq_nocase(word, str_of(levels[i].word)))
            return levels[i].level;
    return EVENT_NONE;
}

static bool is_nobody(struct str user)
{
    static const char *const words[] = {
        "N/A", "Nicht zutreffend", "N/D", "Non disponible", "Nicht verf\xC3\xBCgbar", "Aucun",
        "Kein"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_nocase(user, str_of(words[i])))
            return true;
    return false;
}

/* Hexadecimal words of a dump: bytes, or four bytes turned round. */
static void dump_line(struct buf *hex, struct str line)
{
    const char *colon = memchr(line.ptr, ':', line.len);
    struct str rest = colon ? str_skip(line, (size_t)(colon + 1 - line.ptr)) : (struct str){0};
    size_t bytes = 0;
    while (rest.len && bytes < 16) {
        rest = str_trim(rest);
        struct str next, word = str_cut(rest, ' ', &next);
        uint64_t value;
        if ((word.len != 2 && word.len != 8) || !str_to_hex(word, &value))
            return;
        for (size_t i = word.len; word.len == 8 && i > 0; i -= 2)
            buf_fmt(hex, "%.2s", word.ptr + i - 2);
        if (word.len == 2)
            buf_add(hex, word);
        bytes += word.len / 2;
        rest = next;
    }
}

/* Takes the dump off the end of a description: "Data:" or "Daten:" and lines such as "0000: 40 27".
 */
static struct str take_dump(struct arena *arena, struct str *text)
{
    const char *dump = str_find(*text, STR("0000: "));
    struct str before = *text;
    before.len = dump ? (size_t)(dump - text->ptr) : 0;
    before = str_trim(before);
    static const char *const heads[] = {"Data:", "Daten:",
                                        "Donn\xC3\xA9"
                                        "es\xC2\xA0:",
                                        "Donn\xC3\xA9"
                                        "es :",
                                        "Donn\xC3\xA9"
                                        "es:"};
    for (size_t i = 0; dump && i < ARRAY_LEN(heads); i++) {
        struct buf hex = BUF_CAP(1 << 17);
        struct str line, rest = {dump, text->len - (size_t)(dump - text->ptr)};
        if (!str_ends(before, str_of(heads[i])))
            continue;
        while (str_line(&rest, &line))
            dump_line(&hex, line);
        for (size_t k = 0; k < hex.len; k++)
            hex.ptr[k] = (char)(hex.ptr[k] - (hex.ptr[k] >= 'a' ? 32 : 0));
        struct str kept = buf_keep(&hex, arena);
        buf_free(&hex);
        before.len -= strlen(heads[i]);
        *text = str_trim(before);
        return kept;
    }
    return (struct str){0};
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
    struct str text = b->part[TEXT], binary = take_dump(arena, &text);
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
    if (t->batch->events_n != before + 1 || t->batch->events[before].message.len)
        return true;
    struct block b = {.whole = str_head(whole, (size_t)(at - whole.ptr))};
    cut_block(&b);
    struct str text = b.part[TEXT];
    const char *line = text.len ? memrchr(text.ptr, '\n', text.len) : NULL;
    if (line && str_ends(text, STR(":"))) /* the heading of the XML, in any language */
        text.len = (size_t)(line - text.ptr);
    t->batch->events[before].message = message_of(t, str_trim(text));
    t->batch->events[before].offset = offset;
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
    e->event_id = (int64_t)(id & 0xFFFF);
    e->qualifiers = id > 0xFFFF ? (int64_t)(id >> 16) : EVENT_NONE;
    e->level = level_of(one_line(arena, b.part[LEVEL].ptr ? b.part[LEVEL] : b.part[TYPE]));
    e->channel = b.part[LOG].ptr ? one_line(arena, b.part[LOG]) : t->channel;
    e->computer = one_line(arena, b.part[COMPUTER]);
    struct str user = one_line(arena, b.part[USER]);
    e->user_sid = is_nobody(user) ? (struct str){0} : user;
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

static struct str channel_of(struct arena *arena, struct str path)
{
    struct str name = path_name(path);
    char *lower = arena_alloc(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        lower[i] = (char)(name.ptr[i] + (name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? 32 : 0));
    for (size_t i = 0; i < ARRAY_LEN(file_names); i++)
        if (str_find((struct str){lower, name.len}, str_of(file_names[i].word)))
            return str_of(file_names[i].channel);
    return (struct str){0};
}

static enum status parse_text(struct batch *b, struct str path, struct err *err)
{
    (void)err;
    struct text t = {.batch = b, .place = {.file = arena_str(&b->arena, path).ptr}};
    struct found f, next;
    t.quoted = is_quoted(b->bytes);
    t.all = t.quoted ? unquote(&b->arena, b->bytes) : b->bytes;
    t.channel = channel_of(&b->arena, path);
    decide_order(&t);
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
    .parse = parse_text,
};
