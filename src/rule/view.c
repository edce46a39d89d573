#include "view.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "service.h"

/* What one field of the event gives to one slot. */
struct put {
    struct str value;
    uint32_t next; /* index + 1 of the next of the same slot */
};

struct filled {
    uint32_t event; /* of which it says something */
    bool exact;     /* the name was spelled as the rule does */
    bool gathered;
    uint32_t first, last; /* index + 1 in `puts` */
    uint32_t n;
    struct pattern_values values;
};

struct view {
    const struct ruleset *rules;
    const struct event *e;
    uint32_t event; /* counts events, so that nothing is cleared between them */
    bool projected;
    struct filled *filled; /* by slot */
    struct put *puts;
    size_t puts_n, puts_max;
    uint32_t *name_at; /* by place of a field: what its name was last time */
    struct str *name_was;
    size_t places_n, places_max;
    struct arena names; /* of `name_was` */
    struct arena arena; /* of one event */
    struct services services;
    struct str cached_text; /* of view_name */
    uint32_t cached_name;
    char cached_room[256];
};

struct view *view_new(const struct ruleset *r)
{
    struct view *v = calloc(1, sizeof(*v));
    if (!v)
        mem_die(sizeof(*v));
    v->rules = r;
    v->filled = calloc(r->slots_n + 1, sizeof(*v->filled));
    if (!v->filled)
        mem_die(r->slots_n * sizeof(*v->filled));
    services_init(&v->services);
    return v;
}

void view_free(struct view *v)
{
    if (!v)
        return;
    services_free(&v->services);
    arena_free(&v->arena);
    arena_free(&v->names);
    free(v->filled);
    free(v->puts);
    free(v->name_at);
    free(v->name_was);
    free(v);
}

void view_load(struct view *v, const struct event *e)
{
    v->e = e;
    v->projected = false;
    v->puts_n = 0;
    arena_reset(&v->arena);
    if (++v->event == 0) { /* once in four thousand million events */
        memset(v->filled, 0, v->rules->slots_n * sizeof(*v->filled));
        v->event = 1;
    }
}

static void *room_for(void *items, size_t n, size_t *max, size_t size)
{
    if (n < *max)
        return items;
    *max = *max ? *max * 2 : 64;
    items = realloc(items, *max * size);
    if (!items)
        mem_die(*max * size);
    return items;
}

static struct filled *slot_at(struct view *v, uint32_t slot)
{
    struct filled *f = &v->filled[slot];
    if (f->event != v->event)
        *f = (struct filled){.event = v->event};
    return f;
}

/* A name spelled as the rule does makes those forget that only differ in case. */
static void put(struct view *v, uint32_t slot, const struct field *field)
{
    struct filled *f = slot_at(v, slot);
    struct str name = v->rules->slots[slot].name;
    bool exact = str_eq(name, field->name) || memchr(field->name.ptr, ' ', field->name.len);
    if (f->n && f->exact && !exact)
        return;
    if (f->n && !f->exact && exact)
        f->n = f->first = f->last = 0;
    f->exact = exact;
    v->puts = room_for(v->puts, v->puts_n, &v->puts_max, sizeof(*v->puts));
    v->puts[v->puts_n++] = (struct put){field->value, 0};
    if (f->n++)
        v->puts[f->last - 1].next = (uint32_t)v->puts_n;
    else
        f->first = (uint32_t)v->puts_n;
    f->last = (uint32_t)v->puts_n;
}

static uint32_t look_up(const struct view *v, struct str name)
{
    char room[256];
    struct str folded;
    uint32_t at;
    return slot_fold(name, room, &folded) && intern_find(&v->rules->names, folded, &at) ? at
                                                                                        : NAME_ANY;
}

static void remember(struct view *v, size_t place, struct str name, uint32_t at)
{
    if (place >= 512 || name.len > 64)
        return;
    if (v->names.used > 1 << 20) { /* names that never repeat: start again */
        arena_reset(&v->names);
        v->places_n = 0;
    }
    while (v->places_n <= place) {
        size_t max = v->places_max;
        v->name_at = room_for(v->name_at, v->places_n, &max, sizeof(*v->name_at));
        v->name_was = room_for(v->name_was, v->places_n, &v->places_max, sizeof(*v->name_was));
        v->name_was[v->places_n++] = (struct str){"", 0};
    }
    v->name_at[place] = at;
    v->name_was[place] = arena_str(&v->names, name);
}

/* Events of one kind follow each other, so the name at a place is mostly what it was. */
static uint32_t name_of(struct view *v, size_t place, struct str name)
{
    if (place < v->places_n && v->name_was[place].len && str_eq(v->name_was[place], name))
        return v->name_at[place];
    uint32_t at = look_up(v, name);
    remember(v, place, name, at);
    return at;
}

static void project(struct view *v)
{
    v->projected = true;
    for (size_t i = 0; i < v->e->fields_n; i++) {
        uint32_t at = name_of(v, i, v->e->fields[i].name);
        if (at == NAME_ANY)
            continue;
        const struct name_slots *list = &v->rules->name_slots[at];
        for (size_t k = 0; k < list->n; k++)
            put(v, list->slots[k], &v->e->fields[i]);
    }
}

static void gather(struct view *v, struct filled *f)
{
    f->gathered = true;
    if (f->n == 0)
        return;
    if (f->n == 1) {
        f->values = (struct pattern_values){&v->puts[f->first - 1].value, 1};
        return;
    }
    struct str *values = ARENA_ARRAY(&v->arena, struct str, f->n);
    size_t n = 0;
    for (uint32_t at = f->first; at; at = v->puts[at - 1].next)
        values[n++] = v->puts[at - 1].value;
    f->values = (struct pattern_values){values, n};
}

