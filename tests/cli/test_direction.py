# SPDX-License-Identifier: MIT
"""Who began a connection, and the port of its service."""

import contextlib
import socket

import support

import netns
import rows

LOOPBACK = "127.0.0.1"
FIRST, LAST = 40000, 40099
COLUMNS = "--columns=local_port,peer_port,state,direction,service_port"


class Direction(support.TestCase):
    def setUp(self):
        netns.enter()
        with open("/proc/sys/net/ipv4/ip_local_port_range", "w", encoding="ascii") as file:
            file.write(f"{FIRST} {LAST}")
        self.held = self.enterContext(contextlib.ExitStack())

    def listen(self, port):
        return self.held.enter_context(socket.create_server((LOOPBACK, port)))

    def connect(self, server, source_port=0):
        """Both ends of a connection, first that which began it."""
        source = (LOOPBACK, source_port)
        client = self.held.enter_context(
            socket.create_connection(server.getsockname(), source_address=source))
        accepted = self.held.enter_context(server.accept()[0])
        return client, accepted

    def shown(self, *filters):
        """Direction and service port of each socket, by its two ports."""
        lines = self.run_well("-tan", "-H", COLUMNS, *filters).out.splitlines()
        return {(int(local), int(peer)): tuple(words)
                for local, peer, _state, *words in map(str.split, lines)}

    def test_a_listener_tells(self):
        server = self.listen(40050)  # the listener decides before the range of ports does
        client, _ = self.connect(server)
        port = client.getsockname()[1]
        self.assertEqual(self.shown(), {(40050, 0): ("-", "40050"), (40050, port): ("in", "40050"),
                                        (port, 40050): ("-", "-")})

    def test_the_range_of_ports_tells_when_the_listener_is_gone(self):
        server = self.listen(7000)
        client, _ = self.connect(server)
        port = client.getsockname()[1]
        server.close()
        self.assertEqual(self.shown(), {(7000, port): ("in", "7000"), (port, 7000): ("out", "7000")})

    def test_nothing_tells(self):
        server = self.listen(7000)
        self.connect(server, 7001)
        server.close()
        self.assertEqual(self.shown(), {(7000, 7001): ("-", "-"), (7001, 7000): ("-", "-")})

    def test_filter_group_and_order(self):
        for port in (7000, 7000, 8000):
            with socket.socket() as server:
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                server.bind((LOOPBACK, port))
                server.listen()
                self.connect(server)
        self.assertEqual(set(self.shown("direction = in")), set(self.shown("sport < 9000")))
        self.assertEqual(set(self.shown("service_port = 8000")), set(self.shown("sport = 8000 or dport = 8000")))
        groups = self.run_well("-tanH", "--count-by=direction,service_port",
                               "--sort=direction,service_port").out.splitlines()
        self.assertEqual([line.split() for line in groups],
                         [["in", "7000", "2"], ["in", "8000", "1"],
                          ["out", "7000", "2"], ["out", "8000", "1"]])

    def test_the_overview_has_the_same_groups(self):
        """A filter keeps the overview from leaving out the other ends on this machine."""
        servers = [self.listen(port) for port in (7000, 7100)]
        for server in (*servers, servers[0]):
            self.connect(server)
        every = "sport > 0"
        overview = rows.document(self.run_well("--overview", "--json", every).out)["connections"]
        groups = rows.document(
            self.run_well("-tuan", "--json", "--count-by=direction,service_port,state",
                          f"state != listening and {every}").out)["groups"]
        self.assertEqual(
            sorted((row["direction"], row["port"], row["state"], row["count"])
                   for row in overview),
            sorted((row["direction"], row["service_port"], row["state"], row["count"])
                   for row in groups))


if __name__ == "__main__":
    support.main()
