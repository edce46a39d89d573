#include "evt_lib.h"

#include "base/limits.h"
#include "memory_io.h"

#include <libevt.h>

struct lib {
    libbfio_handle_t *memory;
    libevt_file_t *file;
    libevt_record_t *record;
    libevt_error_t *error;
    struct arena *arena;
};

static bool open_record(struct lib *l, struct str file)
{
    int n = 0;
    l->memory = memory_io_open(file);
    return l->memory && libevt_file_initialize(&l->file, &l->error) == 1 &&
           libevt_file_open_file_io_handle(l->file, l->memory, LIBEVT_OPEN_READ, &l->error) == 1 &&
           libevt_file_get_number_of_records(l->file, &n, &l->error) == 1 && n == 1 &&
           libevt_file_get_record_by_index(l->file, 0, &l->record, &l->error) == 1;
}

static void close_record(struct lib *l)
{
    if (l->record)
        libevt_record_free(&l->record, NULL);
    if (l->file)
        libevt_file_free(&l->file, NULL);
    if (l->memory)
        libbfio_handle_free(&l->memory, NULL);
    if (l->error)
        libevt_error_free(&l->error);
}

static bool read_numbers(struct lib *l, struct evt_values *v)
{
    uint16_t type, category;
    bool good = libevt_record_get_identifier(l->record, &v->number, &l->error) == 1 &&
                libevt_record_get_creation_time(l->record, &v->created, &l->error) == 1 &&
                libevt_record_get_event_identifier(l->record, &v->id, &l->error) == 1 &&
                libevt_record_get_event_type(l->record, &type, &l->error) == 1 &&
                libevt_record_get_event_category(l->record, &category, &l->error) == 1;
    if (good) {
        v->type = type;
        v->category = category;
    }
    return good;
}

/* A text comes with a NUL, which `size` counts; its line ends become those of binxml_value.c. */
static struct str text_of(char *text, size_t size)
{
    size_t n = 0, len = size ? size - 1 : 0;
    for (size_t i = 0; i < len; i++)
        if (text[i] != '\r')
            text[n++] = text[i];
        else if (i + 1 == len || text[i + 1] != '\n')
            text[n++] = '\n';
    return (struct str){text, n};
}

typedef int text_size(libevt_record_t *record, size_t *size, libevt_error_t **error);
typedef int text_get(libevt_record_t *record, uint8_t *to, size_t size, libevt_error_t **error);

static bool read_text(struct lib *l, text_size *size_of, text_get *get, struct str *out)
{
    size_t size = 0;
    int there = size_of(l->record, &size, &l->error);
    if (there != 1 || size > LIMIT_RECORD_BYTES)
        return there == 0;
    char *to = arena_alloc(l->arena, size + 1);
    if (size && get(l->record, (uint8_t *)to, size, &l->error) != 1)
        return false;
    *out = text_of(to, size);
    return true;
}

static bool read_strings(struct lib *l, struct evt_values *v)
{
    int n = 0;
    if (libevt_record_get_number_of_strings(l->record, &n, &l->error) != 1 || n < 0)
        return false;
    struct str *strings = ARENA_ARRAY(l->arena, struct str, (size_t)n + 1);
    for (int i = 0; i < n; i++) {
        size_t size = 0;
        if (libevt_record_get_utf8_string_size(l->record, i, &size, &l->error) != 1 ||
            size > LIMIT_RECORD_BYTES)
            return false;
        char *to = arena_alloc(l->arena, size + 1);
        if (size &&
            libevt_record_get_utf8_string(l->record, i, (uint8_t *)to, size, &l->error) != 1)
            return false;
        strings[i] = text_of(to, size);
    }
    v->strings = strings;
    v->strings_n = (size_t)n;
    return true;
}

static bool read_data(struct lib *l, struct evt_values *v)
{
    size_t size = 0;
    if (libevt_record_get_data_size(l->record, &size, &l->error) != 1 || size == 0 ||
        size > LIMIT_RECORD_BYTES)
        return size == 0;
    char *to = arena_alloc(l->arena, size);
    v->data = (struct str){to, size};
    return libevt_record_get_data(l->record, (uint8_t *)to, size, &l->error) == 1;
}

bool evt_lib_read(struct str file, struct arena *arena, struct evt_values *out, struct buf *why)
{
    struct lib l = {.arena = arena};
    struct evt_values v = {0};
    char text[512] = "no reason given";
    bool good = open_record(&l, file) && read_numbers(&l, &v) &&
                read_text(&l, libevt_record_get_utf8_source_name_size,
                          libevt_record_get_utf8_source_name, &v.source) &&
                read_text(&l, libevt_record_get_utf8_computer_name_size,
                          libevt_record_get_utf8_computer_name, &v.computer) &&
                read_text(&l, libevt_record_get_utf8_user_security_identifier_size,
                          libevt_record_get_utf8_user_security_identifier, &v.user) &&
                read_strings(&l, &v) && read_data(&l, &v);
    if (good)
        *out = v;
    else if (l.error)
        libevt_error_sprint(l.error, text, sizeof text);
    buf_reset(why);
    if (!good)
        buf_text(why, text);
    close_record(&l);
    return good;
}
