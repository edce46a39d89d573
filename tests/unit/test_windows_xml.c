#include "base/buf.h"
#include "read_kit.h"

#include <stdio.h>
#include <stdlib.h>

#define SYSTEM(id, rest)                                                                           \
    "<System><Provider Name='P'/><EventID Qualifiers='16384'>" id                                  \
    "</EventID><Level>4</Level><TimeCreated SystemTime='2012-10-26T12:09:01.1234567Z'/>"           \
    "<EventRecordID>7</EventRecordID><Channel>System</Channel><Computer>SBS01</Computer>" rest     \
    "</System>"
#define EVENT(id, body) "<Event xmlns='x'>" SYSTEM(id, "") body "</Event>"

static struct batch read_xml(const char *text)
{
    return read_text(&reader_windows_xml, str_of(text), "x.xml");
}

START_TEST(system_becomes_the_event)
{
    struct batch b = read_xml("<?xml version=\"1.0\"?><Events>" EVENT(
        "7036", "<EventData><Data Name='param1'>DNS Server</Data><Data/></EventData>") "</Events>");
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "P");
    ck_str(e->channel, "System");
    ck_str(e->computer, "SBS01");
    ck_str(time_text(&e->at), "2012-10-26T12:09:01.1234567Z");
    ck_assert_int_eq(e->event_id, 7036);
    ck_assert_int_eq(e->qualifiers, 16384);
    ck_assert_int_eq(e->level, 4);
    ck_assert_int_eq(e->record_id, 7);
    ck_assert_int_eq(e->task, EVENT_NONE);
    ck_assert_uint_eq(e->offset, 29);
    ck_assert_uint_eq(e->fields_n, 2);
    ck_field(e, "param1", "DNS Server");
    ck_field(e, "Data", "");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

/* Each holds exactly one record that gives Data = "a", and loses nothing. */
static const char *const one_record[] = {
    EVENT("1", "<EventData><Data>a</Data></EventData>"),
    "<root>" EVENT("1", "<EventData><Data>a</Data></EventData>") "</root>",
    "Record 12\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" EVENT(
        "1", "<EventData><Data>a</Data></EventData>"),
    "evtxexport 20181227\n\n" EVENT("1", "<EventData><Data>a</Data></EventData>"),
    "<QueryList><Query Id='0'><Select Path='System'>*</Select></Query></QueryList>" EVENT(
        "1", "<EventData><Data>a</Data></EventData>"),
    "<!-- " EVENT("2", "") " -->" EVENT("1", "<EventData><Data>a</Data></EventData>"),
    "<!DOCTYPE Events [<!ENTITY a \"]>\">]>" EVENT("1", "<EventData><Data>a</Data></EventData>"),
    "<w:Event Action='x'><![CDATA[" EVENT("1",
                                          "<EventData><Data>a</Data></EventData>") "]]></w:Event>",
    EVENT("1", "<EventData><Data><![CDATA[a]]></Data></EventData>"),
    EVENT("1", "<EventData><Data>a<!-- </Event> --></Data></EventData>"),
    EVENT("1", "<EventData><Data>&#97;</Data></EventData>"),
    EVENT("1", "<UserData><X xmlns='y'><Event><System/></Event><Data>a</Data></X></UserData>"),
    "<ev:Event xmlns:ev='x'><ev:System><ev:EventID>1</ev:EventID></ev:System><ev:EventData>"
    "<ev:Data>a</ev:Data></ev:EventData></ev:Event>",
    "- <Event>\n- " SYSTEM("1",
                           "") "\n- <EventData>\n  <Data>a</Data> \n  </EventData>\n  </Event>",
};

