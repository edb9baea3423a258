/* SPDX-License-Identifier: MIT */
#include "source/diag.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "need.h"
#include "source/ahead.h"
#include "source/md5_keys.h"
#include "source/netlink.h"

enum {
    REQUEST_SIZE = 8 * 1024,
    INTERRUPTED_TRIES = 3,
    /* After this many datagrams of about 200 sockets each, a dump counts as large: a thread to
     * receive it is worth its start. */
    ALONE_MOST = 8,
};

struct diag {
    struct mnl_socket *socket;
    uint32_t sequence;
    uint32_t inode; /* of the socket */
    bool busy;      /* a dump was not read to its end, so the kernel takes no other request on this
                     * socket */
    _Alignas(struct nlmsghdr) char buffer[NETLINK_RECEIVE_SIZE];
};

static void close_socket(struct diag *diag)
{
    int number = errno;
    if (diag->socket != NULL)
        mnl_socket_close(diag->socket);
    diag->socket = NULL;
    errno = number;
}

/* False with errno; diag->socket is then NULL. */
static bool open_socket(struct diag *diag)
{
    diag->busy = false;
    diag->socket = netlink_open();
    if (diag->socket == NULL)
        return false;
    struct stat status;
    diag->inode =
        fstat(mnl_socket_get_fd(diag->socket), &status) == 0 ? (uint32_t)status.st_ino : 0;
    return true;
}

struct diag *diag_open(struct error *error)
{
    struct diag *diag = calloc(1, sizeof(*diag));
    if (diag == NULL) {
        error_set_errno(error, ENOMEM, "netlink");
        return NULL;
    }
    if (!open_socket(diag)) {
        error_set_errno(error, errno, "netlink: cannot open a socket to sock_diag");
        diag_close(diag);
        return NULL;
    }
    return diag;
}

void diag_close(struct diag *diag)
{
    if (diag == NULL)
        return;
    close_socket(diag);
    explicit_bzero(diag->buffer, sizeof(diag->buffer)); /* what was not read can have keys */
    free(diag);
}

uint32_t diag_inode(const struct diag *diag)
{
    return diag->inode;
}

static void fail(struct dump_report *report, const struct dump *dump, int number)
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

/* Replaces a socket whose last dump was not read to its end, because the kernel would answer EBUSY.
 * When opening fails, the next call tries again. */
static bool make_ready(struct diag *diag)
{
    if (diag->socket != NULL && !diag->busy)
        return true;
    close_socket(diag);
    return open_socket(diag);
}

static uint16_t message_type(const struct dump *dump)
{
    return dump->table == dump->family->whole ? dump->family->whole_message : SOCK_DIAG_BY_FAMILY;
}

static bool send_request(struct diag *diag, const struct dump *dump, struct dump_report *report)
{
    _Alignas(struct nlmsghdr) char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
    header->nlmsg_type = message_type(dump);
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    header->nlmsg_seq = ++diag->sequence;
    const size_t header_size = sizeof(struct nlmsghdr);
    size_t length =
        dump->family->request(dump->family, dump->table, &dump->request,
                              mnl_nlmsg_get_payload(header), sizeof(buffer) - header_size);
    header->nlmsg_len = (uint32_t)(header_size + length);
    if (make_ready(diag) && mnl_socket_sendto(diag->socket, header, header->nlmsg_len) >= 0)
        return true;
    fail(report, dump, errno);
    return false;
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
        fail(report, answer->dump, ENOMEM);
        answer->ended = true;
        return true;
    }
    return known != NULL && *known == high;
}

static void consume_socket(struct diag_answer *answer, struct nlmsghdr *header,
                           struct dump_report *report)
{
    const struct dump *dump = answer->dump;
    struct sock sock;
    if (dump->request.needs & NEED_INFO)
        md5_keys_wipe(mnl_nlmsg_get_payload(header), mnl_nlmsg_get_payload_len(header));
    enum parse_result result =
        dump->family->parse_diag(dump->family, dump->table, mnl_nlmsg_get_payload(header),
                                 mnl_nlmsg_get_payload_len(header), &sock);
    if (result == PARSE_BAD)
        report->malformed++;
    if (result != PARSE_OK || is_repeated(answer, &sock, report))
        return;
    report->undetailed += (answer->late_states & state_bit(sock.state)) != 0;
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
        fail(report, answer->dump, -number);
    else if (number < 0)
        fail(report, answer->dump, EBADMSG);
}

