# SPDX-License-Identifier: MIT
"""Every option, and every word that is an argument of one, is offered by every shell's
completion."""

import os
import shutil
import subprocess
import unittest

import limits
import netns
import sandbox
import support
import settings
import zsh_terminal

COMPLETIONS = settings.COMPLETIONS
GENERATE = settings.GENERATE
SHELL_SECONDS = 30
ARGUMENTS = (("--state", "states"), ("--columns", "columns"), ("--format", "formats"),
             ("--source", "sources"), ("--owners", "owners"), ("--color", "colours"),
             ("--query", "kinds"), ("--socket", "kinds"), ("--family", "families"),
             ("--protocol", "families"))
SHORT_ARGUMENTS = (("-A", "kinds"), ("-f", "families"))

NAMESPACE_OPTIONS = ("-N", "--net", "--netns")
NAMESPACES = ("blue", "blue-2", "red")

BASH = r"""
source "$1"
shift
compopt() { :; }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_sockview sockview "${COMP_WORDS[COMP_CWORD]}"
printf '%s\n' "${COMPREPLY[@]}"
"""

FISH = r"""
source $argv[1]
complete -C $argv[2]
"""


def words(kind):
    done = subprocess.run([GENERATE, "--words", kind], capture_output=True, text=True, check=True,
                          timeout=limits.seconds(SHELL_SECONDS))
    return done.stdout.split()


def name_namespaces():
    """Entries of /run/netns that nobody else sees."""
    sandbox.own_mounts()
    netns.checked(netns.libc.mount(b"none", b"/run", b"tmpfs", 0, b"size=64k"))
    os.mkdir("/run/netns")
    for name in NAMESPACES:
        with open(f"/run/netns/{name}", "wb"):
            pass


def hide_namespaces():
    sandbox.own_mounts()
    netns.checked(netns.libc.mount(b"none", b"/run", b"tmpfs", 0, b"size=64k"))


NEEDS_MOUNTS = unittest.skipUnless(sandbox.permitted(hide_namespaces),
                                   "own mounts are not permitted here")


def run_shell(command, preexec=None):
    done = subprocess.run(command, capture_output=True, text=True,
                          timeout=limits.seconds(SHELL_SECONDS),
                          stdin=subprocess.DEVNULL, check=False, preexec_fn=preexec)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{command[0]}: {done.returncode}: {done.stderr}")
    return done.stdout.split("\n")


def offered_by_bash(*line, preexec=None):
    answer = run_shell(["bash", "--norc", "-c", BASH, "bash",
                        os.path.join(COMPLETIONS, "sockview"), "sockview", *line], preexec)
    return [word for word in answer if word]


def offered_by_fish(line, preexec=None):
    answer = run_shell(["fish", "--no-config", "-c", FISH,
                        os.path.join(COMPLETIONS, "sockview.fish"), line], preexec)
    return [word.split("\t")[0] for word in answer if word]


class Bash(unittest.TestCase):
    def test_every_option_is_offered(self):
        offered = [word.rstrip("=") for word in offered_by_bash("-")]
        self.assertEqual(sorted(offered), sorted(words("options")))

    def test_options_are_narrowed_by_what_is_typed(self):
        self.assertEqual(offered_by_bash("--list"), ["--listening", "--list-columns"])

    def test_every_word_of_every_argument_is_offered(self):
        for option, kind in ARGUMENTS:
            with self.subTest(option=option):
                self.assertEqual(offered_by_bash(option, ""), words(kind))
                self.assertEqual(offered_by_bash(option, "=", ""), words(kind))
                self.assertEqual(offered_by_bash(option, "="), words(kind))

    def test_every_word_behind_a_short_option_is_offered(self):
        for option, kind in SHORT_ARGUMENTS:
            self.assertEqual(offered_by_bash(option, ""), words(kind))

    def test_argument_is_narrowed(self):
        self.assertEqual(offered_by_bash("--format", "=", "nd"), ["ndjson"])

    def test_last_element_of_a_list_is_completed(self):
        self.assertEqual(offered_by_bash("--state", "LISTEN,TI"), ["LISTEN,TIME_WAIT"])
        self.assertEqual(offered_by_bash("-A", "tcp,unix_s"),
                         ["tcp,unix_stream", "tcp,unix_seqpacket"])

    def test_sign_of_a_column_stays(self):
        self.assertEqual(offered_by_bash("--columns", "uid,+coo"), ["uid,+cookie"])

    def test_lower_case_and_hyphens(self):
        self.assertEqual(offered_by_bash("--state", "listening,time-w"), ["listening,TIME_WAIT"])

    def test_last_letter_of_several_takes_the_argument(self):
        self.assertEqual(offered_by_bash("-0A", "unix_st"), ["unix_stream"])
        self.assertIn(str(os.getpid()), offered_by_bash("-tnN", str(os.getpid())))
        self.assertNotEqual(offered_by_bash("-AN", "unix_st"), ["unix_stream"])

    def test_processes_have_namespaces(self):
        for option in NAMESPACE_OPTIONS:
            self.assertIn(str(os.getpid()), offered_by_bash(option, str(os.getpid())[0]))

    @NEEDS_MOUNTS
    def test_namespaces_are_offered_as_they_are_now(self):
        for option in NAMESPACE_OPTIONS:
            self.assertEqual(offered_by_bash(option, "", preexec=name_namespaces),
                             list(NAMESPACES))
            self.assertEqual(offered_by_bash(option, "b", preexec=name_namespaces),
                             ["blue", "blue-2"])
            self.assertEqual(offered_by_bash(option, "", preexec=hide_namespaces), [])

    def test_path_of_a_namespace(self):
        expected = {f"/proc/{name}" for name in os.listdir("/proc") if name.startswith("self")}
        self.assertEqual(set(offered_by_bash("-N", "/proc/self")), expected)


