# SPDX-License-Identifier: MIT
"""No loss is silent: sources that fail, files without content, filters that name what does not
exist or match only sockets that are not shown."""

import os
import socket

import support

import limits
import rows
import sandbox

INCOMPLETE, FAILED = 3, 1
TROUBLES = ("ENOMEM", "EMFILE", "ENFILE", "ENOBUFS", "EIO")
EXPECTED = ("EPERM", "EACCES", "EPROTONOSUPPORT", "EAFNOSUPPORT")
HEADER = b"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n"


class Sources(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listener = socket.create_server(("127.0.0.1", 0))
        cls.addClassCleanup(cls.listener.close)

    def without_netlink(self, error, *arguments, **options):
        return support.run(*arguments, prefix=(support.helper("no_netlink"), error), **options)

    def test_trouble_is_said(self):
        for error in TROUBLES:
            with self.subTest(error=error):
                result = self.without_netlink(error, "-tan", "--json")
                document = rows.document(result.out)
                self.assertEqual((result.status, document["complete"]), (INCOMPLETE, False))
                self.assertEqual({warning["code"] for warning in document["warnings"]},
                                 {"source_failed"})
                self.assertEqual(rows.warning_lines(document), result.err.splitlines())
                self.assertEqual(len(document["sockets"]), 1)

    def test_a_sandbox_is_no_trouble(self):
        for error in EXPECTED:
            with self.subTest(error=error):
                result = self.without_netlink(error, "-tanH")
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertEqual(len(rows.table(result.out)), 1)

    def with_files(self, files, *arguments):
        step = sandbox.fake_proc_net(files)
        if not sandbox.permitted(step):
            self.skipTest("own mounts are not permitted here")
        return self.without_netlink("EPERM", *arguments, preexec=step)

    def test_an_empty_file_is_no_empty_table(self):
        result = self.with_files({"tcp": b"", "tcp6": HEADER}, "-tan", "--json")
        document = rows.document(result.out)
        self.assertEqual((result.status, document["complete"]), (INCOMPLETE, False))
        self.assertIn("is empty", result.err)
        good = self.with_files({"tcp": HEADER, "tcp6": HEADER}, "-tanH")
        self.assertEqual((good.status, good.out, good.err), (0, "", ""))

    def test_no_source_at_all_is_a_failure(self):
        for options in (("-tan",), ("-tan", "--json"), ("-uan",)):
            with self.subTest(options=options):
                result = self.with_files({}, *options)
                self.assertEqual(result.status, FAILED, result.err)
                self.assert_error_lines(result)


class Filters(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listener = socket.create_server(("127.0.0.1", 0))
        cls.addClassCleanup(cls.listener.close)
        cls.port = cls.listener.getsockname()[1]

    def assert_note(self, note, *arguments):
        result = support.run(*arguments, "--json")
        document = rows.document(result.out)
        self.assertEqual((result.status, document["complete"]), (0, True), result.err)
        self.assertEqual(rows.warning_lines(document), result.err.splitlines())
        self.assertEqual([(warning["code"], warning["message"])
                          for warning in document["warnings"]], [("filter_unmatched", note)])
        return document["warnings"][0]

    def test_what_does_not_exist(self):
        for words, what in (("dev = eht0", "network device 'eht0'"),
                            ("dev != eht0", "network device 'eht0'"),
                            ("user = nosuchuser", "user 'nosuchuser'"),
                            ("sport = :9 or user != nosuchuser", "user 'nosuchuser'")):
            with self.subTest(words=words):
                self.assert_note(f"filter: there is no {what} here", "-ta", words)

    def test_what_exists(self):
        for words in ("dev = lo", "dev = 1", "user = root", "user = 0", "user ~ no*", "dev ~ eht*"):
            with self.subTest(words=words):
                self.run_well("-ta", words)

    def test_a_number_is_a_user(self):
        mine = support.run("-tal", "user = 0", "--json")
        self.assertEqual(len(rows.document(mine.out)["sockets"]), 1)
        self.assertEqual(self.sockets("-tal", "user = 123456"), [])
        self.assertEqual(len(self.sockets("-tal", "user != 123456")), 1)

    def test_listeners_that_are_not_shown(self):
        warning = self.assert_note("filter: 1 listener matches; add -l or -a",
                                   "-t", f"sport = :{self.port}")
        self.assertEqual(warning["count"], 1)
        self.run_well("-tl", f"sport = :{self.port}")
        self.run_well("-ta", f"sport = :{self.port}")
        self.run_well("-t", "sport = :1")

    def test_listeners_that_are_not_shown_for_a_filter_about_owners(self):
        name = open("/proc/self/comm", encoding="utf-8").read().rstrip()
        for words in (f"process = {name}", f"pid = {os.getpid()} and sport = :{self.port}",
                      f"pid = {os.getpid()}", "owner_status = held", "not process = nosuchname"):
            with self.subTest(words=words):
                warning = self.assert_note("filter: 1 listener matches; add -l or -a", "-t", words)
                self.assertEqual(warning["count"], 1)
                self.run_well("-tl", words)
                self.run_well("-ta", words)
        for words in ("process = nosuchname", "pid = 1 and pid = 2", f"pid = {os.getpid()} and sport = :1"):
            self.run_well("-t", words)
        client = self.enterContext(socket.create_connection(self.listener.getsockname()))
        self.enterContext(self.listener.accept()[0])
        self.run_well("-t", f"pid = {os.getpid()}")
        client.close()

    def test_no_word_where_something_matches(self):
        with socket.create_connection(self.listener.getsockname()):
            limits.wait_until(lambda: self.table("-t", f"sport = :{self.port}"), "a connection")
            self.run_well("-t", f"sport = :{self.port}")


if __name__ == "__main__":
    support.main()
