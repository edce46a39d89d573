/* One finding, in the order in which somebody who is called at night asks: what, who, how sure,
 * since when, what to do, why that, what else it could be, how one will know that it is over. */
#include "compose.h"

#include "words.h"

#include <math.h>

enum doc_tone status_tone(struct str status)
{
    static const struct {
        const char *status;
        enum doc_tone tone;
    } rows[] = {
        {"active",  TONE_BAD   },
        {"stopped", TONE_GOOD  },
        {"cleared", TONE_WARN  },
        {"latent",  TONE_NOTICE},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (is(status, rows[i].status))
            return rows[i].tone;
    return TONE_PLAIN;
}

struct str finding_title(const struct a_finding *f)
{
    return f->symptom.len ? f->symptom : f->rule.title;
}

enum { KINDS_SHOWN = 6 }; /* of events */

static enum doc_tone level_tone(struct str level)
{
    return is(level, "critical") || is(level, "high") ? TONE_BAD
           : is(level, "medium")                      ? TONE_WARN
                                                      : TONE_PLAIN;
}

void compose_badges(struct composer *c, const struct a_finding *f, struct doc_node *n)
{
    struct doc *d = &c->doc;
    span_badge(d, n, doc_word(d, f->status), status_tone(f->status));
    span_badge(d, n, doc_word(d, f->rule.level), level_tone(f->rule.level));
    span_badge(d, n, f->host, TONE_PLAIN);
    if (!is(f->category, "unknown"))
        span_badge(d, n, doc_word(d, f->category), TONE_DIM);
}

/* The sentence, who in bold letters, and the words of its title. */
static void compose_verdict(struct composer *c, const struct a_hypothesis *h)
{
    struct doc *d = &c->doc;
    const struct verdict *v = verdict_find(h->verdict);
    struct str name = words_culprit(&h->culprit);
    struct doc_node *n = doc_open(d, DOC_VERDICT);
    n->tone = v->tone;
    n->lead = doc_word(d, h->verdict);
    n->title = h->cap.len ? doc_say(&c->doc, "%s; no more than that because: %.*s",
                                    doc_text(d, v->means), STR_ARG(h->cap))
                          : doc_word(d, str_of(v->means));
    n->meter = h->probability < 0 ? 0 : h->probability > 1 ? 1 : h->probability;
    span_add(d, n, doc_word(d, str_of(name.len ? v->culprit : v->cause)));
    span_strong(d, n, name.len ? name : h->title);
    struct str more = words_culprit_more(&c->doc, &h->culprit);
    if (more.len)
        span_fmt(d, n, " (%.*s)", STR_ARG(more));
    span_add(d, n, STR("."));
    if (name.len)
        doc_para(d, words_sentence(c->arena, h->title));
    doc_para(d, words_sentence(c->arena, h->because));
    doc_close(d);
}

/* Nothing is likely: say so before anything is called possible. */
static void compose_open_verdict(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    const struct a_hypothesis *h = leading(f);
    if (h && verdict_find(h->verdict)->leading)
        return;
    struct doc_node *p = doc_open(d, DOC_VERDICT);
    p->tone = TONE_WARN;
    doc_close(d);
    if (f->hypotheses_n == 0)
        span_strong(d, p, doc_say(&c->doc, "The rule that found this names no cause."));
    else if (!h)
        span_strong(d, p, doc_say(&c->doc, "None of the causes that are known for this fits."));
    else
        span_strong(d, p, doc_say(&c->doc, "No cause is likely on the evidence at hand."));
    if (f->missing_n)
        span_add(d, p, doc_say(&c->doc, " What would decide it stands below."));
}

static void compose_verdicts(struct composer *c, const struct a_finding *f)
{
    const struct a_hypothesis *best = leading(f);
    compose_open_verdict(c, f);
    if (best)
        compose_verdict(c, best);
    for (size_t i = 0; i < f->hypotheses_n; i++)
        if (&f->hypotheses[i] != best && verdict_find(f->hypotheses[i].verdict)->leading)
            compose_verdict(c, &f->hypotheses[i]);
    doc_para(&c->doc, words_sentence(c->arena, f->attribution));
}

static struct str event_ids(struct composer *c, const struct a_symptom *s)
{
    struct str ids[12];
    size_t n = s->event_ids_n < ARRAY_LEN(ids) ? s->event_ids_n : ARRAY_LEN(ids);
    for (size_t i = 0; i < n; i++)
        ids[i] = arena_fmt(c->arena, "%lld", (long long)s->event_ids[i]);
    return words_join(c->arena, ids, n, ", ");
}

static void compose_symptoms(struct composer *c, const struct a_finding *f)
{
    if (f->symptoms_n == 0)
        return;
    struct doc_node *pair = doc_add(&c->doc, DOC_PAIR);
    pair->title = doc_say(&c->doc, "Events");
    size_t n = f->symptoms_n < KINDS_SHOWN ? f->symptoms_n : KINDS_SHOWN;
    for (size_t i = 0; i < n; i++) {
        const struct a_symptom *s = &f->symptoms[i];
        struct str ids = event_ids(c, s);
        span_fmt(&c->doc, pair, "%s%.*s %.*s in %.*s (%.*s)", i ? "; " : "", STR_ARG(s->provider),
                 STR_ARG(ids), STR_ARG(s->channel), STR_ARG(words_count(&c->doc, s->count)));
    }
    if (n < f->symptoms_n)
        span_fmt(&c->doc, pair, "; and %zu more kinds", f->symptoms_n - n);
}

static void compose_times(struct composer *c, const struct a_finding *f)
{
    const struct zone *z = host_zone(c->a, f->host);
    if (f->first_seen.ticks == TIME_NONE)
        return;
    struct str first = words_time(&c->doc, z, f->first_seen);
    if (f->occurrences != 1)
        first = doc_say(&c->doc, "%.*s, last %.*s", STR_ARG(first),
                        STR_ARG(words_time(&c->doc, z, f->last_seen)));
    doc_pair(&c->doc,
             f->occurrences == 1       ? "When"
             : is(f->status, "active") ? "Since"
                                       : "First",
             first);
}

/* The step one would begin with: the first that is possible, takes no protection away and is no
 * question. */
static void compose_first_step(struct composer *c, const struct a_finding *f)
{
    const struct a_hypothesis *h = leading(f);
    if (!h || !verdict_find(h->verdict)->leading || is(f->status, "stopped"))
        return;
    const struct a_step *s = first_step(h);
    struct doc_node *pair = s ? doc_pair(&c->doc, "Do first", s->step) : NULL;
    if (pair) /* a case file may have a step without words */
        pair->tone = TONE_ACCENT;
}

static struct str how_often(struct composer *c, const struct a_finding *f)
{
    struct str times = words_counted(&c->doc, f->occurrences, "time", "times");
    if (f->cadence.text.len)
        return f->cadence.text;
    return f->occurrences > 0 ? times : (struct str){0};
}

static void compose_recurrence(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    doc_open(d, DOC_PAIRS);
    compose_first_step(c, f);
    doc_pair(d, "Effect", f->effect);
    doc_pair(d, "Status", f->status_text);
    doc_pair(d, "How often", how_often(c, f));
    compose_times(c, f);
    compose_symptoms(c, f);
    if (!is(f->confidence, "verified") && f->confidence.len)
        doc_pair(d, "Knowledge",
                 doc_say(&c->doc, "%.*s%s%.*s", STR_ARG(doc_word(d, f->confidence)),
                         f->confidence_note.len ? ": " : "", STR_ARG(f->confidence_note)));
    doc_close(d);
    compose_activity(c, f);
}

/* What decides it: of a confirmed cause nothing is needed, then it is folded away. */
static void compose_missing(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    if (f->missing_n == 0)
        return;
    const struct a_hypothesis *h = leading(f);
    bool needed = !h || !is(h->verdict, "confirmed");
    struct doc_node *section =
        doc_section(d, needed ? "What would decide it" : "What else could be collected");
    section->fold = !needed;
    doc_open(d, DOC_LIST);
    for (size_t i = 0; i < rows_shown(f->missing_n); i++) {
        const struct a_missing *m = &f->missing[i];
        struct doc_node *item = d->at =
            doc_item(d, "?", m->what.len ? m->what : doc_word(d, m->kind));
        if (m->decides_n && m->decides_n < f->hypotheses_n)
            span_dim(d, item,
                     doc_say(&c->doc, " (decides %.*s)",
                             STR_ARG(words_join(c->arena, m->decides, m->decides_n, ", "))));
        doc_code(d, m->collect);
        doc_close(d);
    }
    doc_close(d);
    doc_close(d);
}

/* The heaviest thing that speaks against a rival. */
static struct str rival_reason(struct composer *c, const struct a_finding *f,
                               const struct a_hypothesis *h)
{
    const struct a_evidence *worst = NULL, *best = NULL;
    for (size_t i = 0; i < h->evidence_n; i++) {
        const struct a_evidence *e = &h->evidence[i];
        if (is(e->effect, "weakens") && (!worst || e->ratio < worst->ratio))
            worst = e;
        if (is(e->effect, "supports") && (!best || e->ratio > best->ratio))
            best = e;
    }
    const struct a_hypothesis *first = leading(f);
    bool low = verdict_find(h->verdict) > verdict_find(STR("possible"));
    if (low && worst)
        return doc_say(&c->doc, "%s%.*s",
                       is(worst->state, "absent") ? doc_text(&c->doc, "not seen: ") : "",
                       STR_ARG(worst->text));
    if (low && first && first != h && is(first->verdict, "confirmed"))
        return doc_say(&c->doc, "the confirmed cause leaves no room for it");
    if (!low && best)
        return best->text;
    return h->because.len && !low ? h->because
                                  : doc_say(&c->doc, "nothing that was seen speaks for it");
}

static void compose_rivals(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    const struct a_hypothesis *best = leading(f);
    size_t rivals = 0;
    for (size_t i = 0; i < f->hypotheses_n; i++)
        rivals += &f->hypotheses[i] != best && !verdict_find(f->hypotheses[i].verdict)->leading;
    if (rivals == 0)
        return;
    doc_section(d, best && !is(best->verdict, "confirmed") ? "What else it could be"
                                                           : "What else was considered");
    doc_open(d, DOC_LIST);
    for (size_t i = 0; i < rows_shown(f->hypotheses_n); i++) {
        const struct a_hypothesis *h = &f->hypotheses[i];
        const struct verdict *v = verdict_find(h->verdict);
        if (h == best || v->leading)
            continue;
        struct doc_node *item = doc_item(d, NULL, (struct str){0});
        item->tone = v->tone;
        span_strong(d, item, words_upper(c->arena, doc_word(d, h->verdict)));
        span_fmt(d, item, " %.*s: ", STR_ARG(h->title));
        span_add(d, item, rival_reason(c, f, h));
    }
    doc_close(d);
    doc_close(d);
}

static void compose_proof(struct composer *c, const struct a_hypothesis *h)
{
    struct doc *d = &c->doc;
    if (!h || h->verify_n == 0)
        return;
    doc_section(d, "What proves the cure");
    doc_open(d, DOC_LIST);
    for (size_t i = 0; i < rows_shown(h->verify_n); i++) {
        d->at = doc_item(d, NULL, h->verify[i].text);
        doc_code(d, h->verify[i].run);
        doc_close(d);
    }
    doc_close(d);
    doc_close(d);
}

struct str acceptance_words(struct composer *c, const struct a_acceptance *a)
{
    struct str by =
        a->owner.len ? doc_say(&c->doc, " by %.*s", STR_ARG(a->owner)) : (struct str){0};
    struct str until =
        a->until.len ? doc_say(&c->doc, " until %.*s", STR_ARG(a->until)) : (struct str){0};
    const char *state = is(a->state, "expired")        ? "was accepted, and the time is over: "
                        : is(a->state, "rule-changed") ? "was accepted, but its rule has changed: "
                                                       : "accepted: ";
    return doc_say(&c->doc, "%s%.*s%.*s%.*s", doc_text(&c->doc, state), STR_ARG(a->reason),
                   STR_ARG(by), STR_ARG(until));
}

/* What people have added, told apart from what the logs say. */
static void compose_people(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    const struct a_finding *cause = order_cause(c->a, f);
    if (cause) {
        struct doc_node *box = doc_add(d, DOC_BOX);
        box->title = doc_say(&c->doc, "Effect");
        span_add(d, box, doc_say(&c->doc, "This is explained by another finding: "));
        span_link(d, box, finding_title(cause), arena_fmt(c->arena, "#%.*s", STR_ARG(cause->id)));
    }
    if (f->acceptance) {
        struct doc_node *box = doc_add(d, DOC_BOX);
        box->title = doc_say(&c->doc, "Register");
        span_add(d, box, acceptance_words(c, f->acceptance));
    }
    for (size_t i = 0; i < rows_shown(f->overrides_n); i++) {
        const struct a_override *o = &f->overrides[i];
        struct doc_node *box = doc_add(d, DOC_BOX);
        box->title = doc_say(&c->doc, "Decided by hand");
        span_fmt(d, box, "%.*s is %.*s instead of %.*s, because %.*s (%.*s%s%.*s)",
                 STR_ARG(doc_word(d, o->what)), STR_ARG(doc_word(d, o->to)),
                 STR_ARG(doc_word(d, o->from)), STR_ARG(o->reason), STR_ARG(o->author),
                 o->date.len ? ", " : "", STR_ARG(o->date));
    }
    for (size_t i = 0; i < rows_shown(f->comments_n); i++) {
        const struct a_comment *m = &f->comments[i];
        struct doc_node *box = doc_add(d, DOC_BOX);
        box->title = m->author.len ? m->author : doc_say(&c->doc, "Remark");
        span_add(d, box, m->text);
        span_dim(d, box,
                 m->date.len ? doc_say(&c->doc, " (%.*s)", STR_ARG(m->date)) : (struct str){0});
    }
}

static void compose_remarks(struct composer *c, const struct a_finding *f)
{
    for (size_t i = 0; i < rows_shown(f->remarks_n); i++) {
        struct doc_node *box = doc_add(&c->doc, DOC_BOX);
        box->title = doc_say(&c->doc, "Note");
        box->style = "note";
        span_add(&c->doc, box, f->remarks[i].text);
    }
}

static void compose_consequences(struct composer *c, const struct a_hypothesis *h)
{
    static const char *const names[] = {"remedy", "what remains", "price", "proof needed"};
    struct doc *d = &c->doc;
    if (!h || h->consequences_n == 0)
        return;
    doc_section(d, "The remedies compared");
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < rows_shown(h->consequences_n); i++) {
        const struct a_consequence *row = &h->consequences[i];
        doc_open(d, DOC_ROW);
        doc_cell(d, row->remedy);
        doc_cell(d, row->residual);
        doc_cell(d, row->price);
        doc_cell(d, row->proof);
        doc_close(d);
    }
    doc_close(d);
    doc_close(d);
}

