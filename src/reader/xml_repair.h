/* A record that is no XML made one: what XML forbids is replaced, what was not escaped is.
 *
 * Threads   pure. */
#ifndef READER_XML_REPAIR_H
#define READER_XML_REPAIR_H

#include "base/buf.h"

/* How many characters of each kind it took. */
struct xml_repairs {
    bool declared;     /* given: the file has a DTD, so references to other entities are left out */
    size_t controls;   /* became U+FFFD */
    size_t references; /* to characters that XML forbids: became U+FFFD */
    size_t pairs;      /* two references that are one character */
    size_t nuls;       /* left out */
    size_t bare;       /* '&' and '<' that stand for themselves */
    size_t quotes;     /* typographic ones inside tags */
};

/* Appends the record to `to` with everything replaced that XML does not allow. */
void xml_repair(struct buf *to, struct str record, struct xml_repairs *counts);

#endif
