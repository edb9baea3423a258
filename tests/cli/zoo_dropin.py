# SPDX-License-Identifier: MIT
"""The sockets of zoo_every with UNIX names that ss and netstat print as sockview does, and with
connections in every state."""

import contextlib
import os
import socket

import zoo_every
import zoo_tcp
import zoo_unix

STATES = ("listen", "established", "fin_wait1", "fin_wait2", "fin_wait2_orphan", "time_wait",
          "last_ack", "closing", "syn_recv")
SO_BINDTODEVICE = 25
NOBODY = 65534


class DropinZoo(zoo_every.EveryZoo):
    """`listening` are ports of listeners that a test may look for."""

    def __init__(self):
        super().__init__()
        self.tcp()
        self.wildcards()
        self.of_another_user()

    def unix(self):
        zoo = zoo_unix.Zoo(self)
        for place, name in enumerate((b"plain", b"a/../b", b"\0plain", b"\0with/slash")):
            with contextlib.suppress(FileNotFoundError):
                zoo.bound(name, list(zoo_unix.KINDS)[place % 3])
        for kind in zoo_unix.KINDS:
            zoo.socket(kind)
            zoo.pair(kind)
            zoo.pair(kind)[0].shutdown(socket.SHUT_WR)
        for kind in (zoo_unix.STREAM, zoo_unix.SEQPACKET):
            listener = zoo.listener(b"listener-" + zoo_unix.KINDS[kind][1].encode(), kind, 5)
            zoo.client(listener, kind)
            zoo.accepted(listener)
        server = zoo.bound(b"\0server", zoo_unix.DGRAM)
        zoo.client(server, zoo_unix.DGRAM).send(b"unread")

    def tcp(self):
        for family, host in self.hosts:
            zoo = self.enter_context(zoo_tcp.TcpZoo(family, host))
            for state in STATES:
                getattr(zoo, state)()

    def keep(self, kind, family=socket.AF_INET, bind=None, options=()):
        made = self.enter_context(socket.socket(family, kind))
        for option in options:
            made.setsockopt(*option)
        if bind is not None:
            made.bind(bind)
        return made

    def wildcards(self):
        """Wildcard addresses of both protocols, with and without IPv4 in IPv6, and a device."""
        only = (socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        device = (socket.SOL_SOCKET, SO_BINDTODEVICE, b"lo\0")
        self.keep(socket.SOCK_STREAM, bind=("0.0.0.0", 8001)).listen(7)
        self.keep(socket.SOCK_STREAM, bind=("127.0.0.53", 53), options=[device]).listen(3)
        self.keep(socket.SOCK_DGRAM, bind=("0.0.0.0", 53))
        self.keep(socket.SOCK_DGRAM).connect(("127.0.0.1", 53))
        if len(self.hosts) < 2:
            return
        self.keep(socket.SOCK_STREAM, socket.AF_INET6, ("::", 8002)).listen(5)
        self.keep(socket.SOCK_STREAM, socket.AF_INET6, ("::", 80), [only]).listen()
        self.keep(socket.SOCK_DGRAM, socket.AF_INET6, ("::", 5001))
        client = self.keep(socket.SOCK_STREAM)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        client.connect(("127.0.0.1", 8002))

    def of_another_user(self):
        """Where the test may become somebody else for a moment."""
        me = os.geteuid()
        with contextlib.suppress(OSError):
            os.seteuid(NOBODY)
        try:
            self.keep(socket.SOCK_STREAM, bind=("127.0.0.1", 8003)).listen()
            self.keep(socket.SOCK_DGRAM, bind=("127.0.0.1", 8003))
            self.keep(socket.SOCK_STREAM, socket.AF_UNIX, b"\0nobody").listen()
            self.keep(socket.SOCK_RAW, socket.AF_NETLINK, (0, 0))
        finally:
            os.seteuid(me)
