# SPDX-License-Identifier: MIT
"""The tests' own reader of sock_diag: the kernel's answers without another tool."""

import dataclasses
import errno
import os
import socket
import struct

NETLINK_SOCK_DIAG = 4
SOCK_DIAG_BY_FAMILY = 20
NLM_F_REQUEST_DUMP = 0x1 | 0x300
NLMSG_ERROR = 2
NLMSG_DONE = 3
TCPF_BOUND_INACTIVE = 1 << 13
TIMERS = {0: "off", 1: "on", 2: "keepalive", 3: "timewait", 4: "persist"}
NETIDS = {socket.IPPROTO_TCP: "tcp", socket.IPPROTO_UDP: "udp"}


@dataclasses.dataclass(frozen=True)
class DiagRow:
    netid: str
    state: int
    local: tuple
    peer: tuple
    timer: str
    retrans: int
    expires_ms: int
    recv_q: int
    send_q: int
    uid: int
    inode: int
    cookie: int
    ifindex: int


def request(family, protocol, states):
    body = struct.pack("=BBBxI48x", family, protocol, 0, states)
    return struct.pack("=IHHII", 16 + len(body), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST_DUMP, 1,
                       0) + body


def parse(data, protocol):
    family, state, timer, retrans, sport, dport = struct.unpack_from("=BBBB2s2s", data)
    octets = 4 if family == socket.AF_INET else 16
    source, destination = data[8:8 + octets], data[24:24 + octets]
    ifindex, low, high, expires, recv_q, send_q, uid, inode = struct.unpack_from("=8I", data, 40)
    return DiagRow(NETIDS[protocol], state,
                   (socket.inet_ntop(family, source), int.from_bytes(sport, "big")),
                   (socket.inet_ntop(family, destination), int.from_bytes(dport, "big")),
                   TIMERS[timer], retrans, expires, recv_q, send_q, uid, inode,
                   high << 32 | low, ifindex)


def messages(buffer):
    offset = 0
    while offset < len(buffer):
        length, kind = struct.unpack_from("=IH", buffer, offset)
        yield kind, buffer[offset + 16:offset + length]
        offset += (length + 3) & ~3


def dump(family, protocol, states=0xFFF):
    rows = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as diag:
        diag.send(request(family, protocol, states))
        while True:
            for kind, data in messages(diag.recv(1 << 16)):
                if kind in (NLMSG_DONE, NLMSG_ERROR):
                    raise_error(data)
                    return rows
                rows.append(parse(data, protocol))


def raise_error(data):
    number = -struct.unpack_from("=i", data)[0] if len(data) >= 4 else 0
    if number:
        raise OSError(number, os.strerror(number))


def everything():
    """All TCP and UDP rows by cookie; a family that the kernel lacks has none."""
    rows = {}
    for family in (socket.AF_INET, socket.AF_INET6):
        for protocol in NETIDS:
            try:
                found = dump(family, protocol)
            except OSError as error:
                if error.errno != errno.ENOENT:
                    raise
                continue
            rows.update((row.cookie, row) for row in found)
    return rows


def available():
    try:
        dump(socket.AF_INET, socket.IPPROTO_TCP)
        return True
    except OSError:
        return False


def shows_bound_inactive():
    """Whether this kernel (6.8 and newer) lists TCP sockets that are bound and no more."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.bind(("127.0.0.1", 0))
        rows = dump(socket.AF_INET, socket.IPPROTO_TCP, TCPF_BOUND_INACTIVE)
        return any(row.local == sock.getsockname() for row in rows)
