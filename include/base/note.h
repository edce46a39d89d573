/* Remarks about an input, each at a place: what a compiler would call its warnings.
 *
 * Every kind of note is one row of note.def. A list keeps the first NOTES_KEPT of each kind and
 * counts the rest, so a hostile input cannot fill memory with complaints.
 *
 * Owner     the arena given at notes_init. */
#ifndef BASE_NOTE_H
#define BASE_NOTE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"

enum severity { INFO, WARNING, ERROR };

enum note_id {
#define NOTE(id, severity, text, meaning) NOTE_##id,
#include "base/note.def"
#undef NOTE
    NOTE_COUNT
};

#define NOTES_KEPT LIMIT_NOTES_KEPT

struct note {
    enum note_id id;
    struct loc loc;
    struct str detail;
    bool sum;       /* made by notes_sum: said once for its place and detail */
    uint64_t times; /* of such a one: how often it was seen; 0: not counted */
    struct note *next;
};

struct notes {
    struct arena *arena;
    struct note *first, **last;
    uint32_t seen[NOTE_COUNT];
};

struct note_kind {
    const char *name;
    enum severity severity;
    const char *text;
    const char *meaning;
};

extern const struct note_kind note_kinds[NOTE_COUNT];
extern const char *const severity_names[]; /* by enum severity */

void notes_init(struct notes *n, struct arena *arena);
void notes_add(struct notes *n, enum note_id id, struct loc at, const char *fmt, ...) PRINTF(4, 5);
/* What is seen again and again is said once for each place and detail; `times` are summed up. */
void notes_sum(struct notes *n, enum note_id id, struct loc at, uint64_t times, const char *fmt,
               ...) PRINTF(5, 6);
void notes_merge(struct notes *into, const struct notes *from); /* copies what it keeps */
/* The detail of a note and how often it was seen, as one text: "windows-1252 (12 times)". */
struct str note_detail(const struct note *note, struct arena *arena);
void notes_print(const struct notes *n, FILE *to);

#endif
