/* A change sheet for each action that a likely or confirmed cause asks for: to print, to have
 * approved, to fill in while it is done. */
#include "compose.h"

#include "words.h"

enum { SHEETS = 24 };

static void blank_line(struct composer *c, const char *name)
{
    struct doc_node *n = doc_add(&c->doc, DOC_PAIR);
    n->title = doc_word(&c->doc, str_of(name));
    n->style = "blank";
    span_add(&c->doc, n, STR("\u2009"));
}

static void command(struct composer *c, const char *title, struct str run)
{
    if (run.len == 0)
        return;
    doc_para(&c->doc, doc_word(&c->doc, str_of(title)))->tone = TONE_DIM;
    doc_code(&c->doc, run);
}

static void compose_check_after(struct composer *c, const struct a_hypothesis *h)
{
    struct doc *d = &c->doc;
    if (h->verify_n == 0)
        return;
    doc_para(d, doc_say(&c->doc, "Check afterwards:"))->tone = TONE_DIM;
    doc_open(d, DOC_LIST);
    for (size_t i = 0; i < h->verify_n && i < 4; i++) {
        d->at = doc_item(d, NULL, h->verify[i].text);
        doc_code(d, h->verify[i].run);
        doc_close(d);
    }
    doc_close(d);
}

static void compose_sheet(struct composer *c, const struct a_finding *f,
                          const struct a_hypothesis *h, const struct a_step *s, size_t number)
{
    struct doc *d = &c->doc;
    struct doc_node *n = doc_section_fmt(d, "Change %zu: %.*s", number, STR_ARG(s->step));
    n->fold = true;
    n->style = "sheet";
    doc_open(d, DOC_PAIRS);
    struct str machine = step_machine(s);
    doc_pair(d, "Machine", machine.len ? doc_word(d, machine) : f->host);
    struct doc_node *why = doc_pair(d, "Because of", finding_title(f));
    if (why)
        span_dim(d, why, doc_say(&c->doc, " (%.*s)", STR_ARG(f->id)));
    blank_line(c, "Window");
    doc_pair(d, "Risk", doc_word(d, s->risk));
    doc_pair(d, "Restart", doc_word(d, step_restart(s)));
    if (s->security.len && !is(s->security, "none"))
        doc_pair(d, "Security", doc_say(&c->doc, "LOWERS SECURITY"))->tone = TONE_BAD;
    doc_pair(d, "Only", s->condition);
    struct doc_node *never = doc_pair(d, "Never", s->never);
    if (never)
        never->tone = TONE_BAD;
    doc_close(d);
    command(c, "Commands:", s->run);
    doc_open(d, DOC_PAIRS);
    doc_pair(d, "Expected output", s->expect);
    doc_pair(d, "Back-out", s->undo.len ? s->undo : doc_say(&c->doc, "none is known"));
    doc_pair(d, "Watch for", words_join(c->arena, s->watch, s->watch_n, ", "));
    doc_close(d);
    compose_check_after(c, h);
    doc_open(d, DOC_PAIRS);
    blank_line(c, "Approved by");
    blank_line(c, "Done by, when");
    blank_line(c, "Result");
    doc_close(d);
    doc_close(d);
}

static void sheets_of(struct composer *c, const struct a_finding *f, size_t *number)
{
    for (size_t i = 0; i < f->hypotheses_n; i++) {
        const struct a_hypothesis *h = &f->hypotheses[i];
        if (!verdict_find(h->verdict)->leading)
            continue;
        for (size_t k = 0; k < h->fix_n && *number < SHEETS; k++)
            if (step_changes(&h->fix[k]))
                compose_sheet(c, f, h, &h->fix[k], ++*number);
    }
}

static bool wants_action(const struct composer *c, const struct a_finding *f)
{
    return !is(f->status, "stopped") && !order_cause(c->a, f);
}

static size_t actions(const struct composer *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->order.n; i++)
        for (size_t k = 0; wants_action(c, c->order.v[i]) && k < c->order.v[i]->hypotheses_n; k++) {
            const struct a_hypothesis *h = &c->order.v[i]->hypotheses[k];
            for (size_t s = 0; verdict_find(h->verdict)->leading && s < h->fix_n; s++)
                n += step_changes(&h->fix[s]);
        }
    return n;
}

void compose_sheets(struct composer *c)
{
    size_t number = 0, all = actions(c);
    if (all == 0)
        return;
    doc_section(&c->doc, "Change sheets")->style = "sheets";
    doc_para(&c->doc, doc_say(&c->doc, "One for each action, to print and to fill in."))->tone =
        TONE_DIM;
    for (size_t i = 0; i < c->order.n; i++)
        if (wants_action(c, c->order.v[i]))
            sheets_of(c, c->order.v[i], &number);
    if (number < all)
        doc_para(&c->doc, doc_say(&c->doc,
                                  "%zu more actions have no sheet here; the steps of "
                                  "their findings say what to do.",
                                  all - number))
            ->tone = TONE_DIM;
    doc_close(&c->doc);
}
