/* The closed lists of words that a diagnosis is written in (design section 3): categories, weights,
 * priors, risks. Each word is written once, here.
 *
 * Threads   constant tables. */
#ifndef DIAGNOSIS_WORDS_H
#define DIAGNOSIS_WORDS_H

#include "base/str.h"

/* One closed list; `list` ends with NULL. */
struct words {
    const char *what; /* "category" */
    const char *const *list;
};

extern const struct words words_category, words_confidence, words_prior, words_weight, words_kind,
    words_machine, words_risk, words_security, words_restart, words_draw;

enum { DRAW_EVEN, DRAW_RUN }; /* places in words_draw */

/* Place in the list, or -1. */
int words_find(const struct words *w, struct str word);
/* The nearest word, or NULL when none is near. */
const char *words_nearest(const struct words *w, struct str word);

/* What evidence does, and how strongly: one scale for the whole program. */
enum effect { EFFECT_NONE, EFFECT_SUPPORTS, EFFECT_WEAKENS };
extern const char *const effect_names[]; /* none supports weakens */

enum weight { WEIGHT_WEAK, WEIGHT_MODERATE, WEIGHT_STRONG, WEIGHT_DECISIVE };
double weight_ratio(enum weight w);
double prior_odds(int prior); /* by place in words_prior */

/* What a value may be made of. Commands print only values whose type says so. */
enum value_type {
    VALUE_TEXT,
    VALUE_PATH,
    VALUE_PORT,
    VALUE_NUMBER,
    VALUE_IP,
    VALUE_GUID,
    VALUE_SID,
    VALUE_HRESULT,
    VALUE_WIN32,
    VALUE_NTSTATUS,
    VALUE_SERVICE,
    VALUE_HOST,
    VALUE_PORT_RANGES,
    VALUE_TYPES
};

extern const struct words words_type;

bool value_admits(enum value_type type, struct str text);    /* is it of that type? */
bool value_printable(enum value_type type, struct str text); /* and may stand in a command */

#endif
