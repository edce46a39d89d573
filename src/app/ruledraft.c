#include "app/ruledraft.h"

#include "base/asset.h"
#include "base/limits.h"
#include "rule/source.h"

enum { SHORT = 200 }; /* bytes: a longer value is nothing to compare a whole with */

/* Text of the log -------------------------------------------------------------------------------
 */

/* What the writer for terminals would change is not put into a rule, where nobody would see it. */
static bool is_plain(struct str text)
{
    struct buf shown = {0};
    buf_term(&shown, text);
    bool same = str_eq(buf_str(&shown), text);
    buf_free(&shown);
    return same && !memchr(text.ptr ? text.ptr : "", '\n', text.len);
}

static bool is_usable(struct str value)
{
    return value.len > 0 && value.len <= SHORT && is_plain(value);
}

static bool is_wildcard(char c)
{
    return c == '*' || c == '?';
}

/* As Sigma writes a text that means itself: a backslash is one only before what it could escape. */
static struct str escaped(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, 2 * text.len + 1);
    size_t n = 0;
    for (size_t i = 0, run = 0; i < text.len; i++) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : '\0';
        run = c == '\\' ? run + 1 : 0;
        if (is_wildcard(c) || (c == '\\' && (run > 1 || next == '\\' || is_wildcard(next))))
            to[n++] = '\\';
        to[n++] = c;
    }
    return (struct str){to, n};
}

/* Fields ----------------------------------------------------------------------------------------
 */

static bool is_name(struct str name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    for (size_t i = 0; i < name.len; i++)
        if (!memchr(letters, name.ptr[i], sizeof letters - 1))
            return false;
    return name.len > 0 && name.len <= LIMIT_FIELD_NAME;
}

/* The fields of one name, from its first one on. */
struct named {
    const struct event *e;
    size_t first;
    size_t usable; /* how many values can be written */
};

static struct str name_at(const struct event *e, size_t i)
{
    return e->fields[i].name.len ? e->fields[i].name : STR("Data");
}

static bool is_first(const struct event *e, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (str_eq_nocase(name_at(e, i), name_at(e, at)))
            return false;
    return true;
}

static size_t count_usable(const struct event *e, size_t first)
{
    size_t n = 0;
    for (size_t i = first; i < e->fields_n; i++)
        n += str_eq_nocase(name_at(e, i), name_at(e, first)) && is_usable(e->fields[i].value);
    return n;
}

/* The next name from `*at` on that has something to write. */
static bool next_named(const struct event *e, size_t *at, struct named *out)
{
    while (*at < e->fields_n) {
        struct named n = {e, (*at)++, 0};
        if (is_name(name_at(e, n.first)) && is_first(e, n.first))
            n.usable = count_usable(e, n.first);
        if (n.usable) {
            *out = n;
            return true;
        }
    }
    return false;
}

/* `literal`: the value as it is, for a test; else as Sigma compares it. */
static void put_values(struct buf *to, const struct named *n, struct arena *arena, bool literal)
{
    size_t put = 0;
    buf_text(to, n->usable > 1 ? "[" : "");
    for (size_t i = n->first; i < n->e->fields_n; i++) {
        struct str value = n->e->fields[i].value;
        if (!str_eq_nocase(name_at(n->e, i), name_at(n->e, n->first)) || !is_usable(value))
            continue;
        buf_text(to, put++ ? ", " : "");
        buf_quoted(to, literal ? value : escaped(arena, value));
    }
    buf_text(to, n->usable > 1 ? "]" : "");
}

static void put_fields(struct buf *to, const struct event *e, struct arena *arena)
{
    struct named n;
    for (size_t at = 0; next_named(e, &at, &n);) {
        struct str name = name_at(e, n.first);
        buf_fmt(to, "        %s%.*s%s: ", rule_is_system_field(name) ? "EventData_" : "",
                STR_ARG(name), n.usable > 1 ? "|contains|all" : "");
        put_values(to, &n, arena, false);
        buf_char(to, '\n');
    }
}

static bool has_fields(const struct event *e)
{
    struct named n;
    size_t at = 0;
    return next_named(e, &at, &n);
}

static void put_data(struct buf *to, const struct event *e, struct arena *arena)
{
    struct named n;
    bool any = false;
    for (size_t at = 0; next_named(e, &at, &n); any = true) {
        buf_fmt(to, "%s%.*s: ", any ? ", " : ", data: {", STR_ARG(name_at(e, n.first)));
        put_values(to, &n, arena, true);
    }
    buf_text(to, any ? "}" : "");
}

/* The document ----------------------------------------------------------------------------------
 */

