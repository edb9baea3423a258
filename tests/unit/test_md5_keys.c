/* SPDX-License-Identifier: MIT */
#include <linux/sock_diag.h>
#include <linux/tcp.h>

#include "diag_message.h"
#include "family/families.h"
#include "need.h"
#include "source/diag_answer.h"
#include "source/md5_keys.h"
#include "support.h"

#define SECRET "a secret of two routers"

enum { SEQUENCE = 77, PORT = 4711 };

static struct tcp_diag_md5sig key_for(const char *address)
{
    struct tcp_diag_md5sig key = {
        .tcpm_family = AF_INET, .tcpm_prefixlen = 32, .tcpm_keylen = sizeof(SECRET) - 1};
    inet_pton(AF_INET, address, key.tcpm_addr);
    memcpy(key.tcpm_key, SECRET, sizeof(SECRET));
    return key;
}

/* An answer of one socket with two keys. */
static void make_answer(struct message *message)
{
    struct inet_diag_msg body = diag_body(AF_INET, "127.0.0.1", "127.0.0.1");
    struct tcp_diag_md5sig keys[] = {key_for("192.0.2.1"), key_for("192.0.2.2")};
    struct nlmsghdr header = {
        .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_seq = SEQUENCE, .nlmsg_pid = PORT};
    message_put(message, &header, sizeof(header));
    message_put(message, &body, sizeof(body));
    message_put_attribute(message, INET_DIAG_MD5SIG, keys, sizeof(keys));
    header.nlmsg_len = (uint32_t)message->length;
    memcpy(message->bytes, &header, sizeof(header));
}

static bool has_secret(const void *data, size_t length)
{
    return memmem(data, length, SECRET, 8) != NULL;
}

/* What a sink that keeps rows would copy. */
static enum emit_result take(void *context, const struct sock *sock)
{
    struct slice fact = sock_fact(sock, FACT_MD5);
    struct tcp_diag_md5sig key;
    assert_int_equal(fact.length, 2 * sizeof(key));
    assert_false(has_secret(fact.data, fact.length));
    memcpy(&key, fact.data + sizeof(key), sizeof(key));
    assert_int_equal(key.tcpm_prefixlen, 32);
    assert_int_equal(ntohl(key.tcpm_addr[0]), 0xc0000202);
    ++*(size_t *)context;
    return EMIT_GO;
}

TEST(keys_are_wiped_in_the_message_before_a_socket_is_passed_on)
{
    struct message message = {0};
    size_t taken = 0;
    struct dump dump = {
        .family = &family_tcp, .table = &family_tcp.tables[0], .request = {.needs = NEED_INFO}};
    struct dump_report report = {.result = DUMP_DONE};
    dump.emitter = (struct emitter){take, &taken};
    struct diag_answer answer = {.dump = &dump, .sequence = SEQUENCE, .port = PORT};
    make_answer(&message);
    assert_true(has_secret(message.bytes, message.length));
    diag_consume(&answer, message.bytes, message.length, &report);
    assert_int_equal(taken, 1);
    assert_false(has_secret(message.bytes, message.length));
}

/* A message may be cut off anywhere. */
TEST(a_part_of_a_key_is_wiped_too)
{
    struct message message = {0};
    make_answer(&message);
    for (size_t length = 0; length <= message.length - NLMSG_HDRLEN; length++) {
        char *body = exact_copy(message.bytes + NLMSG_HDRLEN, length);
        md5_keys_wipe(body, length);
        free(body);
    }
}

TEST(messages_of_other_families_stay_as_they_are)
{
    struct message message = {0}, before;
    make_answer(&message);
    message.bytes[NLMSG_HDRLEN] = AF_UNIX;
    before = message;
    md5_keys_wipe(message.bytes + NLMSG_HDRLEN, message.length - NLMSG_HDRLEN);
    assert_memory_equal(message.bytes, before.bytes, message.length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_wiped_in_the_message_before_a_socket_is_passed_on),
        cmocka_unit_test(a_part_of_a_key_is_wiped_too),
        cmocka_unit_test(messages_of_other_families_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
