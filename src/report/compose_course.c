/* How a finding goes through time: its days and hours, what changed before it began, its episodes, and
 * whether its end is a cure or luck. */
#include "compose.h"

#include "words.h"

static void strip(struct composer *c, const char *name, struct str lead, const struct doc_strip *s)
{
    struct doc_node *n = doc_add(&c->doc, DOC_STRIP);
    struct doc_strip *kept = ARENA_NEW(c->arena, struct doc_strip);
    *kept = *s;
    n->title = doc_word(&c->doc, str_of(name));
    n->lead = lead;
    n->strip = kept;
}

static size_t highest(const int64_t *counts, size_t n)
{
    size_t top = 0;
    for (size_t i = 1; i < n; i++)
        if (counts[i] > counts[top])
            top = i;
    return top;
}

static void strip_days(struct composer *c, const struct a_activity *a)
{
    int64_t *counts = ARENA_ARRAY(c->arena, int64_t, a->days_n);
    struct str *names = ARENA_ARRAY(c->arena, struct str, a->days_n);
    for (size_t i = 0; i < a->days_n; i++) {
        counts[i] = a->days[i].count;
        names[i] = a->days[i].date;
    }
    size_t top = highest(counts, a->days_n);
    struct doc_strip s = {
        .counts = counts,
        .n = a->days_n,
        .names = names,
        .first = names[0],
        .last = names[a->days_n - 1],
        .alt = doc_say(&c->doc, "%.*s to %.*s, most on %.*s: %.*s", STR_ARG(names[0]),
                       STR_ARG(names[a->days_n - 1]), STR_ARG(names[top]),
                       STR_ARG(words_count(&c->doc, counts[top]))),
    };
    strip(c, "By day",
          doc_say(&c->doc, "most on %.*s: %.*s", STR_ARG(names[top]),
                  STR_ARG(words_count(&c->doc, counts[top]))),
          &s);
}

static void strip_hours(struct composer *c, const struct a_activity *a)
{
    size_t top = highest(a->hours, a->hours_n);
    struct doc_strip s = {
        .counts = a->hours,
        .n = a->hours_n,
        .first = STR("0 h"),
        .last = STR("24 h"),
        .alt = doc_say(&c->doc, "hours of the day, most from %zu to %zu h: %.*s", top, top + 1,
                       STR_ARG(words_count(&c->doc, a->hours[top]))),
    };
    strip(c, "By hour",
          doc_say(&c->doc, "most from %zu to %zu h: %.*s", top, top + 1,
                  STR_ARG(words_count(&c->doc, a->hours[top]))),
          &s);
}

static bool any(const int64_t *counts, size_t n)
{
    return n && counts[highest(counts, n)] > 0;
}

void compose_activity(struct composer *c, const struct a_finding *f)
{
    if (f->occurrences > 1 && f->activity.days_n)
        strip_days(c, &f->activity);
    if (f->occurrences > 1 && any(f->activity.hours, f->activity.hours_n))
        strip_hours(c, &f->activity);
}

/* "With 3.875 % per draw that happens by luck in 70 % of cases; 76 clean draws are needed for 95
 * %." */
static struct str lottery_text(struct composer *c, const struct a_luck *l)
{
    struct str needed = l->needed > 0 ? doc_say(&c->doc, "; %.*s clean draws are needed for 95 %%",
                                                STR_ARG(words_count(&c->doc, l->needed)))
                                      : (struct str){0};
    return doc_say(&c->doc,
                   "None of %.*s since brought it back. With a chance of %.*s each, that is luck "
                   "in %.*s of cases%.*s.",
                   STR_ARG(words_counted(&c->doc, l->draws, "draw", "draws")),
                   STR_ARG(words_percent(&c->doc, l->chance)),
                   STR_ARG(words_percent(&c->doc, l->probability)), STR_ARG(needed));
}

static struct str luck_text(struct composer *c, const struct a_luck *l)
{
    if (is(l->kind, "lottery"))
        return lottery_text(c, l);
    return doc_say(
        &c->doc, "%.*s more were to be expected since, and none came: luck in %.*s of cases.",
        STR_ARG(words_real(&c->doc, l->expected)), STR_ARG(words_percent(&c->doc, l->probability)));
}

void compose_luck(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    const struct a_hypothesis *h = leading(f);
    struct str lottery = h ? h->lottery : (struct str){0};
    if (!f->luck && !lottery.len && !f->cure_text.len)
        return;
    doc_section(d, is(f->status, "stopped") ? "Cured, or luck?" : "How luck plays in");
    doc_para(d, words_sentence(c->arena, f->cure_text));
    if (f->luck) {
        doc_para(d, luck_text(c, f->luck));
        struct doc_node *model = doc_para(d, words_sentence(c->arena, f->luck->model));
        if (model)
            model->tone = TONE_DIM;
    }
    doc_para(d, words_sentence(c->arena, lottery));
    doc_close(d);
}

static struct str rarity(struct composer *c, int64_t times)
{
    if (times == 1)
        return doc_say(&c->doc, "the only one in these logs");
    return doc_say(&c->doc, "one of %.*s in these logs", STR_ARG(words_count(&c->doc, times)));
}

void compose_changes(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    const struct zone *z = host_zone(c->a, f->host);
    if (f->changes_n == 0)
        return;
    doc_section(d, "What changed before it began");
    doc_open(d, DOC_LIST);
    for (size_t i = 0; i < rows_shown(f->changes_n); i++) {
        const struct a_change *change = &f->changes[i];
        struct doc_node *item = doc_item(d, NULL, (struct str){0});
        span_strong(d, item,
                    doc_say(&c->doc, "%.*s before",
                            STR_ARG(words_seconds(&c->doc, change->seconds_before))));
        span_fmt(d, item, " %.*s", STR_ARG(change->text.len ? change->text : change->rule.title));
        span_dim(d, item,
                 doc_say(&c->doc, " (%.*s, %.*s)", STR_ARG(words_time(&c->doc, z, change->time)),
                         STR_ARG(rarity(c, change->times_in_case))));
    }
    doc_close(d);
    compose_rest(c, f->changes_n, "changes", "culprit report -f json");
    doc_close(d);
}

void compose_episodes(struct composer *c, const struct a_finding *f)
{
    static const char *const names[] = {"first", "last", "events", ""};
    struct doc *d = &c->doc;
    const struct zone *z = host_zone(c->a, f->host);
    if (f->episodes_n == 0)
        return;
    doc_section(d, "Episodes")->fold = true;
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < rows_shown(f->episodes_n); i++) {
        const struct a_episode *e = &f->episodes[i];
        doc_open(d, DOC_ROW);
        doc_cell(d, words_time(&c->doc, z, e->first))->tight = true;
        doc_cell(d, words_time(&c->doc, z, e->last))->tight = true;
        doc_number(d, e->events);
        doc_cell(d, e->open_end   ? doc_say(&c->doc, "goes on at the end of the log")
                    : e->censored ? doc_say(&c->doc, "begins before the log")
                    : e->capped   ? doc_say(&c->doc, "a limit was reached: there is more to it")
                                  : (struct str){0});
        doc_close(d);
    }
    doc_close(d);
    int64_t shown = (int64_t)rows_shown(f->episodes_n);
    if (f->episodes_total > shown)
        doc_para(
            d, doc_say(&c->doc, "%.*s in all.",
                       STR_ARG(words_counted(&c->doc, f->episodes_total, "episode", "episodes"))));
    doc_close(d);
}
