/* The tables behind model/analysis.h: one row for each member, under the name the JSON report gives
 * it. */
#include "model/analysis.h"

#include "shape_rows.h"

/* clang-format off */

static const struct shape_member a_tool_members[] = {
    STR_(a_tool, version, "version"),
};
SHAPE(a_tool);

static const struct shape_member a_dossier_members[] = {
    STR_(a_dossier, client, "client"),
    STR_(a_dossier, ticket, "ticket"),
    STR_(a_dossier, complaint, "complaint"),
    STR_(a_dossier, author, "author"),
    MOMENT(a_dossier, incident, "incident"),
    STRS(a_dossier, recent, "recent"),
    STRS(a_dossier, done, "done"),
};
SHAPE(a_dossier);

static const struct shape_member a_case_members[] = {
    STR_(a_case, name, "name"),
    MOMENT(a_case, as_of, "as_of"),
    MOMENT(a_case, made, "made"),
    STR_(a_case, command, "command"),
    STR_(a_case, zone_data, "zone_data"),
    OPTION(a_case, dossier, "dossier", a_dossier_shape),
};
SHAPE(a_case);

static const struct shape_member a_pack_members[] = {
    STR_(a_pack, name, "name"),
    STR_(a_pack, version, "version"),
};
SHAPE(a_pack);

static const struct shape_member a_rules_members[] = {
    STR_(a_rules, sha256, "sha256"),
    LIST(a_rules, packs, "packs", a_pack_shape),
    INT(a_rules, loaded, "loaded"),
    INT(a_rules, left_out, "left_out"),
};
SHAPE(a_rules);

static const struct shape_member a_check_members[] = {
    STR_(a_check, rule, "rule"),
    PROSE(a_check, title, "title"),
    STR_(a_check, area, "area"),
    STR_(a_check, host, "host"),
    STR_(a_check, state, "state"),
    PROSE(a_check, why, "why"),
};
SHAPE(a_check);

static const struct shape_member a_host_members[] = {
    STR_(a_host, name, "name"),
    STR_(a_host, os, "os"),
    STR_(a_host, nt, "nt"),
    STR_(a_host, service_pack, "service_pack"),
    STRS(a_host, roles, "roles"),
    STR_(a_host, zone, "zone"),
    STR_(a_host, zone_from, "zone_from"),
    MOMENT(a_host, first, "first"),
    MOMENT(a_host, last, "last"),
    INT(a_host, events, "events"),
};
SHAPE(a_host);

static const struct shape_member a_loss_members[] = {
    INT(a_loss, offset, "offset"),
    INT(a_loss, length, "length"),
    PROSE(a_loss, reason, "reason"),
};
SHAPE(a_loss);

static const struct shape_member a_source_members[] = {
    STR_(a_source, path, "path"),
    STR_(a_source, host, "host"),
    STR_(a_source, form, "form"),
    STR_(a_source, encoding, "encoding"),
    STR_(a_source, sha256, "sha256"),
    INT(a_source, bytes, "bytes"),
    INT(a_source, events, "events"),
    INT(a_source, facts, "facts"),
    INT(a_source, merged, "merged"),
    INT(a_source, lost, "lost"),
    INT(a_source, losses, "losses"),
    INT(a_source, used, "used"),
    INT(a_source, filling, "filling"),
    INT(a_source, replaced, "replaced"),
    LIST(a_source, stretches, "stretches", a_loss_shape),
    BOOL(a_source, complete, "complete"),
};
SHAPE(a_source);

static const struct shape_member a_gap_members[] = {
    MOMENT(a_gap, from, "from"),
    MOMENT(a_gap, to, "to"),
};
SHAPE(a_gap);

static const struct shape_member a_clear_members[] = {
    MOMENT(a_clear, time, "time"),
    INT(a_clear, record_id, "record_id"),
};
SHAPE(a_clear);

static const struct shape_member a_coverage_members[] = {
    STR_(a_coverage, host, "host"),
    STR_(a_coverage, channel, "channel"),
    MOMENT(a_coverage, first, "first"),
    MOMENT(a_coverage, last, "last"),
    INT(a_coverage, events, "events"),
    LIST(a_coverage, gaps, "gaps", a_gap_shape),
    LIST(a_coverage, clears, "clears", a_clear_shape),
    INT(a_coverage, missing_records, "missing_records"),
};
SHAPE(a_coverage);

static const struct shape_member a_rule_members[] = {
    STR_(a_rule, id, "id"),
    STR_(a_rule, name, "name"),
    PROSE(a_rule, title, "title"),
    STR_(a_rule, level, "level"),
    STR_(a_rule, sha256, "sha256"),
};
SHAPE(a_rule);

