#include "record_parts.h"

/* Get-WinEvent: EventLogRecord. */
static const struct record_way of_record[] = {
    {"ProviderName",      put_provider  },
    {"ProviderId",        put_guid      },
    {"Qualifiers",        put_qualifiers},
    {"Id",                put_id        },
    {"Version",           put_version   },
    {"Level",             put_level     },
    {"LevelDisplayName",  put_level     },
    {"Task",              put_task      },
    {"Opcode",            put_opcode    },
    {"Keywords",          put_keywords  },
    {"RecordId",          put_record    },
    {"LogName",           put_channel   },
    {"ProcessId",         put_pid       },
    {"ThreadId",          put_tid       },
    {"MachineName",       put_computer  },
    {"UserId",            put_user      },
    {"TimeCreated",       put_time      },
    {"ActivityId",        put_activity  },
    {"RelatedActivityId", put_related   },
    {"Message",           put_message   },
};

/* Get-EventLog: EventLogEntry. */
static const struct record_way of_entry[] = {
    {"Source",         put_provider},
    {"InstanceId",     put_id      },
    {"EventID",        put_id      },
    {"EntryType",      put_type    },
    {"CategoryNumber", put_task    },
    {"Index",          put_record  },
    {"MachineName",    put_computer},
    {"UserName",       put_user    },
    {"TimeGenerated",  put_time    },
    {"TimeWritten",    put_time    },
    {"Message",        put_message },
};

/* WMI: Win32_NTLogEvent; Splunk's fields of classic logs have nearly the same names. */
static const struct record_way of_wmi[] = {
    {"SourceName",      put_provider},
    {"EventIdentifier", put_id      },
    {"EventCode",       put_id      },
    {"EventType",       put_wmi_type},
    {"Type",            put_type    },
    {"Category",        put_task    },
    {"RecordNumber",    put_record  },
    {"Logfile",         put_channel },
    {"LogName",         put_channel },
    {"ComputerName",    put_computer},
    {"PSComputerName",  put_computer},
    {"User",            put_user    },
    {"TimeGenerated",   put_time    },
    {"TimeWritten",     put_time    },
    {"_time",           put_time    },
    {"Message",         put_message },
};

static const struct record_way of_log_parser[] = {
    {"SourceName",    put_provider},
    {"EventID",       put_id      },
    {"EventType",     put_type    },
    {"EventTypeName", put_type    },
    {"EventCategory", put_task    },
    {"RecordNumber",  put_record  },
    {"EventLog",      put_log_file},
    {"ComputerName",  put_computer},
    {"SID",           put_user    },
    {"TimeGenerated", put_time    },
    {"TimeWritten",   put_time    },
    {"Message",       put_message },
};

/* Event XML turned into JSON: attributes as "#attributes", as "@Name", apart from their element, or
 * as plain members. `S` is where System is. */
#define SYSTEM(S)                                                                                  \
    {S "Provider.Name", put_provider}, {S "Provider_attributes.Name", put_provider},               \
        {S "Provider.Guid", put_guid}, {S "Provider_attributes.Guid", put_guid},                   \
        {S "Provider.EventSourceName", put_source_name},                                           \
        {S "Provider_attributes.EventSourceName", put_source_name},                                \
        {S "EventID.Qualifiers", put_qualifiers},                                                  \
        {S "EventID_attributes.Qualifiers", put_qualifiers}, {S "EventID", put_id},                \
        {S "Version", put_version}, {S "Level", put_level}, {S "Task", put_task},                  \
        {S "Opcode", put_opcode}, {S "Keywords", put_keywords},                                    \
        {S "TimeCreated.SystemTime", put_time}, {S "TimeCreated_attributes.SystemTime", put_time}, \
        {S "EventRecordID", put_record}, {S "Correlation.ActivityID", put_activity},               \
        {S "Correlation_attributes.ActivityID", put_activity},                                     \
        {S "Correlation.RelatedActivityID", put_related},                                          \
        {S "Correlation_attributes.RelatedActivityID", put_related},                               \
        {S "Execution.ProcessID", put_pid}, {S "Execution_attributes.ProcessID", put_pid},         \
        {S "Execution.ThreadID", put_tid}, {S "Execution_attributes.ThreadID", put_tid},           \
        {S "Channel", put_channel}, {S "Computer", put_computer}, {S "Security.UserID", put_user}, \
    {                                                                                              \
        S "Security_attributes.UserID", put_user                                                   \
    }

