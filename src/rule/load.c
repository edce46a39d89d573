/* Files and documents of a ruleset. */
#include "load.h"

#include <stdlib.h>

#include "base/asset.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "pack.h"
#include "rule/source.h"

static struct str keep(struct loader *l, struct str text)
{
    return arena_str(&l->rules->arena, text);
}

/* Of two documents with one id the later wins. */
static void replace_earlier(struct loader *l, const struct doc *d, struct intern *ids,
                            struct doc **by_id)
{
    if (d->info.id.len == 0 || d->state == DOC_INVALID)
        return;
    size_t before = ids->n;
    uint32_t at = intern_put(ids, d->info.id);
    struct doc *old = ids->n > before ? NULL : by_id[at];
    if (old && old->state != DOC_INVALID) {
        old->state = DOC_REPLACED;
        if (str_eq(old->info.pack, d->info.pack))
            notes_add(l->notes, NOTE_RULE_DOUBTFUL, old->info.loc,
                      "replaced by a later document with the same id (%s:%u)", d->info.loc.file,
                      d->info.loc.line);
    }
    by_id[at] = l->docs[l->docs_n - 1];
}

static void read_tree(struct loader *l, struct tree tree, struct str pack)
{
    for (size_t i = 0; i < tree.n; i++) {
        struct doc *d = ARENA_NEW(&l->rules->arena, struct doc);
        d->root = tree.documents[i];
        d->info.pack = pack;
        GROW(&l->rules->arena, l->docs, l->docs_n, l->docs_max);
        l->docs[l->docs_n++] = d;
        document_read(l, d);
    }
}

static bool is_separator(struct str line)
{
    return str_starts(line, STR("---")) && (line.len == 3 || line.ptr[3] == ' ');
}

/* One document of a file whose others stay where they are: empty lines stand for what is before. */
static void read_part(struct loader *l, struct rule_file file, uint32_t line, struct str part,
                      struct str pack)
{
    struct tree tree;
    struct err err = {0};
    char *text = arena_alloc(&l->rules->arena, line + part.len + 1);
    memset(text, '\n', line);
    memcpy(text + line, part.ptr, part.len);
    struct str whole = {text, line + part.len};
    if (tree_parse(&l->rules->arena, whole, file.name, &tree, &err) == OK) {
        read_tree(l, tree, pack);
        return;
    }
    complain(l, NULL, err.loc, "%s", err.text);
    l->rules->counts.left_out++;
}

/* A file that is no YAML as a whole: its documents one by one, so that only the broken one is
 * left out. */
static void read_parts(struct loader *l, struct rule_file file, struct str pack)
{
    struct str rest = file.text, line;
    const char *begin = file.text.ptr;
    uint32_t lines = 0, begin_line = 0, parts = 0;
    while (str_line(&rest, &line)) {
        if (is_separator(line) && line.ptr > begin && ++parts < LIMIT_BROKEN_DOCUMENTS) {
            read_part(l, file, begin_line, (struct str){begin, (size_t)(line.ptr - begin)}, pack);
            begin = line.ptr;
            begin_line = lines;
        }
        lines++;
    }
    read_part(l, file, begin_line,
              (struct str){begin, (size_t)(file.text.ptr + file.text.len - begin)}, pack);
}

/* The digest of a file names all rules in it: one file is one problem. */
static void name_documents(struct loader *l, size_t from, const char *hex)
{
    struct str digest = keep(l, str_of(hex));
    sha256_add(&l->sum, digest.ptr, digest.len);
    for (size_t i = from; i < l->docs_n; i++)
        l->docs[i]->info.sha256 = digest;
}

/* A file that was read and parsed; its name and text live as long as the ruleset. */
static void read_file(struct loader *l, const struct ahead_file *f, struct str pack)
{
    struct ruleset *r = l->rules;
    struct rule_file file = {f->name, f->text};
    size_t before = l->docs_n;
    GROW(&r->arena, r->files, r->files_n, r->files_max);
    r->files[r->files_n++] = file;
    if (f->parsed == OK) {
        read_tree(l, f->tree, pack);
    } else if (f->parsed == FAIL_INPUT && memmem(file.text.ptr, file.text.len, "\n---", 4)) {
        read_parts(l, file, pack);
    } else {
        complain(l, NULL, f->err.loc, "%s", f->err.text);
        r->counts.left_out++;
    }
    name_documents(l, before, f->sha256);
}

