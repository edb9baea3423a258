/* SPDX-License-Identifier: MIT */
/* The least that a dump of sockets can cost: asks the kernel for it, counts the sockets, throws the
 * messages away, and prints the count. floor tcp|tcp-info|tcp-all|tcp-one-walk|udp|unix
 * With events NUMBER it receives that many events of destroyed UDP sockets instead.
 *
 * It shares no code with the program that is measured. */
#define _GNU_SOURCE 1

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECEIVE_SIZE = 32 * 1024, BODY_SIZE = 64, EVENTS_QUEUE_SIZE = 32 * 1024 * 1024 };

static const uint32_t all_states = UINT32_MAX;

/* What every detail together needs: `sockview -taniemo`. */
static const uint8_t all_details = 1 << (INET_DIAG_INFO - 1) | 1 << (INET_DIAG_CONG - 1) |
                                   1 << (INET_DIAG_VEGASINFO - 1) | 1 << (INET_DIAG_SKMEMINFO - 1) |
                                   1 << (INET_DIAG_SHUTDOWN - 1);

/* One request for a dump: a type of message and its body. */
struct request {
    uint16_t type;
    uint32_t length;
    char body[BODY_SIZE];
};

static struct request inet_request(int family, int protocol, uint8_t extensions)
{
    struct request request = {SOCK_DIAG_BY_FAMILY, sizeof(struct inet_diag_req_v2), {0}};
    struct inet_diag_req_v2 body = {
        .sdiag_family = (uint8_t)family,
        .sdiag_protocol = (uint8_t)protocol,
        .idiag_states = all_states,
        .idiag_ext = extensions,
    };
    memcpy(request.body, &body, sizeof(body));
    return request;
}

static struct request one_walk_request(void)
{
    struct request request = {TCPDIAG_GETSOCK, sizeof(struct inet_diag_req), {0}};
    struct inet_diag_req body = {.idiag_family = AF_UNSPEC, .idiag_states = all_states};
    memcpy(request.body, &body, sizeof(body));
    return request;
}

static struct request unix_request(void)
{
    struct request request = {SOCK_DIAG_BY_FAMILY, sizeof(struct unix_diag_req), {0}};
    struct unix_diag_req body = {
        .sdiag_family = AF_UNIX,
        .udiag_states = all_states,
        .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID,
    };
    memcpy(request.body, &body, sizeof(body));
    return request;
}

static int fail(const char *what, int number)
{
    fprintf(stderr, "floor: %s: %s\n", what, strerror(number));
    return -1;
}

static int send_request(int fd, const struct request *request)
{
    struct {
        struct nlmsghdr header;
        char body[BODY_SIZE];
    } message = {
        .header = {.nlmsg_len = NLMSG_HDRLEN + request->length,
                   .nlmsg_type = request->type,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
    };
    memcpy(message.body, request->body, request->length);
    if (send(fd, &message, message.header.nlmsg_len, 0) < 0)
        return fail("send", errno);
    return 0;
}

/* Counts the sockets in one datagram. 1 when the dump goes on, 0 when it has ended. */
static int count(const char *buffer, size_t left, uint16_t type, unsigned long *sockets)
{
    struct nlmsghdr header;
    while (left >= sizeof(header)) {
        memcpy(&header, buffer, sizeof(header));
        if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > left)
            return fail("answer", EBADMSG);
        if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR) {
            int32_t number = 0;
            if (header.nlmsg_len >= sizeof(header) + sizeof(number))
                memcpy(&number, buffer + sizeof(header), sizeof(number));
            return number == 0 ? 0 : fail("dump", -number);
        }
        *sockets += header.nlmsg_type == type;
        size_t step = NLMSG_ALIGN(header.nlmsg_len);
        step = step < left ? step : left;
        buffer += step;
        left -= step;
    }
    return 1;
}

static int dump(int fd, struct request request, unsigned long *sockets)
{
    static _Alignas(struct nlmsghdr) char buffer[RECEIVE_SIZE];
    int more = 1;
    if (send_request(fd, &request) != 0)
        return -1;
    while (more > 0) {
        ssize_t length = recv(fd, buffer, sizeof(buffer), 0);
        if (length < 0)
            return fail("recv", errno);
        more = count(buffer, (size_t)length, request.type, sockets);
    }
    return more;
}

static int dump_both(int fd, int protocol, uint8_t extensions, unsigned long *sockets)
{
    if (dump(fd, inet_request(AF_INET, protocol, extensions), sockets) != 0)
        return -1;
    return dump(fd, inet_request(AF_INET6, protocol, extensions), sockets);
}

static int run(const char *what, int fd, unsigned long *sockets)
{
    if (strcmp(what, "tcp") == 0)
        return dump_both(fd, IPPROTO_TCP, 0, sockets);
    if (strcmp(what, "tcp-info") == 0)
        return dump_both(fd, IPPROTO_TCP, 1 << (INET_DIAG_INFO - 1), sockets);
    if (strcmp(what, "tcp-all") == 0)
        return dump_both(fd, IPPROTO_TCP, all_details, sockets);
    if (strcmp(what, "tcp-one-walk") == 0)
        return dump(fd, one_walk_request(), sockets);
    if (strcmp(what, "udp") == 0)
        return dump_both(fd, IPPROTO_UDP, 0, sockets);
    if (strcmp(what, "unix") == 0)
        return dump(fd, unix_request(), sockets);
    return fail(what, EINVAL);
}

/* Receives `most` events of destroyed UDP sockets over IPv4 and IPv6, each by itself. */
static int receive_events(int fd, unsigned long most, unsigned long *sockets)
{
    static const int groups[] = {SKNLGRP_INET_UDP_DESTROY, SKNLGRP_INET6_UDP_DESTROY};
    static char buffer[RECEIVE_SIZE];
    const int size = EVENTS_QUEUE_SIZE;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK};
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        return fail("bind", errno);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i], sizeof(int)) != 0)
            return fail("NETLINK_ADD_MEMBERSHIP", errno);
    }
    for (*sockets = 0; *sockets < most; ++*sockets) {
        if (recv(fd, buffer, sizeof(buffer), 0) < 0)
            return fail("recv", errno);
    }
    return 0;
}

int main(int argc, char **argv)
{
    unsigned long sockets = 0;
    bool is_events = argc == 3 && strcmp(argv[1], "events") == 0;
    if (argc != 2 && !is_events) {
        fprintf(stderr, "usage: floor tcp|tcp-info|tcp-all|tcp-one-walk|udp|unix|events NUMBER\n");
        return 1;
    }
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0) {
        fail("socket", errno);
        return 1;
    }
    int result = is_events ? receive_events(fd, strtoul(argv[2], NULL, 10), &sockets)
                           : run(argv[1], fd, &sockets);
    if (result != 0)
        return 1;
    printf("%lu\n", sockets);
    return 0;
}
