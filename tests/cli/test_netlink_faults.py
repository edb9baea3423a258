# SPDX-License-Identifier: MIT
"""What sock_diag sends fails, is cut, is forged or is interrupted: rows from /proc, or a reason and
a status, but never a lie."""

import errno
import os
import socket

import support

import faulty
import rows

# What the kernel can offer at most, and so what has to be asked for.
RECEIVE_SIZE = 32 * 1024
LONGEST_TIMEOUT = 60
TRIES = 3
FORGED_PORT = 666


class Receipts(faulty.SteadySockets):
    """What is received fails, is cut, or is not for us."""

    def test_buffer_and_timeout(self):
        """A small buffer makes a dump slow; without a time limit it could hang for ever."""
        self.run_with("", "-tuxan")
        self.assertEqual({first for first, *_ in self.log}, {"timeout", "request", "receive",
                                                         "received"})
        self.assertEqual(self.log[0][0], "timeout")
        for (seconds,) in self.logged("timeout"):
            self.assertIn(seconds, range(1, LONGEST_TIMEOUT + 1))
        for (size,) in self.logged("receive"):
            self.assertGreaterEqual(size, RECEIVE_SIZE)
        asked = self.logged("request")
        rest = {(int(family), int(protocol)) for family, protocol, *_ in faulty.TABLES.values()
                if protocol != socket.IPPROTO_TCP}
        self.assertEqual(set(asked), {faulty.WHOLE_TCP} | rest)
        self.assertEqual(len(asked), 1 + len(rest))

    def test_first_receipt_fails(self):
        """Nothing was shown yet, so /proc can answer in its place, with a word about it."""
        usual = self.sockets("-4tan", "--source=proc")
        for fault, reason in (("receive 1 %d" % errno.ENOBUFS, errno.ENOBUFS),
                              ("receive 1 %d" % errno.ENOMEM, errno.ENOMEM),
                              ("receive 1 %d" % errno.EAGAIN, errno.ETIMEDOUT),
                              ("truncate 1", errno.EMSGSIZE)):
            with self.subTest(fault=fault):
                result = self.run_with(fault, "-4tanj")
                self.assert_said(result, os.strerror(reason), "/proc/net is read instead")
                self.assert_usual(result, usual, faulty.INCOMPLETE)
                for options in (("-4tan",), ("-4tanj",)):
                    result = self.run_with(fault, *options, "--source=netlink")
                    self.assert_said(result, "netlink: tcp: ", os.strerror(reason),
                                     status=faulty.FAILED)

    def test_second_receipt_fails(self):
        """Some was shown, so that nothing else can answer without showing it twice."""
        usual = self.sockets("-4tan", "--source=netlink")
        for fault, reason in (("receive 2 %d" % errno.ENOBUFS, errno.ENOBUFS),
                              ("receive 2 %d" % errno.EAGAIN, errno.ETIMEDOUT),
                              ("truncate 2", errno.EMSGSIZE)):
            for source in ("auto", "netlink"):
                with self.subTest(fault=fault, source=source):
                    result = self.run_with(fault, "-4tanj", f"--source={source}")
                    self.assert_said(result, "netlink: tcp: ", os.strerror(reason))
                    self.assert_usual(result, usual, faulty.INCOMPLETE)

    def test_interrupted_by_a_signal(self):
        usual = self.sockets("-4tan", "--source=netlink")
        result = self.run_with("receive 1 %d; receive 3 %d" % (errno.EINTR, errno.EINTR),
                               "-4tanj", "--source=netlink")
        self.assertEqual(result.err, "")
        self.assert_usual(result, usual)

    def test_not_for_us(self):
        """From another process, or for another request, or for another port."""
        usual = self.sockets("-tan", "--source=netlink")
        self.assertNotIn(FORGED_PORT, {sock["local_port"] for sock in usual})
        for forgery in ("4711 0 0", "1 0 0", "-4 0 0", "0 1 0", "0 -1 0", "0 0 1", "0 0 -1"):
            for source in ("auto", "netlink"):
                with self.subTest(forgery=forgery, source=source):
                    result = self.run_with(f"forge {forgery}", "-tanj", f"--source={source}")
                    self.assertEqual(result.err, "")
                    self.assert_usual(result, usual)

    def test_forgery_would_be_believed(self):
        """Guards the test above: there is nothing else wrong with it."""
        result = self.run_with("forge 0 0 0", "-4tanj")
        (sock,) = rows.document(result.out)["sockets"]
        self.assertEqual((sock["local_port"], sock["state"]), (FORGED_PORT, "LISTEN"))

    def test_summary(self):
        """The listeners are counted in /proc/net, unless some were counted already."""
        usual = rows.document(self.run_well("-sj").out)["summary"]["tcp"]["listen"]
        for fault in (faulty.refusal("tcp", "done", "EPERM"), "receive 1 %d" % errno.ENOBUFS,
                      "truncate 1"):
            with self.subTest(fault=fault):
                result = self.run_with(fault, "-sj")
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertEqual(rows.document(result.out)["summary"]["tcp"]["listen"], usual)
        result = self.run_with("receive 2 %d" % errno.ENOBUFS, "-sj")
        self.assert_said(result, "listeners", os.strerror(errno.ENOBUFS))
        self.assertIsNone(rows.document(result.out)["summary"]["tcp"]["listen"])

    def test_summary_interrupted(self):
        """The number may be wrong, which is said."""
        self.assert_said(self.run_with("interrupt 0", "-sj"), "listeners")


