#include "version.h"

#include "knowledge/table.h"

#include <stdio.h>

int64_t version_number(struct str text, bool last)
{
    uint64_t part[3] = {0, 0, last ? 99999 : 0};
    if (text.len == 0)
        return last ? INT64_MAX : 0;
    for (int i = 0; i < 3 && text.len; i++)
        if (!str_to_u64(str_cut(text, '.', &text), &part[i]))
            return 0;
    return (int64_t)((part[0] * 100 + part[1]) * 100000 + part[2]);
}

/* Lower case, without blanks and without "windows", "server". */
static void plain_name(struct str name, char *out, size_t room)
{
    static const char *const noise[] = {"windows", "server"};
    size_t n = 0;
    for (size_t i = 0; i < name.len && n + 1 < room; i++) {
        size_t skip = 0;
        for (size_t k = 0; k < ARRAY_LEN(noise); k++)
            if (str_starts_nocase(str_skip(name, i), str_of(noise[k])))
                skip = strlen(noise[k]);
        if (skip)
            i += skip - 1;
        else if (name.ptr[i] != ' ')
            out[n++] =
                name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? (char)(name.ptr[i] | 0x20) : name.ptr[i];
    }
    out[n] = '\0';
}

enum status version_find(struct str name, int64_t *out, struct err *err)
{
    struct arena arena = {0};
    struct table t = table_load(&arena, "collect/windows.csv");
    size_t names = table_column(&t, "name"), versions = table_column(&t, "version");
    char plain[40], known[200] = "";
    bool found = false;
    plain_name(name, plain, sizeof plain);
    for (size_t i = 0; i < t.rows; i++) {
        struct str one = table_cell(&t, i, names);
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%.*s", i ? ", " : "",
                 STR_ARG(one));
        if (!str_eq(one, str_of(plain)))
            continue;
        *out = version_number(table_cell(&t, i, versions), false);
        found = true;
    }
    arena_free(&arena);
    return found ? OK
                 : err_set(err, FAIL_USAGE, "--windows wants one of %s, not '%.*s'", known,
                           STR_ARG(str_head(name, 40)));
}
