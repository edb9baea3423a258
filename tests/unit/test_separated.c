/* SPDX-License-Identifier: MIT */
#include "family/families.h"
#include "output.h"

static struct sock named_sock(struct slice name)
{
    return (struct sock){
        .from = &family_unix,
        .kind = &family_unix.kinds[0],
        .family = AF_UNIX,
        .type = SOCK_STREAM,
        .have = HAVE_LOCAL,
        .name = name,
    };
}

/* What a format writes for one socket with that path, in the columns `local_address,uid`. */
static void check_name(const char *format, const char *name, size_t length, const char *expected)
{
    struct output output;
    struct sock sock = named_sock((struct slice){name, length});
    output_start(&output, "local_address,uid");
    output.settings.header = false;
    output_open(&output, format);
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, expected);
    output_free(&output);
}

#define CHECK_NAME(format, name, expected) check_name(format, name, sizeof(name) - 1, expected)

TEST(a_header_names_the_columns_and_a_line_follows_for_each_socket)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "netid,recv_q,local_address,inode");
    output.settings.first = true;
    output_open(&output, "csv");
    output_row(&output, &sock);
    sock.have &= ~HAVE_RECV_Q;
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "netid,recv_q,local_address,inode\n"
                                     "tcp,1,127.0.0.1,4242\n"
                                     "tcp,,127.0.0.1,4242\n");
    output_free(&output);
}

TEST(tabs_stand_between_the_fields_of_tsv)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "netid,uid,mark,inode");
    output.settings.first = true;
    output_open(&output, "tsv");
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "netid\tuid\tmark\tinode\ntcp\t0\t\t4242\n");
    output_free(&output);
}

TEST(later_answers_and_option_H_have_no_header)
{
    for (int i = 0; i < 2; i++) {
        struct output output;
        output_start(&output, "netid");
        output.settings.first = i == 0;
        output.settings.header = i == 1;
        output_open(&output, "csv");
        output_end(&output);
        assert_int_equal(output.length, 0);
        output_free(&output);
    }
}

TEST(an_empty_answer_has_its_header_at_the_beginning)
{
    struct output output;
    output_start(&output, "netid,state");
    output.settings.first = true;
    output_open(&output, "tsv");
    assert_string_equal(output_text(&output), "netid\tstate\n");
    output_end(&output);
    output_free(&output);
}

TEST(a_field_with_a_comma_or_a_quotation_mark_is_quoted_in_csv)
{
    CHECK_NAME("csv", "/a,b", "\"/a,b\",\n");
    CHECK_NAME("csv", "/\"", "\"/\"\"\",\n");
    CHECK_NAME("csv", "\"\"", "\"\"\"\"\"\",\n");
    CHECK_NAME("csv", "/a \"b\", c", "\"/a \"\"b\"\", c\",\n");
    CHECK_NAME("csv", "/a b", "/a b,\n");
    CHECK_NAME("tsv", "/a,\"b\"", "/a,\"b\"\t\n");
}

TEST(what_would_end_a_field_or_a_line_is_escaped)
{
    CHECK_NAME("csv", "/a\nb\r\tc", "/a\\x0ab\\x0d\\x09c,\n");
    CHECK_NAME("tsv", "/a\nb\r\tc", "/a\\x0ab\\x0d\\x09c\t\n");
    CHECK_NAME("csv", "/\\x\xff\x1b", "/\\\\x\\xff\\x1b,\n");
    CHECK_NAME("tsv", "\0a b", "@a b\t\n");
}

TEST(a_line_of_csv_is_never_empty)
{
    struct output output;
    struct sock sock = {.from = &family_tcp, .kind = &family_tcp.kinds[0]};
    output_start(&output, "uid");
    output_open(&output, "csv");
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "\"\"\n");
    output_free(&output);
}

TEST(unknown_is_empty_and_known_to_be_empty_is_not)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "processes,state");
    output.settings.header = false;
    output_open(&output, "csv");
    output_row(&output, &sock);
    sock.have &= ~HAVE_INODE;
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, ",LISTEN\n\\e,LISTEN\n");
    output_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_names_the_columns_and_a_line_follows_for_each_socket),
        cmocka_unit_test(tabs_stand_between_the_fields_of_tsv),
        cmocka_unit_test(later_answers_and_option_H_have_no_header),
        cmocka_unit_test(an_empty_answer_has_its_header_at_the_beginning),
        cmocka_unit_test(a_field_with_a_comma_or_a_quotation_mark_is_quoted_in_csv),
        cmocka_unit_test(what_would_end_a_field_or_a_line_is_escaped),
        cmocka_unit_test(a_line_of_csv_is_never_empty),
        cmocka_unit_test(unknown_is_empty_and_known_to_be_empty_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
