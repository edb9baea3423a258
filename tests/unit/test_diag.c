/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/sock_diag.h>

#include "diag_message.h"
#include "family/families.h"
#include "source/diag.h"
#include "source/diag_answer.h"
#include "support.h"

enum { SEQUENCE = 77, PORT = 4711, NETNS = 99 };

/* One answer that is being read, and the sockets found in it. */
struct consumer {
    struct dump dump;
    struct diag_answer answer;
    struct dump_report report;
    uint32_t inodes[16];
    size_t count;
    size_t stop_after; /* sockets; 0: never */
    enum emit_result stop;
};

static enum emit_result take(void *context, const struct sock *sock)
{
    struct consumer *consumer = context;
    assert_true(consumer->count < COUNT_OF(consumer->inodes));
    assert_int_equal(sock->have & HAVE_NETNS, HAVE_NETNS);
    assert_int_equal(sock->netns, NETNS);
    consumer->inodes[consumer->count++] = sock->inode;
    return consumer->count == consumer->stop_after ? consumer->stop : EMIT_GO;
}

static void consumer_start(struct consumer *consumer)
{
    *consumer = (struct consumer){
        .dump = {.family = &family_tcp, .table = &family_tcp.tables[0], .netns = NETNS},
        .report = {.result = DUMP_DONE},
    };
    consumer->dump.emitter = (struct emitter){take, consumer};
    consumer->answer =
        (struct diag_answer){.dump = &consumer->dump, .sequence = SEQUENCE, .port = PORT};
}

static void consume(struct consumer *consumer, const struct message *datagram)
{
    char *copy = exact_copy(datagram->bytes, datagram->length);
    diag_consume(&consumer->answer, copy, datagram->length, &consumer->report);
    free(copy);
}

static void put_message(struct message *datagram, const struct nlmsghdr *like, const void *payload,
                        size_t length)
{
    struct nlmsghdr header = *like;
    header.nlmsg_len = (uint32_t)(NLMSG_HDRLEN + length);
    message_put(datagram, &header, sizeof(header));
    message_put(datagram, payload, length);
    message_pad(datagram);
}

static struct nlmsghdr header_of(uint16_t type)
{
    return (struct nlmsghdr){
        .nlmsg_type = type, .nlmsg_flags = NLM_F_MULTI, .nlmsg_seq = SEQUENCE, .nlmsg_pid = PORT};
}

static void put_socket_as(struct message *datagram, const struct nlmsghdr *header, uint32_t inode)
{
    struct inet_diag_msg body = diag_body(AF_INET, "127.0.0.1", "127.0.0.1");
    body.idiag_inode = inode;
    put_message(datagram, header, &body, sizeof(body));
}

static void put_socket(struct message *datagram, uint32_t inode)
{
    struct nlmsghdr header = header_of(SOCK_DIAG_BY_FAMILY);
    put_socket_as(datagram, &header, inode);
}

static void put_end(struct message *datagram, uint16_t type, int32_t number)
{
    struct nlmsghdr header = header_of(type);
    put_message(datagram, &header, &number, sizeof(number));
}

static void check_end(struct consumer *consumer, enum dump_result result, int number, size_t count)
{
    assert_true(consumer->answer.ended);
    assert_int_equal(consumer->report.result, result);
    assert_int_equal(consumer->report.error.number, number);
    assert_int_equal(consumer->report.emitted, count);
    assert_int_equal(consumer->count, count);
    if (number != 0)
        assert_contains(error_message(&consumer->report.error), "netlink: tcp");
    error_clear(&consumer->report.error);
}

TEST(sockets_are_emitted_until_done)
{
    struct consumer consumer;
    struct message first = {.length = 0}, second = {.length = 0};
    consumer_start(&consumer);
    put_socket(&first, 1);
    put_socket(&first, 2);
    consume(&consumer, &first);
    assert_false(consumer.answer.ended);
    put_socket(&second, 3);
    put_end(&second, NLMSG_DONE, 0);
    put_socket(&second, 4);
    consume(&consumer, &second);
    check_end(&consumer, DUMP_DONE, 0, 3);
    assert_int_equal(consumer.inodes[0], 1);
    assert_int_equal(consumer.inodes[2], 3);
    assert_int_equal(consumer.report.malformed, 0);
    assert_false(consumer.report.interrupted);
}

static void check_number(uint16_t type, int32_t number, enum dump_result result, int expected)
{
    struct consumer consumer;
    struct message datagram = {.length = 0};
    consumer_start(&consumer);
    put_socket(&datagram, 1);
    put_end(&datagram, type, number);
    consume(&consumer, &datagram);
    check_end(&consumer, result, expected, 1);
}

TEST(an_error_inside_done_fails_the_dump)
{
    check_number(NLMSG_DONE, -EPERM, DUMP_FAILED, EPERM);
    check_number(NLMSG_DONE, -ENOMEM, DUMP_FAILED, ENOMEM);
    check_number(NLMSG_DONE, -ENOENT, DUMP_ABSENT, ENOENT);
}

