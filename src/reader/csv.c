#include "csv.h"

#include "base/buf.h"
#include "taken.h"

static bool is_separator(char c)
{
    return c == ',' || c == ';' || c == '\t';
}

static bool ends_cell(char c)
{
    return is_separator(c) || c == '\r' || c == '\n';
}

/* Rows ----------------------------------------------------------------------------------------- */

/* How a quoted cell went: closed at `end`; or broken, then the row ends there; or neither. */
struct quoted {
    size_t end;
    bool closed, broken;
};

/* The first line inside from..to that begins a row; 0 when none does. */
static size_t next_begin(struct str s, size_t from, size_t to)
{
    const char *at = s.ptr + from;
    while (at < s.ptr + to && (at = memchr(at, '\n', (size_t)(s.ptr + to - at)))) {
        at++;
        if (csv_begins(str_skip(s, (size_t)(at - s.ptr))))
            return (size_t)(at - s.ptr);
    }
    return 0;
}

/* Nothing closes the cell in `s`, which is all that is looked at. */
static struct quoted unclosed(struct str s, size_t seen, bool all)
{
    size_t begin = next_begin(s, seen, s.len);
    const char *line = all ? NULL : memrchr(s.ptr, '\n', s.len);
    if (begin == 0)
        begin = line && line > s.ptr + seen ? (size_t)(line + 1 - s.ptr) : s.len;
    return (struct quoted){begin, false, true};
}

/* The cell that the quote at `open` opens. */
static struct quoted quoted_cell(struct str s, size_t open, bool last)
{
    bool whole = s.len - open <= LIMIT_CSV_CELL_BYTES;
    struct str near = whole ? s : str_head(s, open + LIMIT_CSV_CELL_BYTES);
    size_t at = open + 1, seen = open + 1; /* lines before `seen` begin no row */
    const char *quote;
    while (at < near.len && (quote = memchr(near.ptr + at, '"', near.len - at))) {
        size_t behind = (size_t)(quote + 1 - near.ptr);
        if (behind == s.len)
            return (struct quoted){behind, last, false};
        if (s.ptr[behind] == '"') {
            at = behind + 1;
            continue;
        }
        if (ends_cell(s.ptr[behind]))
            return (struct quoted){behind, true, false};
        size_t begin = next_begin(s, seen, behind - 1);
        if (begin)
            return (struct quoted){begin, false, true};
        at = seen = behind;
    }
    return whole && !last ? (struct quoted){0} : unclosed(near, seen, whole);
}

struct csv_row csv_row(struct str s, bool last)
{
    size_t at = 0;
    for (;;) {
        const char *line = memchr(s.ptr + at, '\n', s.len - at);
        size_t end = line ? (size_t)(line + 1 - s.ptr) : s.len;
        const char *quote = memchr(s.ptr + at, '"', end - at);
        if (!quote)
            return (struct csv_row){line || last ? end : 0, false};
        size_t open = (size_t)(quote - s.ptr);
        at = open + 1;
        if (open && !is_separator(quote[-1]))
            continue; /* a quote inside an unquoted cell */
        struct quoted cell = quoted_cell(s, open, last);
        if (cell.broken)
            return (struct csv_row){cell.end, true};
        if (!cell.closed)
            return (struct csv_row){0, false};
        at = cell.end;
    }
}

struct str csv_text(struct str row)
{
    while (row.len && (row.ptr[row.len - 1] == '\n' || row.ptr[row.len - 1] == '\r'))
        row.len--;
    return row;
}

/* Cells ---------------------------------------------------------------------------------------- */

/* Where the cell at `at` ends. A quote that nothing closes quotes the rest of the row. */
static size_t cell_end(struct str s, size_t at, char separator)
{
    const char *end;
    if (at < s.len && s.ptr[at] == '"') {
        for (at++; at < s.len && (end = memchr(s.ptr + at, '"', s.len - at));) {
            at = (size_t)(end + 1 - s.ptr);
            if (at == s.len || s.ptr[at] == separator)
                return at;
            at += s.ptr[at] == '"';
        }
        return s.len;
    }
    end = memchr(s.ptr + at, separator, s.len - at);
    return end ? (size_t)(end - s.ptr) : s.len;
}

size_t csv_cells(struct str text, char separator, struct str *cells, size_t max)
{
    size_t n = 0;
    for (size_t at = 0; text.len;) {
        size_t end = cell_end(text, at, separator);
        if (n < max)
            cells[n] = (struct str){text.ptr + at, end - at};
        n++;
        if (end >= text.len)
            break;
        at = end + 1;
    }
    return n;
}

char csv_separator(struct str text)
{
    bool quoted = text.len && text.ptr[0] == '"', inside = quoted;
    for (size_t at = quoted; at < text.len; at++) {
        char c = text.ptr[at];
        if (!inside && is_separator(c))
            return c;
        if (quoted && c == '"')
            inside = !inside; /* twice for a doubled one */
    }
    return 0;
}

