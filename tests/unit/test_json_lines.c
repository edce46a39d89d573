#include "base/buf.h"
#include "read_kit.h"

static struct batch read_json(const char *text)
{
    return read_text(&reader_json_lines, str_of(text), "export.json");
}

#define XML                                                                                        \
    "<Event xmlns='x'><System><Provider Name='SCM'/><EventID>7036</EventID><TimeCreated "          \
    "SystemTime='2012-10-26T12:09:01.0000000Z'/><EventRecordID>5</EventRecordID><Channel>System"   \
    "</Channel><Computer>SBS01</Computer></System><EventData><Data Name='param1'>DNS</Data>"       \
    "<Data Name='param2'>running</Data></EventData></Event>"

#define ESCAPED                                                                                    \
    "\\u003cEvent xmlns=\\\"x\\\"\\u003e\\n\\t<System><Provider Name=\\u0027SCM\\u0027\\/>"        \
    "<EventID>7036<\\/EventID><TimeCreated SystemTime='2012-10-26T12:09:01Z'/><EventRecordID>5"    \
    "</EventRecordID><Channel>System</Channel><Computer>SBS01</Computer></System><EventData><Data" \
    " Name='param1'>DNS</Data><Data Name='param2'>running</Data></EventData></Event>"

#define TREE                                                                                       \
    "{\"Event\":{\"#attributes\":{\"xmlns\":\"http://x\"},\"System\":{\"Provider\":{"              \
    "\"#attributes\":{\"Name\":\"SCM\",\"Guid\":\"{5}\"}},\"EventID\":{\"#attributes\":{"          \
    "\"Qualifiers\":16384},\"#text\":7036},\"Version\":0,\"Level\":4,\"Keywords\":"                \
    "\"0x8080000000000000\",\"TimeCreated\":{\"#attributes\":{\"SystemTime\":"                     \
    "\"2012-10-26T12:09:01.000000Z\"}},\"EventRecordID\":5,\"Correlation\":null,\"Execution\":{"   \
    "\"#attributes\":{\"ProcessID\":492,\"ThreadID\":1104}},\"Channel\":\"System\",\"Computer\":"  \
    "\"SBS01\",\"Security\":null},\"EventData\":{\"param1\":\"DNS\",\"param2\":\"running\"}}}"

#define APART                                                                                      \
    "{\"Event\":{\"EventData\":{\"param1\":\"DNS\",\"param2\":\"running\"},\"System\":{"           \
    "\"Channel\":\"System\",\"Computer\":\"SBS01\",\"EventID\":7036,\"EventID_attributes\":{"      \
    "\"Qualifiers\":16384},\"EventRecordID\":5,\"Provider_attributes\":{\"Name\":\"SCM\"},"        \
    "\"TimeCreated_attributes\":{\"SystemTime\":\"2012-10-26T12:09:01Z\"}},"                       \
    "\"Event_attributes\":{\"xmlns\":\"x\"}}}"

#define DICT                                                                                       \
    "{\"Event\":{\"@xmlns\":\"x\",\"System\":{\"Provider\":{\"@Name\":\"SCM\"},\"EventID\":{"      \
    "\"@Qualifiers\":\"16384\",\"#text\":\"7036\"},\"TimeCreated\":{\"@SystemTime\":"              \
    "\"2012-10-26 12:09:01.000000\"},\"EventRecordID\":\"5\",\"Channel\":\"System\",\"Computer\":" \
    "\"SBS01\"},\"EventData\":{\"Data\":[{\"@Name\":\"param1\",\"#text\":\"DNS\"},{\"@Name\":"     \
    "\"param2\",\"#text\":\"running\"}]}}}"

#define SYSTEM                                                                                     \
    "{\"System\":{\"Provider\":{\"Name\":\"SCM\"},\"EventID\":{\"Value\":7036,\"Qualifiers\":"     \
    "16384},\"TimeCreated\":{\"SystemTime\":1351253341.0},\"EventRecordID\":5,\"Channel\":"        \
    "\"System\",\"Computer\":\"SBS01\"},\"EventData\":{\"param1\":\"DNS\",\"param2\":\"running\"}" \
    "}"

#define BEAT                                                                                       \
    "{\"@timestamp\":\"2012-10-26T12:09:01.000Z\",\"event\":{\"code\":\"7036\",\"provider\":"      \
    "\"SCM\"},\"log\":{\"level\":\"information\"},\"message\":\"m\",\"winlog\":{\"channel\":"      \
    "\"System\",\"computer_name\":\"SBS01\",\"record_id\":5,\"provider_name\":\"SCM\","            \
    "\"process\":{\"pid\":492,\"thread\":{\"id\":1104}},\"keywords\":[\"Classic\"],"               \
    "\"event_data\":{\"param1\":\"DNS\",\"param2\":\"running\"}}}"

