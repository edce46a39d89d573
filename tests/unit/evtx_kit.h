/* Writing small .evtx files, as Windows does, for tests. */
#ifndef TESTS_EVTX_KIT_H
#define TESTS_EVTX_KIT_H

#include "reader/crc32.h"
#include "reader/evtx_chunk.h"

#include <stdio.h>
#include <string.h>

struct evtx_kit {
    char bytes[EVTX_HEADER + EVTX_CHUNK];
    size_t at; /* in the chunk */
    size_t record, records, last;
    char number[24];        /* of the event */
    size_t open[16], depth; /* places of sizes to fill in, and the elements' own */
    size_t list;            /* place of the size of the attributes; 0: none */
    struct {
        const char *name;
        size_t at;
    } names[64];
    size_t names_n;
};

/* A value to fill in. */
struct kit_value {
    unsigned type;
    const void *bytes;
    size_t len;
};

static inline char *kit_chunk(struct evtx_kit *k)
{
    return k->bytes + EVTX_HEADER;
}

static inline void kit_set(char *to, uint64_t value, int bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        *to++ = (char)(value & 255);
}

static inline void kit_put(struct evtx_kit *k, uint64_t value, int bytes)
{
    kit_set(kit_chunk(k) + k->at, value, bytes);
    k->at += (size_t)bytes;
}

static inline void kit_raw(struct evtx_kit *k, const void *bytes, size_t len)
{
    if (len)
        memcpy(kit_chunk(k) + k->at, bytes, len);
    k->at += len;
}

static inline void kit_utf16(struct evtx_kit *k, const char *text)
{
    for (; *text; text++)
        kit_put(k, (unsigned char)*text, 2);
}

static inline void kit_begin(struct evtx_kit *k)
{
    memset(k, 0, sizeof *k);
    k->at = EVTX_FIRST;
}

/* A name stands where it is used first. */
static inline void kit_name(struct evtx_kit *k, const char *name)
{
    for (size_t i = 0; i < k->names_n; i++)
        if (strcmp(k->names[i].name, name) == 0) {
            kit_put(k, k->names[i].at, 4);
            return;
        }
    kit_put(k, k->at + 4, 4);
    k->names[k->names_n].name = name;
    k->names[k->names_n++].at = k->at;
    kit_put(k, 0, 6);
    kit_put(k, strlen(name), 2);
    kit_utf16(k, name);
    kit_put(k, 0, 2);
}

/* Elements: kit_open, kit_attribute with a value, kit_content, what is inside, kit_close. */
static inline void kit_open(struct evtx_kit *k, const char *name, bool attributes)
{
    kit_put(k, attributes ? 0x41 : 0x01, 1);
    kit_put(k, 0xFFFF, 2);
    k->open[k->depth++] = k->at;
    kit_put(k, 0, 4);
    kit_name(k, name);
    k->list = attributes ? k->at : 0;
    kit_put(k, 0, attributes ? 4 : 0);
}

static inline void kit_attribute(struct evtx_kit *k, const char *name)
{
    kit_put(k, 0x06, 1);
    kit_name(k, name);
}

static inline void kit_text(struct evtx_kit *k, const char *text)
{
    kit_put(k, 0x05, 1);
    kit_put(k, 0x01, 1);
    kit_put(k, strlen(text), 2);
    kit_utf16(k, text);
}

static inline void kit_slot(struct evtx_kit *k, unsigned index, unsigned type, bool optional)
{
    kit_put(k, optional ? 0x0E : 0x0D, 1);
    kit_put(k, index, 2);
    kit_put(k, type, 1);
}

static inline void kit_content(struct evtx_kit *k)
{
    if (k->list)
        kit_set(kit_chunk(k) + k->list, k->at - k->list - 4, 4);
    kit_put(k, 0x02, 1);
}

static inline void kit_close(struct evtx_kit *k)
{
    kit_put(k, 0x04, 1);
    size_t place = k->open[--k->depth];
    kit_set(kit_chunk(k) + place, k->at - place - 4, 4);
}

static inline void kit_element(struct evtx_kit *k, const char *name, const char *text)
{
    kit_open(k, name, false);
    kit_content(k);
    kit_text(k, text);
    kit_close(k);
}

/* Records and their template. */
static inline void kit_record(struct evtx_kit *k, uint64_t number)
{
    k->record = k->at;
    kit_put(k, 0x2A2A, 4);
    kit_put(k, 0, 4);
    kit_put(k, number, 8);
    kit_put(k, UINT64_C(129761722440000000), 8);
    kit_put(k, 0x0001010F, 4);
}

/* Returns where the template stands, for kit_again. */
static inline size_t kit_template(struct evtx_kit *k, unsigned id)
{
    kit_put(k, 0x010C, 2);
    kit_put(k, id, 4);
    kit_put(k, k->at + 4, 4);
    size_t at = k->at;
    kit_put(k, 0, 4);
    kit_put(k, id, 4);
    kit_put(k, 0, 12);
    kit_put(k, 0, 4);
    kit_put(k, 0x0001010F, 4);
    return at;
}

