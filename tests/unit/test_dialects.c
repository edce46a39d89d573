/* What converters make of the same two events: the same fields from each, one event of all copies,
 * and a remark for each liberty that was taken. */
#include "app/ingest.h"
#include "read_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Event 7036 with a binary, and a classic one with three values of which one is empty. */
static const char windows[] =
    "<Event xmlns='x'><System><Provider Name='SCM' Guid='{555908D1-A6D7-4695-8E1E-26931D2012F4}'/>"
    "<EventID Qualifiers='16384'>7036</EventID><Version>0</Version><Level>4</Level><Task>0</Task>"
    "<Opcode>0</Opcode><Keywords>0x8080000000000000</Keywords>"
    "<TimeCreated SystemTime='2012-10-26T12:09:01.123456700Z'/><EventRecordID>77001</EventRecordID>"
    "<Correlation/><Execution ProcessID='492' ThreadID='1104'/><Channel>System</Channel>"
    "<Computer>SBS01.example.local</Computer><Security/></System><EventData>"
    "<Data Name='param1'>DNS &amp; Server</Data><Data Name='param2'>running</Data>"
    "<Binary>44004E0053002F0034000000</Binary></EventData></Event>\r\n"
    "<Event xmlns='x'><System><Provider Name='AS'/><EventID Qualifiers='49156'>3015</EventID>"
    "<Level>2</Level><Task>2</Task><Keywords>0x80000000000000</Keywords>"
    "<TimeCreated SystemTime='2012-10-26T12:08:32.000000000Z'/><EventRecordID>48211</EventRecordID>"
    "<Channel>Application</Channel><Computer>SBS01.example.local</Computer>"
    "<Security UserID='S-1-5-18'/></System>"
    "<EventData><Data>80004005</Data><Data></Data><Data>2883</Data></EventData></Event>\r\n";

static const char python[] =
    "<?xml version=\"1.1\" encoding=\"utf-8\" standalone=\"yes\" ?>\n\n<Events>\n"
    "<Event xmlns=\"x\"><System><Provider Name=\"SCM\" "
    "Guid=\"{555908d1-a6d7-4695-8e1e-26931d2012f4}\"></Provider>\n"
    "<EventID Qualifiers=\"16384\">7036</EventID>\n<Version>0</Version>\n<Level>4</Level>\n"
    "<Task>0</Task>\n<Opcode>0</Opcode>\n<Keywords>0x8080000000000000</Keywords>\n"
    "<TimeCreated SystemTime=\"2012-10-26 12:09:01.123459\"></TimeCreated>\n"
    "<EventRecordID>77001</EventRecordID>\n"
    "<Correlation ActivityID=\"\" RelatedActivityID=\"\"></Correlation>\n"
    "<Execution ProcessID=\"492\" ThreadID=\"1104\"></Execution>\n<Channel>System</Channel>\n"
    "<Computer>SBS01.example.local</Computer>\n<Security UserID=\"\"></Security>\n</System>\n"
    "<EventData><Data Name=\"param1\">DNS &amp; Server</Data>\n<Data "
    "Name=\"param2\">running</Data>\n"
    "<Binary>RABOAFMALwA0AAAA\n</Binary>\n</EventData>\n</Event>\n"
    "<Event xmlns=\"x\"><System><Provider Name=\"AS\"></Provider>\n"
    "<EventID Qualifiers=\"49156\">3015</EventID>\n<Level>2</Level>\n<Task>2</Task>\n"
    "<Keywords>0x0080000000000000</Keywords>\n"
    "<TimeCreated SystemTime=\"2012-10-26 12:08:32\"></TimeCreated>\n"
    "<EventRecordID>48211</EventRecordID>\n<Channel>Application</Channel>\n"
    "<Computer>SBS01.example.local</Computer>\n<Security UserID=\"S-1-5-18\"></Security>\n"
    "</System>\n<EventData><Data>&lt;string&gt;80004005&lt;/string&gt;\n"
    "&lt;string&gt;&lt;/string&gt;\n&lt;string&gt;2883&lt;/string&gt;\n</Data>\n"
    "</EventData>\n</Event>\n";

