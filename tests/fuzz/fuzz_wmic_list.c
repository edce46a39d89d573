/* Lists of wmic: every event and loss lies inside the file, and windows of any size hold the
 * same. */
#include "reader_run.h"

extern const struct reader reader_wmic_list;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = {(const char *)data, size};
    run_probes(file);
    struct run_counts whole = run_file(&reader_wmic_list, file, size + 1);
    struct run_counts parts = run_file(&reader_wmic_list, file, 64);
    check(whole.events == parts.events && whole.place == parts.place);
    return 0;
}
