/* The samples of forms that lie beside the repository: what is read of each is what expected.json
 * says. Skipped where they are not there. */
#include "base/buf.h"
#include "base/files.h"
#include "base/input.h"
#include "base/tree.h"
#include "read_kit.h"

#include <stdio.h>

#define SAMPLES "../shared/formats/samples/"

/* The whole file, decoded. */
static bool load(struct buf *to, const char *path)
{
    struct err err;
    struct input *in;
    struct str piece;
    if (input_open(path, &in, &err) != OK)
        return false;
    while (input_next(in, &piece, &err) == OK)
        buf_add(to, piece);
    input_close(in);
    return true;
}

static unsigned compare_text(const char *what, struct str is, const struct node *want,
                             struct str name)
{
    if (!want || want->scalar == SCALAR_NULL || str_eq(is, want->text))
        return 0;
    printf("%.*s: %s is '%.*s', want '%.*s'\n", STR_ARG(name), what, STR_ARG(is),
           STR_ARG(want->text));
    return 1;
}

static unsigned compare_number(const char *what, int64_t is, const struct node *want,
                               struct str name)
{
    int64_t n;
    if (!want || !node_int(want, &n) || n == is)
        return 0;
    printf("%.*s: %s is %lld, want %lld\n", STR_ARG(name), what, (long long)is, (long long)n);
    return 1;
}

static unsigned compare_time(const struct event *e, const struct node *want, struct str name)
{
    bool zoned;
    int64_t ticks;
    struct str utc = node_text(want, "time_utc"), local = node_text(want, "time_local");
    struct str text = local.len && !str_eq(local, STR("null")) ? local : utc;
    if (!time_parse(text, &ticks, &zoned) || (ticks == e->at.ticks && zoned != e->at.local))
        return 0;
    printf("%.*s: time is %s, want %.*s\n", STR_ARG(name), time_text(&e->at).ptr, STR_ARG(text));
    return 1;
}

/* Fields in their order; a name of null is an unnamed one. Line ends may be either. */
static unsigned compare_data(const struct event *e, const struct node *want, struct str name)
{
    unsigned bad = 0;
    for (size_t i = 0; want && i < want->n; i++) {
        const struct node *pair = &want->items[i];
        struct str key = pair->items[0].scalar == SCALAR_NULL || !pair->items[0].text.len
                             ? STR("Data")
                             : pair->items[0].text;
        if (pair->items[1].scalar != SCALAR_NULL && i < e->fields_n &&
            (!str_eq(e->fields[i].name, key) || !str_eq(e->fields[i].value, pair->items[1].text))) {
            printf("%.*s: field %zu is %.*s='%.*s', want '%.*s'\n", STR_ARG(name), i,
                   STR_ARG(e->fields[i].name), STR_ARG(e->fields[i].value),
                   STR_ARG(pair->items[1].text));
            bad++;
        }
    }
    return bad;
}

static unsigned compare(const struct batch *b, const struct node *want, struct str name)
{
    const struct node *first = node_get(want, "first_event");
    unsigned bad =
        compare_number("count", (int64_t)b->events_n, node_get(want, "event_count"), name);
    if (!first || first->kind != NODE_MAP || !b->events_n)
        return bad;
    const struct event *e = &b->events[0];
    bad += compare_text("provider", e->provider, node_get(first, "provider"), name);
    bad += compare_text("channel", e->channel, node_get(first, "channel"), name);
    bad += compare_text("computer", e->computer, node_get(first, "computer"), name);
    bad +=
        compare_text("binary", event_field(e, STR("Binary")), node_get(first, "binary_hex"), name);
    bad += compare_number("id", e->event_id, node_get(first, "event_id"), name);
    bad += compare_number("qualifiers", e->qualifiers, node_get(first, "qualifiers"), name);
    bad += compare_number("level", e->level, node_get(first, "level"), name);
    bad += compare_number("record", e->record_id, node_get(first, "record_id"), name);
    bad += compare_time(e, first, name);
    return bad + compare_data(e, node_get(first, "data"), name);
}

/* Returns how many differences there are; -1 when nobody reads it. */
static int check_sample(const struct node *want)
{
    char path[512];
    struct buf text = {0};
    snprintf(path, sizeof path, SAMPLES "%.*s", STR_ARG(want->key));
    if (!load(&text, path))
        return -1;
    const struct reader *r = reader_of(buf_str(&text), path);
    int bad = -1;
    if (r) {
        struct batch b = read_text(r, buf_str(&text), path);
        bad = (int)compare(&b, want, want->key);
        batch_free(&b);
    }
    buf_free(&text);
    return bad;
}

static bool is_ours(struct str form)
{
    static const char *const ours[] = {"eventviewer-xml",
                                       "wevtutil-xml",
                                       "wevtutil-xml-e",
                                       "clipboard-2003",
                                       "clipboard-2008",
                                       "getwinevent-toxml",
                                       "evtx_dump-rust",
                                       "evtx_dump-python",
                                       "evtxexport",
                                       "evtxecmd",
                                       "wevtutil-renderedxml",
                                       "tracerpt",
                                       "paste-xmlview",
                                       "wef-soap",
                                       "sysmon-linux-syslog",
                                       "pathology",
                                       "clixml-eventlogentry",
                                       "clixml-eventlogrecord",
                                       "logparser-xml",
                                       "nxlog-json",
                                       "ndjson-event.original",
                                       "wmic-rawxml",
                                       "wazuh-old-json",
                                       "eventviewer-csv",
                                       "eventviewer-txt",
                                       "eventviewer2003-csv",
                                       "eventviewer2003-txt",
                                       "eventquery-csv",
                                       "get-eventlog-csv",
                                       "sdp-getevents-csv"};
    for (size_t i = 0; i < ARRAY_LEN(ours); i++)
        if (str_eq(form, str_of(ours[i])))
            return true;
    return false;
}

START_TEST(every_sample_of_our_forms_is_read_as_expected)
{
    struct arena arena = {0};
    struct str text;
    struct err err;
    struct tree tree;
    unsigned wrong = 0, seen = 0;
    if (file_read(&arena, SAMPLES "expected.json", 4 << 20, &text, &err) != OK)
        return; /* not beside this copy of the repository */
    ck_assert_int_eq(tree_parse(&arena, text, "expected.json", &tree, &err), OK);
    const struct node *all = tree.documents[0];
    for (size_t i = 0; i < all->n; i++) {
        const struct node *want = &all->items[i];
        int64_t count = 0;
        const struct node *number = node_get(want, "event_count");
        if (!is_ours(node_text(want, "form")) || !number || !node_int(number, &count) || !count)
            continue;
        int bad = check_sample(want);
        if (bad < 0)
            printf("%.*s: nobody reads it\n", STR_ARG(want->key));
        wrong += bad != 0;
        seen++;
    }
    printf("%u samples compared\n", seen);
    ck_assert_uint_gt(seen, 40);
    ck_assert_uint_eq(wrong, 0);
    arena_free(&arena);
}
END_TEST

SUITE(read_samples)
{
    tcase_add_test(tests, every_sample_of_our_forms_is_read_as_expected);
}
