#include "compose.h"

#include "words.h"

struct str source_name(const struct composer *c, int64_t source)
{
    if (source < 0 || (uint64_t)source >= c->a->sources_n)
        return (struct str){0};
    return str_skip(c->a->sources[source].path, c->shared_folder);
}

size_t rows_shown(size_t n)
{
    return n < LIMIT_REPORT_ROWS ? n : LIMIT_REPORT_ROWS;
}

void compose_rest(struct composer *c, size_t n, const char *what, const char *query)
{
    if (n <= LIMIT_REPORT_ROWS)
        return;
    struct doc_node *p = doc_add(&c->doc, DOC_PARA);
    p->tone = TONE_DIM;
    span_fmt(&c->doc, p, "%.*s more %s are left out here. All of them: ",
             STR_ARG(words_count(&c->doc, (int64_t)(n - LIMIT_REPORT_ROWS))),
             doc_text(&c->doc, what));
    span_code(&c->doc, p, str_of(query));
}

const struct a_hypothesis *leading(const struct a_finding *f)
{
    const struct a_hypothesis *best = NULL;
    for (size_t i = 0; i < f->hypotheses_n; i++) {
        const struct a_hypothesis *h = &f->hypotheses[i];
        if (verdict_at_least(h->verdict, "possible") &&
            (!best || verdict_find(h->verdict) < verdict_find(best->verdict)))
            best = h;
    }
    return best;
}

/* "PINE-SBS", "LAKE-DC2 and LAKE-SBS", "12 hosts". */
static struct str host_names(struct composer *c)
{
    const struct analysis *a = c->a;
    if (a->hosts_n == 0)
        return doc_say(&c->doc, "no host");
    if (a->hosts_n > 3)
        return words_counted(&c->doc, (int64_t)a->hosts_n, "host", "hosts");
    struct str names[3] = {0};
    for (size_t i = 0; i < a->hosts_n; i++)
        names[i] = a->hosts[i].name;
    return words_join(c->arena, names, a->hosts_n,
                      a->hosts_n == 2 ? doc_text(&c->doc, " and ") : ", ");
}

static struct moment earliest(const struct analysis *a, size_t *host)
{
    struct moment first = MOMENT_NONE;
    for (size_t i = 0; i < a->hosts_n; i++)
        if (a->hosts[i].first.ticks != TIME_NONE &&
            (first.ticks == TIME_NONE || a->hosts[i].first.ticks < first.ticks)) {
            first = a->hosts[i].first;
            *host = i;
        }
    return first;
}

static struct moment latest(const struct analysis *a, size_t *host)
{
    struct moment last = MOMENT_NONE;
    for (size_t i = 0; i < a->hosts_n; i++)
        if (a->hosts[i].last.ticks != TIME_NONE &&
            (last.ticks == TIME_NONE || a->hosts[i].last.ticks > last.ticks)) {
            last = a->hosts[i].last;
            *host = i;
        }
    return last;
}

static const struct zone *zone_at(const struct analysis *a, size_t host)
{
    return host < a->hosts_n && a->hosts[host].rules ? a->hosts[host].rules : zone_utc();
}

const struct zone *zone_of_case(const struct analysis *a)
{
    return zone_at(a, 0);
}

static int64_t events_total(const struct analysis *a)
{
    int64_t n = 0;
    for (size_t i = 0; i < a->hosts_n; i++)
        if (a->hosts[i].events > 0 && a->hosts[i].events <= INT64_MAX - n)
            n += a->hosts[i].events; /* a case file may say anything */
    return n;
}

/* Where the zone is known from is an event id, which the first page has none of. */
static void compose_scope(struct composer *c, enum compose_for what)
{
    struct doc *d = &c->doc;
    const struct analysis *a = c->a;
    size_t from = 0, to = 0;
    struct moment first = earliest(a, &from), last = latest(a, &to);
    struct doc_node *p = doc_add(d, DOC_PARA);
    p->tone = TONE_DIM;
    span_fmt(d, p, "%.*s from %.*s",
             STR_ARG(words_counted(&c->doc, events_total(a), "event", "events")),
             STR_ARG(words_counted(&c->doc, (int64_t)a->sources_n, "file", "files")));
    if (first.ticks != TIME_NONE)
        span_fmt(d, p, ", %.*s to %.*s", STR_ARG(words_time(&c->doc, zone_at(a, from), first)),
                 STR_ARG(words_time(&c->doc, zone_at(a, to), last)));
    if (a->hosts_n == 1 && a->hosts[0].zone.len)
        span_fmt(d, p, ". Times are those of %.*s: %.*s", STR_ARG(a->hosts[0].name),
                 STR_ARG(a->hosts[0].zone));
    if (a->hosts_n == 1 && a->hosts[0].zone.len && what == COMPOSE_TERMINAL)
        span_fmt(d, p, " (%.*s)",
                 STR_ARG(a->hosts[0].zone_from.len ? doc_word(d, a->hosts[0].zone_from)
                                                   : doc_say(&c->doc, "assumed")));
    if (a->hosts_n > 1)
        span_add(d, p,
                 doc_say(&c->doc, ". Times are those of each host, with their offset from UTC"));
    span_add(d, p, STR("."));
}

struct tally {
    int64_t findings, latent, confirmed, likely, harmless;
};

static struct tally tally_of(const struct analysis *a)
{
    struct tally t = {0};
    for (size_t i = 0; i < a->findings_n; i++) {
        const struct a_hypothesis *h = leading(&a->findings[i]);
        bool latent = str_eq(a->findings[i].status, STR("latent"));
        if (str_eq(a->findings[i].category, STR("benign"))) {
            t.harmless++;
            continue;
        }
        t.findings += !latent;
        t.latent += latent;
        t.confirmed += !latent && h && str_eq(h->verdict, STR("confirmed"));
        t.likely += !latent && h && str_eq(h->verdict, STR("likely"));
    }
    return t;
}

