/* notes.yml: remarks, overrides and the register of what is accepted. */
#include "book.h"

enum { HEX_LEAST = 8 };

struct entry {
    struct str finding, host, author, date, text;                           /* of all */
    struct str reason, verdict, level, status, culprit, effect, hypothesis; /* of an override */
    struct str owner, until, rule;                                          /* of an acceptance */
};

#define TEXT(member)                                                                               \
    {                                                                                              \
#member, book_text, offsetof(struct entry, member)                                         \
    }
static const struct book_key remark_keys[] = {TEXT(finding), TEXT(host), TEXT(author), TEXT(date),
                                              TEXT(text)};
static const struct book_key override_keys[] = {
    TEXT(finding), TEXT(host),   TEXT(author),  TEXT(date),   TEXT(reason),    TEXT(verdict),
    TEXT(level),   TEXT(status), TEXT(culprit), TEXT(effect), TEXT(hypothesis)};
static const struct book_key accepted_keys[] = {
    TEXT(finding), TEXT(host), TEXT(date), TEXT(reason), TEXT(owner), TEXT(until), TEXT(rule)};

static enum status entry_read(struct book *b, const struct node *node, const struct book_key *keys,
                              size_t n, struct entry *out, struct err *err)
{
    *out = (struct entry){.author = b->author};
    TRY(book_map(b, node, keys, n, out, err));
    if (out->finding.len == 0)
        return err_at(err, FAIL_INPUT, node->loc,
                      "'finding' is missing: its id, or the name of its rule");
    return OK;
}

static enum status wants_reason(const struct node *node, const struct entry *e, struct err *err)
{
    if (e->reason.len)
        return OK;
    return err_at(err, FAIL_INPUT, node->loc, "'reason' is missing");
}

/* One more item at the end of a list that the analysis already has. */
#define APPEND(arena, list, n, item)                                                               \
    do {                                                                                           \
        void *grown = arena_alloc((arena), ((n) + 1) * sizeof *(list));                            \
        if (n)                                                                                     \
            memcpy(grown, (list), (n) * sizeof *(list));                                           \
        (list) = grown;                                                                            \
        (list)[(n)++] = (item);                                                                    \
    } while (0)

static void unmatched(struct book *b, const struct node *node, const struct entry *e)
{
    notes_add(b->notes, NOTE_BOOK_UNMATCHED, node->loc, "'%.*s'%s%.*s",
              STR_ARG(str_head(e->finding, 80)), e->host.len ? " on " : "",
              STR_ARG(str_head(e->host, 80)));
}

static enum status take_remark(struct book *b, const struct node *node, struct err *err)
{
    struct entry e;
    bool found = false;
    TRY(entry_read(b, node, remark_keys, ARRAY_LEN(remark_keys), &e, err));
    for (size_t i = 0; i < b->a->findings_n; i++) {
        struct a_finding *f = &b->a->findings[i];
        if (!book_means(f, e.finding, e.host))
            continue;
        struct a_comment comment = {e.author, e.date, e.text};
        APPEND(b->arena, f->comments, f->comments_n, comment);
        found = true;
    }
    if (!found)
        unmatched(b, node, &e);
    return OK;
}

/* The words that a member may have; NULL: any. */
static const char *const verdicts[] = {"confirmed", "likely",    "possible",
                                       "unlikely",  "ruled out", NULL};
static const char *const levels[] = {"informational", "low", "medium", "high", "critical", NULL};
static const char *const states[] = {"active", "stopped", "cleared", "latent", NULL};

static struct a_hypothesis *meant_hypothesis(struct a_finding *f, struct str id)
{
    for (size_t i = 0; i < f->hypotheses_n; i++)
        if (id.len == 0 || str_eq(f->hypotheses[i].id, id))
            return &f->hypotheses[i];
    return NULL;
}

