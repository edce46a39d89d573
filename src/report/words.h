/* How a report says things: numbers, times, names and how sure we are.
 *
 * Owner     texts live in the arena given. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "doc.h"

#include "model/analysis.h"

/* One row for each verdict, surest first: only what is confirmed "is". */
struct verdict {
    const char *name;
    const char *culprit; /* in front of a name: "The culprit is " */
    const char *cause;   /* in front of a title: "The cause is this: " */
    const char *means;   /* what the verdict says */
    enum doc_tone tone;
    bool leading; /* sure enough to be told at length, with what to do */
};

static inline bool is(struct str s, const char *word)
{
    return str_eq(s, str_of(word));
}

const struct verdict *verdict_find(struct str name); /* the last row when it is none of them */
bool verdict_at_least(struct str name, const char *least);

struct str words_count(struct doc *d, int64_t n); /* "3,412" */
struct str words_counted(struct doc *d, int64_t n, const char *one, const char *many);
struct str words_percent(struct doc *d, double p); /* "4.24 %" */
struct str words_real(struct doc *d, double x);
struct str words_bytes(struct doc *d, int64_t n);
struct str words_seconds(struct doc *d, double seconds); /* "2 h 10 min" */
struct str words_time(struct doc *d, const struct zone *z, struct moment m);
struct str words_minute(struct doc *d, const struct zone *z, struct moment m); /* for tables */
struct str words_upper(struct arena *a, struct str s);
struct str words_sentence(struct arena *a, struct str s); /* with a full stop, "" stays */
struct str words_join(struct arena *a, const struct str *items, size_t n, const char *between);

/* "dns.exe", and what else is known of it: "DNS Server, service DNS, PID 1692". */
struct str words_culprit(const struct a_culprit *c);
struct str words_culprit_more(struct doc *d, const struct a_culprit *c);

/* Length of the folder that the paths of all sources share, its slash included. */
size_t words_shared_folder(const struct analysis *a);

const struct zone *host_zone(const struct analysis *a, struct str host);

#endif
