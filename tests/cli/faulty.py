# SPDX-License-Identifier: MIT
"""Runs of the program with faults of the kernel, which a preloaded library plays: a sock_diag that
refuses a table, breaks off, is interrupted, cut or forged."""

import contextlib
import errno
import socket
import tempfile
import unittest

import support

import crowd
import rows

FAILED = 1
INCOMPLETE = 3

# By the name of the file in /proc/net: family, protocol, options, which sockets are of it.
TABLES = {
    "tcp": (socket.AF_INET, socket.IPPROTO_TCP, "-4tan", ("tcp", "inet")),
    "tcp6": (socket.AF_INET6, socket.IPPROTO_TCP, "-6tan", ("tcp", "inet6")),
    "udp": (socket.AF_INET, socket.IPPROTO_UDP, "-4uan", ("udp", "inet")),
    "udp6": (socket.AF_INET6, socket.IPPROTO_UDP, "-6uan", ("udp", "inet6")),
    "unix": (socket.AF_UNIX, 0, "-xan", (None, "unix")),
}
# All TCP at once (netlink_faults.c calls it so); asked for in place of the first two tables.
WHOLE_TCP = (0, socket.IPPROTO_TCP)


def is_of(name, sock):
    netid, family = TABLES[name][3]
    return sock["family"] == family and netid in (None, sock["netid"])


def refusal(name, way, error):
    family, protocol = TABLES[name][:2]
    return f"refuse {family:d} {protocol:d} {way} {getattr(errno, error)}"


def sorted_rows(items):
    return sorted(items, key=repr)


class Faults(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        if support.SANITIZED:
            raise unittest.SkipTest("a preloaded library and the sanitizers' runtime do not go "
                                    "together")
        super().setUpClass()
        cls.library = support.helper("netlink_faults.so")

    def run_with(self, faults, *arguments, **options):
        """A run with these faults; `self.log` is what it did."""
        with tempfile.NamedTemporaryFile("r", encoding="ascii") as log:
            result = support.run(*arguments, **options, env=support.environment(
                LD_PRELOAD=self.library, NETLINK_FAULTS=faults, NETLINK_FAULTS_LOG=log.name))
            self.log = [line.split() for line in log]
        return result

    def logged(self, kind):
        return [tuple(map(int, words)) for first, *words in self.log if first == kind]

    def assert_usual(self, result, usual, status=0):
        """All the rows of a JSON document, each once."""
        self.assertEqual(result.status, status, result.err)
        self.assertEqual(sorted_rows(rows.document(result.out)["sockets"]), sorted_rows(usual))

    def assert_said(self, result, *reasons, status=INCOMPLETE):
        """Not the whole answer, which is said once on stderr, and in JSON."""
        self.assertEqual(result.status, status, result.err)
        (line,) = self.assert_error_lines(result)
        for reason in reasons:
            self.assertIn(reason, line)
        if status == INCOMPLETE and result.out.startswith('{"schema_version"'):
            document = rows.document(result.out)
            self.assertFalse(document["complete"])
            self.assertEqual(rows.warning_lines(document), [line])


class SteadySockets(Faults):
    """Sockets of every kind, which stay the same from run to run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(crowd.gathered().close)
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        for sock in socket.socketpair():
            stack.enter_context(sock)
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind("\0sockview-faults")
        listener.listen(1)
