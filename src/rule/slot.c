#include "rule/source.h"
#include "ruleset.h"

#include "base/limits.h"
#include "base/utf8.h"

/* In the order of enum system_row: element name, or element and attribute, as Sigma's tools for
 * Windows name them. */
const struct system_field system_fields[SYSTEM_ROWS] = {
    {"Provider_Name",                 true },
    {"Provider_Guid",                 true },
    {"Provider_EventSourceName",      true },
    {"EventID",                       true },
    {"EventID_Qualifiers",            true },
    {"Version",                       true },
    {"Level",                         true },
    {"Task",                          true },
    {"Opcode",                        true },
    {"Keywords",                      true },
    {"TimeCreated_SystemTime",        true },
    {"EventRecordID",                 true },
    {"Correlation_ActivityID",        true },
    {"Correlation_RelatedActivityID", true },
    {"Execution_ProcessID",           true },
    {"Execution_ThreadID",            true },
    {"Channel",                       true },
    {"Computer",                      true },
    {"Security_UserID",               true },
    {"Message",                       true },
    {"RecordNumber",                  false},
};
const size_t system_fields_n = SYSTEM_ROWS;

bool slot_fold(struct str name, char to[256], struct str *out)
{
    char plain[LIMIT_FIELD_NAME];
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == ' ')
            continue;
        if (n == sizeof plain)
            return false;
        plain[n++] = name.ptr[i];
    }
    *out = (struct str){to, utf8_fold_into((struct str){plain, n}, to)};
    return true;
}

static struct str without_blanks(struct arena *arena, struct str name)
{
    char *to = arena_alloc(arena, name.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] != ' ')
            to[n++] = name.ptr[i];
    return (struct str){to, n};
}

/* Events that carry this name fill the slot. */
static void listen_to(struct ruleset *r, struct str name, uint32_t slot)
{
    char room[256];
    struct str folded;
    if (!slot_fold(name, room, &folded))
        return; /* longer than any field name: never there */
    uint32_t at = intern_put(&r->names, folded);
    while (r->name_slots_n <= at) {
        GROW(&r->arena, r->name_slots, r->name_slots_n, r->name_slots_max);
        r->name_slots[r->name_slots_n++] = (struct name_slots){0};
    }
    struct name_slots *list = &r->name_slots[at];
    GROW(&r->arena, list->slots, list->n, list->max);
    list->slots[list->n++] = slot;
}

static bool find_system(struct str name, uint32_t *row)
{
    for (uint32_t i = 0; i < SYSTEM_ROWS; i++)
        if (str_eq_nocase(name, str_of(system_fields[i].name))) {
            *row = i;
            return true;
        }
    return false;
}

bool rule_is_system_field(struct str name)
{
    uint32_t row;
    return find_system(name, &row) && system_fields[row].wins;
}

/* `EventData_Level` is the Level of the event's data, which the system's own Level hides. */
static struct str behind_prefix(struct str name)
{
    static const struct str prefix = {"EventData_", 10};
    uint32_t row;
    struct str rest = str_skip(name, prefix.len);
    return str_starts(name, prefix) && find_system(rest, &row) ? rest : (struct str){0};
}

static void add_slot(struct ruleset *r, struct slot slot)
{
    GROW(&r->arena, r->slots, r->slots_n, r->slots_max);
    r->slots[r->slots_n++] = slot;
}

uint32_t slot_of(struct ruleset *r, struct str written)
{
    struct slot slot = {.name = without_blanks(&r->arena, written)};
    size_t before = r->slot_names.n;
    uint32_t at = intern_put(&r->slot_names, slot.name);
    if (r->slot_names.n == before)
        return at;
    if (find_system(slot.name, &slot.system)) {
        slot.kind = SLOT_SYSTEM;
        slot.system_wins = system_fields[slot.system].wins;
    } else if (str_eq_nocase(slot.name, STR("ServiceName"))) {
        slot.kind = SLOT_SERVICE_NAME;
    }
    add_slot(r, slot);
    listen_to(r, slot.name, at);
    struct str shadowed = behind_prefix(slot.name);
    if (shadowed.len)
        listen_to(r, shadowed, at);
    return at;
}

/* Has a name that no field can have, for its blank. */
uint32_t slot_keywords(struct ruleset *r)
{
    static const struct slot keywords = {
        .name = {"any value", 9},
          .kind = SLOT_KEYWORDS
    };
    size_t before = r->slot_names.n;
    uint32_t at = intern_put(&r->slot_names, keywords.name);
    if (r->slot_names.n > before)
        add_slot(r, keywords);
    return at;
}
