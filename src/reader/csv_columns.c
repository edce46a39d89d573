#include "csv_columns.h"

#include "csv.h"
#include "taken.h"
#include "words.h"

#include <stdio.h>

static const struct csv_heading {
    enum csv_part part;
    const char *language, *text;
} headings[] = {
#define HEADING(part, language, text) {CSV_##part, language, text},
#include "csv_headings.def"
};

/* Whose table it is: the first row whose marks are all there. */
static const struct csv_dialect dialects[] = {
    {.name = "Hayabusa",                            .marks = {"RuleTitle"},                   .refused = true},
    {.name = "Chainsaw",                                             .marks = {"detections"},                                                                    .refused = true},
    {.name = "EvtxECmd",                              .marks = {"EventRecordId", "MapDescription"},   .utc = true},
    {.name = "wmic",
     .marks = {"Node", "EventCode", "SourceName"},
     .joins = true,
     .strings = ';',
     .around = '{'},
    {.name = "Log Parser",
     .marks = {"EventLog", "TimeGenerated", "EventID", "SourceName"},
     .strings = '|'},
    {.name = "Get-WinEvent",                                .marks = {"TimeCreated", "Id", "Message"}                                                                          },
    {.name = "Get-WinEvent",                          .marks = {"TimeCreated", "Id", "LevelDisplayName"}                        },
    {.name = "Get-WinEvent",                                             .marks = {"TimeCreated", "Id", "ProviderName"}                                                               },
    {.name = "Get-EventLog",                                             .marks = {"InstanceId", "EntryType", "TimeGenerated"}},
    {.name = "eventquery",                                             .marks = {"Event", "Date Time", "ComputerName"}                                       },
    {.name = "SDP",                                             .marks = {"Date", "Time", "Event Code", "Source"}},
};

static const struct csv_dialect viewer = {.name = "Event Viewer"},
                                viewer_2003 = {.name = "Event Viewer of 2003"},
                                sdp_bare = {.name = "SDP without headings"},
                                generic = {.name = "unknown tool", .strings = '|'};

/* Headings ------------------------------------------------------------------------------------- */

