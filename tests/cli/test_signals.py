# SPDX-License-Identifier: MIT
"""Signals at any moment: while rounds, events or a question go on. What was printed is whole, the
status tells the truth, nothing is destroyed, and the terminal is as it was.

SOCKVIEW_TEST_SIGNALS is how many signals each case sends, and SOCKVIEW_TEST_SIGNALS_SEED says
when."""

import contextlib
import os
import pty
import random
import re
import select
import signal
import socket
import subprocess
import termios
import threading
import unittest

import support

import holder
import limits
import rows
import test_churn
import test_repeat

COUNT = int(os.environ.get("SOCKVIEW_TEST_SIGNALS", "12"))
SEED = int(os.environ.get("SOCKVIEW_TEST_SIGNALS_SEED", "1"))
ENDING = (signal.SIGINT, signal.SIGTERM)
HARMLESS = (signal.SIGWINCH, signal.SIGCONT, signal.SIGCHLD, signal.SIGURG)
LATEST_SECONDS = 0.12
DECLINED = 1
SOCKETS = 300
FAST = "--continuous=0.01"
QUESTION = b"[y/N] "
# What is switched on and has to be off at the end: cursor, other screen, mouse, pasted text, keypad.
PRIVATE_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
ON_AT_REST = {b"25", b"7"}
COLOUR = re.compile(rb"\x1b\[([\d;]*)m")


def moments(rng):
    """Seconds until each signal: early ones come while the program starts."""
    return [rng.uniform(0, LATEST_SECONDS) ** rng.choice((1, 2)) for _ in range(COUNT)]


def disturb(process, rng):
    """Signals that must not matter."""
    for _ in range(rng.randint(0, 5)):
        process.send_signal(rng.choice(HARMLESS))
        limits.pass_time(rng.uniform(0, 0.01))
    if rng.random() < 0.2:
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGCONT)


