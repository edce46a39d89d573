/* Twelve lines for a help desk: what, who, how sure, since when, why, what to do, how one will
 * know. The first finding at length, the others in one line. */
#include "compose.h"
#include "foreign.h"
#include "words.h"

enum { LINES = 12, LINE_BYTES = 400, OTHERS = 3 };

struct ticket {
    struct composer c;
    struct buf *to;
    int lines;
};

/* One line; what is longer is cut, and log text goes through the writer for terminals. */
static void line(struct ticket *t, const char *name, struct str text)
{
    struct buf b = {0};
    if (text.len == 0 || t->lines == LINES)
        return;
    t->lines++;
    buf_term(&b, t->c.o->locale ? foreign_words(t->c.arena, text) : text);
    struct str s = buf_str(&b);
    for (size_t i = 0; i < b.len; i++)
        if (b.ptr[i] == '\n' || b.ptr[i] == '\t')
            b.ptr[i] = ' ';
    size_t n = s.len < LINE_BYTES ? s.len : LINE_BYTES;
    while (n < s.len && n && ((unsigned char)s.ptr[n] & 0xc0) == 0x80)
        n--;
    buf_fmt(t->to, "%-8s%.*s%s\n", doc_text(&t->c.doc, name), (int)n, s.ptr, n < s.len ? " …" : "");
    buf_free(&b);
}

static struct str who(struct ticket *t, const struct a_hypothesis *h)
{
    if (!h)
        return doc_say(&t->c.doc, "open: none of the causes that are known for this fits");
    const struct verdict *v = verdict_find(h->verdict);
    struct str name = words_culprit(&h->culprit), more = words_culprit_more(&t->c.doc, &h->culprit);
    return doc_say(&t->c.doc, "%s%.*s%s%.*s%s (%.*s: %s)",
                   doc_text(&t->c.doc, name.len ? v->culprit : v->cause),
                   STR_ARG(name.len ? name : h->title), name.len && more.len ? " (" : "",
                   STR_ARG(name.len ? more : STR("")), name.len && more.len ? ")" : "",
                   STR_ARG(doc_word(&t->c.doc, h->verdict)), doc_text(&t->c.doc, v->means));
}

static struct str when(struct ticket *t, const struct a_finding *f)
{
    const struct zone *z = host_zone(t->c.a, f->host);
    if (f->first_seen.ticks == TIME_NONE)
        return f->status_text;
    return doc_say(&t->c.doc, "%.*s, %.*s to %.*s. %.*s",
                   STR_ARG(words_counted(&t->c.doc, f->occurrences, "time", "times")),
                   STR_ARG(words_time(&t->c.doc, z, f->first_seen)),
                   STR_ARG(words_time(&t->c.doc, z, f->last_seen)), STR_ARG(f->status_text));
}

static struct str why(const struct a_hypothesis *h)
{
    const struct a_evidence *best = NULL;
    for (size_t i = 0; h && i < h->evidence_n; i++)
        if (is(h->evidence[i].effect, "supports") && (!best || h->evidence[i].ratio > best->ratio))
            best = &h->evidence[i];
    return best ? best->text : (struct str){0};
}

/* A command that is cut would be another command: one that is too long is left out. */
static struct str step(struct ticket *t, const struct a_step *s)
{
    if (!s)
        return (struct str){0};
    struct str machine = doc_word(&t->c.doc, step_machine(s));
    bool fits = s->step.len + machine.len + s->run.len + 16 < LINE_BYTES;
    return doc_say(&t->c.doc, "%.*s%s%.*s%s%.*s", STR_ARG(s->step),
                   machine.len ? doc_text(&t->c.doc, " [on ") : "", STR_ARG(machine),
                   machine.len ? "] " : " ",
                   STR_ARG(fits ? s->run : doc_say(&t->c.doc, "(the command is in the report)")));
}

static struct str ask(struct ticket *t, const struct a_finding *f)
{
    if (f->missing_n == 0)
        return (struct str){0};
    return doc_say(&t->c.doc, "%.*s: %.*s", STR_ARG(f->missing[0].what),
                   STR_ARG(f->missing[0].collect));
}

static struct str others(struct ticket *t)
{
    struct str names[OTHERS];
    const struct order *o = &t->c.order;
    size_t n = 0;
    for (size_t i = 1; i < o->n && n < OTHERS; i++)
        names[n++] = doc_say(&t->c.doc, "%.*s (%.*s)", STR_ARG(finding_title(o->v[i])),
                             STR_ARG(doc_word(&t->c.doc, o->v[i]->status)));
    struct str joined = words_join(t->c.arena, names, n, "; ");
    return o->n > OTHERS + 1
               ? doc_say(&t->c.doc, "%.*s; and %zu more", STR_ARG(joined), o->n - OTHERS - 1)
               : joined;
}

static void ticket_finding(struct ticket *t, const struct a_finding *f)
{
    const struct a_hypothesis *h = leading(f);
    bool sure = h && verdict_find(h->verdict)->leading;
    const struct a_step *first = sure ? first_step(h) : NULL,
                        *cure = sure ? step_of(h, "cure") : NULL;
    line(t, "WHAT", finding_title(f));
    line(t, "EFFECT", f->effect);
    line(t, "WHO", who(t, h));
    line(t, "WHEN", when(t, f));
    line(t, "WHY", why(h));
    if (!sure)
        line(t, "ASK FOR", ask(t, f));
    line(t, is(f->status, "stopped") ? "IF BACK" : "DO", step(t, first));
    line(t, "CURE", cure != first ? step(t, cure) : (struct str){0});
    line(t, "CHECK", h && h->verify_n ? h->verify[0].text : (struct str){0});
    line(t, "ALSO", others(t));
    line(t, "ID",
         doc_say(&t->c.doc, "%.*s, rule %.*s", STR_ARG(f->id),
                 STR_ARG(f->rule.name.len ? f->rule.name : f->rule.id)));
}

static void ticket_clean(struct ticket *t)
{
    line(t, "CHECKED",
         doc_say(&t->c.doc, "%lld problems absent with full coverage, %lld cannot be told",
                 (long long)checks_in(t->c.a, "absent"), (long long)checks_in(t->c.a, "unknown")));
    for (size_t i = 0; i < t->c.a->unexplained_n && i < OTHERS; i++) {
        const struct a_unexplained *u = &t->c.a->unexplained[i];
        line(t, "ERRORS",
             doc_say(&t->c.doc, "%.*s: %.*s %lld on %.*s, unexplained: %.*s",
                     STR_ARG(words_counted(&t->c.doc, u->occurrences, "time", "times")),
                     STR_ARG(u->provider), (long long)u->event_id, STR_ARG(u->host),
                     STR_ARG(u->text)));
    }
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    struct arena arena = {0};
    struct ticket t = {.to = to};
    composer_init(&t.c, a, o, &arena);
    struct str name =
        a->about.dossier && a->about.dossier->ticket.len ? a->about.dossier->ticket : a->about.name;
    line(&t, "CULPRIT",
         doc_say(&t.c.doc, "%.*s%s%.*s", STR_ARG(name), name.len ? ": " : "",
                 STR_ARG(verdict_sentence(&t.c))));
    if (t.c.order.n)
        ticket_finding(&t, t.c.order.v[0]);
    else
        ticket_clean(&t);
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the ticket is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_ticket = {"ticket", "ticket", "twelve lines for a help desk", write};
