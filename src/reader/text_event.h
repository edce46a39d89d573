/* What all text forms have in common: the parts of a record, in words, become an event. A form
 * only says which stretch of the record is which part. Private to reader.
 *
 * Times are the wall clock of whoever exported. What such a form cannot give (the log, the
 * machine, values by name) is said once for every run.
 *
 * Owner     the batch; parts must live as long as it does.
 * Errors    none: a record without provider or id is noted and declared lost. */
#ifndef READER_TEXT_EVENT_H
#define READER_TEXT_EVENT_H

#include "reader/reader.h"
#include "wall.h"

enum text_part {
    TEXT_CHANNEL,
    TEXT_PROVIDER,
    TEXT_PROVIDER_GUID,
    TEXT_ID, /* up to 32 bits */
    TEXT_QUALIFIERS,
    TEXT_VERSION,
    TEXT_LEVEL,         /* a word or a number */
    TEXT_LEVEL_2,       /* taken where TEXT_LEVEL says nothing */
    TEXT_TYPE,          /* EventType of .evt, a number; taken where no level says anything */
    TEXT_TASK,          /* a number, also "(2)"; words are no task */
    TEXT_OPCODE,        /* a number */
    TEXT_KEYWORDS,      /* a number */
    TEXT_KEYWORD_WORDS, /* "Classic, Audit Failure" */
    TEXT_DATE,          /* with the clock, or without */
    TEXT_CLOCK,
    TEXT_DATE_2, /* taken where TEXT_DATE is missing */
    TEXT_RECORD_ID,
    TEXT_PROCESS,
    TEXT_THREAD,
    TEXT_ACTIVITY,
    TEXT_RELATED_ACTIVITY,
    TEXT_COMPUTER,
    TEXT_USER,
    TEXT_USER_2, /* taken where TEXT_USER is nobody */
    TEXT_MESSAGE,
    TEXT_PARTS
};

/* The run being read. */
struct text_run {
    struct batch *batch;
    const struct lead *lead;
    struct loc place;
    struct str channel; /* by the name of the file */
    enum wall_order order;
};

/* The order of dates by the file as a whole, or as the form always has it. */
struct text_run text_run_of(struct batch *b, const struct lead *lead);
struct text_run text_run_in(struct batch *b, const struct lead *lead, enum wall_order order);

/* The event of a record, already in the batch, or NULL. */
struct event *text_event(struct text_run *t, const struct str part[TEXT_PARTS], struct str record);

/* Appends a value to the event, which is the last of the batch; the name may be empty. */
void text_field(struct text_run *t, struct event *e, struct str name, struct str value);

void text_lost(struct text_run *t, struct str stretch, enum note_id note, const char *why);

/* A note that is made once for a run. */
void text_note(struct text_run *t, enum note_id note, const char *detail);

/* Blanks and line ends inside a value are one blank. */
struct str text_one_line(struct arena *arena, struct str s);

/* Rows of a form: the label of a part. The part at `label`, compared without case; TEXT_PARTS when
 * it is none. */
struct text_label {
    const char *text;
    enum text_part part;
};

enum text_part text_part_of(const struct text_label *labels, size_t n, struct str label);

/* Headings that hold for what follows ("System log on \\SRV:"): kept while the file is surveyed,
 * and the one that holds behind so
 * many decoded bytes of the source, or NULL. */
void text_heading_keep(struct lead *lead, uint64_t decoded, struct str channel,
                       struct str computer);
const struct heading *text_heading_at(const struct lead *lead, uint64_t decoded);

#endif
