# SPDX-License-Identifier: MIT
"""A sockview that runs until it is told otherwise."""

import contextlib
import os
import select
import signal
import subprocess

import support

import limits


class Running(contextlib.AbstractContextManager):
    """A sockview that runs until it is told otherwise."""

    def __init__(self, *arguments, **options):
        self.process = subprocess.Popen([support.SOCKVIEW, *arguments], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=support.environment(), **options)
        self.buffer = b""

    def __exit__(self, *unused):
        self.close()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdout, self.process.stderr):
            pipe.close()

    def has_output(self):
        return bool(self.buffer or select.select([self.process.stdout], [], [], 0)[0])

    def take(self):
        """Takes what it has printed out of the pipe, so that it can print more."""
        while select.select([self.process.stdout], [], [], 0)[0]:
            octets = os.read(self.process.stdout.fileno(), 65536)
            if not octets:
                return
            self.buffer += octets

    def activity(self):
        """(state, times that it slept) of its process."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8", errors="replace") as file:
            fields = dict(line.split(":\t", 1) for line in file if ":\t" in line)
        return fields["State"][0], int(fields["voluntary_ctxt_switches"])

    def wait_until_asleep(self):
        """Waits until the program sleeps and nothing wakes it."""
        before = [None]

        def asleep():
            last, before[0] = before[0], self.activity()
            return last == before[0] and last[0] == "S"
        limits.wait_until(asleep, lambda: f"asleep: it is {self.activity()[0]}")

    def line(self):
        """The next line of output, waited for."""
        pipe = self.process.stdout
        while b"\n" not in self.buffer:
            if not select.select([pipe], [], [], limits.seconds())[0]:
                raise TimeoutError(f"no line but {self.buffer!r}")
            octets = os.read(pipe.fileno(), 65536)
            if not octets:
                raise EOFError(f"no line but {self.buffer!r}")
            self.buffer += octets
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.decode() + "\n"

    def end(self, number=signal.SIGINT):
        """Status, the rest of the output, errors."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=limits.seconds())
        return self.process.returncode, (self.buffer + out).decode(), err.decode()
