/* culprit port: the register of ports, and the arithmetic of a pool that draws them. */
#include "cli/cmd.h"
#include "diagnosis/chance.h"
#include "knowledge/port.h"
#include "result.h"

#include <math.h>

struct options {
    const char *output, *range, *wanted;
    int form, pool, starts;
};

/* clang-format off */
static const struct opt opts[] = {
    {"format", 'f', OPT_WORD, offsetof(struct options, form), "FORMAT", "text or json", 0, 0, text_json_words},
    {"output", 'o', OPT_TEXT, offsetof(struct options, output), "FILE", "file; '-' is standard output", 0, 0, NULL},
    {"pool", 0, OPT_INT, offsetof(struct options, pool), "N", "chance: ports drawn at a start, 2500 unless told", 1, 65536, NULL},
    {"range", 0, OPT_TEXT, offsetof(struct options, range), "A-B", "chance: ports they are drawn from, 1025-65535 unless told", 0, 0, NULL},
    {"wanted", 0, OPT_TEXT, offsetof(struct options, wanted), "N,N-N", "chance: ports that others need", 0, 0, NULL},
    {"starts", 0, OPT_INT, offsetof(struct options, starts), "N", "chance: also after so many starts", 1, 1000000, NULL},
};
/* clang-format on */

static const struct options defaults = {.range = "1025-65535", .pool = 2500};

/* "2883" or "1812-1813". */
static bool parse_ports(struct str text, int64_t *from, int64_t *to)
{
    struct str last;
    struct str first = str_cut(text, '-', &last);
    uint64_t a, b;
    bool range = first.len < text.len;
    if (!str_to_u64(str_trim(first), &a) || a > UINT16_MAX)
        return false;
    b = a;
    if (range && (!str_to_u64(str_trim(last), &b) || b > UINT16_MAX || b < a))
        return false;
    *from = (int64_t)a;
    *to = (int64_t)b;
    return true;
}

/* The register ------------------------------------------------------------------------------ */

static void text_entry(struct buf *to, const struct port_entry *e)
{
    if (e->first == e->last)
        buf_fmt(to, "%.*s %lld  ", STR_ARG(e->protocol), (long long)e->first);
    else
        buf_fmt(to, "%.*s %lld-%lld  ", STR_ARG(e->protocol), (long long)e->first,
                (long long)e->last);
    buf_fmt(to, "%.*s: %.*s, %.*s; %.*s\n", STR_ARG(e->service), STR_ARG(e->title),
            STR_ARG(e->image), STR_ARG(e->product));
    if (e->note.len)
        buf_fmt(to, "    %.*s\n", STR_ARG(e->note));
    buf_fmt(to, "    port: %.*s, image: %.*s%s%.*s\n", STR_ARG(e->port_basis),
            STR_ARG(e->image_basis), e->source.len ? "; source: " : "", STR_ARG(e->source));
}

static void json_entry(struct buf *to, bool first, const struct port_entry *e)
{
    const struct {
        const char *name;
        struct str value;
    } texts[] = {
        {"protocol",    e->protocol   },
        {"service",     e->service    },
        {"image",       e->image      },
        {"title",       e->title      },
        {"product",     e->product    },
        {"note",        e->note       },
        {"port_basis",  e->port_basis },
        {"image_basis", e->image_basis},
        {"source",      e->source     },
    };
    buf_text(to, first ? "\n    {" : ",\n    {");
    result_number(to, true, "first", (double)e->first);
    result_number(to, false, "last", (double)e->last);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        result_member(to, false, texts[i].name, texts[i].value);
    buf_char(to, '}');
}

/* What of the register is asked for. */
struct question {
    int64_t port; /* -1: any */
    struct str protocol, owner;
};

static bool answers(const struct question *q, const struct port_entry *e)
{
    return (q->port < 0 || port_covers(e, q->port, q->protocol)) &&
           (q->owner.len == 0 || port_owned(e, q->owner));
}

static void text_answer(struct buf *to, const struct question *q, struct port_register r)
{
    size_t found = 0;
    for (size_t i = 0; i < r.n; i++)
        if (answers(q, &r.v[i])) {
            text_entry(to, &r.v[i]);
            found++;
        }
    if (!found && q->owner.len) {
        buf_text(to, "the register knows no port of '");
        buf_term(to, q->owner);
        buf_text(to, "'\n");
    } else if (!found)
        buf_fmt(to, "the register knows no service on port %lld\n", (long long)q->port);
}

