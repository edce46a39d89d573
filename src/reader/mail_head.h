/* What the header of a mail, or of a part of one, says of the bytes below it. Private to the mail
 * reader.
 *
 * Owner     names and boundaries live in the arena given. */
#ifndef READER_MAIL_HEAD_H
#define READER_MAIL_HEAD_H

#include "base/arena.h"

enum transfer { TRANSFER_PLAIN, TRANSFER_BASE64, TRANSFER_QUOTED };

struct mail_head {
    enum transfer transfer;
    struct str type;     /* "text/plain"; empty when it is not said */
    struct str boundary; /* between the parts of a multipart */
    struct str name;     /* of the file, its encodings undone, in no certain character set */
};

/* Takes one field, unfolded: "Content-Type", "text/plain; name=...". Others are passed over. */
void mail_head_take(struct mail_head *h, struct arena *arena, struct str name, struct str value);

/* "Subject: hello" -> "Subject", "hello"; false when the line is no field. */
bool mail_field(struct str line, struct str *name, struct str *value);

/* Value of a digit of base64, or -1. */
int base64_digit(char c);

/* Does `s` begin with the mark and two hexadecimal digits ("=3D", "%20")? What they stand for. */
bool hex_escape(struct str s, char mark, char *out);

#endif
