/* Texts as Windows prints them, in the code pages in which it prints them: each is told by its
 * bytes. The bytes are made by the C library; where it lacks a page the text is passed over. */
#include "base/input.h"
#include "base/utf8.h"
#include "suite.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct sample {
    const char *page, *made_by, *text;
} samples[] = {
    {"windows-1252", "CP1252", "Der Dienst befindet sich jetzt im Status \"Ausgeführt\".\r\n"                                                      },
    {"cp850",        "CP850",  "Ungültige Anmeldung: Überprüfen Sie den Schlüssel.\r\n"                                                         },
    {"windows-1252", "CP1252", "Échec de l'ouverture de session, le réseau a été arrêté\r\n"                                                  },
    {"cp850",        "CP850",  "Le service est entré dans l'état : en cours d'exécution.\r\n"                                                    },
    {"windows-1252", "CP1252", "Conexión rechazada, ¿está encendido?\r\n"                                                                        },
    {"cp850",        "CP850",  "O serviço não está em execução. Informações do usuário\r\n"                                                 },
    {"windows-1252", "CP1252", "Il servizio è entrato nello stato di esecuzione\r\n"                                                               },
    {"windows-1252", "CP1252", "Tjänsten är nu i tillståndet körs\r\n"                                                                          },
    {"windows-1250", "CP1250", "Usługa Bufor wydruku weszła w stan działania.\r\n"                                                               },
    {"cp852",        "CP852",  "Wystąpił nieoczekiwany błąd użytkownika\r\n"                                                                   },
    {"windows-1250", "CP1250", "Služba Zařazování tisku přešla do stavu spuštěno.\r\n"                                                      },
    {"cp852",        "CP852",  "Chyba připojení k síti, není možné se přihlásit\r\n"                                                        },
    {"windows-1250", "CP1250", "A művelet sikerült. Hibás felhasználónév vagy jelszó\r\n"                                                    },
    {"windows-1250", "CP1250", "Serviciul a intrat în starea de execuţie\r\n"                                                                     },
    {"windows-1251", "CP1251", "Служба \"Диспетчер печати\" перешла в состояние Работает.\r\n"        },
    {"windows-1251", "CP1251", "служба не отвечает\r\n"                                                                             },
    {"cp866",        "CP866",  "Не удалось подключиться к серверу, проверьте параметры сети\r\n" },
    {"cp866",        "CP866",  "УЗЕЛ ОТКЛЮЧЕН\r\n"                                                                                      },
    {"windows-1251", "CP1251", "Служба перейшла у стан виконується. Помилка підключення\r\n"        },
    {"windows-1253", "CP1253", "Η υπηρεσία εισήλθε στην κατάσταση εκτέλεσης.\r\n"                             },
    {"cp737",        "CP737",  "Παρουσιάστηκε σφάλμα σύνδεσης με το δίκτυο\r\n"                                },
    {"windows-1254", "CP1254", "Yazdırma Biriktiricisi hizmeti çalışıyor durumuna girdi.\r\n"                                                  },
    {"cp857",        "CP857",  "Ağ bağlantısı hatası, kullanıcı oturum açamadı\r\n"                                                        },
    {"windows-1255", "CP1255", "השירות נכנס למצב פועל. שגיאה בהתחברות לרשת\r\n"                                  },
    {"cp862",        "CP862",  "המשתמש לא הצליח להתחבר למערכת\r\n"                                                         },
    {"windows-1256", "CP1256", "خطأ في اتصال الشبكة، تعذر على المستخدم تسجيل الدخول\r\n"                 },
    {"windows-1257", "CP1257", "Paslaugos būsena pasikeitė. Įvykių žurnalas atidarytas\r\n"                                                    },
    {"cp775",        "CP775",  "Pakalpojuma kļūda: sistēma nav pieejama, lietotājs\r\n"                                                         },
    {"windows-874",  "CP874",  "เกิดข้อผิดพลาดในการเชื่อมต่อเครือข่าย\r\n"},
    {"cp936",        "CP936",  "服务 Print Spooler 处于 正在运行 状态。\r\n"                                                             },
    {"cp936",        "CP936",  "<Data>用户登录失败：未知的用户名或错误密码</Data></Event><Event>"                                 },
    {"cp950",        "CP950",  "系統找不到指定的檔案，錯誤\r\n"                                                                        },
    {"cp932",        "CP932",  "Print Spooler サービスは実行中状態に入りました。\r\n"                                              },
    {"cp932",        "CP932",  "ユーザーのログオンに失敗しました\r\n"                                                               },
    {"cp949",        "CP949",  "시스템이 지정된 파일을 찾을 수 없습니다. 오류\r\n"                                               },
};

