/* The management page: for each problem what happened, what it means for the business, who, how
 * sure, what was and is to be done, and what risk remains. It holds no event id, hexadecimal number
 * or path; plain.h sees to that. */
#include "compose.h"

#include "plain.h"
#include "words.h"

enum { BRIEFS = 3, WITH_IT = 6, LIMITS_SHOWN = 4 };

static struct str plain(struct composer *c, struct str text)
{
    return plain_words(c->arena, c->o->locale, text);
}

static struct doc_node *tile(struct composer *c, const char *name, struct str value,
                             enum doc_tone tone)
{
    struct doc_node *n = doc_pair(&c->doc, name, plain(c, value));
    if (n)
        n->tone = tone;
    return n;
}

/* Who: the name alone, in large letters, and behind it what it is. */
static void tile_who(struct composer *c, const struct a_finding *f, const struct a_hypothesis *h)
{
    if (!h || !verdict_find(h->verdict)->leading) {
        tile(c, "Who",
             f->hypotheses_n ? doc_say(&c->doc, "Not known yet")
                             : doc_say(&c->doc, "No cause is known"),
             TONE_WARN);
        return;
    }
    struct str name = words_culprit(&h->culprit);
    struct doc_node *n = tile(c, "Who", name.len ? name : h->title, verdict_find(h->verdict)->tone);
    struct str more = h->culprit.display_name;
    if (n && name.len && more.len && !str_eq(name, more))
        n->lead = plain(c, more);
}

static void tile_sure(struct composer *c, const struct a_hypothesis *h)
{
    if (!h || !verdict_find(h->verdict)->leading) {
        struct doc_node *n = tile(c, "How sure", doc_say(&c->doc, "open"), TONE_WARN);
        if (n)
            n->lead = h ? doc_say(&c->doc, "several causes are possible, none is likely")
                        : doc_say(&c->doc, "none of the known causes fits");
        return;
    }
    const struct verdict *v = verdict_find(h->verdict);
    struct doc_node *n = tile(c, "How sure", doc_word(&c->doc, h->verdict), v->tone);
    n->lead = doc_word(&c->doc, str_of(v->means));
    n->meter = h->probability < 0 ? 0 : h->probability > 1 ? 1 : h->probability;
}

static struct str on_machine(struct composer *c, const struct a_finding *f, const struct a_step *s)
{
    struct str machine = s->machine.len ? s->machine : f->host;
    return machine.len ? doc_say(&c->doc, "on %.*s", STR_ARG(machine)) : (struct str){0};
}

static void tile_first(struct composer *c, const struct a_finding *f, const struct a_hypothesis *h)
{
    bool sure = h && verdict_find(h->verdict)->leading;
    const struct a_step *s = sure ? first_step(h) : NULL;
    if (!sure && f->missing_n) {
        struct doc_node *n = tile(c, "Find out first", f->missing[0].what, TONE_PLAIN);
        if (n)
            n->lead = doc_say(&c->doc, "it would decide who it is; the technical part says how");
        return;
    }
    if (is(f->status, "stopped")) {
        struct doc_node *n = tile(c, "To do", doc_say(&c->doc, "Nothing at once"), TONE_GOOD);
        n->lead = plain(c, f->status_text);
        return;
    }
    if (!s) {
        tile(c, "To do", doc_say(&c->doc, "See the technical part"), TONE_PLAIN);
        return;
    }
    struct doc_node *n = tile(c, "Do first", s->step, TONE_PLAIN);
    if (n)
        n->lead = on_machine(c, f, s);
}

static void compose_tiles(struct composer *c, const struct a_finding *f)
{
    const struct a_hypothesis *h = leading(f);
    doc_open(&c->doc, DOC_TILES);
    tile_who(c, f, h);
    tile_sure(c, h);
    tile_first(c, f, h);
    doc_close(&c->doc);
}

static void pair(struct composer *c, const char *name, struct str text)
{
    doc_pair(&c->doc, name, words_sentence(c->arena, plain(c, text)));
}

static struct str cause_sentence(struct composer *c, const struct a_hypothesis *h)
{
    const struct verdict *v = verdict_find(h->verdict);
    return doc_say(&c->doc, "%s%.*s. %.*s", doc_text(&c->doc, v->cause), STR_ARG(h->title),
                   STR_ARG(words_sentence(c->arena, h->because)));
}

