#include "binxml_value.h"

#include "base/time.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define FILETIME_OF_1970 INT64_C(116444736000000000)

enum { REPLACEMENT = 0xFFFD };

/* Texts --------------------------------------------------------------------------------------- */

static void put_char(struct buf *to, uint32_t c)
{
    char text[4];
    bool bad = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF;
    if (c == 0) /* the rest of a buffer of fixed size */
        return;
    if (c < 0x80 && !bad)
        buf_char(to, (char)c);
    else
        buf_bytes(to, text, utf8_put(bad ? REPLACEMENT : c, text));
}

void value_put_utf16(struct buf *to, struct str bytes)
{
    for (size_t i = 0; i + 1 < bytes.len; i += 2) {
        uint32_t c = bytes_u16(bytes.ptr + i);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.len) {
            uint32_t low = bytes_u16(bytes.ptr + i + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        if (c == '\r') { /* line ends are those of XML, so that exports of both kinds are alike */
            i += i + 3 < bytes.len && bytes_u16(bytes.ptr + i + 2) == '\n' ? 2 : 0;
            c = '\n';
        }
        put_char(to, c); /* half a pair becomes U+FFFD in utf8_put */
    }
}

static bool put_string(struct buf *to, struct str bytes)
{
    value_put_utf16(to, bytes);
    return true;
}

/* The code page is that of the machine, which nobody tells: UTF-8 where it is that, else 1252. */
static bool put_ansi(struct buf *to, struct str bytes)
{
    static const uint16_t high[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    bool utf8 = utf8_valid(bytes);
    for (struct str rest = bytes; rest.len;) {
        unsigned char byte = (unsigned char)rest.ptr[0];
        if (utf8) {
            put_char(to, utf8_next(&rest));
            continue;
        }
        put_char(to, byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte);
        rest = str_skip(rest, 1);
    }
    return true;
}

static bool put_binary(struct buf *to, struct str bytes)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        buf_char(to, digits[byte >> 4]);
        buf_char(to, digits[byte & 15]);
    }
    return true;
}

/* Numbers ------------------------------------------------------------------------------------- */

static uint64_t number_of(struct str bytes)
{
    uint64_t n = 0;
    for (size_t i = bytes.len; i > 0; i--)
        n = n << 8 | (unsigned char)bytes.ptr[i - 1];
    return n;
}

static bool put_unsigned(struct buf *to, struct str bytes)
{
    buf_fmt(to, "%" PRIu64, number_of(bytes));
    return true;
}

static bool put_signed(struct buf *to, struct str bytes)
{
    unsigned unused = 64 - 8 * (unsigned)bytes.len;
    buf_fmt(to, "%" PRId64, (int64_t)(number_of(bytes) << unused) >> unused);
    return true;
}

static bool put_hex(struct buf *to, struct str bytes)
{
    buf_fmt(to, "0x%" PRIx64, number_of(bytes));
    return true;
}

static bool put_size(struct buf *to, struct str bytes)
{
    return (bytes.len == 4 || bytes.len == 8) && put_hex(to, bytes);
}

static bool put_bool(struct buf *to, struct str bytes)
{
    buf_text(to, number_of(bytes) ? "true" : "false");
    return true;
}

/* As many digits as the type is good for. */
static void put_real(struct buf *to, double value, int digits)
{
    if (isnan(value))
        buf_text(to, "NaN");
    else
        buf_fmt(to, "%.*g", digits, value);
}

static bool put_float(struct buf *to, struct str bytes)
{
    float value;
    uint32_t bits = bytes_u32(bytes.ptr);
    memcpy(&value, &bits, sizeof value);
    put_real(to, (double)value, 7);
    return true;
}

static bool put_double(struct buf *to, struct str bytes)
{
    double value;
    uint64_t bits = bytes_u64(bytes.ptr);
    memcpy(&value, &bits, sizeof value);
    put_real(to, value, 15);
    return true;
}

/* Structures ---------------------------------------------------------------------------------- */

static bool put_guid(struct buf *to, struct str bytes)
{
    const char *p = bytes.ptr;
    buf_fmt(to, "{%08X-%04X-%04X-", bytes_u32(p), bytes_u16(p + 4), bytes_u16(p + 6));
    for (int i = 8; i < 16; i++)
        buf_fmt(to, i == 10 ? "-%02X" : "%02X", (unsigned char)p[i]);
    buf_char(to, '}');
    return true;
}

