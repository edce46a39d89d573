/* What a struct of the analysis looks like, as a table: name, kind and place of each member. The
 * JSON report, the case file that keeps the analysis and the reader that brings it back all walk
 * these tables, so none of them can forget a member.
 *
 * A list is two members that follow each other: `TYPE *NAME; size_t NAME_n;`.
 * Unknown text is "", an unknown number or time null. */
#ifndef MODEL_SHAPE_H
#define MODEL_SHAPE_H

#include "base/buf.h"
#include "base/str.h"

enum shape_kind {
    SHAPE_STR,    /* struct str */
    SHAPE_INT,    /* int64_t; INT64_MIN is null */
    SHAPE_REAL,   /* double; NaN is null */
    SHAPE_BOOL,   /* bool */
    SHAPE_MOMENT, /* struct moment; TIME_NONE is null */
    SHAPE_OBJECT, /* a struct, in place */
    SHAPE_OPTION, /* a pointer to a struct, NULL is null */
    SHAPE_LIST,   /* structs */
    SHAPE_STRS,   /* list of struct str */
    SHAPE_INTS,   /* list of int64_t */
    SHAPE_MAP,    /* list of struct pair, written as an object of texts */
};

enum shape_use {
    SHAPE_PLAIN,
    SHAPE_PROSE,    /* sentences and titles of ours, which a language may say otherwise */
    SHAPE_IF_KNOWN, /* text that JSON leaves out where it is empty */
};

struct shape;

struct shape_member {
    const char *name;
    enum shape_kind kind;
    size_t offset;   /* of the value or of the list's pointer */
    size_t offset_n; /* of a list's count */
    const struct shape *of;
    enum shape_use use;
};

struct shape {
    const char *name;
    size_t size;
    const struct shape_member *members;
    size_t members_n;
};

#define INT_NONE INT64_MIN

/* Any struct that has a shape as JSON; `indent` is the number of blanks a level, 0: on one line.
 * Times are ISO 8601, UTC with Z, local without. */
void shape_json(struct buf *to, const struct shape *shape, const void *object, int indent);

#endif