#define FLAT_BEAT                                                                                  \
    "{\"_index\":\"a\",\"fields\":{\"@timestamp\":[\"2012-10-26T12:09:01.000Z\"],\"event.code\":[" \
    "\"7036\"],\"winlog.channel\":[\"System\"],\"winlog.provider_name\":[\"SCM\"],"                \
    "\"winlog.computer_name\":[\"SBS01\"],\"winlog.record_id\":[\"5\"],"                           \
    "\"winlog.event_data.param1\":[\"DNS\"],\"winlog.event_data.param1.keyword\":[\"DNS\"],"       \
    "\"winlog.event_data.param2\":[\"running\"]}}"

#define OLD_BEAT                                                                                   \
    "{\"@timestamp\":\"2012-10-26T12:09:01.000Z\",\"event_id\":7036,\"source_name\":\"SCM\","      \
    "\"log_name\":\"System\",\"computer_name\":\"SBS01\",\"record_number\":\"5\",\"level\":"       \
    "\"Information\",\"event_data\":{\"param1\":\"DNS\",\"param2\":\"running\"}}"

#define WAZUH                                                                                      \
    "{\"timestamp\":\"x\",\"data\":{\"win\":{\"system\":{\"providerName\":\"SCM\",\"eventID\":"    \
    "\"7036\",\"systemTime\":\"2012-10-26T12:09:01.0000000Z\",\"eventRecordID\":\"5\","            \
    "\"channel\":\"System\",\"computer\":\"SBS01\",\"severityValue\":\"INFORMATION\"},"            \
    "\"eventdata\":{\"param1\":\"DNS\",\"param2\":\"running\"}}}}"

#define ECMD                                                                                       \
    "{\"PayloadData1\":\"x\",\"Computer\":\"SBS01\",\"Payload\":\"{\\\"EventData\\\":{\\\"Data\\"  \
    "\":[{\\\"@Name\\\":\\\"param1\\\",\\\"#text\\\":\\\"DNS\\\"},{\\\"@Name\\\":\\\"param2\\\","  \
    "\\\"#text\\\":\\\"running\\\"}]}}\",\"Channel\":\"System\",\"Provider\":\"SCM\",\"EventId\":" \
    "7036,\"EventRecordId\":\"5\",\"Level\":\"Info\",\"TimeCreated\":"                             \
    "\"2012-10-26T12:09:01.0000000+00:00\"}"

/* The same event by the hand of every exporter. */
static const char *const same[] = {
    "{\"a\":{\"b\":[1,\"" XML "\"]}}",
    "{\"EventXML\":\"" ESCAPED "\",\"message\":\"m\"}",
    "[\"" ESCAPED "\"]",
    "{\"preview\":false,\"result\":{\"_raw\":\"" XML "\"}}",
    TREE "\n",
    "Record 5\n" TREE,
    "\xEF\xBB\xBF[\n  " TREE "\n]\n",
    "{\"took\": 5, \"hits\": {\"total\": 1, \"hits\": [\n{\"_index\":\"a\",\"_source\":" BEAT
    "}\n]}}",
    "{\"value\":[" TREE "],\"Count\":1}",
    "Oct 26 12:09:01 sbs01 agent[5]: " TREE,
    APART,
    DICT,
    SYSTEM,
    BEAT,
    FLAT_BEAT,
    OLD_BEAT,
    WAZUH,
    ECMD,
};

START_TEST(every_exporter_of_json_gives_the_same_event)
{
    struct batch b = read_json(same[_i]);
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "SCM");
    ck_str(e->channel, "System");
    ck_str(e->computer, "SBS01");
    ck_str(time_text(&e->at), "2012-10-26T12:09:01.0000000Z");
    ck_assert_int_eq(e->event_id, 7036);
    ck_assert_int_eq(e->record_id, 5);
    ck_assert(e->qualifiers == EVENT_NONE || e->qualifiers == 16384);
    ck_assert(e->level == EVENT_NONE || e->level == 4);
    ck_assert_uint_eq(e->fields_n, 2);
    ck_field(e, "param1", "DNS");
    ck_field(e, "param2", "running");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(events_in_json_are_recognized)
{
    ck_assert_ptr_eq(reader_of(str_of(same[_i]), "x"), &reader_json_lines);
}
END_TEST

