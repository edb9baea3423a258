# SPDX-License-Identifier: MIT
"""Addresses, scopes, devices and unconnected UDP, every field, both sources, every format."""

import contextlib
import socket

import support

import expect
import facts
import limits
import netns
from facts import of_tcp, of_udp

DATAGRAMS = 3


class Sockets(contextlib.ExitStack):
    def __init__(self):
        super().__init__()
        self.rows = []

    def open(self, family, kind, address, device=None, v6only=None):
        sock = self.enter_context(socket.socket(family, kind))
        if v6only is not None:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
        if device:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode() + b"\0")
        sock.bind(address)
        return sock

    def tcp_connection(self, family, address, via=None, device=None):
        """LISTEN and both ends; `via` is the address that the client connects to."""
        listener = self.open(family, socket.SOCK_STREAM, address, device, v6only=None)
        listener.listen(5)
        target = via or listener.getsockname()
        client_family = socket.AF_INET if "." in target[0] else socket.AF_INET6
        client = self.enter_context(socket.socket(client_family, socket.SOCK_STREAM))
        client.connect((target[0], listener.getsockname()[1], *target[2:]))
        server = self.enter_context(listener.accept()[0])
        self.rows += [of_tcp(listener, send_q=5), of_tcp(client), of_tcp(server)]

    def udp_bound(self, family, address, device=None, v6only=None):
        sock = self.open(family, socket.SOCK_DGRAM, address, device, v6only)
        self.rows.append(of_udp(sock))
        return sock

    def udp_connection(self, family, address):
        """A bound socket with datagrams that wait, and a connected one with none."""
        server = self.open(family, socket.SOCK_DGRAM, address)
        client = self.enter_context(socket.socket(family, socket.SOCK_DGRAM))
        client.connect(server.getsockname())
        for _ in range(DATAGRAMS):
            client.send(b"datagram")
        limits.wait_until(lambda: of_udp(server).recv_q > 0, "datagrams received")
        self.rows += [of_udp(server), of_udp(client)]


class AddressCase(expect.RowChecks, support.TestCase):
    def setUp(self):
        netns.enter()
        self.held = self.enterContext(Sockets())

    def check(self):
        for source in support.SOURCES:
            with self.subTest(source=source):
                self.assert_every_format(self.held.rows, source)


class Ipv4(AddressCase):
    def test_tcp(self):
        self.held.tcp_connection(socket.AF_INET, ("127.1.2.3", 0))
        self.check()

    def test_tcp_any_address(self):
        self.held.tcp_connection(socket.AF_INET, ("0.0.0.0", 0), via=("127.0.0.1",))
        self.check()

    def test_udp_bound_and_connected(self):
        self.held.udp_connection(socket.AF_INET, ("127.0.0.1", 0))
        self.assertGreater(self.held.rows[0].recv_q, 0)
        self.check()

    def test_udp_any_address(self):
        self.held.udp_bound(socket.AF_INET, ("0.0.0.0", 65535))
        self.held.udp_bound(socket.AF_INET, ("0.0.0.0", 1))
        self.check()

    def test_udp_multicast_address(self):
        self.held.udp_bound(socket.AF_INET, ("224.0.0.251", 5353))
        self.held.udp_bound(socket.AF_INET, ("255.255.255.255", 5353))
        self.check()

    def test_bound_to_device(self):
        self.held.tcp_connection(socket.AF_INET, ("127.0.0.1", 0), device="lo")
        self.held.udp_bound(socket.AF_INET, ("127.0.0.1", 0), device="lo")
        self.held.udp_bound(socket.AF_INET, ("0.0.0.0", 0), device="lo")
        self.check()


