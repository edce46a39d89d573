#include "decode.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "codepages.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd, SAMPLE_BYTES = 16 * 1024, NARROW_RUN = 32 };

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

static void put_bytes(struct decoded *d, struct str s)
{
    memcpy(d->ptr + d->len, s.ptr, s.len);
    for (size_t i = 0; i < s.len; i++)
        mark(d, d->len + i);
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
        return str_skip(s, 6);
    }
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

const struct codepage *codepage_find(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(codepages); i++) {
        struct str known = str_of(codepages[i].name);
        bool windows = str_starts(known, STR("windows-")) && str_starts_nocase(name, STR("cp")) &&
                       str_eq(str_skip(known, 8), str_skip(name, 2));
        if (windows || str_eq_nocase(known, name))
            return &codepages[i];
    }
    return NULL;
}

static uint32_t page_char(const struct codepage *page, char c)
{
    unsigned char byte = (unsigned char)c;
    return byte < 0x80 ? byte : page->high[byte - 0x80];
}

void decode_page(struct decoded *d, struct str raw, const struct codepage *page)
{
    for (size_t i = 0; i < raw.len; i++) {
        uint32_t c = page_char(page, raw.ptr[i]);
        if (c == 0 && raw.ptr[i])
            put_wrong(d, 1);
        else
            put(d, c, 1);
    }
}

/* What a character is, as far as it tells a right code page from a wrong one. */
enum look { LOOK_NONE, LOOK_LOWER, LOOK_UPPER, LOOK_BOX, LOOK_SPACE, LOOK_SIGN, LOOK_WRONG };

static enum look look_at(uint32_t c)
{
    if (c == 0 || (c >= 0x7f && c < 0xa0))
        return LOOK_WRONG;
    if (c < 0x20)
        return LOOK_SPACE;
    if (c >= 0x2500 && c < 0x25a1)
        return LOOK_BOX;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LO:
        return c == 0xaa || c == 0xba ? LOOK_SIGN : LOOK_LOWER;
    case UTF8PROC_CATEGORY_LU:
        return LOOK_UPPER;
    case UTF8PROC_CATEGORY_ZS:
        return LOOK_SPACE;
    default:
        return c < 0x80 ? LOOK_NONE : LOOK_SIGN;
    }
}

static bool is_letter(enum look look)
{
    return look == LOOK_LOWER || look == LOOK_UPPER;
}

/* Letters that the languages of these code pages use all the time. */
static bool is_common(uint32_t c)
{
    static const char common[] = "äöüßÄÖÜéèàêçôûîâÉñóáíúåæøÅØąęłśżčřžšěýůőűćÚÖ";
    char one[5] = {0};
    utf8_put(c, one);
    return (c >= 0x410 && c < 0x450) || strstr(common, one) != NULL;
}

static int sense_of_letter(enum look before, enum look look, enum look after)
{
    bool inside = is_letter(before) || is_letter(after);
    if (look == LOOK_LOWER)
        return inside ? 4 : 1;
    if (before == LOOK_LOWER)
        return -4;
    return inside ? 3 : 1;
}

static int sense_of_sign(uint32_t c, enum look before, enum look after)
{
    bool apostrophe = c == 0x2019;
    if (is_letter(before) && is_letter(after))
        return apostrophe ? 2 : -5;
    return c == 0x20ac || apostrophe || (c >= 0x2013 && c <= 0x2026) || c == 0xa7 || c == 0xb0 ? 2
                                                                                               : 0;
}

/* How much sense one byte makes between its neighbours. */
static int sense_of(const struct codepage *page, struct str s, size_t i)
{
    uint32_t c = page_char(page, s.ptr[i]);
    enum look before = i ? look_at(page_char(page, s.ptr[i - 1])) : LOOK_SPACE;
    enum look after = i + 1 < s.len ? look_at(page_char(page, s.ptr[i + 1])) : LOOK_SPACE;
    enum look look = look_at(c);
    switch (look) {
    case LOOK_WRONG:
        return -12;
    case LOOK_BOX:
        if ((i && s.ptr[i - 1] == s.ptr[i]) || (i + 1 < s.len && s.ptr[i + 1] == s.ptr[i]))
            return 10; /* a line of one character: hardly a word */
        if (before == LOOK_BOX || after == LOOK_BOX)
            return 3;
        return is_letter(before) || is_letter(after) ? -6 : 0;
    case LOOK_LOWER:
    case LOOK_UPPER:
        return sense_of_letter(before, look, after) + (is_common(c) ? 3 : 0);
    case LOOK_SPACE:
        return is_letter(before) && is_letter(after) ? -3 : 1;
    default:
        return sense_of_sign(c, before, after);
    }
}

