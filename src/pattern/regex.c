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
};

struct regex_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

enum {
    PAIRS = 2, /* the whole match and the first capture */
    STACK_FIRST = 32 << 10,
    STACK_MOST = 1 << 20,
    HEAP_KILOBYTES = 20 << 10,
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
    return err_at(err, FAIL_INPUT, at,
                  "regular expression is wrong at character %zu, behind '%.*s': %s", offset + 1,
                  (int)shown, text.ptr + offset - shown, words);
}

enum status regex_compile(struct str text, struct regex_flags flags, struct loc at,
                          struct regex **out, struct err *err)
{
    int code;
    size_t offset;
    uint32_t captures = 0;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)(text.len ? text.ptr : ""), text.len,
                                         options_of(flags), &code, &offset, NULL);
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
                        .captures = captures > 0};
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
    s->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, NULL);
    if (!s->data || !s->context)
        mem_die(sizeof *s);
    pcre2_set_match_limit(s->context, LIMIT_REGEX_STEPS);
    pcre2_set_depth_limit(s->context, LIMIT_REGEX_DEPTH);
    pcre2_set_heap_limit(s->context, HEAP_KILOBYTES);
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
    int found = pcre2_match(r->code, (PCRE2_SPTR)text.ptr, text.len, 0, 0, s->data, s->context);
    if (found == PCRE2_ERROR_NOMATCH)
        return REGEX_NO;
    if (found < 0)
        return REGEX_LIMIT; /* match, depth, heap or stack; text that is no UTF-8 is no error here
                             */
    if (group)
        *group = capture_of(r, text, s);
    return REGEX_YES;
}
