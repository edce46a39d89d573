/* A copy of an analysis with its prose in another language. */
#include "report/locale.h"

#include "base/buf.h"
#include "model/fact.h"

struct walk {
    const struct locale *locale;
    struct arena *arena;
    bool marked;
    size_t untranslated;
};

/* Nothing but us may say where foreign text begins. */
static struct str without_marks(const struct walk *w, struct str s)
{
    if (s.len == 0 || (!memchr(s.ptr, LOCALE_FOREIGN, s.len) && !memchr(s.ptr, LOCALE_BACK, s.len)))
        return s;
    char *to = arena_raw(w->arena, s.len);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != LOCALE_FOREIGN && s.ptr[i] != LOCALE_BACK)
            to[n++] = s.ptr[i];
    return (struct str){to, n};
}

/* What has no letter, a number say, is of no language. */
static bool has_words(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z'))
            return true;
    return false;
}

static struct str text_of(struct walk *w, const struct shape_member *m, struct str s)
{
    struct str said;
    s = without_marks(w, s);
    if (m->use != SHAPE_PROSE || !has_words(s))
        return s;
    if (locale_text(w->locale, w->arena, s, &said))
        return without_marks(w, said);
    w->untranslated++;
    return w->marked ? arena_fmt(w->arena, "%c%.*s%c", LOCALE_FOREIGN, STR_ARG(s), LOCALE_BACK) : s;
}

static void copy_members(struct walk *w, const struct shape *shape, char *object);

static void *copy_list(struct walk *w, const struct shape_member *m, const void *items, size_t n)
{
    size_t size = m->kind == SHAPE_LIST ? m->of->size : sizeof(struct str);
    char *copy = arena_alloc(w->arena, n * size + 1);
    memcpy(copy, items, n * size);
    for (size_t i = 0; i < n; i++) {
        struct str *s = (struct str *)(void *)(copy + i * size);
        if (m->kind == SHAPE_LIST)
            copy_members(w, m->of, copy + i * size);
        else
            *s = text_of(w, m, *s);
    }
    return copy;
}

static void copy_pairs(struct walk *w, struct pair **pairs, size_t n)
{
    struct pair *copy = ARENA_ARRAY(w->arena, struct pair, n + 1);
    for (size_t i = 0; i < n; i++)
        copy[i] =
            (struct pair){without_marks(w, (*pairs)[i].name), without_marks(w, (*pairs)[i].value)};
    *pairs = copy;
}

static void copy_member(struct walk *w, const struct shape_member *m, char *object)
{
    void *at = object + m->offset, **pointer = at;
    size_t n = m->offset_n ? *(const size_t *)(const void *)(object + m->offset_n) : 0;
    switch (m->kind) {
    case SHAPE_STR:
        *(struct str *)at = text_of(w, m, *(struct str *)at);
        break;
    case SHAPE_OBJECT:
        copy_members(w, m->of, at);
        break;
    case SHAPE_OPTION:
        if (*pointer) {
            char *copy = arena_alloc(w->arena, m->of->size);
            memcpy(copy, *pointer, m->of->size);
            copy_members(w, m->of, copy);
            *pointer = copy;
        }
        break;
    case SHAPE_LIST:
    case SHAPE_STRS:
        if (n)
            *pointer = copy_list(w, m, *pointer, n);
        break;
    case SHAPE_MAP:
        if (n)
            copy_pairs(w, at, n);
        break;
    default:
        break;
    }
}

static void copy_members(struct walk *w, const struct shape *shape, char *object)
{
    for (size_t i = 0; i < shape->members_n; i++)
        copy_member(w, &shape->members[i], object);
}

const void *locale_object(const struct locale *l, const struct shape *shape, const void *object,
                          bool marked, struct arena *arena, size_t *untranslated)
{
    struct walk w = {l, arena, marked, 0};
    if (!l) {
        *untranslated = 0;
        return object;
    }
    char *copy = arena_alloc(arena, shape->size);
    memcpy(copy, object, shape->size);
    copy_members(&w, shape, copy);
    *untranslated = w.untranslated;
    return copy;
}
