#include "keep.h"

#include "model/fact.h"

static void keep(struct arena *arena, struct str *text)
{
    if (text->ptr)
        *text = arena_str(arena, *text);
}

static void keep_list(struct arena *arena, const struct shape_member *m, const char *at, size_t n)
{
    char *items = *(char *const *)(const void *)at;
    for (size_t i = 0; i < n; i++) {
        struct pair *pairs = (struct pair *)(void *)items;
        switch (m->kind) {
        case SHAPE_LIST:
            shape_keep(arena, m->of, items + i * m->of->size);
            break;
        case SHAPE_STRS:
            keep(arena, (struct str *)(void *)items + i);
            break;
        case SHAPE_MAP:
            keep(arena, &pairs[i].name);
            keep(arena, &pairs[i].value);
            break;
        default:
            return; /* numbers */
        }
    }
}

static void keep_member(struct arena *arena, const struct shape_member *m, char *object)
{
    char *at = object + m->offset;
    switch (m->kind) {
    case SHAPE_STR:
        keep(arena, (struct str *)(void *)at);
        break;
    case SHAPE_OBJECT:
        shape_keep(arena, m->of, at);
        break;
    case SHAPE_OPTION:
        if (*(void **)(void *)at)
            shape_keep(arena, m->of, *(void **)(void *)at);
        break;
    case SHAPE_LIST:
    case SHAPE_STRS:
    case SHAPE_MAP:
        keep_list(arena, m, at, *(size_t *)(void *)(object + m->offset_n));
        break;
    default:
        break; /* numbers and moments */
    }
}

/* As deep as the tables go, whatever the input. */
void shape_keep(struct arena *arena, const struct shape *shape, void *object)
{
    for (size_t i = 0; i < shape->members_n; i++)
        keep_member(arena, &shape->members[i], object);
}
