/* The report in another language than English.
 *
 * Everything is looked up by its English text, as gettext does. There are three kinds of texts: the
 * frame, whose formats stand in the sources of this room; phrases, which diagnosis has filled in
 * before and which are found again by their shape; and the prose of rules, the same with
 * {placeholders}. Each kind has a CSV file of its own with the columns `text` and `translation`.
 * A text without a translation stays English, and is marked where the form can show it.
 *
 * NULL is English: every function takes it and gives back what it was given.
 *
 * Owner     the arena given, and the texts of the files, which must live as long.
 * Threads   pure once it is filled.
 * Errors    FAIL_INPUT for a translation whose conversions or placeholders are not those of the
 *           English text, so that no locale file can make a format run wild.
 *
 * To add a language: src/report/locale/XX.csv, src/diagnosis/locale/XX.csv, rules/locale/XX.csv and
 * a word in locale_words; docs/ADDING.md. */
#ifndef REPORT_LOCALE_H
#define REPORT_LOCALE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/shape.h"

struct locale;

enum locale_kind { LOCALE_FRAME, LOCALE_PHRASES, LOCALE_RULES };

extern const char *const locale_words[]; /* "en" "de" "fr"; ends with NULL */

struct locale *locale_new(struct arena *arena, const char *code) NODISCARD;

/* The rows of one file; of equal texts the one that was added last counts. `name` is for errors. */
enum status locale_add(struct locale *l, enum locale_kind kind, const char *name, struct str csv,
                       struct err *err) NODISCARD;

const char *locale_code(const struct locale *l); /* "de"; "en" for NULL */
uint64_t locale_digest(const struct locale *l);  /* changes with every text of it */

/* How a number is written: what stands between thousands, and the decimal mark. */
struct locale_number {
    struct str thousands, decimal;
};
struct locale_number locale_number(const struct locale *l);

/* The format that takes the same arguments; `english` where there is none. */
const char *locale_format(const struct locale *l, const char *english);
/* One of our own words, such as "confirmed"; anything else as it is. */
struct str locale_word(const struct locale *l, struct str english);
size_t locale_count(const struct locale *l, enum locale_kind kind); /* different texts */
bool locale_has(const struct locale *l, enum locale_kind kind, struct str english);

/* A sentence of an analysis; false, and `out` unchanged, where there is no translation. */
bool locale_text(const struct locale *l, struct arena *arena, struct str english, struct str *out);

/* An analysis, or the index of a batch, with its prose (SHAPE_PROSE) in the language. What stays
 * English is counted, and enclosed in LOCALE_FOREIGN and LOCALE_BACK where `marked` is set; no
 * other text of the copy holds these two bytes. */
#define LOCALE_FOREIGN '\016' /* ASCII's own "shift out" and "shift in" */
#define LOCALE_BACK '\017'
const void *locale_object(const struct locale *l, const struct shape *shape, const void *object,
                          bool marked, struct arena *arena, size_t *untranslated);

#endif
