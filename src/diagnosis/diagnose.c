#include "diagnosis/diagnosis.h"

#include "base/limits.h"
#include "cause.h"
#include "checks.h"
#include "explain.h"
#include "finding.h"
#include "health.h"
#include "keep.h"
#include "profile.h"
#include "survey_view.h"
#include "unexplained.h"
#include "yield.h"

#include <stdlib.h>

static const struct problem *problem_of(const struct catalogue *c, uint32_t rule)
{
    for (size_t i = 0; i < c->problems_n; i++)
        if (c->problems[i].rule->index == rule)
            return &c->problems[i];
    return NULL;
}

/* A rule whose diagnosis cannot be used still finds: it is told without an explanation. */
static struct problem bare_problem(const struct rule_info *rule)
{
    return (struct problem){
        .rule = rule, .category = words_find(&words_category, STR("unknown")), .confidence = -1};
}

/* Findings ------------------------------------------------------------------------------------- */

struct findings {
    struct inquiry *q;
    struct a_finding *v;
    size_t n, max;
};

static enum status add_finding(struct findings *f, const struct cluster *c, struct err *err)
{
    struct inquiry *q = f->q;
    const struct problem *p = problem_of(q->catalogue, c->rule);
    struct problem bare;
    struct scene s;
    if (!p) {
        bare = bare_problem(&q->in->rules[c->rule]);
        p = &bare;
    }
    struct a_finding *finding = ARENA_NEW(q->arena, struct a_finding);
    TRY(finding_make(q, p, c, finding, &s, err));
    finding_explain(&s);
    TRY(changes_list(&s, err));
    if (!finding->symptom.len)
        finding->symptom = p->rule->title;
    finding_trim(finding);
    GROW(q->arena, f->v, f->n, f->max);
    f->v[f->n++] = *finding;
    return OK;
}

static bool is_on(const struct cluster *clusters, size_t n, const struct problem *p,
                  struct str host)
{
    for (size_t i = 0; i < n; i++)
        if (clusters[i].rule == p->rule->index && clusters[i].group &&
            host_same(clusters[i].group->host, host))
            return true;
    return false;
}

/* Every problem on every host: a check, and an exposure where nothing has happened. */
static void make_checks(struct findings *f, const struct cluster *clusters, size_t clusters_n)
{
    struct inquiry *q = f->q;
    const struct catalogue *c = q->catalogue;
    struct a_check *checks =
        ARENA_ARRAY(q->arena, struct a_check, c->problems_n * q->in->hosts_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < c->problems_n; i++)
        for (size_t k = 0; k < q->in->hosts_n; k++) {
            const struct host_info *host = &q->in->hosts[k];
            struct exposure exposure = {0};
            bool there = is_on(clusters, clusters_n, &c->problems[i], host->name);
            if (!there)
                exposure_judge(q, &c->problems[i], host, &exposure);
            checks[n++] = check_make(q, &c->problems[i], host, there, &exposure);
            if (exposure.exposed != EXPOSED_YES)
                continue;
            GROW(q->arena, f->v, f->n, f->max);
            f->v[f->n++] = exposure.finding;
        }
    q->out->checks = checks;
    q->out->checks_n = n;
}

static int level_of(struct str name)
{
    enum level level;
    return level_find(name, &level) ? (int)level : 0;
}

/* Worst first: level, then active, then occurrences. */
static int worst_first(const void *a, const void *b)
{
    const struct a_finding *x = a, *y = b;
    int level_x = level_of(x->rule.level), level_y = level_of(y->rule.level);
    bool active_x = str_eq(x->status, STR("active")), active_y = str_eq(y->status, STR("active"));
    if (level_x != level_y)
        return level_x > level_y ? -1 : 1;
    if (active_x != active_y)
        return active_x ? -1 : 1;
    if (x->occurrences != y->occurrences)
        return x->occurrences > y->occurrences ? -1 : 1;
    return str_cmp(x->id, y->id);
}

/* Detections ----------------------------------------------------------------------------------- */

static bool is_listed(const struct diagnosis_input *in, const struct rule_info *r)
{
    return r->type == RULE_DETECTION && r->reports && !r->diagnosis && r->level >= in->min_level;
}

struct detections {
    struct a_detection *v;
    size_t n, max;
};

static void count_detection(struct inquiry *q, const struct rule_info *r, struct detections *list)
{
    struct sightings seen = history_of(&q->history, r->index);
    size_t from = list->n, k = from;
    for (size_t i = 0; i < seen.n; i++) {
        if (k >= list->n || !str_eq(list->v[k].host, seen.v[i].host))
            k = from;
        while (k < list->n && !str_eq(list->v[k].host, seen.v[i].host))
            k++;
        if (k == list->n) {
            GROW(q->arena, list->v, list->n, list->max);
            list->v[list->n++] = (struct a_detection){.rule = rule_describe(r),
                                                      .host = seen.v[i].host,
                                                      .first = seen.v[i].at,
                                                      .last = seen.v[i].at};
        }
        list->v[k].count++;
        list->v[k].last = seen.v[i].at;
    }
}

