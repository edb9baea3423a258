/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOCK_H
#define SOCKVIEW_SOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state.h"
#include "util/slice.h"

struct family;
struct kind;

/* Which fields of a struct sock are known. A known zero is not unknown. */
enum sock_have {
    HAVE_STATE = 1u << 0,
    HAVE_RECV_Q = 1u << 1,
    HAVE_SEND_Q = 1u << 2,
    HAVE_LOCAL = 1u << 3,
    HAVE_PEER = 1u << 4,
    HAVE_UID = 1u << 5,
    HAVE_INODE = 1u << 6, /* clear also when there is none: TIME_WAIT, not yet accepted, orphan */
    HAVE_INTERFACE = 1u << 7,
    HAVE_MARK = 1u << 8,
    HAVE_COOKIE = 1u << 9,
    HAVE_NETNS = 1u << 10,
    HAVE_TIMER = 1u << 11,
    HAVE_TIMER_DETAIL = 1u << 12, /* a timer runs: its expiry and retransmissions are known */
    HAVE_V6ONLY = 1u << 13,
    HAVE_SHUTDOWN = 1u << 14,
    HAVE_CGROUP = 1u << 15,
    HAVE_TOS = 1u << 16,
    HAVE_TCLASS = 1u << 17,
    HAVE_PRIORITY = 1u << 18,
    HAVE_PROTOCOL = 1u << 19,
    HAVE_PEER_INODE = 1u << 20,
    HAVE_DROPS = 1u << 21,
    HAVE_GROUPS = 1u << 22,
    HAVE_TIME = 1u << 23, /* it was destroyed: who held it is known from before, if at all */
    HAVE_AUTOBOUND = 1u << 24,
};

/* One end of a socket. */
struct endpoint {
    uint8_t address[16]; /* network order; an IPv4 address uses the first 4 bytes */
    uint32_t scope;      /* interface index of a link-local IPv6 address, else 0 */
    uint32_t port;       /* host order; 0 means none; of a netlink socket its port id */
};

/* Timers of a socket, with the numbers of idiag_timer (linux/inet_diag.h). */
enum timer {
    TIMER_OFF = 0,
    TIMER_ON = 1,
    TIMER_KEEPALIVE = 2,
    TIMER_TIME_WAIT = 3,
    TIMER_PERSIST = 4,
};

/* Blocks of bytes that a family's own columns read, with the layout of the kernel's headers. They
 * may be shorter or longer than here: older and newer kernels have fewer and more fields. */
enum fact {
    FACT_TCP_INFO,   /* struct tcp_info (linux/tcp.h) */
    FACT_MPTCP_INFO, /* struct mptcp_info (linux/mptcp.h) */
    FACT_SCTP_INFO,  /* struct sctp_info (linux/sctp.h) */
    FACT_MEMORY,     /* uint32_t[SK_MEMINFO_VARS] (linux/sock_diag.h) */
    FACT_CONGESTION, /* name of the congestion control, NUL-terminated */
    FACT_VEGAS,      /* struct tcpvegas_info (linux/inet_diag.h) */
    FACT_DCTCP,      /* struct tcp_dctcp_info */
    FACT_BBR,        /* struct tcp_bbr_info */
    FACT_MD5,        /* struct tcp_diag_md5sig[] (linux/tcp.h) */
    FACT_ULP,        /* attributes INET_ULP_INFO_* */
    FACT_SOCKOPT,    /* struct inet_diag_sockopt */
    FACT_LOCALS,     /* struct sockaddr_storage[]: local addresses of SCTP */
    FACT_PEERS,      /* the same of its peer */
    FACT_PENDING,    /* uint32_t[]: inodes of connections that wait at a UNIX listener */
    FACT_FILE,       /* struct unix_diag_vfs: the file that a UNIX socket is bound to */
    FACT_PACKET,     /* struct packet_diag_info (linux/packet_diag.h) */
    FACT_RX_RING,    /* struct packet_diag_ring */
    FACT_TX_RING,
    FACT_FANOUT,      /* uint32_t: PACKET_DIAG_FANOUT */
    FACT_FILTER,      /* struct sock_filter[]: classic BPF program (linux/filter.h) */
    FACT_GROUPS,      /* unsigned long[]: netlink groups, a bit each */
    FACT_FLAGS,       /* uint32_t: NDIAG_FLAG_* (linux/netlink_diag.h) */
    FACT_UMEM,        /* struct xdp_diag_umem (linux/xdp_diag.h) */
    FACT_XDP_RX_RING, /* struct xdp_diag_ring */
    FACT_XDP_TX_RING,
    FACT_FILL_RING, /* struct xdp_diag_ring */
    FACT_COMPLETION_RING,
    FACT_XDP_STATS, /* struct xdp_diag_stats */
    FACT_TIPC,      /* attributes TIPC_NLA_SOCK_* (linux/tipc_netlink.h) */
    FACT_COUNT      /* at most 32: facts_known has a bit for each */
};

