#include "textset.h"

/* FNV-1a over words of eight bytes, with a closing mix. Not keyed: the sets are those of rules, a
 * log can choose what is asked but not what is stored. */
uint64_t text_hash(struct str s)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ s.len, word = 0;
    for (; s.len >= sizeof word; s = str_skip(s, sizeof word)) {
        memcpy(&word, s.ptr, sizeof word);
        h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * UINT64_C(0x100000001b3);
    return h ^ h >> 32;
}

struct text_set text_set_build(struct arena *arena, const struct str *texts, size_t n)
{
    struct text_set set = {.texts = texts};
    if (n == 0)
        return set;
    size_t room = 4;
    while (room < n * 2)
        room *= 2;
    set.slots = ARENA_ARRAY(arena, uint32_t, room);
    set.mask = room - 1;
    for (size_t i = 0; i < n; i++) {
        size_t at = text_hash(texts[i]) & set.mask;
        while (set.slots[at] && !str_eq(texts[set.slots[at] - 1], texts[i]))
            at = (at + 1) & set.mask;
        if (!set.slots[at])
            set.slots[at] = (uint32_t)i + 1;
    }
    return set;
}

bool text_set_has(const struct text_set *set, struct str text)
{
    if (!set->mask)
        return false;
    size_t at = text_hash(text) & set->mask;
    for (; set->slots[at]; at = (at + 1) & set->mask)
        if (str_eq(set->texts[set->slots[at] - 1], text))
            return true;
    return false;
}
