#include "binxml.h"

#include "binxml_value.h"

#include <string.h>

/* What a token is, without the bit that says that more follows. */
enum token {
    TOKEN_END = 0x00,
    TOKEN_OPEN = 0x01,
    TOKEN_CLOSE = 0x02,
    TOKEN_CLOSE_EMPTY = 0x03,
    TOKEN_END_ELEMENT = 0x04,
    TOKEN_VALUE = 0x05,
    TOKEN_ATTRIBUTE = 0x06,
    TOKEN_CDATA = 0x07,
    TOKEN_CHARACTER = 0x08,
    TOKEN_ENTITY = 0x09,
    TOKEN_PI_TARGET = 0x0A,
    TOKEN_PI_DATA = 0x0B,
    TOKEN_TEMPLATE = 0x0C,
    TOKEN_NORMAL = 0x0D,
    TOKEN_OPTIONAL = 0x0E,
    TOKEN_FRAGMENT = 0x0F,
    TOKEN_MORE = 0x40,
};

struct value {
    struct str bytes;
    unsigned type;
};

/* What a template's placeholders stand for. */
struct scope {
    const struct value *values;
    size_t n;
};

/* A stretch of the chunk that is being read: from `at` to `end`. */
struct place {
    size_t at, end;
    const struct scope *scope;
    size_t depth;   /* elements and templates around it */
    bool dependent; /* elements have a dependency identifier */
    bool content;   /* elements may stand here */
};

/* How often an element stands there: once for each item of an array in it. */
struct repeat {
    size_t item;
    bool more;
    const struct value *array; /* whose items before `rest` had their turn */
    struct str rest;
    size_t next; /* the item at the front of `rest` */
};

static bool read_fragment(struct binxml *x, struct place *p);
static bool read_element(struct binxml *x, struct place *p);
static bool read_template(struct binxml *x, struct place *p);

/* Bytes --------------------------------------------------------------------------------------- */

static bool refuse(struct binxml *x, const char *why)
{
    if (!x->why)
        x->why = why;
    return false;
}

static bool has(struct binxml *x, const struct place *p, size_t n)
{
    return p->end - p->at >= n || refuse(x, "it ends inside its binary XML");
}

static const char *here(const struct binxml *x, const struct place *p)
{
    return x->chunk.ptr + p->at;
}

/* The token at the front, which is left there; TOKEN_END where nothing follows. */
static unsigned peek(const struct binxml *x, const struct place *p)
{
    return p->at < p->end ? (unsigned char)*here(x, p) & ~(unsigned)TOKEN_MORE : TOKEN_END;
}

static bool spend(struct binxml *x)
{
    return ++x->steps <= LIMIT_EVTX_STEPS || refuse(x, "it has more parts than the limit");
}

static bool spend_text(struct binxml *x, size_t bytes)
{
    x->texts += bytes;
    return x->texts <= LIMIT_EVTX_TEXT || refuse(x, "its text is longer than the limit");
}

/* The shape is a sum over everything that is the same in records of the same making. */
static void shape_add(struct binxml *x, uint64_t what)
{
    x->shape = (x->shape ^ what) * UINT64_C(0x9E3779B97F4A7C15);
    x->shape ^= x->shape >> 29;
}

/* Names --------------------------------------------------------------------------------------- */

enum {
    NAME_HEAD = 8,         /* offset of the next one, hash, number of characters */
    NAMES_BYTES = 1 << 20, /* of names remembered from record to record */
};

/* A name has a NUL behind it, which tells that the place is one. */
static bool name_bytes(const struct binxml *x, size_t at, struct str *out)
{
    if (at > x->chunk.len || x->chunk.len - at < NAME_HEAD)
        return false;
    size_t bytes = 2 * (size_t)bytes_u16(x->chunk.ptr + at + 6);
    if (x->chunk.len - at - NAME_HEAD < bytes + 2 ||
        bytes_u16(x->chunk.ptr + at + NAME_HEAD + bytes) != 0)
        return false;
    *out = (struct str){x->chunk.ptr + at + NAME_HEAD, bytes};
    return bytes > 0;
}

