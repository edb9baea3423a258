# SPDX-License-Identifier: MIT
"""Sockets that no descriptor of a process refers to, because something else holds them."""

import ctypes
import socket

import netns

IO_URING_SETUP = 425
IO_URING_REGISTER = 427
REGISTER_FILES = 2


def ring_of(sock):
    """The descriptor of an io_uring that has registered the socket. OSError where the machine does
    not permit it."""
    parameters = (ctypes.c_char * 120)()
    ring = netns.checked(netns.libc.syscall(IO_URING_SETUP, 8, parameters))
    files = (ctypes.c_int * 1)(sock.fileno())
    netns.checked(netns.libc.syscall(IO_URING_REGISTER, ring, REGISTER_FILES, files, 1))
    return ring


def send_away(sock):
    """Both ends of the connection on which the socket waits in a message."""
    ours, theirs = socket.socketpair()
    socket.send_fds(ours, [b"x"], [sock.fileno()])
    return ours, theirs