static void compose_event(struct composer *c, const struct a_finding *f, const struct a_event *e)
{
    struct doc *d = &c->doc;
    struct doc_node *p = doc_add(d, DOC_PARA);
    span_strong(d, p, words_time(&c->doc, host_zone(c->a, f->host), e->time));
    span_fmt(d, p, " %.*s %lld", STR_ARG(e->provider), (long long)e->event_id);
    span_dim(d, p, doc_say(&c->doc, " %.*s", STR_ARG(source_name(c, e->source))));
    if (e->record_id > 0)
        span_dim(d, p, doc_say(&c->doc, " record %lld", (long long)e->record_id));
    struct str text = e->message.len ? e->message : e->data;
    if (text.len)
        span_add(d, doc_add(d, DOC_QUOTE), text);
}

/* The query that shows all events of a kind, for who wants more than is quoted. */
static void compose_query(struct composer *c, const struct a_finding *f, const struct a_symptom *s)
{
    struct buf b = BUF_CAP(LIMIT_REPORT_TEXT);
    buf_text(&b, "SELECT * FROM events WHERE host = ");
    buf_quoted(&b, f->host);
    buf_text(&b, " AND provider = ");
    buf_quoted(&b, s->provider);
    buf_text(&b, " AND event_id IN (");
    for (size_t i = 0; i < s->event_ids_n; i++)
        buf_fmt(&b, "%s%lld", i ? ", " : "", (long long)s->event_ids[i]);
    buf_text(&b, ")");
    if (!b.over)
        doc_code(&c->doc, buf_keep(&b, c->arena));
    buf_free(&b);
}

