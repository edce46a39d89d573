#include "status.h"

#include <math.h>

const char *const going_names[GOINGS] = {
    [GOING_ACTIVE] = "active",
    [GOING_STOPPED] = "stopped",
    [GOING_CLEARED] = "cleared",
    [GOING_LATENT] = "latent",
};

/* "the Application log", "its log" where the export does not name it. The name comes from a log and
 * reaches the page through the report's writers. */
static struct str log_words(struct arena *arena, struct str channel)
{
    return channel.len ? arena_fmt(arena, "the %.*s log", STR_ARG(channel)) : STR("its log");
}

static struct str say_active(struct arena *arena, const struct going_input *in,
                             const struct going_result *r)
{
    struct str last = moment_words(arena, in->zone, in->recurrence->last);
    if (in->recurrence->overdue.ticks == TIME_NONE)
        return arena_fmt(arena,
                         "Last seen %.*s; it follows starts of Windows, and there was none since",
                         STR_ARG(last));
    return arena_fmt(arena, "Still going on when the logs end (%.*s), last seen %.*s",
                     STR_ARG(moment_words(arena, in->zone, r->end)), STR_ARG(last));
}

static struct str say_stopped(struct arena *arena, const struct going_input *in,
                              const struct going_result *r)
{
    char covered[TIME_TEXT];
    return arena_fmt(
        arena, "Not seen since %.*s; the next was due by %.*s, and %.*s covers %s since then",
        STR_ARG(moment_words(arena, in->zone, in->recurrence->last)),
        STR_ARG(moment_words(arena, in->zone, in->recurrence->overdue)),
        STR_ARG(log_words(arena, in->channel)), duration_text(r->covered_since, covered));
}

static struct str say_cleared(struct arena *arena, const struct going_input *in,
                              const struct going_result *r)
{
    char covered[TIME_TEXT], needed[TIME_TEXT];
    return arena_fmt(
        arena,
        "Last seen %.*s; %.*s covers only %s after that, and it would take %s to tell whether it "
        "has "
        "stopped",
        STR_ARG(moment_words(arena, in->zone, in->recurrence->last)),
        STR_ARG(log_words(arena, in->channel)), duration_text(r->covered_since, covered),
        duration_text(in->recurrence->overdue.ticks - in->recurrence->last.ticks, needed));
}

static struct str say_latent(struct arena *arena, const struct going_input *in,
                             const struct going_result *r)
{
    (void)arena;
    (void)in;
    (void)r;
    return STR("Nothing has happened yet");
}

static struct str (*const sayings[GOINGS])(struct arena *arena, const struct going_input *in,
                                           const struct going_result *r) = {
    [GOING_ACTIVE] = say_active,
    [GOING_STOPPED] = say_stopped,
    [GOING_CLEARED] = say_cleared,
    [GOING_LATENT] = say_latent,
};

static enum going judge(const struct going_input *in, struct going_result *out)
{
    const struct recurrence *r = in->recurrence;
    if (r->n == 0)
        return GOING_LATENT;
    out->end = survey_end(in->survey, in->host, r->last.local);
    out->covered_since = survey_covered_time(in->survey, in->host, in->channel, r->last, out->end);
    bool overdue = r->overdue.ticks != TIME_NONE && out->end.ticks != TIME_NONE &&
                   out->end.ticks >= r->overdue.ticks;
    if (!overdue)
        return GOING_ACTIVE;
    return out->covered_since >= r->overdue.ticks - r->last.ticks ? GOING_STOPPED : GOING_CLEARED;
}

void going_judge(struct arena *arena, const struct going_input *in, struct going_result *out)
{
    *out = (struct going_result){.end = MOMENT_NONE};
    out->going = judge(in, out);
    out->word = str_of(going_names[out->going]);
    out->text = sayings[out->going](arena, in, out);
}

/* Covered hours in which the occurrences came: from first to last; for a single one, or several at
 * one moment, those before it, at least a day. */
static double hours_of_occurrences(const struct going_input *in)
{
    const struct recurrence *r = in->recurrence;
    struct moment from = r->first, ignored;
    int64_t least = 0;
    if (r->first.ticks == r->last.ticks) {
        least = TICKS_PER_DAY;
        survey_channel(in->survey, in->host, in->channel, r->last.local, &from, &ignored);
    }
    int64_t covered = survey_covered_time(in->survey, in->host, in->channel, from, r->last);
    covered = covered > least ? covered : least;
    if (covered == 0)
        covered = r->last.ticks - r->first.ticks;
    return (double)covered / (double)TICKS_PER_HOUR;
}

struct a_luck *luck_of_silence(struct arena *arena, const struct going_input *in)
{
    const struct recurrence *r = in->recurrence;
    struct a_luck *luck = ARENA_NEW(arena, struct a_luck);
    struct moment end = survey_end(in->survey, in->host, r->last.local);
    double since = (double)survey_covered_time(in->survey, in->host, in->channel, r->last, end) /
                   (double)TICKS_PER_HOUR;
    double hours = hours_of_occurrences(in);
    double expected = hours > 0 ? (double)r->n / hours * since : 0;
    *luck = (struct a_luck){.kind = STR("silence"),
                            .chance = NAN,
                            .draws = INT_NONE,
                            .expected = expected,
                            .probability = exp(-expected),
                            .needed = INT_NONE};
    luck->model =
        arena_fmt(arena,
                  "%.*s occurrences in %.1f covered hours; in the %.1f covered hours since "
                  "%.*s more would have been expected",
                  STR_ARG(count_words(arena, (int64_t)r->n)), hours, since,
                  STR_ARG(expected < 10 ? arena_fmt(arena, "%.1f", expected)
                                        : count_words(arena, llround(expected))));
    return luck;
}
