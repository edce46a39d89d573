/* culprit explain: what a code means, and what the rules know about an event. */
#include "cli/cmd.h"
#include "knowledge/code.h"
#include "knowledge/port.h"
#include "result.h"
#include "rule/about.h"

#include "common.h"

struct options {
    const char *output;
    int form;
    struct opt_list rules;
};

/* clang-format off */
static const struct opt opts[] = {
    {"format", 'f', OPT_WORD, offsetof(struct options, form), "FORMAT", "text or json", 0, 0, text_json_words},
    {"output", 'o', OPT_TEXT, offsetof(struct options, output), "FILE", "file; '-' is standard output", 0, 0, NULL},
    {"rules", 0, OPT_LIST, offsetof(struct options, rules), "PATH", "rules instead of the built-in ones", 0, 0, NULL},
};
/* clang-format on */

static const struct options defaults = {0};

/* Codes --------------------------------------------------------------------------------------- */

struct asked_code {
    const struct code_book *book;
    struct str word;
    uint32_t value;
    bool message; /* written %%n */
    struct code_meaning meanings[CODE_MEANINGS];
    size_t n;
};

static void text_number(struct buf *to, const struct code_entry *e)
{
    buf_fmt(to, e->family->hex ? "0x%08X" : "%u", e->code);
}

static void text_parts(struct buf *to, const struct asked_code *c)
{
    struct code_parts p = code_split(c->book, c->value);
    if (c->value > INT32_MAX)
        buf_fmt(to, "%u = 0x%08X = %d\n", c->value, c->value, (int32_t)c->value);
    else
        buf_fmt(to, "%u = 0x%X\n", c->value, c->value);
    if (!p.failure)
        return;
    buf_fmt(to, "    as an HRESULT: failure%s, facility %u", p.customer ? ", of a vendor" : "",
            p.facility);
    if (p.about && !p.customer)
        buf_fmt(to, " %.*s (%.*s)", STR_ARG(p.about->name), STR_ARG(p.about->text));
    buf_fmt(to, ", code 0x%04X = %u\n", p.code, p.code);
    if (c->value >> 30 == 3)
        buf_fmt(to,
                "    as an NTSTATUS or event identifier: error%s, facility %u, code 0x%04X = %u\n",
                p.customer ? ", of a vendor" : "", p.facility, p.code, p.code);
}

static void text_meaning(struct buf *to, const struct code_meaning *m)
{
    const struct code_entry *e = m->entry;
    buf_fmt(to, "%.*s ", STR_ARG(e->family->title));
    text_number(to, e);
    if (e->name.len)
        buf_fmt(to, " %.*s", STR_ARG(e->name));
    if (m->how)
        buf_fmt(to, " (%s)", m->how);
    buf_fmt(to, "\n    %.*s\n    logged by: %.*s\n    source: %.*s\n", STR_ARG(e->text),
            STR_ARG(e->family->where), STR_ARG(e->source));
}

static bool has_context(const struct asked_code *c, size_t i)
{
    return c->book->contexts[i].code == c->value;
}

static void text_code(struct buf *to, const struct asked_code *c)
{
    size_t contexts = 0;
    text_parts(to, c);
    for (size_t i = 0; i < c->book->contexts_n; i++)
        contexts += has_context(c, i);
    if (c->n + contexts > 1)
        buf_text(to,
                 "\nIt has several meanings; the provider that logged it says which one holds.\n");
    if (c->n + contexts == 0)
        buf_text(to, "\nThe tables do not know it.\n");
    for (size_t i = 0; i < c->n; i++) {
        buf_char(to, '\n');
        text_meaning(to, &c->meanings[i]);
    }
    for (size_t i = 0; i < c->book->contexts_n; i++) {
        const struct code_context *x = &c->book->contexts[i];
        if (has_context(c, i))
            buf_fmt(to, "\nfrom %.*s:\n    %.*s\n    source: %.*s\n", STR_ARG(x->provider),
                    STR_ARG(x->text), STR_ARG(x->source));
    }
}

static void json_meaning(struct buf *to, const struct code_meaning *m)
{
    const struct code_entry *e = m->entry;
    char hex[16];
    snprintf(hex, sizeof hex, "0x%08X", e->code);
    result_member(to, true, "family", e->family->name);
    result_member(to, false, "title", e->family->title);
    result_number(to, false, "code", e->code);
    result_member(to, false, "hex", str_of(hex));
    result_member(to, false, "name", e->name);
    result_member(to, false, "text", e->text);
    result_member(to, false, "logged_by", e->family->where);
    result_member(to, false, "how", str_of(m->how ? m->how : ""));
    result_member(to, false, "source", e->source);
}

