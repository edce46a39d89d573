/* Writing small .evt files for tests. */
#ifndef TESTS_EVT_KIT_H
#define TESTS_EVT_KIT_H

#include "base/str.h"

#include <string.h>

enum { EVT_KIT_HEADER = 48 };

struct evt_kit {
    char bytes[65536];
    size_t at;
};

struct evt_kit_event {
    uint32_t number, time, id;
    uint16_t type, category;
    const char *source, *computer;
    const char *strings[8];
    struct str sid, data;
};

static inline void evt_put(struct evt_kit *k, uint32_t value, int bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        k->bytes[k->at++] = (char)(value & 255);
}

static inline void evt_set(struct evt_kit *k, size_t at, uint32_t value)
{
    size_t before = k->at;
    k->at = at;
    evt_put(k, value, 4);
    k->at = before;
}

static inline void evt_text(struct evt_kit *k, const char *text)
{
    for (; *text; text++)
        evt_put(k, (unsigned char)*text, 2);
    evt_put(k, 0, 2);
}

static inline void evt_begin(struct evt_kit *k)
{
    memset(k, 0, sizeof *k);
    const uint32_t header[] = {48, 0x654C664C, 1, 1, 48, 48, 1, 1, 65536, 0, 0, 48};
    for (size_t i = 0; i < 12; i++)
        evt_put(k, header[i], 4);
}

static inline void evt_add(struct evt_kit *k, const struct evt_kit_event *e)
{
    size_t start = k->at, n = 0;
    memset(k->bytes + start, 0, 56);
    k->at += 56;
    evt_text(k, e->source);
    evt_text(k, e->computer);
    k->at = (k->at + 3) / 4 * 4;
    size_t sid = k->at - start;
    if (e->sid.len)
        memcpy(k->bytes + k->at, e->sid.ptr, e->sid.len);
    k->at += e->sid.len;
    size_t strings = k->at - start;
    while (n < 8 && e->strings[n])
        evt_text(k, e->strings[n++]);
    size_t data = k->at - start;
    if (e->data.len)
        memcpy(k->bytes + k->at, e->data.ptr, e->data.len);
    k->at = (k->at + e->data.len + 3) / 4 * 4;
    uint32_t size = (uint32_t)(k->at - start + 4);
    evt_put(k, size, 4);
    size_t end = k->at;
    k->at = start;
    const uint32_t head[] = {size, 0x654C664C, e->number, e->time, e->time, e->id};
    for (size_t i = 0; i < 6; i++)
        evt_put(k, head[i], 4);
    evt_put(k, e->type, 2);
    evt_put(k, (uint32_t)n, 2);
    evt_put(k, e->category, 2);
    evt_put(k, 0, 6);
    const uint32_t tail[] = {(uint32_t)strings, (uint32_t)e->sid.len, (uint32_t)sid,
                             (uint32_t)e->data.len, (uint32_t)data};
    for (size_t i = 0; i < 5; i++)
        evt_put(k, tail[i], 4);
    k->at = end;
}

/* The record behind the newest one. */
static inline void evt_end(struct evt_kit *k, uint32_t oldest, uint32_t next)
{
    uint32_t at = (uint32_t)k->at;
    const uint32_t end[] = {40,     0x11111111, 0x22222222, 0x33333333, 0x44444444,
                            oldest, at,         next,       1,          40};
    for (size_t i = 0; i < 10; i++)
        evt_put(k, end[i], 4);
    evt_set(k, 16, oldest);
    evt_set(k, 20, at);
    evt_set(k, 24, next);
}

static inline struct str evt_file(struct evt_kit *k, size_t len)
{
    return (struct str){k->bytes, len};
}

#endif
