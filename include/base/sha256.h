/* SHA-256 (FIPS 180-4), with the processor's SHA instructions where it has them. Names sources,
 * rule packs and findings; guards nothing secret.
 *
 * Threads   one state, one thread. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/str.h"

struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    bool fast; /* the processor has the instructions; asked once, for the question is slow */
    unsigned char block[64];
};

enum { SHA256_HEX = 65 }; /* with the NUL */

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *ptr, size_t len);
void sha256_hex(struct sha256 *s, char hex[SHA256_HEX]); /* ends the state */

#endif
