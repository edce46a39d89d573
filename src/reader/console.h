/* Text that was copied from a console or redirected from a command: prompts, dates, and the tables
 * of commands, several in one file. Private to reader.
 *
 * Each kind of table is one file with a `const struct table table_NAME` and the row TABLE(NAME) in
 * tables.def: `begins` looks at two lines, `read` makes captures and stops before the first line
 * that is not its own. The frame (console.c) knows prompts, dates, times, hosts, and the header of
 * a collecting script: a line with the words "culprit collect" and, behind them, host=NAME and
 * taken=2012-10-26T09:08:00.
 *
 * What stands between tables and is none of these is declared lost.
 *
 * Owner     what parsers make belongs to the batch.
 * Units     `taken` is the wall clock of the host, as the file states it above the table. */
#ifndef READER_CONSOLE_H
#define READER_CONSOLE_H

#include "model/event.h"
#include "taken.h"

/* Where reading is, and what the file has said so far. */
struct console {
    struct batch *batch;
    struct loc place;    /* of the current line */
    struct str rest;     /* behind the current line */
    struct str line;     /* without its end */
    struct str command;  /* last one typed at a prompt; empty when none was */
    struct str host;     /* by a `hostname` line or a table; empty when none told */
    struct moment taken; /* by date and time above the table */
    bool clock;          /* `taken` has a time of day, not a date only */
    bool again;          /* the current line is to be looked at once more */
};

/* The next line; false at the end. Prompts are recognised by console_prompt. */
bool console_next(struct console *c);
/* Gives the current line back: the next call brings it again. */
void console_back(struct console *c);
bool console_prompt(struct str line, struct str *command); /* `C:\>command` */
/* Does the current line belong to something else than the table before it: a prompt, another table,
 * what consoles print between tables? */
bool console_over(const struct console *c);
/* Where the current line stands in the source. */
uint64_t console_offset(const struct console *c);
/* A capture with what the console knows; `tool` is used where no command was typed. Its place may
 * move with the next one. */
struct capture *console_capture(struct console *c, enum fact_kind kind, const char *tool);
struct fact *console_fact(struct console *c, struct capture *capture);
/* The current line could not be used. */
void console_lost(struct console *c, const char *why);

/* Blank-separated words of a line; returns how many there are (at most `max` are stored). */
size_t console_words(struct str line, struct str *words, size_t max);
/* The cells of a line of quoted values, a doubled quote left as it is; at most `max`. */
size_t console_csv(struct str line, struct str *cells, size_t max);
/* Does the typed command have this word ("/v", "-p")? `next` (may be NULL) is what follows. */
bool console_option(const struct console *c, struct str word, struct str *next);

struct table {
    const char *name;
    /* Programs that print it, separated by blanks; NULL: the first word of the name. A table is the
     * answer to the command before it only where that is one of them. */
    const char *programs;
    /* Does a table begin with this line? `next` is the line behind it. */
    bool (*begins)(const struct console *c, struct str line, struct str next);
    /* Reads on from that line; stops before the first line that is not its own. */
    void (*read)(struct console *c);
};

#endif
