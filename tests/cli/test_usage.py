# SPDX-License-Identifier: MIT
"""Bad input: one line that names what was wrong, a pointer to --help, status 2, no output."""

import os

import support

USAGE = 2
# Arguments, and a word that the message must contain.
BAD = (
    (("-J",), "J"), (("-tuJ",), "J"), (("-?",), "?"), (("-",), "-"),
    (("--nonsense",), "nonsense"), (("--nonsense=1",), "nonsense"), (("---",), "-"),
    (("--tcp=yes",), "tcp"), (("--json=1",), "json"), (("--no-header=",), "no-header"),
    (("stray",), "stray"), (("-tan", "stray"), "stray"), (("-tan", "two", "words"), "two"),
    (("--", "-tan"), "-tan"), (("",), ""), (("-tan", ""), ""),
    (("--columns",), "columns"), (("--columns", ""), "columns"), (("--columns=",), "columns"),
    (("--columns", "nonsense"), "nonsense"), (("--columns", "netid,nonsense"), "nonsense"),
    (("--columns", "+nonsense"), "nonsense"), (("--columns=-nonsense",), "nonsense"),
    (("--columns", "netid,,state"), "columns"), (("--columns", ","), "columns"),
    (("--columns", "+"), "columns"), (("--columns", "NETID "), "NETID"),
    (("--source",), "source"), (("--source", ""), "source"), (("--source=sysfs",), "sysfs"),
    (("--source=netlinks",), "netlinks"), (("--source=net",), "net"),
    (("--state",), "state"), (("--state", ""), "state"), (("--state=OPEN",), "OPEN"),
    (("--state=LISTEN,OPEN",), "OPEN"), (("--state", "LISTEN,"), "state"),
    (("--state=LIST",), "LIST"), (("--state=10",), "10"),
    (("--color=blue",), "blue"), (("--color=",), "color"),
    (("--format",), "format"), (("--format=xml",), "xml"), (("--format=",), "format"),
    (("--json", "--ndjson"), "json"), (("--ndjson", "-j"), "json"),
    (("--json", "--format=ndjson"), "json"),
)


class Usage(support.TestCase):
    def assert_usage_error(self, arguments, word):
        result = support.run(*arguments)
        self.assertEqual((result.status, result.out), (USAGE, ""), result.err)
        self.assert_line_count(result)
        self.assertTrue(result.err.startswith("sockview: "), result.err)
        self.assertTrue("--help" in result.err or result.err.count("\n") == 3, result.err)
        self.assertIn(word, result.err)

    def assert_line_count(self, result):
        """One line, and for an expression the two that show the place."""
        lines = 3 if result.err.startswith("sockview: filter: ") else 1
        self.assertEqual(result.err.count("\n"), lines, result.err)

    def test_bad_input(self):
        for arguments, word in BAD:
            with self.subTest(arguments=arguments):
                self.assert_usage_error(arguments, word)

    def test_first_words_do_not_depend_on_the_name_of_the_program(self):
        """The caller chooses argv[0], and can even pass an empty list."""
        result = support.run("-c", 'exec -a "$(printf "\\033[31mevil")" "$0" --nonsense',
                             support.SOCKVIEW, sockview="/bin/bash") \
            if os.access("/bin/bash", os.X_OK) else self.skipTest("needs exec -a of bash")
        self.assertEqual(result.status, USAGE)
        self.assertTrue(result.err.startswith("sockview: "), result.err)

    def test_message_is_escaped(self):
        for arguments in (("--\x1b[31mred",), ("\x1b]0;title\x07",), ("--state=\x1b[2J",),
                          ("--columns=a\nb",), ("--source=x\r",), ("-\x07",),
                          ("--color=\u202e",), ("--format=\udcff\udcfe",), ("two\nlines",)):
            with self.subTest(arguments=arguments):
                result = support.run(*arguments)
                self.assertEqual((result.status, result.out), (USAGE, ""))
                self.assert_line_count(result)
                self.assertTrue(result.err.replace("\n", "").isprintable(), result.err)

    def test_very_long_argument(self):
        result = support.run("--state=" + "x" * 100000)
        self.assertEqual((result.status, result.out), (USAGE, ""))
        self.assertEqual(result.err.count("\n"), 1)

    def test_locale_does_not_matter(self):
        for locale in ("C", "xx_XX.nonsense"):
            result = support.run("--nonsense", env=support.environment(LC_ALL=locale))
            self.assertEqual((result.status, result.err), (USAGE, support.run("--nonsense").err))

    def test_posixly_correct(self):
        result = support.run("-t", "-n", "stray",
                             env=support.environment(POSIXLY_CORRECT="1"))
        self.assertEqual(result.status, USAGE)

    def test_usage_error_before_anything_is_asked(self):
        """A mistake after --json must not leave half a document."""
        result = support.run("-tan", "--json", "--columns=nonsense")
        self.assertEqual((result.status, result.out), (USAGE, ""))

    def test_help_wins_nothing_over_bad_input(self):
        self.assertEqual(support.run("--nonsense", "--help").status, USAGE)

    def test_empty_answer_is_no_error(self):
        self.assertEqual(self.run_well("-tanH").out, "")
        self.assertEqual(self.run_well("--ndjson").out, "")
        self.assertEqual(self.sockets("-tuanp"), [])
        self.assertEqual(self.table("-tuanp"), [])


if __name__ == "__main__":
    support.main()
