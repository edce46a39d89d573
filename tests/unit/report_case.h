/* The founding story as an analysis made by hand: a Small Business Server 2003 whose DNS service
 * took UDP port 2883 from ActiveSync. Rich enough that every part of a report has something to say.
 */
#ifndef TESTS_REPORT_CASE_H
#define TESTS_REPORT_CASE_H

#include "model/analysis.h"

#include <math.h>
#include <stdio.h>

#define SET(list, items) .list = (items), .list##_n = ARRAY_LEN(items)

static struct moment at(const char *text)
{
    struct moment m = MOMENT_NONE;
    bool zoned;
    if (time_parse(str_of(text), &m.ticks, &zoned))
        m.local = !zoned;
    return m;
}

/* clang-format off */
static struct a_record case_records[6];
static struct a_evidence case_pool_evidence[7];
static struct a_evidence case_other_evidence[1];
static struct a_evidence case_worker_evidence[1];
static struct a_says case_says[2];
static struct str case_needs[1], case_watch[1], case_roles[2], case_decides[1];
static struct a_step case_steps[6];
static struct a_verify case_verify[2];
static struct a_consequence case_consequences[3];
static struct a_hypothesis case_hypotheses[4];
static struct a_missing case_missing[1];
static struct a_change case_changes[2];
static struct a_reference case_references[3];
static struct a_remark case_remarks[1];
static struct a_event case_events[2];
static struct a_episode case_episodes[2];
static struct a_symptom case_symptoms[1];
static struct pair case_group[1], case_parameters[2];
static int64_t case_ids[2], case_hours[24];
static struct a_day case_days[19];
static struct a_luck case_luck;
static struct a_finding case_findings[2];
static struct a_host case_hosts[1];
static struct a_source case_sources[5];
static struct a_coverage case_coverage[4];
static struct a_gap case_gaps[1];
static struct a_clear case_clears[1];
static struct a_detection case_detections[2];
static struct a_unexplained case_unexplained[2];
static struct a_note case_notes[2];
static struct a_check case_checks[5];
static struct a_pack case_packs[2];
static struct a_mark case_marks[4];
static struct a_health case_health[4];
static struct analysis case_analysis;
/* clang-format on */

static struct a_record record(int64_t source, int64_t id, const char *time)
{
    return (struct a_record){source, id - 1, 0, id, at(time)};
}

static struct a_health figure(const char *name, const char *state, int64_t count, const char *first,
                              const char *last)
{
    return (struct a_health){.host = STR("PINE-SBS"),
                             .figure = str_of(name),
                             .state = str_of(state),
                             .count = count,
                             .first = at(first),
                             .last = at(last)};
}

static struct a_evidence item(const char *text, const char *effect, const char *weight,
                              double ratio, const char *state)
{
    return (struct a_evidence){.text = str_of(text),
                               .effect = str_of(effect),
                               .weight = str_of(weight),
                               .ratio = ratio,
                               .counted = true,
                               .state = str_of(state),
                               .test = STR("seen"),
                               .could = 1};
}

static void case_make_evidence(void)
{
    case_records[0] = record(3, 0, "2012-10-26T15:12:00Z");
    case_records[1] = record(2, 211, "2012-10-25T01:33:10Z");
    case_records[2] = record(0, 4412, "2012-10-25T01:35:12Z");
    case_records[3] = record(0, 4414, "2012-10-25T01:44:12Z");
    case_records[4] = record(0, 4417, "2012-10-25T01:53:12Z");
    case_records[5] = record(0, 4419, "2012-10-25T02:00:12Z");
    struct a_evidence *e = case_pool_evidence;
    e[0] = item("netstat shows dns.exe (PID 1692) on udp port 2883", "supports", "decisive", 200,
                "present");
    e[0].records = case_records;
    e[0].records_n = 1;
    e[1] = item("MaxUserPort is 60000: the pool is drawn from 1025 up, not from 49152 up",
                "supports", "moderate", 5, "present");
    e[2] = item("The DNS service started before the first failure", "supports", "moderate", 5,
                "present");
    e[2].records = case_records + 1;
    e[2].records_n = 5;
    e[3] = item("The share of DNS starts that failed fits the lottery", "supports", "", 3.2,
                "present");
    e[3].why = STR("1 of 6 starts failed; 4.24 % each were to be expected");
    e[4] = item("The update that brought the socket pool is installed", "supports", "weak", 2,
                "present");
    e[5] = item("Another service of the known list lost its port on the same start", "none",
                "moderate", 1, "absent");
    e[6] = item("The failures ended when the DNS service was stopped or started", "none", "strong",
                1, "unknown");
    e[6].could = 20;
    e[6].why = STR("no start of DNS since");
    case_other_evidence[0] = item("netstat shows another program on udp port 2883", "weakens",
                                  "decisive", 1.0 / 200, "absent");
    case_worker_evidence[0] = item("IIS recycled its worker process in the hour before", "weakens",
                                   "strong", 1.0 / 20, "absent");
}

