#include "base/str.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct str str_cut(struct str s, char sep, struct str *rest)
{
    const char *at = s.len ? memchr(s.ptr, sep, s.len) : NULL;
    if (!at) {
        *rest = str_skip(s, s.len);
        return s;
    }
    size_t len = (size_t)(at - s.ptr);
    *rest = (struct str){at + 1, s.len - len - 1};
    return (struct str){s.ptr, len};
}

bool str_to_u64(struct str s, uint64_t *out)
{
    uint64_t n = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned)(unsigned char)s.ptr[i] - '0';
        if (digit > 9 || n > (UINT64_MAX - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *out = n;
    return true;
}

bool str_line(struct str *rest, struct str *line)
{
    if (rest->len == 0)
        return false;
    *line = str_cut(*rest, '\n', rest);
    if (line->len && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

bool str_starts(struct str s, struct str with)
{
    return s.len >= with.len && memcmp(s.ptr, with.ptr, with.len) == 0;
}

bool str_ends(struct str s, struct str with)
{
    return s.len >= with.len && memcmp(s.ptr + s.len - with.len, with.ptr, with.len) == 0;
}

const char *str_find(struct str s, struct str what)
{
    return s.len >= what.len && s.len ? memmem(s.ptr, s.len, what.ptr, what.len) : NULL;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    return a.len == b.len && str_starts_nocase(a, b);
}

bool str_starts_nocase(struct str s, struct str with)
{
    if (s.len < with.len)
        return false;
    for (size_t i = 0; i < with.len; i++)
        if (lower(s.ptr[i]) != lower(with.ptr[i]))
            return false;
    return true;
}

enum { WORD_MAX = 64 };

/* Levenshtein's distance with one row. */
static size_t distance(struct str a, struct str b)
{
    size_t row[WORD_MAX + 1];
    if (a.len > WORD_MAX || b.len > WORD_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t change = diagonal + (lower(a.ptr[i - 1]) != lower(b.ptr[j - 1]));
            size_t cut = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = change < cut ? change : cut;
        }
    }
    return row[b.len];
}

const char *str_nearest(struct str word, const char *const *known, size_t n)
{
    const char *best = NULL;
    size_t least = word.len / 3 + 2;
    for (size_t i = 0; i < n; i++) {
        size_t d = distance(word, str_of(known[i]));
        if (d < least) {
            least = d;
            best = known[i];
        }
    }
    return best;
}

bool str_to_i64(struct str s, int64_t *out)
{
    bool minus = s.len && s.ptr[0] == '-';
    struct str digits = str_skip(s, s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'));
    uint64_t n;
    bool hex = str_starts_nocase(digits, STR("0x"));
    if (!(hex ? str_to_hex(digits, &n) : str_to_u64(digits, &n)))
        return false;
    if (n > (uint64_t)INT64_MAX + minus)
        return false;
    *out = minus ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}

bool str_to_hex(struct str s, uint64_t *out)
{
    uint64_t n = 0;
    if (str_starts_nocase(s, STR("0x")))
        s = str_skip(s, 2);
    if (s.len == 0 || s.len > 16)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = lower(s.ptr[i]);
        if (c >= '0' && c <= '9')
            n = n * 16 + (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f')
            n = n * 16 + (unsigned)(c - 'a' + 10);
        else
            return false;
    }
    *out = n;
    return true;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 32;
}

uint64_t str_hash(struct str s)
{
    uint64_t h = s.len * UINT64_C(0xbf58476d1ce4e5b9), word = 0;
    for (; s.len >= sizeof word; s.ptr += sizeof word, s.len -= sizeof word) {
        memcpy(&word, s.ptr, sizeof word);
        h = mix(h, word);
    }
    word = 0;
    if (s.len)
        memcpy(&word, s.ptr, s.len);
    h = mix(h, word);
    return h ^ h >> 29;
}
