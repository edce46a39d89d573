/* observations.yml: what somebody saw and wrote down, as a fact of any kind.
 *
 *     observations:
 *         - who: R. Pine, administrator
 *           when: 2012-10-26 08:15
 *           host: PINE-SBS
 *           what: netstat showed dns.exe on UDP port 2883
 *           socket: {protocol: udp, local_port: 2883, image: dns.exe}
 *
 * The kind may also stand under `what` ({socket: {...}}) or be named: `fact: socket, fields:
 * {...}`. Nobody's word shows what is not there: such a capture is never whole. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/tree.h"
#include "reader/reader.h"

#include "lines.h"
#include "registry.h"
#include "taken.h"

enum { PROBE_LINES = 40 };

/* The keys of an observation, and other words for them. */
static const char *const who_keys[] = {"who", "by", "attested_by", "witness", NULL};
static const char *const when_keys[] = {"when", "at", "time", "taken", NULL};
static const char *const host_keys[] = {"host", "computer", "on", "where", NULL};
static const char *const what_keys[] = {"what", "saw", "text", "note", NULL};
static const char *const kind_keys[] = {"fact", "kind", NULL};
static const char *const field_keys[] = {"fields", "is", "row", NULL};
static const char *const *const all_keys[] = {who_keys,  when_keys, host_keys,
                                              what_keys, kind_keys, field_keys};

static const struct node *get(const struct node *map, const char *const *keys)
{
    for (; *keys; keys++)
        if (node_get(map, *keys))
            return node_get(map, *keys);
    return NULL;
}

static struct str text(const struct node *map, const char *const *keys)
{
    const struct node *node = get(map, keys);
    return node && node->kind == NODE_SCALAR ? str_trim(node->text) : (struct str){0};
}

static bool is_key(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(all_keys); i++)
        for (const char *const *key = all_keys[i]; *key; key++)
            if (str_eq(name, str_of(*key)))
                return true;
    return false;
}

/* Recognition ---------------------------------------------------------------------------------- */

static bool line_has_key(struct str line, const char *const *keys)
{
    struct str rest, key = str_cut(str_trim(line), ':', &rest);
    if (str_starts(key, STR("- ")))
        key = str_trim(str_skip(key, 2));
    if (key.len && key.ptr[0] == '{')
        key = str_trim(str_skip(key, 1));
    for (; *keys; keys++)
        if (rest.ptr && str_eq(key, str_of(*keys)))
            return true;
    return false;
}

/* "observations:" at the front of a line; or a list of which one item says who and when or what. */
static int probe(struct str head, struct str path)
{
    struct str line, first = {0};
    bool who = false, more = false;
    (void)path;
    for (int i = 0; i < PROBE_LINES && str_line(&head, &line); i++) {
        struct str s = str_trim(line);
        if (!s.len || s.ptr[0] == '#' || str_eq(s, STR("---")) || str_starts(s, STR("%YAML")))
            continue;
        first = first.len ? first : line;
        who |= line_has_key(line, who_keys);
        more |= line_has_key(line, when_keys) || line_has_key(line, what_keys);
    }
    if (str_starts(first, STR("observations:")))
        return 95;
    return str_starts(first, STR("- ")) && who && more ? 85 : 0;
}

/* Reading -------------------------------------------------------------------------------------- */

struct observations {
    struct batch *batch;
    const char *file;
    const struct node *item;
    uint32_t line, until; /* of the item, and the first one behind it */
};

static uint64_t offset_of_line(const struct batch *b, uint32_t number)
{
    struct str rest = b->bytes, line;
    for (uint32_t i = 1; i < number && str_line(&rest, &line); i++)
        ;
    return b->offset + (uint64_t)(b->bytes.len - rest.len);
}

static void remark(const struct observations *o, struct loc at, const char *what, struct str name)
{
    at.file = o->file;
    notes_add(&o->batch->notes, NOTE_BYTES_LOST, at, "%s%s%.*s%s", what, name.len ? " '" : "",
              STR_ARG(name), name.len ? "'" : "");
}

static void lost_item(const struct observations *o, const char *why)
{
    uint64_t from = offset_of_line(o->batch, o->line), to = offset_of_line(o->batch, o->until);
    if (to > from)
        batch_lost(o->batch, from, to - from, why);
    remark(o, o->item->loc, why, STR(""));
}

/* A day alone says too little of what changes within the hour. */
static struct moment when_of(const struct observations *o, enum fact_kind kind)
{
    struct str when = text(o->item, when_keys);
    struct moment m = MOMENT_NONE;
    struct civil day;
    bool zoned;
    if (!when.len)
        return m;
    if (time_parse(when, &m.ticks, &zoned))
        m.local = !zoned;
    else if (!console_time(when, &m) && taken_date(when, (struct str){0}, true, &day))
        m = (struct moment){civil_ticks(&day) + TICKS_PER_DAY / 2, true};
    bool day_only = when.len <= sizeof "2012-10-26" - 1;
    if (m.ticks != TIME_NONE && day_only && (kind == FACT_SOCKET || kind == FACT_PROCESS))
        return MOMENT_NONE;
    if (m.ticks != TIME_NONE && day_only && m.ticks % TICKS_PER_DAY == 0)
        m.ticks += TICKS_PER_DAY / 2;
    if (m.ticks == TIME_NONE)
        remark(o, get(o->item, when_keys)->loc, "no time:", when);
    return m;
}