static bool name_at(struct binxml *x, size_t at, struct str *out)
{
    struct binxml_name *known = &x->names[(at ^ at >> 8) % ARRAY_LEN(x->names)];
    struct str bytes;
    if (known->at != at || at == 0) {
        if (!name_bytes(x, at, &bytes))
            return refuse(x, "a name lies outside the chunk");
        struct buf text = BUF_CAP(4 * bytes.len + 4);
        value_put_utf16(&text, bytes);
        *known = (struct binxml_name){(uint32_t)at, buf_keep(&text, &x->names_arena)};
        buf_free(&text);
    }
    *out = known->text;
    return spend_text(x, out->len);
}

/* The offset of a name and, where it is used first, the name itself. */
static bool read_name(struct binxml *x, struct place *p, struct str *out)
{
    struct str bytes;
    if (!has(x, p, 4))
        return false;
    size_t at = bytes_u32(here(x, p));
    p->at += 4;
    if (!name_at(x, at, out))
        return false;
    if (at != p->at)
        return true;
    if (!name_bytes(x, at, &bytes) || !has(x, p, NAME_HEAD + bytes.len + 2))
        return refuse(x, "a name reaches out of its place");
    p->at += NAME_HEAD + bytes.len + 2;
    return true;
}

/* Characters ---------------------------------------------------------------------------------- */

/* Bytes of a value that stands in the text itself, behind its type. */
static bool literal_size(struct binxml *x, struct place *p, unsigned type, size_t *size)
{
    *size = value_width(type);
    if (type == VALUE_NULL || *size)
        return true;
    if (!has(x, p, 2))
        return false;
    *size = bytes_u16(here(x, p)) * (size_t)(type == VALUE_STRING ? 2 : 1);
    p->at += 2;
    return true;
}

static bool put(struct binxml *x, unsigned type, struct str bytes)
{
    size_t before = x->text.len;
    if (!value_put(&x->text, type, bytes))
        return refuse(x, "a value does not fit its type");
    return spend_text(x, x->text.len - before);
}

static bool read_value(struct binxml *x, struct place *p, struct repeat *repeat)
{
    (void)repeat;
    size_t size;
    if (!has(x, p, 2))
        return false;
    unsigned type = (unsigned char)here(x, p)[1];
    p->at += 2;
    if (!literal_size(x, p, type, &size) || !has(x, p, size))
        return false;
    struct str bytes = {here(x, p), size};
    p->at += size;
    return put(x, type, bytes);
}

static bool read_cdata(struct binxml *x, struct place *p, struct repeat *repeat)
{
    (void)repeat;
    if (!has(x, p, 3))
        return false;
    size_t size = 2 * (size_t)bytes_u16(here(x, p) + 1);
    p->at += 3;
    if (!has(x, p, size))
        return false;
    struct str bytes = {here(x, p), size};
    p->at += size;
    return put(x, VALUE_STRING, bytes);
}

static bool read_character(struct binxml *x, struct place *p, struct repeat *repeat)
{
    (void)repeat;
    if (!has(x, p, 3))
        return false;
    struct str bytes = {here(x, p) + 1, 2};
    p->at += 3;
    return put(x, VALUE_STRING, bytes);
}

static bool read_entity(struct binxml *x, struct place *p, struct repeat *repeat)
{
    (void)repeat;
    static const struct {
        struct str name;
        char c;
    } entities[] = {
        {{"amp", 3},  '&' },
        {{"lt", 2},   '<' },
        {{"gt", 2},   '>' },
        {{"quot", 4}, '"' },
        {{"apos", 4}, '\''},
    };
    struct str name;
    p->at++;
    if (!read_name(x, p, &name))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(entities); i++)
        if (str_eq(entities[i].name, name)) {
            buf_char(&x->text, entities[i].c);
            return true;
        }
    return refuse(x, "it has an entity that nobody knows");
}

/* Processing instructions say nothing of the event. */
static bool skip_instruction(struct binxml *x, struct place *p)
{
    struct str name;
    p->at++;
    if (!read_name(x, p, &name))
        return false;
    if (peek(x, p) != TOKEN_PI_DATA)
        return true;
    bool good = read_cdata(x, p, NULL);
    x->text.len = 0;
    return good;
}

/* Placeholders -------------------------------------------------------------------------------- */

enum { PLACEHOLDER = 4 }; /* token, index, type */

