/* The tables behind model/fleet.h, under the names that summary.json gives its members. */
#include "model/fleet.h"

#include "shape_rows.h"

/* clang-format off */

static const struct shape_member f_case_members[] = {
    STR_(f_case, name, "case"),
    STR_(f_case, state, "state"),
    STR_(f_case, message, "message"),
    STR_(f_case, contact, "contact"),
    STR_(f_case, level, "level"),
    STR_(f_case, status, "status"),
    PROSE(f_case, symptom, "symptom"),
    STR_(f_case, culprit, "culprit"),
    STR_(f_case, verdict, "verdict"),
    INT(f_case, findings, "findings"),
    INT(f_case, active, "active"),
    INT(f_case, exposures, "exposures"),
    INT(f_case, hosts, "hosts"),
    INT(f_case, events, "events"),
    MOMENT(f_case, last, "last"),
    STR_(f_case, report, "report"),
};
SHAPE(f_case);

static const struct shape_member f_action_members[] = {
    STR_(f_action, rule, "rule"),
    STR_(f_action, hypothesis, "hypothesis"),
    PROSE(f_action, title, "title"),
    PROSE(f_action, step, "do"),
    INT(f_action, hosts, "hosts"),
    INT(f_action, cases, "cases"),
    STRS(f_action, where, "where"),
};
SHAPE(f_action);

static const struct shape_member f_news_members[] = {
    STR_(f_news, name, "case"),
    STR_(f_news, host, "host"),
    STR_(f_news, finding, "finding"),
    STR_(f_news, level, "level"),
    PROSE(f_news, symptom, "symptom"),
    STR_(f_news, what, "what"),
    STR_(f_news, before, "before"),
    STR_(f_news, now, "now"),
};
SHAPE(f_news);

static const struct shape_member f_silent_members[] = {
    STR_(f_silent, name, "case"),
    STR_(f_silent, host, "host"),
    MOMENT(f_silent, last, "last"),
};
SHAPE(f_silent);

static const struct shape_member f_exposure_members[] = {
    STR_(f_exposure, rule, "rule"),
    PROSE(f_exposure, title, "title"),
    INT(f_exposure, hosts, "hosts"),
    INT(f_exposure, cases, "cases"),
};
SHAPE(f_exposure);

static const struct shape_member fleet_members[] = {
    STR_(fleet, schema, "schema"),
    STR_(fleet, version, "version"),
    INT(fleet, cases_n, "cases"),
    INT(fleet, done, "done"),
    INT(fleet, partial, "partial"),
    INT(fleet, failed, "failed"),
    INT(fleet, unfinished, "unfinished"),
    INT(fleet, troubled, "with_findings"),
    INT(fleet, hosts, "hosts"),
    INT(fleet, events, "events"),
    BOOL(fleet, first, "first_run"),
    LIST(fleet, list, "list", f_case_shape),
    LIST(fleet, actions, "actions", f_action_shape),
    LIST(fleet, news, "news", f_news_shape),
    LIST(fleet, silent, "silent", f_silent_shape),
    LIST(fleet, exposures, "exposures", f_exposure_shape),
};
/* clang-format on */

const struct shape fleet_shape = {"fleet", sizeof(struct fleet), fleet_members,
                                  ARRAY_LEN(fleet_members)};