static void case_make_steps(void)
{
    case_says[0] = (struct a_says){
        STR("KB812873"), STR("for"),
        STR("ReservedPorts keeps a range from being handed out: the documented way on 2003")};
    case_says[1] = (struct a_says){STR("KB956188"), STR("for"),
                                   STR("reserve the port of the victim: the remedy for MS08-037")};
    case_needs[0] = STR("reserved_ports");
    case_watch[0] = STR("activesync_bind_failed");
    struct a_step *s = case_steps;
    s[0] = (struct a_step){
        .step = STR("Restart the DNS service; it draws new ports and most likely leaves 2883 free"),
        .kind = STR("relief"),
        .on = STR("victim"),
        .machine = STR("PINE-SBS"),
        .run = STR("net stop dns & net start dns"),
        .expect = STR("ActiveSync gets the port at its next attempt, within ten minutes"),
        .undo = STR("Nothing to undo"),
        .risk = STR("low"),
        .security = STR("none"),
        .restart = STR("service"),
        .note = STR("Names are not resolved for some seconds. The new pool holds the port again in "
                    "about one case of 24.")};
    s[1] = (struct a_step){
        .step = STR("See what is reserved now, and keep the export"),
        .kind = STR("look"),
        .on = STR("victim"),
        .machine = STR("PINE-SBS"),
        .run = STR("reg export \"HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\" "
                   "tcpip-before.reg"),
        .expect = STR("ReservedPorts with 1433-1434 and whatever ISA or others have added"),
        .risk = STR("none"),
        .security = STR("none"),
        .restart = STR("none")};
    s[2] = (struct a_step){
        .step = STR("Reserve the ports of Small Business Server next to those that are reserved "
                    "already, and restart the computer"),
        .kind = STR("cure"),
        .on = STR("victim"),
        .machine = STR("PINE-SBS"),
        .run = STR("reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\" /v "
                   "ReservedPorts /t REG_MULTI_SZ /s , /d "
                   "\"1433-1434,1645-1646,1701-1701,1812-1813,2883-2883,4500-4500\" /f"),
        .expect = STR("From the next start on the pool is not given one of these"),
        .undo = STR("reg import tcpip-before.reg, then restart the computer"),
        .risk = STR("low"),
        .security = STR("none"),
        .restart = STR("computer"),
        SET(watch, case_watch),
        SET(says, case_says),
        .never = STR("Write the list without the entries that are there now: reg add replaces it "
                     "and frees 1433-1434"),
        .note = STR("A program that asks for the port by its number still gets it.")};
    s[3] = (struct a_step){
        .step = STR("Delete MaxUserPort and restart the computer; the pool then begins at 49152"),
        .kind = STR("cure"),
        .on = STR("victim"),
        .machine = STR("PINE-SBS"),
        .run = STR("netstat -an | find /c \"TIME_WAIT\""),
        .risk = STR("medium"),
        .security = STR("none"),
        .restart = STR("computer"),
        SET(needs, case_needs),
        .question = true,
        .never = STR("Delete the value; do not set it to 5000")};
    s[4] = (struct a_step){
        .step = STR("Make the pool smaller with SocketPoolSize"),
        .kind = STR("prevent"),
        .on = STR("victim"),
        .machine = STR("PINE-SBS"),
        .run = STR("reg query \"HKLM\\SYSTEM\\CurrentControlSet\\Services\\DNS\\Parameters\" /v "
                   "SocketPoolSize"),
        .undo = STR("Delete the value, restart DNS"),
        .risk = STR("medium"),
        .security = STR("lowers"),
        .restart = STR("service"),
        .note = STR("A smaller pool makes answers easier to forge.")};
    s[5] = (struct a_step){.step = STR("Ask for the hotfix of the month"),
                           .kind = STR("prevent"),
                           .on = STR("victim"),
                           .expired = true,
                           .valid_until = STR("14 July 2015, end of support of Server 2003")};
}

