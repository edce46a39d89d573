#include "survey_parts.h"

#include "base/utf8.h"

#include <stdlib.h>

struct survey *survey_new(struct notes *notes)
{
    struct survey *s = calloc(1, sizeof *s);
    if (!s)
        mem_die(sizeof *s);
    s->notes = notes;
    s->roles = roles_load(&s->arena);
    patterns_init(&s->patterns);
    return s;
}

void survey_free(struct survey *s)
{
    if (!s)
        return;
    patterns_free(&s->patterns);
    intern_free(&s->keys);
    intern_free(&s->host_names);
    intern_free(&s->channel_keys);
    buf_free(&s->key);
    arena_free(&s->scratch);
    arena_free(&s->arena);
    free(s);
}

static struct str fold(struct survey *s, struct str text)
{
    arena_reset(&s->scratch);
    return utf8_fold(&s->scratch, text);
}

static struct host_record *take_host(struct survey *s, struct str name)
{
    uint32_t index = intern_put(&s->host_names, fold(s, name));
    if (index < s->hosts_n)
        return s->hosts[index];
    struct host_record *h = ARENA_NEW(&s->arena, struct host_record);
    h->view = (struct survey_host){
        .name = arena_str(&s->arena, name), .first = MOMENT_NONE, .last = MOMENT_NONE};
    h->ends[false] = h->ends[true] = MOMENT_NONE;
    GROW(&s->arena, s->hosts, s->hosts_n, s->hosts_max);
    s->hosts[s->hosts_n++] = h;
    return h;
}

static struct host_record *find_host(const struct survey *s, struct str name)
{
    struct arena scratch = {0};
    uint32_t index;
    bool found = intern_find(&s->host_names, utf8_fold(&scratch, name), &index);
    arena_free(&scratch);
    return found ? s->hosts[index] : NULL;
}

static void write_channel_key(struct buf *to, struct str host, struct str channel, bool local)
{
    buf_reset(to);
    buf_add(to, host);
    buf_char(to, '\n');
    buf_add(to, channel);
    buf_text(to, local ? "\nlocal" : "\nutc");
}

struct coverage *survey_coverage(struct survey *s, struct host_record *host, struct str channel,
                                 bool local)
{
    uint32_t index;
    write_channel_key(&s->key, host->view.name, channel, local);
    struct str key = fold(s, buf_str(&s->key));
    if (intern_find(&s->channel_keys, key, &index))
        return s->coverage[index];
    if (s->coverage_n >= LIMIT_SURVEY_CHANNELS) {
        if (!s->told)
            notes_add(s->notes, NOTE_SURVEY_CUT, (struct loc){0}, "more than %d channels",
                      LIMIT_SURVEY_CHANNELS);
        s->told = true;
        return NULL;
    }
    intern_put(&s->channel_keys, key);
    struct coverage *c = ARENA_NEW(&s->arena, struct coverage);
    coverage_init(c, host->view.name, arena_str(&s->arena, channel), local);
    GROW(&s->arena, s->coverage, s->coverage_n, s->coverage_max);
    s->coverage[s->coverage_n++] = c;
    return c;
}

static void fill_slot(struct survey *s, struct slot *slot, const struct event *e)
{
    slot->host = take_host(s, e->host);
    slot->coverage = survey_coverage(s, slot->host, e->channel, e->at.local);
    machine_provider(s, slot, e->provider);
}

/* One look-up for everything an event is known by. Beyond the limit of providers the work is done
 * again for each event. */
static struct slot *slot_of(struct survey *s, const struct event *e, struct slot *spare)
{
    uint32_t index;
    buf_reset(&s->key);
    buf_add(&s->key, e->host);
    buf_char(&s->key, '\n');
    buf_add(&s->key, e->channel);
    buf_text(&s->key, e->at.local ? "\nlocal\n" : "\nutc\n");
    buf_add(&s->key, e->provider);
    if (intern_find(&s->keys, buf_str(&s->key), &index))
        return &s->slots[index];
    *spare = (struct slot){0};
    if (s->slots_n >= LIMIT_SURVEY_PROVIDERS) {
        fill_slot(s, spare, e);
        return spare;
    }
    intern_put(&s->keys, buf_str(&s->key));
    GROW(&s->arena, s->slots, s->slots_n, s->slots_max);
    fill_slot(s, &s->slots[s->slots_n], e);
    return &s->slots[s->slots_n++];
}

/* Widens from..to of a host. Where it has both sorts of time, UTC counts. */
static void host_covers(struct host_record *h, struct moment from, struct moment to)
{
    struct survey_host *v = &h->view;
    struct moment *end = &h->ends[to.local];
    if (end->ticks == TIME_NONE || end->ticks < to.ticks)
        *end = to;
    bool fresh = v->first.ticks == TIME_NONE || (v->first.local && !from.local);
    if (fresh || (v->first.local == from.local && from.ticks < v->first.ticks))
        v->first = from;
    if (fresh || (v->last.local == to.local && to.ticks > v->last.ticks))
        v->last = to;
}

void survey_event(struct survey *s, const struct event *e)
{
    struct slot spare;
    if (e->host.len == 0)
        return;
    struct slot *slot = slot_of(s, e, &spare);
    slot->host->view.events++;
    if (e->at.ticks == TIME_NONE)
        return;
    if (slot->teller != TELLER_NONE)
        machine_event(s, slot, e);
    if (slot->coverage)
        coverage_event(slot->coverage, &s->arena, e->at.ticks, e->record_id);
    host_covers(slot->host, e->at, e->at);
    patterns_event(&s->patterns, e);
}

