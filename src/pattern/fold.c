#include "fold.h"

#include "base/utf8.h"

#include <stdlib.h>

void folder_free(struct folder *f)
{
    for (size_t i = 0; i < FOLD_KEPT; i++) {
        buf_free(&f->kept[i].raw);
        buf_free(&f->kept[i].text);
    }
    buf_free(&f->large);
}

/* Makes room without the growth of a text that is written piece by piece. */
static void make_room(struct buf *b, size_t room)
{
    if (b->room >= room)
        return;
    room += room / 2;
    free(b->ptr);
    b->ptr = malloc(room);
    if (!b->ptr)
        mem_die(room);
    b->room = room;
    b->len = 0;
}

struct str fold_into(struct buf *to, struct str value)
{
    make_room(to, utf8_fold_room(value.len));
    to->len = utf8_fold_into(value, to->ptr);
    return buf_str(to);
}

struct str folder_fold(struct folder *f, struct str value)
{
    if (value.len == 0)
        return (struct str){"", 0};
    if (value.len > FOLD_KEPT_BYTES)
        return fold_into(&f->large, value);
    uint64_t place = (uint64_t)(uintptr_t)value.ptr * UINT64_C(0x9e3779b97f4a7c15) + value.len;
    struct folded *kept = &f->kept[(place >> 40) % FOLD_KEPT];
    if (kept->raw.len == value.len && memcmp(kept->raw.ptr, value.ptr, value.len) == 0)
        return buf_str(&kept->text);
    make_room(&kept->raw, value.len);
    memcpy(kept->raw.ptr, value.ptr, value.len);
    kept->raw.len = value.len;
    return fold_into(&kept->text, value);
}
