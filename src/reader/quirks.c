#include "quirks.h"

_Static_assert(QUIRK_COUNT <= 64, "one bit for each");

void quirks_count(struct quirks *q)
{
    for (uint64_t left = q->now; left; left &= left - 1)
        q->times[__builtin_ctzll(left)]++;
    q->now = 0;
}

void quirks_note(const struct quirks *q, struct notes *notes, struct loc place)
{
    static const enum note_id ids[QUIRK_COUNT] = {
#define QUIRK(name) NOTE_##name,
#include "quirks.def"
#undef QUIRK
    };
    for (size_t i = 0; i < QUIRK_COUNT; i++)
        if (q->times[i])
            notes_sum(notes, ids[i], place, q->times[i], "%s", "");
}
