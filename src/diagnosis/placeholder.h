/* Phrases: texts of a rule with {placeholders}, compiled once, filled in with the values of a
 * finding (design section 3). A placeholder is {name} or {name.field}; any other brace is literal.
 *
 * Owner     phrase_compile and phrase_expand allocate from the arena given.
 * Errors    an undeclared name; the caller makes a located note of it. */
#ifndef DIAGNOSIS_PLACEHOLDER_H
#define DIAGNOSIS_PLACEHOLDER_H

#include "model/analysis.h"
#include "words.h"

enum piece_kind {
    PIECE_TEXT,
    PIECE_COMPUTER,
    PIECE_FIRST,
    PIECE_LAST,
    PIECE_COUNT,
    PIECE_VICTIM,    /* {victim.image} */
    PIECE_PARAMETER, /* of the diagnosis */
    PIECE_BOUND,     /* {owner.pid}: a field of the first row that an item found */
    PIECE_NEED,      /* of a hypothesis in a library that is looked at by itself */
};

struct piece {
    enum piece_kind kind;
    struct str name;  /* as written between the braces; of PIECE_TEXT the text */
    struct str field; /* of PIECE_VICTIM and PIECE_BOUND */
    size_t index;     /* of PIECE_PARAMETER and PIECE_BOUND */
};

struct phrase {
    const struct piece *pieces;
    size_t n;
};

/* What `with` gives to one need of a hypothesis in a library. */
struct given {
    struct str name;
    struct phrase phrase; /* n = 0 and not given: looked at by itself */
    bool present;
};

/* What an item calls the first row it finds. */
struct bind {
    struct str name;
    enum fact_kind kind;
};

/* The names that may stand in a phrase. */
struct scope {
    const struct str *parameters; /* of the diagnosis */
    size_t parameters_n;
    const struct given *givens; /* of a library hypothesis, instead of the parameters */
    size_t givens_n;
    bool library;
    const struct bind *binds;
    size_t binds_n;
    bool victim;
};

/* False with the undeclared name in `*unknown` (and the nearest declared one in `*nearest`, or
 * NULL). */
bool phrase_compile(struct arena *arena, const struct scope *scope, struct str text,
                    struct phrase *out, struct str *unknown, const char **nearest);

bool phrase_plain(const struct phrase *p); /* nothing to fill in */

/* A parameter as one finding has it. */
struct parameter_value {
    struct str name, value;
    enum value_type type;
    bool known;
    bool defaulted; /* nothing showed it: the rule's default */
};

struct bound {
    const struct capture *capture;
    const struct fact *fact; /* NULL: no row yet */
};

/* The values of one finding and one hypothesis. */
struct values {
    struct arena *arena;
    struct str computer, first, last, count;
    const struct a_culprit *victim;
    const struct parameter_value *parameters;
    size_t parameters_n;
    const struct bound *bound;
    size_t bound_n;
};

enum phrase_use {
    PHRASE_TEXT,    /* for people: a value that is unknown is "?" */
    PHRASE_COMMAND, /* run and undo: only values that their type admits, else <name> */
    PHRASE_PATTERN, /* a value of `where`: wildcards in values are literal */
};

/* `known` (may be NULL) becomes false when some placeholder has no value. */
struct str phrase_expand(const struct phrase *p, const struct values *v, enum phrase_use use,
                         bool *known);

/* Does it rest on a parameter that took its default, or was read from message text? NULL, or why.
 */
const char *phrase_soft(const struct phrase *p, const struct values *v);

/* The value of a piece; ptr NULL when it has none. */
struct str piece_value(const struct piece *p, const struct values *v, enum value_type *type);

#endif
