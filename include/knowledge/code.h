/* Error codes in words: Win32, Winsock, HRESULT, NTSTATUS, bug checks, Kerberos, TLS alerts and
 * parameters of messages (rules/knowledge/codes_*.csv).
 *
 * One number can mean several things; which of them holds depends on the provider that logged it,
 * so meanings come with the family they belong to, and a table of providers overrules.
 *
 * Owner     everything lives in the arena given, or in the program.
 * Threads   immutable once loaded. */
#ifndef KNOWLEDGE_CODE_H
#define KNOWLEDGE_CODE_H

#include "base/arena.h"

struct code_family {
    struct str name, title; /* "win32", "Win32 error" */
    struct str where;       /* providers that log it */
    bool hex;               /* written in hexadecimal digits */
};

struct code_entry {
    const struct code_family *family;
    uint32_t code;
    struct str name, text, source; /* the name may be empty */
};

/* What a number means when that provider logs it. */
struct code_context {
    uint32_t code;
    struct str provider, text, source;
};

struct code_facility {
    uint32_t code;
    struct str name, text;
};

struct code_book {
    const struct code_family *families;
    size_t families_n;
    const struct code_entry *entries; /* by family, then code */
    size_t entries_n;
    const struct code_context *contexts;
    size_t contexts_n;
    const struct code_facility *facilities;
    size_t facilities_n;
};

const struct code_book *codes_load(struct arena *arena);

/* NULL where the table has none. */
const struct code_entry *code_find(const struct code_book *book, const char *family, uint32_t code);
/* Of a name without regard to case; NULL. */
const struct code_entry *code_named(const struct code_book *book, struct str name);

/* A number as logs and people write it: 10013, 0x8007271D, 8007271D, -2147014883, C0000022,
 * %%1053 (then *message), or four bytes as binary data show them ("40 27 00 00", lowest first). */
bool code_parse(struct str text, uint32_t *out, bool *message);

/* The parts of a 32-bit status. */
struct code_parts {
    bool failure, customer, nt; /* nt: an NTSTATUS in an HRESULT */
    uint32_t facility, code;
    const struct code_facility *about; /* NULL: not in the table */
};
struct code_parts code_split(const struct code_book *book, uint32_t value);

/* One way to read a number. */
struct code_meaning {
    const struct code_entry *entry;
    const char *how; /* NULL: the number itself; else "the low word, ..." */
    bool hint;       /* nothing says that it is to be read so */
};
#define CODE_MEANINGS 16
size_t code_meanings(const struct code_book *book, uint32_t value,
                     struct code_meaning out[CODE_MEANINGS]);

/* For parameters of a rule, whose type says how to read them (hresult, win32, ntstatus):
 * "WSAEADDRINUSE: another socket owns ...". False, and nothing written, where the value or its
 * words are not known. */
bool code_words(struct arena *arena, struct str type, struct str value, struct str *out);

#endif
