/* The records of XML event logs, for readers whose form has some inside.
 *
 * Owner     the batch.
 * Errors    none: damage is noted and declared lost in the batch. */
#ifndef READER_WINDOWS_XML_H
#define READER_WINDOWS_XML_H

#include "model/event.h"

/* Append what is in `bytes`, which begins at byte `offset` of the source and lives as long as the
 * batch. */
void windows_xml_read(struct batch *b, struct str bytes, uint64_t offset, struct loc place);
/* The same, with or without xml_plain.c, so that a test can compare. */
void windows_xml_read_as(struct batch *b, struct str bytes, uint64_t offset, struct loc place,
                         bool plain);

#endif
