/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOCK_H
#define SOCKVIEW_SOCK_H

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state.h"
#include "util/slice.h"

struct family;
struct kind;
struct row_cells;

/* Bits for the known fields of a struct sock. A known zero differs from unknown. They are macros
 * because an enum constant has only 32 bits. */
#define HAVE_BIT(number) (UINT64_C(1) << (number))
#define HAVE_STATE       HAVE_BIT(0)
#define HAVE_RECV_Q      HAVE_BIT(1)
#define HAVE_SEND_Q      HAVE_BIT(2)
#define HAVE_LOCAL       HAVE_BIT(3)
#define HAVE_PEER        HAVE_BIT(4)
#define HAVE_UID         HAVE_BIT(5)
#define HAVE_INODE       HAVE_BIT(6) /* clear without a file: TIME_WAIT, orphan, not accepted */
#define HAVE_INTERFACE   HAVE_BIT(7)
#define HAVE_MARK        HAVE_BIT(8)
#define HAVE_COOKIE      HAVE_BIT(9)
#define HAVE_NETNS       HAVE_BIT(10)
#define HAVE_TIMER       HAVE_BIT(11)
#define HAVE_TIMER_DETAIL                                                                          \
    HAVE_BIT(12) /* a timer runs: its expiry and retransmissions are known                         \
                  */
#define HAVE_V6ONLY     HAVE_BIT(13)
#define HAVE_SHUTDOWN   HAVE_BIT(14)
#define HAVE_CGROUP     HAVE_BIT(15)
#define HAVE_TOS        HAVE_BIT(16)
#define HAVE_TCLASS     HAVE_BIT(17)
#define HAVE_PRIORITY   HAVE_BIT(18)
#define HAVE_PROTOCOL   HAVE_BIT(19)
#define HAVE_PEER_INODE HAVE_BIT(20)
#define HAVE_DROPS      HAVE_BIT(21)
#define HAVE_GROUPS     HAVE_BIT(22)
#define HAVE_TIME       HAVE_BIT(23) /* it was destroyed: who held it is known from before, if at all */
#define HAVE_AUTOBOUND  HAVE_BIT(24)
#define HAVE_CHANGE     HAVE_BIT(25) /* there was an answer before to compare the socket with */

/* One end of a socket. */
struct endpoint {
    uint8_t address[16]; /* network order; an IPv4 address uses the first 4 bytes */
    uint32_t scope;      /* interface index of a link-local IPv6 address, else 0 */
    uint32_t port;       /* host order; 0 means none; the port id of a netlink socket */
};

/* Timers of a socket, with the numbers of idiag_timer (linux/inet_diag.h). */
enum timer {
    TIMER_OFF = 0,
    TIMER_ON = 1,
    TIMER_KEEPALIVE = 2,
    TIMER_TIME_WAIT = 3,
    TIMER_PERSIST = 4,
};

/* What happened to a socket since the previous answer. */
enum change { CHANGE_NONE, CHANGE_NEW, CHANGE_CHANGED, CHANGE_GONE };

/* Blocks of bytes with the layout of the kernel's headers, for columns of a single family. A block
 * can be shorter or longer than the structure here, because older kernels have fewer fields and
 * newer ones more. */
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
    FACT_PEERS,      /* struct sockaddr_storage[]: peer addresses of SCTP */
    FACT_PENDING,    /* uint32_t[]: inodes of connections waiting at a UNIX listener */
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
    FACT_COUNT
};
static_assert(FACT_COUNT <= 64, "facts_known has a bit for each fact");

/* Everything that the kernel reports about one socket. A source fills it and passes it to emit; it
 * is valid until emit returns. Names and owners are looked up and never stored here. */
