/* Which files beside the rules shape a ruleset: pack.yml of a folder, maps of log sources. Loading
 * reads them, and the digest of a ruleset has their bytes.
 *
 * Owner     the arena given.
 * Threads   pure. */
#ifndef RULE_PACK_H
#define RULE_PACK_H

#include "base/tree.h"

/* A path of rules that is a map of log sources: its name ends in .json. */
bool pack_is_map(const char *path);
/* The pack.yml that a path of rules brings: itself, or the one in the folder; it need not be there.
 */
struct str pack_file(struct arena *arena, const char *path);
/* The file that `logsources` in a pack.yml names, beside it; empty where it names none. */
struct str pack_map_file(struct arena *arena, struct str pack_file, const struct node *pack);

#endif
