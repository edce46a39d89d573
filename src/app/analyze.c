#include "app/analyze.h"

#include "app/remark.h"
#include "base/sha256.h"
#include "pipeline.h"

/* What one run of the analysis holds on to. */
struct run {
    struct store *store;
    const struct analyze_spec *spec;
    struct arena *arena;
    struct notes *notes;
    struct ruleset *rules;
    struct catalogue *catalogue;
    struct pipeline pipe;
    struct pipeline_case data;
    struct host_info *hosts;
    size_t hosts_n;
    struct analysis *out;
};

static struct str fingerprint(struct arena *arena, const struct ruleset *rules,
                              const struct analyze_spec *spec)
{
    struct sha256 s;
    char hex[SHA256_HEX];
    struct str sum = ruleset_sha256(rules);
    sha256_init(&s);
    sha256_add(&s, sum.ptr, sum.len);
    sha256_add(&s, VERSION, sizeof VERSION);
    sha256_add(&s, spec->command.ptr, spec->command.len);
    sha256_hex(&s, hex);
    return arena_str(arena, str_of(hex));
}

static enum status load_rules(struct run *r, struct err *err)
{
    TRY(ruleset_load(pipeline_rules(r->spec->rules), r->notes, &r->rules, err));
    return catalogue_load(ruleset_rules(r->rules), ruleset_count(r->rules), r->notes, &r->catalogue,
                          err);
}

static enum status load_case(struct run *r, struct err *err)
{
    struct source *sources;
    TRY(store_sources(r->store, r->arena, &sources, &r->data.sources_n, err));
    TRY(store_captures(r->store, r->arena, &r->data.captures, &r->data.captures_n, err));
    store_lookup(r->store, &r->data.lookup);
    r->data.sources = sources;
    r->data.zone = r->spec->zone;
    r->data.assume_host = r->spec->assume_host;
    r->data.taken = r->spec->taken;
    r->data.min_level = r->spec->min_level;
    return OK;
}

static void open_pipeline(struct run *r)
{
    r->pipe = (struct pipeline){.rules = r->rules,
                                .catalogue = r->catalogue,
                                .arena = r->arena,
                                .notes = r->notes,
                                .jobs = r->spec->jobs};
    pipeline_open(&r->pipe);
}

static enum status pass(struct run *r, struct err *err)
{
    struct event_filter filter = {.since = r->spec->since,
                                  .until = r->spec->until,
                                  .hosts = r->spec->hosts,
                                  .hosts_n = r->spec->hosts_n};
    struct event_stream events;
    TRY(store_events(r->store, &filter, &events, err));
    enum status status = pipeline_pass(&r->pipe, &events, err);
    store_events_end(r->store);
    return status == OK ? pipeline_hosts(&r->pipe, &r->data, &r->hosts, &r->hosts_n, err) : status;
}

/* Tells the store the zones of hosts that logged in local time; true when any became known. */
static enum status place_local_events(struct run *r, bool *again, struct err *err)
{
    uint32_t index;
    *again = false;
    for (size_t i = 0; i < r->hosts_n && !r->spec->look; i++) {
        const struct host_info *h = &r->hosts[i];
        if (!h->zone_known || !intern_find(&r->pipe.local_hosts, h->name, &index))
            continue;
        TRY(store_set_zone(r->store, h->name, h->zone, err));
        *again = true;
    }
    return OK;
}

/* One pass; a second one where local times became UTC by what the first one learnt. */
static enum status gather(struct run *r, struct err *err)
{
    bool again;
    TRY(pass(r, err));
    TRY(place_local_events(r, &again, err));
    if (!again)
        return OK;
    pipeline_close(&r->pipe);
    open_pipeline(r);
    return pass(r, err);
}

static void describe_rules(struct run *r)
{
    struct a_rules *to = &r->out->rules;
    const struct rule_pack *packs = ruleset_packs(r->rules, &to->packs_n);
    to->sha256 = arena_str(r->arena, ruleset_sha256(r->rules));
    to->loaded = (int64_t)ruleset_count(r->rules);
    to->left_out = (int64_t)ruleset_left_out(r->rules);
    to->packs = ARENA_ARRAY(r->arena, struct a_pack, to->packs_n + 1);
    for (size_t i = 0; i < to->packs_n; i++)
        to->packs[i] = (struct a_pack){arena_str(r->arena, packs[i].name),
                                       arena_str(r->arena, packs[i].version)};
}

