/* What the survey learnt, for the rest of the room: hosts and what their events say of them,
 * coverage by channel, boots.
 *
 * Owner     every view belongs to the survey and lives as long as it; survey_coverage_list copies
 *           into the arena given.
 * Threads   one; nothing here changes the survey once survey_finish was called.
 * Units     moments and ticks. UTC and local times of one host are kept apart and never compared:
 *           a question about a local window is answered from what was logged in local time.
 * Hosts     are named as in event.host (canonical); channels are compared without case. */
#ifndef DIAGNOSIS_SURVEY_VIEW_H
#define DIAGNOSIS_SURVEY_VIEW_H

#include "diagnosis/survey.h"
#include "model/analysis.h"

/* One start of Windows. 6005, 6009 and Kernel-General 12 of one start are one boot; 6008 or
 * Kernel-Power 41 with it make it unclean. */
struct boot {
    struct moment at;
    bool unclean;
    unsigned marks; /* which of these events were seen, for the survey itself */
};

/* One host of the events. Texts are empty where no event says them. */
struct survey_host {
    struct str name;
    struct moment first, last; /* over all channels, with what survey_cover declared */
    int64_t events;
    struct str os, nt, build, service_pack; /* "Windows Server 2003", "5.2", "3790", "2" */
    struct str zone;                        /* as 6013 names it: "Pacific Standard Time" */
    const struct str *roles; /* of rules/knowledge/roles.csv, sorted */
    size_t roles_n;
    const struct boot *boots; /* in order of time */
    size_t boots_n;
};

size_t survey_hosts(const struct survey *s); /* how many, in order of first appearance */
const struct survey_host *survey_host_at(const struct survey *s, size_t index);
const struct survey_host *survey_host(const struct survey *s,
                                      struct str name); /* NULL: no events */

/* Where the host's coverage ends: its last event in UTC, or in local time where `local` is asked
 * for; MOMENT_NONE when it has none of that sort. */
struct moment survey_end(const struct survey *s, struct str host, bool local);

/* Everything for the report, sorted by host and channel (folded). A gap is a silence at least ten
 * times as long as usual there (a day; an hour where record ids jump) over which the record ids do
 * not run on, or the time before a clear. */
struct a_coverage *survey_coverage_list(const struct survey *s, struct arena *arena, size_t *n);

/* Does the whole window lie in the channel's coverage, with no gap or clear in it? With an empty
 * channel: does every channel of the host that was seen cover it, and is there one at all? */
bool survey_covered(const struct survey *s, struct str host, struct str channel, struct moment from,
                    struct moment to);

/* How much of the window is covered, in ticks: its overlap with first to last, without gaps. */
int64_t survey_covered_time(const struct survey *s, struct str host, struct str channel,
                            struct moment from, struct moment to);

/* First and last of one channel; false when it has no events there. */
bool survey_channel(const struct survey *s, struct str host, struct str channel, bool local,
                    struct moment *first, struct moment *last);

#endif
