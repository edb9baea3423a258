# SPDX-License-Identifier: MIT
"""From where listeners and unconnected datagram sockets can be reached."""

import contextlib
import socket

import support

import netns

V4, V6 = socket.AF_INET, socket.AF_INET6

# Address, options of the socket, and what the columns exposure and exposure_ip must say.
SOCKETS = (
    (V4, "127.0.0.1", {}, "loopback", "v4"),
    (V4, "0.0.0.0", {}, "all", "v4"),
    (V4, "0.0.0.0", {"device": b"lo"}, "loopback", "v4"),
    (V6, "::1", {}, "loopback", "v6"),
    (V6, "::", {"v6only": 0}, "all", "dual"),
    (V6, "::", {"v6only": 1}, "all", "v6"),
    (V6, "::ffff:127.0.0.1", {}, "loopback", "v4"),
)


class Exposure(support.TestCase):
    def setUp(self):
        netns.enter()
        self.held = self.enterContext(contextlib.ExitStack())

    def open(self, family, kind, address, device=None, v6only=None):
        sock = self.held.enter_context(socket.socket(family, kind))
        if v6only is not None:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
        if device is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device + b"\0")
        sock.bind((address, 0))
        return sock

    def test_every_kind_of_address(self):
        expected = {}
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            for family, address, options, *words in SOCKETS:
                sock = self.open(family, kind, address, **options)
                if kind == socket.SOCK_STREAM:
                    sock.listen()
                expected[kind, sock.getsockname()[1]] = words
        columns = "--columns=netid,local_port,exposure,exposure_ip"
        kinds = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
        lines = self.run_well("-tuln", "-H", columns).out.splitlines()
        shown = {(kinds[netid], int(port)): words
                 for netid, port, *words in map(str.split, lines)}
        self.assertEqual(shown, expected)

    def test_a_connection_is_not_exposed(self):
        server = self.open(V4, socket.SOCK_STREAM, "127.0.0.1")
        server.listen()
        client = self.held.enter_context(socket.create_connection(server.getsockname()))
        datagrams = self.open(V4, socket.SOCK_DGRAM, "127.0.0.1")
        datagrams.connect(("127.0.0.1", 9))
        for sock in (client, datagrams):
            port = sock.getsockname()[1]
            self.assertEqual(self.sockets("-tuan", "--columns=exposure,exposure_ip",
                                          f"sport = :{port}"),
                             [{"exposure": None, "exposure_ip": None}])

    def test_a_filter_finds_what_is_open_to_others(self):
        inside = self.open(V4, socket.SOCK_STREAM, "127.0.0.1")
        outside = self.open(V4, socket.SOCK_STREAM, "0.0.0.0")
        inside.listen()
        outside.listen()
        rows = self.sockets("-tln", "--columns=local_port", "exposure != loopback")
        self.assertEqual([row["local_port"] for row in rows], [outside.getsockname()[1]])

    def test_the_file_does_not_tell_whether_ipv4_is_taken(self):
        sock = self.open(V6, socket.SOCK_STREAM, "::")
        sock.listen()
        result = support.run("-tln", "--source=proc", "-j", "--columns=exposure,exposure_ip")
        self.assertIn(b'"exposure":"all","exposure_ip":null', result.stdout)


if __name__ == "__main__":
    support.main()
