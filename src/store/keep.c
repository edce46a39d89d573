/* The last analysis of the case: its JSON, and the rows behind the views, which SQLite takes from
 * that JSON. */
#include "case.h"

#include "shape_read.h"

struct keeping {
    struct str fingerprint, json;
};

static enum status keep(struct store *s, const void *what, struct err *err)
{
    static const enum sql_id before[] = {SQL_DROP_ANALYSIS, SQL_DROP_FINDINGS, SQL_DROP_HYPOTHESES,
                                         SQL_DROP_PROOFS,   SQL_DROP_SPANS,    SQL_DROP_PATTERNS};
    static const enum sql_id after[] = {SQL_FILL_FINDINGS, SQL_FILL_HYPOTHESES, SQL_FILL_PROOFS,
                                        SQL_FILL_SPANS, SQL_FILL_PATTERNS};
    const struct keeping *k = what;
    for (size_t i = 0; i < ARRAY_LEN(before); i++)
        TRY(stmt_do(&s->stmts, before[i], err));
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_ANALYSIS, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, INSERT_ANALYSIS_FINGERPRINT, k->fingerprint);
    stmt_str(st, INSERT_ANALYSIS_JSON, k->json);
    TRY(stmt_run(&s->stmts, SQL_INSERT_ANALYSIS, err));
    for (size_t i = 0; i < ARRAY_LEN(after); i++)
        TRY(stmt_do(&s->stmts, after[i], err));
    return OK;
}

enum status store_save_analysis(struct store *s, const struct analysis *a, struct str fingerprint,
                                struct err *err)
{
    struct buf json = BUF_CAP(LIMIT_ANALYSIS_BYTES);
    shape_json(&json, &analysis_shape, a, 0);
    struct keeping k = {fingerprint, buf_str(&json)};
    enum status status = json.over ? err_set(err, FAIL_LIMIT, "the analysis is too large to keep")
                                   : work_alone(s, keep, &k, err);
    buf_free(&json);
    return work_named(s, status, err);
}

static enum status take(sqlite3_stmt *st, struct arena *arena, struct analysis **out,
                        struct str *fingerprint, int64_t *generation, struct err *err)
{
    struct analysis *a = ARENA_NEW(arena, struct analysis);
    struct json json = json_copy(arena, stmt_str_at(st, ANALYSIS_JSON));
    if (!shape_read(arena, json, &analysis_shape, a))
        return err_set(err, FAIL_STORE, "the analysis it keeps is damaged");
    *fingerprint = arena_str(arena, stmt_str_at(st, ANALYSIS_FINGERPRINT));
    *generation = sqlite3_column_int64(st, ANALYSIS_GENERATION);
    *out = a;
    return OK;
}

enum status store_load_analysis(struct store *s, struct arena *arena, struct analysis **out,
                                struct str *fingerprint, int64_t *generation, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_ANALYSIS, err);
    if (!st)
        return FAIL_STORE;
    enum status status = stmt_step(&s->stmts, SQL_ANALYSIS, err);
    if (status == OK)
        status = take(st, arena, out, fingerprint, generation, err);
    stmt_end(&s->stmts, SQL_ANALYSIS);
    return work_named(s, status, err);
}
