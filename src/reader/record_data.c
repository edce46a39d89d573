#include "record_parts.h"

#include "hex.h"
#include "json_scan.h"

/* Fields -------------------------------------------------------------------------------------- */

/* Sigma wants names without blanks. */
static struct str bare_name(struct arena *arena, struct str name)
{
    if (!name.len || !memchr(name.ptr, ' ', name.len))
        return name;
    char *to = arena_alloc(arena, name.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] != ' ')
            to[n++] = name.ptr[i];
    return (struct str){to, n};
}

/* "LogonGuid_1" behind "LogonGuid" is the same name a second time. */
static struct str without_count(const struct record_making *m, struct str name)
{
    size_t len = name.len;
    while (len && name.ptr[len - 1] >= '0' && name.ptr[len - 1] <= '9')
        len--;
    if (len == name.len || len < 2 || name.ptr[len - 1] != '_')
        return name;
    struct str base = str_head(name, len - 1);
    for (size_t i = 0; i < m->fields_n; i++)
        if (str_eq(m->fields[i].name, base))
            return base;
    return name;
}

static void add(struct record_making *m, struct str name, struct str value)
{
    struct record_reading *r = m->reading;
    if (m->fields_n >= LIMIT_RECORD_FIELDS) {
        m->dropped++;
        return;
    }
    name = bare_name(&r->batch->arena, str_trim(name));
    name = m->again ? without_count(m, name) : name;
    if (!name.len)
        quirk_see(&r->quirks, QUIRK_DATA_UNNAMED);
    GROW(&r->nodes, m->fields, m->fields_n, m->fields_max);
    m->fields[m->fields_n++] = (struct field){name.len ? name : STR("Data"), value};
}

static void add_binary(struct record_making *m, struct str value)
{
    if (value.len)
        add(m, STR("Binary"), value);
}

static bool is_attribute(struct str name)
{
    return str_starts(name, STR("@")) || str_starts(name, STR("xmlns"));
}

/* Every leaf is a field of its own name, however deep it stands; of lists all items have the name
 * of the list. */
static void add_leaves(struct record_making *m, struct str name, const struct value *v)
{
    if (!value_holds(v)) {
        add(m, name, v->text);
        return;
    }
    for (const struct value *item = v->first; item; item = item->next) {
        bool own = v->kind == VALUE_MAP && !str_eq(item->name, STR("#text"));
        struct str called = own ? item->name : name;
        if (str_starts(called, STR("xmlns")) || str_starts(called, STR("@xmlns")))
            continue;
        called = str_skip(called, own && str_starts(called, STR("@")));
        if (str_eq(called, STR("#attributes")) || str_ends(called, STR("_attributes")))
            called = name;
        add_leaves(m, called, item);
    }
}

static void add_members(struct record_making *m, const struct value *map)
{
    for (const struct value *v = map && map->kind == VALUE_MAP ? map->first : NULL; v; v = v->next)
        add_leaves(m, v->name, v);
}

/* The members of what is at a path, which may as well be part of the names: "winlog.event_data.x".
 */
static void add_under(struct record_making *m, const struct value *map, struct str path)
{
    for (const struct value *v = map && map->kind == VALUE_MAP ? map->first : NULL; v;
         v = v->next) {
        struct str name = v->name;
        bool inside = v->kind == VALUE_MAP && str_starts(path, name) && path.len > name.len &&
                      path.ptr[name.len] == '.' && name.len;
        if (str_eq(name, path))
            add_members(m, v);
        else if (inside)
            add_under(m, v, str_skip(path, name.len + 1));
        else if (str_starts(name, path) && name.ptr[path.len] == '.' &&
                 !str_ends(name, STR(".keyword")))
            add_leaves(m, str_skip(name, path.len + 1), v);
    }
}

/* PowerShell --------------------------------------------------------------------------------- */

/* An array, which PowerShell 5 may wrap as {"value": [...], "Count": 2}. */
static const struct value *list_at(const struct value *body, const char *path)
{
    const struct value *v = value_at(body, path);
    if (v && v->kind == VALUE_MAP && value_at(v, "Count"))
        v = value_at(v, "value");
    return v;
}