static inline void kit_template_end(struct evtx_kit *k, size_t at)
{
    kit_put(k, 0, 1);
    kit_set(kit_chunk(k) + at + 20, k->at - at - 24, 4);
}

static inline void kit_again(struct evtx_kit *k, unsigned id, size_t at)
{
    kit_put(k, 0x010C, 2);
    kit_put(k, id, 4);
    kit_put(k, at, 4);
}

static inline void kit_values(struct evtx_kit *k, const struct kit_value *values, size_t n)
{
    kit_put(k, n, 4);
    for (size_t i = 0; i < n; i++) {
        kit_put(k, values[i].len, 2);
        kit_put(k, values[i].type, 2);
    }
    for (size_t i = 0; i < n; i++)
        kit_raw(k, values[i].bytes, values[i].len);
}

static inline void kit_record_end(struct evtx_kit *k)
{
    kit_put(k, 0, 1);
    k->at = (k->at + 4 + 7) / 8 * 8;
    kit_set(kit_chunk(k) + k->record + 4, k->at - k->record, 4);
    kit_set(kit_chunk(k) + k->at - 4, k->at - k->record, 4);
    k->last = k->record;
    k->records++;
}

/* The headers; the file is complete. */
static inline struct str kit_end(struct evtx_kit *k)
{
    static struct evtx_kit copy;
    struct crc32 crc;
    crc32_init(&crc);
    memcpy(&copy, k, sizeof copy);
    evtx_make(k->bytes, (struct str){kit_chunk(&copy), EVTX_CHUNK}, k->at, k->last, k->records,
              &crc);
    memcpy(kit_chunk(k) + k->at, kit_chunk(&copy) + k->at, EVTX_CHUNK - k->at);
    return (struct str){k->bytes, sizeof k->bytes};
}

/* An event ----------------------------------------------------------------------------------- */

/* System, up to its end; slots 0..3 are id, qualifiers, time and user. */
static inline void kit_system(struct evtx_kit *k)
{
    kit_open(k, "System", false);
    kit_content(k);
    kit_open(k, "Provider", true);
    kit_attribute(k, "Name");
    kit_text(k, "Service Control Manager");
    kit_content(k);
    kit_close(k);
    kit_open(k, "EventID", true);
    kit_attribute(k, "Qualifiers");
    kit_slot(k, 1, 0x06, true);
    kit_content(k);
    kit_slot(k, 0, 0x06, false);
    kit_close(k);
    kit_element(k, "Level", "4");
    kit_element(k, "Keywords", "0x8080000000000000");
    kit_open(k, "TimeCreated", true);
    kit_attribute(k, "SystemTime");
    kit_slot(k, 2, 0x11, false);
    kit_content(k);
    kit_close(k);
    kit_element(k, "EventRecordID", k->number);
    kit_element(k, "Channel", "System");
    kit_element(k, "Computer", "SRV1");
    kit_open(k, "Security", true);
    kit_attribute(k, "UserID");
    kit_slot(k, 3, 0x13, true);
    kit_content(k);
    kit_close(k);
    kit_close(k);
}

enum { KIT_SYSTEM = 4 };

static inline void kit_system_values(struct kit_value to[KIT_SYSTEM])
{
    static const char id[] = "\x7C\x1B", qualifiers[] = "\x00\x40",
                      time[] = "\x00\xA2\x7A\x5B\x99\x01\xCD\x01",
                      user[] = "\x01\x01\0\0\0\0\0\x05\x12\0\0\0";
    to[0] = (struct kit_value){0x06, id, 2};
    to[1] = (struct kit_value){0x06, qualifiers, 2};
    to[2] = (struct kit_value){0x11, time, 8};
    to[3] = (struct kit_value){0x13, user, 12};
}

/* A record with one <Data Name='param1'> that holds the value; a template of its own. */
static inline void kit_event(struct evtx_kit *k, uint64_t number, struct kit_value value,
                             bool optional)
{
    struct kit_value values[KIT_SYSTEM + 1];
    kit_system_values(values);
    values[KIT_SYSTEM] = value;
    snprintf(k->number, sizeof k->number, "%llu", (unsigned long long)number);
    kit_record(k, number);
    size_t at = kit_template(k, (unsigned)number);
    kit_open(k, "Event", false);
    kit_content(k);
    kit_system(k);
    kit_open(k, "EventData", false);
    kit_content(k);
    kit_open(k, "Data", true);
    kit_attribute(k, "Name");
    kit_text(k, "param1");
    kit_content(k);
    kit_slot(k, KIT_SYSTEM, value.type, optional);
    kit_close(k);
    kit_close(k);
    kit_close(k);
    kit_template_end(k, at);
    kit_values(k, values, KIT_SYSTEM + 1);
    kit_record_end(k);
}

#endif
