/* The document for a terminal or a mail: 80 to 200 columns, block characters for activity, colour
 * only where asked for. A command stands alone on its line and is never wrapped, so that it can be
 * copied. */
#include "compose.h"
#include "foreign.h"
#include "strip.h"
#include "words.h"
#include "wrap.h"

#include "base/utf8.h"

#include <math.h>

enum { WIDTH_LEAST = 40, WIDTH_MOST = 200, STEP_IN = 2, NAME_MOST = 14, METER_CELLS = 10 };

struct printer {
    struct buf *to;
    struct arena *arena;
    const struct report_options *o;
    size_t width, indent;
    int depth; /* of sections */
    bool gap;  /* a blank line is due before the next text */
    bool begun;
};

static void print_node(struct printer *p, const struct doc_node *n);

static void print_children(struct printer *p, const struct doc_node *n)
{
    for (const struct doc_node *child = n->first; child; child = child->next)
        print_node(p, child);
}

static void blanks(struct printer *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_char(p->to, ' ');
}

static void begin_line(struct printer *p)
{
    if (p->gap && p->begun)
        buf_char(p->to, '\n');
    p->gap = false;
    p->begun = true;
    blanks(p, p->indent);
}

static struct lines lay_out(const struct printer *p, const struct span *spans, size_t indent,
                            enum doc_tone tone)
{
    size_t width = p->width > indent + 16 ? p->width - indent : 16;
    struct wrap_to to = {p->arena, width, p->o->color, tone};
    return wrap_spans(&to, spans);
}

/* Lines with `head` in front of the first one and blanks in front of the others. */
static void print_lines(struct printer *p, const struct lines *lines, struct str head,
                        size_t head_width)
{
    for (size_t i = 0; i < lines->n; i++) {
        begin_line(p);
        if (i == 0)
            buf_add(p->to, head);
        else
            blanks(p, head_width);
        buf_add(p->to, lines->v[i].text);
        buf_char(p->to, '\n');
    }
}

static void print_styled(struct printer *p, struct str text, enum span_style style,
                         enum doc_tone tone)
{
    struct span s = {.style = style, .tone = tone, .text = text};
    struct lines lines = lay_out(p, &s, p->indent, TONE_PLAIN);
    print_lines(p, &lines, (struct str){0}, 0);
}

static void print_rule(struct printer *p, const char *cell)
{
    begin_line(p);
    buf_text(p->to, p->o->color ? wrap_escape(SPAN_PLAIN, TONE_DIM) : "");
    for (size_t i = p->indent; i < p->width; i++)
        buf_text(p->to, cell);
    buf_text(p->to, p->o->color ? WRAP_RESET "\n" : "\n");
}

static void print_para(struct printer *p, const struct doc_node *n)
{
    struct lines lines = lay_out(p, n->spans, p->indent, n->tone);
    print_lines(p, &lines, (struct str){0}, 0);
}

static void print_root(struct printer *p, const struct doc_node *n)
{
    struct span title = {.style = SPAN_STRONG, .text = n->title};
    struct span name = {.style = SPAN_STRONG, .text = STR("culprit: "), .next = &title};
    struct lines lines = lay_out(p, &name, 0, TONE_PLAIN);
    print_lines(p, &lines, (struct str){0}, 0);
    print_children(p, n);
}

static void print_section(struct printer *p, const struct doc_node *n)
{
    if (n->fold && !p->o->explain)
        return;
    p->gap = true;
    if (p->depth == 0)
        print_rule(p, "─");
    print_styled(p, n->title, SPAN_STRONG, TONE_PLAIN);
    p->depth++;
    p->indent += STEP_IN;
    print_children(p, n);
    p->indent -= STEP_IN;
    p->depth--;
    p->gap = true;
}

static void print_finding(struct printer *p, const struct doc_node *n)
{
    size_t head = n->lead.len + 2;
    p->gap = true;
    print_rule(p, "━");
    struct lines badges = lay_out(p, n->spans, head, TONE_PLAIN);
    print_lines(p, &badges, arena_fmt(p->arena, "%.*s  ", STR_ARG(n->lead)), head);
    print_styled(p, n->title, SPAN_STRONG, TONE_PLAIN);
    p->gap = true;
    p->depth++;
    print_children(p, n);
    p->depth--;
    p->gap = true;
}

