/* The analysis as JSON Lines: each item of each list on a line of its own, so that it can be cut,
 * searched and fed to other programs without being read whole. */
#include "said.h"

static void put(struct buf *to, const struct shape_member *m, const void *value)
{
    buf_text(to, "{\"type\": ");
    buf_json(to, str_of(m->name));
    buf_text(to, ", \"value\": ");
    shape_json(to, m->of, value, 0);
    buf_text(to, "}\n");
}

static void put_plain(struct buf *to, const struct shape_member *m, const void *value)
{
    buf_text(to, "{\"type\": ");
    buf_json(to, str_of(m->name));
    buf_text(to, ", \"value\": ");
    if (m->kind == SHAPE_STR)
        buf_json(to, *(const struct str *)value);
    else if (*(const int64_t *)value == INT_NONE)
        buf_text(to, "null");
    else
        buf_fmt(to, "%lld", (long long)*(const int64_t *)value);
    buf_text(to, "}\n");
}

static void put_member(struct buf *to, const struct analysis *a, const struct shape_member *m)
{
    const char *at = (const char *)a + m->offset;
    if (m->use == SHAPE_IF_KNOWN && ((const struct str *)(const void *)at)->len == 0)
        return;
    if (m->kind == SHAPE_STR || m->kind == SHAPE_INT)
        put_plain(to, m, at);
    if (m->kind == SHAPE_OBJECT)
        put(to, m, at);
    if (m->kind != SHAPE_LIST)
        return;
    size_t n = *(const size_t *)(const void *)((const char *)a + m->offset_n);
    const char *items = *(const char *const *)(const void *)at;
    for (size_t i = 0; i < n; i++)
        put(to, m, items + i * m->of->size);
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    struct arena arena = {0};
    const struct analysis *said = analysis_said(a, o->locale, &arena);
    for (size_t i = 0; i < analysis_shape.members_n; i++)
        put_member(to, said, &analysis_shape.members[i]);
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the JSON lines are longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_jsonl = {"jsonl", "jsonl",
                                    "the same, one item a line: {\"type\", \"value\"}", write};
