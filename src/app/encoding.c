#include "job.h"

/* What an XML declaration in front says, or nothing. */
static struct str declared(struct str head)
{
    struct str line = str_head(str_trim(str_head(head, 400)), 200);
    const char *end = str_starts(line, STR("<?xml")) ? str_find(line, STR("?>")) : NULL;
    struct str in = end ? str_head(line, (size_t)(end - line.ptr)) : (struct str){0};
    const char *at = in.len ? str_find(in, STR("encoding=")) : NULL;
    struct str value = at ? str_skip(in, (size_t)(at - in.ptr) + 9) : in;
    struct str name = str_skip(value, 1);
    for (size_t i = 0; at && i < name.len; i++)
        if (name.ptr[i] == value.ptr[0])
            return str_head(name, i);
    return (struct str){0};
}

/* The declaration is held against what the bytes are sure to be: UTF-16 or not, and text that is no
 * UTF-8. A code page that declares itself over plain ASCII is right. */
static bool is_contradicted(struct str name, const struct input_facts *facts)
{
    static const struct str wides[] = {
        {"utf-16",          6 },
        {"ISO-10646-UCS-2", 15},
        {"unicode",         7 }
    };
    bool wide = str_starts(str_of(facts->encoding), STR("utf-16")), says_wide = false;
    for (size_t i = 0; i < ARRAY_LEN(wides); i++)
        says_wide |= str_starts_nocase(name, wides[i]);
    if (wide || says_wide)
        return wide != says_wide;
    return str_eq_nocase(name, STR("utf-8")) && facts->guessed[0];
}

static void sum(struct notes *notes, enum note_id id, struct loc at, uint64_t times)
{
    if (times)
        notes_sum(notes, id, at, times, "%s", "");
}

void remark_encoding(struct notes *notes, struct loc at, const struct input_facts *facts,
                     struct str head)
{
    struct str name = declared(head);
    bool wide = str_starts(str_of(facts->encoding), STR("utf-16"));
    if (facts->replaced)
        notes_add(notes, NOTE_CHARACTERS_REPLACED, at, "%llu, read as %s",
                  (unsigned long long)facts->replaced, facts->encoding);
    if (facts->guessed[0])
        notes_sum(notes, NOTE_ENCODING_GUESSED, at, 0, "%s", facts->guessed);
    if (facts->lacking)
        notes_sum(notes, NOTE_ENCODING_LACKING, at, 0, "%s", "");
    if (wide && !facts->mark)
        notes_sum(notes, NOTE_ENCODING_NO_MARK, at, 0, "%s", facts->encoding);
    if (name.len && is_contradicted(name, facts))
        notes_sum(notes, NOTE_DECLARATION_WRONG, at, 0, "%.*s, not %s", STR_ARG(name),
                  facts->guessed[0] ? facts->guessed : facts->encoding);
    sum(notes, NOTE_ENCODING_SWITCH, at, facts->switches);
    sum(notes, NOTE_SURROGATES_REPLACED, at, facts->surrogates);
    sum(notes, NOTE_PAIRS_JOINED, at, facts->pairs);
    sum(notes, NOTE_BYTE_ODD, at, facts->halves);
}
