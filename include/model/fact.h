/* Companion evidence: what netstat, tasklist, a .reg file or systeminfo said, row by row.
 *
 * A capture is one table of one kind, taken at one moment on one host, with the scope it declares:
 * what it would have shown had it been there. Its rows are facts.
 *
 * Owner     the arena of the batch, or the one given to the loader. */
#ifndef MODEL_FACT_H
#define MODEL_FACT_H

#include "base/arena.h"
#include "base/time.h"

enum fact_kind {
#define FACT(id, name, fields, meaning) FACT_##id,
#include "model/fact.def"
#undef FACT
    FACT_KINDS
};

struct fact_kind_info {
    const char *name, *fields, *meaning;
};

extern const struct fact_kind_info fact_kinds[FACT_KINDS];

bool fact_kind_find(struct str name, enum fact_kind *out);

struct pair {
    struct str name, value;
};

/* One row. Only fields that the capture shows are there: a bare `netstat -ano` has no `image`. */
struct fact {
    struct pair *fields;
    size_t fields_n, fields_max;
    uint64_t offset; /* byte in its source */
    uint32_t line;   /* from 1; 0 unknown */
    int64_t id;      /* of the row in the case file; 0 before it has one */
};

/* Scope pairs, by kind:
 *   socket    protocol=tcp, protocol=udp, family=4, family=6 (several), pids=yes|no, images=yes|no,
 *             whole=yes|no (the paste has its heading and no cut end)
 *   process   services=yes|no, whole=yes|no
 *   registry  key=HKEY_LOCAL_MACHINE\... (one for each exported key; below it nothing else is
 *             known unless exported too), whole=yes|no
 *   port_range    protocol=..., kind=dynamic|excluded (several), family=4|6, whole=yes|no
 *   http_binding  kind=sslcert|urlacl|iplisten|url (several), whole=yes|no
 *   filter        kind=minifilter|driver|lsp, whole=yes|no
 *   the others    whole=yes|no
 * and of any kind
 *   name=...      it was asked for these names only (sc qc DNS), and shows them whole
 * A kind that is silent about something leaves it unknown. */
struct capture {
    enum fact_kind kind;
    struct str tool; /* "netstat -ano" */
    struct str
        host; /* as the file names it; empty when it does not. Later: the host it counts for */
    struct moment
        taken;       /* as the file, its name or folder says, or --taken; never the file's time */
    struct str zone; /* "Pacific Standard Time" or the like, where the capture says it */
    uint32_t source;
    uint32_t snapshot; /* captures of one host at one time share a number; set by diagnosis */
    int64_t id;
    struct pair *scope;
    size_t scope_n, scope_max;
    struct fact *facts;
    size_t facts_n, facts_max;
};

struct fact *capture_add(struct arena *arena, struct capture *c);
void fact_put(struct arena *arena, struct fact *f, struct str name, struct str value);
void capture_scope(struct arena *arena, struct capture *c, struct str name, struct str value);
struct str fact_get(const struct fact *f,
                    struct str name); /* ptr NULL when the row has no such field */
bool capture_scope_has(const struct capture *c, struct str name,
                       struct str value); /* without case */

#endif
