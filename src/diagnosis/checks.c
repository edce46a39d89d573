#include "checks.h"

#include "base/files.h"
#include "base/utf8.h"
#include "explain.h"
#include "finding.h"

enum { USES_DEPTH = 12 };

/* Exposure ------------------------------------------------------------------------------------- */

/* The first item that does not hold says why the host is not exposed; one that is unknown, what is
 * not known. A host of another kind is no case for the rule at all. */
static void judge_items(struct scene *s, const struct items *items, struct outcome *outcomes,
                        struct exposure *out)
{
    out->exposed = EXPOSED_YES;
    for (size_t i = 0; i < items->n; i++) {
        item_evaluate(s, &items->v[i], &outcomes[i]);
        const struct outcome *o = &outcomes[i];
        if (o->left_out || o->state == STATE_PRESENT)
            continue;
        bool absent = o->state == STATE_ABSENT;
        if (!absent && out->exposed != EXPOSED_YES)
            continue;
        struct str words =
            items->v[i].absent_text.n && absent
                ? phrase_expand(&items->v[i].absent_text, &s->values, PHRASE_TEXT, NULL)
                : o->why;
        bool other_kind = absent && items->v[i].test == &evidence_host;
        out->exposed = other_kind ? EXPOSED_NOT_APPLICABLE : absent ? EXPOSED_NO : EXPOSED_UNKNOWN;
        out->why = words;
        if (absent)
            return;
    }
}

void exposure_judge(struct inquiry *q, const struct problem *p, const struct host_info *host,
                    struct exposure *out)
{
    struct scene s;
    *out = (struct exposure){0};
    if (p->exposure.n == 0)
        return;
    finding_latent(q, p, host, &out->finding, &s);
    s.finding = &out->finding;
    s.bound = ARENA_ARRAY(q->arena, struct bound, p->exposure_binds_n + 1);
    s.values.bound = s.bound;
    s.values.bound_n = p->exposure_binds_n;
    struct outcome *outcomes = ARENA_ARRAY(q->arena, struct outcome, p->exposure.n + 1);
    judge_items(&s, &p->exposure, outcomes, out);
    if (out->exposed == EXPOSED_YES)
        exposure_explain(&s, outcomes);
}

/* Checks --------------------------------------------------------------------------------------- */

struct channels {
    struct str v[RULE_CHANNELS];
    size_t n;
};

/* The channels of all detections below a rule. */
static void gather_channels(const struct inquiry *q, uint32_t rule, struct channels *out, int depth)
{
    const struct rule_info *r = &q->in->rules[rule];
    const struct rule_place *place =
        r->type == RULE_DETECTION ? rule_place(q->in, &q->history, rule) : NULL;
    for (size_t i = 0; place && i < place->channels_n; i++) {
        bool there = false;
        for (size_t k = 0; k < out->n && !there; k++)
            there = utf8_fold_eq(out->v[k], place->channels[i]);
        if (!there && out->n < RULE_CHANNELS)
            out->v[out->n++] = place->channels[i];
    }
    for (size_t i = 0; r->type == RULE_CORRELATION && depth < USES_DEPTH && i < r->uses_n; i++)
        gather_channels(q, r->uses[i], out, depth + 1);
}

/* Does the channel's log run from its first to its last event without a hole? */
static bool whole(const struct inquiry *q, const struct host_info *host, struct str channel,
                  struct moment *first, struct moment *last)
{
    for (int local = 0; local < 2; local++)
        if (survey_channel(q->in->survey, host->name, channel, local, first, last))
            return survey_covered(q->in->survey, host->name, channel, *first, *last);
    *first = MOMENT_NONE;
    return false;
}

static void judge_coverage(struct inquiry *q, const struct problem *p, const struct host_info *host,
                           struct a_check *out)
{
    struct channels channels = {.n = 0};
    const struct zone *zone = host->zone ? host->zone : zone_utc();
    struct moment first = MOMENT_NONE, last = MOMENT_NONE;
    out->state = STR("unknown");
    gather_channels(q, p->rule->index, &channels, 0);
    for (size_t i = 0; i < channels.n; i++) {
        bool all = q->in->survey && whole(q, host, channels.v[i], &first, &last);
        if (all)
            continue;
        out->why =
            first.ticks == TIME_NONE
                ? arena_fmt(q->arena, "there is no %.*s log of this host", STR_ARG(channels.v[i]))
                : arena_fmt(q->arena, "the %.*s log of this host has gaps", STR_ARG(channels.v[i]));
        return;
    }
    if (channels.n == 0) {
        out->why = STR("no log of this host would show it");
        return;
    }
    out->state = STR("absent");
    out->why = arena_fmt(q->arena, "not in the %.*s log from %.*s to %.*s", STR_ARG(channels.v[0]),
                         STR_ARG(moment_words(q->arena, zone, first)),
                         STR_ARG(moment_words(q->arena, zone, last)));
}

static void add_exposure(struct inquiry *q, const struct exposure *e, struct a_check *out)
{
    const char *words =
        e->exposed == EXPOSED_NO ? "not exposed" : "whether it is exposed is unknown";
    if (e->exposed == EXPOSED_NOT_APPLICABLE) {
        out->state = STR("not_applicable");
        out->why = e->why;
    } else if (e->exposed == EXPOSED_YES) {
        out->state = STR("present");
        out->why = STR("exposed: nothing has happened yet, but what it takes is there");
    } else if (e->exposed != EXPOSED_NOT_ASKED && e->why.len) {
        out->why = arena_fmt(q->arena, "%.*s; %s: %.*s", STR_ARG(out->why), words, STR_ARG(e->why));
    }
}

/* The folder that the rule's file lies in: what it is about. */
static struct str area_of(const struct rule_info *r)
{
    struct str folder = path_folder(str_of(r->loc.file));
    return path_name(folder);
}

struct a_check check_make(struct inquiry *q, const struct problem *p, const struct host_info *host,
                          bool has_finding, const struct exposure *exposure)
{
    struct a_check check = {.rule = p->rule->name.len ? p->rule->name : p->rule->id,
                            .title = p->rule->title,
                            .area = area_of(p->rule),
                            .host = host->name};
    if (has_finding) {
        check.state = STR("present");
        return check;
    }
    judge_coverage(q, p, host, &check);
    add_exposure(q, exposure, &check);
    return check;
}
