#include "reader_drive.h"

extern const struct reader reader_reg;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    reader_drive(&reader_reg, (struct str){(const char *)data, size});
    return 0;
}
