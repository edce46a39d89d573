/* Which code page a text is of: the one in whose reading it makes most sense. */
#include "base/arena.h"
#include "base/utf8.h"
#include "charset.h"
#include "decode.h"
#include "doublebyte.h"

#include <utf8proc.h>

enum {
    WRONG = -12,   /* a byte that stands for nothing */
    WORD = 12,     /* a known word, however often */
    FREQUENT = 16, /* a character of two bytes that is everywhere in its language */
    SURE_PAIRS = 3 /* so many frequent ones make such a text, and one in FEW of all */
};
enum { FEW = 5 };

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
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC: /* vowels of Thai; those of Hebrew and Arabic no log has */
        return c >= 0xe00 && c < 0xe80 ? LOOK_LOWER : LOOK_SIGN;
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

/* Letters of scripts that share no word with the Latin one. */
static bool is_foreign(uint32_t c)
{
    return c >= 0x370 && c < 0x1e00;
}

/* Letters that the languages of these code pages use all the time. */
static bool is_common(uint32_t c)
{
    static const char common[] = "äöüßÄÖÜéèàêçôûîâÉñóáíúåæøÅØąęłśżčřžšěýůőűćÚÖ"
                                 "ğışİŞĞįųėūāēģīķļņăţţŢõãÕÃ";
    static const struct {
        uint32_t from, to;
    } whole[] = {
        {0x410, 0x450},
        {0x3ac, 0x3cf},
        {0x5d0, 0x5eb},
        {0x621, 0x64b},
        {0xe01, 0xe4f}
    };
    char one[5] = {0};
    for (size_t i = 0; i < ARRAY_LEN(whole); i++)
        if (c >= whole[i].from && c < whole[i].to)
            return true;
    utf8_put(c, one);
    return strstr(common, one) != NULL;
}

/* A character between its neighbours. */
struct view {
    uint32_t before, c, after;
};

static int sense_of_letter(const struct view *v, enum look look)
{
    enum look before = look_at(v->before), after = look_at(v->after);
    bool inside = is_letter(before) || is_letter(after);
    bool plain = (is_letter(before) && v->before < 0x80) || (is_letter(after) && v->after < 0x80);
    bool crowded = is_letter(before) && is_letter(after) && v->before >= 0x80 && v->after >= 0x80;
    int common = is_common(v->c) ? 3 : 0;
    if (is_foreign(v->c) ? plain : crowded)
        return is_foreign(v->c) ? -6 : -2;
    if (look == LOOK_LOWER)
        return common + (inside ? 4 : 1);
    if (before == LOOK_LOWER)
        return common - 4;
    return common + (inside ? 3 : 1);
}

static int sense_of_sign(const struct view *v)
{
    bool apostrophe = v->c == 0x2019;
    if ((v->c == 0xbf || v->c == 0xa1) && !is_letter(look_at(v->before)))
        return is_letter(look_at(v->after)) ? 8 : 0; /* what opens a Spanish question */
    if (is_letter(look_at(v->before)) && is_letter(look_at(v->after)))
        return apostrophe ? 2 : -5;
    bool usual = v->c == 0x20ac || apostrophe || (v->c >= 0x2013 && v->c <= 0x2026) ||
                 v->c == 0xa7 || v->c == 0xb0;
    return usual ? 2 : 0;
}

static int sense_of_box(const struct view *v)
{
    enum look before = look_at(v->before), after = look_at(v->after);
    if (v->before == v->c || v->after == v->c)
        return 10; /* a line of one character: hardly a word */
    if (before == LOOK_BOX || after == LOOK_BOX)
        return 3;
    return is_letter(before) || is_letter(after) ? -6 : 0;
}

static int sense_of(const struct view *v)
{
    enum look look = look_at(v->c);
    switch (look) {
    case LOOK_WRONG:
        return WRONG;
    case LOOK_BOX:
        return sense_of_box(v);
    case LOOK_LOWER:
    case LOOK_UPPER:
        return sense_of_letter(v, look);
    case LOOK_SPACE:
        return is_letter(look_at(v->before)) && is_letter(look_at(v->after)) ? -3 : 1;
    default:
        return sense_of_sign(v);
    }
}

