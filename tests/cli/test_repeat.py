# SPDX-License-Identifier: MIT
"""One answer after another: paced, fresh, each with its time, until it is ended."""

import datetime
import json
import os
import re
import signal
import socket

import support

import holder
import limits
import netns
import rows
import running
import sandbox

FAST = "--continuous=0.02"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def rounds_of(text):
    """[(time, lines)] of tables."""
    rounds = []
    for line in text.splitlines():
        if line.startswith("Time: "):
            rounds.append((line.removeprefix("Time: "), []))
        else:
            rounds[-1][1].append(line)
    return rounds


def documents(text):
    decoder, at, found = json.JSONDecoder(), 0, []
    while at < len(text):
        document, end = decoder.raw_decode(text, at)
        found.append(document)
        at = end + 1
    return found


class Rounds(support.TestCase):
    def setUp(self):
        netns.enter()  # a process that reads all descriptors can delay the end of a listener
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)

    def test_tables_have_a_line_with_the_time_before_the_header(self):
        rounds = rounds_of(self.run_well("-tan", FAST, "--rounds=3").out)
        self.assertEqual(len(rounds), 3)
        for when, lines in rounds:
            self.assertRegex(when, TIME)
            self.assertEqual(" ".join(lines[0].split()), rows.HEADER)
            self.assertEqual(len(lines), 2)
        self.assertEqual(sorted({when for when, _ in rounds}), [when for when, _ in rounds])

    def test_time_line_without_a_header(self):
        rounds = rounds_of(self.run_well("-tanH", FAST, "--rounds=2").out)
        self.assertEqual([len(lines) for _, lines in rounds], [1, 1])

    def test_empty_rounds_have_their_time(self):
        self.assertEqual(len(rounds_of(self.run_well("-xlnH", "-6", FAST, "--rounds=2").out)), 2)

    def test_ndjson_has_the_time_in_every_row(self):
        found = rows.ndjson(self.run_well("-tan", "--ndjson", FAST, "--rounds=3").out)
        times = [row["time"] for row in found]
        self.assertEqual(len(set(times)), 3)
        for when in times:
            self.assertRegex(when, TIME)

    def test_one_answer_has_no_time_in_its_rows(self):
        self.assertNotIn("time", rows.ndjson(self.run_well("-tan", "--ndjson").out)[0])
        row, = self.sockets("-tan", "--columns=time")
        self.assertRegex(row["time"], TIME)

    def test_json_is_one_document_after_the_other(self):
        found = documents(self.run_well("-tan", "-j", FAST, "--rounds=3").out)
        self.assertEqual(len({document["time"] for document in found}), 3)
        for document in found:
            self.assertTrue(document["complete"])
            self.assertEqual(len(document["sockets"]), 1)
            self.assertNotIn("time", document["sockets"][0])

    def test_summary(self):
        rounds = rounds_of(self.run_well("-st", FAST, "--rounds=2").out)
        self.assertEqual([lines[0].split()[0] for _, lines in rounds], ["Name", "Name"])
        found = documents(self.run_well("-stj", FAST, "--rounds=2").out)
        self.assertEqual([document["summary"]["tcp"]["listen"] for document in found], [1, 1])

    def test_count_alone_repeats(self):
        self.assertEqual(len(rounds_of(self.run_well("-tan", "--rounds", "1").out)), 1)

    def line_with(self, sockview, text):
        """The next line with this text."""
        found = [""]

        def has_text():
            found[0] = sockview.line()
            return text in found[0]
        limits.wait_until(has_text, f"a line with {text}", pause=0)
        return found[0]

    def test_each_round_sees_what_is_new(self):
        with running.Running("-tanpH", FAST) as sockview:
            sockview.line()
            with socket.create_server(("127.0.0.1", 0)) as second:
                place = "127.0.0.1:%d" % second.getsockname()[1]
                line = self.line_with(sockview, place)
            self.assertIn(f"({os.getpid()})", line)
            self.assertEqual(sockview.end()[0], 0)

    def test_owners_are_looked_up_anew(self):
        """A new process at the same socket: the one before must not be remembered."""
        with running.Running("-tanpH", FAST) as sockview:
            sockview.line()
            with holder.Holder(lambda: None) as heir:
                self.line_with(sockview, f"({heir.pid})")
            sockview.line()
            limits.wait_until(lambda: f"({heir.pid})" not in sockview.line() + sockview.line(),
                              "a round without it", pause=0)

    def test_neither_memory_nor_descriptors_grow(self):
        def size(pid):
            with open(f"/proc/{pid}/status", encoding="ascii") as file:
                pages = re.search(r"VmRSS:\s+(\d+)", file.read())
            return int(pages[1]), len(os.listdir(f"/proc/{pid}/fd"))

        with running.Running("-A", "all", "-aneprH", "--cgroup", "--continuous=0.01") as sockview:
            seen, sizes = 0, {}
            while seen < 60:
                seen += sockview.line().startswith("Time: ")
                sizes.setdefault(seen, size(sockview.process.pid))
            sockview.end()
        if not support.SANITIZED:
            self.assertLessEqual(sizes[60][0] - sizes[10][0], 256)
        # At any moment some are open for a while: the least that was seen stays.
        self.assertLessEqual(min(sizes[at][1] for at in range(40, 61)),
                             min(sizes[at][1] for at in range(1, 20)) + 2)


