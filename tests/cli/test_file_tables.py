# SPDX-License-Identifier: MIT
"""Threads with a file table of their own beside other holders of their sockets, and processes that
share one table."""

import os
import platform
import re
import signal
import socket

import support

import holder
import netns
import sandbox
import settings
import test_owners_sources
import test_threads

CLONE_CALLS = {"x86_64": 56, "aarch64": 220, "riscv64": 220}
CHOICES = ("proc", "bpf", "auto") if settings.BPF else ("proc", "auto")
SHARERS = 50
SOCKETS = 200


def only_in_a_thread(sock):
    """The process has the socket in the table of one thread alone."""
    test_threads.start_thread(b"own files", lambda: netns.unshare(test_threads.CLONE_FILES) or ())
    os.close(sock.detach())


def fork_with_our_table():
    """Like os.fork, but both have the same file table."""
    flags = test_threads.CLONE_FILES | signal.SIGCHLD
    pid = netns.checked(netns.libc.syscall(CLONE_CALLS[platform.machine()], flags, 0, 0, 0, 0))
    if pid == 0:
        sandbox.die_with_parent()
        while True:
            signal.pause()
    return pid


def many_with_one_table():
    for _ in range(SOCKETS):
        test_threads.bound_and_kept()
    return [fork_with_our_table() for _ in range(SHARERS)]


def pids(sock):
    return {process["pid"] for process in sock["processes"]}


class FileTables(support.TestCase):
    def each_choice(self):
        """The ways to find owners that this system permits."""
        for choice in CHOICES:
            with self.subTest(owners=choice):
                if choice == "bpf":
                    test_owners_sources.skip_without_bpf(self)
                yield f"--owners={choice}"

    def test_a_thread_is_an_owner_beside_another_process(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            process = self.enterContext(holder.Holder(lambda: sock))
            other = self.enterContext(holder.Holder(lambda: only_in_a_thread(sock)))
        for option in self.each_choice():
            found, = self.sockets("-uanp", option)
            self.assertEqual(pids(found), {process.pid, other.pid})
            for pid in (process.pid, other.pid):
                found, = self.sockets("-uanp", option, f"pid = {pid}")
                self.assertEqual(pids(found), {process.pid, other.pid})
            self.assertEqual(self.sockets("-uanp", option, f"pid != {other.pid}"), [])

    def test_every_process_that_shares_a_table_is_an_owner(self):
        if platform.machine() not in CLONE_CALLS:
            self.skipTest("the number of clone(2) is not known here")
        first = self.enterContext(holder.Holder(many_with_one_table))
        expected = {first.pid, *map(int, re.findall(r"\d+", first.answer))}
        self.assertEqual(len(expected), SHARERS + 1)
        for option in self.each_choice():
            for what in ("-uanp", "-uanT"):
                found = self.sockets(what, option)
                self.assertEqual(len(found), SOCKETS)
                for sock in found:
                    self.assertEqual(pids(sock), expected)
                    self.assertEqual(len(sock["processes"]), len(expected))


if __name__ == "__main__":
    support.main()
