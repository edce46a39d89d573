#include "read_kit.h"

static struct batch read_block(const char *text, const char *path)
{
    return read_text(&reader_event_viewer_text, str_of(text), path);
}

#define BLOCK                                                                                      \
    "Event Type:\tError\r\nEvent Source:\tServer ActiveSync\r\nEvent Category:\tNone\r\n"          \
    "Event ID:\t3015\r\nDate:\t\t10/26/2012\r\nTime:\t\t5:08:32 AM\r\nUser:\t\tN/A\r\n"            \
    "Computer:\tSBS01\r\nDescription:\r\nError code [0x80004005]. UDP port [2883].\r\n"

/* The same event, as it is found in the world. */
static const char *const variants[] = {
    BLOCK,
    "Event Type: Error\nEvent Source: Server ActiveSync\nEvent Category: None\nEvent ID: 3015\n"
    "Date: 10/26/2012\nTime: 5:08:32 AM\nUser: N/A\nComputer: SBS01\nDescription:\n"
    "Error code [0x80004005]. UDP port [2883].\n",
    "Event Type: Error Event Source: Server ActiveSync Event Category: None Event ID: 3015 "
    "Date: 10/26/2012 Time: 5:08:32 AM User: N/A Computer: SBS01 Description: Error code "
    "[0x80004005]. UDP port [2883].",
    "> Event Type:\tError\n> Event Source:\tServer ActiveSync\n> Event Category:\tNone\n"
    "> Event ID:\t3015\n> Date:\t10/26/2012\n> Time:\t5:08:32 AM\n> User:\tN/A\n"
    "> Computer:\tSBS01\n> Description:\n> Error code [0x80004005]. UDP port [2883].\n>\n",
    "Log Name:      Application\nSource:        Server ActiveSync\nDate:          10/26/2012 "
    "5:08:32 "
    "AM\nEvent ID:      3015\nTask Category: None\nLevel:         Error\nKeywords:      Classic\n"
    "User:          N/A\nComputer:      SBS01\nDescription:\nError code [0x80004005]. UDP port "
    "[2883].\n",
    "Ereignistyp:\tFehler\nEreignisquelle:\tServer ActiveSync\nEreigniskategorie:\tKeine\n"
    "Ereigniskennung:\t3015\nDatum:\t26.10.2012\nZeit:\t05:08:32\nBenutzer:\tNicht zutreffend\n"
    "Computer:\tSBS01\nBeschreibung:\nError code [0x80004005]. UDP port [2883].\n",
    "Type de l'\xC3\xA9v\xC3\xA9nement :\tErreur\nSource de l'\xC3\xA9v\xC3\xA9nement :\tServer "
    "ActiveSync\nCat\xC3\xA9gorie de l'\xC3\xA9v\xC3\xA9nement :\tAucun\nID de "
    "l\xE2\x80\x99\xC3\xA9v\xC3\xA9nement :\t3015\nDate :\t26/10/2012\nHeure :\t05:08:32\n"
    "Utilisateur :\tN/A\nOrdinateur :\tSBS01\nDescription :\nError code [0x80004005]. UDP port "
    "[2883].\n",
};

START_TEST(a_copied_event_is_read_however_it_was_copied)
{
    struct batch b = read_block(variants[_i], "application.txt");
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "Server ActiveSync");
    ck_str(e->computer, "SBS01");
    ck_str(e->channel, "Application");
    ck_str(e->message, "Error code [0x80004005]. UDP port [2883].");
    ck_str(time_text(&e->at), "2012-10-26T05:08:32.0000000");
    ck_assert_int_eq(e->event_id, 3015);
    ck_assert_int_eq(e->level, 2);
    ck_assert_int_eq(e->record_id, EVENT_NONE);
    ck_assert_uint_eq(e->fields_n, 0);
    ck_assert_uint_eq(e->user_sid.len, 0);
    ck_assert_uint_eq(e->offset, variants[_i][0] == '>' ? 2 : 0);
    batch_free(&b);
}
END_TEST

START_TEST(a_copy_is_recognized)
{
    ck_assert_ptr_eq(reader_of(str_of(variants[_i]), "x"), &reader_event_viewer_text);
}
END_TEST

#define DATED(date, clock)                                                                         \
    "Event Type: Error\nEvent Source: A\nEvent ID: 1\nDate: " date "\nTime: " clock                \
    "\nComputer: X\nDescription:\nt\n\n"

