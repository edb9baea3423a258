# SPDX-License-Identifier: MIT
"""Netlink or /proc is forbidden, missing or hidden: another source is used if it is complete, else
a note says what is missing."""

import contextlib
import errno
import os
import socket

import support

import crowd
import oracle_procnet
import rows
import sandbox

REFUSALS = ("EPERM", "EACCES", "EAFNOSUPPORT", "EPROTONOSUPPORT")
INCOMPLETE = 3
FAILED = 1


class Fallback(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(crowd.gathered().close)

    def without_netlink(self, error, *arguments, **options):
        return support.run(*arguments, prefix=(support.helper("no_netlink"), error), **options)

    def need(self, step):
        if not sandbox.permitted(step):
            self.skipTest(f"{step.__name__} is not permitted here")

    def assert_honest(self, result, document):
        """An incomplete answer says so everywhere, a complete one nowhere."""
        self.assertEqual(document["complete"], result.status != INCOMPLETE)
        self.assertEqual(rows.warning_lines(document),
                         result.err.splitlines())


class NetlinkForbidden(Fallback):
    def test_auto_falls_back_without_a_word(self):
        usual = self.table("-tuanp", "--source=proc")
        for refusal in REFUSALS:
            with self.subTest(refusal=refusal):
                result = self.without_netlink(refusal, "-tuanp", "-H")
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertEqual(sorted(map(repr, rows.table(result.out))),
                                 sorted(map(repr, usual)))

    def test_auto_in_json(self):
        result = self.without_netlink("EPERM", "-tuanpo", "--json")
        document = rows.document(result.out)
        self.assertEqual((result.status, result.err, document["complete"], document["warnings"]),
                         (0, "", True, []))
        self.assertEqual(len(document["sockets"]), len(oracle_procnet.rows()))

    def test_details_that_were_asked_for_are_missed(self):
        """One warning, whatever asked for them; none for a source that was chosen."""
        for options in (("-tani",), ("-tanm",), ("-tane",), ("-tan", "--tos"),
                        ("-tan", "--columns=+rtt_us"), ("-tan", "--columns=cookie,local")):
            for form in ((), ("--json",)):
                with self.subTest(options=options, form=form):
                    result = self.without_netlink("EPERM", *options, *form)
                    self.assertEqual(result.status, INCOMPLETE)
                    line, = result.err.splitlines()
                    self.assertRegex(line, r"^sockview: details of \d+ sockets? are missing, such as ")
                    if form:
                        document = rows.document(result.out)
                        self.assert_honest(result, document)
                        self.assertEqual(document["warnings"][0]["code"], "details_missing")
                    self.run_well(*options, *form, "--source=proc")

    def test_what_files_have_is_not_missed(self):
        """Not even in a column that only some families have."""
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
            sock.bind((0, 0))
            result = self.without_netlink("EPERM", "--netlink", "-an", "--json",
                                          "--columns=protocol,protocol_number,groups_mask")
        document = rows.document(result.out)
        self.assertEqual((result.status, result.err, document["warnings"]), (0, "", []))
        self.assertIn({"protocol": "rtnl", "protocol_number": 0, "groups_mask": "0"},
                      document["sockets"])
        result = self.without_netlink("EPERM", "-uan", "--columns=exposure,skmem_d")
        self.assertEqual((result.status, result.err), (0, ""))

    def test_auto_shows_listeners(self):
        result = self.without_netlink("EPERM", "-tlnH")
        expected = {row.local[1] for row in oracle_procnet.rows() if row.state == "LISTEN"}
        self.assertEqual({int(row.local.rpartition(":")[2]) for row in rows.table(result.out)},
                         expected)

    def test_forced_netlink_is_an_error(self):
        for refusal in REFUSALS:
            for options in (("-tuan",), ("-tuan", "--ndjson"), ("-tlnp",)):
                with self.subTest(refusal=refusal, options=options):
                    result = self.without_netlink(refusal, "--source=netlink", *options)
                    self.assertEqual(result.status, FAILED)
                    lines = self.assert_error_lines(result)
                    self.assertIn(os.strerror(getattr(errno, refusal)), lines[0])
                    self.assertIn("netlink", lines[0])

    def test_forced_proc_does_not_care(self):
        result = self.without_netlink("EPERM", "--source=proc", "-tuanH")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(len(rows.table(result.out)), len(oracle_procnet.rows()))

    def test_scarcity_is_no_refusal(self):
        """Too many open files is no fact about the kernel: the answer is rows or an error, never
        wrong rows."""
        result = self.without_netlink("EMFILE", "-tuanH")
        if result.status == 0:
            self.assertEqual(len(rows.table(result.out)), len(oracle_procnet.rows()))
        else:
            self.assertIn(result.status, (FAILED, INCOMPLETE))
            self.assert_error_lines(result)


class ProcHidden(Fallback):
    """An empty /proc, as in a chroot. The sanitizers need /proc themselves."""

    def setUp(self):
        if support.SANITIZED:
            self.skipTest("the sanitizers' runtime needs /proc")
        self.need(sandbox.hide_proc)

    def run_without_proc(self, *arguments, **options):
        return support.run(*arguments, preexec=sandbox.hide_proc, **options)

    def test_netlink_needs_no_proc(self):
        usual = {row.key for row in self.table("-tuan", "--source=netlink")}
        result = self.run_without_proc("-tuanH")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual({row.key for row in rows.table(result.out)}, usual)

    def test_owners_are_unknown_and_said_so(self):
        result = self.run_without_proc("-tuanp", "--json")
        self.assertIn(result.status, (0, INCOMPLETE))
        self.assert_error_lines(result)
        document = rows.document(result.out)
        self.assert_honest(result, document)
        for sock in document["sockets"]:
            self.assertEqual(sock["processes"], [] if sock["inode"] is None else None)

    def test_forced_proc(self):
        for options in (("-tan",), ("-tuan", "--json"), ("-uan", "--ndjson")):
            with self.subTest(options=options):
                result = self.run_without_proc("--source=proc", *options)
                self.assertIn(result.status, (FAILED, INCOMPLETE))
                self.assert_error_lines(result)
                if "--json" in options and result.status == INCOMPLETE:
                    self.assert_honest(result, rows.document(result.out))

    def test_neither_source(self):
        result = self.run_without_proc("-tuan", prefix=(support.helper("no_netlink"), "EPERM"))
        self.assertIn(result.status, (FAILED, INCOMPLETE))
        self.assert_error_lines(result)


class BrokenTables(Fallback):
    """/proc/net with files that are missing, unreadable or damaged."""

    def setUp(self):
        self.need(sandbox.fake_proc_net({}))
        self.files = {}
        for name in oracle_procnet.FILES:
            with contextlib.suppress(FileNotFoundError), open(f"/proc/net/{name}", "rb") as file:
                self.files[name] = file.read()

    def run_with(self, *arguments, **changes):
        files = {name: octets for name, octets in {**self.files, **changes}.items()
                 if octets is not Ellipsis}
        return support.run("--source=proc", *arguments, preexec=sandbox.fake_proc_net(files))

    def rows_of(self, *names):
        """How many rows the files have."""
        return sum(self.files[name].count(b"\n") - 1 for name in names if name in self.files)

    def test_whole(self):
        result = self.run_with("-tuanH")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(len(rows.table(result.out)), self.rows_of(*self.files))

    def test_kernel_without_ipv6(self):
        """Then the files do not exist, and nothing is missing from the answer."""
        result = self.run_with("-tuanj", tcp6=..., udp6=...)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(len(rows.document(result.out)["sockets"]), self.rows_of("tcp", "udp"))

    def test_one_unreadable(self):
        """The others are printed; status 3 and the reason."""
        result = self.run_with("-tuanj", udp=None)
        self.assertEqual(result.status, INCOMPLETE)
        (line,) = self.assert_error_lines(result)
        self.assertIn("udp", line)
        document = rows.document(result.out)
        self.assert_honest(result, document)
        self.assertEqual(len(document["sockets"]), self.rows_of("tcp", "tcp6", "udp6"))

    def test_one_unreadable_in_every_format(self):
        for options, read in ((("-H",), rows.table), (("--ndjson",), rows.ndjson)):
            result = self.run_with("-tuan", *options, tcp=None)
            self.assertEqual(result.status, INCOMPLETE)
            self.assert_error_lines(result)
            self.assertEqual(len(read(result.out)), self.rows_of("udp", "tcp6", "udp6"))

    def test_unreadable_but_not_asked_for(self):
        result = self.run_with("-tanH", udp=None)
        self.assertEqual((result.status, result.err), (0, ""))

    def test_damaged_line(self):
        """A line that cannot be understood is a row that is missing."""
        lines = self.files["tcp"].splitlines(keepends=True)
        for damaged in (b"garbage\n", lines[1][:40] + b"\n", lines[1].replace(b":", b" "),
                        b"   1: 0100007G:0016 00000000:0000 0A" + lines[1][36:],
                        b"\x1b[31m\x00\xff\n", b"x" * 100000 + b"\n"):
            with self.subTest(line=damaged[:60]):
                result = self.run_with("-tanj", tcp=b"".join((*lines[:2], damaged, *lines[2:])))
                self.assertEqual(result.status, INCOMPLETE)
                self.assertTrue(self.assert_error_lines(result))
                self.assertNotIn("\x1b", result.err)
                document = rows.document(result.out)
                self.assert_honest(result, document)
                self.assertEqual(len(document["sockets"]), self.rows_of("tcp", "tcp6"))

    def test_many_damaged_lines_are_one_message(self):
        """One line each table, never one per socket."""
        damaged = self.files["tcp"] + b"garbage\n" * 5000
        result = self.run_with("-tanj", tcp=damaged)
        self.assertEqual(result.status, INCOMPLETE)
        self.assertEqual(len(self.assert_error_lines(result)), 1)

    def test_last_line_without_end(self):
        result = self.run_with("-tanj", tcp=self.files["tcp"].rstrip())
        self.assertIn(result.status, (0, INCOMPLETE))
        self.assertEqual(len(rows.document(result.out)["sockets"]), self.rows_of("tcp", "tcp6"))

    def test_longest_numbers(self):
        """Values at the ends of their ranges."""
        line = (b"   0: FFFFFFFF:FFFF 00000000:0000 01 FFFFFFFF:FFFFFFFF 02:FFFFFFFF FFFFFFFF "
                b"4294967295        0 4294967295 1 0000000000000000 20 4 30 10 -1\n")
        header = self.files["tcp"].splitlines(keepends=True)[0]
        result = self.run_with("-4tanj", tcp=header + line)
        self.assertEqual((result.status, result.err), (0, ""))
        (sock,) = rows.document(result.out)["sockets"]
        self.assertEqual((sock["local_address"], sock["local_port"], sock["recv_q"],
                          sock["send_q"], sock["inode"]),
                         ("255.255.255.255", 65535, 2**32 - 1, 2**32 - 1, 2**32 - 1))


class HelpNeedsNothing(support.TestCase):
    def test_help_without_netlink(self):
        for option in ("--help", "--version", "--list-columns"):
            result = support.run(option, prefix=(support.helper("no_netlink"), "EPERM"))
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertTrue(result.out)


if __name__ == "__main__":
    support.main()