/* `*doubts` counts the characters that make none. */
static int sense_of_single(const struct charset *c, struct str text, size_t *doubts)
{
    int sum = 0;
    size_t one;
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < 0x80)
            continue;
        struct view v = {i ? charset_next(c, str_skip(text, i - 1), &one) : ' ',
                         charset_next(c, str_skip(text, i), &one),
                         i + 1 < text.len ? charset_next(c, str_skip(text, i + 1), &one) : ' '};
        int sense = sense_of(&v);
        sum += sense;
        *doubts += sense < 0;
    }
    return sum;
}

/* Two bytes a character ------------------------------------------------------------------------ */

static int sense_of_pair(const struct charset *c, uint32_t code, size_t *frequent)
{
    char one[5] = {0};
    if (code == 0)
        return WRONG;
    if (code >= 0xff61 && code < 0xffa0) /* katakana of half width: old texts only */
        return 0;
    utf8_put(code, one);
    if (strstr(c->about->frequent, one)) {
        ++*frequent;
        return FREQUENT;
    }
    bool sign = (code >= 0x3001 && code < 0x3011) || (code >= 0xff01 && code < 0xff5f);
    return sign ? 6 : 1;
}

/* Nothing but frequent characters, many of them, tell such a text from bytes that pair by chance.
 */
static int sense_of_double(const struct charset *c, struct str text, size_t *doubts)
{
    size_t frequent = 0, all = 0, bytes;
    int sum = 0;
    for (; text.len; text = str_skip(text, bytes)) {
        uint32_t code = charset_next(c, text, &bytes);
        if (code && code < 0x80)
            continue;
        if (code == 0 && text.len == 1) /* cut by the end of the sample */
            break;
        all++;
        *doubts += code == 0;
        sum += sense_of_pair(c, code, &frequent);
    }
    return frequent >= SURE_PAIRS && frequent * FEW >= all ? sum : WRONG;
}

static int sense_of_text(const struct charset *c, struct str text)
{
    size_t doubts = 0;
    return (c->about ? sense_of_double : sense_of_single)(c, text, &doubts);
}

bool charset_doubts(const struct charset *c, struct str text)
{
    size_t doubts = 0;
    (c->about ? sense_of_double : sense_of_single)(c, text, &doubts);
    return doubts > 0;
}

/* Words -----------------------------------------------------------------------------------------
 */

