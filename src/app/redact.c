#include "app/redact.h"

#include "base/files.h"
#include "base/limits.h"
#include "base/output.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "model/shape.h"
#include "redact.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET = 64, DIGITS = 6, FINDING_DIGITS = 12 };
static const char head[] = "# culprit redaction key: who has it can tell what was replaced\n";

struct name {
    struct str kind, original, pseudonym;
    struct str folded; /* the original without case */
};

struct redactor {
    struct arena arena;
    const char *path;
    struct str secret;
    struct name *names; /* in order of first use; sorted when saved */
    size_t n, max;
    struct str *hosts; /* folded, as found in texts */
    size_t hosts_n, hosts_max;
};

/* Key file ------------------------------------------------------------------------------------- */

static struct str random_secret(struct arena *arena)
{
    unsigned char bytes[SECRET / 2];
    struct buf b = {0};
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        mem_die(sizeof bytes); /* cannot happen on a system that has started */
    for (size_t i = 0; i < sizeof bytes; i++)
        buf_fmt(&b, "%02x", bytes[i]);
    struct str s = buf_keep(&b, arena);
    buf_free(&b);
    return s;
}

static void add_name(struct redactor *r, struct name name)
{
    name.folded = utf8_fold(&r->arena, name.original);
    GROW(&r->arena, r->names, r->n, r->max);
    r->names[r->n++] = name;
}

static enum status read_line(struct redactor *r, struct str line, struct err *err)
{
    struct str rest, kind = str_cut(line, '\t', &rest), pseudonym = str_cut(rest, '\t', &rest);
    if (line.len == 0 || line.ptr[0] == '#')
        return OK;
    if (str_eq(kind, STR("secret"))) {
        r->secret = pseudonym;
        return OK;
    }
    if (rest.len == 0)
        return err_set(err, FAIL_INPUT, "'%s' is no key file of culprit", r->path);
    add_name(r, (struct name){kind, rest, pseudonym, {0}});
    return OK;
}

static enum status read_key(struct redactor *r, struct err *err)
{
    struct str text, line;
    if (!file_exists(r->path)) {
        r->secret = random_secret(&r->arena);
        return OK;
    }
    TRY(file_read(&r->arena, r->path, LIMIT_COMPANION_BYTES, &text, err));
    while (str_line(&text, &line))
        TRY(read_line(r, line, err));
    if (r->secret.len < SECRET)
        return err_set(err, FAIL_INPUT, "'%s' is no key file of culprit: it has no secret",
                       r->path);
    return OK;
}

enum status redactor_open(const char *path, struct redactor **out, struct err *err)
{
    struct redactor *r = calloc(1, sizeof *r);
    if (!r)
        mem_die(sizeof *r);
    r->path = path;
    enum status status = read_key(r, err);
    if (status != OK) {
        redactor_close(r);
        return status;
    }
    *out = r;
    return OK;
}

void redactor_close(struct redactor *r)
{
    arena_free(&r->arena);
    free(r);
}

static int by_pseudonym(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = str_cmp(x->kind, y->kind);
    return order ? order : str_cmp(x->pseudonym, y->pseudonym);
}

enum status redactor_save(struct redactor *r, struct err *err)
{
    struct buf b = {0};
    if (r->n)
        qsort(r->names, r->n, sizeof *r->names, by_pseudonym);
    buf_fmt(&b, "%ssecret\t%.*s\n", head, STR_ARG(r->secret));
    for (size_t i = 0; i < r->n; i++)
        buf_fmt(&b, "%.*s\t%.*s\t%.*s\n", STR_ARG(r->names[i].kind), STR_ARG(r->names[i].pseudonym),
                STR_ARG(r->names[i].original));
    mode_t before = umask(077); /* for its owner alone */
    enum status status = output_file(r->path, buf_str(&b), err);
    umask(before);
    buf_free(&b);
    return status;
}

/* Pseudonyms ----------------------------------------------------------------------------------- */

static struct str folded(struct redactor *r, struct str text)
{
    return utf8_fold(&r->arena, text);
}

