/* Scripts that gather evidence on a Windows machine, put together from tables and texts that are
 * built in (src/collect): steps.csv says what is taken on which Windows by which command.
 *
 * A script only reads, writes one new folder, and logs what it took, when, with which result, and
 * the hashes. Without a version of Windows it finds out at run time which steps are for it.
 *
 * Wishes come from a report that anybody may have changed: kinds select steps by name, keys and
 * logs are taken only where every character of them is harmless in a script.
 *
 * Owner     buffers and arenas are the caller's.
 * Threads   pure functions.
 * Errors    FAIL_USAGE for an unknown Windows, or none that has PowerShell. */
#ifndef COLLECT_COLLECT_H
#define COLLECT_COLLECT_H

#include "base/buf.h"
#include "base/err.h"

/* What is to be taken; nothing at all: everything. */
struct collect_wish {
    struct str *kinds; /* of companion evidence, or "log" */
    size_t kinds_n, kinds_max;
    struct str *keys; /* of the registry */
    size_t keys_n, keys_max;
    struct str *logs; /* names of logs */
    size_t logs_n, logs_max;
};

/* Adds what one entry of missing_evidence asks for: its kind, and of the command that it names the
 * key or the log. False where a name in it is none that a script may contain; the kind counts
 * still. */
bool collect_ask(struct arena *arena, struct collect_wish *wish, struct str kind,
                 struct str command);

struct collect_spec {
    bool powershell;
    struct str windows;              /* "2003", "2008r2"; empty: found out at run time */
    const struct collect_wish *wish; /* NULL: everything */
};

enum status collect_script(const struct collect_spec *spec, struct buf *to,
                           struct err *err) NODISCARD;

/* Which tool takes a network trace on that Windows (on each of them where empty), and when none is
 * needed; as text. */
enum status collect_capture(struct str windows, struct buf *to, struct err *err) NODISCARD;

#endif