START_TEST(other_json_is_not)
{
    static const char *const others[] = {
        "{\"a\":1}\n{\"b\":2}\n",
        "{\"schema\":\"x\",\"events\":[{\"id\":1,\"name\":\"x\"}]}",
        "[1,2,3]",
        "{\"Id\":1,\"Message\":\"x\"}",
        "{",
        "some text {with} braces",
    };
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        ck_assert_ptr_null(reader_of(str_of(others[i]), "x"));
}
END_TEST

START_TEST(braces_and_quotes_in_xml_are_no_json)
{
    static const char xml[] =
        "<?xml version=\"1.0\"?>\n<Events>\n<Event "
        "xmlns=\"x\"><System><EventID>1</EventID></System>"
        "<EventData><Data Name=\"CommandLine\">dtrace -w \"syscall:::return {lkd(0); exit(0);}\""
        "</Data><Data Name=\"Guid\">{5AA13A44}</Data></EventData></Event>\n"
        "<Event xmlns=\"x\"><System><EventID>1</EventID></System></Event>\n";
    ck_assert_ptr_eq(reader_of(str_of(xml), "x"), &reader_windows_xml);
}
END_TEST

START_TEST(convertto_json_of_get_winevent_is_read)
{
    struct batch b = read_json(
        "[\r\n    {\r\n        \"Id\":  7036,\r\n        \"Version\":  0,\r\n        "
        "\"Qualifiers\":  16384,\r\n        \"Level\":  4,\r\n        \"Keywords\":  "
        "-9187343239835811840,\r\n        \"RecordId\":  5,\r\n        \"ProviderName\":  "
        "\"SCM\",\r\n        \"LogName\":  \"System\",\r\n        \"MachineName\":  \"SBS01\",\r\n"
        "        \"UserId\":  {\"BinaryLength\":  12, \"AccountDomainSid\":  null, \"Value\":  "
        "\"S-1-5-18\"},\r\n        \"TimeCreated\":  \"\\/Date(1351253341500)\\/\",\r\n        "
        "\"Properties\":  [\r\n{\r\n\"Value\":  \"DNS\"\r\n},\r\n{\"Value\": null},{\"Value\": "
        "[64,39]}],\r\n        \"Message\":  \"a\\r\\nb\"\r\n    },\r\n    {\"Id\": 1, "
        "\"ProviderName\": \"A\", \"LogName\": \"B\", \"TimeCreated\": "
        "{\"value\":\"2024-03-10T07:30:00.5+01:00\",\"DateTime\":\"x\"}, \"Properties\": "
        "\"System.Diagnostics.Eventing.Reader.EventProperty\"}\r\n]\r\n");
    ck_assert_uint_eq(b.events_n, 2);
    const struct event *e = &b.events[0];
    ck_str(e->message, "a\r\nb");
    ck_str(e->user_sid, "S-1-5-18");
    ck_str(time_text(&e->at), "2012-10-26T12:09:01.5000000Z");
    ck_assert(e->keywords == UINT64_C(0x8080000000000000));
    ck_assert_uint_eq(e->fields_n, 3);
    ck_str(e->fields[0].value, "DNS");
    ck_str(e->fields[1].value, "");
    ck_field(e, "Binary", "4027");
    ck_str(time_text(&b.events[1].at), "2024-03-10T06:30:00.5000000Z");
    ck_assert_uint_eq(b.events[1].fields_n, 0);
    ck_assert_uint_eq(b.notes.seen[NOTE_DATA_LOST], 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_NAMES_LOST], 1);
    batch_free(&b);
}
END_TEST

START_TEST(convertto_json_of_get_eventlog_and_wmi_is_read)
{
    struct batch b = read_json(
        "{\"EventID\":7036,\"MachineName\":\"SBS01\",\"Data\":[64,39],\"Index\":5,\"EntryType\":1,"
        "\"Message\":\"m\",\"Source\":\"SCM\",\"ReplacementStrings\":[\"a\",\"b\"],\"InstanceId\":"
        "1073748860,\"TimeGenerated\":\"\\/Date(1351253341000)\\/\",\"UserName\":null}\n"
        "{\"EventCode\":7036,\"EventIdentifier\":1073748860,\"SourceName\":\"SCM\",\"EventType\":1,"
        "\"InsertionStrings\":{\"value\":[\"a\",\"b\"],\"Count\":2},\"Data\":[64,39],"
        "\"RecordNumber\":5,\"ComputerName\":\"SBS01\",\"TimeGenerated\":"
        "\"20121026050901.000000-420\",\"Logfile\":\"Application\"}\n");
    ck_assert_uint_eq(b.events_n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct event *e = &b.events[i];
        ck_str(e->provider, "SCM");
        ck_str(time_text(&e->at), "2012-10-26T12:09:01.0000000Z");
        ck_assert_int_eq(e->event_id, 7036);
        ck_assert_int_eq(e->qualifiers, 16384);
        ck_assert_int_eq(e->level, 2);
        ck_assert_int_eq(e->record_id, 5);
        ck_assert_uint_eq(e->fields_n, 3);
        ck_field(e, "Binary", "4027");
    }
    batch_free(&b);
}
END_TEST

