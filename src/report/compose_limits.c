/* What the logs cannot show is said before what they do show: where the incident lies outside of
 * them, and where one log reaches back much less than the others. */
#include "compose.h"

#include "words.h"

enum { LIMITS_SHOWN = 4, SHORT = 10 };

static bool known(struct moment m)
{
    return m.ticks != TIME_NONE;
}

static double seconds_between(struct moment from, struct moment to)
{
    return (double)(to.ticks - from.ticks) / (double)TICKS_PER_SECOND;
}

/* "The Security log of X begins 3 d after the time that you named." */
static struct str miss(struct composer *c, const struct a_coverage *v, struct moment incident)
{
    if (!known(v->first) || !known(v->last) || v->first.local != incident.local)
        return (struct str){0};
    bool after = v->first.ticks > incident.ticks, before = v->last.ticks < incident.ticks;
    if (!after && !before)
        return (struct str){0};
    double away = after ? seconds_between(incident, v->first) : seconds_between(v->last, incident);
    return doc_say(&c->doc,
                   after ? "The %.*s log of %.*s begins %.*s after the time that you named."
                         : "The %.*s log of %.*s ends %.*s before the time that you named.",
                   STR_ARG(v->channel), STR_ARG(v->host), STR_ARG(words_seconds(&c->doc, away)));
}

/* How long the longest log of the same host is. */
static double longest(const struct analysis *a, struct str host)
{
    double most = 0;
    for (size_t i = 0; i < a->coverage_n; i++) {
        const struct a_coverage *v = &a->coverage[i];
        if (str_eq(v->host, host) && known(v->first) && known(v->last)) {
            double x = seconds_between(v->first, v->last);
            most = x > most ? x : most;
        }
    }
    return most;
}

static bool is_windows_log(struct str channel)
{
    return is(channel, "Security") || is(channel, "System") || is(channel, "Application");
}

static struct str is_short(struct composer *c, const struct a_coverage *v)
{
    if (!is_windows_log(v->channel) || !known(v->first) || !known(v->last))
        return (struct str){0};
    double own = seconds_between(v->first, v->last), most = longest(c->a, v->host);
    if (own * SHORT > most)
        return (struct str){0};
    return doc_say(&c->doc, "The %.*s log of %.*s reaches back only %.*s; the others cover %.*s.",
                   STR_ARG(v->channel), STR_ARG(v->host), STR_ARG(words_seconds(&c->doc, own)),
                   STR_ARG(words_seconds(&c->doc, most)));
}

static void say(struct composer *c, struct str text, size_t *said)
{
    if (text.len == 0 || ++*said > LIMITS_SHOWN)
        return;
    struct doc_node *box = doc_add(&c->doc, DOC_BOX);
    box->title = doc_say(&c->doc, "Out of reach");
    span_add(&c->doc, box, text);
}

void compose_limits(struct composer *c)
{
    const struct a_dossier *s = c->a->about.dossier;
    size_t said = 0;
    for (size_t i = 0; i < c->a->coverage_n; i++) {
        struct str text = {0};
        if (s && known(s->incident))
            text = miss(c, &c->a->coverage[i], s->incident);
        say(c, text.len ? text : is_short(c, &c->a->coverage[i]), &said);
    }
    if (said > LIMITS_SHOWN)
        doc_para(&c->doc,
                 doc_say(&c->doc, "%zu more logs do not reach far enough.", said - LIMITS_SHOWN))
            ->tone = TONE_DIM;
}
