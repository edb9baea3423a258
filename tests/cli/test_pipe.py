# SPDX-License-Identifier: MIT
"""What a pipe receives for a small web server, byte by byte. The layout of the terminal must never
reach it: the files were first made by the program as it was before it had one, and every change
of them is a change for scripts."""

import os
import pathlib
import re
import unittest

import machine

if __name__ == "__main__":
    machine.enter()

import support

import zoo_server

GOLDEN = pathlib.Path(__file__).parent / "screens"
RENEW = "SOCKVIEW_RENEW_SCREENS"
LISTS = {
    "plain": ("-tunap",),
    "one-line": ("-W", "-tunap"),
    "numbers-only": ("-tanH",),
    "colour": ("-tunap", "--color=always"),
    "listeners": ("-tulnp",),
    "filter": ("-tan", "state", "close-wait"),
    "columns": ("-tanp", "--columns=state,local,peer,send_q,processes"),
    "json": ("-tulnp", "--json"),
    "ndjson": ("-tanp", "--ndjson"),
}
# These are different in every run, or on every machine, or in every release.
VARIES = re.compile(rb'("(?:time|host|version|inode|cookie|mark|cgroup|netns|fd)":)'
                    rb'("[^"]*"|\d+|null)')
PROC_TABLE = "/proc/thread-self/net/tcp"


def comparable(output):
    """The order of rows is the kernel's and has a secret in it, so only the bytes of each row are
    golden. A comma ends every row of JSON but the last one."""
    lines = VARIES.sub(rb"\1VARIES", output).splitlines(keepends=True)
    return b"".join(sorted(line.replace(b"},\n", b"}\n") for line in lines))


def ports_of_proc_table():
    with open(PROC_TABLE, encoding="ascii") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return [tuple(int(end.rpartition(":")[2], 16) for end in row[1:3]) for row in rows]


class OfAServer(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = zoo_server.started_for(cls)

    def setUp(self):
        super().setUp()
        self.server.end_connections()

    def test_golden(self):
        for name, arguments in LISTS.items():
            with self.subTest(arguments=arguments):
                result = support.run(*arguments)
                self.assertEqual((result.status, result.stderr), (0, b""))
                path = GOLDEN / f"pipe-{name}.txt"
                if os.environ.get(RENEW):
                    path.write_bytes(comparable(result.stdout))
                self.assertEqual(comparable(result.stdout), path.read_bytes())

    def test_order_of_the_kernel(self):
        """The socket tables of /proc/net and of netlink are walked in the same order."""
        rows = self.table("-4", "-tan")
        shown = [tuple(int(end.rpartition(":")[2].replace("*", "0"))
                       for end in (row.local, row.peer)) for row in rows]
        self.assertEqual(shown, ports_of_proc_table())


if __name__ == "__main__":
    support.main()
