#include "reader_kit.h"

extern const struct reader reader_event_viewer_text;

#define BLOCK(id, date, time, text)                                                                \
    "Event Type:\tError\r\nEvent Source:\tServer ActiveSync\r\nEvent Category:\tNone\r\n"          \
    "Event ID:\t" id "\r\nDate:\t\t" date "\r\nTime:\t\t" time                                     \
    "\r\nUser:\t\tN/A\r\nComputer:\tSBS01\r\nDescription:\r\n" text "\r\n\r\n"

static const char *time_at(const struct batch *b, size_t i)
{
    static char text[TIME_TEXT];
    return time_iso(b->events[i].at, text);
}

START_TEST(a_block_of_2003_becomes_an_event)
{
    const struct batch *b = read_text(&reader_event_viewer_text, "application.txt",
                                      BLOCK("3015", "10/26/2012", "5:08:32 AM", "UDP port [2883].")
                                          BLOCK("3024", "10/26/2012", "12:08:35 PM", "x"));
    ck_assert_uint_eq(b->events_n, 2);
    ck_str(b->events[0].provider, "Server ActiveSync");
    ck_assert_int_eq(b->events[0].event_id, 3015);
    ck_assert_int_eq(b->events[0].level, 2);
    ck_assert_str_eq(time_at(b, 0), "2012-10-26T05:08:32.0000000");
    ck_assert_str_eq(time_at(b, 1), "2012-10-26T12:08:35.0000000");
    ck_assert(b->events[0].at.local);
    ck_str(b->events[0].channel, "Application");
    ck_str(b->events[0].computer, "SBS01");
    ck_str(b->events[0].message, "UDP port [2883].");
    ck_str(b->events[0].user_sid, "");
}
END_TEST

START_TEST(lost_tabs_and_line_ends_do_no_harm)
{
    const struct batch *b = read_text(&reader_event_viewer_text, "post.txt",
                                      "Event Type: Error Event Source: Server ActiveSync Event "
                                      "Category: None Event ID: 3015 Date: 10/26/2012 "
                                      "Time: 5:08:32 AM User: N/A Computer: SBS01 Description: "
                                      "IP-based AUTD failed. UDP port [2883]. "
                                      "Event Type:ErrorEvent Source:Server ActiveSyncEvent "
                                      "Category:NoneEvent ID:3024Date:10/26/2012Time:5:08:35 "
                                      "AMUser:N/AComputer:SBS01Description:IP-based AUTD failed.");
    ck_assert_uint_eq(b->events_n, 2);
    ck_assert_int_eq(b->events[1].event_id, 3024);
    ck_str(b->events[1].provider, "Server ActiveSync");
    ck_str(b->events[1].computer, "SBS01");
    ck_assert_str_eq(time_at(b, 1), "2012-10-26T05:08:35.0000000");
    ck_str(b->events[0].message, "IP-based AUTD failed. UDP port [2883].");
}
END_TEST

START_TEST(a_quoted_block_in_a_mail_is_read_and_the_rest_declared)
{
    const struct batch *b = read_text(
        &reader_event_viewer_text, "mail.txt",
        "Hello, we see this all night:\n\n> Event Type:\tError\n> Event Source:\tDNS\n"
        "> Event ID:\t408\n> Date:\t\t26.10.2012\n> Time:\t\t14:08:35\n> Computer:\tSBS01\n"
        "> Description:\n> The server failed.\n> Data:\n> 0000: 40 27 00 00   @'..\n");
    ck_assert_uint_eq(b->events_n, 1);
    ck_str(b->events[0].message, "The server failed.");
    ck_str(b->events[0].fields[0].value, "40270000");
    ck_assert_uint_eq(b->losses_n, 1);
}
END_TEST

START_TEST(a_dump_in_words_is_turned_round)
{
    const struct batch *b =
        read_text(&reader_event_viewer_text, "x.txt",
                  BLOCK("408", "26.10.2012", "14:08:35", "x\r\nData:\r\n0000: 00002740 "));
    ck_str(b->events[0].fields[0].value, "40270000");
}
END_TEST

START_TEST(german_blocks_are_read)
{
    const struct batch *b = read_text(&reader_event_viewer_text, "x.txt",
                                      "Ereignistyp:\tFehler\nEreignisquelle:"
                                      "\tDNS\nEreigniskategorie:\tKeine\nEreigniskennung:\t408\n"
                                      "Datum:\t\t26.10.2012\nZeit:\t\t14:08:35\nBenutzer:\t\tNicht "
                                      "zutreffend\nComputer:\tGR01\nBeschreibung:\nText\n");
    ck_assert_uint_eq(b->events_n, 1);
    ck_assert_int_eq(b->events[0].level, 2);
    ck_assert_str_eq(time_at(b, 0), "2012-10-26T14:08:35.0000000");
    ck_str(b->events[0].user_sid, "");
}
END_TEST

START_TEST(newer_blocks_name_their_log)
{
    const struct batch *b = read_text(&reader_event_viewer_text, "x.txt",
                                      "Log Name:      System\nSource:        Service Control "
                                      "Manager\nDate:          10/26/2012 5:09:01 AM\n"
                                      "Event ID:      7036\nTask Category: None\nLevel:         "
                                      "Information\nKeywords:      Classic\nUser:          N/A\n"
                                      "Computer:      SBS01.example.local\nDescription:\nThe DNS "
                                      "Server service entered the running state.\n");
    ck_assert_uint_eq(b->events_n, 1);
    ck_str(b->events[0].channel, "System");
    ck_assert_int_eq(b->events[0].level, 4);
    ck_assert_str_eq(time_at(b, 0), "2012-10-26T05:09:01.0000000");
}
END_TEST

START_TEST(the_order_of_a_date_is_decided_by_the_whole_file)
{
    const struct batch *b = read_text(&reader_event_viewer_text, "x.txt",
                                      BLOCK("1", "05/10/2012", "5:08:32", "x")
                                          BLOCK("1", "26/10/2012", "5:08:32", "x"));
    ck_assert_str_eq(time_at(b, 0), "2012-10-05T05:08:32.0000000");
    ck_assert_uint_eq(b->notes.seen[NOTE_DATE_ORDER], 0);
    b = read_text(&reader_event_viewer_text, "x.txt", BLOCK("1", "05/10/2012", "5:08:32 AM", "x"));
    ck_assert_str_eq(time_at(b, 0), "2012-05-10T05:08:32.0000000");
    ck_assert_uint_eq(b->notes.seen[NOTE_DATE_ORDER], 1);
}
END_TEST

SUITE(event_viewer_text)
{
    tcase_add_test(tests, a_block_of_2003_becomes_an_event);
    tcase_add_test(tests, lost_tabs_and_line_ends_do_no_harm);
    tcase_add_test(tests, a_quoted_block_in_a_mail_is_read_and_the_rest_declared);
    tcase_add_test(tests, a_dump_in_words_is_turned_round);
    tcase_add_test(tests, german_blocks_are_read);
    tcase_add_test(tests, newer_blocks_name_their_log);
    tcase_add_test(tests, the_order_of_a_date_is_decided_by_the_whole_file);
}
