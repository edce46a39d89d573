/* The checks as JUnit XML, for build servers: each host a suite, each check a case; what is present
 * fails, what cannot be told or does not apply is skipped. */
#include "compose.h"
#include "words.h"

static void attribute(struct buf *to, const char *name, struct str value)
{
    buf_fmt(to, " %s=\"", name);
    buf_html(to, value);
    buf_char(to, '"');
}

static const struct a_finding *finding_of(const struct analysis *a, const struct a_check *k)
{
    for (size_t i = 0; i < a->findings_n; i++)
        if (str_eq(a->findings[i].host, k->host) &&
            (str_eq(a->findings[i].rule.name, k->rule) || str_eq(a->findings[i].rule.id, k->rule)))
            return &a->findings[i];
    return NULL;
}

static void failure(struct buf *to, const struct analysis *a, const struct a_check *k,
                    struct arena *arena)
{
    const struct a_finding *f = finding_of(a, k);
    const struct a_hypothesis *h = f ? leading(f) : NULL;
    buf_text(to, "      <failure");
    attribute(to, "message", f ? finding_title(f) : k->title);
    attribute(to, "type", f ? f->rule.level : STR("present"));
    buf_char(to, '>');
    if (h) {
        struct str name = words_culprit(&h->culprit);
        buf_html(to, arena_fmt(arena, "%s%.*s (%.*s). %.*s", verdict_find(h->verdict)->culprit,
                               STR_ARG(name.len ? name : h->title), STR_ARG(h->verdict),
                               STR_ARG(f->effect)));
    }
    buf_text(to, "</failure>\n");
}

static void test_case(struct buf *to, const struct analysis *a, const struct a_check *k,
                      struct arena *arena)
{
    bool present = is(k->state, "present"), absent = is(k->state, "absent");
    buf_text(to, "    <testcase");
    attribute(to, "classname",
              arena_fmt(arena, "%.*s.%.*s", STR_ARG(k->host),
                        STR_ARG(k->area.len ? k->area : STR("other"))));
    attribute(to, "name", k->title.len ? k->title : k->rule);
    buf_text(to, absent ? "/>\n" : ">\n");
    if (absent)
        return;
    if (present) {
        failure(to, a, k, arena);
    } else {
        buf_text(to, "      <skipped");
        attribute(to, "message", k->why.len ? k->why : k->state);
        buf_text(to, "/>\n");
    }
    buf_text(to, "    </testcase>\n");
}

static void suite(struct buf *to, const struct analysis *a, struct str host, struct arena *arena)
{
    int64_t tests = 0, failures = 0, skipped = 0;
    for (size_t i = 0; i < a->checks_n; i++) {
        if (!str_eq(a->checks[i].host, host))
            continue;
        bool present = is(a->checks[i].state, "present");
        tests++;
        failures += present;
        skipped += !present && !is(a->checks[i].state, "absent");
    }
    buf_text(to, "  <testsuite");
    attribute(to, "name", host);
    buf_fmt(to, " tests=\"%lld\" failures=\"%lld\" errors=\"0\" skipped=\"%lld\">\n",
            (long long)tests, (long long)failures, (long long)skipped);
    for (size_t i = 0; i < a->checks_n; i++)
        if (str_eq(a->checks[i].host, host))
            test_case(to, a, &a->checks[i], arena);
    buf_text(to, "  </testsuite>\n");
}

static bool host_told(const struct analysis *a, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (str_eq(a->checks[i].host, a->checks[at].host))
            return true;
    return false;
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    (void)o;
    struct arena arena = {0};
    buf_text(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"culprit\">\n");
    for (size_t i = 0; i < a->checks_n; i++)
        if (!host_told(a, i))
            suite(to, a, a->checks[i].host, &arena);
    buf_text(to, "</testsuites>\n");
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the JUnit report is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_junit = {"junit", "xml", "the checks for a build server (JUnit XML)",
                                    write};
