#include "record.h"

#include "record_parts.h"
#include "windows_xml.h"
#include "words.h"

void record_begin(struct record_reading *r, struct batch *b, const struct lead *lead)
{
    *r = (struct record_reading){.batch = b, .place = {.file = lead->path.ptr}};
    r->channel = words_channel(&b->arena, lead->path);
}

void record_end(struct record_reading *r)
{
    static const struct {
        enum note_id note;
        const char *detail;
    } said[REMARKS] = {
#define REMARK(name, note, detail) [REMARK_##name] = {NOTE_##note, detail},
#include "record_remarks.def"
#undef REMARK
    };
    for (size_t i = 0; i < REMARKS; i++)
        if (r->remarks[i])
            notes_sum(&r->batch->notes, said[i].note, r->place, r->remarks[i], "%s",
                      said[i].detail);
    for (size_t i = 0; i < record_forms_n; i++)
        if (r->forms[i] && record_forms[i].name)
            notes_sum(&r->batch->notes, NOTE_FORM_FOREIGN, r->place, r->forms[i], "%s",
                      record_forms[i].name);
    quirks_note(&r->quirks, &r->batch->notes, r->place);
    arena_free(&r->nodes);
}

struct value_maker *record_next(struct record_reading *r)
{
    arena_reset(&r->nodes);
    r->maker = (struct value_maker){.nodes = &r->nodes, .texts = &r->batch->arena};
    return &r->maker;
}

/* What it is ----------------------------------------------------------------------------------- */

/* What search engines put around a record. */
static const struct value *unwrap(const struct value *v)
{
    static const char *const wraps[] = {"_source", "result"};
    for (size_t i = 0; i < ARRAY_LEN(wraps); i++) {
        const struct value *inner = value_at(v, wraps[i]);
        if (inner && inner->kind == VALUE_MAP)
            v = inner;
    }
    const struct value *fields = value_at(v, "fields"); /* of Kibana: every value is a list */
    return fields && fields->kind == VALUE_MAP && value_at(fields, "winlog.channel") ? fields : v;
}

/* One of the paths between bars. */
static bool has_one(const struct value *v, const char *paths)
{
    char path[64];
    for (struct str rest = str_of(paths); rest.len;) {
        struct str one = str_cut(rest, '|', &rest);
        size_t len = one.len < sizeof path ? one.len : sizeof path - 1;
        memcpy(path, one.ptr, len);
        path[len] = 0;
        if (value_at(v, path))
            return true;
    }
    return false;
}

static const struct value *body_of(const struct record_form *form, const struct value *v)
{
    const struct value *body = form->root ? value_at(v, form->root) : v;
    if (!body || body->kind != VALUE_MAP)
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(form->needs) && form->needs[i]; i++)
        if (!has_one(body, form->needs[i]))
            return NULL;
    return body;
}

static const struct record_form *form_of(const struct value *v, const struct value **body)
{
    for (size_t i = 0; i < record_forms_n; i++)
        if ((*body = body_of(&record_forms[i], v)))
            return &record_forms[i];
    return NULL;
}

static bool is_event_xml(struct str text)
{
    text = str_trim(str_skip(text, str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0));
    if (str_starts(text, STR("<Event ")) || str_starts(text, STR("<Event>")))
        return true;
    return str_starts(text, STR("<?xml")) && str_find(str_head(text, 512), STR("<Event"));
}

/* A text anywhere inside that is an event in XML; nested no deeper than its reader allows. */
static const struct value *find_xml(const struct value *v)
{
    if (v->kind == VALUE_TEXT && is_event_xml(v->text))
        return v;
    const struct value *found = NULL;
    for (const struct value *inner = v->first; inner && !found; inner = inner->next)
        found = find_xml(inner);
    return found;
}

bool record_is_event(const struct value *root)
{
    const struct value *body;
    return find_xml(root) || form_of(unwrap(root), &body);
}

/* The event ------------------------------------------------------------------------------------ */

static uint64_t offset_of(const struct record_reading *r, struct str bytes)
{
    return r->batch->offset + (uint64_t)(bytes.ptr - r->batch->bytes.ptr);
}

