#include "read_kit.h"

#include <stdio.h>

static struct batch read_csv(const char *text, const char *path)
{
    return read_text(&reader_event_csv, str_of(text), path);
}

#define TEXT "The DNS Server service entered the running state."

/* The same event, as the tools write it. */
static const struct dialect {
    const char *text;
    const char *zone; /* of its time: "" or "Z" */
    const char *computer;
} dialects[] = {
    {"Level,Date and Time,Source,Event ID,Task Category\r\n"
     "Information,10/26/2012 5:09:01 AM,Service Control Manager,7036,None," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"\xEF\xBB\xBF"
     "Level\tDate and Time\tSource\tEvent ID\tTask Category\r\n"
     "Information\t10/26/2012 5:09:01 AM\tService Control Manager\t7036\tNone\t" TEXT "\r\n",
     "",                                                                                                               ""     },
    {"Level;Date and Time;Source;Event ID;Task Category\n"
     "Information;26.10.2012 05:09:01;Service Control Manager;7036;None;\"" TEXT "\"\n",
     "",                                                                                                               ""     },
    {"Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\n"
     "Informationen,26.10.2012 05:09:01,Service Control Manager,7036,Keine," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"Niveau,Date et heure,Source,ID de l’événement,Catégorie de la tâche\r\n"
     "Information,26/10/2012 05:09:01,Service Control Manager,7036,Aucun," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"Nivel,Fecha y hora,Origen,Id. del evento,Categoría de la tarea\r\n"
     "Información,26/10/2012 5:09:01,Service Control Manager,7036,Ninguno," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"Livello,Data e ora,Origine,ID evento,Categoria attività\r\n"
     "Informazioni,26/10/2012 05:09:01,Service Control Manager,7036,Nessuna," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"Niveau,Datum en tijd,Bron,Gebeurtenis-id,Taakcategorie\r\n"
     "Informatie,26-10-2012 05:09:01,Service Control Manager,7036,Geen," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"Nível,Data e Hora,Fonte,Identificação do Evento,Categoria da Tarefa\r\n"
     "Informações,26/10/2012 05:09:01,Service Control Manager,7036,Nenhum," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"Уровень,Дата и время,Источник,Код события,Категория задачи\r\n"
     "Сведения,26.10.2012 5:09:01,Service Control Manager,7036,Отсутствует," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"レベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ\r\n"
     "情報,2012/10/26 5:09:01,Service Control Manager,7036,なし," TEXT "\r\n",
     "",                                                                                                               ""     },
    {"10/26/2012,5:09:01 AM,Service Control Manager,Information,None,7036,N/A,SBS01," TEXT "\r\n",
     "",                                                                                                               "SBS01"},
    {"26.10.2012\t05:09:01\tService Control Manager\tInformationen\tKeine\t7036\tNicht zutreffend\t"
     "SBS01\t" TEXT "\r\n",
     "",                                                                                                               "SBS01"},
    {"Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,Description\r\n"
     "10/26/2012,05:09:01 AM,Information,SBS01,7036,Service Control Manager,None,N/A," TEXT "\r\n",
     "",                                                                                                               "SBS01"},
    {"10/26/2012,05:09:01 AM,Information,SBS01,7036,Service Control Manager,None,N/A,\"" TEXT
     "\"\r\n",                                                                                               "",  "SBS01"},
    {"#TYPE System.Diagnostics.EventLogEntry#System/Service Control Manager/1073748860\r\n"
     "\"EventID\",\"MachineName\",\"Data\",\"Index\",\"Category\",\"CategoryNumber\",\"EntryType\","
     "\"Message\",\"Source\",\"ReplacementStrings\",\"InstanceId\",\"TimeGenerated\","
     "\"TimeWritten\",\"UserName\",\"Site\",\"Container\"\r\n"
     "\"7036\",\"SBS01\",\"System.Byte[]\",\"77001\",\"(0)\",\"0\",\"Information\",\"" TEXT
     "\",\"Service Control Manager\",\"System.String[]\",\"1073748860\",\"10/26/2012 5:09:01 AM\","
     "\"10/26/2012 5:09:02 AM\",,,\r\n",                                                                     "",  "SBS01"},
    {"\"Message\",\"Id\",\"Version\",\"Qualifiers\",\"Level\",\"Task\",\"Opcode\",\"Keywords\","
     "\"RecordId\",\"ProviderName\",\"ProviderId\",\"LogName\",\"ProcessId\",\"ThreadId\","
     "\"MachineName\",\"UserId\",\"TimeCreated\",\"LevelDisplayName\",\"Properties\"\r\n"
     "\"" TEXT "\",\"7036\",\"0\",\"16384\",\"4\",\"0\",\"0\",\"-9187343239835811840\",\"77001\","
     "\"Service Control Manager\",\"555908d1-a6d7-4695-8e1e-26931d2012f4\",\"System\",\"500\","
     "\"600\",\"SBS01\",,\"10/26/2012 5:09:01 AM\",\"Information\",\"System.Collections.Generic."
     "List`1[System.Diagnostics.Eventing.Reader.EventProperty]\"\r\n",                                       "",  "SBS01"},
    {"Microsoft (R) Windows Script Host Version 5.6\r\n\r\n"
     "\"Type\",\"Event\",\"Date Time\",\"Source\",\"ComputerName\",\"Category\",\"User\","
     "\"Description\"\r\n\"Information\",\"7036\",\"10/26/2012 5:09:01 AM\",\"Service Control "
     "Manager\",\"SBS01\",\"None\",\"N/A\",\"" TEXT "\"\r\n",
     "",                                                                                                               "SBS01"},
    {"\r\r\nNode,Category,CategoryString,ComputerName,Data,EventCode,EventIdentifier,EventType,"
     "InsertionStrings,Logfile,Message,RecordNumber,SourceName,TimeGenerated,TimeWritten,Type,"
     "User\r\r\nSBS01,0,,SBS01,,7036,1073748860,3,{DNS Server;running},System," TEXT
     ",77001,Service Control Manager,20121026050901.000000-000,20121026050901.000000-000,"
     "Information,\r\r\n",                                                                                   "Z", "SBS01"},
    {"EventLog,RecordNumber,TimeGenerated,TimeWritten,EventID,EventType,EventTypeName,"
     "EventCategory,EventCategoryName,SourceName,Strings,ComputerName,SID,Message,Data\r\n"
     "System,77001,2012-10-26 05:09:01,2012-10-26 05:09:01,1073748860,4,Information event,0,None,"
     "Service Control Manager,DNS Server|running,SBS01,," TEXT ",4000\r\n",
     "",                                                                                                               "SBS01"},
    {"RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,"
     "Computer,UserId,MapDescription,ChunkNumber,UserName,RemoteHost,PayloadData1,PayloadData2,"
     "PayloadData3,PayloadData4,PayloadData5,PayloadData6,ExecutableInfo,HiddenRecord,SourceFile,"
     "Keywords,ExtraDataOffset,Payload\r\n"
     "1,77001,2012-10-26 05:09:01.0000000,7036,Info,Service Control Manager,System,500,600,SBS01,,"
     "Service,0,,,Name: DNS Server,,,,,,,False,C:\\System.evtx,Classic,0,\"{\"\"EventData\"\":{"
     "\"\"Data\"\":[{\"\"@Name\"\":\"\"param1\"\",\"\"#text\"\":\"\"DNS Server\"\"}]}}\"\r\n",               "Z", "SBS01"},
    {"Event Time,Record ID,Event ID,Level,Channel,Provider,Description,Opcode,Task,Keywords,"
     "Process ID,Thread ID,Computer,User\r\n10/26/2012 5:09:01 AM,77001,7036,Information,System,"
     "Service Control Manager," TEXT ",,None,Classic,500,600,SBS01,\r\n",
     "",                                                                                                               "SBS01"},
    {"Host,When,Timestamp,Event ID,Level,Provider,Message\r\n"
     "SBS01,x,2012-10-26T05:09:01Z,7036,4,Service Control Manager," TEXT "\r\n",
     "Z",                                                                                                              "SBS01"},
};

