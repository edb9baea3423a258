/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "family/inet.h"
#include "family/local.h"
#include "output.h"
#include "value/process_group.h"

/* A socket with the values that it is ordered by. `number` identifies it in the output. */
static struct sock make_sock(const struct family *family, int address_family, enum state state,
                             uint32_t port, uint32_t peer_port, uint32_t number)
{
    struct sock sock = sample_sock();
    sock.from = family;
    sock.kind = &family->kinds[0];
    sock.family = (uint8_t)address_family;
    sock.state = (uint8_t)state;
    sock.local.port = port;
    sock.peer.port = peer_port;
    sock.inode = number;
    return sock;
}

static struct sink *wrap(struct output *output, size_t most)
{
    const struct arrange_settings settings = {.order_most = most};
    return arrange_order(format_find(slice_of("table"))->open(&output->settings), &settings);
}

static void start(struct output *output, size_t most)
{
    output_start(output, "inode");
    output->settings.header = false;
    output->sink = wrap(output, most);
    assert_non_null(output->sink);
    assert_true(output->sink->begin(output->sink, &output->error));
}

TEST(listeners_come_first_then_connections_by_port_and_time_wait_last)
{
    struct output output;
    const struct sock socks[] = {
        make_sock(&family_tcp, AF_INET, STATE_TIME_WAIT, 22, 9, 8),
        make_sock(&family_tcp, AF_INET, STATE_ESTABLISHED, 443, 9, 6),
        make_sock(&family_udp, AF_INET, STATE_UNCONN, 53, 0, 4),
        make_sock(&family_tcp, AF_INET6, STATE_LISTEN, 22, 0, 2),
        make_sock(&family_unix, AF_UNIX, STATE_ESTABLISHED, 0, 0, 7),
        make_sock(&family_tcp, AF_INET, STATE_ESTABLISHED, 22, 9, 5),
        make_sock(&family_tcp, AF_INET, STATE_LISTEN, 443, 0, 3),
        make_sock(&family_tcp, AF_INET, STATE_LISTEN, 22, 0, 1),
    };
    start(&output, 100);
    for (size_t i = 0; i < COUNT_OF(socks); i++)
        output_row(&output, &socks[i]);
    assert_int_equal(strlen(output_text(&output)), 0);
    output_end(&output);
    assert_string_equal(output.text, "1\n2\n3\n4\n5\n6\n7\n8\n");
    assert_int_equal(output.notes.item_count, 0);
    output_free(&output);
}

TEST(connections_of_a_port_are_ordered_by_state_and_other_end)
{
    struct output output;
    start(&output, 100);
    struct sock sock = make_sock(&family_tcp, AF_INET, STATE_CLOSE_WAIT, 80, 1, 4);
    output_row(&output, &sock);
    sock = make_sock(&family_tcp, AF_INET, STATE_ESTABLISHED, 80, 2000, 3);
    memcpy(sock.peer.address, (const uint8_t[]){10, 0, 0, 2}, 4);
    output_row(&output, &sock);
    memcpy(sock.peer.address, (const uint8_t[]){9, 255, 0, 9}, 4);
    sock.inode = 1;
    output_row(&output, &sock);
    sock.peer.port = 40000;
    sock.inode = 2;
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "1\n2\n3\n4\n");
    output_free(&output);
}

TEST(names_of_unix_sockets_are_ordered_and_equal_rows_keep_their_order)
{
    struct output output;
    struct sock sock = make_sock(&family_unix, AF_UNIX, STATE_LISTEN, 0, 0, 3);
    start(&output, 100);
    sock.name = slice_of("/run/b");
    output_row(&output, &sock);
    sock.inode = 4;
    output_row(&output, &sock);
    sock.name = slice_of("/run/a/x");
    sock.inode = 2;
    output_row(&output, &sock);
    sock.name = slice_of("/run/a");
    sock.inode = 1;
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "1\n2\n3\n4\n");
    output_free(&output);
}

/* Hands on listeners with numbers from 1 and with falling ports. */
static void put_listeners(struct output *output, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct sock sock = make_sock(&family_tcp, AF_INET, STATE_LISTEN, 90 - i, 0, i + 1);
        output_row(output, &sock);
    }
}

TEST(more_rows_than_are_held_come_as_they_are_and_a_note_says_so)
{
    struct output output;
    start(&output, 2);
    put_listeners(&output, 4);
    output_end(&output);
    assert_string_equal(output.text, "1\n2\n3\n4\n");
    assert_int_equal(notes_at(&output.notes, 0)->code, NOTE_UNSORTED);
    assert_int_equal(output.notes.outcome, OUTCOME_COMPLETE);
    output_free(&output);
}

TEST(just_as_many_rows_as_are_held_are_sorted)
{
    struct output output;
    start(&output, 2);
    put_listeners(&output, 2);
    output_end(&output);
    assert_string_equal(output.text, "2\n1\n");
    assert_int_equal(output.notes.item_count, 0);
    output_free(&output);
}

