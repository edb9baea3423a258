/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/netlink.h>
#include <time.h>

#include "source/ahead.h"
#include "source/netlink.h"
#include "support.h"

enum { SEQUENCE = 5, PORT = 4711 };

/* Stands for the answer of the kernel: numbered datagrams, until `last`. */
static struct {
    unsigned received;
    unsigned last;
    uint16_t last_type;
    uint32_t last_sequence, last_port;
    uint32_t last_length; /* that its header claims; 0: the right one */
    int last_error;       /* in place of a last datagram */
    unsigned slow_from;   /* from here on it takes a while */
} kernel;

/* Replaces the function of source/netlink.c. The thread calls it. */
ssize_t netlink_receive(const struct mnl_socket *socket, void *buffer, size_t size)
{
    struct {
        struct nlmsghdr header;
        unsigned number;
    } message = {
        .header = {sizeof(message), NLMSG_MIN_TYPE, NLM_F_MULTI, SEQUENCE, PORT},
        .number = kernel.received,
    };
    assert_null(socket);
    assert_true(size >= sizeof(message));
    if (kernel.received >= kernel.slow_from)
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    if (kernel.received++ == kernel.last) {
        if (kernel.last_error != 0) {
            errno = kernel.last_error;
            return -1;
        }
        message.header.nlmsg_type = kernel.last_type;
        message.header.nlmsg_seq = kernel.last_sequence;
        message.header.nlmsg_pid = kernel.last_port;
        if (kernel.last_length != 0)
            message.header.nlmsg_len = kernel.last_length;
    }
    memcpy(buffer, &message, sizeof(message));
    return sizeof(message);
}

bool netlink_message_fits(const struct nlmsghdr *header, size_t left)
{
    return left >= sizeof(*header) && header->nlmsg_len >= sizeof(*header) &&
           header->nlmsg_len <= left;
}

/* Called before the thread that reads it starts. */
static void prepare(unsigned last)
{
    memset(&kernel, 0, sizeof(kernel));
    kernel.last = last;
    kernel.last_type = NLMSG_DONE;
    kernel.last_sequence = SEQUENCE;
    kernel.last_port = PORT;
    kernel.slow_from = UINT32_MAX;
}

static struct ahead *start(void)
{
    struct ahead *ahead = ahead_start(NULL, SEQUENCE, PORT);
    assert_non_null(ahead);
    return ahead;
}

static void check_next(struct ahead *ahead, unsigned expected)
{
    void *data = NULL;
    unsigned number;
    assert_int_equal(ahead_next(ahead, &data), sizeof(struct nlmsghdr) + sizeof(number));
    memcpy(&number, (const char *)data + sizeof(struct nlmsghdr), sizeof(number));
    assert_int_equal(number, expected);
}

static void check_error(struct ahead *ahead, int error)
{
    void *data;
    assert_int_equal(ahead_next(ahead, &data), -1);
    assert_int_equal(errno, error);
}

TEST(datagrams_come_in_order_and_end_with_the_answer)
{
    static const unsigned lasts[] = {0, 1, 7, 8, 9, 5000};
    for (size_t i = 0; i < COUNT_OF(lasts); i++) {
        prepare(lasts[i]);
        struct ahead *ahead = start();
        for (unsigned number = 0; number <= lasts[i]; number++)
            check_next(ahead, number);
        check_error(ahead, EBADMSG);
        check_error(ahead, EBADMSG);
        ahead_stop(ahead);
        assert_int_equal(kernel.received, lasts[i] + 1);
    }
}

TEST(an_error_comes_in_its_place)
{
    static const int errors[] = {ENOBUFS, ETIMEDOUT, EMSGSIZE};
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        prepare(20);
        kernel.slow_from = 0;
        kernel.last_error = errors[i];
        struct ahead *ahead = start();
        for (unsigned number = 0; number < 20; number++)
            check_next(ahead, number);
        check_error(ahead, errors[i]);
        errno = EPERM;
        ahead_stop(ahead);
        assert_int_equal(errno, EPERM);
        assert_int_equal(kernel.received, 21);
    }
}

TEST(who_reads_may_leave_at_any_time)
{
    for (unsigned count = 0; count < 40; count++) {
        prepare(UINT32_MAX);
        struct ahead *ahead = start();
        for (unsigned number = 0; number < count; number++)
            check_next(ahead, number);
        ahead_stop(ahead);
        unsigned received = kernel.received;
        assert_in_range(received, count, count + 8);
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
        assert_int_equal(kernel.received, received);
    }
    ahead_stop(NULL);
}

TEST(a_slow_kernel_is_waited_for)
{
    prepare(30);
    kernel.slow_from = 3;
    struct ahead *ahead = start();
    for (unsigned number = 0; number <= 30; number++)
        check_next(ahead, number);
    ahead_stop(ahead);
}

/* Whether the 10th datagram ends the answer, is malformed, or is like any other. */
static void check_last(uint16_t type, uint32_t sequence, uint32_t port, uint32_t length, bool ends)
{
    prepare(9);
    kernel.last_type = type;
    kernel.last_sequence = sequence;
    kernel.last_port = port;
    kernel.last_length = length;
    struct ahead *ahead = start();
    for (unsigned number = 0; number < 10; number++)
        check_next(ahead, number);
    if (ends)
        check_error(ahead, EBADMSG);
    else
        check_next(ahead, 10);
    ahead_stop(ahead);
}

TEST(only_an_end_of_this_answer_ends_it)
{
    check_last(NLMSG_DONE, SEQUENCE, PORT, 0, true);
    check_last(NLMSG_ERROR, SEQUENCE, PORT, 0, true);
    check_last(NLMSG_OVERRUN, SEQUENCE, PORT, 0, true);
    check_last(NLMSG_NOOP, SEQUENCE, PORT, 0, false);
    check_last(NLMSG_DONE, SEQUENCE + 1, PORT, 0, false);
    check_last(NLMSG_DONE, SEQUENCE, PORT + 1, 0, false);
    check_last(NLMSG_MIN_TYPE, SEQUENCE, PORT, 1, true);
    check_last(NLMSG_MIN_TYPE, SEQUENCE, PORT, UINT32_MAX, true);
}

/* With one processor nothing is read ahead. */
static bool can_start(void)
{
    prepare(0);
    struct ahead *ahead = ahead_start(NULL, SEQUENCE, PORT);
    if (ahead != NULL)
        ahead_stop(ahead);
    return ahead != NULL;
}

int main(void)
{
    if (!can_start()) {
        puts("1..0 # SKIP there is one processor only");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datagrams_come_in_order_and_end_with_the_answer),
        cmocka_unit_test(an_error_comes_in_its_place),
        cmocka_unit_test(who_reads_may_leave_at_any_time),
        cmocka_unit_test(a_slow_kernel_is_waited_for),
        cmocka_unit_test(only_an_end_of_this_answer_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