START_TEST(an_event_is_read_from_every_table)
{
    const struct dialect *d = &dialects[_i];
    struct batch b = read_csv(d->text, "SBS01_evt_System.csv");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "Service Control Manager");
    ck_str(e->channel, "System");
    ck_assert_int_eq(e->event_id, 7036);
    ck_assert_int_eq(e->level, 4);
    ck_assert(str_eq(e->computer, str_of(d->computer)));
    ck_assert_uint_eq(e->user_sid.len, 0);
    ck_assert(e->message.len == 0 || str_eq(e->message, STR(TEXT)));
    ck_assert_str_eq(time_text(&e->at).ptr,
                     d->zone[0] ? "2012-10-26T05:09:01.0000000Z" : "2012-10-26T05:09:01.0000000");
    ck_assert(e->record_id == EVENT_NONE || e->record_id == 77001);
    ck_assert(e->qualifiers == EVENT_NONE || e->qualifiers == 16384);
    ck_assert_uint_eq(b.notes.seen[NOTE_TIME_LOCAL], d->zone[0] ? 0 : 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_table_of_events_is_recognized)
{
    ck_assert_ptr_eq(reader_of(str_of(dialects[_i].text), "x.csv"), &reader_event_csv);
}
END_TEST

static const char *const others[] = {
    "\"Image Name\",\"PID\",\"Session Name\",\"Session#\",\"Mem Usage\"\r\n"
    "\"dns.exe\",\"2883\",\"Console\",\"0\",\"7,036 K\"\r\n",
    "date,time,action,protocol,src-ip,dst-ip,src-port,dst-port\n2012-10-26,05:09:01,DROP,TCP,"
    "192.0.2.1,192.0.2.2,1025,53\n",
    "Id,Date,Source,Amount\n1,2012-10-26,Bank,10\n",
    "Time,Event ID,Source,Destination\n10/26/2012 5:09:01,14,192.0.2.1,192.0.2.2\n",
    "Timestamp,Computer,Channel,EventID,Level,RecordID,RuleTitle,Details\n"
    "2012-10-26 05:09:01.000 -07:00,SBS01,System,7036,info,1,Service,x\n",
    "timestamp,detections,path,Event ID,Provider\n2012-10-26,x,y,1,z\n",
    "Asset,Owner,Date,Serial\nSBS01,IT,10/26/2012,7036\n",
    "10/26/2012,05:09:01,a,b,c,d,e,f,g\n",
    "",
};

