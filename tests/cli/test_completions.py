# SPDX-License-Identifier: MIT
"""bash, zsh and fish complete command lines: keys are pressed in each, and the line is looked at,
or entered to see with which words the program is called."""

import contextlib
import os
import re
import shlex
import socket
import unittest

import hostile
import limits
import netns
import sandbox
import settings
import shell_terminal
import support

PORT = 45678
SCRIPT_LINES = 65
STATIC = (("--all-n", "--all-netns"), ("--vers", "--version"), ("--state TIME_", "TIME_WAIT"))


def name_namespaces():
    """Entries of /run/netns that nobody else sees."""
    sandbox.own_mounts()
    netns.checked(netns.libc.mount(b"none", b"/run", b"tmpfs", 0, b"size=64k"))
    os.mkdir("/run/netns")
    for name in ("blue $(touch ran)", "red", 'w"', "x'", "yes!", "z\\"):
        with open(f"/run/netns/{name}", "wb"):
            pass


class Shell:
    """What holds for each shell."""

    name = None
    after = " "  # what follows a word within quotes
    keeps_quotes = True  # where a name is offered that does not begin as what is typed
    after_list = ""
    list_keys = "\t"

    @classmethod
    def setUpClass(cls):
        if not shell_terminal.installed(cls.name):
            raise unittest.SkipTest(f"{cls.name} is not installed")
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        hostile.processes(stack)
        listener = stack.enter_context(socket.create_server(("127.0.0.1", PORT)))
        listener.listen()
        cls.shell = stack.enter_context(shell_terminal.Shell(cls.name))

    def line(self, keys):
        return self.shell.line(keys)

    def words(self, keys, expected, what):
        """The words of the line that is entered, as soon as they are as expected: what is not read
        in time is not offered."""
        found = []

        def look():
            found[:] = self.shell.words(keys)
            return expected(found)

        with contextlib.suppress(AssertionError):
            limits.wait_until(look, what)
        return found

    def assert_lines(self, *pairs):
        for keys, line in pairs:
            with self.subTest(keys=keys):
                self.assertEqual(self.line(f"sockview {keys}\t"), f"sockview {line}")

    def test_the_script_is_small(self):
        name = {"bash": "sockview", "zsh": "_sockview", "fish": "sockview.fish"}[self.name]
        with open(os.path.join(settings.COMPLETIONS, name), encoding="utf-8") as file:
            self.assertLess(len(file.readlines()), SCRIPT_LINES)

    def test_options(self):
        self.assert_lines(("--list-c", "--list-columns "), ("--stat", "--state="),
                          ("--prog", "--programs "), ("-tn --all-n", "-tn --all-netns "),
                          ("--compl", "--compl"))

    def test_every_option_is_listed_with_its_help(self):
        page = support.run("--help").out
        for keys, pattern in (("-", r"^  (-\w),"), ("--", r"^  (?:-\w, |    )(--[\w-]+)")):
            names = [word.lstrip("-") for word in re.findall(pattern, page, re.MULTILINE)]
            self.shell.press(f"sockview {keys}{self.list_keys}")
            self.shell.wait_for(
                lambda names=names: not [name for name in (*names, "TCP sockets")
                                         if name not in self.shell.text()], "every option")
            self.assertTrue(self.line("").startswith("sockview -"))

    def test_what_is_left_out_is_shown_and_never_inserted(self):
        for keys in ("-tan ", "-tan state LISTEN and ", "'state LISTEN and ", "--columns "):
            with self.subTest(keys=keys):
                self.shell.press(f"sockview {keys}{self.list_keys}")
                self.shell.wait_for(lambda: re.search(r"and \d{3} more: type more to see them",
                                                      self.shell.text()), "how many more")
                for more in ("", "\t", "\t\t"):
                    line = self.line(f"sockview {keys}{self.list_keys}{more}")
                    self.assertTrue(line.startswith(f"sockview {keys}"), line)
                    self.assertNotIn("more", line)

    def test_arguments(self):
        self.assert_lines(("--format nd", "--format ndjson "), ("--format=nd", "--format=ndjson "),
                          ("-f net", "-f netlink "))

    def test_lists(self):
        for keys, line in (("-tunapA unix_se", "-tunapA unix_seqpacket"),
                           ("-tunapAunix_se", "-tunapAunix_seqpacket"),
                           ("--state LISTEN,TI", "--state LISTEN,TIME_WAIT"),
                           ("--state=listening,time-w", "--state=listening,TIME_WAIT"),
                           ("--columns uid,+rtt_u", "--columns uid,+rtt_us")):
            self.assert_lines((keys, line + self.after_list))
        self.assert_lines(("--state LISTEN,LIS", "--state LISTEN,LIS"))
        self.assertEqual(self.shell.words("sockview --state LISTEN,TI\t -a"),
                         ["--state", "LISTEN,TIME_WAIT", "-a"])

    def test_an_expression_of_several_words(self):
        self.assert_lines(("spo", "sport "), ("state LIS", "state LISTEN "),
                          ("state es", "state ESTABLISHED "), ("not exclu", "not exclude "),
                          (f"sport = {PORT // 10}", f"sport = {PORT} "),
                          (f"sport = :{PORT // 10}", f"sport = :{PORT} "),
                          (f"sport=:{PORT // 10}", f"sport=:{PORT} "), ("dev = l", "dev = lo "),
                          ("dport = :gophe", "dport = :gopher "), ("rtt_us g", "rtt_us g"),
                          ("state LISTEN an", "state LISTEN and "))

    def test_an_expression_in_quotes(self):
        """The quotes stay open for the rest of it."""
        for quote in "'\"":
            for keys, line in (("state LISTEN and spo", "state LISTEN and sport"),
                               ("spo", "sport"), ("state LIS", "state LISTEN"),
                               ("not ( state LISTEN and sta", "not ( state LISTEN and state"),
                               (f"sport = :{PORT // 10}", f"sport = :{PORT}")):
                with self.subTest(quote=quote, keys=keys):
                    found = self.line(f"sockview {quote}{keys}\t")
                    self.assertEqual(found.rstrip(" "), f"sockview {quote}{line}")
        self.assertEqual(self.shell.words("sockview -tn 'state LIS\t and spo\t= :1' -a"),
                         ["-tn", f"state LISTEN{self.after} and sport{self.after}= :1", "-a"])

    def test_names_with_blanks(self):
        name = next(name for name in hostile.NAMES if name.endswith("tmux: server"))
        expected = ["process", "=", f'"{name}"']
        self.assertEqual(self.words(f"sockview process = {name[:4]}\t", expected.__eq__, name),
                         expected)
        for quote in "'\"":
            expected = [f'process = "{name}"{self.after}']
            end = quote if self.keeps_quotes else ""
            self.assertEqual(self.words(f"sockview {quote}process = {name[:4]}\t{end}",
                                        expected.__eq__, name), expected)

    def test_names_that_a_shell_could_take_for_more(self):
        """They arrive as they are, unless they are not offered; and nothing is run."""
        for number, name in enumerate((*hostile.NAMES, *hostile.UNSHOWN)):
            typed = f"{number:02}"
            expected = hostile.quoted(name) if name in hostile.NAMES else (typed,)
            with self.subTest(name=name):
                found = self.words(f"sockview process = {typed}\t",
                                   lambda found: found[-1] in expected, name)
                self.assertEqual(found[:2], ["process", "="])
                self.assertIn(found[2], expected)
                self.assertEqual(len(found), 3)
        self.assertEqual(self.shell.files(), [])

    def test_names_within_quotes(self):
        """They arrive as they are, or are not offered where the quotes cannot hold them."""
        for quote in "'\"":
            for number, name in enumerate((*hostile.NAMES, *hostile.UNSHOWN)):
                typed = f"{number:02}"
                expected = (typed, *(hostile.quoted(name) if name in hostile.NAMES else ()))
                with self.subTest(quote=quote, name=name):
                    found = self.shell.words(f"sockview {quote}process = {typed}\t{quote}")
                    self.assertEqual(len(found), 1)
                    self.assertIn(found[0].removeprefix("process = ").rstrip(" "), expected)
        self.assertEqual(self.shell.files(), [])

    def test_lists_of_names_run_nothing_and_reach_no_terminal(self):
        for keys in ("process = ", "'process = ", "pid = "):
            self.shell.line(f"sockview {keys}\t\t")
            self.assertNotIn("\x1b[31m", self.shell.output.decode("utf-8", "replace"))
        self.assertEqual(self.shell.files(), [])

    def test_names_of_unix_sockets(self):
        """An @ at the beginning stays."""
        for place, name in enumerate(("$(touch ran)", "'q", "a b", "!!", "plain")):
            name = f"@{place}{name}"
            bound = self.enterContext(socket.socket(socket.AF_UNIX))
            bound.bind("\0" + name[1:])
            for keys in ("src = ", "src="):
                with self.subTest(name=name, keys=keys):
                    found = self.words(f"sockview {keys}{name[:2]}\t", lambda found, name=name:
                                       found[-1].removeprefix("src=") in hostile.quoted(name), name)
                    self.assertIn(found[-1].removeprefix("src="), hostile.quoted(name))

    def test_files(self):
        self.assert_lines(("-F /etc/servic", "-F /etc/services "),
                          ("--filter=/etc/servic", "--filter=/etc/services "),
                          ("-N /proc/self/ns/ne", "-N /proc/self/ns/net "))

    def test_namespaces(self):
        if not sandbox.permitted(name_namespaces):
            self.skipTest("own mounts are not permitted here")
        with shell_terminal.Shell(self.name, name_namespaces) as shell:
            self.assertEqual(shell.line("sockview -tN re\t"), "sockview -tN red ")
            self.assertEqual(shell.words("sockview --net bl\t"), ["--net", "blue $(touch ran)"])
            for quote in "'\"":
                for name in ("blue $(touch ran)", "red", 'w"', "x'", "yes!", "z\\"):
                    line = shell.line(f"sockview -N {quote}{name[0]}\t")
                    offered = line.rstrip(" ") != f"sockview -N {quote}{name[0]}"
                    if offered or name in ("red", "blue $(touch ran)"):
                        self.assertEqual(shell.words(line.rstrip(" ")), ["-N", name])
            self.assertEqual(shell.files(), [])

    def test_without_the_program_static_words_are_offered(self):
        for program in (None, "/bin/cat"):  # cat knows no --complete and says so
            with shell_terminal.Shell(self.name, program=program) as shell:
                for typed, found in STATIC:
                    before = typed.rpartition(" ")[0]
                    text, line = shell.screen(f"sockview {typed}\t")
                    self.assertEqual(line.rstrip(" "), f"sockview {before} {found}"
                                     if before else f"sockview {found}")
                    for complaint in ("not found", "nknown", "unrecognized"):
                        self.assertNotIn(complaint, text)

    def test_nothing_is_said_where_nothing_can_stand(self):
        for keys in ("sport = 'a'", "--nonsense=", "state LISTEN ) ", "-t%", "recv_q = ", "\"",
                     "\\", "'a'\"b"):
            text, line = self.shell.screen(f"sockview {keys}\t")
            self.assertNotIn("error", text.lower())


class Bash(Shell, support.TestCase):
    name = "bash"
    list_keys = "\t\t"


class Zsh(Shell, support.TestCase):
    name = "zsh"
    after_list = ","  # which goes when a blank follows


class Fish(Shell, support.TestCase):
    name = "fish"
    after = ""
    keeps_quotes = False  # the whole word is replaced, with backslashes in place of its quotes

    def test_names_within_quotes(self):
        for number, name in enumerate((*hostile.NAMES, *hostile.UNSHOWN)):
            typed = f"'process = {number:02}"
            line = self.line(f"sockview {typed}\t").rstrip(" ")
            with self.subTest(name=name):
                if name in hostile.UNSHOWN or line == f"sockview {typed}":
                    self.assertEqual(line, f"sockview {typed}")
                    continue
                end = "'" if line.startswith("sockview '") else ""
                found = shlex.split(line + end)[1].removeprefix("process = ").rstrip(" ")
                if end:  # where fish, unlike others, takes two backslashes for one
                    found = found.replace("\\\\", "\\")
                self.assertIn(found, hostile.quoted(name))
        self.assertEqual(self.shell.files(), [])
    after_list = " "
    list_keys = "\t\t"  # the first shows some rows only


if __name__ == "__main__":
    support.main()