class Ends(support.TestCase):
    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)

    def test_a_signal_ends_it_between_rounds(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for options in (("-tan",), ("-tanj",), ("-tan", "--ndjson"), ("-st",)):
                with self.subTest(number=number, options=options), \
                        running.Running(*options, "--continuous=3600") as sockview:
                    first = sockview.line()
                    sockview.wait_until_asleep()
                    status, out, err = sockview.end(number)
                    self.assertEqual((status, err), (0, ""))
                    self.assertTrue((first + out).endswith("\n"))
                    if "-tanj" in options:
                        self.assertEqual(len(documents(first + out)), 1)

    def test_a_signal_in_the_middle_leaves_whole_documents(self):
        with holder.load("tcp", 2000, 1):
            for attempt in range(5):
                with running.Running("-tanj", "--continuous=0.01") as sockview:
                    first = sockview.line()
                    limits.pass_time(0.01 * attempt)
                    status, out, err = sockview.end()
                self.assertEqual((status, err), (0, ""))
                for document in documents(first + out):
                    self.assertTrue(document["complete"])
                    self.assertGreaterEqual(len(document["sockets"]), 2000)

    def test_the_second_signal_ends_what_cannot_go_on(self):
        """Nobody reads the pipe, so that the round never ends."""
        with holder.load("tcp", 2000, 1), running.Running("-tan", FAST) as sockview:
            def ended():
                sockview.process.send_signal(signal.SIGTERM)
                return sockview.process.poll() is not None
            limits.wait_until(ended, "an end", pause=0.05)
            self.assertEqual(sockview.process.returncode, -signal.SIGTERM)

    def test_a_reader_that_leaves_ends_it_at_once(self):
        for seconds in ("3600", "0.01"):
            with self.subTest(seconds=seconds), \
                    running.Running("-tan", f"--continuous={seconds}") as sockview:
                sockview.line()
                sockview.process.stdout.close()
                self.assertEqual(sockview.process.wait(limits.seconds()), 0)
                self.assertEqual(sockview.process.stderr.read(), b"")

    def test_each_round_is_flushed(self):
        """One line of a round that lasts an hour is there at once."""
        with running.Running("-tanH", "--continuous=3600") as sockview:
            self.assertTrue(sockview.line().startswith("Time: "))
            self.assertIn("LISTEN", sockview.line())

    def test_late_rounds_do_not_pile_up(self):
        """25 rounds are missed: they would follow at once, but each has its pace."""
        with running.Running("-tanH", FAST) as sockview:
            sockview.line()
            os.kill(sockview.process.pid, signal.SIGSTOP)
            limits.pass_time(0.5)
            sockview.take()
            os.kill(sockview.process.pid, signal.SIGCONT)
            text = "".join(sockview.line() for _ in range(sockview.buffer.count(b"\n") + 2 * 21))
            sockview.end()
        times = [datetime.datetime.fromisoformat(when)
                 for when, _ in rounds_of("Time: \n" + text)[-21:]]
        self.assertGreater((times[-1] - times[0]).total_seconds(), 15 * 0.02)


class Notes(support.TestCase):
    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)

    def test_the_same_note_is_said_once(self):
        result = support.run("-A", "tcp,sctp", "-an", "--source=proc", FAST, "--rounds=4")
        self.assertEqual(result.status, 3)
        self.assertEqual(len(self.assert_error_lines(result)), 1)
        self.assertEqual(len(rounds_of(result.out)), 4)

    def test_every_document_has_its_warnings(self):
        result = support.run("-A", "tcp,sctp", "-anj", "--source=proc", FAST, "--rounds=3")
        self.assertEqual(result.status, 3)
        for document in documents(result.out):
            self.assertFalse(document["complete"])
            self.assertEqual(len(document["warnings"]), 1)

    def test_where_nothing_can_be_read_it_ends(self):
        unreadable = sandbox.fake_proc_net({"tcp": None, "tcp6": None})
        if not sandbox.permitted(unreadable):
            self.skipTest("mounts are not permitted here")
        result = support.run("-tan", "--source=proc", FAST, preexec=unreadable)
        self.assertEqual((result.status, result.out), (1, ""))
        self.assert_error_lines(result)


if __name__ == "__main__":
    support.main()