/* The host of a source: the only one of its events, else the one its captures count for. */
static struct str source_host(const struct run *r, uint32_t source)
{
    struct str host = {0};
    for (size_t i = 0; i < r->pipe.in_sources_n; i++) {
        if (r->pipe.in_sources[i].source != source)
            continue;
        if (host.len)
            return (struct str){0};
        host = r->pipe.in_sources[i].host;
    }
    for (size_t i = 0; i < r->data.captures_n && !host.len; i++)
        if (r->data.captures[i].source == source)
            host = r->data.captures[i].host;
    return host;
}

/* The stretches that were lost, as many as a report lists. */
static enum status describe_losses(struct run *r, uint32_t source, struct a_source *to,
                                   struct err *err)
{
    struct arena scratch = {0};
    struct loss *losses = NULL;
    size_t n = 0;
    enum status status = OK;
    if (to->losses)
        status = store_losses(r->store, &scratch, source, &losses, &n, err);
    n = n < LIMIT_REPORT_LOSSES ? n : LIMIT_REPORT_LOSSES;
    to->stretches = ARENA_ARRAY(r->arena, struct a_loss, n + 1);
    to->stretches_n = n;
    for (size_t i = 0; i < n; i++)
        to->stretches[i] = (struct a_loss){(int64_t)losses[i].offset, (int64_t)losses[i].length,
                                           arena_str(r->arena, losses[i].reason)};
    arena_free(&scratch);
    return status;
}

static enum status describe_sources(struct run *r, struct err *err)
{
    struct analysis *a = r->out;
    a->sources_n = r->data.sources_n;
    a->sources = ARENA_ARRAY(r->arena, struct a_source, a->sources_n + 1);
    for (size_t i = 0; i < a->sources_n; i++) {
        const struct source *s = &r->data.sources[i];
        a->sources[i] = (struct a_source){
            .path = s->path,
            .host = arena_str(r->arena, source_host(r, (uint32_t)i)),
            .form = s->form,
            .encoding = s->encoding,
            .sha256 = s->sha256,
            .bytes = (int64_t)s->bytes,
            .events = (int64_t)s->events,
            .facts = (int64_t)s->facts,
            .merged = (int64_t)s->merged,
            .lost = (int64_t)s->lost,
            .losses = (int64_t)s->losses,
            .used = (int64_t)s->used,
            .filling = (int64_t)s->filling,
            .replaced = (int64_t)s->replaced,
            .complete = s->complete,
        };
        TRY(describe_losses(r, (uint32_t)i, &a->sources[i], err));
    }
    return OK;
}

static int64_t source_by_path(const struct run *r, const char *path)
{
    for (size_t i = 0; path && i < r->data.sources_n; i++)
        if (str_eq(r->data.sources[i].path, str_of(path)))
            return (int64_t)i;
    return -1;
}

static bool is_said(const struct notes *said, const struct note *note)
{
    for (const struct note *one = said->first; one; one = one->next)
        if (one->id == note->id && str_eq(one->detail, note->detail) &&
            one->loc.line == note->loc.line &&
            str_eq(str_of(one->loc.file), str_of(note->loc.file)))
            return true;
    return false;
}

/* What the case remarked when it was read, and what was remarked since. */
static enum status gather_notes(const struct run *r, struct notes *all, struct err *err)
{
    struct notes kept, fresh;
    notes_init(&kept, r->arena);
    notes_init(&fresh, r->arena);
    notes_init(all, r->arena);
    TRY(store_remarks(r->store, &kept, err));
    for (const struct note *note = r->notes->first; note; note = note->next)
        if (note->id != NOTE_DIAGNOSIS_DOUBTFUL && !is_said(&kept, note)) /* that is for authors */
            notes_add(&fresh, note->id, note->loc, "%.*s", STR_ARG(note_detail(note, r->arena)));
    notes_merge(all, &kept);
    notes_merge(all, &fresh);
    return OK;
}

