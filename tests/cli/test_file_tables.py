# SPDX-License-Identifier: MIT
"""Threads with a file table of their own beside other holders of their sockets, and processes that
share one table."""

import os
import platform
import re
import signal

import support

import holder
import netns
import sandbox
import test_owners_sources
import test_threads

CLONE_CALLS = {"x86_64": 56, "aarch64": 220, "riscv64": 220}
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
    def check_thread(self, option):
        netns.enter()  # the thread of the case before may still hold its socket there
        with test_threads.bound() as sock, holder.Holder(lambda: sock) as process, \
                holder.Holder(lambda: only_in_a_thread(sock)) as other:
            sock.close()
            both = {process.pid, other.pid}
            for condition in ("sport != 0", f"pid = {process.pid}", f"pid = {other.pid}"):
                found, = self.sockets("-uanp", option, condition)
                self.assertEqual(pids(found), both, condition)

    def test_a_thread_is_an_owner_beside_another_process(self):
        self.check_thread("--owners=proc")
        self.check_thread("--owners=auto")

    def test_the_program_finds_the_thread_too(self):
        test_owners_sources.skip_without_bpf(self)
        self.check_thread("--owners=bpf")

    def check_sharers(self, option):
        if platform.machine() not in CLONE_CALLS:
            self.skipTest("the number of clone(2) is not known here")
        with holder.Holder(many_with_one_table) as first:
            expected = {first.pid, *map(int, re.findall(r"\d+", first.answer))}
            self.assertEqual(len(expected), SHARERS + 1)
            for what in ("-uanp", "-uanT"):
                found = self.sockets(what, option)
                self.assertEqual(len(found), SOCKETS)
                for sock in found:
                    self.assertEqual(pids(sock), expected)
                    self.assertEqual(len(sock["processes"]), len(expected))

    def test_every_process_that_shares_a_table_is_an_owner(self):
        self.check_sharers("--owners=proc")

    def test_the_program_finds_each_of_them_too(self):
        test_owners_sources.skip_without_bpf(self)
        self.check_sharers("--owners=bpf")


if __name__ == "__main__":
    support.main()
