/* XML escaped for HTML: any page through split and parse, in small windows and as a whole. */
#include "reader_run.h"

extern const struct reader reader_escaped_xml;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = {(const char *)data, size};
    run_probes(file);
    struct run_counts whole = run_file(&reader_escaped_xml, file, size + 1);
    struct run_counts parts = run_file(&reader_escaped_xml, file, 64);
    check(whole.events == parts.events && whole.place == parts.place);
    return 0;
}