/* Starts a pipeline that sorts by these columns. `-` before a name means descending. */
static void start_by(struct output *output, const char *const names[], size_t count)
{
    static struct sort_key keys[4];
    for (size_t i = 0; i < count; i++) {
        keys[i].descending = names[i][0] == '-';
        assert_true(field_find(slice_of(names[i] + keys[i].descending), &keys[i].field));
    }
    const struct arrange_settings settings = {
        .arrangement = {.keys = keys, .key_count = count},
        .lookups = &output->lookups,
        .order_most = 2,
    };
    output_start(output, "inode");
    output->settings.header = false;
    output->sink =
        arrange_order(format_find(slice_of("table"))->open(&output->settings), &settings);
    assert_non_null(output->sink);
    assert_true(output->sink->begin(output->sink, &output->error));
}

static void check_sort(const char *const names[], size_t count, const struct sock *socks,
                       size_t sock_count, const char *expected)
{
    struct output output;
    start_by(&output, names, count);
    for (size_t i = 0; i < sock_count; i++)
        output_row(&output, &socks[i]);
    output_end(&output);
    assert_string_equal(output.text, expected);
    assert_int_equal(output.notes.item_count, 0);
    output_free(&output);
}
#define SORT(socks, expected, ...)                                                                 \
    check_sort((const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})), \
               socks, COUNT_OF(socks), expected)

TEST(rows_are_sorted_by_keys_however_many_they_are)
{
    struct sock socks[5];
    static const uint32_t ports[] = {443, 22, 8080, 22, 0};
    for (size_t i = 0; i < COUNT_OF(socks); i++)
        socks[i] = make_sock(&family_tcp, AF_INET, STATE_LISTEN, ports[i], 0, (uint32_t)i);
    socks[3].recv_q = 9;
    SORT(socks, "4\n1\n3\n0\n2\n", "local_port");
    SORT(socks, "2\n0\n1\n3\n4\n", "-local_port");
    SORT(socks, "4\n3\n1\n0\n2\n", "local_port", "-recv_q");
    SORT(socks, "0\n1\n2\n3\n4\n", "state");
    SORT(socks, "0\n1\n2\n3\n4\n", "-state");
}

TEST(what_is_unknown_comes_last_in_both_orders)
{
    struct sock socks[4];
    for (size_t i = 0; i < COUNT_OF(socks); i++) {
        socks[i] = make_sock(&family_tcp, AF_INET, STATE_LISTEN, 1, 0, (uint32_t)i);
        socks[i].uid = (uint32_t)i * 300;
    }
    socks[0].have &= ~HAVE_UID;
    socks[2].have &= ~HAVE_UID;
    SORT(socks, "1\n3\n0\n2\n", "uid");
    SORT(socks, "3\n1\n0\n2\n", "-uid");
    SORT(socks, "3\n2\n1\n0\n", "pid", "-inode");
}

TEST(ends_and_names_are_sorted_by_their_numbers)
{
    struct sock socks[3];
    static const uint8_t addresses[3][4] = {{10, 0, 0, 10}, {10, 0, 0, 9}, {9, 255, 0, 1}};
    for (size_t i = 0; i < COUNT_OF(socks); i++) {
        socks[i] = make_sock(&family_tcp, AF_INET, STATE_LISTEN, 1, 0, (uint32_t)i);
        memcpy(socks[i].local.address, addresses[i], 4);
    }
    SORT(socks, "2\n1\n0\n", "local");
    SORT(socks, "0\n1\n2\n", "-local");
    SORT(socks, "2\n1\n0\n", "local_address");
    for (size_t i = 0; i < COUNT_OF(socks); i++) {
        static const char *const names[] = {"/run/x10", "/run/x9", "/run/x010"};
        socks[i] = make_sock(&family_unix, AF_UNIX, STATE_LISTEN, 0, 0, (uint32_t)i);
        socks[i].name = slice_of(names[i]);
    }
    SORT(socks, "1\n2\n0\n", "local_address");
    SORT(socks, "0\n2\n1\n", "-local_address");
}

static struct sock sock_at(uint32_t port)
{
    return make_sock(&family_tcp, AF_INET, STATE_LISTEN, port, 0, port);
}

/* The ports that --sort=local_port --limit=3 leaves, and how many rows matched. */
static void check_first(const uint32_t *ports, size_t count, const char *expected)
{
    struct output output;
    static struct sort_key key;
    assert_true(field_find(slice_of("local_port"), &key.field));
    const struct arrange_settings settings = {
        .arrangement = {.keys = &key, .key_count = 1, .limit = 3},
        .lookups = &output.lookups,
    };
    output_start(&output, "inode");
    output.settings.header = false;
    output.sink = arrange_order(format_find(slice_of("table"))->open(&output.settings), &settings);
    assert_true(output.sink->begin(output.sink, &output.error));
    for (size_t i = 0; i < count; i++) {
        struct sock sock = sock_at(ports[i]);
        output_row(&output, &sock);
    }
    output_end(&output);
    assert_string_equal(output.text, expected);
    assert_true(output.notes.matched.asked && output.notes.matched.known);
    assert_int_equal(output.notes.matched.count, count);
    if (count > 3)
        assert_int_equal(notes_at(&output.notes, 0)->count, count - 3);
    else
        assert_null(notes_at(&output.notes, 0));
    output_free(&output);
}