static int gravest_first(const void *a, const void *b)
{
    const struct a_detection *x = a, *y = b;
    int level_x = level_of(x->rule.level), level_y = level_of(y->rule.level);
    if (level_x != level_y)
        return level_x > level_y ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    int order = str_cmp(x->rule.title, y->rule.title);
    order = order ? order : str_cmp(x->rule.id, y->rule.id);
    return order ? order : str_cmp(x->host, y->host);
}

static void list_detections(struct inquiry *q)
{
    struct detections list = {0};
    for (size_t i = 0; i < q->in->rules_n; i++)
        if (is_listed(q->in, &q->in->rules[i]))
            count_detection(q, &q->in->rules[i], &list);
    if (list.n)
        qsort(list.v, list.n, sizeof *list.v, gravest_first);
    q->out->detections = list.v;
    q->out->detections_n = list.n;
}

/* What is left unexplained --------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Events of findings and of reported detections, by their ids. */
static int64_t *explained_ids(struct inquiry *q, const struct cluster *clusters, size_t clusters_n,
                              size_t *n)
{
    const struct diagnosis_input *in = q->in;
    int64_t *ids = ARENA_ARRAY(q->arena, int64_t, in->members_n + in->hits_n + 1);
    *n = 0;
    for (size_t i = 0; i < clusters_n; i++)
        for (size_t k = 0; k < clusters[i].members_n; k++)
            ids[(*n)++] = in->hits[clusters[i].members[k]->hit].event;
    for (size_t i = 0; i < in->hits_n; i++)
        if (is_listed(in, &in->rules[in->hits[i].rule]))
            ids[(*n)++] = in->hits[i].event;
    if (*n)
        qsort(ids, *n, sizeof *ids, by_id);
    return ids;
}

static enum status list_unexplained(struct inquiry *q, const struct cluster *clusters,
                                    size_t clusters_n, struct err *err)
{
    struct unexplained_input in = {.survey = q->in->survey,
                                   .hosts = q->in->hosts,
                                   .hosts_n = q->in->hosts_n,
                                   .rules = q->in->rules,
                                   .rules_n = q->in->rules_n,
                                   .hits = q->in->hits,
                                   .hits_n = q->in->hits_n,
                                   .lookup = q->in->lookup};
    struct unexplained_result result = {0};
    if (!q->in->survey)
        return OK;
    in.explained = explained_ids(q, clusters, clusters_n, &in.explained_n);
    TRY(unexplained_list(q->arena, &in, &result, err));
    q->out->unexplained = result.list;
    q->out->unexplained_n = result.n;
    q->out->unexplained_total = result.total;
    return OK;
}

/* All of it ------------------------------------------------------------------------------------ */

static enum status run(struct inquiry *q, struct err *err)
{
    struct findings findings = {.q = q};
    size_t clusters_n;
    struct cluster *clusters = clusters_make(q->arena, q->in, &clusters_n);
    clusters_n = clusters_yield(q, clusters, clusters_n);
    if (clusters_n > LIMIT_FINDINGS)
        notes_add(q->notes, NOTE_FINDINGS_MANY, (struct loc){0}, "%zu groups, %lld explained",
                  clusters_n, (long long)LIMIT_FINDINGS);
    for (size_t i = 0; i < clusters_n && i < LIMIT_FINDINGS; i++)
        TRY(add_finding(&findings, &clusters[i], err));
    make_checks(&findings, clusters, clusters_n);
    if (findings.n)
        qsort(findings.v, findings.n, sizeof *findings.v, worst_first);
    causes_find(q, findings.v, findings.n);
    hosts_describe(q);
    list_detections(q);
    if (q->in->survey)
        q->out->coverage = survey_coverage_list(q->in->survey, q->arena, &q->out->coverage_n);
    health_describe(q);
    return list_unexplained(q, clusters, clusters_n, err);
}

enum status diagnose(const struct catalogue *c, const struct diagnosis_input *in,
                     struct arena *arena, struct analysis *out, struct notes *notes,
                     struct err *err)
{
    struct inquiry q = {.catalogue = c,
                        .in = in,
                        .arena = arena,
                        .out = out,
                        .notes = notes,
                        .patterns = pattern_scratch_new(),
                        .regexes = regex_scratch_new()};
    history_make(arena, in, &q.history);
    q.profiles = profiles_make(arena, in);
    enum status status = run(&q, err);
    if (status == OK)
        shape_keep(arena, &analysis_shape, out);
    pattern_scratch_free(q.patterns);
    regex_scratch_free(q.regexes);
    return status;
}