static const struct shape_member a_luck_members[] = {
    STR_(a_luck, kind, "kind"),
    REAL(a_luck, chance, "chance"),
    INT(a_luck, draws, "draws"),
    REAL(a_luck, expected, "expected"),
    REAL(a_luck, probability, "probability"),
    INT(a_luck, needed, "needed"),
    PROSE(a_luck, model, "model"),
};
SHAPE(a_luck);

static const struct shape_member a_cadence_members[] = {
    STR_(a_cadence, kind, "kind"),
    REAL(a_cadence, median_seconds, "median_seconds"),
    REAL(a_cadence, spread_seconds, "spread_seconds"),
    PROSE(a_cadence, text, "text"),
};
SHAPE(a_cadence);

static const struct shape_member a_day_members[] = {
    STR_(a_day, date, "date"),
    INT(a_day, count, "count"),
};
SHAPE(a_day);

static const struct shape_member a_activity_members[] = {
    LIST(a_activity, days, "days", a_day_shape),
    INTS(a_activity, hours, "hours"),
};
SHAPE(a_activity);

static const struct shape_member a_symptom_members[] = {
    STR_(a_symptom, provider, "provider"),
    STR_(a_symptom, channel, "channel"),
    INTS(a_symptom, event_ids, "event_ids"),
    INT(a_symptom, count, "count"),
};
SHAPE(a_symptom);

static const struct shape_member a_change_members[] = {
    MOMENT(a_change, time, "time"),
    OBJECT(a_change, rule, "rule", a_rule_shape),
    STR_(a_change, text, "text"),
    REAL(a_change, seconds_before, "seconds_before"),
    INT(a_change, times_in_case, "times_in_case"),
};
SHAPE(a_change);

static const struct shape_member a_episode_members[] = {
    MOMENT(a_episode, first, "first"),
    MOMENT(a_episode, fired, "fired"),
    MOMENT(a_episode, last, "last"),
    INT(a_episode, events, "events"),
    REAL(a_episode, peak, "peak"),
    BOOL(a_episode, open_end, "open_end"),
    BOOL(a_episode, censored, "censored"),
    BOOL(a_episode, capped, "capped"),
};
SHAPE(a_episode);

static const struct shape_member a_record_members[] = {
    INT(a_record, source, "source"),
    INT(a_record, position, "position"),
    INT(a_record, offset, "offset"),
    INT(a_record, record_id, "record_id"),
    MOMENT(a_record, time, "time"),
};
SHAPE(a_record);

static const struct shape_member a_evidence_members[] = {
    PROSE(a_evidence, text, "text"),
    STR_(a_evidence, effect, "effect"),
    STR_(a_evidence, weight, "weight"),
    REAL(a_evidence, ratio, "ratio"),
    BOOL(a_evidence, counted, "counted"),
    STR_(a_evidence, state, "state"),
    STR_(a_evidence, test, "test"),
    PROSE(a_evidence, why, "why"),
    STR_(a_evidence, group, "group"),
    REAL(a_evidence, could, "could"),
    LIST(a_evidence, records, "records", a_record_shape),
};
SHAPE(a_evidence);

static const struct shape_member a_says_members[] = {
    STR_(a_says, source, "source"),
    STR_(a_says, side, "side"),
    PROSE(a_says, why, "why"),
};
SHAPE(a_says);

static const struct shape_member a_step_members[] = {
    PROSE(a_step, step, "do"),
    STR_(a_step, kind, "kind"),
    STR_(a_step, on, "on"),
    STR_(a_step, run, "run"),
    PROSE(a_step, expect, "expect"),
    PROSE(a_step, undo, "undo"),
    STR_(a_step, risk, "risk"),
    STR_(a_step, security, "security"),
    STR_(a_step, restart, "restart"),
    STRS(a_step, needs, "needs"),
    STR_(a_step, valid_until, "valid_until"),
    PROSES(a_step, watch, "watch"),
    PROSE(a_step, never, "never"),
    LIST(a_step, says, "says", a_says_shape),
    PROSE(a_step, note, "note"),
    BOOL(a_step, question, "question"),
    BOOL(a_step, expired, "expired"),
    PROSE(a_step, condition, "condition"),
    STR_(a_step, machine, "machine"),
};
SHAPE(a_step);

static const struct shape_member a_verify_members[] = {
    PROSE(a_verify, text, "text"),
    STR_(a_verify, run, "run"),
};
SHAPE(a_verify);

static const struct shape_member a_culprit_members[] = {
    STR_(a_culprit, service, "service"),
    STR_(a_culprit, display_name, "display_name"),
    STR_(a_culprit, image, "image"),
    STR_(a_culprit, pid, "pid"),
};
SHAPE(a_culprit);

static const struct shape_member a_consequence_members[] = {
    PROSE(a_consequence, remedy, "remedy"),
    PROSE(a_consequence, residual, "residual"),
    PROSE(a_consequence, price, "price"),
    PROSE(a_consequence, proof, "proof"),
    REAL(a_consequence, per_start, "per_start"),
    REAL(a_consequence, per_year, "per_year"),
};
SHAPE(a_consequence);

