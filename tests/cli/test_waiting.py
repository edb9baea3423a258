# SPDX-License-Identifier: MIT
"""Scripts that decide by the number of sockets, and that wait for it."""

import os
import signal
import socket
import struct
import subprocess
import time

import support

import limits
import netns
import rows
import running
import sandbox
import terminal

FAST = "--continuous=0.02"
INCOMPLETE = ("-A", "tcp,sctp", "-an", "--source=proc")
"""A family that has no file in /proc/net, chosen by name."""
# The range, and the numbers of 0 to 3 that are in it.
RANGES = (("", {1, 2, 3}), ("=2", {2}), ("=0", {0}), ("=2..", {2, 3}), ("=..1", {0, 1}),
          ("=1..2", {1, 2}), ("=0..", {0, 1, 2, 3}), ("=3..3", {3}))
REFUSED = (
    ("--expect=5..2", "'5..2' is no range"), ("--expect=x", "N..M"), ("--expect=..", "N..M"),
    ("--expect=1...2", "N..M"), ("--expect=-1", "N..M"), ("--expect=", "N..M"),
    ("--expect=99999999999", "N..M"), ("--expect 0", "try 'sockview --expect=0'"),
    ("--expect 2..3", "try 'sockview --expect=2..3'"), ("--wait 5", "try 'sockview --wait=5'"),
    ("--expect 0 --wait", "try 'sockview --expect=0'"),
    ("--wait 0.5 --expect=0", "try 'sockview --wait=0.5'"), ("--wait=x", "number of seconds"),
    ("--wait=-1", "number of seconds"), ("--wait=", "number of seconds"),
    ("--wait=86401", "number of seconds"), ("--wait -c", "--wait: not with --continuous"),
    ("--wait -s", "--wait: not with --summary"), ("--wait -E", "--wait: not with --events"),
    ("--wait -K --yes sport = :1", "--wait: not with --kill"),
    ("--expect -s", "--expect: not with --summary"),
)
SECONDS = 2
TRIES = 5


def listen(port=0):
    return socket.create_server(("127.0.0.1", port))


def free_port():
    with listen() as sock:
        return sock.getsockname()[1]


class Expect(support.TestCase):
    def setUp(self):
        netns.enter()

    def test_ranges(self):
        listeners = []
        for count in range(4):
            for text, wanted in RANGES:
                with self.subTest(count=count, expect=text):
                    result = support.run("-tlnH", f"--expect{text}")
                    self.assertEqual((result.status, result.err), (0 if count in wanted else 4, ""))
                    self.assertEqual(len(result.out.splitlines()), count)
            listeners.append(listen())
            self.addCleanup(listeners[-1].close)

    def test_every_format_prints_what_it_prints_without(self):
        with listen():
            for option in ("-j", "--ndjson", "--csv", "--tsv", "-e", "-p"):
                options = ("-tln", option, "--columns=state,local")
                result = support.run(*options, "--expect=2")
                self.assertEqual(result.status, 4)
                plain = self.run_well(*options).out
                if option != "-j":
                    self.assertEqual(result.out, plain)
                self.assertEqual(support.run(*options, "--expect=2", "--quiet").stdout, b"")

    def test_an_incomplete_answer_is_incomplete_whatever_it_lists(self):
        for text, _ in RANGES:
            result = support.run(*INCOMPLETE, f"--expect{text}")
            self.assertEqual(result.status, 3)
            self.assert_error_lines(result)

    def test_quiet_silences_standard_output_alone(self):
        for options in (("-tan",), ("-s",), ("-tan", "-j"), ("-tan", "--csv")):
            self.assertEqual(self.run_well(*options, "--quiet").out, "")
        loud, quiet = support.run(*INCOMPLETE), support.run(*INCOMPLETE, "--quiet")
        self.assertEqual((quiet.status, quiet.out, quiet.err), (3, "", loud.err))
        output, result = terminal.output_of("-tan", "--quiet", "--expect")
        self.assertEqual((result.status, output), (4, b""))

    def test_quiet_needs_no_standard_output(self):
        for options, status in ((("--quiet",), 0), (("--quiet", "--expect=99"), 4), ((), 1)):
            result = support.run("-tan", *options, preexec=lambda: os.close(1))
            self.assertEqual(result.status, status)
            self.assertEqual(result.err.count("standard output"), status == 1)

    def test_one_of_several_answers_is_not_as_expected(self):
        with running.Running("-tlnH", FAST, "--expect=1") as sockview:
            sockview.line()
            with listen() as first:
                port = first.getsockname()[1]
                limits.wait_until(lambda: f":{port} " in sockview.line(), "the listener", pause=0)
            self.assertEqual(sockview.end()[0], 4)

    def test_groups_are_counted_as_they_are_listed(self):
        with listen(), listen():
            for options, count in ((("--count-by=state",), 1), (("--count-by=local_port",), 2),
                                   (("--count-by=local_port", "--limit=1"), 1),
                                   (("--limit=1",), 1)):
                for expected in (1, 2):
                    with self.subTest(options=options, expected=expected):
                        result = support.run("-tln", *options, f"--expect={expected}")
                        self.assertEqual(result.status, 0 if count == expected else 4)

    def test_events_are_counted_at_the_end(self):
        for text, status in (("=0", 0), ("=1..", 4)):
            with running.Running("-tEn", f"--expect{text}", "state", "close", "sport", "=",
                                 ":1") as sockview:
                self.assertTrue(sockview.line().startswith("Netid"))
                sockview.wait_until_asleep()
                self.assertEqual(sockview.end()[0], status)

    def test_sockets_that_would_be_destroyed(self):
        with listen() as sock:
            filter_words = ("sport", "=", f":{sock.getsockname()[1]}")
            for text, status in (("=1", 0), ("=2..", 4)):
                result = support.run("-tlnK", "--dry-run", f"--expect{text}", *filter_words)
                self.assertEqual(result.status, status)

    def test_refused(self):
        for words, text in REFUSED:
            with self.subTest(words=words):
                result = support.run(*words.split())
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertIn(text, result.err)
                self.assertEqual(len(self.assert_error_lines(result)), 1)


