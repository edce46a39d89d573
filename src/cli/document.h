/* Documents made from tables: the limits, the notes, the schema of a case file. Private to cli. */
#ifndef CLI_DOCUMENT_H
#define CLI_DOCUMENT_H

#include "base/buf.h"

/* Markdown of "limits", "notes" or "store"; false when it is none of them. */
bool document_write(const char *name, struct buf *to);

#endif