static void json_answer(struct buf *to, const struct question *q, struct port_register r)
{
    bool first = true;
    buf_text(to, "{\"schema\": \"culprit.ports/1\", \"entries\": [");
    for (size_t i = 0; i < r.n; i++)
        if (answers(q, &r.v[i])) {
            json_entry(to, first, &r.v[i]);
            first = false;
        }
    buf_text(to, first ? "]}\n" : "\n]}\n");
}

static enum status answer(const struct options *o, const struct question *q, struct buf *to)
{
    struct arena arena = {0};
    (o->form == RESULT_JSON ? json_answer : text_answer)(to, q, ports_load(&arena));
    arena_free(&arena);
    return OK;
}

static enum status list(const struct options *o, struct args words, struct buf *to, struct err *err)
{
    (void)words, (void)err;
    return answer(o, &(struct question){.port = -1}, to);
}

/* "2883" or "2883/udp" */
static enum status show(const struct options *o, struct args words, struct buf *to, struct err *err)
{
    struct question q;
    uint64_t port;
    if (words.n != 1)
        return err_set(err, FAIL_USAGE, "port show wants one port, such as 2883 or 2883/udp");
    struct str number = str_cut(str_of(words.v[0]), '/', &q.protocol);
    if (!str_to_u64(number, &port) || port > UINT16_MAX ||
        (q.protocol.len && !str_eq_nocase(q.protocol, STR("tcp")) &&
         !str_eq_nocase(q.protocol, STR("udp"))))
        return err_set(err, FAIL_USAGE, "'%s' is no port: 0 to 65535, with /tcp or /udp behind",
                       words.v[0]);
    q.port = (int64_t)port;
    q.owner = (struct str){0};
    return answer(o, &q, to);
}

static enum status owner(const struct options *o, struct args words, struct buf *to,
                         struct err *err)
{
    if (words.n != 1 || !words.v[0][0])
        return err_set(err, FAIL_USAGE, "port owner wants one service, program or title");
    return answer(o, &(struct question){.port = -1, .owner = str_of(words.v[0])}, to);
}

/* The arithmetic ---------------------------------------------------------------------------- */

static enum status parse_wanted(const char *text, struct arena *arena, int64_t **out, size_t *n,
                                struct err *err)
{
    size_t max = 0;
    struct str rest = str_of(text);
    *out = NULL;
    *n = 0;
    if (!text)
        return err_set(err, FAIL_USAGE, "port chance wants --wanted: ports that others need");
    do {
        int64_t from, to;
        struct str part = str_cut(rest, ',', &rest);
        if (!parse_ports(part, &from, &to))
            return err_set(err, FAIL_USAGE, "--wanted wants ports such as 2883,1812-1813, not '%s'",
                           text);
        for (int64_t port = from; port <= to && *n <= UINT16_MAX; port++) {
            GROW(arena, *out, *n, max);
            (*out)[(*n)++] = port;
        }
    } while (rest.len);
    return OK;
}

/* The chance of one start, with six digits that mean something. */
static void text_chance(struct buf *to, const char *model, const struct chance *c, int64_t starts)
{
    buf_fmt(to, "%s:\n    %.6g %% of starts take a wanted port", model, 100 * c->start);
    if (c->start > 0 && c->start < 1)
        buf_fmt(to, ", one in %.4g", 1 / c->start);
    buf_char(to, '\n');
    if (starts > 0)
        buf_fmt(
            to,
            "    %lld start%s: %.6g %% that at least one does, %.6g %% that none does by luck\n",
            (long long)starts, starts == 1 ? "" : "s", 100 * c->some, 100 * c->none);
    if (c->clean > 0)
        buf_fmt(to,
                "    %lld clean start%s in a row %s needed to say with 95 %% that it is no luck\n",
                (long long)c->clean, c->clean == 1 ? "" : "s", c->clean == 1 ? "is" : "are");
    else
        buf_text(to, "    it cannot happen, so clean starts prove nothing\n");
}

static void json_chance(struct buf *to, const char *name, const struct chance *c, int64_t starts)
{
    buf_fmt(to, ",\n    \"%s\": {", name);
    result_number(to, true, "per_start", c->start);
    result_number(to, false, "after_starts", starts > 0 ? c->some : NAN);
    result_number(to, false, "none_by_luck", starts > 0 ? c->none : NAN);
    result_number(to, false, "clean_starts_for_95", c->clean > 0 ? (double)c->clean : NAN);
    buf_char(to, '}');
}

static void put_list(struct buf *to, const struct chance_draw *d, bool outside)
{
    bool first = true;
    for (size_t i = 0; i < d->wanted_n; i++)
        if ((d->wanted[i] < d->from || d->wanted[i] > d->to) == outside) {
            buf_fmt(to, "%s%lld", first ? "" : ", ", (long long)d->wanted[i]);
            first = false;
        }
}

