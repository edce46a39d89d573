#include "quote.h"

#include "base/buf.h"
#include "base/limits.h"

/* At most `max` bytes, ending on a whole character. */
static struct str cut(struct str s, size_t max)
{
    size_t n = s.len < max ? s.len : max;
    if (n < s.len)
        while (n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
            n--;
    return str_head(s, n);
}

static struct str quote_data(struct arena *arena, const struct event *e)
{
    struct buf to = {0};
    for (size_t i = 0; i < e->fields_n && to.len < LIMIT_QUOTE_BYTES; i++) {
        if (i)
            buf_text(&to, "; ");
        if (!str_eq(e->fields[i].name, STR("Data"))) {
            buf_add(&to, e->fields[i].name);
            buf_char(&to, '=');
        }
        buf_add(&to, cut(e->fields[i].value, LIMIT_QUOTE_BYTES));
    }
    struct str text = arena_str(arena, cut(buf_str(&to), LIMIT_QUOTE_BYTES));
    buf_free(&to);
    return text;
}

struct a_event event_quote(struct arena *arena, const struct event *e)
{
    return (struct a_event){
        .source = e->source,
        .position = (int64_t)e->position,
        .record_id = e->record_id < 0 ? INT_NONE : e->record_id,
        .time = e->at,
        .provider = arena_str(arena, cut(e->provider, LIMIT_QUOTE_BYTES)),
        .event_id = e->event_id < 0 ? INT_NONE : e->event_id,
        .channel = arena_str(arena, cut(e->channel, LIMIT_QUOTE_BYTES)),
        .message = arena_str(arena, cut(e->message, LIMIT_QUOTE_BYTES)),
        .data = quote_data(arena, e),
    };
}
