/* What stands around the records of a file: roots, declarations, banners. It holds no event, but
 * tells how the file was made and whether it is whole.
 *
 * Threads   one frame per run of bytes. */
#ifndef READER_XML_FRAME_H
#define READER_XML_FRAME_H

#include "model/event.h"
#include "reader/reader.h"
#include "xml_scan.h"

/* Who wrote the file, where that matters for what its records mean. */
enum xml_writer { WRITER_ANY, WRITER_PYTHON, WRITER_EVTXECMD };

struct xml_frame {
    struct batch *batch;
    struct loc place;
    struct str root; /* the name of the file's first element, unless that is a record */
    enum xml_writer writer;
    bool begins;           /* the run begins where the file does */
    bool rooted, recorded; /* an element, a record was seen */
    bool closed;           /* the root's end was the last of the file's tags that we saw */
};

void xml_frame_init(struct xml_frame *f, struct batch *b, const struct lead *lead,
                    struct loc place);
/* The next piece of the run, whatever it is. */
void xml_frame_see(struct xml_frame *f, struct xml_piece piece);
void xml_frame_end(struct xml_frame *f);

#endif