static const struct record_way of_event[] = {
    SYSTEM("Event.System."),
    {"Event.RenderingInfo.Message", put_message},
    {"Message",                     put_message},
};

static const struct record_way of_system[] = {
    SYSTEM("System."),
    {"RenderingInfo.Message", put_message},
    {"Message",               put_message},
};

static const struct record_way of_beats[] = {
    {"winlog.provider_name",       put_provider },
    {"event.provider",             put_provider },
    {"winlog.provider_guid",       put_guid     },
    {"winlog.event_id",            put_id       },
    {"event.code",                 put_id       },
    {"winlog.version",             put_version  },
    {"winlog.level",               put_level    },
    {"log.level",                  put_level    },
    {"winlog.task",                put_task     },
    {"winlog.opcode",              put_opcode   },
    {"winlog.keywords",            put_keywords },
    {"winlog.record_id",           put_record   },
    {"winlog.channel",             put_channel  },
    {"winlog.computer_name",       put_computer },
    {"host.name",                  put_computer },
    {"winlog.process.pid",         put_pid      },
    {"winlog.process.thread.id",   put_tid      },
    {"winlog.user.identifier",     put_user     },
    {"winlog.activity_id",         put_activity },
    {"winlog.related_activity_id", put_related  },
    {"winlog.time_created",        put_time     },
    {"@timestamp",                 put_beat_time},
    {"message",                    put_message  },
};

/* Winlogbeat before 7. */
static const struct record_way of_old_beats[] = {
    {"source_name",         put_provider },
    {"provider_guid",       put_guid     },
    {"event_id",            put_id       },
    {"version",             put_version  },
    {"level",               put_level    },
    {"task",                put_task     },
    {"opcode",              put_opcode   },
    {"keywords",            put_keywords },
    {"record_number",       put_record   },
    {"log_name",            put_channel  },
    {"computer_name",       put_computer },
    {"process_id",          put_pid      },
    {"thread_id",           put_tid      },
    {"user.identifier",     put_user     },
    {"activity_id",         put_activity },
    {"related_activity_id", put_related  },
    {"@timestamp",          put_beat_time},
    {"message",             put_message  },
};

static const struct record_way of_wazuh[] = {
    {"system.providerName",      put_provider   },
    {"system.providerGuid",      put_guid       },
    {"system.eventSourceName",   put_source_name},
    {"system.eventID",           put_id         },
    {"system.version",           put_version    },
    {"system.level",             put_level      },
    {"system.severityValue",     put_type       },
    {"system.task",              put_task       },
    {"system.opcode",            put_opcode     },
    {"system.keywords",          put_keywords   },
    {"system.systemTime",        put_time       },
    {"system.eventRecordID",     put_record     },
    {"system.channel",           put_channel    },
    {"system.computer",          put_computer   },
    {"system.processID",         put_pid        },
    {"system.threadID",          put_tid        },
    {"system.userID",            put_user       },
    {"system.activityID",        put_activity   },
    {"system.relatedActivityID", put_related    },
    {"system.message",           put_message    },
};

