/* Finding the records of an XML event log without parsing it: where each begins and ends, and what
 * stands between them. Knows comments, CDATA, depth and prefixed names; a record is an element
 * Event whose first child is System. Costs one memchr per tag, so that splitting keeps up with the
 * disk.
 *
 * Owner     pieces are views of what was given.
 * Threads   pure functions. */
#ifndef READER_XML_SCAN_H
#define READER_XML_SCAN_H

#include "base/str.h"

enum xml_piece_kind {
    XML_FILLING, /* blanks, declarations, roots, wrappers, banners: belongs to no record */
    XML_LOST,    /* text or remains of a record outside every record */
    XML_RECORD,  /* <Event>...</Event> */
    XML_BROKEN,  /* a record without its end: another begins, or the file ends */
    XML_LARGE,   /* a record over LIMIT_RECORD_BYTES, as far as it was looked at */
    XML_OPEN,    /* goes on behind the window */
};

struct xml_piece {
    enum xml_piece_kind kind;
    struct str bytes;
};

/* The piece at the front of `s`, which is not empty. `last`: nothing follows; then it is never
 * XML_OPEN. Whatever `last` says, a piece that is not XML_OPEN is the same in a larger window. */
struct xml_piece xml_piece_at(struct str s, bool last);

/* The name of the element whose tag begins at `s` ("<ev:Event ..." or "</ev:Event>"): as written,
 * and without its prefix. */
struct str xml_tag_name(struct str s);
struct str xml_local(struct str name);

#endif
