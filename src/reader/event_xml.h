/* From the parts of one <Event>, in the order in which they stand, to an event. Whoever tokenizes
 * the XML tells of element starts, texts and ends; what they mean is known here only.
 *
 * Owner     the batch: every view in the event belongs to its arena.
 * Threads   one maker per thread. */
#ifndef READER_EVENT_XML_H
#define READER_EVENT_XML_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "model/event.h"
#include "quirks.h"

/* An attribute, decoded. */
struct xml_attr {
    struct str name, value; /* the name as written, with its prefix */
};

enum event_section { IN_NOTHING, IN_SYSTEM, IN_DATA, IN_TREE, IN_RENDERING };

struct event_maker {
    struct batch *batch;
    struct loc place;     /* for notes */
    struct event event;   /* being made */
    struct arena scratch; /* of the maker itself */
    struct field *fields; /* in scratch, until their number is known */
    size_t fields_n, fields_max;
    size_t dropped; /* fields over LIMIT_RECORD_FIELDS */
    size_t depth;   /* 1: inside <Event> */
    enum event_section section;
    int part;           /* row of the table of System's elements; -1 none */
    bool wanted;        /* the text being read means something */
    uint64_t has_child; /* one bit for each depth */
    struct str name;    /* of the field being read */
    struct str record;  /* text that lives as long as the batch */
    struct str view;    /* of it: the text being read, where one view says it all */
    struct buf text;    /* else it is gathered here */
    bool quoted;        /* the value being read holds markup */
    bool base64;        /* in this file <Binary> is Base64, whatever it looks like */
    const char *wrong;  /* why the record has no time */
    uint32_t hash;      /* of the name looked up last */
    uint64_t hashes;    /* of the record's names, one bit each */
    struct quirks quirks;
    struct str names[256], last_computer, last_channel, last_provider, last_guid; /* seen before */
};

void event_maker_init(struct event_maker *m, struct batch *b, struct loc place);
void event_maker_free(struct event_maker *m);

/* Before the start of <Event>. What is given out of `record` lives as long as the batch, so that
 * views of it are enough; everything else is copied. */
void event_begin(struct event_maker *m, uint64_t offset, struct str record);
void event_start(struct event_maker *m, struct str element, const struct xml_attr *attrs, size_t n);
void event_text(struct event_maker *m, struct str text);
void event_end(struct event_maker *m,
               struct str element); /* that of <Event> adds it to the batch */

#endif
