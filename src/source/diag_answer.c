/* SPDX-License-Identifier: MIT */
#include "source/diag_answer.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <string.h>

#include "need.h"
#include "source/md5_keys.h"
#include "source/netlink.h"

void diag_fail(struct dump_report *report, const struct dump *dump, int number)
{
    /* ENOENT means that the kernel has no handler for this family or protocol
     * (net/core/sock_diag.c, inet_diag.c). */
    report->result = number == ENOENT ? DUMP_ABSENT : DUMP_FAILED;
    const char *file = dump_name(dump);
    if (number == ENOENT)
        error_set(&report->error, number,
                  "netlink: %s: this kernel has no sock_diag for this table", file);
    else
        error_set_errno(&report->error, number, "netlink: %s", file);
}

uint16_t diag_message_type(const struct dump *dump)
{
    return dump->table == dump->family->whole ? dump->family->whole_message : SOCK_DIAG_BY_FAMILY;
}

/* Whether this socket was already shown. The map has one entry for each low half of a cookie. A
 * different socket with the same low half is still shown, but a repetition of it would not be
 * noticed, which is harmless. Without the memory to remember it the answer ends, because it might
 * be shown twice. */
static bool is_repeated(struct diag_answer *answer, const struct sock *sock,
                        struct dump_report *report)
{
    uint32_t low = (uint32_t)sock->cookie, high = (uint32_t)(sock->cookie >> 32);
    if (answer->seen == NULL || !(sock->have & HAVE_COOKIE))
        return false;
    const uint32_t *known = id_map_find(answer->seen, low);
    if (known == NULL && answer->remembers && id_map_insert(answer->seen, low, high) == NULL) {
        diag_fail(report, answer->dump, ENOMEM);
        answer->ended = true;
        return true;
    }
    return known != NULL && *known == high;
}

static void record_socket(struct diag_answer *answer, const struct nlmsghdr *header,
                          struct dump_report *report)
{
    const struct recorder *recorder = answer->dump->recorder;
    report->emitted++;
    if (recorder->take(recorder->context, header, header->nlmsg_len))
        return;
    report->result = DUMP_ENDED;
    answer->ended = true;
}

static enum parse_result parse(const struct dump *dump, struct slice message, struct sock *sock)
{
    return dump->family->parse_diag(dump->family, dump->table, message.data, message.length, sock);
}

static void keep(struct diag_answer *answer, uint64_t cookie, struct slice message,
                 struct dump_report *report)
{
    if (kept_messages_add(answer->kept, cookie, message))
        return;
    diag_fail(report, answer->dump, ENOMEM);
    answer->ended = true;
}

/* Takes what was kept of this socket in place of what the kernel tells now. False when it was
 * another socket, or nothing. */
static bool restore(struct diag_answer *answer, struct sock *sock)
{
    struct sock before;
    if (answer->kept == NULL)
        return false;
    struct slice message = kept_messages_find(answer->kept, sock->cookie);
    if (message.length == 0 || parse(answer->dump, message, &before) != PARSE_OK ||
        before.cookie != sock->cookie)
        return false;
    *sock = before;
    return true;
}

static void consume_socket(struct diag_answer *answer, struct nlmsghdr *header,
                           struct dump_report *report)
{
    const struct dump *dump = answer->dump;
    struct slice message = {mnl_nlmsg_get_payload(header), mnl_nlmsg_get_payload_len(header)};
    struct sock sock;
    if (dump->request.needs & NEED_INFO || dump->recorder != NULL)
        md5_keys_wipe(mnl_nlmsg_get_payload(header), mnl_nlmsg_get_payload_len(header));
    if (dump->recorder != NULL) {
        record_socket(answer, header, report);
        return;
    }
    enum parse_result result = parse(dump, message, &sock);
    if (result == PARSE_BAD)
        report->malformed++;
    if (result != PARSE_OK || is_repeated(answer, &sock, report))
        return;
    if (answer->keeps) {
        keep(answer, sock.cookie, message, report);
        return;
    }
    if (answer->late_states & state_bit(sock.state) && !restore(answer, &sock))
        report->undetailed++;
    answer->ended = !dump_emit(dump, &sock, report);
}

/* The bodies of NLMSG_DONE and NLMSG_ERROR begin with an errno, negative for a failure. */
static void consume_end(struct diag_answer *answer, const struct nlmsghdr *header,
                        struct dump_report *report)
{
    int32_t number = 0;
    answer->ended = answer->whole = true;
    if (mnl_nlmsg_get_payload_len(header) >= sizeof(number))
        memcpy(&number, mnl_nlmsg_get_payload(header), sizeof(number));
    else if (header->nlmsg_type == NLMSG_ERROR)
        number = -EBADMSG;
    if (number < 0 && number > -4096)
        diag_fail(report, answer->dump, -number);
    else if (number < 0)
        diag_fail(report, answer->dump, EBADMSG);
}

static void consume_message(struct diag_answer *answer, struct nlmsghdr *header,
                            struct dump_report *report)
{
    if (header->nlmsg_seq != answer->sequence || header->nlmsg_pid != answer->port)
        return;
    if (header->nlmsg_flags & NLM_F_DUMP_INTR)
        report->interrupted = true;
    if (header->nlmsg_type == diag_message_type(answer->dump)) {
        consume_socket(answer, header, report);
    } else if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR) {
        consume_end(answer, header, report);
    } else if (header->nlmsg_type == NLMSG_OVERRUN) {
        diag_fail(report, answer->dump, ENOBUFS);
        answer->ended = true;
    }
}

void diag_consume(struct diag_answer *answer, void *data, size_t length, struct dump_report *report)
{
    char *at = data;
    while (!answer->ended && netlink_message_fits((void *)at, length)) {
        struct nlmsghdr *header = (void *)at;
        size_t step = NLMSG_ALIGN((size_t)header->nlmsg_len);
        consume_message(answer, header, report);
        at += step < length ? step : length;
        length -= step < length ? step : length;
    }
    if (!answer->ended && length > 0) {
        diag_fail(report, answer->dump, EBADMSG);
        answer->ended = true;
    }
}
