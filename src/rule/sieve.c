#include "sieve.h"

#include <stdlib.h>

enum { GRAM = 4, SHORT_GRAM = 2, BITMAP_BITS = 16 };

/* A literal and the items that need it. */
struct needle {
    struct str text;
    uint32_t offset; /* of its gram */
    uint32_t gram;
    const uint32_t *items;
    uint32_t items_n;
    uint32_t next; /* index + 1 of the next on the same shelf */
};

/* Before building: one row for each needle of each item. */
struct want {
    struct str text;
    uint32_t item;
};

struct sieve {
    struct want *wants;
    size_t wants_n, wants_max;
    struct needle *needles;
    size_t n;
    uint32_t *heads; /* index + 1, by hash of the gram */
    unsigned shift;
    uint32_t short_n; /* needles shorter than GRAM, filed under two bytes in the same way */
    uint32_t *short_heads;
    uint64_t bitmap[1 << (BITMAP_BITS - 6)], short_bitmap[1 << (BITMAP_BITS - 6)];
};

bool sieve_can(const struct pattern *p)
{
    struct pattern_values needles = pattern_needles(p);
    for (size_t i = 0; i < needles.n; i++)
        if (needles.v[i].len < SHORT_GRAM)
            return false;
    return needles.n > 0;
}

void sieve_add(struct ruleset *r, uint32_t at)
{
    const struct item *item = &r->items[at];
    struct pattern_values needles = pattern_needles(item->pattern);
    struct sieve *s = r->sieves[item->slot];
    if (!s)
        s = r->sieves[item->slot] = ARENA_NEW(&r->arena, struct sieve);
    for (size_t i = 0; i < needles.n; i++) {
        GROW(&r->arena, s->wants, s->wants_n, s->wants_max);
        s->wants[s->wants_n++] = (struct want){needles.v[i], at};
    }
}

/* Building ------------------------------------------------------------------------------------- */

static uint32_t gram_at(const char *at)
{
    uint32_t gram;
    memcpy(&gram, at, GRAM);
    return gram;
}

/* Two bytes are their own hash. */
static uint32_t short_gram_at(const char *at)
{
    uint16_t gram;
    memcpy(&gram, at, SHORT_GRAM);
    return gram;
}

static bool has_bit(const uint64_t *bitmap, uint32_t bit)
{
    return bitmap[bit / 64] >> bit % 64 & 1;
}

static void set_bit(uint64_t *bitmap, uint32_t bit)
{
    bitmap[bit / 64] |= UINT64_C(1) << bit % 64;
}

static uint32_t hash_of(uint32_t gram)
{
    return gram * UINT32_C(0x9e3779b1);
}

static int by_text(const void *a, const void *b)
{
    const struct want *x = a, *y = b;
    int order = str_cmp(x->text, y->text);
    return order ? order : x->item < y->item ? -1 : x->item > y->item;
}

/* Wants of one text become one needle. */
static void join_wants(struct ruleset *r, struct sieve *s)
{
    uint32_t *items = ARENA_ARRAY(&r->arena, uint32_t, s->wants_n);
    size_t items_n = 0;
    s->needles = ARENA_ARRAY(&r->arena, struct needle, s->wants_n);
    qsort(s->wants, s->wants_n, sizeof *s->wants, by_text);
    for (size_t i = 0; i < s->wants_n; i++) {
        const struct want *want = &s->wants[i];
        bool first = i == 0 || !str_eq(want->text, want[-1].text);
        if (!first && want->item == want[-1].item)
            continue;
        s->short_n += first && want->text.len < GRAM;
        if (first)
            s->needles[s->n++] = (struct needle){.text = want->text, .items = &items[items_n]};
        items[items_n++] = want->item;
        s->needles[s->n - 1].items_n++;
    }
}