static struct str *place_verdict(struct a_finding *f, struct str hypothesis)
{
    struct a_hypothesis *h = meant_hypothesis(f, hypothesis);
    return h ? &h->verdict : NULL;
}

static struct str *place_culprit(struct a_finding *f, struct str hypothesis)
{
    struct a_hypothesis *h = meant_hypothesis(f, hypothesis);
    return h ? &h->culprit.image : NULL;
}

static struct str *place_level(struct a_finding *f, struct str hypothesis)
{
    (void)hypothesis;
    return &f->rule.level;
}

static struct str *place_status(struct a_finding *f, struct str hypothesis)
{
    (void)hypothesis;
    return &f->status;
}

static struct str *place_effect(struct a_finding *f, struct str hypothesis)
{
    (void)hypothesis;
    return &f->effect;
}

static const struct member {
    const char *name;
    size_t offset; /* in an entry */
    const char *const *words;
    struct str *(*place)(struct a_finding *, struct str hypothesis);
} members[] = {
    {"verdict", offsetof(struct entry, verdict), verdicts, place_verdict},
    {"level",   offsetof(struct entry, level),   levels,   place_level  },
    {"status",  offsetof(struct entry, status),  states,   place_status },
    {"culprit", offsetof(struct entry, culprit), NULL,     place_culprit},
    {"effect",  offsetof(struct entry, effect),  NULL,     place_effect },
};

static const struct str *wanted(const struct entry *e, const struct member *m)
{
    return (const struct str *)(const void *)((const char *)e + m->offset);
}

static enum status check_words(const struct node *node, const struct entry *e, struct err *err)
{
    size_t given = 0;
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        const struct str to = *wanted(e, &members[i]);
        size_t k = 0;
        given += to.len > 0;
        if (to.len == 0 || !members[i].words)
            continue;
        while (members[i].words[k] && !str_eq(to, str_of(members[i].words[k])))
            k++;
        if (!members[i].words[k])
            return err_at(err, FAIL_INPUT, node->loc, "'%.*s' is no %s", STR_ARG(str_head(to, 80)),
                          members[i].name);
    }
    if (given == 0)
        return err_at(err, FAIL_INPUT, node->loc,
                      "nothing is overridden: verdict, level, status, culprit or effect");
    return OK;
}

/* Nothing is done where it is so already: it was applied before, or the rule has come round. */
static void set(struct a_finding *f, const struct member *m, struct str hypothesis,
                struct a_override done, struct arena *arena)
{
    struct str *at = done.to.len ? m->place(f, hypothesis) : NULL;
    if (!at || str_eq(*at, done.to))
        return;
    done.from = *at;
    APPEND(arena, f->overrides, f->overrides_n, done);
    *at = done.to;
}

static void override(struct book *b, struct a_finding *f, const struct entry *e)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        set(f, &members[i], e->hypothesis,
            (struct a_override){.what = str_of(members[i].name),
                                .to = *wanted(e, &members[i]),
                                .reason = e->reason,
                                .author = e->author,
                                .date = e->date},
            b->arena);
}

void overrides_again(struct a_finding *f, const struct a_finding *old, struct arena *arena)
{
    for (size_t i = 0; i < old->overrides_n; i++)
        for (size_t k = 0; k < ARRAY_LEN(members); k++)
            if (str_eq(old->overrides[i].what, str_of(members[k].name)))
                set(f, &members[k], (struct str){0}, old->overrides[i], arena);
}

static enum status take_override(struct book *b, const struct node *node, struct err *err)
{
    struct entry e;
    bool found = false;
    TRY(entry_read(b, node, override_keys, ARRAY_LEN(override_keys), &e, err));
    TRY(wants_reason(node, &e, err));
    TRY(check_words(node, &e, err));
    for (size_t i = 0; i < b->a->findings_n; i++)
        if (book_means(&b->a->findings[i], e.finding, e.host)) {
            override(b, &b->a->findings[i], &e);
            found = true;
        }
    if (!found)
        unmatched(b, node, &e);
    return OK;
}

