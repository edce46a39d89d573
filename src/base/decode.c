#include "decode.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
    REPLACEMENT = 0xfffd,
    SAMPLE_BYTES = 16 * 1024,
    UNIT_SAMPLE = 512, /* of one line, to see whether its page makes sense */
    UNIT_ASKS = 32,    /* lines of one block that may be asked about by themselves */
    NARROW_RUN = 32
};

void decoded_reset(struct decoded *d, size_t raw_bytes)
{
    size_t room = raw_bytes * 3 + 8;
    if (room > d->room) {
        free(d->ptr);
        free(d->marks);
        d->ptr = malloc(room);
        d->marks = malloc((room / 64 + 1) * sizeof(*d->marks));
        if (!d->ptr || !d->marks)
            mem_die(room);
        d->room = room;
    }
    d->len = 0;
    d->replaced = 0;
    d->multibyte = d->narrow = 0;
    d->surrogates = d->pairs = d->halves = 0;
    memset(d->marks, 0, (room / 64 + 1) * sizeof(*d->marks));
}

void decoded_free(struct decoded *d)
{
    free(d->ptr);
    free(d->marks);
    *d = (struct decoded){0};
}

static void mark(struct decoded *d, size_t at)
{
    d->marks[at / 64] |= UINT64_C(1) << at % 64;
}

/* One character that took `units` units of the file. */
static void put(struct decoded *d, uint32_t c, size_t units)
{
    size_t n = 1;
    if (c < 0x80)
        d->ptr[d->len] = (char)c;
    else
        n = utf8_put(c, d->ptr + d->len);
    for (size_t i = 0; i < units && i < n; i++)
        mark(d, d->len + i);
    d->len += n;
}

static void put_wrong(struct decoded *d, size_t units)
{
    put(d, REPLACEMENT, units);
    d->replaced++;
}

/* Sets the marks of `n` bytes from `at` on, each of which is a unit of its own. */
static void mark_run(struct decoded *d, size_t at, size_t n)
{
    for (; n && at % 64; n--)
        mark(d, at++);
    for (; n >= 64; n -= 64, at += 64)
        d->marks[at / 64] = UINT64_MAX;
    for (; n; n--)
        mark(d, at++);
}

static void put_bytes(struct decoded *d, struct str s)
{
    if (s.len == 0)
        return;
    memcpy(d->ptr + d->len, s.ptr, s.len);
    mark_run(d, d->len, s.len);
    d->len += s.len;
}

/* UTF-8 -----------------------------------------------------------------------------------------
 */

static size_t ascii_prefix(struct str s)
{
    size_t n = 0;
    for (uint64_t words[4]; s.len - n >= sizeof words; n += sizeof words) {
        memcpy(words, s.ptr + n, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & UINT64_C(0x8080808080808080))
            break;
    }
    while (n < s.len && (unsigned char)s.ptr[n] < 0x80)
        n++;
    return n;
}

/* Length of the valid sequence at the front, 0 when it is none. */
static size_t sequence(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (n == 0 || p[0] > 0xf4 || n > s.len)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool bad = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
               (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f);
    return bad ? 0 : n;
}

size_t utf8_prefix(struct str s)
{
    size_t at = 0;
    for (;;) {
        at += ascii_prefix(str_skip(s, at));
        if (at == s.len)
            return at;
        size_t n = sequence(str_skip(s, at));
        if (n == 0)
            return at;
        at += n;
    }
}

size_t utf8_cut_tail(struct str s)
{
    for (size_t back = 1; back <= 3 && back <= s.len; back++) {
        unsigned char c = (unsigned char)s.ptr[s.len - back];
        if ((c & 0xc0) == 0x80)
            continue;
        size_t n = c < 0xc2 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 1;
        return n > back ? back : 0;
    }
    return 0;
}

/* Half of a surrogate pair that somebody wrote as if it were a character, or 0. */
static uint32_t surrogate(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    bool is = s.len >= 3 && p[0] == 0xed && (p[1] & 0xe0) == 0xa0 && (p[2] & 0xc0) == 0x80;
    return is ? 0xd000u | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu) : 0;
}

