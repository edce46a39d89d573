#include "times.h"

#include "base/utf8.h"

#include <stdio.h>

enum { NAMES = 250, WIDE = 710, EDGE = 12, LANE = 26, BAR = 12, HEAD = 26, NAME_CHARS = 36 };

static const int64_t steps[] = {TICKS_PER_MINUTE,    5 * TICKS_PER_MINUTE, 15 * TICKS_PER_MINUTE,
                                TICKS_PER_HOUR,      3 * TICKS_PER_HOUR,   6 * TICKS_PER_HOUR,
                                12 * TICKS_PER_HOUR, TICKS_PER_DAY,        2 * TICKS_PER_DAY,
                                4 * TICKS_PER_DAY,   7 * TICKS_PER_DAY,    14 * TICKS_PER_DAY,
                                30 * TICKS_PER_DAY,  61 * TICKS_PER_DAY,   122 * TICKS_PER_DAY,
                                365 * TICKS_PER_DAY, 1826 * TICKS_PER_DAY};
enum { LABELS = 7 };

static const char *const tones[] = {
    [TONE_PLAIN] = "plain", [TONE_GOOD] = "good", [TONE_NOTICE] = "notice",
    [TONE_WARN] = "warn",   [TONE_BAD] = "bad",   [TONE_ACCENT] = "accent",
    [TONE_DIM] = "dim",
};

struct axis {
    int64_t from, length;
};

static double place(const struct axis *x, int64_t ticks)
{
    double part = ((double)ticks - (double)x->from) / (double)x->length;
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    return NAMES + part * WIDE;
}

static int64_t step_for(int64_t length)
{
    size_t i = 0;
    while (i + 1 < ARRAY_LEN(steps) && length / steps[i] >= LABELS)
        i++;
    return steps[i];
}

/* "26 Oct" or "15:00", as the step wants it. */
static void label(struct buf *to, const struct locale *l, int64_t local, int64_t step)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_of(local);
    if (c.month < 1 || c.month > 12)
        return;
    if (step < TICKS_PER_DAY && (c.hour || c.minute))
        buf_fmt(to, "%02d:%02d", c.hour, c.minute);
    else if (step < 122 * TICKS_PER_DAY)
        buf_fmt(to, "%d %s", c.day, locale_format(l, months[c.month - 1]));
    else
        buf_fmt(to, "%s %d", locale_format(l, months[c.month - 1]), c.year);
}

static void grid(struct buf *to, const struct doc_times *t, const struct axis *x, int height,
                 const struct locale *l)
{
    int64_t offset = (int64_t)zone_offset(t->zone, t->from) * TICKS_PER_SECOND;
    int64_t step = step_for(x->length);
    int64_t first = (t->from + offset) / step * step;
    for (int i = 0; i <= 2 * LABELS; i++) {
        int64_t at = first + i * step - offset;
        if (at < t->from || at > t->to)
            continue;
        double p = place(x, at);
        buf_fmt(to,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"></line>"
                "<text class=\"when\" x=\"%.1f\" y=\"14\">",
                p, HEAD - 6, p, height, p);
        label(to, l, at + offset, step);
        buf_text(to, "</text>");
    }
}

static void title(struct buf *to, struct str name)
{
    buf_text(to, "<title>");
    buf_html(to, name);
    buf_text(to, "</title>");
}

/* A bar is at least as wide as can be seen. */
static void span_svg(struct buf *to, const struct axis *x, const struct doc_span_of_time *s, int y)
{
    double from = place(x, s->from), to_x = place(x, s->to);
    if (s->from == s->to) {
        buf_fmt(to, "<rect class=\"tick %s\" x=\"%.1f\" y=\"%d\" width=\"3\" height=\"%d\">",
                tones[s->tone], from - 1.5, y - 2, BAR + 4);
    } else {
        double width = to_x - from < 4 ? 4 : to_x - from;
        buf_fmt(to,
                "<rect class=\"bar %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\">",
                tones[s->tone], from, y, width, BAR);
    }
    title(to, s->name);
    buf_text(to, "</rect>");
}

/* As much of a name as there is room for. */
static void name_svg(struct buf *to, const struct doc_lane *l, int y)
{
    struct str s = l->name;
    size_t n = 0, at = 0;
    for (; at < s.len && n < NAME_CHARS; n++) {
        at++;
        while (at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
            at++;
    }
    if (l->target.len) {
        buf_text(to, "<a href=\"");
        buf_html(to, l->target);
        buf_text(to, "\">");
    }
    buf_fmt(to, "<text class=\"lane\" x=\"0\" y=\"%d\">", y + BAR - 1);
    buf_html(to, str_head(s, at));
    buf_text(to, at < s.len ? "…" : "");
    title(to, s);
    buf_text(to, l->target.len ? "</text></a>" : "</text>");
}

static void rule_svg(struct buf *to, const struct doc_times *t, const struct axis *x, int height)
{
    if (t->at == TIME_NONE || t->at < t->from || t->at > t->to)
        return;
    double p = place(x, t->at);
    buf_fmt(to, "<line class=\"now\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\">", p, HEAD - 6, p,
            height);
    title(to, t->at_name);
    buf_text(to, "</line>");
}

void times_svg(struct buf *to, const struct doc_times *t, struct str heading,
               const struct locale *l)
{
    struct axis x = {t->from, t->to > t->from ? t->to - t->from : 1};
    int height = HEAD + (int)t->n * LANE + 4;
    buf_fmt(to, "<svg class=\"times\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"",
            NAMES + WIDE + EDGE, height);
    buf_html(to, heading);
    buf_text(to, heading.len ? ": " : "");
    buf_html(to, t->alt);
    buf_text(to, "\">");
    grid(to, t, &x, height, l);
    for (size_t i = 0; i < t->n; i++) {
        int y = HEAD + (int)i * LANE + (LANE - BAR) / 2;
        buf_fmt(to, "<line class=\"rail\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"></line>", NAMES,
                y + BAR / 2, NAMES + WIDE, y + BAR / 2);
        name_svg(to, &t->lanes[i], y);
        for (size_t k = 0; k < t->lanes[i].n; k++)
            span_svg(to, &x, &t->lanes[i].v[k], y);
    }
    rule_svg(to, t, &x, height);
    buf_text(to, "</svg>");
}
