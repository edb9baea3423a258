# SPDX-License-Identifier: MIT
"""Owners that the BPF program finds while the kernel is still asked for sockets: who holds a socket
all the time is its owner, whatever else changes meanwhile, and a socket that changes hands has one
of those that held it. A preloaded library makes the kernel's answer take long enough for that."""

import os
import socket
import subprocess
import tempfile
import threading
import unittest

import support

import holder
import limits
import rows
import test_owners_sources

# The program is started at 4,096 sockets, some 13 receipts; those that follow are delayed.
MANY = 12000
DELAY = "delay 16 30"
AFTER_THE_PROGRAM = 24
CHURN_SECONDS = 0.01
SHARED = 50


class Ahead(support.TestCase):
    @classmethod
    def setUpClass(cls):
        if support.SANITIZED:
            raise unittest.SkipTest("a preloaded library and the sanitizers' runtime do not go "
                                    "together")
        if not test_owners_sources.BUILT:
            raise unittest.SkipTest("this program was built without BPF")
        super().setUpClass()
        cls.library = support.helper("netlink_faults.so")
        load = holder.load("unix", MANY, 2)
        load.__enter__()
        cls.addClassCleanup(load.__exit__, None, None, None)

    def setUp(self):
        test_owners_sources.skip_without_bpf(self)

    def start(self, choice):
        self.log = self.enterContext(tempfile.NamedTemporaryFile("r", encoding="ascii"))
        environment = support.environment(LD_PRELOAD=self.library, NETLINK_FAULTS=DELAY,
                                          NETLINK_FAULTS_LOG=self.log.name)
        self.out = self.enterContext(tempfile.NamedTemporaryFile("r", encoding="utf-8"))
        process = subprocess.Popen([support.SOCKVIEW, "-xap", "--ndjson", f"--owners={choice}"],
                                   stdout=self.out, stderr=subprocess.DEVNULL, env=environment)
        self.addCleanup(process.wait)
        return process

    def count_receipts(self):
        """How many parts of the kernel's answer it has got."""
        self.log.seek(0)
        return sum(line.startswith("received ") for line in self.log)

    def wait_for_receipts(self, count):
        limits.wait_until(lambda: self.count_receipts() >= count,
                          lambda: f"{count} receipts: there are {self.count_receipts()}")

    def owners(self, process):
        """The processes that hold each socket, by inode, when the run has ended."""
        self.assertEqual(process.wait(limits.seconds()), 0)
        self.out.seek(0)
        text = self.out.read()
        found = {sock["inode"]: {owner["pid"] for owner in sock["processes"] or ()}
                 for sock in rows.ndjson(text)}
        self.assertGreaterEqual(len(found), MANY)
        return found

    def churn(self, low, ended):
        """Makes the sockets one after another, each with a lower number than the one before."""
        while not ended.is_set():
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
                os.dup2(sock.fileno(), low, inheritable=False)
            limits.pass_time(CHURN_SECONDS)

    def test_one_process_closes_others_and_keeps_what_it_shares(self):
        low = os.open("/dev/null", os.O_RDONLY)
        self.addCleanup(os.close, low)
        shared = [self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
                  for _ in range(SHARED)]
        self.assertLess(low, shared[0].fileno())
        child = self.enterContext(holder.Holder(lambda: None))
        ended = threading.Event()
        thread = threading.Thread(target=self.churn, args=(low, ended))
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(ended.set)
        for choice in test_owners_sources.CHOICES:
            found = self.owners(self.start(choice))
            with self.subTest(choice=choice):
                self.assertEqual([found[os.fstat(sock.fileno()).st_ino] for sock in shared],
                                 [{os.getpid(), child.pid}] * SHARED)

    def count_unlisted(self, choice):
        result = support.run("-A", "all", "-anp", "--json", f"--owners={choice}")
        document = rows.document(result.out)
        self.assertGreater(len(document["sockets"]), MANY)
        return sum(warning["count"] for warning in document["warnings"]
                   if warning["code"] == "sockets_unlisted")

    def test_what_is_in_no_table_is_counted(self):
        for choice in test_owners_sources.CHOICES:
            before = self.count_unlisted(choice)
            with self.subTest(choice=choice), socket.socket(), socket.socket():
                self.assertEqual(self.count_unlisted(choice), before + 2)

    def is_printed_early(self):
        process = self.start("auto")
        limits.wait_until(lambda: os.stat(self.out.name).st_size > 0, lambda: "the first rows")
        before = self.count_receipts()
        self.owners(process)
        return before < self.count_receipts()

    def test_rows_are_printed_before_the_kernel_has_answered(self):
        """On a busy machine the program may take longer than the kernel's answer."""
        limits.wait_until(self.is_printed_early, lambda: "rows that are printed early")

    def test_one_process_hands_a_socket_on(self):
        for choice in test_owners_sources.CHOICES:
            with self.subTest(choice=choice), \
                 socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as kept:
                handed = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                inode = os.fstat(handed.fileno()).st_ino
                process = self.start(choice)
                self.wait_for_receipts(AFTER_THE_PROGRAM)
                with holder.Holder(lambda: None) as child:
                    handed.close()
                    found = self.owners(process)
                    both = {os.getpid(), child.pid}
                    self.assertTrue(found[inode] and found[inode] <= both, found[inode])
                    self.assertIn(os.getpid(), found[os.fstat(kept.fileno()).st_ino])


if __name__ == "__main__":
    support.main()