class Wait(support.TestCase):
    def setUp(self):
        netns.enter()

    def waiting(self, *arguments):
        """A sockview that has looked at least once, and waits."""
        sockview = running.Running(*arguments)
        self.addCleanup(sockview.close)
        sockview.wait_until_asleep()
        return sockview

    def end_of(self, sockview):
        out, err = sockview.process.communicate(timeout=limits.seconds())
        self.assertEqual(err, b"")
        return sockview.process.returncode, out.decode()

    def test_until_a_listener_is_there(self):
        port = free_port()
        sockview = self.waiting("-tlnH", "--wait", f"sport = :{port}")
        with listen(port):
            status, out = self.end_of(sockview)
        self.assertEqual(status, 0)
        self.assertEqual([row.local for row in rows.table(out)], [f"127.0.0.1:{port}"])

    def test_until_it_is_gone(self):
        with listen() as sock:
            sockview = self.waiting("-tlnH", "--expect=0", "--wait",
                                    f"sport = :{sock.getsockname()[1]}")
        self.assertEqual(self.end_of(sockview), (0, ""))

    def test_until_there_are_enough_and_only_the_last_answer_is_printed(self):
        with listen():
            for option in ("-j", "--ndjson", "--csv", "-p"):
                sockview = self.waiting("-tln", option, "--expect=2", "--wait=3600")
                with listen():
                    status, out = self.end_of(sockview)
                    self.assertEqual(status, 0)
                    if option == "-j":
                        self.assertEqual(len(rows.document(out)["sockets"]), 2)
                    else:
                        self.assertEqual(len(out.splitlines()), 2 + (option != "--ndjson"))

    def test_what_holds_already_needs_no_waiting(self):
        self.assertEqual(self.run_well("-tlnH", "--expect=0", "--wait").out, "")
        with listen():
            self.assertEqual(len(self.table("-tln", "--wait")), 1)

    def test_when_the_time_is_over(self):
        with listen():
            began = time.monotonic()
            result = support.run("-tlnH", "--expect=2..", "--wait=0.3")
            self.assertGreaterEqual(time.monotonic() - began, 0.3)
        self.assertEqual((result.status, result.err), (4, ""))
        self.assertEqual(len(rows.table(result.out)), 1)

    def test_no_time_is_one_look(self):
        self.assertEqual(support.run("-tlnH", "--wait=0").status, 4)
        with listen():
            self.assertEqual(support.run("-tlnH", "--wait=0").status, 0)

    def test_an_interruption_ends_it_as_it_ends_other_programs(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            sockview = self.waiting("-tln", "--wait")
            self.assertEqual(sockview.end(number), (-number, "", ""))

    def test_notes_are_those_of_the_last_answer(self):
        result = support.run(*INCOMPLETE, "--wait=0.3", "--expect=7")
        self.assertEqual(result.status, 3)
        self.assertEqual(len(self.assert_error_lines(result)), 1)

    def test_where_nothing_can_be_read_it_ends(self):
        unreadable = sandbox.fake_proc_net({"tcp": None, "tcp6": None})
        if not sandbox.permitted(unreadable):
            self.skipTest("mounts are not permitted here")
        result = support.run("-tan", "--source=proc", "--wait", preexec=unreadable)
        self.assertEqual((result.status, result.out), (1, ""))

    def test_a_reader_that_leaves_ends_it(self):
        sockview = self.waiting("-tln", "--wait")
        sockview.process.stdout.close()
        self.assertEqual(sockview.process.wait(limits.seconds()), 4)
        self.assertEqual(sockview.process.stderr.read(), b"")

    def test_a_connection_that_was_reset_is_seen_too(self):
        """The kernel does not find it by its ends, so that it takes a dump. Before Linux 6.8 it is
        not there either."""
        with listen() as listener, socket.socket() as client:
            client.bind(("127.0.0.1", free_port()))  # it keeps only a port that was asked for
            client.connect(listener.getsockname())
            ends = [f"127.0.0.1:{sock.getsockname()[1]}" for sock in (client, listener)]
            filter_words = f"src {ends[0]} dst {ends[1]}"
            server, _ = listener.accept()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            server.close()
            if not self.table("-tan", f"state close {filter_words}"):
                self.skipTest("this kernel does not show it")
            for options in (("--wait",), ("--wait", "--expect=1"), ("--wait=0.1", "--expect=1")):
                self.assertEqual(len(self.table("-tn", *options, filter_words)), 1)
            result = support.run("-tnH", "--wait=0.1", "--expect=0", filter_words)
            self.assertEqual((result.status, len(result.out.splitlines())), (4, 1))
            result = support.run("-tnH", "--wait=0.1", "--expect=2", filter_words)
            self.assertEqual((result.status, len(result.out.splitlines())), (4, 1))

    def test_owners_are_waited_for(self):
        port = free_port()
        sockview = self.waiting("-tlnpH", "--wait", f"pid = {os.getpid()} and sport = :{port}")
        with listen(port):
            status, out = self.end_of(sockview)
        self.assertEqual(status, 0)
        self.assertIn(f"({os.getpid()})", out)


class Speed(support.TestCase):
    """How soon something is noticed; the load of the machine multiplies the limits."""

    def setUp(self):
        netns.enter()

    def delays(self, options, make):
        """Seconds from what happened to the end of the program, the best of some."""
        best = float("inf")
        for _ in range(TRIES):
            with running.Running(*options, "--quiet") as sockview:
                sockview.wait_until_asleep()
                began = time.monotonic()
                with make():
                    self.assertEqual(sockview.process.wait(limits.seconds()), 0)
                    best = min(best, time.monotonic() - began)
        return best

    def test_a_listener_is_noticed_within_100_ms(self):
        port = free_port()
        delay = self.delays(("-tln", "--wait", f"sport = :{port}"), lambda: listen(port))
        self.assertLess(delay, limits.seconds(0.1))

    def delay_of_a_connection(self, listener, later):
        with socket.socket() as client:
            client.bind(("127.0.0.1", 0))
            ends = [f"127.0.0.1:{sock.getsockname()[1]}" for sock in (client, listener)]

            def connect():
                client.connect(listener.getsockname())
                return listener.accept()[0]
            with running.Running("-tn", "--wait", "--quiet",
                                 f"state established src {ends[0]} dst {ends[1]}") as sockview:
                sockview.wait_until_asleep()
                limits.pass_time(later)
                began = time.monotonic()
                with connect():
                    self.assertEqual(sockview.process.wait(limits.seconds()), 0)
                return time.monotonic() - began

    def test_a_connection_is_noticed_within_50_ms(self):
        """At best of some tries, each at another moment of the pause between two looks: others may
        need the processors too."""
        with listen() as listener:
            self.assertTrue(any(self.delay_of_a_connection(listener, number * 0.004)
                                < limits.seconds(0.05) for number in range(20)))

    def share(self, *options):
        """The share of a processor while it waits, without the start and the last look."""
        used = []
        for seconds in (0, SECONDS):
            process = subprocess.Popen([support.SOCKVIEW, *options, f"--wait={seconds}"],
                                       stdout=subprocess.DEVNULL, env=support.environment())
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 4)
            used.append(usage.ru_utime + usage.ru_stime)
        return (used[1] - 2 * used[0]) / SECONDS

    def test_cheap_looks_take_less_than_a_hundredth_of_a_processor(self):
        if support.SANITIZED:
            self.skipTest("looks are not cheap with sanitizers")
        for options in (("-tln", "sport = :1"), ("-tn", "src 127.0.0.1:1 dst 127.0.0.1:2")):
            with self.subTest(options=options):
                self.assertTrue(any(self.share(*options) < 0.01 * limits.slowness()
                                    for _ in range(TRIES)))

    def test_dear_looks_take_less_than_a_twentieth(self):
        for options in (("-A", "all", "-ap", "pid = 4194304"), ("-tanp", "user = nobody")):
            with self.subTest(options=options):
                self.assertTrue(any(self.share(*options) < 0.05 for _ in range(TRIES)))


if __name__ == "__main__":
    support.main()
