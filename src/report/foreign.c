#include "foreign.h"

#include "base/buf.h"

static struct str instead(struct arena *arena, struct str s, const char *words)
{
    if (s.len == 0 || (!memchr(s.ptr, LOCALE_FOREIGN, s.len) && !memchr(s.ptr, LOCALE_BACK, s.len)))
        return s;
    struct buf b = {0};
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == LOCALE_BACK)
            buf_text(&b, words);
        else if (s.ptr[i] != LOCALE_FOREIGN)
            buf_char(&b, s.ptr[i]);
    struct str out = buf_keep(&b, arena);
    buf_free(&b);
    return out;
}

struct str foreign_words(struct arena *arena, struct str text)
{
    return instead(arena, text, " [en]");
}

struct str foreign_drop(struct arena *arena, struct str text)
{
    return instead(arena, text, "");
}

void foreign_tree(struct arena *arena, struct doc_node *root)
{
    root->title = foreign_words(arena, root->title);
    root->lead = foreign_words(arena, root->lead);
    for (struct span *s = root->spans; s; s = s->next)
        s->text = foreign_words(arena, s->text);
    for (struct doc_node *n = root->first; n; n = n->next)
        foreign_tree(arena, n);
}
