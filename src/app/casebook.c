#include "app/casebook.h"

#include "base/files.h"
#include "book.h"

#include <sys/stat.h>

static const char story_name[] = "case.yml", remarks_name[] = "notes.yml",
                  overlay_name[] = "overlay.yml", brand_name[] = "brand.yml";

bool casebook_names(struct str path)
{
    const char *const names[] = {story_name, remarks_name, overlay_name, brand_name};
    struct str name = path_name(path);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(name, str_of(names[i])))
            return true;
    return false;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* In a folder that was named, or beside a file that was. */
static const char *find(const struct casebook *b, struct arena *arena, const char *name)
{
    for (size_t i = 0; i < b->places_n; i++) {
        struct str place = str_of(b->places[i]);
        struct str folder = is_folder(b->places[i]) ? place : path_folder(place);
        const char *path = folder.len ? arena_fmt(arena, "%.*s%s%s", STR_ARG(folder),
                                                  str_ends(folder, STR("/")) ? "" : "/", name)
                                            .ptr
                                      : name;
        if (file_exists(path))
            return path;
    }
    return NULL;
}

static enum status apply(const struct casebook *b, struct analysis *a, struct arena *arena,
                           struct notes *notes, struct err *err)
{
    struct book book = {.a = a, .arena = arena, .notes = notes};
    const char *remarks = b->remarks ? b->remarks : find(b, arena, remarks_name);
    const char *overlay = b->overlays_n ? NULL : find(b, arena, overlay_name);
    book.path = b->story ? b->story : find(b, arena, story_name);
    if (book.path || b->incident.ticks != TIME_NONE)
        TRY(story_read(&book, b->incident, err));
    if (remarks) {
        book = (struct book){.a = a, .arena = arena, .notes = notes, .path = remarks};
        TRY(remarks_read(&book, err));
    }
    for (size_t i = 0; i < b->overlays_n + (overlay != NULL); i++) {
        const char *path = overlay ? overlay : b->overlays[i];
        book = (struct book){.a = a, .arena = arena, .notes = notes, .path = path};
        TRY(overlay_read(&book, err));
    }
    return OK;
}

/* A path that was found lives no longer than the analysis, so a place goes into the words. */
static enum status in_words(enum status status, struct err *err)
{
    char text[sizeof err->text];
    if (status == OK || !err->loc.file)
        return status;
    if (err->loc.line)
        snprintf(text, sizeof text, "%.200s:%u:%u: %.240s", err->loc.file, err->loc.line,
                 err->loc.col, err->text);
    else
        snprintf(text, sizeof text, "%.200s: %.240s", err->loc.file, err->text);
    return err_set(err, status, "%s", text);
}

enum status casebook_apply(const struct casebook *b, struct analysis *a, struct arena *arena,
                           struct notes *notes, struct err *err)
{
    return in_words(apply(b, a, arena, notes, err), err);
}

void casebook_carry(const struct analysis *from, struct analysis *to, struct arena *arena)
{
    to->about.dossier = to->about.dossier ? to->about.dossier : from->about.dossier;
    for (size_t i = 0; i < from->findings_n; i++)
        for (size_t k = 0; k < to->findings_n; k++) {
            const struct a_finding *old = &from->findings[i];
            struct a_finding *f = &to->findings[k];
            if (!str_eq(old->id, f->id))
                continue;
            f->asked = old->asked;
            f->comments = old->comments;
            f->comments_n = old->comments_n;
            f->acceptance = old->acceptance;
            overrides_again(f, old, arena);
        }
}