/* Words of Windows' own output in languages that these code pages serve. */
static const char *const words[] = {
    "für",      "über",      "Gerät",        "Größe",        "geändert",    "Änderung",
    "ungültig", "verfügbar", "läuft",        "wäre",         "können",      "möglich",
    "während",  "Schlüssel", "ABHÖREN",      "geöffnet",     "Überwachung", "Verfügbarer",
    "système",  "Système",   "mémoire",      "Mémoire",      "réseau",      "démarré",
    "arrêté",   "défini",    "échoué",       "été",          "événement",   "Événement",
    "requête",  "numéro",    "paramètres",   "Propriétaire", "succès",      "há",
    "não",      "serviço",   "está",         "memória",      "ción",        "está",
    "tjänst",   "för",       "från",         "usługa",       "Usługa",      "został",
    "błąd",     "połączeni", "się",          "služb",        "Služba",      "není",
    "při",      "připojení", "szolgáltatás", "időt",         "служб",       "Служба",
    "Ошибка",   "ошибк",     "систем",       "Система",      "памят",       "сеть",
    "порт",
};

static int sense_of_words(const struct codepage *page, struct str sample)
{
    struct decoded d = {0};
    int sum = 0;
    decoded_reset(&d, sample.len);
    decode_page(&d, sample, page);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_find((struct str){d.ptr, d.len}, str_of(words[i])))
            sum += 12;
    decoded_free(&d);
    return sum;
}

static int sense_of_page(const struct codepage *page, struct str sample)
{
    int sum = 0;
    for (size_t i = 0; i < sample.len; i++)
        if ((unsigned char)sample.ptr[i] >= 0x80)
            sum += sense_of(page, sample, i);
    return sum + sense_of_words(page, sample);
}

/* The page that makes most sense of the sample; of equals the earlier. NULL when none makes any. */
static const struct codepage *page_of(struct str sample, const struct codepage *now)
{
    const struct codepage *best = now;
    int most = now ? sense_of_page(now, sample) : 0;
    if (now && most > 0)
        return now;
    for (size_t i = 0; i < ARRAY_LEN(codepages); i++) {
        int sense = sense_of_page(&codepages[i], sample);
        if (sense > most) {
            most = sense;
            best = &codepages[i];
        }
    }
    return best;
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

/* The beginnings of the units that are no UTF-8, side by side. */
static struct str gather(struct str raw, char sample[SAMPLE_BYTES])
{
    size_t len = 0;
    while (raw.len && len < SAMPLE_BYTES) {
        struct str unit = unit_of(raw);
        raw = str_skip(raw, unit.len);
        if (!is_narrow(unit))
            continue;
        struct str from = str_skip(unit, utf8_prefix(unit) > 256 ? utf8_prefix(unit) - 256 : 0);
        struct str part = str_head(str_head(from, 4096), SAMPLE_BYTES - len);
        memcpy(sample + len, part.ptr, part.len);
        len += part.len;
    }
    return (struct str){sample, len};
}

void decode_mixed(struct decoded *d, struct str raw, const struct codepage **page)
{
    char sample[SAMPLE_BYTES];
    struct str bad = gather(raw, sample);
    /* What holds NUL is no text; guessing at it would only hide that. */
    if (bad.len && !memchr(bad.ptr, 0, bad.len))
        *page = page_of(bad, *page);
    const struct codepage *use = bad.len && !memchr(bad.ptr, 0, bad.len) ? *page : NULL;
    while (raw.len) {
        struct str unit = unit_of(raw);
        bool narrow = use && is_narrow(unit);
        d->narrow += narrow;
        d->multibyte += !narrow && ascii_prefix(unit) < unit.len;
        if (narrow)
            decode_page(d, unit, use);
        else
            decode_utf8(d, unit);
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

/* Four characters a step where all are ASCII. */
static size_t wide_ascii(struct decoded *d, struct str raw, size_t at, bool big)
{
    const uint64_t others = big ? UINT64_C(0x80ff80ff80ff80ff) : UINT64_C(0xff80ff80ff80ff80);
    for (uint64_t word; raw.len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, raw.ptr + at, sizeof word);
        if (word & others)
            break;
        for (size_t i = 0; i < 4; i++) {
            d->ptr[d->len] = raw.ptr[at + 2 * i + big];
            mark(d, d->len++);
        }
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
    if (c >= 0xd800 && c < 0xe000)
        put_wrong(d, 1);
    else
        put(d, c, 1);
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
        at = wide_ascii(d, raw, at, big);
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
