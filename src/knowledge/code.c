#include "knowledge/code.h"

#include "knowledge/table.h"

#define FACILITY_WIN32 7
#define NT_BIT UINT32_C(0x10000000)
#define FAILURE_BIT UINT32_C(0x80000000)
#define CUSTOMER_BIT UINT32_C(0x20000000)

/* Loading ------------------------------------------------------------------------------------- */

static uint32_t number_of(struct str text)
{
    uint64_t n = 0;
    if (!(str_starts(text, STR("0x")) ? str_to_hex : str_to_u64)(text, &n))
        return 0;
    return (uint32_t)n;
}

static const struct code_family *load_families(struct arena *arena, size_t *n)
{
    struct table t = table_load(arena, "rules/knowledge/codes_families.csv");
    struct code_family *v = ARENA_ARRAY(arena, struct code_family, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++)
        v[i] =
            (struct code_family){table_cell(&t, i, table_column(&t, "family")),
                                 table_cell(&t, i, table_column(&t, "title")),
                                 table_cell(&t, i, table_column(&t, "where")),
                                 str_eq(table_cell(&t, i, table_column(&t, "base")), STR("hex"))};
    *n = t.rows;
    return v;
}

static const struct code_entry *load_entries(struct arena *arena, const struct code_book *book,
                                             size_t *n)
{
    struct code_entry *v = NULL;
    size_t max = 0;
    *n = 0;
    for (size_t f = 0; f < book->families_n; f++) {
        struct str asset =
            arena_fmt(arena, "rules/knowledge/codes_%.*s.csv", STR_ARG(book->families[f].name));
        struct table t = table_load(arena, asset.ptr);
        size_t code = table_column(&t, "code"), name = table_column(&t, "name"),
               text = table_column(&t, "text"), source = table_column(&t, "source");
        for (size_t i = 0; i < t.rows; i++) {
            GROW(arena, v, *n, max);
            v[(*n)++] = (struct code_entry){&book->families[f], number_of(table_cell(&t, i, code)),
                                            table_cell(&t, i, name), table_cell(&t, i, text),
                                            table_cell(&t, i, source)};
        }
    }
    return v;
}

static const struct code_context *load_contexts(struct arena *arena, size_t *n)
{
    struct table t = table_load(arena, "rules/knowledge/codes_contexts.csv");
    struct code_context *v = ARENA_ARRAY(arena, struct code_context, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++)
        v[i] = (struct code_context){number_of(table_cell(&t, i, table_column(&t, "code"))),
                                     table_cell(&t, i, table_column(&t, "provider")),
                                     table_cell(&t, i, table_column(&t, "text")),
                                     table_cell(&t, i, table_column(&t, "source"))};
    *n = t.rows;
    return v;
}

static const struct code_facility *load_facilities(struct arena *arena, size_t *n)
{
    struct table t = table_load(arena, "rules/knowledge/codes_facilities.csv");
    struct code_facility *v = ARENA_ARRAY(arena, struct code_facility, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++)
        v[i] = (struct code_facility){number_of(table_cell(&t, i, table_column(&t, "code"))),
                                      table_cell(&t, i, table_column(&t, "name")),
                                      table_cell(&t, i, table_column(&t, "text"))};
    *n = t.rows;
    return v;
}

const struct code_book *codes_load(struct arena *arena)
{
    struct code_book *book = ARENA_NEW(arena, struct code_book);
    book->families = load_families(arena, &book->families_n);
    book->entries = load_entries(arena, book, &book->entries_n);
    book->contexts = load_contexts(arena, &book->contexts_n);
    book->facilities = load_facilities(arena, &book->facilities_n);
    return book;
}

/* Looking up ---------------------------------------------------------------------------------- */

const struct code_entry *code_find(const struct code_book *book, const char *family, uint32_t code)
{
    for (size_t i = 0; i < book->entries_n; i++)
        if (book->entries[i].code == code && str_eq(book->entries[i].family->name, str_of(family)))
            return &book->entries[i];
    return NULL;
}

const struct code_entry *code_named(const struct code_book *book, struct str name)
{
    for (size_t i = 0; i < book->entries_n && name.len; i++)
        if (str_eq_nocase(book->entries[i].name, name))
            return &book->entries[i];
    return NULL;
}

/* "40 27 00 00": how a dump shows 0x2740. */
static bool parse_bytes(struct str text, uint32_t *out)
{
    uint32_t value = 0;
    struct str rest = text;
    for (int i = 0; i < 4; i++) {
        uint64_t byte;
        struct str part = str_cut(rest, ' ', &rest);
        if (part.len != 2 || !str_to_hex(part, &byte))
            return false;
        value |= (uint32_t)byte << 8 * i;
    }
    *out = value;
    return rest.len == 0;
}