START_TEST(the_rest_of_a_flat_record_is_its_values)
{
    struct batch b = read_json(
        "{\"EventTime\":\"2012-10-26 05:09:01\",\"Hostname\":\"SBS01\",\"Keywords\":"
        "-9214364837600034816,\"EventType\":\"AUDIT_FAILURE\",\"SeverityValue\":4,\"Severity\":"
        "\"ERROR\",\"EventID\":4625,\"SourceName\":\"S\",\"ExecutionProcessID\":492,"
        "\"RecordNumber\":5,\"Channel\":\"Security\",\"Message\":\"m\",\"LogonType\":3,"
        "\"Nested\":{\"a b\":\"x\",\"List\":[1,2]},\"None\":null,\"ProcessID\":\"0x1f4\","
        "\"EventReceivedTime\":\"x\"}");
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(time_text(&e->at), "2012-10-26T05:09:01.0000000");
    ck_assert_int_eq(e->level, 0);
    ck_assert_int_eq(e->pid, 492);
    ck_assert_uint_eq(e->fields_n, 6);
    ck_field(e, "LogonType", "3");
    ck_field(e, "ab", "x");
    ck_str(e->fields[3].name, "List");
    ck_str(e->fields[3].value, "2");
    ck_field(e, "None", "");
    ck_field(e, "ProcessID", "0x1f4");
    ck_assert_uint_eq(b.notes.seen[NOTE_TIME_LOCAL], 1);
    batch_free(&b);
}
END_TEST

#define DATA(inside)                                                                               \
    "{\"Event\":{\"System\":{\"EventID\":1,\"TimeCreated\":{\"#attributes\":{\"SystemTime\":"      \
    "\"2012-10-26T12:09:01Z\"}}}," inside "}}"

START_TEST(values_of_converted_xml_keep_names_and_order)
{
    struct batch b = read_json(
        DATA("\"EventData\":{\"Data\":{\"#text\":[\"a\",\"b\"]},\"Binary\":\"40-27-0a\"}")
            DATA("\"EventData\":{\"LogonGuid\":\"1\",\"LogonGuid_1\":\"2\",\"Other_1\":null}")
                DATA("\"UserData\":{\"LogFileCleared\":{\"#attributes\":{\"xmlns\":\"x\"},"
                     "\"SubjectUserName\":\"bob\",\"Deep\":{\"#attributes\":{\"Kind\":\"k\"},"
                     "\"#text\":\"t\"}}}") DATA("\"EventData\":null"));
    ck_assert_uint_eq(b.events_n, 4);
    ck_assert_uint_eq(b.events[0].fields_n, 3);
    ck_str(b.events[0].fields[1].name, "Data");
    ck_str(b.events[0].fields[1].value, "b");
    ck_field(&b.events[0], "Binary", "40270A");
    ck_assert_uint_eq(b.events[1].fields_n, 3);
    ck_str(b.events[1].fields[1].name, "LogonGuid");
    ck_str(b.events[1].fields[1].value, "2");
    ck_str(b.events[1].fields[2].name, "Other_1");
    ck_assert_uint_eq(b.events[2].fields_n, 3);
    ck_field(&b.events[2], "SubjectUserName", "bob");
    ck_field(&b.events[2], "Kind", "k");
    ck_field(&b.events[2], "Deep", "t");
    ck_assert_uint_eq(b.events[3].fields_n, 0);
    batch_free(&b);
}
END_TEST

START_TEST(escapes_are_undone_and_what_is_no_text_is_counted)
{
    struct batch b = read_json(DATA("\"EventData\":{\"a\":\"\\u00e9\\uD83D\\uDE00\\uD83D\\u0041"
                                    "\\u0001\\b\\/\\\\\\\"\\t\",\"b\":\"C:\\Windows\\x\"}"));
    ck_assert_uint_eq(b.events_n, 1);
    ck_field(&b.events[0], "a",
             "\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBD"
             "A\xEF\xBF\xBD\xEF\xBF\xBD/\\\"\t");
    ck_field(&b.events[0], "b", "C:\\Windows\\x");
    ck_assert_uint_eq(b.notes.seen[NOTE_SURROGATES_REPLACED], 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_CONTROLS_REPLACED], 1);
    batch_free(&b);
}
END_TEST

