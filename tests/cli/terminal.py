# SPDX-License-Identifier: MIT
"""Runs sockview with its output on a terminal."""

import contextlib
import fcntl
import os
import pty
import struct
import termios

import support


def output_of(*arguments, columns=80, **options):
    """What the terminal received, and the exit status."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with open(slave, "wb") as terminal:
        result = support.run(*arguments, stdout=terminal, **options)
    output = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(master, 65536):
            output += chunk
    os.close(master)
    return output, result
