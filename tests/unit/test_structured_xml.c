#include "base/buf.h"
#include "read_kit.h"

#define OBJS(inside)                                                                               \
    "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">" inside  \
    "</Objs>"

#define RECORD(type, properties, members)                                                          \
    "<Obj RefId=\"0\">" type "<ToString>System.Diagnostics.Eventing.Reader.EventLogRecord"         \
    "</ToString><Props><I32 N=\"Id\">7036</I32><By N=\"Version\">0</By>"                           \
    "<I32 N=\"Qualifiers\">16384</I32><By N=\"Level\">4</By><I32 N=\"Task\">0</I32>"               \
    "<I16 N=\"Opcode\">0</I16><I64 N=\"Keywords\">-9187343239835811840</I64>"                      \
    "<I64 N=\"RecordId\">90210</I64><S N=\"ProviderName\">Service Control Manager</S>"             \
    "<G N=\"ProviderId\">555908d1-a6d7-4695-8e1e-26931d2012f4</G><S N=\"LogName\">System</S>"      \
    "<I32 N=\"ProcessId\">492</I32><I32 N=\"ThreadId\">1104</I32>"                                 \
    "<S N=\"MachineName\">SRV22</S>"                                                               \
    "<Obj N=\"UserId\" RefId=\"9\"><TN RefId=\"7\"><T>System.Security.Principal."                  \
    "SecurityIdentifier</T></TN><ToString>S-1-5-18</ToString><Props><I32 N=\"BinaryLength\">12"    \
    "</I32><Nil N=\"AccountDomainSid\" /><S N=\"Value\">S-1-5-18</S></Props></Obj>"                \
    "<DT N=\"TimeCreated\">2024-03-10T07:30:00.1234567+01:00</DT>"                                 \
    "<Nil N=\"ActivityId\" />" properties "</Props><MS>" members "</MS></Obj>"

#define TYPE "<TN RefId=\"0\"><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T></TN>"
#define AGAIN "<TNRef RefId=\"0\" />"

#define VALUES                                                                                     \
    "<Obj N=\"Properties\" RefId=\"1\"><TN RefId=\"1\"><T>System.Collections.Generic.List`1"       \
    "</T></TN><LST><Obj RefId=\"2\"><Props><S N=\"Value\">DNS_x0020_Server &amp; "                 \
    "_x005F_x</S></Props></Obj><Obj RefId=\"3\"><Props><Nil N=\"Value\" /></Props></Obj>"          \
    "<Obj RefId=\"4\"><TNRef RefId=\"1\" /><Props><BA N=\"Value\">RABOAFMA</BA></Props></Obj>"     \
    "</LST></Obj>"

#define MESSAGE "<S N=\"Message\">a_x000D__x000A_b _xD83D__xDE00_ _xD83D_</S>"

static struct batch read_clixml(const char *text)
{
    return read_text(&reader_clixml, str_of(text), "export.xml");
}

START_TEST(a_record_of_get_winevent_is_read_from_clixml)
{
    struct batch b = read_clixml(OBJS(RECORD(TYPE, VALUES, MESSAGE)));
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "Service Control Manager");
    ck_str(e->channel, "System");
    ck_str(e->computer, "SRV22");
    ck_str(e->user_sid, "S-1-5-18");
    ck_str(e->message, "a\r\nb \xF0\x9F\x98\x80 \xEF\xBF\xBD");
    ck_str(time_text(&e->at), "2024-03-10T06:30:00.1234567Z");
    ck_assert_int_eq(e->event_id, 7036);
    ck_assert_int_eq(e->qualifiers, 16384);
    ck_assert_int_eq(e->level, 4);
    ck_assert_int_eq(e->record_id, 90210);
    ck_assert_int_eq(e->pid, 492);
    ck_assert(e->has_keywords && e->keywords == UINT64_C(0x8080000000000000));
    ck_assert_uint_eq(e->fields_n, 3);
    ck_str(e->fields[0].value, "DNS Server & _x");
    ck_str(e->fields[1].name, "Data");
    ck_str(e->fields[1].value, "");
    ck_field(e, "Binary", "44004E005300");
    ck_assert_uint_eq(b.notes.seen[NOTE_NAMES_LOST], 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_SURROGATES_REPLACED], 1);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(objects_are_known_without_their_types)
{
    struct batch b = read_clixml(OBJS(RECORD(AGAIN, "", "") RECORD("", VALUES, "")));
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(b.events[0].fields_n, 0);
    ck_assert_uint_eq(b.events[1].fields_n, 3);
    ck_assert_uint_eq(b.notes.seen[NOTE_MESSAGE_ONLY], 1);
    ck_assert_uint_gt(b.events[1].offset, b.events[0].offset);
    batch_free(&b);
}
END_TEST

