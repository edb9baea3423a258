# SPDX-License-Identifier: MIT
"""Rows that are sorted, limited and counted, judged by what the same sockets are without that."""

import collections
import json
import re
import shutil
import socket
import subprocess

import support

import holder
import limits
import netns
import rows
import running
import terminal

PORTS = (21000, 21009, 21010, 21100)
COLUMNS = ("state", "local_address", "local_port", "netid", "uid", "user", "family", "send_q",
           "rto_us", "cgroup", "netns", "interface", "peer_address", "peer_port")
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

    def test_answers_of_a_series_say_it_once(self):
        """However many rows are left out of each."""
        options = ("-tan", "--ndjson", "--trailer", "--sort=local_port", "--limit=1")
        with running.Running(*options, "--continuous=0.02") as sockview:
            def left_out():
                sockview.line()
                return json.loads(sockview.line())["warnings"][0]["count"]
            first = left_out()
            with socket.create_server(("127.0.0.1", 0)):
                limits.wait_until(lambda: left_out() > first, "another listener", pause=0)
            status, _, err = sockview.end()
        self.assertEqual((status, err), (0, f"sockview: limit: {first} more sockets match\n"))

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


def counted(sockets, *names):
    """What --count-by should show, of each group its values and its number."""
    numbers = collections.Counter(tuple(sock[name] for name in names) for sock in sockets)
    return {group: number for group, number in numbers.items()}