static const struct {
    const char *text, *iso;
    unsigned assumed;
} orders[] = {
    {DATED("10/11/2012", "5:00:00 PM") DATED("10/26/2012", "6:00:00 PM"),
     "2012-10-11T17:00:00.0000000",                                                                                      0},
    {DATED("10/11/2012",                  "17:00:00") DATED("26/10/2012",                                 "18:00:00"), "2012-11-10T17:00:00.0000000",
     0},
    {DATED("10/11/2012",                  "12:00:05 AM"),                                                  "2012-10-11T00:00:05.0000000",                                                1                                                           },
    {DATED("10/11/2012",                 "17:00:00"),                                                 "2012-11-10T17:00:00.0000000",1},
    {DATED("10.11.2012",                 "17:00:00"),                                                 "2012-11-10T17:00:00.0000000",                                                1                                                                                                           },
    {DATED("2012-11-10",                 "17:00:00"),                                                 "2012-11-10T17:00:00.0000000",1},
};

START_TEST(the_file_as_a_whole_decides_the_order_of_dates)
{
    struct batch b = read_block(orders[_i].text, "x.txt");
    ck_assert_str_eq(time_text(&b.events[0].at).ptr, orders[_i].iso);
    if (_i != 5)
        ck_assert_uint_eq(b.notes.seen[NOTE_DATE_ORDER], orders[_i].assumed);
    batch_free(&b);
}
END_TEST

static const struct {
    const char *path, *channel;
} names[] = {
    {"a/application.txt", "Application"},
    {"System.txt",        "System"     },
    {"dns server.txt",    "DNS Server" },
    {"SecEvent.txt",      "Security"   },
    {"forum-post.txt",    ""           },
};

START_TEST(the_name_of_the_file_tells_the_log)
{
    struct batch b = read_block(BLOCK, names[_i].path);
    ck_assert_int_eq(b.events[0].channel.len, (int)strlen(names[_i].channel));
    ck_assert(str_eq(b.events[0].channel, str_of(names[_i].channel)));
    batch_free(&b);
}
END_TEST

START_TEST(a_dump_becomes_binary)
{
    struct batch b = read_block(BLOCK "Data:\r\n0000: 40 27 00 00               @'..\r\n", "x");
    ck_field(&b.events[0], "Binary", "40270000");
    ck_str(b.events[0].message, "Error code [0x80004005]. UDP port [2883].");
    batch_free(&b);
    b = read_block(BLOCK "Data:\r\n0000: 00002740 \r\n", "x");
    ck_field(&b.events[0], "Binary", "40270000");
    batch_free(&b);
}
END_TEST

START_TEST(xml_behind_the_text_is_the_same_event)
{
    struct batch b = read_block(
        "Log Name: System\nSource: SCM\nDate: 10/26/2012 5:09:01 AM\nEvent ID: 7036\n"
        "Description:\nThe service runs.\nEvent Xml:\n<Event xmlns=\"x\">\n<System><Provider "
        "Name=\"SCM\"/><EventID>7036</EventID><TimeCreated SystemTime=\"2012-10-26T12:09:01Z\"/>"
        "<EventRecordID>5</EventRecordID></System></Event>\n",
        "x");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_int_eq(b.events[0].record_id, 5);
    ck_assert(!b.events[0].at.local);
    ck_str(b.events[0].message, "The service runs.");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(text_before_the_first_event_is_declared_lost)
{
    struct batch b = read_block("Dear all,\n\n" BLOCK, "x");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(b.events[0].offset, 11);
    ck_assert_uint_eq(lost_bytes(&b), 11);
    batch_free(&b);
}
END_TEST

/* What forums leave of it. */
static const char *const marked_up[] = {
    "Event Type:&nbsp;Error<br />\nEvent Source:&nbsp;R&amp;D &quot;x&quot;<br />\nEvent "
    "ID:&nbsp;3015<br />\nDate:&nbsp;10/26/2012<br />\nTime:&nbsp;5:08:32 "
    "AM<br />\nUser:&nbsp;N/A<br />\nComputer:&nbsp;SBS01<br />\nDescription:<br />\nCode "
    "&lt;5&gt;<br "
    "/>\nline 2",
    "**Event Type:** Error\n**Event Source:** R&amp;D &quot;x&quot;\n**Event ID:** 3015\n**Date:** "
    "10/26/2012\n**Time:** 5:08:32 AM\n**Computer:** SBS01\n**Description:** Code &lt;5&gt;\nline "
    "2\n",
    "text<p>Event Type: Error<br>Event Source: R&amp;D &quot;x&quot;<br>Event ID: 3015<br>Date: "
    "10/26/2012<br>Time: 5:08:32 AM<br>User: N/A<br>Computer: SBS01<br>Description: Code "
    "&lt;5&gt;<br>line 2</p>",
};

START_TEST(markup_of_forums_is_undone)
{
    struct batch b = read_block(marked_up[_i], "x.txt");
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "R&D \"x\"");
    ck_str(e->computer, "SBS01");
    ck_assert_int_eq(e->event_id, 3015);
    ck_assert_int_eq(e->level, 2);
    ck_str(time_text(&e->at), "2012-10-26T05:08:32.0000000");
    ck_assert(str_starts(e->message, STR("Code <5>")));
    ck_assert(str_ends(e->message, STR("\nline 2")));
    batch_free(&b);
}
END_TEST

