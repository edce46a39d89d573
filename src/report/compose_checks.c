/* The clean bill: what was looked for, grouped by area and folded, for the list grows with every
 * rule. What cannot be told is grouped by what is missing, for that is what somebody can fetch. */
#include "compose.h"

#include "words.h"

enum { AREAS = 64, REASONS = 12, HOSTS_NAMED = 3 };

static const struct state {
    const char *name, *mark, *one, *many;
    enum doc_tone tone;
} states[] = {
    {"present",        "!", "is present",                       "are present",                         TONE_BAD   },
    {"unknown",        "?", "cannot be told",                   "cannot be told",                      TONE_NOTICE},
    {"absent",         "+", "is absent, and the logs cover it", "are absent, and the logs cover them",
     TONE_GOOD                                                                                                    },
    {"not_applicable", "-", "does not apply here",              "do not apply here",                   TONE_DIM   },
};

int64_t checks_in(const struct analysis *a, const char *state)
{
    int64_t n = 0;
    for (size_t i = 0; i < a->checks_n; i++)
        n += is(a->checks[i].state, state);
    return n;
}

static struct str check_title(const struct a_check *k)
{
    return k->title.len ? k->title : k->rule;
}

static void compose_sum_of_checks(struct composer *c)
{
    struct doc *d = &c->doc;
    struct doc_node *p = doc_add(d, DOC_PARA);
    span_fmt(d, p,
             "%.*s:", STR_ARG(words_counted(&c->doc, (int64_t)c->a->checks_n, "check", "checks")));
    const char *between = " ";
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        int64_t n = checks_in(c->a, states[i].name);
        if (n == 0)
            continue;
        span_fmt(d, p, "%s%.*s %s", between, STR_ARG(words_count(&c->doc, n)),
                 doc_text(d, n == 1 ? states[i].one : states[i].many));
        between = "; ";
    }
    span_add(d, p, STR("."));
}

/* What cannot be told ---------------------------------------------------------------------------
 */

static bool same_reason(const struct a_check *x, const struct a_check *y)
{
    return str_eq(x->why, y->why) && str_eq(x->host, y->host);
}

static bool reason_told(const struct analysis *a, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (is(a->checks[i].state, "unknown") && same_reason(&a->checks[i], &a->checks[at]))
            return true;
    return false;
}

/* "Security covers 31 h only on X: 12 checks", and their titles below. */
static void compose_reason(struct composer *c, size_t at)
{
    struct doc *d = &c->doc;
    const struct a_check *first = &c->a->checks[at];
    struct str names[LIMIT_REPORT_ROWS];
    size_t n = 0, all = 0;
    for (size_t i = at; i < c->a->checks_n; i++) {
        const struct a_check *k = &c->a->checks[i];
        if (!is(k->state, "unknown") || !same_reason(k, first))
            continue;
        if (n < ARRAY_LEN(names))
            names[n++] = check_title(k);
        all++;
    }
    struct doc_node *item = d->at = doc_item(d, "?", (struct str){0});
    item->tone = TONE_NOTICE;
    span_strong(d, item, first->why.len ? first->why : doc_say(&c->doc, "nobody says why"));
    if (first->host.len && c->a->hosts_n != 1)
        span_fmt(d, item, " (%.*s)", STR_ARG(first->host));
    if (all > 1)
        span_tag(d, item, words_counted(&c->doc, (int64_t)all, "check", "checks"));
    doc_para(d, words_join(c->arena, names, n, " · "));
    doc_close(d);
}

static void compose_unknown(struct composer *c)
{
    struct doc *d = &c->doc;
    size_t told = 0, left = 0;
    if (checks_in(c->a, "unknown") == 0)
        return;
    doc_para(d, doc_say(&c->doc, "What cannot be told, and what is missing:"));
    doc_open(d, DOC_LIST);
    for (size_t i = 0; i < c->a->checks_n; i++) {
        if (!is(c->a->checks[i].state, "unknown") || reason_told(c->a, i))
            continue;
        if (told++ < REASONS)
            compose_reason(c, i);
        else
            left++;
    }
    doc_close(d);
    if (left)
        doc_para(d, doc_say(&c->doc, "%zu more reasons; the areas below have them all.", left))
            ->tone = TONE_DIM;
}

