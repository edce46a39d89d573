/* Reports: a pure function from an analysis to bytes. No clock, no store, no environment: the date
 * that is printed stands in the analysis.
 *
 * Document formats (text, HTML, Markdown) print the document tree that compose.c builds; data
 * formats (JSON, CSV) print the analysis by its shape. To add a format: src/report/format_NAME.c
 * with `const struct format format_NAME`, and the row FORMAT(NAME) in formats.def.
 *
 * Owner     the caller's buffer.
 * Threads   pure.
 * Errors    FAIL_LIMIT when the buffer's cap is hit. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buf.h"
#include "base/err.h"
#include "model/analysis.h"
#include "report/locale.h"

/* Whose report it is; all may be empty. */
struct brand {
    struct str title, contact;
    struct str lang;            /* "de"; empty: English */
    struct str logo_type, logo; /* "image/png", and the picture in base64 */
};

struct report_options {
    struct brand brand;
    int width; /* columns of a text report; 80 */
    bool color;
    const struct locale *locale; /* NULL: English */
    bool explain;                /* numbers, every item of evidence, the whole sum */
    bool detections;
};

struct format {
    const char *name, *extension, *summary;
    enum status (*write)(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err);
};

extern const struct format *const formats[];
extern const size_t formats_count;

const struct format *format_find(struct str name); /* NULL when there is none */

#endif