START_TEST(html_inside_a_message_stays)
{
    struct batch b = read_block("Event Type:\tError\nEvent Source:\tA\nEvent ID:\t1\nDate:\t"
                                "26.10.2012\nTime:\t1:02:03\nDescription:\na <br> &amp; b\n",
                                "x.txt");
    ck_str(b.events[0].message, "a <br> &amp; b");
    batch_free(&b);
}
END_TEST

static const char *const languages[] = {
    "Tipo de suceso:\tError\nOrigen del suceso:\tDNS\nCategoría del suceso:\tNinguno\n"
    "Id. suceso:\t408\nFecha:\t26/10/2012\nHora:\t05:08:35 p.m.\nUsuario:\tNo disponible\n"
    "Equipo:\tSRV\nDescripción:\ntexto\nDatos:\n0000: 40 27 00 00   @'..\n",
    "Tipo evento:\tErrore\nOrigine evento:\tDNS\nCategoria evento:\tNessuna\nID evento:\t408\n"
    "Data:\t26/10/2012\nOra:\t17.08.35\nUtente:\tN/D\nComputer:\tSRV\nDescrizione:\ntexto\n"
    "Dati:\n0000: 40 27 00 00   @'..\n",
    "Logboeknaam: System\nBron: DNS\nDatum: 26-10-2012 17:08:35\nGebeurtenis-id: 408\n"
    "Taakcategorie: Geen\nNiveau: Fout\nTrefwoorden: Klassiek\nGebruiker: n.v.t.\nComputer: SRV\n"
    "Beschrijving:\ntexto\nGegevens:\n0000: 00002740\n",
    "Nome do Log: System\nFonte: DNS\nData: 26/10/2012 17:08:35\nIdentificação do "
    "Evento: 408\nNível: Erro\nUsuário: N/D\nComputador: SRV\nDescrição:\n"
    "texto\nDados:\n0000: 40 27 00 00\n",
    "Имя журнала: System\n"
    "Источник: DNS\nДата: "
    "26.10.2012 17:08:35\nКод события: 408\n"
    "Уровень: Ошибка\n"
    "Компьютер: SRV\n"
    "Описание:\ntexto\nData:\n0000: 40 27 00 00\n",
};

START_TEST(many_languages_are_understood)
{
    struct batch b = read_block(languages[_i], "system.txt");
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "DNS");
    ck_str(e->channel, "System");
    ck_str(e->computer, "SRV");
    ck_str(e->message, "texto");
    ck_field(e, "Binary", "40270000");
    ck_str(time_text(&e->at), "2012-10-26T17:08:35.0000000");
    ck_assert_int_eq(e->event_id, 408);
    ck_assert_int_eq(e->level, 2);
    ck_assert_uint_eq(e->user_sid.len, 0);
    ck_assert_uint_eq(b.notes.seen[NOTE_LABELS_LOCALIZED], 1);
    batch_free(&b);
}
END_TEST

START_TEST(prose_between_blocks_belongs_to_the_message_before)
{
    struct batch b = read_block(BLOCK "\nAnd this one:\n\n" BLOCK BLOCK "Thanks!\n", "x.txt");
    ck_assert_uint_eq(b.events_n, 3);
    ck_assert(str_ends(b.events[0].message, STR("And this one:")));
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(bytes_beside_a_dump_are_no_part_of_it)
{
    struct batch b =
        read_block(BLOCK "Data:\r\n0000: 41 42 43 44 45 46 47 48   ABCDEFGH\r\n0008: 41 42"
                         "                     AB\r\n",
                   "x");
    ck_field(&b.events[0], "Binary", "41424344454647484142");
    batch_free(&b);
}
END_TEST

SUITE(event_viewer_text)
{
    tcase_add_loop_test(tests, a_copied_event_is_read_however_it_was_copied, 0,
                        ARRAY_LEN(variants));
    tcase_add_loop_test(tests, a_copy_is_recognized, 0, ARRAY_LEN(variants));
    tcase_add_loop_test(tests, the_file_as_a_whole_decides_the_order_of_dates, 0,
                        ARRAY_LEN(orders));
    tcase_add_loop_test(tests, the_name_of_the_file_tells_the_log, 0, ARRAY_LEN(names));
    tcase_add_loop_test(tests, markup_of_forums_is_undone, 0, ARRAY_LEN(marked_up));
    tcase_add_test(tests, html_inside_a_message_stays);
    tcase_add_loop_test(tests, many_languages_are_understood, 0, ARRAY_LEN(languages));
    tcase_add_test(tests, prose_between_blocks_belongs_to_the_message_before);
    tcase_add_test(tests, bytes_beside_a_dump_are_no_part_of_it);
    tcase_add_test(tests, a_dump_becomes_binary);
    tcase_add_test(tests, xml_behind_the_text_is_the_same_event);
    tcase_add_test(tests, text_before_the_first_event_is_declared_lost);
}