/* Eight digits that begin as failures do are hexadecimal also without a letter among them. */
static bool looks_hex(struct str text)
{
    if (text.len == 8 && strchr("8CcDd", text.ptr[0]))
        return true;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return true;
    return false;
}

bool code_parse(struct str text, uint32_t *out, bool *message)
{
    uint64_t n;
    int64_t negative;
    text = str_trim(text);
    *message = str_starts(text, STR("%%"));
    if (*message)
        text = str_skip(text, 2);
    if (text.len == 0)
        return false;
    if (memchr(text.ptr, ' ', text.len))
        return !*message && parse_bytes(text, out);
    if (text.ptr[0] == '-') {
        if (!str_to_i64(text, &negative) || negative < INT32_MIN)
            return false;
        *out = (uint32_t)negative;
        return true;
    }
    if (str_starts_nocase(text, STR("0x")) ? !str_to_hex(str_skip(text, 2), &n)
                                           : !(looks_hex(text) ? str_to_hex : str_to_u64)(text, &n))
        return false;
    *out = (uint32_t)n;
    return n <= UINT32_MAX;
}

struct code_parts code_split(const struct code_book *book, uint32_t value)
{
    struct code_parts p = {.failure = value & FAILURE_BIT,
                           .customer = value & CUSTOMER_BIT,
                           .nt = value & NT_BIT,
                           .facility = value >> 16 & 0xFFF,
                           .code = value & 0xFFFF};
    for (size_t i = 0; i < book->facilities_n && !p.nt; i++)
        if (book->facilities[i].code == p.facility)
            p.about = &book->facilities[i];
    return p;
}

struct reading {
    const struct code_book *book;
    struct code_meaning *out;
    size_t n;
};

static void add(struct reading *r, const struct code_entry *entry, const char *how)
{
    if (entry && r->n < CODE_MEANINGS)
        r->out[r->n++] = (struct code_meaning){.entry = entry, .how = how};
}

static void add_win32(struct reading *r, uint32_t code, const char *how)
{
    add(r, code_find(r->book, "win32", code), how);
    add(r, code_find(r->book, "winsock", code), how);
}

size_t code_meanings(const struct code_book *book, uint32_t value,
                     struct code_meaning out[CODE_MEANINGS])
{
    struct reading r = {book, out, 0};
    uint32_t low = value & 0xFFFF, facility = value >> 16 & 0x1FFF;
    for (size_t i = 0; i < book->entries_n; i++)
        if (book->entries[i].code == value)
            add(&r, &book->entries[i], NULL);
    if (value >= FAILURE_BIT && facility == FACILITY_WIN32)
        add_win32(&r, low, "the low word, in an HRESULT of facility WIN32");
    if (value >> 28 == 0xD)
        add(&r, code_find(book, "ntstatus", value & ~NT_BIT), "an NTSTATUS in an HRESULT");
    if (value >> 16 == NT_BIT >> 16)
        add(&r, code_find(book, "bugcheck", low), "a bug check as a small dump writes it");
    if (r.n == 0 && value >= FAILURE_BIT)
        add_win32(&r, low, "only a hint: the low word, in a status of another facility");
    for (size_t i = 0; i < r.n; i++)
        out[i].hint =
            value >= FAILURE_BIT && facility != FACILITY_WIN32 && value >> 28 != 0xD && out[i].how;
    return r.n;
}

bool code_words(struct arena *arena, struct str type, struct str value, struct str *out)
{
    static const struct {
        const char *type, *first, *second;
    } types[] = {
        {"win32",    "win32",    "winsock" },
        {"hresult",  "hresult",  "ntstatus"},
        {"ntstatus", "ntstatus", "hresult" },
    };
    uint32_t code;
    bool message;
    struct code_meaning meanings[CODE_MEANINGS];
    const struct code_entry *entry = NULL;
    struct arena own = {0};
    if (!code_parse(value, &code, &message))
        return false;
    const struct code_book *book = codes_load(&own);
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_eq(type, str_of(types[i].type))) {
            entry = code_find(book, types[i].first, code);
            entry = entry ? entry : code_find(book, types[i].second, code);
            if (!entry && code_meanings(book, code, meanings) && !meanings[0].hint)
                entry = meanings[0].entry;
        }
    if (entry)
        *out = arena_fmt(arena, "%.*s: %.*s", STR_ARG(entry->name), STR_ARG(entry->text));
    arena_free(&own);
    return entry != NULL;
}