/* How many needles have a gram of that hash; an upper bound, which is all that is needed. */
static uint32_t *count_grams(const struct sieve *s)
{
    uint32_t *counts = calloc((size_t)1 << (32 - s->shift), sizeof *counts);
    if (!counts)
        mem_die(sizeof *counts << (32 - s->shift));
    for (size_t i = 0; i < s->n; i++)
        for (size_t at = 0; at + GRAM <= s->needles[i].text.len; at++)
            counts[hash_of(gram_at(s->needles[i].text.ptr + at)) >> s->shift]++;
    return counts;
}

static void file_needle(struct sieve *s, size_t i, const uint32_t *counts)
{
    struct needle *needle = &s->needles[i];
    uint32_t least = UINT32_MAX;
    for (size_t at = 0; at + GRAM <= needle->text.len; at++) {
        uint32_t count = counts[hash_of(gram_at(needle->text.ptr + at)) >> s->shift];
        if (count < least) {
            least = count;
            needle->offset = (uint32_t)at;
        }
    }
    needle->gram = gram_at(needle->text.ptr + needle->offset);
    uint32_t hash = hash_of(needle->gram), *head = &s->heads[hash >> s->shift];
    needle->next = *head;
    *head = (uint32_t)i + 1;
    set_bit(s->bitmap, hash >> (32 - BITMAP_BITS));
}

static void file_short(struct sieve *s, size_t i)
{
    struct needle *needle = &s->needles[i];
    needle->gram = short_gram_at(needle->text.ptr);
    needle->next = s->short_heads[needle->gram];
    s->short_heads[needle->gram] = (uint32_t)i + 1;
    set_bit(s->short_bitmap, needle->gram);
}

void sieves_build(struct ruleset *r)
{
    for (size_t slot = 0; slot < r->slots_n; slot++) {
        struct sieve *s = r->sieves[slot];
        unsigned bits = 8;
        if (!s)
            continue;
        join_wants(r, s);
        while ((size_t)1 << bits < s->n * 4 && bits < 20)
            bits++;
        s->shift = 32 - bits;
        s->heads = ARENA_ARRAY(&r->arena, uint32_t, (size_t)1 << bits);
        uint32_t *counts = count_grams(s);
        if (s->short_n)
            s->short_heads = ARENA_ARRAY(&r->arena, uint32_t, (size_t)1 << BITMAP_BITS);
        for (size_t i = 0; i < s->n; i++)
            if (s->needles[i].text.len < GRAM)
                file_short(s, i);
            else
                file_needle(s, i, counts);
        free(counts);
    }
}

/* Scanning ------------------------------------------------------------------------------------- */

static bool stands_at(const struct needle *needle, struct str text, size_t at)
{
    return at >= needle->offset && str_starts(str_skip(text, at - needle->offset), needle->text);
}

struct scan {
    const struct sieve *sieve;
    struct str text;
    void (*found)(void *self, uint32_t item);
    void *self;
};

static void ask_shelf(const struct scan *c, uint32_t head, uint32_t gram, size_t at)
{
    for (uint32_t i = head; i; i = c->sieve->needles[i - 1].next) {
        const struct needle *needle = &c->sieve->needles[i - 1];
        if (needle->gram != gram || !stands_at(needle, c->text, at))
            continue;
        for (uint32_t k = 0; k < needle->items_n; k++)
            c->found(c->self, needle->items[k]);
    }
}

static void scan_short(const struct scan *c)
{
    const struct sieve *s = c->sieve;
    for (size_t at = 0; at + SHORT_GRAM <= c->text.len; at++) {
        uint32_t gram = short_gram_at(c->text.ptr + at);
        if (has_bit(s->short_bitmap, gram))
            ask_shelf(c, s->short_heads[gram], gram, at);
    }
}

void sieve_scan(const struct sieve *s, struct str folded, void (*found)(void *self, uint32_t item),
                void *self)
{
    const struct scan c = {s, folded, found, self};
    for (size_t at = 0; at + GRAM <= folded.len; at++) {
        uint32_t gram = gram_at(folded.ptr + at), hash = hash_of(gram);
        if (has_bit(s->bitmap, hash >> (32 - BITMAP_BITS)))
            ask_shelf(&c, s->heads[hash >> s->shift], gram, at);
    }
    if (s->short_n)
        scan_short(&c);
}
