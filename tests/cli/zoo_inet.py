# SPDX-License-Identifier: MIT
"""Raw, ping, UDP-Lite and MPTCP sockets, as far as they can be made here."""

import os
import socket
import struct
import unittest

import facts
import limits
import netns

IPPROTO_UDPLITE = 136
IPPROTO_MPTCP = 262
SOL_MPTCP = 284
MPTCP_INFO = 1
PING_GROUPS = "/proc/sys/net/ipv4/ping_group_range"
EXPERIMENTAL = 253
"""A protocol number that is for experiments (RFC 3692); no database names it."""


class Zoo:
    """Sockets that are closed together. Making one that is not permitted skips the test."""

    def __init__(self):
        self.sockets = []

    def close(self):
        """Connections are aborted: MPTCP would go on closing them while the next test counts."""
        for sock in self.sockets:
            if sock.type == socket.SOCK_STREAM:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()

    def make(self, family, kind, protocol):
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            raise unittest.SkipTest(f"no socket({family}, {kind}, {protocol}): {error}") from None
        self.sockets.append(sock)
        return sock

    def raw(self, family, protocol, bind=None, connect=None):
        sock = self.make(family, socket.SOCK_RAW, protocol)
        return place(sock, bind and (bind, 0), connect and (connect, 0))

    def ping(self, family, bind=None, connect=None):
        protocol = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
        return place(self.make(family, socket.SOCK_DGRAM, protocol), bind, connect)

    def udplite(self, family, bind=None, connect=None):
        return place(self.make(family, socket.SOCK_DGRAM, IPPROTO_UDPLITE), bind, connect)

    def mptcp_listener(self, family, address, backlog=7):
        sock = place(self.make(family, socket.SOCK_STREAM, IPPROTO_MPTCP), (address, 0))
        sock.listen(backlog)
        return sock

    def mptcp_connection(self, listener):
        client = self.make(listener.family, socket.SOCK_STREAM, IPPROTO_MPTCP)
        client.connect(listener.getsockname()[:2])
        server = listener.accept()[0]
        self.sockets.append(server)
        return client, server


def place(sock, bind=None, connect=None):
    if bind:
        sock.bind(bind)
    if connect:
        sock.connect(connect)
    return sock


def permit_ping():
    """Ping sockets are allowed to groups only; the setting belongs to the namespace."""
    try:
        with open(PING_GROUPS, "w", encoding="ascii") as file:
            file.write(f"{os.getgid()} {os.getgid()}")
    except OSError as error:
        raise unittest.SkipTest(f"{PING_GROUPS}: {error}") from None


def need_ipv6():
    if not netns.has_ipv6():
        raise unittest.SkipTest("no IPv6 here")


def inode(sock):
    return os.fstat(sock.fileno()).st_ino


def mptcp_info(sock):
    """struct mptcp_info of Linux 6.8 and later by name, as far as this kernel fills it."""
    octets = sock.getsockopt(SOL_MPTCP, MPTCP_INFO, 256)
    layout = (("subflows", 0, "B"), ("add_addr_signal", 1, "B"), ("add_addr_accepted", 2, "B"),
              ("subflows_max", 3, "B"), ("add_addr_signal_max", 4, "B"),
              ("add_addr_accepted_max", 5, "B"), ("token", 12, "I"), ("write_seq", 16, "Q"),
              ("snd_una", 24, "Q"), ("rcv_nxt", 32, "Q"), ("local_addr_used", 40, "B"),
              ("local_addr_max", 41, "B"), ("csum_enabled", 42, "B"), ("retransmits", 44, "I"),
              ("bytes_retrans", 48, "Q"), ("bytes_sent", 56, "Q"), ("bytes_received", 64, "Q"),
              ("bytes_acked", 72, "Q"), ("subflows_total", 80, "B"))
    return {name: struct.unpack_from("=" + kind, octets, at)[0] for name, at, kind in layout
            if at + struct.calcsize(kind) <= len(octets)}


def wait_until_quiet(client, server, sent):
    """Until the server has what the client sent, and the client knows."""
    limits.wait_until(lambda: mptcp_info(server).get("bytes_received", sent) == sent
                     and mptcp_info(client).get("bytes_acked", sent) == sent
                     and mptcp_info(client)["snd_una"] == mptcp_info(client)["write_seq"],
                     "everything acknowledged")