static bool put_sid(struct buf *to, struct str bytes)
{
    if (bytes.len < 8)
        return false;
    size_t count = (unsigned char)bytes.ptr[1];
    uint64_t authority = 0;
    if (count > 15 || bytes.len < 8 + 4 * count)
        return false;
    for (int i = 2; i < 8; i++)
        authority = authority << 8 | (unsigned char)bytes.ptr[i];
    buf_fmt(to, authority >> 32 ? "S-%u-0x%012" PRIX64 : "S-%u-%" PRIu64,
            (unsigned)(unsigned char)bytes.ptr[0], authority);
    for (size_t i = 0; i < count; i++)
        buf_fmt(to, "-%" PRIu32, bytes_u32(bytes.ptr + 8 + 4 * i));
    return true;
}

int64_t value_ticks(uint64_t filetime)
{
    return filetime > INT64_MAX ? TIME_NONE : (int64_t)filetime - FILETIME_OF_1970;
}

static void put_civil(struct buf *to, const struct civil *c)
{
    buf_fmt(to, "%04d-%02d-%02dT%02d:%02d:%02d.", c->year, c->month, c->day, c->hour, c->minute,
            c->second);
}

/* Nine digits, as Windows prints them, of which the last two are always zero. */
static bool put_filetime(struct buf *to, struct str bytes)
{
    int64_t ticks = value_ticks(bytes_u64(bytes.ptr));
    if (ticks == TIME_NONE)
        return put_unsigned(to, bytes);
    struct civil c = civil_of(ticks);
    put_civil(to, &c);
    buf_fmt(to, "%07" PRId64 "00Z", c.fraction);
    return true;
}

static bool put_systemtime(struct buf *to, struct str bytes)
{
    const char *p = bytes.ptr;
    struct civil c = {
        .year = (int)bytes_u16(p),
        .month = (int)bytes_u16(p + 2),
        .day = (int)bytes_u16(p + 6),
        .hour = (int)bytes_u16(p + 8),
        .minute = (int)bytes_u16(p + 10),
        .second = (int)bytes_u16(p + 12),
    };
    put_civil(to, &c);
    buf_fmt(to, "%03uZ", bytes_u16(p + 14));
    return true;
}

/* Types --------------------------------------------------------------------------------------- */

static const struct value_kind {
    uint8_t type, width; /* width 0: it varies */
    bool (*put)(struct buf *to, struct str bytes);
} kinds[] = {
    {VALUE_STRING, 0,  put_string    },
    {VALUE_ANSI,   0,  put_ansi      },
    {0x03,         1,  put_signed    },
    {0x04,         1,  put_unsigned  },
    {0x05,         2,  put_signed    },
    {0x06,         2,  put_unsigned  },
    {0x07,         4,  put_signed    },
    {0x08,         4,  put_unsigned  },
    {0x09,         8,  put_signed    },
    {0x0A,         8,  put_unsigned  },
    {0x0B,         4,  put_float     },
    {0x0C,         8,  put_double    },
    {0x0D,         4,  put_bool      },
    {VALUE_BINARY, 0,  put_binary    },
    {0x0F,         16, put_guid      },
    {0x10,         0,  put_size      },
    {0x11,         8,  put_filetime  },
    {0x12,         16, put_systemtime},
    {0x13,         0,  put_sid       },
    {0x14,         4,  put_hex       },
    {0x15,         8,  put_hex       },
    {0x20,         0,  put_size      },
    {0x23,         0,  put_string    },
};

static const struct value_kind *kind_of(unsigned type)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (kinds[i].type == type)
            return &kinds[i];
    return NULL;
}

size_t value_width(unsigned type)
{
    const struct value_kind *kind = kind_of(type);
    return kind ? kind->width : 0;
}

bool value_put(struct buf *to, unsigned type, struct str bytes)
{
    const struct value_kind *kind = kind_of(type);
    if (type == VALUE_NULL) /* it may have a size all the same */
        return true;
    if (bytes.len == 0)
        return kind;
    return kind && (kind->width == 0 || kind->width == bytes.len) && kind->put(to, bytes);
}

/* The length of the text at the front, its NUL not counted. */
static size_t text_length(struct str s, size_t unit)
{
    size_t n = 0;
    while (n + unit <= s.len && (s.ptr[n] || (unit == 2 && s.ptr[n + 1])))
        n += unit;
    return n;
}

/* The items of a SID array tell their length themselves. */
static size_t sid_length(struct str s)
{
    return s.len < 2 ? s.len : 8 + 4 * (size_t)(unsigned char)s.ptr[1];
}

bool value_next(struct str *array, unsigned type, struct str *item)
{
    size_t unit = type == VALUE_STRING ? 2 : type == VALUE_ANSI ? 1 : 0;
    size_t take = unit           ? text_length(*array, unit)
                  : type == 0x13 ? sid_length(*array)
                                 : value_width(type);
    if (array->len == 0)
        return false;
    take = take || unit ? take : array->len;
    *item = str_head(*array, take);
    *array = str_skip(*array, take + unit);
    return true;
}
