/* Any bytes through the decoder: what comes out is UTF-8, and every place lies in the file. */
#include "base/input.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool good)
{
    if (!good)
        abort();
}

static void read_all(struct input *in, size_t size)
{
    struct str piece;
    struct err err;
    uint64_t decoded = 0, before = 0;
    while (input_next(in, &piece, &err) == OK) {
        require(piece.len > 0 && utf8_valid(piece));
        for (uint64_t i = 0; i < piece.len; i += 7) {
            uint64_t at = input_offset(in, decoded + i);
            require(at >= before && at <= size);
            before = at;
        }
        decoded += piece.len;
    }
    require(input_offset(in, decoded) == size && input_facts(in).bytes == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    struct input *in;
    struct str head;
    struct err err;
    int fd = memfd_create("fuzz", 0);
    require(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    require(input_open(path, &in, &err) == OK);
    if (size % 3 == 0)
        require(input_peek(in, size % 1000, &head, &err) == OK);
    read_all(in, size);
    input_close(in);
    close(fd);
    return 0;
}
