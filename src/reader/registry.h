/* What .reg files and reg query have in common: rows of the registry. Private to reader. */
#ifndef READER_REGISTRY_H
#define READER_REGISTRY_H

#include "model/event.h"

/* HKLM\x to HKEY_LOCAL_MACHINE\x, without blanks around and slash behind. */
struct str registry_key(struct arena *arena, struct str key);
/* One row: key, name, type, value. */
void registry_put(struct arena *arena, struct fact *f, struct str key, const struct pair *name_type,
                  struct str value);
/* Does this value name the machine? */
bool registry_names_host(struct str key, struct str name);

#endif
