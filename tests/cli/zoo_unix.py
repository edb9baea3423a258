# SPDX-License-Identifier: MIT
"""UNIX sockets of every kind, state and name, in this process."""

import contextlib
import os
import socket
import tempfile

STREAM, DGRAM, SEQPACKET = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET
KINDS = {STREAM: ("u_str", "stream"), DGRAM: ("u_dgr", "dgram"), SEQPACKET: ("u_seq", "seqpacket")}
# Bound in a directory of their own, some relative to it.
PATHS = (b"plain", b"@looks-abstract", b"*", b"two words", b" lead", b"trail ", b"\x1b[31mred",
         b"\x1b]0;title\x07", b"inv\xff\xfealid", b"cut\xe2\x80", "caf\u00e9".encode(),
         "rtl\u202e".encode(), b"col:on:7", b"back\\slash", b"\\x41", b"tab\tcr\r", b"-",
         "\uef41".encode(), b"p" * 107)
ABSTRACT = (b"plain", b"em\0bed\0ded", b"\0", b"", b"@at", b" lead", b"two words", b"\x1b[2Jx",
            b"inv\xff\xfe", "\u65e5".encode(), b"x" * 107, b"end\0", b"*", b"col:on")
LINES = (b"new\nline", b"\nfirst", b"last\n",
         b"x\n0000000000000000: 00000002 00000000 00010000 0001 01 99 forged")


def inode(sock):
    return os.fstat(sock.fileno()).st_ino


class Zoo:
    """Sockets are closed and the directory is removed with `stack`."""

    def __init__(self, stack):
        self.stack = stack
        self.names = {}
        self.directory = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="sockview-test-")).encode()

    def keep(self, sock):
        return self.stack.enter_context(sock)

    def socket(self, kind=STREAM):
        return self.keep(socket.socket(socket.AF_UNIX, kind))

    def bound(self, name, kind=DGRAM):
        """`name` begins with NUL when abstract; else it is relative to the directory."""
        sock = self.socket(kind)
        with in_directory(self.directory):
            sock.bind(name)
        self.names[inode(sock)] = name
        return sock

    def every_name(self, paths=PATHS):
        for place, name in enumerate((*paths, *(b"\0" + name for name in ABSTRACT))):
            self.bound(name, list(KINDS)[place % 3])

    def pair(self, kind):
        return tuple(map(self.keep, socket.socketpair(socket.AF_UNIX, kind)))

    def listener(self, name, kind, backlog):
        sock = self.bound(name, kind)
        sock.listen(backlog)
        return sock

    def client(self, server, kind):
        sock = self.socket(kind)
        with in_directory(self.directory):
            sock.connect(server.getsockname())
        return sock

    def accepted(self, server):
        sock = self.keep(server.accept()[0])
        self.names[inode(sock)] = self.names[inode(server)]
        return sock


@contextlib.contextmanager
def in_directory(path):
    before = os.getcwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)