static const struct shape_member a_hypothesis_members[] = {
    STR_(a_hypothesis, id, "id"),
    PROSE(a_hypothesis, title, "title"),
    STR_(a_hypothesis, category, "category"),
    STR_(a_hypothesis, prior, "prior"),
    REAL(a_hypothesis, odds, "odds"),
    REAL(a_hypothesis, probability, "probability"),
    STR_(a_hypothesis, verdict, "verdict"),
    PROSE(a_hypothesis, cap, "cap"),
    OBJECT(a_hypothesis, culprit, "culprit", a_culprit_shape),
    PROSE(a_hypothesis, because, "because"),
    STR_(a_hypothesis, confidence, "confidence"),
    PROSE(a_hypothesis, confidence_note, "confidence_note"),
    LIST(a_hypothesis, evidence, "evidence", a_evidence_shape),
    REAL(a_hypothesis, share, "share"),
    LIST(a_hypothesis, fix, "fix", a_step_shape),
    LIST(a_hypothesis, verify, "verify", a_verify_shape),
    LIST(a_hypothesis, consequences, "consequences", a_consequence_shape),
    PROSE(a_hypothesis, lottery, "lottery"),
};
SHAPE(a_hypothesis);

static const struct shape_member a_missing_members[] = {
    STR_(a_missing, kind, "kind"),
    PROSE(a_missing, what, "what"),
    STR_(a_missing, collect, "collect"),
    REAL(a_missing, shift, "shift"),
    STRS(a_missing, decides, "decides"),
};
SHAPE(a_missing);

static const struct shape_member a_reference_members[] = {
    STR_(a_reference, id, "id"),
    STR_(a_reference, url, "url"),
};
SHAPE(a_reference);

static const struct shape_member a_event_members[] = {
    INT(a_event, source, "source"),
    INT(a_event, position, "position"),
    INT(a_event, record_id, "record_id"),
    MOMENT(a_event, time, "time"),
    STR_(a_event, provider, "provider"),
    INT(a_event, event_id, "event_id"),
    STR_(a_event, channel, "channel"),
    STR_(a_event, message, "message"),
    STR_(a_event, data, "data"),
};
SHAPE(a_event);

static const struct shape_member a_remark_members[] = {
    PROSE(a_remark, text, "text"),
};
SHAPE(a_remark);

static const struct shape_member a_comment_members[] = {
    STR_(a_comment, author, "author"),
    STR_(a_comment, date, "date"),
    STR_(a_comment, text, "text"),
};
SHAPE(a_comment);

static const struct shape_member a_override_members[] = {
    STR_(a_override, what, "what"),
    STR_(a_override, from, "from"),
    STR_(a_override, to, "to"),
    STR_(a_override, reason, "reason"),
    STR_(a_override, author, "author"),
    STR_(a_override, date, "date"),
};
SHAPE(a_override);

static const struct shape_member a_acceptance_members[] = {
    STR_(a_acceptance, state, "state"),
    STR_(a_acceptance, reason, "reason"),
    STR_(a_acceptance, owner, "owner"),
    STR_(a_acceptance, until, "until"),
};
SHAPE(a_acceptance);

static const struct shape_member a_finding_members[] = {
    STR_(a_finding, id, "id"),
    OBJECT(a_finding, rule, "rule", a_rule_shape),
    STR_(a_finding, host, "host"),
    MAP(a_finding, group, "group"),
    STR_(a_finding, category, "category"),
    PROSE(a_finding, symptom, "symptom"),
    PROSE(a_finding, effect, "effect"),
    STR_(a_finding, confidence, "confidence"),
    PROSE(a_finding, confidence_note, "confidence_note"),
    STR_(a_finding, status, "status"),
    PROSE(a_finding, status_text, "status_text"),
    STR_(a_finding, cure, "cure"),
    PROSE(a_finding, cure_text, "cure_text"),
    OPTION(a_finding, luck, "luck", a_luck_shape),
    MOMENT(a_finding, first_seen, "first_seen"),
    MOMENT(a_finding, last_seen, "last_seen"),
    INT(a_finding, occurrences, "occurrences"),
    OBJECT(a_finding, cadence, "cadence", a_cadence_shape),
    OBJECT(a_finding, activity, "activity", a_activity_shape),
    LIST(a_finding, symptoms, "symptoms", a_symptom_shape),
    MAP(a_finding, parameters, "parameters"),
    LIST(a_finding, changes, "changes", a_change_shape),
    LIST(a_finding, episodes, "episodes", a_episode_shape),
    INT(a_finding, episodes_total, "episodes_total"),
    LIST(a_finding, hypotheses, "hypotheses", a_hypothesis_shape),
    REAL(a_finding, other, "other"),
    PROSE(a_finding, attribution, "attribution"),
    LIST(a_finding, missing, "missing_evidence", a_missing_shape),
    LIST(a_finding, references, "references", a_reference_shape),
    LIST(a_finding, events, "events", a_event_shape),
    LIST(a_finding, remarks, "remarks", a_remark_shape),
    OBJECT(a_finding, victim, "victim", a_culprit_shape),
    STR_(a_finding, explained_by, "explained_by"),
    BOOL(a_finding, asked, "asked"),
    LIST(a_finding, comments, "comments", a_comment_shape),
    LIST(a_finding, overrides, "overrides", a_override_shape),
    OPTION(a_finding, acceptance, "acceptance", a_acceptance_shape),
};
SHAPE(a_finding);

