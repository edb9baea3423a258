# SPDX-License-Identifier: MIT
"""What the tests of --health share."""

import contextlib
import os
import socket
import threading

import support

import limits
import netns
import rows


def write_setting(name, value):
    with open(f"/proc/sys/net/ipv4/{name}", "w", encoding="ascii") as file:
        file.write(str(value))


NOBODY = ("127.0.0.1", 9)


class Flood(contextlib.ExitStack):
    """A socket that nobody reads, while datagrams are sent all the time: to itself, if it is none
    that the caller gives."""

    def __init__(self, reader=None):
        super().__init__()
        self.target = NOBODY
        self.reader = self.enter_context(reader or socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        if reader is None:
            self.reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            self.reader.bind(("127.0.0.1", 0))
            self.target = self.reader.getsockname()
        self.sender = self.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.stopped = threading.Event()
        thread = threading.Thread(target=self.send, daemon=True)
        thread.start()
        self.callback(thread.join)
        self.callback(self.stopped.set)

    def send(self):
        while not self.stopped.is_set():
            self.sender.sendto(bytes(500), self.target)
            limits.pass_time(0.002)


class Case(support.TestCase):
    def setUp(self):
        netns.enter()
        self.held = self.enterContext(contextlib.ExitStack())

    def hold(self, sock):
        return self.held.enter_context(sock)

    def listen(self, backlog=50, address="127.0.0.1"):
        return self.hold(socket.create_server((address, 0), backlog=backlog))

    def pair(self, listener):
        client = self.hold(socket.create_connection(listener.getsockname()))
        return client, self.hold(listener.accept()[0])

    def connect_without_waiting(self, address, family=socket.AF_INET):
        client = self.hold(socket.socket(family, socket.SOCK_STREAM))
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            client.connect(address)

    def findings(self, *arguments, **options):
        document = rows.document(self.run_well(*arguments, "--json", **options).out)
        self.assertNotIn("sockets", document)
        return document["findings"]

    def finding(self, *arguments, **options):
        (found,) = self.findings(*arguments, **options)
        return found

    def wait_for(self, *arguments):
        """The findings, as soon as there are some."""
        found = []

        def look():
            found[:] = self.findings(*arguments)
            return found
        limits.wait_until(look, f"findings of {arguments}")
        return found

    def wait_for_amount(self, amount, *arguments):
        """Until there is one finding of so much."""
        limits.wait_until(lambda: [found["amount"] for found in self.findings(*arguments)] ==
                          [amount], f"{amount} by {arguments}")

    def check_owner(self, found):
        with open("/proc/self/comm", encoding="utf-8") as file:
            self.assertEqual(found["processes"],
                             [{"pid": os.getpid(), "name": file.read().rstrip("\n")}])