class Interrupted(faulty.SteadySockets):
    """The kernel says that the table changed while it was dumped."""

    def test_after_rows(self):
        """They are shown, and so cannot be asked for again."""
        usual = self.sockets("-4tan", "--source=netlink")
        for fault in ("interrupt 1", "interrupt 2", "interrupt 0"):
            for source in ("auto", "netlink"):
                with self.subTest(fault=fault, source=source):
                    result = self.run_with(fault, "-4tanj", f"--source={source}")
                    self.assert_said(result, "tcp: ", "changed")
                    self.assert_usual(result, usual, faulty.INCOMPLETE)
                    self.assertEqual(len(self.logged("request")), 1)

    def test_rows_in_every_format(self):
        usual = self.table("-4tan")
        result = self.run_with("interrupt 1", "-4tanH")
        self.assert_said(result, "changed")
        self.assertEqual(faulty.sorted_rows(rows.table(result.out)), faulty.sorted_rows(usual))
        result = self.run_with("interrupt 1", "-4tan", "--ndjson")
        self.assert_said(result, "changed")
        self.assertEqual(len(rows.ndjson(result.out)), len(usual))

    def test_one_line_a_table(self):
        result = self.run_with("interrupt 0", "-4tuan")
        self.assertEqual(result.status, faulty.INCOMPLETE)
        self.assertEqual(len(self.assert_error_lines(result)), 2)


class InterruptedBeforeRows(faulty.Faults):
    """No socket, so that nothing keeps the dump from being repeated."""

    def test_once(self):
        result = self.run_with("interrupt 1", "-4tanj")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertTrue(rows.document(result.out)["complete"])
        self.assertEqual(len(self.logged("request")), 2)

    def test_always(self):
        for source in ("auto", "netlink"):
            result = self.run_with("interrupt 0", "-4tanj", f"--source={source}")
            self.assert_said(result, "tcp: ", "changed")
            self.assertEqual(rows.document(result.out)["sockets"], [])
            self.assertEqual(len(self.logged("request")), TRIES)

    def test_not_interrupted(self):
        """Guards the tests above."""
        self.run_with("", "-4tanj")
        self.assertEqual(len(self.logged("request")), 1)


if __name__ == "__main__":
    support.main()