static const struct shape_member a_cause_members[] = {
    STR_(a_cause, id, "id"),
    STR_(a_cause, kind, "kind"),
    PROSE(a_cause, title, "title"),
    STR_(a_cause, verdict, "verdict"),
    OBJECT(a_cause, culprit, "culprit", a_culprit_shape),
    STRS(a_cause, hosts, "hosts"),
    STRS(a_cause, findings, "findings"),
};
SHAPE(a_cause);

static const struct shape_member a_detection_members[] = {
    OBJECT(a_detection, rule, "rule", a_rule_shape),
    STR_(a_detection, host, "host"),
    INT(a_detection, count, "count"),
    MOMENT(a_detection, first, "first"),
    MOMENT(a_detection, last, "last"),
};
SHAPE(a_detection);

static const struct shape_member a_unexplained_members[] = {
    STR_(a_unexplained, host, "host"),
    STR_(a_unexplained, provider, "provider"),
    STR_(a_unexplained, channel, "channel"),
    INT(a_unexplained, event_id, "event_id"),
    INT(a_unexplained, level, "level"),
    STR_(a_unexplained, text, "template"),
    INT(a_unexplained, occurrences, "occurrences"),
    MOMENT(a_unexplained, first_seen, "first_seen"),
    MOMENT(a_unexplained, last_seen, "last_seen"),
    OBJECT(a_unexplained, cadence, "cadence", a_cadence_shape),
    STR_(a_unexplained, status, "status"),
    INT(a_unexplained, hosts, "hosts"),
    PROSE(a_unexplained, too_rare_for, "too_rare_for"),
    OBJECT(a_unexplained, sample, "sample", a_event_shape),
};
SHAPE(a_unexplained);

static const struct shape_member a_mark_members[] = {
    MOMENT(a_mark, time, "time"),
    STR_(a_mark, host, "host"),
    STR_(a_mark, kind, "kind"),
    STR_(a_mark, text, "text"),
};
SHAPE(a_mark);

static const struct shape_member a_health_members[] = {
    STR_(a_health, host, "host"),
    PROSE(a_health, figure, "figure"),
    STR_(a_health, state, "state"),
    INT(a_health, count, "count"),
    MOMENT(a_health, first, "first"),
    MOMENT(a_health, last, "last"),
    PROSE(a_health, text, "text"),
};
SHAPE(a_health);

static const struct shape_member a_note_members[] = {
    STR_(a_note, id, "id"),
    STR_(a_note, severity, "severity"),
    INT(a_note, source, "source"),
    INT(a_note, offset, "offset"),
    PROSE(a_note, text, "text"),
    INT(a_note, count, "count"),
};
SHAPE(a_note);

static const struct shape_member analysis_members[] = {
    STR_(analysis, schema, "schema"),
    USED(STR, analysis, lang, "lang", IF_KNOWN),
    OBJECT(analysis, tool, "tool", a_tool_shape),
    OBJECT(analysis, about, "case", a_case_shape),
    OBJECT(analysis, rules, "rules", a_rules_shape),
    LIST(analysis, checks, "checks", a_check_shape),
    LIST(analysis, hosts, "hosts", a_host_shape),
    LIST(analysis, sources, "sources", a_source_shape),
    LIST(analysis, coverage, "coverage", a_coverage_shape),
    LIST(analysis, findings, "findings", a_finding_shape),
    LIST(analysis, causes, "causes", a_cause_shape),
    LIST(analysis, detections, "detections", a_detection_shape),
    LIST(analysis, unexplained, "unexplained", a_unexplained_shape),
    INT(analysis, unexplained_total, "unexplained_total"),
    LIST(analysis, marks, "marks", a_mark_shape),
    INT(analysis, marks_total, "marks_total"),
    LIST(analysis, health, "health", a_health_shape),
    LIST(analysis, notes, "notes", a_note_shape),
};
/* clang-format on */

const struct shape analysis_shape = {"analysis", sizeof(struct analysis), analysis_members,
                                     ARRAY_LEN(analysis_members)};
