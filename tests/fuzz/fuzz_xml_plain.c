/* The scanner for plain records and libxml2 make the same events of the same bytes. */
#include "reader/windows_xml.h"
#include "reader_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same_text(struct str a, struct str b)
{
    check(a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0));
}

static void same_event(const struct event *a, const struct event *b)
{
    check(a->at.ticks == b->at.ticks && a->at.local == b->at.local && a->offset == b->offset);
    check(a->event_id == b->event_id && a->qualifiers == b->qualifiers && a->level == b->level);
    check(a->version == b->version && a->task == b->task && a->opcode == b->opcode);
    check(a->record_id == b->record_id && a->pid == b->pid && a->tid == b->tid);
    check(a->keywords == b->keywords && a->has_keywords == b->has_keywords);
    same_text(a->computer, b->computer);
    same_text(a->channel, b->channel);
    same_text(a->provider, b->provider);
    same_text(a->provider_guid, b->provider_guid);
    same_text(a->event_source_name, b->event_source_name);
    same_text(a->user_sid, b->user_sid);
    same_text(a->activity_id, b->activity_id);
    same_text(a->related_activity_id, b->related_activity_id);
    same_text(a->message, b->message);
    check(a->fields_n == b->fields_n);
    for (size_t i = 0; i < a->fields_n; i++) {
        same_text(a->fields[i].name, b->fields[i].name);
        same_text(a->fields[i].value, b->fields[i].value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = {(const char *)data, size};
    struct batch plain = {0}, library = {0};
    batch_reset(&plain);
    batch_reset(&library);
    windows_xml_read_as(&plain, file, 0, (struct loc){0}, true);
    windows_xml_read_as(&library, file, 0, (struct loc){0}, false);
    check(plain.events_n == library.events_n && plain.losses_n == library.losses_n);
    for (size_t i = 0; i < plain.events_n; i++)
        same_event(&plain.events[i], &library.events[i]);
    batch_free(&plain);
    batch_free(&library);
    return 0;
}
