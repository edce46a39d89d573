/* What exporters put in words where the event has numbers or nothing: levels in several languages,
 * "N/A" for no user, the log that the name of a file tells, dumps of binary data. Private to
 * reader.
 *
 * Threads   pure functions. */
#ifndef READER_WORDS_H
#define READER_WORDS_H

#include "base/arena.h"
#include "model/event.h"

/* "Error", "Fehler", "Avertissement", "Failure Audit": the level; EVENT_NONE when unknown. */
int64_t words_level(struct str word);

/* "Audit Success", "Failure Audit": the keywords of such an event, in any of the languages; false
 * when the word is neither. */
bool words_keywords(struct str word, uint64_t *keywords);

/* EventType of .evt, WMI and dumpel: 1 error, 2 warning, 4 information, 8 and 16 audits. */
int64_t words_level_of_type(uint64_t type);

/* Stands the word for no user at all? "N/A", "Nicht zutreffend", empty. */
bool words_nobody(struct str user);

/* The channel by the name of the file: "SRV1_evt_System.csv" holds System. Empty when it does not
 * tell. Also the names that a localized Windows shows ("Anwendung"). */
struct str words_channel(struct arena *arena, struct str path);

/* An id of up to 32 bits, as .evt and old tools give it: the upper half are the qualifiers. */
void words_event_id(struct event *e, uint64_t id);

/* Takes a dump off the end of a description: a line "Data:" (in any of the languages) and lines
 * such as "0000: 40 27 00 00" or "0000: c000005e". What it holds as capital hexadecimal digits, or
 * ptr NULL. */
struct str words_dump(struct arena *arena, struct str *text);

#endif
