#include "base/sha256.h"
#include "suite.h"

#include <stdlib.h>

/* Test vectors of FIPS 180-4's examples and of the empty message. */
static const struct {
    const char *text, *hex;
    size_t times;
} vectors[] = {
    {"",                                                         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 1      },
    {"abc",                                                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 1      },
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",                                                             1      },
    {"a",                                                        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", 1000000},
};

START_TEST(a_message_has_its_digest)
{
    struct sha256 s;
    char hex[SHA256_HEX];
    sha256_init(&s);
    for (size_t i = 0; i < vectors[_i].times; i++)
        sha256_add(&s, vectors[_i].text, strlen(vectors[_i].text));
    sha256_hex(&s, hex);
    ck_assert_str_eq(hex, vectors[_i].hex);
}
END_TEST

START_TEST(the_digest_does_not_depend_on_the_pieces)
{
    char *bytes = malloc(5000), whole[SHA256_HEX], parts[SHA256_HEX];
    for (int i = 0; i < 5000; i++)
        bytes[i] = (char)(i * 7);
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, bytes, 5000);
    sha256_hex(&s, whole);
    for (size_t piece = 1; piece < 200; piece += 13) {
        sha256_init(&s);
        for (size_t at = 0; at < 5000; at += piece)
            sha256_add(&s, bytes + at, at + piece < 5000 ? piece : 5000 - at);
        sha256_hex(&s, parts);
        ck_assert_str_eq(parts, whole);
    }
    free(bytes);
}
END_TEST

SUITE(sha256)
{
    tcase_add_loop_test(tests, a_message_has_its_digest, 0, (int)ARRAY_LEN(vectors));
    tcase_add_test(tests, the_digest_does_not_depend_on_the_pieces);
}
