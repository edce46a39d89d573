#include "layout.h"

#include "base/utf8.h"

/* Names ---------------------------------------------------------------------------------------- */

/* Can the two not be the same? Looked at before anything is folded. */
static bool differs(char a, char b)
{
    bool plain = (a & 0x80) == 0 && (b & 0x80) == 0;
    return plain && (a | 0x20) != (b | 0x20);
}

const struct property *property_of(const struct objects *o, struct str name)
{
    for (size_t i = 0; name.len && i < o->n; i++)
        if (!differs(o->properties[i].name[0], name.ptr[0]) &&
            utf8_fold_eq(str_of(o->properties[i].name), name))
            return &o->properties[i];
    return NULL;
}

/* Does the command that was typed say what this is? */
static bool command_says(const struct console *c, const struct objects *o)
{
    struct str rest = str_of(o->commands ? o->commands : ""), one;
    while (rest.len) {
        one = str_trim(str_cut(rest, ',', &rest));
        for (size_t i = 0; one.len && i + one.len <= c->command.len; i++)
            if (str_eq_nocase((struct str){c->command.ptr + i, one.len}, one))
                return true;
    }
    return false;
}

/* Marked properties of one meaning, in several languages, count once. */
static bool marked_enough(const struct console *c, const struct objects *o, const struct str *names,
                          size_t n)
{
    const char *seen[16];
    size_t marks = 0;
    bool key = false;
    for (size_t i = 0; i < n; i++) {
        const struct property *p = property_of(o, names[i]);
        key |= p && p->field && strcmp(p->field, o->key) == 0;
        bool fresh = p && p->mark && marks < ARRAY_LEN(seen);
        for (size_t k = 0; fresh && k < marks; k++)
            fresh = !p->field || strcmp(seen[k], p->field) != 0;
        if (fresh)
            seen[marks++] = p->field ? p->field : p->name;
    }
    return key && (marks >= o->marks || command_says(c, o));
}

/* Cells ---------------------------------------------------------------------------------------- */

/* Where the character with that number begins. */
static size_t byte_of(struct str s, size_t character)
{
    size_t at = 0, i = 0;
    for (; i < s.len; i++) {
        if (((unsigned char)s.ptr[i] & 0xC0) == 0x80)
            continue;
        if (at++ == character)
            return i;
    }
    return s.len;
}

/* The columns that a line of dashes or equal signs rules. */
static size_t read_rule(struct str line, struct columns *k)
{
    k->n = 0;
    for (size_t i = 0; i < line.len && k->n < COLUMNS;) {
        while (i < line.len && line.ptr[i] == ' ')
            i++;
        size_t from = i;
        while (i < line.len && (line.ptr[i] == '-' || line.ptr[i] == '='))
            i++;
        if (i == from)
            return line.len == i ? k->n : 0;
        k->from[k->n] = from;
        k->to[k->n++] = i;
    }
    return k->n;
}

/* Where a row goes over from one column to the next: the longest stretch of blanks between the two
 * rules, as numbers stand to the right and words to the left of their heading. */
static size_t border(struct str line, size_t low, size_t high)
{
    size_t best = high, most = 0, run = 0;
    for (size_t i = low; i <= high && i < line.len; i++) {
        run = line.ptr[i] == ' ' || line.ptr[i] == '\t' ? run + 1 : 0;
        if (run >= most && run) {
            most = run;
            best = i + 1;
        }
    }
    return line.len < low ? line.len : best < line.len ? best : line.len;
}

static size_t ruled_cells(struct str line, const struct columns *k, struct str *cells)
{
    size_t from = 0;
    for (size_t i = 0; i < k->n; i++) {
        size_t to = line.len;
        if (i + 1 < k->n) {
            size_t low = byte_of(line, k->to[i] - (k->to[i] > 0));
            size_t high = byte_of(line, k->from[i + 1]);
            to = border(line, low + 1, high);
        }
        to = to < from ? from : to;
        cells[i] = str_trim((struct str){line.ptr + from, to - from});
        from = to;
    }
    return k->n;
}

static size_t width_cells(struct str line, const struct columns *k, struct str *cells)
{
    for (size_t i = 0; i < k->n; i++) {
        size_t from = byte_of(line, k->from[i]);
        size_t to = i + 1 < k->n ? byte_of(line, k->from[i + 1]) : line.len;
        cells[i] = str_trim((struct str){line.ptr + from, to - from});
    }
    return k->n;
}

/* One quoted or bare cell at the front; `s` goes behind its separator. */
static struct str take_cell(struct str *s, char separator)
{
    struct str cell;
    size_t end = 0;
    *s = str_skip(*s, s->len && s->ptr[0] == ' ' && separator == ',');
    if (s->len && s->ptr[0] == '"') {
        for (end = 1; end < s->len; end++) {
            if (s->ptr[end] != '"')
                continue;
            if (end + 1 == s->len || s->ptr[end + 1] != '"')
                break;
            end++;
        }
        cell = (struct str){s->ptr + 1, (end < s->len ? end : s->len) - 1};
        end = end < s->len ? end + 1 : s->len;
        while (end < s->len && s->ptr[end] != separator)
            end++;
    } else {
        while (end < s->len && s->ptr[end] != separator)
            end++;
        cell = str_trim(str_head(*s, end));
    }
    *s = end < s->len ? str_skip(*s, end + 1) : str_skip(*s, s->len);
    return cell;
}

