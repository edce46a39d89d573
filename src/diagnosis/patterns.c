#include "patterns.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "template.h"

/* A record is two variable-length numbers of at most ten bytes, and never split over two chunks. */
enum { RECORD_BYTES = 20, CHUNK_FIRST = 40, CHUNK_LARGEST = 1000, CHUNK_SIZES = 6 };

struct pattern_chunk {
    struct pattern_chunk *next;
    uint32_t used, room;
    unsigned char bytes[];
};

void patterns_init(struct patterns *p)
{
    *p = (struct patterns){0};
}

void patterns_free(struct patterns *p)
{
    intern_free(&p->keys);
    intern_free(&p->kinds);
    intern_free(&p->channels);
    buf_free(&p->text);
    buf_free(&p->key);
    arena_free(&p->arena);
}

/* A chunk for a pattern that has `before` bytes in its last one: small at first, for most patterns
 * stay small. */
static struct pattern_chunk *chunk_new(struct patterns *p, uint32_t before)
{
    uint32_t room = before ? before * 2 : CHUNK_FIRST;
    room = room > CHUNK_LARGEST ? CHUNK_LARGEST : room;
    struct pattern_chunk *c = before == 0 ? p->spare : NULL;
    if (c) {
        p->spare = c->next;
        *c = (struct pattern_chunk){.room = c->room};
        return c;
    }
    if (p->bytes + sizeof *c + room > LIMIT_PATTERN_BYTES)
        return NULL;
    p->bytes += sizeof *c + room;
    c = arena_alloc(&p->arena, sizeof *c + room);
    c->room = room;
    return c;
}