static char path[64];

static void make_path(void)
{
    strcpy(path, "/tmp/culprit-charset-XXXXXX");
    close(mkstemp(path));
}

static void remove_path(void)
{
    unlink(path);
}

/* The text in that page, `times` over, as the file; false when the C library lacks the page. */
static bool put_text(const char *text, const char *made_by, size_t times)
{
    static char bytes[1024], from[1024];
    char *in = from, *out = bytes;
    size_t left = strlen(text), room = sizeof bytes;
    iconv_t with = iconv_open(made_by, "UTF-8");
    if (with == (iconv_t)-1)
        return false;
    strcpy(from, text);
    ck_assert_uint_eq(iconv(with, &in, &left, &out, &room), 0);
    iconv_close(with);
    FILE *f = fopen(path, "wb");
    for (size_t i = 0; i < times; i++)
        fwrite(bytes, 1, sizeof bytes - room, f);
    fclose(f);
    return true;
}

/* Every piece must be whole repetitions of the text, wherever the blocks were cut. */
static uint64_t read_pieces(struct input *in, struct str text)
{
    struct str piece;
    struct err err;
    uint64_t at = 0, wrong = 0;
    while (input_next(in, &piece, &err) == OK)
        for (size_t i = 0; i < piece.len; i++, at++)
            wrong += piece.ptr[i] != text.ptr[at % text.len];
    ck_assert_uint_eq(wrong, 0); /* once: Check keeps a line for every question */
    return at;
}

static struct input *opened(void)
{
    struct input *in;
    struct err err;
    ck_assert_int_eq(input_open(path, &in, &err), OK);
    return in;
}

START_TEST(a_code_page_is_told_by_its_bytes)
{
    const struct sample *s = &samples[_i];
    struct arena arena = {0};
    struct str head;
    struct err err;
    if (!put_text(s->text, s->made_by, 1))
        return;
    struct input *in = opened();
    ck_assert_int_eq(input_peek(in, 1024, &head, &err), OK);
    ck_assert_msg(str_eq(head, str_of(s->text)), "'%.*s' (%s) is not '%s'", STR_ARG(head),
                  input_facts(in).encoding, s->text);
    ck_assert_str_eq(input_facts(in).encoding, s->page);
    ck_assert_str_eq(input_facts(in).guessed, s->page);
    ck_assert_uint_eq(input_facts(in).replaced, 0);
    input_close(in);
    arena_free(&arena);
}
END_TEST

START_TEST(blocks_are_cut_between_characters)
{
    const struct sample *s = &samples[_i];
    struct str text = str_of(s->text);
    const size_t times = 20000;
    if (!put_text(s->text, s->made_by, times))
        return;
    struct input *in = opened();
    ck_assert_uint_eq(read_pieces(in, text), times * text.len);
    ck_assert_uint_eq(input_facts(in).replaced, 0);
    input_close(in);
}
END_TEST

