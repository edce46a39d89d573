/* What comes from a command line or a report somebody may have forged: a code as text, and a wish
 * for a script. No text may break them, and no wish may bring a character into a script that
 * cmd.exe or PowerShell would act on. The first byte chooses, a NUL parts kind and command. */
#include <stdlib.h>

#include "base/arena.h"
#include "collect/collect.h"
#include "knowledge/code.h"
#include "knowledge/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_code(struct str text)
{
    struct arena arena = {0};
    struct code_meaning meanings[CODE_MEANINGS];
    uint32_t value;
    bool message;
    if (code_parse(text, &value, &message)) {
        const struct code_book *book = codes_load(&arena);
        size_t n = code_meanings(book, value, meanings);
        for (size_t i = 0; i < n; i++)
            if (!meanings[i].entry || !meanings[i].entry->text.len)
                abort();
        code_split(book, value);
    }
    arena_free(&arena);
}

static void check_names(const struct str *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < names[i].len; k++)
            if (strchr("\"'`%&|<>^()!;\r\n", names[i].ptr[k])) /* NUL is among them */
                abort();
}

static void try_wish(struct str text)
{
    struct arena arena = {0};
    struct collect_wish wish = {0};
    struct str command, kind = str_cut(text, '\0', &command);
    collect_ask(&arena, &wish, kind, command);
    check_names(wish.keys, wish.keys_n);
    check_names(wish.logs, wish.logs_n);
    arena_free(&arena);
}

static void try_table(struct str text)
{
    struct arena arena = {0};
    struct table t = table_read(&arena, text);
    for (size_t r = 0; r < t.rows; r++)
        for (size_t c = 0; c < t.columns; c++)
            if (table_cell(&t, r, c).len > text.len)
                abort();
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(struct str text) = {try_code, try_wish, try_table};
    if (size == 0 || size > 4096)
        return 0;
    tries[data[0] % ARRAY_LEN(tries)]((struct str){(const char *)data + 1, size - 1});
    return 0;
}
