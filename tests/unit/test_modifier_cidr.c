#include "pattern_case.h"

static const struct pattern_case cases[] = {
    {"cidr",     "10.0.0.0/8",                "10.1.2.3",        YES},
    {"cidr",     "10.0.0.0/8",                "11.1.2.3",        NO },
    {"cidr",     "10.0.0.0/8",                "x",               NO },
    {"cidr",     "10.0.0.0/8",                "10.1.2",          NO },
    {"cidr",     "10.0.0.0/8",                "",                NO },
    {"cidr",     "10.0.0.0/8",                NULL,              NO },
    {"cidr",     "192.168.10.128/25",         "192.168.10.129",  YES},
    {"cidr",     "192.168.10.128/25",         "192.168.10.127",  NO },
    {"cidr",     "'::1/128'",                 "0:0:0:0:0:0:0:1", YES},
    {"cidr",     "'::1/128'",                 "::1",             YES},
    {"cidr",     "'fe80::/10'",               "fe80::1%12",      YES},
    {"cidr",     "'fe80::/10'",               "fec0::1",         NO },
    {"cidr",     "10.0.0.0/8",                "::ffff:10.1.2.3", YES},
    {"cidr",     "0.0.0.0/0",                 "1.2.3.4",         YES},
    {"cidr",     "0.0.0.0/0",                 "::1",             NO },
    {"cidr",     "10.1.2.3",                  "10.1.2.3",        YES},
    {"cidr",     "[10.0.0.0/8, 127.0.0.0/8]", "127.0.0.1",       YES},
    {"cidr",     "[10.0.0.0/8, 127.0.0.0/8]", "8.8.8.8",         NO },
    {"cidr|neq", "10.0.0.0/8",                "8.8.8.8",         YES},
};

static const struct pattern_error errors[] = {
    {"cidr",          "10.0.0.1/8",   0, "network '10.0.0.1/8' has host bits set, did you mean '10.0.0.0/8'?"},
    {"cidr",          "'fe80::1/64'", 0,
     "network 'fe80::1/64' has host bits set, did you mean 'fe80::/64'?"                                     },
    {"cidr",          "10.0.0.0/33",  0, "prefix of '10.0.0.0/33' is not in 0..32"                           },
    {"cidr",          "10.0.0.0/",    0, "prefix of '10.0.0.0/' is not in 0..32"                             },
    {"cidr",          "10.0.0/8",     0, "'10.0.0/8' is no network; write it as '10.0.0.0/8'"                },
    {"cidr|contains", "10.0.0.0/8",   6,
     "'contains' cannot stand together with 'cidr': a text stands in one place; choose one"                  },
};

START_TEST(addresses_are_compared_in_any_spelling)
{
    pattern_case_check(&cases[_i]);
}
END_TEST

START_TEST(networks_must_be_networks)
{
    pattern_error_check(&errors[_i]);
}
END_TEST

SUITE(modifier_cidr)
{
    tcase_add_loop_test(tests, addresses_are_compared_in_any_spelling, 0, ARRAY_LEN(cases));
    tcase_add_loop_test(tests, networks_must_be_networks, 0, ARRAY_LEN(errors));
}
