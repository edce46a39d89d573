#include "app/remark.h"

enum status remark_twins(struct store *store, struct notes *notes, struct err *err)
{
    struct arena arena = {0};
    struct twin *twins;
    size_t n;
    if (notes->seen[NOTE_TWO_MACHINES])
        return OK;
    enum status status = store_twins(store, &arena, &twins, &n, err);
    for (size_t i = 0; status == OK && i < n; i++)
        notes_add(notes, NOTE_TWO_MACHINES, (struct loc){0}, "%.*s, log %.*s",
                  STR_ARG(twins[i].host), STR_ARG(twins[i].channel));
    arena_free(&arena);
    return status;
}

enum status remark_copies(struct store *store, const struct source *before, size_t before_n,
                          struct notes *notes, struct err *err)
{
    struct arena arena = {0};
    struct source *sources;
    size_t n, was = 0;
    enum status status = store_sources(store, &arena, &sources, &n, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        const struct source *s = &sources[i];
        while (was < before_n && before[was].id < s->id)
            was++;
        uint64_t had = was < before_n && before[was].id == s->id ? before[was].merged : 0;
        struct loc at = {.file = arena_fmt(&arena, "%.*s", STR_ARG(s->path)).ptr};
        if (s->merged > had)
            notes_sum(notes, NOTE_COPIES_MERGED, at, s->merged - had, "%s", "");
    }
    arena_free(&arena);
    return status;
}
