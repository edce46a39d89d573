#include "model/event.h"

static struct str find_field(const struct event *e, struct str name,
                             bool (*same)(struct str a, struct str b))
{
    for (size_t i = 0; i < e->fields_n; i++)
        if (same(e->fields[i].name, name))
            return e->fields[i].value;
    return (struct str){0};
}

struct str event_field(const struct event *e, struct str name)
{
    struct str value = find_field(e, name, str_eq);
    return value.ptr ? value : find_field(e, name, str_eq_nocase);
}

void batch_reset(struct batch *b)
{
    struct arena arena = b->arena;
    arena_reset(&arena);
    *b = (struct batch){.arena = arena};
    notes_init(&b->notes, &b->arena);
}

void batch_free(struct batch *b)
{
    arena_free(&b->arena);
    *b = (struct batch){0};
}

struct event event_blank(uint32_t source)
{
    return (struct event){
        .at = MOMENT_NONE,
        .record_id = EVENT_NONE,
        .event_id = EVENT_NONE,
        .qualifiers = EVENT_NONE,
        .version = EVENT_NONE,
        .level = EVENT_NONE,
        .task = EVENT_NONE,
        .opcode = EVENT_NONE,
        .pid = EVENT_NONE,
        .tid = EVENT_NONE,
        .source = source,
    };
}

struct event *batch_add(struct batch *b)
{
    GROW(&b->arena, b->events, b->events_n, b->events_max);
    struct event *e = &b->events[b->events_n++];
    *e = event_blank(b->source);
    return e;
}

struct capture *batch_capture(struct batch *b, enum fact_kind kind)
{
    GROW(&b->arena, b->captures, b->captures_n, b->captures_max);
    struct capture *c = &b->captures[b->captures_n++];
    *c = (struct capture){.kind = kind, .taken = MOMENT_NONE, .source = b->source};
    return c;
}

void batch_lost(struct batch *b, uint64_t offset, uint64_t length, const char *reason)
{
    GROW(&b->arena, b->losses, b->losses_n, b->losses_max);
    b->losses[b->losses_n++] = (struct loss){offset, length, arena_str(&b->arena, str_of(reason))};
}
