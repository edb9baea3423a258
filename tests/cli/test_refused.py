# SPDX-License-Identifier: MIT
"""What netstat and newer ss do and sockview does not, or calls otherwise: one line that names the
tool that does, or the option."""

import re
import shutil
import subprocess

import support

import limits
import settings

REFUSED = (
    ("--route", "ip(8)"), ("--fib", "ip(8)"), ("--cache", "ip(8)"), ("-C", "ip(8)"),
    ("-g", "ip(8)"), ("--groups", "ip(8)"), ("--interfaces", "ip(8)"),
    ("--symbolic", "ip(8)"), ("--diag", "ss(8)"), ("-D", "ss(8)"), ("--ax25", "netstat(8)"),
    ("--statistics", "nstat(8)"), ("--masquerade", "conntrack(8)"),
    ("--bpf-maps", "bpftool(8)"), ("--bpf-map-id=7", "bpftool(8)"),
    ("--appletalk", "netstat(8)"), ("--ddp", "netstat(8)"), ("--rose", "netstat(8)"),
    ("--bluetooth", "netstat(8)"), ("--ash", "the kernel has no"), ("--econet", "the kernel has no"),
    ("--ip", "-4"), ("--tcpip", "-4"), ("--no-queues", "--columns -recv_q,-send_q"),
    ("-Q", "--columns -recv_q,-send_q"), ("--bound-inactive", "--state CLOSE"),
    ("-B", "--state CLOSE"),
)


def words_of(tool):
    """The long options in a tool's own help."""
    done = subprocess.run([tool, "--help"], capture_output=True, text=True,
                          timeout=limits.seconds(), check=False)
    return set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", done.stdout + done.stderr))


class Refused(support.TestCase):
    def test_every_word_of_the_peers_has_an_answer(self):
        for tool in ("ss", "netstat"):
            if shutil.which(tool) is None:
                continue
            words = words_of(tool)
            self.assertGreater(len(words), 10)
            for word in sorted(words):
                with self.subTest(tool=tool, word=word):
                    # Some would run for ever.
                    error = support.run(word, "--color=none").err
                    self.assertNotRegex(error, "unknown|ambiguous")

    def test_one_line_names_what_does_it(self):
        for option, instead in REFUSED:
            for arguments in ((option,), ("-tan", option), (option, "-j")):
                with self.subTest(arguments=arguments):
                    result = support.run(*arguments)
                    self.assertEqual((result.status, result.out), (2, ""))
                    self.assertEqual(len(self.assert_error_lines(result)), 1)
                    self.assertIn(instead, result.err)
                    self.assertNotIn("unknown", result.err)

    def test_the_manual_names_each(self):
        with open(settings.MANUAL, encoding="utf-8") as file:
            text = file.read().replace("\\-", "-")
        for option, _ in REFUSED:
            with self.subTest(option=option):
                word = option.partition("=")[0]
                self.assertRegex(text, rf"(?m)(?<![\w-]){word}(?![\w-])")

    def test_what_is_named_instead_works(self):
        header = self.run_well("-tan", "--columns", "-recv_q,-send_q").out.split("\n")[0]
        self.assertNotRegex(header, "Recv-Q|Send-Q")
        self.run_well("-t", "--state", "CLOSE")

    def test_in_a_bundle(self):
        result = support.run("-tang")
        self.assertEqual((result.status, result.out), (2, ""))
        self.assertIn("'-g' (--groups)", result.err)

    def test_letters_of_ss_are_not_refused(self):
        for option in ("-i", "-s", "-r"):
            self.run_well(option)

    def test_short_forms_of_other_options_stay(self):
        self.run_well("-t", "--stat=listen")


if __name__ == "__main__":
    support.main()