/* Each holds two events and so many bytes that are none. */
static const struct {
    const char *text;
    size_t lost;
} damaged[] = {
    {TREE "\n{\"Event\":{\"System\":\"cut\n" TREE "\n",                                    24},
    {TREE "\n{\"Event\":{\"System\":\n" TREE,                                              20},
    {TREE "\n{\"Event\":{\"System\":{\"a\":1\n" TREE,                                      26},
    {TREE "\n{\"a\":nonsense}\n" TREE "\n",                                                14},
    {TREE "\n{\"a\":1}\n" TREE "\n",                                                       7 },
    {"[" TREE ",{\"a\" 1},{\"b\":5]," TREE "]",                                            16},
    {TREE "\nno event at all\n" TREE,                                                      15},
    {TREE TREE "{\"Event\":{",                                                             10},
    {"{\"hits\":{\"hits\":[{\"_source\":" TREE "},{\"_source\":" TREE "}]},\"Count\": 5}", 0 },
    {TREE ",\x1E" TREE "\n\"loose\"",                                                      7 },
};

START_TEST(damage_costs_one_record)
{
    struct batch b = read_json(damaged[_i].text);
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(lost_bytes(&b), damaged[_i].lost);
    batch_free(&b);
}
END_TEST

START_TEST(depth_is_bounded)
{
    struct buf text = {0};
    for (int i = 0; i < 100000; i++)
        buf_text(&text, "{\"a\":[");
    buf_text(&text, "\n" TREE);
    struct batch b = read_text(&reader_json_lines, buf_str(&text), "x");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(lost_bytes(&b), 600001);
    batch_free(&b);
    buf_free(&text);
}
END_TEST

START_TEST(too_many_values_are_a_loss)
{
    struct buf text = {0};
    buf_text(&text, "{\"a\":[1");
    for (int i = 0; i < 200000; i++)
        buf_text(&text, ",1");
    buf_text(&text, "]}\n" TREE);
    struct batch b = read_text(&reader_json_lines, buf_str(&text), "x");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(lost_bytes(&b), 400009);
    batch_free(&b);
    buf_free(&text);
}
END_TEST

START_TEST(xml_that_cannot_be_used_leaves_the_other_properties)
{
    struct batch b = read_json("{\"event\":{\"original\":\"<Event><Syst\",\"code\":\"7036\"},"
                               "\"winlog\":{\"channel\":\"System\"}}");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_int_eq(b.events[0].event_id, 7036);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(runs_do_not_depend_on_the_window)
{
    struct str all = str_of(damaged[_i].text);
    const struct reader *r = &reader_json_lines;
    struct cut whole = r->split(all, 1, true);
    for (size_t n = 1; n < all.len; n++) {
        struct cut cut = r->split(str_head(all, n), 1, false);
        ck_assert_uint_eq(cut.skip, 0);
        ck_assert(cut.take == 0 || cut.take == whole.take);
    }
}
END_TEST

SUITE(json_lines)
{
    tcase_add_loop_test(tests, every_exporter_of_json_gives_the_same_event, 0, ARRAY_LEN(same));
    tcase_add_loop_test(tests, events_in_json_are_recognized, 0, ARRAY_LEN(same));
    tcase_add_test(tests, other_json_is_not);
    tcase_add_test(tests, braces_and_quotes_in_xml_are_no_json);
    tcase_add_test(tests, convertto_json_of_get_winevent_is_read);
    tcase_add_test(tests, convertto_json_of_get_eventlog_and_wmi_is_read);
    tcase_add_test(tests, the_rest_of_a_flat_record_is_its_values);
    tcase_add_test(tests, values_of_converted_xml_keep_names_and_order);
    tcase_add_test(tests, escapes_are_undone_and_what_is_no_text_is_counted);
    tcase_add_loop_test(tests, damage_costs_one_record, 0, ARRAY_LEN(damaged));
    tcase_add_test(tests, depth_is_bounded);
    tcase_add_test(tests, too_many_values_are_a_loss);
    tcase_add_test(tests, xml_that_cannot_be_used_leaves_the_other_properties);
    tcase_add_loop_test(tests, runs_do_not_depend_on_the_window, 0, ARRAY_LEN(damaged));
}
