#include "redact.h"

#include "base/base.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool hex(char c)
{
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static size_t count(struct str w, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < w.len; i++)
        n += w.ptr[i] == c;
    return n;
}

/* Of a domain or a machine; S-1-5-18 and the like are the same everywhere. */
static bool is_sid(struct str w)
{
    return str_starts_nocase(w, STR("S-1-5-21-")) || str_starts_nocase(w, STR("S-1-5-80-")) ||
           str_starts_nocase(w, STR("S-1-12-"));
}

/* Four numbers below 256; not this host, not any, not a mask. */
static bool is_ipv4(struct str w)
{
    struct str rest = w, part;
    if (count(w, '.') != 3)
        return false;
    for (int i = 0; i < 4; i++) {
        uint64_t n;
        part = str_cut(rest, '.', &rest);
        if (part.len == 0 || part.len > 3 || !str_to_u64(part, &n) || n > 255)
            return false;
    }
    return !str_starts(w, STR("127.")) && !str_starts(w, STR("0.")) && !str_starts(w, STR("255."));
}

static bool is_ipv6(struct str w)
{
    if (count(w, ':') < 2 || w.len < 4)
        return false;
    for (size_t i = 0; i < w.len; i++)
        if (!hex(w.ptr[i]) && !strchr(":.%", w.ptr[i]))
            return false;
    /* 12:34:56 is a time */
    return str_find(w, STR("::")) != NULL || count(w, ':') == 7;
}

static bool is_mac(struct str w)
{
    if (w.len != 17)
        return false;
    for (size_t i = 0; i < w.len; i++)
        if (i % 3 == 2 ? w.ptr[i] != w.ptr[2] || !strchr(":-", w.ptr[i]) : !hex(w.ptr[i]))
            return false;
    return true;
}

static bool is_mail(struct str w)
{
    const char *at = memchr(w.ptr, '@', w.len);
    return at && at > w.ptr && memchr(at, '.', (size_t)(w.ptr + w.len - at));
}

/* What every Windows has, and what says nothing about the client. */
static bool is_common_path(struct str w)
{
    static const char *const common[] = {"\\windows", "\\winnt", "\\program files",
                                         "\\programdata"};
    for (size_t i = 0; i < ARRAY_LEN(common); i++)
        if (w.len > 2 && str_starts_nocase(str_skip(w, 2), str_of(common[i])))
            return true;
    return false;
}

static bool is_path(struct str w)
{
    if (w.len > 3 && letter(w.ptr[0]) && w.ptr[1] == ':' && w.ptr[2] == '\\')
        return !is_common_path(w);
    if (str_starts(w, STR("\\\\")))
        return w.len > 3 && w.ptr[2] != '.' && w.ptr[2] != '?';
    return w.len > 6 && (str_starts(w, STR("/home/")) || str_starts(w, STR("/Users/")));
}

/* DOMAIN\user, but no registry key and none of Windows' own accounts. */
static bool is_user(struct str w)
{
    static const char *const own[] = {
        "NT AUTHORITY", "AUTHORITY", "BUILTIN", "NT SERVICE", "SERVICE", "IIS APPPOOL",
        "APPPOOL",      "HKLM",      "HKCU",    "HKCR",       "HKU",     "HKEY_LOCAL_MACHINE",
        "SOFTWARE",     "SYSTEM"};
    const char *slash = memchr(w.ptr, '\\', w.len);
    if (!slash || count(w, '\\') != 1 || slash == w.ptr || slash == w.ptr + w.len - 1 ||
        count(w, '/') || count(w, ':') || count(w, '%'))
        return false;
    struct str domain = {w.ptr, (size_t)(slash - w.ptr)};
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (str_eq_nocase(domain, str_of(own[i])))
            return false;
    return true;
}

/* "cul-1-" and twelve digits: made from the host's name, so it is replaced as well. */
static bool is_finding(struct str w)
{
    if (w.len != 18 || !str_starts(w, STR("cul-1-")))
        return false;
    for (size_t i = 6; i < w.len; i++)
        if (!hex(w.ptr[i]))
            return false;
    return true;
}

const struct redact_kind redact_kinds[] = {
    {"cul-1", is_finding},
    {"sid",   is_sid    },
    {"ip",    is_ipv4   },
    {"mac",   is_mac    },
    {"ip6",   is_ipv6   },
    {"mail",  is_mail   },
    {"path",  is_path   },
    {"user",  is_user   },
};
const size_t redact_kinds_n = ARRAY_LEN(redact_kinds);
