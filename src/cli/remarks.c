#include "common.h"

/* What was not read at all, or not matched for a limit, is said without being asked for. */
static bool is_left_out(enum note_id id)
{
    return id == NOTE_FILE_UNKNOWN || id == NOTE_FILE_EMPTY || id == NOTE_FILE_USELESS ||
           id == NOTE_MEMBER_LOCKED || id == NOTE_ARCHIVE_EMPTY || id == NOTE_RULE_UNDECIDED ||
           id == NOTE_WINDOW_FULL;
}

static bool is_error(const struct note *note)
{
    return note_kinds[note->id].severity == ERROR;
}

static void put_place(struct buf *line, struct loc at)
{
    if (!at.file)
        return;
    buf_term(line, str_of(at.file));
    if (at.line)
        buf_fmt(line, ":%u", at.line);
    if (at.col)
        buf_fmt(line, ":%u", at.col);
}

/* "PLACE and 3 others: warning: TEXT: DETAIL" */
static void print_note(const struct note *note, size_t others)
{
    const struct note_kind *kind = &note_kinds[note->id];
    struct buf line = {0};
    struct arena arena = {0};
    struct str detail = note_detail(note, &arena);
    put_place(&line, note->loc);
    if (others)
        buf_fmt(&line, " and %zu other%s", others, others == 1 ? "" : "s");
    buf_fmt(&line, "%s%s: %s", line.len ? ": " : "", severity_names[kind->severity], kind->text);
    if (detail.len) {
        buf_text(&line, ": ");
        buf_term(&line, detail);
    }
    fprintf(stderr, "%.*s\n", STR_ARG(buf_str(&line)));
    buf_free(&line);
    arena_free(&arena);
}

static bool is_alike(const struct note *a, const struct note *b)
{
    return a->id == b->id && str_eq(a->detail, b->detail);
}

/* Files of which the same is to be said share a line: the first of them speaks. */
static void print_left_out(const struct notes *notes, const struct note *note)
{
    size_t others = 0;
    for (const struct note *n = notes->first; n != note; n = n->next)
        if (is_alike(n, note))
            return;
    for (const struct note *n = note->next; n; n = n->next)
        others += is_alike(n, note);
    print_note(note, others);
}

static size_t count_rest(const struct notes *notes, enum note_id id)
{
    return notes->seen[id] > NOTES_KEPT ? notes->seen[id] - NOTES_KEPT : 0;
}

static void print_rests(const struct notes *notes)
{
    for (int id = 0; id < NOTE_COUNT; id++) {
        size_t rest = count_rest(notes, (enum note_id)id);
        if (rest)
            fprintf(stderr, "%zu more: %s\n", rest, note_kinds[id].text);
    }
}

/* Warnings that were not printed one by one, also those beyond what is kept. */
static size_t count_hidden(const struct notes *notes)
{
    size_t n = 0;
    for (int id = 0; id < NOTE_COUNT; id++) {
        if (note_kinds[id].severity == INFO)
            continue;
        if (is_left_out((enum note_id)id) || note_kinds[id].severity == ERROR)
            n += count_rest(notes, (enum note_id)id);
        else
            n += notes->seen[id];
    }
    return n;
}

void say_notes(const struct notes *notes, const struct talk_opts *talk)
{
    for (const struct note *note = notes->first; note; note = note->next) {
        if (talk->verbose || is_error(note))
            print_note(note, 0);
        else if (is_left_out(note->id) && !talk->quiet)
            print_left_out(notes, note);
    }
    size_t hidden = count_hidden(notes);
    if (talk->verbose)
        print_rests(notes);
    else if (hidden && !talk->quiet)
        fprintf(stderr, "%zu more remark%s on the inputs; -v shows %s\n", hidden,
                hidden == 1 ? "" : "s", hidden == 1 ? "it" : "them");
}
