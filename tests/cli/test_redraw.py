# SPDX-License-Identifier: MIT
"""-c on a terminal: answers in the same place, with signs for changes, and nothing left on the
screen at the end."""

import os
import re
import shutil
import signal
import socket
import tempfile
import unittest

import support

import holder
import interactive
import limits
import rows

FAST = "--continuous=0.05"
BEFORE = b"$ sockview\r\n"


class Redraw(support.TestCase):
    def setUp(self):
        self.listener = self.listen()

    def listen(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        return listener

    def place(self, sock):
        return "127.0.0.1:%d" % sock.getsockname()[1]

    def draw(self, *arguments, **options):
        options.setdefault("before", BEFORE)
        return interactive.Sockview("-tan", *arguments, **options)

    def sign_of(self, sockview, place):
        """The sign before the row with that local address; None without such a row."""
        for line in sockview.screen.lines:
            words = line[2:].split()
            if len(words) > 4 and words[4] == place:
                return line[0]
        return None

    def wait_for_sign(self, sockview, place, sign):
        sockview.wait_for(lambda self_: self.sign_of(sockview, place) == sign,
                          f"{sign!r} before {place}")

    def assert_left_well(self, sockview):
        """As it was found, with the last answer below what was there before."""
        self.assertTrue(sockview.screen.is_plain)
        self.assertEqual(sockview.screen.unknown, [])
        lines = sockview.screen.text.splitlines()
        self.assertEqual(lines[0], "$ sockview")
        self.assertRegex(lines[1], "^(\\^C)?Time: ")
        self.assertEqual(lines[2].split(), rows.HEADER.split())

    def test_answers_replace_each_other(self):
        with self.draw(FAST) as sockview:
            sockview.wait_for(lambda self: self.received.count(b"Time: ") > 3, "rounds")
            self.assertEqual(sockview.screen.text.count("Time: "), 1)
            self.assertIsNotNone(sockview.screen.alternate)
            self.assertFalse(sockview.screen.cursor_is_visible)
            self.assertIn(self.place(self.listener), sockview.screen.text)
            self.assertNotIn("$ sockview", sockview.screen.text)
            sockview.process.send_signal(signal.SIGINT)
            self.assertEqual(sockview.end(), 0)
            self.assert_left_well(sockview)
            self.assertEqual(sockview.screen.text.count("LISTEN"), 1)

    def test_no_blank_screen_between_answers(self):
        """Only what is there is overwritten: nothing erases a row before its new text came."""
        with self.draw(FAST) as sockview:
            sockview.wait_for(lambda self: self.received.count(b"Time: ") > 3, "rounds")
            frames = sockview.received.split(b"\x1b[H")[2:]
            for frame in frames:
                self.assertNotIn(b"\x1b[2J", frame)
                self.assertTrue(frame.startswith(b"Time: "), frame[:40])

    def test_count_ends_it_well(self):
        with self.draw("--rounds=2", FAST) as sockview:
            self.assertEqual(sockview.end(), 0)
            self.assert_left_well(sockview)

    def test_signals_end_it_well(self):
        for end in ("\x03", signal.SIGTERM, signal.SIGINT):
            with self.subTest(end=end), self.draw("--continuous=3600") as sockview:
                sockview.wait_for_text("LISTEN")
                if end == "\x03":
                    sockview.press(end)
                else:
                    sockview.process.send_signal(end)
                self.assertEqual(sockview.end(), 0)
                self.assert_left_well(sockview)

    def test_signals_that_end_it_at_once(self):
        for number in (signal.SIGQUIT, signal.SIGHUP):
            with self.subTest(number=number), self.draw("--continuous=3600") as sockview:
                sockview.wait_for_text("LISTEN")
                sockview.process.send_signal(number)
                self.assertEqual(sockview.end(), -number)
                self.assertTrue(sockview.screen.is_plain)

    def test_termios_is_never_touched(self):
        with self.draw(FAST) as sockview:
            sockview.wait_for_text("LISTEN")
            self.assertEqual(sockview.termios_now(), sockview.termios)
            sockview.press("\x03")
            self.assertEqual(sockview.end(), 0)

    def test_terminal_without_another_screen(self):
        """What was there is moved out of the way, and one copy of the answer stays."""
        with self.draw(FAST, "--rounds=3", has_alternate=False) as sockview:
            self.assertEqual(sockview.end(), 0)
            self.assertIn("$ sockview", "\n".join(sockview.screen.history))
            self.assertEqual(sockview.screen.text.count("Time: "), 1)
            self.assertTrue(sockview.screen.is_plain)

    def test_signs(self):
        with self.draw(FAST) as sockview:
            sockview.wait_for_text(self.place(self.listener))
            self.assertEqual(self.sign_of(sockview, self.place(self.listener)), " ")
            with self.listen() as second:
                place = self.place(second)
                self.wait_for_sign(sockview, place, "+")
                self.assertEqual(sockview.screen.style_of("+ tcp"), "32")
                self.wait_for_sign(sockview, place, " ")
                client = socket.create_connection(second.getsockname())
                self.addCleanup(client.close)
                self.wait_for_sign(sockview, place, "~")
                self.wait_for_sign(sockview, self.place(client), "+")
                self.wait_for_sign(sockview, self.place(client), " ")
            self.wait_for_sign(sockview, place, "-")
            self.wait_for_sign(sockview, place, None)

    def row_that_is_gone(self, sockview):
        """The row, and the process that held its socket."""
        with holder.Holder(lambda: socket.create_server(("127.0.0.1", 0))) as process:
            place = "127.0.0.1:" + re.search(r"1', (\d+)", process.answer).group(1)
            self.wait_for_sign(sockview, place, " ")
        self.wait_for_sign(sockview, place, "-")
        return next(line for line in sockview.screen.lines if place in line), process

    def test_a_row_that_is_gone_keeps_its_process(self):
        """Not when the process ends while an answer has its socket and looks for its owner."""
        for options in (("-p",), ("-p", "-W"), ("-p", "--owners=proc")):
            with self.subTest(options=options), self.draw(FAST, *options) as sockview:
                rows = (self.row_that_is_gone(sockview) for _ in range(10))
                self.assertTrue(any(f"({process.pid})" in row for row, process in rows))

    def test_signs_with_one_line_a_socket(self):
        with self.draw(FAST, "-W") as sockview:
            sockview.wait_for_text(self.place(self.listener))
            with self.listen() as second:
                place = self.place(second)
                self.wait_for_sign(sockview, place, "+")
            self.wait_for_sign(sockview, place, "-")

    def test_a_filter_by_change_leaves_the_other_rows_out(self):
        with self.draw(FAST, "-p", "change != same") as sockview:
            sockview.wait_for_text(self.place(self.listener))
            self.wait_for_sign(sockview, self.place(self.listener), None)
            with self.listen() as second:
                place = self.place(second)
                self.wait_for_sign(sockview, place, "+")
                self.wait_for_sign(sockview, place, None)
            self.wait_for_sign(sockview, place, "-")
            self.wait_for_sign(sockview, place, None)

    def test_a_new_width_lays_out_anew(self):
        with self.draw(FAST, "-p") as sockview:
            sockview.wait_for_text("LISTEN")
            sockview.resize(24, 50)
            sockview.wait_for(lambda self: "Peer" not in self.screen.lines[1],
                              "a narrow header")

    def test_the_first_answer_has_no_signs(self):
        with self.draw("--continuous=3600", "--color=never") as sockview:
            sockview.wait_for_text("LISTEN")
            self.assertEqual(self.sign_of(sockview, self.place(self.listener)), " ")

    def test_what_fits_and_how_many_more(self):
        for _ in range(20):
            self.listen()
        with self.draw("--continuous=3600", rows=10) as sockview:
            sockview.wait_for_text("more sockets")
            lines = sockview.screen.lines
            self.assertEqual(sum("LISTEN" in line for line in lines), 7)
            self.assertEqual(lines[-1], "14 more sockets")
            sockview.resize(30, 80)
            sockview.wait_for(lambda self: self.screen.text.count("LISTEN") == 21, "all rows")
            self.assertNotIn("more", sockview.screen.text)
            sockview.resize(5, 80)
            sockview.wait_for_text("19 more sockets")
            sockview.press("\x03")
            self.assertEqual(sockview.end(), 0)
            self.assertTrue(sockview.screen.is_plain)

    def test_sockets_are_counted_where_each_has_several_lines(self):
        """Each is whole or left out, also below the screen of its own."""
        for _ in range(5):
            self.listen()
        for columns, options in ((60, ("-iemo",)), (60, ("-iemo", "-W"))):
            with self.subTest(options=options), \
                    self.draw("--continuous=3600", *options, rows=14, columns=columns) as sockview:
                sockview.wait_for_text(" more socket")
                lines = sockview.screen.text.splitlines()
                shown = sum("LISTEN" in line for line in lines)
                self.assertIn(shown, (1, 2, 3, 4))
                self.assertEqual(lines[-1], f"{6 - shown} more sockets")
                self.assertEqual(sum("cgroup:" in line for line in lines), shown)
                sockview.press("\x03")
                self.assertEqual(sockview.end(), 0)
                self.assertNotIn(b"\x1e", sockview.received)

    def test_lines_of_totals_are_counted(self):
        with interactive.Sockview("-s", "--continuous=3600", rows=5, before=BEFORE) as sockview:
            sockview.wait_for_text(" more lines")

    def test_exactly_what_fits(self):
        for _ in range(4):
            self.listen()
        with self.draw("--continuous=3600", rows=7) as sockview:
            sockview.wait_for(lambda self: self.screen.text.count("LISTEN") == 5, "all rows")
            self.assertTrue(sockview.screen.lines[0].startswith("Time: "))

    def test_long_lines_are_folded_not_cut(self):
        plain = self.run_well("-tan", "--columns=local,peer,state,cookie", "-H").out.split()
        for columns in (30, 41, 200):
            with self.subTest(columns=columns), \
                    self.draw("--continuous=3600", "--columns=local,peer,state,cookie", "-H",
                              columns=columns) as sockview:
                sockview.wait_for(lambda self, cookie=plain[-1]: cookie in
                                  "".join(self.screen.lines), "the end of the row")

    def test_a_row_of_exactly_the_width_keeps_its_last_character(self):
        row = self.run_well("-tanH").out.splitlines()[0]
        with self.draw("--continuous=3600", "-H", columns=len(row) + 2) as sockview:
            sockview.wait_for_text(row)

    def test_notes_are_below_and_stay(self):
        with interactive.Sockview("-A", "tcp,sctp", "-an", "--source=proc", FAST,
                                  before=BEFORE) as sockview:
            sockview.wait_for_text("sockview: ")
            self.assertTrue(sockview.screen.lines[3].startswith("sockview: "), sockview.screen.text)
            sockview.wait_for(lambda self: self.received.count(b"Time: ") > 3, "rounds")
            sockview.press("\x03")
            self.assertEqual(sockview.end(), 3)
            self.assert_left_well(sockview)
            self.assertEqual(sockview.screen.text.count("sockview: "), 1)

    def test_summary(self):
        with interactive.Sockview("-s", FAST, before=BEFORE) as sockview:
            sockview.wait_for(lambda self: self.received.count(b"Time: ") > 2, "rounds")
            self.assertEqual(sockview.screen.text.count("Time: "), 1)
            sockview.press("\x03")
            self.assertEqual(sockview.end(), 0)
            self.assertTrue(sockview.screen.is_plain)

    def test_terminals_that_cannot(self):
        for name in ("dumb", None):
            with self.subTest(name=name), \
                    self.draw("--rounds=2", FAST, env=support.environment(TERM=name)) as sockview:
                self.assertEqual(sockview.end(), 0)
                self.assertNotIn(b"\x1b", sockview.received)
                self.assertEqual(sockview.received.count(b"Time: "), 2)

    def test_formats_for_programs_are_as_in_a_pipe(self):
        for option in ("-j", "--ndjson"):
            with self.draw("--rounds=2", FAST, option) as sockview:
                self.assertEqual(sockview.end(), 0)
                self.assertNotIn(b"\x1b", sockview.received)

    def test_pipes_have_no_signs(self):
        out = self.run_well("-tanH", FAST, "--rounds=3").out
        for line in out.splitlines():
            self.assertRegex(line, "^(Time: |tcp )")


@unittest.skipUnless(shutil.which("bash"), "bash is not installed")
class JobControl(support.TestCase):
    """At the prompt of a shell."""

    PROMPT = "ready> "

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        env = support.environment(PS1=self.PROMPT, HISTFILE=None, HOME=folder.name)
        self.shell = interactive.Interactive("bash", "--norc", "--noediting", "-i", env=env)
        self.addCleanup(self.shell.__exit__, None, None, None)
        self.wait_for_prompt()
        self.commands = 0
        self.log = os.path.join(folder.name, "stty")
        self.stty = self.read_stty()

    def wait_for_prompt(self):
        self.shell.wait_for(lambda shell: shell.screen.text.endswith(self.PROMPT.strip())
                            and shell.screen.is_plain, "the prompt")

    def command(self, text):
        self.commands += 1
        self.shell.press(f"{text}; echo end-$(({self.commands}+1000))\n")
        self.shell.wait_for_text(f"end-{self.commands + 1000}")
        self.wait_for_prompt()

    def read_stty(self):
        self.command(f"stty -g > {self.log}")
        with open(self.log, encoding="ascii") as file:
            return file.read()

    def start(self, *arguments):
        self.shell.press(f"{support.SOCKVIEW} -tan {' '.join(arguments)}\n")
        self.wait_for_frame()

    def wait_for_frame(self):
        self.shell.wait_for(lambda shell: shell.screen.alternate is not None
                            and "LISTEN" in shell.screen.text, "a frame")

    def assert_as_before(self):
        self.assertEqual(self.read_stty(), self.stty)
        self.assertTrue(self.shell.screen.is_plain)

    def test_stop_and_continue(self):
        for pause in ("--continuous=3600", FAST):
            with self.subTest(pause=pause):
                self.start(pause)
                self.shell.press("\x1a")
                self.wait_for_prompt()
                self.assertIn("Stopped", self.shell.screen.text)
                self.assertNotIn("LISTEN", self.shell.screen.text)
                self.assert_as_before()
                self.shell.press("fg\n")
                self.wait_for_frame()
                self.assertEqual(self.shell.screen.text.count("Time: "), 1)
                self.shell.press("\x03")
                self.wait_for_prompt()
                self.assertIn("LISTEN", self.shell.screen.text)
                self.assert_as_before()
                self.command("printf '\\033[H\\033[J'; echo cleared")

    def test_in_the_background_nothing_is_drawn(self):
        self.start(FAST)
        self.shell.press("\x1a")
        self.wait_for_prompt()
        self.command("bg")
        before = len(self.shell.received)
        self.command("sleep 0.3")
        self.assertNotIn(b"LISTEN", self.shell.received[before:])
        self.shell.press("fg\n")
        self.wait_for_frame()
        self.shell.press("\x03")
        self.wait_for_prompt()
        self.assert_as_before()

    def test_a_kill_from_elsewhere(self):
        for name in ("TERM", "INT", "HUP", "QUIT"):
            with self.subTest(name=name):
                self.start(FAST)
                os.kill(self.child(), getattr(signal, "SIG" + name))
                self.wait_for_prompt()
                self.assert_as_before()
                self.command("printf '\\033[H\\033[J'; echo cleared")

    def child(self):
        with open(f"/proc/{self.shell.process.pid}/task/{self.shell.process.pid}/children",
                  encoding="ascii") as file:
            return int(re.findall(r"\d+", file.read())[-1])


if __name__ == "__main__":
    support.main()