START_TEST(a_code_page_can_be_forced_by_any_of_its_names)
{
    static const char *const names[] = {"cp936", "CP936", "gbk", "936", "windows-936", "GB2312"};
    struct err err;
    if (!put_text("字", "CP936", 100000))
        return;
    struct input *in = opened();
    ck_assert_int_eq(encoding_check(str_of(names[_i]), &err), OK);
    ck_assert_int_eq(input_force(in, str_of(names[_i]), &err), OK);
    ck_assert_uint_eq(read_pieces(in, STR("字")), 300000);
    ck_assert_str_eq(input_facts(in).encoding, "cp936");
    ck_assert_str_eq(input_facts(in).guessed, "");
    ck_assert_uint_eq(input_facts(in).replaced, 0);
    input_close(in);
}
END_TEST

START_TEST(a_wrong_name_is_answered_with_all_names)
{
    struct err err;
    ck_assert_int_eq(encoding_check(STR("klingon"), &err), FAIL_USAGE);
    for (size_t i = 0; encoding_name(i); i++) {
        ck_assert_ptr_nonnull(strstr(err.text, encoding_name(i)));
        struct err none;
        ck_assert(encoding_check(str_of(encoding_name(i)), &none) == OK ||
                  strstr(none.text, "C library"));
    }
}
END_TEST

START_TEST(places_are_exact_in_two_bytes_a_character)
{
    struct err err;
    struct str piece;
    if (!put_text("用户登录失败\r\n", "CP936", 3))
        return;
    struct input *in = opened();
    ck_assert_int_eq(input_next(in, &piece, &err), OK);
    ck_assert_uint_eq(piece.len, 60);
    ck_assert_uint_eq(input_offset(in, 3), 2);
    ck_assert_uint_eq(input_offset(in, 20), 14);
    ck_assert_uint_eq(input_offset(in, 43), 30);
    ck_assert_uint_eq(input_facts(in).bytes, 42);
    input_close(in);
}
END_TEST

/* Two consoles appended to one file: every line keeps its own page. */
START_TEST(lines_of_two_code_pages_are_told_apart)
{
    static const char bytes[] = "Zust\xe4ndigkeit f\xfcr das Ger\xe4t\r\n"
                                "Zust\x84ndigkeit f\x81r das Ger\x84t\r\n"
                                "f\xc3\xbcr alle\r\n";
    struct err err;
    struct str text;
    FILE *f = fopen(path, "wb");
    fwrite(bytes, 1, sizeof bytes - 1, f);
    fclose(f);
    struct input *in = opened();
    ck_assert_int_eq(input_next(in, &text, &err), OK);
    ck_str(text, "Zuständigkeit für das Gerät\r\nZuständigkeit für das Gerät\r\nfür alle\r\n");
    ck_assert_str_eq(input_facts(in).guessed, "windows-1252, cp850");
    input_close(in);
}
END_TEST

START_TEST(a_declared_code_page_is_tried_first)
{
    struct err err;
    struct str text;
    static const char bytes[] =
        "<?xml version='1.0' encoding='windows-1257'?><a>\xe0\xe8 \xe1 \xe6</a>";
    FILE *f = fopen(path, "wb");
    fwrite(bytes, 1, sizeof bytes - 1, f);
    fclose(f);
    struct input *in = opened();
    ck_assert_int_eq(input_next(in, &text, &err), OK);
    ck_assert(str_ends(text, STR("ąč į ę</a>")));
    input_close(in);
}
END_TEST

SUITE(charset)
{
    tcase_add_checked_fixture(tests, make_path, remove_path);
    tcase_add_loop_test(tests, a_code_page_is_told_by_its_bytes, 0, ARRAY_LEN(samples));
    tcase_add_loop_test(tests, blocks_are_cut_between_characters, 0, ARRAY_LEN(samples));
    tcase_add_loop_test(tests, a_code_page_can_be_forced_by_any_of_its_names, 0, 6);
    tcase_add_test(tests, a_wrong_name_is_answered_with_all_names);
    tcase_add_test(tests, places_are_exact_in_two_bytes_a_character);
    tcase_add_test(tests, lines_of_two_code_pages_are_told_apart);
    tcase_add_test(tests, a_declared_code_page_is_tried_first);
}
