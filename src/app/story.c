/* case.yml: the client's side of the story, and which findings it is about. */
#include "book.h"

static const int64_t around_default = 4 * TICKS_PER_HOUR;

struct story {
    struct a_dossier dossier;
    struct str incident, around;
    struct {
        struct str *v;
        size_t n;
    } about;
    const struct node *incident_at, *around_at;
};

static enum status take_incident(struct book *b, const struct node *v, void *into, struct err *err)
{
    struct story *s = into;
    s->incident_at = v;
    return book_text(b, v, &s->incident, err);
}

static enum status take_around(struct book *b, const struct node *v, void *into, struct err *err)
{
    struct story *s = into;
    s->around_at = v;
    return book_text(b, v, &s->around, err);
}

#define TEXT(member)                                                                               \
    {                                                                                              \
#member, book_text, offsetof(struct story, dossier.member)                                 \
    }
#define TEXTS(member)                                                                              \
    {                                                                                              \
#member, book_texts, offsetof(struct story, dossier.member)                                \
    }
static const struct book_key keys[] = {
    TEXT(client),
    TEXT(ticket),
    TEXT(complaint),
    TEXT(author),
    {"incident",             take_incident, 0},
    {       "around",           take_around,             0 },
    { "about", book_texts,        offsetof(struct story,  about)},
    TEXTS(recent),
    TEXTS(done),
};

/* A time without a zone is the wall clock of the first host. */
static enum status parse_incident(struct book *b, struct story *s, struct err *err)
{
    struct str text = s->incident;
    bool zoned;
    int64_t ticks;
    if (text.len == 0)
        return OK;
    if (text.len == 10)
        text = arena_fmt(b->arena, "%.*s 12:00:00", STR_ARG(text));
    else if (text.len == 16)
        text = arena_fmt(b->arena, "%.*s:00", STR_ARG(text));
    if (!time_parse(text, &ticks, &zoned))
        return err_at(err, FAIL_INPUT, s->incident_at->loc,
                      "'%.*s' is no time; write 2024-05-01 12:34 or 2024-05-01T12:34:56Z",
                      STR_ARG(str_head(s->incident, 80)));
    const struct zone *zone = b->a->hosts_n ? b->a->hosts[0].rules : NULL;
    s->dossier.incident = (struct moment){zoned || !zone ? ticks : zone_to_utc(zone, ticks), false};
    return OK;
}

static enum status parse_around(const struct story *s, int64_t *out, struct err *err)
{
    *out = around_default;
    if (s->around.len && (!duration_parse(s->around, out) || *out < 0))
        return err_at(err, FAIL_INPUT, s->around_at->loc, "'%.*s' is no duration, such as 4h",
                      STR_ARG(str_head(s->around, 80)));
    return OK;
}

static bool near(struct moment from, struct moment to, struct moment at, int64_t around)
{
    return from.ticks != TIME_NONE && to.ticks != TIME_NONE && from.ticks - around <= at.ticks &&
           at.ticks <= to.ticks + around;
}

/* Was it there when it hurt? */
static bool was_there(const struct a_finding *f, struct moment at, int64_t around)
{
    if (at.ticks == TIME_NONE)
        return false;
    for (size_t i = 0; i < f->episodes_n; i++)
        if (near(f->episodes[i].first, f->episodes[i].last, at, around))
            return true;
    return f->episodes_n == 0 && near(f->first_seen, f->last_seen, at, around);
}

static bool is_named(const struct story *s, const struct a_finding *f)
{
    for (size_t i = 0; i < s->about.n; i++)
        if (book_means(f, s->about.v[i], (struct str){0}))
            return true;
    return false;
}

/* A wall clock is that of the first host. */
static struct moment in_utc(const struct analysis *a, struct moment m)
{
    const struct zone *zone = a->hosts_n ? a->hosts[0].rules : NULL;
    if (m.local && zone)
        m.ticks = zone_to_utc(zone, m.ticks);
    m.local = false;
    return m;
}

enum status story_read(struct book *b, struct moment incident, struct err *err)
{
    const struct node *root;
    struct story *s = ARENA_NEW(b->arena, struct story);
    int64_t around;
    s->dossier.incident = MOMENT_NONE;
    if (b->path) {
        TRY(book_open(b, &root, err));
        TRY(book_map(b, root, keys, ARRAY_LEN(keys), s, err));
        TRY(parse_incident(b, s, err));
    } else if (b->a->about.dossier) {
        s->dossier = *b->a->about.dossier;
    }
    TRY(parse_around(s, &around, err));
    if (incident.ticks != TIME_NONE)
        s->dossier.incident = in_utc(b->a, incident);
    for (size_t i = 0; i < b->a->findings_n; i++) {
        struct a_finding *f = &b->a->findings[i];
        f->asked = is_named(s, f) || was_there(f, s->dossier.incident, around);
    }
    b->a->about.dossier = &s->dossier;
    return OK;
}
