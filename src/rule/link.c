/* References between documents, and the numbers of those that stay. */
#include "load.h"

#include "base/limits.h"

static bool is_live(const struct doc *d)
{
    return d->state == DOC_LIVE;
}

static void know(struct loader *l, struct str text, uint32_t doc)
{
    size_t before = l->known.n;
    uint32_t at = intern_put(&l->known, text);
    if (l->known.n > before || !is_live(l->docs[l->known_docs[at]]))
        l->known_docs[at] = doc;
}

static bool is_taken(struct loader *l, struct str text, struct doc **by)
{
    uint32_t at;
    if (!intern_find(&l->known, text, &at))
        return false;
    *by = l->docs[l->known_docs[at]];
    return is_live(*by);
}

/* Documents that are left out are known too, so that a message can say why a rule is missing. */
static void know_all(struct loader *l)
{
    l->known_docs = ARENA_ARRAY(&l->scratch, uint32_t, l->docs_n * 2 + 1);
    for (uint32_t i = 0; i < l->docs_n; i++) {
        struct doc *d = l->docs[i], *by;
        if (is_live(d) && d->info.name.len && is_taken(l, d->info.name, &by))
            complain(l, d, d->info.loc, "the name '%.*s' is taken (%s:%u)", STR_ARG(d->info.name),
                     by->info.loc.file, by->info.loc.line);
        if (d->info.id.len)
            know(l, d->info.id, i);
        if (d->info.name.len)
            know(l, d->info.name, i);
    }
}

