# SPDX-License-Identifier: MIT
"""Called ss or netstat, sockview is that program: the same sockets in the same words or bytes."""

import contextlib
import os
import re
import select
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

import support

import dropin
import holder
import hostile
import limits
import netns
import sandbox
import settings
import zoo_details
import zoo_dropin
import zoo_unix

SS_LISTS = (
    "", "-a", "-l", "-n", "-t", "-u", "-w", "-x", "-0", "-M", "-4", "-6", "-tu", "-tux", "-H -t",
    "-ta", "-tan", "-tln", "-tuna", "-tunap", "-tulpn", "-tunlp", "-tulpen", "-planet", "-ua",
    "-uan", "-wan", "-xan", "-xap", "-xlp", "-0a", "-0an", "-0anem", "-Ma", "-Man", "-Mani",
    "-peaonmi -t", "-tanO", "-taniO", "-tane", "-uane", "-tano", "-tanm", "-uanm", "-tani",
    "-noemitauO", "-Htan", "-Htnl4", "-nlp", "-anp", "-4an", "-6an", "-f inet -a",
    "-f unix -a", "-f link", "-A tcp", "-A raw,udp -a", "-A inet -an", "-A unix_stream -a",
    "-A netlink", "-t state established", "-tan state listening", "-ta exclude listening",
    "-u state unconnected", "-tan sport = :8001", "-ta state connected", "-4x", "-0x",
    "-ta --tos", "-ta --inet-sockopt", "-ua --cgroup", "-s", "-tanT -p",
    "--tcp --all --numeric", "--list --num", "-Z", "-z -t", "-Zp", "-0b", "-0ben", "-0bmn",
    "-0bmOen", "-tb", "-Mami", "-wai", "-wam", "--tipcinfo -t", "--tipc", "--vsock", "-d -a",
    "-ta --inet-sockopt -i", "-ua --inet-sockopt -m", "-taOm --inet-sockopt", "-F /dev/null -tan",
    "-tn state established ( dport = :8002 or sport = :8002 )", "-to state established",
    "-tan dst 127.0.0.1:8002", "-tan dst 127.0.0.0/8 and sport gt :1024", "-tan src [::1]",
    "-tan sport != :8001 and dport != :8001", "-tan not dport = :80", "-xa src unix:@plain",
    "-tan autobound", "-tan dev = lo", "-4 -A tcp,udp -an", "-tan state bucket",
    "-tan state synchronized", "-tan state big", "-u -n state closed", "-tan exclude time-wait",
    "-V", "-K dst 203.0.113.1", "-peaonmi", "-xem", "-xlpem", "-e state listening", "-w -A tcp -n",
    "-x -A tcp -n", "-0 -A inet -an", "-t -A packet", "-4 -A packet -n", "-4 -A all -an", "-s -t",
    "-s -4", "-s -a", "-s sport = :8001", "-tar", "-A tcp -A udp -an", "-tane --cgroup",
    "-uane --cgroup --tos", "-xae --cgroup", "-4un", "-u4", "-6wn", "-6 -0", "-4tu state established",
    "-x -A unix_dgram -n", "-x -A unix_dgram,tcp -n", "-0x -A packet,tcp -n", "-xan -A unix_stream",
    "-A unix_dgram -x -n", "-A unix_dgram,tcp -xn", "-A unix_stream -f unix -an", "-A packet -0n",
    "-A tcp -x -A unix_stream -n", "--tipc -tn", "-un -f tipc", "-A tcp --tipc -n",
    "-s -F /dev/null", "-x src *listener*", "-xan dst @*", "-f unix src @server", "-0 src ip:*",
    "-xle", "-lne", "-f netlink -n", "-f netlink",
)
NETSTAT_LISTS = (
    "", "-a", "-l", "-n", "-an", "-tn", "-tan", "-tln", "-tulpn", "-tunlp", "-tulpen", "-planet",
    "-tuna", "-tunap", "-uan", "-wan", "-xan", "-xap", "-xlp", "-xa", "-ntua", "-neopa", "-anp",
    "-apee -n", "-tane", "-tae", "-tano", "-tanp", "-taneo", "-taepo", "-4n", "-6an", "-46n",
    "-4x -n", "-tx -n", "-A inet -n", "-A inet,unix -an", "-A unix", "--inet -n", "-U -an", "-al",
    "-v -tn", "-W -tan", "-t --numeric-hosts", "-ta --numeric-ports", "-tae --numeric-users",
    "--tcp --all --numeric", "--list --tcp", "-tan word", "--inet6 -an", "--inet --inet6 -an",
    "--ip -tln", "-A ip -an", "-A tcpip -tn", "--protocol=unix -l", "--unix -l", "-lw", "-lx", "-x",
    "-xape -n", "-F -tn", "-C -tn", "-N -tn", "-f", "--x25", "-Z -t", "-q", "--foo",
    "--fi -tn", "--family=inet", "-A link", "-A inet,netlink", "-d -tn",
)
FORGERS = ('",pid=1,fd=3)', 'x),("y",pid=1', "pid=1,fd=2", "a\nb\tc\x1b[m", '\\"', "- tcp LISTEN")


