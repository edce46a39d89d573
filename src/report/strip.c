#include "strip.h"

enum { SVG_CELLS = 183, SVG_CELL = 10, SVG_BAR = 8, SVG_HEIGHT = 48, SVG_BASE = 2 };

void strip_gather(struct arena *arena, const struct doc_strip *s, size_t room,
                  struct strip_cells *out)
{
    size_t per_cell = room ? (s->n + room - 1) / room : s->n;
    per_cell = per_cell ? per_cell : 1;
    *out = (struct strip_cells){.n = (s->n + per_cell - 1) / per_cell, .per_cell = per_cell};
    out->counts = ARENA_ARRAY(arena, int64_t, out->n + 1);
    for (size_t i = 0; i < s->n; i++) {
        int64_t *cell = &out->counts[i / per_cell];
        if (s->counts[i] > 0 && *cell < INT64_MAX - s->counts[i])
            *cell += s->counts[i];
        out->most = *cell > out->most ? *cell : out->most;
    }
}

int strip_height(const struct strip_cells *c, size_t i, int highest)
{
    if (c->counts[i] <= 0 || c->most <= 0)
        return 0;
    int height = (int)((double)c->counts[i] / (double)c->most * highest + 0.5);
    return height < 1 ? 1 : height;
}

/* What stands below the pointer: "2012-10-25: 206". */
static void svg_name(struct buf *to, const struct doc_strip *s, const struct strip_cells *c,
                     size_t i)
{
    size_t from = i * c->per_cell, last = from + c->per_cell - 1;
    last = last < s->n ? last : s->n - 1;
    buf_text(to, "<title>");
    if (s->names) {
        buf_html(to, s->names[from]);
        if (last > from) {
            buf_text(to, " – ");
            buf_html(to, s->names[last]);
        }
    } else {
        buf_fmt(to, "%zu–%zu h", from, last + 1);
    }
    buf_fmt(to, ": %lld</title>", (long long)c->counts[i]);
}

void strip_svg(struct buf *to, struct arena *arena, const struct doc_strip *s, struct str title)
{
    struct strip_cells c;
    strip_gather(arena, s, SVG_CELLS, &c);
    buf_fmt(to,
            "<svg viewBox=\"0 0 %zu %d\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
            c.n * SVG_CELL, SVG_HEIGHT);
    buf_html(to, title);
    buf_text(to, ": ");
    buf_html(to, s->alt);
    buf_text(to, "\">");
    for (size_t i = 0; i < c.n; i++) {
        int height = strip_height(&c, i, SVG_HEIGHT - SVG_BASE);
        buf_fmt(to, "<rect class=\"%s\" x=\"%zu\" y=\"%d\" width=\"%d\" height=\"%d\">",
                height ? "on" : "off", i * SVG_CELL + (SVG_CELL - SVG_BAR) / 2,
                SVG_HEIGHT - SVG_BASE - height, SVG_BAR, height + SVG_BASE);
        svg_name(to, s, &c, i);
        buf_text(to, "</rect>");
    }
    buf_text(to, "</svg>");
}
