/* How good the evidence is: the hosts, what came of every file and every byte of it, and what was
 * remarked on the way. */
#include "compose.h"

#include "words.h"

enum { LOSSES_BRIEF = 10 }; /* rows before the list folds */

static void compose_hosts(struct composer *c)
{
    static const char *const names[] = {"host", "system", "roles", "zone", "zone from", "events"};
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    if (a->hosts_n == 0)
        return;
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < rows_shown(a->hosts_n); i++) {
        const struct a_host *h = &a->hosts[i];
        doc_open(d, DOC_ROW);
        doc_cell(d, h->name)->tight = true;
        struct str os = h->os.len ? h->os : doc_say(&c->doc, "unknown");
        doc_cell(d, h->service_pack.len && !str_find(os, h->service_pack)
                        ? arena_fmt(c->arena, "%.*s SP%.*s", STR_ARG(os), STR_ARG(h->service_pack))
                        : os);
        doc_cell(d, words_join(c->arena, h->roles, h->roles_n, ", "));
        doc_cell(d, h->zone);
        doc_cell(d, doc_word(d, h->zone_from));
        doc_number(d, h->events);
        doc_close(d);
    }
    doc_close(d);
    compose_rest(c, a->hosts_n, "hosts", "culprit report -f json");
}

static void compose_sources(struct composer *c)
{
    static const char *const names[] = {"file", "read as", "size", "events", "facts", ""};
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    if (a->sources_n == 0)
        return;
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < rows_shown(a->sources_n); i++) {
        const struct a_source *s = &a->sources[i];
        struct str parts[5];
        size_t n = 0;
        if (s->merged > 0)
            parts[n++] =
                doc_say(&c->doc, "%.*s known already", STR_ARG(words_count(&c->doc, s->merged)));
        if (s->lost > 0)
            parts[n++] = doc_say(&c->doc, "%.*s LOST", STR_ARG(words_bytes(&c->doc, s->lost)));
        if (s->replaced > 0)
            parts[n++] =
                words_counted(&c->doc, s->replaced, "character replaced", "characters replaced");
        if (!s->complete)
            parts[n++] = doc_say(&c->doc, "not read to the end");
        doc_open(d, DOC_ROW);
        doc_cell(d, source_name(c, (int64_t)i));
        doc_cell(d, s->form);
        doc_cell(d, words_bytes(&c->doc, s->bytes))->number = true;
        doc_number(d, s->events);
        doc_number(d, s->facts);
        doc_cell(d, words_join(c->arena, parts, n, "; "));
        doc_close(d);
    }
    doc_close(d);
    compose_rest(c, a->sources_n, "files", "SELECT * FROM sources");
}

/* Where every byte of a file went: the three numbers are all of it. */
static void compose_bytes(struct composer *c)
{
    static const char *const names[] = {"file", "bytes", "in records", "filling", "lost"};
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    if (a->sources_n == 0)
        return;
    doc_section(d, "Every byte of the files")->fold = true;
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < rows_shown(a->sources_n); i++) {
        const struct a_source *s = &a->sources[i];
        const int64_t numbers[] = {s->bytes, s->used, s->filling, s->lost};
        doc_open(d, DOC_ROW);
        doc_cell(d, source_name(c, (int64_t)i));
        for (size_t k = 0; k < ARRAY_LEN(numbers); k++)
            doc_number(d, numbers[k]);
        doc_close(d);
    }
    doc_close(d);
    doc_para(
        d, doc_say(&c->doc, "Filling belongs to no record: declarations, roots, headings, blanks."))
        ->tone = TONE_DIM;
    doc_close(d);
}

static void compose_stretches(struct composer *c, int64_t source, size_t *shown)
{
    const struct a_source *s = &c->a->sources[source];
    struct doc *d = &c->doc;
    for (size_t i = 0; i < s->stretches_n && *shown < LIMIT_REPORT_ROWS; i++, ++*shown) {
        doc_open(d, DOC_ROW);
        doc_cell(d, i ? (struct str){0} : source_name(c, source));
        doc_number(d, s->stretches[i].offset);
        doc_number(d, s->stretches[i].length);
        doc_cell(d, s->stretches[i].reason);
        doc_close(d);
    }
}

/* Each stretch that became neither event nor fact. */
static void compose_losses(struct composer *c)
{
    static const char *const names[] = {"file", "at byte", "length", "because"};
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    size_t all = 0, shown = 0;
    for (size_t i = 0; i < a->sources_n; i++)
        all += a->sources[i].losses > 0 ? (size_t)a->sources[i].losses : 0;
    if (all == 0)
        return;
    doc_section(d, "What was lost")->fold = all > LOSSES_BRIEF;
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < a->sources_n; i++)
        compose_stretches(c, (int64_t)i, &shown);
    doc_close(d);
    if (shown < all)
        doc_para(d, doc_say(&c->doc, "%.*s more: culprit ingest --explain lists them.",
                            STR_ARG(words_count(&c->doc, (int64_t)(all - shown)))))
            ->tone = TONE_DIM;
    doc_close(d);
}

static void compose_notes(struct composer *c)
{
    const struct analysis *a = c->a;
    struct doc *d = &c->doc;
    if (a->notes_n == 0)
        return;
    doc_para(d, doc_say(&c->doc, "Remarks about the input:"));
    doc_open(d, DOC_LIST);
    for (size_t i = 0; i < rows_shown(a->notes_n); i++) {
        const struct a_note *note = &a->notes[i];
        struct doc_node *n = doc_item(d, NULL, (struct str){0});
        n->tone = is(note->severity, "error")     ? TONE_BAD
                  : is(note->severity, "warning") ? TONE_WARN
                                                  : TONE_PLAIN;
        struct str source = source_name(c, note->source);
        span_strong(d, n, doc_word(d, note->severity));
        span_add(d, n, STR(" "));
        if (source.len)
            span_fmt(d, n, "%.*s: ", STR_ARG(source));
        span_add(d, n, note->text);
        if (note->count > 1)
            span_dim(d, n,
                     doc_say(&c->doc, " (%.*s of this kind)",
                             STR_ARG(words_count(&c->doc, note->count))));
    }
    doc_close(d);
    compose_rest(c, a->notes_n, "remarks", "culprit report -f json");
}

void compose_quality(struct composer *c)
{
    doc_section(&c->doc, "How good the evidence is");
    compose_hosts(c);
    compose_sources(c);
    compose_losses(c);
    compose_bytes(c);
    compose_notes(c);
    doc_close(&c->doc);
}
