/* What a modifier is, and what it works on while a pattern is compiled.
 *
 * A modifier is one `const struct modifier` in a file of its own or of its family and one row in
 * modifiers.def. It may change the operands (base64), bring a comparison (cidr), look at a part of
 * the value (hour), or set what the whole test does (all, cased). Which may stand together is data,
 * checked in one place (chain.c).
 *
 * Owner     operands belong to the arena of the build.
 * Errors    FAIL_INPUT at the operand or modifier. */
#ifndef PATTERN_MODIFIER_PRIVATE_H
#define PATTERN_MODIFIER_PRIVATE_H

#include "fold.h"
#include "glob.h"
#include "number.h"

#include "base/limits.h"
#include "pattern/pattern.h"
#include "pattern/regex.h"

/* Families, as bits: who may stand with whom. */
enum family {
    CONTAINS = 1 << 0,
    EDGE = 1 << 1, /* startswith, endswith */
    REGEX = 1 << 2,
    REGEX_FLAG = 1 << 3,
    ALL = 1 << 4,
    CASED = 1 << 5,
    NEQ = 1 << 6,
    EXISTS = 1 << 7,
    UTF16 = 1 << 8,
    BASE64 = 1 << 9,
    WINDASH = 1 << 10,
    EXPAND = 1 << 11,
    CIDR = 1 << 12,
    ORDER = 1 << 13, /* lt, lte, gt, gte */
    TIME_PART = 1 << 14,
    FIELDREF = 1 << 15,
    COVERS = 1 << 16,
};

/* What modifiers say about the whole test, as bits. */
enum setting {
    WANT_ALL = 1 << 0,
    EXACT_CASE = 1 << 1,
    NEGATED = 1 << 2,
    OPEN_BEFORE = 1 << 3, /* anything may stand before the text */
    OPEN_BEHIND = 1 << 4,
    IGNORE_CASE = 1 << 5, /* these three are of regular expressions */
    MULTILINE = 1 << 6,
    DOT_ALL = 1 << 7,
    LESS = 1 << 8,
    EQUAL = 1 << 9,
    GREATER = 1 << 10,
    PRESENCE = 1 << 11,
    PART_OF_TIME = 1 << 12,
    OTHER_FIELD = 1 << 13,
};

enum operand_kind { OPERAND_TEXT, OPERAND_NUMBER, OPERAND_BOOL, OPERAND_NULL };

struct operand {
    enum operand_kind kind;
    bool yes;             /* of a boolean */
    struct str text;      /* as written; a number in decimal */
    struct glob glob;     /* the text without its escapes; of a null: nothing */
    struct number number; /* of a number */
    struct loc loc;
    size_t value; /* which value of the rule it comes from; `all` wants one of each */
};

struct operands {
    struct operand *v;
    size_t n, max;
};

struct build {
    struct arena *arena;
    struct arena scratch; /* gone when the pattern is compiled */
    struct operands out;  /* where `change` puts what it makes */
    unsigned settings;    /* bits of enum setting */
    const struct placeholders *placeholders;
};

/* An empty list of operands with room for `n`. */
struct operands operands_with_room(struct arena *arena, size_t n);
/* Takes one operand more; refused beyond LIMIT_EXPANSIONS. */
enum status build_push(struct build *b, struct operand op, struct err *err) NODISCARD;

/* What is asked of one value. */
struct subject {
    struct str value;
    struct pattern_values other; /* of the field that fieldref names */
    struct pattern_scratch *scratch;
};

struct pattern_scratch {
    struct folder folder;
    struct buf other;
    struct regex_scratch *regex; /* NULL until one is needed */
    uint64_t undecided;
};

/* A comparison compiles the operands that are "any of these" into one thing and asks it of values.
 */
struct comparison {
    const char *name;
    enum status (*compile)(struct build *b, const struct operand *v, size_t n, const void **out,
                           struct err *err);
    enum answer (*test)(const void *compiled, const struct subject *s);
    void (*release)(const void *compiled); /* NULL: nothing to give back */
    /* A folded literal that stands in the fold of every value this operand accepts; empty when none
     * is known. NULL: never known. */
    struct str (*needed)(struct build *b, const struct operand *op);
};

enum { VIEW_ROOM = 24 };

struct modifier {
    const char *name;
    unsigned is;         /* its family */
    unsigned with;       /* families that may stand in the same chain */
    unsigned not_behind; /* families that must not stand before it */
    unsigned needs;      /* one of these families must stand with it */
    unsigned sets;       /* bits of enum setting */
    const char *hint;    /* said when it stands where it must not; may be NULL */
    enum status (*change)(struct build *b, const struct operand *op, struct err *err);
    const struct comparison *comparison;
    /* The part of a value that is compared; false when the value has none. */
    bool (*view)(struct str value, char room[VIEW_ROOM], struct str *out);
};

#define MODIFIER(id) extern const struct modifier modifier_##id;
#include "modifiers.def"
#undef MODIFIER

extern const struct comparison compare_text; /* without a modifier that brings another */

/* The modifiers that stand in a chain, checked against each other. */
struct chain {
    const struct modifier *v[LIMIT_MODIFIERS];
    size_t n;
    unsigned families, settings;
};
enum status chain_parse(struct str text, struct loc at, bool keyword, struct chain *out,
                        struct err *err) NODISCARD;

/* The scalars of a rule's value, one operand each. */
enum status operands_read(struct build *b, const struct node *values, struct err *err) NODISCARD;

/* All texts an operand stands for, its dashes written out, for those that encode text: each goes to
 * `use`. Wildcards cannot be encoded and are an error that names `modifier`. */
typedef enum status text_user(struct build *b, const struct operand *op, struct str text,
                              struct err *err);
enum status operand_texts(struct build *b, const struct operand *op, const char *modifier,
                          text_user *use, struct err *err) NODISCARD;
/* The operand with another text, taken literally. */
enum status build_push_literal(struct build *b, const struct operand *from, struct str text,
                               struct err *err) NODISCARD;

enum answer answer_not(enum answer a);

#endif
