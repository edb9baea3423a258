/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "utf8_oracle.h"
#include "util/utf8.h"

static void check_sequence(const unsigned char *bytes, size_t length)
{
    uint32_t point = 0;
    size_t size = utf8_decode((const char *)bytes, length, &point);
    if (size != oracle_size(bytes, length))
        fail_msg("%02x %02x %02x %02x (length %zu) is taken for %zu bytes", bytes[0], bytes[1],
                 bytes[2], bytes[3], length, size);
}

TEST(every_sequence_of_one_and_two_bytes_is_judged_as_rfc_3629_does)
{
    unsigned char bytes[4] = {0};
    for (unsigned first = 0; first < 256; first++) {
        bytes[0] = (unsigned char)first;
        check_sequence(bytes, 1);
        for (unsigned second = 0; second < 256; second++) {
            bytes[1] = (unsigned char)second;
            check_sequence(bytes, 2);
        }
    }
}

/* Continuation bytes are likely, so that many sequences are nearly right. */
TEST(random_longer_sequences_are_judged_as_rfc_3629_does)
{
    uint64_t seed = 5;
    for (int round = 0; round < 2000000; round++) {
        unsigned char bytes[4];
        uint64_t number = random_next(&seed);
        for (unsigned i = 0; i < 4; i++) {
            unsigned kind = (unsigned)(number >> (32 + i * 4)) & 7;
            bytes[i] = (unsigned char)(number >> i * 8);
            if (i > 0 && kind != 0)
                bytes[i] = (unsigned char)(0x80 | (bytes[i] & 0x3f));
            if (i == 0 && kind != 0)
                bytes[i] |= 0xc0;
        }
        check_sequence(bytes, 3 + (size_t)(number >> 63));
    }
}

TEST(every_code_point_but_surrogates_is_decoded)
{
    for (uint32_t point = 0; point <= 0x110fff; point++) {
        unsigned char bytes[4];
        size_t size = oracle_encode(point, bytes);
        uint32_t decoded = 0;
        size_t taken = utf8_decode((const char *)bytes, size, &decoded);
        bool exists = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
        if (taken != (exists ? size : 0) || (exists && decoded != point))
            fail_msg("U+%04X: %zu bytes, U+%04X", point, taken, decoded);
    }
}

TEST(a_cut_sequence_is_refused_without_reading_further)
{
    for (uint32_t point = 0x80; point <= 0x10ffff; point += 97) {
        unsigned char bytes[4];
        if (point >= 0xd800 && point <= 0xdfff)
            continue;
        size_t size = oracle_encode(point, bytes);
        for (size_t cut = 1; cut < size; cut++) {
            uint32_t decoded;
            char *copy = exact_copy(bytes, cut);
            assert_int_equal(utf8_decode(copy, cut, &decoded), 0);
            free(copy);
        }
    }
}

TEST(ascii_is_shown_but_for_controls)
{
    for (uint32_t point = 0; point < 0x80; point++) {
        assert_int_equal(utf8_is_hidden(point), point < 0x20 || point == 0x7f);
        assert_false(utf8_joins(point));
    }
}

TEST(what_moves_reorders_or_hides_text_is_hidden)
{
    static const uint32_t points[] = {
        0x80,    0x85,    0x9b,    0x9f,    0xa0,    0xad,    0x34f,   0x600,    0x61c,
        0x6dd,   0x70f,   0x890,   0x8e2,   0x115f,  0x1680,  0x17b4,  0x180e,   0x2000,
        0x200b,  0x200d,  0x200e,  0x200f,  0x2028,  0x2029,  0x202a,  0x202e,   0x202f,
        0x205f,  0x2060,  0x2066,  0x2069,  0x206f,  0x2800,  0x3000,  0x3164,   0xfdd0,
        0xfdef,  0xfeff,  0xffa0,  0xfff9,  0xfffb,  0xfffe,  0xffff,  0x110bd,  0x13430,
        0x1bca0, 0x1d173, 0xe0001, 0xe0020, 0xe007f, 0x1fffe, 0x1ffff, 0x10fffe, 0x10ffff,
        0x13441, 0x16fe4, 0x1d159, 0xe000,  0xf8ff,  0xf0000, 0xffffd, 0x100000, 0x10fffd};
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        if (!utf8_is_hidden(points[i]))
            fail_msg("U+%04X is shown", points[i]);
    }
}

TEST(letters_and_signs_are_shown)
{
    static const uint32_t points[] = {
        0xa1,   0xac,   0xae,   0xe9,   0x301,   0x3b1,   0x5d0,   0x627,   0x905,  0x1100, 0x2010,
        0x2027, 0x2030, 0x20ac, 0x2603, 0x27ff,  0x2801,  0x3001,  0x4e00,  0xac00, 0xd7a3, 0x3000a,
        0xfdcf, 0xfdf0, 0xfffc, 0xfffd, 0x10000, 0x1f600, 0x1fffd, 0x20000, 0x1d158};
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        if (utf8_is_hidden(points[i]))
            fail_msg("U+%04X is hidden", points[i]);
    }
}

TEST(marks_and_parts_of_syllables_join)
{
    static const uint32_t points[] = {0x300,  0x489,  0x5bf,  0x903,  0x1161,  0x11ff,
                                      0x20dd, 0x302a, 0x3099, 0xd7b0, 0x1e94a, 0x16ff0};
    static const uint32_t others[] = {0xe9, 0x905, 0x1100, 0x3042, 0xac00, 0x1f3fb};
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        if (!utf8_joins(points[i]))
            fail_msg("U+%04X stands alone", points[i]);
    }
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (utf8_joins(others[i]))
            fail_msg("U+%04X joins", others[i]);
    }
}

TEST(the_width_is_that_of_the_characters_wherever_they_stand)
{
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {{"", 0},     {"x", 1},       {"\u00e9", 1},  {"\u4e00", 2}, {"e\u0301", 1},
                 {"\xff", 1}, {"x\u0e31", 1}, {"x\u0903", 2}, {"\u3099", 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t before = 0; before < 20; before++) {
            char text[64];
            size_t size = strlen(cases[i].text), length = before + size + 9;
            memset(text, 'a', sizeof(text));
            memcpy(text + before, cases[i].text, size);
            char *copy = exact_copy(text, length);
            assert_int_equal(utf8_width(copy, length), before + cases[i].width + 9);
            assert_int_equal(utf8_width(copy, before), before);
            free(copy);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sequence_of_one_and_two_bytes_is_judged_as_rfc_3629_does),
        cmocka_unit_test(random_longer_sequences_are_judged_as_rfc_3629_does),
        cmocka_unit_test(every_code_point_but_surrogates_is_decoded),
        cmocka_unit_test(a_cut_sequence_is_refused_without_reading_further),
        cmocka_unit_test(ascii_is_shown_but_for_controls),
        cmocka_unit_test(what_moves_reorders_or_hides_text_is_hidden),
        cmocka_unit_test(letters_and_signs_are_shown),
        cmocka_unit_test(marks_and_parts_of_syllables_join),
        cmocka_unit_test(the_width_is_that_of_the_characters_wherever_they_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