static struct str meter_text(struct arena *arena, double meter)
{
    struct buf b = {0};
    int full = (int)(meter * METER_CELLS + 0.5);
    for (int i = 0; i < METER_CELLS; i++)
        buf_text(&b, i < full ? "█" : "░");
    struct str s = buf_keep(&b, arena);
    buf_free(&b);
    return s;
}

/* "CONFIRMED ██████████ a decisive fact was seen, and none against it" */
static void print_meter(struct printer *p, const struct doc_node *n)
{
    struct span means = {.tone = TONE_DIM, .text = n->title};
    struct span meter = {.tone = n->tone, .next = &means};
    struct span word = {SPAN_STRONG, n->tone, words_upper(p->arena, n->lead), {0}, &meter};
    if (n->lead.len == 0)
        return;
    if (!isnan(n->meter))
        meter.text = arena_fmt(p->arena, " %.*s ", STR_ARG(meter_text(p->arena, n->meter)));
    else
        meter.text = STR(" ");
    struct lines lines = lay_out(p, &word, p->indent, TONE_PLAIN);
    print_lines(p, &lines, (struct str){0}, 0);
}

static void print_verdict(struct printer *p, const struct doc_node *n)
{
    p->gap = true;
    p->indent += STEP_IN;
    struct lines lines = lay_out(p, n->spans, p->indent, TONE_PLAIN);
    print_lines(p, &lines, (struct str){0}, 0);
    print_meter(p, n);
    print_children(p, n);
    p->indent -= STEP_IN;
    p->gap = true;
}

static void print_item(struct printer *p, const struct doc_node *n)
{
    struct lines lines = lay_out(p, n->spans, p->indent + 2, TONE_PLAIN);
    const char *mark = n->mark ? n->mark : "•";
    const char *escape = n->mark ? wrap_escape(SPAN_STRONG, n->tone) : "";
    struct str head = p->o->color && escape[0]
                          ? arena_fmt(p->arena, "%s%s" WRAP_RESET " ", escape, mark)
                          : arena_fmt(p->arena, "%s ", mark);
    print_lines(p, &lines, head, 2);
    p->indent += 2;
    print_children(p, n);
    p->indent -= 2;
}

static void print_step(struct printer *p, const struct doc_node *n)
{
    struct span title = {.style = SPAN_STRONG, .text = n->title, .tone = n->tone};
    struct lines lines = lay_out(p, &title, p->indent + 3, TONE_PLAIN);
    print_lines(p, &lines, arena_fmt(p->arena, "%.*s. ", STR_ARG(n->lead)), n->lead.len + 2);
    p->indent += 3;
    lines = lay_out(p, n->spans, p->indent, TONE_PLAIN);
    print_lines(p, &lines, (struct str){0}, 0);
    print_children(p, n);
    p->indent -= 3;
    p->gap = true;
}

static size_t names_width(const struct doc_node *pairs)
{
    size_t width = 0;
    for (const struct doc_node *n = pairs->first; n; n = n->next) {
        size_t w = utf8_width(n->title);
        width = w > width ? w : width;
    }
    return width > NAME_MOST ? NAME_MOST : width;
}

/* A name that is wider than its column stands on a line of its own. */
static void print_pair(struct printer *p, const struct doc_node *n, size_t width)
{
    struct wrap_to to = {p->arena, p->width - p->indent, p->o->color, n->tone ? n->tone : TONE_DIM};
    struct lines name = wrap_text(&to, n->title);
    struct lines value = lay_out(p, n->spans, p->indent + width + 2, TONE_PLAIN);
    size_t have = name.n ? name.v[name.n - 1].width : 0;
    if (name.n > 1 || have > width) {
        print_lines(p, &name, (struct str){0}, 0);
        name.n = have = 0;
    }
    struct buf head = {0};
    if (name.n)
        buf_add(&head, name.v[0].text);
    for (size_t i = have; i < width + 2; i++)
        buf_char(&head, ' ');
    print_lines(p, &value, buf_str(&head), width + 2);
    buf_free(&head);
}

