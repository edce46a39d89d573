/* The analysis of one case: everything a report says, and nothing it has to compute. Filled by
 * diagnosis and app, kept by store, printed by report. The tables in analysis.c describe every
 * member (model/shape.h); what is added here must be added there.
 *
 * Owner     one arena owns all of it.
 * Units     times as moments, probabilities 0..1, durations in seconds where the name says so. */
#ifndef MODEL_ANALYSIS_H
#define MODEL_ANALYSIS_H

#include "base/zone.h"
#include "model/fact.h"
#include "model/shape.h"

struct a_tool {
    struct str version;
};

/* What case.yml says: the client's side of the story. */
struct a_dossier {
    struct str client, ticket, complaint, author;
    struct moment incident; /* when it hurt, as far as anybody can tell */
    struct str *recent;     /* changes that the client knows of */
    size_t recent_n;
    struct str *done; /* what was done already */
    size_t done_n;
};

struct a_case {
    struct str name;
    struct moment as_of;       /* end of what the events cover */
    struct moment made;        /* --now or SOURCE_DATE_EPOCH, else none */
    struct str command;        /* the options that shape the result, as one line */
    struct str zone_data;      /* version of tzdata */
    struct a_dossier *dossier; /* NULL without a case.yml */
};

struct a_pack {
    struct str name, version;
};

struct a_rules {
    struct str sha256;
    struct a_pack *packs;
    size_t packs_n;
    int64_t loaded, left_out;
};

struct a_check {
    struct str rule, title, area, host, state, why;
};

struct a_host {
    struct str name, os, nt;
    struct str service_pack; /* "" unknown */
    struct str *roles;
    size_t roles_n;
    struct str zone;      /* IANA or fixed name; "UTC" when nothing says it */
    struct str zone_from; /* "event 6013", "systeminfo", ".reg", "--tz", "assumed" */
    struct moment first, last;
    int64_t events;
    const struct zone *rules; /* not part of the shape: app attaches it for the reports */
};

struct a_loss {
    int64_t offset, length;
    struct str reason;
};

struct a_source {
    struct str path, host, form, encoding, sha256;
    int64_t bytes, events, facts, merged, lost, losses;
    int64_t used, filling; /* with `lost` they are all of `bytes` */
    int64_t replaced;      /* characters */
    struct a_loss *stretches;
    size_t stretches_n; /* the first ones of `losses` */
    bool complete;
};

struct a_gap {
    struct moment from, to;
};
struct a_clear {
    struct moment time;
    int64_t record_id;
};

struct a_coverage {
    struct str host, channel;
    struct moment first, last;
    int64_t events;
    struct a_gap *gaps;
    size_t gaps_n;
    struct a_clear *clears;
    size_t clears_n;
    int64_t missing_records; /* record ids that were skipped */
};

struct a_rule {
    struct str id, name, title, level;
    struct str sha256; /* of its document, "" where it is not known */
};

struct a_luck {
    struct str kind; /* lottery | silence */
    double chance;
    int64_t draws;
    double expected, probability;
    int64_t needed;   /* clean draws for 95 % */
    struct str model; /* in words: how the chance was found */
};

struct a_cadence {
    struct str kind; /* once daily periodic after-boot business-hours burst irregular */
    double median_seconds, spread_seconds;
    struct str
        text; /* "every 5 min (+- 4 s) since 12 Oct 2012 06:08, 3,412 times, day and night" */
};

struct a_day {
    struct str date;
    int64_t count;
};

struct a_activity {
    struct a_day *days; /* every day from first to last, also those with 0 */
    size_t days_n;
    int64_t *hours; /* 24 */
    size_t hours_n;
};

struct a_symptom {
    struct str provider, channel;
    int64_t *event_ids;
    size_t event_ids_n;
    int64_t count;
};

struct a_change {
    struct moment time;
    struct a_rule rule;
    struct str text;
    double seconds_before;
    int64_t times_in_case;
};

struct a_episode {
    struct moment first, fired, last;
    int64_t events;
    double peak;
    bool open_end, censored, capped;
};

struct a_record {
    int64_t source; /* index into sources; -1 none */
    int64_t position, offset, record_id;
    struct moment time;
};

struct a_evidence {
    struct str text;   /* with values filled in */
    struct str effect; /* supports weakens none: what its state did */
    struct str weight; /* weak moderate strong decisive, "" for a ratio of its own */
    double ratio;      /* the likelihood ratio that was counted; 1 when it changed nothing */
    bool counted;      /* false: another of its group is stronger */
    struct str state;  /* present absent unknown */
    struct str test;   /* seen fact parameter host recurrence trials bounded */
    struct str why;    /* why unknown, or what was found: "12 rows", "no export of that key" */
    struct str group;
    double could; /* the ratio it could have where it is unknown, else 1 */
    struct a_record *records;
    size_t records_n;
};

struct a_says {
    struct str source, side, why;
};

struct a_step {
    struct str step; /* written "do" */
    struct str kind, on, run, expect, undo, risk, security, restart;
    struct str *needs;
    size_t needs_n;
    struct str valid_until;
    struct str *watch;
    size_t watch_n;
    struct str never;
    struct a_says *says;
    size_t says_n;
    struct str note;
    bool question; /* something it needs is unknown: asked, not commanded */
    bool expired;
    struct str condition; /* "only on Windows before 6.0", where the version is unknown */
    struct str machine;   /* the host that `on` means here, where known */
};

struct a_verify {
    struct str text, run;
};

struct a_culprit {
    struct str service, display_name, image;
    struct str pid; /* "" unknown */
};