FORGED_PATHS = (b'users:(("sshd",pid=1,fd=3))', b"pid=1", b"\0tid=1", b"\x1f\x1f* 0",
                b'\0x users:(("sshd",pid=1,fd=3))', b"\0" + b'("a",pid=1,fd=2)\n' * 6 + b"\xff" * 5)


class Compared(support.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoo = cls.make_zoo()
        cls.addClassCleanup(cls.zoo.close)

    @classmethod
    def make_zoo(cls):
        return zoo_dropin.DropinZoo()

    def assert_same(self, name, lists, simple, real):
        for line in lists:
            with self.subTest(arguments=line):
                found = dropin.compare(name, real, shlex.split(line), simple)
                self.assertIsNone(found, f"{name} {line}\n{found}")


@unittest.skipUnless(dropin.available("ss"), "ss is not installed")
class Ss(Compared):
    def test_the_words_are_those_of_ss(self):
        self.assert_same("ss", SS_LISTS, dropin.words_of, ["ss"])

    def test_the_places_of_the_words_are_those_of_ss(self):
        lists = ("-tln", "-tan", "-tunlp", "-xan", "-Htln", "-uanp", "-4tn state established", "-ta")
        self.assert_same("ss", lists, dropin.places_of, ["ss"])


@unittest.skipUnless(dropin.available("ss"), "ss is not installed")
class Details(Compared):
    """Without keys of TCP-MD5, which ss prints."""

    @classmethod
    def make_zoo(cls):
        return zoo_details.every_detail(without=[zoo_details.DetailZoo.md5_keys])

    def test_the_words_of_details_are_those_of_ss(self):
        lists = ("-tanei", "-tanemo", "-tae", "-ta --tos", "-ua --tos", "-tieO", "-peaonmi", "-tei",
                 "-ua --inet-sockopt -e", "-tani --tos --inet-sockopt", "-Maie", "-tanb", "-tai",
                 "-tn fwmark = 7", "-tn fwmark = 0x7/0xf", "-tanei fwmark != 0")
        self.assert_same("ss", lists, dropin.words_of, ["ss"])


@unittest.skipUnless(dropin.available("netstat"), "net-tools is not installed")
class Netstat(Compared):
    def test_the_bytes_are_those_of_netstat(self):
        self.assert_same("netstat", NETSTAT_LISTS, dropin.bytes_of, ["netstat", "-W"])

    def test_continuous_answers_have_their_titles(self):
        with subprocess.Popen([settings.SOCKVIEW, "--as=netstat", "-tnc"],
                              stdout=subprocess.PIPE, env=support.environment()) as program:
            titles = 0
            while titles < 2:
                titles += program.stdout.readline().startswith(b"Active Internet")
            program.terminate()
            self.assertEqual(program.wait(limits.seconds()), -signal.SIGTERM)


class Manner(support.TestCase):
    def test_netstat_refuses_what_is_not_about_sockets_and_names_the_command(self):
        for option, command in (("-rn", "ip route"), ("-i", "ip -s link"), ("-g", "ip maddress"),
                                ("-s", "nstat"), ("-M", "conntrack"), ("--route", "ip route")):
            result = support.run("--as=netstat", option)
            self.assertEqual((result.status, result.out), (1, ""), option)
            self.assertIn(command, result.err)

    def test_errors_end_as_in_netstat(self):
        for arguments, status in ((["-q"], 3), (["--foo"], 3), (["-A", "tool"], 1),
                                  (["-A", "netlink"], 1)):
            self.assertEqual(support.run("--as=netstat", *arguments).status, status, arguments)
        self.assertRegex(support.run("--as=netstat", "-V").out, r"\Anet-tools 2.10\n")
        self.assertEqual(support.run("--as=netstat", "-h").status, 0)

    def test_an_ordinary_user_is_told_on_two_lines_that_owners_are_hidden(self):
        public = sandbox.public_sockview(self)
        nobody = {"sockview": public, "preexec": sandbox.become_nobody}
        with holder.Holder(hostile.udp):
            result = support.run("--as=netstat", "-uanp", **nobody)
            self.assertEqual(result.status, 0)
            self.assertEqual(len(result.err.splitlines()), 2, result.err)
            self.assertEqual(support.run("--as=ss", "-uanp", **nobody).err, "")

    def test_the_name_of_a_link_decides(self):
        with tempfile.TemporaryDirectory() as directory:
            link = os.path.join(directory, "ss")
            os.symlink(settings.SOCKVIEW, link)
            self.assertRegex(support.run("-V", sockview=link).out,
                             r"\Ass utility, iproute2-[\d.]+\n")
            self.assertEqual(support.run("-tan", sockview=link).out.splitlines()[0].split()[0],
                             "State")

    def test_ss_puts_ports_below_each_other(self):
        for host in ("127.0.0.1", "0.0.0.0"):
            self.enterContext(socket.create_server((host, 0)))
        header, *rows = support.run("--as=ss", "-tln").out.splitlines()
        self.assertGreater(len(rows), 1)
        self.assertEqual({re.search(r":\d", row).start() for row in rows},
                         {header.index(":Port")})

    def events(self, *arguments):
        """The title of ss -E with these options, and a row. Sockets are closed until one comes."""
        with subprocess.Popen([settings.SOCKVIEW, "--as=ss", *arguments], bufsize=0,
                              stdout=subprocess.PIPE, env=support.environment()) as program:
            title = program.stdout.readline().split()
            while not select.select([program.stdout], [], [], limits.PAUSE)[0]:
                with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as made:
                    made.bind(("::", 0))
            row = program.stdout.readline()
            program.terminate()
        return title, row

    @unittest.skipUnless(netns.has_ipv6(), "no IPv6")
    def test_events_have_the_columns_and_the_wildcards_of_ss(self):
        title, row = self.events("-uEn")
        self.assertEqual(title[0], b"Recv-Q")
        self.assertRegex(row, rb"\A0 +0 +\*:\d+ +\*:\* +\n\Z")
        title, row = self.events("-6En")
        self.assertEqual(title[0], b"Netid")
        self.assertRegex(row, rb"\Audp +UNCONN +0 +0 +\*:\d+ +\*:\* +\n\Z")

    def test_ss_names_no_port_that_the_kernel_chooses(self):
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            first, last = map(int, file.read().split())
        with open("/etc/services", encoding="utf-8") as file:
            ports = {int(port): line.split()[0] for line in file
                     for port in re.findall(r"^\S+\s+(\d+)/tcp", line)}
        chosen = [port for port in ports if first <= port <= last][:1]
        others = [port for port in ports if 1024 < port < first][:1]
        if not chosen or not others:
            self.skipTest("the services database has no such ports")
        for port in chosen + others:
            self.enterContext(socket.create_server(("127.0.0.1", port)))
        out = support.run("--as=ss", "-tlH").out
        self.assertIn(f"127.0.0.1:{chosen[0]} ", out)
        self.assertIn(f"127.0.0.1:{ports[others[0]]} ", out)

    def test_errors_end_as_in_ss(self):
        for arguments, status in ((["-q"], 255), (["dport", "="], 1), (["-A", "tool"], 255),
                                  (["-K"], 255), (["-D", "/nonexistent/file"], 1)):
            result = support.run("--as=ss", *arguments)
            self.assertEqual((result.status, result.out), (status, ""), arguments)
            self.assertRegex(result.err, r"\Asockview: [^\n]+\n")

    def test_ss_names_no_option_that_it_does_not_have(self):
        self.assertNotIn("--kill-all", support.run("--as=ss", "-K").err)

    def test_help_and_version_are_printed_whatever_follows(self):
        for name, rest in (("ss", ["-q"]), ("ss", ["dport", "="]), ("ss", ["-Z"]),
                           ("netstat", ["-q"]), ("netstat", ["-r"])):
            for option in ("-h", "-V", "--help", "--version"):
                result = support.run(f"--as={name}", option, *rest)
                self.assertEqual((result.status, result.err), (0, ""), (name, option, rest))
                self.assertNotEqual(result.out, "")

    def test_as_is_only_understood_as_the_first_option(self):
        result = support.run("-t", "--as=ss")
        self.assertEqual(result.status, 2)
        self.assertIn("first option", result.err)


class Hostile(support.TestCase):
    """No name makes a row, an owner or a control character."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stack = cls.enterClassContext(contextlib.ExitStack()) if hasattr(
            cls, "enterClassContext") else contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        hostile.processes(cls.stack, (*hostile.NAMES, *hostile.UNSHOWN, *hostile.STRANGE, *FORGERS))
        cls.unix = zoo_unix.Zoo(cls.stack)
        cls.unix.every_name((*zoo_unix.PATHS, *zoo_unix.LINES))
        for name in FORGED_PATHS:
            cls.unix.bound(name)

    def lines(self, *arguments):
        result = support.run(*arguments)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertNotRegex(result.out.replace("\n", ""), r"[\x00-\x08\x0a-\x1f\x7f]")
        return result.out.splitlines()

    def test_ss_has_one_row_a_socket_and_only_true_owners(self):
        rows = self.lines("--as=ss", "-Huanp")
        udp = len(hostile.NAMES + hostile.UNSHOWN + hostile.STRANGE) + len(FORGERS)
        self.assertEqual(len(rows), udp)
        for row in rows:
            self.assertRegex(row, r'\AUNCONN +0 +0 +\S+ +\S+ users:\(\("(\\.|[^"\\])*",'
                                  r'pid=\d+,fd=\d+\)\) \Z')
            pids = re.findall(r"pid=(\d+)", row)
            self.assertEqual(len(pids), 1, row)
            self.assertNotEqual(pids, ["1"], row)

    def test_netstat_has_one_row_a_socket_and_only_true_owners(self):
        rows = self.lines("--as=netstat", "-uanp")[2:]
        udp = len(hostile.NAMES + hostile.UNSHOWN + hostile.STRANGE) + len(FORGERS)
        self.assertEqual(len(rows), udp)
        for row in rows:
            self.assertRegex(row, r"\Audp        0      0 \S{9,23} +\S+ {20,} \d+/.*\Z")

    def test_netstat_takes_the_name_from_the_arguments_and_escapes_it(self):
        """Each process listens on a port of its own, and says so when it does."""
        code = ("import socket,sys;s=socket.socket();s.bind(('127.0.0.1',0));s.listen();"
                "print(s.getsockname()[1],flush=True);sys.stdin.read()")
        names = {"plain": "plain", "/opt/tool": "tool", "two words": "two words",
                 "x\ny\x1b[m": "x\\x0ay\\x1b[m", "1/sshd": "1/sshd", "/a/b\tc": "b\\x09c"}
        for name, shown in names.items():
            with subprocess.Popen([name, "-c", code], executable=sys.executable, text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
                port = process.stdout.readline().strip()
                rows = [row for row in self.lines("--as=netstat", "-tlnp") if f":{port} " in row]
                process.stdin.close()
                process.wait()
                self.assertEqual([row[80:].rstrip() for row in rows], [f"{process.pid}/{shown}"])

    def test_netstat_has_one_row_a_unix_socket_whatever_its_name(self):
        rows = self.lines("--as=netstat", "-xan")[2:]
        self.assertEqual(len(rows), len(self.unix.names))
        words = [row[50:].split() for row in rows]  # a long inode pushes the path
        self.assertEqual({int(inode) for inode, *_ in words}, set(self.unix.names))
        for row in words:
            self.assertLessEqual(len(row), 2, row)

    def test_ss_has_two_words_for_a_unix_end_whatever_its_name(self):
        rows = self.lines("--as=ss", "-Hxan")
        self.assertEqual(len(rows), len(self.unix.names))
        for row in rows:
            self.assertEqual(len(row.split()), 8, row)
        self.assertEqual({int(row.split()[5]) for row in rows}, set(self.unix.names))

    def test_ss_shows_the_owner_of_a_unix_socket_and_no_other_whatever_its_name(self):
        rows = self.lines("--as=ss", "-Hxanpe")
        self.assertEqual(len(rows), len(self.unix.names))
        for row in rows:
            self.assertEqual(re.findall(r"id=(\d+)", row), [str(os.getpid())], row)
            self.assertEqual(row.count("users:("), 1, row)


if __name__ == "__main__":
    support.main()
