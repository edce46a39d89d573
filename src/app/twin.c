#include "twin.h"

#include <stdlib.h>

/* The better the form, the lower its rank. */
static const struct {
    struct str ending;
    int rank;
} forms[] = {
    {{".evtx", 5}, 0},
    {{".evt", 4},  0},
    {{".xml", 4},  0},
    {{".csv", 4},  1},
    {{".txt", 4},  2},
};

enum { NO_FORM = 3 };

/* What stands before the ending, and which ending it is. */
static struct str stem_of(struct str path, int *rank)
{
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct str ending = forms[i].ending;
        if (path.len <= ending.len || path.ptr[path.len - ending.len - 1] == '/' ||
            !str_eq_nocase(str_skip(path, path.len - ending.len), ending))
            continue;
        *rank = forms[i].rank;
        return str_head(path, path.len - ending.len);
    }
    *rank = NO_FORM;
    return path;
}

bool twin_possible(struct str path)
{
    int rank;
    stem_of(path, &rank);
    return rank < NO_FORM;
}

/* The first path of the list that is not before `stem`. */
static size_t first_from(const struct file_list *list, struct str stem)
{
    size_t from = 0, to = list->n;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (str_cmp(str_of(list->paths[middle]), stem) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

const char *twin_find(const struct file_list *list, const char *path, twin_known *known, void *self)
{
    int rank, best = NO_FORM;
    const char *found = NULL;
    struct str stem = stem_of(str_of(path), &rank);
    if (!list || rank == 0 || rank == NO_FORM)
        return NULL;
    for (size_t i = first_from(list, stem); i < list->n; i++) {
        struct str other = str_of(list->paths[i]);
        int other_rank;
        if (!str_starts(other, stem))
            break;
        if (!str_eq(stem_of(other, &other_rank), stem) || other_rank >= rank ||
            other_rank >= best || !known(self, list->paths[i]))
            continue;
        best = other_rank;
        found = list->paths[i];
    }
    return found;
}
