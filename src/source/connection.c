/* SPDX-License-Identifier: MIT */
#include "source/connection.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <string.h>

#include "source/md5_keys.h"
#include "source/netlink.h"

enum {
    ANSWER_SIZE = 32 * 1024,
    /* With more network devices than this, a dump is made instead. */
    DEVICES_MOST = 64,
};

/* One lookup in progress. */
struct lookup {
    const struct dump *dump;
    struct dump_report *report;
    struct mnl_socket *socket;
    struct sock asked; /* only the fields that a request needs */
    uint32_t sequence;
    uint64_t seen[DEVICES_MOST + 1]; /* cookies; a socket that is bound to no device is found once
                                      * for every device */
    size_t seen_count;
    _Alignas(struct nlmsghdr) char buffer[ANSWER_SIZE];
};

static bool send_request(struct lookup *lookup, uint32_t device)
{
    struct nlmsghdr header = {
        .nlmsg_type = SOCK_DIAG_BY_FAMILY,
        .nlmsg_flags = NLM_F_REQUEST,
        .nlmsg_seq = ++lookup->sequence,
    };
    lookup->asked.interface = device;
    return netlink_send_one(lookup->socket, &header, &lookup->asked, lookup->dump->request.needs);
}

static bool was_seen(struct lookup *lookup, uint64_t cookie)
{
    for (size_t i = 0; i < lookup->seen_count; i++) {
        if (lookup->seen[i] == cookie)
            return true;
    }
    lookup->seen[lookup->seen_count++] = cookie;
    return false;
}

static bool emit_found(struct lookup *lookup, char *body, size_t length)
{
    md5_keys_wipe(body, length);
    struct sock sock;
    const struct family *family = lookup->dump->family;
    if (family->parse_diag(family, lookup->dump->table, body, length, &sock) != PARSE_OK)
        return false;
    if (!was_seen(lookup, sock.cookie))
        dump_emit(lookup->dump, &sock, lookup->report);
    return true;
}

/* Whether the body of NLMSG_ERROR, a negative errno, means that there is no such socket. */
static bool is_absent(const char *body, size_t length)
{
    int32_t number = 0;
    if (length >= sizeof(number))
        memcpy(&number, body, sizeof(number));
    return number == -ENOENT;
}

/* Reads the message that answers the request, and ignores any others. */
static bool read_answer(struct lookup *lookup)
{
    struct nlmsghdr header;
    for (;;) {
        ssize_t length = netlink_receive(lookup->socket, lookup->buffer, sizeof(lookup->buffer));
        if (length < (ssize_t)sizeof(header))
            return false;
        memcpy(&header, lookup->buffer, sizeof(header));
        if (header.nlmsg_seq != lookup->sequence)
            continue;
        if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > (size_t)length)
            return false;
        char *body = lookup->buffer + sizeof(header);
        if (header.nlmsg_type == NLMSG_ERROR)
            return is_absent(body, header.nlmsg_len - sizeof(header));
        return header.nlmsg_type == SOCK_DIAG_BY_FAMILY &&
               emit_found(lookup, body, header.nlmsg_len - sizeof(header));
    }
}

static bool look_up(struct lookup *lookup, uint32_t device)
{
    if (lookup->report->result == DUMP_ENDED)
        return true;
    return send_request(lookup, device) && read_answer(lookup);
}

/* Looks up once without a device and once for each device: a socket that is bound to a device is
 * found only with it. */
static bool look_up_devices(struct lookup *lookup)
{
    struct if_nameindex *devices = if_nameindex();
    size_t count = 0;
    while (devices != NULL && devices[count].if_index != 0)
        count++;
    bool good = devices != NULL && count <= DEVICES_MOST && look_up(lookup, 0);
    for (size_t i = 0; i < count && good; i++)
        good = look_up(lookup, devices[i].if_index);
    if_freenameindex(devices);
    return good;
}

static void start(struct lookup *lookup, const struct filter_connection *connection)
{
    const struct family *family = lookup->dump->family;
    family_start(family, &family->tables[0], &family->kinds[0], &lookup->asked);
    lookup->asked.family = (uint8_t)connection->family;
    lookup->asked.local = connection->ends[0];
    lookup->asked.peer = connection->ends[1];
}

/* When a lookup fails after sockets were emitted, the whole fails. A dump would emit the same
 * sockets again. */
bool connection_look_up(const struct dump *dump, const struct filter_connection *connection,
                        struct dump_report *report)
{
    struct lookup lookup = {.dump = dump, .report = report, .socket = netlink_open()};
    *report = (struct dump_report){.result = DUMP_DONE};
    if (lookup.socket == NULL)
        return false;
    start(&lookup, connection);
    bool good = look_up_devices(&lookup);
    mnl_socket_close(lookup.socket);
    explicit_bzero(lookup.buffer, sizeof(lookup.buffer)); /* what was not read can have keys */
    if (good || report->emitted == 0)
        return good;
    report->result = DUMP_FAILED;
    error_set(&report->error, EIO, "netlink: %s: a lookup failed", dump_name(dump));
    return true;
}