static void compose_events(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    if (f->events_n == 0)
        return;
    doc_section(d, "The first and last events, as logged")->fold = true;
    for (size_t i = 0; i < rows_shown(f->events_n); i++)
        compose_event(c, f, &f->events[i]);
    if (f->symptoms_n)
        doc_para(d, doc_say(&c->doc, "All of them, from the case file:"))->tone = TONE_DIM;
    for (size_t i = 0; i < f->symptoms_n && i < KINDS_SHOWN; i++)
        compose_query(c, f, &f->symptoms[i]);
    doc_close(d);
}

static void compose_parameters(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    doc_section(d, "Where this comes from")->fold = true;
    doc_open(d, DOC_PAIRS);
    doc_pair(d, "Finding", f->id);
    struct doc_node *rule = doc_pair(d, "Rule", f->rule.title);
    if (rule)
        span_dim(d, rule,
                 doc_say(&c->doc, " (%.*s, %.*s)", STR_ARG(f->rule.name), STR_ARG(f->rule.id)));
    doc_pair(d, "Knowledge", doc_word(d, f->confidence));
    struct doc_node *victim = doc_pair(d, "Victim", words_culprit(&f->victim));
    if (victim)
        span_fmt(d, victim, " (%.*s)", STR_ARG(words_culprit_more(&c->doc, &f->victim)));
    for (size_t i = 0; i < rows_shown(f->group_n); i++)
        doc_pair(
            d, "Group",
            doc_say(&c->doc, "%.*s = %.*s", STR_ARG(f->group[i].name), STR_ARG(f->group[i].value)));
    for (size_t i = 0; i < rows_shown(f->parameters_n); i++)
        doc_pair(d, "Parameter",
                 doc_say(&c->doc, "%.*s = %.*s", STR_ARG(f->parameters[i].name),
                         STR_ARG(f->parameters[i].value)));
    doc_close(d);
    doc_close(d);
}

