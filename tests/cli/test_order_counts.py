# SPDX-License-Identifier: MIT
"""Rows that are sorted, limited and counted, judged by what the same sockets are without that."""

import socket

import support

import netns
import rows
import terminal

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


class Limit(Sockets):
    def test_without_sort_the_first_rows_come_and_more_match(self):
        result = support.run("-tanj", "--limit=5")
        document = rows.document(result.out)
        self.assertEqual((result.status, result.err), (0, "sockview: limit: more sockets match\n"))
        self.assertEqual(document["sockets"], self.sockets("-tan")[:5])
        self.assertIsNone(document["matched"])
        self.assertTrue(document["complete"])
        self.assertEqual([warning["code"] for warning in document["warnings"]], ["more_match"])

    def test_a_limit_that_is_not_reached_says_how_many_matched(self):
        count = len(PORTS) * len(HOSTS)
        for limit in (count, count + 1, 4294967295):
            document = rows.document(self.run_well("-tanj", f"--limit={limit}").out)
            self.assertEqual((len(document["sockets"]), document["matched"]), (count, count))
        self.assertNotIn("matched", rows.document(self.run_well("-tanj").out))

    def test_with_sort_the_first_of_all_come_and_the_rest_is_counted(self):
        usual = self.sockets("-tan", "--sort=-local_port,local")
        for limit in (1, 7, len(usual) - 1):
            result = support.run("-tanj", "--sort=-local_port,local", f"--limit={limit}")
            document = rows.document(result.out)
            left = len(usual) - limit
            self.assertEqual(document["sockets"], usual[:limit])
            self.assertEqual(document["matched"], len(usual))
            self.assertEqual(document["warnings"][0]["count"], left)
            self.assertEqual(result.err, f"sockview: limit: {left} more "
                             f"{'socket matches' if left == 1 else 'sockets match'}\n")

    def test_rows_that_wait_for_owners_are_limited_too(self):
        for words in ((), ("process ~ *",)):
            result = support.run("-tanpH", "--limit=2", *words)
            self.assertEqual(len(result.out.splitlines()), 2)
            self.assertEqual(result.err, "sockview: limit: more sockets match\n")

    def test_wrong_limits_print_nothing(self):
        for limit in ("0", "-1", "", "1.5", "4294967296", "x"):
            result = support.run("-tan", f"--limit={limit}")
            self.assertEqual((result.status, result.out), (2, ""))
            self.assertEqual(len(self.assert_error_lines(result)), 1)

    def test_count_names_its_successors(self):
        for words in (("--count=3",), ("--count", "3"), ("--count",), ("-tE", "--count=3")):
            result = support.run(*words)
            self.assertEqual((result.status, result.out), (2, ""))
            self.assertIn("--rounds=", result.err)
            self.assertIn("--limit=", result.err)

    def test_a_terminal_says_below_the_table_what_was_left_out(self):
        for options, said in ((("--sort=-local_port",), f"{len(PORTS) * len(HOSTS) - 2} more "),
                              ((), "more ")):
            output, result = terminal.output_of("-tan", *options, "--limit=2", "--color=never")
            lines = output.decode().splitlines()
            self.assertEqual((len(lines), lines[-1]), (4, said + "sockets match"))
            self.assertEqual(result.stderr, b"")


if __name__ == "__main__":
    support.main()
