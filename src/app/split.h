/* One source through the splitter: a file, or what came out of a container. Private to app.
 *
 * Errors    FAIL_STOPPED only: any other trouble ends the one source and is remarked. */
#ifndef APP_SPLIT_H
#define APP_SPLIT_H

#include "job.h"
#include "reader/container.h"
#include "twin.h"

struct item {
    const char *path;
    struct input *in;
    struct str stamp;               /* how the file looks, for the next run; empty for a member */
    const struct file_list *beside; /* files or members that may hold the same log; sorted */
    twin_known *twin;               /* whether one of them is of a form that is read */

    /* Of a member: */
    struct unfolding *unfolding; /* NULL: a file of its own */
    int depth;                   /* containers around it */
    bool prose;                  /* no loss when no reader knows it */
    struct err damage;           /* what ended its bytes early; may come while it is read */

    bool unknown; /* set: no reader knew it */
};

enum status split_item(struct splitter *s, struct item *item) NODISCARD;

/* Is it passed over by its name alone? It is remarked then. */
bool split_is_passed(struct splitter *s, const char *path);

/* The beginning of something: is it a container, and if not, what are its first characters? The
 * text lives as long as the input, and until its first piece is taken. */
struct looks {
    struct head head;
    const struct container *container;
    char raw[4096];
};
enum status split_look(const struct splitter *s, struct input *in, struct looks *out,
                       struct err *err) NODISCARD;

#endif
