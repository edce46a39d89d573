/* Why one should believe it: what speaks for a cause, what against it, what is not known, each with
 * the records it rests on; and the whole sum for those who want the numbers. */
#include "compose.h"

#include "words.h"

#include <math.h>

enum { RECORDS_SHOWN = 3 };

enum side { SUPPORTS, WEAKENS, UNKNOWN, SILENT };

static const char *const marks[] = {"+", "-", "?", NULL};

static enum side side_of(const struct a_evidence *e)
{
    if (is(e->effect, "supports"))
        return SUPPORTS;
    if (is(e->effect, "weakens"))
        return WEAKENS;
    return is(e->state, "unknown") ? UNKNOWN : SILENT;
}

/* How heavy an item is, or would be: the distance of its ratio from 1. */
static double weight_of(const struct a_evidence *e)
{
    double ratio = is(e->state, "unknown") ? e->could : e->ratio;
    return ratio > 0 ? fabs(log(ratio)) : 0;
}

static void compose_record(struct composer *c, const struct a_finding *f, struct doc_node *n,
                           const struct a_record *r)
{
    struct str source = source_name(c, r->source);
    struct str parts[3];
    size_t parts_n = 0;
    if (source.len)
        parts[parts_n++] = source;
    if (r->record_id != INT_NONE && r->record_id > 0)
        parts[parts_n++] = doc_say(&c->doc, "record %lld", (long long)r->record_id);
    if (r->time.ticks != TIME_NONE)
        parts[parts_n++] = words_time(&c->doc, host_zone(c->a, f->host), r->time);
    span_dim(&c->doc, n, words_join(c->arena, parts, parts_n, ", "));
}

static void compose_records(struct composer *c, const struct a_finding *f,
                            const struct a_evidence *e)
{
    size_t n = e->records_n < RECORDS_SHOWN ? e->records_n : RECORDS_SHOWN;
    for (size_t i = 0; i < n; i++)
        compose_record(c, f, doc_add(&c->doc, DOC_PARA), &e->records[i]);
    if (n < e->records_n)
        span_dim(&c->doc, doc_add(&c->doc, DOC_PARA),
                 doc_say(&c->doc, "and %.*s more records; the JSON report has them",
                         STR_ARG(words_count(&c->doc, (int64_t)(e->records_n - n)))));
}

static void compose_item(struct composer *c, const struct a_finding *f, const struct a_evidence *e)
{
    struct doc *d = &c->doc;
    enum side side = side_of(e);
    struct doc_node *n = d->at = doc_item(d, marks[side], (struct str){0});
    n->tone = side == SUPPORTS  ? TONE_GOOD
              : side == WEAKENS ? TONE_BAD
              : side == UNKNOWN ? TONE_NOTICE
                                : TONE_DIM;
    if (is(e->state, "absent"))
        span_strong(d, n, doc_say(&c->doc, "Not seen: "));
    if (side == UNKNOWN)
        span_strong(d, n, doc_say(&c->doc, "Not known: "));
    span_add(d, n, e->text);
    if (e->why.len)
        span_fmt(d, n, " (%.*s)", STR_ARG(e->why));
    if (side != SILENT && e->weight.len)
        span_tag(d, n,
                 doc_say(&c->doc, "%s%.*s%s", side == UNKNOWN ? doc_text(d, "would be ") : "",
                         STR_ARG(doc_word(d, e->weight)),
                         e->counted || side == UNKNOWN
                             ? ""
                             : doc_text(d, ", but a stronger one counts")));
    compose_records(c, f, e);
    doc_close(d);
}

/* The heaviest first; of equals the order of the rule. */
static void compose_side(struct composer *c, const struct a_finding *f,
                         const struct a_hypothesis *h, enum side side)
{
    bool *done = ARENA_ARRAY(c->arena, bool, h->evidence_n + 1);
    for (size_t left = rows_shown(h->evidence_n); left; left--) {
        size_t best = h->evidence_n;
        for (size_t i = 0; i < h->evidence_n; i++)
            if (!done[i] && side_of(&h->evidence[i]) == side &&
                (best == h->evidence_n ||
                 weight_of(&h->evidence[i]) > weight_of(&h->evidence[best])))
                best = i;
        if (best == h->evidence_n)
            return;
        done[best] = true;
        compose_item(c, f, &h->evidence[best]);
    }
}

