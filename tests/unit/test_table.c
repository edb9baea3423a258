/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include "output.h"

static void check_table(struct output *output, const struct sock *socks, size_t count,
                        const char *expected)
{
    output_open(output, "table");
    for (size_t i = 0; i < count; i++)
        output_row(output, &socks[i]);
    output_end(output);
    assert_string_equal(output->text, expected);
    output_free(output);
}

static struct sock sock_with_queue(uint32_t queue)
{
    struct sock sock = sample_sock();
    sock.recv_q = queue;
    return sock;
}

TEST(columns_are_as_wide_as_their_longest_cell_or_header)
{
    struct output output;
    struct sock socks[2] = {sample_sock(), sample_sock()};
    socks[0].recv_q = 12345678;
    socks[1].state = STATE_ESTABLISHED;
    output_start(&output, "state,recv_q,netid,inode");
    check_table(&output, socks, 2,
                "State         Recv-Q Netid Inode\n"
                "LISTEN      12345678 tcp    4242\n"
                "ESTABLISHED        1 tcp    4242\n");
}

TEST(the_default_table_has_six_fields)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "netid,state,recv_q,send_q,local,peer");
    check_table(&output, &sock, 1,
                "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
                "tcp   LISTEN      1    128 127.0.0.1:22       0.0.0.0:*\n");
}

TEST(without_a_header_only_cells_make_the_width)
{
    struct output output;
    struct sock socks[2] = {sock_with_queue(7), sock_with_queue(10)};
    output_start(&output, "netid,recv_q,state");
    output.settings.header = false;
    check_table(&output, socks, 2, "tcp  7 LISTEN\ntcp 10 LISTEN\n");
}

TEST(nothing_ends_in_blanks)
{
    struct output output;
    struct sock socks[2] = {sample_sock(), sample_sock()};
    socks[1].state = STATE_ESTABLISHED;
    output_start(&output, "recv_q,state");
    check_table(&output, socks, 2, "Recv-Q State\n     1 LISTEN\n     1 ESTABLISHED\n");
    output_start(&output, "state,uid");
    check_table(&output, socks, 2, "State       UID\nLISTEN        0\nESTABLISHED   0\n");
}

TEST(what_is_unknown_is_a_dash_in_its_column)
{
    struct output output;
    struct sock sock = sample_sock();
    sock.have = 0;
    output_start(&output, "state,recv_q,local,uid");
    check_table(&output, &sock, 1,
                "State Recv-Q Local Address:Port UID\n-          - -                    -\n");
}

TEST(a_width_counts_characters_and_not_bytes)
{
    struct output output;
    struct sock socks[2] = {sample_sock(), sample_sock()};
    const struct kind kinds[] = {{"a", "äöü", NULL, SOCK_STREAM}, {"b", "abcd", NULL, SOCK_STREAM}};
    socks[0].kind = &kinds[0];
    socks[1].kind = &kinds[1];
    output_start(&output, "netid,state");
    output.settings.header = false;
    check_table(&output, socks, 2, "äöü  LISTEN\nabcd LISTEN\n");
}

TEST(words_follow_the_row_and_are_left_out_when_unknown)
{
    struct output output;
    struct sock socks[3] = {sample_sock(), sample_sock(), sample_sock()};
    socks[1].have |= HAVE_MARK;
    socks[1].mark = 9;
    socks[2].have = HAVE_STATE;
    socks[2].state = STATE_ESTABLISHED;
    output_start(&output, "netid,*uid,state,*inode,*mark");
    check_table(&output, socks, 3,
                "Netid State\n"
                "tcp   LISTEN      uid:0 inode:4242\n"
                "tcp   LISTEN      uid:0 inode:4242 mark:9\n"
                "tcp   ESTABLISHED\n");
}

/* Every column of the table may be taken away, so that only the words of -e are left. */
TEST(a_table_of_words_alone_has_no_empty_header)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "*uid,*inode");
    check_table(&output, &sock, 1, "uid:0 inode:4242\n");
}

TEST(colour_codes_surround_the_state_alone)
{
    struct output output;
    struct sock socks[3] = {sample_sock(), sample_sock(), sample_sock()};
    socks[1].state = STATE_CLOSE_WAIT;
    socks[2].have &= ~HAVE_STATE;
    output_start(&output, "netid,state,recv_q,*inode");
    output.settings.colour = true;
    check_table(&output, socks, 3,
                "Netid State      Recv-Q\n"
                "tcp   \033[32mLISTEN\033[0m          1 inode:4242\n"
                "tcp   \033[31mCLOSE_WAIT\033[0m      1 inode:4242\n"
                "tcp   -               1 inode:4242\n");
}

TEST(every_state_has_a_colour_that_is_switched_off_again)
{
    for (size_t i = 0; i < state_rows_count; i++) {
        struct output output;
        struct sock sock = sample_sock();
        sock.state = (uint8_t)state_rows[i].state;
        output_start(&output, "state");
        output.settings.colour = true;
        output.settings.header = false;
        output_open(&output, "table");
        output_row(&output, &sock);
        output_end(&output);
        assert_int_equal(output.text[0], '\033');
        assert_contains(output.text, state_rows[i].name);
        assert_contains(output.text, "\033[0m\n");
        output_free(&output);
    }
}

TEST(an_empty_table_is_its_header)
{
    struct output output;
    output_start(&output, "netid,state");
    check_table(&output, NULL, 0, "Netid State\n");
    output_start(&output, "netid,state");
    output.settings.header = false;
    output_open(&output, "table");
    output_end(&output);
    assert_int_equal(output.length, 0);
    output_free(&output);
}

