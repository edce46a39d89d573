#include "member.h"

#include "base/buf.h"
#include "base/files.h"
#include "base/input.h"
#include "base/limits.h"
#include "base/utf8.h"

/* Character sets ------------------------------------------------------------------------------- */

static enum status give_text(void *self, char *to, size_t room, size_t *n, struct err *err)
{
    struct str *left = self;
    (void)err;
    *n = left->len < room ? left->len : room;
    memcpy(to, left->ptr, *n);
    *left = str_skip(*left, *n);
    return OK;
}

/* By the evidence of its bytes, as a file would be read. */
static struct str decode(struct arena *arena, struct str stored)
{
    struct str left = stored, text = {0};
    struct input *in;
    struct err err;
    if (utf8_valid(stored))
        return stored;
    if (input_open_source("name", (struct byte_source){&left, give_text}, &in, &err) != OK)
        return utf8_repair(arena, stored);
    if (input_peek(in, 4 * stored.len, &text, &err) == OK)
        text = arena_str(arena, text);
    input_close(in);
    return text.len ? text : utf8_repair(arena, stored);
}

/* Parts ---------------------------------------------------------------------------------------- */

static bool is_drive(struct str part)
{
    return part.len == 2 && part.ptr[1] == ':';
}

static void put_part(struct buf *to, struct str part, bool *unsafe)
{
    if (to->len)
        buf_char(to, '/');
    for (struct str s = part; s.len;) {
        const char *at = s.ptr;
        uint32_t c = utf8_next(&s);
        bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
        *unsafe |= control;
        if (control)
            buf_text(to, "\xef\xbf\xbd");
        else
            buf_bytes(to, at, (size_t)(s.ptr - at));
    }
}

/* The end of a name says more than its beginning. */
static struct str cut_front(struct str s)
{
    if (s.len > LIMIT_MEMBER_NAME)
        s = str_skip(s, s.len - LIMIT_MEMBER_NAME);
    while (s.len && ((unsigned char)s.ptr[0] & 0xc0) == 0x80)
        s = str_skip(s, 1);
    return s;
}

struct str member_name(struct arena *arena, struct str stored, bool *unsafe)
{
    struct buf name = {0};
    struct str rest = decode(arena, stored);
    char *slashes = arena_alloc(arena, rest.len + 1);
    for (size_t i = 0; i < rest.len; i++)
        slashes[i] = rest.ptr[i] == '\\' ? '/' : rest.ptr[i];
    rest = (struct str){slashes, rest.len};
    *unsafe = str_starts(rest, STR("/"));
    while (rest.len) {
        struct str part = str_cut(rest, '/', &rest);
        bool outside = str_eq(part, STR("..")) || (name.len == 0 && is_drive(part));
        *unsafe |= outside;
        if (part.len && !outside && !str_eq(part, STR(".")))
            put_part(&name, part, unsafe);
    }
    struct str kept = arena_str(arena, name.len ? cut_front(buf_str(&name)) : STR("unnamed"));
    buf_free(&name);
    return kept;
}

/* Rubbish -------------------------------------------------------------------------------------- */

static bool has_folder(struct str path, struct str folder)
{
    for (struct str rest = path_folder(path); rest.len;)
        if (str_eq(str_cut(rest, '/', &rest), folder))
            return true;
    return false;
}

bool member_is_rubbish(struct str path)
{
    static const struct str folders[] = {
        {"LocaleMetaData", 14},
        {"__MACOSX",       8 }
    };
    static const struct str names[] = {
        {".DS_Store",   9 },
        {"Thumbs.db",   9 },
        {"desktop.ini", 11}
    };
    struct str name = path_name(path);
    for (size_t i = 0; i < ARRAY_LEN(folders); i++)
        if (has_folder(path, folders[i]))
            return true;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq_nocase(name, names[i]))
            return true;
    return str_starts(name, STR("._"));
}
