/* The register of ports: which service of Windows and its server products listens where
 * (rules/knowledge/ports.csv).
 *
 * Owner     what is found lives in the arena given, or in the program.
 * Threads   pure functions. */
#ifndef KNOWLEDGE_PORT_H
#define KNOWLEDGE_PORT_H

#include "base/arena.h"

struct port_entry {
    int64_t first, last; /* the same for a single port */
    struct str protocol; /* tcp, udp */
    struct str service, image, title, product, note;
    struct str port_basis, image_basis; /* verified: read in a source; own-knowledge */
    struct str source;
    size_t place; /* in the file */
};

struct port_register {
    const struct port_entry *v; /* by port; ranges that are drawn from behind all others */
    size_t n;
};

struct port_register ports_load(struct arena *arena);

/* Is it the port's (any protocol where that is empty)? */
bool port_covers(const struct port_entry *e, int64_t port, struct str protocol);

/* Does the entry's service, image or title say so? Without regard to the case of ASCII letters; a
 * service or image as a whole, a title also in part. */
bool port_owned(const struct port_entry *e, struct str name);

#endif