TEST(where_nothing_could_be_read_there_is_no_header)
{
    struct output output;
    output_start(&output, "netid,state");
    output_open(&output, "table");
    notes_add(&output.notes, NOTE_TABLE_UNREADABLE, OUTCOME_NOTHING, 0, "why");
    output_end(&output);
    assert_int_equal(output.length, 0);
    output_free(&output);
}

TEST(nothing_outside_ascii_is_written_where_it_is_not_understood)
{
    struct output output;
    struct sock sock = sample_sock();
    const struct kind kind = {"a", "é", NULL, SOCK_STREAM};
    sock.kind = &kind;
    output_start(&output, "netid");
    output.settings.ascii = true;
    check_table(&output, &sock, 1, "Netid\n\\xc3\\xa9\n");
}

/* The window is about a thousand rows; nothing is written before it is full. */
static size_t fill_window(struct output *output)
{
    struct sock sock = sock_with_queue(5);
    size_t rows = 0;
    while (output_text(output)[0] == '\0' && rows < 5000) {
        output_row(output, &sock);
        rows++;
    }
    assert_true(rows >= 500 && rows <= 2000);
    return rows;
}

TEST(a_longer_cell_behind_the_window_pushes_its_row_and_is_not_cut)
{
    struct output output;
    struct sock longer = sock_with_queue(4294967295);
    output_start(&output, "recv_q,netid");
    output_open(&output, "table");
    fill_window(&output);
    output_row(&output, &longer);
    longer.recv_q = 6;
    output_row(&output, &longer);
    output_end(&output);
    assert_contains(output.text, "Recv-Q Netid\n     5 tcp\n");
    assert_contains(output.text, "\n4294967295 tcp\n     6 tcp\n");
    output_free(&output);
}

TEST(every_row_comes_out_once_and_in_order)
{
    enum { ROWS = 5000 };
    for (unsigned rows = 990; rows <= ROWS; rows += rows < 1010 ? 1 : 997) {
        struct output output;
        output_start(&output, "recv_q");
        output.settings.header = false;
        output_open(&output, "table");
        for (uint32_t i = 0; i < rows; i++) {
            struct sock sock = sock_with_queue(100000 + i);
            output_row(&output, &sock);
        }
        output_end(&output);
        assert_int_equal(output.length, rows * 7);
        for (uint32_t i = 0; i < rows; i++)
            assert_int_equal(strtoul(output.text + i * 7, NULL, 10), 100000 + i);
        output_free(&output);
    }
}

TEST(memory_does_not_grow_with_the_number_of_rows)
{
    struct output output;
    output_start(&output, "netid,state,recv_q,send_q,local,peer,*inode");
    FILE *memory = output.settings.output;
    output.settings.output = fopen("/dev/null", "w");
    assert_non_null(output.settings.output);
    output_open(&output, "table");
    size_t used = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        struct sock sock = sock_with_queue(i);
        output_row(&output, &sock);
        if (i == 3000)
            used = mallinfo2().uordblks;
    }
    assert_true(mallinfo2().uordblks <= used + 4096);
    fclose(output.settings.output);
    output.settings.output = memory;
    output_free(&output);
}

TEST(a_stream_has_its_header_at_once_and_each_row_when_it_comes)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "state,local,netid");
    output.settings.stream = true;
    output_open(&output, "table");
    const char header[] = "State       Local Address:Port       Netid\n";
    const char row[] = "LISTEN      127.0.0.1:22             tcp\n";
    assert_string_equal(output_text(&output), header);
    output_row(&output, &sock);
    assert_memory_equal(output_text(&output) + strlen(header), row, strlen(row));
    output_row(&output, &sock);
    assert_int_equal(strlen(output_text(&output)), strlen(header) + 2 * strlen(row));
    output_end(&output);
    assert_int_equal(output.length, strlen(header) + 2 * strlen(row));
    output_free(&output);
}

TEST(a_time_stands_before_the_header)
{
    struct output output;
    output_start(&output, "netid");
    output.settings.timed = true;
    output_open(&output, "table");
    output_end(&output);
    assert_string_equal(output.text, "Time: 2026-01-02T03:04:05Z\nNetid\n");
    output_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_has_its_header_at_once_and_each_row_when_it_comes),
        cmocka_unit_test(a_time_stands_before_the_header),
        cmocka_unit_test(columns_are_as_wide_as_their_longest_cell_or_header),
        cmocka_unit_test(the_default_table_has_six_fields),
        cmocka_unit_test(without_a_header_only_cells_make_the_width),
        cmocka_unit_test(nothing_ends_in_blanks),
        cmocka_unit_test(what_is_unknown_is_a_dash_in_its_column),
        cmocka_unit_test(a_width_counts_characters_and_not_bytes),
        cmocka_unit_test(words_follow_the_row_and_are_left_out_when_unknown),
        cmocka_unit_test(a_table_of_words_alone_has_no_empty_header),
        cmocka_unit_test(colour_codes_surround_the_state_alone),
        cmocka_unit_test(every_state_has_a_colour_that_is_switched_off_again),
        cmocka_unit_test(an_empty_table_is_its_header),
        cmocka_unit_test(where_nothing_could_be_read_there_is_no_header),
        cmocka_unit_test(nothing_outside_ascii_is_written_where_it_is_not_understood),
        cmocka_unit_test(a_longer_cell_behind_the_window_pushes_its_row_and_is_not_cut),
        cmocka_unit_test(every_row_comes_out_once_and_in_order),
        cmocka_unit_test(memory_does_not_grow_with_the_number_of_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
