/* The document as Markdown (CommonMark with tables), to paste into a ticket or a wiki. Log text is
 * escaped, so that none of it becomes a heading, a link or markup. */
#include "compose.h"
#include "foreign.h"
#include "words.h"

struct printer {
    struct buf *to;
    const struct report_options *o;
    int level; /* of the next heading */
    int depth; /* of lists */
};

static void print_node(struct printer *p, const struct doc_node *n);

static void print_children(struct printer *p, const struct doc_node *n)
{
    for (const struct doc_node *child = n->first; child; child = child->next)
        print_node(p, child);
}

/* On one line, whatever the text holds. */
static void put(struct printer *p, struct str text)
{
    struct str line;
    for (bool more = false; str_line(&text, &line); more = true) {
        if (more)
            buf_char(p->to, ' ');
        buf_markdown(p->to, line);
    }
}

static void indent(struct printer *p)
{
    for (int i = 0; i < p->depth; i++)
        buf_text(p->to, "  ");
}

/* One blank line, however many were asked for. */
static void gap(struct printer *p)
{
    struct str s = buf_str(p->to);
    if (s.len && !str_ends(s, STR("\n\n")))
        buf_text(p->to, str_ends(s, STR("\n")) ? "\n" : "\n\n");
}

/* A run of backticks longer than any in the text. */
static void fence(struct printer *p, struct str text, int least)
{
    int longest = 0, run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (int i = 0; i < (longest >= least ? longest + 1 : least); i++)
        buf_char(p->to, '`');
}

static void print_link(struct printer *p, const struct span *s)
{
    buf_char(p->to, '[');
    put(p, s->text);
    buf_text(p->to, "](");
    for (size_t i = 0; i < s->target.len; i++) {
        char c = s->target.ptr[i];
        if (c <= ' ' || c == 0x7f || strchr("()<>\\`", c))
            buf_fmt(p->to, "%%%02X", (unsigned)(unsigned char)c);
        else
            buf_char(p->to, c);
    }
    buf_char(p->to, ')');
}

static void print_marked(struct printer *p, struct str text, const char *around)
{
    if (text.len == 0)
        return;
    buf_text(p->to, around);
    put(p, text);
    buf_text(p->to, around);
}

static void print_span(struct printer *p, const struct span *s)
{
    switch (s->style) {
    case SPAN_STRONG:
        print_marked(p, s->text, "**");
        break;
    case SPAN_BADGE:
        print_marked(p, s->text, "**");
        buf_text(p->to, s->next ? " · " : "");
        break;
    case SPAN_TAG:
        buf_text(p->to, " (");
        put(p, s->text);
        buf_char(p->to, ')');
        break;
    case SPAN_LINK:
        print_link(p, s);
        break;
    default:
        put(p, s->text);
    }
}

static void print_spans(struct printer *p, const struct doc_node *n)
{
    for (const struct span *s = n->spans; s; s = s->next)
        print_span(p, s);
}

static void print_heading(struct printer *p, struct str title)
{
    gap(p);
    for (int i = 0; i < (p->level < 6 ? p->level : 6); i++)
        buf_char(p->to, '#');
    buf_char(p->to, ' ');
    put(p, title);
    buf_text(p->to, "\n\n");
}

static void print_root(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "# culprit: ");
    put(p, n->title);
    buf_text(p->to, "\n\n");
    p->level++;
    print_children(p, n);
}

static void print_section(struct printer *p, const struct doc_node *n)
{
    if (n->fold && !p->o->explain)
        return;
    int depth = p->depth;
    p->depth = 0;
    print_heading(p, n->title);
    p->level++;
    print_children(p, n);
    p->level--;
    p->depth = depth;
}

static void print_finding(struct printer *p, const struct doc_node *n)
{
    print_heading(p, n->title);
    print_spans(p, n);
    buf_text(p->to, "\n\n");
    p->level++;
    print_children(p, n);
    p->level--;
}

static void print_verdict(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "> ");
    print_spans(p, n);
    if (n->lead.len) {
        buf_text(p->to, " **");
        put(p, n->lead);
        buf_text(p->to, "**: ");
        put(p, n->title);
        buf_char(p->to, '.');
    }
    buf_text(p->to, "\n\n");
    print_children(p, n);
}

static void print_para(struct printer *p, const struct doc_node *n)
{
    indent(p);
    print_spans(p, n);
    buf_text(p->to, p->depth ? "\n" : "\n\n");
}

static void print_list(struct printer *p, const struct doc_node *n)
{
    print_children(p, n);
    gap(p);
}

static void print_item(struct printer *p, const struct doc_node *n)
{
    indent(p);
    buf_text(p->to, "- ");
    if (n->mark)
        buf_fmt(p->to, "`%s` ", n->mark);
    print_spans(p, n);
    buf_text(p->to, n->first ? "  \n" : "\n");
    p->depth++;
    print_children(p, n);
    p->depth--;
}