/* "server_activesync_3015" */
static struct str slug_of(struct arena *arena, const struct event *e)
{
    char *to = arena_alloc(arena, e->provider.len + 2);
    size_t n = 0;
    for (size_t i = 0; i < e->provider.len && n < 60; i++) {
        char c = e->provider.ptr[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool word = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (word)
            to[n++] = (char)(upper ? c | 0x20 : c);
        else if (n && to[n - 1] != '_')
            to[n++] = '_';
    }
    return arena_fmt(arena, "%.*s%s%lld", (int)n, to, n && to[n - 1] != '_' ? "_" : "",
                     (long long)e->event_id);
}

static void put_pair(struct buf *to, const char *before, const char *key, struct str value)
{
    if (!is_usable(value))
        return;
    buf_fmt(to, "%s%s: ", before, key);
    buf_quoted(to, value);
}

static void put_test_event(struct buf *to, const struct event *e, struct str provider,
                           struct str channel, struct arena *arena)
{
    buf_text(to, "          - {at: 0s");
    put_pair(to, ", ", "provider", provider);
    buf_fmt(to, ", id: %lld", (long long)e->event_id);
    if (e->level != EVENT_NONE)
        buf_fmt(to, ", level: %lld", (long long)e->level);
    put_pair(to, ", ", "channel", channel);
    put_data(to, e, arena);
    buf_text(to, "}\n");
}

static void put_tests(struct buf *to, const struct event *e, const struct source_words *words,
                      struct str name, struct arena *arena)
{
    bool by_provider = !words->category.len && is_usable(e->provider);
    buf_text(to, "tests:\n    - name: the event that the rule was begun from\n      events:\n");
    put_test_event(to, e, e->provider, e->channel, arena);
    buf_fmt(to, "      expect: {hits: [{rule: %.*s, events: 1}]}\n", STR_ARG(name));
    if (!by_provider && !words->category.len)
        return;
    buf_fmt(to, "    - name: of another %s\n      events:\n", by_provider ? "provider" : "log");
    put_test_event(to, e, by_provider ? STR("Another") : e->provider,
                   by_provider ? e->channel : STR("Another"), arena);
    buf_fmt(to, "      expect: {hits: [{rule: %.*s, events: 0}]}\n", STR_ARG(name));
}

static void put_logsource(struct buf *to, const struct source_words *words)
{
    buf_text(to, "logsource: {product: windows");
    if (words->category.len)
        buf_fmt(to, ", category: %.*s", STR_ARG(words->category));
    else if (words->service.len)
        buf_fmt(to, ", service: %.*s", STR_ARG(words->service));
    buf_text(to, "}\n");
}

/* What kind of event it is, as far as the log source does not say so. */
static void put_selection(struct buf *to, const struct event *e, const struct source_words *words,
                          struct arena *arena)
{
    buf_text(to, "    selection:\n");
    if (!words->service.len)
        put_pair(to, "        ", "Channel", escaped(arena, e->channel));
    if (!words->service.len && is_usable(e->channel))
        buf_char(to, '\n');
    put_pair(to, "        ", "Provider_Name", escaped(arena, e->provider));
    buf_fmt(to, "%s        EventID: %lld\n", is_usable(e->provider) ? "\n" : "",
            (long long)e->event_id);
}

static void put_detection(struct buf *to, const struct event *e, const struct source_words *words,
                          struct arena *arena)
{
    bool fields = has_fields(e), selection = !fields || !words->category.len;
    buf_text(to, "detection:\n");
    if (selection)
        put_selection(to, e, words, arena);
    if (fields) {
        buf_text(to, "    fields:\n");
        put_fields(to, e, arena);
    }
    buf_fmt(to, "    condition: %s%s%s\n", selection ? "selection" : "",
            selection && fields ? " and " : "", fields ? "fields" : "");
}

static void put_draft(struct buf *to, const struct event *e, const struct source_words *words,
                      const struct draft_spec *spec, struct arena *arena)
{
    struct str name = slug_of(arena, e);
    buf_add(to, asset_text("app/draft.yml"));
    buf_fmt(to, "id: %s\nname: %.*s\nstatus: experimental\n", spec->id, STR_ARG(name));
    put_logsource(to, words);
    put_detection(to, e, words, arena);
    buf_text(to, "level: informational\n");
    put_tests(to, e, words, name, arena);
}

static bool is_asked(const struct draft_spec *spec, const struct event *e)
{
    return (spec->record == EVENT_NONE || spec->record == e->record_id) &&
           (spec->event_id == EVENT_NONE || spec->event_id == e->event_id);
}

static enum status find_event(struct event_stream *events, const struct draft_spec *spec,
                              const struct event **out, struct err *err)
{
    enum status status;
    while ((status = events->next(events->self, out, err)) == OK)
        if (is_asked(spec, *out))
            return OK;
    return status == END ? err_set(err, FAIL_USAGE,
                                   "no such event: 'culprit query' lists those "
                                   "that there are")
                         : status;
}

enum status ruledraft_write(struct store *store, const struct draft_spec *spec, struct arena *arena,
                            struct notes *notes, struct buf *to, struct err *err)
{
    struct event_filter all = {
        {TIME_NONE, false},
        {TIME_NONE, false},
        NULL, 0
    };
    struct event_stream events;
    const struct event *e;
    TRY(store_events(store, &all, &events, err));
    enum status status = find_event(&events, spec, &e, err);
    if (status == OK) {
        struct source_words words =
            rule_source_of(spec->rules, e->channel, e->event_id, arena, notes);
        put_draft(to, e, &words, spec, arena);
    }
    store_events_end(store);
    return status;
}