/* Today is the day of making, where one is given, else the last day of the logs. */
static bool is_over(const struct book *b, struct str until)
{
    struct moment today =
        b->a->about.made.ticks != TIME_NONE ? b->a->about.made : b->a->about.as_of;
    int64_t end;
    bool zoned;
    struct str text = arena_fmt(b->arena, "%.*sT00:00:00Z", STR_ARG(until));
    return until.len && time_parse(text, &end, &zoned) && today.ticks != TIME_NONE &&
           today.ticks >= end + TICKS_PER_DAY;
}

static enum status check_acceptance(const struct book *b, const struct node *node,
                                    const struct entry *e, struct err *err)
{
    int64_t ticks;
    bool zoned;
    TRY(wants_reason(node, e, err));
    if (e->owner.len == 0)
        return err_at(err, FAIL_INPUT, node->loc, "'owner' is missing: who answers for it");
    if (e->until.len &&
        !time_parse(arena_fmt(b->arena, "%.*sT00:00:00Z", STR_ARG(e->until)), &ticks, &zoned))
        return err_at(err, FAIL_INPUT, node->loc, "'%.*s' is no date, such as 2024-05-31",
                      STR_ARG(str_head(e->until, 80)));
    if (e->rule.len && e->rule.len < HEX_LEAST)
        return err_at(err, FAIL_INPUT, node->loc,
                      "'rule' wants %d digits at least of the rule's SHA-256", HEX_LEAST);
    return OK;
}

static enum status take_accepted(struct book *b, const struct node *node, struct err *err)
{
    struct entry e;
    bool found = false;
    TRY(entry_read(b, node, accepted_keys, ARRAY_LEN(accepted_keys), &e, err));
    TRY(check_acceptance(b, node, &e, err));
    for (size_t i = 0; i < b->a->findings_n; i++) {
        struct a_finding *f = &b->a->findings[i];
        if (!book_means(f, e.finding, e.host))
            continue;
        bool changed = e.rule.len && f->rule.sha256.len && !str_starts(f->rule.sha256, e.rule);
        f->acceptance = ARENA_NEW(b->arena, struct a_acceptance);
        *f->acceptance = (struct a_acceptance){.state = is_over(b, e.until) ? STR("expired")
                                                        : changed           ? STR("rule-changed")
                                                                            : STR("accepted"),
                                               .reason = e.reason,
                                               .owner = e.owner,
                                               .until = e.until};
        found = true;
    }
    if (!found)
        unmatched(b, node, &e);
    return OK;
}

static enum status take_remarks(struct book *b, const struct node *v, void *into, struct err *err)
{
    (void)into;
    return book_list(b, v, take_remark, err);
}

static enum status take_overrides(struct book *b, const struct node *v, void *into, struct err *err)
{
    (void)into;
    return book_list(b, v, take_override, err);
}

static enum status take_register(struct book *b, const struct node *v, void *into, struct err *err)
{
    (void)into;
    return book_list(b, v, take_accepted, err);
}

static enum status take_author(struct book *b, const struct node *v, void *into, struct err *err)
{
    (void)into;
    return book_text(b, v, &b->author, err);
}

static const struct book_key keys[] = {
    {"author",    take_author,    0},
    {"remarks",   take_remarks,   0},
    {"overrides", take_overrides, 0},
    {"accepted",  take_register,  0},
};

/* What the file says now goes for what was said before. */
static void forget(struct analysis *a)
{
    for (size_t i = 0; i < a->findings_n; i++) {
        struct a_finding *f = &a->findings[i];
        f->comments_n = 0;
        f->acceptance = NULL;
    }
}

enum status remarks_read(struct book *b, struct err *err)
{
    const struct node *root;
    TRY(book_open(b, &root, err));
    forget(b->a);
    return book_map(b, root, keys, ARRAY_LEN(keys), NULL, err);
}
