/* Short names of Windows services, found in what the Service Control Manager writes: binary data
 * that is the same in every language, else display names of the languages in
 * rules/knowledge/services.csv. */
#ifndef RULE_SERVICE_H
#define RULE_SERVICE_H

#include "base/intern.h"
#include "model/event.h"

struct services {
    struct intern names;            /* short and display names, folded */
    const struct str **short_names; /* by index in `names` */
    size_t n, max;
    struct arena arena;
};

void services_init(struct services *s);
void services_free(struct services *s);

/* The service that an event of the Service Control Manager speaks of, into `room`'s bytes or those
 * of the register; empty when it is not known. */
enum { SERVICE_ROOM = 256 };
struct str service_of(const struct services *s, const struct event *e, char room[SERVICE_ROOM]);

#endif
