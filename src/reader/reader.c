#include "reader/reader.h"

#include "evtx_lib.h"

#include <libxml/parser.h>

#define READER(name) extern const struct reader reader_##name;
#include "readers.def"
#undef READER

const struct reader *const readers[] = {
#define READER(name) &reader_##name,
#include "readers.def"
#undef READER
};
const size_t readers_count = ARRAY_LEN(readers);

void readers_start(void)
{
    xmlInitParser(); /* libxml2 wants its globals ready before threads start */
#ifndef WITHOUT_EVTX
    evtx_lib_start();
#endif
}

#define UNREAD(at, bytes, why, advice) {at, STR_INIT(bytes), why, advice},
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
static const struct unread {
    size_t at;
    struct str bytes;
    const char *why, *advice;
} unread[] = {
#include "unread.def"
};

#define UNREAD_TEXT(mark, why, advice) {mark, why, advice},
static const struct unread_text {
    const char *mark, *why, *advice;
} unread_texts[] = {
#include "unread.def"
};

static bool is_empty(struct str head)
{
    for (size_t i = 0; i < head.len; i++)
        if (!strchr(" \t\r\n", head.ptr[i])) /* NUL counts as blank: padding */
            return false;
    return true;
}

static bool is_binary(struct str head)
{
    size_t odd = 0;
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.ptr[i];
        odd += (c < 0x20 && !strchr("\t\r\n\f\x1B", (char)c)) || c == 0;
    }
    return odd * 20 > head.len;
}

static void explain(const struct head *head, const char **why, const char **advice)
{
    struct str near = str_head(head->text, 4096);
    *why = is_binary(near) ? "binary of no known form" : "no known form";
    *advice = "give event logs exported as XML, events copied from Event Viewer, or the output of "
              "netstat, "
              "tasklist, systeminfo, reg query or reg export";
    for (size_t i = 0; i < ARRAY_LEN(unread_texts); i++)
        if (str_find(near, str_of(unread_texts[i].mark))) {
            *why = unread_texts[i].why;
            *advice = unread_texts[i].advice;
        }
    for (size_t i = 0; i < ARRAY_LEN(unread); i++)
        if (str_starts(str_skip(head->raw, unread[i].at), unread[i].bytes)) {
            *why = unread[i].why;
            *advice = unread[i].advice;
        }
    if (is_empty(head->text)) {
        *why = "empty";
        *advice = "export it again";
    }
}

const struct reader *reader_for(const struct head *head, struct str path, const char **why,
                                const char **advice)
{
    const struct reader *best = NULL;
    int most = 0;
    for (size_t i = 0; i < readers_count; i++) {
        int sure = readers[i]->probe(readers[i]->binary ? head->raw : head->text, path);
        if (sure > most) {
            most = sure;
            best = readers[i];
        }
    }
    *why = *advice = "";
    if (!best)
        explain(head, why, advice);
    return best;
}