static void json_code(struct buf *to, const struct asked_code *c)
{
    struct code_parts p = code_split(c->book, c->value);
    bool first = true;
    buf_text(to, "{\"schema\": \"culprit.code/1\"");
    result_member(to, false, "asked", c->word);
    result_number(to, false, "value", c->value);
    buf_fmt(to, ",\n    \"parts\": {\"failure\": %s, \"customer\": %s",
            p.failure ? "true" : "false", p.customer ? "true" : "false");
    result_number(to, false, "facility", p.facility);
    result_member(to, false, "facility_name",
                  p.about && !p.customer ? p.about->name : (struct str){"", 0});
    result_number(to, false, "code", p.code);
    buf_text(to, "},\n    \"meanings\": [");
    for (size_t i = 0; i < c->n; i++) {
        buf_text(to, i ? ",\n        {" : "\n        {");
        json_meaning(to, &c->meanings[i]);
        buf_char(to, '}');
    }
    buf_text(to, "],\n    \"contexts\": [");
    for (size_t i = 0; i < c->book->contexts_n; i++) {
        const struct code_context *x = &c->book->contexts[i];
        if (!has_context(c, i))
            continue;
        buf_text(to, first ? "\n        {" : ",\n        {");
        result_member(to, true, "provider", x->provider);
        result_member(to, false, "text", x->text);
        result_member(to, false, "source", x->source);
        buf_char(to, '}');
        first = false;
    }
    buf_text(to, "]}\n");
}

/* %%n is a parameter of a message: a text of msobjs.dll in the Security log, a Win32 error (Winsock
 * among them) from the Service Control Manager. Other families cannot be meant. */
static void keep_message(struct asked_code *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->n; i++) {
        struct str family = c->meanings[i].entry->family->name;
        if (str_eq(family, STR("message")) || str_eq(family, STR("win32")) ||
            str_eq(family, STR("winsock")) || c->value > UINT16_MAX)
            c->meanings[kept++] = c->meanings[i];
    }
    c->n = kept;
}

static void drop_message(struct asked_code *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->n; i++)
        if (!str_eq(c->meanings[i].entry->family->name, STR("message")))
            c->meanings[kept++] = c->meanings[i];
    c->n = kept;
}

static enum status explain_code(const struct options *o, struct str word, struct arena *arena,
                                struct buf *to, struct err *err)
{
    struct asked_code c = {.book = codes_load(arena), .word = word};
    const struct code_entry *named = code_named(c.book, word);
    if (named)
        c.value = named->code;
    else if (!code_parse(word, &c.value, &c.message))
        return err_set(
            err, FAIL_USAGE,
            "'%.*s' is no code: a number such as 10048, 0x80072740 or %%%%1053, a name such as "
            "WSAEACCES, or PROVIDER/ID",
            STR_ARG(str_head(word, 100)));
    c.n = code_meanings(c.book, c.value, c.meanings);
    (c.message ? keep_message : drop_message)(&c);
    (o->form == RESULT_JSON ? json_code : text_code)(to, &c);
    return OK;
}

/* Events -------------------------------------------------------------------------------------- */

struct asked_event {
    const struct ruleset *rules;
    struct str provider;
    int64_t id;
    struct port_register ports;
};

static bool names_event(const struct asked_event *e, const struct rule_info *r)
{
    return rule_names_event(e->rules, r, e->provider, e->id);
}

static void text_rule(struct buf *to, const struct rule_info *r)
{
    buf_term(to, r->name.len ? r->name : r->id);
    buf_fmt(to, " (%s): ", level_names[r->level]);
    buf_term(to, r->title);
    buf_char(to, '\n');
}

/* The diagnoses that stand on a detection. */
static void text_uses(struct buf *to, const struct asked_event *e, const struct rule_info *r)
{
    const struct rule_info *all = ruleset_rules(e->rules);
    for (size_t i = 0; i < ruleset_count(e->rules); i++)
        if (all[i].diagnosis && rule_stands_on(e->rules, &all[i], r)) {
            buf_text(to, "    a symptom of ");
            text_rule(to, &all[i]);
        }
}

static void text_event(struct buf *to, const struct asked_event *e)
{
    const struct rule_info *all = ruleset_rules(e->rules);
    size_t found = 0, ports = 0;
    buf_term(to, e->provider);
    buf_fmt(to, ", event %lld\n", (long long)e->id);
    for (size_t i = 0; i < ruleset_count(e->rules); i++)
        if (names_event(e, &all[i])) {
            buf_char(to, '\n');
            text_rule(to, &all[i]);
            if (all[i].description.len) {
                buf_text(to, "    ");
                buf_term(to, str_trim(all[i].description));
                buf_char(to, '\n');
            }
            text_uses(to, e, &all[i]);
            found++;
        }
    if (!found)
        buf_text(to, "\nNo rule names this event.\n");
    for (size_t i = 0; i < e->ports.n; i++) {
        const struct port_entry *p = &e->ports.v[i];
        if (!port_owned(p, e->provider))
            continue;
        buf_fmt(to, "%s    %.*s %lld%s  %.*s: %.*s\n",
                ports++ ? "" : "\nin the register of ports:\n", STR_ARG(p->protocol),
                (long long)p->first, p->first == p->last ? "" : " and on", STR_ARG(p->service),
                STR_ARG(p->title));
    }
}

