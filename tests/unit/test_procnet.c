/* SPDX-License-Identifier: MIT */
#include "family/families.h"
#include "source/procnet.h"
#include "tree.h"

#define HEADER                                                                                     \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "  \
    "inode\n"

/* One dump of the tree's "tcp", and the sockets that came out of it. */
struct reading {
    struct tree tree;
    struct dump dump;
    struct dump_report report;
    uint32_t inodes[16];
    size_t count;
    enum emit_result answer;
};

static enum emit_result take(void *context, const struct sock *sock)
{
    struct reading *reading = context;
    assert_true(reading->count < COUNT_OF(reading->inodes));
    reading->inodes[reading->count++] = sock->inode;
    return reading->answer;
}

static int set_up(void **state)
{
    struct reading *reading = calloc(1, sizeof(*reading));
    if (reading == NULL)
        return -1;
    tree_make(&reading->tree);
    reading->dump = (struct dump){.family = &family_tcp, .table = &family_tcp.tables[0]};
    reading->dump.emitter = (struct emitter){take, reading};
    reading->answer = EMIT_GO;
    *state = reading;
    return 0;
}

static int tear_down(void **state)
{
    struct reading *reading = *state;
    error_clear(&reading->report.error);
    tree_remove(&reading->tree);
    free(reading);
    return 0;
}

static void read_text(struct reading *reading, const char *text, size_t length)
{
    tree_file(&reading->tree, "tcp", text, length);
    procnet_dump(reading->tree.path, &reading->dump, &reading->report);
}

static void put_line(struct strbuf *text, unsigned inode)
{
    char line[128];
    snprintf(line, sizeof(line),
             "   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0   "
             "     0 %u 1 0 100 0 0 10 0\n",
             inode);
    strbuf_put_string(text, line);
}

static void check_report(const struct reading *reading, enum dump_result result, size_t count,
                         size_t malformed)
{
    assert_int_equal(reading->report.result, result);
    assert_int_equal(reading->report.emitted, count);
    assert_int_equal(reading->count, count);
    assert_int_equal(reading->report.malformed, malformed);
    assert_false(reading->report.interrupted);
}

static void sockets_are_emitted_in_the_order_of_the_file(void **state)
{
    struct reading *reading = *state;
    struct strbuf text = {0};
    strbuf_put_string(&text, HEADER);
    for (unsigned inode = 1; inode <= 5; inode++)
        put_line(&text, inode);
    read_text(reading, text.data, text.length);
    strbuf_free(&text);
    check_report(reading, DUMP_DONE, 5, 0);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(reading->inodes[i], i + 1);
}

static void a_last_line_without_a_newline_is_read(void **state)
{
    struct reading *reading = *state;
    struct strbuf text = {0};
    strbuf_put_string(&text, HEADER);
    put_line(&text, 7);
    read_text(reading, text.data, text.length - 1);
    strbuf_free(&text);
    check_report(reading, DUMP_DONE, 1, 0);
}

static void the_newline_belongs_to_no_field(void **state)
{
    static const char line[] = "0: 0100007F:0016 00000000:0000 0A 0:0 0:0 0 0 0 4242\n";
    struct reading *reading = *state;
    read_text(reading, line, strlen(line));
    check_report(reading, DUMP_DONE, 1, 0);
    assert_int_equal(reading->inodes[0], 4242);
}

static void a_file_with_nothing_but_its_header_is_an_empty_table(void **state)
{
    read_text(*state, HEADER, strlen(HEADER));
    check_report(*state, DUMP_DONE, 0, 0);
}

static void a_file_without_even_a_header_is_no_table(void **state)
{
    struct reading *reading = *state;
    read_text(reading, "", 0);
    check_report(reading, DUMP_FAILED, 0, 0);
    assert_contains(error_message(&reading->report.error), "is empty");
}

