/* SPDX-License-Identifier: MIT */
#include "column/groups.h"

/* Whether a process holds a socket, and why none does. */
enum owner_status {
    STATUS_HELD,
    STATUS_NOT_ACCEPTED,
    STATUS_TIME_WAIT,
    STATUS_CLOSING,
    STATUS_REQUEST,
    STATUS_KERNEL,
    STATUS_HIDDEN,
    STATUS_OTHER_PID_NAMESPACE,
    STATUS_IN_FLIGHT,
    STATUS_IO_URING,
    STATUS_UNKNOWN,
    STATUS_COUNT
};

const struct owner_status_row owner_status_rows[] = {
    [STATUS_HELD] = {"held", "a process holds it"},
    [STATUS_NOT_ACCEPTED] = {"not_accepted",
                             "the connection waits at its listener until a program accepts it"},
    [STATUS_TIME_WAIT] = {"time_wait", "the connection has ended, and the kernel keeps its ports"},
    [STATUS_CLOSING] = {"closing", "its program has closed it, and the kernel ends the connection"},
    [STATUS_REQUEST] = {"request", "the connection is not established yet"},
    [STATUS_KERNEL] = {"kernel", "the kernel made it for itself"},
    [STATUS_HIDDEN] = {"hidden", "not all processes may be read, so one of them may hold it"},
    [STATUS_OTHER_PID_NAMESPACE] = {"other_pid_namespace",
                                    "a process of another pid namespace may hold it"},
    [STATUS_IN_FLIGHT] = {"in_flight",
                          "it waits in a message on a UNIX socket until a program receives it"},
    [STATUS_IO_URING] = {"io_uring", "an io_uring has registered it, and no descriptor is left"},
    [STATUS_UNKNOWN] = {"unknown", "no process was seen to hold it, and nothing says why"},
};
static_assert(sizeof(owner_status_rows) / sizeof(owner_status_rows[0]) == STATUS_COUNT,
              "every status has a word");
const size_t owner_status_rows_count = STATUS_COUNT;

/* A socket without a file: its state says why. */
static enum owner_status status_of_state(const struct sock *sock)
{
    switch (sock->have & HAVE_STATE ? sock->state : STATE_UNCONN) {
    case STATE_TIME_WAIT:
        return STATUS_TIME_WAIT;
    case STATE_SYN_RECV:
        return STATUS_REQUEST;
    case STATE_ESTABLISHED:
    case STATE_CLOSE_WAIT:
        return STATUS_NOT_ACCEPTED;
    case STATE_FIN_WAIT1:
    case STATE_FIN_WAIT2:
    case STATE_LAST_ACK:
    case STATE_CLOSING:
        return STATUS_CLOSING;
    default:
        return STATUS_UNKNOWN;
    }
}

static enum owner_status status_of_absence(enum owner_absence absence)
{
    static const enum owner_status statuses[] = {
        [ABSENCE_UNKNOWN] = STATUS_UNKNOWN,
        [ABSENCE_HIDDEN] = STATUS_HIDDEN,
        [ABSENCE_OTHER_PID_NAMESPACE] = STATUS_OTHER_PID_NAMESPACE,
        [ABSENCE_IO_URING] = STATUS_IO_URING,
        [ABSENCE_KERNEL] = STATUS_KERNEL,
        [ABSENCE_IN_FLIGHT] = STATUS_IN_FLIGHT,
    };
    return statuses[absence];
}

static bool is_gone(const struct sock *sock)
{
    return sock->have & HAVE_CHANGE && sock->change == CHANGE_GONE;
}

const struct process *columns_find_owners(const struct sock *sock, struct lookups *lookups,
                                          size_t *count)
{
    if (sock->have & HAVE_TIME || is_gone(sock))
        return last_owners_find(&lookups->last_owners, sock->cookie, count);
    if (sock_can_be_held(sock))
        return owners_find(&lookups->owners, sock->inode, count);
    *count = 0;
    return NULL;
}

bool columns_have_no_owner(const struct sock *sock)
{
    return !(sock->have & HAVE_TIME) && !sock_can_be_held(sock) && !sock_is_recorded(sock);
}

static enum owner_status status_of(const struct sock *sock, struct lookups *lookups)
{
    size_t count;
    columns_find_owners(sock, lookups, &count);
    if (count > 0)
        return STATUS_HELD;
    if (sock->of_kernel)
        return STATUS_KERNEL;
    if (sock->have & HAVE_TIME) /* it was destroyed, so its state says nothing of before */
        return STATUS_UNKNOWN;
    if (!(sock->have & HAVE_INODE))
        return status_of_state(sock);
    if (is_gone(sock) || sock_is_recorded(sock))
        return STATUS_UNKNOWN;
    return status_of_absence(owners_absence(&lookups->owners, sock->inode));
}

struct slice column_owner_reason(const struct sock *sock, struct lookups *lookups)
{
    enum owner_status status = status_of(sock, lookups);
    bool is_reason = status != STATUS_HELD && status != STATUS_UNKNOWN;
    return slice_of(is_reason ? owner_status_rows[status].name : "");
}

static bool get_owner_status(const struct column *column, const struct sock *sock,
                             struct lookups *lookups, struct value *value)
{
    (void)column;
    value->text = slice_of(owner_status_rows[status_of(sock, lookups)].name);
    return true;
}

static const char *owner_status_word(size_t place)
{
    return place < STATUS_COUNT ? owner_status_rows[place].name : NULL;
}

static const struct column rows[] = {
    {"owner_status", "Owner-Status",
     "whether a process holds the socket (held), or why none does: not_accepted, time_wait and so "
     "on",
     VALUE_TEXT, IN_OWNER_STATUS, NEED_OWNERS, .get = get_owner_status, .word = owner_status_word,
     .example = "held"},
};
const struct column_group columns_owner_status = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
