# SPDX-License-Identifier: MIT
"""Sockets of every family that this kernel has, of each kind and in each state that can be made."""

import contextlib
import errno
import os
import socket
import unittest

import crowd
import netns
import zoo_inet
import zoo_netlink
import zoo_packet
import zoo_tcp
import zoo_unix

NOT_HERE = (errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT,
            errno.ESOCKTNOSUPPORT)


class EveryZoo(contextlib.ExitStack):
    """Opens the sockets. `missing` says which families cannot be made here, and why."""

    def __init__(self):
        super().__init__()
        self.missing = {}
        crowd.gather(self)
        self.hosts = [(socket.AF_INET, "127.0.0.1")]
        if netns.has_ipv6():
            self.hosts.append((socket.AF_INET6, "::1"))
        for add in (self.bound_inactive, self.raw, self.ping, self.udplite, self.mptcp, self.unix,
                    self.packet, self.netlink):
            self.try_to(add)

    def try_to(self, add):
        try:
            add()
        except unittest.SkipTest as reason:
            self.missing[add.__name__] = str(reason)
        except OSError as error:
            if error.errno not in NOT_HERE:
                self.close()
                raise
            self.missing[add.__name__] = os.strerror(error.errno)

    def inet_zoo(self):
        zoo = zoo_inet.Zoo()
        self.callback(zoo.close)
        return zoo

    def bound_inactive(self):
        """TCP sockets that are bound, and neither connected nor listening."""
        for family, host in self.hosts:
            self.enter_context(zoo_tcp.TcpZoo(family, host)).close_bound()

    def raw(self):
        zoo = self.inet_zoo()
        for family, host in self.hosts:
            zoo.raw(family, socket.IPPROTO_TCP)
            zoo.raw(family, zoo_inet.EXPERIMENTAL, bind=host)
            zoo.raw(family, socket.IPPROTO_UDP, connect=host)

    def ping(self):
        zoo_inet.permit_ping()
        zoo = self.inet_zoo()
        for family, host in self.hosts:
            zoo.ping(family, bind=(host, 77))
            zoo.ping(family, connect=(host, 0))

    def udplite(self):
        zoo = self.inet_zoo()
        for family, host in self.hosts:
            server = zoo.udplite(family, bind=(host, 0))
            zoo.udplite(family, connect=server.getsockname()[:2])

    def mptcp(self):
        zoo = self.inet_zoo()
        for family, host in self.hosts:
            zoo.mptcp_connection(zoo.mptcp_listener(family, host))

    def unix(self):
        zoo = zoo_unix.Zoo(self)
        zoo.every_name()
        for kind in zoo_unix.KINDS:
            zoo.socket(kind)
            zoo.pair(kind)
            zoo.pair(kind)[0].shutdown(socket.SHUT_WR)
        for kind in (zoo_unix.STREAM, zoo_unix.SEQPACKET):
            listener = zoo.listener(b"listener of " + zoo_unix.KINDS[kind][1].encode(), kind, 5)
            zoo.client(listener, kind)
            zoo.accepted(listener)
            zoo.client(listener, kind)
        server = zoo.bound(b"\0server", zoo_unix.DGRAM)
        zoo.client(server, zoo_unix.DGRAM).send(b"unread")

    def packet(self):
        zoo_packet.Zoo(self)

    def netlink(self):
        zoo_netlink.Zoo(self)
