/* What to do: looking, relief, cure and prevention apart and in that order, each step with its
 * machine, its risk, what to expect and the way back. */
#include "compose.h"

#include "words.h"

static const struct kind {
    const char *name, *title;
} kinds[] = {
    {"look",    "Look: changes nothing"                     },
    {"relief",  "Relief: works at once, does not last"      },
    {"cure",    "Cure: takes the cause away"                },
    {"prevent", "Prevention: keeps it from coming elsewhere"},
};

static const struct {
    const char *on, *machine;
} machines[] = {
    {"victim",   "the machine that has the trouble"},
    {"culprit",  "the machine of the culprit"      },
    {"client",   "the client"                      },
    {"dc",       "the domain controller"           },
    {"sql",      "the SQL server"                  },
    {"firewall", "the firewall"                    },
    {"switch",   "the network switch"              },
};

static const struct {
    const char *restart, *text;
} restarts[] = {
    {"none",     "no restart"           },
    {"service",  "restarts a service"   },
    {"computer", "restarts the computer"},
    {"perhaps",  "may need a restart"   },
};

static bool lowers(const struct a_step *s)
{
    return is(s->security, "lowers") || is(s->security, "opens");
}

struct str step_machine(const struct a_step *s)
{
    if (s->machine.len)
        return s->machine;
    for (size_t i = 0; i < ARRAY_LEN(machines); i++)
        if (is(s->on, machines[i].on))
            return str_of(machines[i].machine);
    return s->on;
}

struct str step_restart(const struct a_step *s)
{
    for (size_t i = 0; i < ARRAY_LEN(restarts); i++)
        if (is(s->restart, restarts[i].restart))
            return str_of(restarts[i].text);
    return s->restart;
}

static void step_marks(struct composer *c, const struct a_step *s, struct doc_node *n)
{
    struct doc *d = &c->doc;
    if (s->expired)
        span_badge(d, n, doc_say(&c->doc, "NO LONGER POSSIBLE"), TONE_DIM);
    if (s->question)
        span_badge(d, n, doc_say(&c->doc, "QUESTION"), TONE_NOTICE);
    else if (!is(s->kind, "look") && !s->expired)
        span_badge(d, n, doc_say(&c->doc, "CHANGE"), TONE_WARN);
    if (is(s->security, "lowers"))
        span_badge(d, n, doc_say(&c->doc, "LOWERS SECURITY"), TONE_BAD);
    if (is(s->security, "opens"))
        span_badge(d, n, doc_say(&c->doc, "LOWERS SECURITY: OPENS ACCESS"), TONE_BAD);
    struct str parts[3];
    size_t parts_n = 0;
    struct str machine = doc_word(d, step_machine(s)), restart = doc_word(d, step_restart(s));
    if (machine.len)
        parts[parts_n++] = doc_say(&c->doc, "on %.*s", STR_ARG(machine));
    if (s->risk.len && !is(s->risk, "none"))
        parts[parts_n++] = doc_say(&c->doc, "%.*s risk", STR_ARG(doc_word(d, s->risk)));
    if (restart.len && !(is(s->kind, "look") && is(s->restart, "none")))
        parts[parts_n++] = restart;
    span_dim(d, n, words_join(c->arena, parts, parts_n, " · "));
}

static void step_says(struct composer *c, const struct a_step *s)
{
    struct doc *d = &c->doc;
    for (size_t i = 0; i < rows_shown(s->says_n); i++) {
        const struct a_says *say = &s->says[i];
        struct doc_node *n = doc_pair(d, i ? "" : "Sources say", say->source);
        if (!n)
            continue;
        span_strong(d, n, doc_say(&c->doc, " %.*s", STR_ARG(doc_word(d, say->side))));
        if (say->why.len)
            span_fmt(d, n, ": %.*s", STR_ARG(say->why));
    }
}

