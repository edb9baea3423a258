# SPDX-License-Identifier: MIT
"""Netlink sockets: bound and not, members of groups, connected."""

import contextlib
import os
import socket

SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP, NETLINK_PKTINFO, NETLINK_NO_ENOBUFS = 1, 3, 5
NETLINK_ROUTE, NETLINK_USERSOCK, NETLINK_KOBJECT_UEVENT, NETLINK_GENERIC = 0, 2, 15, 16
# No process can have it: /proc/sys/kernel/pid_max is below.
STRANGER = 0x70000001
GROUPS = (1, 5, 27, 33)


def inode(sock):
    return os.fstat(sock.fileno()).st_ino


class Zoo:
    def __init__(self, stack):
        self.stack = stack
        self.inodes = {}
        groups = self.add("groups", NETLINK_ROUTE, os.getpid())
        self.join(groups, GROUPS)
        groups.setsockopt(SOL_NETLINK, NETLINK_PKTINFO, 1)
        groups.setsockopt(SOL_NETLINK, NETLINK_NO_ENOBUFS, 1)
        self.add("dgram", NETLINK_ROUTE, STRANGER, socket.SOCK_DGRAM)
        self.join(self.add("uevent", NETLINK_KOBJECT_UEVENT, STRANGER), (1,))
        self.add("connected", NETLINK_GENERIC, STRANGER).connect((7, 1 << 2))
        self.join(self.add("unbound", NETLINK_KOBJECT_UEVENT, None), (1,))

    def add(self, name, protocol, port, kind=socket.SOCK_RAW):
        sock = self.stack.enter_context(socket.socket(socket.AF_NETLINK, kind, protocol))
        if port is not None:
            sock.bind((port, 0))
        self.inodes[name] = inode(sock)
        return sock

    def join(self, sock, groups):
        for group in groups:
            sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)


def full_receiver():
    """A member of a group that has lost some of what was sent to it."""
    receiver = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_USERSOCK)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    receiver.bind((STRANGER, 1))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_USERSOCK) as sender:
        for _ in range(50):
            with contextlib.suppress(ConnectionRefusedError):  # nobody has port id 0
                sender.sendto(b"x" * 500, (0, 1))
    return receiver
