# SPDX-License-Identifier: MIT
"""Every option, and every word that is an argument of one, is offered by every shell's
completion."""

import os
import shutil
import subprocess
import unittest

import support
import zsh_terminal

COMPLETIONS = os.environ["COMPLETIONS"]
GENERATE = os.environ["GENERATE"]
SHELL_SECONDS = 30
ARGUMENTS = (("--state", "states"), ("--columns", "columns"), ("--format", "formats"),
             ("--source", "sources"), ("--color", "colours"), ("--query", "kinds"),
             ("--socket", "kinds"), ("--family", "families"), ("--protocol", "families"))
SHORT_ARGUMENTS = (("-A", "kinds"), ("-f", "families"))

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
                          timeout=SHELL_SECONDS)
    return done.stdout.split()


def run_shell(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=SHELL_SECONDS,
                          stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{command[0]}: {done.returncode}: {done.stderr}")
    return done.stdout.split("\n")


def offered_by_bash(*line):
    answer = run_shell(["bash", "--norc", "-c", BASH, "bash",
                        os.path.join(COMPLETIONS, "sockview"), "sockview", *line])
    return [word for word in answer if word]


def offered_by_fish(line):
    answer = run_shell(["fish", "--no-config", "-c", FISH,
                        os.path.join(COMPLETIONS, "sockview.fish"), line])
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


@unittest.skipIf(shutil.which("zsh") is None, "zsh is not installed")
class Zsh(unittest.TestCase):
    def offered(self, line):
        return zsh_terminal.offered(COMPLETIONS, line)

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

    def assert_offered(self, line, kind):
        offered = self.offered(line)
        for word in words(kind):
            with self.subTest(line=line, word=word):
                self.assertIn(word, offered)


if __name__ == "__main__":
    support.main()