static enum status describe_notes(struct run *r, struct err *err)
{
    struct analysis *a = r->out;
    struct notes notes;
    size_t n = 0;
    TRY(gather_notes(r, &notes, err));
    for (const struct note *note = notes.first; note; note = note->next)
        n++;
    a->notes = ARENA_ARRAY(r->arena, struct a_note, n + 1);
    for (const struct note *note = notes.first; note; note = note->next) {
        const struct note_kind *kind = &note_kinds[note->id];
        struct str where = note->loc.file && note->loc.line
                               ? arena_fmt(r->arena, "%s:%u: ", note->loc.file, note->loc.line)
                               : (struct str){0};
        struct str detail = note_detail(note, r->arena);
        a->notes[a->notes_n++] = (struct a_note){
            .id = str_of(kind->name),
            .severity = str_of(severity_names[kind->severity]),
            .source = source_by_path(r, note->loc.file),
            .offset = INT_NONE,
            .text = arena_fmt(r->arena, "%.*s%s%s%.*s", STR_ARG(where), kind->text,
                              detail.len ? ": " : "", STR_ARG(detail)),
            .count = notes.seen[note->id],
        };
    }
    return OK;
}

static void describe_hosts(struct run *r)
{
    for (size_t i = 0; i < r->out->hosts_n; i++)
        for (size_t h = 0; h < r->hosts_n; h++)
            if (str_eq(r->out->hosts[i].name, r->hosts[h].name))
                r->out->hosts[i].rules = r->hosts[h].zone;
}

static struct moment last_moment(const struct analysis *a)
{
    struct moment last = MOMENT_NONE;
    for (size_t i = 0; i < a->hosts_n; i++)
        if (a->hosts[i].last.ticks != TIME_NONE &&
            (last.ticks == TIME_NONE || last.ticks < a->hosts[i].last.ticks))
            last = a->hosts[i].last;
    return last;
}

static enum status describe(struct run *r, struct err *err)
{
    struct analysis *a = r->out;
    a->schema = STR("culprit.report/1");
    a->tool.version = STR(VERSION);
    a->about = (struct a_case){
        .name = arena_str(r->arena, str_of(r->spec->name ? r->spec->name : "")),
        .as_of = last_moment(a),
        .made = r->spec->now,
        .command = arena_str(r->arena, r->spec->command),
        .zone_data = zone_data_version(r->arena),
    };
    TRY(remark_twins(r->store, r->notes, err));
    describe_hosts(r);
    describe_rules(r);
    TRY(describe_notes(r, err));
    return describe_sources(r, err);
}

/* What the case was told before stays; then comes what its files say now. */
static enum status tell(struct run *r, struct err *err)
{
    struct analysis *before;
    struct str made_with;
    int64_t generation;
    enum status status =
        store_load_analysis(r->store, r->arena, &before, &made_with, &generation, err);
    if (status == OK)
        casebook_carry(before, r->out, r->arena);
    else if (status != END)
        return status;
    return r->spec->book ? casebook_apply(r->spec->book, r->out, r->arena, r->notes, err) : OK;
}

static enum status run(struct run *r, struct err *err)
{
    TRY(load_case(r, err));
    TRY(gather(r, err));
    r->out = ARENA_NEW(r->arena, struct analysis);
    TRY(pipeline_diagnose(&r->pipe, &r->data, r->hosts, r->hosts_n, r->out, err));
    if (r->spec->look)
        return describe(r, err);
    TRY(store_assign_captures(r->store, r->data.captures, r->data.captures_n, err));
    TRY(describe(r, err));
    TRY(tell(r, err));
    return store_save_analysis(r->store, r->out, fingerprint(r->arena, r->rules, r->spec), err);
}