static void hostile_lines_are_counted_and_the_rest_is_read(void **state)
{
    static const char hostile[] = "\n   0: 0100007F:0016\n\0\0\n\xff\xfe\n   1: nonsense\n";
    struct reading *reading = *state;
    struct strbuf text = {0};
    strbuf_put_string(&text, HEADER);
    put_line(&text, 1);
    strbuf_put(&text, hostile, sizeof(hostile) - 1);
    put_line(&text, 2);
    read_text(reading, text.data, text.length);
    strbuf_free(&text);
    check_report(reading, DUMP_DONE, 2, 5);
    assert_int_equal(reading->inodes[1], 2);
}

static void a_very_long_line_is_one_malformed_line(void **state)
{
    struct reading *reading = *state;
    struct strbuf text = {0};
    put_line(&text, 1);
    strbuf_pad(&text, 1 << 20);
    for (int i = 0; i < 1 << 20; i++)
        strbuf_put_char(&text, 'x');
    strbuf_put_char(&text, '\n');
    put_line(&text, 2);
    read_text(reading, text.data, text.length);
    strbuf_free(&text);
    check_report(reading, DUMP_DONE, 2, 1);
}

static void a_missing_file_is_an_absent_table(void **state)
{
    struct reading *reading = *state;
    procnet_dump(reading->tree.path, &reading->dump, &reading->report);
    check_report(reading, DUMP_ABSENT, 0, 0);
    assert_int_equal(reading->report.error.number, ENOENT);
    assert_contains(error_message(&reading->report.error), "/tcp: No such file or directory");
}

static void a_missing_directory_is_a_failure_and_no_absent_table(void **state)
{
    struct reading *reading = *state;
    procnet_dump(tree_path(&reading->tree, "none"), &reading->dump, &reading->report);
    check_report(reading, DUMP_FAILED, 0, 0);
    assert_int_equal(reading->report.error.number, ENOENT);
    assert_contains(error_message(&reading->report.error), "/none");
}

static void a_directory_in_place_of_the_file_is_a_failure(void **state)
{
    struct reading *reading = *state;
    tree_directory(&reading->tree, "tcp");
    procnet_dump(reading->tree.path, &reading->dump, &reading->report);
    check_report(reading, DUMP_FAILED, 0, 0);
    assert_int_equal(reading->report.error.number, EISDIR);
}

static void an_emitter_that_has_enough_ends_the_dump(void **state)
{
    struct reading *reading = *state;
    struct strbuf text = {0};
    for (unsigned inode = 1; inode <= 3; inode++)
        put_line(&text, inode);
    reading->answer = EMIT_STOP;
    read_text(reading, text.data, text.length);
    check_report(reading, DUMP_ENDED, 1, 0);
    reading->answer = EMIT_ERROR;
    reading->count = 0;
    procnet_dump(reading->tree.path, &reading->dump, &reading->report);
    check_report(reading, DUMP_ENDED, 1, 0);
    strbuf_free(&text);
}

static void an_earlier_report_is_forgotten(void **state)
{
    struct reading *reading = *state;
    reading->report = (struct dump_report){
        .result = DUMP_FAILED, .emitted = 5, .malformed = 6, .interrupted = true};
    read_text(reading, HEADER, strlen(HEADER));
    check_report(reading, DUMP_DONE, 0, 0);
}

#define READING_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        READING_TEST(sockets_are_emitted_in_the_order_of_the_file),
        READING_TEST(a_last_line_without_a_newline_is_read),
        READING_TEST(the_newline_belongs_to_no_field),
        READING_TEST(a_file_with_nothing_but_its_header_is_an_empty_table),
        READING_TEST(a_file_without_even_a_header_is_no_table),
        READING_TEST(hostile_lines_are_counted_and_the_rest_is_read),
        READING_TEST(a_very_long_line_is_one_malformed_line),
        READING_TEST(a_missing_file_is_an_absent_table),
        READING_TEST(a_missing_directory_is_a_failure_and_no_absent_table),
        READING_TEST(a_directory_in_place_of_the_file_is_a_failure),
        READING_TEST(an_emitter_that_has_enough_ends_the_dump),
        READING_TEST(an_earlier_report_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