/* Digits of SHA-256 over secret, kind and original; case plays no part. */
static struct str digest(struct redactor *r, const char *kind, struct str original, size_t digits)
{
    struct sha256 s;
    char text[SHA256_HEX];
    struct str f = folded(r, original);
    sha256_init(&s);
    sha256_add(&s, r->secret.ptr, r->secret.len);
    sha256_add(&s, kind, strlen(kind) + 1);
    sha256_add(&s, f.ptr, f.len);
    sha256_add(&s, r->secret.ptr, r->secret.len);
    sha256_hex(&s, text);
    return arena_str(&r->arena, (struct str){text, digits});
}

static bool taken(const struct redactor *r, struct str pseudonym)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->names[i].pseudonym, pseudonym))
            return true;
    return false;
}

static struct str pseudonym(struct redactor *r, const char *kind, struct str original)
{
    struct str f = folded(r, original);
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->names[i].kind, str_of(kind)) && str_eq(r->names[i].folded, f))
            return r->names[i].pseudonym;
    struct str p = {0};
    for (size_t digits = strcmp(kind, "cul-1") == 0 ? FINDING_DIGITS : DIGITS; digits < 64;
         digits++) {
        p = arena_fmt(&r->arena, "%s-%.*s", kind, STR_ARG(digest(r, kind, original, digits)));
        if (!taken(r, p))
            break;
    }
    struct buf shown = {0};
    buf_term(&shown, original);
    for (size_t i = 0; i < shown.len; i++)
        if (shown.ptr[i] == '\n' || shown.ptr[i] == '\t')
            shown.ptr[i] = ' ';
    add_name(
        r, (struct name){arena_str(&r->arena, str_of(kind)), buf_keep(&shown, &r->arena), p, {0}});
    buf_free(&shown);
    return p;
}

/* Hosts ---------------------------------------------------------------------------------------- */

static void add_host(struct redactor *r, struct str name)
{
    if (name.len < 2)
        return;
    struct str f = folded(r, name);
    for (size_t i = 0; i < r->hosts_n; i++)
        if (str_eq(r->hosts[i], f))
            return;
    GROW(&r->arena, r->hosts, r->hosts_n, r->hosts_max);
    size_t at = r->hosts_n++;
    for (; at > 0 && r->hosts[at - 1].len < f.len; at--) /* the longest first */
        r->hosts[at] = r->hosts[at - 1];
    r->hosts[at] = f;
}

/* The whole name, its short form, and the domain behind it. */
void redact_host(struct redactor *r, struct str host)
{
    struct str domain, host_alone = str_cut(host, '.', &domain);
    add_host(r, host);
    add_host(r, host_alone);
    if (memchr(domain.ptr ? domain.ptr : "", '.', domain.len))
        add_host(r, domain);
}

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* The known host that stands at the place; its length, or 0. */
static size_t host_at(const struct redactor *r, struct str text, size_t at)
{
    if (at && in_word(text.ptr[at - 1]) && in_word(text.ptr[at]))
        return 0;
    for (size_t i = 0; i < r->hosts_n; i++) {
        size_t n = r->hosts[i].len;
        if (at + n > text.len || !str_eq_nocase((struct str){text.ptr + at, n}, r->hosts[i]))
            continue;
        if (at + n == text.len || !in_word(text.ptr[at + n]))
            return n;
    }
    return 0;
}

static struct str without_hosts(struct redactor *r, struct str text, struct arena *arena)
{
    struct buf b = {0};
    for (size_t i = 0; i < text.len;) {
        size_t n = host_at(r, text, i);
        if (n) {
            buf_add(&b, pseudonym(r, "host", (struct str){text.ptr + i, n}));
            i += n;
        } else {
            buf_char(&b, text.ptr[i++]);
        }
    }
    struct str s = buf_keep(&b, arena);
    buf_free(&b);
    return s;
}

/* Texts ---------------------------------------------------------------------------------------- */

static bool ends_word(char c)
{
    return (unsigned char)c <= ' ' || strchr("\"'<>()[]{}|,;=", c) != NULL;
}

/* A mark behind a word that is none of it. */
static size_t core_length(struct str word)
{
    size_t n = word.len;
    while (n && strchr(".:!?", word.ptr[n - 1]))
        n--;
    return n;
}