static void read_builtin(struct loader *l)
{
    struct str pack = pack_add(l, STR("builtin"), STR(VERSION));
    struct ahead_file *files = ARENA_ARRAY(&l->scratch, struct ahead_file, assets_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < assets_count; i++) {
        struct str name = str_of(assets[i].name);
        struct str text = {(const char *)assets[i].data, assets[i].size};
        if (str_starts(name, STR("rules/")) && str_ends(name, STR(".yml")))
            files[n++] = (struct ahead_file){.name = assets[i].name, .text = text};
    }
    struct ahead *ahead = ahead_open(files, n, &l->rules->arena, l->rules->helpers);
    for (const struct ahead_file *f = ahead_next(ahead); f; f = ahead_next(ahead))
        read_file(l, f, pack);
    ahead_close(ahead);
}

/* What could not be read below a folder is a note; the folder itself is a failure. */
struct troubles {
    struct loader *loader;
    const char *path;
    struct err *err;
    bool failed;
};

static void on_trouble(void *self, const char *path, const char *why)
{
    struct troubles *t = self;
    if (strcmp(path, t->path) == 0) {
        err_set(t->err, FAIL_IO, "cannot read rules from '%s': %s", path, why);
        t->failed = true;
        return;
    }
    complain(t->loader, NULL, (struct loc){.file = path}, "cannot be read: %s", why);
}

static enum status read_path(struct loader *l, const struct ahead_file *f, struct str pack,
                             bool alone, struct err *err)
{
    if (f->read != OK && alone) {
        *err = f->err;
        return f->read;
    }
    if (f->read != OK)
        complain(l, NULL, (struct loc){.file = f->name}, "%s", f->err.text);
    else if (!pack_is_map(f->name) && !pack_read_file(l, f, pack))
        read_file(l, f, pack);
    return OK;
}

static bool is_rule_file(const char *path)
{
    struct str s = str_of(path);
    return str_ends(s, STR(".yml")) || str_ends(s, STR(".yaml"));
}