class Terminal(contextlib.ExitStack):
    """A pseudoterminal, its settings as they were, and all that is written to it."""

    def __init__(self):
        super().__init__()
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.octets = b""
        self.callback(os.close, self.master)
        self.callback(os.close, self.slave)

    def read(self, seconds=0):
        """Takes what is there. False when nothing came in time."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.octets += os.read(self.master, 65536)
        return True

    def drain(self):
        while self.read():
            pass


class SignalCase(support.TestCase):
    def setUp(self):
        self.rng = random.Random(SEED)

    def assert_terminal_is_at_rest(self, terminal):
        terminal.drain()
        self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)
        modes = {}
        for match in PRIVATE_MODE.finditer(terminal.octets):
            modes.update((mode, match[2] == b"h") for mode in match[1].split(b";"))
        self.assertEqual({mode for mode, is_on in modes.items()
                          if is_on != (mode in ON_AT_REST)}, set())
        colours = COLOUR.findall(terminal.octets)
        self.assertIn(colours[-1] if colours else b"", (b"", b"0", b"39", b"22"))
        self.assertNotRegex(terminal.octets, rb"\x1b(\[[\d;?]*)?\Z")

    def assert_end(self, status, number, has_output):
        """The first signal is an ordinary end, once there is anything to end."""
        if has_output:
            self.assertEqual(status, 0)
        else:
            self.assertIn(status, (0, -number))


class Repeated(SignalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        stack.enter_context(holder.load("tcp", SOCKETS, 1))

    def run_until_signal(self, arguments, seconds, number):
        with subprocess.Popen([support.SOCKVIEW, *arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=support.environment()) as process:
            timer = threading.Timer(seconds, lambda: (disturb(process, self.rng),
                                                      process.send_signal(number)))
            timer.start()
            out, err = process.communicate(timeout=limits.seconds())
            timer.join()
        return process.returncode, out.decode(), err.decode()

    def test_documents(self):
        for seconds in moments(self.rng):
            number = self.rng.choice(ENDING)
            with self.subTest(seconds=seconds, number=number):
                status, out, err = self.run_until_signal(("-tanpj", FAST), seconds, number)
                self.assertEqual(err, "")
                self.assert_end(status, number, out)
                for document in test_repeat.documents(out) if out else ():
                    self.assertTrue(document["complete"])
                    self.assertGreaterEqual(len(document["sockets"]), SOCKETS)

    def test_rounds_of_a_table(self):
        for seconds in moments(self.rng):
            number = self.rng.choice(ENDING)
            with self.subTest(seconds=seconds, number=number):
                status, out, err = self.run_until_signal(("-tan", FAST), seconds, number)
                self.assertEqual(err, "")
                self.assert_end(status, number, out)
                self.assertTrue(out == "" or out.endswith("\n"))

    def test_on_a_terminal(self):
        for seconds in moments(self.rng):
            number = self.rng.choice(ENDING)
            with self.subTest(seconds=seconds, number=number), Terminal() as terminal, \
                    subprocess.Popen([support.SOCKVIEW, "-tan", FAST, "--color=always"],
                                     stdin=terminal.slave, stdout=terminal.slave,
                                     stderr=terminal.slave, env=support.environment()) as process:
                limits.pass_time(seconds)
                disturb(process, self.rng)
                process.send_signal(number)
                limits.wait_until(lambda t=terminal, p=process: (t.drain(), p.poll() is not None)[1],
                                  "an end")
                self.assert_end(process.returncode, number, terminal.octets)
                self.assert_terminal_is_at_rest(terminal)


class Watched(SignalCase):
    def test_events(self):
        with holder.Holder(test_churn.start_churn):
            for seconds in moments(self.rng):
                number = self.rng.choice(ENDING)
                with self.subTest(seconds=seconds, number=number):
                    self.watch(2 * seconds, number)

    def watch(self, seconds, number):
        with subprocess.Popen([support.SOCKVIEW, "-E", "-tn", "--ndjson"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=support.environment()) as process:
            timer = threading.Timer(seconds, process.send_signal, (number,))
            timer.start()
            disturb(process, self.rng)
            out, _ = process.communicate(timeout=limits.seconds())
            timer.join()
        self.assertIn(process.returncode, (0, 3) if out else (0, 3, -number))
        for event in rows.ndjson(out.decode()):
            self.assertEqual(event["netid"], "tcp")


@unittest.skipUnless(os.geteuid() == 0, "only root destroys sockets")
class Asked(SignalCase):
    def setUp(self):
        super().setUp()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.server.close)
        self.client = socket.create_connection(self.server.getsockname())
        self.accepted = self.server.accept()[0]
        self.addCleanup(self.client.close)
        self.addCleanup(self.accepted.close)

    def is_alive(self):
        self.client.send(b"x")
        return self.accepted.recv(1) == b"x"

    def ask(self, terminal):
        port = self.client.getsockname()[1]
        return subprocess.Popen([support.SOCKVIEW, "-tnHK", f"sport = :{port}"],
                                stdin=terminal.slave, stdout=subprocess.PIPE,
                                stderr=terminal.slave, env=support.environment())

    def wait_for_question(self, terminal):
        while not terminal.octets.endswith(QUESTION):
            self.assertTrue(terminal.read(limits.seconds()), terminal.octets)

    def test_a_signal_is_no_yes(self):
        """At any moment, and then a yes that nobody reads any more."""
        for place, seconds in enumerate(moments(self.rng)):
            number = self.rng.choice(ENDING)
            with self.subTest(seconds=seconds, number=number), Terminal() as terminal, \
                    self.ask(terminal) as process:
                if place % 2:
                    self.wait_for_question(terminal)
                limits.pass_time(seconds)
                process.send_signal(number)
                status = process.wait(limits.seconds())
                self.assertIn(status, (-number, DECLINED))
                self.assertEqual(process.stdout.read(), b"")
                self.assertTrue(self.is_alive())
                self.assert_terminal_is_at_rest(terminal)

    def test_the_question_outlasts_what_does_not_matter(self):
        for answer, status in ((b"n\n", DECLINED), (b"y\n", 0)):
            with self.subTest(answer=answer), Terminal() as terminal, \
                    self.ask(terminal) as process:
                self.wait_for_question(terminal)
                for _ in range(COUNT):
                    disturb(process, self.rng)
                self.assertIsNone(process.poll())
                os.write(terminal.master, answer)
                self.assertEqual(process.wait(limits.seconds()), status)
                self.assertEqual(process.stdout.read().count(b"\n"), 0 if status else 1)
                self.assert_terminal_is_at_rest(terminal)


if __name__ == "__main__":
    support.main()
