/* The readers of text forms other than copies from Event Viewer. */
#include "read_kit.h"

extern const struct reader reader_wevtutil_text, reader_format_list, reader_splunk_kv,
    reader_friendly_view, reader_eventquery, reader_psloglist, reader_dumpel;

/* Samples -------------------------------------------------------------------------------------- */

#define WEVTUTIL                                                                                   \
    "Event[0]:\r\n  Log Name: Security\r\n  Source: Microsoft-Windows-Security-Auditing\r\n"       \
    "  Date: 2012-10-26T05:09:01.123\r\n  Event ID: 4625\r\n  Task: Logon\r\n  Level: "            \
    "Information\r\n  Opcode: Info\r\n  Keyword: Audit Failure\r\n  User: N/A\r\n  User Name: "    \
    "N/A\r\n  Computer: SRV\r\n  Description: \r\nAn account failed to log "                       \
    "on.\r\n\r\nSubject:\r\n"                                                                      \
    "\tSecurity ID:\t\tS-1-5-18\r\n\r\n"                                                           \
    "Event[1]\r\n  Log Name: System\r\n  Source: DNS\r\n  Date: 2012-10-26T05:09:02.0000000Z\r\n"  \
    "  Event ID: 408\r\n  Level: Fehler\r\n  User: S-1-5-18\r\n  Computer: SRV\r\n"                \
    "  Description: \r\nno socket\r\n"

#define LIST                                                                                       \
    "\r\n\r\nIndex              : 77002\r\nEntryType          : Error\r\nInstanceId         : "    \
    "3221232472\r\nMessage            : The Example service failed to start due to the following " \
    "\r\n                     error: \r\n                     %%1053\r\nCategoryNumber     : "     \
    "0\r\n"                                                                                        \
    "ReplacementStrings : {Example, %%1053, c, d...}\r\nSource             : Service Control "     \
    "Manager\r\nTimeGenerated      : 10/26/2012 5:10:00 AM\r\nTimeWritten        : 10/26/2012 "    \
    "5:10:00 AM\r\nUserName           : \r\n\r\n"                                                  \
    "Index              : 77003\r\nEntryType          : Warning\r\nInstanceId         : 7\r\n"     \
    "Source             : Disk\r\nTimeGenerated      : 10/26/2012 5:11:00 AM\r\n\r\n"

#define SPLUNK                                                                                     \
    "10/11/2012 05:08:32 AM\nLogName=Application\nSourceName=Server ActiveSync\nEventCode=3015\n"  \
    "EventType=2\nType=Error\nComputerName=SRV\nRecordNumber=48211\nKeywords=Classic\n"            \
    "Message=Push could not be started.\nUDP port [2883]=busy\n"                                   \
    "<Event xmlns='x'><System><Provider Name='SCM'/><EventID>7036</EventID><TimeCreated "          \
    "SystemTime='2012-10-26T12:09:01Z'/></System>\n<EventData><Data>a\nb</Data></EventData>"       \
    "</Event>\n"                                                                                   \
    "20121026050832.000000\nCategory=0\nEventCode=7036\nLogfile=System\nSourceName=SCM\n"          \
    "Type=Information\nComputerName=SRV\nMessage=runs\n"

#define FRIENDLY                                                                                   \
    "+ System \r\n\r\n  - Provider \r\n\r\n   [ Name]  Service Control Manager \r\n   [ Guid]  "   \
    "{555908d1-a6d7-4695-8e1e-26931d2012f4} \r\n \r\n  - EventID 7036 \r\n\r\n   [ Qualifiers]  "  \
    "16384 \r\n \r\n   Level 4 \r\n \r\n  - TimeCreated \r\n\r\n   [ SystemTime]  "                \
    "2012-10-26T12:09:01.1234567Z \r\n \r\n   EventRecordID 77001 \r\n \r\n   Correlation \r\n"    \
    " \r\n   Channel System \r\n \r\n   Computer SRV \r\n\r\n- EventData \r\n\r\n  param1 DNS & "  \
    "<Server> \r\n  param2 running \r\n   44004E00 \r\n\r\n"                                       \
    "--------------------------------------------------\r\nBinary data:\r\n\r\nIn Words\r\n"

#define TABLE_HEAD(log)                                                                            \
    "\r\n------------------------------------------------------------------------------\r\n"       \
    "Listing the events in '" log "' log of host 'SERVERWITHALONGNAME'\r\n"                        \
    "------------------------------------------------------------------------------\r\n"           \
    "Type          Event  Date Time               Source            ComputerName\r\n"              \
    "------------- ------ ----------------------- ----------------- ---------------\r\n"

