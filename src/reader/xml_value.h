/* One element of an XML export as a tree of values. libxml2 reads it, alone, so that no
 * declaration, DTD or entity of the file ever reaches it.
 *
 * Owner     as in value.h; a reader owns its parser until xml_reader_free.
 * Threads   one at a time. */
#ifndef READER_XML_VALUE_H
#define READER_XML_VALUE_H

#include "base/buf.h"
#include "value.h"

/* What an element is to its parent. */
enum xml_role {
    ROLE_LEAF, /* a value with text: every element without a row */
    ROLE_MAP,
    ROLE_NONE,  /* a value without one, unless something inside gives it one */
    ROLE_BYTES, /* Base64 */
    ROLE_TYPE,  /* a map whose text is its RefId */
    ROLE_PASS,  /* what is inside belongs to the parent */
    ROLE_LIST,  /* the parent is a list of what is inside */
    ROLE_TEXT,  /* the text of the parent; an item, where that is a list */
    ROLE_SKIP,  /* nothing, nor what is inside */
};

struct xml_manner {
    const struct xml_role_row {
        const char *element;
        enum xml_role role;
    } * roles;
    size_t roles_n;
    const char *name; /* the attribute that names a value; NULL: the element does */
    bool escapes;     /* "_x000D_" is a character */
    bool padded;      /* blanks around values mean nothing */
};

struct xml_reader {
    const struct xml_manner *manner;
    struct value_maker *maker;
    struct value *root; /* of what is being read */
    struct xml_frame_of_value {
        struct value *value;
        enum xml_role role;
    } open[LIMIT_XML_DEPTH];
    size_t depth, skip; /* skip: depth inside a skipped element */
    bool wrong;
    struct buf text, doc;
    void *parser;    /* of libxml2; NULL until something is read */
    size_t halves;   /* lone halves of characters that became U+FFFD */
    size_t repaired; /* records that were not well-formed and could be repaired */
};

void xml_reader_init(struct xml_reader *r, const struct xml_manner *manner,
                     struct value_maker *maker);
void xml_reader_free(struct xml_reader *r);

/* The element that `record` is; NULL when it is damaged, nested too deep or too large. */
struct value *xml_value_read(struct xml_reader *r, struct str record);

#endif