static void print_pairs(struct printer *p, const struct doc_node *n)
{
    size_t width = names_width(n);
    for (const struct doc_node *pair = n->first; pair; pair = pair->next)
        print_pair(p, pair, width);
}

static void print_code(struct printer *p, const struct doc_node *n)
{
    struct str rest = n->spans->text, line;
    p->gap = true;
    while (str_line(&rest, &line)) {
        begin_line(p);
        blanks(p, 4);
        buf_text(p->to, p->o->color ? wrap_escape(SPAN_CODE, TONE_PLAIN) : "");
        buf_term(p->to, line);
        buf_text(p->to, p->o->color ? WRAP_RESET "\n" : "\n");
    }
    p->gap = true;
}

static void print_quote(struct printer *p, const struct doc_node *n)
{
    struct str rest = n->spans->text, line;
    while (str_line(&rest, &line)) {
        struct span s = {.text = line};
        struct lines lines = lay_out(p, &s, p->indent + 2, TONE_PLAIN);
        for (size_t i = 0; i < lines.n; i++) {
            begin_line(p);
            buf_text(p->to, "│ ");
            buf_add(p->to, lines.v[i].text);
            buf_char(p->to, '\n');
        }
    }
}

static void print_strip(struct printer *p, const struct doc_node *n)
{
    static const char *const blocks[] = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    size_t room = p->width > p->indent + 40 ? p->width - p->indent - 12 : 28;
    struct strip_cells cells;
    strip_gather(p->arena, n->strip, room > 72 ? 72 : room, &cells);
    begin_line(p);
    buf_text(p->to, p->o->color ? wrap_escape(SPAN_PLAIN, TONE_DIM) : "");
    buf_fmt(p->to, "%-9.*s  ", STR_ARG(n->title));
    buf_text(p->to, p->o->color ? WRAP_RESET : "");
    for (size_t i = 0; i < cells.n; i++)
        buf_text(p->to, blocks[strip_height(&cells, i, (int)ARRAY_LEN(blocks) - 1)]);
    buf_char(p->to, '\n');
    struct span alt = {.tone = TONE_DIM, .text = n->strip->alt};
    p->indent += 11;
    struct lines lines = lay_out(p, &alt, p->indent, TONE_PLAIN);
    print_lines(p, &lines, (struct str){0}, 0);
    p->indent -= 11;
}

static void print_box(struct printer *p, const struct doc_node *n)
{
    struct span who = {.style = SPAN_STRONG,
                       .text = arena_fmt(p->arena, "%.*s: ", STR_ARG(n->title)),
                       .next = n->spans};
    bool plain = n->title.len == 0 || (n->style && strcmp(n->style, "note") == 0);
    struct lines lines = lay_out(p, plain ? n->spans : &who, p->indent + 2, TONE_PLAIN);
    bool color = p->o->color;
    p->gap = true;
    print_lines(p, &lines,
                color
                    ? arena_fmt(p->arena, "%s!" WRAP_RESET " ", wrap_escape(SPAN_STRONG, TONE_WARN))
                    : STR("! "),
                2);
    p->gap = true;
}

enum { COLUMNS_MOST = 12, COLUMN_LEAST = 6 };

struct columns {
    size_t n, width[COLUMNS_MOST];
    bool number[COLUMNS_MOST];
};

static size_t spans_width(const struct span *s)
{
    size_t width = 0;
    for (; s; s = s->next)
        width += utf8_width(s->text);
    return width;
}

static void measure(const struct doc_node *table, struct columns *c)
{
    for (const struct doc_node *row = table->first; row; row = row->next) {
        size_t i = 0;
        for (const struct doc_node *cell = row->first; cell && i < COLUMNS_MOST;
             cell = cell->next) {
            size_t width = spans_width(cell->spans);
            c->width[i] = width > c->width[i] ? width : c->width[i];
            c->number[i] |= cell->number;
            i++;
        }
        c->n = i > c->n ? i : c->n;
    }
}

