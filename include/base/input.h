/* Bytes in pieces: one file through one streaming decoder. Whatever the encoding (byte order marks,
 * UTF-16 with and without one, Windows code pages), what comes out is UTF-8, a piece at a time, so
 * that memory does not grow with the file. "-" is standard input.
 *
 * Owner     input_open allocates, input_close frees. A piece lives until the next call.
 * Threads   one at a time.
 * Units     offsets are bytes of the file as it lies on disk.
 * Errors    FAIL_IO with the path; FAIL_STOPPED when the user asked to stop. Wrong bytes are
 *           replaced by U+FFFD and counted, never an error. */
#ifndef BASE_INPUT_H
#define BASE_INPUT_H

#include "base/err.h"
#include "base/sha256.h"
#include "base/str.h"

struct input;

enum status input_open(const char *path, struct input **out, struct err *err) NODISCARD;
void input_close(struct input *in);

/* Bytes that are no file of their own: the member of an archive. `read` gives at most `room` of
 * them, none at the end. */
struct byte_source {
    void *self;
    enum status (*read)(void *self, char *to, size_t room, size_t *n, struct err *err);
};

/* `name` is for messages; `from` must live until input_close. */
enum status input_open_source(const char *name, struct byte_source from, struct input **out,
                              struct err *err) NODISCARD;

/* The first bytes as they lie on disk, up to 256 KiB; only before the first piece was taken. */
enum status input_raw_head(struct input *in, size_t want, struct str *head,
                           struct err *err) NODISCARD;

/* From here on pieces are the bytes as they lie on disk; only before the first piece was taken. */
void input_binary(struct input *in);

/* Reading a file twice. What can be read only once (a pipe, a member) is written to a temporary
 * file on the way; ask for that with input_keep before the first piece is taken. After END,
 * input_again goes back to the beginning. */
enum status input_keep(struct input *in, struct err *err) NODISCARD;
enum status input_again(struct input *in, struct err *err) NODISCARD;

/* At least `want` decoded bytes from the front where the file has them, without taking them. */
enum status input_peek(struct input *in, size_t want, struct str *head, struct err *err) NODISCARD;

/* The next piece; END when there is none. */
enum status input_next(struct input *in, struct str *piece, struct err *err) NODISCARD;

/* Force a code page by name ("cp850", "windows-1252", "utf-16le") before the first piece. */
enum status input_force(struct input *in, struct str encoding, struct err *err) NODISCARD;

/* The names that input_force takes, one by one; NULL behind the last. */
const char *encoding_name(size_t i);
/* The name that input_facts has for it; NULL: there is none such. */
const char *encoding_find(struct str encoding);
/* Is that a name input_force takes? FAIL_USAGE with the list of names when not. */
enum status encoding_check(struct str encoding, struct err *err) NODISCARD;

struct input_facts {
    const char *encoding; /* "utf-8", "utf-16le", "windows-1252", ... */
    bool mark;            /* a byte order mark stood in front */
    uint64_t bytes;       /* read so far, of the file */
    char guessed[64];     /* the code pages that stretches which are no UTF-8 were read by */
    bool doublebyte;      /* the code page has two bytes a character */
    bool lacking;         /* they need a code page that the C library does not have */
    uint64_t switches;    /* from UTF-16 to anything else and back */
    uint64_t replaced;    /* wrong bytes that became U+FFFD */
    uint64_t surrogates;  /* of these: halves of a character */
    uint64_t pairs;       /* halves that were written one by one and put together */
    uint64_t halves;      /* bytes at the end of UTF-16 that miss their other one */
    uint64_t size;        /* of the file where known, else 0 */
};

struct input_facts input_facts(const struct input *in);

/* Offset in the file of a decoded byte of the current piece or of an earlier one: exact for UTF-8
 * and UTF-16, else the start of the piece. `decoded` counts decoded bytes since the beginning. */
uint64_t input_offset(const struct input *in, uint64_t decoded);

/* Name of the bytes read; after the last piece that of the whole file. */
void input_sha256(const struct input *in, char hex[SHA256_HEX]);

#endif
