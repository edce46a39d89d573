#include "base/zone.h"

#include "base/asset.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <stdio.h>
#include <unistd.h>

/* One end of daylight saving in a POSIX TZ text: "M3.2.0/2". */
struct turn {
    enum { MONTH_WEEK_DAY, JULIAN, DAY_OF_YEAR } kind;
    int month, week, day;
    int seconds; /* from midnight, by the clock that ends there */
};

/* The rule for times beyond the table. */
struct rule {
    bool known, saves;
    int standard, daylight; /* seconds east */
    struct turn begin, end;
};

struct zone {
    struct str name;
    const int64_t *times; /* seconds; from each on the offset beside it holds */
    const int *offsets;
    size_t n;
    int first; /* before the first time */
    struct rule rule;
};

static const char *const folders[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"};

/* The file: RFC 8536 -----------------------------------------------------------------------------
 */

enum { HEADER = 44, TYPE_BYTES = 6 };

struct header {
    int version;
    size_t utc_flags, std_flags, leaps, times, types, chars;
};

static uint32_t big32(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int64_t big64(const char *p)
{
    return (int64_t)((uint64_t)big32(p) << 32 | big32(p + 4));
}

static bool take_header(struct str *s, struct header *h)
{
    if (s->len < HEADER || !str_starts(*s, STR("TZif")))
        return false;
    const char *p = s->ptr;
    *h = (struct header){
        .version = p[4],
        .utc_flags = big32(p + 20),
        .std_flags = big32(p + 24),
        .leaps = big32(p + 28),
        .times = big32(p + 32),
        .types = big32(p + 36),
        .chars = big32(p + 40),
    };
    *s = str_skip(*s, HEADER);
    return true;
}

static uint64_t body_size(const struct header *h, size_t time_size)
{
    return (uint64_t)h->times * (time_size + 1) + (uint64_t)h->types * TYPE_BYTES + h->chars +
           (uint64_t)h->leaps * (time_size + 4) + h->std_flags + h->utc_flags;
}

static bool read_body(struct arena *arena, struct str s, const struct header *h, size_t time_size,
                      struct zone *z)
{
    if (h->types == 0 || body_size(h, time_size) > s.len)
        return false;
    const char *kinds = s.ptr + h->times * time_size, *types = kinds + h->times;
    int64_t *times = ARENA_ARRAY(arena, int64_t, h->times + 1);
    int *offsets = ARENA_ARRAY(arena, int, h->times + 1);
    for (size_t i = 0; i < h->times; i++) {
        size_t kind = (unsigned char)kinds[i];
        const char *at = s.ptr + i * time_size;
        times[i] = time_size == 8 ? big64(at) : (int32_t)big32(at);
        if (kind >= h->types || (i && times[i] < times[i - 1]))
            return false;
        offsets[i] = (int32_t)big32(types + kind * TYPE_BYTES);
        if (offsets[i] < -26 * 3600 || offsets[i] > 26 * 3600)
            return false;
    }
    z->times = times;
    z->offsets = offsets;
    z->n = h->times;
    z->first = (int32_t)big32(types);
    return true;
}

/* The footer: a POSIX TZ text --------------------------------------------------------------------
 */

static bool take_number(struct str *s, int *out)
{
    int n = 0;
    size_t digits = 0;
    while (digits < s->len && s->ptr[digits] >= '0' && s->ptr[digits] <= '9' && n < 100000)
        n = n * 10 + (s->ptr[digits++] - '0');
    *s = str_skip(*s, digits);
    *out = n;
    return digits > 0;
}

static bool take_sign(struct str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

/* "CET" or "<+03>" */
static bool take_name(struct str *s)
{
    size_t n = 0;
    if (take_sign(s, '<')) {
        str_cut(*s, '>', s);
        return true;
    }
    while (n < s->len && ((s->ptr[n] | 32) >= 'a' && (s->ptr[n] | 32) <= 'z'))
        n++;
    *s = str_skip(*s, n);
    return n >= 3;
}

/* "[+-]hh[:mm[:ss]]" in seconds */
static bool take_clock(struct str *s, int *seconds)
{
    int hours, minutes = 0, rest = 0;
    bool minus = take_sign(s, '-');
    if (!minus)
        take_sign(s, '+');
    if (!take_number(s, &hours) || hours > 167)
        return false;
    if (take_sign(s, ':') && !take_number(s, &minutes))
        return false;
    if (take_sign(s, ':') && !take_number(s, &rest))
        return false;
    *seconds = (hours * 60 + minutes) * 60 + rest;
    if (minus)
        *seconds = -*seconds;
    return minutes < 60 && rest < 60;
}

static bool take_turn(struct str *s, struct turn *t)
{
    bool good;
    *t = (struct turn){.kind = DAY_OF_YEAR, .seconds = 2 * 3600};
    if (!take_sign(s, ','))
        return false;
    if (take_sign(s, 'M')) {
        t->kind = MONTH_WEEK_DAY;
        good = take_number(s, &t->month) && take_sign(s, '.') && take_number(s, &t->week) &&
               take_sign(s, '.') && take_number(s, &t->day) && t->month >= 1 && t->month <= 12 &&
               t->week >= 1 && t->week <= 5 && t->day <= 6;
    } else {
        if (take_sign(s, 'J'))
            t->kind = JULIAN;
        good = take_number(s, &t->day) && t->day <= 365;
    }
    return good && (!take_sign(s, '/') || take_clock(s, &t->seconds));
}

static bool parse_rule(struct str s, struct rule *r)
{
    int west;
    *r = (struct rule){0};
    if (!take_name(&s) || !take_clock(&s, &west))
        return false;
    r->standard = -west;
    r->known = true;
    if (s.len == 0)
        return true;
    r->daylight = r->standard + 3600;
    if (!take_name(&s))
        return false;
    if (s.len && s.ptr[0] != ',') {
        if (!take_clock(&s, &west))
            return false;
        r->daylight = -west;
    }
    r->saves = true;
    return take_turn(&s, &r->begin) && take_turn(&s, &r->end) && s.len == 0;
}

static int64_t seconds_of_date(int year, int month, int day)
{
    struct civil c = {.year = year, .month = month, .day = day};
    return civil_ticks(&c) / TICKS_PER_SECOND;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The midnight of the day on which the clock turns. */
static int64_t turn_day(const struct turn *t, int year)
{
    const int64_t day = 86400;
    if (t->kind == DAY_OF_YEAR)
        return seconds_of_date(year, 1, 1) + t->day * day;
    if (t->kind == JULIAN) /* February 29 is not counted */
        return seconds_of_date(year, 1, 1) + (t->day - 1 + (is_leap(year) && t->day >= 60)) * day;
    int64_t first = seconds_of_date(year, t->month, 1);
    int weekday = civil_of(first * TICKS_PER_SECOND).weekday;
    int64_t at = first + ((t->day - weekday + 7) % 7 + 7 * (t->week - 1)) * day;
    int64_t next =
        t->month == 12 ? seconds_of_date(year + 1, 1, 1) : seconds_of_date(year, t->month + 1, 1);
    return at >= next ? at - 7 * day : at;
}

static int rule_offset(const struct rule *r, int64_t utc)
{
    if (!r->saves)
        return r->standard;
    int year = civil_of((utc + r->standard) * TICKS_PER_SECOND).year;
    int64_t begin = turn_day(&r->begin, year) + r->begin.seconds - r->standard;
    int64_t end = turn_day(&r->end, year) + r->end.seconds - r->daylight;
    bool saving = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
    return saving ? r->daylight : r->standard;
}

/* Loading ----------------------------------------------------------------------------------------
 */

static bool read_zone(struct arena *arena, struct str file, struct zone *z)
{
    struct header h;
    struct str rest = file;
    if (!take_header(&rest, &h))
        return false;
    if (h.version == 0)
        return read_body(arena, rest, &h, 4, z);
    uint64_t first = body_size(&h, 4);
    if (first > rest.len)
        return false;
    rest = str_skip(rest, (size_t)first);
    if (!take_header(&rest, &h) || !read_body(arena, rest, &h, 8, z))
        return false;
    struct str footer;
    rest = str_skip(rest, (size_t)body_size(&h, 8));
    if (!take_sign(&rest, '\n') || !str_line(&rest, &footer) || footer.len == 0)
        return true; /* nothing is said of what comes after the table */
    return parse_rule(footer, &z->rule);
}

/* A name that stays below the folder of zones. */
static bool safe_name(struct str name)
{
    if (name.len == 0 || name.len > 64 || name.ptr[0] == '/' || str_find(name, STR("..")))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '/' || c == '_' || c == '-' || c == '+';
        if (!good)
            return false;
    }
    return true;
}

/* "+05:30", "-8", "UTC+1", "GMT-03:30" */
static bool fixed_offset(struct str name, int *offset)
{
    if (str_starts_nocase(name, STR("UTC")) || str_starts_nocase(name, STR("GMT")))
        name = str_skip(name, 3);
    if (name.len == 0 || (name.len == 1 && (name.ptr[0] | 32) == 'z')) {
        *offset = 0;
        return true;
    }
    if (name.ptr[0] != '+' && name.ptr[0] != '-')
        return false;
    if (name.len == 5 && !memchr(name.ptr, ':', name.len)) { /* "+0530" */
        char text[8] = {name.ptr[0], name.ptr[1], name.ptr[2], ':', name.ptr[3], name.ptr[4]};
        return fixed_offset(str_of(text), offset);
    }
    return take_clock(&name, offset) && name.len == 0 && *offset >= -16 * 3600 &&
           *offset <= 16 * 3600;
}

static const struct zone zone_of_utc = {
    .name = {"UTC", 3},
      .rule = {.known = true    }
};

const struct zone *zone_utc(void)
{
    return &zone_of_utc;
}

struct str zone_name(const struct zone *z)
{
    return z->name;
}

static struct zone *zone_fixed(struct arena *arena, struct str name, int offset)
{
    struct zone *z = ARENA_NEW(arena, struct zone);
    z->name = arena_str(arena, name);
    z->first = offset;
    return z;
}

static enum status load_file(struct arena *arena, struct str name, const struct zone **out,
                             struct err *err)
{
    struct err ignored;
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        struct str file, path = arena_fmt(arena, "%s/%.*s", folders[i], STR_ARG(name));
        if (file_read(arena, path.ptr, LIMIT_ZONE_BYTES, &file, &ignored) != OK)
            continue;
        struct zone *z = ARENA_NEW(arena, struct zone);
        z->name = arena_str(arena, name);
        if (!read_zone(arena, file, z))
            return err_set(err, FAIL_INPUT, "zone file '%s' is damaged", path.ptr);
        *out = z;
        return OK;
    }
    return err_set(err, FAIL_INPUT, "unknown time zone '%.*s' (zone data are read from %s)",
                   STR_ARG(name), folders[0]);
}

enum status zone_load(struct arena *arena, struct str name, const struct zone **out,
                      struct err *err)
{
    int offset;
    name = str_trim(name);
    if (str_eq_nocase(name, STR("UTC")) || str_eq_nocase(name, STR("Z"))) {
        *out = &zone_of_utc;
        return OK;
    }
    if (name.len && fixed_offset(name, &offset)) {
        *out = zone_fixed(arena, name, offset);
        return OK;
    }
    struct str iana = zone_of_windows(name);
    if (iana.len)
        name = iana;
    if (!safe_name(name))
        return err_set(err, FAIL_INPUT, "unknown time zone '%.*s'", STR_ARG(name));
    return load_file(arena, name, out, err);
}

/* Offsets ----------------------------------------------------------------------------------------
 */

static int64_t floor_seconds(int64_t ticks)
{
    return ticks / TICKS_PER_SECOND - (ticks % TICKS_PER_SECOND < 0);
}

int zone_offset(const struct zone *z, int64_t utc)
{
    int64_t at = floor_seconds(utc);
    if (z->n == 0 || at >= z->times[z->n - 1]) {
        if (z->rule.known)
            return rule_offset(&z->rule, at);
        return z->n ? z->offsets[z->n - 1] : z->first;
    }
    if (at < z->times[0])
        return z->first;
    size_t from = 0, to = z->n;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (z->times[middle] <= at)
            from = middle;
        else
            to = middle;
    }
    return z->offsets[from];
}

int64_t zone_to_utc(const struct zone *z, int64_t local)
{
    if (local == TIME_NONE)
        return local;
    int before = zone_offset(z, local - TICKS_PER_DAY),
        after = zone_offset(z, local + TICKS_PER_DAY);
    /* The greater offset gives the earlier time. */
    int first = before > after ? before : after, second = before > after ? after : before;
    if (zone_offset(z, local - first * TICKS_PER_SECOND) == first)
        return local - first * TICKS_PER_SECOND;
    if (zone_offset(z, local - second * TICKS_PER_SECOND) == second)
        return local - second * TICKS_PER_SECOND;
    return local - before * TICKS_PER_SECOND;
}

char *zone_text(const struct zone *z, struct moment m, char to[TIME_TEXT])
{
    to[0] = 0;
    if (m.ticks == TIME_NONE)
        return to;
    int offset = m.local ? 0 : zone_offset(z, m.ticks);
    struct civil c = civil_of(m.ticks + offset * TICKS_PER_SECOND);
    int n = snprintf(to, TIME_TEXT, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
                     c.minute, c.second);
    int minutes = (offset < 0 ? -offset : offset) / 60;
    if (!m.local)
        snprintf(to + n, TIME_TEXT - (size_t)n, " %c%02d:%02d", offset < 0 ? '-' : '+',
                 minutes / 60 % 100, minutes % 60);
    return to;
}

struct str zone_data_version(struct arena *arena)
{
    static const char *const names[] = {"tzdata.zi", "+VERSION", "version"};
    struct err ignored;
    for (size_t i = 0; i < ARRAY_LEN(folders) * ARRAY_LEN(names); i++) {
        struct str text, line,
            path = arena_fmt(arena, "%s/%s", folders[i / ARRAY_LEN(names)],
                             names[i % ARRAY_LEN(names)]);
        if (file_read(arena, path.ptr, LIMIT_ZONE_BYTES, &text, &ignored) != OK ||
            !str_line(&text, &line))
            continue;
        if (str_starts(line, STR("# version ")))
            line = str_skip(line, 10);
        if (line.len && line.len < 16)
            return line;
    }
    return (struct str){"", 0};
}

/* Windows' names ---------------------------------------------------------------------------------
 */

struct row {
    struct str windows, iana, places;
    int offset;
};

static bool next_row(struct str *table, struct row *r)
{
    struct str line, offset;
    if (!str_line(table, &line))
        return false;
    r->windows = str_cut(line, ',', &line);
    r->iana = str_cut(line, ',', &line);
    offset = str_cut(line, ',', &line);
    r->places = line;
    return take_clock(&offset, &r->offset);
}

static struct str table_rows(void)
{
    struct str table = asset_text("base/zones.csv"), heading;
    str_line(&table, &heading);
    return table;
}

static struct str by_key(struct str name)
{
    struct str table = table_rows();
    for (struct row r; next_row(&table, &r);)
        if (utf8_fold_eq(r.windows, name))
            return r.iana;
    return (struct str){0};
}

/* "Pacific Daylight Time" is in the table as its standard time. */
static struct str by_daylight_name(struct str name)
{
    static const struct str summers[] = {
        {" Daylight ", 10},
        {" Summer ",   8 }
    };
    char text[96];
    for (size_t i = 0; i < ARRAY_LEN(summers); i++) {
        const char *at = str_find(name, summers[i]);
        if (!at || name.len > 80)
            continue;
        struct str front = {name.ptr, (size_t)(at - name.ptr)};
        struct str back = str_skip(name, front.len + summers[i].len);
        int n = snprintf(text, sizeof text, "%.*s Standard %.*s", STR_ARG(front), STR_ARG(back));
        return by_key((struct str){text, (size_t)n});
    }
    return (struct str){0};
}

/* The letters of the places of a row that the text names. */
static size_t named_places(struct str places, struct str text)
{
    size_t letters = 0;
    while (places.len) {
        struct str place = str_cut(places, ';', &places);
        for (size_t i = 0; place.len && i + place.len <= text.len; i++)
            if (str_starts_nocase(str_skip(text, i), place)) {
                letters += place.len;
                break;
            }
    }
    return letters;
}

/* "(GMT-08:00) Pacific Time (US & Canada)": places decide; among rows that name some, those that
 * stand at the offset shown come first, for countries have changed theirs. */
static struct str by_places(struct str text)
{
    struct str best = {0}, table = table_rows(), places = text;
    size_t most = 0;
    int offset = 0;
    bool has_offset = text.len && text.ptr[0] == '(';
    if (has_offset) {
        struct str inside = str_cut(str_skip(text, 1), ')', &places);
        has_offset = fixed_offset(inside, &offset);
    }
    for (struct row r; next_row(&table, &r);) {
        size_t weight = named_places(r.places, places);
        if (has_offset && weight) {
            int apart = r.offset > offset ? r.offset - offset : offset - r.offset;
            weight = apart > 3600 ? 0 : weight + (apart == 0 ? 1000 : 0);
        }
        if (weight > most) {
            most = weight;
            best = r.iana;
        }
    }
    return best;
}

struct str zone_of_windows(struct str name)
{
    name = str_trim(name);
    if (name.len == 0)
        return name;
    struct str found = by_key(name);
    if (!found.ptr)
        found = by_daylight_name(name);
    if (!found.ptr && !safe_name(name)) /* an IANA name may hold a city too */
        found = by_places(name);
    return found;
}
