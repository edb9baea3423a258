# SPDX-License-Identifier: MIT
"""Control groups where another mount covers /sys, as under `ip netns exec`."""

import os
import socket
import unittest

import support

import netns
import rows
import sandbox

CAP_SYS_ADMIN = 21
FILTER = 'cgroup ~ "*"'


def cover_sys():
    sandbox.own_mounts()
    netns.checked(netns.libc.mount(b"none", b"/sys", b"tmpfs", 0, b"size=64k"))


def cover_sys_for_good():
    cover_sys()
    netns.checked(netns.libc.prctl(sandbox.PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0, 0, 0))


class CoveredSys(support.TestCase):
    def setUp(self):
        sock = self.enterContext(socket.socket())
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        self.usual = self.sockets("-tln")[0]["cgroup"]
        if os.geteuid() != 0 or self.usual is None or not sandbox.permitted(cover_sys):
            raise unittest.SkipTest("needs root and a cgroup2 file system")

    def test_paths_are_found(self):
        for options in ((), (FILTER,), ("--cgroup",), (f'cgroup = "{self.usual}"',)):
            (found,) = self.sockets("-tln", *options, preexec=cover_sys)
            self.assertEqual(found["cgroup"], self.usual)

    def test_a_filter_that_cannot_decide_says_so(self):
        result = support.run("-tln", FILTER, "--json", preexec=cover_sys_for_good)
        self.assertEqual(result.status, 3)
        (line,) = self.assert_error_lines(result)
        self.assertIn("cgroups: paths are unknown", line)
        document = rows.document(result.out)
        self.assertFalse(document["complete"])
        self.assertEqual([warning["code"] for warning in document["warnings"]],
                         ["cgroups_unknown"])

    def test_who_asks_for_them_is_told(self):
        result = support.run("-tln", "--cgroup", preexec=cover_sys_for_good)
        self.assertEqual(result.status, 0)
        (line,) = self.assert_error_lines(result)
        self.assertIn("cgroups: paths are unknown", line)

    def test_who_does_not_ask_is_not(self):
        for options in ((), ("--json",), ("-p",)):
            self.run_well("-tln", *options, preexec=cover_sys_for_good)


if __name__ == "__main__":
    support.main()