static void compose_references(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    if (f->references_n == 0)
        return;
    doc_section(d, "Read on");
    doc_open(d, DOC_LIST);
    for (size_t i = 0; i < rows_shown(f->references_n); i++) {
        const struct a_reference *r = &f->references[i];
        struct doc_node *item = doc_item(d, NULL, (struct str){0});
        span_link(d, item, r->id.len ? r->id : r->url, r->url);
    }
    doc_close(d);
    doc_close(d);
}

static void compose_advice(struct composer *c, const struct a_finding *f)
{
    const struct a_hypothesis *best = leading(f);
    bool sure = best && verdict_find(best->verdict)->leading;
    if (!sure)
        compose_missing(c, f);
    if (best)
        compose_steps(c, f, best);
    for (size_t i = 0; i < f->hypotheses_n; i++)
        if (&f->hypotheses[i] != best && verdict_find(f->hypotheses[i].verdict)->leading)
            compose_steps(c, f, &f->hypotheses[i]);
    if (best)
        compose_consequences(c, best);
}

static void compose_reasons(struct composer *c, const struct a_finding *f)
{
    const struct a_hypothesis *best = leading(f);
    if (best)
        compose_evidence(c, f, best);
    for (size_t i = 0; i < f->hypotheses_n; i++)
        if (&f->hypotheses[i] != best && verdict_find(f->hypotheses[i].verdict)->leading)
            compose_evidence(c, f, &f->hypotheses[i]);
    if (best && verdict_find(best->verdict)->leading)
        compose_missing(c, f);
}

void compose_finding(struct composer *c, const struct a_finding *f, size_t number)
{
    struct doc *d = &c->doc;
    struct doc_node *n = doc_open(d, DOC_FINDING);
    n->id = f->id;
    n->lead = arena_fmt(c->arena, "%zu", number);
    n->title = finding_title(f);
    compose_badges(c, f, n);
    compose_people(c, f);
    compose_verdicts(c, f);
    compose_recurrence(c, f);
    compose_advice(c, f);
    compose_reasons(c, f);
    compose_remarks(c, f);
    compose_rivals(c, f);
    compose_proof(c, leading(f));
    compose_luck(c, f);
    compose_changes(c, f);
    compose_references(c, f);
    compose_sum(c, f);
    compose_episodes(c, f);
    compose_events(c, f);
    compose_parameters(c, f);
    doc_close(d);
}