TEST(an_error_message_fails_the_dump)
{
    check_number(NLMSG_ERROR, -EACCES, DUMP_FAILED, EACCES);
    check_number(NLMSG_ERROR, -EOPNOTSUPP, DUMP_FAILED, EOPNOTSUPP);
    check_number(NLMSG_ERROR, -ENOENT, DUMP_ABSENT, ENOENT);
    check_number(NLMSG_ERROR, 0, DUMP_DONE, 0);
}

TEST(an_error_that_is_no_errno_is_a_bad_message)
{
    check_number(NLMSG_DONE, INT32_MIN, DUMP_FAILED, EBADMSG);
    check_number(NLMSG_ERROR, -4096, DUMP_FAILED, EBADMSG);
}

static void check_bare_end(uint16_t type, size_t length, enum dump_result result, int number)
{
    struct consumer consumer;
    struct message datagram = {.length = 0};
    struct nlmsghdr header = header_of(type);
    consumer_start(&consumer);
    put_message(&datagram, &header, "\xff\xff\xff", length);
    consume(&consumer, &datagram);
    check_end(&consumer, result, number, 0);
}

TEST(an_end_without_a_whole_number_is_done_but_no_error_message)
{
    for (size_t length = 0; length < 4; length++) {
        check_bare_end(NLMSG_DONE, length, DUMP_DONE, 0);
        check_bare_end(NLMSG_ERROR, length, DUMP_FAILED, EBADMSG);
    }
}

TEST(an_overrun_fails_the_dump)
{
    struct consumer consumer;
    struct message datagram = {.length = 0};
    struct nlmsghdr header = header_of(NLMSG_OVERRUN);
    consumer_start(&consumer);
    put_socket(&datagram, 1);
    put_message(&datagram, &header, NULL, 0);
    put_socket(&datagram, 2);
    consume(&consumer, &datagram);
    check_end(&consumer, DUMP_FAILED, ENOBUFS, 1);
}

TEST(messages_for_others_are_passed_over)
{
    struct consumer consumer;
    struct message datagram = {.length = 0};
    struct nlmsghdr sequence = header_of(SOCK_DIAG_BY_FAMILY), port = sequence, done;
    sequence.nlmsg_seq = SEQUENCE - 1;
    sequence.nlmsg_flags |= NLM_F_DUMP_INTR;
    port.nlmsg_pid = PORT + 1;
    done = header_of(NLMSG_DONE);
    done.nlmsg_seq = SEQUENCE + 1;
    consumer_start(&consumer);
    put_socket_as(&datagram, &sequence, 1);
    put_socket_as(&datagram, &port, 2);
    put_message(&datagram, &done, "\0\0\0", 4);
    consume(&consumer, &datagram);
    assert_false(consumer.answer.ended);
    assert_false(consumer.report.interrupted);
    assert_int_equal(consumer.report.emitted, 0);
    put_socket(&datagram, 3);
    consume(&consumer, &datagram);
    assert_int_equal(consumer.count, 1);
    assert_int_equal(consumer.inodes[0], 3);
}

TEST(other_types_of_messages_are_passed_over)
{
    static const uint16_t types[] = {NLMSG_NOOP, 0x10, 0x1234, 0xffff};
    struct consumer consumer;
    struct message datagram = {.length = 0};
    consumer_start(&consumer);
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        struct nlmsghdr header = header_of(types[i]);
        put_socket_as(&datagram, &header, 1);
    }
    consume(&consumer, &datagram);
    assert_false(consumer.answer.ended);
    assert_int_equal(consumer.report.emitted + consumer.report.malformed, 0);
}

TEST(an_interrupted_dump_is_reported_whichever_message_says_so)
{
    for (int last = 0; last < 2; last++) {
        struct consumer consumer;
        struct message datagram = {.length = 0};
        struct nlmsghdr header = header_of(last ? NLMSG_DONE : SOCK_DIAG_BY_FAMILY);
        header.nlmsg_flags |= NLM_F_DUMP_INTR;
        consumer_start(&consumer);
        if (last)
            put_message(&datagram, &header, "\0\0\0", 4);
        else
            put_socket_as(&datagram, &header, 1);
        consume(&consumer, &datagram);
        assert_true(consumer.report.interrupted);
    }
}

TEST(a_socket_that_is_not_understood_is_counted_and_the_rest_is_read)
{
    struct consumer consumer;
    struct message datagram = {.length = 0};
    struct nlmsghdr header = header_of(SOCK_DIAG_BY_FAMILY);
    consumer_start(&consumer);
    put_message(&datagram, &header, "short", 5);
    put_message(&datagram, &header, NULL, 0);
    put_socket(&datagram, 9);
    put_end(&datagram, NLMSG_DONE, 0);
    consume(&consumer, &datagram);
    assert_int_equal(consumer.report.malformed, 2);
    check_end(&consumer, DUMP_DONE, 0, 1);
}

