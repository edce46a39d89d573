/* Tests that go over the whole course of a finding: does the share of draws that failed fit the
 * lottery; is every stretch of failures bounded by an event. */
#include "draws.h"
#include "evidence.h"

/* trials: lottery ------------------------------------------------------------------------------ */

static const struct key trials_keys[] = {
    {"trials", KEY_TEXT, true, NULL},
};

static void load_trials(struct loader *l, const struct node *map, struct item *item)
{
    const struct node *what = node_get(map, "trials");
    (void)item;
    if (!str_eq(what->text, STR("lottery")))
        loader_complain(l, what->loc, "'trials' wants 'lottery'");
}

static void evaluate_trials(struct scene *s, const struct item *item, struct outcome *out)
{
    struct draws d;
    (void)item;
    if (!s->hypothesis || !draws_make(s, s->hypothesis, &d) || s->attempts_n == 0) {
        outcome_why(s, out, "there is nothing to count");
        return;
    }
    out->ratio = d.known ? lottery_ratio(d.chance, d.trials) : 1;
    if (!d.known || d.trials.n == 0 || d.trials.k == 0) {
        outcome_why(s, out,
                    d.known ? "no draw can be judged" : "the range of the draw is not known");
        out->lack = lack_of_log(s, s->hypothesis->draw.trial, s->finding->host,
                                scene_moment(s, s->first.ticks - 30 * TICKS_PER_DAY), s->last);
        return;
    }
    out->state = out->ratio >= 1 ? STATE_PRESENT : STATE_ABSENT;
    outcome_why(s, out, "%lld of %lld draws were followed by failures; the chance is %.3f %% each",
                (long long)d.trials.k, (long long)d.trials.n, d.chance * 100);
}

const struct evidence_test evidence_trials = {"trials",    trials_keys,     ARRAY_LEN(trials_keys),
                                              load_trials, evaluate_trials, true};

/* bounded: RULE -------------------------------------------------------------------------------- */

static const struct key bounded_keys[] = {
    {"bounded", KEY_TEXT,     true,  NULL},
    {"within",  KEY_DURATION, false, NULL},
};

static void load_bounded(struct loader *l, const struct node *map, struct item *item)
{
    struct bounded_test *t = &item->of.bounded;
    load_rule(l, node_get(map, "bounded"), &t->rule);
    t->within = load_duration(map, "within", 15 * TICKS_PER_MINUTE);
}

/* The gaps between stretches of failures, and the events that should lie in each. */
struct bounds {
    struct scene *scene;
    const struct bounded_test *test;
    struct outcome *out;
    struct sightings seen;
    size_t gaps, held, open; /* all; with an event; without one and not covered */
};

static bool event_between(struct bounds *b, int64_t from, int64_t to)
{
    const struct inquiry *q = b->scene->inquiry;
    for (size_t i = 0; i < b->seen.n && b->seen.v[i].at.ticks <= to; i++) {
        const struct sighting *s = &b->seen.v[i];
        if (s->last.ticks < from || s->at.local != b->scene->first.local ||
            s->at.ticks == TIME_NONE || !host_same(s->host, b->scene->finding->host))
            continue;
        if (s->hit != SIZE_MAX)
            outcome_cite_hit(b->scene, b->out, &q->in->hits[s->hit]);
        return true;
    }
    return false;
}

/* An end of the failures: was there an event close behind it? The return is not looked at by
 * itself: it waits for the next attempt, and an event that ended the stretch lies in the same gap.
 */
static void look_at(struct bounds *b, int64_t from, int64_t to)
{
    const struct inquiry *q = b->scene->inquiry;
    b->gaps++;
    if (event_between(b, from, to))
        b->held++;
    else if (!rule_covered(q->in, &q->history, b->test->rule, b->scene->finding->host,
                           scene_moment(b->scene, from), scene_moment(b->scene, to)))
        b->open++;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void look_at_gaps(struct bounds *b, int64_t reach)
{
    const struct scene *s = b->scene;
    int64_t within = b->test->within, end = s->going.end.ticks;
    for (size_t i = 1; i < s->attempts_n; i++) {
        int64_t from = s->attempts[i - 1], to = s->attempts[i];
        if (to - from <= reach)
            continue;
        look_at(b, from, least(from + within, to));
    }
    bool known = end != TIME_NONE && s->going.end.local == s->first.local;
    if (known && s->going.going != GOING_CLEARED && end - s->last.ticks > reach &&
        end - s->last.ticks > within)
        look_at(b, s->last.ticks, s->last.ticks + within);
}

static void evaluate_bounded(struct scene *s, const struct item *item, struct outcome *out)
{
    struct bounds b = {.scene = s,
                       .test = &item->of.bounded,
                       .out = out,
                       .seen = history_of(&s->inquiry->history, item->of.bounded.rule)};
    if (s->attempts_n > 1)
        look_at_gaps(&b, recurrence_reach(&s->recurrence, 0));
    if (b.gaps == 0) {
        outcome_why(s, out, "the failures have neither ended nor come back");
        return;
    }
    if (b.held + b.open < b.gaps) {
        out->state = STATE_ABSENT;
        outcome_why(s, out, "%zu of %zu ends of the failures have none", b.gaps - b.held - b.open,
                    b.gaps);
    } else if (b.held == b.gaps) {
        out->state = STATE_PRESENT;
        outcome_why(s, out, "at each of %zu ends of the failures", b.gaps);
    } else {
        outcome_why(s, out, "the logs do not cover %zu of %zu ends of the failures", b.open,
                    b.gaps);
        out->lack = lack_of_log(s, item->of.bounded.rule, s->finding->host, s->first, s->going.end);
    }
}

const struct evidence_test evidence_bounded = {
    "bounded", bounded_keys, ARRAY_LEN(bounded_keys), load_bounded, evaluate_bounded, false};
