#include "words.h"

#include "base/utf8.h"

#include <math.h>
#include <stdio.h>

static const struct verdict verdicts[] = {
    {"confirmed",  "The culprit is ",
     "The cause is this: ",                                                    "a decisive fact was seen, and none against it", TONE_ACCENT, true },
    {"likely",     "The evidence points to ", "The evidence points to this: ",
     "strong evidence, but nothing that decides it",                                                                            TONE_NOTICE, true },
    {"possible",   "It could be ",            "It could be this: ",            "little speaks for it or against it",
     TONE_WARN,                                                                                                                              false},
    {"unlikely",   "It is hardly ",           "It is hardly this: ",           "little speaks for it",                          TONE_DIM,    false},
    {"ruled out",  "It is not ",              "It is not this: ",              "a decisive fact speaks against it",             TONE_DIM,
     false                                                                                                                                        },
    {"not judged", "Nothing is known of ",    "Nothing is known of this: ",    "nothing was weighed",
     TONE_DIM,                                                                                                                               false},
};

const struct verdict *verdict_find(struct str name)
{
    size_t i = 0;
    while (i + 1 < ARRAY_LEN(verdicts) && !str_eq(name, str_of(verdicts[i].name)))
        i++;
    return &verdicts[i];
}

bool verdict_at_least(struct str name, const char *least)
{
    return verdict_find(name) <= verdict_find(str_of(least));
}

/* A number with the marks of the language. */
static struct str digits_of(struct doc *d, struct str number)
{
    struct locale_number marks = locale_number(d->locale);
    struct buf b = {0};
    for (size_t i = 0; i < number.len; i++)
        if (number.ptr[i] == ',')
            buf_add(&b, marks.thousands);
        else if (number.ptr[i] == '.')
            buf_add(&b, marks.decimal);
        else
            buf_char(&b, number.ptr[i]);
    struct str s = buf_keep(&b, d->arena);
    buf_free(&b);
    return s;
}

struct str words_count(struct doc *d, int64_t n)
{
    char digits[24], text[32];
    if (n == INT_NONE)
        return doc_say(d, "unknown");
    int len = snprintf(digits, sizeof digits, "%lld", (long long)n), to = 0;
    for (int i = 0; i < len; i++) {
        if (i > (n < 0) && (len - i) % 3 == 0)
            text[to++] = ',';
        text[to++] = digits[i];
    }
    return digits_of(d, (struct str){text, (size_t)to});
}

struct str words_counted(struct doc *d, int64_t n, const char *one, const char *many)
{
    return doc_say(d, "%.*s %s", STR_ARG(words_count(d, n)), doc_text(d, n == 1 ? one : many));
}

struct str words_percent(struct doc *d, double p)
{
    if (isnan(p))
        return doc_say(d, "unknown");
    if (p > 0 && p < 0.001)
        return doc_say(d, "less than 0.1 %%");
    if (p < 1 && p > 0.999)
        return doc_say(d, "more than 99.9 %%");
    return digits_of(d, arena_fmt(d->arena, "%.3g %%", p * 100));
}

struct str words_real(struct doc *d, double x)
{
    if (isnan(x))
        return doc_say(d, "unknown");
    return digits_of(d, arena_fmt(d->arena, x >= 100 && x < 1e15 ? "%.0f" : "%.3g", x));
}

struct str words_bytes(struct doc *d, int64_t n)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    if (n < 1000)
        return words_counted(d, n, "byte", "bytes");
    double x = (double)n / 1000;
    size_t unit = 0;
    for (; x >= 999.5 && unit + 1 < ARRAY_LEN(units); unit++)
        x /= 1000;
    return digits_of(
        d, arena_fmt(d->arena, x < 10 ? "%.1f %s" : "%.0f %s", x, doc_text(d, units[unit])));
}

struct str words_seconds(struct doc *d, double seconds)
{
    char text[TIME_TEXT];
    if (!(fabs(seconds) < 1e11))
        return doc_say(d, "unknown");
    struct str said = str_of(duration_text((int64_t)seconds * TICKS_PER_SECOND, text));
    return locale_text(d->locale, d->arena, said, &said) ? said : arena_str(d->arena, said);
}

struct str words_time(struct doc *d, const struct zone *z, struct moment m)
{
    char text[TIME_TEXT];
    if (m.ticks == TIME_NONE)
        return doc_say(d, "unknown");
    return arena_str(d->arena, str_of(zone_text(z, m, text)));
}

/* Without seconds. */
struct str words_minute(struct doc *d, const struct zone *z, struct moment m)
{
    enum { MINUTE_END = 16, SECOND_END = 19 };
    struct str s = words_time(d, z, m);
    if (s.len < SECOND_END)
        return s;
    return doc_say(d, "%.*s%.*s", MINUTE_END, s.ptr, STR_ARG(str_skip(s, SECOND_END)));
}

struct str words_upper(struct arena *a, struct str s)
{
    return utf8_upper(a, s);
}

struct str words_sentence(struct arena *a, struct str s)
{
    s = str_trim(s);
    size_t end = s.len;
    while (end && s.ptr[end - 1] == LOCALE_BACK)
        end--;
    if (end == 0 || strchr(".!?:", s.ptr[end - 1]))
        return s;
    return arena_fmt(a, "%.*s.%.*s", (int)end, s.ptr, STR_ARG(str_skip(s, end)));
}

struct str words_join(struct arena *a, const struct str *items, size_t n, const char *between)
{
    struct buf b = BUF_CAP(LIMIT_REPORT_TEXT);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_text(&b, between);
        buf_add(&b, items[i]);
    }
    if (b.over)
        buf_text(&b, " …");
    struct str s = buf_keep(&b, a);
    buf_free(&b);
    return s;
}

struct str words_culprit(const struct a_culprit *c)
{
    return c->image.len ? c->image : c->display_name.len ? c->display_name : c->service;
}

struct str words_culprit_more(struct doc *d, const struct a_culprit *c)
{
    struct str name = words_culprit(c), parts[3];
    size_t n = 0;
    if (c->display_name.len && !str_eq(c->display_name, name))
        parts[n++] = c->display_name;
    if (c->service.len && !str_eq(c->service, name) && !str_eq(c->service, c->display_name))
        parts[n++] = doc_say(d, "service %.*s", STR_ARG(c->service));
    if (c->pid.len)
        parts[n++] = doc_say(d, "PID %.*s", STR_ARG(c->pid));
    return words_join(d->arena, parts, n, ", ");
}

/* How many bytes of folder all paths share, up to and with the last slash. */
size_t words_shared_folder(const struct analysis *a)
{
    if (a->sources_n == 0)
        return 0;
    struct str first = a->sources[0].path;
    size_t n = first.len;
    for (size_t i = 1; i < a->sources_n; i++) {
        struct str p = a->sources[i].path;
        size_t same = 0;
        while (same < n && same < p.len && p.ptr[same] == first.ptr[same])
            same++;
        n = same;
    }
    while (n && first.ptr[n - 1] != '/')
        n--;
    return n;
}

const struct zone *host_zone(const struct analysis *a, struct str host)
{
    for (size_t i = 0; i < a->hosts_n; i++)
        if (a->hosts[i].rules && str_eq(a->hosts[i].name, host))
            return a->hosts[i].rules;
    return zone_utc();
}
