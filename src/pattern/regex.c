#define PCRE2_CODE_UNIT_WIDTH 8
#include "pattern/regex.h"

#include "base/arena.h"
#include "base/limits.h"
#include "regex_literal.h"

#include <pcre2.h>
#include <stdlib.h>

struct regex {
    pcre2_code *code;
    struct regex_literal needed;
    bool ignore_case, captures;
    bool looks_ahead; /* what stands behind a match can undo it */
};

struct regex_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

enum {
    PAIRS = 2, /* the whole match and the first capture */
    STACK_FIRST = 32 << 10,
};

static uint32_t options_of(struct regex_flags flags)
{
    return PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C |
           (flags.ignore_case ? PCRE2_CASELESS : 0) | (flags.multiline ? PCRE2_MULTILINE : 0) |
           (flags.dot_all ? PCRE2_DOTALL : 0);
}

static enum status compile_failed(struct str text, int code, size_t offset, struct loc at,
                                  struct err *err)
{
    char words[160];
    pcre2_get_error_message(code, (PCRE2_UCHAR *)words, sizeof words);
    offset = offset < text.len ? offset : text.len;
    size_t shown = offset < 60 ? offset : 60;
    if (code == PCRE2_ERROR_PATTERN_TOO_LARGE)
        return err_at(err, FAIL_INPUT, at,
                      "regular expression is too large: write its alternatives as a list of values");
    return err_at(err, FAIL_INPUT, at,
                  "regular expression is wrong at character %zu, behind '%.*s': %s", offset + 1,
                  (int)shown, text.ptr + offset - shown, words);
}

static bool looks_ahead(struct str text)
{
    static const struct str signs[] = {
        {"(?!",  3},
        {"(?=",  3},
        {"\\z",  2},
        {"\\Z",  2},
        {"(*n",  3}, /* the long spelling */
        {"(*p",  3}
    };
    bool found = false;
    for (size_t i = 0; i < ARRAY_LEN(signs) && !found; i++)
        found = str_find(text, signs[i]) != NULL;
    return found;
}

static pcre2_code *compile(struct str text, struct regex_flags flags, int *code, size_t *offset)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context)
        mem_die(1);
    pcre2_set_parens_nest_limit(context, LIMIT_REGEX_NESTING);
    pcre2_code *made = pcre2_compile((PCRE2_SPTR)(text.len ? text.ptr : ""), text.len,
                                     options_of(flags), code, offset, context);
    pcre2_compile_context_free(context);
    return made;
}

enum status regex_compile(struct str text, struct regex_flags flags, struct loc at,
                          struct regex **out, struct err *err)
{
    int code;
    size_t offset;
    uint32_t captures = 0;
    pcre2_code *compiled = compile(text, flags, &code, &offset);
    if (!compiled)
        return compile_failed(text, code, offset, at, err);
    (void)pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); /* without it matching is only slower */
    (void)pcre2_pattern_info(compiled, PCRE2_INFO_CAPTURECOUNT, &captures);
    struct regex *r = calloc(1, sizeof *r);
    if (!r)
        mem_die(sizeof *r);
    *r = (struct regex){.code = compiled,
                        .needed = regex_literal(text, flags.ignore_case),
                        .ignore_case = flags.ignore_case,
                        .captures = captures > 0,
                        .looks_ahead = looks_ahead(text)};
    *out = r;
    return OK;
}

void regex_free(struct regex *r)
{
    if (!r)
        return;
    pcre2_code_free(r->code);
    free(r);
}

struct regex_scratch *regex_scratch_new(void)
{
    struct regex_scratch *s = calloc(1, sizeof *s);
    if (!s)
        mem_die(sizeof *s);
    s->data = pcre2_match_data_create(PAIRS, NULL);
    s->context = pcre2_match_context_create(NULL);
    s->stack = pcre2_jit_stack_create(STACK_FIRST, LIMIT_REGEX_STACK, NULL);
    if (!s->data || !s->context)
        mem_die(sizeof *s);
    pcre2_set_match_limit(s->context, LIMIT_REGEX_STEPS);
    pcre2_set_depth_limit(s->context, LIMIT_REGEX_DEPTH);
    pcre2_set_heap_limit(s->context, LIMIT_REGEX_HEAP);
    if (s->stack)
        pcre2_jit_stack_assign(s->context, NULL, s->stack);
    return s;
}

void regex_scratch_free(struct regex_scratch *s)
{
    if (!s)
        return;
    pcre2_match_data_free(s->data);
    pcre2_match_context_free(s->context);
    pcre2_jit_stack_free(s->stack);
    free(s);
}

/* The first capture, or the whole match when there is none; empty when it took no part. */
static struct str capture_of(const struct regex *r, struct str text, struct regex_scratch *s)
{
    const size_t *at = pcre2_get_ovector_pointer(s->data) + (r->captures ? 2 : 0);
    if (at[0] == PCRE2_UNSET || at[0] > at[1])
        return (struct str){text.ptr, 0};
    return (struct str){text.ptr + at[0], at[1] - at[0]};
}

enum regex_answer regex_find(const struct regex *r, struct str text, struct regex_scratch *s,
                             struct str *group)
{
    if (text.len == 0)
        text.ptr = "";
    if (!regex_literal_found(&r->needed, r->ignore_case, text))
        return REGEX_NO;
    /* PCRE2 counts steps for each place where a match may begin, so their sum grows with the square
     * of a text's length: a long one is cut, and its end is none to the expression. */
    bool cut = text.len > LIMIT_REGEX_BYTES;
    if (cut && r->looks_ahead)
        return REGEX_LIMIT;
    text = str_head(text, LIMIT_REGEX_BYTES);
    int found = pcre2_match(r->code, (PCRE2_SPTR)text.ptr, text.len, 0, cut ? PCRE2_NOTEOL : 0,
                            s->data, s->context);
    if (found == PCRE2_ERROR_NOMATCH)
        return cut ? REGEX_LIMIT : REGEX_NO;
    if (found < 0)
        return REGEX_LIMIT; /* match, depth, heap or stack; text that is no UTF-8 is no error here
                             */
    if (group)
        *group = capture_of(r, text, s);
    return REGEX_YES;
}
