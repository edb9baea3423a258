/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <inttypes.h>

#include "support.h"
#include "util/number.h"

TEST(decimal_and_hexadecimal_are_as_printf_writes_them)
{
    uint64_t seed = 2;
    for (int i = 0; i < 20000; i++) {
        uint64_t number = random_next(&seed) >> (i % 65 == 64 ? 63 : i % 65);
        char expected[32];
        struct strbuf decimal = {0}, hex = {0};
        number_put(&decimal, number);
        snprintf(expected, sizeof(expected), "%" PRIu64, number);
        assert_text(&decimal, expected);
        number_put_hex(&hex, number);
        snprintf(expected, sizeof(expected), "%" PRIx64, number);
        assert_text(&hex, expected);
    }
}

TEST(the_bounds_of_numbers_are_written_whole)
{
    struct strbuf buffer = {0};
    number_put(&buffer, 0);
    strbuf_put_char(&buffer, ' ');
    number_put(&buffer, UINT64_MAX);
    strbuf_put_char(&buffer, ' ');
    number_put_hex(&buffer, 0);
    strbuf_put_char(&buffer, ' ');
    number_put_hex(&buffer, UINT64_MAX);
    assert_text(&buffer, "0 18446744073709551615 0 ffffffffffffffff");
}

TEST(ipv4_is_as_inet_ntop_writes_it)
{
    struct strbuf buffer = {0};
    for (unsigned octet = 0; octet < 4 * 256; octet++) {
        uint8_t address[4] = {1, 22, 133, 0};
        address[octet / 256] = (uint8_t)octet;
        char expected[INET_ADDRSTRLEN];
        inet_ntop(AF_INET, address, expected, sizeof(expected));
        strbuf_clear(&buffer);
        number_put_ipv4(&buffer, address);
        assert_slice(strbuf_slice(&buffer), expected);
    }
    strbuf_free(&buffer);
}

static void check_ipv6(struct strbuf *buffer, const uint8_t address[16])
{
    char expected[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, address, expected, sizeof(expected));
    strbuf_clear(buffer);
    number_put_ipv6(buffer, address);
    if (!slice_equals(strbuf_slice(buffer), expected))
        fail_msg("'%.*s' should be '%s'", (int)buffer->length, buffer->data, expected);
}

/* Every pattern of zero groups, with random, short and ffff groups elsewhere. */
TEST(ipv6_is_as_inet_ntop_writes_it_for_every_pattern_of_zero_groups)
{
    uint64_t seed = 3;
    struct strbuf buffer = {0};
    for (unsigned pattern = 0; pattern < 256; pattern++) {
        for (unsigned round = 0; round < 400; round++) {
            uint8_t address[16] = {0};
            for (unsigned i = 0; i < 8; i++) {
                unsigned kind = (unsigned)random_below(&seed, 4);
                uint64_t group = random_next(&seed);
                group = kind == 0 ? 0xffff : kind == 1 ? group % 15 + 1 : group % 0xffff + 1;
                if (pattern & 1u << i)
                    continue;
                address[2 * i] = (uint8_t)(group >> 8);
                address[2 * i + 1] = (uint8_t)group;
            }
            check_ipv6(&buffer, address);
        }
    }
    strbuf_free(&buffer);
}

TEST(ipv6_is_as_inet_ntop_writes_it_for_mapped_and_compatible_addresses)
{
    uint64_t seed = 4;
    struct strbuf buffer = {0};
    for (unsigned round = 0; round < 50000; round++) {
        uint8_t address[16] = {0};
        unsigned zeros = 8 + (unsigned)random_below(&seed, 8);
        random_fill(&seed, address + zeros, 16 - zeros);
        check_ipv6(&buffer, address);
        address[10] = address[11] = 0xff;
        memset(address, 0, 10);
        check_ipv6(&buffer, address);
        address[11] = 0xfe;
        check_ipv6(&buffer, address);
    }
    strbuf_free(&buffer);
}

