/* libevtx, as a second reader of records whose bytes were found sound. Private to reader.
 *
 * Owner     the handle; what it was opened on must outlive it.
 * Threads   one handle per thread; evtx_lib_start comes first. */
#ifndef READER_EVTX_LIB_H
#define READER_EVTX_LIB_H

#include "base/buf.h"

struct evtx_lib;

/* Once, before the first thread: libevtx makes a table when it first needs it. */
void evtx_lib_start(void);

/* Opens a whole .evtx that lies in memory; NULL when libevtx refuses it. */
struct evtx_lib *evtx_lib_open(struct str file);
void evtx_lib_close(struct evtx_lib *lib);

/* The XML of the record; false, and why in `why`, when libevtx cannot read it. */
bool evtx_lib_xml(struct evtx_lib *lib, size_t index, struct buf *xml, struct buf *why);

#endif