static const char rust[] =
    "Record 77001\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Event xmlns=\"x\">\n  <System>\n"
    "    <Provider Name=\"SCM\" Guid=\"555908D1-A6D7-4695-8E1E-26931D2012F4\">\n    </Provider>\n"
    "    <EventID Qualifiers=\"16384\">7036</EventID>\n    <Version>0</Version>\n"
    "    <Level>4</Level>\n    <Task>0</Task>\n    <Opcode>0</Opcode>\n"
    "    <Keywords>0x8080000000000000</Keywords>\n"
    "    <TimeCreated SystemTime=\"2012-10-26T12:09:01.123456Z\">\n    </TimeCreated>\n"
    "    <EventRecordID>77001</EventRecordID>\n    <Correlation>\n    </Correlation>\n"
    "    <Execution ProcessID=\"492\" ThreadID=\"1104\">\n    </Execution>\n"
    "    <Channel>System</Channel>\n    <Computer>SBS01.example.local</Computer>\n"
    "    <Security>\n    </Security>\n  </System>\n  <EventData>\n"
    "    <Data Name=\"param1\">DNS &amp; Server</Data>\n    <Data Name=\"param2\">running</Data>\n"
    "    <Binary>44004E0053002F0034000000</Binary>\n  </EventData>\n</Event>\n"
    "Record 48211\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Event xmlns=\"x\">\n  <System>\n"
    "    <Provider Name=\"AS\">\n    </Provider>\n    <EventID "
    "Qualifiers=\"49156\">3015</EventID>\n"
    "    <Level>2</Level>\n    <Task>2</Task>\n    <Keywords>0x80000000000000</Keywords>\n"
    "    <TimeCreated SystemTime=\"2012-10-26 12:08:32.000000 UTC\">\n    </TimeCreated>\n"
    "    <EventRecordID>48211</EventRecordID>\n    <Channel>Application</Channel>\n"
    "    <Computer>SBS01.example.local</Computer>\n    <Security UserID=\"S-1-5-18\">\n"
    "    </Security>\n  </System>\n  <EventData>\n    <Data>80004005</Data>\n    <Data>\n"
    "    </Data>\n    <Data>2883</Data>\n  </EventData>\n</Event>\n";

static const char old_tool[] =
    "<Events>\r\n<Event xmlns=\"x\">\r\n\t<System>\r\n\t\t<Provider Name=\"SCM\" />\r\n"
    "\t\t<EventID>1073748860</EventID>\r\n\t\t<Version>0</Version>\r\n\t\t<Level>4</Level>\r\n"
    "\t\t<Task>0</Task>\r\n\t\t<Opcode>0</Opcode>\r\n\t\t<Keywords>0x8080000000000000</"
    "Keywords>\r\n"
    "\t\t<TimeCreated SystemTime=\"2012-10-26T14:09:01.123456700+02:00\" />\r\n"
    "\t\t<EventRecordID>77001</EventRecordID>\r\n"
    "\t\t<Execution ProcessID=\"492\" ThreadID=\"1104\" ProcessorID=\"1\" />\r\n"
    "\t\t<Channel>System</Channel>\r\n\t\t<Computer>SBS01.example.local</Computer>\r\n"
    "\t</System>\r\n\t<EventData>\r\n\t\t<Data Name=\"param1\">DNS &amp; Server</Data>\r\n"
    "\t\t<Data Name=\"param2\">running</Data>\r\n"
    "\t\t<Binary>44-00-4e-00-53-00-2f-00-34-00-00-00</Binary>\r\n"
    "\t</EventData>\r\n</Event>\r\n</Events>";

static const struct dialect {
    const char *name, *text;
    size_t events;
} dialects[] = {
    {"windows.xml", windows,  2},
    {"python.xml",  python,   2},
    {"rust.xml",    rust,     2},
    {"old.xml",     old_tool, 1},
};

static struct batch read_xml(const char *text)
{
    return read_text(&reader_windows_xml, str_of(text), "x.xml");
}

START_TEST(every_dialect_gives_the_same_fields)
{
    struct batch b = read_xml(dialects[_i].text);
    ck_assert_uint_eq(b.events_n, dialects[_i].events);
    const struct event *e = &b.events[0];
    ck_str(e->provider, "SCM");
    ck_assert_int_eq(e->event_id, 7036);
    ck_assert_int_eq(e->qualifiers, 16384);
    ck_assert_int_eq(e->record_id, 77001);
    ck_assert_uint_eq(e->keywords, UINT64_C(0x8080000000000000));
    ck_assert_int_lt(llabs(e->at.ticks - INT64_C(13512533411234567)), TICKS_PER_SECOND / 1000);
    ck_assert(!e->at.local);
    ck_field(e, "param1", "DNS & Server");
    ck_field(e, "Binary", "44004E0053002F0034000000");
    ck_assert_uint_eq(e->user_sid.len, 0);
    for (size_t i = 1; i < b.events_n; i++) {
        e = &b.events[i];
        ck_assert_int_eq(e->event_id, 3015);
        ck_assert_uint_eq(e->keywords, UINT64_C(0x80000000000000));
        ck_assert_uint_eq(e->fields_n, 3);
        ck_str(e->fields[0].value, "80004005");
        ck_str(e->fields[1].value, "");
        ck_str(e->fields[2].value, "2883");
        ck_str(e->user_sid, "S-1-5-18");
    }
    ck_assert_uint_eq(b.losses_n, 0);
    batch_free(&b);
}
END_TEST

