/* The steps of a fix, for one host, with the case's own values (design section 3). */
#include "explain.h"

/* Is what the step needs known? A need is a value, or a kind of facts of the host. */
static bool need_known(const struct scene *s, const struct need *need)
{
    bool known = true;
    const struct diagnosis_input *in = s->inquiry->in;
    if (!need->is_fact) {
        phrase_expand(&need->value, &s->values, PHRASE_TEXT, &known);
        return known;
    }
    for (size_t i = 0; i < in->captures_n; i++)
        if (in->captures[i].kind == need->kind && in->captures[i].host.len &&
            host_same(in->captures[i].host, s->finding->host))
            return true;
    return false;
}

static void list_needs(const struct scene *s, const struct step *step, struct a_step *out)
{
    out->needs = ARENA_ARRAY(s->inquiry->arena, struct str, step->needs_n + 1);
    for (size_t i = 0; i < step->needs_n; i++) {
        out->needs[out->needs_n++] = step->needs[i].name;
        out->question |= !need_known(s, &step->needs[i]);
    }
}

static struct str word_of(const struct words *w, int place, const char *otherwise)
{
    return place >= 0 ? str_of(w->list[place]) : str_of(otherwise);
}

/* The end of the events is the only "today" there is. */
static bool is_expired(const struct scene *s, const struct step *step)
{
    struct moment end = s->going.end;
    return step->until_ticks != TIME_NONE && end.ticks != TIME_NONE &&
           end.ticks > step->until_ticks;
}

static void list_watch(const struct scene *s, const struct step *step, struct a_step *out)
{
    out->watch = ARENA_ARRAY(s->inquiry->arena, struct str, step->watch_n + 1);
    for (size_t i = 0; i < step->watch_n; i++)
        out->watch[out->watch_n++] = s->inquiry->in->rules[step->watch[i]].title;
}

static struct a_step describe(struct scene *s, const struct step *step)
{
    struct arena *arena = s->inquiry->arena;
    const struct values *v = &s->values;
    bool victim = step->on == words_find(&words_machine, STR("victim"));
    struct a_step out = {
        .step = phrase_expand(&step->what, v, PHRASE_TEXT, NULL),
        .kind = word_of(&words_kind, step->kind, ""),
        .on = word_of(&words_machine, step->on, ""),
        .run = phrase_expand(&step->run, v, PHRASE_COMMAND, NULL),
        .expect = phrase_expand(&step->expect, v, PHRASE_TEXT, NULL),
        .undo = phrase_expand(&step->undo, v, PHRASE_COMMAND, NULL),
        .risk = word_of(&words_risk, step->risk, "none"),
        .security = word_of(&words_security, step->security, "none"),
        .restart = word_of(&words_restart, step->restart, "none"),
        .valid_until = step->until,
        .never = phrase_expand(&step->never, v, PHRASE_TEXT, NULL),
        .note = phrase_expand(&step->note, v, PHRASE_TEXT, NULL),
        .expired = is_expired(s, step),
        .machine = victim ? s->finding->host : (struct str){0},
    };
    out.says = ARENA_ARRAY(arena, struct a_says, step->says_n + 1);
    for (size_t i = 0; i < step->says_n; i++)
        out.says[out.says_n++] = step->says[i];
    list_needs(s, step, &out);
    list_watch(s, step, &out);
    if (out.question || out.expired)
        out.run = (struct str){0};
    return out;
}

/* What an unknown version or role makes of a step: YES print it, NO leave it out, UNDECIDED print
 * it with its condition. Only the victim is known to be a machine of the case. */
static enum answer step_applies(const struct scene *s, const struct step *step)
{
    if (!step->has_applies)
        return YES;
    if (step->on != words_find(&words_machine, STR("victim")))
        return UNDECIDED;
    return host_answer(s->inquiry, &step->applies,
                       inquiry_host_place(s->inquiry, s->finding->host));
}

/* What lowers security is never first. */
static void demote(struct a_step *steps, size_t n)
{
    size_t risky = 0;
    while (risky < n && !str_eq(steps[risky].security, STR("none")))
        risky++;
    for (size_t i = 0; risky < n && i < risky; i++) {
        struct a_step first = steps[0];
        memmove(steps, steps + 1, (n - 1) * sizeof *steps);
        steps[n - 1] = first;
    }
}

void steps_describe(struct scene *s, const struct hypothesis *h, struct a_hypothesis *out)
{
    out->fix = ARENA_ARRAY(s->inquiry->arena, struct a_step, h->steps_n + 1);
    for (size_t i = 0; i < h->steps_n; i++) {
        enum answer applies = step_applies(s, &h->steps[i]);
        if (applies == NO)
            continue;
        struct a_step step = describe(s, &h->steps[i]);
        if (applies == UNDECIDED)
            step.condition = condition_words(s->inquiry->arena, &h->steps[i].applies);
        out->fix[out->fix_n++] = step;
    }
    demote(out->fix, out->fix_n);
}
