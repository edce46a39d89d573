#include "memory_io.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct memory_io {
    struct str bytes;
    size_t at;
    bool open;
};

/* libbfio hands the struct about as a pointer to a number. */
static struct memory_io *io_of(intptr_t *handle)
{
    return (struct memory_io *)(void *)handle;
}

static intptr_t *handle_new(struct str bytes)
{
    struct memory_io *io = calloc(1, sizeof *io);
    if (!io)
        mem_die(sizeof *io);
    io->bytes = bytes;
    return (intptr_t *)(void *)io;
}

static int io_free(intptr_t **handle, libbfio_error_t **error)
{
    (void)error;
    free(*handle);
    *handle = NULL;
    return 1;
}

static int io_clone(intptr_t **to, intptr_t *from, libbfio_error_t **error)
{
    (void)error;
    *to = handle_new(io_of(from)->bytes);
    return 1;
}

static int io_open(intptr_t *handle, int access, libbfio_error_t **error)
{
    (void)access;
    (void)error;
    io_of(handle)->open = true;
    io_of(handle)->at = 0;
    return 1;
}

static int io_close(intptr_t *handle, libbfio_error_t **error)
{
    (void)error;
    io_of(handle)->open = false;
    return 0;
}

static ssize_t io_read(intptr_t *handle, uint8_t *to, size_t size, libbfio_error_t **error)
{
    (void)error;
    struct memory_io *io = io_of(handle);
    struct str rest = str_head(str_skip(io->bytes, io->at), size);
    if (rest.len)
        memcpy(to, rest.ptr, rest.len);
    io->at += rest.len;
    return (ssize_t)rest.len;
}

static ssize_t io_write(intptr_t *handle, const uint8_t *from, size_t size, libbfio_error_t **error)
{
    (void)handle;
    (void)from;
    (void)size;
    (void)error;
    return -1;
}

static off64_t io_seek(intptr_t *handle, off64_t offset, int whence, libbfio_error_t **error)
{
    (void)error;
    struct memory_io *io = io_of(handle);
    off64_t from = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? (off64_t)io->at
                                        : (off64_t)io->bytes.len;
    if (offset < -from || offset > (off64_t)io->bytes.len - from)
        return -1;
    io->at = (size_t)(from + offset);
    return from + offset;
}

static int io_exists(intptr_t *handle, libbfio_error_t **error)
{
    (void)handle;
    (void)error;
    return 1;
}

static int io_is_open(intptr_t *handle, libbfio_error_t **error)
{
    (void)error;
    return io_of(handle)->open;
}

static int io_size(intptr_t *handle, size64_t *size, libbfio_error_t **error)
{
    (void)error;
    *size = io_of(handle)->bytes.len;
    return 1;
}

libbfio_handle_t *memory_io_open(struct str bytes)
{
    libbfio_handle_t *handle = NULL;
    intptr_t *io = handle_new(bytes);
    if (libbfio_handle_initialize(
            &handle, io, io_free, io_clone, io_open, io_close, io_read, io_write, io_seek,
            io_exists, io_is_open, io_size,
            LIBBFIO_FLAG_IO_HANDLE_MANAGED | LIBBFIO_FLAG_IO_HANDLE_CLONE_BY_FUNCTION, NULL) == 1)
        return handle;
    free(io);
    return NULL;
}