static void put_file(const char *folder, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

START_TEST(copies_from_several_converters_are_one_event)
{
    char folder[] = "/tmp/culprit-dialects-XXXXXX", command[64];
    struct arena arena = {0};
    struct notes notes;
    struct ingest_result result;
    struct store *store;
    struct source *sources;
    struct err err = {0};
    size_t n;
    int64_t merged = 0;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (size_t i = 0; i < ARRAY_LEN(dialects); i++)
        put_file(folder, dialects[i].name, dialects[i].text);
    const char *path = folder;
    struct ingest_spec spec = {.paths = &path, .paths_n = 1, .jobs = 2};
    notes_init(&notes, &arena);
    ck_assert_int_eq(store_open(NULL, STORE_CREATE, 16 << 20, &store, &err), OK);
    ck_assert_int_eq(ingest_run(store, &spec, &notes, &result, &err), OK);
    ck_assert_uint_eq(result.events, 7);
    ck_assert_int_eq(store_sources(store, &arena, &sources, &n, &err), OK);
    for (size_t i = 0; i < n; i++)
        merged += (int64_t)sources[i].merged;
    ck_assert_int_eq(merged, 5);
    store_close(store);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    arena_free(&arena);
}
END_TEST

#define EVENT(system, body)                                                                        \
    "<Event xmlns='x'><System><EventRecordID>7</EventRecordID><TimeCreated "                       \
    "SystemTime='2012-10-26T12:09:01Z'/><Computer>C</Computer>" system "</System>" body "</Event>"
#define DATA(text) "<Events>" EVENT("", "<EventData>" text "</EventData>") "</Events>"

static const struct oddity {
    enum note_id id;
    uint64_t times;
    const char *text;
} oddities[] = {
    {NOTE_ROOT_MISSING,                                        0,                                                    EVENT("","")},
    {NOTE_ROOT_AGAIN,                                                        1,                                                                                              "<Events>" EVENT("","") "</Events>\n<Events>" EVENT("", "") "</Events>"},
    {NOTE_ROOT_OPEN,                      0,                                                           "<Events>" EVENT("",                      "") "\n"},
    {NOTE_DECLARATION_INSIDE,                                  1,         "\n\n<?xml version='1.0'?>" DATA("")},
    {NOTE_XML_VERSION,                                  1,                                                    "<?xml version='1.1'?>" DATA("")},
    {NOTE_DOCTYPE_IGNORED,                                         1,
     "<!DOCTYPE a [<!ENTITY x \"y\">]>" DATA("<Data Name='a'>&amp;</Data>")},
    {NOTE_BANNER_SKIPPED,                                     2,                                                "PS C:\\> wevtutil qe System\r\n" EVENT("","") "\nC:\\>"},
    {NOTE_BANNER_SKIPPED,                                      1,                                                     "Mar 10 06:30:00 lx01 sysmon: " EVENT("","")},
    {NOTE_BANNER_SKIPPED,                                                        1,                                                                                          "2024-03-10T06:30:00+00:00 lx01 sysmon[812]: " EVENT("","")},
    {NOTE_TREE_MARKERS,                                                     1,                                                                                                         "- " EVENT("",                                                                                                                            "")},
    {NOTE_MARK_INSIDE, 1,EVENT("","") "\xEF\xBB\xBF" EVENT("", "")},
    {NOTE_XML_QUOTED,   1,"<w:Event><![CDATA[" EVENT("","") "]]></w:Event>"},
    {NOTE_NAMESPACE_MISSING,                                         1,
     "<Events><Event><System><EventID>1</EventID></System></Event></Events>"  },
    {NOTE_NAMESPACE_PREFIXED,                                                     1,                                                                                                         "<a:Event xmlns:a='x'><a:System></a:System></a:Event>"},
    {NOTE_CONTROLS_REPLACED,                           2,                                                                                                                           DATA("<Data Name='a'>\x01-\x1b</Data>")                                                                                                                                                                                                                                                                                                                       },
    {NOTE_REFERENCES_REPLACED,               1,                                        DATA("<Data Name='a'>&#1;</Data>")},
    {NOTE_PAIRS_JOINED,   1,DATA("<Data Name='a'>&#xD83D;&#xDE00;</Data>")},
    {NOTE_AMPERSANDS_BARE,                             2,DATA("<Data Name='a'>AT&T < B</Data>")},
    {NOTE_QUOTES_BENT,                                         2,                    DATA("<Data Name=“a”>x</Data>")},
    {NOTE_DATA_UNNAMED,                                                     1,                                                                                                                                                                   DATA("<Data>x</Data>")                                                                                                                                                                                                                                           },
    {NOTE_DATA_NAME_EMPTY,                           1,                                                                                                                          DATA("<Data Name=''>x</Data>")                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 },
    {NOTE_DATA_NAME_AGAIN,               1,             DATA("<Data Name='a'>x</Data><Data Name='b'/><Data Name='a'/>")},
    {NOTE_ARRAY_UNPACKED,   1,DATA("<Data><string>a</string>\n<string>b</string></Data>")},
    {NOTE_BINARY_BASE64,                             1,DATA("<Binary>RABOAFM=</Binary>")},
    {NOTE_ATTRIBUTE_EMPTY,                                         1,                  EVENT("<Security UserID=''/>","")},
    {NOTE_MARKUP_IN_DATA,                                                     1,                                                                                                                                                                                DATA("<Data Name='a'><s:Body>x</s:Body></Data>")                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            },
    {NOTE_ESCAPED_TWICE,                           1,                                                                                                                     DATA("<Data Name='a'>Tom &amp;amp; Jerry</Data>")                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            },
    {NOTE_CONTROLS_LOST,               0,
     "<Event>\r\n  <System>\r\n    <Provider Name=\"P\" />\r\n  </System>\r\n</Event>"},
    {NOTE_ID_COMBINED,                                      1,                                     EVENT("<EventID>3221232472</EventID>","")},
    {NOTE_LEVEL_ODD,                                       1,                                                                EVENT("<Level>16</Level>","")},
    {NOTE_ERROR_DATA,                                       1,
     EVENT("","<ProcessingErrorData><ErrorCode>1</ErrorCode></ProcessingErrorData>")},
    {NOTE_PARTS_IGNORED,                                         1,                                                       EVENT("","<ExtendedTracingInfo><a>1</a></ExtendedTracingInfo>")},
    {NOTE_TIME_ASSUMED_UTC,                                                        1,                                                                                               EVENT("<TimeCreated SystemTime='2012-10-26 12:09:01.5'/>","")},
    {NOTE_TIME_CONVERTED,                                                     1,                                                                                                         EVENT("<TimeCreated SystemTime='2012-10-26 12:09:01 UTC'/>",                                                                                                                                                                                                 "")},
    {NOTE_RECORD_ID_MISSING,                                                 1,                               "<Event xmlns='x'><System><EventID>1</EventID></System></Event>"},
    {NOTE_RECORD_ID_ZERO,               1,     EVENT("<EventRecordID>0</EventRecordID>","")},
    {NOTE_COMPUTER_MISSING,                                    1,                                "<Event xmlns='x'><System><EventID>1</EventID></System></Event>"},
};

START_TEST(what_is_odd_is_said_and_costs_nothing)
{
    const struct oddity *o = &oddities[_i];
    struct batch b = {0};
    struct err err;
    const struct note *found = NULL;
    batch_reset(&b);
    b.bytes = str_of(o->text);
    b.ends = true;
    struct lead lead = {.path = STR("x.xml"), .head = b.bytes};
    ck_assert_int_eq(reader_windows_xml.parse(&b, &lead, &err), OK);
    ck_assert_uint_gt(b.events_n, 0);
    ck_assert_uint_eq(b.losses_n, 0);
    for (const struct note *note = b.notes.first; note; note = note->next)
        if (note->id == o->id)
            found = note;
    ck_assert_msg(found, "%s is not said of %s", note_kinds[o->id].name, o->text);
    ck_assert_uint_eq(found->times, o->times);
    batch_free(&b);
}
END_TEST

START_TEST(a_plain_export_needs_no_remark)
{
    struct batch b = {0};
    struct err err;
    batch_reset(&b);
    b.bytes = STR("<?xml version='1.0'?><Events>" EVENT(
        "<EventID>1</EventID>", "<EventData><Data Name='a'>b</Data></EventData>") "</Events>\r\n");
    b.ends = true;
    struct lead lead = {.path = STR("x.xml"), .head = b.bytes};
    ck_assert_int_eq(reader_windows_xml.parse(&b, &lead, &err), OK);
    ck_assert_ptr_null(b.notes.first);
    batch_free(&b);
}
END_TEST

START_TEST(what_evtxtract_could_not_put_together_is_declared_lost)
{
    struct batch b = read_xml(EVENT(
        "", "") "\n<Record>\n<Offset>0x317198</Offset>\n<EventID>1531</EventID>\n"
                "<Substitutions>\n  <Substitution index=\"0\">\n    <Type>4</Type>\n"
                "    <Value>4</Value>\n  </Substitution>\n</Substitutions>\n</Record>\n" EVENT("",
                                                                                               ""));
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_uint_eq(b.losses_n, 1);
    ck_assert_uint_gt(b.losses[0].length, 100);
    batch_free(&b);
}
END_TEST

static const char escaped[] =
    "<html><pre>&lt;Event "
    "xmlns=&quot;x&quot;&gt;<br>\n&lt;System&gt;&lt;EventID&gt;7&lt;/EventID&gt;"
    "&lt;/System&gt;&lt;EventData&gt;&lt;Data Name=&#39;a&#39;&gt;x &amp;amp; <b>y</b>&lt;/Data&gt;"
    "&lt;/EventData&gt;&lt;/Event&gt;</pre>\n<p>and this one:</p>\n"
    "&lt;Event&gt;&lt;System&gt;&lt;EventID&gt;8&lt;/EventID&gt;&lt;/System&gt;&lt;/Event&gt;</"
    "html>";

START_TEST(xml_escaped_for_html_is_read)
{
    const struct reader *r = reader_of(STR(escaped), "page.html");
    ck_assert_ptr_nonnull(r);
    ck_assert_str_eq(r->name, "escaped-xml");
    struct batch b = read_text(r, STR(escaped), "page.html");
    ck_assert_uint_eq(b.events_n, 2);
    ck_assert_int_eq(b.events[0].event_id, 7);
    ck_field(&b.events[0], "a", "x & y");
    ck_assert_uint_eq(b.events[0].offset, 11);
    ck_assert_int_eq(b.events[1].event_id, 8);
    ck_assert_uint_eq(b.losses_n, 1);
    batch_free(&b);
}
END_TEST

START_TEST(sums_are_said_once_for_each_place)
{
    struct arena arena = {0};
    struct notes all, some;
    struct loc a = {.file = "a.xml"}, b = {.file = "b.xml"};
    notes_init(&all, &arena);
    notes_init(&some, &arena);
    for (int i = 0; i < 100; i++) {
        notes_sum(&some, NOTE_NULS_REMOVED, i % 2 ? a : b, 2, "%s", "");
        notes_sum(&some, NOTE_ENCODING_GUESSED, a, 0, "%s", "cp850");
    }
    notes_merge(&all, &some);
    notes_merge(&all, &some);
    ck_assert_uint_eq(all.seen[NOTE_NULS_REMOVED], 2);
    ck_assert_uint_eq(all.seen[NOTE_ENCODING_GUESSED], 1);
    ck_assert_uint_eq(all.first->times, 200);
    ck_str(note_detail(all.first, &arena), "200 times");
    ck_str(note_detail(all.first->next, &arena), "cp850");
    arena_free(&arena);
}
END_TEST

SUITE(dialects)
{
    tcase_add_loop_test(tests, every_dialect_gives_the_same_fields, 0, ARRAY_LEN(dialects));
    tcase_add_test(tests, copies_from_several_converters_are_one_event);
    tcase_add_loop_test(tests, what_is_odd_is_said_and_costs_nothing, 0, ARRAY_LEN(oddities));
    tcase_add_test(tests, a_plain_export_needs_no_remark);
    tcase_add_test(tests, what_evtxtract_could_not_put_together_is_declared_lost);
    tcase_add_test(tests, xml_escaped_for_html_is_read);
    tcase_add_test(tests, sums_are_said_once_for_each_place);
}