/* The value inside an EventProperty. */
static const struct value *property(const struct value *item)
{
    const struct value *inner = item->kind == VALUE_MAP ? value_at(item, "Value") : NULL;
    return inner ? inner : item;
}

static bool is_bytes(const struct value *v)
{
    return v->kind == VALUE_BYTES ||
           (v->kind == VALUE_LIST && v->first && v->first->kind == VALUE_BARE);
}

static struct str bytes_of(struct arena *arena, const struct value *v)
{
    return v->kind == VALUE_LIST ? hex_of_numbers(arena, v) : v->text;
}

/* What Export-Clixml and ConvertTo-Json print where they go no deeper: the name of the type. */
static bool is_type(struct str text)
{
    return str_starts(text, STR("System.")) && str_find(text, STR("EventProperty"));
}

void data_properties(struct record_making *m, const struct value *body)
{
    const struct value *list = list_at(body, "Properties");
    if (!list || list->kind != VALUE_LIST) {
        record_remark(m->reading, list && list->text.len ? REMARK_DATA_LOST : REMARK_MESSAGE_ONLY);
        return;
    }
    for (const struct value *item = list->first; item; item = item->next) {
        const struct value *v = property(item);
        struct str text = value_text(v);
        if (v == item && is_type(text)) {
            record_remark(m->reading, REMARK_DATA_LOST);
            return;
        }
        if (is_bytes(v))
            text = bytes_of(&m->reading->batch->arena, v);
        add(m, is_bytes(v) && !item->next ? STR("Binary") : STR("Data"), text);
    }
    if (list->first)
        record_remark(m->reading, REMARK_NAMES_LOST);
}

/* Strings that fill in the message; of several the exporter may have made one text. */
static void add_strings(struct record_making *m, const struct value *strings)
{
    if (strings && strings->kind == VALUE_LIST)
        add_leaves(m, STR(""), strings);
    else if (strings && value_text(strings).len)
        add(m, STR(""), value_text(strings));
}

static void add_bytes(struct record_making *m, const struct value *data)
{
    bool bytes = data && (data->kind == VALUE_BYTES || data->kind == VALUE_LIST);
    if (bytes)
        add_binary(m, bytes_of(&m->reading->batch->arena, data));
}

void data_entry(struct record_making *m, const struct value *body)
{
    const struct value *strings = list_at(body, "ReplacementStrings");
    if (!strings)
        record_remark(m->reading, REMARK_MESSAGE_ONLY);
    add_strings(m, strings);
    add_bytes(m, list_at(body, "Data"));
}

/* Others --------------------------------------------------------------------------------------- */

void data_wmi(struct record_making *m, const struct value *body)
{
    const struct value *strings = list_at(body, "InsertionStrings");
    if (!strings)
        record_remark(m->reading, REMARK_MESSAGE_ONLY);
    add_strings(m, strings);
    add_bytes(m, list_at(body, "Data"));
}

void data_log_parser(struct record_making *m, const struct value *body)
{
    struct str strings = value_text(value_at(body, "Strings")), part;
    const char *bar = strings.len ? memchr(strings.ptr, '|', strings.len) : NULL;
    if (bar)
        record_remark(m->reading, REMARK_JOINED);
    for (bool more = strings.len > 0; more;) {
        bar = strings.len ? memchr(strings.ptr, '|', strings.len) : NULL;
        more = bar != NULL;
        part = str_cut(strings, '|', &strings);
        add(m, STR(""), part);
    }
    add_binary(m, hex_of_digits(&m->reading->batch->arena, value_text(value_at(body, "Data"))));
}

void data_beats(struct record_making *m, const struct value *body)
{
    add_under(m, body, STR("winlog.event_data"));
    add_under(m, body, STR("winlog.user_data"));
}

void data_old_beats(struct record_making *m, const struct value *body)
{
    add_under(m, body, STR("event_data"));
    add_under(m, body, STR("user_data"));
}

void data_wazuh(struct record_making *m, const struct value *body)
{
    for (const struct value *v = body->first; v; v = v->next)
        if (!str_eq_nocase(v->name, STR("system")))
            add_leaves(m, v->name, v);
}