static size_t csv_cells(struct str line, char separator, struct str *cells, size_t max)
{
    const char *end = line.ptr + line.len;
    bool more = line.len > 0, empty_last = more && end[-1] == separator;
    size_t n = 0;
    while (more && n < max) {
        cells[n++] = take_cell(&line, separator);
        more = line.len > 0;
    }
    if (empty_last && n < max)
        cells[n++] = (struct str){end, 0};
    return n;
}

bool layout_is_aligned(struct str line, const struct columns *k)
{
    bool some = false;
    for (size_t i = 0; i < k->n; i++) {
        size_t at = byte_of(line, k->from[i]);
        if (at < line.len && at > 0 && line.ptr[at - 1] != ' ')
            return false;
        some |= at < line.len && line.ptr[at] != ' ';
    }
    return some;
}

size_t layout_cells(const struct heading_line *h, struct str line, struct str *cells)
{
    if (h->layout == LAYOUT_CSV)
        return csv_cells(line, h->separator, cells, COLUMNS);
    return (h->layout == LAYOUT_RULED ? ruled_cells : width_cells)(line, &h->columns, cells);
}

/* Layouts -------------------------------------------------------------------------------------- */

bool split_pair(struct str line, char sign, struct str *name, struct str *value)
{
    const char *at = NULL;
    for (size_t i = 0; i < line.len && !at; i++)
        if (line.ptr[i] == sign)
            at = line.ptr + i;
    if (!at)
        return false;
    *name = str_trim(str_head(line, (size_t)(at - line.ptr)));
    *value = str_trim(str_skip(line, (size_t)(at + 1 - line.ptr)));
    return true;
}

/* The names in the block that begins with this line; they end at a blank line, or where the first
 * one comes again. */
static size_t block_names(const struct console *c, struct str line, char sign, struct str *names)
{
    struct str rest = c->rest, value;
    size_t n = 0;
    for (int i = 0; i < BLOCK_LINES && n < COLUMNS; i++) {
        if (str_trim(line).len == 0 && n)
            break;
        bool pair = split_pair(line, sign, &names[n], &value) && names[n].len;
        if (pair && n && str_eq(names[n], names[0]))
            break;
        n += pair;
        if (!str_line(&rest, &line))
            break;
    }
    return n;
}

bool layout_is_list(const struct console *c, struct str line, const struct objects *o, char sign)
{
    struct str names[COLUMNS], value;
    if (!split_pair(line, sign, &names[0], &value) || !property_of(o, names[0]))
        return false;
    size_t n = block_names(c, line, sign, names);
    return marked_enough(c, o, names, n);
}

static bool is_ruled(const struct console *c, struct str line, const struct objects *o,
                     struct heading_line *h)
{
    struct str rest = c->rest, next = {0};
    str_line(&rest, &next);
    if (next.len == 0 || (next.ptr[0] != '-' && next.ptr[0] != '=' && next.ptr[0] != ' ') ||
        !read_rule(next, &h->columns))
        return false;
    ruled_cells(line, &h->columns, h->columns.names);
    return marked_enough(c, o, h->columns.names, h->columns.n);
}

/* Every word of the line is a property, and two blanks stand behind each but the last. */
static bool is_widths(const struct console *c, struct str line, const struct objects *o,
                      struct heading_line *h)
{
    struct columns *k = &h->columns;
    k->n = 0;
    for (size_t i = 0; i < line.len && k->n < COLUMNS;) {
        size_t from = i;
        while (i < line.len && line.ptr[i] != ' ' && line.ptr[i] != '\r')
            i++;
        struct str name = {line.ptr + from, i - from};
        if (!name.len || !property_of(o, name))
            return false;
        k->from[k->n] = from;
        k->names[k->n++] = name;
        size_t blanks = i;
        while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\r'))
            i++;
        if (i < line.len && i - blanks < 2)
            return false;
    }
    return k->n && marked_enough(c, o, k->names, k->n);
}

static bool is_csv(const struct console *c, struct str line, const struct objects *o,
                   struct heading_line *h)
{
    static const char separators[] = {',', ';', '\t'};
    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        if (!line.len || !memchr(line.ptr, separators[i], line.len))
            continue;
        h->separator = separators[i];
        h->columns.n = csv_cells(line, separators[i], h->columns.names, COLUMNS);
        if (marked_enough(c, o, h->columns.names, h->columns.n))
            return true;
    }
    return false;
}

enum layout layout_of(const struct console *c, struct str line, const struct objects *o,
                      struct heading_line *h)
{
    h->text = str_trim(line);
    if (h->text.len < 4)
        return LAYOUT_NONE;
    if (layout_is_list(c, line, o, ':'))
        return LAYOUT_LIST;
    if (layout_is_list(c, line, o, '='))
        return LAYOUT_EQUALS;
    if (is_ruled(c, line, o, h))
        return LAYOUT_RULED;
    if (is_csv(c, line, o, h))
        return LAYOUT_CSV;
    return is_widths(c, line, o, h) ? LAYOUT_WIDTHS : LAYOUT_NONE;
}