TEST(what_follows_the_last_whole_message_is_a_bad_message)
{
    static const size_t lengths[] = {1, 3, 4, 15};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct consumer consumer;
        struct message datagram = {.length = 0};
        consumer_start(&consumer);
        put_socket(&datagram, 1);
        message_put(&datagram, "garbage garbage", lengths[i]);
        consume(&consumer, &datagram);
        check_end(&consumer, DUMP_FAILED, EBADMSG, 1);
    }
}

TEST(a_header_with_an_impossible_length_is_a_bad_message)
{
    static const uint32_t lengths[] = {0, 1, 15, 89, 200, 0x7fffffff, 0x80000000, 0xffffffff};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct consumer consumer;
        struct message datagram = {.length = 0};
        consumer_start(&consumer);
        put_socket(&datagram, 1);
        assert_int_equal(datagram.length, 88);
        memcpy(datagram.bytes, &lengths[i], sizeof(lengths[i]));
        consume(&consumer, &datagram);
        check_end(&consumer, DUMP_FAILED, EBADMSG, 0);
    }
}

TEST(a_datagram_cut_anywhere_is_survived_and_never_done)
{
    struct message whole = {.length = 0};
    put_socket(&whole, 1);
    put_socket(&whole, 2);
    put_end(&whole, NLMSG_DONE, 0);
    for (size_t length = 0; length < whole.length; length++) {
        struct consumer consumer;
        struct message datagram = whole;
        datagram.length = length;
        consumer_start(&consumer);
        consume(&consumer, &datagram);
        bool clean = length % 88 == 0;
        assert_int_equal(consumer.answer.ended, !clean);
        assert_int_equal(consumer.report.result, clean ? DUMP_DONE : DUMP_FAILED);
        assert_int_equal(consumer.count, length / 88);
        error_clear(&consumer.report.error);
    }
}

TEST(an_emitter_that_has_enough_ends_the_answer)
{
    static const enum emit_result answers[] = {EMIT_STOP, EMIT_ERROR};
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct consumer consumer;
        struct message datagram = {.length = 0};
        consumer_start(&consumer);
        consumer.stop_after = 2;
        consumer.stop = answers[i];
        for (uint32_t inode = 1; inode < 5; inode++)
            put_socket(&datagram, inode);
        message_put(&datagram, "garbage", 7);
        consume(&consumer, &datagram);
        check_end(&consumer, DUMP_ENDED, 0, 2);
    }
}

TEST(all_tables_at_once_are_answered_in_their_own_type)
{
    struct consumer consumer;
    struct message datagram = {.length = 0};
    struct nlmsghdr header = header_of(TCPDIAG_GETSOCK);
    consumer_start(&consumer);
    consumer.dump.table = family_tcp.whole;
    put_socket(&datagram, 1);
    put_socket_as(&datagram, &header, 2);
    put_end(&datagram, NLMSG_DONE, 0);
    consume(&consumer, &datagram);
    check_end(&consumer, DUMP_DONE, 0, 1);
    assert_int_equal(consumer.inodes[0], 2);
}

TEST(random_datagrams_are_survived)
{
    uint64_t seed = 11;
    for (int i = 0; i < 100000; i++) {
        struct consumer consumer;
        struct message datagram = {.length = 0};
        consumer_start(&consumer);
        put_socket(&datagram, 1);
        put_end(&datagram, NLMSG_DONE, 0);
        put_socket(&datagram, 2);
        for (uint64_t changes = random_below(&seed, 5); changes > 0; changes--)
            datagram.bytes[random_below(&seed, datagram.length)] = (char)random_next(&seed);
        datagram.length = random_below(&seed, datagram.length + 1);
        consume(&consumer, &datagram);
        error_clear(&consumer.report.error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sockets_are_emitted_until_done),
        cmocka_unit_test(an_error_inside_done_fails_the_dump),
        cmocka_unit_test(an_error_message_fails_the_dump),
        cmocka_unit_test(an_error_that_is_no_errno_is_a_bad_message),
        cmocka_unit_test(an_end_without_a_whole_number_is_done_but_no_error_message),
        cmocka_unit_test(an_overrun_fails_the_dump),
        cmocka_unit_test(messages_for_others_are_passed_over),
        cmocka_unit_test(other_types_of_messages_are_passed_over),
        cmocka_unit_test(an_interrupted_dump_is_reported_whichever_message_says_so),
        cmocka_unit_test(a_socket_that_is_not_understood_is_counted_and_the_rest_is_read),
        cmocka_unit_test(what_follows_the_last_whole_message_is_a_bad_message),
        cmocka_unit_test(a_header_with_an_impossible_length_is_a_bad_message),
        cmocka_unit_test(a_datagram_cut_anywhere_is_survived_and_never_done),
        cmocka_unit_test(an_emitter_that_has_enough_ends_the_answer),
        cmocka_unit_test(all_tables_at_once_are_answered_in_their_own_type),
        cmocka_unit_test(random_datagrams_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
