#include "report/locale.h"

#include "base/buf.h"
#include "base/limits.h"
#include "phrase.h"

#include "knowledge/table.h"

const char *const locale_words[] = {"en", "de", "fr", NULL};

enum { DEPTH = 4, BUCKETS = 257 }; /* a bucket for each first byte, the last for a hole in front */

struct entry {
    enum locale_kind kind;
    bool made; /* a shorter form of a row */
    struct phrase phrase;
    const char *format;       /* of the frame */
    struct entry *next_equal; /* in the slot of the hash table */
    struct entry *next_shape; /* in the bucket */
};

struct locale {
    struct arena *arena;
    const char *code;
    struct entry **slots;
    size_t slots_n;
    uint64_t digest;
    struct entry *shapes[BUCKETS];
};

struct locale *locale_new(struct arena *arena, const char *code)
{
    enum { SLOTS = 16384 };
    struct locale *l = ARENA_NEW(arena, struct locale);
    *l = (struct locale){.arena = arena, .code = code, .slots_n = SLOTS};
    l->slots = ARENA_ARRAY(arena, struct entry *, SLOTS);
    return l;
}

const char *locale_code(const struct locale *l)
{
    return l ? l->code : locale_words[0];
}

uint64_t locale_digest(const struct locale *l)
{
    return l ? l->digest : 0;
}

/* FNV-1a: the digest is kept, so it must be the same on every machine. */
static uint64_t hash_of(uint64_t hash, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(1099511628211);
    return hash;
}

static struct entry **slot_of(const struct locale *l, struct str text)
{
    return &l->slots[str_hash(text) % l->slots_n];
}

static const struct entry *find_equal(const struct locale *l, enum locale_kind kind, struct str s)
{
    const struct entry *e = l ? *slot_of(l, s) : NULL;
    while (e && !(e->kind == kind && str_eq(e->phrase.text, s)))
        e = e->next_equal;
    return e;
}

size_t locale_count(const struct locale *l, enum locale_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; l && i < l->slots_n; i++)
        for (const struct entry *e = l->slots[i]; e; e = e->next_equal)
            n += e->kind == kind && !e->made && find_equal(l, kind, e->phrase.text) == e;
    return n;
}

bool locale_has(const struct locale *l, enum locale_kind kind, struct str english)
{
    return find_equal(l, kind, english) != NULL;
}

static void add_shape(struct locale *l, struct entry *e)
{
    struct str begin = e->phrase.english[0].literal;
    struct entry **bucket = &l->shapes[begin.len ? (unsigned char)begin.ptr[0] : BUCKETS - 1];
    if (e->kind == LOCALE_FRAME || !e->phrase.shaped)
        return;
    e->next_shape = *bucket;
    *bucket = e;
}

static enum status add(struct locale *l, enum locale_kind kind, bool made, struct str text,
                       struct str said, struct err *err)
{
    struct entry *e = ARENA_NEW(l->arena, struct entry), **slot = slot_of(l, text);
    e->kind = kind;
    e->made = made;
    TRY(phrase_make(l->arena, kind == LOCALE_RULES ? PHRASE_BRACES : PHRASE_PRINTF, text, said,
                    &e->phrase, err));
    if (kind == LOCALE_FRAME)
        e->format = phrase_format(l->arena, &e->phrase);
    l->digest = hash_of(hash_of(l->digest + (uint64_t)kind, text), said);
    e->next_equal = *slot;
    *slot = e;
    add_shape(l, e);
    return OK;
}

/* The text without its brackets that hold a placeholder: diagnosis leaves them out where it knows
 * no value. */
static struct str without_brackets(struct arena *arena, struct str s)
{
    struct buf b = {0};
    while (s.len) {
        const char *close = s.ptr[0] == '(' ? memchr(s.ptr, ')', s.len) : NULL;
        size_t n = close ? (size_t)(close - s.ptr) : 0;
        if (close && memchr(s.ptr, '{', n)) {
            while (b.len && b.ptr[b.len - 1] == ' ')
                b.len--;
            s = str_skip(s, n + 1);
            continue;
        }
        buf_char(&b, s.ptr[0]);
        s = str_skip(s, 1);
    }
    struct str out = buf_keep(&b, arena);
    buf_free(&b);
    return out;
}

static void add_shorter(struct locale *l, struct str text, struct str said)
{
    struct str shorter = without_brackets(l->arena, text);
    struct err ignored = {
        0}; /* where brackets are not the same in both, there is no shorter form */
    if (shorter.len != text.len)
        (void)!add(l, LOCALE_RULES, true, shorter, without_brackets(l->arena, said), &ignored);
}

enum status locale_add(struct locale *l, enum locale_kind kind, const char *name, struct str csv,
                       struct err *err)
{
    struct table t = table_read(l->arena, csv);
    if (t.columns < 2 || !str_eq(t.cells[0], STR("text")) ||
        !str_eq(t.cells[1], STR("translation")))
        return err_set(err, FAIL_INPUT, "'%s' does not begin with the heading text,translation",
                       name);
    for (size_t i = 0; i < t.rows; i++) {
        struct str text = table_cell(&t, i, 0), said = table_cell(&t, i, 1);
        if (text.len == 0 || said.len == 0)
            continue;
        if (memchr(said.ptr, LOCALE_FOREIGN, said.len) || memchr(said.ptr, LOCALE_BACK, said.len))
            return err_set(err, FAIL_INPUT, "'%s' has control characters", name);
        if (add(l, kind, false, text, said, err) != OK)
            return err_wrap(err, "'%s'", name);
        if (kind == LOCALE_RULES)
            add_shorter(l, text, said);
    }
    return OK;
}

