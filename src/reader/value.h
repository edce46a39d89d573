/* What a structured export says of one record: a tree of named values, whatever it is written in
 * (JSON, CLIXML, CIM).
 *
 * Owner     nodes belong to one arena, texts to another (or to what was read), so that texts may
 *           outlive the tree. A value is not changed once it is read.
 * Threads   pure but for the maker. */
#ifndef READER_VALUE_H
#define READER_VALUE_H

#include "base/arena.h"
#include "base/limits.h"

enum value_kind {
    VALUE_NONE,  /* null, Nil: there, but without value */
    VALUE_TEXT,  /* a string */
    VALUE_BARE,  /* a number or a truth, as it was written */
    VALUE_BYTES, /* binary; the text is upper-case hexadecimal digits */
    VALUE_LIST,
    VALUE_MAP, /* may have a text as well: what it is, written out */
};

struct value {
    enum value_kind kind;
    struct str name; /* empty in lists */
    struct str text;
    struct value *first, *last, *next;
};

struct value_maker {
    struct arena *nodes, *texts;
    size_t n;  /* values made of this record */
    bool over; /* more than LIMIT_RECORD_VALUES: the record is not to be used */
};

/* A new value, the last one in `parent` where that is not NULL; NULL when there are too many. */
struct value *value_add(struct value_maker *m, struct value *parent, enum value_kind kind,
                        struct str name);

static inline bool value_holds(const struct value *v)
{
    return v && (v->kind == VALUE_MAP || v->kind == VALUE_LIST);
}

/* The value at a path of names with dots between them, without case; NULL when it is not there. The
 * dots may as well be part of names ("winlog.channel"), and an attribute of converted XML is found
 * by its name ("@Name", "#attributes": {"Name": ...}). */
const struct value *value_at(const struct value *v, const char *path);

/* What it says as one text: of an object what stands for all of it, of a list its first item; ptr
 * NULL where there is nothing. */
struct str value_text(const struct value *v);

#endif