#define ENTRY(type, id)                                                                            \
    "<Obj RefId=\"0\">" type "<Props><S N=\"MachineName\">SBS01</S>"                               \
    "<BA N=\"Data\">QCcAAA==</BA><I32 N=\"Index\">77001</I32><I16 N=\"CategoryNumber\">3</I16>"    \
    "<Obj N=\"EntryType\" RefId=\"2\"><TN RefId=\"2\"><T>System.Enum</T></TN>"                     \
    "<ToString>FailureAudit</ToString><I32>16</I32></Obj><S N=\"Message\">m</S>"                   \
    "<S N=\"Source\">Security</S><Obj N=\"ReplacementStrings\" RefId=\"3\"><LST><S>a</S>"          \
    "<S></S><S>c</S></LST></Obj><I64 N=\"InstanceId\">" id "</I64>"                                \
    "<DT N=\"TimeGenerated\">2012-10-26T05:09:01-07:00</DT><S N=\"UserName\">NT\\SYSTEM</S>"       \
    "</Props><MS><I32 N=\"EventID\">1</I32></MS></Obj>"

#define ENTRY_TYPE(log)                                                                            \
    "<TN RefId=\"0\"><T>Deserialized.System.Diagnostics.EventLogEntry#" log "/Security/1</T></TN>"

START_TEST(an_entry_of_get_eventlog_is_read_from_clixml)
{
    struct batch b =
        read_clixml(OBJS(ENTRY(ENTRY_TYPE("Security"), "3221225473") ENTRY(AGAIN, "-1073741823")));
    ck_assert_uint_eq(b.events_n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct event *e = &b.events[i];
        ck_str(e->channel, "");
        ck_str(e->provider, "Security");
        ck_str(e->user_sid, "NT\\SYSTEM");
        ck_str(time_text(&e->at), "2012-10-26T12:09:01.0000000Z");
        ck_assert_int_eq(e->event_id, 1);
        ck_assert_int_eq(e->qualifiers, 0xC000);
        ck_assert_int_eq(e->level, 0);
        ck_assert(e->has_keywords && e->keywords == UINT64_C(0x8010000000000000));
        ck_assert_int_eq(e->record_id, 77001);
        ck_assert_int_eq(e->task, 3);
        ck_assert_uint_eq(e->fields_n, 4);
        ck_str(e->fields[1].value, "");
        ck_str(e->fields[2].value, "c");
        ck_field(e, "Binary", "40270000");
    }
    batch_free(&b);
}
END_TEST

START_TEST(event_xml_inside_clixml_is_read)
{
    struct batch b = read_clixml(
        OBJS("<S>&lt;Event xmlns='x'&gt;&lt;System&gt;&lt;EventID&gt;1&lt;/EventID&gt;"
             "&lt;/System&gt;&lt;EventData&gt;&lt;Data Name='a'&gt;_x000A_&amp;amp;&lt;/Data&gt;"
             "&lt;/EventData&gt;&lt;/Event&gt;</S>"));
    ck_assert_uint_eq(b.events_n, 1);
    ck_field(&b.events[0], "a", "\n&");
    ck_assert_uint_eq(b.notes.seen[NOTE_XML_INSIDE], 1);
    batch_free(&b);
}
END_TEST

/* Each holds one event and so many bytes that are none. */
static const struct {
    const char *text;
    size_t lost;
} damaged[] = {
    {"<Objs><Obj><Props><S>cut</S>" OBJS(RECORD(TYPE,          "", "")),                                22},
    {OBJS("<Obj><Props>&#1;<a></b></Props></Obj>" RECORD(TYPE, "", "")),                                37},
    {OBJS(RECORD(TYPE,                                         "", "") "<S>no event</S>"),              15},
    {OBJS(RECORD(TYPE,                                         "", "&#1;")),                            0 },
    {"noise" OBJS("<!-- <Obj> -->" RECORD(TYPE,                "", "<S N='x'><![CDATA[</Obj>]]></S>")), 5 },
    {OBJS(RECORD(TYPE,                                         "", "")) "\r\n" OBJS(""),                0 },
};