#define QUERY                                                                                      \
    "Microsoft (R) Windows Script Host Version 5.6\r\nCopyright (C) Microsoft.\r\n" TABLE_HEAD(    \
        "system") "Information   7036   10/26/2012 5:09:01 AM   Service Control M "                \
                  "SERVERWITHALONG\r\n"                                                            \
                  "Error         408    10/26/2012 5:08:35 AM   DNS               "                \
                  "SERVERWITHALONG\r\n" TABLE_HEAD(                                                \
                      "DNS Server") "Audit Failure 529    10/26/2012 5:08:35 AM   Security       " \
                                    "   "                                                          \
                                    "SERVERWITHALONG\r\n"

#define QUERY_LIST                                                                                 \
    "Listing the events in 'system' log of host 'SRV'\r\n"                                         \
    "Type:         Error\r\nEvent:        7000\r\nDate Time:    10/26/2012 9:01:44 AM\r\n"         \
    "Source:       Service Control Manager\r\nComputerName: SRV\r\nCategory:     None\r\n"         \
    "User:         N/A\r\nDescription:  The service\r\nfailed.\r\n\r\n"                            \
    "Type:         Warning\r\nEvent:        4\r\nDate Time:    10/26/2012 9:02:44 AM\r\n"          \
    "Source:       Disk\r\nComputerName: SRV\r\n"

#define PSLOG                                                                                      \
    "\r\nPsLoglist v2.81 - local and remote event log viewer\r\nSysinternals\r\n\r\n"              \
    "System log on \\\\SRV:\r\n[77001] Service Control Manager\r\n   Type:     ERROR \r\n"         \
    "   Computer: SRV\r\n   Time:     10/26/2012 5:09:01 AM   ID:       7000 \r\nThe service "     \
    "failed: \r\n%%1275\r\n\r\n[77002] Kernel\r\n   Type:     INFORMATION \r\n   Computer: "       \
    "SRV\r\n"                                                                                      \
    "   Time:     10/26/2012 5:10:00 AM   ID:       16 \r\n   User:     NT AUTHORITY\\SYSTEM\r\n"  \
    "Message text not available.  Insertion strings:\r\n\tA 1 2 \r\n"

#define PSLOG_LINES                                                                                \
    "System log on \\\\SRV:\r\n"                                                                   \
    "77001,System,Service, Control Manager,ERROR,SRV,10/26/2012 5:09:01 AM,7000,None,The "         \
    "service, it failed\r\n"                                                                       \
    "77002,System,Disk,WARNING,SRV,10/26/2012 5:09:02 AM,7,N\\A,bad block\r\n"

#define DUMPEL                                                                                     \
    "04.01.12,15:37:21,1,0,11707,MsiInstaller,N/A,SRV,Product: X, installed  \r\n"                 \
    "04.02.12,15:37:22,16,2,529,Security,NT AUTHORITY\\SYSTEM,SRV,\r\n"

#define DUMPEL_NT "4/11/95\t4:58:39 PM\t1\t0\t1016\tN/A\tDhcpServer\tSRV\t%%20013\r\n"

/* Every form ----------------------------------------------------------------------------------- */

static const struct {
    const struct reader *reader;
    const char *text;
    size_t events;
    const char *provider, *channel, *computer, *time; /* of the first event */
    int64_t id, level;
} forms[] = {
    {&reader_wevtutil_text, WEVTUTIL,    2, "Microsoft-Windows-Security-Auditing", "Security",    "SRV",
     "2012-10-26T05:09:01.1230000",                                                                                                                     4625,  4},
    {&reader_format_list,   LIST,        2, "Service Control Manager",             "",            "",                    "2012-10-26T05:10:00.0000000",
     7000,                                                                                                                                                     2},
    {&reader_splunk_kv,     SPLUNK,      3, "Server ActiveSync",                   "Application", "SRV",
     "2012-10-11T05:08:32.0000000",                                                                                                                     3015,  2},
    {&reader_friendly_view, FRIENDLY,    1, "Service Control Manager",             "System",      "SRV",
     "2012-10-26T12:09:01.1234567Z",                                                                                                                    7036,  4},
    {&reader_eventquery,    QUERY,       3, "Service Control M",                   "System",      "SERVERWITHALONGNAME",
     "2012-10-26T05:09:01.0000000",                                                                                                                     7036,  4},
    {&reader_eventquery,    QUERY_LIST,  2, "Service Control Manager",             "System",      "SRV",
     "2012-10-26T09:01:44.0000000",                                                                                                                     7000,  2},
    {&reader_psloglist,     PSLOG,       2, "Service Control Manager",             "System",      "SRV",
     "2012-10-26T05:09:01.0000000",                                                                                                                     7000,  2},
    {&reader_psloglist,     PSLOG_LINES, 2, "Service, Control Manager",            "System",      "SRV",
     "2012-10-26T05:09:01.0000000",                                                                                                                     7000,  2},
    {&reader_dumpel,        DUMPEL,      2, "MsiInstaller",                        "",            "SRV",                 "2012-01-04T15:37:21.0000000", 11707, 2},
    {&reader_dumpel,        DUMPEL_NT,   1, "DhcpServer",                          "",            "SRV",                 "1995-04-11T16:58:39.0000000", 1016,  2},
};