static void case_make_hypotheses(void)
{
    struct a_hypothesis *h = case_hypotheses;
    case_verify[0] = (struct a_verify){STR("ReservedPorts holds 2883 after the restart"),
                                       STR("reg query \"HKLM\\SYSTEM\\CurrentControlSet\\Services\\"
                                           "Tcpip\\Parameters\" /v ReservedPorts")};
    case_verify[1] = (struct a_verify){STR("no event 3015 for a day with phones in use"), {0}};
    case_consequences[0] = (struct a_consequence){STR("restart DNS"),
                                                  STR("4.24 % at each start"),
                                                  STR("seconds without DNS"),
                                                  STR("76 starts"),
                                                  NAN,
                                                  NAN};
    case_consequences[1] =
        (struct a_consequence){STR("reserve the ports"),   STR("none"), STR("one restart"),
                               STR("the value, exported"), NAN,         NAN};
    case_consequences[2] = (struct a_consequence){STR("smaller pool"),
                                                  STR("0.02 to 2 %"),
                                                  STR("LOWERS SECURITY"),
                                                  STR("many starts"),
                                                  NAN,
                                                  NAN};
    h[0] = (struct a_hypothesis){
        .id = STR("dns_socket_pool"),
        .title = STR("The DNS service holds udp port 2883 in its socket pool"),
        .category = STR("port-conflict"),
        .prior = STR("common"),
        .odds = 3200,
        .probability = 0.9961,
        .verdict = STR("confirmed"),
        .culprit = {STR("DNS"), STR("DNS Server"), STR("dns.exe"), STR("1692")},
        .because =
            STR("Since MS08-037 the DNS Server service takes 2,500 UDP ports at random when "
                "it starts and keeps them until it stops. Where MaxUserPort is set on Server "
                "2003, ports that other services need are among those it draws from."),
        SET(evidence, case_pool_evidence),
        .share = NAN,
        SET(fix, case_steps),
        SET(verify, case_verify),
        SET(consequences, case_consequences),
        .lottery = STR("Each start of DNS draws 2,500 of 58,976 ports; 2883 is among them in "
                       "4.24 % of cases, one start in 24.")
    };
    h[1] = (struct a_hypothesis){.id = STR("other_process"),
                                 .title = STR("Another program holds UDP port 2883"),
                                 .prior = STR("rare"),
                                 .odds = 0.0006,
                                 .probability = 0.0002,
                                 .verdict = STR("ruled out"),
                                 SET(evidence, case_other_evidence),
                                 .share = NAN};
    h[2] = (struct a_hypothesis){.id = STR("second_worker"),
                                 .title = STR("A second worker process of IIS holds the port"),
                                 .prior = STR("occasional"),
                                 .odds = 0.01,
                                 .probability = 0.003,
                                 .verdict = STR("unlikely"),
                                 SET(evidence, case_worker_evidence),
                                 .share = NAN};
    h[3] = (struct a_hypothesis){.id = STR("reserved_elsewhere"),
                                 .title = STR("The port lies in an excluded range"),
                                 .prior = STR("rare"),
                                 .odds = NAN,
                                 .probability = NAN,
                                 .verdict = STR("possible"),
                                 .share = NAN};
}

static void case_make_activity(void)
{
    static const int per_day[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 41, 187, 63};
    static char dates[19][24];
    for (int i = 0; i < 19; i++) {
        snprintf(dates[i], sizeof dates[i], "2012-10-%02d", 8 + i);
        case_days[i] = (struct a_day){
            {dates[i], 10},
            per_day[i]
        };
    }
    for (int i = 0; i < 24; i++)
        case_hours[i] = 9 + (i * 7) % 5 + (i < 8 || i > 18 ? 4 : 0);
    case_ids[0] = 3015;
    case_ids[1] = 3024;
    case_symptoms[0] = (struct a_symptom){STR("Server ActiveSync"), STR("Application"),
                                          SET(event_ids, case_ids), .count = 582};
    case_episodes[0] = (struct a_episode){at("2012-10-25T01:35:12Z"),
                                          at("2012-10-25T01:53:15Z"),
                                          at("2012-10-26T11:01:09Z"),
                                          244,
                                          9,
                                          false,
                                          false,
                                          false};
    case_episodes[1] = (struct a_episode){at("2012-10-26T11:40:12Z"),
                                          at("2012-10-26T11:58:15Z"),
                                          at("2012-10-26T15:10:41Z"),
                                          47,
                                          9,
                                          true,
                                          false,
                                          false};
}

