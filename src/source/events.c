/* SPDX-License-Identifier: MIT */
#include "source/events.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "family/attribute.h"
#include "family/families.h"
#include "source/netlink.h"
#include "source/netlink_batch.h"
#include "util/clock.h"

enum {
    /* Room for about fifty thousand sockets destroyed before they are read. The kernel doubles
     * it. */
    QUEUE_SIZE = 32 * 1024 * 1024,
    /* Room for the events of some milliseconds, as many as a processor can cause. Without
     * CAP_NET_ADMIN, net.core.rmem_max usually allows a queue of a few hundred sockets. */
    ROOMY_SIZE = 4 * 1024 * 1024,
};

struct events {
    struct mnl_socket *socket;
    struct events_report report;
    bool overrun; /* the kernel reported that messages were lost */
    struct netlink_batch batch;
};

struct events *events_open(struct error *error)
{
    struct events *events = calloc(1, sizeof(*events));
    if (events != NULL)
        events->socket = netlink_open();
    if (events == NULL || events->socket == NULL) {
        error_set_errno(error, errno, "events: cannot open a socket to sock_diag");
        free(events);
        return NULL;
    }
    int size = QUEUE_SIZE, descriptor = events_descriptor(events);
    if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) != 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    return events;
}

void events_close(struct events *events)
{
    if (events == NULL)
        return;
    mnl_socket_close(events->socket);
    free(events);
}

bool events_can_wait(const struct events *events)
{
    int size = 0;
    socklen_t length = sizeof(size);
    return getsockopt(events_descriptor(events), SOL_SOCKET, SO_RCVBUF, &size, &length) == 0 &&
           size >= ROOMY_SIZE;
}

int events_descriptor(const struct events *events)
{
    return mnl_socket_get_fd(events->socket);
}

bool events_join(struct events *events, const struct socket_table *table, struct error *error)
{
    int group = table->destroy_group;
    return mnl_socket_setsockopt(events->socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) ==
               0 ||
           error_set_errno(error, errno, "events: %s", table->proc_file);
}

static uint8_t find_protocol(const void *body, size_t length)
{
    struct attributes attributes = attributes_after(body, length, sizeof(struct inet_diag_msg));
    struct attribute attribute;
    uint8_t protocol = 0;
    while (attributes_next(&attributes, &attribute)) {
        if (attribute.type == INET_DIAG_PROTOCOL)
            attribute_read(&attribute, &protocol, sizeof(protocol));
    }
    return protocol;
}

static const struct socket_table *find_table(const struct family *family, int address_family,
                                             uint8_t protocol)
{
    for (size_t i = 0; i < family->table_count; i++) {
        const struct socket_table *table = &family->tables[i];
        if (table->destroy_group != 0 && table->address_family->number == address_family &&
            table->number == protocol)
            return table;
    }
    return NULL;
}

/* Forgets values that the kernel does not report correctly. The send queue of UDP is one too low,
 * so an empty one is below zero. When a connection is aborted, tcp_disconnect() resets the peer
 * port and the number from which the send queue is counted. */
static void forget_unknown(struct sock *sock)
{
    sock->have &= ~EVENTS_LACK;
    bool aborted = sock->state == STATE_CLOSE && sock->peer.port == 0;
    if (sock->send_q == UINT32_MAX || (aborted && sock->send_q != 0))
        sock->have &= ~HAVE_SEND_Q;
}

enum parse_result events_parse(const void *body, size_t length, struct sock *sock)
{
    if (length < sizeof(struct inet_diag_msg))
        return PARSE_BAD;
    uint8_t protocol = find_protocol(body, length);
    for (size_t i = 0; i < families_count; i++) {
        const struct socket_table *table =
            find_table(families[i], *(const uint8_t *)body, protocol);
        if (table == NULL)
            continue;
        enum parse_result result = families[i]->parse_diag(families[i], table, body, length, sock);
        if (result == PARSE_OK)
            forget_unknown(sock);
        return result;
    }
    return PARSE_SKIP;
}

/* What the sockets of one batch have in common. */
struct reading {
    struct events *events;
    uint64_t time; /* when they were read */
    uint32_t netns;
    struct emitter emitter;
};

static bool emit(const struct reading *reading, const struct nlmsghdr *header)
{
    struct sock sock;
    enum parse_result result =
        events_parse(mnl_nlmsg_get_payload(header), mnl_nlmsg_get_payload_len(header), &sock);
    reading->events->report.malformed += result == PARSE_BAD;
    if (result != PARSE_OK)
        return true;
    sock.time = reading->time;
    sock.have |= HAVE_TIME;
    if (reading->netns != 0) {
        sock.netns = reading->netns;
        sock.have |= HAVE_NETNS;
    }
    return reading->emitter.emit(reading->emitter.context, &sock) == EMIT_GO;
}

/* Reads one datagram. False when emit wants no more. */
static bool consume(const struct reading *reading, const char *at, size_t length)
{
    while (netlink_message_fits((const void *)at, length)) {
        const struct nlmsghdr *header = (const void *)at;
        size_t step = NLMSG_ALIGN((size_t)header->nlmsg_len);
        if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY && !emit(reading, header))
            return false;
        at += step < length ? step : length;
        length -= step < length ? step : length;
    }
    reading->events->report.malformed += length > 0;
    return true;
}

static enum events_result consume_batch(struct events *events, int count, uint32_t netns,
                                        struct emitter emitter)
{
    struct reading reading = {events, clock_of_day(), netns, emitter};
    for (int i = 0; i < count; i++) {
        ptrdiff_t length = netlink_batch_length(&events->batch, i);
        if (length < 0)
            events->report.malformed++;
        else if (!consume(&reading, events->batch.data[i].bytes, (size_t)length))
            return EVENTS_ENDED;
    }
    return EVENTS_READ;
}

enum events_result events_read(struct events *events, uint32_t netns, struct emitter emitter,
                               struct error *error)
{
    int count = netlink_batch_receive(events->socket, &events->batch);
    if (count >= 0)
        return consume_batch(events, count, netns, emitter);
    if (errno == EAGAIN)
        return EVENTS_EMPTY;
    if (errno != ENOBUFS)
        return error_set_errno(error, errno, "events"), EVENTS_FAILED;
    events->overrun = true;
    return EVENTS_READ;
}

/* The kernel reports a full queue only once, but it counts every message that it drops. */
const struct events_report *events_report(struct events *events)
{
    uint32_t memory[SK_MEMINFO_VARS] = {0};
    socklen_t size = sizeof(memory);
    if (getsockopt(events_descriptor(events), SOL_SOCKET, SO_MEMINFO, memory, &size) == 0 &&
        size > SK_MEMINFO_DROPS * sizeof(memory[0]))
        events->report.lost += memory[SK_MEMINFO_DROPS] - (uint32_t)events->report.lost;
    events->report.lost_unknown = events->overrun && events->report.lost == 0;
    return &events->report;
}
