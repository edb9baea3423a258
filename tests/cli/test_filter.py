# SPDX-License-Identifier: MIT
"""Filters on the command line and in files: what they choose beside what ss knows, what is said
when they are wrong, and when nobody can tell whether they hold."""

import errno
import os
import socket
import subprocess
import tempfile

import support

import facts
import holder
import limits
import netns
import rows
import sandbox
import zoo_filter
from test_filter_random import faults

USAGE = 2
INCOMPLETE = 3
FORMATS = ("--format=table", "--json", "--ndjson")
WRONG = ("", "foo = 1", "sport = :99999", "src 10.0.0.0/33", "( sport = :22", "sport = :22 )",
         "recv_q > many", "sport = :22 and", "process = 'x", "src > 10.0.0.1", "sport",
         "a\x1b[31mb = 1", "x\ny")


class Wrong(support.TestCase):
    def assert_wrong(self, result):
        self.assertEqual((result.status, result.stdout), (USAGE, b""))
        first, excerpt, caret = result.err.splitlines()
        self.assertRegex(first, r"^sockview: filter: .+")
        self.assertRegex(caret, r"^ +\^$")
        self.assertLessEqual(len(caret), len(excerpt) + 3)
        self.assertNotIn("\x1b", result.err)

    def test_nothing_is_shown(self):
        for option in FORMATS:
            for expression in WRONG:
                with self.subTest(option=option, expression=expression):
                    self.assert_wrong(support.run("-tuna", option, expression))
                    self.assert_wrong(support.run("-tuna", option, *expression.split(" ")))

    def test_files(self):
        for octets, says in ((b"sport = :22\nand foo\n", "and foo"),
                             (b"\xff\xfe = 1", "\\xff\\xfe"), (b"sport = :22\0", "\\x00"),
                             (b"", "^"), (b"(" * 1000000, "...")):
            with tempfile.NamedTemporaryFile() as file:
                file.write(octets)
                file.flush()
                result = support.run("-tna", "-F", file.name)
            self.assertEqual((result.status, result.stdout), (USAGE, b""))
            self.assertIn(says, result.err)
            self.assertLess(len(result.err), 1000)

    def test_files_that_cannot_be_read(self):
        for path, says in (("/nonexistent", os.strerror(errno.ENOENT)),
                           ("/", os.strerror(errno.EISDIR)),
                           ("/dev/zero", os.strerror(errno.EFBIG))):
            result = support.run("-tna", "-F", path)
            self.assertEqual((result.status, result.stdout), (USAGE, b""))
            self.assertIn(f"{path}: {says}", result.err)

    def test_two_files(self):
        result = support.run("-F", "/dev/null", "-F", "/dev/null")
        self.assertEqual((result.status, result.stdout), (USAGE, b""))
        self.assertIn("only one file", result.err)


