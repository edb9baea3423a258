/* SPDX-License-Identifier: MIT */

/* To be preloaded (LD_PRELOAD): alters what a program is told by sock_diag and, for one name of
 * a file, by open. NETLINK_FAULTS holds the faults, separated by semicolons; every word but a name
 * is a number, and those of receipts count from 1 over the whole run:
 *   receive N ERRNO                      the N-th receipt fails
 *   refuse FAMILY PROTOCOL WAY ERRNO     requests for this table (-1: any), or for it and
 *                                        others at once (family 0), are refused, by WAY: "send",
 *                                        or a message, "done" or "error"
 *   program ERRNO                        requests with a program of a filter
 *                                        (INET_DIAG_REQ_BYTECODE) are refused
 *   forge SENDER SEQUENCE PORT           before each answer comes a datagram with a socket and an
 *                                        end, from port SENDER, with the right sequence and port
 *                                        plus these numbers
 *   interrupt N                          the N-th receipt (0: each) is marked NLM_F_DUMP_INTR
 *   delay N MILLISECONDS                 each receipt from the N-th on comes so much later
 *   truncate N                           the N-th receipt is marked MSG_TRUNC
 *   open NAME ERRNO                      files of this name cannot be opened
 *   socket N ERRNO                       the N-th socket for sock_diag, and those after it, fail
 * What the program does is appended to the file NETLINK_FAULTS_LOG, a line each: "timeout SECONDS",
 * "request FAMILY PROTOCOL", "program BYTES", "receive SIZE", "received BYTES". */
#include <arpa/inet.h>
#include <asm/fcntl.h>
#include <dlfcn.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { FORGED_PORT = 666, FORGED_INODE = 666666, WAITING_MOST = 8 };

/* fcntl.h would make one name of these two. */
int openat(int directory, const char *path, int flags, ...);
int openat64(int directory, const char *path, int flags, ...);

/* A datagram that did not come from the kernel. */
struct datagram {
    uint32_t sender;
    size_t length;
    _Alignas(struct nlmsghdr) char bytes[256];
};

static struct datagram waiting[WAITING_MOST];
static size_t waiting_count;
static int receipts, sockets;

/* Looks the function up that was to be called. */
static void find_real(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL)
        abort();
    memcpy(function, &found, size);
}