/* Words of Windows' own output in languages that these code pages serve. */
static const char *const words[] = {
    "für",
    "über",
    "Gerät",
    "Größe",
    "geändert",
    "Änderung",
    "ungültig",
    "verfügbar",
    "läuft",
    "wäre",
    "können",
    "möglich",
    "während",
    "Schlüssel",
    "ABHÖREN",
    "geöffnet",
    "Überwachung",
    "Verfügbarer",
    "système",
    "Système",
    "mémoire",
    "Mémoire",
    "réseau",
    "démarré",
    "arrêté",
    "défini",
    "échoué",
    "été",
    "événement",
    "Événement",
    "requête",
    "numéro",
    "paramètres",
    "Propriétaire",
    "succès",
    "há",
    "não",
    "serviço",
    "está",
    "memória",
    "ción",
    "conexión",
    "tjänst",
    "för",
    "från",
    "usługa",
    "Usługa",
    "został",
    "błąd",
    "połączeni",
    "się",
    "služb",
    "Služba",
    "není",
    "při",
    "připojení",
    "szolgáltatás",
    "időt",
    "служб",
    "Служба",
    "Ошибка",
    "ошибк",
    "систем",
    "Система",
    "памят",
    "сеть",
    "порт",
    "ение",
    "ость",
    "ого ",
    "Узел",
    "ного",
    "процес",
    "Подсистем",
    "для ",
    "запущен",
    "ções",
    "ação",
    " è ",
    "più",
    "già",
    "proprietà",
    "attività",
    "può",
    "művelet",
    "működ",
    "nevű",
    "execuţie",
    "reţea",
    "staţi",
    "tõrge",
    "süsteem",
    "võrgu",
    /* for pages that are believed by words only */
    "çalış",
    "azdır",
    "değiş",
    "sağla",
    "hatas",
    "ağ ",
    "υπηρεσία",
    "Υπηρεσία",
    "σφάλμα",
    "Σφάλμα",
    "σύστημα",
    "και",
    "της",
    "του",
    "δίκτυο",
    "χρήστη",
    "bağlan",
    "değil",
    "hatası",
    "kullanıcı",
    "oluştu",
    "yapılandırma",
    "İşlem",
    "başlat",
    "için",
    "sürücüsü",
    "aygıt",
    "שירות",
    "שגיאה",
    "מערכת",
    "המערכת",
    "משתמש",
    "אירוע",
    "הופסק",
    "הופעל",
    "התחברות",
    "خدمة",
    "الخدمة",
    "خطأ",
    "النظام",
    "الشبكة",
    "المستخدم",
    "اتصال",
    "تشغيل",
    "įvykių",
    "įvyko",
    "žurnal",
    "sėkming",
    "būsena",
    "įrengin",
    "kļūda",
    "sistēma",
    "neizdevās",
    "tīkl",
    "ierīc",
    "lietotāj",
    "บริการ",
    "ระบบ",
    "ข้อผิดพลาด",
    "เครือข่าย",
    "ผู้ใช้",
    "การเชื่อมต่อ",
    "เริ่ม",
    "ошибка",
    "грешка",
    "систем",
    "сервис",
    "услуга",
    "није ",
};

/* How many of the words stand in the text, as the page reads it. */
static int count_words(const struct charset *c, struct str text)
{
    struct decoded d = {0};
    int n = 0;
    decoded_reset(&d, text.len);
    decode_charset(&d, text, c);
    struct str read = {d.ptr, d.len};
    for (size_t i = 0; !c->about && i < ARRAY_LEN(words); i++)
        n += str_find(read, str_of(words[i])) != NULL;
    for (size_t i = 0; c->about && c->about->words[i]; i++)
        n += str_find(read, str_of(c->about->words[i])) != NULL;
    decoded_free(&d);
    return n;
}

/* Whether or not it is believed, and how much sense it makes with the words it holds. */
static int sense_with_words(const struct charset *c, struct str text)
{
    int sense = sense_of_text(c, text);
    if (sense < 2 * WRONG)
        return sense;
    int found = count_words(c, text);
    bool believed = c->trust == PAGE_FREE || found > 0 || (c->about && sense > 0);
    return believed ? sense + found * WORD : WRONG;
}

/* Are there so many bytes above 0x80, side by side, as in a text of two bytes a character? */
static bool may_be_double(struct str text)
{
    size_t high = 0, paired = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool is = (unsigned char)text.ptr[i] >= 0x80;
        high += is;
        paired += is && i && (unsigned char)text.ptr[i - 1] >= 0x80;
    }
    return high >= 2 * SURE_PAIRS && paired * 4 >= high;
}

const struct charset *charset_guess(struct charsets *s, struct str text, const struct charset *now,
                                    bool *missing)
{
    const struct charset *best = now;
    int most = now ? sense_of_text(now, text) : 0;
    bool pairs = may_be_double(text);
    if (now && most > 0)
        return now;
    if (now)
        most += WORD * count_words(now, text);
    for (size_t i = 0; i < s->n; i++) {
        struct charset *c = &s->all[i];
        if (c->trust == PAGE_NAMED || (c->about && !pairs))
            continue;
        if (!charset_load(c)) {
            *missing = true;
            continue;
        }
        int sense = sense_with_words(c, text);
        if (sense > most) {
            most = sense;
            best = c;
        }
    }
    if (best)
        *missing = false;
    return best;
}