static void consume_message(struct diag_answer *answer, struct nlmsghdr *header,
                            struct dump_report *report)
{
    if (header->nlmsg_seq != answer->sequence || header->nlmsg_pid != answer->port)
        return;
    if (header->nlmsg_flags & NLM_F_DUMP_INTR)
        report->interrupted = true;
    if (header->nlmsg_type == message_type(answer->dump)) {
        consume_socket(answer, header, report);
    } else if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR) {
        consume_end(answer, header, report);
    } else if (header->nlmsg_type == NLMSG_OVERRUN) {
        fail(report, answer->dump, ENOBUFS);
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
        fail(report, answer->dump, EBADMSG);
        answer->ended = true;
    }
}

/* Receives the next datagram of the answer. After ALONE_MOST datagrams, `ahead` receives them. */
static ssize_t receive(struct diag *diag, const struct diag_answer *answer, size_t number,
                       struct ahead **ahead, void **data)
{
    if (number == ALONE_MOST)
        *ahead = ahead_start(diag->socket, answer->sequence, answer->port);
    if (*ahead != NULL)
        return ahead_next(*ahead, data);
    *data = diag->buffer;
    return netlink_receive(diag->socket, diag->buffer, sizeof(diag->buffer));
}

static void dump_once(struct diag *diag, const struct dump *dump, struct diag_answer answer,
                      struct dump_report *report)
{
    struct ahead *ahead = NULL;
    if (!send_request(diag, dump, report))
        return;
    answer.dump = dump;
    answer.sequence = diag->sequence;
    answer.port = mnl_socket_get_portid(diag->socket);
    for (size_t i = 0; !answer.ended; i++) {
        void *data;
        ssize_t length = receive(diag, &answer, i, &ahead, &data);
        if (length < 0) {
            fail(report, dump, errno);
            break;
        }
        diag_consume(&answer, data, (size_t)length, report);
    }
    ahead_stop(ahead);
    diag->busy = !answer.whole;
}

static void dump_all(struct diag *diag, const struct dump *dump, struct dump_report *report)
{
    const struct family *family = dump->family;
    struct id_map seen = {0};
    struct dump bulky = *dump, rest = *dump;
    bulky.request.states &= family->bulky_states;
    bool twice = dump->request.needs & family->bulky_needs && bulky.request.states != 0;
    if (twice) {
        rest.request.needs &= ~family->bulky_needs;
        dump_once(diag, &bulky, (struct diag_answer){.seen = &seen, .remembers = true}, report);
    }
    struct diag_answer answer = {
        .seen = twice || family->repeats ? &seen : NULL,
        .remembers = family->repeats,
        .late_states = twice ? family->bulky_states : 0,
    };
    if (report->result == DUMP_DONE)
        dump_once(diag, &rest, answer, report);
    id_map_free(&seen);
}

/* Older kernels do not know every operation, and the kernel compares marks only for privileged
 * processes. The dump is then repeated without the program. The filter is applied to its sockets
 * anyway. */
static bool program_was_refused(const struct dump *dump, const struct dump_report *report)
{
    return dump->request.program.length > 0 && !dump->request.program_decides &&
           report->result == DUMP_FAILED && report->emitted == 0 &&
           (report->error.number == EINVAL || report->error.number == EPERM);
}

static void dump_repeatedly(struct diag *diag, const struct dump *dump, struct dump_report *report)
{
    for (int i = 0; i < INTERRUPTED_TRIES; i++) {
        *report = (struct dump_report){.result = DUMP_DONE};
        dump_all(diag, dump, report);
        if (!report->interrupted || report->emitted > 0 || report->result != DUMP_DONE)
            return;
    }
}

void diag_dump(struct diag *diag, const struct dump *dump, struct dump_report *report)
{
    dump_repeatedly(diag, dump, report);
    if (!program_was_refused(dump, report))
        return;
    struct dump plain = *dump;
    plain.request.program = (struct slice){0};
    error_clear(&report->error);
    dump_repeatedly(diag, &plain, report);
}

static void *open_source(struct error *error)
{
    return diag_open(error);
}

static bool has_table(const struct dump *dump)
{
    (void)dump;
    return true;
}

static void dump_table(void *handle, const struct dump *dump, struct dump_report *report)
{
    diag_dump(handle, dump, report);
}

static void close_source(void *handle)
{
    diag_close(handle);
}

const struct source source_netlink = {
    .choice = SOURCE_NETLINK,
    .open = open_source,
    .has = has_table,
    .dump = dump_table,
    .close = close_source,
};
