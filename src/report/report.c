#include "report/report.h"

#define FORMAT(name) extern const struct format format_##name;
#include "formats.def"
#undef FORMAT

const struct format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "formats.def"
#undef FORMAT
};
const size_t formats_count = ARRAY_LEN(formats);

const struct format *format_find(struct str name)
{
    for (size_t i = 0; i < formats_count; i++)
        if (str_eq(name, str_of(formats[i]->name)))
            return formats[i];
    return NULL;
}