START_TEST(each_form_gives_its_events)
{
    struct batch b = read_text(forms[_i].reader, str_of(forms[_i].text), "x.txt");
    ck_assert_uint_eq(b.events_n, forms[_i].events);
    const struct event *e = &b.events[0];
    ck_assert(str_eq(e->provider, str_of(forms[_i].provider)));
    ck_assert(str_eq(e->channel, str_of(forms[_i].channel)));
    ck_assert(str_eq(e->computer, str_of(forms[_i].computer)));
    ck_assert_int_eq(e->event_id, forms[_i].id);
    ck_assert_int_eq(e->level, forms[_i].level);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    ck_assert_str_eq(time_text(&e->at).ptr, forms[_i].time);
    batch_free(&b);
}
END_TEST

START_TEST(each_form_is_recognized)
{
    ck_assert_ptr_eq(reader_of(str_of(forms[_i].text), "x.txt"), forms[_i].reader);
}
END_TEST

/* A file of many records, cut into runs of any size, is the same events. */
static size_t events_in_runs(const struct reader *r, struct str file, size_t step)
{
    size_t events = 0, window = step;
    struct lead lead = {.path = STR("x"), .head = str_head(file, LEAD_BYTES)};
    struct err err;
    while (file.len) {
        bool last = window >= file.len;
        struct cut cut = r->split(str_head(file, window), step, last);
        struct batch b = {0};
        if (cut.take == 0 && cut.skip == 0 && !last) {
            window *= 2;
            continue;
        }
        ck_assert_uint_eq(cut.skip, 0);
        batch_reset(&b);
        b.bytes = str_head(file, cut.take);
        ck_assert_int_eq(r->parse(&b, &lead, &err), OK);
        events += b.events_n;
        ck_assert_uint_eq(lost_bytes(&b), 0);
        batch_free(&b);
        file = str_skip(file, cut.take);
        window = step;
    }
    return events;
}

START_TEST(a_file_is_the_same_events_however_it_is_cut)
{
    struct arena arena = {0};
    size_t one = strlen(forms[_i].text), times = 40;
    char *text = arena_alloc(&arena, one * times + 1);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * one, forms[_i].text, one);
    struct str file = {text, one * times};
    ck_assert_uint_eq(events_in_runs(forms[_i].reader, file, SIZE_MAX), forms[_i].events * times);
    ck_assert_uint_eq(events_in_runs(forms[_i].reader, file, 3000), forms[_i].events * times);
    arena_free(&arena);
}
END_TEST

START_TEST(a_form_is_not_taken_for_another)
{
    static const char *const foreign[] = {
        "Failed to read events. Access is denied.\r\n",
        "\"Type\",\"Event\",\"Date "
        "Time\",\"Source\",\"ComputerName\"\r\n\"Error\",\"1\",\"10/26/2012 "
        "5:09:01 AM\",\"A\",\"B\"\r\n",
        "10/26/2012,5:08:32 AM,Server ActiveSync,Error,None,3015,N/A,SRV,text\r\n",
        "10/26/2012,5:08:32 AM,1,SRV,3015,Server ActiveSync,None,N/A,text\r\n",
        "Name : Spooler\r\nStatus : Running\r\nId : 5\r\n",
        "[1] first\r\n[2] second\r\n",
    };
    for (size_t r = 0; r < ARRAY_LEN(forms); r++)
        for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
            ck_assert_int_eq(forms[r].reader->probe(str_of(foreign[i]), STR("x")), 0);
}
END_TEST

