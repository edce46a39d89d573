#include "batch_state.h"

#include "base/buf.h"
#include "base/files.h"
#include "base/output.h"
#include "base/tree.h"

#define STATE_BYTES (1 << 16)

struct str batch_folder(struct arena *arena, const char *out, struct str name)
{
    return arena_fmt(arena, "%s/cases/%.*s", out, STR_ARG(name));
}

struct str batch_file(struct arena *arena, const char *out, struct str name, const char *file)
{
    return arena_fmt(arena, "%s/cases/%.*s/%s", out, STR_ARG(name), file);
}

/* JSON is YAML. */
struct batch_state batch_state_read(struct arena *arena, const char *out, struct str name)
{
    struct str path = batch_file(arena, out, name, "state.json"), text;
    struct err unheard = {0};
    struct tree tree;
    struct batch_state state = {0};
    if (!file_exists(path.ptr) || file_read(arena, path.ptr, STATE_BYTES, &text, &unheard) != OK ||
        tree_parse(arena, text, path.ptr, &tree, &unheard) != OK || tree.n == 0 ||
        tree.documents[0]->kind != NODE_MAP)
        return state;
    const struct node *map = tree.documents[0], *read = node_get(map, "read");
    state = (struct batch_state){.state = node_text(map, "state"),
                                 .message = node_text(map, "message"),
                                 .inputs = node_text(map, "inputs"),
                                 .config = node_text(map, "config")};
    if (read)
        node_bool(read, &state.read);
    return state;
}

static void put(struct buf *to, const char *key, struct str value)
{
    buf_fmt(to, "  \"%s\": ", key);
    buf_json(to, value);
    buf_text(to, ",\n");
}

enum status batch_state_write(const char *out, struct str name, const struct batch_state *state,
                              struct err *err)
{
    struct arena arena = {0};
    struct buf text = {0};
    buf_text(&text, "{\n");
    put(&text, "case", name);
    put(&text, "state", state->state);
    put(&text, "message", state->message);
    put(&text, "inputs", state->inputs);
    put(&text, "config", state->config);
    buf_fmt(&text, "  \"read\": %s\n}\n", state->read ? "true" : "false");
    enum status status =
        output_file(batch_file(&arena, out, name, "state.json").ptr, buf_str(&text), err);
    buf_free(&text);
    arena_free(&arena);
    return status;
}
