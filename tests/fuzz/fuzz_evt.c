/* Event logs of NT to Server 2003: every event and loss lies inside the file, also when it is read
 * in small runs. */
#include "reader_run.h"

extern const struct reader reader_evt;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = {(const char *)data, size};
    readers_start();
    run_probes(file);
    run_file(&reader_evt, file, size + 1);
    run_file(&reader_evt, file, 64);
    return 0;
}
