#include "service.h"

#include "base/asset.h"
#include "base/utf8.h"

static struct str fold(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, utf8_fold_room(text.len));
    return (struct str){to, utf8_fold_into(text, to)};
}

static void learn(struct services *s, struct str name, const struct str *service)
{
    size_t before = s->names.n;
    if (name.len == 0)
        return;
    intern_put(&s->names, fold(&s->arena, name));
    if (s->names.n == before)
        return;
    GROW(&s->arena, s->short_names, s->n, s->max);
    s->short_names[s->n++] = service;
}

/* Columns that are no display name of the service in some language. */
static bool is_no_name(struct str column)
{
    return str_eq(column, STR("image")) || str_eq(column, STR("source"));
}

/* A line: short name, then a column for each of the header. The table is ours and quotes nothing. */
void services_init(struct services *s)
{
    struct str rest = asset_text("rules/knowledge/services.csv"), line, header;
    *s = (struct services){0};
    if (!str_line(&rest, &header))
        return;
    while (str_line(&rest, &line)) {
        struct str columns = header;
        struct str *service = ARENA_NEW(&s->arena, struct str);
        *service = str_cut(line, ',', &line);
        str_cut(columns, ',', &columns);
        learn(s, *service, service);
        while (line.len) {
            struct str cell = str_cut(line, ',', &line);
            if (!is_no_name(str_cut(columns, ',', &columns)))
                learn(s, cell, service);
        }
    }
}

void services_free(struct services *s)
{
    intern_free(&s->names);
    arena_free(&s->arena);
}

static struct str find(const struct services *s, struct str name)
{
    char room[512];
    uint32_t at;
    name = str_trim(name);
    if (name.len == 0 || name.len > 200)
        return (struct str){0};
    struct str folded = {room, utf8_fold_into(name, room)};
    return intern_find(&s->names, folded, &at) ? *s->short_names[at] : (struct str){0};
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "44004E0053002F0034000000" is "DNS/4" in UTF-16: the short name and a state. */
static struct str of_binary(struct str text, char room[SERVICE_ROOM])
{
    size_t n = 0;
    for (; text.len >= 4 && n + 4 < SERVICE_ROOM; text = str_skip(text, 4)) {
        int digits[4];
        for (size_t i = 0; i < 4; i++)
            digits[i] = hex(text.ptr[i]);
        if (digits[0] < 0 || digits[1] < 0 || digits[2] < 0 || digits[3] < 0)
            return (struct str){0};
        int unit = digits[2] << 12 | digits[3] << 8 | digits[0] << 4 | digits[1];
        if (unit == '/')
            return (struct str){room, n};
        if (unit < ' ' || (unit >= 0xD800 && unit < 0xE000))
            return (struct str){0};
        n += utf8_put((uint32_t)unit, room + n);
    }
    return (struct str){0};
}

static bool is_manager(struct str provider)
{
    return str_eq_nocase(provider, STR("Service Control Manager")) ||
           str_eq_nocase(provider, STR("Microsoft-Windows-Service Control Manager"));
}

/* Newer versions of Windows write the short name itself behind the others (7040: param4). */
struct str service_of(const struct services *s, const struct event *e, char room[SERVICE_ROOM])
{
    struct str found;
    if (!is_manager(e->provider))
        return (struct str){0};
    if ((found = of_binary(event_field(e, STR("Binary")), room)).len)
        return found;
    if ((found = find(s, event_field(e, STR("param4")))).len)
        return found;
    for (size_t i = 0, texts = 0; i < e->fields_n && texts < 2; i++) {
        if (str_eq(e->fields[i].name, STR("Binary")))
            continue;
        texts++;
        if ((found = find(s, e->fields[i].value)).len)
            return found;
    }
    return (struct str){0};
}
