#include "words.h"

#include "base/buf.h"
#include "base/files.h"

static const struct {
    const char *word;
    int64_t level;
} levels[] = {
    {"Error",                   2},
    {"Fehler",                  2},
    {"Erreur",                  2},
    {"Critical",                1},
    {"Kritisch",                1},
    {"Critique",                1},
    {"Warning",                 3},
    {"Warnung",                 3},
    {"Avertissement",           3},
    {"Information",             4},
    {"Informationen",           4},
    {"Informations",            4},
    {"Verbose",                 5},
    {"Ausf\xC3\xBChrlich",      5},
    {"Success Audit",           0},
    {"Failure Audit",           0},
    {"Erfolgs\xC3\xBC"
     "berw.",              0},
    {"Fehler\xC3\xBC"
     "berw.",              0},
    {"Erfolgs\xC3\xBC"
     "berwachung",         0},
    {"Fehler\xC3\xBC"
     "berwachung",         0},
    {"Audit des succ\xC3\xA8s", 0},
    {"Audit des \xC3\xA9"
     "checs",              0},
};

/* Which log a file holds, by its name: the block of 2003 does not say. */
static const struct {
    const char *word, *channel;
} file_names[] = {
    {"dns server",        "DNS Server"              },
    {"dns-server",        "DNS Server"              },
    {"dnsevent",          "DNS Server"              },
    {"directory service", "Directory Service"       },
    {"file replication",  "File Replication Service"},
    {"application",       "Application"             },
    {"appevent",          "Application"             },
    {"anwendung",         "Application"             },
    {"security",          "Security"                },
    {"secevent",          "Security"                },
    {"sicherheit",        "Security"                },
    {"system",            "System"                  },
    {"sysevent",          "System"                  },
};

int64_t words_level(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++)
        if (str_eq_nocase(word, str_of(levels[i].word)))
            return levels[i].level;
    return EVENT_NONE;
}

int64_t words_level_of_type(uint64_t type)
{
    return type == 1                 ? 2
           : type == 2               ? 3
           : type == 4 || type == 0  ? 4
           : type == 8 || type == 16 ? 0
                                     : EVENT_NONE;
}

void words_event_id(struct event *e, uint64_t id)
{
    e->event_id = (int64_t)(id & 0xFFFF);
    e->qualifiers = id > 0xFFFF ? (int64_t)(id >> 16) : EVENT_NONE;
}

bool words_nobody(struct str user)
{
    if (user.len == 0)
        return true;
    static const char *const words[] = {
        "N/A", "Nicht zutreffend", "N/D", "Non disponible", "Nicht verf\xC3\xBCgbar", "Aucun",
        "Kein"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_nocase(user, str_of(words[i])))
            return true;
    return false;
}

struct str words_channel(struct arena *arena, struct str path)
{
    struct str name = path_name(path);
    char *lower = arena_alloc(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        lower[i] = (char)(name.ptr[i] + (name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? 32 : 0));
    for (size_t i = 0; i < ARRAY_LEN(file_names); i++)
        if (str_find((struct str){lower, name.len}, str_of(file_names[i].word)))
            return str_of(file_names[i].channel);
    return (struct str){0};
}

/* Hexadecimal words of a dump: bytes, or four bytes turned round. */
static void dump_line(struct buf *hex, struct str line)
{
    const char *colon = memchr(line.ptr, ':', line.len);
    struct str rest = colon ? str_skip(line, (size_t)(colon + 1 - line.ptr)) : (struct str){0};
    size_t bytes = 0;
    while (rest.len && bytes < 16) {
        rest = str_trim(rest);
        struct str next, word = str_cut(rest, ' ', &next);
        uint64_t value;
        if ((word.len != 2 && word.len != 8) || !str_to_hex(word, &value))
            return;
        for (size_t i = word.len; word.len == 8 && i > 0; i -= 2)
            buf_fmt(hex, "%.2s", word.ptr + i - 2);
        if (word.len == 2)
            buf_add(hex, word);
        bytes += word.len / 2;
        rest = next;
    }
}

/* Takes the dump off the end of a description: "Data:" or "Daten:" and lines such as "0000: 40 27".
 */
struct str words_dump(struct arena *arena, struct str *text)
{
    const char *dump = str_find(*text, STR("0000: "));
    struct str before = *text;
    before.len = dump ? (size_t)(dump - text->ptr) : 0;
    before = str_trim(before);
    static const char *const heads[] = {"Data:", "Daten:",
                                        "Donn\xC3\xA9"
                                        "es\xC2\xA0:",
                                        "Donn\xC3\xA9"
                                        "es :",
                                        "Donn\xC3\xA9"
                                        "es:"};
    for (size_t i = 0; dump && i < ARRAY_LEN(heads); i++) {
        struct buf hex = BUF_CAP(1 << 17);
        struct str line, rest = {dump, text->len - (size_t)(dump - text->ptr)};
        if (!str_ends(before, str_of(heads[i])))
            continue;
        while (str_line(&rest, &line))
            dump_line(&hex, line);
        for (size_t k = 0; k < hex.len; k++)
            hex.ptr[k] = (char)(hex.ptr[k] - (hex.ptr[k] >= 'a' ? 32 : 0));
        struct str kept = buf_keep(&hex, arena);
        buf_free(&hex);
        before.len -= strlen(heads[i]);
        *text = str_trim(before);
        return kept;
    }
    return (struct str){0};
}
