/* ERRORLOG of SQL Server: read as a whole and in pieces, the same comes out. */
#include "reader_run.h"

extern const struct reader reader_errorlog;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = {(const char *)data, size};
    run_probes(file);
    struct run_counts whole = run_file(&reader_errorlog, file, size + 1);
    struct run_counts pieces = run_file(&reader_errorlog, file, 64);
    check(whole.events == pieces.events && whole.place == pieces.place);
    return 0;
}
