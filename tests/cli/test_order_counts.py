# SPDX-License-Identifier: MIT
"""Rows that are sorted, limited and counted, judged by what the same sockets are without that."""

import socket

import support

import netns
import rows

PORTS = (21000, 21009, 21010, 21100)
HOSTS = ("127.0.0.10", "127.0.0.9", "127.0.0.2")


class Sockets(support.TestCase):
    """Listeners at every host and port, and UDP sockets that have no backlog."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        netns.enter()
        for port in PORTS:
            for host in HOSTS:
                listener = socket.create_server((host, port), backlog=port - 20999)
                cls.addClassCleanup(listener.close)
        for host in HOSTS:
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            cls.addClassCleanup(datagrams.close)
            datagrams.bind((host, 30000))


def address_key(sock):
    return tuple(map(int, sock["local_address"].split(".")))


class Sort(Sockets):
    def test_addresses_are_sorted_by_number_and_ports_within_them(self):
        usual = self.sockets("-tan")
        wanted = sorted(usual, key=lambda sock: (address_key(sock), -sock["local_port"]))
        self.assertEqual(self.sockets("-tan", "--sort=local_address,-local_port"), wanted)

    def test_ends_are_sorted_by_address_and_port(self):
        usual = self.sockets("-tan")
        wanted = sorted(usual, key=lambda sock: (address_key(sock), sock["local_port"]))
        self.assertEqual(self.sockets("-tan", "--sort", "local"), wanted)
        self.assertEqual(self.sockets("-tan", "--sort", "-local"), wanted[::-1])

    def test_equal_rows_keep_their_order(self):
        usual = self.sockets("-tuan")
        wanted = sorted(usual, key=lambda sock: sock["netid"], reverse=True)
        self.assertEqual(self.sockets("-tuan", "--sort=-netid"), wanted)

    def test_unknown_values_come_last_in_both_orders(self):
        for sign in ("", "-"):
            found = self.sockets("-tuan", "--columns=netid,rto_us", f"--sort={sign}rto_us")
            known = [sock["rto_us"] is not None for sock in found]
            self.assertEqual(known, sorted(known, reverse=True))
            self.assertIn(False, known)

    def test_every_format_is_sorted(self):
        wanted = sorted(PORTS * len(HOSTS), reverse=True)
        options = ("-tan", "--sort=-local_port")
        self.assertEqual([int(row.local.rpartition(":")[2]) for row in self.table(*options)],
                         wanted)
        lines = rows.ndjson(self.run_well(*options, "--ndjson").out)
        self.assertEqual([sock["local_port"] for sock in lines], wanted)

    def test_owners_are_sorted_by_name_and_id(self):
        found = self.sockets("-tanp", "--sort=process,-pid")
        names = [sock["processes"][0]["name"] for sock in found]
        self.assertEqual(names, sorted(names))
        self.assertEqual(len(found), len(PORTS) * len(HOSTS))

    def test_wrong_keys_print_nothing(self):
        for key, said in ((",", "missing"), ("recvq", "'recv_q'"), ("none,pid", "alone"),
                          ("", "missing"), ("--", "no '-'")):
            with self.subTest(key=key):
                result = support.run("-tan", f"--sort={key}")
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertIn(said, result.err)
                self.assertEqual(len(self.assert_error_lines(result)), 1)


if __name__ == "__main__":
    support.main()
