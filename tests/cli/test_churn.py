# SPDX-License-Identifier: MIT
"""Sockets come and go while sockview runs. Those that existed all the time are shown once, with
their owners."""

import collections
import contextlib
import os
import socket

import support

import facts
import holder
import limits
import oracle_diag
import rows
import sandbox

LIVING = 200
CHURNED = 100
ROUNDS = 8
CHURNERS = 2


def churn():
    """Never returns: keeps CHURNED connections, and replaces the oldest without an end."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(CHURNED)
    pairs = collections.deque()
    while True:
        client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.connect(listener.getsockname())
        pairs.append((client, listener.accept()[0]))
        if len(pairs) > CHURNED:
            for sock in pairs.popleft():
                sock.close()


def start_churn():
    """A grandchild churns, because a Holder must answer; it dies with its parent."""
    child = os.fork()
    if child == 0:
        sandbox.die_with_parent()
        churn()
    return child


class Churn(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.living = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
                      for _ in range(LIVING)]
        for sock in cls.living:
            sock.bind(("127.0.0.1", 0))
            sock.listen(1)
        for _ in range(CHURNERS):
            stack.enter_context(holder.Holder(start_churn))

    def living_rows(self):
        return {(sock.getsockname()[1], sock.fileno()) for sock in self.living}

    def assert_living_are_owned(self, sockets):
        me = os.getpid()
        found = [(sock["local_port"], owner["fd"]) for sock in sockets
                 for owner in sock["processes"] or () if owner["pid"] == me]
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(set(found), self.living_rows())

    def test_owners(self):
        for source in support.SOURCES:
            with self.subTest(source=source):
                for _ in range(ROUNDS):
                    result = support.run("-tanp", "--json", f"--source={source}")
                    self.assertEqual(result.status, 0, result.err)
                    self.assertLessEqual(len(result.err.splitlines()), 1)
                    self.assert_living_are_owned(rows.document(result.out)["sockets"])

    def test_guard_sockets_do_change(self):
        """Guards the test itself: two dumps in a row differ."""
        if not oracle_diag.available():
            self.skipTest("this kernel has no tcp_diag")
        first = set(oracle_diag.everything())
        limits.wait_until(lambda: len(set(oracle_diag.everything()) - first) > CHURNED,
                         "new sockets")


if __name__ == "__main__":
    support.main()