class Chosen(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        netns.enter_small()
        cls.zoo = zoo_filter.FilterZoo()
        cls.addClassCleanup(cls.zoo.close)

    def cookies(self, *words, **options):
        return {sock["cookie"] for sock in
                rows.ndjson(self.run_well("-tua", "--ndjson", *words, **options).out)}

    def test_words_and_file_both_hold(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("src 127.0.0.1\nor src 127.0.0.2\n")
            file.flush()
            both = self.cookies("-F", file.name, "sport", "=", ":22")
        self.assertEqual(both, self.cookies("sport = :22 ( src 127.0.0.1 or src 127.0.0.2 )"))
        self.assertTrue(both)

    def test_an_address_that_may_have_a_port(self):
        """As in ss, a number after the last colon is a port when the text before that colon is an
        address."""
        for split, meant in (("dst ::1:22", "dst [::1]:22"), ("src ::1:22", "src [::1]:22")):
            result = support.run("-tua", "--ndjson", split)
            self.assertEqual(result.status, 0)
            self.assertIn("is read as [ADDRESS]:PORT, as in ss", result.err)
            self.assertEqual({sock["cookie"] for sock in rows.ndjson(result.out)},
                             self.cookies(meant))
        self.assertTrue(self.cookies("src [::1]:22"))
        self.assertTrue(self.cookies("src ::1"))
        self.assertEqual(self.cookies("src [::1:22]"), set())

    def test_standard_input(self):
        read_end, write_end = os.pipe()
        os.write(write_end, b"sport = :22")
        os.close(write_end)
        self.assertEqual(self.cookies("-F", "-", stdin=read_end), self.cookies("sport = :22"))
        os.close(read_end)

    def test_processes(self):
        """Tests of owners are judged after the lookup, alone and together with tests of values
        that are known at once."""
        mine = str(os.getpid())
        name = open("/proc/self/comm", encoding="utf-8").read().rstrip()
        held = {sock["cookie"] for sock in self.sockets("-tuap") if sock["processes"]}
        self.assertTrue(held)
        for words in (("pid", "=", mine), ("process", "=", name), (f"process ~ '{name[:3]}*'",),
                      (f"pid {'>='} {mine}", f"and pid <= {mine}"), ("fd >= 0",)):
            self.assertEqual(self.cookies(*words), held, words)
        self.assertEqual(self.cookies(f"pid = {mine} and sport = :22"),
                         held & self.cookies("sport = :22"))
        self.assertEqual(self.cookies(f"not pid = {mine}"), self.cookies() - held)
        self.assertEqual(self.cookies(f"pid = {mine} or sport = :22"),
                         held | self.cookies("sport = :22"))

    def test_users_details_and_globs(self):
        everything = self.sockets("-tua")
        for words, judge in (
                ("user = root", lambda sock: sock["user"] == "root"),
                ("user != root", lambda sock: sock["user"] != "root"),
                ("local_port = 8000-8999", lambda sock: 8000 <= sock["local_port"] <= 8999),
                ("local_address ~ '127.0.0.?'",
                 lambda sock: sock["local_address"].startswith("127.0.0.")),
                ("local ~ '*:22' or local ~ '*:ssh'", lambda sock: sock["local_port"] == 22),
                ("netid ~ u*", lambda sock: sock["netid"] == "udp"),
                ("local_service = ssh", lambda sock: sock["local_service"] == "ssh"),
                ("interface = lo", lambda sock: sock["interface"] == "lo")):
            with self.subTest(words=words):
                self.assertEqual(self.cookies(words),
                                 {sock["cookie"] for sock in everything if judge(sock)})

    def test_columns_compared_with_each_other(self):
        everything = self.sockets("-tuai")
        for words, judge in (
                ("recv_q < send_q", lambda sock: sock["recv_q"] < sock["send_q"]),
                ("recv_q = send_q", lambda sock: sock["recv_q"] == sock["send_q"]),
                ("local_port != peer_port",
                 lambda sock: sock["local_port"] != sock["peer_port"]),
                ("sport > dport and rtt_us > rttvar_us",
                 lambda sock: sock["local_port"] > sock["peer_port"]
                 and sock.get("rtt_us") is not None and sock["rtt_us"] > sock["rttvar_us"]),
                ("local_address = peer_address",
                 lambda sock: sock["local_address"] == sock["peer_address"])):
            with self.subTest(words=words):
                expected = {sock["cookie"] for sock in everything if judge(sock)}
                self.assertTrue(expected)
                self.assertEqual(self.cookies(words), expected)

    def test_details_of_tcp(self):
        known = {sock["cookie"]: sock["rtt_us"] for sock in self.sockets("-tai")}
        self.assertEqual(self.cookies("rtt_us >= 0"),
                         {cookie for cookie, rtt in known.items() if rtt is not None})

    def test_unix_names(self):
        for words, name in (("local_address ~ '*sockview-filter-*'", "/tmp/sockview-filter"),
                            ("src unix:/tmp/sockview-filter*", "/tmp/sockview-filter"),
                            ("local_address = unix:@notauto", "@notauto"),
                            ("netid = u_str and local_address ~ @nota*", "@notauto")):
            with self.subTest(words=words):
                found = self.sockets("-xa", words)
                self.assertEqual(len(found), 1)
                self.assertTrue(found[0]["local_address"].startswith(name))

    def test_autobound_means_the_same_in_every_expression(self):
        """Only the kernel knows it, and a program that has to pass other sockets cannot ask it."""
        alone = self.cookies("autobound")
        self.assertTrue(alone)
        long = " or ".join(f"sport = {port}" for port in range(1, 400))
        for more in ("uid = 4242", "recv_q = 99999", "fwmark = 12345", "process = nosuch"):
            self.assertEqual(self.cookies(f"autobound or {more}"), alone, more)
        self.assertEqual(self.cookies(f"autobound and ( sport > 0 or {long} )"), alone)
        self.assertEqual(self.cookies("not autobound"), self.cookies() - alone)
        chosen = f"src :{zoo_filter.EXPLICIT} and state LISTEN"
        self.assertTrue(self.cookies(chosen))
        self.assertEqual(self.cookies(f"( autobound or recv_q = 99999 ) and {chosen}"), set())

    def test_every_name_of_a_device(self):
        if subprocess.run(["ip", "link", "property", "add", "dev", "lo", "altname", "lo-other"],
                          check=False, stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("ip cannot give a device another name here")
        bound = self.cookies("dev lo")
        self.assertTrue(bound)
        for words in ("dev lo-other", "dev = lo-other", "interface = lo-other or uid = 4242"):
            self.assertEqual(self.cookies(words), bound, words)
        self.assertEqual(self.cookies("dev != lo-other"), self.cookies() - bound)

    def test_a_family_that_is_named(self):
        """By an option it is that of addresses too, and an address or a netid asks for it."""
        path = "/tmp/sockview-filter*"
        for words in (("-xa", "src", "*sockview-filter*"), ("-f", "unix", "-a", "src", path),
                      ("-a", "src", f"unix:{path}"), ("-a", f"netid = u_str and src {path}")):
            with self.subTest(words=words):
                sock, = self.sockets(*words)
                self.assertEqual(sock["netid"], "u_str")
        either = "sport = :22 or src @nota*"
        self.assertEqual(self.sockets("-a", either), self.sockets("-tuxa", either))
        self.assertEqual(self.sockets("-ta", f"src unix:{path}"), [])

    def test_numbers_and_names_of_other_ends(self):
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as packet, \
             socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as netlink:
            packet.bind(("lo", 0x0800))
            netlink.bind((0, 0))
            port = netlink.getsockname()[0]
            for option in ("-a", "-an"):
                for words in ("src link:ip", "src link:IP", "src link:2048:lo", "src 'link:*:1'"):
                    sock, = self.sockets("-0", option, words)
                    self.assertEqual(sock["inode"], os.fstat(packet.fileno()).st_ino)
                for words in (f"src netlink:rtnl:{port}", f"src netlink:0:{port}"):
                    sock, = self.sockets("--netlink", option, words)
                    self.assertEqual(sock["local_port"], port)

    def test_comments_in_files(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("# ports\nsport = :22\n  # or\nor sport = :80\n")
            file.flush()
            self.assertEqual(self.cookies("-F", file.name),
                             self.cookies("sport = :22 or sport = :80"))
            file.write("and foo # no comment here\n")
            file.flush()
            result = support.run("-ta", "-F", file.name)
        self.assertEqual(result.status, USAGE)
        self.assertEqual(result.err.splitlines()[1:], ["  and foo # no comment here", "      ^"])

    def test_ambiguous(self):
        result = support.run("-tna", "sport = :1 or sport = :2 and sport = :3")
        self.assertEqual(result.status, 0)
        self.assertIn("brackets", result.err)


class Untold(support.TestCase):
    """When the values that a filter tests are hidden from the user, the answer is not called
    complete."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        netns.enter_small()
        cls.zoo = zoo_filter.FilterZoo()
        cls.addClassCleanup(cls.zoo.close)

    def assert_incomplete(self, result, says):
        self.assertEqual(result.status, INCOMPLETE, result.err)
        self.assertIn(says, result.err)

    def test_ordinary_user(self):
        if os.geteuid() != 0 or not sandbox.permitted(sandbox.become_nobody):
            self.skipTest("only root can become somebody else")
        sockview = sandbox.public_sockview(type(self))
        options = {"sockview": sockview, "preexec": sandbox.become_nobody}
        self.assert_incomplete(support.run("-tna", "fwmark = 1", **options), "CAP_NET_ADMIN")
        result = support.run("-tnaj", "sport = :22 and fwmark = 1", **options)
        self.assert_incomplete(result, "'fwmark' of")
        self.assertFalse(rows.document(result.out)["complete"])
        port = support.run("-tnaH", "sport = :22", **options)
        self.assertEqual((port.status, port.err), (0, ""))
        either = support.run("-tnaH", "sport = :22 or mark = 77", **options)
        self.assertEqual(either.out, port.out)
        self.assert_incomplete(either, "'mark' of")
        decided = support.run("-tna", "sport = :4 and fwmark = 1", **options)
        self.assertEqual((decided.status, decided.err), (0, ""))

    def test_processes_of_others(self):
        if os.geteuid() != 0 or not sandbox.permitted(sandbox.become_nobody):
            self.skipTest("only root can become somebody else")
        sockview = sandbox.public_sockview(type(self))
        options = {"sockview": sockview, "preexec": sandbox.become_nobody}
        self.assert_incomplete(support.run("-tna", f"pid = {os.getpid()}", **options), "owners:")
        self.assertEqual(support.run("-tnap", "sport = :22", **options).status, 0)
        self.assertEqual(support.run("-tna", "pid = 1 and sport = :4", **options).status, 0)

    def test_files(self):
        for expression in ("fwmark = 1", "dev lo", "cgroup = /", "rtt_us > 5", "not dev lo",
                           "autobound", "not autobound"):
            with self.subTest(expression=expression):
                result = support.run("-tna", "--source=proc", expression)
                self.assert_incomplete(result, "sockview: filter: '")
        self.run_well("-tna", "--source=proc", "sport = :22 and src 127.0.0.1")

    def test_columns_of_one_family_in_files(self):
        """Values are missing only where sockets could have them."""
        pair = socket.socketpair()
        with pair[0], pair[1]:
            for options, expression in (("-ta", "v6only = true"), ("-ta", "v6only != true"),
                                        ("-ta", "freebind = true"), ("-xa", "peer_inode > 0"),
                                        ("-xa", "peer_inode != 1")):
                with self.subTest(expression=expression):
                    result = support.run(options, "--source=proc", expression)
                    self.assert_incomplete(result, "sockview: filter: '")
            for options, expression in (("-ta4", "v6only = true"), ("-ta", "peer_inode > 0"),
                                        ("-xa", "rtt_us > 5"),
                                        ("-ta", "sport = :4 and rtt_us > 5")):
                with self.subTest(expression=expression):
                    self.run_well(options, "--source=proc", expression)

    def test_a_family_without_netlink_does_not_speak_for_others(self):
        """Raw sockets come from /proc here, and never have what TCP has."""
        raw = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_RAW, 253))
        self.assertEqual(raw.family, socket.AF_INET)
        self.run_well("-taw", "netid = tcp and rtt_us > 50000000")
        self.run_well("-taw", "rtt_us > 50000000")

    def test_everything_told(self):
        self.run_well("-tuna", "fwmark = 1 or dev lo or cgroup = / or cookie = 1")

    def test_program_is_refused(self):
        expected = self.run_well("-tnaH", "sport = :22 and src 127.0.0.1").out
        self.assertTrue(expected)
        for number in (errno.EINVAL, errno.EPERM):
            result = self.run_well("-tnaH", "sport = :22 and src 127.0.0.1",
                                   env=faults(text=f"program {number}"))
            self.assertEqual(result.out, expected)


class Remnants(support.TestCase):
    def test_a_connection_that_nobody_holds_any_more(self):
        """A reduced record in FIN_WAIT2 has no control group, like TIME_WAIT."""
        server = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        client = socket.create_connection(server.getsockname())
        accepted = self.enterContext(server.accept()[0])
        client.close()
        facts.wait_for_state(accepted, "CLOSE_WAIT")
        limits.wait_until(lambda: self.sockets("-tan", "state fin-wait-2"), "the FIN acknowledged")
        for expression in ("cgroup = /nosuch", "not cgroup = /", "cgroup = /"):
            result = support.run("-tan", f"state fin-wait-2 and {expression}")
            said = "sockview: filter: there is no control group '/nosuch' here\n"
            self.assertEqual((result.status, result.err),
                             (0, said if "nosuch" in expression else ""))


if __name__ == "__main__":
    support.main()