START_TEST(tables_of_powershell_are_refused_with_a_reason)
{
    static const char *const tables[] = {
        "\r\n   Index Time          EntryType   Source                 InstanceID Message\r\n"
        "   ----- ----          ---------   ------                 ---------- -------\r\n"
        "   77001 Oct 26 05:09  Information Service Control M...   1073748860 The DNS Serv...\r\n",
        "\r\n   ProviderName: DNS\r\n\r\nTimeCreated                     Id LevelDisplayName "
        "Message\r\n-----------                     -- ---------------- -------\r\n"
        "10/26/2012 5:09:01 AM          408 Error            The server...\r\n",
    };
    const char *why, *advice;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        struct head head = {str_of(tables[i]), str_of(tables[i])};
        ck_assert_ptr_null(reader_for(&head, STR("x.txt"), &why, &advice));
        ck_assert_ptr_nonnull(strstr(why, "PowerShell table"));
        ck_assert_ptr_nonnull(strstr(advice, "ToXml"));
    }
}
END_TEST

/* What is special to a form -------------------------------------------------------------------- */

START_TEST(wevtutil_says_local_time_with_a_z)
{
    struct batch b = read_text(&reader_wevtutil_text, STR(WEVTUTIL), "x.txt");
    ck_assert_uint_eq(b.notes.seen[NOTE_ZONE_UNTRUSTED], 1);
    ck_assert(b.events[1].at.local);
    ck_str(time_text(&b.events[1].at), "2012-10-26T05:09:02.0000000");
    ck_str(b.events[1].user_sid, "S-1-5-18");
    ck_assert_int_eq(b.events[1].level, 2);
    ck_str(b.events[0].message,
           "An account failed to log on.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tS-1-5-18");
    ck_assert_uint_eq(b.events[0].keywords, 0x8010000000000000);
    batch_free(&b);
}
END_TEST

START_TEST(broken_lines_of_a_list_are_joined)
{
    struct batch b = read_text(&reader_format_list, STR(LIST), "x.txt");
    const struct event *e = &b.events[0];
    ck_str(e->message, "The Example service failed to start due to the following error:\n%%1053");
    ck_assert_int_eq(e->qualifiers, 49152);
    ck_assert_int_eq(e->record_id, 77002);
    ck_assert_uint_eq(e->fields_n, 4);
    ck_str(e->fields[1].value, "%%1053");
    ck_str(e->fields[3].value, "d");
    ck_assert_uint_eq(b.notes.seen[NOTE_VALUES_LOST], 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_LINES_WRAPPED], 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_ID_COMBINED], 1);
    batch_free(&b);
}
END_TEST

START_TEST(lists_without_blank_lines_and_with_prompts_are_read)
{
    struct batch b =
        read_text(&reader_format_list,
                  STR("PS C:\\> Get-WinEvent System | fl *\n\nId : 1\nProviderName : A\n"
                      "TimeCreated : 2012-10-26 05:10:00\nKeywords : "
                      "-9187343239835811840\nData : {64, 39, 0, 0}\nId : 2\n"
                      "ProviderName : B\nTimeCreated : 2012-10-26 05:10:01\nProperties "
                      ": {System.Diagnostics.Eventing.Reader.EventProperty}\n\nPS "
                      "C:\\>\n"),
                  "system.txt");
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(b.events[0].keywords, 0x8080000000000000);
    ck_field(&b.events[0], "Binary", "40270000");
    ck_str(b.events[1].provider, "B");
    ck_str(b.events[1].channel, "System");
    ck_assert_uint_eq(b.losses_n, 2);
    ck_assert_uint_eq(b.notes.seen[NOTE_VALUES_LOST], 1);
    batch_free(&b);
}
END_TEST

START_TEST(splunk_mixes_text_and_xml)
{
    struct batch b = read_text(&reader_splunk_kv, STR(SPLUNK), "x.log");
    ck_str(b.events[0].message, "Push could not be started.\nUDP port [2883]=busy");
    ck_assert_int_eq(b.events[0].record_id, 48211);
    ck_assert(!b.events[1].at.local);
    ck_field(&b.events[1], "Data", "a\nb");
    ck_str(b.events[2].channel, "System");
    ck_str(time_text(&b.events[2].at), "2012-10-26T05:08:32.0000000");
    ck_assert_uint_eq(b.notes.seen[NOTE_DATE_ORDER], 0);
    batch_free(&b);
}
END_TEST

START_TEST(a_copied_tree_is_the_event_of_its_xml)
{
    struct batch b = read_text(&reader_friendly_view, STR("Dear all,\r\n" FRIENDLY), "x.txt");
    ck_assert_uint_eq(b.events_n, 1);
    const struct event *e = &b.events[0];
    ck_assert(!e->at.local);
    ck_assert_int_eq(e->qualifiers, 16384);
    ck_assert_int_eq(e->record_id, 77001);
    ck_assert_uint_eq(e->offset, 11);
    ck_field(e, "param1", "DNS & <Server>");
    ck_field(e, "param2", "running");
    ck_field(e, "Binary", "44004E00");
    ck_assert_uint_eq(lost_bytes(&b), 11);
    batch_free(&b);
}
END_TEST