struct a_consequence {
    struct str remedy, residual, price, proof;
    double per_start, per_year; /* the chance that remains, where there is a draw; else NaN */
};

struct a_hypothesis {
    struct str id, title, category, prior;
    double odds, probability;
    struct str verdict; /* confirmed likely possible unlikely ruled out */
    struct str cap;     /* why the verdict is held down, "" when it is not */
    struct a_culprit culprit;
    struct str because; /* one sentence */
    struct str confidence, confidence_note;
    struct a_evidence *evidence;
    size_t evidence_n;
    double share; /* of the attempts, where judged per attempt; NaN */
    struct a_step *fix;
    size_t fix_n;
    struct a_verify *verify;
    size_t verify_n;
    struct a_consequence *consequences;
    size_t consequences_n;
    struct str lottery; /* the arithmetic of luck in words, "" without one */
};

struct a_missing {
    struct str kind, what, collect;
    double shift;
    struct str *decides; /* hypotheses */
    size_t decides_n;
};

struct a_reference {
    struct str id, url;
};

struct a_event {
    int64_t source, position, record_id;
    struct moment time;
    struct str provider;
    int64_t event_id;
    struct str channel, message, data;
};

struct a_remark {
    struct str text;
};

/* What a person adds to a finding, by notes.yml; kept over re-runs. */
struct a_comment {
    struct str author, date, text;
};

struct a_override {
    struct str what; /* verdict level status culprit effect */
    struct str from, to, reason, author, date;
};

struct a_acceptance {
    struct str state; /* accepted expired rule-changed */
    struct str reason, owner, until;
};

struct a_finding {
    struct str id;
    struct a_rule rule;
    struct str host;
    struct pair *group;
    size_t group_n;
    struct str category, symptom, effect, confidence, confidence_note;
    struct str status;      /* active stopped cleared latent */
    struct str status_text; /* one sentence */
    struct str cure;        /* mechanism count none */
    struct str cure_text;
    struct a_luck *luck;
    struct moment first_seen, last_seen;
    int64_t occurrences;
    struct a_cadence cadence;
    struct a_activity activity;
    struct a_symptom *symptoms;
    size_t symptoms_n;
    struct pair *parameters;
    size_t parameters_n;
    struct a_change *changes;
    size_t changes_n;
    struct a_episode *episodes;
    size_t episodes_n;
    int64_t episodes_total;
    struct a_hypothesis *hypotheses;
    size_t hypotheses_n;
    double other;           /* probability of none of these, where exclusive; NaN */
    struct str attribution; /* "214 of 300 attempts: ...", "" without */
    struct a_missing *missing;
    size_t missing_n;
    struct a_reference *references;
    size_t references_n;
    struct a_event *events;
    size_t events_n;
    struct a_remark *remarks; /* contradictions and things to know: the PID trap, a wrong clock */
    size_t remarks_n;
    struct a_culprit victim;
    struct str explained_by; /* id of the finding that is its cause, "" none */
    bool asked; /* it is what the complaint is about: by the time of the incident or by name */
    struct a_comment *comments;
    size_t comments_n;
    struct a_override *overrides;
    size_t overrides_n;
    struct a_acceptance *acceptance; /* NULL: not in the register */
};

/* What stands behind several findings: one of them, or one hypothesis that they share. */
struct a_cause {
    struct str id;    /* of the finding, or of the hypothesis */
    struct str kind;  /* finding | hypothesis */
    struct str title; /* its symptom, or the title of the hypothesis */
    struct str verdict;
    struct a_culprit culprit;
    struct str *hosts; /* on which it has effects */
    size_t hosts_n;
    struct str *findings; /* ids of the findings behind which it stands */
    size_t findings_n;
};

struct a_detection {
    struct a_rule rule;
    struct str host;
    int64_t count;
    struct moment first, last;
};

struct a_unexplained {
    struct str host, provider, channel;
    int64_t event_id, level;
    struct str text; /* written "template" */
    int64_t occurrences;
    struct moment first_seen, last_seen;
    struct a_cadence cadence;
    struct str status;
    int64_t hosts;           /* how many show it */
    struct str too_rare_for; /* title of the problem that counts such events; empty: none does */
    struct a_event sample;
};

/* Something that happened to a host, for the axis of time: a start, a crash, a change. */
struct a_mark {
    struct moment time;
    struct str host, kind, text; /* kind: boot crash change clear clock */
};

/* One figure about the health of a host. */
struct a_health {
    struct str host, figure;
    struct str state; /* good watch bad unknown */
    int64_t count;
    struct moment first, last;
    struct str text;
};

struct a_note {
    struct str id, severity;
    int64_t source; /* -1 none */
    int64_t offset;
    struct str text;
    int64_t count;
};

struct analysis {
    struct str schema; /* "culprit.report/1" */
    struct str lang;   /* of its sentences, where somebody asked for another than English */
    struct a_tool tool;
    struct a_case about; /* written "case" */
    struct a_rules rules;
    struct a_check *checks;
    size_t checks_n;
    struct a_host *hosts;
    size_t hosts_n;
    struct a_source *sources;
    size_t sources_n;
    struct a_coverage *coverage;
    size_t coverage_n;
    struct a_finding *findings;
    size_t findings_n;
    struct a_cause *causes;
    size_t causes_n;
    struct a_detection *detections;
    size_t detections_n;
    struct a_unexplained *unexplained;
    size_t unexplained_n;
    int64_t unexplained_total;
    struct a_mark *marks;
    size_t marks_n;
    int64_t marks_total;
    struct a_health *health;
    size_t health_n;
    struct a_note *notes;
    size_t notes_n;
};

extern const struct shape analysis_shape;

#endif
