/* What stands behind the findings: detections, patterns that nobody explains, what was checked,
 * what the logs cover, and what the report itself is made of. */
#include "compose.h"

#include "words.h"

enum { ROWS_BRIEF = 10 }; /* of lists that are no problems themselves, before they fold */

static struct str time_of(struct composer *c, struct str host, struct moment m)
{
    return words_minute(&c->doc, host_zone(c->a, host), m);
}

static void compose_detections(struct composer *c)
{
    static const char *const names[] = {"level", "rule", "host", "hits", "first", "last"};
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    if (a->detections_n == 0)
        return;
    doc_section(d, "Detections");
    doc_para(d,
             doc_say(&c->doc, "%.*s fired that no finding uses.%s",
                     STR_ARG(words_counted(&c->doc, (int64_t)a->detections_n, "rule", "rules")),
                     c->o->detections ? "" : doc_text(d, " They are listed with --detections.")));
    if (c->o->detections) {
        doc_open(d, DOC_TABLE);
        doc_heading_row(d, names, ARRAY_LEN(names));
        for (size_t i = 0; i < rows_shown(a->detections_n); i++) {
            const struct a_detection *t = &a->detections[i];
            doc_open(d, DOC_ROW);
            doc_cell(d, doc_word(d, t->rule.level));
            doc_cell(d, t->rule.title);
            doc_cell(d, t->host)->tight = true;
            doc_number(d, t->count);
            doc_cell(d, time_of(c, t->host, t->first))->tight = true;
            doc_cell(d, time_of(c, t->host, t->last))->tight = true;
            doc_close(d);
        }
        doc_close(d);
        compose_rest(c, a->detections_n, "detections", "culprit report -f json");
    }
    doc_close(d);
}

static void compose_pattern(struct composer *c, const struct a_unexplained *u)
{
    struct doc *d = &c->doc;
    struct doc_node *n = d->at = doc_item(d, NULL, (struct str){0});
    span_strong(d, n, words_counted(&c->doc, u->occurrences, "time", "times"));
    span_fmt(d, n, " %.*s %lld on %.*s", STR_ARG(u->provider), (long long)u->event_id,
             STR_ARG(u->host));
    if (u->hosts > 1)
        span_fmt(d, n, " (%lld hosts show it)", (long long)u->hosts);
    if (u->status.len)
        span_fmt(d, n, ", %.*s", STR_ARG(doc_word(d, u->status)));
    if (u->text.len)
        span_add(d, doc_add(d, DOC_QUOTE), u->text);
    struct doc_node *when = doc_add(d, DOC_PARA);
    when->tone = TONE_DIM;
    if (u->cadence.text.len)
        span_add(d, when, u->cadence.text);
    else
        span_fmt(d, when, "%.*s to %.*s", STR_ARG(time_of(c, u->host, u->first_seen)),
                 STR_ARG(time_of(c, u->host, u->last_seen)));
    if (u->too_rare_for.len)
        doc_para(d, doc_say(&c->doc, "Known to “%.*s”, too few for a finding.",
                            STR_ARG(u->too_rare_for)))
            ->tone = TONE_DIM;
    doc_close(d);
}

static void compose_patterns(struct composer *c, size_t from, size_t to)
{
    doc_open(&c->doc, DOC_LIST);
    for (size_t i = from; i < to; i++)
        compose_pattern(c, &c->a->unexplained[i]);
    doc_close(&c->doc);
}

static void compose_unexplained(struct composer *c)
{
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    size_t shown = rows_shown(a->unexplained_n), brief = shown < ROWS_BRIEF ? shown : ROWS_BRIEF;
    if (a->unexplained_n == 0)
        return;
    doc_section(d, "Errors that recur and that no finding explains");
    compose_patterns(c, 0, brief);
    if (brief < shown) {
        doc_section(d, "")->title = doc_say(&c->doc, "%zu more patterns", shown - brief);
        d->at->fold = true;
        compose_patterns(c, brief, shown);
        doc_close(d);
    }
    compose_rest(c, a->unexplained_n, "patterns", "SELECT * FROM unexplained");
    if (a->unexplained_total > (int64_t)a->unexplained_n)
        doc_para(d, doc_say(&c->doc, "%.*s in all.",
                            STR_ARG(words_counted(&c->doc, a->unexplained_total, "pattern",
                                                  "patterns"))))
            ->tone = TONE_DIM;
    doc_close(d);
}