static struct str number(struct view *v, int64_t n)
{
    return n == EVENT_NONE ? (struct str){0} : arena_fmt(&v->arena, "%lld", (long long)n);
}

static struct str system_number(struct view *v, uint32_t row)
{
    const struct event *e = v->e;
    const int64_t numbers[SYSTEM_ROWS] = {
        [SYSTEM_EVENT_ID] = e->event_id,
        [SYSTEM_QUALIFIERS] = e->qualifiers,
        [SYSTEM_VERSION] = e->version,
        [SYSTEM_LEVEL] = e->level,
        [SYSTEM_TASK] = e->task,
        [SYSTEM_OPCODE] = e->opcode,
        [SYSTEM_RECORD_ID] = e->record_id,
        [SYSTEM_RECORD_NUMBER] = e->record_id,
        [SYSTEM_PID] = e->pid,
        [SYSTEM_TID] = e->tid,
    };
    return number(v, numbers[row]);
}

/* What stands in the System part of the event; empty when it is not there. */
static struct str system_value(struct view *v, uint32_t row)
{
    const struct event *e = v->e;
    char time[TIME_TEXT];
    switch (row) {
    case SYSTEM_PROVIDER:
        return e->provider;
    case SYSTEM_PROVIDER_GUID:
        return e->provider_guid;
    case SYSTEM_SOURCE_NAME:
        return e->event_source_name;
    case SYSTEM_KEYWORDS:
        return e->has_keywords ? arena_fmt(&v->arena, "0x%llx", (unsigned long long)e->keywords)
                               : (struct str){0};
    case SYSTEM_TIME:
        return arena_str(&v->arena, str_of(time_iso(e->at, time)));
    case SYSTEM_ACTIVITY:
        return e->activity_id;
    case SYSTEM_RELATED_ACTIVITY:
        return e->related_activity_id;
    case SYSTEM_CHANNEL:
        return e->channel;
    case SYSTEM_COMPUTER:
        return e->computer;
    case SYSTEM_USER:
        return e->user_sid;
    case SYSTEM_MESSAGE:
        return e->message;
    default:
        return system_number(v, row);
    }
}

static struct pattern_values one(struct view *v, struct str value)
{
    struct str *kept = ARENA_NEW(&v->arena, struct str);
    *kept = value;
    return (struct pattern_values){kept, 1};
}

/* Everything in the event, for keywords. */
static struct pattern_values all_values(struct view *v)
{
    struct str *values = ARENA_ARRAY(&v->arena, struct str, v->e->fields_n + SYSTEM_ROWS);
    size_t n = 0;
    for (size_t i = 0; i < v->e->fields_n; i++)
        values[n++] = v->e->fields[i].value;
    for (uint32_t row = 0; row < SYSTEM_ROWS; row++) {
        struct str value = row == SYSTEM_RECORD_NUMBER ? (struct str){0} : system_value(v, row);
        if (value.len)
            values[n++] = value;
    }
    return (struct pattern_values){values, n};
}

uint32_t view_name(struct view *v, struct str text)
{
    if (v->cached_text.ptr && str_eq(text, v->cached_text))
        return v->cached_name;
    char *room = arena_alloc(&v->arena, utf8_fold_room(text.len));
    uint32_t at = NAME_ANY;
    if (!intern_find(&v->rules->channels, (struct str){room, utf8_fold_into(text, room)}, &at))
        at = NAME_ANY;
    if (text.len <= sizeof v->cached_room) {
        memcpy(v->cached_room, text.ptr ? text.ptr : "", text.len);
        v->cached_text = (struct str){v->cached_room, text.len};
        v->cached_name = at;
    }
    return at;
}

static bool has_id(const struct slot_alias *a, int64_t id)
{
    for (size_t i = 0; i < a->ids_n; i++)
        if (a->ids[i] == id)
            return true;
    return a->ids_n == 0;
}

/* The field under the name that events of this log source have for it. */
static struct pattern_values by_alias(struct view *v, const struct slot *slot)
{
    struct pattern_values values = {0};
    for (size_t i = 0; i < slot->aliases_n && values.n == 0; i++)
        if (has_id(&slot->aliases[i], v->e->event_id) &&
            view_name(v, v->e->channel) == slot->aliases[i].channel)
            values = view_get(v, slot->aliases[i].slot);
    return values;
}

static void find_values(struct view *v, const struct slot *slot, struct filled *f)
{
    char *room;
    struct str value = {0};
    gather(v, f);
    if (slot->kind == SLOT_SYSTEM && (slot->system_wins || f->n == 0))
        value = system_value(v, slot->system);
    if (slot->kind == SLOT_SERVICE_NAME && f->n == 0) {
        room = arena_alloc(&v->arena, SERVICE_ROOM);
        value = service_of(&v->services, v->e, room);
    }
    if (value.len)
        f->values = one(v, value);
    else if (slot->kind == SLOT_KEYWORDS)
        f->values = all_values(v);
    else if (f->n == 0 && slot->aliases_n)
        f->values = by_alias(v, slot);
}

struct pattern_values view_get(struct view *v, uint32_t slot)
{
    if (!v->projected)
        project(v);
    struct filled *f = slot_at(v, slot);
    if (!f->gathered)
        find_values(v, &v->rules->slots[slot], f);
    return f->values;
}

struct str view_group(struct view *v, uint32_t slot)
{
    const struct slot *s = &v->rules->slots[slot];
    if (s->kind == SLOT_SYSTEM && s->system == SYSTEM_COMPUTER && v->e->host.len)
        return v->e->host;
    struct pattern_values values = view_get(v, slot);
    return values.n ? values.v[0] : (struct str){0};
}
