#include "xml_bytes.h"

#define EACH_4(c, v) [(c)] = (v), [(c) + 1] = (v), [(c) + 2] = (v), [(c) + 3] = (v)
#define EACH_16(c, v) EACH_4(c, v), EACH_4((c) + 4, v), EACH_4((c) + 8, v), EACH_4((c) + 12, v)
#define EACH_64(c, v)                                                                              \
    EACH_16(c, v), EACH_16((c) + 16, v), EACH_16((c) + 32, v), EACH_16((c) + 48, v)
#define LETTERS(c, v)                                                                              \
    EACH_16(c, v), EACH_4((c) + 16, v), EACH_4((c) + 20, v), [(c) + 24] = (v), [(c) + 25] = (v)

enum { LOOK = XML_TEXT_ENDS | XML_VALUE_ENDS, LETTER = XML_NAME | XML_NAME_FIRST };

const unsigned char xml_kinds[256] = {
    EACH_4(0, LOOK),
    EACH_4(4, LOOK),
    [8] = LOOK,
    ['\t'] = XML_VALUE_ENDS | XML_BLANK,
    ['\n'] = XML_VALUE_ENDS | XML_BLANK,
    [11] = LOOK,
    [12] = LOOK,
    ['\r'] = LOOK | XML_BLANK,
    [14] = LOOK,
    [15] = LOOK,
    EACH_16(16, LOOK),
    [' '] = XML_BLANK,
    ['&'] = LOOK,
    ['<'] = LOOK,
    [']'] = XML_TEXT_ENDS,
    ['"'] = XML_VALUE_ENDS,
    ['\''] = XML_VALUE_ENDS,
    LETTERS('a', LETTER),
    LETTERS('A', LETTER),
    ['_'] = LETTER,
    ['0'] = XML_NAME,
    ['1'] = XML_NAME,
    ['2'] = XML_NAME,
    ['3'] = XML_NAME,
    ['4'] = XML_NAME,
    ['5'] = XML_NAME,
    ['6'] = XML_NAME,
    ['7'] = XML_NAME,
    ['8'] = XML_NAME,
    ['9'] = XML_NAME,
    ['-'] = XML_NAME,
    ['.'] = XML_NAME,
    [':'] = XML_NAME,
    EACH_64(128, LOOK),
    EACH_64(192, LOOK),
};
