# SPDX-License-Identifier: MIT
"""Faults in an answer of many messages."""

import contextlib
import errno
import os

import support

import faulty
import holder
import rows

MANY = 2000
UDP_BESIDE = 7


class BrokenOff(faulty.Faults):
    """A dump of many messages ends in the middle; what is asked for next is answered all the
    same, though the kernel is not done with the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        stack.enter_context(holder.load("tcp", MANY))
        stack.enter_context(holder.load("udp", UDP_BESIDE, 1))

    def test_next_tables_are_read(self):
        usual = [sock for sock in self.sockets("-tuan", "--source=netlink")
                 if sock["netid"] == "udp"]
        self.assertEqual(len(usual), UDP_BESIDE)
        for fault, reason in (("receive 2 %d" % errno.ENOBUFS, errno.ENOBUFS),
                              ("receive 3 %d" % errno.EAGAIN, errno.ETIMEDOUT),
                              ("truncate 2", errno.EMSGSIZE)):
            for source in ("auto", "netlink"):
                with self.subTest(fault=fault, source=source):
                    result = self.run_with(fault, "-tuanj", f"--source={source}")
                    self.assert_said(result, "netlink: tcp: ", os.strerror(reason))
                    found = rows.document(result.out)["sockets"]
                    over_udp = [sock for sock in found if sock["netid"] == "udp"]
                    self.assertEqual(faulty.sorted_rows(over_udp), faulty.sorted_rows(usual))
                    self.assertIn(len(found), range(UDP_BESIDE + 1, UDP_BESIDE + MANY))

    def test_nothing_shown_yet(self):
        """Netlink is asked again table by table; what it does not give then, /proc has."""
        usual = {source: self.sockets("-tuan", f"--source={source}") for source in support.SOURCES}
        for fault in (f"receive %d {errno.ENOBUFS}", "truncate %d"):
            with self.subTest(fault=fault):
                result = self.run_with(fault % 1, "-tuanj")
                self.assertEqual(result.err, "")
                self.assert_usual(result, usual["netlink"])
                result = self.run_with(f"{fault % 1}; {fault % 2}", "-tuanj")
                self.assert_said(result, "netlink: tcp: ", "/proc/net is read instead")
                self.assert_usual(result, [
                    *(sock for sock in usual["proc"] if sock["netid"] == "tcp"),
                    *(sock for sock in usual["netlink"] if sock["netid"] == "udp")],
                    faulty.INCOMPLETE)

    def test_no_new_socket(self):
        """The next tables cannot be asked for, and come from /proc where that is allowed."""
        usual = self.sockets("-tuan", "--source=proc")
        for error in ("EMFILE", "ENOBUFS"):
            fault = f"receive 1 {errno.ENOBUFS}; socket 2 {getattr(errno, error)}"
            with self.subTest(error=error):
                result = self.run_with(fault, "-tuanj")
                for line in self.assert_error_lines(result):
                    self.assertIn("/proc/net is read instead", line)
                self.assert_usual(result, usual, faulty.INCOMPLETE)
                result = self.run_with(fault, "-tuan", "--source=netlink")
                self.assertEqual(result.status, faulty.FAILED)
                self.assertIn(os.strerror(getattr(errno, error)),
                              self.assert_error_lines(result)[-1])

    def test_own_sockets_are_not_lost(self):
        """Owners are looked up afterwards as ever."""
        result = self.run_with("receive 2 %d" % errno.ENOBUFS, "-tuanpj", "--source=netlink")
        self.assert_said(result, "netlink: tcp: ")
        for sock in rows.document(result.out)["sockets"]:
            self.assertEqual([owner["name"] for owner in sock["processes"]], ["socket_load"])


class LongAnswers(faulty.Faults):
    """Answers of many messages are received by a thread of their own, and nothing else changes."""

    late = 12

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        stack.enter_context(holder.load("tcp", 3 * MANY))

    def setUp(self):
        self.usual = self.sockets("-tan", "--source=netlink")

    def test_is_long(self):
        """Guards the tests below."""
        self.run_with("", "-tan")
        self.assertGreater(len(self.logged("receive")), self.late + 8)

    def test_late_receipt_fails(self):
        for fault, reason in ((f"receive {self.late} {errno.ENOBUFS}", errno.ENOBUFS),
                              (f"receive {self.late} {errno.EAGAIN}", errno.ETIMEDOUT),
                              (f"truncate {self.late}", errno.EMSGSIZE)):
            for source in ("auto", "netlink"):
                with self.subTest(fault=fault, source=source):
                    result = self.run_with(fault, "-tanj", f"--source={source}")
                    self.assert_said(result, "netlink: tcp: ", os.strerror(reason))
                    found = rows.document(result.out)["sockets"]
                    self.assertIn(len(found), range(MANY // 2, 3 * MANY))

    def test_interrupted(self):
        result = self.run_with(f"receive {self.late} {errno.EINTR}", "-tanj")
        self.assertEqual(result.err, "")
        self.assert_usual(result, self.usual)
        result = self.run_with(f"interrupt {self.late}", "-tanj")
        self.assert_said(result, "tcp: ", "changed")
        self.assert_usual(result, self.usual, faulty.INCOMPLETE)

    def test_on_one_processor(self):
        """There is no such thread."""
        one = {min(os.sched_getaffinity(0))}
        result = self.run_with("", "-tanj", preexec=lambda: os.sched_setaffinity(0, one))
        self.assertEqual(result.err, "")
        self.assert_usual(result, self.usual)

    def test_reader_leaves_early(self):
        """The next table is not asked for, and nobody waits for the rest of this one."""
        read_end, write_end = os.pipe()
        os.close(read_end)
        with open(write_end, "wb") as pipe:
            result = self.run_with("", "-tuan", stdout=pipe)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.logged("request"), [faulty.WHOLE_TCP])


if __name__ == "__main__":
    support.main()