/* With single quotes for double ones where it was quoted, and LF for CR LF. */
static struct str cleaned(struct arena *arena, struct str s, bool quoted)
{
    char *copy = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char next = i + 1 < s.len ? s.ptr[i + 1] : 0;
        if (s.ptr[i] == '\r' && (next == '\n' || next == '\r'))
            continue;
        copy[n++] = s.ptr[i];
        i += quoted && s.ptr[i] == '"' && next == '"';
    }
    return (struct str){copy, n};
}

struct str csv_value(struct arena *arena, struct str cell)
{
    struct str s = str_trim(cell);
    bool quoted = s.len && s.ptr[0] == '"';
    if (quoted) {
        s = str_skip(s, 1);
        s.len -= s.len && s.ptr[s.len - 1] == '"';
        s = str_trim(s);
    }
    bool doubled = quoted && str_find(s, STR("\"\""));
    return doubled || str_find(s, STR("\r")) ? cleaned(arena, s, quoted) : s;
}

/* Rows of events ------------------------------------------------------------------------------- */

/* How many cells are asked, and how far a row is looked into. */
enum { FRONT_CELLS = 24, FRONT_BYTES = 1024, END_BYTES = 512 };

static struct str bare(struct str cell)
{
    bool quoted = cell.len > 1 && cell.ptr[0] == '"' && cell.ptr[cell.len - 1] == '"';
    return quoted ? (struct str){cell.ptr + 1, cell.len - 2} : cell;
}

static size_t digits(struct str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9')
        n++;
    return n;
}

bool csv_is_wmi_time(struct str text)
{
    return text.len >= 21 && digits(text) == 14 && text.ptr[14] == '.' &&
           digits(str_skip(text, 15)) == 6;
}

/* A date with a year, alone or before a clock. */
static bool is_date(struct str s)
{
    struct taken_numbers d;
    return taken_numbers(s, &d) && s.len - d.behind.len >= 6 &&
           (d.behind.len == 0 || !strchr(".-/", d.behind.ptr[0]));
}

/* The first cells of the row at the front; its other lines too, where quotes hold them together. */
static size_t front_cells(struct str s, struct str cells[FRONT_CELLS])
{
    s = str_head(s, FRONT_BYTES);
    const char *line = memchr(s.ptr, '\n', s.len);
    struct str first = line ? str_head(s, (size_t)(line - s.ptr)) : s;
    char separator = csv_separator(csv_text(first));
    if (!separator)
        return 0;
    size_t n = csv_cells(first.ptr[0] == '"' ? s : csv_text(first), separator, cells, FRONT_CELLS);
    return n < FRONT_CELLS ? n : FRONT_CELLS;
}

bool csv_begins(struct str s)
{
    struct str cells[FRONT_CELLS];
    bool date = false, number = false;
    size_t n = s.len ? front_cells(s, cells) : 0, quoted = 0;
    for (size_t i = 0; i < n && !(date && number); i++) {
        struct str cell = bare(cells[i]);
        size_t run = digits(cell);
        bool is_number = run && run == cell.len && run <= 20;
        quoted += i < 3 && cell.len < cells[i].len;
        date |= !is_number && is_date(cell);
        number |= is_number;
    }
    return n >= 4 && number && (date || quoted == 3);
}

bool csv_ends_wmi(struct str text)
{
    text = str_skip(text, text.len > END_BYTES ? text.len - END_BYTES : 0);
    for (int behind = 0; behind < 5 && text.len; behind++) {
        const char *comma = memrchr(text.ptr, ',', text.len);
        if (!comma)
            return false;
        if (csv_is_wmi_time(str_skip(text, (size_t)(comma + 1 - text.ptr))))
            return true;
        text.len = (size_t)(comma - text.ptr);
    }
    return false;
}

/* May a run end between these two rows? Not where the second may be more of the first. */
static bool is_seam(struct str row, struct str behind)
{
    bool quoted = row.len && row.ptr[0] == '"' && behind.len && behind.ptr[0] == '"';
    return quoted || csv_begins(behind) || csv_ends_wmi(csv_text(row));
}

struct cut csv_split(struct str window, size_t want, bool last)
{
    size_t at = 0, end = 0;
    if (last)
        return (struct cut){0, window.len, NULL};
    while (at < window.len && end < want) {
        struct csv_row row = csv_row(str_skip(window, at), false);
        if (row.end == 0)
            break;
        struct str text = {window.ptr + at, row.end};
        at += row.end;
        if (at >= want / 2 && !row.broken && is_seam(text, str_skip(window, at)))
            end = at;
    }
    if (end == 0 && at >= LIMIT_CSV_CELL_BYTES)
        end = at; /* rows of a kind that nothing tells apart */
    if (at == 0 && window.len > LIMIT_RECORD_BYTES)
        return (struct cut){LIMIT_RECORD_BYTES, 0, "row longer than the limit"};
    return (struct cut){0, end, NULL};
}
