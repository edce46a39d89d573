#include "pattern_case.h"

static const struct {
    const char *modifiers, *value, *other; /* NULL: the field is absent */
    enum answer answer;
} cases[] = {
    {"fieldref",            "a",    "A",   YES},
    {"fieldref",            "a",    "b",   NO },
    {"fieldref",            "a",    NULL,  NO },
    {"fieldref",            NULL,   "a",   NO },
    {"fieldref",            "a*",   "abc", NO },
    {"fieldref",            "abc",  "a*",  NO },
    {"fieldref|cased",      "a",    "A",   NO },
    {"fieldref|cased",      "a",    "a",   YES},
    {"fieldref|endswith",   "abc",  "bc",  YES},
    {"fieldref|endswith",   "abc",  "ab",  NO },
    {"startswith|fieldref", "abc",  "AB",  YES},
    {"fieldref|contains",   "abcd", "BC",  YES},
    {"fieldref|contains",   "abcd", "x",   NO },
    {"fieldref|contains",   "abcd", "",    YES},
    {"fieldref|contains",   "",     "",    YES},
    {"fieldref|neq",        "a",    "b",   YES},
    {"fieldref|neq",        "a",    "A",   NO },
    {"fieldref|neq",        NULL,   "A",   YES},
    {"fieldref|neq",        "a",    NULL,  YES},
};

static const struct pattern_error errors[] = {
    {"fieldref",    "[A, B]", 0,  "'fieldref' takes the name of one field"                    },
    {"fieldref",    "5",      0,  "'fieldref' takes the name of one field"                    },
    {"fieldref|gt", "A",      10,
     "'gt' cannot stand together with 'fieldref': two bounds are two entries of the selection"},
};

START_TEST(two_fields_are_compared_as_texts)
{
    struct str value = str_of(cases[_i].value), other = str_of(cases[_i].other);
    enum answer a = values_ask(cases[_i].modifiers, "G", false,
                               (struct pattern_values){&value, cases[_i].value != NULL},
                               (struct pattern_values){&other, cases[_i].other != NULL});
    ck_assert_int_eq(a, cases[_i].answer);
}
END_TEST

START_TEST(the_other_field_is_one_name)
{
    pattern_error_check(&errors[_i]);
}
END_TEST

START_TEST(the_other_field_is_told)
{
    struct pattern_held h = pattern_hold("fieldref", "Other", false);
    ck_str(pattern_other_field(h.pattern), "Other");
    pattern_drop(&h);
    h = pattern_hold("contains", "Other", false);
    ck_assert_uint_eq(pattern_other_field(h.pattern).len, 0);
    pattern_drop(&h);
}
END_TEST

SUITE(modifier_fieldref)
{
    tcase_add_loop_test(tests, two_fields_are_compared_as_texts, 0, ARRAY_LEN(cases));
    tcase_add_loop_test(tests, the_other_field_is_one_name, 0, ARRAY_LEN(errors));
    tcase_add_test(tests, the_other_field_is_told);
}
