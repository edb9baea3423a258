# SPDX-License-Identifier: MIT
"""A filter with both ends of a TCP connection is answered by a lookup, with the same rows as a
dump."""

import contextlib
import socket
import struct

import support

SO_BINDTODEVICE = getattr(socket, "SO_BINDTODEVICE", 25)


def text_of(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Connection(support.TestCase):
    def setUp(self):
        self.held = contextlib.ExitStack()
        self.addCleanup(self.held.close)

    def server(self, family, address):
        server = self.held.enter_context(socket.socket(family, socket.SOCK_STREAM))
        if family == socket.AF_INET6:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        server.bind((address, 0))
        server.listen()
        return server

    def connect(self, server, family, address, device=None):
        client = self.held.enter_context(socket.socket(family, socket.SOCK_STREAM))
        if device is not None:
            client.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, device)
        client.connect((address, server.getsockname()[1]))
        return client, self.held.enter_context(server.accept()[0])

    def assert_found(self, local, peer, count):
        """The same rows by a lookup, and by a search: `or` makes it one."""
        whole = f"src {local} dst {peer}"
        rows = self.sockets("-tan", whole)
        self.assertEqual(rows, self.sockets("-tan", f"( {whole} ) or sport = 0"))
        self.assertEqual(len(rows), count, rows)
        return rows

    def test_ipv4(self):
        server = self.server(socket.AF_INET, "127.0.0.1")
        client, accepted = self.connect(server, socket.AF_INET, "127.0.0.1")
        local, peer = text_of(client.getsockname()), text_of(client.getpeername())
        self.assert_found(local, peer, 1)
        self.assert_found(peer, local, 1)
        accepted.close()
        self.assertEqual(self.assert_found(local, peer, 1)[0]["state"], "CLOSE_WAIT")

    def test_a_device_that_is_asked_for(self):
        """The lookup finds one of two connections with the same ends, bound to a device or not."""
        server = self.server(socket.AF_INET, "127.0.0.9")
        ends = []
        for device in (b"lo", None):
            client = self.held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            if device is not None:
                client.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, device)
            client.bind(("127.0.0.1", 5555))
            client.setblocking(False)
            client.connect_ex(server.getsockname())
            ends.append(client)
        whole = f"src 127.0.0.1:5555 dst {text_of(server.getsockname())}"
        found = self.sockets("-tan", f"{whole} and dev lo")
        self.assertEqual([sock["interface"] for sock in found], ["lo"])

    def test_other_ways_to_say_it(self):
        server = self.server(socket.AF_INET, "127.0.0.1")
        client, _ = self.connect(server, socket.AF_INET, "127.0.0.1")
        port, other = client.getsockname()[1], client.getpeername()[1]
        for words in (f"src 127.0.0.1 sport = {port} dst 127.0.0.1 dport = {other}",
                      f"( src = 127.0.0.1:{port} ) and ( peer_port = {other} and dst 127.0.0.1/32 )",
                      f"state established src 127.0.0.1:{port} dst 127.0.0.1:{other}"):
            with self.subTest(words=words):
                self.assertEqual(len(self.table("-tan", words)), 1)
        for words in (f"src 127.0.0.1:{port} dst 127.0.0.1:{other} not state established",
                      f"src 127.0.0.1:{port} dst 127.0.0.1:{other} sport = 1",
                      f"not ( src 127.0.0.1:{port} dst 127.0.0.1:{other} ) and sport = {port}"):
            with self.subTest(words=words):
                self.assertEqual(self.table("-tan", words), [])

    def test_ipv6(self):
        server = self.server(socket.AF_INET6, "::1")
        client, _ = self.connect(server, socket.AF_INET6, "::1")
        self.assert_found(text_of(client.getsockname()), text_of(client.getpeername()), 1)

    def test_ipv4_mapped(self):
        """An IPv6 socket with an IPv4 connection is found by the IPv4 addresses, as in ss."""
        server = self.server(socket.AF_INET6, "::")
        client, _ = self.connect(server, socket.AF_INET, "127.0.0.1")
        local, peer = text_of(client.getsockname()), text_of(client.getpeername())
        self.assertEqual(self.assert_found(peer, local, 1)[0]["family"], "inet6")
        mapped = "[::ffff:127.0.0.1]:{}".format
        self.assert_found(mapped(client.getpeername()[1]), mapped(client.getsockname()[1]), 1)

    def test_bound_to_a_device(self):
        server = self.server(socket.AF_INET, "127.0.0.1")
        client, _ = self.connect(server, socket.AF_INET, "127.0.0.1", b"lo")
        rows = self.assert_found(text_of(client.getsockname()), text_of(client.getpeername()), 1)
        self.assertEqual(rows[0]["interface"], "lo")

    def test_time_wait(self):
        server = self.server(socket.AF_INET, "127.0.0.1")
        client, accepted = self.connect(server, socket.AF_INET, "127.0.0.1")
        local, peer = text_of(client.getsockname()), text_of(client.getpeername())
        client.close()
        accepted.close()
        self.assertEqual(self.assert_found(local, peer, 1)[0]["state"], "TIME_WAIT")

    def test_a_listener_is_no_answer(self):
        """The kernel's lookup finds the listener that would take such a connection."""
        server = self.server(socket.AF_INET, "127.0.0.1")
        self.assert_found(text_of(server.getsockname()), "127.0.0.1:9", 0)
        self.assert_found(text_of(server.getsockname()), "0.0.0.0:0", 1)

    def test_listeners_that_share_an_address(self):
        """The kernel's lookup finds one of them."""
        address = "127.0.0.1", 0
        for _ in range(4):
            server = self.held.enter_context(socket.create_server(address, reuse_port=True))
            address = server.getsockname()
        self.assert_found(text_of(address), "0.0.0.0:0", 4)

    def test_bound_and_idle(self):
        """The kernel's lookup does not find it; before Linux 6.8 neither does a search."""
        idle = self.held.enter_context(socket.socket())
        idle.bind(("127.0.0.1", 0))
        local = text_of(idle.getsockname())
        self.assert_found(local, "0.0.0.0:0", len(self.sockets("-tan", f"src {local}")))

    def test_reset_while_bound(self):
        """It keeps both its ends, in no table that the kernel's lookup searches; before Linux 6.8
        a search does not find it either."""
        server = self.server(socket.AF_INET, "127.0.0.1")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = free.getsockname()
        client = self.held.enter_context(socket.socket())
        client.bind(address)  # it keeps only a port that was asked for
        client.connect(server.getsockname())
        local, peer = text_of(client.getsockname()), text_of(client.getpeername())
        accepted, _ = server.accept()
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        accepted.close()
        shown = len(self.sockets("-tan", f"sport = {client.getsockname()[1]}"))
        self.assert_found(local, peer, shown)
        self.assertEqual(self.table("-tn", f"src {local} dst {peer} state connected"), [])

    def test_details_and_owner(self):
        server = self.server(socket.AF_INET, "127.0.0.1")
        client, _ = self.connect(server, socket.AF_INET, "127.0.0.1")
        words = f"src {text_of(client.getsockname())} dst {text_of(client.getpeername())}"
        found = self.sockets("-tanpeim", words)
        searched = self.sockets("-tanpeim", f"( {words} ) or sport = 0")
        self.assertEqual(found[0].keys(), searched[0].keys())
        for name in ("rtt_us", "skmem_rcvbuf", "processes", "congestion", "snd_cwnd"):
            if name in searched[0]:
                self.assertEqual(found[0][name] is None, searched[0][name] is None, name)
        self.assertEqual(found[0]["processes"], searched[0]["processes"])

    def test_reset_at_once(self):
        """Nothing there is an empty answer."""
        server = self.server(socket.AF_INET, "127.0.0.1")
        client, _ = self.connect(server, socket.AF_INET, "127.0.0.1")
        local, peer = text_of(client.getsockname()), text_of(client.getpeername())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        self.assert_found(local, peer, 0)


if __name__ == "__main__":
    support.main()