__attribute__((format(printf, 1, 2))) static void put_log(const char *format, ...)
{
    const char *path = getenv("NETLINK_FAULTS_LOG");
    FILE *log = path == NULL ? NULL : fopen(path, "ae");
    if (log == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(log, format, arguments);
    va_end(arguments);
    fclose(log);
}

/* The words after `kind` in the next fault of that kind after `at`, or in the first one when `at`
 * is NULL. NULL when there are no more. */
static const char *next_fault(const char *at, const char *kind)
{
    size_t length = strlen(kind);
    const char *next = at == NULL ? getenv("NETLINK_FAULTS") : strchr(at, ';');
    while (next != NULL) {
        next += strspn(next, "; ");
        if (strncmp(next, kind, length) == 0 && next[length] == ' ')
            return next + length;
        next = strchr(next, ';');
    }
    return NULL;
}

static bool is_diag(int descriptor)
{
    int domain = -1, protocol = -1;
    socklen_t size = sizeof(int);
    return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
           getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 &&
           domain == AF_NETLINK && protocol == NETLINK_SOCK_DIAG;
}

static struct datagram *add_datagram(uint32_t sender)
{
    if (waiting_count == WAITING_MOST)
        abort();
    struct datagram *datagram = &waiting[waiting_count++];
    *datagram = (struct datagram){.sender = sender};
    return datagram;
}

static void put_message(struct datagram *datagram, uint16_t type, const struct nlmsghdr *like,
                        const void *payload, size_t length)
{
    struct nlmsghdr header = {
        .nlmsg_len = (uint32_t)NLMSG_LENGTH(length),
        .nlmsg_type = type,
        .nlmsg_flags = NLM_F_MULTI,
        .nlmsg_seq = like->nlmsg_seq,
        .nlmsg_pid = like->nlmsg_pid,
    };
    if (datagram->length + NLMSG_SPACE(length) > sizeof(datagram->bytes))
        abort();
    memcpy(datagram->bytes + datagram->length, &header, sizeof(header));
    memcpy(datagram->bytes + datagram->length + NLMSG_HDRLEN, payload, length);
    datagram->length += NLMSG_SPACE(length);
}

static void forge(const struct nlmsghdr *answer, const struct sock_diag_req *request)
{
    const char *at = NULL;
    while ((at = next_fault(at, "forge")) != NULL) {
        int sender, sequence, port;
        if (sscanf(at, "%d %d %d", &sender, &sequence, &port) != 3)
            abort();
        struct nlmsghdr header = *answer;
        header.nlmsg_seq += (uint32_t)sequence;
        header.nlmsg_pid += (uint32_t)port;
        struct inet_diag_msg socket = {
            .idiag_family = request->sdiag_family == AF_UNSPEC ? AF_INET : request->sdiag_family,
            .idiag_state = TCP_LISTEN,
            .id = {.idiag_sport = htons(FORGED_PORT), .idiag_cookie = {1, 1}},
            .idiag_inode = FORGED_INODE,
        };
        struct datagram *datagram = add_datagram((uint32_t)sender);
        put_message(datagram, answer->nlmsg_type, &header, &socket, sizeof(socket));
        put_message(datagram, NLMSG_DONE, &header, &(int){0}, sizeof(int));
    }
}

/* Whether sockets of the family, -1 for any, were asked for. */
static bool is_among(int family, const struct sock_diag_req *request)
{
    bool is_inet = family == AF_INET || family == AF_INET6;
    return family < 0 || family == request->sdiag_family ||
           (is_inet && request->sdiag_family == AF_UNSPEC);
}

/* The request for all TCP has another layout, and no protocol. */
static struct sock_diag_req read_request(const struct nlmsghdr *header)
{
    struct sock_diag_req request = {AF_UNSPEC, IPPROTO_TCP};
    if (header->nlmsg_type != TCPDIAG_GETSOCK)
        memcpy(&request, (const char *)header + NLMSG_HDRLEN, sizeof(request));
    return request;
}

/* Whether the request is not to reach the kernel; `*result` is then what the caller gets. */
static bool refuse(const struct nlmsghdr *answer, const struct sock_diag_req *request,
                   ssize_t *result)
{
    const char *at = NULL;
    while ((at = next_fault(at, "refuse")) != NULL) {
        int family, protocol, number;
        char way[8];
        if (sscanf(at, "%d %d %7s %d", &family, &protocol, way, &number) != 4)
            abort();
        if (!is_among(family, request) || (protocol >= 0 && protocol != request->sdiag_protocol))
            continue;
        if (strcmp(way, "send") == 0) {
            errno = number;
            *result = -1;
            return true;
        }
        struct nlmsgerr error = {.error = -number};
        bool done = strcmp(way, "done") == 0;
        put_message(add_datagram(0), done ? NLMSG_DONE : NLMSG_ERROR, answer, &error,
                    done ? sizeof(error.error) : sizeof(error));
        return true;
    }
    return false;
}

/* How many bytes of program a request of inet_diag has. */
static size_t program_length(const char *request, size_t length)
{
    struct nlmsghdr header;
    struct nlattr attribute;
    memcpy(&header, request, sizeof(header));
    size_t at = header.nlmsg_type == TCPDIAG_GETSOCK
                    ? NLMSG_LENGTH(sizeof(struct inet_diag_req))
                    : NLMSG_LENGTH(sizeof(struct inet_diag_req_v2));
    while (at + sizeof(attribute) <= length) {
        memcpy(&attribute, request + at, sizeof(attribute));
        if (attribute.nla_len < sizeof(attribute))
            return 0;
        if (attribute.nla_type == INET_DIAG_REQ_BYTECODE)
            return attribute.nla_len - sizeof(attribute);
        at += (attribute.nla_len + NLA_ALIGNTO - 1u) & ~(NLA_ALIGNTO - 1u);
    }
    return 0;
}

/* As the kernel does it: at the end of a dump that has nothing else. */
static bool refuse_program(const struct nlmsghdr *answer, size_t program)
{
    const char *at = program == 0 ? NULL : next_fault(NULL, "program");
    int number;
    if (at == NULL || sscanf(at, "%d", &number) != 1)
        return false;
    number = -number;
    put_message(add_datagram(0), NLMSG_DONE, answer, &number, sizeof(number));
    return true;
}

static uint32_t port_of(int descriptor)
{
    struct sockaddr_nl address = {0};
    socklen_t size = sizeof(address);
    getsockname(descriptor, (struct sockaddr *)&address, &size);
    return address.nl_pid;
}

ssize_t sendto(int descriptor, const void *data, size_t length, int flags,
               __CONST_SOCKADDR_ARG address, socklen_t address_length)
{
    __typeof__(sendto) *real;
    find_real("sendto", &real, sizeof(real));
    if (is_diag(descriptor) && length >= NLMSG_LENGTH(sizeof(struct sock_diag_req))) {
        struct nlmsghdr header;
        struct sock_diag_req request = read_request(data);
        ssize_t result = (ssize_t)length;
        memcpy(&header, data, sizeof(header));
        header.nlmsg_pid = port_of(descriptor);
        put_log("request %u %u\n", request.sdiag_family, request.sdiag_protocol);
        size_t program = program_length(data, length);
        if (program > 0)
            put_log("program %zu\n", program);
        forge(&header, &request);
        if (refuse_program(&header, program) || refuse(&header, &request, &result))
            return result;
    }
    return real(descriptor, data, length, flags, address, address_length);
}

static ssize_t take_waiting(struct msghdr *message)
{
    struct datagram datagram = waiting[0];
    struct sockaddr_nl sender = {.nl_family = AF_NETLINK, .nl_pid = datagram.sender};
    memmove(waiting, waiting + 1, --waiting_count * sizeof(waiting[0]));
    if (message->msg_iovlen < 1 || message->msg_iov[0].iov_len < datagram.length ||
        message->msg_namelen < sizeof(sender))
        abort();
    memcpy(message->msg_iov[0].iov_base, datagram.bytes, datagram.length);
    memcpy(message->msg_name, &sender, sizeof(sender));
    message->msg_namelen = sizeof(sender);
    message->msg_flags = 0;
    return (ssize_t)datagram.length;
}

static void mark_interrupted(void *data, size_t length)
{
    for (struct nlmsghdr *header = data; NLMSG_OK(header, length);
         header = NLMSG_NEXT(header, length))
        header->nlmsg_flags |= NLM_F_DUMP_INTR;
}

static void alter(struct msghdr *message, size_t length)
{
    const char *at = NULL;
    int number;
    while ((at = next_fault(at, "interrupt")) != NULL) {
        if (sscanf(at, "%d", &number) == 1 && (number == 0 || number == receipts))
            mark_interrupted(message->msg_iov[0].iov_base, length);
    }
    while ((at = next_fault(at, "truncate")) != NULL) {
        if (sscanf(at, "%d", &number) == 1 && number == receipts)
            message->msg_flags |= MSG_TRUNC;
    }
}

/* The errno with which this receipt fails, or 0. */
static int receipt_error(void)
{
    const char *at = NULL;
    while ((at = next_fault(at, "receive")) != NULL) {
        int number, error;
        if (sscanf(at, "%d %d", &number, &error) == 2 && number == receipts)
            return error;
    }
    return 0;
}

static void delay_receipt(void)
{
    const char *at = NULL;
    while ((at = next_fault(at, "delay")) != NULL) {
        int number, milliseconds;
        if (sscanf(at, "%d %d", &number, &milliseconds) == 2 && receipts >= number)
            usleep((useconds_t)milliseconds * 1000);
    }
}

ssize_t recvmsg(int descriptor, struct msghdr *message, int flags)
{
    __typeof__(recvmsg) *real;
    find_real("recvmsg", &real, sizeof(real));
    if (!is_diag(descriptor))
        return real(descriptor, message, flags);
    receipts++;
    put_log("receive %zu\n", message->msg_iovlen < 1 ? 0 : message->msg_iov[0].iov_len);
    delay_receipt();
    int error = receipt_error();
    if (error != 0) {
        errno = error;
        return -1;
    }
    ssize_t length = waiting_count > 0 ? take_waiting(message) : real(descriptor, message, flags);
    if (length >= 0)
        alter(message, (size_t)length);
    put_log("received %zd\n", length);
    return length;
}

int setsockopt(int descriptor, int level, int name, const void *value, socklen_t length)
{
    __typeof__(setsockopt) *real;
    struct timeval timeout;
    find_real("setsockopt", &real, sizeof(real));
    if (is_diag(descriptor) && level == SOL_SOCKET && name == SO_RCVTIMEO &&
        length == sizeof(timeout)) {
        memcpy(&timeout, value, sizeof(timeout));
        put_log("timeout %lld\n", (long long)timeout.tv_sec);
    }
    return real(descriptor, level, name, value, length);
}

int socket(int domain, int type, int protocol)
{
    __typeof__(socket) *real;
    find_real("socket", &real, sizeof(real));
    const char *at = NULL;
    bool counts = domain == AF_NETLINK && protocol == NETLINK_SOCK_DIAG;
    sockets += counts;
    while (counts && (at = next_fault(at, "socket")) != NULL) {
        int number, error;
        if (sscanf(at, "%d %d", &number, &error) == 2 && sockets >= number) {
            errno = error;
            return -1;
        }
    }
    return real(domain, type, protocol);
}

/* The errno with which a file cannot be opened, or 0. */
static int open_error(const char *path)
{
    const char *slash = strrchr(path, '/'), *at = NULL;
    while ((at = next_fault(at, "open")) != NULL) {
        char name[64];
        int error;
        if (sscanf(at, "%63s %d", name, &error) == 2 &&
            strcmp(name, slash == NULL ? path : slash + 1) == 0)
            return error;
    }
    return 0;
}

static int open_with(const char *function, int directory, const char *path, int flags, int mode)
{
    __typeof__(openat) *real;
    find_real(function, &real, sizeof(real));
    errno = open_error(path);
    return errno != 0 ? -1 : real(directory, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = flags & O_CREAT ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return open_with("openat", directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = flags & O_CREAT ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return open_with("openat64", directory, path, flags, mode);
}

/* What a fortified build calls when it does not know the flags. */
int __openat64_2(int directory, const char *path, int flags);

int __openat64_2(int directory, const char *path, int flags)
{
    return open_with("openat64", directory, path, flags, 0);
}
