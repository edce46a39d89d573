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
    {"Success",                      4},
    {"None",                         4},
    {"Advertencia",                  3},
    {"Información",                 4},
    {"Crítico",                     1},
    {"Detallado",                    5},
    {"Errore",                       2},
    {"Avviso",                       3},
    {"Informazioni",                 4},
    {"Critico",                      1},
    {"Dettagliato",                  5},
    {"Fout",                         2},
    {"Waarschuwing",                 3},
    {"Informatie",                   4},
    {"Gegevens",                     4},
    {"Kritiek",                      1},
    {"Uitgebreid",                   5},
    {"Erro",                         2},
    {"Aviso",                        3},
    {"Informações",                4},
    {"Informação",                 4},
    {"Detalhado",                    5},
    {"Ошибка",                 2},
    {"Предупреждение", 3},
    {"Сведения",             4},
    {"Уведомление",       4},
    {"Критический",       1},
    {"Подробности",       5},
    {"Błąd",                       2},
    {"Ostrzeżenie",                 3},
    {"Informacje",                   4},
    {"Informacja",                   4},
    {"Krytyczny",                    1},
    {"Krytyczne",                    1},
    {"Pełne",                       5},
    {"Chyba",                        2},
    {"Upozornění",                 3},
    {"Informace",                    4},
    {"Kritická",                    1},
    {"错误",                       2},
    {"警告",                       3},
    {"信息",                       4},
    {"严重",                       1},
    {"关键",                       1},
    {"详细",                       5},
    {"エラー",                    2},
    {"情報",                       4},
    {"重大",                       1},
    {"詳細",                       5},
    {"Info",                         4},
    {"Informational",                4},
    {"LogAlways",                    0},
    {"정보",                       4},
    {"Information event",            4},
    {"Error event",                  2},
    {"Warning event",                3},
    {"Fel",                          2},
    {"오류",                       2},
    {"Varning",                      3},
    {"경고",                       3},
    {"Kritisk",                      1},
    {"위험",                       1},
    {"Commentaires",                 5},
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

/* Bits of keywords that Windows gives to every log; audits are what rules ask for. */
#define CLASSIC UINT64_C(0x80000000000000)
#define SUCCESS UINT64_C(0x8020000000000000)
#define FAILURE UINT64_C(0x8010000000000000)
static const struct {
    const char *word;
    uint64_t bits;
} keywords[] = {
    {"Classic",                   CLASSIC},
    {"Klassisch",                 CLASSIC},
    {"Classique",                 CLASSIC},
    {"Clásico",                  CLASSIC},
    {"Classico",                  CLASSIC},
    {"Clássico",                 CLASSIC},
    {"Klassiek",                  CLASSIC},
    {"Классический",  CLASSIC},
    {"经典",                    CLASSIC},
    {"クラシック",           CLASSIC},
    {"Klasyczny",                 CLASSIC},
    {"Success Audit",             SUCCESS},
    {"SuccessAudit",              SUCCESS},
    {"Audit Success",             SUCCESS},
    {"Success Audit event",       SUCCESS},
    {"Erfolgsüberw.",            SUCCESS},
    {"Erfolgsüberwachung",       SUCCESS},
    {"Überwachung erfolgreich",  SUCCESS},
    {"Audit des succès",         SUCCESS},
    {"Succès de l'audit",        SUCCESS},
    {"Succès de l’audit",      SUCCESS},
    {"Auditoría correcta",       SUCCESS},
    {"Aciertos de auditoría",    SUCCESS},
    {"Controllo riuscito",        SUCCESS},
    {"Operazioni riuscite",       SUCCESS},
    {"Sucesso da Auditoria",      SUCCESS},
    {"Controle geslaagd",         SUCCESS},
    {"Аудит успеха",   SUCCESS},
    {"Аудит успехов", SUCCESS},
    {"成功の監査",           SUCCESS},
    {"审核成功",              SUCCESS},
    {"감사 성공",             SUCCESS},
    {"Failure Audit",             FAILURE},
    {"FailureAudit",              FAILURE},
    {"Audit Failure",             FAILURE},
    {"Failure Audit event",       FAILURE},
    {"Fehlerüberw.",             FAILURE},
    {"Fehlerüberwachung",        FAILURE},
    {"Überwachung gescheitert",  FAILURE},
    {"Audit des échecs",         FAILURE},
    {"Échec de l'audit",         FAILURE},
    {"Échec de l’audit",       FAILURE},
    {"Error de auditoría",       FAILURE},
    {"Errores de auditoría",     FAILURE},
    {"Controllo non riuscito",    FAILURE},
    {"Operazioni non riuscite",   FAILURE},
    {"Falha de Auditoria",        FAILURE},
    {"Controle mislukt",          FAILURE},
    {"Аудит отказа",   FAILURE},
    {"Аудит отказов", FAILURE},
    {"失敗の監査",           FAILURE},
    {"审核失败",              FAILURE},
    {"감사 실패",             FAILURE},
    {"Auditoría incorrecta",     FAILURE},
    {"Auditoria com êxito",      SUCCESS},
    {"Auditoria sem êxito",      FAILURE},
    {"Auditoria com falha",       FAILURE},
};

int64_t words_level(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++)
        if (str_eq_nocase(word, str_of(levels[i].word)))
            return levels[i].level;
    return words_keywords(word) & (SUCCESS | FAILURE) & ~CLASSIC
               ? 0
               : EVENT_NONE; /* as the Security log has it */
}

uint64_t words_keywords(struct str words)
{
    uint64_t bits = 0;
    while (words.len) {
        struct str rest, word = str_trim(str_cut(words, ',', &rest));
        for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
            if (str_eq_nocase(word, str_of(keywords[i].word)))
                bits |= keywords[i].bits;
        words = rest;
    }
    return bits;
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
                                        "None",
                                        "No disponible",
                                        "Ninguno",
                                        "Nessuno",
                                        "n.v.t.",
                                        "Geen",
                                        "Nenhum",
                                        "Não disponível",
                                        "Não aplicável",
                                        "Non applicable",
                                        "Н/Д",
                                        "ND",
                                        "Brak",
                                        "暂缺",
                                        "なし",
                                        "N.v.t.",
                                        "Недоступно",
                                        "該当なし",
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
    const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
    struct str rest = colon ? str_skip(line, (size_t)(colon + 1 - line.ptr)) : (struct str){0};
    size_t bytes = 0, most = 16;
    while (rest.len && bytes < most) {
        if (bytes && str_starts(rest, STR("  "))) /* behind the gap are the bytes as characters */
            return;
        rest = str_trim(rest);
        struct str next, word = str_cut(rest, ' ', &next);
        uint64_t value;
        if ((word.len != 2 && word.len != 8) || !str_to_hex(word, &value))
            return;
        for (size_t i = word.len; word.len == 8 && i > 0; i -= 2)
            buf_fmt(hex, "%.2s", word.ptr + i - 2);
        if (word.len == 2)
            buf_add(hex, word);
        most = word.len == 2 ? 8 : 16; /* in a line, by the two views of Event Viewer */
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
    static const char *const heads[] = {
        "Data:",  "Daten:", "Données\xC2\xA0:", "Données :",   "Données:",
        "Datos:", "Dati:",  "Gegevens:",        "Dados:",      "Данные:",
        "Dane:",  "数据:",  "データ:",          "Binary data:"};
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