class CountBy(Sockets):
    def groups(self, *options):
        return rows.document(self.run_well(*options, "--json").out)["groups"]

    def found(self, names, *options):
        groups = self.groups(*options, f"--count-by={','.join(names)}")
        self.assertEqual([group["count"] for group in groups],
                         sorted((group["count"] for group in groups), reverse=True))
        found = {tuple(group[name] for name in names): group["count"] for group in groups}
        self.assertEqual(len(found), len(groups))
        return found

    def test_groups_are_those_of_the_sockets(self):
        sockets = self.sockets("-tuan", "--columns=" + ",".join(COLUMNS))
        for names in (("state",), ("local_address",), ("local_port", "netid"), ("uid", "user"),
                      ("family",), ("send_q",), ("rto_us", "state"), ("cgroup",), ("netns",),
                      ("interface",), ("peer_address", "peer_port", "local_address")):
            with self.subTest(names=names):
                self.assertEqual(self.found(names, "-tuan"), counted(sockets, *names))

    def test_every_column_can_be_counted_by(self):
        help_text = self.run_well("--list-columns").out
        names = re.findall(r"^([a-z]\w*) ", help_text, flags=re.MULTILINE)
        self.assertGreater(len(names), 100)
        for name in names:
            result = support.run("-tuan", "--count-by", name, "--ndjson")
            self.assertIn(result.status, (0, 3), result.err)
            for group in rows.ndjson(result.out):
                self.assertEqual(len(group), 2)

    def test_owners_are_counted_once_for_each_socket(self):
        with holder.load("udp", 10, 2):
            sockets = self.sockets("-uanp")
            names = collections.Counter()
            pids = collections.Counter()
            for sock in sockets:
                owners = sock["processes"] or [{"name": None, "pid": None}]
                names.update({owner["name"] for owner in owners})
                pids.update({owner["pid"] for owner in owners})
            self.assertEqual(self.found(("process",), "-uan"),
                             {(name,): count for name, count in names.items()})
            self.assertEqual(self.found(("pid",), "-uan"),
                             {(pid,): count for pid, count in pids.items()})

    def test_totals_are_sums(self):
        sockets = self.sockets("-tan")
        for group in self.groups("-tan", "--count-by=local_port", "--total=send_q,recv_q"):
            mine = [sock for sock in sockets if sock["local_port"] == group["local_port"]]
            self.assertEqual(group, {"local_port": mine[0]["local_port"], "count": len(mine),
                                     "sum_send_q": sum(sock["send_q"] for sock in mine),
                                     "sum_recv_q": sum(sock["recv_q"] for sock in mine)})
        self.assertEqual(self.groups("-tan", "--total=send_q"),
                         [{"count": len(sockets),
                           "sum_send_q": sum(sock["send_q"] for sock in sockets)}])
        self.assertEqual(self.groups("-tan", "sport = :1", "--total=send_q"),
                         [{"count": 0, "sum_send_q": 0}])

    def test_every_format_has_the_same_groups(self):
        options = ("-tan", "--count-by=local_port", "--sort=-local_port")
        wanted = [{"local_port": port, "count": len(HOSTS)} for port in sorted(PORTS)[::-1]]
        self.assertEqual(self.groups(*options), wanted)
        self.assertEqual(rows.ndjson(self.run_well(*options, "--ndjson").out), wanted)
        lines = [line.split() for line in self.run_well(*options).out.splitlines()]
        self.assertEqual(lines[0], ["Local", "Port", "Count"])
        self.assertEqual(lines[1:], [[str(group["local_port"]), "3"] for group in wanted])
        text = self.run_well(*options, "--csv").out
        self.assertEqual(text, "local_port,count\n" +
                         "".join(f"{group['local_port']},3\n" for group in wanted))

    def test_a_limit_says_what_is_in_the_other_groups(self):
        options = ("-tan", "--count-by=local_port", "--limit=1")
        result = support.run(*options, "--json")
        document = rows.document(result.out)
        left = len(PORTS) - 1
        self.assertEqual(document["groups"], [{"local_port": min(PORTS), "count": 3}])
        self.assertEqual(document["matched"], len(PORTS))
        self.assertEqual((result.status, result.err),
                         (0, f"sockview: limit: {left * 3} more in {left} groups\n"))
        output, result = terminal.output_of(*options, "--color=never")
        self.assertEqual(output.decode().splitlines()[-1], f"{left * 3} more in {left} groups")
        self.assertEqual(result.stderr, b"")

    def test_states_need_no_owners(self):
        """Nobody reads the descriptors of processes for them, which takes long."""
        done = subprocess.run(["strace", "-f", "-e", "trace=openat", support.SOCKVIEW,
                               "--count-by=state"], capture_output=True, check=False, text=True,
                              timeout=limits.seconds()) if shutil.which("strace") else None
        if done is None or done.returncode != 0:
            self.skipTest("no strace")
        self.assertNotRegex(done.stderr, r'"/proc/\d+/fd|"fd"')

    def test_rounds_have_groups_with_their_time(self):
        lines = rows.ndjson(self.run_well("-tan", "--count-by=state", "--ndjson",
                                          "--continuous=0.02", "--rounds=2").out)
        self.assertEqual([(line["state"], line["count"]) for line in lines],
                         [("LISTEN", len(PORTS) * len(HOSTS))] * 2)
        self.assertLess(lines[0]["time"], lines[1]["time"])

    def test_wrong_names_print_nothing(self):
        for option, said in (("--count-by=local_adress", "'local_address'"), ("--count-by=,", "missing"),
                             ("--count-by=pid,pid", "twice"), ("--total=recvq", "'recv_q'"),
                             ("--total=state", "no numbers"), ("--total=", "missing"),
                             ("--total=recv_q,recv_q", "twice")):
            with self.subTest(option=option):
                result = support.run("-tan", option)
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertIn(said, result.err)
                self.assertEqual(len(self.assert_error_lines(result)), 1)
        for key, said in (("none", "always sorted"), ("recv_q", "they are sorted by"),
                          ("-", "they are sorted by"), ("-coutn", "'count'"),
                          ("send-q", "'send_q'")):
            result = support.run("-tan", "--count-by=state", "--total=send_q", f"--sort={key}")
            self.assertEqual((result.status, result.out), (2, ""))
            self.assertIn(said, result.err)


if __name__ == "__main__":
    support.main()
