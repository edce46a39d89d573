#include "knowledge/table.h"

#include "base/asset.h"

#include <stdio.h>
#include <stdlib.h>

/* Takes one cell from the front of the line, and the comma behind it. */
static struct str take_cell(struct arena *arena, struct str *line)
{
    if (line->len == 0 || line->ptr[0] != '"')
        return str_cut(*line, ',', line);
    char *text = arena_raw(arena, line->len);
    size_t n = 0, at = 1;
    for (; at < line->len; at++) {
        if (line->ptr[at] == '"' && (at + 1 == line->len || line->ptr[at + 1] != '"'))
            break;
        at += line->ptr[at] == '"';
        text[n++] = line->ptr[at];
    }
    struct str rest = str_skip(*line, at + 1);
    *line = rest.len && rest.ptr[0] == ',' ? str_skip(rest, 1) : rest;
    return (struct str){text, n};
}

static size_t count_commas(struct str heading)
{
    size_t n = 0;
    for (size_t i = 0; i < heading.len; i++)
        n += heading.ptr[i] == ',';
    return n;
}

struct table table_read(struct arena *arena, struct str text)
{
    struct table t = {0};
    struct str line;
    size_t n = 0, max = 0;
    while (str_line(&text, &line)) {
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (t.columns == 0)
            t.columns = count_commas(line) + 1;
        for (size_t i = 0; i < t.columns; i++) {
            GROW(arena, t.cells, n, max);
            t.cells[n++] = take_cell(arena, &line);
        }
        t.rows++;
    }
    t.rows -= t.rows > 0;
    return t;
}

struct table table_load(struct arena *arena, const char *asset)
{
    return table_read(arena, asset_text(asset));
}

size_t table_column(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->columns; i++)
        if (str_eq(t->cells[i], str_of(name)))
            return i;
    fprintf(stderr, "culprit: a built-in table has no column '%s'\n", name);
    abort();
}

struct str table_cell(const struct table *t, size_t row, size_t column)
{
    return t->cells[(row + 1) * t->columns + column];
}
