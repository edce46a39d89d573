/* docs/STORE.md, made from the comments of the schema files, which are laid out for it: a comment
 * block before each CREATE, one column a line with its comment behind it. */
#include "store/store.h"

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
    struct str schema = asset_text("store/sql/schema-1.sql");
    put_heading(to, schema);
    buf_text(to, "\n## Views\n");
    put_relations(to, schema, true);
    buf_text(to, "\n## Tables\n");
    put_relations(to, schema, false);
}
