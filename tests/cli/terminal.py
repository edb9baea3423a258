# SPDX-License-Identifier: MIT
"""Runs sockview with its output on a terminal."""

import contextlib
import fcntl
import os
import pty
import struct
import termios
import threading

import support


def read_all(master, chunks):
    """What the terminal receives, until nobody has it open any more."""
    with contextlib.suppress(OSError):
        while chunk := os.read(master, 65536):
            chunks.append(chunk)


def output_of(*arguments, columns=80, rows=24, **options):
    """What the terminal received, and the exit status."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    chunks = []
    reader = threading.Thread(target=read_all, args=(master, chunks))
    reader.start()
    try:
        with open(slave, "wb") as terminal:
            result = support.run(*arguments, stdout=terminal, **options)
    finally:
        reader.join()
        os.close(master)
    return b"".join(chunks), result