void survey_cover(struct survey *s, struct str host, struct str channel, struct moment from,
                  struct moment to)
{
    if (from.ticks == TIME_NONE || to.ticks == TIME_NONE || host.len == 0)
        return;
    struct host_record *h = take_host(s, host);
    struct coverage *c = survey_coverage(s, h, channel, from.local);
    if (c)
        coverage_declare(c, from.ticks, to.ticks);
    host_covers(h, from, to);
}

static int by_text(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    return str_cmp(*x, *y);
}

void survey_finish(struct survey *s)
{
    for (size_t i = 0; i < s->coverage_n; i++)
        coverage_finish(s->coverage[i]);
    for (size_t i = 0; i < s->hosts_n; i++) {
        struct host_record *h = s->hosts[i];
        qsort(h->roles, h->view.roles_n, sizeof *h->roles, by_text);
        h->view.roles = h->roles;
        h->view.boots = h->boots;
    }
    if (s->patterns.dropped)
        notes_add(s->notes, NOTE_SURVEY_CUT, (struct loc){0},
                  "%lld events of level 1 to 3 are in no pattern", (long long)s->patterns.dropped);
}

/* Views -------------------------------------------------------------------------------------- */

size_t survey_hosts(const struct survey *s)
{
    return s->hosts_n;
}

const struct survey_host *survey_host_at(const struct survey *s, size_t index)
{
    return &s->hosts[index]->view;
}

const struct survey_host *survey_host(const struct survey *s, struct str name)
{
    const struct host_record *h = find_host(s, name);
    return h ? &h->view : NULL;
}

struct str survey_zone(const struct survey *s, struct str host)
{
    const struct host_record *h = find_host(s, host);
    return h ? h->view.zone : (struct str){0};
}

struct moment survey_end(const struct survey *s, struct str host, bool local)
{
    const struct host_record *h = find_host(s, host);
    return h ? h->ends[local] : MOMENT_NONE;
}

static const struct coverage *find_coverage(const struct survey *s, struct str host,
                                            struct str channel, bool local)
{
    struct arena scratch = {0};
    struct buf key = {0};
    uint32_t index;
    write_channel_key(&key, host, channel, local);
    bool found = intern_find(&s->channel_keys, utf8_fold(&scratch, buf_str(&key)), &index);
    buf_free(&key);
    arena_free(&scratch);
    return found && s->coverage[index]->first != TIME_NONE ? s->coverage[index] : NULL;
}

static bool is_channel_of(const struct coverage *c, struct str host, bool local)
{
    return c->first != TIME_NONE && c->local == local && utf8_fold_eq(c->host, host);
}

static bool all_cover(const struct survey *s, struct str host, struct moment from, struct moment to)
{
    size_t n = 0;
    for (size_t i = 0; i < s->coverage_n; i++) {
        if (!is_channel_of(s->coverage[i], host, from.local))
            continue;
        if (!coverage_whole(s->coverage[i], from.ticks, to.ticks))
            return false;
        n++;
    }
    return n > 0;
}

bool survey_covered(const struct survey *s, struct str host, struct str channel, struct moment from,
                    struct moment to)
{
    if (from.ticks == TIME_NONE || to.ticks == TIME_NONE || from.local != to.local)
        return false;
    const struct coverage *c = find_coverage(s, host, channel, from.local);
    if (c)
        return coverage_whole(c, from.ticks, to.ticks);
    return channel.len == 0 && all_cover(s, host, from, to);
}

int64_t survey_covered_time(const struct survey *s, struct str host, struct str channel,
                            struct moment from, struct moment to)
{
    if (from.ticks == TIME_NONE || to.ticks == TIME_NONE || from.local != to.local)
        return 0;
    const struct coverage *c = find_coverage(s, host, channel, from.local);
    if (c || channel.len)
        return c ? coverage_time(c, from.ticks, to.ticks) : 0;
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < s->coverage_n; i++) {
        if (!is_channel_of(s->coverage[i], host, from.local))
            continue;
        int64_t time = coverage_time(s->coverage[i], from.ticks, to.ticks);
        least = time < least ? time : least;
    }
    return least == INT64_MAX ? 0 : least;
}

bool survey_channel(const struct survey *s, struct str host, struct str channel, bool local,
                    struct moment *first, struct moment *last)
{
    const struct coverage *c = find_coverage(s, host, channel, local);
    if (!c)
        return false;
    *first = (struct moment){c->first, local};
    *last = (struct moment){c->last, local};
    return true;
}

static int by_host_and_channel(const void *a, const void *b)
{
    const struct a_coverage *x = a, *y = b;
    int order = utf8_fold_cmp(x->host, y->host);
    order = order ? order : utf8_fold_cmp(x->channel, y->channel);
    return order ? order : (int)x->first.local - (int)y->first.local;
}

struct a_coverage *survey_coverage_list(const struct survey *s, struct arena *arena, size_t *n)
{
    struct a_coverage *list = ARENA_ARRAY(arena, struct a_coverage, s->coverage_n + 1);
    *n = 0;
    for (size_t i = 0; i < s->coverage_n; i++)
        if (s->coverage[i]->first != TIME_NONE)
            list[(*n)++] = coverage_describe(s->coverage[i], arena);
    qsort(list, *n, sizeof *list, by_host_and_channel);
    return list;
}
