#include "explain.h"

#include <stdio.h>

static void print_text(struct str text)
{
    struct buf shown = {0};
    buf_term(&shown, text);
    fwrite(shown.ptr, 1, shown.len, stdout);
    buf_free(&shown);
}

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

/* "in 883 events (12 known already) and 2 facts" */
static void print_used(const struct source *s)
{
    printf("%20llu  in ", (unsigned long long)s->used);
    if (s->events || !s->facts)
        printf("%llu event%s", (unsigned long long)s->events, plural(s->events));
    if (s->merged)
        printf(" (%llu known already)", (unsigned long long)s->merged);
    if (s->facts)
        printf("%s%llu fact%s", s->events ? " and " : "", (unsigned long long)s->facts,
               plural(s->facts));
    putchar('\n');
}

static void print_source(const struct source *s)
{
    print_text(s->path);
    printf("\n  %.*s, %.*s%s\n", STR_ARG(s->form), STR_ARG(s->encoding),
           s->complete ? "" : ", not read to the end");
    if (!s->complete)
        return;
    printf("%20llu  bytes, of which\n", (unsigned long long)s->bytes);
    print_used(s);
    printf("%20llu  filling: declarations, roots, headings, blanks\n",
           (unsigned long long)s->filling);
    printf("%20llu  lost", (unsigned long long)s->lost);
    if (s->losses)
        printf(" in %llu stretch%s", (unsigned long long)s->losses, s->losses == 1 ? "" : "es");
    putchar('\n');
    if (s->replaced)
        printf("%20llu  character%s replaced by U+FFFD or taken out\n",
               (unsigned long long)s->replaced, plural(s->replaced));
}

static enum status print_losses(struct store *store, struct arena *arena, uint32_t source,
                                uint64_t all, struct err *err)
{
    struct loss *losses;
    size_t n;
    TRY(store_losses(store, arena, source, &losses, &n, err));
    if (n)
        printf("  lost at byte        length  because\n");
    for (size_t i = 0; i < n; i++) {
        printf("%14llu%14llu  ", (unsigned long long)losses[i].offset,
               (unsigned long long)losses[i].length);
        print_text(losses[i].reason);
        putchar('\n');
    }
    if (all > n)
        printf("  and %llu more\n", (unsigned long long)(all - n));
    return OK;
}

enum status explain_sources(struct store *store, struct arena *arena, struct err *err)
{
    struct source *sources;
    size_t n;
    TRY(store_sources(store, arena, &sources, &n, err));
    for (size_t i = 0; i < n; i++) {
        print_source(&sources[i]);
        TRY(print_losses(store, arena, (uint32_t)i, sources[i].losses, err));
        putchar('\n');
    }
    return OK;
}
