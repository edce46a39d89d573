/* The register of roles of servers: by which providers, services and programs a machine shows that
 * it has one (rules/knowledge/roles.csv).
 *
 * Owner     what is found lives in the arena given, or in the program.
 * Threads   pure functions. */
#ifndef KNOWLEDGE_ROLE_H
#define KNOWLEDGE_ROLE_H

#include "base/arena.h"

struct role_entry {
    struct str role, title; /* "dns", as conditions on hosts ask; in words */
    /* Names with ';' between them, a star for any end. */
    struct str providers; /* that only a machine in that role has */
    struct str services;  /* short names; one that runs shows the role */
    struct str images;    /* programs that nothing but the role runs */
    struct str ports;     /* "tcp/53;udp/53": where it listens, for people */
    struct str source;
};

struct role_register {
    const struct role_entry *v; /* in the order of the file */
    size_t n;
};

struct role_register roles_load(struct arena *arena);

/* Is the name one of the list, without regard to the case of ASCII letters? */
bool role_lists(struct str list, struct str name);

#endif
