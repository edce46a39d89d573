/* Archives: whatever they are made of, members come out or a status. */
#include "container_run.h"

extern const struct container container_archive;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unfold_bytes(&container_archive, data, size);
    return 0;
}
