# SPDX-License-Identifier: MIT
"""Which sockets are shown: families, states, and what no option at all means."""

import contextlib
import socket

import support

import crowd
import oracle_procnet
import rows

IDLE = ("LISTEN", "UNCONN")


def identity(row):
    return (row.netid, row.state, row.local, row.peer)


class Selection(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(crowd.gathered().close)
        cls.all = [row for row in cls().table("-tuan")]
        assert {row.state for row in cls.all} >= {"LISTEN", "UNCONN", "TIME_WAIT", "ESTABLISHED"}

    def assert_shown(self, arguments, wanted):
        """Exactly the rows that `wanted` picks from all of them, which are some but not all."""
        expected = sorted(identity(row) for row in self.all if wanted(row))
        with self.subTest(arguments=arguments):
            found = sorted(identity(row) for row in self.table("-n", *arguments))
            self.assertEqual(found, expected)
            self.assertTrue(found)

    def test_all_is_what_the_kernel_has(self):
        bound_inactive = [row for row in self.all if row.state == "CLOSE"]
        self.assertEqual(len(self.all) - len(bound_inactive), len(oracle_procnet.rows()))

    def test_no_option_shows_everything(self):
        for arguments in ((), ("-H",), ("--source=auto",), ("--color=never",), ("-OW",)):
            self.assert_shown(arguments, lambda row: True)

    def test_address_family_alone_narrows_everything(self):
        """-4 and -6 take away; by themselves they ask for nothing."""
        self.assert_shown(("-4",), lambda row: "[" not in row.local)
        self.assert_shown(("-6",), lambda row: "[" in row.local)

    def test_no_option_shows_owners(self):
        for row in rows.table(self.run_well("-n").out, header=True):
            self.assertEqual(len(row.rest), 1)
        self.assertTrue(all("processes" in sock for sock in self.sockets()))

    def test_families(self):
        for arguments, wanted in (
                (("-ta",), lambda row: row.netid == "tcp"),
                (("-ua",), lambda row: row.netid == "udp"),
                (("-tua",), lambda row: True), (("-a",), lambda row: True),
                (("--tcp", "--all"), lambda row: row.netid == "tcp"),
                (("--udp", "--all"), lambda row: row.netid == "udp"),
                (("-4a",), lambda row: "[" not in row.local),
                (("-6a",), lambda row: "[" in row.local),
                (("-46a",), lambda row: True),
                (("--ipv4", "-ta"), lambda row: "[" not in row.local and row.netid == "tcp"),
                (("--ipv6", "-ua"), lambda row: "[" in row.local and row.netid == "udp")):
            self.assert_shown(arguments, wanted)

    def test_states_by_default(self):
        for arguments in (("-t",), ("-u",), ("-tu",), ("-p",), ("-e",), ("-o",)):
            def wanted(row, arguments=arguments):
                return row.state not in IDLE and self.in_family(row, arguments[0])
            self.assert_shown(arguments, wanted)

    def in_family(self, row, option):
        return {"-t": row.netid == "tcp", "-u": row.netid == "udp"}.get(option, True)

    def test_listening(self):
        for arguments in (("-l",), ("--listening",), ("-tul",)):
            self.assert_shown(arguments, lambda row: row.state in IDLE)
        self.assert_shown(("-tl",), lambda row: row.state == "LISTEN")
        self.assert_shown(("-ul",), lambda row: row.state == "UNCONN")
        self.assert_shown(("-4tl",), lambda row: row.state == "LISTEN" and "[" not in row.local)

    def test_the_later_of_all_and_listening_counts(self):
        for arguments in (("-la",), ("-l", "--all"), ("-ala",)):
            self.assert_shown(arguments, lambda row: True)
        for arguments in (("-al",), ("--all", "-l"), ("-lal",)):
            self.assert_shown(arguments, lambda row: row.state in IDLE)

    def test_each_state(self):
        for state in sorted({row.state for row in self.all}):
            for spelling in (state, state.lower(), state.replace("_", "-").lower()):
                self.assert_shown((f"--state={spelling}",), lambda row: row.state == state)

    def test_spellings_of_ss(self):
        for spelling, state in (("listening", "LISTEN"), ("established", "ESTABLISHED"),
                                ("fin-wait-1", "FIN_WAIT1"), ("fin-wait-2", "FIN_WAIT2"),
                                ("time-wait", "TIME_WAIT"), ("syn-recv", "SYN_RECV"),
                                ("closing", "CLOSING"), ("last-ack", "LAST_ACK")):
            self.assert_shown(("--state", spelling), lambda row: row.state == state)

    def test_list_of_states(self):
        self.assert_shown(("--state=LISTEN,time-wait",),
                          lambda row: row.state in ("LISTEN", "TIME_WAIT"))
        self.assert_shown(("-t", "--state=established,unconn"),
                          lambda row: row.state == "ESTABLISHED" and row.netid == "tcp")
        self.assert_shown(("-u", "--state=established,unconn"), lambda row: row.netid == "udp")

    def test_sources_select_alike(self):
        for arguments in (("-tl",), ("-u",), ("--state=TIME_WAIT",), ("-6ul",), ("-4t",)):
            netlink, proc = (self.table("-n", *arguments, f"--source={source}")
                             for source in support.SOURCES)
            def unscoped(found):
                return sorted((row.netid, row.state, row.local.replace("%lo", ""),
                               row.peer.replace("%lo", "")) for row in found
                              if row.state != "CLOSE")
            self.assertEqual(unscoped(netlink), unscoped(proc))
            self.assertTrue(unscoped(proc))

    def test_bundles_and_long_names(self):
        usual = self.run_well("-tunap", "-H").out
        for arguments in (("-pantu", "-H"), ("-Htunap",), ("--tcp", "--udp", "--numeric", "--all",
                                                           "--processes", "--no-header"),
                          ("-tuna", "--program", "-H"), ("-tuna", "--programs", "-H"),
                          ("-tunapOW", "-H"), ("-H", "-tunap", "--oneline", "--wide")):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.run_well(*arguments).out, usual)

    def test_repeated_options_change_nothing(self):
        self.assertEqual(self.run_well("-ttuuaannH").out, self.run_well("-tuanH").out)

    def test_same_port_in_both_families_is_two_sockets(self):
        with contextlib.ExitStack() as stack:
            first = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            second = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            for sock in (first, second):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            first.bind(("127.0.0.9", 0))
            second.bind(first.getsockname())
            found = [row for row in self.table("-uan") if row.local.startswith("127.0.0.9:")]
        self.assertEqual(len(found), 2)


if __name__ == "__main__":
    support.main()