static int by_bytes(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static struct str folder_name(struct loader *l, const char *path, bool alone)
{
    struct str name = str_of(path);
    if (alone)
        name = path_folder(name).len ? path_folder(name) : STR(".");
    while (name.len > 1 && name.ptr[name.len - 1] == '/')
        name.len--;
    return keep(l, name);
}

static enum status read_folder(struct loader *l, const char *path, struct err *err)
{
    struct file_list list = {0};
    struct troubles troubles = {l, path, err, false};
    files_walk(&l->scratch, path, &list, on_trouble, &troubles);
    if (troubles.failed)
        return err->status;
    bool alone = list.n == 1 && strcmp(list.paths[0], path) == 0;
    struct str pack = pack_add(l, folder_name(l, path, alone), STR(""));
    if (list.n)
        qsort(list.paths, list.n, sizeof(*list.paths), by_bytes);
    struct ahead_file *files = ARENA_ARRAY(&l->scratch, struct ahead_file, list.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < list.n; i++)
        if (alone || is_rule_file(list.paths[i]))
            files[n++].name = keep(l, str_of(list.paths[i])).ptr;
    struct ahead *ahead = ahead_open(files, n, &l->rules->arena, l->rules->helpers);
    enum status status = OK;
    for (const struct ahead_file *f; status == OK && (f = ahead_next(ahead));)
        status = read_path(l, f, pack, alone, err);
    ahead_close(ahead);
    return status;
}

static void replace_all(struct loader *l)
{
    struct intern ids = {0};
    struct doc **by_id = ARENA_ARRAY(&l->scratch, struct doc *, l->docs_n + 1);
    size_t n = l->docs_n;
    for (l->docs_n = 1; l->docs_n <= n; l->docs_n++)
        replace_earlier(l, l->docs[l->docs_n - 1], &ids, by_id);
    l->docs_n = n;
    intern_free(&ids);
}

static void loader_open(struct loader *l, struct notes *notes)
{
    *l = (struct loader){
        .notes = notes, .wrong = NOTE_RULE_INVALID, .rules = calloc(1, sizeof(*l->rules))};
    if (!l->rules)
        mem_die(sizeof(*l->rules));
    sha256_init(&l->sum);
}

static void loader_close(struct loader *l)
{
    intern_free(&l->items);
    intern_free(&l->known);
    buf_free(&l->question);
    arena_free(&l->scratch);
}

static void finish(struct loader *l)
{
    replace_all(l);
    link_documents(l);
    sha256_hex(&l->sum, l->rules->sha256);
}

enum status ruleset_load(struct rule_paths paths, struct notes *notes, struct ruleset **out,
                         struct err *err)
{
    struct loader l;
    enum status status = OK;
    loader_open(&l, notes);
    for (size_t i = 0; i < paths.n; i++)
        pack_prepare(&l, paths.v[i]);
    for (size_t i = 0; i < paths.n && status == OK; i++) {
        if (strcmp(paths.v[i], "builtin") == 0)
            read_builtin(&l);
        else
            status = read_folder(&l, paths.v[i], err);
    }
    if (status == OK)
        finish(&l);
    loader_close(&l);
    if (status == OK)
        *out = l.rules;
    else
        ruleset_free(l.rules);
    return status;
}

struct source_words rule_source_of(struct rule_paths paths, struct str channel, int64_t id,
                                   struct arena *arena, struct notes *notes)
{
    struct loader l;
    loader_open(&l, notes);
    for (size_t i = 0; i < paths.n; i++)
        pack_prepare(&l, paths.v[i]);
    struct source_words words = sourcemap_words(&l, channel, id);
    words.service = arena_str(arena, words.service);
    words.category = arena_str(arena, words.category);
    loader_close(&l);
    ruleset_free(l.rules);
    return words;
}

enum status ruleset_parse(struct str text, const char *file, struct notes *notes,
                          struct ruleset **out, struct err *err)
{
    struct loader l;
    (void)err; /* bad rules are notes */
    loader_open(&l, notes);
    struct str pack = pack_add(&l, path_folder(str_of(file)), STR(""));
    struct ahead_file given = {.name = file, .text = keep(&l, text)};
    struct ahead *ahead = ahead_open(&given, 1, &l.rules->arena, l.rules->helpers);
    read_file(&l, ahead_next(ahead), pack);
    ahead_close(ahead);
    finish(&l);
    loader_close(&l);
    *out = l.rules;
    return OK;
}

void ruleset_free(struct ruleset *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->items_n; i++)
        pattern_release(r->items[i].pattern);
    intern_free(&r->slot_names);
    intern_free(&r->names);
    intern_free(&r->channels);
    intern_free(&r->lookup);
    arena_free(&r->arena);
    for (size_t i = 0; i < AHEAD_HELPERS; i++)
        arena_free(&r->helpers[i]);
    free(r);
}

size_t ruleset_count(const struct ruleset *r)
{
    return r->n;
}

const struct rule_info *ruleset_rules(const struct ruleset *r)
{
    return r->infos;
}

const struct rule_info *ruleset_find(const struct ruleset *r, struct str id_or_name)
{
    uint32_t at;
    return intern_find(&r->lookup, id_or_name, &at) ? &r->infos[r->lookup_rules[at]] : NULL;
}

struct str ruleset_sha256(const struct ruleset *r)
{
    return str_of(r->sha256);
}

size_t ruleset_left_out(const struct ruleset *r)
{
    return r->counts.left_out;
}

struct ruleset_counts ruleset_counts(const struct ruleset *r)
{
    return r->counts;
}

const struct rule_pack *ruleset_packs(const struct ruleset *r, size_t *n)
{
    *n = r->packs_n;
    return r->packs;
}

const struct node *ruleset_document(const struct ruleset *r, uint32_t index)
{
    return r->rules[index].root;
}

struct str ruleset_file_text(const struct ruleset *r, const char *file)
{
    for (size_t i = 0; file && i < r->files_n; i++)
        if (strcmp(r->files[i].name, file) == 0)
            return r->files[i].text;
    return (struct str){0};
}