static void case_make_events(void)
{
    case_events[0] = (struct a_event){
        0,
        4411,
        4412,
        at("2012-10-25T01:35:12Z"),
        STR("Server ActiveSync"),
        3015,
        STR("Application"),
        STR("IP-based AUTD failed to initialize because the processing of notifications could not "
            "be setup. Error code [0x80004005]. Verify that no other applications are currently "
            "bound to UDP port [2883]\nand try specifying a different port number."),
        {0}};
    case_events[1] = (struct a_event){0,
                                      4992,
                                      4993,
                                      at("2012-10-26T15:10:41Z"),
                                      STR("Server ActiveSync"),
                                      3024,
                                      STR("Application"),
                                      {0},
                                      STR("80004005")};
    case_changes[0] = (struct a_change){
        at("2012-10-25T01:33:10Z"),
        {{0}, {0}, STR("DNS Server service started"), STR("low"), {0}},
        STR("The DNS Server service started"),
        122,
        6
    };
    case_changes[1] = (struct a_change){
        at("2012-10-25T01:31:40Z"),
        {{0}, {0}, STR("Windows was started"), STR("low"), {0}},
        STR("Windows was started after a clean shutdown"),
        212,
        3
    };
    case_references[0] =
        (struct a_reference){STR("KB956189"), STR("https://support.microsoft.com/kb/956189")};
    case_references[1] =
        (struct a_reference){STR("KB812873"), STR("https://support.microsoft.com/kb/812873")};
    case_references[2] = (struct a_reference){STR("no link"), STR("javascript:alert(1)")};
    case_remarks[0] = (struct a_remark){STR(
        "netstat and tasklist were taken in the same minute: PID 1692 means the same process in "
        "both.")};
    case_decides[0] = STR("dns_socket_pool");
    case_missing[0] = (struct a_missing){STR("socket"),
                                         STR("which program has UDP port 2883, once more after the "
                                             "next start"),
                                         STR("netstat -ano"), 0.0004, SET(decides, case_decides)};
}

static void case_make_findings(void)
{
    case_group[0] = (struct pair){STR("Computer"), STR("PINE-SBS")};
    case_parameters[0] = (struct pair){STR("port"), STR("2883")};
    case_parameters[1] = (struct pair){STR("error"), STR("80004005")};
    case_findings[0] = (struct a_finding){
        .id = STR("cul-1-6d1f3a520b0e"),
        .rule = {STR("6d1f3a52-0b0e-4c7d-9a55-3015a1c7e004"),
                 STR("activesync_port_conflict"),
                 STR("Server ActiveSync notification port is taken, recurring"),
                 STR("high"),
                 {0}},
        .host = STR("PINE-SBS"),
        SET(group, case_group),
        .category = STR("port-conflict"),
        .symptom = STR("Server ActiveSync on PINE-SBS cannot open UDP port 2883 (error 80004005)"),
        .effect = STR("Phones get no push notification; mail still arrives when the user "
                      "synchronises by hand."),
        .confidence = STR("verified"),
        .status = STR("active"),
        .status_text = STR("It goes on: the last one is 2 min before the end of the log."),
        .cure = STR("none"),
        .first_seen = at("2012-10-25T01:35:12Z"),
        .last_seen = at("2012-10-26T15:10:38Z"),
        .occurrences = 291,
        .cadence = {STR("periodic"),                                           464,               92,
                 STR("every 8 min (+- 92 s) since 24 Oct 2012 18:35, 291 times, day and night")                                           },
        .activity = {SET(days,                                           case_days),                      SET(hours,                            case_hours)},
        SET(symptoms, case_symptoms),
        SET(parameters, case_parameters),
        SET(changes, case_changes),
        SET(episodes, case_episodes),
        .episodes_total = 2,
        SET(hypotheses, case_hypotheses),
        .other = 0.0003,
        SET(missing, case_missing),
        SET(references, case_references),
        SET(events, case_events),
        SET(remarks, case_remarks),
        .victim = {STR("W3SVC"),                                           STR("Exchange Server ActiveSync"),                  STR("w3wp.exe"), {0}              }
    };
    case_findings[1] = (struct a_finding){
        .id = STR("cul-1-0c0ffee00001"),
        .rule = {STR("r2"), STR("vss_timeouts"), STR("Shadow copies time out"), STR("medium"), {0}},
        .host = STR("PINE-SBS"),
        .category = STR("capacity"),
        .symptom = STR("Shadow copies on PINE-SBS time out at night"),
        .status = STR("stopped"),
        .status_text = STR("None since 20 Oct 2012, 6 nights are covered."),
        .cure = STR("count"),
        .cure_text = STR("Nothing shows that the mechanism is gone."),
        .luck = &case_luck,
        .first_seen = at("2012-10-09T09:00:04Z"),
        .last_seen = at("2012-10-20T09:00:04Z"),
        .occurrences = 11,
        .other = NAN
    };
    case_luck = (struct a_luck){STR("lottery"),
                                0.0424,
                                6,
                                0.25,
                                0.771,
                                70,
                                STR("a draw of 2,500 of 58,976 ports without replacement")};
}

