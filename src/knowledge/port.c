#include "knowledge/port.h"

#include "knowledge/table.h"

#include <stdlib.h>

/* A range of so many ports is drawn from, not listened on. */
#define WIDE 1000

/* Narrow before wide, so that who listens stands before who takes ports at random; then by port,
 * protocol and place in the file. */
static int by_place(const void *a, const void *b)
{
    const struct port_entry *x = a, *y = b;
    int64_t wide = (x->last - x->first >= WIDE) - (y->last - y->first >= WIDE);
    int64_t order = wide ? wide : x->first != y->first ? x->first - y->first : x->last - y->last;
    if (order)
        return order < 0 ? -1 : 1;
    int names = str_cmp(x->protocol, y->protocol);
    return names ? names : x->place < y->place ? -1 : 1;
}

struct port_register ports_load(struct arena *arena)
{
    struct table t = table_load(arena, "rules/knowledge/ports.csv");
    struct port_entry *v = ARENA_ARRAY(arena, struct port_entry, t.rows + 1);
    const struct {
        const char *name;
        size_t offset;
    } texts[] = {
        {"protocol",    offsetof(struct port_entry, protocol)   },
        {"service",     offsetof(struct port_entry, service)    },
        {"image",       offsetof(struct port_entry, image)      },
        {"title",       offsetof(struct port_entry, title)      },
        {"product",     offsetof(struct port_entry, product)    },
        {"note",        offsetof(struct port_entry, note)       },
        {"port_basis",  offsetof(struct port_entry, port_basis) },
        {"image_basis", offsetof(struct port_entry, image_basis)},
        {"source",      offsetof(struct port_entry, source)     },
    };
    size_t first = table_column(&t, "first"), last = table_column(&t, "last");
    for (size_t i = 0; i < t.rows; i++) {
        v[i].place = i;
        if (!str_to_i64(table_cell(&t, i, first), &v[i].first) ||
            !str_to_i64(table_cell(&t, i, last), &v[i].last))
            v[i].first = v[i].last = -1; /* no port: the unit test refuses such a row */
        for (size_t k = 0; k < ARRAY_LEN(texts); k++)
            *(struct str *)((char *)&v[i] + texts[k].offset) =
                table_cell(&t, i, table_column(&t, texts[k].name));
    }
    qsort(v, t.rows, sizeof *v, by_place);
    return (struct port_register){v, t.rows};
}

bool port_covers(const struct port_entry *e, int64_t port, struct str protocol)
{
    return e->first <= port && port <= e->last &&
           (protocol.len == 0 || str_eq_nocase(e->protocol, protocol));
}

static bool contains(struct str text, struct str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (str_eq_nocase(str_head(str_skip(text, i), part.len), part))
            return true;
    return false;
}

/* "EdgeTransport.exe (started by MSExchangeTransport.exe)" is either of them. */
static bool has_word(struct str text, struct str word)
{
    while (text.len) {
        size_t n = 0;
        while (n < text.len && !strchr(" (),;/", text.ptr[n]))
            n++;
        if (str_eq_nocase(str_head(text, n), word))
            return true;
        text = str_skip(text, n + 1);
    }
    return false;
}

bool port_owned(const struct port_entry *e, struct str name)
{
    return name.len &&
           (has_word(e->service, name) || has_word(e->image, name) || contains(e->title, name));
}