TEST(ipv6_examples_are_written_as_everybody_knows_them)
{
    static const char *const examples[] = {
        "::",    "::1",       "::ffff:192.0.2.1", "::192.0.2.1",   "::ffff:0:0:1",
        "1::",   "fe80::1:2", "2001:db8::1",      "1:0:0:2::3",    "1:2:3:4:5:6:7:8",
        "0:1::", "1::2:0:3",  "2001:db8:0:1::1",  "64:ff9b::1:203"};
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        uint8_t address[16];
        struct strbuf buffer = {0};
        assert_int_equal(inet_pton(AF_INET6, examples[i], address), 1);
        check_ipv6(&buffer, address);
        strbuf_free(&buffer);
    }
}

static bool reads(const char *text, uint64_t most, uint64_t expected)
{
    uint64_t number = ~expected;
    return number_parse(slice_of(text), most, &number) && number == expected;
}

static bool reads_hex(const char *text, uint64_t most, uint64_t expected)
{
    uint64_t number = ~expected;
    return number_parse_hex(slice_of(text), most, &number) && number == expected;
}

TEST(decimal_is_read_up_to_its_bound)
{
    assert_true(reads("0", 0, 0));
    assert_true(reads("65535", 65535, 65535));
    assert_false(reads("65536", 65535, 65536));
    assert_true(reads("4294967295", UINT32_MAX, UINT32_MAX));
    assert_false(reads("4294967296", UINT32_MAX, 0));
    assert_true(reads("18446744073709551615", UINT64_MAX, UINT64_MAX));
    assert_false(reads("18446744073709551616", UINT64_MAX, 0));
    assert_false(reads("18446744073709551625", UINT64_MAX, 9));
    assert_false(reads("184467440737095516150", UINT64_MAX, UINT64_MAX));
    assert_true(reads("0000000000000000000000000000012", 100, 12));
}

TEST(hexadecimal_is_read_up_to_its_bound)
{
    assert_true(reads_hex("0", 0, 0));
    assert_true(reads_hex("fF", 255, 255));
    assert_false(reads_hex("100", 255, 256));
    assert_true(reads_hex("ffffffffffffffff", UINT64_MAX, UINT64_MAX));
    assert_false(reads_hex("10000000000000000", UINT64_MAX, 0));
    assert_false(reads_hex("fffffffffffffffff", UINT64_MAX, UINT64_MAX));
    assert_true(reads_hex("0000000000000000000000000000000aB", 200, 0xab));
}

TEST(anything_but_digits_is_refused)
{
    static const char *const texts[] = {"",     " ",  "+1",  "-1",  " 1", "1 ",  "1.0", "1\n",
                                        "0x1",  "1:", "/",   ":",   "@",  "`",   "g",   "G",
                                        "\xff", "１", "1,0", "1'0", "é",  "\x80"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        uint64_t number = 99;
        if (number_parse(slice_of(texts[i]), UINT64_MAX, &number) ||
            number_parse_hex(slice_of(texts[i]), UINT64_MAX, &number))
            fail_msg("'%s' was read", texts[i]);
        assert_int_equal(number, 99);
    }
    uint64_t number;
    assert_false(number_parse((struct slice){"1\0", 2}, UINT64_MAX, &number));
    assert_false(number_parse((struct slice){NULL, 0}, UINT64_MAX, &number));
    assert_false(number_parse(slice_of("a"), UINT64_MAX, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimal_and_hexadecimal_are_as_printf_writes_them),
        cmocka_unit_test(the_bounds_of_numbers_are_written_whole),
        cmocka_unit_test(ipv4_is_as_inet_ntop_writes_it),
        cmocka_unit_test(ipv6_is_as_inet_ntop_writes_it_for_every_pattern_of_zero_groups),
        cmocka_unit_test(ipv6_is_as_inet_ntop_writes_it_for_mapped_and_compatible_addresses),
        cmocka_unit_test(ipv6_examples_are_written_as_everybody_knows_them),
        cmocka_unit_test(decimal_is_read_up_to_its_bound),
        cmocka_unit_test(hexadecimal_is_read_up_to_its_bound),
        cmocka_unit_test(anything_but_digits_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
