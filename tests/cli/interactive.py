# SPDX-License-Identifier: MIT
"""A program that runs on a terminal of its own, as at a prompt: with keys, sizes and job control."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time

import limits
import screen
import support

END_OF_FRAME = b"\x1b[?2026l"


def take_terminal():
    """The terminal on standard input becomes that of the calling session. Signals act as at a
    prompt, even if the tests were started by nohup or in the background of a shell."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Interactive(contextlib.AbstractContextManager):
    """Runs a command on a pseudo-terminal; `screen` shows what the user sees. With `stdout` or
    `stderr`, these go elsewhere."""

    def __init__(self, *command, rows=24, columns=80, env=None, has_alternate=True, before=b"",
                 stdout=None, stderr=None, preexec=None):
        self.screen = screen.Screen(rows, columns, has_alternate)
        self.received = self.waiting = b""
        self.master, slave = pty.openpty()
        self.set_size(rows, columns)
        self.termios = termios.tcgetattr(slave)
        os.write(slave, before)
        self.process = subprocess.Popen(command, stdin=slave, stdout=stdout or slave,
                                        stderr=stderr or slave, env=env or support.environment(),
                                        preexec_fn=lambda: (take_terminal(), preexec and preexec()))
        os.close(slave)

    def __exit__(self, *unused):
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.master)

    def set_size(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        self.set_size(rows, columns)

    def press(self, keys):
        os.write(self.master, keys.encode())

    def read(self, seconds):
        """Reads for that time, but at most one frame, so that each frame can be checked. False at
        the end."""
        if not self.waiting and select.select([self.master], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                self.waiting = os.read(self.master, 65536)
            if not self.waiting:
                return False
        frame, mark, self.waiting = self.waiting.partition(END_OF_FRAME)
        self.received += frame + mark
        self.screen.feed(frame + mark)
        return True

    def has_output(self):
        return bool(self.waiting or select.select([self.master], [], [], 0)[0])

    def wait_for(self, condition, what):
        """Reads until the condition of this object holds."""
        deadline = time.monotonic() + limits.seconds()
        while not condition(self):
            if time.monotonic() > deadline or not self.read(0.05):
                if condition(self):
                    return
                raise AssertionError(f"{what} did not come; the screen:\n{self.screen.text}\n"
                                     f"the end of what came: {self.received[-400:]!r}")

    def wait_for_text(self, text):
        self.wait_for(lambda self: text in self.screen.text, repr(text))

    def termios_now(self):
        """The settings of the terminal, as termios.tcgetattr() tells them."""
        return termios.tcgetattr(self.master)

    def end(self):
        """The exit status, once all output was read."""
        deadline = time.monotonic() + limits.seconds()
        while self.read(0.05) and time.monotonic() < deadline:
            if self.process.poll() is not None and not self.has_output():
                break
        return self.process.wait(timeout=limits.seconds())


class Sockview(Interactive):
    """sockview itself as the command."""

    def __init__(self, *arguments, env=None, **options):
        super().__init__(support.SOCKVIEW, *arguments, env=env, **options)