/* Takes columns from the widest until the table fits. */
static void fit(struct columns *c, size_t width)
{
    size_t sum = c->n ? 2 * (c->n - 1) : 0;
    for (size_t i = 0; i < c->n; i++) {
        c->width[i] = c->width[i] > WIDTH_MOST ? WIDTH_MOST : c->width[i];
        sum += c->width[i];
    }
    for (; sum > width; sum--) {
        size_t widest = 0;
        for (size_t i = 1; i < c->n; i++)
            if (c->width[i] > c->width[widest])
                widest = i;
        if (c->width[widest] <= COLUMN_LEAST)
            return;
        c->width[widest]--;
    }
}

/* One line of a row: the line `k` of each cell. */
static void print_row_line(struct printer *p, const struct columns *c, const struct lines *cells,
                           size_t k)
{
    size_t due = 0;
    begin_line(p);
    for (size_t i = 0; i < c->n; i++) {
        struct line line = k < cells[i].n ? cells[i].v[k] : (struct line){{0}, 0};
        size_t pad = c->width[i] > line.width ? c->width[i] - line.width : 0;
        if (line.width) {
            blanks(p, due + (c->number[i] ? pad : 0));
            buf_add(p->to, line.text);
            due = c->number[i] ? 0 : pad;
        } else {
            due += pad;
        }
        due += 2;
    }
    buf_char(p->to, '\n');
}

static void print_row(struct printer *p, const struct columns *c, const struct doc_node *row,
                      enum doc_tone tone)
{
    struct lines cells[COLUMNS_MOST] = {0};
    size_t i = 0, tallest = 0;
    for (const struct doc_node *cell = row->first; cell && i < c->n; cell = cell->next) {
        struct wrap_to to = {p->arena, c->width[i] ? c->width[i] : 1, p->o->color, tone};
        cells[i] = wrap_spans(&to, cell->spans);
        tallest = cells[i].n > tallest ? cells[i].n : tallest;
        i++;
    }
    for (size_t k = 0; k < tallest; k++)
        print_row_line(p, c, cells, k);
}

static void print_table(struct printer *p, const struct doc_node *n)
{
    struct columns c = {0};
    measure(n, &c);
    fit(&c, p->width - p->indent);
    p->gap = true;
    for (const struct doc_node *row = n->first; row; row = row->next)
        print_row(p, &c, row, row == n->first ? TONE_DIM : TONE_PLAIN);
    p->gap = true;
}

/* A picture that lines of text cannot draw; what it shows is said elsewhere. */
static void print_nothing(struct printer *p, const struct doc_node *n)
{
    (void)p;
    (void)n;
}

static void (*const printers[])(struct printer *, const struct doc_node *) = {
    [DOC_ROOT] = print_root,       [DOC_SECTION] = print_section, [DOC_FINDING] = print_finding,
    [DOC_VERDICT] = print_verdict, [DOC_PARA] = print_para,       [DOC_LIST] = print_children,
    [DOC_ITEM] = print_item,       [DOC_STEP] = print_step,       [DOC_PAIRS] = print_pairs,
    [DOC_TABLE] = print_table,     [DOC_CODE] = print_code,       [DOC_QUOTE] = print_quote,
    [DOC_STRIP] = print_strip,     [DOC_BOX] = print_box,         [DOC_TIMES] = print_nothing,
    [DOC_PART] = print_section,    [DOC_BRIEF] = print_finding,   [DOC_TILES] = print_pairs,
};

static void print_node(struct printer *p, const struct doc_node *n)
{
    printers[n->kind](p, n);
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    struct arena arena = {0};
    size_t width = o->width <= 0            ? 80
                   : o->width < WIDTH_LEAST ? WIDTH_LEAST
                   : o->width > WIDTH_MOST  ? WIDTH_MOST
                                            : (size_t)o->width;
    struct printer p = {.to = to, .arena = &arena, .o = o, .width = width};
    struct doc_node *root = compose(a, o, COMPOSE_TERMINAL, &arena);
    if (o->locale)
        foreign_tree(&arena, root);
    print_node(&p, root);
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the text report is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_text = {"text", "txt", "for a terminal or a mail", write};
