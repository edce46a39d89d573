/* The text forms that are cut at lines: every event and loss lies inside the file, and it does not
 * matter where the file was cut into runs. */
#include "reader_run.h"

extern const struct reader reader_wevtutil_text, reader_format_list, reader_splunk_kv,
    reader_friendly_view, reader_eventquery, reader_psloglist, reader_dumpel;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct reader *const forms[] = {
        &reader_wevtutil_text, &reader_format_list, &reader_splunk_kv, &reader_friendly_view,
        &reader_eventquery,    &reader_psloglist,   &reader_dumpel,
    };
    struct str file = {(const char *)data, size};
    run_probes(file);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct run_counts whole = run_file(forms[i], file, size + 1);
        struct run_counts runs = run_file(forms[i], file, 300);
        check(whole.events == runs.events && whole.place == runs.place && whole.lost == runs.lost);
    }
    return 0;
}
