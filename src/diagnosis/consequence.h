/* Remedies compared: what remains after each, per start and per year where a draw is behind it,
 * what it costs, what proves it (design sections 3 and 4).
 *
 * Owner     the arenas of catalogue and analysis. */
#ifndef DIAGNOSIS_CONSEQUENCE_H
#define DIAGNOSIS_CONSEQUENCE_H

#include "loader.h"
#include "scene.h"

/* `draw` is the hypothesis's own, of which a remedy changes something. */
const struct consequence *consequences_load(struct loader *l, const struct node *list,
                                            const struct draw *draw, size_t *n);

/* Those that apply to the host. The scene's values are those of the hypothesis. */
void consequences_describe(struct scene *s, const struct hypothesis *h, struct a_hypothesis *out);

#endif