static uint64_t zigzag(int64_t n)
{
    return ((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0);
}

static void put_number(struct pattern_chunk *c, int64_t n)
{
    uint64_t z = zigzag(n);
    while (z >= 0x80) {
        c->bytes[c->used++] = (unsigned char)(z | 0x80);
        z >>= 7;
    }
    c->bytes[c->used++] = (unsigned char)z;
}

static int64_t get_number(const struct pattern_chunk *c, size_t *at)
{
    uint64_t z = 0;
    unsigned shift = 0;
    for (; c->bytes[*at] & 0x80; shift += 7)
        z |= (uint64_t)(c->bytes[(*at)++] & 0x7f) << shift;
    z |= (uint64_t)c->bytes[(*at)++] << shift;
    return (int64_t)(z >> 1) ^ -(int64_t)(z & 1);
}

/* Differences wrap around like the unsigned numbers they are, so any id and time comes back. */
static int64_t difference(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static int64_t sum(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static void pattern_take(struct patterns *p, struct pattern *to, const struct event *e)
{
    struct pattern_chunk *c = to->tail;
    if (!c || c->used + RECORD_BYTES > c->room) {
        c = to->beyond ? NULL : chunk_new(p, c ? c->room : 0);
        if (!c) {
            to->beyond++;
            return;
        }
        *(to->tail ? &to->tail->next : &to->head) = c;
        to->tail = c;
    }
    put_number(c, difference(e->id, to->last_id));
    put_number(c, difference(e->at.ticks, to->last_ticks));
    to->last_id = e->id;
    to->last_ticks = e->at.ticks;
    to->stored++;
}

struct pattern_walk pattern_begin(const struct pattern *p)
{
    return (struct pattern_walk){.pattern = p, .chunk = p->head, .left = p->stored};
}

bool pattern_next(struct pattern_walk *w, int64_t *id, int64_t *ticks)
{
    if (w->left == 0)
        return false;
    if (w->at >= w->chunk->used) {
        w->chunk = w->chunk->next;
        w->at = 0;
    }
    w->id = sum(w->id, get_number(w->chunk, &w->at));
    w->ticks = sum(w->ticks, get_number(w->chunk, &w->at));
    w->left--;
    *id = w->id;
    *ticks = w->ticks;
    return true;
}

/* The first `prefix` bytes of the key name host, provider and id; the rest is the text. */
static size_t write_key(struct patterns *p, const struct event *e, struct str text)
{
    buf_reset(&p->key);
    buf_add(&p->key, e->host);
    buf_char(&p->key, '\n');
    buf_add(&p->key, e->provider);
    buf_fmt(&p->key, "\n%lld %d\n", (long long)e->event_id, e->at.local);
    size_t prefix = p->key.len;
    buf_add(&p->key, text);
    return prefix;
}

/* How many texts this host, provider and event id have so far; NULL where too many kinds are kept.
 */
static uint32_t *texts_of(struct patterns *p, size_t prefix)
{
    struct str kind = str_head(buf_str(&p->key), prefix);
    uint32_t index;
    if (!intern_find(&p->kinds, kind, &index)) {
        if (p->kinds.n >= 2 * LIMIT_PATTERNS)
            return NULL;
        index = intern_put(&p->kinds, kind);
    }
    while (index >= p->templates_max)
        p->templates = arena_grow(&p->arena, p->templates, p->templates_max, &p->templates_max,
                                  sizeof(uint32_t));
    return &p->templates[index];
}

/* Points the pattern at its texts in a key; by length, for a log may put any byte into a name. */
static void set_key(struct pattern *to, struct str key)
{
    to->key = key;
    to->host = str_head(key, to->host.len);
    to->provider = str_head(str_skip(key, to->host.len + 1), to->provider.len);
    to->text = str_skip(key, key.len - to->text.len);
}

/* Makes room by dropping what was seen once; what stays gets new numbers. False when nearly
 * everything recurs. */
static bool make_room(struct patterns *p)
{
    size_t kept = 0;
    struct intern keys = {0};
    for (size_t i = 0; i < p->n; i++) {
        struct pattern *one = &p->list[i];
        if (one->stored + one->beyond > 1) {
            uint32_t index = intern_put(&keys, one->key);
            set_key(one, keys.texts[index]);
            p->list[kept++] = *one;
            continue;
        }
        p->dropped++;
        if (one->head) {
            one->head->next = p->spare;
            p->spare = one->head;
        }
    }
    intern_free(&p->keys);
    intern_free(&p->kinds);
    p->keys = keys;
    p->n = kept;
    memset(p->templates, 0, p->templates_max * sizeof *p->templates);
    return kept < LIMIT_PATTERNS - LIMIT_PATTERNS / 8;
}

static struct pattern *pattern_new(struct patterns *p, const struct event *e, size_t prefix)
{
    if (p->n >= LIMIT_PATTERNS)
        p->closed = p->closed || !make_room(p);
    if (p->closed)
        return NULL;
    uint32_t index = intern_put(&p->keys, buf_str(&p->key));
    uint32_t channel =
        intern_put(&p->channels, p->channels.n < LIMIT_SURVEY_CHANNELS ? e->channel : STR(""));
    GROW(&p->arena, p->list, p->n, p->max);
    struct pattern *to = &p->list[p->n++];
    *to = (struct pattern){.host = e->host,
                           .provider = e->provider,
                           .text = {.len = p->key.len - prefix},
                           .event_id = e->event_id,
                           .level = e->level,
                           .local = e->at.local,
                           .first_id = e->id,
                           .channel = p->channels.texts[channel]};
    set_key(to, p->keys.texts[index]);
    return to;
}

/* The pattern the event belongs to: that of its text or, where its kind has shown too many texts,
 * the one for all further texts. */
static struct pattern *pattern_of(struct patterns *p, const struct event *e)
{
    uint32_t index;
    size_t prefix = write_key(p, e, buf_str(&p->text));
    if (intern_find(&p->keys, buf_str(&p->key), &index))
        return &p->list[index];
    uint32_t *texts = texts_of(p, prefix);
    if (!texts)
        return NULL;
    if (*texts >= LIMIT_PATTERN_TEMPLATES) {
        write_key(p, e, STR("(other texts)"));
        if (intern_find(&p->keys, buf_str(&p->key), &index))
            return &p->list[index];
    }
    ++*texts;
    return pattern_new(p, e, prefix);
}

void patterns_event(struct patterns *p, const struct event *e)
{
    if (e->level < 1 || e->level > 3)
        return;
    buf_reset(&p->text);
    template_of_event(e, &p->text);
    struct pattern *to = pattern_of(p, e);
    if (!to) {
        p->dropped++;
        return;
    }
    to->level = e->level < to->level ? e->level : to->level;
    pattern_take(p, to, e);
}
