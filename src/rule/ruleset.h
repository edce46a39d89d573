/* The insides of a ruleset, shared by the modules of this room: loading fills it, matching only
 * reads it. */
#ifndef RULE_RULESET_H
#define RULE_RULESET_H

#include "base/ahead.h"
#include "base/intern.h"
#include "expr.h"
#include "pattern/pattern.h"
#include "rule/rule.h"

/* What an event calls a value that rules ask for. Every name is one slot; names are compared
 * exactly, then without case. */
enum slot_kind { SLOT_FIELD, SLOT_SYSTEM, SLOT_SERVICE_NAME, SLOT_KEYWORDS };

/* In events of one log source a field that rules name stands under another name. */
struct slot_alias {
    uint32_t channel; /* index into ruleset.channels */
    const int64_t *ids;
    size_t ids_n;
    uint32_t slot;
};

struct slot {
    struct str name;
    enum slot_kind kind;
    uint32_t system;  /* row of system_fields */
    bool system_wins; /* over a field of the same name */
    struct slot_alias *aliases;
    size_t aliases_n, aliases_max;
};

/* One test on one field, shared by all rules that ask it. */
struct item {
    uint32_t slot, other; /* `other`: what fieldref compares with, else SLOT_NONE */
    const struct pattern *pattern;
    struct str field, modifiers;
    const struct node *values;
    int cost;
};

#define SLOT_NONE UINT32_MAX
#define RULE_NONE UINT32_MAX
#define ID_ANY INT64_C(-1)

/* Event ids that a rule can be true for; `any` where it names none. */
struct id_set {
    bool any;
    const int64_t *v;
    size_t n;
};

/* One way in which an event can belong to a log source. No channels: any channel. */
struct logsource_row {
    const struct str *channels;
    size_t channels_n;
    const int64_t *ids;
    size_t ids_n;
    struct str service;
    const struct node *where, *fields;
    const struct str *has; /* all fields that such an event can have; n = 0: not known */
    size_t has_n;
    struct loc from; /* the entry of a pack's map that says so; no file: built in */
};

struct logsource {
    const struct logsource_row *rows;
    size_t rows_n;
    bool elsewhere; /* no event log has it */
};

enum correlation_type {
    EVENT_COUNT,
    VALUE_COUNT,
    VALUE_SUM,
    VALUE_AVG,
    VALUE_PERCENTILE,
    VALUE_MEDIAN,
    TEMPORAL,
    TEMPORAL_ORDERED,
    CORRELATION_TYPES
};

/* What the metric must be. `absence`: nothing at all satisfies it. */
struct bounds {
    bool has_low, low_open, has_high, high_open, has_not, absence;
    double low, high, not_equal;
};

/* One way through an ordered correlation: its rules in order, some of them excluded. */
struct path {
    const struct path_step {
        uint32_t ref;
        bool negated;
    } * steps;
    size_t n;
    size_t positive;
};

struct correlation {
    enum correlation_type type;
    const uint32_t *rules; /* by index in the ruleset, in the order of the document */
    size_t rules_n;
    int64_t timespan;
    const struct str *group; /* names of group-by */
    size_t group_n;
    /* The field behind each name for each rule, and its slot: [rule * group_n + name]. */
    const struct str *fields;
    const uint32_t *slots;
    const uint32_t *values; /* slots of `field` */
    const struct str *value_names;
    size_t values_n;
    double percentile;
    struct bounds bounds;
    bool counted;                /* has bounds, not a boolean condition */
    const struct expr *when;     /* the boolean condition over `rules`; NULL: all of them */
    uint64_t positive, negative; /* rules by bit */
    const struct path *paths;    /* of TEMPORAL_ORDERED */
    size_t paths_n;
    bool generate;
};

/* A hit of a detection counts for a rule that has a diagnosis. */
struct member_of {
    uint32_t rule;
    const struct str *names; /* of group-by */
    const uint32_t *slots;
    size_t n;
    bool begins;
};

/* A correlation looks at a rule: it is its `ref`th. */
struct user {
    uint32_t rule, ref;
};

