# SPDX-License-Identifier: MIT
"""Who is at the other end of a connection on this machine."""

import contextlib
import errno
import os
import socket
import subprocess

import support

import netns
import rows

COLUMNS = "--columns=local_port,peer_port,processes,peer_processes"
OTHER = "sleep"


class Peers(support.TestCase):
    def setUp(self):
        netns.enter()
        self.held = self.enterContext(contextlib.ExitStack())

    def tcp_pair(self, family, address, target=None):
        """A client of this process, and the accepted end."""
        listener = self.held.enter_context(socket.create_server((address, 0), family=family,
                                                                backlog=5))
        port = listener.getsockname()[1]
        client = self.held.enter_context(socket.create_connection((target or address, port)))
        return client, self.held.enter_context(listener.accept()[0])

    def udp_pair(self, **options):
        ends = [self.held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                for _ in range(2)]
        for end in ends:
            if options:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            end.bind(("127.0.0.1", 0))
        ends[0].connect(ends[1].getsockname())
        ends[1].connect(ends[0].getsockname())
        return ends

    def hand_over(self, *sockets):
        """Lets another process hold the sockets, and this one no longer."""
        process = subprocess.Popen([OTHER, "1000"], pass_fds=[sock.fileno() for sock in sockets])
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for sock in sockets:
            sock.close()
        return process.pid

    def peers_of(self, port, *arguments, kind="-tuan", **options):
        sockets = self.sockets(kind, COLUMNS, *arguments, **options)
        (row,) = (row for row in sockets if row["local_port"] == port and row["peer_port"] != 0)
        found = row["peer_processes"]
        return None if found is None else {process["pid"] for process in found}

    def check_pair(self, one, other):
        ports = [sock.getsockname()[1] for sock in (one, other)]
        if ports[0] != other.getpeername()[1]:
            self.fail("no pair")
        pid = self.hand_over(other)
        for source in support.SOURCES:
            with self.subTest(source=source):
                self.assertEqual(self.peers_of(ports[0], f"--source={source}"), {pid})
                self.assertEqual(self.peers_of(ports[1], f"--source={source}"), {os.getpid()})

    def test_tcp(self):
        self.check_pair(*self.tcp_pair(socket.AF_INET, "127.0.0.1"))

    def test_ipv6(self):
        self.check_pair(*self.tcp_pair(socket.AF_INET6, "::1"))

    def test_an_ipv4_client_of_an_ipv6_listener(self):
        listener = self.held.enter_context(
            socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True))
        address = ("127.0.0.1", listener.getsockname()[1])
        client = self.held.enter_context(socket.create_connection(address))
        self.check_pair(client, listener.accept()[0])

    def test_an_address_of_a_device(self):
        subprocess.run(["ip", "address", "add", "192.0.2.1/32", "dev", "lo"], check=True)
        self.check_pair(*self.tcp_pair(socket.AF_INET, "192.0.2.1"))

    def test_udp(self):
        self.check_pair(*self.udp_pair())

    def test_a_filter_leaves_out_the_other_end(self):
        """All of the options below leave out the row of the other end, but not its process."""
        client, server = self.tcp_pair(socket.AF_INET, "127.0.0.1")
        port = client.getsockname()[1]
        pid = self.hand_over(server)
        for words in ((f"sport = :{port}",), ("-4",), ("state", "established", "sport", f":{port}"),
                      (f"peer_processes = {OTHER} and sport = :{port}",)):
            with self.subTest(words=words):
                self.assertEqual(self.peers_of(port, *words), {pid})

    def test_a_version_of_ip_leaves_out_the_other_one(self):
        """Sockets of the other one are read, because other ends may be among them."""
        mapped = self.held.enter_context(
            socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True))
        address = ("127.0.0.1", mapped.getsockname()[1])
        client = self.held.enter_context(socket.create_connection(address))
        pid = self.hand_over(mapped.accept()[0])
        self.assertEqual(self.peers_of(client.getsockname()[1], "-4"), {pid})
        self.tcp_pair(socket.AF_INET6, "::1")
        for option, family in (("-4", "inet"), ("-6", "inet6")):
            for words in (("-P",), ("--columns=family,direction",)):
                with self.subTest(option=option, words=words):
                    found = self.sockets("-tuan", option, *words)
                    self.assertEqual({row["family"] for row in found}, {family})
                    self.assertEqual(len(found), len(self.sockets("-tuan", option)))
        self.assertEqual({row["netid"] for row in self.sockets("-A", "all", "-4", "-anP")},
                         {"tcp"})

    def test_a_limit_leaves_out_the_other_end(self):
        client, server = self.tcp_pair(socket.AF_INET, "127.0.0.1")
        pid = self.hand_over(server)
        (row,) = rows.document(support.run("-tn", COLUMNS, "--limit=1", "--json").out)["sockets"]
        pids = {row["processes"][0]["pid"], row["peer_processes"][0]["pid"]}
        self.assertEqual(pids, {os.getpid(), pid})
        self.assertTrue(client)

    def test_groups_and_order(self):
        client, server = self.tcp_pair(socket.AF_INET, "127.0.0.1")
        self.hand_over(server)
        fields = "processes,peer_processes"
        lines = self.run_well("-tnH", "--count-by", fields).out.splitlines()
        with open("/proc/self/comm", encoding="utf-8") as file:
            own = file.read().strip()
        self.assertCountEqual([line.split() for line in lines],
                              [[own, OTHER, "1"], [OTHER, own, "1"]])
        for key, order in (("peer_processes", False), ("-peer_processes", True)):
            names = [row["peer_processes"][0]["name"]
                     for row in self.sockets("-tn", COLUMNS, "--sort", key)]
            self.assertEqual(names, sorted((own, OTHER), reverse=order))
        self.assertTrue(client)

    def test_the_other_end_may_be_in_another_state(self):
        client, server = self.tcp_pair(socket.AF_INET, "127.0.0.1")
        port = client.getsockname()[1]
        server.shutdown(socket.SHUT_WR)
        pid = self.hand_over(server)
        self.assertEqual(self.peers_of(port, "state", "close-wait"), {pid})

    def test_a_connection_that_waits_to_be_accepted_has_no_process(self):
        listener = self.held.enter_context(socket.create_server(("127.0.0.1", 0)))
        client = self.held.enter_context(socket.create_connection(listener.getsockname()))
        self.assertIsNone(self.peers_of(client.getsockname()[1]))

    def test_a_proxy_with_the_addresses_of_others(self):
        """Without the address being local, two sockets with these ends are no pair."""
        subprocess.run(["ip", "route", "add", "local", "198.51.100.0/24", "dev", "lo"], check=True)
        client, server = self.tcp_pair(socket.AF_INET, "198.51.100.7")
        self.assertIsNone(self.peers_of(client.getsockname()[1]))
        self.assertIsNone(self.peers_of(server.getsockname()[1], "state", "established"))

    def test_connections_of_a_program_at_the_other_end_are_destroyed(self):
        client, server = self.tcp_pair(socket.AF_INET, "127.0.0.1")
        spared, _ = self.tcp_pair(socket.AF_INET, "127.0.0.1")
        self.hand_over(server)
        result = support.run("-tnHK", "--yes", "--owners=proc", "peer_processes", "=", OTHER)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertIn(f":{client.getsockname()[1]} ", result.out)
        self.assertEqual(client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),
                         errno.ECONNABORTED)
        self.assertEqual(spared.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), 0)

    def test_unix_sockets(self):
        ends = socket.socketpair()
        inode = os.fstat(ends[0].fileno()).st_ino
        self.held.callback(ends[0].close)
        pid = self.hand_over(ends[1])
        (row,) = self.sockets("-xP", f"inode = {inode}")
        self.assertEqual({process["pid"] for process in row["peer_processes"]}, {pid})

    def test_the_option_shows_both_ends(self):
        client, server = self.tcp_pair(socket.AF_INET, "127.0.0.1")
        pid = self.hand_over(server)
        out = self.run_well("-tnP", f"sport = :{client.getsockname()[1]}").out.splitlines()
        self.assertEqual(out[0].split()[-2:], ["Process", "Peer-Process"])
        self.assertEqual(out[1].split()[-1], f"{OTHER}({pid})")


if __name__ == "__main__":
    support.main()