static void step_pairs(struct composer *c, const struct a_step *s)
{
    struct doc *d = &c->doc;
    doc_open(d, DOC_PAIRS);
    doc_pair(d, "Only", s->condition);
    if (s->question)
        doc_pair(d, "Find out first", words_join(c->arena, s->needs, s->needs_n, ", "));
    doc_pair(d, "Expect", s->expect);
    doc_pair(d, "Undo", s->undo);
    struct doc_node *never = doc_pair(d, "Never", s->never);
    if (never)
        never->tone = TONE_BAD;
    doc_pair(d, "Watch for", words_join(c->arena, s->watch, s->watch_n, ", "));
    doc_pair(d, "Until", s->valid_until);
    doc_pair(d, "Note", s->note);
    step_says(c, s);
    doc_close(d);
}

static void compose_step(struct composer *c, const struct a_step *s, int number)
{
    struct doc *d = &c->doc;
    struct doc_node *n = doc_open(d, DOC_STEP);
    n->lead = arena_fmt(c->arena, "%d", number);
    n->title = s->step;
    n->tone = s->expired ? TONE_DIM : TONE_PLAIN;
    step_marks(c, s, n);
    if (!s->question && !s->expired)
        doc_code(d, s->run);
    step_pairs(c, s);
    doc_close(d);
}

static size_t kind_of(const struct a_step *s)
{
    size_t i = 0;
    while (i + 1 < ARRAY_LEN(kinds) && !is(s->kind, kinds[i].name))
        i++;
    return i;
}

static bool group_has(const struct a_hypothesis *h, size_t kind, bool lowering)
{
    for (size_t i = 0; i < h->fix_n; i++)
        if (kind_of(&h->fix[i]) == kind && lowers(&h->fix[i]) == lowering)
            return true;
    return false;
}

/* The steps of one kind; those that lower security behind the others. */
static void compose_group(struct composer *c, const struct a_hypothesis *h, size_t kind,
                          int *number)
{
    doc_section(&c->doc, kinds[kind].title);
    for (int lowering = 0; lowering < 2; lowering++)
        for (size_t i = 0; i < rows_shown(h->fix_n); i++)
            if (kind_of(&h->fix[i]) == kind && lowers(&h->fix[i]) == lowering)
                compose_step(c, &h->fix[i], ++*number);
    doc_close(&c->doc);
}

bool step_changes(const struct a_step *s)
{
    return !is(s->kind, "look") && !s->question && !s->expired;
}

const struct a_step *step_of(const struct a_hypothesis *h, const char *kind)
{
    for (size_t i = 0; i < h->fix_n; i++) {
        const struct a_step *s = &h->fix[i];
        if (is(s->kind, kind) && !lowers(s) && !s->question && !s->expired)
            return s;
    }
    return NULL;
}

/* Who has seen the cause already need not look again; everybody else looks before he changes. */
const struct a_step *first_step(const struct a_hypothesis *h)
{
    bool seen = is(h->verdict, "confirmed");
    for (size_t turn = 0; turn < 2; turn++)
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
            for (size_t i = 0; i < h->fix_n; i++) {
                const struct a_step *s = &h->fix[i];
                bool late = seen && is(s->kind, "look");
                if (kind_of(s) == k && late == (turn == 1) && !lowers(s) && !s->question &&
                    !s->expired)
                    return s;
            }
    return NULL;
}

static struct str advice_title(struct composer *c, const struct a_finding *f,
                               const struct a_hypothesis *h)
{
    struct str name = words_culprit(&h->culprit);
    if (!verdict_find(h->verdict)->leading)
        return doc_say(&c->doc, "What to do if it is %.*s",
                       STR_ARG(name.len ? name : doc_say(&c->doc, "this")));
    if (is(f->status, "stopped"))
        return doc_say(&c->doc, "What to do if it comes back");
    return is(f->status, "latent") ? doc_say(&c->doc, "What to do before it happens")
                                   : doc_say(&c->doc, "What to do");
}

/* What lowers security is never first: a kind that has nothing else goes behind the others. */
void compose_steps(struct composer *c, const struct a_finding *f, const struct a_hypothesis *h)
{
    int number = 0;
    if (h->fix_n == 0)
        return;
    doc_section(&c->doc, "")->title = advice_title(c, f, h);
    for (int late = 0; late < 2; late++)
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
            bool safe = group_has(h, k, false);
            if ((safe && !late) || (!safe && late && group_has(h, k, true)))
                compose_group(c, h, k, &number);
        }
    doc_close(&c->doc);
}