START_TEST(other_tables_are_not_claimed)
{
    ck_assert_int_eq(reader_event_csv.probe(str_of(others[_i]), STR("x.csv")), 0);
}
END_TEST

#define VIEWER "Level,Date and Time,Source,Event ID,Task Category\r\n"

START_TEST(a_message_may_have_lines_quotes_and_commas)
{
    struct batch b =
        read_csv(VIEWER "Error,10/26/2012 5:08:32 AM,A,1,None,\"one, \"\"two\"\"\r\n\r\n"
                        "three\"\r\nError,10/26/2012 5:08:31 AM,A,2,None,x\r\n",
                 "x");
    ck_assert_uint_eq(b.events_n, 2);
    ck_str(b.events[0].message, "one, \"two\"\n\nthree");
    ck_assert_uint_eq(b.events[1].offset, b.bytes.len - 40);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(an_unquoted_message_goes_on_to_the_next_row)
{
    struct batch b =
        read_csv("10/26/2012,5:08:32 AM,A,Error,None,1,N/A,SBS01,one, two\r\n\r\nthree, 4, 5\r\n"
                 "10/26/2012,5:08:31 AM,A,Error,None,2,N/A,SBS01,x\r\n",
                 "x");
    ck_assert_uint_eq(b.events_n, 2);
    ck_str(b.events[0].message, "one, two\n\nthree, 4, 5");
    ck_str(b.events[1].message, "x");
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

START_TEST(a_cut_row_costs_no_other)
{
    struct batch b = read_csv(VIEWER "Error,10/26/2012 5:08:32 AM,A,1,None,\"cut\r\n"
                                     "Error,10/26/2012 5:08:31 AM,A,2,None,\"x\"\r\nrubbish\r\n",
                              "x");
    ck_assert_uint_eq(b.events_n, 2);
    ck_str(b.events[0].message, "cut");
    ck_str(b.events[1].message, "x");
    ck_assert_uint_eq(lost_bytes(&b), 9);
    ck_assert_uint_eq(b.notes.seen[NOTE_RECORD_CUT], 1);
    ck_assert_uint_eq(b.notes.seen[NOTE_RECORD_MALFORMED], 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_row_that_is_cut_in_its_id_is_lost)
{
    struct batch b = read_csv(VIEWER "Error,10/26/2012 5:08:32 AM,A,7036,None,x\r\n"
                                     "Error,10/26/2012 5:08:31 AM,A,70",
                              "x");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_uint_eq(lost_bytes(&b), 32);
    ck_assert_uint_eq(b.notes.seen[NOTE_RECORD_CUT], 1);
    batch_free(&b);
}
END_TEST

START_TEST(an_audit_is_told_by_its_keyword)
{
    struct batch b = read_csv("Keywords,Date and Time,Source,Event ID,Task Category\r\n"
                              "Audit Failure,10/26/2012 5:08:32 AM,A,4625,Logon,x\r\n"
                              "Überwachung erfolgreich,10/26/2012 5:08:33 AM,A,4624,Logon,x\r\n",
                              "Security.csv");
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_int_eq(b.events[0].level, 0);
    ck_assert(b.events[0].has_keywords && b.events[0].keywords == 0x8010000000000000);
    ck_assert(b.events[1].has_keywords && b.events[1].keywords == 0x8020000000000000);
    ck_str(b.events[0].channel, "Security");
    batch_free(&b);
}
END_TEST

START_TEST(signed_and_hexadecimal_keywords_are_the_same_number)
{
    struct batch b = read_csv("TimeCreated,Id,ProviderName,Keywords\n"
                              "10/26/2012 5:08:32 AM,1,A,-9187343239835811840\n"
                              "10/26/2012 5:08:33 AM,1,A,0x8080000000000000\n",
                              "x");
    ck_assert(b.events[0].keywords == 0x8080000000000000);
    ck_assert(b.events[1].keywords == 0x8080000000000000);
    batch_free(&b);
}
END_TEST

START_TEST(what_powershell_lost_is_said)
{
    struct batch b =
        read_csv("Id,TimeCreated,ProviderName,Message,Properties\n1,10/26/2012 5:08:32 "
                 "AM,A,x,System.Collections.Generic.List`1[System.X]\n",
                 "x");
    ck_assert_uint_eq(b.notes.seen[NOTE_DATA_LOST], 1);
    ck_assert_uint_eq(b.events[0].fields_n, 0);
    batch_free(&b);
}
END_TEST

START_TEST(a_payload_becomes_fields)
{
    static const char *const payloads[] = {
        "{\"\"EventData\"\":{\"\"Data\"\":[{\"\"@Name\"\":\"\"a b\"\",\"\"#text\"\":\"\"1\"\"},"
        "{\"\"@Name\"\":\"\"c\"\"}],\"\"Binary\"\":\"\"40-27\"\"}}",
        "{\"\"UserData\"\":{\"\"X\"\":{\"\"@xmlns\"\":\"\"n\"\",\"\"ab\"\":1,\"\"c\"\":null,"
        "\"\"Binary\"\":\"\"4027\"\"}}}",
    };
    char text[600];
    snprintf(text, sizeof text,
             "EventRecordId,MapDescription,TimeCreated,EventId,Provider,PayloadData1,Payload\n"
             "5,m,2012-10-26 05:09:01.1234567,1,A,sum,\"%s\"\n",
             payloads[_i]);
    struct batch b = read_csv(text, "x");
    const struct event *e = &b.events[0];
    ck_assert_uint_eq(e->fields_n, 3);
    ck_field(e, "ab", "1");
    ck_field(e, "c", "");
    ck_field(e, "Binary", "4027");
    batch_free(&b);
}
END_TEST

START_TEST(a_payload_that_is_no_json_leaves_what_the_maps_say)
{
    struct batch b = read_csv("EventRecordId,MapDescription,TimeCreated,EventId,Provider,"
                              "PayloadData1,Payload\n5,m,2012-10-26 05:09:01,1,A,sum,cut short\n",
                              "x");
    ck_assert_uint_eq(b.events[0].fields_n, 1);
    ck_field(&b.events[0], "PayloadData1", "sum");
    batch_free(&b);
}
END_TEST

#define WMIC                                                                                       \
    "Node,EventCode,EventIdentifier,EventType,InsertionStrings,Logfile,Message,RecordNumber,"      \
    "SourceName,TimeGenerated,TimeWritten,Type,User\r\r\n"
#define WMIC_END(n) "," n ",A,20121026050901.500000-420,20121026050901.000000-420,Fehler,\r\r\n"

START_TEST(wmic_quotes_nothing)
{
    struct batch b = read_csv(WMIC "S,1,1,1,{x, y;z},System,one, two\r\nthree, four" WMIC_END("5")
                                  WMIC "S,2,2,5,,System,x" WMIC_END("6"),
                              "x");
    ck_assert_uint_eq(b.events_n, 2);
    const struct event *e = &b.events[0];
    ck_str(e->message, "one, two\nthree, four");
    ck_assert_uint_eq(e->fields_n, 2);
    ck_str(e->fields[0].value, "x, y");
    ck_str(e->fields[1].value, "z");
    ck_str(time_text(&e->at), "2012-10-26T12:09:01.5000000Z");
    ck_assert_int_eq(e->record_id, 5);
    ck_assert_int_eq(b.events[1].record_id, 6);
    ck_assert_uint_eq(lost_bytes(&b), 0);
    batch_free(&b);
}
END_TEST

static const struct {
    const char *date, *iso;
} dates[] = {
    {"10/26/2012 5:09:01 PM",             "2012-10-26T17:09:01.0000000" },
    {"10/26/2012 5:09:01\xE2\x80\xAFPM",  "2012-10-26T17:09:01.0000000" },
    {"10/26/2012 12:09:01 AM.125",        "2012-10-26T00:09:01.1250000" },
    {"2012/10/26 下午 5:09:01",         "2012-10-26T17:09:01.0000000" },
    {"2012-10-26 오전 5:09:01",         "2012-10-26T05:09:01.0000000" },
    {"26/10/2012 5:09:01 p. m.",          "2012-10-26T17:09:01.0000000" },
    {"2012-10-26T05:09:01.1234567-07:00", "2012-10-26T12:09:01.1234567Z"},
    {"20121026050901.000000+120",         "2012-10-26T03:09:01.0000000Z"},
    {"20121026050901.000000+***",         "2012-10-26T05:09:01.0000000" },
    {"yesterday",                         ""                            },
    {"",                                  ""                            },
};

START_TEST(times_are_read_as_the_exporter_wrote_them)
{
    char text[200];
    snprintf(text, sizeof text, "Time Created,Event ID,Provider\n\"%s\",1,A\n", dates[_i].date);
    struct batch b = read_csv(text, "x");
    ck_assert_uint_eq(b.events_n, 1);
    ck_assert_str_eq(time_text(&b.events[0].at).ptr, dates[_i].iso);
    ck_assert_uint_eq(b.notes.seen[NOTE_RECORD_NO_TIME], dates[_i].iso[0] == 0);
    batch_free(&b);
}
END_TEST

START_TEST(columns_that_nobody_knows_are_named)
{
    struct batch b = read_csv(dialects[ARRAY_LEN(dialects) - 1].text, "x");
    ck_assert_uint_eq(b.notes.seen[NOTE_COLUMNS_UNUSED], 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_clock_set_back_is_said)
{
    struct batch b = read_csv("10/28/2012,1:59:59 AM,A,Information,None,1,N/A,S,before\r\n"
                              "10/28/2012,1:00:00 AM,A,Information,None,2,N/A,S,after\r\n"
                              "10/28/2012,1:30:00 AM,A,Information,None,3,N/A,S,which\r\n",
                              "x");
    ck_assert_uint_eq(b.events_n, 3);
    ck_assert_uint_eq(b.notes.seen[NOTE_TIME_BACKWARDS], 1);
    batch_free(&b);
}
END_TEST

START_TEST(a_second_table_in_the_file_has_its_own_headings)
{
    struct batch b = read_csv(VIEWER "Error,10/26/2012 5:08:32 AM,A,1,None,x\r\n"
                                     "Date and Time,Level,Source,Event ID,Task Category\r\n"
                                     "10/26/2012 5:08:33 AM,Error,A,2,None,y\r\n",
                              "x");
    ck_assert_uint_eq(b.events_n, 2);
    ck_str(b.events[0].message, "x");
    ck_str(b.events[1].message, "y");
    batch_free(&b);
}
END_TEST

SUITE(event_csv)
{
    tcase_add_loop_test(tests, an_event_is_read_from_every_table, 0, ARRAY_LEN(dialects));
    tcase_add_loop_test(tests, a_table_of_events_is_recognized, 0, ARRAY_LEN(dialects));
    tcase_add_loop_test(tests, other_tables_are_not_claimed, 0, ARRAY_LEN(others));
    tcase_add_test(tests, a_message_may_have_lines_quotes_and_commas);
    tcase_add_test(tests, an_unquoted_message_goes_on_to_the_next_row);
    tcase_add_test(tests, a_cut_row_costs_no_other);
    tcase_add_test(tests, a_row_that_is_cut_in_its_id_is_lost);
    tcase_add_test(tests, an_audit_is_told_by_its_keyword);
    tcase_add_test(tests, signed_and_hexadecimal_keywords_are_the_same_number);
    tcase_add_test(tests, what_powershell_lost_is_said);
    tcase_add_loop_test(tests, a_payload_becomes_fields, 0, 2);
    tcase_add_test(tests, a_payload_that_is_no_json_leaves_what_the_maps_say);
    tcase_add_test(tests, wmic_quotes_nothing);
    tcase_add_loop_test(tests, times_are_read_as_the_exporter_wrote_them, 0, ARRAY_LEN(dates));
    tcase_add_test(tests, columns_that_nobody_knows_are_named);
    tcase_add_test(tests, a_clock_set_back_is_said);
    tcase_add_test(tests, a_second_table_in_the_file_has_its_own_headings);
}
