/* docs/STORE.md, made from the comments of the schema files, which are laid out for it: a comment
 * block before each CREATE, one column a line with its comment behind it. */
#include "case.h"

#include "base/asset.h"

static struct str word(struct str *rest)
{
    *rest = str_trim(*rest);
    return str_cut(*rest, ' ', rest);
}

/* The comment behind a line, cut off from what stands before it. */
static struct str comment_of(struct str line, struct str *before)
{
    const char *at = str_find(line, STR(" -- "));
    *before = at ? str_head(line, (size_t)(at - line.ptr)) : line;
    return at ? str_trim(str_skip(line, (size_t)(at - line.ptr) + 4)) : (struct str){0};
}

/* "expression AS name," */
static struct str alias_of(struct str column)
{
    struct str name = {0};
    for (struct str rest = column; rest.len;)
        name = word(&rest);
    return str_ends(name, STR(",")) ? str_head(name, name.len - 1) : name;
}

static void put_cell(struct buf *to, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '|')
            buf_char(to, '\\');
        buf_char(to, text.ptr[i]);
    }
    buf_text(to, " |");
}

static void put_column(struct buf *to, struct str line, bool view)
{
    struct str column, comment = comment_of(line, &column);
    if (comment.len == 0)
        return;
    column = str_trim(column);
    struct str name = view ? alias_of(column) : word(&column);
    buf_fmt(to, "| `%.*s` | ", STR_ARG(name));
    if (!view) {
        struct str type = word(&column);
        put_cell(to, str_ends(type, STR(",")) ? str_head(type, type.len - 1) : type);
        buf_char(to, ' ');
    }
    put_cell(to, comment);
    buf_char(to, '\n');
}

/* One CREATE statement, whose first line is `line`; takes the others off `rest`. */
static void put_relation(struct buf *to, struct str line, struct str about, struct str *rest,
                         bool view)
{
    word(&line), word(&line);
    struct str name = word(&line);
    buf_fmt(to, "\n### %.*s\n\n%.*s\n\n", STR_ARG(name), STR_ARG(about));
    buf_text(to, view ? "| column | meaning |\n| --- | --- |\n"
                      : "| column | type | meaning |\n| --- | --- | --- |\n");
    while (str_line(rest, &line)) {
        if (str_starts(line, STR("FROM")) || str_starts(line, STR(")")))
            return;
        put_column(to, line, view);
    }
}

static void put_relations(struct buf *to, struct str schema, bool view)
{
    struct str line, rest = schema, create = view ? STR("CREATE VIEW ") : STR("CREATE TABLE ");
    struct buf about = {0};
    while (str_line(&rest, &line)) {
        if (str_starts(line, STR("-- "))) {
            if (about.len)
                buf_char(&about, ' ');
            buf_add(&about, str_skip(line, 3));
            continue;
        }
        if (str_starts(line, create))
            put_relation(to, line, buf_str(&about), &rest, view);
        buf_reset(&about);
    }
    buf_free(&about);
}

/* The names of a view's columns, taken off `rest`. */
static void list_columns(struct buf *to, struct str *rest)
{
    struct str line, column;
    while (str_line(rest, &line) && !str_starts(line, STR("FROM")))
        if (comment_of(line, &column).len)
            buf_fmt(to, "%s%.*s", to->len ? ", " : "", STR_ARG(alias_of(str_trim(column))));
}

static enum status view_row(const struct store_rows *to, struct str line, struct str about,
                            struct str *rest, struct err *err)
{
    struct buf columns = {0};
    word(&line), word(&line);
    struct str name = word(&line);
    list_columns(&columns, rest);
    const struct str row[] = {name, about, buf_str(&columns)};
    enum status status = to->row(to->self, row, ARRAY_LEN(row), err);
    buf_free(&columns);
    return status;
}

/* The database of a batch says itself what there is. */
static enum status fleet_views(struct store *s, const struct store_rows *to, struct err *err)
{
    return store_query(s, str_of(sql_table[SQL_FLEET_CONTENTS].text), to, err);
}

enum status store_views(struct store *s, const struct store_rows *to, struct err *err)
{
    static const struct str names[] = {
        {"view",     4},
        {"a row is", 8},
        {"columns",  7}
    };
    struct str rest = asset_text("store/sql/schema-1.sql"), line, about = {0};
    if (s->fleet)
        return fleet_views(s, to, err);
    TRY(to->head(to->self, names, ARRAY_LEN(names), err));
    while (str_line(&rest, &line)) {
        if (str_starts(line, STR("CREATE VIEW ")))
            TRY(view_row(to, line, about, &rest, err));
        about = str_starts(line, STR("-- ")) ? str_skip(line, 3) : (struct str){0};
    }
    return OK;
}

/* The comment block that the schema begins with is the page's. */
static void put_heading(struct buf *to, struct str schema)
{
    struct str line;
    while (str_line(&schema, &line) && str_starts(line, STR("--"))) {
        buf_add(to, str_skip(line, 3));
        buf_char(to, '\n');
    }
}

void store_document(struct buf *to)
{
    static const char *const schemas[] = {"store/sql/schema-1.sql", "store/sql/schema-2.sql",
                                         "store/sql/schema-3.sql"};
    put_heading(to, asset_text(schemas[0]));
    buf_text(to, "\n## Views\n");
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++)
        put_relations(to, asset_text(schemas[i]), true);
    buf_text(to, "\n## Tables\n");
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++)
        put_relations(to, asset_text(schemas[i]), false);
}