static bool has_side(const struct a_hypothesis *h, enum side side)
{
    for (size_t i = 0; i < h->evidence_n; i++)
        if (side_of(&h->evidence[i]) == side)
            return true;
    return false;
}

void compose_evidence(struct composer *c, const struct a_finding *f, const struct a_hypothesis *h)
{
    struct doc *d = &c->doc;
    struct str name = words_culprit(&h->culprit);
    if (!has_side(h, SUPPORTS) && !has_side(h, WEAKENS) && !has_side(h, UNKNOWN))
        return;
    doc_section(d, "")->title =
        doc_say(&c->doc, "Why %.*s", STR_ARG(name.len ? name : doc_say(&c->doc, "we think so")));
    doc_open(d, DOC_LIST);
    compose_side(c, f, h, SUPPORTS);
    compose_side(c, f, h, WEAKENS);
    compose_side(c, f, h, UNKNOWN);
    doc_close(d);
    doc_close(d);
}

static const struct {
    const char *prior, *odds;
} priors[] = {
    {"common",     "1/2"},
    {"occasional", "1/4"},
    {"rare",       "1/8"}
};

static struct str prior_odds(struct str prior)
{
    for (size_t i = 0; i < ARRAY_LEN(priors); i++)
        if (is(prior, priors[i].prior))
            return str_of(priors[i].odds);
    return (struct str){0};
}

static void sum_row(struct composer *c, struct str what, struct str state, struct str factor,
                    struct str note)
{
    struct doc *d = &c->doc;
    doc_open(d, DOC_ROW);
    doc_cell(d, what);
    doc_cell(d, state);
    doc_cell(d, factor)->number = true;
    doc_cell(d, note);
    doc_close(d);
}

static void sum_of(struct composer *c, const struct a_hypothesis *h)
{
    static const char *const names[] = {"item", "state", "times", ""};
    struct doc *d = &c->doc;
    doc_section(d, "")->title = h->title;
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    sum_row(c, doc_say(&c->doc, "How often this is the cause, before any evidence"),
            doc_word(d, h->prior), prior_odds(h->prior), doc_say(&c->doc, "prior"));
    for (size_t i = 0; i < rows_shown(h->evidence_n); i++) {
        const struct a_evidence *e = &h->evidence[i];
        sum_row(c, e->text, doc_word(d, e->state), words_real(&c->doc, e->counted ? e->ratio : 1),
                e->counted || e->ratio == 1
                    ? doc_word(d, e->weight)
                    : doc_say(&c->doc, "group %.*s has a stronger one", STR_ARG(e->group)));
    }
    doc_close(d);
    struct doc_node *p = doc_add(d, DOC_PARA);
    span_fmt(d, p, "Model odds %.*s, probability %.*s: ", STR_ARG(words_real(&c->doc, h->odds)),
             STR_ARG(words_percent(&c->doc, h->probability)));
    span_strong(d, p, doc_word(d, h->verdict));
    if (h->cap.len)
        span_fmt(d, p, ", held down because: %.*s", STR_ARG(h->cap));
    if (!isnan(h->share))
        span_fmt(d, p, "; its share of the attempts is %.*s",
                 STR_ARG(words_percent(&c->doc, h->share)));
    doc_close(d);
}

/* Model odds: they rank causes by what the rule says about its evidence, and are no measurement. */
void compose_sum(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    if (f->hypotheses_n == 0)
        return;
    doc_section(d, "The whole sum")->fold = true;
    doc_para(d,
             doc_say(&c->doc,
                     "Model odds: the prior of each cause times the ratios of its evidence, as the "
                     "rule weighs them. They rank causes; they are no measured frequencies."))
        ->tone = TONE_DIM;
    for (size_t i = 0; i < rows_shown(f->hypotheses_n); i++)
        sum_of(c, &f->hypotheses[i]);
    if (!isnan(f->other))
        doc_para(
            d, doc_say(&c->doc, "None of these: %.*s.", STR_ARG(words_percent(&c->doc, f->other))));
    doc_close(d);
}