static void json_rule(struct buf *to, const struct rule_info *r)
{
    result_member(to, true, "id", r->id);
    result_member(to, false, "name", r->name);
    result_member(to, false, "title", r->title);
    result_member(to, false, "level", str_of(level_names[r->level]));
}

static void json_uses(struct buf *to, const struct asked_event *e, const struct rule_info *r)
{
    const struct rule_info *all = ruleset_rules(e->rules);
    bool first = true;
    for (size_t i = 0; i < ruleset_count(e->rules); i++)
        if (all[i].diagnosis && rule_stands_on(e->rules, &all[i], r)) {
            buf_text(to, first ? "{" : ", {");
            json_rule(to, &all[i]);
            buf_char(to, '}');
            first = false;
        }
}

static void json_event(struct buf *to, const struct asked_event *e)
{
    const struct rule_info *all = ruleset_rules(e->rules);
    bool first = true;
    buf_text(to, "{\"schema\": \"culprit.event/1\"");
    result_member(to, false, "provider", e->provider);
    result_number(to, false, "event_id", (double)e->id);
    buf_text(to, ",\n    \"rules\": [");
    for (size_t i = 0; i < ruleset_count(e->rules); i++)
        if (names_event(e, &all[i])) {
            buf_text(to, first ? "\n        {" : ",\n        {");
            json_rule(to, &all[i]);
            result_member(to, false, "description", str_trim(all[i].description));
            buf_text(to, ", \"symptom_of\": [");
            json_uses(to, e, &all[i]);
            buf_text(to, "]}");
            first = false;
        }
    buf_text(to, "],\n    \"ports\": [");
    first = true;
    for (size_t i = 0; i < e->ports.n; i++) {
        const struct port_entry *p = &e->ports.v[i];
        if (!port_owned(p, e->provider))
            continue;
        buf_text(to, first ? "\n        {" : ",\n        {");
        result_member(to, true, "protocol", p->protocol);
        result_number(to, false, "first", (double)p->first);
        result_number(to, false, "last", (double)p->last);
        result_member(to, false, "title", p->title);
        buf_char(to, '}');
        first = false;
    }
    buf_text(to, "]}\n");
}

static enum status explain_event(const struct options *o, struct str provider, struct str id,
                                 struct arena *arena, struct buf *to, struct err *err)
{
    static const char *const builtin[] = {"builtin"};
    struct asked_event e = {.provider = str_trim(provider)};
    struct notes notes;
    struct ruleset *rules;
    uint64_t number;
    notes_init(&notes, arena);
    if (!str_to_u64(str_trim(id), &number) || number > UINT16_MAX || e.provider.len == 0)
        return err_set(err, FAIL_USAGE,
                       "'%.*s/%.*s' is no event: PROVIDER/ID, the id from 0 to 65535",
                       STR_ARG(str_head(provider, 100)), STR_ARG(str_head(id, 100)));
    TRY(ruleset_load(o->rules.n ? list_paths(&o->rules) : (struct rule_paths){builtin, 1}, &notes,
                     &rules, err));
    e.rules = rules;
    e.id = (int64_t)number;
    e.ports = ports_load(arena);
    (o->form == RESULT_JSON ? json_event : text_event)(to, &e);
    ruleset_free(rules);
    return OK;
}

/* --------------------------------------------------------------------------------------------- */

static enum status explain(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct buf text = {0};
    if (args.n != 1)
        return err_set(err, FAIL_USAGE,
                       "explain wants one code or PROVIDER/ID; quote what has blanks in it");
    struct str word = str_of(args.v[0]);
    const char *slash = memrchr(word.ptr, '/', word.len);
    enum status status = slash ? explain_event(o, str_head(word, (size_t)(slash - word.ptr)),
                                               str_of(slash + 1), &arena, &text, err)
                               : explain_code(o, word, &arena, &text, err);
    if (status == OK)
        status = result_write(o->output, &text, err);
    buf_free(&text);
    arena_free(&arena);
    return status;
}

const struct cmd cmd_explain = {
    .name = "explain",
    .usage = "explain [OPTIONS] CODE | PROVIDER/ID",
    .summary = "what an error code means, and what the rules know about an event",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = explain,
};
