/* Diagnosis: from hits, episodes, facts and coverage to findings with their hypotheses (design
 * sections 3 to 6). Texts, causes, weights and advice are YAML in the rules; C only combines.
 *
 * A catalogue is the compiled form of every `diagnosis` and `hypothesis` of a ruleset. Loading it
 * checks them: unknown keys, undeclared placeholders, words outside the closed lists, references to
 * rules that are not there are located notes, and that diagnosis is left out.
 *
 * Owner     catalogue_load allocates, catalogue_free frees; the analysis owns what diagnose adds,
 *           through the arena given.
 * Threads   a catalogue is immutable; diagnose is one thread.
 * Errors    FAIL_LIMIT, and what the event lookup returns. */
#ifndef DIAGNOSIS_DIAGNOSIS_H
#define DIAGNOSIS_DIAGNOSIS_H

#include "base/note.h"
#include "base/zone.h"
#include "model/analysis.h"
#include "model/match.h"
#include "model/source.h"
#include "model/stream.h"

struct catalogue;

enum status catalogue_load(const struct rule_info *rules, size_t rules_n, struct notes *notes,
                           struct catalogue **out, struct err *err) NODISCARD;
void catalogue_free(struct catalogue *c);

/* A host as the diagnosis sees it. */
struct host_info {
    struct str name;
    const struct zone *zone; /* never NULL; UTC where nothing says it */
    bool zone_known;
    struct str zone_from;
};

struct diagnosis_input {
    const struct rule_info *rules;
    size_t rules_n;
    const struct hit *hits;
    size_t hits_n;
    const struct member *members;
    size_t members_n;
    const struct episode *episodes;
    size_t episodes_n;
    struct capture *captures; /* their host and snapshot decided (diagnosis/facts.h) */
    size_t captures_n;
    const struct source *sources;
    size_t sources_n;
    const struct host_info *hosts;
    size_t hosts_n;
    const struct survey *survey; /* coverage, boots, unexplained patterns (diagnosis/survey.h) */
    struct event_lookup lookup;
    enum level min_level; /* of detections that are listed */
};

/* Fills findings, checks, detections, coverage, unexplained and hosts of the analysis, sorted as
 * design section 9 wants. Notes about the analysis itself go to `notes`. */
enum status diagnose(const struct catalogue *c, const struct diagnosis_input *in,
                     struct arena *arena, struct analysis *out, struct notes *notes,
                     struct err *err) NODISCARD;

#endif