TEST(the_first_rows_are_found_however_they_come)
{
    enum { MANY = 1000 };
    static uint32_t ports[MANY];
    const uint32_t few[] = {3, 1, 2};
    check_first(few, 0, "");
    check_first(few, 2, "1\n3\n");
    check_first(few, 3, "1\n2\n3\n");
    for (uint32_t i = 0; i < MANY; i++)
        ports[i] = i + 1;
    check_first(ports, MANY, "1\n2\n3\n");
    for (uint32_t i = 0; i < MANY; i++)
        ports[i] = MANY - i;
    check_first(ports, MANY, "1\n2\n3\n");
    for (uint32_t i = 0; i < MANY; i++)
        ports[i] = i * 7 % MANY + 1;
    check_first(ports, MANY, "1\n2\n3\n");
}

static struct sink *limit_to_two(struct output *output)
{
    const struct arrange_settings settings = {.arrangement.limit = 2, .lookups = &output->lookups};
    output_start(output, "inode");
    return arrange_limit_first(format_find(slice_of("json"))->open(&output->settings), &settings);
}

TEST(a_limit_ends_the_dump_with_the_first_row_that_is_left_out)
{
    struct output output;
    struct sock sock = sock_at(1);
    struct sink *sink = limit_to_two(&output);
    output.sink = sink;
    assert_true(sink->begin(sink, &output.error));
    output_row(&output, &sock);
    output_row(&output, &sock);
    assert_int_equal(sink->row(sink, &sock, &output.error), EMIT_STOP);
    output_end(&output);
    assert_non_null(strstr(output.text, "{\"inode\":1},\n{\"inode\":1}\n],\"matched\":null,"));
    assert_non_null(strstr(output.text, "\"code\":\"more_match\""));
    assert_non_null(strstr(output.text, "\"complete\":true"));
    output_free(&output);
}

TEST(as_many_rows_as_the_limit_are_all_that_match)
{
    struct output output;
    struct sock sock = sock_at(1);
    struct sink *sink = limit_to_two(&output);
    output.sink = sink;
    assert_true(sink->begin(sink, &output.error));
    output_row(&output, &sock);
    output_row(&output, &sock);
    output_end(&output);
    assert_non_null(strstr(output.text, "],\"matched\":2,"));
    assert_int_equal(output.notes.item_count, 0);
    output_free(&output);
}

static void check_groups(const struct process *items, size_t count, const char *expected)
{
    const struct value_processes processes = {.items = items, .count = count, .merged = true};
    const struct value value = {.type = VALUE_PROCESSES, .processes = processes};
    struct strbuf text = {0};
    value_put(&text, &value, VALUE_CELL);
    if (!slice_equals(strbuf_slice(&text), expected))
        fail_msg("%.*s", (int)text.length, text.data);
    strbuf_free(&text);
}

TEST(processes_of_one_name_merge_under_the_lowest_pid)
{
    const struct process items[] = {
        {.pid = 3, .name = slice_of("a")}, {.pid = 4, .name = slice_of("b")},
        {.pid = 5, .name = slice_of("a")}, {.pid = 5, .descriptor = 9, .name = slice_of("a")},
        {.pid = 7, .name = {NULL, 0}},     {.pid = 8, .name = {NULL, 0}},
        {.pid = 9, .name = slice_of("a")}, {.pid = 10, .name = slice_of("a)+9,b(1")},
    };
    check_groups(items, 1, "a(3)");
    check_groups(items, 4, "a(3)+1,b(4)");
    check_groups(items, COUNT_OF(items), "a(3)+2,b(4),-(7),-(8),a\\x29+9\\x2cb\\x281(10)");
    check_groups(items, 0, "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listeners_come_first_then_connections_by_port_and_time_wait_last),
        cmocka_unit_test(connections_of_a_port_are_ordered_by_state_and_other_end),
        cmocka_unit_test(names_of_unix_sockets_are_ordered_and_equal_rows_keep_their_order),
        cmocka_unit_test(more_rows_than_are_held_come_as_they_are_and_a_note_says_so),
        cmocka_unit_test(just_as_many_rows_as_are_held_are_sorted),
        cmocka_unit_test(rows_are_sorted_by_keys_however_many_they_are),
        cmocka_unit_test(what_is_unknown_comes_last_in_both_orders),
        cmocka_unit_test(ends_and_names_are_sorted_by_their_numbers),
        cmocka_unit_test(the_first_rows_are_found_however_they_come),
        cmocka_unit_test(a_limit_ends_the_dump_with_the_first_row_that_is_left_out),
        cmocka_unit_test(as_many_rows_as_the_limit_are_all_that_match),
        cmocka_unit_test(processes_of_one_name_merge_under_the_lowest_pid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