static struct str named_step(struct composer *c, const char *intro, const struct a_step *s)
{
    return s ? doc_say(&c->doc, "%s%.*s", doc_text(&c->doc, intro),
                       STR_ARG(words_sentence(c->arena, s->step)))
             : (struct str){0};
}

/* What helps at once, and what helps for good. */
static struct str to_do(struct composer *c, const struct a_finding *f, const struct a_hypothesis *h)
{
    if (!h || !verdict_find(h->verdict)->leading)
        return f->missing_n
                   ? doc_say(&c->doc, "Collect what is missing: %.*s. Then the cause can be named.",
                             STR_ARG(f->missing[0].what))
                   : doc_say(&c->doc,
                             "A person has to look at it; the technical part has what is known.");
    struct str now = named_step(c, "At once: ", step_of(h, "relief"));
    struct str good = named_step(c, "For good: ", step_of(h, "cure"));
    struct str later =
        named_step(c, "So that it stays away: ", good.len ? NULL : step_of(h, "prevent"));
    struct str parts[3];
    size_t n = 0;
    for (size_t i = 0; i < 3; i++)
        if ((i == 0 ? now : i == 1 ? good : later).len)
            parts[n++] = i == 0 ? now : i == 1 ? good : later;
    return n ? words_join(c->arena, parts, n, " ") : named_step(c, "", first_step(h));
}

/* What each remedy leaves, as its rule says; else what follows from the state. */
static struct str residual(struct composer *c, const struct a_finding *f,
                           const struct a_hypothesis *h)
{
    struct str parts[3];
    size_t n = 0;
    bool sure = h && verdict_find(h->verdict)->leading;
    for (size_t i = 0; sure && i < h->consequences_n && n < ARRAY_LEN(parts); i++)
        if (h->consequences[i].residual.len)
            parts[n++] = doc_say(&c->doc, "%.*s: %.*s", STR_ARG(h->consequences[i].remedy),
                                 STR_ARG(h->consequences[i].residual));
    if (n)
        return doc_say(&c->doc, "What remains of the risk after each remedy: %.*s",
                       STR_ARG(words_join(c->arena, parts, n, "; ")));
    if (is(f->status, "stopped"))
        return is(f->cure, "mechanism")
                   ? doc_say(&c->doc, "Small: what made it possible is gone")
                   : doc_say(
                         &c->doc,
                         "It may come back: it has stopped, but nothing shows that its cause is "
                         "gone");
    if (is(f->status, "latent"))
        return doc_say(&c->doc, "It can happen at any time; nothing has happened yet");
    return sure ? doc_say(&c->doc, "Until the cure is done it goes on or comes back")
                : doc_say(&c->doc, "As long as the cause is not known, it may go on or come back");
}

/* "on two hosts, 291 times since 24 October 2012": without an hour. */
static struct str how_long(struct composer *c, const struct a_finding *f)
{
    if (f->first_seen.ticks == TIME_NONE)
        return (struct str){0};
    const struct zone *z = host_zone(c->a, f->host);
    struct str first = str_head(words_time(&c->doc, z, f->first_seen), 10);
    struct str last = str_head(words_time(&c->doc, z, f->last_seen), 10);
    struct str times = words_counted(&c->doc, f->occurrences, "time", "times");
    if (str_eq(first, last))
        return doc_say(&c->doc, "%.*s on %.*s", STR_ARG(times), STR_ARG(first));
    return doc_say(&c->doc, "%.*s from %.*s to %.*s%s", STR_ARG(times), STR_ARG(first),
                   STR_ARG(last),
                   is(f->status, "active") ? doc_text(&c->doc, ", and it goes on") : "");
}

/* The findings that this one explains, so that nobody chases them one by one. */
static struct str also_explains(struct composer *c, const struct a_finding *f)
{
    struct str names[WITH_IT];
    size_t n = 0, more = 0;
    for (size_t i = 0; i < c->order.n; i++) {
        const struct a_finding *effect = c->order.v[i];
        if (order_cause(c->a, effect) != f)
            continue;
        if (n < ARRAY_LEN(names))
            names[n++] = plain(c, finding_title(effect));
        else
            more++;
    }
    struct str joined = words_join(c->arena, names, n, "; ");
    return more ? doc_say(&c->doc, "%.*s; and %zu more", STR_ARG(joined), more) : joined;
}

