#include "app/tongue.h"

#include "base/asset.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <sys/stat.h>

static enum status add_builtin(struct locale *l, enum locale_kind kind, const char *folder,
                               struct arena *arena, struct err *err)
{
    const char *name = arena_fmt(arena, "%s/locale/%s.csv", folder, locale_code(l)).ptr;
    return locale_add(l, kind, name, asset_text(name), err);
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* In the folder, or beside the file; where there is none, its texts stay English. */
static enum status add_beside(struct locale *l, const char *path, struct arena *arena,
                              struct err *err)
{
    struct str folder = is_folder(path) ? str_of(path) : path_folder(str_of(path)), text;
    folder = folder.len ? folder : STR(".");
    const char *name = arena_fmt(arena, "%.*s/locale/%s.csv", STR_ARG(folder), locale_code(l)).ptr;
    if (!file_exists(name))
        return OK;
    TRY(file_read(arena, name, LIMIT_YAML_BYTES, &text, err));
    if (!utf8_valid(text))
        return err_set(err, FAIL_INPUT, "'%s' is not in UTF-8", name);
    return locale_add(l, LOCALE_RULES, name, text, err);
}

enum status tongue_load(const char *lang, struct rule_paths rules, struct arena *arena,
                        const struct locale **out, struct err *err)
{
    struct locale *l = NULL;
    if (strcmp(lang, locale_words[0]) != 0) {
        l = locale_new(arena, lang);
        TRY(add_builtin(l, LOCALE_FRAME, "report", arena, err));
        TRY(add_builtin(l, LOCALE_PHRASES, "diagnosis", arena, err));
        TRY(add_builtin(l, LOCALE_RULES, "rules", arena, err));
        for (size_t i = 0; i < rules.n; i++)
            if (strcmp(rules.v[i], "builtin") != 0)
                TRY(add_beside(l, rules.v[i], arena, err));
    }
    *out = l;
    return OK;
}

enum status tongue_find(struct str lang, int *out, struct err *err)
{
    for (int i = 0; locale_words[i]; i++)
        if (str_eq(lang, str_of(locale_words[i]))) {
            *out = i;
            return OK;
        }
    return err_set(err, FAIL_USAGE, "there is no language '%.*s'", STR_ARG(str_head(lang, 40)));
}
