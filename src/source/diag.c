/* SPDX-License-Identifier: MIT */
#include "source/diag.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "need.h"
#include "source/ahead.h"
#include "source/diag_answer.h"
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
    size_t filled;  /* bytes of `buffer` that have been used */
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
    /* To clear the buffer would bring its pages into memory. */
    struct diag *diag = malloc(sizeof(*diag));
    if (diag == NULL) {
        error_set_errno(error, ENOMEM, "netlink");
        return NULL;
    }
    diag->sequence = diag->inode = 0;
    diag->filled = 0;
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
    explicit_bzero(diag->buffer, diag->filled); /* what was not read can have keys */
    free(diag);
}

uint32_t diag_inode(const struct diag *diag)
{
    return diag->inode;
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

static bool send_request(struct diag *diag, const struct dump *dump, struct dump_report *report)
{
    _Alignas(struct nlmsghdr) char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
    header->nlmsg_type = diag_message_type(dump);
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    header->nlmsg_seq = ++diag->sequence;
    const size_t header_size = sizeof(struct nlmsghdr);
    size_t length =
        dump->family->request(dump->family, dump->table, &dump->request,
                              mnl_nlmsg_get_payload(header), sizeof(buffer) - header_size);
    header->nlmsg_len = (uint32_t)(header_size + length);
    if (make_ready(diag) && mnl_socket_sendto(diag->socket, header, header->nlmsg_len) >= 0)
        return true;
    diag_fail(report, dump, errno);
    return false;
}

static ssize_t receive_alone(struct diag *diag)
{
    ssize_t length = netlink_receive(diag->socket, diag->buffer, sizeof(diag->buffer));
    size_t filled = length < 0 ? sizeof(diag->buffer) : (size_t)length;
    if (filled > diag->filled)
        diag->filled = filled;
    return length;
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
    return receive_alone(diag);
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
            diag_fail(report, dump, errno);
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
    struct kept_messages kept = {0};
    struct dump bulky = *dump, rest = *dump;
    bulky.request.states &= family->bulky_states;
    bool twice = dump->request.needs & family->bulky_needs && bulky.request.states != 0;
    if (twice) {
        rest.request.needs &= ~family->bulky_needs;
        dump_once(diag, &bulky, (struct diag_answer){.kept = &kept, .keeps = true}, report);
    }
    struct diag_answer answer = {
        .seen = family->repeats ? &seen : NULL,
        .remembers = family->repeats,
        .kept = &kept,
        .late_states = twice ? family->bulky_states : 0,
    };
    if (report->result == DUMP_DONE)
        dump_once(diag, &rest, answer, report);
    id_map_free(&seen);
    kept_messages_free(&kept);
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
    return dump->recording == NULL;
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
