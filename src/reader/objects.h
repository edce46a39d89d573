/* Rows of named properties, in whatever layout a command printed them: PowerShell's tables, lists
 * and CSV, wmic's tables, lists and CSV, sqlcmd, driverquery, schtasks. Private to reader.
 *
 * A kind of evidence lists the properties it knows, in every language; objects_begins finds the
 * layout, objects_read makes the captures. A cell that the console cut ("Microsoft...") is not
 * shown: its field is left out.
 *
 * Owner     what is made belongs to the batch.
 * Threads   pure but for the console. */
#ifndef READER_OBJECTS_H
#define READER_OBJECTS_H

#include "console.h"

enum { OBJECT_PROPERTIES = 96 };

/* Field of a property that names the machine. */
#define OBJECT_HOST "@host"

/* One property that a command shows. */
struct property {
    const char *name;  /* as printed, without case */
    const char *field; /* of the fact; OBJECT_HOST; NULL: known, of no use */
    bool mark;         /* tells this command's output from others */
    /* NULL: as it is printed. May give ptr NULL: says nothing. */
    struct str (*plain)(struct arena *arena, struct str value);
};

/* What one row says, whether or not it is kept; a repeated name is there twice. */
struct object {
    struct pair properties[OBJECT_PROPERTIES];
    size_t n;
};

struct objects {
    const char *tool;
    enum fact_kind kind;
    const struct property *properties;
    size_t n;
    size_t marks;         /* so many different marked properties a heading must have */
    const char *key;      /* the field without which a row is not understood */
    const char *between;  /* beginnings of lines that stand between rows, "Folder:,INFO:" */
    const char *commands; /* "wmic service, get-service": where typed, the key is mark enough */
    /* NULL, or: completes a row; false leaves it out without a remark. */
    bool (*row)(struct console *c, struct fact *f, const struct object *o);
    /* NULL: the whole is declared where no filter was typed and nothing was cut. */
    void (*scope)(struct console *c, struct capture *capture, bool cut);
};

bool objects_begins(const struct console *c, struct str line, const struct objects *o);
/* The first form of several that begins here; NULL when none does. */
const struct objects *objects_which(const struct console *c, struct str line,
                                    const struct objects *const *forms, size_t n);
void objects_read(struct console *c, const struct objects *o);

/* The value of a property, empty where there is none. */
struct str object_get(const struct object *o, const char *name);
/* Was something typed that leaves rows out: a name, a filter, a search? */
bool console_filtered(const struct console *c);
/* "{Tcpip, Afd}" without its braces. */
struct str plain_list(struct arena *arena, struct str value);
/* What stands for nothing becomes the empty text. */
struct str plain_none(struct arena *arena, struct str value);
/* "C:\WINDOWS\system32\svchost.exe -k netsvcs": the name of the program. */
struct str plain_image(struct arena *arena, struct str value);
/* The moment of an english, german or french date, or WMI's "20121024183312.500000-420", in ISO
 * form without a zone; as it is where it is none. */
struct str plain_time(struct arena *arena, struct str value);

#endif
