# SPDX-License-Identifier: MIT
"""-h, --help and --version."""

import re

import support

SHORT = "tual46npeoHjhVOW"
LONG = ("tcp", "udp", "all", "listening", "ipv4", "ipv6", "numeric", "processes", "extended",
        "options", "no-header", "json", "ndjson", "format", "columns", "state", "source", "color",
        "list-columns", "usage", "help", "version", "oneline", "wide")
WIDTH = 80
LINES = 40


class Help(support.TestCase):
    def test_names_every_option(self):
        words = set(re.findall(r"(?<![\w-])--?[\w-]+", self.run_well("--help").out))
        self.assertEqual({f"-{letter}" for letter in SHORT} - words, set())
        self.assertEqual({f"--{name}" for name in LONG} - words, set())

    def test_every_option_in_it_is_understood(self):
        """An unknown option is the only reason for the words that one gets for --nonsense."""
        unknown = support.run("--nonsense").err.split("nonsense")
        for option in set(re.findall(r"(?<![\w-])--[\w-]+", self.run_well("--help").out)):
            error = support.run(option, "--color=none").err  # some would run for ever
            self.assertNotEqual(error.split(option[2:]), unknown, option)

    def test_width(self):
        for option in ("-h", "--help"):
            for line in self.run_well(option).out.splitlines():
                self.assertLessEqual(len(line), WIDTH, line)

    def test_the_short_page(self):
        """It fits on a screen, has examples, and says nothing that --help does not say."""
        short, long = self.run_well("-h").out, self.run_well("--help").out
        self.assertLessEqual(short.count("\n"), LINES)
        self.assertLess(short.count("\n"), long.count("\n") / 2)
        self.assertGreaterEqual(len(re.findall(r"^  sockview ", short, re.MULTILINE)), 5)
        entries = re.findall(r"^  (?:-\w, |    )--[\w-]+", short, re.MULTILINE)
        self.assertGreaterEqual(len(entries), 12)
        for entry in entries:
            self.assertIn(f"\n{entry}", long)

    def test_short_and_long(self):
        self.assertEqual(self.run_well("-h").out, self.run_well("--usage").out)
        self.assertEqual(self.run_well("-V").out, self.run_well("--version").out)

    def test_version(self):
        self.assertRegex(self.run_well("--version").out, r"\Asockview \d+\.\d+\S*\n")

    def test_help_ends_the_run(self):
        self.assertEqual(self.run_well("-tan", "--help").out, self.run_well("--help").out)


if __name__ == "__main__":
    support.main()
