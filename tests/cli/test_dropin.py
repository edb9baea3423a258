# SPDX-License-Identifier: MIT
"""Called ss or netstat, sockview is that program: the same sockets in the same words or bytes."""

import contextlib
import os
import re
import shlex
import tempfile
import unittest

import support

import dropin
import hostile
import settings
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
    "--tcp --all --numeric", "--list --num",
)
FORGERS = ('",pid=1,fd=3)', 'x),("y",pid=1', "pid=1,fd=2", "a\nb\tc\x1b[m", '\\"', "- tcp LISTEN")


class Compared(support.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoo = zoo_dropin.DropinZoo()
        cls.addClassCleanup(cls.zoo.close)

    def assert_same(self, name, lists, simple, real):
        for line in lists:
            with self.subTest(arguments=line):
                found = dropin.compare(name, real, shlex.split(line), simple)
                self.assertIsNone(found, f"{name} {line}\n{found}")


@unittest.skipUnless(dropin.available("ss"), "ss is not installed")
class Ss(Compared):
    def test_the_words_are_those_of_ss(self):
        self.assert_same("ss", SS_LISTS, dropin.words_of, ["ss"])


class Manner(support.TestCase):
    def test_the_name_of_a_link_decides(self):
        with tempfile.TemporaryDirectory() as directory:
            link = os.path.join(directory, "ss")
            os.symlink(settings.SOCKVIEW, link)
            self.assertRegex(support.run("-V", sockview=link).out,
                             r"\Ass utility, iproute2-[\d.]+\n")
            self.assertEqual(support.run("-tan", sockview=link).out.splitlines()[0].split()[0],
                             "State")

    def test_errors_end_as_in_ss(self):
        for arguments, status in ((["-q"], 255), (["dport", "="], 1), (["-A", "tool"], 255),
                                  (["-K"], 255), (["-D", "file"], 1)):
            result = support.run("--as=ss", *arguments)
            self.assertEqual((result.status, result.out), (status, ""), arguments)
            self.assertRegex(result.err, r"\Asockview: [^\n]+\n")

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
                                  r'pid=\d+,fd=\d+\)\)\Z')
            pids = re.findall(r"pid=(\d+)", row)
            self.assertEqual(len(pids), 1, row)
            self.assertNotEqual(pids, ["1"], row)

    def test_ss_has_two_words_for_a_unix_end_whatever_its_name(self):
        rows = self.lines("--as=ss", "-Hxan")
        self.assertEqual(len(rows), len(self.unix.names))
        for row in rows:
            self.assertEqual(len(row.split()), 8, row)
        self.assertEqual({int(row.split()[5]) for row in rows}, set(self.unix.names))


if __name__ == "__main__":
    support.main()
