/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>

#include "value_checks.h"

static struct slice text_of(const char *text)
{
    return text == NULL ? (struct slice){0} : slice_of(text);
}

TEST(only_numbers_are_aligned_right)
{
    assert_true(value_types[VALUE_UNSIGNED].right);
    static const enum value_type others[] = {VALUE_FLAG,     VALUE_HEX,       VALUE_TEXT,
                                             VALUE_TEXTS,    VALUE_NUMBERS,   VALUE_ADDRESS,
                                             VALUE_ENDPOINT, VALUE_PROCESSES, VALUE_RECORDS};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_false(value_types[others[i]].right);
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

TEST(texts_are_one_field_and_a_list_in_json)
{
    const struct slice items[] = {slice_of("a_t:s0:c1,c2"), slice_of(""), slice_of("-"),
                                  slice_of("b c\n\\")};
    struct value value = {.texts = {.items = items, .count = COUNT_OF(items)}};
    check_cell(VALUE_TEXTS, &value, "a_t:s0:c1\\x2cc2,\"\",\\x2d,b\\x20c\\x0a\\\\");
    check_json(VALUE_TEXTS, &value, "[\"a_t:s0:c1,c2\",\"\",\"-\",\"b c\\u000a\\\\\"]");
    value.texts.count = 1;
    check_cell(VALUE_TEXTS, &value, "a_t:s0:c1\\x2cc2");
    value.texts.count = 0;
    check_cell(VALUE_TEXTS, &value, "-");
    check_json(VALUE_TEXTS, &value, "[]");
    const struct slice unread[] = {{0}, slice_of("-")};
    value.texts = (struct value_texts){unread, COUNT_OF(unread)};
    check_cell(VALUE_TEXTS, &value, "-,\\x2d");
    check_json(VALUE_TEXTS, &value, "[null,\"-\"]");
}

TEST(a_list_of_numbers_has_commas_in_a_table_and_blanks_in_a_plain_field)
{
    const uint64_t items[] = {7, UINT64_MAX};
    struct value value = {.numbers = {items, COUNT_OF(items)}};
    check_cell(VALUE_NUMBERS, &value, "7,18446744073709551615");
    check_plain(VALUE_NUMBERS, &value, "7 18446744073709551615");
    check_json(VALUE_NUMBERS, &value, "[7,18446744073709551615]");
    value.numbers.count = 0;
    check_cell(VALUE_NUMBERS, &value, "-");
    check_plain(VALUE_NUMBERS, &value, "\\e");
    check_json(VALUE_NUMBERS, &value, "[]");
}

TEST(nothing_outside_ascii_is_written_where_it_is_not_understood)
{
    struct process process = {7, 8, slice_of("é")};
    struct value text = {.text = slice_of("é")};
    struct value processes = {.processes = {.items = &process, .count = 1}};
    check_style(VALUE_TEXT, &text, VALUE_CELL_ASCII, "\\xc3\\xa9");
    check_style(VALUE_PROCESSES, &processes, VALUE_CELL_ASCII, "\\xc3\\xa9(7)");
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
    struct value value = {.endpoint = {.address = {.kind = is_ipv6 ? ADDRESS_IPV6 : ADDRESS_IPV4,
                                                   .bytes = bytes,
                                                   .scope = text_of(expected->scope)},
                                       .port_kind = PORT_NUMBER,
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
        {"::1", NULL, "a]:1", NULL, 2, "[::1%a\\x5d\\x3a1]:2", "\"[::1%a\uef5d\uef3a1]:2\""},
        {"::1", NULL, "a b", "x:y z", 2, "[::1%a\\x20b]:x\\x3ay\\x20z", "\"[::1%a b]:2\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_endpoint(&cases[i]);
}

TEST(an_address_carries_its_scope)
{
    uint8_t bytes[16];
    inet_pton(AF_INET6, "fe80::1", bytes);
    struct value value = {.address = {.kind = ADDRESS_IPV6, .bytes = bytes}};
    check_cell(VALUE_ADDRESS, &value, "fe80::1");
    check_json(VALUE_ADDRESS, &value, "\"fe80::1\"");
    value.address.scope = slice_of("eth0");
    check_cell(VALUE_ADDRESS, &value, "fe80::1%eth0");
    check_json(VALUE_ADDRESS, &value, "\"fe80::1%eth0\"");
    value.address.scope = slice_of("w \x1b\"");
    check_cell(VALUE_ADDRESS, &value, "fe80::1%w\\x20\\x1b\"");
    check_json(VALUE_ADDRESS, &value, "\"fe80::1%w \\u001b\\\"\"");
}

struct unix_case {
    const char *name;
    size_t length;
    const char *cell, *json;
};

TEST(a_unix_name_is_a_path_or_abstract_or_a_star)
{
    static const struct unix_case cases[] = {
        {"", 0, "*", "\"\""},
        {"/run/a", 6, "/run/a", "\"/run/a\""},
        {"\0x", 2, "@x", "\"@x\""},
        {"@x", 2, "\\x40x", "\"\xee\xbd\x80x\""},
        {"\0@x", 3, "@@x", "\"@@x\""},
        {"x@", 2, "x@", "\"x@\""},
        {"*", 1, "\\x2a", "\"\xee\xbc\xaa\""},
        {"-", 1, "\\x2d", "\"-\""},
        {"\"\"", 2, "\\x22\\x22", "\"\\\"\\\"\""},
        {"\0*", 2, "@*", "\"@*\""},
        {"**", 2, "**", "\"**\""},
        {"\0", 1, "@", "\"@\""},
        {"\0a\0b", 4, "@a\\x00b",
         "\"@a\xee\xbc\x80"
         "b\""},
        {"/a b\n", 5, "/a\\x20b\\x0a", "\"/a b\\u000a\""},
        {"/\xff\x1b[2J", 6, "/\\xff\\x1b[2J", "\"/\xee\xbf\xbf\\u001b[2J\""},
        {"/a:1", 4, "/a:1", "\"/a:1\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct value value = {
            .address = {.kind = ADDRESS_UNIX, .text = {cases[i].name, cases[i].length}}};
        check_cell(VALUE_ADDRESS, &value, cases[i].cell);
        check_json(VALUE_ADDRESS, &value, cases[i].json);
    }
}

static struct value unix_endpoint(const char *name, size_t length, uint32_t inode)
{
    return (struct value){.endpoint = {.address = {.kind = ADDRESS_UNIX, .text = {name, length}},
                                       .port_kind = PORT_INODE,
                                       .port = inode}};
}

static struct value device_endpoint(const char *label)
{
    return (struct value){.endpoint = {.address = {.kind = ADDRESS_TEXT, .text = slice_of("ip")},
                                       .label = slice_of(label)}};
}

TEST(a_name_that_looks_like_a_reserved_word_is_told_apart)
{
    struct value value = device_endpoint("");
    check_cell(VALUE_ENDPOINT, &value, "ip:*");
    check_json(VALUE_ENDPOINT, &value, "\"ip:*\"");
    value = device_endpoint("*");
    check_cell(VALUE_ENDPOINT, &value, "ip:\\x2a");
    check_json(VALUE_ENDPOINT, &value, "\"ip:\xee\xbc\xaa\"");
    value = unix_endpoint("*", 1, 17);
    check_cell(VALUE_ENDPOINT, &value, "\\x2a:17");
    check_json(VALUE_ENDPOINT, &value, "\"\xee\xbc\xaa:17\"");
    value = (struct value){.address = {.kind = ADDRESS_TEXT, .text = slice_of("*")}};
    check_cell(VALUE_ADDRESS, &value, "\\x2a");
    check_json(VALUE_ADDRESS, &value, "\"\xee\xbc\xaa\"");
    value = (struct value){.text = slice_of("*")};
    check_cell(VALUE_TEXT, &value, "\\x2a");
    check_plain(VALUE_TEXT, &value, "\\x2a");
}

TEST(the_end_of_a_unix_socket_is_its_name_and_inode)
{
    struct value value = unix_endpoint("", 0, 17);
    check_cell(VALUE_ENDPOINT, &value, "*:17");
    check_json(VALUE_ENDPOINT, &value, "\"*:17\"");
    value = unix_endpoint("\0name", 5, 4294967295);
    check_cell(VALUE_ENDPOINT, &value, "@name:4294967295");
    value = unix_endpoint("/a b:3", 6, 0);
    check_cell(VALUE_ENDPOINT, &value, "/a\\x20b:3:*");
}

/* The name with this number among all names of up to three of these bytes. False after the last
 * one. */
static bool name_by_number(unsigned number, char name[3], size_t *length)
{
    static const char bytes[] = {'\0', '@', '*', '\\', 'x', '-', '\xff', ' '};
    unsigned names = 1;
    for (*length = 0; *length <= 3; (*length)++) {
        if (number < names)
            break;
        number -= names;
        names *= COUNT_OF(bytes);
    }
    for (size_t i = 0; i < *length && *length <= 3; i++, number /= COUNT_OF(bytes))
        name[i] = bytes[number % COUNT_OF(bytes)];
    return *length <= 3;
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Fails when two of the names come out alike in a style. */
static void check_all_differ(enum value_type type, struct value (*make)(const char *, size_t),
                             enum value_style style)
{
    char *texts[1000], name[3] = {0};
    size_t count = 0, length;
    unsigned skip = style == VALUE_JSON; /* see below */
    while (name_by_number((unsigned)count + skip, name, &length)) {
        struct strbuf text = {0};
        struct value value = make(name, length);
        value.type = type;
        value_put(&text, &value, style);
        strbuf_put_char(&text, '\0');
        assert_false(text.failed);
        assert_true(count < COUNT_OF(texts));
        texts[count++] = text.data;
    }
    assert_int_equal(count + skip, 1 + 8 + 64 + 512);
    qsort(texts, count, sizeof(texts[0]), compare_texts);
    for (size_t i = 1; i < count; i++)
        assert_string_not_equal(texts[i - 1], texts[i]);
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
}

static struct value make_address(const char *name, size_t length)
{
    return (struct value){.address = {.kind = ADDRESS_UNIX, .text = {name, length}}};
}

static struct value make_endpoint(const char *name, size_t length)
{
    return unix_endpoint(name, length, 12);
}

static struct value make_text(const char *name, size_t length)
{
    return (struct value){.text = {name, length}};
}

/* In JSON a socket without a name is null, so that the empty name is never printed. */
TEST(two_names_never_look_alike)
{
    for (enum value_style style = VALUE_CELL; style <= VALUE_JSON; style++) {
        check_all_differ(VALUE_ADDRESS, make_address, style);
        check_all_differ(VALUE_ENDPOINT, make_endpoint, style);
        check_all_differ(VALUE_TEXT, make_text, style);
    }
}

TEST(a_name_of_ours_is_one_field_and_a_star_when_empty)
{
    struct value value = {.address = {.kind = ADDRESS_TEXT, .text = slice_of("a:b c")}};
    check_cell(VALUE_ADDRESS, &value, "a\\x3ab\\x20c");
    check_json(VALUE_ADDRESS, &value, "\"a:b c\"");
    value.address.text = (struct slice){0};
    check_cell(VALUE_ADDRESS, &value, "*");
}

TEST(a_label_or_no_port_takes_the_place_of_the_number)
{
    struct value value = {.endpoint = {.address = {.kind = ADDRESS_TEXT, .text = slice_of("ip")},
                                       .port_kind = PORT_NUMBER,
                                       .port = 7,
                                       .label = slice_of("a:b/1")}};
    check_cell(VALUE_ENDPOINT, &value, "ip:a\\x3ab/1");
    value.endpoint.label = (struct slice){0};
    value.endpoint.port_kind = PORT_NONE;
    check_cell(VALUE_ENDPOINT, &value, "ip:*");
}

TEST(a_plain_field_keeps_blanks_and_escapes_the_rest)
{
    static const char *const cases[][2] = {
        {"root", "root"},
        {"", "\\e"},
        {"\\e", "\\\\e"},
        {"-", "-"},
        {"\"\"", "\"\""},
        {" a b,c ", " a b,c "},
        {"\x1b[2J\n\t", "\\x1b[2J\\x0a\\x09"},
        {"a\u00a0b\u3000", "a\\xc2\\xa0b\\xe3\\x80\\x80"},
        {"\xff\u00e9", "\\xff\u00e9"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct value value = {.text = slice_of(cases[i][0])};
        check_plain(VALUE_TEXT, &value, cases[i][1]);
    }
    struct value value = unix_endpoint("/a b\n", 5, 3);
    check_plain(VALUE_ENDPOINT, &value, "/a b\\x0a:3");
    check_plain(VALUE_ADDRESS, &value, "/a b\\x0a");
    value = (struct value){.number = 255};
    check_plain(VALUE_UNSIGNED, &value, "255");
    check_plain(VALUE_HEX, &value, "ff");
}

TEST(blanks_join_the_members_of_a_plain_list)
{
    const struct slice items[] = {slice_of("a:c1,c2"), slice_of("b c\n"), slice_of("")};
    struct value value = {.texts = {.items = items, .count = COUNT_OF(items)}};
    check_plain(VALUE_TEXTS, &value, "a:c1,c2 b\\x20c\\x0a \"\"");
    value.texts.count = 0;
    check_plain(VALUE_TEXTS, &value, "\\e");
    const struct process owners[] = {{1, 3, slice_of("a b")}, {2, 4, slice_of("c(1) d")}};
    value = processes_value(owners, 2, true);
    check_plain(VALUE_PROCESSES, &value, "a\\x20b(1,3) c\\x281\\x29\\x20d(2,4)");
    value.processes.count = 0;
    check_plain(VALUE_PROCESSES, &value, "\\e");
}

TEST(every_type_has_all_that_is_known_of_a_type)
{
    for (size_t i = 0; i < VALUE_TYPES; i++) {
        assert_non_null(value_types[i].words);
        assert_non_null(value_types[i].json_type);
        assert_non_null(value_types[i].put_text);
        assert_non_null(value_types[i].put_json);
        assert_non_null(value_types[i].compare);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_numbers_has_commas_in_a_table_and_blanks_in_a_plain_field),
        cmocka_unit_test(only_numbers_are_aligned_right),
        cmocka_unit_test(numbers_keep_all_their_bits),
        cmocka_unit_test(a_flag_is_a_digit_in_a_table_and_a_boolean_in_json),
        cmocka_unit_test(a_text_is_never_empty_nor_taken_for_unknown),
        cmocka_unit_test(texts_are_one_field_and_a_list_in_json),
        cmocka_unit_test(nothing_outside_ascii_is_written_where_it_is_not_understood),
        cmocka_unit_test(an_endpoint_is_one_field_and_numeric_in_json),
        cmocka_unit_test(an_address_carries_its_scope),
        cmocka_unit_test(a_unix_name_is_a_path_or_abstract_or_a_star),
        cmocka_unit_test(a_name_that_looks_like_a_reserved_word_is_told_apart),
        cmocka_unit_test(the_end_of_a_unix_socket_is_its_name_and_inode),
        cmocka_unit_test(two_names_never_look_alike),
        cmocka_unit_test(a_name_of_ours_is_one_field_and_a_star_when_empty),
        cmocka_unit_test(a_label_or_no_port_takes_the_place_of_the_number),
        cmocka_unit_test(a_plain_field_keeps_blanks_and_escapes_the_rest),
        cmocka_unit_test(blanks_join_the_members_of_a_plain_list),
        cmocka_unit_test(every_type_has_all_that_is_known_of_a_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
