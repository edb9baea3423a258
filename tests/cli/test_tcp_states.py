# SPDX-License-Identifier: MIT
"""Every TCP state that loopback can reach, every field, both sources, every format."""

import socket
import unittest

import support

import expect
import netns
import oracle_diag
import zoo_tcp


class TcpStates(expect.RowChecks, support.TestCase):
    address_family = socket.AF_INET
    host = "127.0.0.1"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bound_inactive = oracle_diag.available() and oracle_diag.shows_bound_inactive()
        cls.zoo = zoo_tcp.every_state(cls.address_family, cls.host, cls.bound_inactive)
        cls.addClassCleanup(cls.zoo.close)

    def visible(self, source):
        """/proc/net lists no socket that is only bound."""
        return [row for row in self.zoo.rows if source == "netlink" or row.state != "CLOSE"]

    def test_zoo_has_every_state(self):
        wanted = {"LISTEN", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2",
                  "CLOSE_WAIT", "LAST_ACK", "CLOSING", "TIME_WAIT"}
        if self.bound_inactive:
            wanted.add("CLOSE")
        self.assertEqual({row.state for row in self.zoo.rows}, wanted)

    def test_netlink(self):
        if not oracle_diag.available():
            self.skipTest("this kernel has no tcp_diag")
        self.assert_every_format(self.visible("netlink"), "netlink")

    def test_proc(self):
        self.assert_every_format(self.visible("proc"), "proc")

    def test_bound_inactive(self):
        if not self.bound_inactive:
            self.skipTest("this kernel (before 6.8) does not list bound inactive sockets")
        found = self.table("-tan", "--source=netlink")
        self.assertEqual([row.state for row in found].count("CLOSE"), 1)
        connected = self.table("-tn", "--source=netlink", "--state=established")
        self.assertNotIn("CLOSE", {row.state for row in connected})


class TcpStatesIpv6(TcpStates):
    address_family = socket.AF_INET6
    host = "::1"

    @classmethod
    def setUpClass(cls):
        if not netns.has_ipv6():
            raise unittest.SkipTest("no IPv6 here")
        super().setUpClass()


if __name__ == "__main__":
    support.main()