START_TEST(damage_costs_one_object)
{
    struct batch b = read_clixml(damaged[_i].text);
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(lost_bytes(&b), damaged[_i].lost);
    batch_free(&b);
}
END_TEST

/* Log Parser and wmic ---------------------------------------------------------------------------
 */

#define ROW(strings)                                                                               \
    "<?xml version=\"1.0\" encoding=\"ISO-10646-UCS-2\" standalone=\"yes\" ?>\r\n"                 \
    "<!DOCTYPE ROOT[\r\n <!ATTLIST ROOT CREATED_BY CDATA #REQUIRED>\r\n <!ENTITY a \"b\">\r\n]>"   \
    "\r\n<ROOT CREATED_BY=\"Microsoft Log Parser V2.2\">\r\n <ROW>\r\n  <EventLog>\r\n  "          \
    "\\\\SBS01\\Security\r\n  </EventLog>\r\n  <RecordNumber>\r\n  77001\r\n  </RecordNumber>"     \
    "<TimeGenerated>\r\n  2012-10-26 05:09:01\r\n  </TimeGenerated><EventID>7036</EventID>"        \
    "<EventType>\r\n8\r\n</EventType><EventTypeName>Success Audit event</EventTypeName>"           \
    "<EventCategory>2</EventCategory><SourceName>S &amp; T</SourceName>\r\n  <Strings>\r\n "       \
    " " strings "\r\n  </Strings><ComputerName>SBS01</ComputerName><SID>\r\n</SID><Message>m"      \
    "</Message><Data>\r\n  40 27 00 00\r\n</Data>\r\n </ROW>\r\n</ROOT>\r\n"