/* What was lost in a text that was unescaped has no place of its own in the file: it is as much of
 * the record. */
static void join_losses(struct batch *b, size_t from, struct str bytes, uint64_t offset)
{
    uint64_t length = 0;
    if (b->losses_n == from)
        return;
    for (size_t i = from; i < b->losses_n; i++)
        length += b->losses[i].length;
    b->losses[from].offset = offset;
    b->losses[from].length = length < bytes.len ? length : bytes.len;
    b->losses_n = from + 1;
}

static bool read_xml(struct record_reading *r, const struct value *root, const struct value *xml,
                     struct str bytes)
{
    struct batch *b = r->batch;
    size_t events = b->events_n, losses = b->losses_n;
    uint64_t offset = offset_of(r, bytes);
    windows_xml_read(b, xml->text, offset, r->place);
    if (b->events_n == events) {
        b->losses_n = losses; /* the record as a whole is lost, or its other properties are read */
        return false;
    }
    join_losses(b, losses, bytes, offset);
    struct str message = value_text(value_at(unwrap(root), "message"));
    for (size_t i = events; i < b->events_n; i++) {
        b->events[i].offset = offset;
        if (!b->events[i].message.len && !is_event_xml(message))
            b->events[i].message = message;
    }
    record_remark(r, REMARK_XML_INSIDE);
    return true;
}

static void put_all(struct record_making *m, const struct value *body)
{
    for (size_t i = 0; i < m->form->ways_n; i++) {
        const struct record_way *way = &m->form->ways[i];
        const struct value *v = value_at(body, way->path);
        const struct value *item = v && v->kind == VALUE_LIST ? v->first : v;
        for (; item; item = v->kind == VALUE_LIST ? item->next : NULL) {
            struct str text = value_text(item);
            if (text.len)
                way->put(m, text);
        }
    }
}

/* What the properties did not say. */
static void fill_in(struct record_making *m)
{
    struct record_reading *r = m->reading;
    struct event *e = &m->event;
    if (!e->channel.len) {
        e->channel = r->channel;
        record_remark(r, r->channel.len ? REMARK_CHANNEL_FILE : REMARK_CHANNEL_NONE);
    }
    if (e->record_id <= 0)
        quirk_see(&r->quirks, e->record_id == 0 ? QUIRK_RECORD_ID_ZERO : QUIRK_RECORD_ID_MISSING);
    if (!e->computer.len)
        quirk_see(&r->quirks, QUIRK_COMPUTER_MISSING);
    quirks_count(&r->quirks);
}

static void add_event(struct record_making *m)
{
    struct batch *b = m->reading->batch;
    unsigned long long at = m->event.offset;
    if (m->fields_n) {
        struct field *fields = ARENA_ARRAY(&b->arena, struct field, m->fields_n);
        memcpy(fields, m->fields, m->fields_n * sizeof *fields);
        m->event.fields = fields;
        m->event.fields_n = m->fields_n;
    }
    *batch_add(b) = m->event;
    if (m->event.at.ticks == TIME_NONE)
        notes_add(&b->notes, NOTE_RECORD_NO_TIME, m->reading->place, "at byte %llu", at);
    if (m->dropped)
        notes_add(&b->notes, NOTE_FIELDS_DROPPED, m->reading->place,
                  "%zu of the record at byte %llu", m->dropped, at);
}

bool record_read(struct record_reading *r, const struct value *root, struct str bytes)
{
    const struct value *xml = find_xml(root), *body = NULL, *v = unwrap(root);
    if (xml && read_xml(r, root, xml, bytes))
        return true;
    struct record_making m = {.reading = r, .form = form_of(v, &body)};
    if (!m.form)
        return false;
    m.event = event_blank(r->batch->source);
    m.event.offset = offset_of(r, bytes);
    r->quirks.now = 0;
    put_all(&m, body);
    if (m.event.event_id == EVENT_NONE)
        return false;
    r->forms[m.form - record_forms]++;
    m.form->data(&m, body);
    fill_in(&m);
    add_event(&m);
    return true;
}