static uint32_t join_surrogates(uint32_t high, uint32_t low)
{
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* Bytes at the front that are no UTF-8: a pair of surrogates is repaired, the rest replaced. */
static struct str take_wrong(struct decoded *d, struct str s)
{
    uint32_t high = surrogate(s), low = high ? surrogate(str_skip(s, 3)) : 0;
    if (high >= 0xd800 && high < 0xdc00 && low >= 0xdc00) {
        put(d, join_surrogates(high, low), 6);
        d->pairs++;
        return str_skip(s, 6);
    }
    d->surrogates += high != 0;
    put_wrong(d, high ? 3 : 1);
    return str_skip(s, high ? 3 : 1);
}

void decode_utf8(struct decoded *d, struct str raw)
{
    while (raw.len) {
        size_t good = utf8_prefix(raw);
        put_bytes(d, str_head(raw, good));
        raw = str_skip(raw, good);
        if (raw.len)
            raw = take_wrong(d, raw);
    }
}

/* Code pages ------------------------------------------------------------------------------------
 */

void decode_charset(struct decoded *d, struct str raw, const struct charset *c)
{
    while (raw.len) {
        size_t plain = ascii_prefix(raw), bytes;
        put_bytes(d, str_head(raw, plain));
        raw = str_skip(raw, plain);
        if (!raw.len)
            break;
        uint32_t code = charset_next(c, raw, &bytes);
        if (code)
            put(d, code, bytes);
        else
            put_wrong(d, 1);
        raw = str_skip(raw, bytes);
    }
}

/* The next line, or record of an export without line ends, with its end. */
static struct str unit_of(struct str s)
{
    const char *end = memchr(s.ptr, '\n', s.len);
    struct str line = end ? str_head(s, (size_t)(end + 1 - s.ptr)) : s;
    const char *record = str_find(line, STR("</Event>"));
    return record ? str_head(line, (size_t)(record + 8 - line.ptr)) : line;
}

/* Is a unit that is not all UTF-8 still mostly that? */
static bool mostly_utf8(struct str s)
{
    size_t good = 0, wrong = 0;
    while ((s = str_skip(s, ascii_prefix(s))).len) {
        size_t n = surrogate(s) ? 3 : sequence(s);
        good += n > 1;
        wrong += n == 0;
        s = str_skip(s, n ? n : 1);
    }
    return good && good >= wrong;
}

static bool is_narrow(struct str unit)
{
    return utf8_prefix(unit) < unit.len && !mostly_utf8(unit);
}

/* The unit from `before` bytes in front of its first that is not ASCII: never the middle of a
 * character. */
static struct str from_ascii(struct str unit, size_t before)
{
    size_t plain = ascii_prefix(unit);
    return str_skip(unit, plain > before ? plain - before : 0);
}

/* The beginnings of the units that are no UTF-8, side by side. */
static struct str gather(struct str raw, char *sample, size_t most)
{
    size_t len = 0;
    while (raw.len && len < most) {
        struct str unit = unit_of(raw);
        raw = str_skip(raw, unit.len);
        if (!is_narrow(unit))
            continue;
        struct str part = str_head(str_head(from_ascii(unit, 256), 4096), most - len);
        memcpy(sample + len, part.ptr, part.len);
        len += part.len;
    }
    return (struct str){sample, len};
}

/* The page that a unit is of: that of the whole, unless it makes doubtful sense there and better
 * in another, as where files of two consoles were put together. `*asks` is how often one may ask.
 */
static const struct charset *page_of_unit(struct pages *pages, struct str unit, int *asks)
{
    bool missing;
    struct str sample = str_head(from_ascii(unit, 32), UNIT_SAMPLE);
    if (*asks == 0 || !charset_doubts(pages->now, sample))
        return pages->now;
    --*asks;
    const struct charset *page = charset_guess(&pages->all, sample, NULL, &missing);
    return page ? page : pages->now;
}

void decode_mixed(struct decoded *d, struct str raw, struct pages *pages)
{
    char sample[SAMPLE_BYTES];
    struct str bad = gather(raw, sample, pages->now ? SAMPLE_BYTES / 4 : SAMPLE_BYTES);
    /* What holds NUL is no text; guessing at it would only hide that. */
    bool text = bad.len && !memchr(bad.ptr, 0, bad.len);
    int asks = UNIT_ASKS;
    if (text)
        pages->now = charset_guess(&pages->all, bad, pages->now, &pages->missing);
    while (raw.len) {
        struct str unit = unit_of(raw);
        bool narrow = text && pages->now && is_narrow(unit);
        const struct charset *page = narrow ? page_of_unit(pages, unit, &asks) : NULL;
        d->narrow += narrow;
        d->multibyte += !narrow && ascii_prefix(unit) < unit.len;
        if (narrow) {
            pages->used |= UINT32_C(1) << (page - pages->all.all);
            decode_charset(d, unit, page);
        } else {
            decode_utf8(d, unit);
        }
        raw = str_skip(raw, unit.len);
    }
}

/* UTF-16 ----------------------------------------------------------------------------------------
 */

static uint32_t unit_at(struct str s, size_t i, bool big)
{
    unsigned first = (unsigned char)s.ptr[i], second = (unsigned char)s.ptr[i + 1];
    return big ? first << 8 | second : second << 8 | first;
}

/* ASCII at the front of UTF-16, sixteen characters a step; returns the bytes taken. */
static size_t wide_ascii(char *to, struct str raw, bool big)
{
    size_t at = 0;
#ifdef __SSE2__
    const __m128i low = _mm_set1_epi16(0x7f);
    for (; raw.len - at >= 32; at += 32, to += 16) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(raw.ptr + at));
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(raw.ptr + at + 16));
        if (big) {
            a = _mm_or_si128(_mm_slli_epi16(a, 8), _mm_srli_epi16(a, 8));
            b = _mm_or_si128(_mm_slli_epi16(b, 8), _mm_srli_epi16(b, 8));
        }
        __m128i odd = _mm_andnot_si128(low, _mm_or_si128(a, b));
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(odd, _mm_setzero_si128())) != 0xffff)
            break;
        _mm_storeu_si128((__m128i *)(void *)to, _mm_packus_epi16(a, b));
    }