static const struct value *value_of(struct binxml *x, const struct place *p)
{
    static const struct value none = {{0}, VALUE_NULL};
    size_t index = p->scope ? bytes_u16(here(x, p) + 1) : 0;
    if (!p->scope || index >= p->scope->n) {
        refuse(x, "a placeholder has no value");
        return &none;
    }
    return &p->scope->values[index];
}

/* The item whose turn it is, of a value that is an array. */
static bool put_item(struct binxml *x, const struct value *v, struct repeat *repeat)
{
    unsigned type = v->type & ~(unsigned)VALUE_ARRAY;
    struct str item = {0};
    if (repeat->array != v || repeat->next > repeat->item) {
        repeat->array = v;
        repeat->rest = v->bytes;
        repeat->next = 0;
    }
    for (; repeat->next <= repeat->item; repeat->next++) {
        if (!spend(x))
            return false;
        if (!value_next(&repeat->rest, type, &item))
            return true;
    }
    repeat->more |= repeat->rest.len > 0;
    return put(x, type, item);
}

/* Text of the value; binary XML is read as the element that it is. */
static bool read_placeholder(struct binxml *x, struct place *p, struct repeat *repeat)
{
    if (!has(x, p, PLACEHOLDER))
        return false;
    const struct value *v = value_of(x, p);
    p->at += PLACEHOLDER;
    if (x->why)
        return false;
    if (v->type & VALUE_ARRAY)
        return put_item(x, v, repeat);
    if (v->type != VALUE_BINXML)
        return put(x, v->type, v->bytes);
    if (!p->content)
        return refuse(x, "an attribute holds an element");
    size_t at = (size_t)(v->bytes.ptr - x->chunk.ptr);
    struct place inner = {at, at + v->bytes.len, NULL, p->depth + 1, true, true};
    return v->bytes.len == 0 || read_fragment(x, &inner);
}

/* What text is made of. */
static bool (*piece_reader(unsigned token))(struct binxml *x, struct place *p,
                                            struct repeat *repeat)
{
    static bool (*const readers[])(struct binxml * x, struct place * p, struct repeat * repeat) = {
        [TOKEN_VALUE] = read_value,         [TOKEN_CDATA] = read_cdata,
        [TOKEN_CHARACTER] = read_character, [TOKEN_ENTITY] = read_entity,
        [TOKEN_NORMAL] = read_placeholder,  [TOKEN_OPTIONAL] = read_placeholder,
    };
    return token < ARRAY_LEN(readers) ? readers[token] : NULL;
}

/* Attributes ---------------------------------------------------------------------------------- */

struct attributes {
    struct xml_attr items[LIMIT_EVTX_ATTRIBUTES];
    size_t n;
};

/* Pieces of text up to what is none. `null`: all there was is placeholders without value. */
static bool read_pieces(struct binxml *x, struct place *p, struct repeat *repeat, bool *null)
{
    size_t pieces = 0, nulls = 0;
    bool (*reader)(struct binxml * x, struct place * p, struct repeat * repeat);
    for (unsigned token; (reader = piece_reader(token = peek(x, p))); pieces++) {
        if (!spend(x))
            return false;
        nulls +=
            token == TOKEN_OPTIONAL && has(x, p, PLACEHOLDER) && value_of(x, p)->type == VALUE_NULL;
        if (!reader(x, p, repeat))
            return false;
    }
    *null = pieces && pieces == nulls;
    return true;
}

static bool read_attributes(struct binxml *x, struct place *p, struct repeat *repeat,
                            struct attributes *all)
{
    while (p->at < p->end) {
        struct str name;
        bool null;
        if (!spend(x) || peek(x, p) != TOKEN_ATTRIBUTE)
            return refuse(x, "an attribute is expected where none is");
        p->at++;
        x->text.len = 0;
        if (!read_name(x, p, &name) || !read_pieces(x, p, repeat, &null))
            return false;
        if (null)
            continue;
        if (all->n == LIMIT_EVTX_ATTRIBUTES)
            return refuse(x, "an element has more attributes than the limit");
        all->items[all->n++] = (struct xml_attr){name, buf_keep(&x->text, &x->scratch)};
    }
    return true;
}

/* Elements ------------------------------------------------------------------------------------ */

struct element {
    struct str name;
    struct place attributes, content; /* content begins behind the end of the tag */
    bool empty;
};

/* Sizes and name at the front; inside a value of binary XML some writers leave the dependency
 * identifier out. */
