# SPDX-License-Identifier: MIT
"""The table on a terminal: the screen of a small web server at four widths, cell by cell, and what
the layout promises. In a pipe nothing of it changes a byte."""

import os
import pathlib
import re
import socket
import sys
import unittest

import machine

if __name__ == "__main__":
    machine.enter()

import support

import limits
import rows
import screen
import terminal
import zoo_server

GOLDEN = pathlib.Path(__file__).parent / "screens"
WIDTHS = (60, 80, 120, 200)
MOST_LINES = {80: 1.4, 120: 1.2, 200: 1.02}
TALL = 1000
RENEW = "SOCKVIEW_RENEW_SCREENS"
ALARM, WARNING, STRONG, DIM = "1;31", "1;35", "1", "2"
MANY = 5001


def shown(*arguments, columns=80, **changes):
    """The screen after a run, and its status."""
    output, result = terminal.output_of(*arguments, columns=columns, rows=TALL,
                                        env=support.environment(**changes))
    view = screen.Screen(TALL, columns)
    view.feed(output)
    assert not view.unknown, view.unknown
    return view, result


class OfAServer(support.TestCase):
    """Where an own pid namespace is not permitted the whole script is skipped: pids are golden."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = zoo_server.Server()
        cls.addClassCleanup(cls.server.close)
        cls.server.start()
        cls.plain = cls().table("-tunap")

    def setUp(self):
        super().setUp()
        self.server.end_connections()

    def test_golden(self):
        for columns in WIDTHS:
            with self.subTest(columns=columns):
                view, result = shown("-tunap", columns=columns)
                self.assertEqual((result.status, result.err), (0, ""))
                path = GOLDEN / f"tunap-{columns}.txt"
                if os.environ.get(RENEW):
                    path.write_text(view.text + "\n", encoding="utf-8")
                self.assertEqual(view.text + "\n", path.read_text(encoding="utf-8"))

    def test_lines_a_socket(self):
        for columns, most in MOST_LINES.items():
            with self.subTest(columns=columns):
                view, _ = shown("-tunap", columns=columns)
                lines = len(view.text.splitlines()) - 1
                self.assertLessEqual(lines / len(self.plain), most)

    def test_nothing_is_cut(self):
        """Every address of the plain table is somewhere on the screen, in one piece."""
        for columns in WIDTHS:
            with self.subTest(columns=columns):
                words = set(shown("-tunap", columns=columns)[0].text.split())
                ends = {row.local for row in self.plain} | {row.peer for row in self.plain}
                self.assertEqual(ends - words, set())

    def test_equal_owners_merge(self):
        text = shown("-tlnp")[0].text
        self.assertRegex(text, r"nginx\(\d+\)\+16\b")
        for option in ("-W", "-O", "-e", "-T"):
            with self.subTest(option=option):
                text = shown("-tlnp", option, columns=1000)[0].text
                self.assertNotRegex(text, r"\)\+\d")
                self.assertEqual(len(set(re.findall(r"nginx\((\d+)", text))), 17)

    def test_order(self):
        states = [line.split()[1] for line in shown("-tunap", columns=200)[0].lines[1:] if line]
        ranks = [{"LISTEN": 0, "UNCONN": 0, "TIME_WAIT": 2}.get(state, 1) for state in states]
        self.assertEqual(ranks, sorted(ranks))
        self.assertEqual(set(ranks), {0, 1, 2})

    def test_as_they_come(self):
        """--sort=none has the order of the kernel, as a pipe has."""
        words = [line.split() for line in shown("-tan", "--sort=none", columns=200)[0].lines[1:]]
        kernel = [row.local for row in self.table("-tan")]
        self.assertEqual([word[-2] for word in words if word], kernel)

    def test_one_line_is_the_plain_table(self):
        for option in ("-W", "-O"):
            with self.subTest(option=option):
                view, _ = shown("-tunap", option, "--color=never", columns=1000)
                self.assertEqual(view.text + "\n", self.run_well("-tunap").out)

    def test_details_leave_out_what_says_nothing(self):
        text = shown("-taniemo", "sport = :80")[0].text
        words = [word for line in text.splitlines() if line.startswith("      ")
                 for word in line.split()]
        self.assertIn("uid:0", words)
        self.assertTrue([word for word in words if word.startswith("rtt_us:")])
        for nothing in ("timer:off", "shutdown:none", "mark:0", "lost:0", "retrans:0",
                        "ca_state:open"):
            self.assertNotIn(nothing, words)
        self.assertIn("shutdown:none", self.run_well("-taniemo", "sport = :80").out)
        self.assertLessEqual(max(len(line) for line in text.splitlines()), 80)

    def test_what_stands_out(self):
        view, _ = shown("-tan", columns=120)
        self.assertEqual(view.style_of("! 6"), ALARM)
        self.assertEqual(view.style_of("! 1"), WARNING)
        self.assertEqual(view.style_of("CLOSE_WAIT"), WARNING)
        self.assertEqual(view.style_of("0.0.0.0:22"), STRONG)
        self.assertEqual(view.style_of("TIME_WAIT"), DIM)
        self.assertEqual(view.style_of("127.0.0.1:5432"), screen.PLAIN)

    def test_signs_stay_without_colour(self):
        for options, changes in ((("--color=never",), {}), ((), {"NO_COLOR": "1"}),
                                 ((), {"TERM": "dumb"})):
            view, _ = shown("-tan", *options, columns=120, **changes)
            self.assertEqual(view.style_of("! 6"), screen.PLAIN)
            self.assertEqual(view.style_of("! 1"), screen.PLAIN)

    def test_no_sign_in_a_pipe(self):
        for options in ((), ("--color=always",)):
            self.assertNotIn("!", self.run_well("-tunap", *options).out)


class OfOthers(support.TestCase):
    def test_a_stuck_send_queue(self):
        listener = self.enterContext(socket.create_server(("127.0.0.1", 7001)))
        client = self.enterContext(socket.create_connection(("127.0.0.1", 7001)))
        self.enterContext(listener.accept()[0])
        client.setblocking(False)
        try:
            while True:
                client.send(b"x" * 65536)
        except BlockingIOError:
            pass

        def is_probed():
            row = rows.document(support.run("-tano", "--json", "dport = :7001").out)["sockets"][0]
            return row["timer"] == "persist"

        limits.wait_until(is_probed, "a probe of the closed window")
        view, _ = shown("-tan", "dport = :7001", columns=200)
        self.assertRegex(view.text, r"! \d+ 127\.0\.0\.1")
        self.assertEqual(view.style_of("! "), ALARM)

    def test_too_many_to_sort(self):
        held = [self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                for _ in range(MANY)]
        for sock in held:
            sock.bind(("127.0.0.1", 0))
        output, result = terminal.output_of("-uanH", rows=TALL)
        line, = result.err.splitlines()
        self.assertRegex(line, "rows are not sorted: there are more than 5000")
        self.assertEqual(result.status, 0)
        self.assertEqual(output.count(b"udp "), MANY)
        held.pop().close()
        self.assertEqual(terminal.output_of("-uanH", rows=TALL)[1].err, "")

    def test_letters_from_right_to_left(self):
        name = "\0שלום"
        sock = self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        sock.bind(name.encode())
        sock.listen(1)
        self.assertIn("@שלום", shown("-xl")[0].text)
        escaped = shown("-xl", "--ascii")[0].text
        self.assertTrue(escaped.isascii())
        self.assertIn("@\\xd7", escaped)

    def test_wide_and_combining_characters(self):
        for name in ("東京", "e\u0301e\u0301"):
            sock = self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            sock.bind(b"\0" + name.encode())
            sock.listen(1)
        lines = [line for line in shown("-xl", "--columns=local,state")[0].text.splitlines()
                 if "@" in line]
        ends = {sum(screen.width_of(character) for character in line.partition("LISTEN")[0])
                for line in lines}
        self.assertEqual((len(lines), len(ends)), (2, 1), lines)


if __name__ == "__main__":
    support.main()
