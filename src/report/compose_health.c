/* Figures about the health of the hosts: starts, crashes, updates, backups, disks, clock, support.
 */
#include "compose.h"

#include "words.h"

enum { FIGURES_MOST = 32 };

static const struct {
    const char *state, *word;
    enum doc_tone tone;
} judgements[] = {
    {"good",    "good",       TONE_GOOD  },
    {"watch",   "look at it", TONE_WARN  },
    {"bad",     "bad",        TONE_BAD   },
    {"unknown", "not known",  TONE_NOTICE},
};

static void health_row(struct composer *c, const struct a_health *h)
{
    struct doc *d = &c->doc;
    size_t j = 0;
    const struct zone *z = host_zone(c->a, h->host);
    while (j + 1 < ARRAY_LEN(judgements) && !is(h->state, judgements[j].state))
        j++;
    doc_open(d, DOC_ROW);
    if (c->a->hosts_n != 1)
        doc_cell(d, h->host)->tight = true;
    doc_cell(d, h->figure);
    struct doc_node *count =
        doc_cell(d, h->count == INT_NONE ? (struct str){0} : words_count(&c->doc, h->count));
    count->number = true;
    span_badge(d, doc_cell(d, (struct str){0}), doc_word(d, str_of(judgements[j].word)),
               judgements[j].tone);
    struct doc_node *last = doc_cell(d, h->text);
    if (h->last.ticks != TIME_NONE)
        span_fmt(d, last, "%slast %.*s", h->text.len ? "; " : "",
                 STR_ARG(words_minute(&c->doc, z, h->last)));
    doc_close(d);
}

void compose_health(struct composer *c)
{
    static const char *const names[] = {"host", "figure", "count", "judgement", ""};
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    size_t one = a->hosts_n == 1;
    if (a->health_n == 0)
        return;
    doc_section(d, "Health of the hosts");
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names + one, ARRAY_LEN(names) - one);
    for (size_t i = 0; i < rows_shown(a->health_n); i++)
        health_row(c, &a->health[i]);
    doc_close(d);
    compose_rest(c, a->health_n, "figures", "culprit report -f json");
    doc_close(d);
}