struct rule {
    const struct node *root;
    struct logsource source;
    const struct expr *expr;    /* over items, of a detection */
    const struct expr *written; /* over `selections`, as the author wrote it */
    const struct str *selections;
    size_t selections_n;
    struct id_set ids; /* that `expr` allows */
    bool any_provider; /* it asks for a part of a provider's name, which any may have */
    struct correlation *correlation;
    struct member_of *members;
    size_t members_n, members_max;
    struct user *users;
    size_t users_n, users_max;
    bool filtered;
};

/* Rules that cannot be true where this item is not. */
struct gate {
    uint32_t item;
    const uint32_t *rules;
    size_t n;
};

/* Rules filed where an event finds them; most of them stand behind gates. Gates behind a sieve are
 * asked only where the sieve of their slot lets them through. */
struct shelf {
    uint64_t key;
    const struct gate *gates; /* asked of every event */
    size_t gates_n;
    const struct gate *sieved; /* by item */
    size_t sieved_n;
    const uint32_t *slots; /* whose sieves those stand behind */
    size_t slots_n;
    const uint32_t *rules; /* without a gate */
    size_t n;
};

struct rule_file {
    const char *name;
    struct str text;
};

struct ruleset {
    struct arena arena, helpers[AHEAD_HELPERS]; /* of the threads that help to read */
    struct rule_info *infos;
    struct rule *rules;
    size_t n;
    struct item *items;
    size_t items_n, items_max;
    struct slot *slots;
    size_t slots_n, slots_max;
    struct intern slot_names; /* as rules write them: the index is the slot */
    struct intern names;      /* of fields, folded */
    struct name_slots {
        uint32_t *slots;
        size_t n, max;
    } * name_slots; /* by index in `names` */
    size_t name_slots_n, name_slots_max;
    struct intern channels; /* and providers, folded */
    struct gates *gates;    /* by rule */
    struct sieve **sieves;  /* by slot; NULL where no gate stands behind one */
    struct shelf *shelves;  /* by key */
    size_t shelves_n;
    struct rule_file *files;
    size_t files_n, files_max;
    struct rule_pack *packs;
    size_t packs_n, packs_max;
    struct intern lookup; /* ids and names */
    const uint32_t *lookup_rules;
    struct ruleset_counts counts;
    char sha256[65];
};

/* slot.c: system fields, and the slot of a field name (made when new). */
extern const struct system_field {
    const char *name;
    bool wins; /* over a field of that name in the event's data */
} system_fields[];
extern const size_t system_fields_n;
enum system_row {
    SYSTEM_PROVIDER,
    SYSTEM_PROVIDER_GUID,
    SYSTEM_SOURCE_NAME,
    SYSTEM_EVENT_ID,
    SYSTEM_QUALIFIERS,
    SYSTEM_VERSION,
    SYSTEM_LEVEL,
    SYSTEM_TASK,
    SYSTEM_OPCODE,
    SYSTEM_KEYWORDS,
    SYSTEM_TIME,
    SYSTEM_RECORD_ID,
    SYSTEM_ACTIVITY,
    SYSTEM_RELATED_ACTIVITY,
    SYSTEM_PID,
    SYSTEM_TID,
    SYSTEM_CHANNEL,
    SYSTEM_COMPUTER,
    SYSTEM_USER,
    SYSTEM_MESSAGE,
    SYSTEM_RECORD_NUMBER,
    SYSTEM_ROWS
};
uint32_t slot_of(struct ruleset *r, struct str written);
uint32_t slot_keywords(struct ruleset *r);
/* Text folded and without blanks into `to`; false when it does not fit. */
bool slot_fold(struct str name, char to[256], struct str *out);

/* gate.c: of every rule, items one of which is true where the rule is. */
struct gates {
    const uint32_t *items;
    size_t n; /* 0: the rule has none */
};
struct gates *gates_find(struct ruleset *r, struct arena *arena);

/* index.c */
enum shelf_kind { SHELF_CHANNEL, SHELF_PROVIDER };
uint64_t shelf_key(enum shelf_kind kind, uint32_t name, int64_t id);
#define NAME_ANY UINT32_MAX
void index_build(struct ruleset *r);
const struct shelf *index_find(const struct ruleset *r, uint64_t key);

#endif