static bool read_tag(struct binxml *x, struct place *p, struct element *e)
{
    bool has_attributes = *here(x, p) & TOKEN_MORE;
    size_t before = p->dependent ? 3 : 1, size;
    if (!has(x, p, before + 8))
        return false;
    size = bytes_u32(here(x, p) + before);
    p->at += before + 4;
    if (!has(x, p, size))
        return false;
    size_t end = p->at + size;
    struct place tag = *p;
    p->at = tag.end = end;
    if (!read_name(x, &tag, &e->name))
        return false;
    e->attributes = tag;
    e->attributes.end = tag.at;
    e->attributes.content = false;
    if (has_attributes) {
        if (!has(x, &tag, 4))
            return false;
        size = bytes_u32(here(x, &tag));
        tag.at += 4;
        if (!has(x, &tag, size))
            return false;
        e->attributes.at = tag.at;
        e->attributes.end = tag.at += size;
    }
    unsigned token = peek(x, &tag);
    if (token != TOKEN_CLOSE && token != TOKEN_CLOSE_EMPTY)
        return refuse(x, "a tag does not end where it must");
    e->empty = token == TOKEN_CLOSE_EMPTY;
    tag.at++;
    e->content = tag;
    return true;
}

/* Does the element hold nothing but optional placeholders without value? Then it is not there. */
static bool is_absent(struct binxml *x, struct place p)
{
    size_t nulls = 0;
    for (; peek(x, &p) == TOKEN_OPTIONAL && p.end - p.at >= PLACEHOLDER; p.at += PLACEHOLDER) {
        if (value_of(x, &p)->type != VALUE_NULL)
            return false;
        nulls++;
    }
    return nulls && peek(x, &p) == TOKEN_END_ELEMENT;
}

static bool flush(struct binxml *x)
{
    event_text(x->maker, buf_str(&x->text));
    x->text.len = 0;
    return true;
}

/* One part of the content. */
static bool read_part(struct binxml *x, struct place *p, struct repeat *repeat)
{
    static bool (*const readers[])(struct binxml * x, struct place * p) = {
        [TOKEN_OPEN] = read_element,
        [TOKEN_TEMPLATE] = read_template,
        [TOKEN_FRAGMENT] = read_fragment,
        [TOKEN_PI_TARGET] = skip_instruction,
    };
    unsigned token = peek(x, p);
    bool (*piece)(struct binxml * x, struct place * p, struct repeat * repeat) =
        piece_reader(token);
    if (piece)
        return piece(x, p, repeat) && flush(x);
    if (token < ARRAY_LEN(readers) && readers[token])
        return readers[token](x, p);
    return refuse(x, "it has a token that nobody knows");
}

static bool read_content(struct binxml *x, struct place p, struct repeat *repeat)
{
    x->text.len = 0;
    while (p.at < p.end && peek(x, &p) != TOKEN_END_ELEMENT)
        if (!spend(x) || !read_part(x, &p, repeat))
            return false;
    return p.end - p.at == 1 || refuse(x, "an element does not end where its place does");
}

static bool read_element(struct binxml *x, struct place *p)
{
    struct element e;
    struct repeat repeat = {0};
    if (p->depth >= LIMIT_XML_DEPTH)
        return refuse(x, "it is nested deeper than the limit");
    if (!read_tag(x, p, &e))
        return false;
    e.content.depth = p->depth + 1;
    if (!e.empty && is_absent(x, e.content))
        return true;
    do {
        struct attributes attributes = {.n = 0};
        struct place from = e.attributes;
        repeat.more = false;
        if (!spend(x) || !read_attributes(x, &from, &repeat, &attributes))
            return false;
        event_start(x->maker, e.name, attributes.items, attributes.n);
        if (!e.empty && !read_content(x, e.content, &repeat))
            return false;
        event_end(x->maker, e.name);
        repeat.item++;
    } while (repeat.more);
    return true;
}

/* Templates ----------------------------------------------------------------------------------- */

