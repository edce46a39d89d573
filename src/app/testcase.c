#include "testcase.h"

#include "base/buf.h"
#include "base/limits.h"

#include <stdlib.h>

/* 2020-01-06T00:00:00Z, a Monday, in ticks. */
static const int64_t origin = INT64_C(1578268800) * TICKS_PER_SECOND;

/* While a test is read: where it goes and what may be asked. */
struct builder {
    struct arena *arena;
    const struct rule_info *rules;
    size_t rules_n;
    struct testcase *out;
    struct err *err;
};

bool testcase_time(struct str text, int64_t *ticks)
{
    int64_t offset;
    if (!duration_parse(text, &offset))
        return false;
    *ticks = origin + offset;
    return true;
}

static enum status wrong(struct builder *b, const struct node *at, const char *what)
{
    return err_at(b->err, FAIL_INPUT, at->loc, "%s", what);
}

/* A key outside the list is an error with the nearest known one. */
static enum status check_keys(struct builder *b, const struct node *map, const char *what,
                              const char *const *known, size_t n)
{
    if (map->kind != NODE_MAP)
        return err_at(b->err, FAIL_INPUT, map->loc, "%s wants keys and values", what);
    for (size_t i = 0; i < map->n; i++) {
        bool found = false;
        for (size_t k = 0; k < n && !found; k++)
            found = str_eq(map->items[i].key, str_of(known[k]));
        const char *near = found ? NULL : str_nearest(map->items[i].key, known, n);
        if (!found)
            return err_at(b->err, FAIL_INPUT, map->items[i].key_loc,
                          "unknown key '%.*s' in %s%s%s%s", STR_ARG(map->items[i].key), what,
                          near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    return OK;
}

static void put_field(struct builder *b, struct field *to, struct str name,
                      const struct node *value)
{
    *to = (struct field){arena_str(b->arena, name), arena_str(b->arena, value->text)};
}

/* `data` is a list of unnamed strings, or a map; a list in the map is one name several times. */
static enum status put_data(struct builder *b, const struct node *data, struct event *e)
{
    size_t n = 0;
    if (data->kind == NODE_SCALAR)
        return wrong(b, data, "data wants a list or a map");
    for (size_t i = 0; i < data->n; i++)
        n += data->items[i].kind == NODE_LIST ? data->items[i].n : 1;
    if (n > LIMIT_RECORD_FIELDS)
        return wrong(b, data, "too many fields");
    struct field *fields = ARENA_ARRAY(b->arena, struct field, n + 1);
    for (size_t i = 0; i < data->n; i++) {
        const struct node *item = &data->items[i];
        struct str name = data->kind == NODE_MAP ? item->key : STR("Data");
        if (item->kind == NODE_MAP)
            return wrong(b, item, "a field wants a value");
        if (item->kind == NODE_SCALAR)
            put_field(b, &fields[e->fields_n++], name, item);
        for (size_t k = 0; item->kind == NODE_LIST && k < item->n; k++)
            put_field(b, &fields[e->fields_n++], name, &item->items[k]);
    }
    e->fields = fields;
    return OK;
}

/* The channel that the log source of a detection of this provider demands. */
static struct str default_channel(const struct builder *b, struct str provider)
{
    for (size_t i = 0; i < b->rules_n; i++)
        for (size_t p = 0; p < b->rules[i].providers_n; p++)
            if (b->rules[i].channels_n && str_eq_nocase(b->rules[i].providers[p], provider))
                return b->rules[i].channels[0];
    return STR("Application");
}

static enum status number(struct builder *b, const struct node *map, const char *key,
                          int64_t otherwise, int64_t *to)
{
    const struct node *node = node_get(map, key);
    *to = otherwise;
    if (node && !node_int(node, to))
        return err_at(b->err, FAIL_INPUT, node->loc, "%s wants a number", key);
    return OK;
}

static enum status time_of(struct builder *b, const struct node *map, const char *key,
                           struct moment *to)
{
    const struct node *node = node_get(map, key);
    *to = MOMENT_NONE;
    if (!node)
        return OK;
    if (node->kind != NODE_SCALAR || !testcase_time(node->text, &to->ticks))
        return err_at(b->err, FAIL_INPUT, node->loc,
                      "%s wants an offset from the start of the test such as 10m or -3d", key);
    return OK;
}

static enum status read_repeat(struct builder *b, const struct node *map, int64_t *times,
                               int64_t *every)
{
    static const char *const keys[] = {"times", "every"};
    const struct node *repeat = node_get(map, "repeat");
    *times = 1;
    *every = 0;
    if (!repeat)
        return OK;
    TRY(check_keys(b, repeat, "repeat", keys, ARRAY_LEN(keys)));
    TRY(number(b, repeat, "times", 1, times));
    if (*times < 1 || *times > 100000)
        return wrong(b, repeat, "times wants 1 to 100000");
    const struct node *step = node_get(repeat, "every");
    if (!step || !duration_parse(step->text, every))
        return wrong(b, repeat, "every wants a duration such as 5m");
    return OK;
}

static enum status read_event(struct builder *b, const struct node *map)
{
    static const char *const keys[] = {
        "at",   "provider", "id",     "channel",  "level", "computer",         "data",
        "task", "message",  "repeat", "keywords", "user",  "event_source_name"};
    struct event e = event_blank(0);
    int64_t times, every;
    TRY(check_keys(b, map, "a test event", keys, ARRAY_LEN(keys)));
    TRY(time_of(b, map, "at", &e.at));
    TRY(number(b, map, "id", EVENT_NONE, &e.event_id));
    TRY(number(b, map, "level", 2, &e.level));
    TRY(number(b, map, "task", EVENT_NONE, &e.task));
    TRY(read_repeat(b, map, &times, &every));
    e.provider = node_text(map, "provider");
    e.channel =
        node_get(map, "channel") ? node_text(map, "channel") : default_channel(b, e.provider);
    e.computer = node_get(map, "computer") ? node_text(map, "computer") : STR("HOST");
    e.host = e.computer;
    e.event_source_name = node_text(map, "event_source_name");
    e.user_sid = node_text(map, "user");
    e.message = node_text(map, "message");
    if (node_get(map, "data"))
        TRY(put_data(b, node_get(map, "data"), &e));
    for (int64_t i = 0; i < times; i++) {
        GROW(b->arena, b->out->events, b->out->events_n, b->out->events_max);
        b->out->events[b->out->events_n++] = e;
        e.at.ticks += e.at.ticks == TIME_NONE ? 0 : every;
    }
    return OK;
}

static enum status read_fact(struct builder *b, struct capture *c, const struct node *map)
{
    struct fact *f = capture_add(b->arena, c);
    for (size_t i = 0; i < map->n; i++) {
        const struct node *item = &map->items[i];
        if (str_eq(item->key, STR("at")) || str_eq(item->key, STR("host")))
            continue;
        if (item->kind == NODE_MAP)
            return wrong(b, item, "a field of a fact wants a value");
        struct buf joined = {0}; /* a list is a multi-string: one value a line */
        for (size_t k = 0; item->kind == NODE_LIST && k < item->n; k++)
            buf_fmt(&joined, "%s%.*s", k ? "\n" : "", STR_ARG(item->items[k].text));
        fact_put(b->arena, f, item->key, item->kind == NODE_LIST ? buf_str(&joined) : item->text);
        buf_free(&joined);
    }
    return OK;
}

/* The capture these rows belong to: one for each kind, host and time. */
static struct capture *find_capture(struct builder *b, enum fact_kind kind, struct str host,
                                    struct moment taken)
{
    for (size_t i = 0; i < b->out->captures_n; i++) {
        struct capture *c = &b->out->captures[i];
        if (c->kind == kind && str_eq(c->host, host) && c->taken.ticks == taken.ticks)
            return c;
    }
    GROW(b->arena, b->out->captures, b->out->captures_n, b->out->captures_max);
    struct capture *c = &b->out->captures[b->out->captures_n++];
    *c = (struct capture){
        .kind = kind, .host = host, .taken = taken, .source = 1, .id = (int64_t)b->out->captures_n};
    return c;
}

/* What a real capture of that kind would declare: everything of its kind. A registry row declares
 * its key; a row without a name declares the key alone, so that its values are absent. */
static void declare_scope(struct builder *b, struct capture *c)
{
    static const struct {
        enum fact_kind kind;
        const char *name, *value;
    } scopes[] = {
        {FACT_SOCKET,  "protocol", "tcp"},
        {FACT_SOCKET,  "protocol", "udp"},
        {FACT_SOCKET,  "family",   "4"  },
        {FACT_SOCKET,  "family",   "6"  },
        {FACT_SOCKET,  "pids",     "yes"},
        {FACT_PROCESS, "services", "yes"},
    };
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++)
        if (scopes[i].kind == c->kind)
            capture_scope(b->arena, c, str_of(scopes[i].name), str_of(scopes[i].value));
    capture_scope(b->arena, c, STR("whole"), STR("yes"));
    for (size_t i = 0; c->kind == FACT_REGISTRY && i < c->facts_n;) {
        capture_scope(b->arena, c, STR("key"), fact_get(&c->facts[i], STR("key")));
        if (fact_get(&c->facts[i], STR("name")).len)
            i++;
        else
            c->facts[i] = c->facts[--c->facts_n];
    }
}

static enum status read_facts(struct builder *b, const struct node *facts)
{
    if (facts->kind != NODE_MAP)
        return wrong(b, facts, "facts want kinds with lists of rows");
    for (size_t i = 0; i < facts->n; i++) {
        const struct node *rows = &facts->items[i];
        enum fact_kind kind;
        if (!fact_kind_find(rows->key, &kind) || rows->kind != NODE_LIST)
            return err_at(b->err, FAIL_INPUT, rows->key_loc, "no kind of facts with a list: '%.*s'",
                          STR_ARG(rows->key));
        for (size_t k = 0; k < rows->n; k++) {
            const struct node *row = &rows->items[k];
            struct moment taken;
            if (row->kind != NODE_MAP)
                return wrong(b, row, "a fact wants keys and values");
            TRY(time_of(b, row, "at", &taken));
            struct str host = node_get(row, "host") ? node_text(row, "host") : STR("HOST");
            TRY(read_fact(b, find_capture(b, kind, host, taken), row));
        }
    }
    for (size_t i = 0; i < b->out->captures_n; i++)
        declare_scope(b, &b->out->captures[i]);
    return OK;
}

static enum status read_coverage(struct builder *b, const struct node *coverage)
{
    if (coverage->kind != NODE_MAP)
        return wrong(b, coverage, "coverage wants channels with [from, to]");
    for (size_t i = 0; i < coverage->n; i++) {
        const struct node *span = &coverage->items[i];
        struct testcover cover = {.channel = span->key};
        if (span->kind != NODE_LIST || span->n != 2 ||
            !testcase_time(span->items[0].text, &cover.from.ticks) ||
            !testcase_time(span->items[1].text, &cover.to.ticks))
            return wrong(b, span, "coverage wants [from, to] such as [-30d, 2d]");
        GROW(b->arena, b->out->covers, b->out->covers_n, b->out->covers_max);
        b->out->covers[b->out->covers_n++] = cover;
    }
    return OK;
}

static int by_time(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    bool none_x = x->at.ticks == TIME_NONE, none_y = y->at.ticks == TIME_NONE;
    if (none_x != none_y)
        return none_x - none_y;
    if (x->at.ticks != y->at.ticks)
        return x->at.ticks < y->at.ticks ? -1 : 1;
    int order = str_cmp(x->channel, y->channel);
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

/* Events in order, with the numbers a log would have given them. */
static void number_events(struct testcase *t)
{
    for (size_t i = 0; i < t->events_n; i++)
        t->events[i].position = i;
    qsort(t->events, t->events_n, sizeof(*t->events), by_time);
    for (size_t i = 0; i < t->events_n; i++) {
        t->events[i].position = i;
        t->events[i].record_id = (int64_t)i + 1;
        t->events[i].id = (int64_t)i + 1;
    }
}

enum status testcase_build(struct arena *arena, const struct node *test,
                           const struct rule_info *rules, size_t rules_n, struct testcase *out,
                           struct err *err)
{
    static const char *const keys[] = {"name", "events", "facts", "coverage", "expect"};
    *out = (struct testcase){.loc = test->loc};
    struct builder b = {arena, rules, rules_n, out, err};
    TRY(check_keys(&b, test, "a test", keys, ARRAY_LEN(keys)));
    out->name = node_text(test, "name");
    const struct node *events = node_get(test, "events");
    for (size_t i = 0; events && i < events->n; i++)
        TRY(read_event(&b, &events->items[i]));
    if (node_get(test, "facts"))
        TRY(read_facts(&b, node_get(test, "facts")));
    if (node_get(test, "coverage"))
        TRY(read_coverage(&b, node_get(test, "coverage")));
    out->expect = node_get(test, "expect");
    if (!out->expect || out->expect->kind != NODE_MAP)
        return err_at(err, FAIL_INPUT, test->loc, "the test expects nothing");
    number_events(out);
    out->sources[0] = (struct source){.id = 1,
                                      .path = STR("test/events"),
                                      .folder = STR("test"),
                                      .form = STR("test"),
                                      .complete = true};
    out->sources[1] = (struct source){.id = 2,
                                      .path = STR("test/facts"),
                                      .folder = STR("test"),
                                      .form = STR("test"),
                                      .complete = true};
    return OK;
}

static enum status next_event(void *self, const struct event **out, struct err *err)
{
    struct testcase *t = self;
    (void)err;
    if (t->at == t->events_n)
        return END;
    *out = &t->events[t->at++];
    return OK;
}

static enum status get_event(void *self, int64_t id, const struct event **out, struct err *err)
{
    struct testcase *t = self;
    if (id < 1 || (size_t)id > t->events_n)
        return err_set(err, FAIL_STORE, "no event %lld in the test", (long long)id);
    *out = &t->events[id - 1];
    return OK;
}

struct event_stream testcase_stream(struct testcase *t)
{
    t->at = 0;
    return (struct event_stream){t, next_event};
}

struct event_lookup testcase_lookup(struct testcase *t)
{
    return (struct event_lookup){t, get_event};
}
