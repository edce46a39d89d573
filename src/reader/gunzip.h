/* What can still be got out of a gzip file that is cut off. libarchive's filter unpacks whole
 * blocks and keeps the last one back when its bytes end; its reader of zip members hands out
 * whatever came out. So the packed bytes are shown to that one, as the only member of a zip.
 * Private to the reader of archives.
 *
 * Owner     gunzip_new allocates, gunzip_free frees. */
#ifndef READER_GUNZIP_H
#define READER_GUNZIP_H

#include <archive.h>

struct gunzip;

/* `give` hands out the file from its beginning, as libarchive asks for it. */
struct gunzip *gunzip_new(archive_read_callback *give, void *self);
void gunzip_free(struct gunzip *g);

/* The next unpacked bytes; 0 at the end, at the cut, or at damage. */
la_ssize_t gunzip_read(struct gunzip *g, const void **bytes);

#endif
