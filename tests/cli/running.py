# SPDX-License-Identifier: MIT
"""A sockview that runs until it is told otherwise."""

import contextlib
import os
import select
import signal
import subprocess

import support

HANG_SECONDS = 20


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

    def line(self):
        """The next line of output, waited for."""
        pipe = self.process.stdout
        while b"\n" not in self.buffer:
            if not select.select([pipe], [], [], HANG_SECONDS)[0]:
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
        out, err = self.process.communicate(timeout=HANG_SECONDS)
        return self.process.returncode, (self.buffer + out).decode(), err.decode()