static bool kind_has(enum fact_kind kind, struct str field)
{
    struct str rest = str_of(fact_kinds[kind].fields);
    while (rest.len)
        if (str_eq(str_cut(rest, ' ', &rest), field))
            return true;
    return false;
}

/* A list is a multi-string: one value a line. */
static struct str value_of(struct arena *arena, const struct node *node)
{
    struct buf joined = BUF_CAP(LIMIT_RECORD_BYTES);
    if (node->kind == NODE_SCALAR)
        return node->scalar == SCALAR_NULL && !node->quoted ? STR("") : node->text;
    for (size_t i = 0; i < node->n; i++)
        buf_fmt(&joined, "%s%.*s", i ? "\n" : "", STR_ARG(node->items[i].text));
    struct str value = buf_keep(&joined, arena);
    buf_free(&joined);
    return value;
}

/* `keys`: names that are no fields are keys of the observation itself. */
static void put_row(const struct observations *o, enum fact_kind kind, const struct node *row,
                    bool keys)
{
    struct arena *arena = &o->batch->arena;
    struct capture *capture = batch_capture(o->batch, kind);
    struct fact *f = capture_add(arena, capture);
    struct str who = text(o->item, who_keys);
    capture->tool = STR("observations.yml");
    capture->host = text(o->item, host_keys);
    capture->taken = when_of(o, kind);
    capture_scope(arena, capture, STR("whole"), STR("no"));
    f->line = o->line;
    f->offset = offset_of_line(o->batch, o->line);
    for (size_t i = 0; row && i < row->n; i++) {
        const struct node *field = &row->items[i];
        bool known = kind_has(kind, field->key) && !str_eq(field->key, STR("attested_by"));
        bool key = kind == FACT_REGISTRY && str_eq(field->key, STR("key"));
        struct str value = value_of(arena, field);
        if (known && field->kind != NODE_MAP)
            fact_put(arena, f, field->key, key ? registry_key(arena, value) : value);
        else if (!keys || !is_key(field->key))
            remark(o, field->key_loc, "no field of this kind:", field->key);
    }
    fact_put(arena, f, STR("attested_by"), who.len ? who : STR("somebody"));
    if (!who.len)
        remark(o, o->item->loc, "the observation does not say who made it", STR(""));
}

/* A row or a list of rows. */
static void put_rows(const struct observations *o, enum fact_kind kind, const struct node *rows)
{
    if (rows->kind == NODE_MAP)
        put_row(o, kind, rows, false);
    for (size_t i = 0; rows->kind == NODE_LIST && i < rows->n; i++)
        if (rows->items[i].kind == NODE_MAP)
            put_row(o, kind, &rows->items[i], false);
}

/* Kinds that are keys of the map; how many there were. */
static size_t put_kinds(const struct observations *o, const struct node *map)
{
    enum fact_kind kind;
    size_t n = 0;
    for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++) {
        const struct node *one = &map->items[i];
        if (one->kind == NODE_SCALAR || !fact_kind_find(one->key, &kind))
            continue;
        put_rows(o, kind, one);
        n++;
    }
    return n;
}

static void read_item(const struct observations *o)
{
    const struct node *what = get(o->item, what_keys), *fields = get(o->item, field_keys);
    enum fact_kind kind;
    if (o->item->kind != NODE_MAP) {
        lost_item(o, "an observation wants who, when, host and what");
        return;
    }
    struct str named = text(o->item, kind_keys);
    if (named.len && !fact_kind_find(named, &kind)) {
        remark(o, get(o->item, kind_keys)->loc, "no kind of facts:", named);
        lost_item(o, "observation of no known kind");
    } else if (named.len) {
        put_row(o, kind, fields ? fields : o->item, !fields);
    } else if (put_kinds(o, o->item) + put_kinds(o, what) == 0) {
        lost_item(o, "observation that is no fact of any kind; it is kept in words only");
    }
}

static void read_list(struct observations *o, const struct node *list, uint32_t end)
{
    for (size_t i = 0; i < list->n; i++) {
        o->item = &list->items[i];
        o->line = o->item->loc.line;
        o->until = i + 1 < list->n ? list->items[i + 1].loc.line : end;
        read_item(o);
    }
}

static enum status parse(struct batch *b, const struct lead *lead, struct err *err)
{
    struct observations o = {.batch = b, .file = lead->path.ptr};
    struct tree tree;
    struct err defect = {0};
    (void)err;
    if (tree_parse(&b->arena, b->bytes, lead->path.ptr, &tree, &defect) != OK) {
        batch_lost(b, b->offset, b->bytes.len, "observations are no YAML");
        notes_add(&b->notes, NOTE_BYTES_LOST, defect.loc, "%s", defect.text);
        return OK;
    }
    for (size_t i = 0; i < tree.n; i++) {
        const struct node *document = tree.documents[i], *list = document;
        if (document->kind == NODE_MAP)
            list = node_get(document, "observations");
        uint32_t end = i + 1 < tree.n ? tree.documents[i + 1]->loc.line : lines_count(b->bytes) + 1;
        if (list && list->kind == NODE_LIST)
            read_list(&o, list, end);
        else
            remark(&o, document->loc, "no list of observations", STR(""));
    }
    return OK;
}

const struct reader reader_observations = {
    .name = "observations",
    .summary = "observations.yml: what somebody saw, as facts",
    .probe = probe,
    .parse = parse,
};
