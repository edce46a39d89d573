#include "app/brand.h"

#include "app/tongue.h"
#include "base/files.h"
#include "book.h"

enum { LOGO_MOST = 512 * 1024 };

struct sheet {
    struct str title, contact, logo, lang;
};

#define TEXT(member)                                                                               \
    {                                                                                              \
#member, book_text, offsetof(struct sheet, member)                                         \
    }
static const struct book_key keys[] = {TEXT(title), TEXT(contact), TEXT(logo), TEXT(lang)};

/* By its first bytes, whatever it is called; nothing that could hold script. */
static const struct {
    struct str begins;
    const char *type;
} pictures[] = {
    {{"\x89PNG\r\n\x1a\n", 8}, "image/png" },
    {{"\xff\xd8\xff", 3},      "image/jpeg"},
    {{"GIF8", 4},              "image/gif" },
    {{"RIFF", 4},              "image/webp"},
};

static struct str base64(struct str bytes, struct arena *arena)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buf b = {0};
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t n = bytes.len - i;
        uint32_t x = (uint32_t)(unsigned char)bytes.ptr[i] << 16;
        x |= n > 1 ? (uint32_t)(unsigned char)bytes.ptr[i + 1] << 8 : 0;
        x |= n > 2 ? (uint32_t)(unsigned char)bytes.ptr[i + 2] : 0;
        buf_char(&b, digits[x >> 18]);
        buf_char(&b, digits[x >> 12 & 63]);
        buf_char(&b, n > 1 ? digits[x >> 6 & 63] : '=');
        buf_char(&b, n > 2 ? digits[x & 63] : '=');
    }
    struct str s = buf_keep(&b, arena);
    buf_free(&b);
    return s;
}

static enum status read_logo(const char *beside, struct str name, struct arena *arena,
                             struct brand *out, struct err *err)
{
    struct str bytes, folder = path_folder(str_of(beside));
    bool whole = name.len && (name.ptr[0] == '/' || folder.len == 0);
    const char *path = whole ? arena_str(arena, name).ptr
                             : arena_fmt(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name)).ptr;
    TRY(file_read(arena, path, LOGO_MOST, &bytes, err));
    for (size_t i = 0; i < ARRAY_LEN(pictures); i++)
        if (str_starts(bytes, pictures[i].begins)) {
            out->logo_type = str_of(pictures[i].type);
            out->logo = base64(bytes, arena);
            return OK;
        }
    return err_set(err, FAIL_INPUT, "'%s' is no PNG, JPEG, GIF or WebP picture", path);
}

enum status brand_read(const char *path, struct arena *arena, struct brand *out, struct err *err)
{
    struct book book = {.arena = arena, .path = path};
    struct sheet sheet = {0};
    const struct node *root;
    TRY(book_open(&book, &root, err));
    TRY(book_map(&book, root, keys, ARRAY_LEN(keys), &sheet, err));
    struct brand brand = {.title = sheet.title, .contact = sheet.contact, .lang = sheet.lang};
    int ignored;
    if (brand.lang.len && tongue_find(brand.lang, &ignored, err) != OK) {
        err->status = FAIL_INPUT;
        return err_wrap(err, "'%s'", path);
    }
    if (sheet.logo.len)
        TRY(read_logo(path, sheet.logo, arena, &brand, err));
    *out = brand;
    return OK;
}
