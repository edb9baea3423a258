# SPDX-License-Identifier: MIT
"""The last line of NDJSON: how many sockets there are, and whether they are all."""

import re
import socket

import support

import limits
import netns
import rows
import running

FAST = "--continuous=0.02"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
MEMBERS = ["end", "time", "sockets", "complete", "warnings"]
ABSENT = ("-A", "tcp,sctp", "-an", "--source=proc")
"""A family that has no file in /proc/net, chosen by name."""


class Trailer(support.TestCase):
    def setUp(self):
        netns.enter()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)

    def test_a_whole_answer(self):
        plain = self.run_well("-tan", "--ndjson").out
        found = rows.ndjson(self.run_well("-tan", "--ndjson", "--trailer").out)
        self.assertEqual(found[:-1], rows.ndjson(plain))
        self.assertEqual(list(found[-1]), MEMBERS)
        self.assertRegex(found[-1]["time"], TIME)
        self.assertEqual([found[-1][name] for name in MEMBERS if name != "time"],
                         [True, 1, True, []])

    def test_an_empty_answer_is_a_trailer(self):
        found, = rows.ndjson(self.run_well("-tan", "--ndjson", "--trailer", ":1").out)
        self.assertEqual((found["sockets"], found["complete"]), (0, True))

    def test_an_incomplete_answer_says_so(self):
        result = support.run(*ABSENT, "--ndjson", "--trailer")
        self.assertEqual(result.status, 3)
        row, end = rows.ndjson(result.out)
        self.assertEqual(row["state"], "LISTEN")
        self.assertEqual((end["sockets"], end["complete"]), (1, False))
        self.assertEqual(rows.warning_lines(end), self.assert_error_lines(result))

    def test_every_answer_has_its_own(self):
        with running.Running(*ABSENT, "--ndjson", "--trailer", FAST) as sockview:
            found = [rows.document(sockview.line()) for _ in range(6)]
            self.assertEqual(sockview.end()[0], 3)
        self.assertEqual(["end" in row for row in found], [False, True] * 3)
        for row, end in zip(found[::2], found[1::2]):
            self.assertEqual(end["time"], row["time"])
            self.assertEqual((end["sockets"], len(end["warnings"])), (1, 1))

    def test_events_end_with_it(self):
        with running.Running("-tEn", "--ndjson", "--trailer") as sockview:
            def seen():
                socket.create_connection(self.listener.getsockname()).close()
                self.listener.accept()[0].close()
                return sockview.has_output()
            limits.wait_until(seen, "an event")
            sockview.wait_until_asleep()
            status, out, err = sockview.end()
        self.assertEqual((status, err), (0, ""))
        *events, end = rows.ndjson(out)
        self.assertEqual([end[name] for name in MEMBERS if name != "time"],
                         [True, len(events), True, []])

    def test_other_formats_have_none(self):
        for options in ((), ("-j",), ("--csv",), ("--tsv",), ("-s",), ("-E",)):
            result = support.run("-tan", "--trailer", *options)
            self.assertEqual((result.status, result.out), (2, ""))
            self.assertIn("--trailer goes with --ndjson", result.err)


if __name__ == "__main__":
    support.main()