static bool is_taken(const struct record_form *form, struct str name)
{
    for (size_t i = 0; i < form->ways_n; i++)
        if (str_eq_nocase(name, str_of(form->ways[i].path)))
            return true;
    return false;
}

void data_rest(struct record_making *m, const struct value *body)
{
    bool own_process = value_at(body, "ExecutionProcessID") != NULL;
    for (const struct value *v = body->first; v; v = v->next) {
        bool process =
            own_process && (str_eq(v->name, STR("ProcessID")) || str_eq(v->name, STR("ThreadID")));
        if (process || !is_taken(m->form, v->name))
            add_leaves(m, v->name, v);
    }
}

/* Event XML as JSON --------------------------------------------------------------------------- */

/* "Data": a text, {"@Name": "param1", "#text": "x"}, or a list of such. */
static void add_data(struct record_making *m, const struct value *v)
{
    const struct value *name = v->kind == VALUE_MAP ? value_at(v, "Name") : NULL;
    const struct value *text = v->kind == VALUE_MAP ? value_at(v, "#text") : NULL;
    if (v->kind == VALUE_LIST) {
        for (const struct value *item = v->first; item; item = item->next)
            if (item->kind != VALUE_LIST)
                add_data(m, item);
    } else if (text && text->kind == VALUE_LIST) {
        add_leaves(m, value_text(name), text);
    } else {
        add(m, value_text(name), value_text(text ? text : name ? NULL : v));
    }
}

static void add_event_data(struct record_making *m, const struct value *section)
{
    struct arena *arena = &m->reading->batch->arena;
    if (!value_holds(section)) {
        if (section->text.len)
            add(m, STR(""), section->text);
        return;
    }
    for (const struct value *v = section->first; v; v = v->next) {
        struct str hex =
            str_eq(v->name, STR("Binary")) ? hex_of_digits(arena, value_text(v)) : (struct str){0};
        if (is_attribute(v->name) || str_starts(v->name, STR("#attributes")))
            continue;
        if (str_eq(v->name, STR("Binary")))
            add_binary(m, hex.len ? hex : value_text(v));
        else if (str_eq(v->name, STR("Data")))
            add_data(m, v);
        else
            add_leaves(m, v->name, v);
    }
}

/* The children of an element Event. */
void data_system(struct record_making *m, const struct value *event)
{
    static const char *const others[] = {"System", "RenderingInfo", "#attributes", "Message",
                                         "ExtendedTracingInfo"};
    m->again = true;
    for (const struct value *v = event->first; v; v = v->next) {
        bool other = is_attribute(v->name) || str_ends(v->name, STR("_attributes"));
        for (size_t i = 0; i < ARRAY_LEN(others) && !other; i++)
            other = str_eq(v->name, str_of(others[i]));
        if (str_eq(v->name, STR("EventData")))
            add_event_data(m, v);
        else if (!other && value_holds(v))
            add_leaves(m, v->name, v);
    }
}

void data_event(struct record_making *m, const struct value *body)
{
    const struct value *event = value_at(body, "Event");
    if (event && event->kind == VALUE_MAP)
        data_system(m, event);
}

/* EvtxECmd: a column holds the data as JSON; where it is missing, what a map made of them. */
void data_payload(struct record_making *m, const struct value *body)
{
    static const char *const made[] = {"PayloadData1", "PayloadData2", "PayloadData3",
                                       "PayloadData4", "PayloadData5", "PayloadData6"};
    const struct value *payload = value_at(body, "Payload");
    struct json_counts counts = {0};
    struct value *inner = payload && !value_holds(payload)
                              ? json_read(&m->reading->maker, value_text(payload), &counts)
                              : NULL;
    const struct value *data = inner ? inner : payload;
    if (data && data->kind == VALUE_MAP) {
        const struct value *values = value_at(data, "EventData.Data");
        if (values && !value_holds(values) && str_find(values->text, STR(", ")))
            record_remark(m->reading, REMARK_JOINED);
        data_system(m, data);
        return;
    }
    record_remark(m->reading, REMARK_DATA_LOST);
    for (size_t i = 0; i < ARRAY_LEN(made); i++)
        if (value_text(value_at(body, made[i])).len)
            add(m, str_of(made[i]), value_text(value_at(body, made[i])));
}
