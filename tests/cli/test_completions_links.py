# SPDX-License-Identifier: MIT
"""ss and netstat are completed as sockview tells where they are links to it. Where they are the
programs themselves, what the distribution has for them goes on."""

import os
import shutil
import tempfile
import unittest

import settings
import shell_terminal
import support

LINKS = ("ss", "netstat")
# What a distribution could have for ss: one word, which sockview does not know.
BASH_LOADED = """
complete -W '--distribution --other' ss
"""
BASH_LATER = """
sockview_test_load() {{ complete -W '--distribution --other' "$1"; return 124; }}
complete -D -F sockview_test_load
"""
BASH_LINKS = """
source {completions}/sockview
source {completions}/sockview_links.bash
"""
ZSH_LATER = """
fpath=({completions} {directory}/fpath $fpath)
mkdir {directory}/fpath
print -l '#compdef ss' 'compadd -- --distribution --other' > {directory}/fpath/_ss
"""
FISH_LINKS = """
set -p fish_complete_path {completions}
"""
FISH_LATER = """
mkdir {directory}/other
echo "complete -c ss -l distribution; complete -c ss -l other" > {directory}/other/ss.fish
set -p fish_complete_path {completions} {directory}/other
"""


class Links:
    """What holds for each shell. `with_links` reads what is installed with the links, and `before` is
    how the distribution completes ss."""

    name = None
    with_links = ""
    before = ()

    @classmethod
    def setUpClass(cls):
        if not shell_terminal.installed(cls.name):
            raise unittest.SkipTest(f"{cls.name} is not installed")
        super().setUpClass()

    def shell(self, setup=None, links=LINKS):
        return shell_terminal.Shell(self.name, links=links,
                                    setup=self.with_links if setup is None else setup)

    def assert_lines(self, shell, *pairs):
        for keys, line in pairs:
            with self.subTest(keys=keys):
                self.assertEqual(shell.line(f"{keys}\t").rstrip(" ,"), line)

    def test_a_link_has_the_words_of_its_program(self):
        with self.shell() as shell:
            self.assert_lines(shell, ("ss --no-h", "ss --no-header"), ("ss --js", "ss --js"),
                              ("ss -tA unix_st", "ss -tA unix_stream"), ("ss -f inet6", "ss -f inet6"),
                              ("ss -tan state fin-wait-1", "ss -tan state fin-wait-1"),
                              ("ss -tan state estab", "ss -tan state established"),
                              ("ss -tan spo", "ss -tan sport"), ("ss rtt_u", "ss rtt_u"),
                              ("netstat --prog", "netstat --programs"), ("netstat spo", "netstat spo"),
                              ("netstat -A uni", "netstat -A unix"),
                              ("netstat --rou", "netstat --rou"),
                              ("sockview --js", "sockview --json"))
            self.assertEqual(shell.words("ss -t --no-h\t"), ["-t", "--no-header"])

    def test_a_path_to_a_link_is_one_too(self):
        with self.shell() as shell:
            path = os.path.join(shell.directory, "bin", "ss")
            self.assert_lines(shell, (f"{path} --no-h", f"{path} --no-header"))

    def test_the_program_itself_is_completed_as_the_distribution_does(self):
        for setup in self.before:
            with self.shell(setup, links=()) as shell:
                self.assert_lines(shell, ("ss --distr", "ss --distribution"),
                                  ("ss --no-h", "ss --no-h"), ("ss --distr", "ss --distribution"),
                                  ("sockview --js", "sockview --json"))

    def test_the_link_is_completed_where_the_distribution_completes_the_program(self):
        for setup in self.before:
            with self.shell(setup) as shell:
                self.assert_lines(shell, ("ss --no-h", "ss --no-header"),
                                  ("ss --distr", "ss --distr"))

    def test_another_program_of_that_name_is_none_of_ours(self):
        """A link to something else, or a link that leads nowhere."""
        with self.shell(links=()) as shell:
            os.symlink("/bin/true", os.path.join(shell.directory, "bin", "ss"))
            os.symlink("nothing", os.path.join(shell.directory, "bin", "netstat"))
            for keys in ("ss --no-queu", "netstat --no-such", "nosuch --no-h"):
                text, line = shell.screen(f"{keys}\t")
                self.assertNotIn("error", text.lower())
                self.assertNotIn("not found", text)
                self.assertEqual(line.rstrip(" "), keys)


@unittest.skipUnless(shutil.which("ss"), "ss is not installed")
class Bash(Links, support.TestCase):
    name = "bash"
    with_links = BASH_LINKS
    before = (BASH_LOADED + BASH_LINKS, BASH_LATER + BASH_LINKS)

    def test_what_is_not_yet_read_is_read_from_where_it_is_installed(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "links")
            with open(os.path.join(settings.COMPLETIONS, "sockview_links.bash"),
                      encoding="utf-8") as file:
                text = file.read()
            line = next(line for line in text.splitlines() if "source " in line)
            installed = line.split('"')[1]
            self.assertTrue(installed.endswith("/bash-completion/completions/sockview"))
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace(installed, f"{settings.COMPLETIONS}/sockview"))
            with self.shell(f"source {path}\n") as shell:
                shell.press("unset -f _sockview_complete; echo GO''NE\r")
                shell.wait_for(lambda: "GONE" in shell.text(), "the shell's answer")
                self.assert_lines(shell, ("ss --no-h", "ss --no-header"))


class Zsh(Links, support.TestCase):
    name = "zsh"
    before = (ZSH_LATER,)


class Fish(Links, support.TestCase):
    name = "fish"
    with_links = FISH_LINKS
    before = (FISH_LATER,)


if __name__ == "__main__":
    support.main()