/* The next letter that counts; 0 at the end. */
static unsigned char letter(const char **at, const char *end)
{
    for (; *at < end; (*at)++) {
        unsigned char c = (unsigned char)**at;
        bool hard_blank = c == 0xC2 && *at + 1 < end && (unsigned char)(*at)[1] == 0xA0;
        if (hard_blank)
            (*at)++;
        else if (!c || !strchr(" \t-_./\"", (char)c)) {
            (*at)++;
            return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
    }
    return 0;
}

static bool is_called(struct str cell, const char *text)
{
    const char *a = cell.ptr, *b = text, *b_end = text + strlen(text);
    for (;;) {
        unsigned char x = letter(&a, cell.ptr + cell.len), y = letter(&b, b_end);
        if (x != y)
            return false;
        if (!x)
            return true;
    }
}

static const struct csv_heading *heading_of(struct str cell)
{
    const char *at = cell.ptr;
    unsigned char first = letter(&at, cell.ptr + cell.len);
    for (size_t i = 0; first && cell.len <= 128 && i < ARRAY_LEN(headings); i++) {
        unsigned char c = (unsigned char)headings[i].text[0];
        if ((c == first || (c | 0x20) == first) && is_called(cell, headings[i].text))
            return &headings[i];
    }
    return NULL;
}

static bool has_marks(const struct csv_dialect *d, const struct str *cells, int n)
{
    for (size_t m = 0; m < ARRAY_LEN(d->marks) && d->marks[m]; m++) {
        int i = 0;
        while (i < n && !is_called(cells[i], d->marks[m]))
            i++;
        if (i == n)
            return false;
    }
    return true;
}

static const struct csv_dialect *dialect_of(const struct str *cells, int n)
{
    for (size_t i = 0; i < ARRAY_LEN(dialects); i++)
        if (has_marks(&dialects[i], cells, n))
            return &dialects[i];
    return NULL;
}

static bool has(const struct csv_columns *c, enum csv_part part)
{
    return c->at[part] != CSV_ABSENT;
}

/* Event Viewer names five columns, or more where the user asked for them, but never the message. */
static bool is_viewer(const struct csv_columns *c)
{
    return has(c, CSV_TIME) && has(c, CSV_ID) && has(c, CSV_SOURCE) && !has(c, CSV_MESSAGE) &&
           (has(c, CSV_LEVEL) || has(c, CSV_KEYWORDS)) && has(c, CSV_REST);
}

static void columns_init(struct csv_columns *c, char separator, const char *language)
{
    *c = (struct csv_columns){.separator = separator, .language = language};
    for (size_t i = 0; i < CSV_PARTS; i++)
        c->at[i] = CSV_ABSENT;
}

/* Every cell gets its part; where two have the same one, the heading that stands first wins. */
static void columns_fill(struct csv_columns *c, const struct str *cells, int n)
{
    const struct csv_heading *best[CSV_PARTS] = {0};
    c->n = n;
    for (int i = 0; i < n; i++) {
        const struct csv_heading *h = heading_of(cells[i]);
        c->part[i] = (unsigned char)(h ? h->part : CSV_UNKNOWN);
        if (h && strcmp(h->language, "en"))
            c->language = h->language;
        if (!h || (best[h->part] && best[h->part] <= h))
            continue;
        best[h->part] = h;
        c->at[h->part] = i;
    }
}

/* Is the message last, so that it may go on in further lines? */
static void columns_end(struct csv_columns *c)
{
    c->lines = c->at[CSV_MESSAGE] == c->n - 1 || (c->dialect == &viewer && !has(c, CSV_MESSAGE));
}

/* Tables of firewalls have a time, an event id and a source as well: an address. */
static bool is_address(struct str cell)
{
    size_t dots = 0, others = 0;
    for (size_t i = 0; i < cell.len; i++) {
        bool digit = cell.ptr[i] >= '0' && cell.ptr[i] <= '9';
        dots += cell.ptr[i] == '.';
        others += !digit && !strchr(".:\"", cell.ptr[i]);
    }
    return dots >= 3 && others == 0;
}

/* Where only the headings speak for it, the first row must not speak against it. */
static bool is_plausible(const struct csv_columns *c, struct str behind)
{
    struct str cells[LIMIT_CSV_COLUMNS],
        text = csv_text(str_head(behind, csv_row(behind, true).end));
    size_t n = csv_cells(text, c->separator, cells, LIMIT_CSV_COLUMNS);
    size_t source = (size_t)c->at[CSV_SOURCE];
    return source >= n || !is_address(cells[source]);
}

enum { REFUSED = -1 };

/* How sure are we that the row holds headings? REFUSED: it does, and it is no event log. */
static int read_headings(struct str row, struct str behind, struct csv_columns *c)
{
    struct str cells[LIMIT_CSV_COLUMNS], text = csv_text(row);
    char separator = csv_separator(text);
    size_t n = separator ? csv_cells(text, separator, cells, LIMIT_CSV_COLUMNS) : 0;
    if (n < 3 || n > LIMIT_CSV_COLUMNS)
        return 0;
    columns_init(c, separator, "en");
    columns_fill(c, cells, (int)n);
    c->heading = text;
    c->dialect = dialect_of(cells, (int)n);
    bool known = c->dialect != NULL;
    if (known && !has(c, CSV_ID))
        c->at[CSV_ID] = c->at[CSV_ID_WEAK];
    if (!has(c, CSV_TIME) && !has(c, CSV_DATE))
        c->at[CSV_TIME] = c->at[CSV_CLOCK]; /* "Time" that holds the date as well */
    bool when = has(c, CSV_TIME) || has(c, CSV_TIME_UTC) || has(c, CSV_DATE);
    bool which = has(c, CSV_ID) || has(c, CSV_ID32);
    if (known && c->dialect->refused)
        return REFUSED;
    if (!known)
        c->dialect = is_viewer(c) ? &viewer : &generic;
    columns_end(c);
    if (!when || !which)
        return 0;
    if (known || c->dialect == &viewer)
        return 99;
    return has(c, CSV_SOURCE) && is_plausible(c, behind) ? 70 : 0;
}

/* Without headings ----------------------------------------------------------------------------- */

static const struct bare_form {
    const struct csv_dialect *dialect;
    int n;
    enum csv_part parts[9];
} bare_forms[] = {
    {&viewer_2003,
     9, {CSV_DATE, CSV_CLOCK, CSV_SOURCE, CSV_LEVEL, CSV_REST, CSV_ID, CSV_USER, CSV_COMPUTER,
      CSV_MESSAGE}},
    {&sdp_bare,
     9, {CSV_DATE, CSV_CLOCK, CSV_LEVEL, CSV_COMPUTER, CSV_ID, CSV_SOURCE, CSV_REST, CSV_USER,
      CSV_MESSAGE}},
};

static bool fits(const struct bare_form *form, const struct str *cells, size_t n)
{
    struct taken_numbers d;
    struct civil clock;
    uint64_t id;
    if (n < (size_t)form->n - 1)
        return false;
    for (int i = 0; i < form->n - 1; i++) {
        struct str cell = str_trim(cells[i]);
        if (cell.len > 1 && cell.ptr[0] == '"')
            cell = (struct str){cell.ptr + 1, cell.len - 2};
        enum csv_part part = form->parts[i];
        if ((part == CSV_DATE && !(taken_numbers(cell, &d) && d.behind.len == 0)) ||
            (part == CSV_CLOCK &&
             !taken_clock(str_cut(cell, ' ', &(struct str){0}), (struct str){0}, &clock)) ||
            (part == CSV_LEVEL && words_level(cell) == EVENT_NONE) ||
            (part == CSV_ID && (!str_to_u64(cell, &id) || id > UINT32_MAX)))
            return false;
    }
    return true;
}

static struct str foreign_word(struct str cell)
{
    static const char *const english[] = {"Error",   "Warning",       "Information",
                                          "Success", "Success Audit", "Failure Audit"};
    struct str word = str_trim(cell);
    for (size_t i = 0; i < ARRAY_LEN(english); i++)
        if (is_called(word, english[i]))
            return (struct str){0};
    return word;
}

static int read_bare(struct str row, struct csv_columns *c)
{
    struct str cells[LIMIT_CSV_COLUMNS], text = csv_text(row);
    char separator = csv_separator(text);
    size_t n = separator ? csv_cells(text, separator, cells, LIMIT_CSV_COLUMNS) : 0;
    for (size_t i = 0; i < ARRAY_LEN(bare_forms); i++) {
        const struct bare_form *form = &bare_forms[i];
        if (!fits(form, cells, n))
            continue;
        columns_init(c, separator, "");
        c->dialect = form->dialect;
        c->n = form->n;
        for (int k = 0; k < form->n; k++) {
            c->part[k] = (unsigned char)form->parts[k];
            c->at[form->parts[k]] = k;
        }
        c->foreign = foreign_word(cells[c->at[CSV_LEVEL]]);
        columns_end(c);
        return 98;
    }
    return 0;
}

/* The file ------------------------------------------------------------------------------------- */

enum { HEAD_ROWS = 32 }; /* banners and blank lines may stand before the table */

static const struct str mark = {"\xEF\xBB\xBF", 3};

int csv_columns(struct str head, struct csv_columns *out)
{
    struct str rest = str_skip(head, str_starts(head, mark) ? mark.len : 0);
    if (rest.len && (rest.ptr[0] == '<' || rest.ptr[0] == '{'))
        return 0;
    for (int i = 0; i < HEAD_ROWS && rest.len; i++) {
        struct csv_row row = csv_row(rest, true);
        struct str text = str_head(rest, row.end);
        rest = str_skip(rest, row.end);
        int sure = text.len <= LEAD_BYTES / 2 ? read_headings(text, rest, out) : 0;
        if (sure == 0)
            sure = read_bare(text, out);
        if (sure)
            return sure == REFUSED ? 0 : sure;
    }
    return 0;
}

bool csv_columns_unused(const struct csv_columns *c, char *names, size_t room)
{
    struct str cells[LIMIT_CSV_COLUMNS];
    size_t n = csv_cells(c->heading, c->separator, cells, LIMIT_CSV_COLUMNS), len = 0;
    names[0] = 0;
    for (size_t i = 0; i < n && i < (size_t)c->n; i++) {
        if (c->part[i] != CSV_UNKNOWN || str_trim(cells[i]).len == 0)
            continue;
        int width = cells[i].len < 64 ? (int)cells[i].len : 64;
        if (len + (size_t)width + 3 > room)
            break;
        len += (size_t)snprintf(names + len, room - len, "%s%.*s", len ? ", " : "", width,
                                cells[i].ptr);
    }
    return len > 0;
}
