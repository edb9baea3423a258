/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>

#include "diag_message.h"
#include "family/families.h"
#include "source/netlink.h"
#include "source/recording.h"
#include "support.h"
#include "tree.h"

enum { PATIENCE = 100 };

static struct tree tree;
static char path[PATH_MAX]; /* of the recording in it */

/* What was read of a recording. */
struct reader {
    uint32_t inodes[64];
    size_t count;
    size_t stop_after; /* sockets; 0: never */
    struct dump_report report;
};

static enum emit_result take(void *context, const struct sock *sock)
{
    struct reader *reader = context;
    assert_true(reader->count < COUNT_OF(reader->inodes));
    assert_true(sock_is_recorded(sock));
    assert_false(sock->have & HAVE_NETNS);
    assert_false(sock_can_be_held(sock));
    reader->inodes[reader->count++] = sock->inode;
    return reader->count == reader->stop_after ? EMIT_STOP : EMIT_GO;
}

static void read_path(struct reader *reader, const char *name, bool first_only)
{
    const struct recording recording = {name, first_only, PATIENCE};
    const struct dump dump = {
        .family = &family_tcp,
        .table = family_tcp.whole,
        .netns = 4026531840,
        .recording = &recording,
        .emitter = {take, reader},
    };
    recording_dump(&dump, &reader->report);
}

static void write_file(const void *bytes, size_t length)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void put_header(struct message *message, uint16_t type, size_t length)
{
    static uint32_t number; /* a recording has numbers of its own */
    number++;
    struct nlmsghdr header = {
        .nlmsg_len = (uint32_t)(NLMSG_HDRLEN + length),
        .nlmsg_type = type,
        .nlmsg_flags = NLM_F_MULTI,
        .nlmsg_seq = number,
        .nlmsg_pid = number + 7,
    };
    message_put(message, &header, sizeof(header));
}

static void put_socket_of(struct message *message, uint16_t type, int family, uint32_t inode)
{
    const char *address = family == AF_INET ? "127.0.0.1" : "::1";
    struct inet_diag_msg body = diag_body(family, address, address);
    body.idiag_inode = inode;
    put_header(message, type, sizeof(body));
    message_put(message, &body, sizeof(body));
}

static void put_socket(struct message *message, uint32_t inode)
{
    put_socket_of(message, SOCK_DIAG_BY_FAMILY, AF_INET, inode);
}

static void put_end(struct message *message, uint16_t type, int32_t number)
{
    put_header(message, type, sizeof(number));
    message_put(message, &number, sizeof(number));
}

static struct reader read_message(const struct message *message)
{
    struct reader reader = {0};
    write_file(message->bytes, message->length);
    read_path(&reader, path, false);
    unlink(path);
    return reader;
}

/* Checks the result of a recording that cannot be read to its end, and frees it. */
static void assert_failed(struct reader *reader, size_t count, const char *why)
{
    assert_int_equal(reader->count, count);
    assert_int_equal(reader->report.emitted, count);
    assert_int_equal(reader->report.result, DUMP_FAILED);
    if (strstr(error_message(&reader->report.error), why) == NULL)
        fail_msg("'%s' is not in: %s", why, error_message(&reader->report.error));
    error_clear(&reader->report.error);
}

TEST(both_dumps_of_a_recording_are_read)
{
    struct message message = {0};
    put_socket(&message, 1);
    put_socket(&message, 2);
    put_end(&message, NLMSG_DONE, 0);
    put_socket_of(&message, TCPDIAG_GETSOCK, AF_INET6, 3);
    put_end(&message, NLMSG_DONE, 0);
    struct reader reader = read_message(&message);
    assert_int_equal(reader.report.result, DUMP_DONE);
    assert_int_equal(reader.count, 3);
    assert_int_equal(reader.inodes[2], 3);
}

TEST(in_the_manner_of_ss_the_first_dump_is_all)
{
    struct message message = {0};
    put_socket(&message, 1);
    put_end(&message, NLMSG_DONE, 0);
    write_file(message.bytes, message.length);
    struct reader reader = {0};
    read_path(&reader, path, true);
    assert_int_equal(reader.report.result, DUMP_DONE);
    put_socket(&message, 2);
    put_end(&message, NLMSG_DONE, 0);
    write_file(message.bytes, message.length);
    reader = (struct reader){0};
    read_path(&reader, path, true);
    assert_failed(&reader, 1, "there is another one at byte 108");
    unlink(path);
}

TEST(the_last_message_needs_no_padding)
{
    struct message message = {0};
    put_socket(&message, 1);
    put_header(&message, NLMSG_DONE, 5);
    message_put(&message, "\0\0\0\0", 5);
    assert_int_equal(message.length % NLMSG_ALIGNTO, 1);
    struct reader reader = read_message(&message);
    assert_int_equal(reader.report.result, DUMP_DONE);
    assert_int_equal(reader.count, 1);
}

TEST(a_cut_at_any_byte_is_told_after_the_whole_sockets)
{
    struct message message = {0};
    put_socket(&message, 1);
    put_socket(&message, 2);
    size_t socket = message.length / 2;
    put_end(&message, NLMSG_DONE, 0);
    for (size_t length = 0; length < message.length; length++) {
        struct message cut = message;
        cut.length = length;
        struct reader reader = read_message(&cut);
        size_t whole = length / socket;
        const char *why = length == 0               ? "it is empty"
                          : length % socket == 0    ? "it has no end"
                          : whole * socket < length ? "it is cut off in the message at byte"
                                                    : "";
        assert_failed(&reader, whole, why);
    }
}