#endif
    for (; raw.len - at >= 2; at += 2) {
        unsigned char text = (unsigned char)raw.ptr[at + big],
                      other = (unsigned char)raw.ptr[at + !big];
        if (other || text >= 0x80)
            break;
        *to++ = (char)text;
    }
    return at;
}

/* One character that is not ASCII; the bytes it took, 0 when half of it is missing. */
static size_t wide_char(struct decoded *d, struct str s, bool big, bool last)
{
    uint32_t c = unit_at(s, 0, big);
    bool high = c >= 0xd800 && c < 0xdc00;
    if (high && s.len < 4 && !last)
        return 0;
    uint32_t low = high && s.len >= 4 ? unit_at(s, 2, big) : 0;
    if (low >= 0xdc00 && low < 0xe000) {
        put(d, join_surrogates(c, low), 2);
        return 4;
    }
    if (c >= 0xd800 && c < 0xe000) {
        put_wrong(d, 1);
        d->surrogates++;
    } else {
        put(d, c, 1);
    }
    return 2;
}

static bool is_ascii_text(char c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\r' || c == '\n' || c == '\t';
}

/* The bytes at the front that read as ASCII, two by two, up to `most`: appended by another program.
 */
static size_t narrow_run(struct str s, size_t most)
{
    size_t n = 0;
    while (n + 2 <= s.len && n < most && is_ascii_text(s.ptr[n]) && is_ascii_text(s.ptr[n + 1]))
        n += 2;
    return n;
}

size_t decode_wide(struct decoded *d, struct str raw, bool big, bool last, bool *narrow)
{
    size_t at = 0;
    *narrow = false;
    while (raw.len - at >= 2) {
        size_t ascii = wide_ascii(d->ptr + d->len, str_skip(raw, at), big);
        mark_run(d, d->len, ascii / 2);
        d->len += ascii / 2;
        at += ascii;
        if (raw.len - at < 2)
            break;
        size_t run = narrow_run(str_skip(raw, at), NARROW_RUN);
        *narrow = run >= NARROW_RUN;
        if (*narrow || (run && run == raw.len - at && !last && at))
            return at;
        size_t n = wide_char(d, str_skip(raw, at), big, last);
        if (n == 0)
            return at;
        at += n;
    }
    if (last && at < raw.len) {
        put_wrong(d, 1);
        d->halves++;
        at = raw.len;
    }
    return at;
}

/* Has one half of the pairs many NULs and the other none or few? */
static bool looks_wide(struct str s, bool *big_endian)
{
    size_t pairs = s.len / 2, first = 0, second = 0;
    for (size_t i = 0; i < pairs; i++) {
        first += s.ptr[2 * i] == 0;
        second += s.ptr[2 * i + 1] == 0;
    }
    size_t most = first > second ? first : second, least = first > second ? second : first;
    *big_endian = first > second;
    return pairs >= 2 && most * 10 >= pairs && least * 8 <= most;
}

bool wide_begins(struct str raw, bool *big_endian)
{
    static const size_t looks[] = {16, 64, 512};
    bool big;
    for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
        if (!looks_wide(str_head(raw, looks[i]), &big) || (i && big != *big_endian))
            return false;
        *big_endian = big;
    }
    return true;
}
