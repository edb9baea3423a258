/* SPDX-License-Identifier: MIT */
/* Holds many sockets in the current network namespace: socket_load KIND SOCKETS PROCESSES
 *
 * Prints `ready SOCKETS` when all exist and ends, with all of them, when stdin reaches EOF. Both
 * ends of a TCP connection and of a UNIX pair count. Ports never run out: each process has its own
 * 127.x addresses, and takes the next one when the ports of one are used up. The accepted ends of
 * a process have a port that no other socket has: SERVER_PORT for the first, and so on. With churn
 * each process opens and closes one UDP socket, again and again. */
#define _GNU_SOURCE 1

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PORT_FIRST = 1024,
    PORTS_PER_ADDRESS = 60000,
    SERVER_PORT = PORT_FIRST + PORTS_PER_ADDRESS,
    PROCESSES_MAX = 4000, /* 127.0.0.0/8 divided into blocks of BLOCK_SIZE addresses */
    BLOCK_SIZE = 4096,
    SPARE_DESCRIPTORS = 64,
};

static int fail(const char *what)
{
    fprintf(stderr, "socket_load: %s: %s\n", what, strerror(errno));
    return -1;
}

/* The address and port number `index` of process `process`; no two are alike. */
static struct sockaddr_in address_at(unsigned process, unsigned index)
{
    unsigned block = (127u << 24) + (process + 1) * BLOCK_SIZE;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(block + 1 + index / PORTS_PER_ADDRESS),
        .sin_port = htons((uint16_t)(PORT_FIRST + index % PORTS_PER_ADDRESS)),
    };
    return address;
}

static int bound_socket(int type, struct sockaddr_in address)
{
    int fd = socket(AF_INET, type, 0);
    if (fd < 0)
        return fail("socket");
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        return fail("bind");
    return fd;
}

/* Lets a connection end without TIME_WAIT. */
static int reset_on_close(int fd)
{
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    return setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
}

static int open_connection(int listener, struct sockaddr_in server, struct sockaddr_in client)
{
    int fd = bound_socket(SOCK_STREAM, client);
    if (fd < 0)
        return -1;
    if (reset_on_close(fd) != 0)
        return fail("SO_LINGER");
    if (connect(fd, (struct sockaddr *)&server, sizeof(server)) != 0)
        return fail("connect");
    int accepted = accept(listener, NULL, NULL);
    if (accepted < 0)
        return fail("accept");
    return reset_on_close(accepted) == 0 ? 0 : fail("SO_LINGER");
}

static int open_tcp(unsigned process, unsigned sockets)
{
    struct sockaddr_in server = address_at(process, (BLOCK_SIZE - 3) * PORTS_PER_ADDRESS);
    server.sin_port = htons((uint16_t)(SERVER_PORT + process));
    int listener = bound_socket(SOCK_STREAM, server);
    if (listener < 0)
        return -1;
    if (listen(listener, 16) != 0)
        return fail("listen");
    for (unsigned i = 0; i < sockets / 2; i++) {
        if (open_connection(listener, server, address_at(process, i)) != 0)
            return -1;
    }
    return close(listener);
}

static int open_udp(unsigned process, unsigned sockets)
{
    for (unsigned i = 0; i < sockets; i++) {
        if (bound_socket(SOCK_DGRAM, address_at(process, i)) < 0)
            return -1;
    }
    return 0;
}

static int open_unix(unsigned process, unsigned sockets)
{
    (void)process;
    for (unsigned i = 0; i < sockets / 2; i++) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
            return fail("socketpair");
    }
    return 0;
}

static int open_nothing(unsigned process, unsigned sockets)
{
    (void)process, (void)sockets;
    return 0;
}

/* Opens and closes sockets as fast as it can. */
static void churn_udp(unsigned process)
{
    unsigned index = 0;
    for (;;) {
        int fd = bound_socket(SOCK_DGRAM, address_at(process, index++ % PORTS_PER_ADDRESS));
        if (fd < 0)
            _exit(1);
        close(fd);
    }
}

struct kind {
    const char *name;
    bool paired; /* sockets come in twos */
    int (*open)(unsigned process, unsigned sockets);
    void (*go_on)(unsigned process); /* after `ready`; NULL: does nothing */
};