static void compose_people(struct composer *c, const struct a_finding *f)
{
    for (size_t i = 0; i < f->comments_n && i < WITH_IT; i++)
        pair(c, i ? "" : "Remark", f->comments[i].text);
    if (f->acceptance)
        pair(c, "Accepted", acceptance_words(c, f->acceptance));
}

static void compose_brief(struct composer *c, const struct a_finding *f, size_t number)
{
    struct doc *d = &c->doc;
    const struct a_hypothesis *h = leading(f);
    struct doc_node *n = doc_open(d, DOC_BRIEF);
    n->title = plain(c, finding_title(f));
    n->lead = arena_fmt(c->arena, "%zu", number);
    n->id = arena_fmt(c->arena, "brief-%.*s", STR_ARG(f->id));
    n->tone = status_tone(f->status);
    compose_badges(c, f, n);
    doc_para(d, words_sentence(c->arena, plain(c, f->effect)));
    compose_tiles(c, f);
    doc_open(d, DOC_PAIRS);
    pair(c, "What happened", how_long(c, f));
    if (h)
        pair(c, "Cause", cause_sentence(c, h));
    pair(c, "It also explains", also_explains(c, f));
    pair(c, "State", f->status_text);
    pair(c, is(f->status, "stopped") ? "If it comes back" : "To do", to_do(c, f, h));
    pair(c, "Risk that remains", residual(c, f, h));
    compose_people(c, f);
    doc_close(d);
    struct doc_node *p = doc_add(d, DOC_PARA);
    p->tone = TONE_DIM;
    span_link(d, p, doc_say(&c->doc, "Evidence, steps and proof"),
              arena_fmt(c->arena, "#%.*s", STR_ARG(f->id)));
    doc_close(d);
}

/* One line for each of the others. */
static void other_row(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    const struct a_hypothesis *h = leading(f);
    bool sure = h && verdict_find(h->verdict)->leading;
    struct str name = sure ? words_culprit(&h->culprit) : (struct str){0};
    doc_open(d, DOC_ROW);
    span_badge(d, doc_cell(d, (struct str){0}), doc_word(d, f->status), status_tone(f->status));
    span_link(d, doc_cell(d, (struct str){0}), plain(c, finding_title(f)),
              arena_fmt(c->arena, "#%.*s", STR_ARG(f->id)));
    doc_cell(d, plain(c, f->effect));
    doc_cell(d, order_cause(c->a, f) ? doc_say(&c->doc, "an effect of another one")
                : name.len           ? name
                : sure               ? plain(c, h->title)
                                     : doc_say(&c->doc, "nobody yet"));
    doc_cell(d, sure ? doc_word(d, h->verdict) : doc_say(&c->doc, "open"))->tight = true;
    doc_close(d);
}

static void compose_others(struct composer *c, const bool *told)
{
    static const char *const names[] = {"status", "what", "effect", "who", "how sure"};
    struct doc *d = &c->doc;
    size_t shown = rows_shown(c->order.n), rows = 0;
    for (size_t i = 0; i < shown; i++)
        rows += !told[i];
    if (rows == 0)
        return;
    doc_section(d, "Also found");
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < shown; i++)
        if (!told[i])
            other_row(c, c->order.v[i]);
    doc_close(d);
    compose_rest(c, c->order.n, "findings", "SELECT * FROM findings");
    doc_close(d);
}

/* What one action would end, where one cause stands behind several findings. */
static void compose_causes(struct composer *c)
{
    struct doc *d = &c->doc;
    bool any = false;
    for (size_t i = 0; i < c->a->causes_n && i < WITH_IT; i++) {
        const struct a_cause *cause = &c->a->causes[i];
        if (cause->findings_n < 2)
            continue;
        if (!any)
            doc_section(d, "One cause, several problems");
        if (!any)
            doc_open(d, DOC_LIST);
        any = true;
        struct doc_node *n = doc_item(d, NULL, (struct str){0});
        span_strong(d, n, plain(c, cause->title));
        span_fmt(d, n, " (%.*s) stands behind %.*s on %.*s: one action ends them all.",
                 STR_ARG(doc_word(d, cause->verdict)),
                 STR_ARG(words_counted(&c->doc, (int64_t)cause->findings_n, "problem", "problems")),
                 STR_ARG(words_counted(&c->doc, (int64_t)cause->hosts_n, "host", "hosts")));
    }
    if (!any)
        return;
    doc_close(d);
    doc_close(d);
}

