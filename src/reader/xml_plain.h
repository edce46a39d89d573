/* Records in the plain form that Windows and converters write nearly always: elements, attributes,
 * text, the five entities and character references, all well-formed. What is not plain, damaged
 * records among it, is left to libxml2, which stays the reference (tests/fuzz/fuzz_xml_plain.c
 * compares the two).
 *
 * Owner     values without entities are views of the record, which belongs to the batch.
 * Threads   pure but for the maker. */
#ifndef READER_XML_PLAIN_H
#define READER_XML_PLAIN_H

#include "event_xml.h"

/* Read one record, which begins at byte `offset` of its source. False: it is not plain, and nothing
 * has been added to the batch. */
bool xml_plain_read(struct event_maker *m, struct str record, uint64_t offset);

#endif