static struct str gaps_text(struct composer *c, const struct a_coverage *v)
{
    struct str parts[4];
    size_t n = 0;
    if (v->gaps_n)
        parts[n++] = words_counted(&c->doc, (int64_t)v->gaps_n, "gap", "gaps");
    if (v->clears_n)
        parts[n++] = doc_say(&c->doc, "cleared %.*s",
                             STR_ARG(time_of(c, v->host, v->clears[v->clears_n - 1].time)));
    if (v->missing_records > 0)
        parts[n++] =
            words_counted(&c->doc, v->missing_records, "record missing", "records missing");
    return n ? words_join(c->arena, parts, n, "; ") : doc_say(&c->doc, "whole");
}

static void compose_coverage(struct composer *c)
{
    static const char *const names[] = {"host", "log", "first", "last", "events", ""};
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    size_t one = a->hosts_n == 1; /* then its name is said once */
    doc_section(d, "What the logs cover");
    if (a->coverage_n == 0) {
        doc_para(d, doc_say(&c->doc, "No log was read: nothing can be said about absence."));
        doc_close(d);
        return;
    }
    compose_coverage_picture(c);
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names + one, ARRAY_LEN(names) - one);
    for (size_t i = 0; i < rows_shown(a->coverage_n); i++) {
        const struct a_coverage *v = &a->coverage[i];
        bool same = i && str_eq(v->host, a->coverage[i - 1].host);
        doc_open(d, DOC_ROW);
        if (!one)
            doc_cell(d, same ? (struct str){0} : v->host)->tight = true;
        doc_cell(d, v->channel);
        doc_cell(d, time_of(c, v->host, v->first))->tight = true;
        doc_cell(d, time_of(c, v->host, v->last))->tight = true;
        doc_number(d, v->events);
        doc_cell(d, gaps_text(c, v));
        doc_close(d);
    }
    doc_close(d);
    compose_rest(c, a->coverage_n, "logs", "SELECT * FROM coverage");
    doc_close(d);
}

static struct str packs_text(struct composer *c)
{
    struct str parts[16];
    size_t n = 0;
    for (size_t i = 0; i < c->a->rules.packs_n && n < ARRAY_LEN(parts); i++) {
        const struct a_pack *p = &c->a->rules.packs[i];
        parts[n++] = doc_say(&c->doc, "%.*s %.*s", STR_ARG(p->name), STR_ARG(p->version));
    }
    return words_join(c->arena, parts, n, ", ");
}

static void compose_digests(struct composer *c)
{
    struct doc *d = &c->doc;
    if (c->a->sources_n == 0)
        return;
    doc_section(d, "SHA-256 of the files")->fold = true;
    doc_open(d, DOC_PAIRS);
    for (size_t i = 0; i < rows_shown(c->a->sources_n); i++) {
        struct doc_node *n = doc_add(d, DOC_PAIR);
        n->title = source_name(c, (int64_t)i);
        span_code(d, n, c->a->sources[i].sha256);
    }
    doc_close(d);
    doc_close(d);
}

static void compose_about(struct composer *c)
{
    struct doc *d = &c->doc;
    const struct analysis *a = c->a;
    doc_section(d, "About this report");
    doc_para(d,
             doc_say(&c->doc,
                     "Made from the files named above and nothing else; no system was accessed or "
                     "changed. \"Is\" is said only of what is confirmed, \"points to\" of what is "
                     "likely, \"could be\" of what is possible. CHANGE marks a step that changes a "
                     "system, LOWERS SECURITY one that takes a protection away."));
    if (c->untranslated)
        doc_para(
            d, doc_say(d, "%.*s not translated yet, in English, and marked [en].",
                       STR_ARG(words_counted(d, (int64_t)c->untranslated, "text of this report is",
                                             "texts of this report are"))));
    doc_open(d, DOC_PAIRS);
    doc_pair(d, "culprit", a->tool.version);
    doc_pair(d, "Rules",
             doc_say(&c->doc, "%.*s loaded, %.*s left out",
                     STR_ARG(words_count(&c->doc, a->rules.loaded)),
                     STR_ARG(words_count(&c->doc, a->rules.left_out))));
    doc_pair(d, "Packs", packs_text(c));
    doc_pair(d, "Rules hash", a->rules.sha256);
    doc_pair(d, "Options", a->about.command);
    doc_pair(d, "Zone rules", a->about.zone_data);
    if (a->about.made.ticks != TIME_NONE)
        doc_pair(d, "Made", words_time(&c->doc, zone_utc(), a->about.made));
    doc_close(d);
    compose_digests(c);
    doc_close(d);
}

void compose_appendix(struct composer *c)
{
    compose_unexplained(c);
    compose_detections(c);
    compose_checks(c);
    compose_health(c);
    compose_coverage(c);
    compose_quality(c);
    compose_about(c);
}