static struct str causes_words(struct composer *c, const struct tally *t)
{
    int64_t open = t->findings - t->confirmed - t->likely;
    if (t->findings == 1)
        return t->confirmed ? doc_say(&c->doc, "; its cause is confirmed.")
               : t->likely  ? doc_say(&c->doc, "; its cause is likely, not confirmed.")
                            : doc_say(&c->doc, "; its cause is open.");
    const struct {
        int64_t n;
        const char *what;
    } parts[] = {
        {t->confirmed, "with a confirmed cause"                                  },
        {t->likely,    t->confirmed ? "with a likely one" : "with a likely cause"},
        {open,         "open"                                                    }
    };
    struct str words[ARRAY_LEN(parts)];
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (parts[i].n)
            words[n++] = doc_say(&c->doc, "%lld %s", (long long)parts[i].n,
                                 doc_text(&c->doc, parts[i].what));
    return doc_say(&c->doc, ": %.*s.", STR_ARG(words_join(c->arena, words, n, ", ")));
}

struct str verdict_sentence(struct composer *c)
{
    struct tally t = tally_of(c->a);
    struct str latent = {0}, harmless = {0},
               found = doc_say(&c->doc, "No known problem was found in these logs.");
    if (t.findings)
        found = doc_say(&c->doc, "%.*s found on %.*s%.*s",
                        STR_ARG(words_counted(&c->doc, t.findings, "problem", "problems")),
                        STR_ARG(host_names(c)), STR_ARG(causes_words(c, &t)));
    if (t.latent)
        latent = doc_say(&c->doc, " %.*s: nothing has happened yet.",
                         STR_ARG(words_counted(&c->doc, t.latent, "exposure", "exposures")));
    if (t.harmless)
        harmless =
            doc_say(&c->doc, " %.*s known to be harmless.",
                    STR_ARG(words_counted(&c->doc, t.harmless, "pattern is", "patterns are")));
    return doc_say(&c->doc, "%.*s%.*s%.*s", STR_ARG(found), STR_ARG(latent), STR_ARG(harmless));
}

static void compose_verdict_line(struct composer *c)
{
    struct doc_node *p = doc_add(&c->doc, DOC_PARA);
    p->tone = TONE_ACCENT;
    span_add(&c->doc, p, verdict_sentence(c));
}

static void overview_row(struct composer *c, const struct a_finding *f)
{
    struct doc *d = &c->doc;
    const struct a_hypothesis *h = leading(f);
    doc_open(d, DOC_ROW);
    span_badge(d, doc_cell(d, (struct str){0}), doc_word(d, f->status), status_tone(f->status));
    doc_cell(d, f->host)->tight = true;
    span_link(d, doc_cell(d, (struct str){0}), finding_title(f),
              arena_fmt(c->arena, "#%.*s", STR_ARG(f->id)));
    struct str name = h ? words_culprit(&h->culprit) : doc_say(&c->doc, "nobody yet");
    struct doc_node *cell = doc_cell(d, name.len ? name : h->title);
    if (h)
        span_fmt(d, cell, " (%.*s)", STR_ARG(doc_word(d, h->verdict)));
    doc_close(d);
}

/* With one finding its own section is the overview. */
static void compose_overview(struct composer *c)
{
    static const char *const names[] = {"status", "host", "what", "who"};
    if (c->order.n < 2)
        return;
    doc_open(&c->doc, DOC_TABLE);
    doc_heading_row(&c->doc, names, ARRAY_LEN(names));
    for (size_t i = 0; i < rows_shown(c->order.n); i++)
        overview_row(c, c->order.v[i]);
    doc_close(&c->doc);
    compose_rest(c, c->order.n, "findings", "SELECT * FROM findings");
}

/* Problems first, then what has not happened yet. */
static void compose_findings(struct composer *c)
{
    size_t number = 0, shown = rows_shown(c->order.n);
    for (int latent = 0; latent < 2; latent++)
        for (size_t i = 0; i < shown; i++)
            if (is(c->order.v[i]->status, "latent") == latent)
                compose_finding(c, c->order.v[i], ++number);
}

static void compose_technical(struct composer *c)
{
    struct doc_node *n = doc_open(&c->doc, DOC_PART);
    n->title = doc_say(&c->doc, "For the technician");
    n->id = STR("technical");
    compose_timeline(c);
    compose_findings(c);
    compose_sheets(c);
    compose_appendix(c);
    doc_close(&c->doc);
}

void composer_init(struct composer *c, const struct analysis *a, const struct report_options *o,
                   struct arena *arena)
{
    *c = (struct composer){.o = o, .arena = arena};
    c->a = locale_object(o->locale, &analysis_shape, a, true, arena, &c->untranslated);
    doc_init(&c->doc, arena, o->locale);
    c->order = order_findings(c->a, arena);
}

struct doc_node *compose(const struct analysis *a, const struct report_options *o,
                         enum compose_for what, struct arena *arena)
{
    struct composer c;
    composer_init(&c, a, o, arena);
    a = c.a;
    c.shared_folder = words_shared_folder(a);
    c.doc.root->title = a->about.name.len ? a->about.name : host_names(&c);
    compose_verdict_line(&c);
    compose_scope(&c, what);
    if (what == COMPOSE_PAGE) {
        compose_management(&c);
        compose_technical(&c);
        return c.doc.root;
    }
    compose_limits(&c);
    compose_overview(&c);
    compose_findings(&c);
    compose_appendix(&c);
    return c.doc.root;
}