static const struct kind kinds[] = {
    {"tcp", true, open_tcp, NULL},
    {"udp", false, open_udp, NULL},
    {"unix", true, open_unix, NULL},
    {"churn", false, open_nothing, churn_udp},
};

static const struct kind *kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    }
    return NULL;
}

static int raise_descriptor_limit(unsigned sockets)
{
    rlim_t wanted = sockets + SPARE_DESCRIPTORS;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return fail("RLIMIT_NOFILE");
    if (limit.rlim_cur >= wanted)
        return 0;
    limit.rlim_cur = wanted;
    if (limit.rlim_max < wanted)
        limit.rlim_max = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
        return 0;
    fprintf(stderr, "socket_load: RLIMIT_NOFILE %llu: %s (more processes need less)\n",
            (unsigned long long)wanted, strerror(errno));
    return -1;
}

static _Noreturn void hold(const struct kind *kind, unsigned process, unsigned sockets, int ready,
                           pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(1);
    if (raise_descriptor_limit(sockets) != 0 || kind->open(process, sockets) != 0)
        _exit(1);
    if (write(ready, "", 1) != 1)
        _exit(1);
    close(ready);
    if (kind->go_on != NULL)
        kind->go_on(process);
    for (;;)
        pause();
}

/* Sockets of one of `processes`, when `total` of them (or pairs of them) are dealt out evenly. */
static unsigned share(const struct kind *kind, unsigned total, unsigned processes, unsigned process)
{
    unsigned unit = kind->paired ? 2 : 1;
    unsigned units = total / unit;
    return unit * (units / processes + (process < units % processes ? 1 : 0));
}

static int start(const struct kind *kind, unsigned total, unsigned processes, pid_t *children)
{
    pid_t parent = getpid();
    int ready[2];
    if (pipe(ready) != 0)
        return fail("pipe");
    for (unsigned i = 0; i < processes; i++) {
        children[i] = fork();
        if (children[i] < 0)
            return fail("fork");
        if (children[i] == 0) {
            close(ready[0]);
            hold(kind, i, share(kind, total, processes, i), ready[1], parent);
        }
    }
    close(ready[1]);
    unsigned done = 0;
    char byte;
    while (done < processes && read(ready[0], &byte, 1) == 1)
        done++;
    close(ready[0]);
    if (done == processes)
        return 0;
    fprintf(stderr, "socket_load: %u of %u processes failed\n", processes - done, processes);
    return -1;
}

static void stop(unsigned processes, const pid_t *children)
{
    for (unsigned i = 0; i < processes; i++) {
        if (children[i] > 0)
            kill(children[i], SIGKILL);
    }
    for (unsigned i = 0; i < processes; i++) {
        if (children[i] > 0)
            waitpid(children[i], NULL, 0);
    }
}

static void wait_for_end_of_input(void)
{
    char buffer[256];
    ssize_t length;
    do
        length = read(STDIN_FILENO, buffer, sizeof(buffer));
    while (length > 0 || (length < 0 && errno == EINTR));
}

static bool parse_count(const char *text, unsigned least, unsigned most, unsigned *count)
{
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < least || value > most)
        return false;
    *count = (unsigned)value;
    return true;
}

int main(int argc, char **argv)
{
    static pid_t children[PROCESSES_MAX];
    const struct kind *kind = argc == 4 ? kind_find(argv[1]) : NULL;
    unsigned total;
    unsigned processes;
    if (kind == NULL || !parse_count(argv[2], 1, 4000000, &total) ||
        !parse_count(argv[3], 1, PROCESSES_MAX, &processes)) {
        fprintf(stderr, "usage: socket_load tcp|udp|unix|churn SOCKETS PROCESSES\n");
        return 1;
    }
    if (kind->paired && total % 2 != 0) {
        fprintf(stderr, "socket_load: %u: sockets of this kind come in pairs\n", total);
        return 1;
    }
    int status = start(kind, total, processes, children) == 0 ? 0 : 1;
    if (status == 0) {
        printf("ready %u\n", total);
        fflush(stdout);
        wait_for_end_of_input();
    }
    stop(processes, children);
    return status;
}
