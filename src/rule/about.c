#include "rule/about.h"

#include "ruleset.h"

#include "base/limits.h"
#include "base/utf8.h"

static bool same_name(struct arena *arena, struct str a, struct str b)
{
    char *x = arena_alloc(arena, utf8_fold_room(a.len) + 1);
    char *y = arena_alloc(arena, utf8_fold_room(b.len) + 1);
    return str_eq((struct str){x, utf8_fold_into(a, x)}, (struct str){y, utf8_fold_into(b, y)});
}

static bool names_provider(const struct rule_info *rule, struct str provider)
{
    struct arena arena = {0};
    bool found = false;
    for (size_t i = 0; i < rule->providers_n && !found; i++)
        found = same_name(&arena, rule->providers[i], provider);
    arena_free(&arena);
    return found;
}

bool rule_names_event(const struct ruleset *rules, const struct rule_info *rule,
                      struct str provider, int64_t id)
{
    const struct id_set *ids = &rules->rules[rule->index].ids;
    bool named = false;
    for (size_t i = 0; i < ids->n && !ids->any && !named; i++)
        named = ids->v[i] == id;
    return rule->type == RULE_DETECTION && named && names_provider(rule, provider);
}

/* Chains are no longer than LIMIT_CORRELATION_DEPTH, which loading enforces. */
static bool stands_on(const struct ruleset *rules, const struct rule_info *rule, uint32_t to,
                      int depth)
{
    for (size_t i = 0; i < rule->uses_n && depth > 0; i++)
        if (rule->uses[i] == to || stands_on(rules, &rules->infos[rule->uses[i]], to, depth - 1))
            return true;
    return false;
}

bool rule_stands_on(const struct ruleset *rules, const struct rule_info *rule,
                    const struct rule_info *to)
{
    return rule->index == to->index ||
           stands_on(rules, rule, to->index, (int)LIMIT_CORRELATION_DEPTH);
}
