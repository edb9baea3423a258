/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_IN_USE_H
#define SOCKVIEW_SOURCE_IN_USE_H

#include <stdbool.h>
#include <stdint.h>

/* How many sockets a network namespace has, as the kernel counts them (net/sockstat and
 * net/sockstat6 in /proc; net/ipv4/proc.c). */
struct sockets_in_use {
    bool known;
    uint64_t all; /* of every family, in a table or not; without TIME_WAIT and the kernel's own */
    uint64_t tcp; /* in the tables of listeners and of connections; without TIME_WAIT, and without
                   * requests, which are SYN_RECV */
    uint64_t udp, udp6; /* in the table of UDP, which has all that are bound or connected */
    uint64_t time_wait; /* of TCP, with FIN_WAIT2 that no process holds */
};

/* Counts the sockets of the namespace that the first thread of this process is in. `proc` is where
 * a procfs is mounted. Not known when it cannot be read or understood. */
void in_use_read(const char *proc, struct sockets_in_use *use);

/* Whether that namespace may have received a segment of TCP since it was made (net/snmp). True
 * when it is unknown. */
bool in_use_received(const char *proc);

#endif
