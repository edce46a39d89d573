/* What record.c, record_forms.c, record_put.c and record_data.c share. Private to them. */
#ifndef READER_RECORD_PARTS_H
#define READER_RECORD_PARTS_H

#include "record.h"

/* An event on its way. */
struct record_making {
    struct record_reading *reading;
    const struct record_form *form;
    struct event event;
    struct field *fields; /* in the arena of the values, until their number is known */
    size_t fields_n, fields_max, dropped;
    bool again; /* a name with "_1" behind it is one that repeats */
};

/* Takes one property into the event, where nothing said it before. */
typedef void record_put(struct record_making *m, struct str text);
/* Takes what becomes fields. */
typedef void record_data(struct record_making *m, const struct value *body);

struct record_way {
    const char *path;
    record_put *put;
};

struct record_form {
    const char *name;     /* what it is called in notes */
    const char *root;     /* where its properties are; NULL: at the top */
    const char *needs[3]; /* what every record has; "a|b": either */
    const struct record_way *ways;
    size_t ways_n;
    record_data *data;
    bool utc;     /* times without a zone are UTC */
    bool seconds; /* times are in whole seconds */
};

extern const struct record_form record_forms[];
extern const size_t record_forms_n;

/* record_put.c */
record_put put_provider, put_guid, put_source_name, put_channel, put_log_file, put_computer,
    put_user, put_activity, put_related, put_id, put_qualifiers, put_version, put_level, put_type,
    put_wmi_type, put_task, put_opcode, put_record, put_pid, put_tid, put_keywords, put_time,
    put_beat_time, put_message, put_nothing;

/* record_data.c */
record_data data_properties, data_entry, data_wmi, data_log_parser, data_event, data_system,
    data_beats, data_old_beats, data_wazuh, data_rest, data_payload;

#endif
