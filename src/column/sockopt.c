/* SPDX-License-Identifier: MIT */
#include "column/groups.h"
#include "family/family.h"

/* struct inet_diag_sockopt (linux/inet_diag.h) consists of bit fields, eight in each byte. */
#define SOCKOPT(name, byte, bit)                                                                   \
    name, name, .type = VALUE_FLAG, .sets = IN_SOCKOPT, .get = column_get_fact,                    \
                COLUMN_OF_FACT(FACT_SOCKOPT), .offset = (byte), .size = 1, BIT_FIELD(bit, 1)

static const struct column rows[] = {
    {SOCKOPT("recverr", 0, 0),
     .help = "IP_RECVERR or IPV6_RECVERR: errors are queued for the program to read"},
    {SOCKOPT("is_icsk", 0, 1), .help = "whether the protocol has connections"},
    {SOCKOPT("freebind", 0, 2),
     .help = "IP_FREEBIND: the socket may bind to an address that does not exist yet"},
    {SOCKOPT("hdrincl", 0, 3), .help = "IP_HDRINCL: the program writes the IP header itself"},
    {SOCKOPT("mc_loop", 0, 4),
     .help = "IP_MULTICAST_LOOP: multicast packets are also delivered to this host"},
    {SOCKOPT("transparent", 0, 5),
     .help = "IP_TRANSPARENT: the socket may use addresses of other hosts"},
    {SOCKOPT("mc_all", 0, 6),
     .help = "IP_MULTICAST_ALL: the socket receives packets of every group joined on this host"},
    {SOCKOPT("nodefrag", 0, 7), .help = "IP_NODEFRAG: fragments are not reassembled"},
    {SOCKOPT("bind_address_no_port", 1, 0),
     .help = "IP_BIND_ADDRESS_NO_PORT: the port is chosen by connect() instead of bind()"},
    {SOCKOPT("recverr_rfc4884", 1, 1),
     .help = "IP_RECVERR_RFC4884: queued errors include the extensions of RFC 4884"},
    {SOCKOPT("defer_connect", 1, 2),
     .help = "TCP_FASTOPEN_CONNECT: connect() waits for the first data"},
};

const struct column_group columns_sockopt = {rows, sizeof(rows) / sizeof(rows[0]),
                                             .belongs_to = family_is_inet};