static void case_make_inputs(void)
{
    static const struct {
        const char *path, *form;
        int64_t bytes, events, facts, lost;
    } files[] = {
        {"sbs/Application.xml", "event xml", 612345, 4993, 0,    0  },
        {"sbs/System.xml",      "event xml", 401222, 3120, 0,    0  },
        {"sbs/DNS Server.xml",  "event xml", 20112,  214,  0,    0  },
        {"sbs/netstat.txt",     "netstat",   198221, 0,    2688, 0  },
        {"sbs/Security.xml",    "event xml", 899001, 6010, 0,    512},
    };
    case_roles[0] = STR("dc");
    case_roles[1] = STR("exchange");
    case_hosts[0] = (struct a_host){STR("PINE-SBS"),
                                    STR("Windows Server 2003"),
                                    STR("5.2"),
                                    STR("2"),
                                    SET(roles, case_roles),
                                    .zone = STR("America/Los_Angeles"),
                                    .zone_from = STR("systeminfo"),
                                    .first = at("2012-10-08T12:32:01Z"),
                                    .last = at("2012-10-26T15:12:40Z"),
                                    .events = 14337};
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        case_sources[i] = (struct a_source){
            .path = str_of(files[i].path),
            .host = STR("PINE-SBS"),
            .form = str_of(files[i].form),
            .encoding = STR("utf-8"),
            .bytes = files[i].bytes,
            .events = files[i].events,
            .facts = files[i].facts,
            .lost = files[i].lost,
            .losses = files[i].lost > 0,
            .sha256 = STR("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            .complete = files[i].lost == 0};
    static const char *const channels[] = {"Application", "DNS Server", "Security", "System"};
    for (size_t i = 0; i < ARRAY_LEN(channels); i++)
        case_coverage[i] = (struct a_coverage){.host = STR("PINE-SBS"),
                                               .channel = str_of(channels[i]),
                                               .first = at("2012-10-08T12:32:01Z"),
                                               .last = at("2012-10-26T15:12:40Z"),
                                               .events = 3000 + (int64_t)i};
    case_gaps[0] = (struct a_gap){at("2012-10-12T00:00:00Z"), at("2012-10-13T04:00:00Z")};
    case_clears[0] = (struct a_clear){at("2012-10-25T08:00:00Z"), 1};
    case_coverage[2].first = at("2012-10-25T08:00:00Z");
    case_coverage[2].gaps = case_gaps;
    case_coverage[2].gaps_n = 1;
    case_coverage[2].clears = case_clears;
    case_coverage[2].clears_n = 1;
    case_coverage[2].missing_records = 17;
    case_notes[0] = (struct a_note){STR("RECORD_LOST"),
                                    STR("warning"),
                                    4,
                                    88100,
                                    STR("a record was cut off and is left out"),
                                    1};
    case_notes[1] = (struct a_note){STR("ZONE_ASSUMED"),
                                    STR("info"),
                                    -1,
                                    INT_NONE,
                                    STR("the zone was taken from systeminfo"),
                                    3};
}

static void case_make_rest(void)
{
    case_detections[0] = (struct a_detection){
        {STR("d1"), STR("d1"), STR("A service was installed"), STR("medium"), {0}},
        STR("PINE-SBS"),
        2,
        at("2012-10-09T10:00:00Z"),
        at("2012-10-19T10:00:00Z")
    };
    case_detections[1] = case_detections[0];
    case_unexplained[0] = (struct a_unexplained){
        .host = STR("PINE-SBS"),
        .provider = STR("W32Time"),
        .channel = STR("System"),
        .event_id = 36,
        .level = 3,
        .text = STR("The time service has not synchronized the system time for <n> seconds"),
        .occurrences = 18,
        .first_seen = at("2012-10-09T09:00:00Z"),
        .last_seen = at("2012-10-26T09:00:00Z"),
        .cadence = {STR("daily"), 86400, 3, STR("daily at 02:00, 18 times")},
        .status = STR("active"),
        .hosts = 1
    };
    case_unexplained[1] = case_unexplained[0];
    case_unexplained[1].provider = STR("MSExchangeAL");
    case_unexplained[1].event_id = 8026;
    case_unexplained[1].text = STR("LDAP Bind was unsuccessful on directory <name> for '<name>'");
    case_unexplained[1].cadence = (struct a_cadence){STR("burst"), NAN, NAN, {0}};
    static const char *const checks[][3] = {
        {"Server ActiveSync notification port is taken", "present",        ""                                      },
        {"SQL Server refuses connections",               "not_applicable", "no SQL Server on this host"            },
        {"The system disk fails",                        "absent",         "System is covered from 8 to 26 October"},
        {"Logons fail for a locked account",             "unknown",        "Security covers 31 h only"             },
        {"Certificates are about to expire",             "unknown",        "no capture of http_binding"            },
    };
    for (size_t i = 0; i < ARRAY_LEN(checks); i++)
        case_checks[i] = (struct a_check){
            STR("r"),        str_of(checks[i][0]), i < 2 ? STR("exchange") : STR("sql"),
            STR("PINE-SBS"), str_of(checks[i][1]), str_of(checks[i][2])};
    case_packs[0] = (struct a_pack){STR("builtin"), STR("0.1.0")};
    case_packs[1] = (struct a_pack){STR("house"), STR("3")};
    case_marks[0] = (struct a_mark){at("2012-10-10T09:00:00Z"), STR("PINE-SBS"), STR("change"),
                                    STR("A Windows update was installed")};
    case_marks[1] = (struct a_mark){at("2012-10-10T10:07:12Z"), STR("PINE-SBS"), STR("boot"),
                                    STR("Windows started")};
    case_marks[2] = (struct a_mark){at("2012-10-17T00:48:40Z"), STR("PINE-SBS"), STR("crash"),
                                    STR("Windows started after it went down unclean")};
    case_marks[3] = (struct a_mark){at("2012-10-25T01:31:40Z"), STR("PINE-SBS"), STR("boot"),
                                    STR("Windows started")};
    case_health[0] = figure("starts", "good", 3, "2012-10-10T10:07:12Z", "2012-10-25T01:31:40Z");
    case_health[1] =
        figure("starts after a crash", "bad", 1, "2012-10-17T00:48:40Z", "2012-10-17T00:48:40Z");
    case_health[2] = figure("end of support", "good", INT_NONE, "", "");
    case_health[2].text = STR("2015-07-14");
    case_health[3] = figure("backups completed", "unknown", INT_NONE, "", "");
    case_health[3].text = STR("there is no Application log of this host");
}

static struct analysis *case_make(void)
{
    case_make_evidence();
    case_make_steps();
    case_make_hypotheses();
    case_make_activity();
    case_make_events();
    case_make_findings();
    case_make_inputs();
    case_make_rest();
    case_analysis = (struct analysis){
        .schema = STR("culprit.report/1"),
        .tool = {STR("0.1.0")  },
        .about = { STR("pine"),                                                             at("2012-10-26T15:12:40Z"), MOMENT_NONE, STR("--min-level medium"),
                 STR("2024a")},
        .rules = {   STR("0b1e2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"),
                 SET(packs,                                                                                                             case_packs), .loaded = 61, .left_out = 0},
        SET(checks, case_checks),
        SET(hosts, case_hosts),
        SET(sources, case_sources),
        SET(coverage, case_coverage),
        SET(findings, case_findings),
        SET(detections, case_detections),
        SET(unexplained, case_unexplained),
        .unexplained_total = 2,
        SET(marks, case_marks),
        .marks_total = 4,
        SET(health, case_health),
        SET(notes, case_notes)
    };
    return &case_analysis;
}

#endif