/* Number, size and type of each, then the values themselves. */
static bool read_values(struct binxml *x, struct place *p, struct scope *scope)
{
    if (!has(x, p, 4))
        return false;
    size_t n = bytes_u32(here(x, p));
    p->at += 4;
    if (n > x->chunk.len || !has(x, p, 4 * n))
        return refuse(x, "it has more values than it has room for");
    x->steps += n;
    struct value *values = ARENA_ARRAY(&x->scratch, struct value, n + 1);
    const char *about = here(x, p);
    p->at += 4 * n;
    for (size_t i = 0; i < n; i++) {
        size_t size = bytes_u16(about + 4 * i);
        if (!has(x, p, size))
            return false;
        values[i] = (struct value){
            {here(x, p), size},
            (unsigned char)about[4 * i + 2]
        };
        shape_add(x, values[i].type);
        p->at += size;
    }
    *scope = (struct scope){values, n};
    return spend(x);
}

enum { DEFINITION = 24 }; /* offset of the next one, GUID, size */

/* A template, which stands where it is used first, and what to fill in. */
static bool read_template(struct binxml *x, struct place *p)
{
    struct scope scope;
    if (!has(x, p, 10))
        return false;
    size_t at = bytes_u32(here(x, p) + 6);
    p->at += 10;
    if (at > x->chunk.len || x->chunk.len - at < DEFINITION)
        return refuse(x, "its template lies outside the chunk");
    size_t size = bytes_u32(x->chunk.ptr + at + 20);
    if (x->chunk.len - at - DEFINITION < size)
        return refuse(x, "its template reaches out of the chunk");
    shape_add(x, bytes_u64(x->chunk.ptr + at + 4));
    shape_add(x, bytes_u64(x->chunk.ptr + at + 12));
    if (at == p->at) {
        if (!has(x, p, DEFINITION + size))
            return false;
        p->at += DEFINITION + size;
    }
    if (p->depth >= LIMIT_XML_DEPTH)
        return refuse(x, "it is nested deeper than the limit");
    struct place inner = {at + DEFINITION, at + DEFINITION + size, NULL, p->depth + 1, true, true};
    if (!read_values(x, p, &scope))
        return false;
    inner.scope = &scope;
    return read_fragment(x, &inner);
}

/* Does an element that begins here have a dependency identifier? Its name tells. */
static bool is_dependent(struct binxml *x, const struct place *p)
{
    struct str name;
    for (size_t skip = 3; skip == 3 || skip == 1; skip -= 2) {
        if (p->end - p->at < skip + 8)
            continue;
        size_t size = bytes_u32(here(x, p) + skip), at = bytes_u32(here(x, p) + skip + 4);
        if (size <= p->end - p->at - skip - 4 && name_bytes(x, at, &name))
            return skip == 3;
    }
    return true;
}

static bool read_fragment(struct binxml *x, struct place *p)
{
    if (peek(x, p) == TOKEN_FRAGMENT) {
        if (!has(x, p, 4))
            return false;
        p->at += 4;
    }
    if (!spend(x))
        return false;
    switch (peek(x, p)) {
    case TOKEN_OPEN:
        p->dependent = is_dependent(x, p);
        return read_element(x, p);
    case TOKEN_TEMPLATE:
        return read_template(x, p);
    case TOKEN_END:
        return true;
    default:
        return refuse(x, "it is no binary XML");
    }
}

/* The record ---------------------------------------------------------------------------------- */

void binxml_init(struct binxml *x, struct event_maker *maker)
{
    *x = (struct binxml){.maker = maker, .text = BUF_CAP(LIMIT_EVTX_TEXT + 64)};
}

void binxml_free(struct binxml *x)
{
    arena_free(&x->names_arena);
    arena_free(&x->scratch);
    buf_free(&x->text);
}

void binxml_chunk(struct binxml *x, struct str chunk)
{
    x->chunk = chunk;
    memset(x->names, 0, sizeof x->names);
    arena_reset(&x->names_arena);
}

const char *binxml_read(struct binxml *x, size_t at, size_t len, uint64_t offset)
{
    struct batch *b = x->maker->batch;
    size_t before = b->events_n;
    struct place p = {at, at + len, NULL, 0, true, true};
    x->why = NULL;
    x->steps = x->texts = 0;
    x->shape = 0;
    arena_reset(&x->scratch);
    if (x->names_arena.used > NAMES_BYTES)
        binxml_chunk(x, x->chunk);
    event_begin(x->maker, offset, (struct str){0});
    bool good = read_fragment(x, &p);
    if (good && b->events_n == before + 1)
        return NULL;
    b->events_n = before;
    return x->why ? x->why : "it holds no event";
}
