/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>

#include "support.h"
#include "value.h"

static void check_cell(enum value_type type, const struct value *value, const char *expected)
{
    struct strbuf buffer = {0};
    value_put_cell(&buffer, type, value, false);
    assert_text(&buffer, expected);
}

static void check_json(enum value_type type, const struct value *value, const char *expected)
{
    struct strbuf buffer = {0};
    value_put_json(&buffer, type, value);
    assert_text(&buffer, expected);
}

static struct slice text_of(const char *text)
{
    return text == NULL ? (struct slice){0} : slice_of(text);
}

TEST(only_numbers_are_aligned_right)
{
    assert_true(value_aligns_right(VALUE_UNSIGNED));
    static const enum value_type others[] = {VALUE_FLAG,    VALUE_HEX,      VALUE_TEXT,
                                             VALUE_ADDRESS, VALUE_ENDPOINT, VALUE_PROCESSES};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_false(value_aligns_right(others[i]));
}

TEST(numbers_keep_all_their_bits)
{
    struct value value = {.number = UINT64_MAX};
    check_cell(VALUE_UNSIGNED, &value, "18446744073709551615");
    check_json(VALUE_UNSIGNED, &value, "18446744073709551615");
    check_cell(VALUE_HEX, &value, "ffffffffffffffff");
    check_json(VALUE_HEX, &value, "\"ffffffffffffffff\"");
    value.number = 0;
    check_cell(VALUE_UNSIGNED, &value, "0");
    check_json(VALUE_UNSIGNED, &value, "0");
    check_json(VALUE_HEX, &value, "\"0\"");
}

TEST(a_flag_is_a_digit_in_a_table_and_a_boolean_in_json)
{
    struct value value = {.number = 1};
    check_cell(VALUE_FLAG, &value, "1");
    check_json(VALUE_FLAG, &value, "true");
    value.number = 0;
    check_cell(VALUE_FLAG, &value, "0");
    check_json(VALUE_FLAG, &value, "false");
}

