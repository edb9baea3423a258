# SPDX-License-Identifier: MIT
"""Sockets that differ in what filters ask for: ports, addresses, devices, marks, groups, names."""

import contextlib
import os
import socket

import facts
import netns

SO_MARK = 36
LOW_PORTS = (22, 80, 8080, 9999)
EXPLICIT = 40000
"""A port in the range that the kernel chooses from, chosen by the program."""
MARKS = (1, 2, 0x10, 0x1f, -1)


class FilterZoo(contextlib.ExitStack):
    def __init__(self):
        super().__init__()
        self.notes = set()
        self.families = [(socket.AF_INET, ("127.0.0.1", "127.0.0.2", "127.1.2.3"))]
        if netns.has_ipv6():
            self.families.append((socket.AF_INET6, ("::1",)))
        for family, hosts in self.families:
            for host in hosts:
                self.place(family, host)
        self.mapped()
        self.marked()
        self.bound_to_device()
        self.time_wait()
        self.unix()

    def make(self, family, kind):
        sock = self.enter_context(socket.socket(family, kind))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return sock

    def listen(self, family, address, mark=0, device=None):
        sock = self.make(family, socket.SOCK_STREAM)
        if mark:
            sock.setsockopt(socket.SOL_SOCKET, SO_MARK, mark)
        if device:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
        sock.bind(address)
        sock.listen(5)
        return sock

    def connect(self, listener, bind=None, to=None):
        client = self.make(socket.AF_INET if to else listener.family, socket.SOCK_STREAM)
        if bind:
            client.bind(bind)
        client.connect(to or listener.getsockname()[:2])
        return client, self.enter_context(listener.accept()[0])

    def place(self, family, host):
        for port in LOW_PORTS:
            listener = self.listen(family, (host, port))
            self.connect(listener)
        self.connect(listener, bind=(host, 1234))
        self.listen(family, (host, EXPLICIT))
        for port in (53, 123, 0):
            server = self.make(family, socket.SOCK_DGRAM)
            server.bind((host, port))
            client = self.make(family, socket.SOCK_DGRAM)
            client.connect(server.getsockname()[:2])

    def mapped(self):
        if len(self.families) < 2:
            return
        listener = self.listen(socket.AF_INET6, ("::", 7777))
        self.connect(listener, to=("127.0.0.1", 7777))
        datagrams = self.make(socket.AF_INET6, socket.SOCK_DGRAM)
        datagrams.bind(("::ffff:127.0.0.2", 7777))

    def marked(self):
        with contextlib.suppress(PermissionError):
            for number, mark in enumerate(MARKS):
                self.connect(self.listen(socket.AF_INET, ("127.0.0.3", 3000 + number), mark=mark))
            self.notes.add("marks")

    def bound_to_device(self):
        with contextlib.suppress(PermissionError):
            for family, hosts in self.families:
                self.connect(self.listen(family, (hosts[0], 6000), device="lo"))
            self.notes.add("device")

    def time_wait(self):
        """Some of them marked: the kernel compares those marks and tells none."""
        for family, hosts in self.families:
            listener = self.listen(family, (hosts[0], 5000))
            for bind in (None, (hosts[0], 5001)):
                client, server = self.connect(listener, bind)
                if "marks" in self.notes:
                    client.setsockopt(socket.SOL_SOCKET, SO_MARK, 2)
                client.close()
                facts.wait_for_state(server, "CLOSE_WAIT")
                server.close()

    def unix(self):
        """Names that the kernel chose, and others that look alike."""
        for name in ("", b"\0abcd", b"\0notauto", f"/tmp/sockview-filter-{os.getpid()}"):
            sock = self.make(socket.AF_UNIX, socket.SOCK_STREAM)
            sock.bind(name)
            sock.listen(1)
            if isinstance(name, str) and name:
                self.callback(os.unlink, name)
