/* Mails: the same bytes come out in large pieces and in small ones. */
#include "container_run.h"

extern const struct container container_mail;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unfold_bytes(&container_mail, data, size);
    return 0;
}
