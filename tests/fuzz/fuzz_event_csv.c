/* Tables of events: every event and loss lies inside the file, cut into runs or whole. */
#include "reader_run.h"

extern const struct reader reader_event_csv;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = {(const char *)data, size};
    run_probes(file);
    run_file(&reader_event_csv, file, size + 1);
    run_file(&reader_event_csv, file, 512);
    return 0;
}
