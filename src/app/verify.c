#include "app/verify.h"

#include "app/ingest.h"
#include "base/files.h"
#include "base/tree.h"

enum { MEMORY = 256 << 20 };

/* The report ------------------------------------------------------------------------------------
 */

/* One member of the outermost object of a JSON text, as a text; strings and nesting are stepped
 * over, so that a report of any size needs no tree. */
static struct str json_member(struct str text, const char *name)
{
    int depth = 0;
    bool in_string = false;
    size_t key = 0;
    struct str wanted = str_of(name);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string && c == '\\') {
            i++;
        } else if (c == '"') {
            if (in_string && depth == 1 && i + 1 < text.len && text.ptr[i + 1] == ':' &&
                str_eq((struct str){text.ptr + key, i - key}, wanted))
                return str_skip(text, i + 2);
            in_string = !in_string;
            key = i + 1;
        } else if (!in_string) {
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        }
    }
    return (struct str){0};
}

/* A value ends where its brackets do. */
static struct str json_value(struct str text)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string && c == '\\') {
            i++;
            continue;
        }
        if (c == '"')
            in_string = !in_string;
        if (in_string)
            continue;
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (depth == 0 && strchr("}]\"", c))
            return str_head(text, i + 1);
    }
    return (struct str){0};
}

static enum status read_member(struct arena *arena, struct str text, const char *name,
                               const char *file, const struct node **out, struct err *err)
{
    struct tree tree;
    struct str value = json_value(json_member(text, name));
    if (value.len == 0)
        return err_set(err, FAIL_INPUT, "'%s' is no JSON report of culprit: it has no '%s'", file,
                       name);
    TRY(tree_parse(arena, value, file, &tree, err));
    *out = tree.n == 1 ? tree.documents[0] : NULL;
    if (!*out)
        return err_set(err, FAIL_INPUT, "'%s' is no JSON report of culprit", file);
    return OK;
}

static enum status read_report(const char *path, struct arena *arena, struct verify_result *out,
                               struct err *err)
{
    struct str text;
    const struct node *tool, *rules, *sources, *schema;
    TRY(file_read(arena, path, (size_t)1 << 30, &text, err));
    TRY(read_member(arena, text, "schema", path, &schema, err));
    if (!str_starts(schema->text, STR("culprit.report/")))
        return err_set(err, FAIL_INPUT, "'%s' is no JSON report of culprit", path);
    TRY(read_member(arena, text, "tool", path, &tool, err));
    TRY(read_member(arena, text, "rules", path, &rules, err));
    TRY(read_member(arena, text, "sources", path, &sources, err));
    out->version = node_text(tool, "version");
    out->rules = node_text(rules, "sha256");
    out->rows = ARENA_ARRAY(arena, struct verify_row, sources->n + 1);
    for (size_t i = 0; i < sources->n; i++)
        out->rows[out->n++] = (struct verify_row){VERIFY_MISSING,
                                                  node_text(&sources->items[i], "path"),
                                                  node_text(&sources->items[i], "sha256"),
                                                  {0}};
    return OK;
}

/* The files -------------------------------------------------------------------------------------
 */

static enum status read_files(const char *const *paths, size_t n, struct arena *arena,
                              struct notes *notes, struct source **out, size_t *out_n,
                              struct err *err)
{
    struct store *store;
    struct ingest_result ignored;
    struct ingest_spec spec = {.paths = paths, .paths_n = n};
    TRY(store_open(NULL, STORE_CREATE, MEMORY, &store, err));
    enum status status = ingest_run(store, &spec, notes, &ignored, err);
    if (status == OK)
        status = store_sources(store, arena, out, out_n, err);
    store_close(store);
    return status;
}

static const struct source *by_digest(const struct source *s, size_t n, struct str sha256)
{
    for (size_t i = 0; i < n; i++)
        if (sha256.len && str_eq(s[i].sha256, sha256))
            return &s[i];
    return NULL;
}

static bool is_told(const struct verify_row *rows, size_t n, struct str sha256)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].sha256, sha256))
            return true;
    return false;
}

/* What is there under that name and is none of the files that the report tells of. */
static const struct source *by_name(const struct source *s, size_t n, struct str path,
                                    const struct verify_row *rows, size_t rows_n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(path_name(s[i].path), path_name(path)) && !is_told(rows, rows_n, s[i].sha256))
            return &s[i];
    return NULL;
}

static void compare(struct verify_result *out, const struct source *files, size_t files_n,
                    struct arena *arena)
{
    size_t told = out->n;
    struct verify_row *rows = ARENA_ARRAY(arena, struct verify_row, told + files_n + 1);
    for (size_t i = 0; i < told; i++) {
        struct verify_row *r = &out->rows[i];
        const struct source *named = by_name(files, files_n, r->path, out->rows, told);
        if (by_digest(files, files_n, r->sha256)) {
            r->state = VERIFY_SAME;
        } else if (named) {
            r->state = VERIFY_CHANGED;
            r->now = named->sha256;
        }
        rows[i] = *r;
    }
    out->rows = rows;
    for (size_t i = 0; i < files_n; i++) {
        bool known = false;
        for (size_t k = 0; k < told && !known; k++)
            known = str_eq(rows[k].sha256, files[i].sha256) || str_eq(rows[k].now, files[i].sha256);
        if (!known)
            out->rows[out->n++] =
                (struct verify_row){VERIFY_EXTRA, files[i].path, files[i].sha256, {0}};
    }
    for (size_t i = 0; i < out->n; i++)
        out->counts[out->rows[i].state]++;
}

enum status verify_run(const char *report, const char *const *paths, size_t paths_n,
                       struct arena *arena, struct notes *notes, struct verify_result *out,
                       struct err *err)
{
    struct source *files;
    size_t files_n;
    *out = (struct verify_result){0};
    TRY(read_report(report, arena, out, err));
    TRY(read_files(paths, paths_n, arena, notes, &files, &files_n, err));
    compare(out, files, files_n, arena);
    return OK;
}