/* What was asked, in the client's words. */
static void compose_asked(struct composer *c)
{
    const struct a_dossier *s = c->a->about.dossier;
    struct doc *d = &c->doc;
    if (!s)
        return;
    doc_section(d, "What you asked");
    if (s->complaint.len)
        span_add(d, doc_add(d, DOC_QUOTE), s->complaint);
    doc_open(d, DOC_PAIRS);
    doc_pair(d, "Client", s->client);
    doc_pair(d, "Ticket", s->ticket);
    if (s->incident.ticks != TIME_NONE)
        doc_pair(d, "When it hurt",
                 words_time(&c->doc,
                            c->a->hosts_n ? host_zone(c->a, c->a->hosts[0].name) : zone_utc(),
                            s->incident));
    doc_pair(d, "Changed before", words_join(c->arena, s->recent, s->recent_n, "; "));
    doc_pair(d, "Done already", words_join(c->arena, s->done, s->done_n, "; "));
    doc_close(d);
    doc_close(d);
}

/* Is there an answer to what was asked? */
static void compose_answer(struct composer *c, size_t asked)
{
    const struct a_dossier *s = c->a->about.dossier;
    if (!s || s->incident.ticks == TIME_NONE || asked)
        return;
    struct doc_node *box = doc_add(&c->doc, DOC_BOX);
    box->title = doc_say(&c->doc, "No answer");
    span_add(
        &c->doc, box,
        doc_say(&c->doc,
                "Nothing that was found happened around the time that you named. What else was "
                "found stands below."));
}

static bool told_with(const struct composer *c, const bool *told, const struct a_finding *cause)
{
    for (size_t i = 0; cause && i < c->order.n; i++)
        if (c->order.v[i] == cause)
            return told[i];
    return false;
}

static void compose_briefs(struct composer *c)
{
    bool *told = ARENA_ARRAY(c->arena, bool, c->order.n + 1);
    size_t number = 0, asked = 0;
    for (size_t i = 0; i < c->order.n; i++)
        asked += c->order.v[i]->asked;
    compose_answer(c, asked);
    for (size_t i = 0, answered = 0; i < c->order.n; i++) {
        const struct a_finding *f = c->order.v[i], *cause = order_cause(c->a, f);
        told[i] = told_with(c, told, cause);
        if (cause || is(f->category, "benign") || number == BRIEFS)
            continue;
        told[i] = true;
        if (answered && !f->asked) {
            doc_section(&c->doc, "What else we found");
            doc_close(&c->doc);
            answered = 0;
        }
        answered += f->asked;
        compose_brief(c, f, ++number);
    }
    compose_causes(c);
    compose_others(c, told);
}

/* Nothing found: what that is worth. */
static void compose_clean(struct composer *c)
{
    struct doc *d = &c->doc;
    if (c->order.n)
        return;
    doc_open(d, DOC_TILES);
    struct doc_node *n =
        tile(c, "Problems that are known", doc_say(&c->doc, "none found"), TONE_GOOD);
    n->lead = doc_say(
        &c->doc, "%.*s, with logs that would show them",
        STR_ARG(words_counted(&c->doc, checks_in(c->a, "absent"), "is absent", "are absent")));
    n = tile(c, "Cannot be told", words_count(&c->doc, checks_in(c->a, "unknown")), TONE_WARN);
    n->lead = doc_say(&c->doc, "a log or a file that would show them is missing");
    n = tile(c, "Errors without an explanation", words_count(&c->doc, (int64_t)c->a->unexplained_n),
             c->a->unexplained_n ? TONE_NOTICE : TONE_GOOD);
    n->lead = doc_say(&c->doc, "they recur; the technical part lists them");
    doc_close(d);
}

void compose_management(struct composer *c)
{
    struct doc_node *n = doc_open(&c->doc, DOC_PART);
    n->title = doc_say(&c->doc, "In short");
    n->id = STR("in-short");
    compose_limits(c);
    compose_asked(c);
    compose_clean(c);
    compose_briefs(c);
    doc_close(&c->doc);
}