START_TEST(headings_tell_the_log_of_what_follows)
{
    struct batch b = read_text(&reader_eventquery, STR(QUERY), "x.txt");
    ck_str(b.events[1].channel, "System");
    ck_str(b.events[2].channel, "DNS Server");
    ck_assert_uint_eq(b.events[2].keywords, 0x8010000000000000);
    ck_assert_uint_eq(b.notes.seen[NOTE_SOURCE_CUT], 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_VALUES_LOST], 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_run_in_the_middle_knows_its_heading)
{
    struct lead lead = {.path = STR("x"), .head = STR(QUERY)};
    struct batch b = {0};
    struct err err;
    batch_reset(&b);
    reader_eventquery.survey(&lead, STR(QUERY));
    ck_assert_uint_eq(lead.headings_n, 2);
    b.decoded = sizeof QUERY;
    b.bytes = STR("Error         408    10/26/2012 5:08:35 AM   DNS               SRV\r\n");
    ck_assert_int_eq(reader_eventquery.parse(&b, &lead, &err), OK);
    ck_str(b.events[0].channel, "DNS Server");
    batch_free(&b);
}
END_TEST

START_TEST(a_wide_table_has_descriptions)
{
    struct batch b = read_text(
        &reader_eventquery,
        STR("Type          Event  Date Time               Source            ComputerName    "
            "Category        User                 Description\r\n"
            "------------- ------ ----------------------- ----------------- --------------- "
            "--------------- -------------------- -----------\r\n"
            "Information   7036   10/26/2012 5:09:01 AM   B\xC3\xBC"
            "ro              SRV             None            N/A                  The service\r\n"
            "runs.\r\n"),
        "x.txt");
    ck_assert_uint_eq(b.events_n, 1);
    ck_str(b.events[0].provider, "B\xC3\xBC"
                                 "ro");
    ck_str(b.events[0].computer, "SRV");
    ck_str(b.events[0].message, "The service\r\nruns.");
    ck_assert_uint_eq(b.notes.seen[NOTE_SOURCE_CUT], 0);
    batch_free(&b);
}
END_TEST

START_TEST(psloglist_gives_messages_and_users)
{
    struct batch b = read_text(&reader_psloglist, STR(PSLOG), "x.txt");
    ck_assert_int_eq(b.events[0].record_id, 77001);
    ck_str(b.events[0].message, "The service failed: \r\n%%1275");
    ck_str(b.events[1].user_sid, "NT AUTHORITY\\SYSTEM");
    batch_free(&b);
    b = read_text(&reader_psloglist, STR(PSLOG_LINES), "x.txt");
    ck_str(b.events[0].message, "The service, it failed");
    ck_str(b.events[1].provider, "Disk");
    batch_free(&b);
}
END_TEST

START_TEST(dumpel_joins_its_strings)
{
    struct batch b = read_text(&reader_dumpel, STR(DUMPEL), "x.txt");
    ck_field(&b.events[0], "Data", "Product: X, installed");
    ck_assert_uint_eq(b.events[1].keywords, 0x8010000000000000);
    ck_assert_int_eq(b.events[1].task, 2);
    ck_assert_uint_eq(b.notes.seen[NOTE_VALUES_LOST], 1);
    batch_free(&b);
}
END_TEST

SUITE(text_forms)
{
    tcase_add_loop_test(tests, each_form_gives_its_events, 0, ARRAY_LEN(forms));
    tcase_add_loop_test(tests, each_form_is_recognized, 0, ARRAY_LEN(forms));
    tcase_add_loop_test(tests, a_file_is_the_same_events_however_it_is_cut, 0, ARRAY_LEN(forms));
    tcase_add_test(tests, a_form_is_not_taken_for_another);
    tcase_add_test(tests, tables_of_powershell_are_refused_with_a_reason);
    tcase_add_test(tests, wevtutil_says_local_time_with_a_z);
    tcase_add_test(tests, broken_lines_of_a_list_are_joined);
    tcase_add_test(tests, lists_without_blank_lines_and_with_prompts_are_read);
    tcase_add_test(tests, splunk_mixes_text_and_xml);
    tcase_add_test(tests, a_copied_tree_is_the_event_of_its_xml);
    tcase_add_test(tests, headings_tell_the_log_of_what_follows);
    tcase_add_test(tests, a_run_in_the_middle_knows_its_heading);
    tcase_add_test(tests, a_wide_table_has_descriptions);
    tcase_add_test(tests, psloglist_gives_messages_and_users);
    tcase_add_test(tests, dumpel_joins_its_strings);
}