TEST(a_length_that_cannot_be_ends_the_recording)
{
    static const uint32_t lengths[] = {0, 15, NETLINK_RECEIVE_SIZE + 1, INT32_MAX, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct message message = {0};
        put_socket(&message, 1);
        struct nlmsghdr header = {.nlmsg_len = lengths[i], .nlmsg_type = SOCK_DIAG_BY_FAMILY};
        message_put(&message, &header, sizeof(header));
        put_end(&message, NLMSG_DONE, 0);
        struct reader reader = read_message(&message);
        assert_failed(&reader, 1, "there is no netlink message at byte 88");
    }
}

TEST(what_is_no_socket_is_counted)
{
    struct message message = {0};
    put_header(&message, SOCK_DIAG_BY_FAMILY, 0);
    put_socket_of(&message, 99, AF_INET, 1);
    put_socket(&message, 2);
    put_header(&message, NLMSG_NOOP, 0);
    put_end(&message, NLMSG_DONE, 0);
    struct reader reader = read_message(&message);
    assert_int_equal(reader.report.result, DUMP_DONE);
    assert_int_equal(reader.count, 1);
    assert_int_equal(reader.report.malformed, 2);
}

TEST(a_dump_that_failed_when_it_was_recorded_is_told)
{
    static const struct {
        uint16_t type;
        int32_t number;
        const char *why;
    } cases[] = {
        {NLMSG_DONE, -ENOMEM, "the recorded dump has failed: Cannot allocate memory"},
        {NLMSG_ERROR, -ENOENT, "the recorded dump has failed: No such file"},
        {NLMSG_OVERRUN, 0, "the recorded dump has failed: No buffer space"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct message message = {0};
        put_socket(&message, 1);
        put_end(&message, cases[i].type, cases[i].number);
        put_socket(&message, 2);
        struct reader reader = read_message(&message);
        assert_failed(&reader, 1, cases[i].why);
    }
}

TEST(reading_ends_when_no_more_is_wanted)
{
    struct message message = {0};
    for (uint32_t i = 0; i < 9; i++)
        put_socket(&message, i);
    write_file(message.bytes, message.length);
    struct reader reader = {.stop_after = 4};
    read_path(&reader, path, false);
    assert_int_equal(reader.count, 4);
    assert_int_equal(reader.report.result, DUMP_ENDED);
    unlink(path);
}

TEST(messages_across_pieces_that_are_read_are_whole)
{
    enum { SOCKETS = 60, EXTRA = 3000 };
    struct strbuf text = {0};
    for (uint32_t i = 0; i < SOCKETS; i++) {
        struct message message = {0};
        char junk[EXTRA] = {0};
        struct inet_diag_msg body = diag_body(AF_INET, "127.0.0.1", "127.0.0.1");
        body.idiag_inode = i;
        put_header(&message, SOCK_DIAG_BY_FAMILY, sizeof(body) + sizeof(junk));
        message_put(&message, &body, sizeof(body));
        message_put(&message, junk, sizeof(junk));
        strbuf_put(&text, message.bytes, message.length);
    }
    struct message end = {0};
    put_end(&end, NLMSG_DONE, 0);
    strbuf_put(&text, end.bytes, end.length);
    assert_false(text.failed);
    write_file(text.data, text.length);
    struct reader reader = {0};
    read_path(&reader, path, false);
    assert_int_equal(reader.report.result, DUMP_DONE);
    assert_int_equal(reader.count, SOCKETS);
    for (uint32_t i = 0; i < SOCKETS; i++)
        assert_int_equal(reader.inodes[i], i);
    strbuf_free(&text);
    unlink(path);
}

TEST(what_is_neither_a_file_nor_a_pipe_is_refused)
{
    struct reader reader = {0};
    read_path(&reader, "/nonexistent/file", false);
    assert_failed(&reader, 0, "recording /nonexistent/file: No such file or directory");
    read_path(&reader, "/", false);
    assert_failed(&reader, 0, "recording /: Is a directory");
    read_path(&reader, "/dev/zero", false);
    assert_failed(&reader, 0, "recording /dev/zero: it is neither a file nor a pipe");
}

TEST(a_pipe_without_a_writer_does_not_hang)
{
    struct reader reader = {0};
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    read_path(&reader, path, false);
    assert_failed(&reader, 0, "nothing more comes out of the pipe");
    int writer = open(path, O_RDWR | O_CLOEXEC);
    assert_true(writer >= 0);
    struct message message = {0};
    put_socket(&message, 1);
    assert_int_equal(write(writer, message.bytes, message.length), message.length);
    read_path(&reader, path, false);
    assert_failed(&reader, 1, "nothing more comes out of the pipe");
    close(writer);
    unlink(path);
}

static int make_tree(void **state)
{
    (void)state;
    tree_make(&tree);
    snprintf(path, sizeof(path), "%s", tree_path(&tree, "recording"));
    return 0;
}

static int remove_tree(void **state)
{
    (void)state;
    tree_remove(&tree);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_dumps_of_a_recording_are_read),
        cmocka_unit_test(in_the_manner_of_ss_the_first_dump_is_all),
        cmocka_unit_test(the_last_message_needs_no_padding),
        cmocka_unit_test(a_cut_at_any_byte_is_told_after_the_whole_sockets),
        cmocka_unit_test(a_length_that_cannot_be_ends_the_recording),
        cmocka_unit_test(what_is_no_socket_is_counted),
        cmocka_unit_test(a_dump_that_failed_when_it_was_recorded_is_told),
        cmocka_unit_test(reading_ends_when_no_more_is_wanted),
        cmocka_unit_test(messages_across_pieces_that_are_read_are_whole),
        cmocka_unit_test(what_is_neither_a_file_nor_a_pipe_is_refused),
        cmocka_unit_test(a_pipe_without_a_writer_does_not_hang),
    };
    return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