TEST(a_text_is_never_empty_nor_taken_for_unknown)
{
    static const struct {
        const char *text, *cell, *json;
    } cases[] = {
        {"root", "root", "\"root\""},
        {"", "\"\"", "\"\""},
        {NULL, "\"\"", "\"\""},
        {"-", "\\x2d", "\"-\""},
        {"--", "--", "\"--\""},
        {"\"\"", "\\x22\\x22", "\"\\\"\\\"\""},
        {"a-b \"c\"", "a-b\\x20\"c\"", "\"a-b \\\"c\\\"\""},
        {"\\x2d", "\\\\x2d", "\"\\\\x2d\""},
        {"\x1b[2J\n", "\\x1b[2J\\x0a", "\"\\u001b[2J\\u000a\""},
        {"é", "é", "\"é\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct value value = {.text = text_of(cases[i].text)};
        check_cell(VALUE_TEXT, &value, cases[i].cell);
        check_json(VALUE_TEXT, &value, cases[i].json);
    }
}

TEST(nothing_outside_ascii_is_written_where_it_is_not_understood)
{
    struct process process = {7, 8, slice_of("é")};
    struct value values[] = {
        {.text = slice_of("é")},
        {.processes = {.items = &process, .count = 1}},
    };
    struct strbuf buffer = {0};
    value_put_cell(&buffer, VALUE_TEXT, &values[0], true);
    strbuf_put_char(&buffer, ' ');
    value_put_cell(&buffer, VALUE_PROCESSES, &values[1], true);
    assert_text(&buffer, "\\xc3\\xa9 \\xc3\\xa9(7)");
}

struct endpoint_case {
    const char *address; /* with a colon: IPv6 */
    const char *scope, *interface, *service;
    uint16_t port;
    const char *cell, *json;
};

static void check_endpoint(const struct endpoint_case *expected)
{
    uint8_t bytes[16];
    bool is_ipv6 = strchr(expected->address, ':') != NULL;
    assert_int_equal(inet_pton(is_ipv6 ? AF_INET6 : AF_INET, expected->address, bytes), 1);
    struct value value = {.endpoint = {.address = {bytes, is_ipv6, text_of(expected->scope)},
                                       .port = expected->port,
                                       .service = text_of(expected->service),
                                       .interface = text_of(expected->interface)}};
    check_cell(VALUE_ENDPOINT, &value, expected->cell);
    check_json(VALUE_ENDPOINT, &value, expected->json);
}

TEST(an_endpoint_is_one_field_and_numeric_in_json)
{
    static const struct endpoint_case cases[] = {
        {"127.0.0.1", NULL, NULL, NULL, 22, "127.0.0.1:22", "\"127.0.0.1:22\""},
        {"127.0.0.1", NULL, NULL, "ssh", 22, "127.0.0.1:ssh", "\"127.0.0.1:22\""},
        {"0.0.0.0", NULL, NULL, NULL, 0, "0.0.0.0:*", "\"0.0.0.0:*\""},
        {"::", NULL, NULL, NULL, 0, "[::]:*", "\"[::]:*\""},
        {"::1", NULL, NULL, "ssh", 22, "[::1]:ssh", "\"[::1]:22\""},
        {"::ffff:10.0.0.1", NULL, NULL, NULL, 65535, "[::ffff:10.0.0.1]:65535",
         "\"[::ffff:10.0.0.1]:65535\""},
        {"fe80::1", "eth0", NULL, NULL, 1, "[fe80::1%eth0]:1", "\"[fe80::1%eth0]:1\""},
        {"fe80::1", "eth0", "eth1", NULL, 1, "[fe80::1%eth1]:1", "\"[fe80::1%eth1]:1\""},
        {"0.0.0.0", NULL, "lo", NULL, 68, "0.0.0.0%lo:68", "\"0.0.0.0%lo:68\""},
        {"::1", NULL, "a]:1", NULL, 2, "[::1%a\\x5d\\x3a1]:2", "\"[::1%a\\\\x5d\\\\x3a1]:2\""},
        {"::1", NULL, "a b", "x:y z", 2, "[::1%a\\x20b]:x\\x3ay\\x20z", "\"[::1%a\\\\x20b]:2\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_endpoint(&cases[i]);
}

TEST(an_address_carries_its_scope)
{
    uint8_t bytes[16];
    inet_pton(AF_INET6, "fe80::1", bytes);
    struct value value = {.address = {bytes, true, {0}}};
    check_cell(VALUE_ADDRESS, &value, "fe80::1");
    check_json(VALUE_ADDRESS, &value, "\"fe80::1\"");
    value.address.scope = slice_of("eth0");
    check_cell(VALUE_ADDRESS, &value, "fe80::1%eth0");
    check_json(VALUE_ADDRESS, &value, "\"fe80::1%eth0\"");
    value.address.scope = slice_of("w \x1b\"");
    check_cell(VALUE_ADDRESS, &value, "fe80::1%w\\x20\\x1b\"");
    check_json(VALUE_ADDRESS, &value, "\"fe80::1%w \\u001b\\\"\"");
}

static struct value processes_value(const struct process *items, size_t count, bool descriptor)
{
    return (struct value){
        .processes = {.items = items, .count = count, .with_descriptor = descriptor}};
}

TEST(no_process_is_unknown_in_a_table_and_an_empty_list_in_json)
{
    struct value value = processes_value(NULL, 0, false);
    check_cell(VALUE_PROCESSES, &value, "-");
    check_json(VALUE_PROCESSES, &value, "[]");
}

TEST(processes_are_one_field_joined_by_commas)
{
    const struct process items[] = {{1, 3, slice_of("init")}, {4294967295, 0, slice_of("sshd")}};
    struct value value = processes_value(items, 2, false);
    check_cell(VALUE_PROCESSES, &value, "init(1),sshd(4294967295)");
    value = processes_value(items, 2, true);
    check_cell(VALUE_PROCESSES, &value, "init(1,3),sshd(4294967295,0)");
    check_json(VALUE_PROCESSES, &value,
               "[{\"pid\":1,\"name\":\"init\",\"fd\":3},"
               "{\"pid\":4294967295,\"name\":\"sshd\",\"fd\":0}]");
}

TEST(a_hostile_process_name_cannot_name_another_owner)
{
    const struct process items[] = {
        {1, 2, slice_of("a(1),b")},        {2, 2, slice_of("-")},
        {3, 2, (struct slice){NULL, 0}},   {4, 2, (struct slice){"", 0}},
        {5, 2, (struct slice){"x\0y", 3}}, {6, 2, slice_of("a b\nc\x1b")},
        {7, 2, slice_of("\xff\\")}};
    struct value value = processes_value(items, COUNT_OF(items), false);
    check_cell(VALUE_PROCESSES, &value,
               "a\\x281\\x29\\x2cb(1),\\x2d(2),-(3),(4),x\\x00y(5),a\\x20b\\x0ac\\x1b(6),"
               "\\xff\\\\(7)");
    value.processes.count = 4;
    check_json(VALUE_PROCESSES, &value,
               "[{\"pid\":1,\"name\":\"a(1),b\",\"fd\":2},{\"pid\":2,\"name\":\"-\",\"fd\":2},"
               "{\"pid\":3,\"name\":null,\"fd\":2},{\"pid\":4,\"name\":\"\",\"fd\":2}]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_numbers_are_aligned_right),
        cmocka_unit_test(numbers_keep_all_their_bits),
        cmocka_unit_test(a_flag_is_a_digit_in_a_table_and_a_boolean_in_json),
        cmocka_unit_test(a_text_is_never_empty_nor_taken_for_unknown),
        cmocka_unit_test(nothing_outside_ascii_is_written_where_it_is_not_understood),
        cmocka_unit_test(an_endpoint_is_one_field_and_numeric_in_json),
        cmocka_unit_test(an_address_carries_its_scope),
        cmocka_unit_test(no_process_is_unknown_in_a_table_and_an_empty_list_in_json),
        cmocka_unit_test(processes_are_one_field_joined_by_commas),
        cmocka_unit_test(a_hostile_process_name_cannot_name_another_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