enum status analyze_run(struct store *store, const struct analyze_spec *spec, struct arena *arena,
                        struct notes *notes, struct analysis **out, struct err *err)
{
    struct run r = {.store = store, .spec = spec, .arena = arena, .notes = notes};
    enum status status = load_rules(&r, err);
    if (status == OK) {
        open_pipeline(&r);
        status = run(&r, err);
        pipeline_close(&r.pipe);
    }
    catalogue_free(r.catalogue);
    ruleset_free(r.rules);
    if (status == OK)
        *out = r.out;
    return status;
}

/* Zones are rules, not data: those of a kept analysis are loaded again by name. */
static void attach_zones(struct arena *arena, struct analysis *a)
{
    for (size_t i = 0; i < a->hosts_n; i++) {
        struct err ignored = {0};
        if (zone_load(arena, a->hosts[i].zone, &a->hosts[i].rules, &ignored) != OK)
            a->hosts[i].rules = zone_utc();
    }
}

/* Was the analysis made with today's rules, and with what `spec` asks for? */
static enum status made_today(const struct analyze_spec *spec, struct str made_with, bool *out,
                              struct err *err)
{
    struct ruleset *rules;
    struct arena scratch = {0};
    struct notes unheard;
    notes_init(&unheard, &scratch);
    enum status status = ruleset_load(pipeline_rules(spec->rules), &unheard, &rules, err);
    if (status == OK) {
        *out = str_eq(made_with, fingerprint(&scratch, rules, spec));
        ruleset_free(rules);
    }
    arena_free(&scratch);
    return status;
}

/* The options without those that name rules. */
static struct str other_options(struct arena *arena, struct str command)
{
    struct buf rest = {0};
    while (command.len) {
        struct str word = str_cut(command, ' ', &command);
        if (str_eq(word, STR("--rules")))
            str_cut(command, ' ', &command);
        else
            buf_fmt(&rest, " %.*s", STR_ARG(word));
    }
    struct str kept = buf_keep(&rest, arena);
    buf_free(&rest);
    return kept;
}

/* Do the two differ in nothing but the rules? Without any options the kept ones are meant. */
static bool rules_apart(struct str today, struct str then)
{
    struct arena arena = {0};
    bool same = today.len == 0 || str_eq(other_options(&arena, today), other_options(&arena, then));
    arena_free(&arena);
    return same;
}

enum status analyze_today(struct store *store, const struct analyze_spec *spec, struct arena *arena,
                          struct notes *notes, struct analysis_today *out, struct err *err)
{
    struct store_counts counts;
    struct analysis *kept = NULL;
    struct str made_with;
    int64_t generation;
    bool fresh = false;
    struct analyze_spec look = *spec;
    look.look = true;
    TRY(store_counts(store, &counts, err));
    enum status status = store_load_analysis(store, arena, &kept, &made_with, &generation, err);
    if (status != OK && status != END)
        return status;
    if (status == OK && generation == counts.generation) {
        struct analyze_spec then = *spec;
        if (then.command.len == 0)
            then.command = kept->about.command;
        TRY(made_today(&then, made_with, &fresh, err));
    }
    if (fresh)
        attach_zones(arena, kept);
    bool same = status == OK && generation == counts.generation &&
                rules_apart(spec->command, kept->about.command);
    *out = fresh ? (struct analysis_today){kept, NULL}
                 : (struct analysis_today){NULL, same ? kept : NULL};
    return fresh ? OK : analyze_run(store, &look, arena, notes, &out->analysis, err);
}

enum status analyze_saved(struct store *store, const struct analyze_spec *spec, struct arena *arena,
                          struct notes *notes, struct kept_analysis *out, struct err *err)
{
    struct store_counts counts;
    struct str made_with;
    int64_t generation;
    out->stale = false;
    TRY(store_counts(store, &counts, err));
    enum status status =
        store_load_analysis(store, arena, &out->analysis, &made_with, &generation, err);
    if (status == END || (status == OK && generation != counts.generation))
        return analyze_run(store, spec, arena, notes, &out->analysis, err);
    if (status != OK)
        return status;
    bool fresh;
    TRY(made_today(spec, made_with, &fresh, err));
    out->stale = !fresh;
    attach_zones(arena, out->analysis);
    return spec->book ? casebook_apply(spec->book, out->analysis, arena, notes, err) : OK;
}