class Ipv6(AddressCase):
    def setUp(self):
        super().setUp()
        if not netns.has_ipv6():
            self.skipTest("no IPv6 here")
        netns.add_link_local("fe80::1", "lo")
        self.scope = socket.if_nametoindex("lo")

    def test_tcp(self):
        self.held.tcp_connection(socket.AF_INET6, ("::1", 0))
        self.check()

    def test_v4_mapped(self):
        """A dual-stack listener's connection from IPv4 is an AF_INET6 socket."""
        self.held.tcp_connection(socket.AF_INET6, ("::", 0), via=("127.0.0.1",))
        self.assertEqual(self.held.rows[2].peer[0], "::ffff:127.0.0.1")
        self.check()

    def test_v6only(self):
        self.held.udp_bound(socket.AF_INET6, ("::", 0), v6only=1)
        self.held.udp_bound(socket.AF_INET6, ("::", 0), v6only=0)
        self.assertEqual([row.v6only for row in self.held.rows], [1, 0])
        self.check()

    def test_same_port_of_both_families(self):
        port = self.held.udp_bound(socket.AF_INET, ("0.0.0.0", 0)).getsockname()[1]
        self.held.udp_bound(socket.AF_INET6, ("::", port), v6only=1)
        self.check()

    def test_link_local_tcp(self):
        self.held.tcp_connection(socket.AF_INET6, ("fe80::1", 0, 0, self.scope))
        self.assertEqual([row.interface for row in self.held.rows], ["lo"] * 3)
        self.check()

    def test_link_local_udp(self):
        self.held.udp_connection(socket.AF_INET6, ("fe80::1", 0, 0, self.scope))
        self.check()

    def test_bound_to_device(self):
        self.held.udp_bound(socket.AF_INET6, ("::1", 0), device="lo")
        self.held.udp_bound(socket.AF_INET6, ("::", 0), device="lo")
        self.held.tcp_connection(socket.AF_INET6, ("::1", 0), device="lo")
        self.check()

    def test_udp_connected(self):
        self.held.udp_connection(socket.AF_INET6, ("::1", 0))
        self.check()

    def test_compressed_zeros(self):
        """The longest run of zeros is the one that is left out (RFC 5952)."""
        for address in ("fd00:0:0:1::2", "fd00::1:0:0:2", "fd00:1:0:2:3:4:5:6"):
            netns.add_link_local(address)
            self.held.udp_bound(socket.AF_INET6, (address, 0))
        self.check()


class ExactText(AddressCase):
    """The spelling of fields, written out."""

    def test_ipv4(self):
        self.held.udp_bound(socket.AF_INET, ("0.0.0.0", 53))
        self.held.udp_bound(socket.AF_INET, ("127.0.0.1", 5300), device="lo")
        found = {(row.state, row.local, row.peer) for row in self.table("-uan")}
        self.assertEqual(found, {("UNCONN", "0.0.0.0:53", "0.0.0.0:*"),
                                 ("UNCONN", "127.0.0.1%lo:5300", "0.0.0.0:*")})

    def test_ipv6(self):
        if not netns.has_ipv6():
            self.skipTest("no IPv6 here")
        netns.add_link_local("fe80::2", "lo")
        scope = socket.if_nametoindex("lo")
        self.held.udp_bound(socket.AF_INET6, ("::", 80))
        self.held.udp_bound(socket.AF_INET6, ("::1", 81))
        client = self.held.udp_bound(socket.AF_INET6, ("fe80::2", 82, 0, scope))
        client.connect(("fe80::2", 83, 0, scope))
        mapped = self.held.udp_bound(socket.AF_INET6, ("::ffff:127.0.0.1", 84), v6only=0)
        mapped.connect(("::ffff:127.0.0.1", 85))
        found = {(row.state, row.local, row.peer) for row in self.table("-uan")}
        self.assertEqual(found, {
            ("UNCONN", "[::]:80", "[::]:*"), ("UNCONN", "[::1]:81", "[::]:*"),
            ("ESTABLISHED", "[fe80::2%lo]:82", "[fe80::2%lo]:83"),
            ("ESTABLISHED", "[::ffff:127.0.0.1]:84", "[::ffff:127.0.0.1]:85")})


if __name__ == "__main__":
    support.main()