@unittest.skipIf(shutil.which("fish") is None, "fish is not installed")
class Fish(unittest.TestCase):
    def test_every_option_is_offered(self):
        offered = offered_by_fish("sockview --")
        long_names = [word for word in words("options") if word.startswith("--")]
        self.assertEqual(sorted(word.rstrip("=") for word in offered), sorted(long_names))

    def test_every_short_option_is_offered(self):
        offered = offered_by_fish("sockview -")
        short_names = [word for word in words("options") if not word.startswith("--")]
        self.assertLessEqual(set(short_names), set(offered))

    def test_every_word_of_every_argument_is_offered(self):
        for option, kind in ARGUMENTS:
            with self.subTest(option=option):
                self.assertEqual(sorted(offered_by_fish(f"sockview {option} ")),
                                 sorted(words(kind)))
                self.assertEqual(sorted(offered_by_fish(f"sockview {option}=")),
                                 sorted(f"{option}={word}" for word in words(kind)))

    def test_every_word_behind_a_short_option_is_offered(self):
        for option, kind in SHORT_ARGUMENTS:
            self.assertEqual(sorted(offered_by_fish(f"sockview {option} ")), sorted(words(kind)))

    def test_last_element_of_a_list_is_completed(self):
        self.assertEqual(offered_by_fish("sockview --state LISTEN,TI"), ["LISTEN,TIME_WAIT"])
        self.assertEqual(sorted(offered_by_fish("sockview -A tcp,unix_s")),
                         ["tcp,unix_seqpacket", "tcp,unix_stream"])

    def test_processes_have_namespaces(self):
        for line in ("sockview -N ", "sockview --net="):
            offered = offered_by_fish(line + str(os.getpid())[0])
            self.assertIn(str(os.getpid()), [word.rpartition("=")[2] for word in offered])

    @NEEDS_MOUNTS
    def test_namespaces_are_offered_as_they_are_now(self):
        for option in NAMESPACE_OPTIONS:
            line = f"sockview {option} "
            self.assertEqual(offered_by_fish(line, name_namespaces), list(NAMESPACES))
            self.assertEqual(offered_by_fish(line, hide_namespaces), [])


@unittest.skipIf(shutil.which("zsh") is None, "zsh is not installed")
class Zsh(unittest.TestCase):
    def offered(self, line, step=None):
        return zsh_terminal.offered(COMPLETIONS, line, step)

    @NEEDS_MOUNTS
    def test_namespaces_are_offered_as_they_are_now(self):
        for line in ("sockview -N ", "sockview --net="):
            self.assertLessEqual(set(NAMESPACES), self.offered(line, name_namespaces))
            self.assertFalse(set(NAMESPACES) & self.offered(line, hide_namespaces))

    def test_every_option_is_offered(self):
        offered = self.offered("sockview -")
        for word in words("options"):
            with self.subTest(word=word):
                self.assertIn(word, offered)

    def test_every_word_of_every_argument_is_offered(self):
        for option, kind in ARGUMENTS:
            self.assert_offered(f"sockview {option}=", kind)

    def test_every_word_behind_a_short_option_is_offered(self):
        for option, kind in SHORT_ARGUMENTS:
            self.assert_offered(f"sockview {option} ", kind)

    def test_last_element_of_a_list_is_completed(self):
        self.assertIn("+rtt_us", self.offered("sockview --columns=+rtt_u"))
        self.assertIn("-rtt_us", self.offered("sockview --columns uid,-rtt_u"))
        self.assertIn("TIME_WAIT", self.offered("sockview --state listening,TI"))
        self.assertIn("TIME_WAIT", self.offered("sockview --state=listening,time-w"))

    def test_processes_have_namespaces(self):
        self.assertIn(str(os.getpid()), self.offered(f"sockview -N {str(os.getpid())[0]}"))

    def assert_offered(self, line, kind):
        offered = self.offered(line)
        for word in words(kind):
            with self.subTest(line=line, word=word):
                self.assertIn(word, offered)


if __name__ == "__main__":
    support.main()
