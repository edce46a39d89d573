/* One line of a firewall, before it is a fact, and the forms of syslog. Private to reader.
 *
 * Owner     everything is a view into the line or a literal.
 * Threads   pure functions. */
#ifndef READER_FIREWALL_ENTRY_H
#define READER_FIREWALL_ENTRY_H

#include "base/str.h"
#include "base/time.h"

/* One line, before it is a fact. */
struct firewall_entry {
    struct moment at;
    struct str host, action, protocol, source, source_port, destination, destination_port, reason;
    int64_t age; /* seconds; -1 unknown */
};

/* Is it a line of a firewall that we know? */
bool firewall_syslog(struct firewall_entry *e, struct str line);
/* In our words: allow, drop, close, reset; empty when it is none of them. */
struct str firewall_action(struct str word);
struct str firewall_protocol(struct str word); /* "6" is tcp */

#endif
