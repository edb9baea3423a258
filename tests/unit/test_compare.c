/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>

#include "support.h"
#include "util/natural.h"
#include "value/value.h"

static int sign_of(int number)
{
    return (number > 0) - (number < 0);
}

/* Compares the keys of two values. Fails when one is the beginning of the other and not equal to
 * it. */
static int compare_keys(const struct value *left, const struct value *right)
{
    struct strbuf one = {0}, other = {0};
    value_put_key(&one, left);
    value_put_key(&other, right);
    size_t shorter = one.length < other.length ? one.length : other.length;
    int order = memcmp(one.data, other.data, shorter);
    if (order == 0)
        assert_int_equal(one.length, other.length);
    strbuf_free(&one);
    strbuf_free(&other);
    return sign_of(order);
}

/* Fails unless the values, all of the type, stand in their order. `ranks` are equal where values
 * are as good as each other; NULL: none are. */
static void check_order(enum value_type type, struct value *values, const int *ranks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i].type = type;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            int left = ranks == NULL ? (int)i : ranks[i], right = ranks == NULL ? (int)j : ranks[j];
            if (sign_of(value_compare(&values[i], &values[j])) != sign_of(left - right) ||
                compare_keys(&values[i], &values[j]) != sign_of(left - right))
                fail_msg("%zu and %zu", i, j);
        }
    }
}

TEST(texts_are_in_natural_order)
{
    static const char *const texts[] = {
        "",
        "0",
        "00",
        "01",
        "1",
        "2",
        "9",
        "10",
        "99",
        "100",
        "A",
        "a",
        "a0",
        "a00",
        "a01",
        "a1",
        "a2",
        "a10",
        "a10b",
        "a11",
        "a11.2",
        "a11.10",
        "aa",
        "b",
        "b2",
        "b18446744073709551616",
        "b18446744073709551617",
        "\xc3\xa9",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        for (size_t j = 0; j < COUNT_OF(texts); j++) {
            int order = natural_compare(slice_of(texts[i]), slice_of(texts[j]));
            const struct value left = {.type = VALUE_TEXT, .text = slice_of(texts[i])};
            const struct value right = {.type = VALUE_TEXT, .text = slice_of(texts[j])};
            if (sign_of(order) != sign_of((int)i - (int)j) ||
                compare_keys(&left, &right) != sign_of(order))
                fail_msg("'%s' and '%s'", texts[i], texts[j]);
        }
    }
    assert_int_equal(natural_compare((struct slice){0}, slice_of("")), 0);
    assert_true(natural_compare((struct slice){"a\0b", 3}, (struct slice){"a\0c", 3}) < 0);
    assert_true(natural_compare((struct slice){"a", 1}, (struct slice){"a\0", 2}) < 0);
}

/* Every text of up to three of these characters, by number. */
static struct slice text_by_number(unsigned number, char text[3])
{
    static const char characters[] = {'0', '1', '9', 'a', '\0', '\xff'};
    size_t length = 0;
    for (; number > 0; number = (number - 1) / COUNT_OF(characters))
        text[length++] = characters[(number - 1) % COUNT_OF(characters)];
    return (struct slice){text, length};
}

TEST(the_natural_order_is_total)
{
    enum { TEXTS = 1 + 6 + 36 + 216 };
    static signed char order[TEXTS][TEXTS];
    for (unsigned i = 0; i < TEXTS; i++) {
        for (unsigned j = 0; j < TEXTS; j++) {
            char left[3], right[3];
            order[i][j] = (signed char)sign_of(
                natural_compare(text_by_number(i, left), text_by_number(j, right)));
            assert_int_equal(order[i][j] == 0, i == j);
            assert_true(j > i || order[i][j] == -order[j][i]);
        }
    }
    for (unsigned i = 0; i < TEXTS; i++) {
        for (unsigned j = 0; j < TEXTS; j++) {
            for (unsigned k = 0; k < TEXTS && order[i][j] < 0; k++) {
                if (order[j][k] < 0 && order[i][k] >= 0)
                    fail_msg("%u, %u and %u go round in a circle", i, j, k);
            }
        }
    }
}

TEST(keys_of_texts_are_in_the_natural_order)
{
    enum { TEXTS = 1 + 6 + 36 + 216 };
    for (unsigned i = 0; i < TEXTS; i++) {
        for (unsigned j = 0; j < TEXTS; j++) {
            char one[3], other[3];
            const struct value left = {.type = VALUE_TEXT, .text = text_by_number(i, one)};
            const struct value right = {.type = VALUE_TEXT, .text = text_by_number(j, other)};
            assert_int_equal(compare_keys(&left, &right), sign_of(value_compare(&left, &right)));
        }
    }
}

TEST(numbers_go_by_value)
{
    static const enum value_type types[] = {VALUE_UNSIGNED, VALUE_FLAG, VALUE_HEX};
    struct value values[] = {{.number = 0}, {.number = 9}, {.number = 10}, {.number = UINT64_MAX}};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        check_order(types[i], values, NULL, COUNT_OF(values));
}

