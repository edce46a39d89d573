#include "reader_kit.h"

extern const struct reader reader_windows_xml;

#define NS "xmlns='http://schemas.microsoft.com/win/2004/08/events/event'"
#define EVENT(id, more)                                                                            \
    "<Event " NS "><System><Provider Name='DNS'/><EventID Qualifiers='16384'>" id                  \
    "</EventID><Level>4</Level><TimeCreated SystemTime='2012-10-08T12:49:00.5Z'/>"                 \
    "<EventRecordID>7</EventRecordID><Channel>DNS Server</Channel><Computer>PINE</Computer>"       \
    "</System>" more "</Event>"

START_TEST(a_record_becomes_an_event)
{
    char time[TIME_TEXT];
    const struct batch *b = read_text(
        &reader_windows_xml, "x.xml",
        "<Events>" EVENT(
            "2", "<EventData><Data>a &amp; b</Data><Data Name='x y'/></EventData>") "</Events>");
    ck_assert_uint_eq(b->events_n, 1);
    const struct event *e = &b->events[0];
    ck_str(e->provider, "DNS");
    ck_str(e->channel, "DNS Server");
    ck_assert_int_eq(e->event_id, 2);
    ck_assert_int_eq(e->qualifiers, 16384);
    ck_assert_int_eq(e->record_id, 7);
    ck_assert_str_eq(time_iso(e->at, time), "2012-10-08T12:49:00.5000000Z");
    ck_assert_uint_eq(e->fields_n, 2);
    ck_str(e->fields[0].name, "Data");
    ck_str(e->fields[0].value, "a & b");
    ck_str(e->fields[1].name, "xy");
    ck_str(e->fields[1].value, "");
}
END_TEST

START_TEST(a_damaged_record_costs_one_record_and_is_located)
{
    const char *text =
        "<Events>" EVENT("1", "") "<Event " NS
                                  "><System><EventID>2</System></Event>" EVENT("3", "") "</Events>";
    const struct batch *b = read_text(&reader_windows_xml, "x.xml", text);
    ck_assert_uint_eq(b->events_n, 2);
    ck_assert_int_eq(b->events[1].event_id, 3);
    ck_assert_uint_eq(b->losses_n, 1);
    ck_assert_uint_eq(b->losses[0].offset, (size_t)(strstr(text, "<System><EventID>2<") - text) -
                                               strlen("<Event " NS ">"));
    ck_assert_uint_eq(b->notes.seen[NOTE_RECORD_MALFORMED], 1);
}
END_TEST

START_TEST(forbidden_characters_are_replaced_and_the_record_kept)
{
    const struct batch *b =
        read_text(&reader_windows_xml, "x.xml",
                  EVENT("1", "<EventData><Data>a&#x1;b\x02</Data></EventData>"));
    ck_assert_uint_eq(b->events_n, 1);
    ck_str(b->events[0].fields[0].value, "a\xEF\xBF\xBD"
                                         "b\xEF\xBF\xBD");
}
END_TEST

START_TEST(banners_roots_and_declarations_are_filling)
{
    const struct batch *b =
        read_text(&reader_windows_xml, "x.xml",
                  "Record 1\n<?xml version=\"1.0\"?>\n" EVENT(
                      "1", "") "\nRecord 2\n<?xml version=\"1.0\"?>\n" EVENT("2", "") "\n");
    ck_assert_uint_eq(b->events_n, 2);
    ck_assert_uint_eq(b->losses_n, 0);
}
END_TEST

START_TEST(a_doctype_expands_nothing)
{
    const struct batch *b =
        read_text(&reader_windows_xml, "x.xml",
                  "<!DOCTYPE x [<!ENTITY a 'boom'>]><Events>" EVENT(
                      "1", "<EventData><Data>&a;</Data></EventData>") "</Events>");
    ck_assert_uint_eq(b->events_n, 1);
    ck_assert_ptr_null(str_find(b->events[0].fields[0].value, STR("boom")));
}
END_TEST

START_TEST(the_rendered_message_is_kept)
{
    const struct batch *b =
        read_text(&reader_windows_xml, "x.xml",
                  EVENT("1", "<RenderingInfo Culture='de-DE'><Message>Der "
                             "Dienst</Message><Level>Fehler</Level></RenderingInfo>"));
    ck_str(b->events[0].message, "Der Dienst");
    ck_assert_int_eq(b->events[0].level, 4);
}
END_TEST

START_TEST(an_id_of_32_bits_is_split)
{
    const struct batch *b =
        read_text(&reader_windows_xml, "x.xml",
                  "<Event " NS "><System><Provider Name='A'/><EventID>3221235481</EventID>"
                  "<TimeCreated SystemTime='2012-10-08T12:49:00Z'/></System></Event>");
    ck_assert_int_eq(b->events[0].event_id, 3221235481 & 0xFFFF);
    ck_assert_int_eq(b->events[0].qualifiers, 3221235481 >> 16);
}
END_TEST

START_TEST(what_nobody_reads_is_named)
{
    const char *why, *advice;
    readers_start();
    ck_assert_ptr_null(reader_for(STR("ElfFile\0\0\0"), STR("x.evtx"), &why, &advice));
    ck_assert_str_eq(why, "binary .evtx");
    ck_assert_ptr_nonnull(strstr(advice, "wevtutil"));
    ck_assert_ptr_null(reader_for(STR(""), STR("x"), &why, &advice));
    ck_assert_str_eq(why, "empty");
}
END_TEST

SUITE(windows_xml)
{
    readers_start();
    tcase_add_test(tests, a_record_becomes_an_event);
    tcase_add_test(tests, a_damaged_record_costs_one_record_and_is_located);
    tcase_add_test(tests, forbidden_characters_are_replaced_and_the_record_kept);
    tcase_add_test(tests, banners_roots_and_declarations_are_filling);
    tcase_add_test(tests, a_doctype_expands_nothing);
    tcase_add_test(tests, the_rendered_message_is_kept);
    tcase_add_test(tests, an_id_of_32_bits_is_split);
    tcase_add_test(tests, what_nobody_reads_is_named);
}
