/* Bytes in memory as a file for libevtx and libevt. libbfio has one of its own, but that of Debian
 * 12 reads beyond the end. Private to reader.
 *
 * Owner     whoever opened it frees it with libbfio_handle_free; the bytes must outlive it. */
#ifndef READER_MEMORY_IO_H
#define READER_MEMORY_IO_H

#include "base/str.h"

#include <libbfio.h>

/* NULL when libbfio refuses. */
libbfio_handle_t *memory_io_open(struct str bytes);

#endif