/* What the kernel says of one socket. A source fills one and hands it to emit; it dies when emit
 * returns. Services, owners, names of users and interfaces are lookups, never kept here. */
struct sock {
    const struct family *from; /* whose parser filled it */
    const struct kind *kind;   /* what the Netid column shows */
    struct slice name;         /* of a UNIX socket: path, or NUL and abstract name; else empty */
    uint64_t cookie;           /* identifies the socket while the machine runs */
    uint32_t netns;            /* inode of its network namespace */
    uint32_t have;             /* enum sock_have */
    uint32_t recv_q;           /* bytes; for LISTEN, connections that wait for accept */
    uint32_t send_q;           /* bytes; for LISTEN, how many may wait */
    uint32_t uid;
    uint32_t inode;     /* of the socket's file (sockfs); a process's fd links to it */
    uint32_t interface; /* index of the device it is bound to, 0 for any */
    uint32_t mark;
    uint32_t timer_expires_ms;
    uint64_t time;       /* of day, in nanoseconds (util/clock.h): when it was destroyed */
    uint64_t cgroup;     /* id of its control group: inode in the cgroup2 file system */
    uint32_t peer_inode; /* of the other end of a UNIX socket */
    uint32_t drops;      /* packets that found no room */
    uint32_t priority;   /* SO_PRIORITY, or the class of net_cls */
    uint32_t groups;     /* the first 32 groups of a netlink socket, a bit each */
    struct endpoint local;
    struct endpoint peer;
    uint8_t family; /* AF_* */
    uint8_t type;   /* SOCK_* */
    uint8_t state;  /* enum state */
    uint8_t timer;  /* enum timer */
    uint8_t timer_retrans;
    uint8_t v6only;
    uint8_t shutdown; /* RCV_SHUTDOWN 1, SEND_SHUTDOWN 2 */
    uint8_t tos;
    uint8_t tclass;
    uint8_t of_kernel : 1; /* the kernel made it for itself */
    uint8_t autobound : 1; /* the kernel chose its port */
    uint16_t protocol;     /* IPPROTO_* of a raw socket, NETLINK_*, ETH_P_* of a packet socket */
    uint32_t facts_known;  /* a bit for each enum fact; others are not even set */
    struct slice facts[FACT_COUNT]; /* last: a copy keeps only those that are known */
};

/* Puts a block of bytes into the record; borrows it. */
static inline void sock_set_fact(struct sock *sock, enum fact fact, const void *data, size_t length)
{
    sock->facts[fact] = (struct slice){(const char *)data, length};
    sock->facts_known |= UINT32_C(1) << fact;
}

/* Whether a process can hold the socket: it has a file, and the kernel did not make it for itself.
 */
static inline bool sock_can_be_held(const struct sock *sock)
{
    return sock->have & HAVE_INODE && !sock->of_kernel;
}

/* A block of bytes, or an empty slice when it is not known. */
static inline struct slice sock_fact(const struct sock *sock, enum fact fact)
{
    return sock->facts_known & UINT32_C(1) << fact ? sock->facts[fact] : (struct slice){NULL, 0};
}

#endif
