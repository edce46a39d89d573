#include "said.h"

const struct analysis *analysis_said(const struct analysis *a, const struct locale *l,
                                     struct arena *arena)
{
    size_t untranslated;
    if (!l)
        return a;
    struct analysis *said = ARENA_NEW(arena, struct analysis);
    *said =
        *(const struct analysis *)locale_object(l, &analysis_shape, a, false, arena, &untranslated);
    said->lang = str_of(locale_code(l));
    return said;
}
