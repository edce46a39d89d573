#include "crc32.h"

void crc32_init(struct crc32 *c)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t sum = i;
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320u : 0);
        c->table[0][i] = sum;
    }
    for (int k = 1; k < 8; k++)
        for (int i = 0; i < 256; i++) {
            uint32_t sum = c->table[k - 1][i];
            c->table[k][i] = sum >> 8 ^ c->table[0][sum & 255];
        }
}

uint32_t crc32_of(const struct crc32 *c, struct str bytes, uint32_t before)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    size_t left = bytes.len;
    uint32_t sum = ~before;
    for (; left >= 8; left -= 8, p += 8)
        sum = c->table[7][(sum ^ p[0]) & 255] ^ c->table[6][(sum >> 8 ^ p[1]) & 255] ^
              c->table[5][(sum >> 16 ^ p[2]) & 255] ^ c->table[4][sum >> 24 ^ p[3]] ^
              c->table[3][p[4]] ^ c->table[2][p[5]] ^ c->table[1][p[6]] ^ c->table[0][p[7]];
    for (; left; left--, p++)
        sum = sum >> 8 ^ c->table[0][(sum ^ *p) & 255];
    return ~sum;
}
