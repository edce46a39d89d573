#include "words.h"

#include "base/buf.h"
#include "base/files.h"

static const struct {
    const char *word;
    int64_t level;
} levels[] = {
    {"Error",                        2},
    {"Fehler",                       2},
    {"Erreur",                       2},
    {"Critical",                     1},
    {"Kritisch",                     1},
    {"Critique",                     1},
    {"Warning",                      3},
    {"Warnung",                      3},
    {"Avertissement",                3},
    {"Information",                  4},
    {"Informationen",                4},
    {"Informations",                 4},
    {"Verbose",                      5},
    {"Ausf\xC3\xBChrlich",           5},
    {"Info",                         4},
    {"Informational",                4},
    {"LogAlways",                    0},
    {"Información",                 4},
    {"Informazioni",                 4},
    {"Informações",                4},
    {"Informação",                 4},
    {"Informatie",                   4},
    {"Сведения",             4},
    {"Уведомление",       4},
    {"情報",                       4},
    {"Informacje",                   4},
    {"信息",                       4},
    {"정보",                       4},
    {"Informace",                    4},
    {"Information event",            4},
    {"Error event",                  2},
    {"Warning event",                3},
    {"Erro",                         2},
    {"Errore",                       2},
    {"Fout",                         2},
    {"Ошибка",                 2},
    {"エラー",                    2},
    {"Błąd",                       2},
    {"Fel",                          2},
    {"错误",                       2},
    {"오류",                       2},
    {"Chyba",                        2},
    {"Advertencia",                  3},
    {"Avviso",                       3},
    {"Aviso",                        3},
    {"Waarschuwing",                 3},
    {"Предупреждение", 3},
    {"警告",                       3},
    {"Ostrzeżenie",                 3},
    {"Varning",                      3},
    {"경고",                       3},
    {"Upozornění",                 3},
    {"Crítico",                     1},
    {"Critico",                      1},
    {"Kritiek",                      1},
    {"Критический",       1},
    {"重大",                       1},
    {"Krytyczny",                    1},
    {"Kritisk",                      1},
    {"关键",                       1},
    {"위험",                       1},
    {"Detallado",                    5},
    {"Dettagliato",                  5},
    {"Detalhado",                    5},
    {"Uitgebreid",                   5},
    {"Подробности",       5},
    {"詳細",                       5},
    {"Commentaires",                 5},
    {"详细",                       5},
    {"Success",                      4},
};

/* Level 0, as the Security log has it; the keywords tell which of the two. */
static const struct {
    const char *word;
    bool failure;
} audits[] = {
    {"Success Audit",             false},
    {"SuccessAudit",              false},
    {"Audit Success",             false},
    {"Success Audit event",       false},
    {"Erfolgsüberw.",            false},
    {"Erfolgsüberwachung",       false},
    {"Überwachung erfolgreich",  false},
    {"Audit des succès",         false},
    {"Succès de l'audit",        false},
    {"Succès de l’audit",      false},
    {"Auditoría correcta",       false},
    {"Aciertos de auditoría",    false},
    {"Controllo riuscito",        false},
    {"Operazioni riuscite",       false},
    {"Sucesso da Auditoria",      false},
    {"Controle geslaagd",         false},
    {"Аудит успеха",   false},
    {"Аудит успехов", false},
    {"成功の監査",           false},
    {"审核成功",              false},
    {"감사 성공",             false},
    {"Failure Audit",             true },
    {"FailureAudit",              true },
    {"Audit Failure",             true },
    {"Failure Audit event",       true },
    {"Fehlerüberw.",             true },
    {"Fehlerüberwachung",        true },
    {"Überwachung gescheitert",  true },
    {"Audit des échecs",         true },
    {"Échec de l'audit",         true },
    {"Échec de l’audit",       true },
    {"Error de auditoría",       true },
    {"Errores de auditoría",     true },
    {"Controllo non riuscito",    true },
    {"Operazioni non riuscite",   true },
    {"Falha de Auditoria",        true },
    {"Controle mislukt",          true },
    {"Аудит отказа",   true },
    {"Аудит отказов", true },
    {"失敗の監査",           true },
    {"审核失败",              true },
    {"감사 실패",             true },
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
    return words_keywords(word, &(uint64_t){0}) ? 0 : EVENT_NONE;
}

bool words_keywords(struct str word, uint64_t *keywords)
{
    for (size_t i = 0; i < ARRAY_LEN(audits); i++)
        if (str_eq_nocase(word, str_of(audits[i].word))) {
            *keywords =
                audits[i].failure ? UINT64_C(0x8010000000000000) : UINT64_C(0x8020000000000000);
            return true;
        }
    return false;
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
    static const char *const words[] = {"N/A",
                                        "Nicht zutreffend",
                                        "N/D",
                                        "Non disponible",
                                        "Nicht verf\xC3\xBCgbar",
                                        "Aucun",
                                        "Kein",
                                        "N.v.t.",
                                        "Н/Д",
                                        "Недоступно",
                                        "該当なし",
                                        "暂缺",
                                        "해당 없음"};
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