static void text_draw(struct buf *to, const struct chance_draw *d)
{
    size_t outside = 0;
    for (size_t i = 0; i < d->wanted_n; i++)
        outside += d->wanted[i] < d->from || d->wanted[i] > d->to;
    buf_fmt(to, "%lld of the %lld ports %lld to %lld are drawn at each start", (long long)d->pool,
            (long long)(d->to - d->from + 1), (long long)d->from, (long long)d->to);
    if (outside < d->wanted_n) {
        buf_text(to, "; wanted: ");
        put_list(to, d, false);
    }
    if (outside) {
        buf_text(to, "; outside, never taken: ");
        put_list(to, d, true);
    }
    struct chance even = chance_even(d), row = chance_row(d);
    buf_text(to, "\n\n");
    text_chance(to, "even draw (documented for the DNS service of 2000 and 2003)", &even,
                d->starts);
    buf_char(to, '\n');
    text_chance(to, "one row of ports that begins anywhere (as seen on 2008 and later)", &row,
                d->starts);
}

static void json_draw(struct buf *to, const struct chance_draw *d)
{
    struct chance even = chance_even(d), row = chance_row(d);
    buf_fmt(to,
            "{\"schema\": \"culprit.chance/1\",\n    \"pool\": %lld, \"from\": %lld, \"to\": %lld, "
            "\"wanted\": [",
            (long long)d->pool, (long long)d->from, (long long)d->to);
    put_list(to, d, false);
    buf_text(to, "], \"outside\": [");
    put_list(to, d, true);
    buf_text(to, "], \"starts\": ");
    buf_fmt(to, d->starts ? "%lld" : "null", (long long)d->starts);
    json_chance(to, "even", &even, d->starts);
    json_chance(to, "row", &row, d->starts);
    buf_text(to, "}\n");
}

static enum status chance(const struct options *o, struct args words, struct buf *to,
                          struct err *err)
{
    struct arena arena = {0};
    struct chance_draw d = {.pool = o->pool, .starts = o->starts};
    int64_t *wanted = NULL;
    if (words.n)
        return err_set(err, FAIL_USAGE, "port chance takes options only, not '%s'", words.v[0]);
    if (!parse_ports(str_of(o->range), &d.from, &d.to))
        return err_set(err, FAIL_USAGE, "--range wants ports such as 1025-65535, not '%s'",
                       o->range);
    if (d.pool > d.to - d.from + 1)
        return err_set(err, FAIL_USAGE, "--pool %d is more than the %lld ports of --range %s",
                       o->pool, (long long)(d.to - d.from + 1), o->range);
    enum status status = parse_wanted(o->wanted, &arena, &wanted, &d.wanted_n, err);
    d.wanted = wanted;
    if (status == OK)
        (o->form == RESULT_JSON ? json_draw : text_draw)(to, &d);
    arena_free(&arena);
    return status;
}

static const struct subcommand {
    const char *name;
    enum status (*run)(const struct options *o, struct args words, struct buf *to, struct err *err);
} subcommands[] = {
    {"show",   show  },
    {"owner",  owner },
    {"chance", chance},
};

static enum status unknown(struct args args, struct err *err)
{
    const char *names[ARRAY_LEN(subcommands)];
    for (size_t i = 0; i < ARRAY_LEN(subcommands); i++)
        names[i] = subcommands[i].name;
    const char *near = str_nearest(str_of(args.v[0]), names, ARRAY_LEN(names));
    return err_set(err, FAIL_USAGE, "port wants show, owner or chance, not '%s'%s%s%s", args.v[0],
                   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static enum status port(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct buf text = {0};
    enum status status = END;
    if (args.n == 0)
        status = list(o, args, &text, err);
    for (size_t i = 0; i < ARRAY_LEN(subcommands) && args.n; i++)
        if (strcmp(subcommands[i].name, args.v[0]) == 0)
            status = subcommands[i].run(o, (struct args){args.v + 1, args.n - 1}, &text, err);
    if (status == END)
        status = unknown(args, err);
    if (status == OK)
        status = result_write(o->output, &text, err);
    buf_free(&text);
    return status;
}

static const char *const words_of_port[] = {"show", "owner", "chance", NULL};

const struct cmd cmd_port = {
    .name = "port",
    .usage =
        "port [show N | owner NAME | chance --wanted N,N [--pool N] [--range A-B] [--starts N]]",
    .summary = "who listens where, and the chance that a pool takes a port",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .words = words_of_port,
    .run = port,
};