static void print_step(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "**");
    put(p, n->lead);
    buf_text(p->to, "\\. ");
    put(p, n->title);
    buf_text(p->to, "**  \n");
    print_spans(p, n);
    buf_text(p->to, "\n\n");
    print_children(p, n);
}

static void print_pairs(struct printer *p, const struct doc_node *n)
{
    for (const struct doc_node *pair = n->first; pair; pair = pair->next) {
        buf_text(p->to, "- ");
        if (pair->title.len) {
            print_marked(p, pair->title, pair->tone == TONE_BAD ? "**" : "");
            buf_text(p->to, ": ");
        }
        print_spans(p, pair);
        buf_char(p->to, '\n');
    }
    buf_text(p->to, n->first ? "\n" : "");
}

static void print_row(struct printer *p, const struct doc_node *row)
{
    buf_char(p->to, '|');
    for (const struct doc_node *cell = row->first; cell; cell = cell->next) {
        buf_char(p->to, ' ');
        print_spans(p, cell);
        buf_text(p->to, " |");
    }
    buf_char(p->to, '\n');
}

static void print_table(struct printer *p, const struct doc_node *n)
{
    gap(p);
    print_row(p, n->first);
    buf_char(p->to, '|');
    const struct doc_node *below = n->first->next ? n->first->next->first : NULL;
    for (const struct doc_node *cell = n->first->first; cell; cell = cell->next) {
        buf_text(p->to, below && below->number ? " ---: |" : " --- |");
        below = below ? below->next : NULL;
    }
    buf_char(p->to, '\n');
    for (const struct doc_node *row = n->first->next; row; row = row->next)
        print_row(p, row);
    buf_char(p->to, '\n');
}

/* Text between fences, line by line at the depth of its list. */
static void print_fenced(struct printer *p, const struct doc_node *n)
{
    struct str rest = n->spans->text, line;
    gap(p);
    indent(p);
    fence(p, n->spans->text, 3);
    buf_char(p->to, '\n');
    while (str_line(&rest, &line)) {
        indent(p);
        buf_term(p->to, line);
        buf_char(p->to, '\n');
    }
    indent(p);
    fence(p, n->spans->text, 3);
    buf_text(p->to, "\n\n");
}

static void print_strip(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "- ");
    put(p, n->title);
    buf_text(p->to, ": ");
    put(p, n->strip->alt);
    buf_text(p->to, n->next && n->next->kind == DOC_STRIP ? "\n" : "\n\n");
}

static void print_box(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "> ");
    print_marked(p, n->title, "**");
    buf_text(p->to, ": ");
    print_spans(p, n);
    buf_text(p->to, "\n\n");
}

/* The bold words of the first screen, as a list. */
static void print_tiles(struct printer *p, const struct doc_node *n)
{
    for (const struct doc_node *t = n->first; t; t = t->next) {
        buf_text(p->to, "- ");
        put(p, t->title);
        buf_text(p->to, ": **");
        print_spans(p, t);
        buf_text(p->to, "**");
        if (t->lead.len) {
            buf_text(p->to, " (");
            put(p, t->lead);
            buf_char(p->to, ')');
        }
        buf_char(p->to, '\n');
    }
    buf_text(p->to, n->first ? "\n" : "");
}

static void print_times(struct printer *p, const struct doc_node *n)
{
    put(p, n->times->alt);
    buf_text(p->to, ".\n\n");
}

static void (*const printers[])(struct printer *, const struct doc_node *) = {
    [DOC_ROOT] = print_root,       [DOC_SECTION] = print_section, [DOC_FINDING] = print_finding,
    [DOC_VERDICT] = print_verdict, [DOC_PARA] = print_para,       [DOC_LIST] = print_list,
    [DOC_ITEM] = print_item,       [DOC_STEP] = print_step,       [DOC_PAIRS] = print_pairs,
    [DOC_TABLE] = print_table,     [DOC_CODE] = print_fenced,     [DOC_QUOTE] = print_fenced,
    [DOC_STRIP] = print_strip,     [DOC_BOX] = print_box,         [DOC_PART] = print_section,
    [DOC_BRIEF] = print_finding,   [DOC_TILES] = print_tiles,     [DOC_TIMES] = print_times,
};

static void print_node(struct printer *p, const struct doc_node *n)
{
    printers[n->kind](p, n);
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    struct arena arena = {0};
    struct printer p = {.to = to, .o = o, .level = 1};
    struct doc_node *root = compose(a, o, COMPOSE_PAGE, &arena);
    if (o->locale)
        foreign_tree(&arena, root);
    print_node(&p, root);
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the Markdown report is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_markdown = {"markdown", "md", "for a ticket or a wiki", write};
