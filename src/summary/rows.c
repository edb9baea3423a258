/* SPDX-License-Identifier: MIT */
#include "filter/selection.h"
#include "summary/summary.h"

/* The kernel shows limits of the whole machine only in the first network namespace. */
const struct summary_source summary_sources[FILE_COUNT] = {
    [FILE_SOCKSTAT] = {"net/sockstat", text_find_pair, false},
    [FILE_SOCKSTAT6] = {"net/sockstat6", text_find_pair, true},
    [FILE_PROTOCOLS] = {"net/protocols", text_find_cell, false},
    [FILE_SNMP] = {"net/snmp", text_find_below, false},
    [FILE_LISTENERS] = {NULL, text_find_pair, false},
    [FILE_TCP_MEM] = {"sys/net/ipv4/tcp_mem", text_find_word, true},
    [FILE_UDP_MEM] = {"sys/net/ipv4/udp_mem", text_find_word, true},
    [FILE_MAX_ORPHANS] = {"sys/net/ipv4/tcp_max_orphans", text_find_word, true},
    [FILE_MAX_TIME_WAIT] = {"sys/net/ipv4/tcp_max_tw_buckets", text_find_word, true},
    [FILE_FRAGMENTS] = {"sys/net/ipv4/ipfrag_high_thresh", text_find_word, true},
    [FILE_FRAGMENTS6] = {"sys/net/ipv6/ip6frag_high_thresh", text_find_word, true},
    [FILE_PORT_RANGE] = {"sys/net/ipv4/ip_local_port_range", text_find_range, true},
};

#define SUM(...)                                                                                   \
    .terms = (const struct summary_term[])                                                         \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            FILE_NONE, NULL, NULL                                                                  \
        }                                                                                          \
    }

/* A protocol over IPv4 and IPv6, with a counter for each. */
#define PROTOCOL(word, what, common, file4, file6, section4, section6, key)                        \
    {word,                                                                                         \
     "total",                                                                                      \
     what,                                                                                         \
     word,                                                                                         \
     SUM({file4, section4, key}, {file6, section6, key}),                                          \
     .is_common = common},                                                                         \
        {word, "ipv4", what ", IPv4 only", word, NARROW_IPV4, SUM({file4, section4, key})},        \
    {                                                                                              \
        word, "ipv6", what ", IPv6 only", word, NARROW_IPV6, SUM({file6, section6, key})           \
    }
#define IN_USE(word, what, common, section4, section6)                                             \
    PROTOCOL(word, what, common, FILE_SOCKSTAT, FILE_SOCKSTAT6, section4, section6, "inuse")
#define COUNTED(word, what, section4, section6)                                                    \
    PROTOCOL(word, what, false, FILE_PROTOCOLS, FILE_PROTOCOLS, section4, section6, "sockets")

