# SPDX-License-Identifier: MIT
"""A pager: on a terminal alone, and only for an answer that does not fit the screen."""

import os
import shutil
import signal
import socket
import tempfile
import unittest

import support

import interactive
import terminal

MANY = 30


class Pager(support.TestCase):
    """The pager of most tests says that it ran and with which environment, and shows its input. With
    -W the table is that of a pipe, so that it is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(MANY)]
        for listener in cls.listeners:
            cls.addClassCleanup(listener.close)
        cls.plain = cls().run_well("-tan").out

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = os.path.join(folder.name, "log")
        self.pager = f"echo LESS=$LESS LV=$LV SECURE=$LESSSECURE >> {self.log}; cat"

    def calls(self):
        """How the pager was called: a line each time."""
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="ascii") as file:
            return file.read().splitlines()

    def environment(self, **changes):
        names = ("LESS", "LV", "SUDO_UID", "LESSSECURE", "PAGER")
        return support.environment(**{"SOCKVIEW_PAGER": self.pager, **dict.fromkeys(names), **changes})

    def show(self, *arguments, rows=24, columns=80, env=None, stderr=None, **changes):
        """What the terminal received, after the program ended well."""
        with interactive.Sockview(*arguments, rows=rows, columns=columns, stderr=stderr,
                                  env=env or self.environment(**changes)) as sockview:
            self.assertEqual(sockview.end(), 0)
            return sockview.received.decode().replace("\r\n", "\n")

    def test_what_does_not_fit_is_paged(self):
        self.assertEqual(self.show("-tanW", "--color=never"), self.plain)
        self.assertEqual(self.calls(), ["LESS=RSX LV=-c SECURE="])

    def test_what_fits_is_printed(self):
        """A row is left for the prompt."""
        lines = len(self.plain.splitlines())
        self.assertEqual(self.show("-tanW", "--color=never", rows=lines + 1), self.plain)
        self.assertEqual(self.calls(), [])
        self.show("-tanW", "--color=never", rows=lines)
        self.assertEqual(len(self.calls()), 1)

    def test_folded_lines_count(self):
        lines = len(self.plain.splitlines())
        self.assertEqual(self.show("-tanW", "--color=never", rows=lines + 1, columns=40), self.plain)
        self.assertEqual(len(self.calls()), 1)

    def test_colours_take_no_place(self):
        lines = len(self.plain.splitlines())
        width = max(map(len, self.plain.splitlines()))
        output = self.show("-tanW", rows=lines + 1, columns=width)
        self.assertEqual(self.calls(), [])
        self.assertIn("\x1b[", output)

    def test_colours_reach_the_pager(self):
        self.assertIn("\x1b[", self.show("-tan"))
        self.assertEqual(len(self.calls()), 1)

    def test_option_and_variables(self):
        cases = [
            (("--no-pager",), {}, 0),
            ((), {"SOCKVIEW_PAGER": ""}, 0),
            ((), {"SOCKVIEW_PAGER": "cat"}, 0),
            ((), {"SOCKVIEW_PAGER": "", "PAGER": self.pager}, 0),
            ((), {"SOCKVIEW_PAGER": None, "PAGER": self.pager}, 1),
            ((), {"SOCKVIEW_PAGER": None, "PAGER": ""}, 0),
            ((), {"PAGER": "false"}, 1),
            ((), {"TERM": "dumb"}, 0),
            ((), {"TERM": None}, 0),
        ]
        for options, changes, count in cases:
            with self.subTest(options=options, changes=changes):
                before = len(self.calls())
                self.assertEqual(self.show("-tanW", "--color=never", *options, **changes), self.plain)
                self.assertEqual(len(self.calls()) - before, count)

    def test_environment_of_the_user_wins(self):
        self.show("-tan", LESS="M", LV="-x")
        self.show("-tan", SUDO_UID="1000")
        self.assertEqual(self.calls(), ["LESS=M LV=-x SECURE=", "LESS=RSX LV=-c SECURE=1"])

    def test_other_answers(self):
        """All that is one answer, and the help."""
        for options in (("-j", "-tan", "--columns=local,peer,state"), ("--help",),
                        ("--list-columns",), ("-tan", "--ndjson")):
            with self.subTest(options=options):
                before = len(self.calls())
                output = self.show(*options, rows=5, columns=20)
                self.assertEqual(len(self.calls()) - before, 1)
                self.assertEqual(output.count("\n"), self.run_well(*options).out.count("\n"))

    def test_never_for_what_goes_on_or_asks(self):
        for options in (("--rounds=1", "-tanW", "--color=never"),
                        ("-K", "--dry-run", "-tan", "sport", ">", ":0"),
                        ("-K", "--yes", "-tan", "sport", "=", ":1")):
            with self.subTest(options=options):
                with interactive.Sockview(*options, rows=4, env=self.environment()) as sockview:
                    sockview.end()
                self.assertEqual(self.calls(), [])

    def test_never_for_events(self):
        with interactive.Sockview("-E", "-t", rows=2, env=self.environment()) as sockview:
            sockview.wait_for(lambda self: b"Netid" in self.received, "the header")
            sockview.process.send_signal(signal.SIGINT)
            self.assertEqual(sockview.end(), 0)
        self.assertEqual(self.calls(), [])

    def test_never_in_a_pipe_or_a_file(self):
        self.assertEqual(self.run_well("-tan", env=self.environment()).out, self.plain)
        self.assertEqual(self.calls(), [])

    def test_a_pager_that_cannot_run(self):
        """All output comes all the same, much and little of it."""
        for command in ("/nonexistent/pager --less", "/etc/passwd"):
            for options in (("-tanW", "--color=never"), ("-tanW", "--color=never", "-iemo")):
                with self.subTest(command=command, options=options):
                    output = self.show(*options, SOCKVIEW_PAGER=command)
                    self.assertEqual(output.count("LISTEN"), MANY)
                    self.assertTrue(output.endswith("\n"))

    def test_leaving_early_is_no_error(self):
        """Also when there is more than a pipe holds."""
        for options in (("-tan",), ("--list-columns",), ("--help",)):
            with self.subTest(options=options):
                self.assertEqual(self.show(*options, SOCKVIEW_PAGER="head -n 1").count("\n"), 1)

    def test_leaving_early_when_much_is_left(self):
        words = ["-tan", "--ndjson", "-eimo"]
        env = self.environment(SOCKVIEW_PAGER="head -n 1")
        for _ in range(5):
            with interactive.Sockview(*words, env=env) as sockview:
                self.assertEqual(sockview.end(), 0)
                self.assertEqual(sockview.received.count(b"\n"), 1)

    def test_notes_come_after_the_pager(self):
        """They would be drawn over."""
        result_of = ("-A", "tcp,sctp", "-an", "--source=proc", "--color=never")
        with interactive.Sockview(*result_of, env=self.environment(
                SOCKVIEW_PAGER="cat; sleep 0.3; echo THE END")) as sockview:
            self.assertEqual(sockview.end(), 3)
            text = sockview.received.decode()
        self.assertLess(text.index("THE END"), text.index("sockview: "))

    def test_interrupt_is_for_the_pager(self):
        with interactive.Sockview("-tan", env=self.environment(
                SOCKVIEW_PAGER="trap 'echo caught' INT; cat; echo ready; read key < /dev/tty; "
                               "read key < /dev/tty; echo over")) as sockview:
            sockview.wait_for_text("ready")
            sockview.press("\x03")
            sockview.wait_for_text("caught")
            self.assertIsNone(sockview.process.poll())
            sockview.press("\n\n")
            sockview.wait_for_text("over")
            self.assertEqual(sockview.end(), 0)

    def test_not_with_more_rights_than_the_caller_has(self):
        if support.SANITIZED:
            self.skipTest("a sanitizer refuses to run with more rights")
        if os.geteuid() != 0:
            self.skipTest("only root can make a program that runs as another user")
        copy = os.path.join(os.path.dirname(self.log), "sockview")
        shutil.copy(support.SOCKVIEW, copy)
        os.chmod(os.path.dirname(copy), 0o755)
        os.chown(copy, 1, 1)
        os.chmod(copy, 0o6755)
        with interactive.Interactive(copy, "--help", env=self.environment()) as sockview:
            status = sockview.end()
        self.assertEqual((status, self.calls()), (0, []))

    def test_terminal_helper_has_no_pager(self):
        """What other tests use."""
        output, result = terminal.output_of("--help")
        self.assertEqual(result.status, 0)
        self.assertIn(b"Usage", output)


@unittest.skipUnless(shutil.which("less"), "less is not installed")
class Less(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for _ in range(MANY):
            cls.addClassCleanup(socket.create_server(("127.0.0.1", 0)).close)

    def less(self, *arguments, **options):
        changes = dict.fromkeys(("SOCKVIEW_PAGER", "PAGER", "LESS", "LESSOPEN", "LESSKEY"))
        return interactive.Sockview(*arguments, env=support.environment(**changes), **options)

    def test_page_by_page(self):
        with self.less("-tan") as sockview:
            sockview.wait_for_text(":")
            sockview.wait_for(lambda self: "LISTEN" in self.screen.text, "a row")
            self.assertIn("Netid", sockview.screen.lines[0])
            self.assertNotIn("\\x1b", sockview.screen.text)
            sockview.press("q")
            self.assertEqual(sockview.end(), 0)
            self.assertTrue(sockview.screen.is_plain, sockview.screen.text)
            self.assertIn("LISTEN", sockview.screen.text)

    def test_help(self):
        with self.less("--help") as sockview:
            sockview.wait_for_text("Usage")
            sockview.press("q")
            self.assertEqual(sockview.end(), 0)

    def test_ends_of_long_lines_are_not_lost(self):
        """Folded they would not fit, cut they do: less must not end by itself."""
        with self.less("-tanW", "--color=never", columns=40, rows=MANY + 5) as sockview:
            sockview.wait_for(lambda self: self.received.count(b"LISTEN") == MANY, "the rows")
            sockview.press("q")
            self.assertEqual(sockview.end(), 0)


if __name__ == "__main__":
    support.main()
