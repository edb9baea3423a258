/* SPDX-License-Identifier: MIT */
#include "source/netlink_batch.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>

#include "support.h"

static struct mnl_socket *open_bound(void)
{
    struct mnl_socket *socket = mnl_socket_open2(NETLINK_USERSOCK, SOCK_CLOEXEC);
    assert_non_null(socket);
    assert_int_equal(mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID), 0);
    return socket;
}

static void send_to(const struct mnl_socket *from, const struct mnl_socket *to, size_t size)
{
    static const char bytes[2 * NETLINK_BATCHED_SIZE];
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_pid = mnl_socket_get_portid(to)};
    assert_int_equal(sendto(mnl_socket_get_fd(from), bytes, size, 0, (struct sockaddr *)&address,
                            sizeof(address)),
                     size);
}

TEST(what_waits_is_received_together_and_what_others_sent_is_empty)
{
    struct mnl_socket *sender = open_bound(), *receiver = open_bound();
    struct netlink_batch *batch = calloc(1, sizeof(*batch));
    assert_non_null(batch);
    for (int i = 0; i < NETLINK_BATCH + 2; i++)
        send_to(sender, receiver, 100);
    assert_int_equal(netlink_batch_receive(receiver, batch), NETLINK_BATCH);
    assert_int_equal(netlink_batch_receive(receiver, batch), 2);
    assert_int_equal(batch->messages[1].msg_len, 100);
    assert_int_equal(netlink_batch_length(batch, 1), 0);
    assert_int_equal(netlink_batch_receive(receiver, batch), -1);
    assert_int_equal(errno, EAGAIN);
    free(batch);
    mnl_socket_close(receiver);
    mnl_socket_close(sender);
}

TEST(the_length_is_known_only_of_what_the_kernel_sent_and_what_fits)
{
    struct mnl_socket *sender = open_bound(), *receiver = open_bound();
    struct netlink_batch *batch = calloc(1, sizeof(*batch));
    assert_non_null(batch);
    send_to(sender, receiver, 100);
    send_to(sender, receiver, NETLINK_BATCHED_SIZE + 1);
    assert_int_equal(netlink_batch_receive(receiver, batch), 2);
    batch->senders[0].nl_pid = batch->senders[1].nl_pid = 0;
    assert_int_equal(netlink_batch_length(batch, 0), 100);
    assert_int_equal(netlink_batch_length(batch, 1), -1);
    batch->messages[0].msg_hdr.msg_namelen = 0;
    assert_int_equal(netlink_batch_length(batch, 0), 0);
    free(batch);
    mnl_socket_close(receiver);
    mnl_socket_close(sender);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_waits_is_received_together_and_what_others_sent_is_empty),
        cmocka_unit_test(the_length_is_known_only_of_what_the_kernel_sent_and_what_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