const struct summary_row summary_rows[] = {
    {"sockets", "used", "sockets of every family in this network namespace",
     SUM({FILE_SOCKSTAT, "sockets", "used"}), .is_common = true},

    IN_USE("tcp", "TCP sockets except those in TIME_WAIT", true, "TCP", "TCP6"),
    {"tcp", "established",
     "TCP sockets in ESTABLISHED or CLOSE_WAIT, which the kernel counts together", "tcp",
     SUM({FILE_SNMP, "Tcp", "CurrEstab"}), .is_common = true},
    {"tcp", "listen", "TCP sockets in LISTEN", "tcp",
     SUM({FILE_LISTENERS, "TCP", "listen"}, {FILE_LISTENERS, "TCP6", "listen"}), .is_common = true},
    {"tcp", "time_wait",
     "sockets in TIME_WAIT, and in FIN_WAIT2 without a program; the limit is tcp_max_tw_buckets",
     "tcp", SUM({FILE_SOCKSTAT, "TCP", "tw"}), .limit_name = "time_wait_limit",
     .limit = {FILE_MAX_TIME_WAIT, NULL, "0"}, .is_common = true},
    {"tcp", "orphaned",
     "TCP sockets closed by their program but not yet by TCP, on the whole machine; the limit is "
     "tcp_max_orphans",
     "tcp", SUM({FILE_SOCKSTAT, "TCP", "orphan"}), .limit_name = "orphaned_limit",
     .limit = {FILE_MAX_ORPHANS, NULL, "0"}, .is_common = true},
    {"tcp", "allocated", "TCP sockets that use memory, on the whole machine", "tcp",
     SUM({FILE_SOCKSTAT, "TCP", "alloc"})},
    {"tcp", "closed",
     "unknown: the kernel counts sockets that are neither bound nor connected only together with "
     "those of other network namespaces",
     "tcp"},
    {"tcp", "memory_bytes",
     "memory of TCP buffers, on the whole machine; the limit is the last value of tcp_mem", "tcp",
     .pages = true, SUM({FILE_SOCKSTAT, "TCP", "mem"}), .limit_name = "memory_limit_bytes",
     .limit = {FILE_TCP_MEM, NULL, "2"}, .is_common = true, .label = "memory"},
    {"tcp", "memory_pressure_bytes",
     "memory at which TCP starts to save memory: the second value of tcp_mem", "tcp", .pages = true,
     SUM({FILE_TCP_MEM, NULL, "1"})},
    {"tcp", "memory_pressure", "whether TCP saves memory now", "tcp", .type = VALUE_FLAG,
     SUM({FILE_PROTOCOLS, "TCP", "press"})},

    IN_USE("udp", "UDP sockets", true, "UDP", "UDP6"),
    {"udp", "memory_bytes",
     "memory of UDP buffers, on the whole machine; the limit is the last value of udp_mem", "udp",
     .pages = true, SUM({FILE_SOCKSTAT, "UDP", "mem"}), .limit_name = "memory_limit_bytes",
     .limit = {FILE_UDP_MEM, NULL, "2"}, .is_common = true, .label = "memory"},

    IN_USE("udplite", "UDP-Lite sockets", false, "UDPLITE", "UDPLITE6"),
    IN_USE("raw", "raw sockets", true, "RAW", "RAW6"),

    {"ping", "total", "ping sockets (ICMP sockets of ordinary users)", "raw",
     SUM({FILE_PROTOCOLS, "PING", "sockets"}, {FILE_PROTOCOLS, "PINGv6", "sockets"})},
    {"ping", "ipv4", "ping sockets (ICMP sockets of ordinary users), IPv4 only", "raw", NARROW_IPV4,
     SUM({FILE_PROTOCOLS, "PING", "sockets"})},
    {"ping", "ipv6", "ping sockets (ICMP sockets of ordinary users), IPv6 only", "raw", NARROW_IPV6,
     SUM({FILE_PROTOCOLS, "PINGv6", "sockets"})},

    {"inet", "total", "TCP sockets except those in TIME_WAIT, UDP sockets and raw sockets", NULL,
     SUM({FILE_SOCKSTAT, "TCP", "inuse"}, {FILE_SOCKSTAT6, "TCP6", "inuse"},
         {FILE_SOCKSTAT, "UDP", "inuse"}, {FILE_SOCKSTAT6, "UDP6", "inuse"},
         {FILE_SOCKSTAT, "RAW", "inuse"}, {FILE_SOCKSTAT6, "RAW6", "inuse"})},
    {"inet", "ipv4",
     "TCP sockets except those in TIME_WAIT, UDP sockets and raw sockets, IPv4 only", NULL,
     NARROW_IPV4,
     SUM({FILE_SOCKSTAT, "TCP", "inuse"}, {FILE_SOCKSTAT, "UDP", "inuse"},
         {FILE_SOCKSTAT, "RAW", "inuse"})},
    {"inet", "ipv6",
     "TCP sockets except those in TIME_WAIT, UDP sockets and raw sockets, IPv6 only", NULL,
     NARROW_IPV6,
     SUM({FILE_SOCKSTAT6, "TCP6", "inuse"}, {FILE_SOCKSTAT6, "UDP6", "inuse"},
         {FILE_SOCKSTAT6, "RAW6", "inuse"})},

    COUNTED("mptcp", "Multipath TCP sockets without their subflows, which count as TCP", "MPTCP",
            "MPTCPv6"),
    COUNTED("sctp", "SCTP sockets", "SCTP", "SCTPv6"),
    COUNTED("dccp", "DCCP sockets", "DCCP", "DCCPv6"),

    {"unix", "total", "UNIX domain sockets", "unix",
     SUM({FILE_PROTOCOLS, "UNIX", "sockets"}, {FILE_PROTOCOLS, "UNIX-STREAM", "sockets"}),
     .is_common = true},
    {"unix", "stream", "UNIX domain stream sockets", "unix",
     SUM({FILE_PROTOCOLS, "UNIX-STREAM", "sockets"})},
    {"packet", "total", "packet sockets", "packet", SUM({FILE_PROTOCOLS, "PACKET", "sockets"})},
    {"netlink", "total", "netlink sockets of processes", "netlink",
     SUM({FILE_PROTOCOLS, "NETLINK", "sockets"})},
    {"xdp", "total", "XDP sockets", "xdp", SUM({FILE_PROTOCOLS, "XDP", "sockets"})},

    {"ports", "ephemeral", "ports of ip_local_port_range, from which the kernel chooses", NULL,
     SUM({FILE_PORT_RANGE, NULL, NULL})},
    {"ports", "tcp_most",
     "at most so many of these ports are used by TCP: the TCP sockets that use memory on the whole "
     "machine, and those in TIME_WAIT; unknown when that is no fewer than there are ports, because "
     "many connections can share a port, which --ports counts",
     "tcp", SUM({FILE_SOCKSTAT, "TCP", "alloc"}, {FILE_SOCKSTAT, "TCP", "tw"}),
     .limit_name = "tcp_limit", .limit = {FILE_PORT_RANGE, NULL, NULL}, .is_common = true,
     .label = "tcp", .at_most = true},
    {"ports", "udp_most",
     "at most so many of these ports are used by UDP: the UDP sockets; unknown when that is no "
     "fewer than there are ports",
     "udp", SUM({FILE_SOCKSTAT, "UDP", "inuse"}, {FILE_SOCKSTAT6, "UDP6", "inuse"}),
     .limit_name = "udp_limit", .limit = {FILE_PORT_RANGE, NULL, NULL}, .is_common = true,
     .label = "udp", .at_most = true},

    {"fragments", "total", "packets waiting for further fragments", NULL,
     SUM({FILE_SOCKSTAT, "FRAG", "inuse"}, {FILE_SOCKSTAT6, "FRAG6", "inuse"})},
    {"fragments", "ipv4", "packets waiting for further fragments, IPv4 only", NULL, NARROW_IPV4,
     SUM({FILE_SOCKSTAT, "FRAG", "inuse"})},
    {"fragments", "ipv6", "packets waiting for further fragments, IPv6 only", NULL, NARROW_IPV6,
     SUM({FILE_SOCKSTAT6, "FRAG6", "inuse"})},
    {"fragments", "ipv4_memory_bytes", "memory of IPv4 fragments; the limit is ipfrag_high_thresh",
     NULL, NARROW_IPV4, SUM({FILE_SOCKSTAT, "FRAG", "memory"}),
     .limit_name = "ipv4_memory_limit_bytes", .limit = {FILE_FRAGMENTS, NULL, "0"}},
    {"fragments", "ipv6_memory_bytes", "memory of IPv6 fragments; the limit is ip6frag_high_thresh",
     NULL, NARROW_IPV6, SUM({FILE_SOCKSTAT6, "FRAG6", "memory"}),
     .limit_name = "ipv6_memory_limit_bytes", .limit = {FILE_FRAGMENTS6, NULL, "0"}},
};
const size_t summary_rows_count = sizeof(summary_rows) / sizeof(summary_rows[0]);