START_TEST(whatever_stands_around_a_record_it_is_read)
{
    struct batch b = read_xml(one_record[_i]);
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_int_eq(b.events[0].event_id, 1);
    ck_field(&b.events[0], "Data", "a");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(a_file_is_recognized)
{
    ck_assert_ptr_eq(reader_of(str_of(one_record[_i]), "x"), &reader_windows_xml);
}
END_TEST

/* A stretch of a value, and what is to be read of it. */
static const struct {
    const char *xml, *value;
    size_t len;
} repaired[] = {
    {"A\x01"
     "B",           "A\xEF\xBF\xBD"
     "B",                      5 },
    {"A&#x0;B",
     "A\xEF\xBF\xBD"
     "B",                                    5 },
    {"A&#31;B",
     "A\xEF\xBF\xBD"
     "B",                                    5 },
    {"AT&T",             "AT&T",             4 },
    {"&nbsp;",           "&nbsp;",           6 },
    {"a < b && c",       "a < b && c",       10},
    {"&#xD83D;&#xDE00;", "\xF0\x9F\x98\x80", 4 },
    {"\xEF\xBF\xBF",     "\xEF\xBF\xBD",     3 },
};

START_TEST(what_xml_forbids_is_repaired)
{
    char text[1024];
    snprintf(text, sizeof text, EVENT("3", "") EVENT("1", "<EventData><Data>%s</Data></EventData>"),
             repaired[_i].xml);
    struct batch b = read_xml(text);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_int_eq(b.events[1].event_id, 1);
    struct str value = event_field(&b.events[1], STR("Data"));
    ck_assert_msg(str_eq(value, (struct str){repaired[_i].value, repaired[_i].len}), "is '%.*s'",
                  STR_ARG(value));
    ck_assert_uint_eq(b.notes.seen[NOTE_RECORD_REPAIRED], 1);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(a_damaged_record_costs_one_record)
{
    const char bad[] = "<Event>" SYSTEM("2", "<a></b>") "</Event>";
    struct batch b =
        read_xml(EVENT("1", "") "<Event>" SYSTEM("2", "<a></b>") "</Event>" EVENT("3", ""));
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_int_eq(b.events[0].event_id, 1);
    ck_assert_int_eq(b.events[1].event_id, 3);
    ck_assert_uint_eq(b.losses_n, 1);
    ck_assert_uint_eq(b.losses[0].offset, sizeof(EVENT("1", "")) - 1);
    ck_assert_uint_eq(b.losses[0].length, sizeof bad - 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_RECORD_MALFORMED], 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_record_cut_in_its_data_is_lost_and_the_next_is_read)
{
    const char cut[] = "<Event>" SYSTEM("2", "") "<EventData><Data>x";
    struct batch b = read_xml("<Event>" SYSTEM("2", "") "<EventData><Data>x" EVENT("3", ""));
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_int_eq(b.events[0].event_id, 3);
    ck_assert_uint_eq(lost_bytes(&b), sizeof cut - 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_record_cut_in_its_rendering_keeps_its_data)
{
    struct batch b = read_xml(EVENT("1", "") "<Event>" SYSTEM(
        "2", "") "<EventData><Data>x</Data></EventData><RenderingInfo><Message>An acc" EVENT("3",
                                                                                             ""));
    ck_assert_uint_eq(b.events_n, 3);
    ck_assert_int_eq(b.events[1].event_id, 2);
    ck_field(&b.events[1], "Data", "x");
    ck_assert_uint_eq(lost_bytes(&b), strlen("<RenderingInfo><Message>An acc"));
    batch_free(&b);
}
END_TEST

START_TEST(text_between_records_is_declared_lost)
{
    struct batch b = read_xml(EVENT("1", "") "\nhello world\n" EVENT("2", "") "\n\n");
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(b.losses_n, 1);
    ck_assert_uint_eq(b.losses[0].offset, sizeof(EVENT("1", "")) - 1);
    batch_free(&b);
}
END_TEST

START_TEST(rendering_gives_the_message_and_nothing_else)
{
    struct batch b = read_xml(
        EVENT("1", "<RenderingInfo Culture='de-DE'><Message>Dienst l\xC3\xA4uft\r\nja</Message>"
                   "<Level>Fehler</Level><Keywords><Keyword>Klassisch</Keyword></Keywords>"
                   "</RenderingInfo><EventData><Data>a</Data></EventData>"));
    ck_str(b.events[0].message, "Dienst l\xC3\xA4uft\nja");
    ck_assert_int_eq(b.events[0].level, 4);
    ck_assert_uint_eq(b.events[0].fields_n, 1);
    batch_free(&b);
}
END_TEST

START_TEST(user_data_gives_the_leaves)
{
    struct batch b = read_xml(
        EVENT("104", "<UserData><LogFileCleared xmlns='y'><SubjectUserName>admin</SubjectUserName>"
                     "<Deep><BackupPath/></Deep></LogFileCleared></UserData>"));
    ck_assert_uint_eq(b.events[0].fields_n, 2);
    ck_field(&b.events[0], "SubjectUserName", "admin");
    ck_field(&b.events[0], "BackupPath", "");
    batch_free(&b);
}
END_TEST

START_TEST(names_lose_their_blanks_and_may_repeat)
{
    struct batch b = read_xml(EVENT("1", "<EventData><Data Name='Process Name'>a</Data>"
                                         "<Data Name='x'>1</Data><Data Name='x'>2</Data>"
                                         "<Binary>4000</Binary></EventData>"));
    ck_assert_uint_eq(b.events[0].fields_n, 4);
    ck_str(b.events[0].fields[0].name, "ProcessName");
    ck_str(b.events[0].fields[2].value, "2");
    ck_field(&b.events[0], "Binary", "4000");
    batch_free(&b);
}
END_TEST

/* Read by the scanner, and by libxml2 because of the comment. */
static const char *const escaped[] = {
    EVENT("1", "<EventData><Data Name='R&amp;D'>a &lt; b</Data></EventData>"),
    EVENT("1", "<!-- --><EventData><Data Name='R&amp;D'>a &lt; b</Data></EventData>"),
};

START_TEST(entities_mean_the_same_to_both_parsers)
{
    struct batch b = read_xml(escaped[_i]);
    ck_str(b.events[0].fields[0].name, "R&D");
    ck_str(b.events[0].fields[0].value, "a < b");
    batch_free(&b);
}
END_TEST

START_TEST(an_id_of_32_bits_is_split)
{
    struct batch b =
        read_xml("<Event><System><EventID Qualifiers=''>3221232472</EventID></System></Event>"
                 "<Event><System><EventID>-1073734824</EventID></System></Event>");
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(b.events[i].event_id, 7000);
        ck_assert_int_eq(b.events[i].qualifiers, 0xC000);
    }
    batch_free(&b);
}
END_TEST

static const struct {
    const char *written, *iso;
} times[] = {
    {"2012-10-26T12:09:01Z",              "2012-10-26T12:09:01.0000000Z"},
    {"2012-10-26T12:09:01.123456789Z",    "2012-10-26T12:09:01.1234567Z"},
    {"2024-03-10T07:30:00.1234567+01:00", "2024-03-10T06:30:00.1234567Z"},
    {"2018-08-09 07:21:00.046087 UTC",    "2018-08-09T07:21:00.0460870Z"},
    {"2012-03-14 04:17:43.354563",        "2012-03-14T04:17:43.3545630Z"},
    {"2012-03-14T04:17:43",               "2012-03-14T04:17:43.0000000" },
    {"1601-01-01T00:00:00Z",              ""                            },
    {"yesterday",                         ""                            },
};

START_TEST(a_time_is_read_as_it_is_written)
{
    char text[256];
    snprintf(text, sizeof text, "<Event><System><TimeCreated SystemTime='%s'/></System></Event>",
             times[_i].written);
    struct batch b = read_xml(text);
    ck_assert_str_eq(time_text(&b.events[0].at).ptr, times[_i].iso);
    ck_assert_uint_eq(b.notes.seen[NOTE_RECORD_NO_TIME], !times[_i].iso[0]);
    batch_free(&b);
}
END_TEST

static const struct {
    const char *written;
    uint64_t keywords;
} keywords[] = {
    {"0x80000000000000",     0x80000000000000  },
    {"-9187343239835811840", 0x8080000000000000},
    {"9259400833873739776",  0x8080000000000000},
};

START_TEST(keywords_are_read_in_every_notation)
{
    char text[256];
    snprintf(text, sizeof text, "<Event><System><Keywords>%s</Keywords></System></Event>",
             keywords[_i].written);
    struct batch b = read_xml(text);
    ck_assert(b.events[0].has_keywords);
    ck_assert_uint_eq(b.events[0].keywords, keywords[_i].keywords);
    batch_free(&b);
}
END_TEST

START_TEST(a_deep_tree_is_no_danger)
{
    struct buf text = {0};
    buf_text(&text, "<Event>" SYSTEM("1", "") "<UserData>");
    for (int i = 0; i < 200; i++)
        buf_text(&text, "<x>");
    for (int i = 0; i < 200; i++)
        buf_text(&text, "</x>");
    buf_text(&text, "</UserData></Event>");
    struct batch b = read_text(&reader_windows_xml, buf_str(&text), "x");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(b.events[0].fields_n, 0);
    batch_free(&b);
    buf_free(&text);
}
END_TEST

START_TEST(a_record_without_end_is_given_up_at_the_limit)
{
    size_t size = LIMIT_RECORD_BYTES + 10;
    char *big = malloc(size);
    memset(big, 'x', size);
    memcpy(big, "<Event><System>", 15);
    struct cut cut = reader_windows_xml.split((struct str){big, size}, 1 << 20, false);
    ck_assert_uint_eq(cut.skip, LIMIT_RECORD_BYTES);
    ck_assert_ptr_nonnull(cut.lost);
    cut = reader_windows_xml.split((struct str){big, 1000}, 1 << 20, false);
    ck_assert_uint_eq(cut.skip + cut.take, 0);
    free(big);
}
END_TEST

START_TEST(runs_end_behind_whole_records)
{
    const char text[] = EVENT("1", "") "\n" EVENT("2", "") "\n<Event><System>";
    size_t first = sizeof(EVENT("1", "")) - 1;
    struct cut cut = reader_windows_xml.split((struct str){text, sizeof text - 1}, 10, false);
    ck_assert_uint_eq(cut.take, first);
    cut = reader_windows_xml.split((struct str){text, sizeof text - 1}, 1 << 20, false);
    ck_assert_uint_eq(cut.take, 2 * first + 1);
}
END_TEST

SUITE(windows_xml)
{
    readers_start();
    tcase_add_test(tests, system_becomes_the_event);
    tcase_add_loop_test(tests, whatever_stands_around_a_record_it_is_read, 0,
                        ARRAY_LEN(one_record));
    tcase_add_loop_test(tests, a_file_is_recognized, 0, ARRAY_LEN(one_record));
    tcase_add_loop_test(tests, what_xml_forbids_is_repaired, 0, ARRAY_LEN(repaired));
    tcase_add_test(tests, a_damaged_record_costs_one_record);
    tcase_add_test(tests, a_record_cut_in_its_data_is_lost_and_the_next_is_read);
    tcase_add_test(tests, a_record_cut_in_its_rendering_keeps_its_data);
    tcase_add_test(tests, text_between_records_is_declared_lost);
    tcase_add_test(tests, rendering_gives_the_message_and_nothing_else);
    tcase_add_test(tests, user_data_gives_the_leaves);
    tcase_add_test(tests, names_lose_their_blanks_and_may_repeat);
    tcase_add_loop_test(tests, entities_mean_the_same_to_both_parsers, 0, ARRAY_LEN(escaped));
    tcase_add_test(tests, an_id_of_32_bits_is_split);
    tcase_add_loop_test(tests, a_time_is_read_as_it_is_written, 0, ARRAY_LEN(times));
    tcase_add_loop_test(tests, keywords_are_read_in_every_notation, 0, ARRAY_LEN(keywords));
    tcase_add_test(tests, a_deep_tree_is_no_danger);
    tcase_add_test(tests, a_record_without_end_is_given_up_at_the_limit);
    tcase_add_test(tests, runs_end_behind_whole_records);
}