START_TEST(a_row_of_log_parser_is_read)
{
    struct batch b = read_text(&reader_logparser_xml, STR(ROW("a||c|")), "x.xml");
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_str(e->channel, "Security");
    ck_str(e->provider, "S & T");
    ck_str(time_text(&e->at), "2012-10-26T05:09:01.0000000");
    ck_assert(e->has_keywords && e->keywords == UINT64_C(0x8020000000000000));
    ck_assert_int_eq(e->level, 0);
    ck_assert_uint_eq(e->fields_n, 5);
    ck_str(e->fields[1].value, "");
    ck_str(e->fields[2].value, "c");
    ck_field(e, "Binary", "40270000");
    ck_assert_uint_eq(b.notes.seen[NOTE_DOCTYPE_IGNORED], 1);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(a_row_without_strings_has_no_values)
{
    struct batch b = read_text(&reader_logparser_xml, STR(ROW("")), "x.xml");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(b.events[0].fields_n, 1);
    batch_free(&b);
}
END_TEST

#define INSTANCE                                                                                   \
    "<INSTANCE CLASSNAME=\"Win32_NTLogEvent\"><PROPERTY NAME=\"ComputerName\" TYPE=\"string\">"    \
    "<VALUE>SBS01</VALUE></PROPERTY><PROPERTY.ARRAY NAME=\"Data\" TYPE=\"uint8\"><VALUE.ARRAY>"    \
    "<VALUE>64</VALUE><VALUE>39</VALUE></VALUE.ARRAY></PROPERTY.ARRAY><PROPERTY NAME=\"EventCode"  \
    "\" TYPE=\"uint16\"><QUALIFIER NAME=\"key\"><VALUE>no</VALUE></QUALIFIER><VALUE>7036</VALUE>"  \
    "</PROPERTY><PROPERTY NAME=\"EventIdentifier\"><VALUE>1073748860</VALUE></PROPERTY>"           \
    "<PROPERTY NAME=\"EventType\"><VALUE>5</VALUE></PROPERTY><PROPERTY.ARRAY "                     \
    "NAME=\"InsertionStrings\"><VALUE.ARRAY><VALUE>a</VALUE><VALUE/></VALUE.ARRAY>"                \
    "</PROPERTY.ARRAY><PROPERTY NAME=\"Logfile\"><VALUE>System</VALUE></PROPERTY><PROPERTY "       \
    "NAME=\"RecordNumber\"><VALUE>77001</VALUE></PROPERTY><PROPERTY NAME=\"SourceName\"><VALUE>"   \
    "SCM</VALUE></PROPERTY><PROPERTY NAME=\"TimeGenerated\" TYPE=\"datetime\"><VALUE>"             \
    "20121026050901.500000-420</VALUE></PROPERTY><PROPERTY NAME=\"User\" TYPE=\"string\">"         \
    "</PROPERTY></INSTANCE>"

START_TEST(an_instance_of_wmic_is_read)
{
    struct str text = STR("<COMMAND SEQUENCENUM=\"1\"><RESULTS NODE=\"SBS01\"><CIM>\n" INSTANCE
                          "\n" INSTANCE "</CIM></RESULTS></COMMAND>");
    ck_assert_ptr_eq(reader_of(text, "x"), &reader_wmic_xml);
    struct batch b = read_text(&reader_wmic_xml, text, "x.xml");
    ck_assert_uint_eq(b.events_n, 2);
    const struct event *e = &b.events[1];
    ck_str(e->channel, "System");
    ck_str(e->provider, "SCM");
    ck_str(e->user_sid, "");
    ck_str(time_text(&e->at), "2012-10-26T12:09:01.5000000Z");
    ck_assert_int_eq(e->event_id, 7036);
    ck_assert_int_eq(e->qualifiers, 16384);
    ck_assert(e->has_keywords && e->keywords == UINT64_C(0x8010000000000000));
    ck_assert_uint_eq(e->fields_n, 3);
    ck_str(e->fields[0].value, "a");
    ck_field(e, "Binary", "4027");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

#define LIST                                                                                       \
    "Category=0\r\r\nComputerName=SBS01\r\r\nData={64,39}\r\r\nEventCode=7036\r\r\n"               \
    "EventIdentifier=1073748860\r\r\nInsertionStrings={\"DNS, \"\"Server\",\"running\"}\r\r\n"     \
    "Logfile=System\r\r\nMessage=one\r\n\r\ntwo = three\r\r\nRecordNumber=77001\r\r\n"             \
    "SourceName=SCM\r\r\nTimeGenerated=20121026050901.000000-420\r\r\nType=Error\r\r\nUser="       \
    "\r\r\n\r\r\n\r\r\n"

START_TEST(a_list_of_wmic_is_read)
{
    struct str text = STR("\r\r\n\r\r\n" LIST LIST);
    ck_assert_ptr_eq(reader_of(text, "x"), &reader_wmic_list);
    struct batch b = read_text(&reader_wmic_list, text, "x");
    ck_assert_uint_eq(b.events_n, 2);
    const struct event *e = &b.events[1];
    ck_str(e->message, "one\r\n\r\ntwo = three");
    ck_str(e->channel, "System");
    ck_assert_int_eq(e->qualifiers, 16384);
    ck_assert_int_eq(e->level, 2);
    ck_assert_uint_eq(e->fields_n, 3);
    ck_str(e->fields[0].value, "DNS, \"\"Server");
    ck_str(e->fields[1].value, "running");
    ck_field(e, "Binary", "4027");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(runs_do_not_depend_on_the_window)
{
    static const struct {
        const struct reader *reader;
        const char *text;
    } files[] = {
        {&reader_clixml,         OBJS(RECORD(TYPE, VALUES, MESSAGE) RECORD(AGAIN, "", "")) "tail"},
        {&reader_logparser_xml, ROW("a|b")              },
        {&reader_wmic_xml,                      "<CIM>" INSTANCE INSTANCE "</CIM>"                 },
        {&reader_wmic_list,                      LIST LIST LIST        },
    };
    const struct reader *r = files[_i].reader;
    struct str all = str_of(files[_i].text);
    struct cut whole = r->split(all, 1, true);
    for (size_t n = 1; n < all.len; n++) {
        struct cut cut = r->split(str_head(all, n), 1, false);
        ck_assert_uint_eq(cut.skip, 0);
        ck_assert(cut.take == 0 || cut.take == whole.take);
    }
}
END_TEST

SUITE(structured_xml)
{
    tcase_add_test(tests, a_record_of_get_winevent_is_read_from_clixml);
    tcase_add_test(tests, objects_are_known_without_their_types);
    tcase_add_test(tests, an_entry_of_get_eventlog_is_read_from_clixml);
    tcase_add_test(tests, event_xml_inside_clixml_is_read);
    tcase_add_loop_test(tests, damage_costs_one_object, 0, ARRAY_LEN(damaged));
    tcase_add_test(tests, a_row_of_log_parser_is_read);
    tcase_add_test(tests, a_row_without_strings_has_no_values);
    tcase_add_test(tests, an_instance_of_wmic_is_read);
    tcase_add_test(tests, a_list_of_wmic_is_read);
    tcase_add_loop_test(tests, runs_do_not_depend_on_the_window, 0, 4);
}
