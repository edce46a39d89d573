/* What the readers of XML that is not PowerShell's have in common: flat records of one element
 * each.
 *
 * Threads   pure but for the batch. */
#ifndef READER_XML_RECORD_H
#define READER_XML_RECORD_H

#include "element_cut.h"
#include "xml_value.h"

/* `parse` of a reader; `at` cuts, `manner` tells how to read. */
void xml_records_parse(struct batch *b, const struct lead *lead, piece_at *at,
                       const struct xml_manner *manner);

#endif