static const char *kind_of(struct str word)
{
    for (size_t i = 0; i < redact_kinds_n; i++)
        if (redact_kinds[i].test(word))
            return redact_kinds[i].name;
    return NULL;
}

/* An address keeps its port: 192.0.2.7:443. */
static size_t address_length(struct str word)
{
    const char *colon = memchr(word.ptr, ':', word.len);
    struct str address = {word.ptr, colon ? (size_t)(colon - word.ptr) : 0};
    const char *kind = address.len ? kind_of(address) : NULL;
    return kind && strcmp(kind, "ip") == 0 ? address.len : 0;
}

static void put_word(struct redactor *r, struct buf *b, struct str word)
{
    size_t n = core_length(word);
    struct str core = {word.ptr, n};
    const char *kind = n ? kind_of(core) : NULL;
    if (!kind && n) {
        size_t address = address_length(core);
        core.len = address ? address : core.len;
        kind = address ? "ip" : NULL;
    }
    buf_add(b, kind ? pseudonym(r, kind, core) : core);
    buf_add(b, str_skip(word, core.len));
}

struct str redact_text(struct redactor *r, struct str text, struct arena *arena)
{
    struct buf b = {0};
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        while (i < text.len && !ends_word(text.ptr[i]))
            i++;
        if (i > from)
            put_word(r, &b, (struct str){text.ptr + from, i - from});
        else
            buf_char(&b, text.ptr[i++]);
    }
    struct str words = buf_keep(&b, arena);
    buf_free(&b);
    return without_hosts(r, words, arena);
}

/* The analysis --------------------------------------------------------------------------------- */

/* Members that hold words and digests of ours, which nobody's name may change. */
static const char *const kept[] = {
    "schema",  "level",      "status", "verdict", "state",    "kind",      "severity", "weight",
    "prior",   "confidence", "cure",   "sha256",  "zone",     "date",      "form",     "encoding",
    "version", "test",       "risk",   "restart", "security", "zone_data", "url"};

static bool is_kept(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        if (strcmp(name, kept[i]) == 0)
            return true;
    return false;
}

struct walk {
    struct redactor *r;
    struct arena *arena;
    bool hosts; /* first walk: only learn the names of hosts */
};

static void walk_text(const struct walk *w, const char *member, struct str *text)
{
    if (text->len == 0)
        return;
    if (w->hosts && (strcmp(member, "host") == 0 || strcmp(member, "machine") == 0))
        redact_host(w->r, *text);
    if (!w->hosts && !is_kept(member))
        *text = redact_text(w->r, *text, w->arena);
}

static void walk_object(const struct walk *w, const struct shape *shape, char *object);

static void walk_member(const struct walk *w, const struct shape_member *m, char *object)
{
    char *at = object + m->offset;
    void *list = *(void **)(void *)at;
    size_t n = m->offset_n ? *(size_t *)(void *)(object + m->offset_n) : 0;
    if (m->kind == SHAPE_STR)
        walk_text(w, m->name, (struct str *)(void *)at);
    if (m->kind == SHAPE_OBJECT)
        walk_object(w, m->of, at);
    if (m->kind == SHAPE_OPTION && list)
        walk_object(w, m->of, list);
    for (size_t i = 0; i < n && m->kind == SHAPE_LIST; i++)
        walk_object(w, m->of, (char *)list + i * m->of->size);
    for (size_t i = 0; i < n && m->kind == SHAPE_STRS; i++)
        walk_text(w, m->name, &((struct str *)list)[i]);
    for (size_t i = 0; i < n && m->kind == SHAPE_MAP; i++)
        walk_text(w, "value", &((struct pair *)list)[i].value);
}

static void walk_object(const struct walk *w, const struct shape *shape, char *object)
{
    for (size_t i = 0; i < shape->members_n; i++)
        walk_member(w, &shape->members[i], object);
}

void redact_analysis(struct redactor *r, struct analysis *a, struct arena *arena)
{
    for (size_t i = 0; i < a->hosts_n; i++)
        redact_host(r, a->hosts[i].name);
    walk_object(&(struct walk){r, arena, true}, &analysis_shape, (char *)a);
    walk_object(&(struct walk){r, arena, false}, &analysis_shape, (char *)a);
}