static const char *nearest_rule(struct loader *l, struct str word)
{
    size_t n = l->known.n < LIMIT_PROPOSALS ? l->known.n : LIMIT_PROPOSALS; /* a proposal, not worth a second */
    const char **names = ARENA_ARRAY(&l->scratch, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        names[i] = l->known.texts[i].ptr;
    bool told = l->notes->seen[NOTE_RULE_INVALID] >= NOTES_KEPT;
    return word.len < 200 && !told ? str_nearest(word, names, n) : NULL;
}

static void resolve_one(struct loader *l, struct doc *d, const struct node *ref)
{
    uint32_t at;
    if (!intern_find(&l->known, ref->text, &at)) {
        complain(l, d, ref->loc, "there is no rule '%.*s'%s", STR_ARG(str_head(ref->text, 100)),
                 did_you_mean(l, nearest_rule(l, ref->text)));
        return;
    }
    const struct doc *to = l->docs[l->known_docs[at]];
    d->uses[d->uses_n++] = l->known_docs[at];
    if (to->state == DOC_RETIRED)
        complain(l, d, ref->loc, "'%.*s' is not loaded: its status is '%.*s'", STR_ARG(ref->text),
                 STR_ARG(to->info.status));
    else if (to->info.type == RULE_FILTER)
        complain(l, d, ref->loc, "'%.*s' is a filter", STR_ARG(ref->text));
    else if (d->filter && to->info.type == RULE_CORRELATION)
        complain(l, d, ref->loc,
                 "a filter applies to detections, and '%.*s' is a correlation: "
                 "name the rules that it uses",
                 STR_ARG(ref->text));
}

static void resolve(struct loader *l, struct doc *d)
{
    bool list = d->refs && d->refs->kind == NODE_LIST;
    const struct node *refs = list ? d->refs->items : d->refs;
    size_t n = list ? d->refs->n : d->refs != NULL;
    if (d->filter && (n == 0 || (!list && str_eq(refs->text, STR("any"))))) {
        d->any = true;
        return;
    }
    if (d->correlation && n > LIMIT_CORRELATION_USES) {
        complain(l, d, d->refs->loc, "a correlation over more than %d rules",
                 (int)LIMIT_CORRELATION_USES);
        return;
    }
    d->uses = ARENA_ARRAY(&l->rules->arena, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (refs[i].kind != NODE_SCALAR)
            complain(l, d, refs[i].loc, "'rules' wants ids or names of rules");
        else
            resolve_one(l, d, &refs[i]);
    }
}

/* Chains --------------------------------------------------------------------------------------- */

static bool uses_only_below(const struct loader *l, const struct doc *d, int depth)
{
    for (size_t i = 0; i < d->uses_n; i++) {
        const struct doc *used = l->docs[d->uses[i]];
        if (!is_live(used) || used->depth == 0 || used->depth >= depth)
            return false;
    }
    return true;
}

/* The depth of a correlation is one more than that of what it uses. */
static void find_depths(struct loader *l)
{
    for (size_t i = 0; i < l->docs_n; i++)
        if (is_live(l->docs[i]) && l->docs[i]->info.type == RULE_DETECTION)
            l->docs[i]->depth = 1;
    for (int depth = 2; depth <= LIMIT_CORRELATION_DEPTH; depth++)
        for (size_t i = 0; i < l->docs_n; i++) {
            struct doc *d = l->docs[i];
            if (is_live(d) && d->info.type == RULE_CORRELATION && d->depth == 0 &&
                uses_only_below(l, d, depth))
                d->depth = depth;
        }
}

/* What keeps a correlation from having a depth: follow what it uses. */
static void explain_depth(struct loader *l, struct doc *d)
{
    const struct doc *at = d;
    for (int steps = 0; steps < 64; steps++) {
        const struct doc *next = NULL;
        for (size_t i = 0; i < at->uses_n; i++) {
            const struct doc *used = l->docs[at->uses[i]];
            if (!is_live(used)) {
                complain(l, d, d->refs->loc, "'%.*s', which it uses, is left out",
                         STR_ARG(used->info.name.len ? used->info.name : used->info.id));
                return;
            }
            if (!next && used->depth == 0)
                next = used;
        }
        if (!next)
            break;
        at = next;
        if (at == d) {
            complain(l, d, d->refs->loc, "the correlation uses itself, round in a circle");
            return;
        }
    }
    complain(l, d, d->refs->loc,
             "a chain of correlations longer than %d, or one that goes round "
             "in a circle",
             (int)LIMIT_CORRELATION_DEPTH);
}

static void finish_correlations(struct loader *l)
{
    struct doc **endless = ARENA_ARRAY(&l->scratch, struct doc *, l->docs_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < l->docs_n; i++)
        if (is_live(l->docs[i]) && l->docs[i]->info.type == RULE_CORRELATION &&
            l->docs[i]->depth == 0)
            endless[n++] = l->docs[i];
    for (size_t i = 0; i < n; i++)
        explain_depth(l, endless[i]);
    for (int depth = 2; depth <= LIMIT_CORRELATION_DEPTH; depth++)
        for (size_t i = 0; i < l->docs_n; i++) {
            struct doc *d = l->docs[i];
            if (!is_live(d) || d->depth != depth)
                continue;
            if (uses_only_below(l, d, depth))
                correlation_finish(l, d);
            else
                explain_depth(l, d);
        }
}

/* Filters -------------------------------------------------------------------------------------- */

static void filter_one(struct loader *l, const struct doc *filter, struct doc *d)
{
    const struct expr *both[2] = {d->rule.expr, filter->rule.expr};
    d->rule.expr = expr_join(&l->rules->arena, EXPR_ALL, both, 2);
    d->rule.filtered = true;
}

static void apply_filter(struct loader *l, struct doc *f)
{
    for (size_t i = 0; i < l->docs_n && f->any; i++) {
        struct doc *d = l->docs[i];
        if (is_live(d) && d->info.type == RULE_DETECTION && logsource_covers(&f->info, &d->info))
            filter_one(l, f, d);
    }
    for (size_t i = 0; i < f->uses_n; i++)
        if (is_live(l->docs[f->uses[i]]) && !logsource_covers(&f->info, &l->docs[f->uses[i]]->info))
            complain(l, f, f->logsource->loc, "the log source of the filter is not that of '%.*s'",
                     STR_ARG(l->docs[f->uses[i]]->info.title));
    for (size_t i = 0; i < f->uses_n && is_live(f); i++)
        if (is_live(l->docs[f->uses[i]]))
            filter_one(l, f, l->docs[f->uses[i]]);
}

/* Numbers -------------------------------------------------------------------------------------- */

static void number(struct loader *l)
{
    struct ruleset *r = l->rules;
    r->infos = ARENA_ARRAY(&r->arena, struct rule_info, l->docs_n + 1);
    r->rules = ARENA_ARRAY(&r->arena, struct rule, l->docs_n + 1);
    for (size_t i = 0; i < l->docs_n; i++) {
        struct doc *d = l->docs[i];
        if (!is_live(d))
            continue;
        d->index = d->info.index = (uint32_t)r->n;
        r->infos[r->n] = d->info;
        r->rules[r->n++] = d->rule;
    }
}

static void add_user(struct ruleset *r, uint32_t of, struct user user)
{
    struct rule *rule = &r->rules[of];
    GROW(&r->arena, rule->users, rule->users_n, rule->users_max);
    rule->users[rule->users_n++] = user;
}

static void link_correlation(struct loader *l, const struct doc *d)
{
    struct ruleset *r = l->rules;
    uint32_t *uses = ARENA_ARRAY(&r->arena, uint32_t, d->uses_n + 1);
    for (uint32_t i = 0; i < d->uses_n; i++) {
        uses[i] = l->docs[d->uses[i]]->index;
        r->infos[uses[i]].used = true;
        r->infos[uses[i]].reports |= d->rule.correlation->generate;
        add_user(r, uses[i], (struct user){d->index, i});
    }
    r->rules[d->index].correlation->rules = uses;
    r->infos[d->index].uses = uses;
    r->infos[d->index].uses_n = d->uses_n;
}

static void link_lookup(struct ruleset *r)
{
    uint32_t *at = ARENA_ARRAY(&r->arena, uint32_t, r->n * 2 + 1);
    for (uint32_t i = 0; i < r->n; i++) {
        const struct str texts[2] = {r->infos[i].id, r->infos[i].name};
        for (size_t k = 0; k < 2; k++)
            if (texts[k].len)
                at[intern_put(&r->lookup, texts[k])] = i;
    }
    r->lookup_rules = at;
}

/* Members -------------------------------------------------------------------------------------- */

/* While the detections below a rule with a diagnosis are visited. */
struct visit {
    struct ruleset *rules;
    uint32_t rule;
    size_t names_n;
    int steps;
};

static void add_member(struct visit *v, uint32_t detection, const struct str *fields, bool begins)
{
    struct ruleset *r = v->rules;
    struct rule *d = &r->rules[detection];
    struct member_of *members = d->members;
    for (size_t i = 0; i < d->members_n; i++)
        if (members[i].rule == v->rule) {
            members[i].begins |= begins;
            return;
        }
    uint32_t *slots = ARENA_ARRAY(&r->arena, uint32_t, v->names_n + 1);
    for (size_t i = 0; i < v->names_n; i++)
        slots[i] = slot_of(r, fields[i]);
    const struct correlation *c = r->rules[v->rule].correlation;
    GROW(&r->arena, d->members, d->members_n, d->members_max);
    d->members[d->members_n++] =
        (struct member_of){v->rule, c ? c->group : fields, slots, v->names_n, begins};
}

/* What a name of the outer group-by is called below: by this correlation's own name for it. */
static struct str field_below(const struct correlation *c, struct str name, size_t ref)
{
    for (size_t i = 0; i < c->group_n; i++)
        if (str_eq(c->group[i], name))
            return c->fields[ref * c->group_n + i];
    return name;
}

static bool is_excluded(const struct correlation *c, size_t ref)
{
    return c->when && !(c->positive >> ref & 1);
}

static size_t first_positive(const struct correlation *c)
{
    for (size_t i = 0; i < c->rules_n; i++)
        if (!is_excluded(c, i))
            return i;
    return 0;
}

static void visit(struct visit *v, uint32_t rule, const struct str *fields, bool begins)
{
    struct ruleset *r = v->rules;
    const struct correlation *c = r->rules[rule].correlation;
    if (!c) {
        add_member(v, rule, fields, begins);
        return;
    }
    bool temporal = c->type == TEMPORAL || c->type == TEMPORAL_ORDERED;
    for (size_t k = 0; k < c->rules_n && v->steps++ < LIMIT_MEMBER_PATHS; k++) {
        struct str *below = ARENA_ARRAY(&r->arena, struct str, v->names_n + 1);
        for (size_t i = 0; i < v->names_n; i++)
            below[i] = field_below(c, fields[i], k);
        if (!is_excluded(c, k))
            visit(v, c->rules[k], below, begins && (!temporal || k == first_positive(c)));
    }
}

static void link_members(struct ruleset *r)
{
    static const struct str computer[] = {
        {"Computer", 8}
    };
    for (uint32_t i = 0; i < r->n; i++) {
        const struct correlation *c = r->rules[i].correlation;
        struct visit v = {.rules = r, .rule = i, .names_n = c ? c->group_n : 1};
        if (r->infos[i].diagnosis)
            visit(&v, i, c ? c->group : computer, true);
    }
}

static void count(struct loader *l)
{
    struct ruleset_counts *c = &l->rules->counts;
    for (size_t i = 0; i < l->docs_n; i++) {
        const struct doc *d = l->docs[i];
        c->loaded += is_live(d);
        c->left_out += d->state == DOC_INVALID;
        c->retired += d->state == DOC_RETIRED;
        c->replaced += d->state == DOC_REPLACED;
        c->elsewhere += is_live(d) && d->rule.source.elsewhere;
        c->traced += is_live(d) && d->rule.source.elsewhere &&
                     str_eq_nocase(d->info.product, STR("windows"));
    }
}

void link_documents(struct loader *l)
{
    struct ruleset *r = l->rules;
    know_all(l);
    for (size_t i = 0; i < l->docs_n; i++)
        if (is_live(l->docs[i]))
            resolve(l, l->docs[i]);
    find_depths(l);
    finish_correlations(l);
    for (size_t i = 0; i < l->docs_n; i++)
        if (is_live(l->docs[i]) && l->docs[i]->filter)
            apply_filter(l, l->docs[i]);
    for (size_t i = 0; i < l->docs_n; i++)
        if (is_live(l->docs[i]) && l->docs[i]->info.type == RULE_DETECTION)
            detection_finish(l, l->docs[i]);
    number(l);
    for (size_t i = 0; i < l->docs_n; i++)
        if (is_live(l->docs[i]) && l->docs[i]->rule.correlation)
            link_correlation(l, l->docs[i]);
    for (size_t i = 0; i < r->n; i++)
        r->infos[i].reports |= !r->infos[i].used && r->infos[i].type != RULE_FILTER;
    link_lookup(r);
    link_members(r);
    count(l);
    index_build(r);
}