/* An IPv4 or IPv6 address, whose bytes go into the room. */
static struct value_address ip_address(const char *text, uint8_t bytes[16])
{
    bool is_ipv6 = strchr(text, ':') != NULL;
    assert_int_equal(inet_pton(is_ipv6 ? AF_INET6 : AF_INET, text, bytes), 1);
    return (struct value_address){.kind = is_ipv6 ? ADDRESS_IPV6 : ADDRESS_IPV4, .bytes = bytes};
}

TEST(addresses_go_by_number_and_mapped_ones_are_those_of_ipv4)
{
    static const struct {
        const char *text, *scope;
        int rank;
    } cases[] = {
        {"0.0.0.0", "", 0},       {"9.0.0.1", "", 1},   {"::ffff:9.0.0.1", "", 1},
        {"10.0.0.1", "", 2},      {"10.0.0.2", "", 3},  {"::ffff:10.0.0.10", "", 4},
        {"10.0.0.10", "", 4},     {"200.0.0.1", "", 5}, {"::", "", 6},
        {"::1", "", 7},           {"fe80::1", "", 8},   {"fe80::1", "eth2", 9},
        {"fe80::1", "eth10", 10},
    };
    enum { IPS = COUNT_OF(cases), ALL = IPS + 4 };
    struct value values[ALL] = {0};
    uint8_t bytes[IPS][16];
    int ranks[ALL];
    for (size_t i = 0; i < IPS; i++) {
        values[i].address = ip_address(cases[i].text, bytes[i]);
        values[i].address.scope = slice_of(cases[i].scope);
        ranks[i] = cases[i].rank;
    }
    values[IPS].address = (struct value_address){.kind = ADDRESS_TEXT};
    values[IPS + 1].address = (struct value_address){.kind = ADDRESS_TEXT, .text = slice_of("arp")};
    values[IPS + 2].address = (struct value_address){.kind = ADDRESS_UNIX};
    values[IPS + 3].address =
        (struct value_address){.kind = ADDRESS_UNIX, .text = slice_of("/run/a")};
    for (size_t i = IPS; i < ALL; i++)
        ranks[i] = (int)i;
    check_order(VALUE_ADDRESS, values, ranks, ALL);
}

TEST(ends_go_by_address_then_by_port_whatever_their_names)
{
    uint8_t first[16], second[16], third[16];
    struct value_address low = ip_address("10.0.0.9", first);
    struct value_address mapped = ip_address("::ffff:10.0.0.9", second);
    struct value_address high = ip_address("10.0.0.10", third);
    struct value values[] = {
        {.endpoint = {.address = low}},
        {.endpoint = {.address = low, .port_kind = PORT_NUMBER, .port = 22, .host = slice_of("z")}},
        {.endpoint = {.address = mapped, .port_kind = PORT_NUMBER, .port = 80}},
        {.endpoint =
             {.address = low, .port_kind = PORT_NUMBER, .port = 8080, .service = slice_of("a")}},
        {.endpoint = {.address = low, .port_kind = PORT_NUMBER, .interface = slice_of("lo")}},
        {.endpoint = {.address = high, .port_kind = PORT_NUMBER, .port = 1}},
        {.endpoint = {.address = {.kind = ADDRESS_TEXT, .text = slice_of("ip")},
                      .label = slice_of("eth2")}},
        {.endpoint = {.address = {.kind = ADDRESS_TEXT, .text = slice_of("ip")},
                      .label = slice_of("eth10")}},
    };
    check_order(VALUE_ENDPOINT, values, NULL, COUNT_OF(values));
}

TEST(lists_go_by_their_first_member)
{
    const struct slice texts[] = {slice_of("a2"), slice_of("a10"), slice_of("b")};
    struct value lists[] = {
        {.texts = {.count = 0}},
        {.texts = {.items = &texts[0], .count = 1}},
        {.texts = {.items = &texts[0], .count = 3}},
        {.texts = {.items = &texts[1], .count = 1}},
        {.texts = {.items = &texts[2], .count = 1}},
    };
    check_order(VALUE_TEXTS, lists, NULL, COUNT_OF(lists));
}

TEST(owners_go_by_name_then_by_id)
{
    const struct process owners[] = {
        {.pid = 9, .name = {NULL, 0}},
        {.pid = 9, .descriptor = 3, .name = slice_of("a2")},
        {.pid = 9, .descriptor = 10, .name = slice_of("a2")},
        {.pid = 10, .descriptor = 1, .name = slice_of("a2")},
        {.pid = 1, .name = slice_of("a10")},
    };
    struct value values[COUNT_OF(owners) + 1] = {{.processes = {.count = 0}}};
    for (size_t i = 0; i < COUNT_OF(owners); i++)
        values[i + 1].processes = (struct value_processes){.items = &owners[i], .count = 1};
    check_order(VALUE_PROCESSES, values, NULL, COUNT_OF(values));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_in_natural_order),
        cmocka_unit_test(the_natural_order_is_total),
        cmocka_unit_test(keys_of_texts_are_in_the_natural_order),
        cmocka_unit_test(numbers_go_by_value),
        cmocka_unit_test(addresses_go_by_number_and_mapped_ones_are_those_of_ipv4),
        cmocka_unit_test(ends_go_by_address_then_by_port_whatever_their_names),
        cmocka_unit_test(lists_go_by_their_first_member),
        cmocka_unit_test(owners_go_by_name_then_by_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