struct sock {
    const struct family *from;     /* the family whose parser filled it */
    const struct kind *kind;       /* what the Netid column shows */
    const struct row_cells *cells; /* of a row that is no socket (column/cells.h), else NULL */
    struct slice name;    /* name of a UNIX socket: a path, or NUL and an abstract name; else
                           * empty */
    uint64_t cookie;      /* identifies the socket while the machine runs */
    uint64_t have;        /* HAVE_* of each known field */
    uint64_t facts_known; /* fact_bit of each known fact; other facts are not initialised */
    uint64_t time;        /* when it was destroyed: nanoseconds since 1970 (util/clock.h) */
    uint64_t cgroup;      /* id of its control group: an inode in the cgroup2 file system */
    uint32_t recv_q;      /* bytes; for LISTEN, connections waiting for accept() */
    uint32_t send_q;      /* bytes; for LISTEN, the limit on waiting connections */
    uint32_t uid;
    uint32_t inode;     /* inode in sockfs, to which a process's descriptor links */
    uint32_t interface; /* index of the device it is bound to, 0 for any */
    uint32_t mark;
    uint32_t timer_expires_ms;
    uint32_t netns;      /* inode of its network namespace */
    uint32_t peer_inode; /* inode of the peer of a UNIX socket */
    uint32_t drops;      /* packets that the kernel dropped */
    uint32_t priority;   /* SO_PRIORITY, or the class of net_cls */
    uint32_t groups;     /* first 32 groups of a netlink socket, one bit each */
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
    uint8_t change : 2;    /* enum change */
    uint16_t protocol;     /* IPPROTO_* of a raw socket, NETLINK_*, ETH_P_* of a packet socket */
    /* The last member, because copies store only known facts. Aligned for 32-bit machines too,
     * because copies treat the part before it as words of 8 bytes. */
    alignas(8) struct slice facts[FACT_COUNT];
};

/* The bit of a fact in a set of facts. The macro is for tables. */
#define FACT_BIT(fact) (UINT64_C(1) << (fact))

static inline uint64_t fact_bit(enum fact fact)
{
    return FACT_BIT(fact);
}

static inline bool sock_has_fact(const struct sock *sock, enum fact fact)
{
    return sock->facts_known & fact_bit(fact);
}

/* Stores a block of bytes in the record, which borrows it. */
static inline void sock_set_fact(struct sock *sock, enum fact fact, const void *data, size_t length)
{
    sock->facts[fact] = (struct slice){(const char *)data, length};
    sock->facts_known |= fact_bit(fact);
}

/* The network namespace of a socket from a recording: none that is here now, whose inodes are far
 * greater (PROC_DYNAMIC_FIRST in fs/proc/generic.c). So nothing is found in it. */
enum { NETNS_RECORDED = 1 };

/* Marks a socket of a recording. Its numbers may be of another machine, so names and owners that
 * they have here are not its own. */
static inline void sock_set_recorded(struct sock *sock)
{
    sock->netns = NETNS_RECORDED;
    sock->have &= ~HAVE_NETNS;
}

static inline bool sock_is_recorded(const struct sock *sock)
{
    return sock->netns == NETNS_RECORDED;
}

/* Whether a process here can hold the socket: it has a file, and the kernel did not make it for
 * itself. */
static inline bool sock_can_be_held(const struct sock *sock)
{
    return sock->have & HAVE_INODE && !sock->of_kernel && !sock_is_recorded(sock);
}

/* Whether the kernel keeps only a reduced record of the socket, with fewer values. It does so
 * before a connection begins (SYN_RECV) and after it is over (TIME_WAIT, and FIN_WAIT2 when no
 * program has the socket any more). */
static inline bool sock_is_reduced(const struct sock *sock)
{
    uint32_t reduced = state_bit(STATE_TIME_WAIT) | state_bit(STATE_SYN_RECV);
    if (!(sock->have & (HAVE_INODE | HAVE_UID)))
        reduced |= state_bit(STATE_FIN_WAIT2);
    return sock->have & HAVE_STATE && state_bit((enum state)sock->state) & reduced;
}

/* A block of bytes, or an empty slice when it is not known. */
static inline struct slice sock_fact(const struct sock *sock, enum fact fact)
{
    return sock_has_fact(sock, fact) ? sock->facts[fact] : (struct slice){NULL, 0};
}

#endif
