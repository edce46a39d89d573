#include "app/casebook.h"

#include "base/files.h"
#include "book.h"

#include <stdlib.h>
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

static struct str folder_of(const char *place)
{
    return is_folder(place) ? str_of(place) : path_folder(str_of(place));
}

/* Of that name in a folder that is named, or beside a file that is. */
static const char *beside(const char *place, const char *name, struct arena *arena)
{
    struct str folder = folder_of(place);
    const char *path = folder.len ? arena_fmt(arena, "%.*s%s%s", STR_ARG(folder),
                                              str_ends(folder, STR("/")) ? "" : "/", name)
                                        .ptr
                                  : name;
    return file_exists(path) ? path : NULL;
}

static const char *find_story(const struct casebook *b, struct arena *arena)
{
    const char *path = NULL;
    for (size_t i = 0; i < b->inputs_n && !path; i++)
        path = beside(b->inputs[i], story_name, arena);
    return path || !b->db ? path : beside(b->db, story_name, arena);
}

/* Does the file lie in what the client sent? A path that cannot be followed lies nowhere. */
static bool is_input(const struct casebook *b, const char *path, struct arena *arena)
{
    char *file = realpath(path, NULL);
    bool inside = false;
    for (size_t i = 0; file && i < b->inputs_n && !inside; i++) {
        struct str folder = folder_of(b->inputs[i]);
        char *input = realpath(folder.len ? arena_str(arena, folder).ptr : ".", NULL);
        struct str rest = str_of(file);
        if (input && str_starts(rest, str_of(input))) {
            rest = str_skip(rest, strlen(input));
            inside = strcmp(input, "/") == 0 || str_starts(rest, STR("/"));
        }
        free(input);
    }
    free(file);
    return inside;
}

/* The consultant's own, so only beside the case file, and not where the client could have put it. */
static const char *find_remarks(const struct casebook *b, struct arena *arena)
{
    const char *path = b->db ? beside(b->db, remarks_name, arena) : NULL;
    return path && is_input(b, path, arena) ? NULL : path;
}

/* A story that came with the logs is input like them: bad, it costs a remark and not the report. */
static enum status tell_story(const struct casebook *b, struct book book, struct err *err)
{
    const char *found = b->story ? NULL : find_story(b, book.arena);
    struct err why = {0};
    book.path = found;
    if (found && story_read(&book, b->incident, &why) == OK)
        return OK;
    if (found)
        notes_add(book.notes, NOTE_BOOK_UNREADABLE,
                  (struct loc){arena_str(book.arena, str_of(found)).ptr, why.loc.line, why.loc.col},
                  "%.240s", why.text);
    book.path = b->story;
    return book.path || b->incident.ticks != TIME_NONE ? story_read(&book, b->incident, err) : OK;
}

static enum status apply(const struct casebook *b, struct analysis *a, struct arena *arena,
                         struct notes *notes, struct err *err)
{
    const struct book new = {.a = a, .arena = arena, .notes = notes};
    struct book book = new;
    TRY(tell_story(b, new, err));
    book.path = b->remarks ? b->remarks : find_remarks(b, arena);
    if (book.path)
        TRY(remarks_read(&book, err));
    for (size_t i = 0; i < b->overlays_n; i++) {
        book = new;
        book.path = b->overlays[i];
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
