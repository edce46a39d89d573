#include "wall.h"

#include "base/utf8.h"
#include "taken.h"

/* Blanks of all kinds and the marks of writing direction that newer Windows puts around dates. */
static struct str skip_blanks(struct str s)
{
    static const struct str blanks[] = {
        {" ",            1},
        {"\t",           1},
        {",",            1},
        {"\xC2\xA0",     2},
        {"\xE2\x80\x8E", 3},
        {"\xE2\x80\x8F", 3},
        {"\xE2\x80\xAF", 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(blanks); i++)
        if (str_starts(s, blanks[i])) {
            s = str_skip(s, blanks[i].len);
            i = SIZE_MAX; /* begins again at 0 */
        }
    return s;
}

/* Windows may print its marks between the numbers as well; they are taken out. */
static struct str without_marks(struct str s, char room[64])
{
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < 63; i++) {
        bool mark = (unsigned char)s.ptr[i] == 0xE2 && i + 2 < s.len &&
                    (unsigned char)s.ptr[i + 1] == 0x80 &&
                    ((unsigned char)s.ptr[i + 2] == 0x8E || (unsigned char)s.ptr[i + 2] == 0x8F);
        if (mark)
            i += 2;
        else
            room[n++] = s.ptr[i];
    }
    return (struct str){room, n};
}

static bool numbers_of(struct str date, char room[64], struct taken_numbers *d)
{
    return taken_numbers(without_marks(skip_blanks(date), room), d);
}

/* Numbers of a clock: "14:08:35.908", "14.08.35". Returns how many there are; `behind` follows. */
static int clock_numbers(struct str s, int n[3], int64_t *fraction, struct str *behind)
{
    int k = 0;
    size_t at = 0;
    *fraction = 0;
    for (; k < 3 && at < s.len; k++) {
        size_t from = at;
        for (n[k] = 0; at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9' && at - from < 2; at++)
            n[k] = n[k] * 10 + (s.ptr[at] - '0');
        if (at == from)
            break;
        if (k == 2 || at == s.len || (s.ptr[at] != ':' && s.ptr[at] != '.')) {
            k++;
            break;
        }
        at++;
    }
    int64_t unit = TICKS_PER_SECOND / 10;
    if (k == 3 && at < s.len && (s.ptr[at] == '.' || s.ptr[at] == ','))
        for (at++; at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9'; at++, unit /= 10)
            *fraction += unit * (s.ptr[at] - '0');
    *behind = skip_blanks(str_skip(s, at));
    return k;
}

/* AM or PM behind a clock, also "a.m."; 0 when there is none. */
static char half_of(struct str behind)
{
    bool half = behind.len >= 2 && ((behind.ptr[1] | 0x20) == 'm' || behind.ptr[1] == '.');
    char c = half ? (char)(behind.ptr[0] | 0x20) : 0;
    return c == 'a' || c == 'p' ? c : 0;
}

/* The half of the day before the clock, as East Asia writes it: taken off; 0 when there is none. */
static char take_half(struct str *clock)
{
    static const struct {
        struct str word;
        char half;
    } words[] = {
        {{"上午", 6}, 'a'},
        {{"下午", 6}, 'p'},
        {{"午前", 6}, 'a'},
        {{"午後", 6}, 'p'},
        {{"오전", 6}, 'a'},
        {{"오후", 6}, 'p'},
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_starts(*clock, words[i].word)) {
            *clock = skip_blanks(str_skip(*clock, words[i].word.len));
            return words[i].half;
        }
    return 0;
}

/* Milliseconds behind AM or PM: "5:09:01 AM.123". */
static int64_t fraction_behind(struct str behind)
{
    int64_t fraction = 0, unit = TICKS_PER_SECOND / 10;
    if (behind.len < 4 || behind.ptr[2] != '.')
        return 0;
    for (size_t at = 3; at < behind.len && behind.ptr[at] >= '0' && behind.ptr[at] <= '9'; at++) {
        fraction += unit * (behind.ptr[at] - '0');
        unit /= 10;
    }
    return fraction;
}

static struct str clock_of(const struct taken_numbers *d, struct str clock)
{
    struct str rest = skip_blanks(clock.len ? clock : d->behind);
    return rest.len && rest.ptr[0] == 'T' ? str_skip(rest, 1) : rest;
}

void wall_count(struct date_votes *votes, struct str date, struct str clock)
{
    char room[64];
    struct taken_numbers d;
    struct str behind;
    int64_t fraction;
    int n[3];
    if (!numbers_of(date, room, &d) || d.n[0] > 31)
        return;
    votes->day_first += d.n[0] > 12 && d.n[1] <= 12;
    votes->month_first += d.n[1] > 12 && d.n[0] <= 12;
    votes->slashes += d.separator == '/';
    votes->dots += d.separator == '.';
    votes->dashes += d.separator == '-';
    clock_numbers(clock_of(&d, clock), n, &fraction, &behind);
    votes->half_days += half_of(behind) != 0;
}

enum wall_order wall_order(const struct date_votes *votes, bool *proven)
{
    bool any = votes->day_first || votes->month_first;
    *proven = any && (!votes->day_first || !votes->month_first);
    if (any)
        return votes->month_first > votes->day_first ? WALL_MONTH_FIRST : WALL_DAY_FIRST;
    bool dashes = votes->dashes > votes->dots && votes->dashes > votes->slashes;
    return dashes || (votes->slashes > votes->dots && votes->half_days) ? WALL_MONTH_FIRST
                                                                        : WALL_DAY_FIRST;
}

enum wall_order wall_order_noted(struct batch *b, const struct lead *lead)
{
    const struct date_votes *votes = &lead->dates;
    bool proven;
    enum wall_order order = wall_order(votes, &proven);
    if (!proven && votes->slashes + votes->dots + votes->dashes)
        notes_add(&b->notes, NOTE_DATE_ORDER, (struct loc){.file = lead->path.ptr}, "%s first",
                  order == WALL_MONTH_FIRST ? "month" : "day");
    return order;
}

static bool place_date(const struct taken_numbers *d, enum wall_order order, struct civil *c)
{
    bool year_first = d->n[0] > 31;
    int year = year_first ? d->n[0] : d->n[2];
    int first = d->n[0], second = d->n[1];
    bool month_first = order == WALL_MONTH_FIRST ? first <= 12 : second > 12;
    c->year = year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
    c->month = year_first ? second : month_first ? first : second;
    c->day = year_first ? d->n[2] : month_first ? second : first;
    return civil_valid(c);
}

struct moment wall_time(struct str date, struct str clock, enum wall_order order)
{
    struct civil c = {0};
    struct taken_numbers d;
    struct str behind;
    int64_t fraction;
    char room[64];
    int n[3] = {0};
    if (!numbers_of(date, room, &d) || !place_date(&d, order, &c))
        return MOMENT_NONE;
    struct str rest = clock_of(&d, clock);
    char before = take_half(&rest);
    if (clock_numbers(rest, n, &fraction, &behind) < 2)
        return MOMENT_NONE;
    char half = before ? before : half_of(behind);
    if (half && before == 0)
        fraction += fraction_behind(behind);
    c.hour = half == 'p' && n[0] < 12 ? n[0] + 12 : half == 'a' && n[0] == 12 ? 0 : n[0];
    c.minute = n[1];
    c.second = n[2];
    if (!civil_valid(&c))
        return MOMENT_NONE;
    return (struct moment){civil_ticks(&c) + fraction, true};
}
