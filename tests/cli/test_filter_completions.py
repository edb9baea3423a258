# SPDX-License-Identifier: MIT
"""Every shell completes expressions, with what this machine has just now."""

import contextlib
import os
import shutil
import tempfile
import unittest

import support

import holder
import netns
import sandbox
import zsh_terminal
from test_completions import COMPLETIONS, offered_by_bash, offered_by_fish, words

STATES = ("LISTEN", "TIME_WAIT", "connected", "all")
# What is offered behind a part of an expression, which blanks divide: some of it, or all.
BEHIND = (("state", STATES), ("exclude", STATES), ("sport = :22 state", STATES),
          ("state =", STATES), ("sport", ("=", "!=", "lt", "ge")), ("rtt_us", ("=", "le", "gt")),
          ("process", ("=", "!=")), ("state LISTEN", ("and", "or", "sport", "rtt_us")),
          ("not", ("src", "exclude")), ("dev =", ("lo",)), ("user =", ("root", "nobody")),
          ("netid !=", ("tcp", "u_str")), ("sport =", ("ssh", "https")),
          ("peer_port gt", ("domain",)), ("autobound", ("and", "or")), ("v6only", ("=", "!=")),
          ("user \\~", ("root", "nobody")), ("pid =", (str(os.getpid()),)),
          ("user \\!~", ("root", "nobody")), ("user '~'", ("root", "nobody")))


def here():
    """Those of BEHIND that this machine has words for: shells read the names of devices in /sys."""
    if os.path.isdir("/sys/class/net/lo"):
        return BEHIND
    print("# names of devices were not tried: there is no /sys/class/net/lo")
    return tuple(item for item in BEHIND if item[0] != "dev =")


def hide_devices():
    sandbox.own_mounts()
    netns.checked(netns.libc.mount(b"none", b"/sys", b"tmpfs", 0, b"size=64k"))


NEEDS_MOUNTS = unittest.skipUnless(sandbox.permitted(hide_devices),
                                   "own mounts are not permitted here")


class Bash(unittest.TestCase):
    def test_every_field_begins_an_expression(self):
        self.assertLessEqual(set(words("fields")), set(offered_by_bash("")))
        self.assertLessEqual(set(words("fields")), set(offered_by_bash("-tna", "")))

    def test_expressions(self):
        for line, expected in here():
            with self.subTest(line=line):
                self.assertLessEqual(set(expected), set(offered_by_bash(*line.split(), "")))
        self.assertIn("ssh", offered_by_bash("sport", "=", ":", "ss"))
        # A sign for equality is a word of its own in bash, also behind another sign.
        self.assertEqual(offered_by_bash("state", "!", "=", "LIS"), ["LISTEN"])
        self.assertIn("LISTEN", offered_by_bash("state", "!", "="))
        self.assertIn("ssh", offered_by_bash("sport", "\\<", "=", "ss"))
        self.assertEqual(offered_by_bash("state", "time-w"), ["TIME_WAIT"])
        self.assertEqual(offered_by_bash("STATE", "es"), ["ESTABLISHED"])

    @unittest.skipUnless(os.path.isdir("/sys/class/net/lo"), "there is no /sys/class/net/lo")
    def test_devices(self):
        self.assertEqual(offered_by_bash("dev", "=", "l"), ["lo"])
        self.assertIn("lo", offered_by_bash("dev", "="))

    @NEEDS_MOUNTS
    def test_no_devices(self):
        self.assertEqual(offered_by_bash("dev", "=", "", preexec=hide_devices), [])

    def test_names_of_processes(self):
        """A name that a shell would run is not offered, and not run."""
        with tempfile.TemporaryDirectory() as directory:
            names = (b"sv-plain", b"$(touch ran)", b"`touch ran`", b"a b")
            with contextlib.ExitStack() as stack:
                for name in names:
                    stack.enter_context(holder.Holder(
                        lambda: None, lambda name=name: sandbox.set_comm(name)))
                stack.enter_context(contextlib.chdir(directory))
                offered = offered_by_bash("process", "=", "")
            self.assertIn("sv-plain", offered)
            self.assertFalse([word for word in offered if set(word) & set("$`( ")])
            self.assertEqual(os.listdir(directory), [])

    def test_files(self):
        self.assertIn("/etc/services", offered_by_bash("-F", "/etc/serv"))


@unittest.skipIf(shutil.which("fish") is None, "fish is not installed")
class Fish(unittest.TestCase):
    def test_expressions(self):
        self.assertLessEqual(set(words("fields")), set(offered_by_fish("sockview ")))
        for line, expected in here():
            with self.subTest(line=line):
                self.assertLessEqual(set(expected), set(offered_by_fish(f"sockview {line} ")))
        self.assertIn(":ssh", offered_by_fish("sockview sport = :ss"))

    @NEEDS_MOUNTS
    def test_no_devices(self):
        self.assertEqual(offered_by_fish("sockview dev = ", preexec=hide_devices), [])

    def test_files(self):
        self.assertIn("/etc/services", offered_by_fish("sockview -F /etc/serv"))


@unittest.skipIf(shutil.which("zsh") is None, "zsh is not installed")
class Zsh(unittest.TestCase):
    def offered(self, line, step=None):
        return zsh_terminal.offered(COMPLETIONS, line, step)

    @NEEDS_MOUNTS
    def test_no_devices(self):
        offered = self.offered("sockview dev = ", hide_devices)
        self.assertFalse({"matches", "*"} & offered, "zsh complains")
        self.assertNotIn("lo", offered)

    def test_expressions(self):
        """Each starts a shell on a terminal, where a sign for equality cannot be told from what
        stands behind an option."""
        for line, expected in here()[::3]:
            offered = self.offered(f"sockview {line} ")
            for word in expected:
                if "=" in word:
                    continue
                with self.subTest(line=line, word=word):
                    self.assertIn(word, offered)

    def test_files(self):
        self.assertIn("/etc/services", self.offered("sockview -F /etc/serv"))


if __name__ == "__main__":
    support.main()
