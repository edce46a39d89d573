#include "document.h"

#include "base/limits.h"
#include "base/note.h"
#include "store/store.h"

static void write_limits(struct buf *to)
{
    buf_text(to, "# Limits\n\nEverything that an input can make the program do is bounded. Made by "
                 "`make docs` from `include/base/limits.def`.\n\n"
                 "| limit | value | what happens beyond it |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < limits_count; i++)
        buf_fmt(to, "| `%s` | %lld %s | %s |\n", limits[i].name, (long long)limits[i].value,
                limits[i].unit, limits[i].beyond);
}

static void write_notes(struct buf *to)
{
    buf_text(to, "# Notes\n\nWhat may be remarked about inputs. Made by `make docs` from "
                 "`include/base/note.def`.\n\n"
                 "| note | severity | it says | it means |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < NOTE_COUNT; i++)
        buf_fmt(to, "| `%s` | %s | %s | %s |\n", note_kinds[i].name,
                severity_names[note_kinds[i].severity], note_kinds[i].text, note_kinds[i].meaning);
}

bool document_write(const char *name, struct buf *to)
{
    static const struct {
        const char *name;
        void (*write)(struct buf *to);
    } documents[] = {
        {"limits", write_limits  },
        {"notes",  write_notes   },
        {"store",  store_document},
    };
    for (size_t i = 0; i < ARRAY_LEN(documents); i++)
        if (strcmp(documents[i].name, name) == 0) {
            documents[i].write(to);
            return true;
        }
    return false;
}
