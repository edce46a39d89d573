/* The CRC-32 of .evtx, zip and Ethernet. Private to reader.
 *
 * Threads   pure functions; whoever counts holds the table. */
#ifndef READER_CRC32_H
#define READER_CRC32_H

#include "base/str.h"

struct crc32 {
    uint32_t table[8][256]; /* for a byte that 0..7 others follow */
};

void crc32_init(struct crc32 *c);

/* `before`: that of the bytes in front of these, 0 at the beginning. */
uint32_t crc32_of(const struct crc32 *c, struct str bytes, uint32_t before);

#endif
