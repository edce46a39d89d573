/* Logs of firewalls: every fact and loss lies inside the file. */
#include "reader_run.h"

extern const struct reader reader_firewall;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = {(const char *)data, size};
    run_probes(file);
    run_file(&reader_firewall, file, size + 1);
    return 0;
}