/* Of a flat record everything without a row here is a field. */
static const struct record_way of_nxlog[] = {
    {"SourceName",           put_provider},
    {"ProviderGuid",         put_guid    },
    {"EventID",              put_id      },
    {"Version",              put_version },
    {"EventType",            put_type    },
    {"LevelValue",           put_level   },
    {"Level",                put_level   },
    {"TaskValue",            put_task    },
    {"Task",                 put_task    },
    {"OpcodeValue",          put_opcode  },
    {"Keywords",             put_keywords},
    {"RecordNumber",         put_record  },
    {"Channel",              put_channel },
    {"Hostname",             put_computer},
    {"ExecutionProcessID",   put_pid     },
    {"ProcessID",            put_pid     },
    {"ExecutionThreadID",    put_tid     },
    {"ThreadID",             put_tid     },
    {"UserID",               put_user    },
    {"ActivityID",           put_activity},
    {"RelatedActivityID",    put_related },
    {"EventTime",            put_time    },
    {"Message",              put_message },
    {"SeverityValue",        put_nothing },
    {"Severity",             put_nothing },
    {"Category",             put_nothing },
    {"Opcode",               put_nothing },
    {"EventReceivedTime",    put_nothing },
    {"SourceModuleName",     put_nothing },
    {"SourceModuleType",     put_nothing },
    {"MessageSourceAddress", put_nothing },
    {"tag",                  put_nothing },
};

static const struct record_way of_ecmd[] = {
    {"Provider",      put_provider},
    {"EventId",       put_id      },
    {"Level",         put_level   },
    {"EventRecordId", put_record  },
    {"Channel",       put_channel },
    {"Computer",      put_computer},
    {"ProcessId",     put_pid     },
    {"ThreadId",      put_tid     },
    {"UserId",        put_user    },
    {"TimeCreated",   put_time    },
};

#define FORM(called, table, put_data, ...)                                                         \
    {                                                                                              \
        .name = called, .ways = table, .ways_n = ARRAY_LEN(table), .data = put_data, __VA_ARGS__   \
    }

/* Asked in this order: what is beside an event in XML or JSON comes behind the event itself. */
const struct record_form record_forms[] = {
    FORM("event XML turned into JSON", of_event, data_event, .utc = true,
         .needs = {"Event.System"}),
    FORM("event XML turned into JSON", of_system, data_system, .utc = true,
         .needs = {"System.EventID", "System.Provider|System.Provider_attributes"}),
    FORM("Winlogbeat", of_beats, data_beats, .utc = true,
         .needs = {"winlog.channel|winlog.provider_name|winlog.event_id",
                   "winlog.event_id|event.code"}),
    FORM("Winlogbeat", of_old_beats, data_old_beats, .utc = true,
         .needs = {"event_id", "source_name", "log_name|record_number"}),
    FORM("Wazuh", of_wazuh, data_wazuh, .utc = true, .root = "data.win",
         .needs = {"system.eventID", "system.providerName|system.channel"}),
    FORM("Wazuh", of_wazuh, data_wazuh, .utc = true, .root = "win",
         .needs = {"system.eventID", "system.providerName|system.channel"}),
    FORM("NXLog", of_nxlog, data_rest, .needs = {"EventTime", "EventID", "SourceName|Channel"}),
    FORM("EvtxECmd", of_ecmd, data_payload, .utc = true,
         .needs = {"EventId", "Provider", "Payload|EventRecordId"}),
    FORM("Log Parser", of_log_parser, data_log_parser, .seconds = true,
         .needs = {"EventID", "SourceName", "TimeGenerated|RecordNumber"}),
    FORM("WMI", of_wmi, data_wmi, .seconds = true,
         .needs = {"SourceName", "EventCode|EventIdentifier"}),
    FORM("Get-EventLog", of_entry, data_entry, .seconds = true,
         .needs = {"InstanceId|EventID", "Source", "TimeGenerated|EntryType"}),
    FORM("Get-WinEvent", of_record, data_properties,
         .needs = {"Id", "TimeCreated|LogName",
                   "ProviderName|LevelDisplayName|MachineName|RecordId"}),
};
const size_t record_forms_n = ARRAY_LEN(record_forms);
_Static_assert(ARRAY_LEN(record_forms) <= RECORD_FORMS, "each is counted");
