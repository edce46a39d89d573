#include "evtx_lib.h"

#include "base/limits.h"
#include "memory_io.h"

#include <stdlib.h>

#include <libevtx.h>

struct evtx_lib {
    libbfio_handle_t *memory;
    libevtx_file_t *file;
};

void evtx_lib_start(void)
{
    static const char nothing[4096] = "ElfFile";
    evtx_lib_close(evtx_lib_open((struct str){nothing, sizeof nothing}));
}

static bool open_memory(struct evtx_lib *lib, struct str file)
{
    lib->memory = memory_io_open(file);
    return lib->memory && libevtx_file_initialize(&lib->file, NULL) == 1 &&
           libevtx_file_open_file_io_handle(lib->file, lib->memory, LIBEVTX_OPEN_READ, NULL) == 1;
}

struct evtx_lib *evtx_lib_open(struct str file)
{
    struct evtx_lib *lib = calloc(1, sizeof *lib);
    if (!lib)
        mem_die(sizeof *lib);
    if (open_memory(lib, file))
        return lib;
    evtx_lib_close(lib);
    return NULL;
}

void evtx_lib_close(struct evtx_lib *lib)
{
    if (!lib)
        return;
    if (lib->file)
        libevtx_file_free(&lib->file, NULL);
    if (lib->memory)
        libbfio_handle_free(&lib->memory, NULL);
    free(lib);
}

/* The innermost reason: libevtx tells the whole way up. */
static void explain(libevtx_error_t *error, struct buf *why)
{
    char text[512] = "";
    if (error)
        libevtx_error_sprint(error, text, sizeof text);
    buf_reset(why);
    buf_text(why, text[0] ? text : "no reason given");
}

static bool put_xml(libevtx_record_t *record, struct buf *xml, libevtx_error_t **error)
{
    size_t size = 0;
    if (libevtx_record_get_utf8_xml_string_size(record, &size, error) != 1 || size == 0 ||
        size > LIMIT_RECORD_BYTES)
        return false;
    char *text = malloc(size);
    if (!text)
        mem_die(size);
    bool good = libevtx_record_get_utf8_xml_string(record, (uint8_t *)text, size, error) == 1;
    if (good)
        buf_bytes(xml, text, size - 1); /* without the NUL */
    free(text);
    return good;
}

bool evtx_lib_xml(struct evtx_lib *lib, size_t index, struct buf *xml, struct buf *why)
{
    libevtx_record_t *record = NULL;
    libevtx_error_t *error = NULL;
    buf_reset(xml);
    bool good = libevtx_file_get_record_by_index(lib->file, (int)index, &record, &error) == 1 &&
                put_xml(record, xml, &error);
    if (!good)
        explain(error, why);
    if (error)
        libevtx_error_free(&error);
    if (record)
        libevtx_record_free(&record, NULL);
    return good;
}
