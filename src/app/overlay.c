/* overlay.yml: what a company adds to shipped rules, without a change to them, so that it survives
 * their updates: notes and fix steps of its own, in which {parameter} stands for a value. */
#include "book.h"

struct addition {
    struct str rule, note, hypothesis;
    const struct node *fix;
};

static enum status take_fix(struct book *b, const struct node *v, void *into, struct err *err)
{
    (void)b;
    if (v->kind != NODE_LIST)
        return err_at(err, FAIL_INPUT, v->loc, "a list of steps is wanted here");
    *(const struct node **)into = v;
    return OK;
}

static const struct book_key keys[] = {
    {"rule",       book_text, offsetof(struct addition, rule)      },
    {"note",       book_text, offsetof(struct addition, note)      },
    {"hypothesis", book_text, offsetof(struct addition, hypothesis)},
    {"fix",        take_fix,  offsetof(struct addition, fix)       },
};

#define TEXT(name, member)                                                                         \
    {                                                                                              \
        name, book_text, offsetof(struct a_step, member)                                           \
    }
static const struct book_key step_keys[] = {
    TEXT("do", step),         TEXT("kind", kind),   TEXT("on", on),     TEXT("run", run),
    TEXT("expect", expect),   TEXT("undo", undo),   TEXT("risk", risk), TEXT("security", security),
    TEXT("restart", restart), TEXT("never", never), TEXT("note", note),
};

static const char *const kinds[] = {"relief", "look", "cure", "prevent"};

/* {port} and {host} with the values of the finding; what is unknown stays as it is written. */
static struct str filled(struct book *b, const struct a_finding *f, struct str text)
{
    struct buf out = BUF_CAP(LIMIT_YAML_BYTES);
    while (text.len) {
        const char *open = memchr(text.ptr, '{', text.len);
        const char *close = open ? memchr(open, '}', (size_t)(text.ptr + text.len - open)) : NULL;
        if (!close)
            break;
        struct str name = {open + 1, (size_t)(close - open - 1)}, value = {open, 0};
        value.len = (size_t)(close - open) + 1;
        if (str_eq(name, STR("host")))
            value = f->host;
        for (size_t i = 0; i < f->parameters_n; i++)
            if (str_eq(f->parameters[i].name, name))
                value = f->parameters[i].value;
        buf_add(&out, (struct str){text.ptr, (size_t)(open - text.ptr)});
        buf_add(&out, value);
        text = str_skip(text, (size_t)(close + 1 - text.ptr));
    }
    buf_add(&out, text);
    struct str s = buf_keep(&out, b->arena);
    buf_free(&out);
    return s;
}

static enum status step_read(struct book *b, const struct node *node, struct a_step *out,
                             struct err *err)
{
    *out = (struct a_step){.kind = STR("cure"),
                           .on = STR("victim"),
                           .risk = STR("medium"),
                           .security = STR("none"),
                           .restart = STR("none")};
    TRY(book_map(b, node, step_keys, ARRAY_LEN(step_keys), out, err));
    if (out->step.len == 0)
        return err_at(err, FAIL_INPUT, node->loc, "'do' is missing: what is to be done");
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eq(out->kind, str_of(kinds[i])))
            return OK;
    return err_at(err, FAIL_INPUT, node->loc,
                  "'kind' is one of relief, look, cure and prevent, not '%.*s'",
                  STR_ARG(str_head(out->kind, 80)));
}

static bool has_step(const struct a_hypothesis *h, struct str what)
{
    for (size_t i = 0; i < h->fix_n; i++)
        if (str_eq(h->fix[i].step, what))
            return true;
    return false;
}

static void add_step(struct book *b, const struct a_finding *f, struct a_hypothesis *h,
                     struct a_step step)
{
    struct str *const texts[] = {&step.step, &step.run,   &step.expect,
                                 &step.undo, &step.never, &step.note};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = filled(b, f, *texts[i]);
    if (has_step(h, step.step))
        return;
    step.note = arena_fmt(b->arena, "%.*s%sfrom %s", STR_ARG(step.note), step.note.len ? "; " : "",
                          b->path);
    struct a_step *steps = ARENA_ARRAY(b->arena, struct a_step, h->fix_n + 1);
    if (h->fix_n)
        memcpy(steps, h->fix, h->fix_n * sizeof *steps);
    steps[h->fix_n] = step;
    h->fix = steps;
    h->fix_n++;
}

static void add_note(struct book *b, struct a_finding *f, struct str note)
{
    struct str text = filled(b, f, note);
    if (text.len == 0)
        return;
    for (size_t i = 0; i < f->comments_n; i++)
        if (str_eq(f->comments[i].text, text))
            return;
    struct a_comment *v = ARENA_ARRAY(b->arena, struct a_comment, f->comments_n + 1);
    if (f->comments_n)
        memcpy(v, f->comments, f->comments_n * sizeof *v);
    v[f->comments_n] =
        (struct a_comment){b->author.len ? b->author : STR("Company note"), (struct str){0}, text};
    f->comments = v;
    f->comments_n++;
}

static enum status add_to(struct book *b, struct a_finding *f, const struct addition *x,
                          struct err *err)
{
    add_note(b, f, x->note);
    for (size_t i = 0; x->fix && i < x->fix->n; i++) {
        struct a_step step;
        TRY(step_read(b, &x->fix->items[i], &step, err));
        for (size_t k = 0; k < f->hypotheses_n; k++)
            if (!x->hypothesis.len || str_eq(f->hypotheses[k].id, x->hypothesis))
                add_step(b, f, &f->hypotheses[k], step);
    }
    return OK;
}

/* Steps are read although nothing was found, so that an error in them is found before they count.
 */
static enum status take_addition(struct book *b, const struct node *node, struct err *err)
{
    struct addition x = {0};
    struct a_step ignored;
    TRY(book_map(b, node, keys, ARRAY_LEN(keys), &x, err));
    if (x.rule.len == 0)
        return err_at(err, FAIL_INPUT, node->loc, "'rule' is missing: its name or id");
    for (size_t i = 0; x.fix && i < x.fix->n; i++)
        TRY(step_read(b, &x.fix->items[i], &ignored, err));
    for (size_t i = 0; i < b->a->findings_n; i++)
        if (book_means(&b->a->findings[i], x.rule, (struct str){0}))
            TRY(add_to(b, &b->a->findings[i], &x, err));
    return OK;
}

static enum status take_rules(struct book *b, const struct node *v, void *into, struct err *err)
{
    (void)into;
    return book_list(b, v, take_addition, err);
}

static enum status take_company(struct book *b, const struct node *v, void *into, struct err *err)
{
    (void)into;
    return book_text(b, v, &b->author, err);
}

static const struct book_key top[] = {
    {"company", take_company, 0},
    {"rules",   take_rules,   0},
};

enum status overlay_read(struct book *b, struct err *err)
{
    const struct node *root;
    TRY(book_open(b, &root, err));
    return book_map(b, root, top, ARRAY_LEN(top), NULL, err);
}