/* The frame ------------------------------------------------------------------------------------ */

const char *locale_format(const struct locale *l, const char *english)
{
    const struct entry *e = find_equal(l, LOCALE_FRAME, str_of(english));
    return e ? e->format : english;
}

struct str locale_word(const struct locale *l, struct str english)
{
    const struct entry *e = find_equal(l, LOCALE_FRAME, english);
    return e && e->phrase.holes == 0 ? e->phrase.said : english;
}

/* As the frame says the number 1,234.5. */
struct locale_number locale_number(const struct locale *l)
{
    struct str sample = locale_word(l, STR("1,234.5"));
    const char *middle = str_find(sample, STR("234"));
    if (!middle || sample.len < 5 || sample.ptr[0] != '1' || sample.ptr[sample.len - 1] != '5')
        return (struct locale_number){STR(","), STR(".")};
    size_t at = (size_t)(middle - sample.ptr);
    return (struct locale_number){
        {sample.ptr + 1,      at - 1             },
        {sample.ptr + at + 3, sample.len - at - 4}
    };
}

/* What was filled in --------------------------------------------------------------------------- */

static bool translate(const struct locale *l, struct arena *arena, struct str english, int depth,
                      struct str *out);

/* "3,412"; nothing else has commas there. */
static bool is_grouped(struct str s)
{
    size_t digits = 0, groups = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ',' && digits && (groups == 0 ? digits <= 3 : digits == 3)) {
            groups++;
            digits = 0;
        } else if (s.ptr[i] >= '0' && s.ptr[i] <= '9') {
            digits++;
        } else {
            return false;
        }
    }
    return groups && digits == 3;
}

static void put_swapped(struct buf *to, struct str s, char mark, struct str instead)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == mark)
            buf_add(to, instead);
        else
            buf_char(to, s.ptr[i]);
}

static void put_hole(const struct locale *l, const struct entry *e, struct buf *to, int place,
                     struct str text, struct arena *arena, int depth)
{
    enum hole_kind kind = e->phrase.english[place].kind;
    struct str said;
    if (kind == HOLE_REAL)
        put_swapped(to, text, '.', locale_number(l).decimal);
    else if (is_grouped(text))
        put_swapped(to, text, ',', locale_number(l).thousands);
    else
        buf_add(to, translate(l, arena, text, depth + 1, &said) ? said : text);
}

static struct str filled(const struct locale *l, const struct entry *e, const struct str *holes,
                         struct arena *arena, int depth)
{
    struct buf b = BUF_CAP(4 * LIMIT_REPORT_TEXT);
    for (const struct phrase_part *part = e->phrase.other;; part++) {
        buf_add(&b, part->literal);
        if (part->kind == HOLE_NONE)
            break;
        put_hole(l, e, &b, part->place, holes[part->place], arena, depth);
    }
    struct str s = buf_keep(&b, arena);
    buf_free(&b);
    return s;
}

/* "it is %s" is also the beginning of many a sentence that we do not know: a shape with few words
 * of its own fits single words only. */
static bool is_sure(const struct phrase *p, const struct str *holes)
{
    enum { FEW = 8 };
    for (size_t i = 0; p->weight < FEW && i < p->holes; i++)
        if (holes[i].len && memchr(holes[i].ptr, ' ', holes[i].len))
            return false;
    return true;
}

/* Of the shapes that fit, the one with most words of its own. */
static const struct entry *find_shape(const struct locale *l, struct str text, bool inner,
                                      struct str *holes)
{
    const size_t buckets[] = {(unsigned char)text.ptr[0], BUCKETS - 1};
    const struct entry *best = NULL;
    struct str found[PHRASE_HOLES];
    for (size_t i = 0; i < ARRAY_LEN(buckets); i++)
        for (const struct entry *e = l->shapes[buckets[i]]; e; e = e->next_shape)
            if ((!best || e->phrase.weight > best->phrase.weight) &&
                phrase_match(&e->phrase, text, found) && (inner || is_sure(&e->phrase, found))) {
                best = e;
                memcpy(holes, found, sizeof found);
            }
    return best;
}

/* A remark is one of our sentences, and behind a colon what it is about. */
static bool translate_head(const struct locale *l, struct arena *arena, struct str english,
                           int depth, struct str *out)
{
    const char *colon = str_find(english, STR(": "));
    const struct entry *e;
    if (!colon)
        return false;
    struct str head = {english.ptr, (size_t)(colon - english.ptr)}, said;
    struct str tail = str_skip(english, head.len + 2);
    e = find_equal(l, LOCALE_PHRASES, head);
    if (!e || e->phrase.holes)
        return false;
    tail = translate(l, arena, tail, depth + 1, &said) ? said : tail;
    *out = arena_fmt(arena, "%.*s: %.*s", STR_ARG(e->phrase.said), STR_ARG(tail));
    return true;
}

static bool translate(const struct locale *l, struct arena *arena, struct str english, int depth,
                      struct str *out)
{
    struct str holes[PHRASE_HOLES];
    const struct entry *e = find_equal(l, LOCALE_RULES, english);
    e = e ? e : find_equal(l, LOCALE_PHRASES, english);
    if (e) {
        *out = e->phrase.said;
        return true;
    }
    if (english.len == 0 || english.len > LIMIT_REPORT_TEXT || depth > DEPTH)
        return false;
    e = find_shape(l, english, depth > 0, holes);
    if (!e)
        return translate_head(l, arena, english, depth, out);
    *out = filled(l, e, holes, arena, depth);
    return true;
}

bool locale_text(const struct locale *l, struct arena *arena, struct str english, struct str *out)
{
    return l && translate(l, arena, english, 0, out);
}