/* Areas ---------------------------------------------------------------------------------------- */

static struct str area_of(const struct a_check *k)
{
    return k->area.len ? k->area : STR("other");
}

static size_t areas_of(const struct analysis *a, struct str *areas)
{
    size_t n = 0;
    for (size_t i = 0; i < a->checks_n; i++) {
        size_t k = 0;
        while (k < n && !str_eq(areas[k], area_of(&a->checks[i])))
            k++;
        if (k == n && n < AREAS)
            areas[n++] = area_of(&a->checks[i]);
    }
    return n;
}

static struct str capital(struct composer *c, struct str s)
{
    size_t n = 1;
    while (n < s.len && ((unsigned char)s.ptr[n] & 0xc0) == 0x80)
        n++;
    struct str first = words_upper(c->arena, str_head(s, n));
    return doc_say(&c->doc, "%.*s%.*s", STR_ARG(first), STR_ARG(str_skip(s, n)));
}

/* The area of the rules about time is no number of times. */
static struct str area_name(struct composer *c, struct str area)
{
    struct str key = arena_fmt(c->arena, "area: %.*s", STR_ARG(area));
    struct str said = doc_word(&c->doc, key);
    return str_eq(said, key) ? doc_word(&c->doc, area) : said;
}

static struct str area_counts(struct composer *c, struct str area)
{
    struct str parts[ARRAY_LEN(states)];
    size_t n = 0;
    for (size_t s = 0; s < ARRAY_LEN(states); s++) {
        int64_t count = 0;
        for (size_t i = 0; i < c->a->checks_n; i++)
            count += str_eq(area_of(&c->a->checks[i]), area) &&
                     is(c->a->checks[i].state, states[s].name);
        if (count)
            parts[n++] = doc_say(&c->doc, "%.*s %s", STR_ARG(words_count(&c->doc, count)),
                                 doc_text(&c->doc, s == 3 ? "not applicable" : states[s].name));
    }
    return words_join(c->arena, parts, n, ", ");
}

static void check_row(struct composer *c, const struct a_check *k, const struct state *s)
{
    struct doc *d = &c->doc;
    doc_open(d, DOC_ROW);
    span_badge(d, doc_cell(d, (struct str){0}),
               s == &states[3] ? doc_say(d, "n/a") : doc_word(d, str_of(s->name)), s->tone);
    doc_cell(d, check_title(k));
    if (c->a->hosts_n != 1)
        doc_cell(d, k->host)->tight = true;
    doc_cell(d, k->why);
    doc_close(d);
}

static void compose_area(struct composer *c, struct str area)
{
    static const char *const names[] = {"state", "problem", "host", "why"};
    static const char *const alone[] = {"state", "problem", "why"};
    struct doc *d = &c->doc;
    size_t all = 0;
    struct doc_node *n = doc_section_fmt(d, "%.*s: %.*s", STR_ARG(capital(c, area_name(c, area))),
                                         STR_ARG(area_counts(c, area)));
    n->fold = true;
    n->style = "area";
    doc_open(d, DOC_TABLE);
    if (c->a->hosts_n == 1)
        doc_heading_row(d, alone, ARRAY_LEN(alone));
    else
        doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t s = 0; s < ARRAY_LEN(states); s++)
        for (size_t i = 0; i < c->a->checks_n; i++) {
            const struct a_check *k = &c->a->checks[i];
            if (!str_eq(area_of(k), area) || !is(k->state, states[s].name))
                continue;
            if (all++ < LIMIT_REPORT_ROWS)
                check_row(c, k, &states[s]);
        }
    doc_close(d);
    compose_rest(c, all, "checks", "culprit report -f json");
    doc_close(d);
}

void compose_checks(struct composer *c)
{
    struct str areas[AREAS];
    if (c->a->checks_n == 0)
        return;
    doc_section(&c->doc, "What was checked");
    compose_sum_of_checks(c);
    compose_unknown(c);
    size_t n = areas_of(c->a, areas);
    for (size_t i = 0; i < n; i++)
        compose_area(c, areas[i]);
    doc_close(&c->doc);
}
