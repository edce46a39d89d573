/* culprit rule new: a rule begun, from a template or from an event. */
#include "result.h"
#include "rule_words.h"

#include "app/ruledraft.h"
#include "base/asset.h"

#include <errno.h>
#include <sys/random.h>

/* An identifier by chance, as RFC 9562 wants those of version 4. */
static enum status new_id(char text[37], struct err *err)
{
    unsigned char b[16];
    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        return err_set(err, FAIL_IO, "no random numbers: %s", strerror(errno));
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    size_t at = 0;
    for (size_t i = 0; i < sizeof b; i++)
        at += (size_t)snprintf(text + at, 37 - at, "%s%02x",
                               i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", b[i]);
    return OK;
}

static enum status take_number(const char *option, const char *text, int64_t *to, struct err *err)
{
    *to = EVENT_NONE;
    if (text && (!str_to_i64(str_of(text), to) || *to < 0))
        return err_set(err, FAIL_USAGE, "%s wants a number, not '%s'", option, text);
    return OK;
}

static enum status read_asked(const struct rule_options *o, struct draft_spec *spec,
                              struct err *err)
{
    TRY(take_number("--record", o->record, &spec->record, err));
    TRY(take_number("--event-id", o->event_id, &spec->event_id, err));
    if (!o->record && !o->event_id)
        return err_set(err, FAIL_USAGE, "--from wants --record or --event-id to name an event");
    return OK;
}

static struct args paths_of(const struct opt_list *list, struct arena *arena)
{
    char **paths = ARENA_ARRAY(arena, char *, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        size_t room = strlen(list->v[i]) + 1;
        paths[i] = memcpy(arena_alloc(arena, room), list->v[i], room);
    }
    return (struct args){paths, list->n};
}

static enum status draft(const struct rule_options *o, const struct draft_spec *spec,
                         struct arena *arena, struct notes *notes, struct buf *text,
                         struct err *err)
{
    struct read_opts read = READ_DEFAULTS;
    struct ingest_result got = {0};
    struct args logs = paths_of(&o->from, arena);
    struct store *store;
    bool saved = logs.n == 1 && store_is_case(logs.v[0]);
    TRY(store_open(saved ? logs.v[0] : NULL, saved ? STORE_READ : STORE_CREATE, read.memory, &store,
                   err));
    enum status status = OK;
    if (!saved)
        status = read_paths(store, &(struct reading){logs, &read, &o->talk}, notes, &got, err);
    if (status == OK && !saved)
        status = check_read(&got, logs, err);
    if (status == OK)
        status = ruledraft_write(store, spec, arena, notes, text, err);
    store_close(store);
    return status;
}

static enum status from_event(const struct rule_options *o, struct args words, struct arena *arena,
                              struct err *err)
{
    char id[37];
    struct buf text = {0};
    struct notes notes;
    struct draft_spec spec = {.rules = list_paths(&o->rules), .id = id};
    if (words.n)
        return err_set(err, FAIL_USAGE, "rule new wants either '%s' or --from", words.v[0]);
    notes_init(&notes, arena);
    TRY(read_asked(o, &spec, err));
    TRY(new_id(id, err));
    enum status status = draft(o, &spec, arena, &notes, &text, err);
    if (status == OK)
        status = result_write(NULL, &text, err);
    say_notes(&notes, &o->talk);
    buf_free(&text);
    return status;
}

/* A draft that passes the check, each <id> an identifier of its own. */
enum status rule_new(const struct rule_options *o, struct args words, struct arena *arena,
                     struct err *err)
{
    static const char *const kinds[] = {"detection", "correlation", "diagnosis"};
    struct str text = {0};
    if (o->from.n)
        return from_event(o, words, arena, err);
    for (size_t i = 0; words.n == 1 && i < ARRAY_LEN(kinds); i++)
        if (strcmp(words.v[0], kinds[i]) == 0)
            text = asset_text(arena_fmt(arena, "cli/new_%s.yml", kinds[i]).ptr);
    if (text.len == 0)
        return err_set(err, FAIL_USAGE,
                       "rule new wants detection, correlation or diagnosis, or --from a log");
    for (const char *at; (at = str_find(text, STR("<id>"))) != NULL;) {
        char id[37];
        TRY(new_id(id, err));
        size_t before = (size_t)(at - text.ptr);
        fwrite(text.ptr, 1, before, stdout);
        fputs(id, stdout);
        text = str_skip(text, before + 4);
    }
    fwrite(text.ptr, 1, text.len, stdout);
    return OK;
}
