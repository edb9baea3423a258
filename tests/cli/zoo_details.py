# SPDX-License-Identifier: MIT
"""TCP and UDP sockets with many details: options, congestion controls, keys."""

import contextlib
import errno
import os
import socket
import struct

import facts

MD5_KEY = b"QXQXQX"
TCP_MD5SIG = 14
TCP_FASTOPEN = 23
TCP_ULP = 31
IP_NODEFRAG = 22
IP_BIND_ADDRESS_NO_PORT = 24
IP_RECVERR = 11
IP_FREEBIND = 15
IP_TRANSPARENT = 19
IP_RECVERR_RFC4884 = 26
IP_MULTICAST_ALL = 49
IPV6_TCLASS = 67
SO_MARK = 36
MARK = 0xfedcba98
SO_MAX_PACING_RATE = 47
MSG_FASTOPEN = 0x20000000
IPPROTO_MPTCP = 262
SYSCTL = "/proc/sys/net/ipv4/"
OCTETS = 20000


def available_congestion_controls():
    with open(SYSCTL + "tcp_available_congestion_control", encoding="ascii") as file:
        return file.read().split()


def set_sysctl(name, value):
    with open(SYSCTL + name, "w", encoding="ascii") as file:
        file.write(value)


def md5_option(family, host, key):
    address = struct.pack("=HHI", family, 0, 0) + socket.inet_pton(family, host)
    if family == socket.AF_INET:
        address = struct.pack("=HH", family, 0) + socket.inet_pton(family, host)
    return (address.ljust(128, b"\0") + struct.pack("=BBHi", 0, 0, len(key), 0) +
            key.ljust(80, b"\0"))


class DetailZoo(contextlib.ExitStack):
    """Holds the sockets; `missing` says which kinds this kernel cannot make, and why."""

    def __init__(self):
        super().__init__()
        self.missing = {}

    def keep(self, sock):
        return self.enter_context(sock)

    def pair(self, family=socket.AF_INET, protocol=0, before=lambda sock: None):
        """(who connected, who accepted, who listens); `before` prepares each end."""
        host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
        listener = self.keep(socket.socket(family, socket.SOCK_STREAM, protocol))
        before(listener)
        listener.bind((host, 0))
        listener.listen(3)
        client = self.keep(socket.socket(family, socket.SOCK_STREAM, protocol))
        before(client)
        client.connect(listener.getsockname())
        return client, self.keep(listener.accept()[0]), listener

    def exchange(self, client, server):
        """Data both ways, all of it read, so that nothing moves any more."""
        for sender, receiver in ((client, server), (server, client)):
            sender.sendall(b"x" * OCTETS)
            left = OCTETS
            while left > 0:
                left -= len(receiver.recv(left))

    def unread(self):
        client, _, _ = self.pair()
        client.sendall(b"unread")

    def congestion_controls(self):
        for name in available_congestion_controls():
            client, server, _ = self.pair(before=lambda sock, name=name: sock.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_CONGESTION, name.encode()))
            self.exchange(client, server)

    def md5_keys(self):
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            option = md5_option(family, host, MD5_KEY)
            client, server, _ = self.pair(family, before=lambda sock, option=option:
                                          sock.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, option))
            self.exchange(client, server)

    def tls(self):
        client, _, _ = self.pair()
        client.setsockopt(socket.IPPROTO_TCP, TCP_ULP, b"tls")

    def subflow(self):
        client, server, _ = self.pair(protocol=IPPROTO_MPTCP)
        self.exchange(client, server)

    def fast_open(self):
        set_sysctl("tcp_fastopen", "3")
        listener = self.keep(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.setsockopt(socket.IPPROTO_TCP, TCP_FASTOPEN, 5)
        listener.listen(5)
        for _ in range(2):
            client = self.keep(socket.socket())
            client.sendto(b"early", MSG_FASTOPEN, listener.getsockname())
            server = self.keep(listener.accept()[0])
            server.recv(5)

    def ecn(self):
        set_sysctl("tcp_ecn", "1")
        client, server, _ = self.pair()
        set_sysctl("tcp_ecn", "2")
        self.exchange(client, server)

    def pacing(self):
        client, server, listener = self.pair()
        client.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, 1234567)
        listener.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, 7654321)
        self.exchange(client, server)

    def classes(self):
        client, server, _ = self.pair()
        client.setsockopt(socket.SOL_IP, socket.IP_TOS, 0x10)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, 5)
        client, _, _ = self.pair(socket.AF_INET6)
        client.setsockopt(socket.IPPROTO_IPV6, IPV6_TCLASS, 0xb8)

    def marks(self):
        client, _, _ = self.pair()
        client.setsockopt(socket.SOL_SOCKET, SO_MARK, struct.pack("=I", MARK))

    def v6only(self):
        for value in (0, 1):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                sock = self.keep(socket.socket(socket.AF_INET6, kind))
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, value)
                sock.bind(("::", 0))
                if kind == socket.SOCK_STREAM:
                    sock.listen(1)

    def shut_down(self):
        client, server, _ = self.pair()
        client.shutdown(socket.SHUT_WR)
        facts.wait_for_state(server, "CLOSE_WAIT")
        deaf, _, _ = self.pair()
        deaf.shutdown(socket.SHUT_RD)

    def socket_options(self):
        for option in (IP_RECVERR, IP_FREEBIND, IP_TRANSPARENT, IP_BIND_ADDRESS_NO_PORT,
                       IP_RECVERR_RFC4884):
            sock = self.keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.setsockopt(socket.SOL_IP, option, 1)
            sock.bind(("127.0.0.1", 0))
            sock.connect(("127.0.0.1", 9))
        sock = self.keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sock.setsockopt(socket.SOL_IP, IP_MULTICAST_ALL, 0)
        sock.setsockopt(socket.SOL_IP, socket.IP_MULTICAST_LOOP, 0)
        sock.bind(("127.0.0.1", 0))

    def drops(self):
        receiver = self.keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        receiver.bind(("127.0.0.1", 0))
        sender = self.keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        for _ in range(50):
            sender.sendto(b"x" * 500, receiver.getsockname())


MAY_BE_MISSING = (errno.ENOENT, errno.ENOPROTOOPT, errno.EPROTONOSUPPORT, errno.EPERM,
                  errno.EACCES, errno.EROFS, errno.EINVAL)
KINDS = (DetailZoo.unread, DetailZoo.congestion_controls, DetailZoo.md5_keys, DetailZoo.tls,
         DetailZoo.subflow, DetailZoo.fast_open, DetailZoo.ecn, DetailZoo.pacing,
         DetailZoo.classes, DetailZoo.marks, DetailZoo.v6only, DetailZoo.shut_down,
         DetailZoo.socket_options, DetailZoo.drops)


def every_detail(without=()):
    """A zoo of all kinds that this kernel can make; the caller closes it."""
    zoo = DetailZoo()
    for make in KINDS:
        if make in without:
            continue
        try:
            make(zoo)
        except OSError as error:
            if error.errno not in MAY_BE_MISSING:
                zoo.close()
                raise
            zoo.missing[make.__name__] = os.strerror(error.errno)
    return zoo
