# SPDX-License-Identifier: MIT
"""Colours: on a terminal or when forced, on the state alone, and nowhere else."""

import re

import support

import rows
import terminal
import zoo_tcp

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
PAINTED = re.compile(r"(\x1b\[[0-9;]*[1-9][0-9;]*m)([A-Z_0-9]+)(\x1b\[0?m)")


class Colour(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        zoo = zoo_tcp.TcpZoo()
        cls.addClassCleanup(zoo.close)
        for add in (zoo.listen, zoo.established, zoo.fin_wait2, zoo.time_wait, zoo.syn_recv):
            add()
        cls.plain = cls().run_well("-tan").out

    def assert_only_states_painted(self, text):
        """Without the escapes it is the plain table, and each pair of them is around a state."""
        self.assertEqual(ESCAPE.sub("", text), self.plain)
        painted = PAINTED.findall(text)
        self.assertEqual(len(ESCAPE.findall(text)), 2 * len(painted))
        self.assertEqual(sorted(state for _, state, _ in painted),
                         sorted(row.state for row in rows.table(self.plain, header=True)))
        return {state: colour for colour, state, _ in painted}

    def test_never_into_a_pipe(self):
        for options in ((), ("--color=auto",), ("--color=never",), ("--color", "auto")):
            with self.subTest(options=options):
                self.assertEqual(self.run_well("-tan", *options).out, self.plain)

    def test_always(self):
        colours = self.assert_only_states_painted(self.run_well("-tan", "--color=always").out)
        self.assertNotEqual(colours["LISTEN"], colours["CLOSE_WAIT"])

    def test_always_is_stronger_than_environment(self):
        for changes in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": None}):
            with self.subTest(changes=changes):
                result = self.run_well("-tan", "--color=always",
                                       env=support.environment(**changes))
                self.assertRegex(result.out, ESCAPE)

    def test_never_in_json(self):
        for option in ("--json", "--ndjson"):
            result = self.run_well("-tan", option, "--color=always")
            self.assertNotIn("\x1b", result.out)
            self.assertIn("LISTEN", result.out)

    def on_terminal(self, *options, **changes):
        """One line a socket, so that it is the plain table but for the colours."""
        output, result = terminal.output_of("-tanW", *options, env=support.environment(**changes))
        self.assertEqual((result.status, result.err), (0, ""))
        return output.decode().replace("\r\n", "\n")

    def test_terminal(self):
        for options in ((), ("--color=auto",), ("--color=always",)):
            with self.subTest(options=options):
                self.assert_only_states_painted(self.on_terminal(*options))

    def test_terminal_but_not_wanted(self):
        self.assertEqual(self.on_terminal("--color=never"), self.plain)
        self.assertEqual(self.on_terminal(NO_COLOR="1"), self.plain)
        self.assertEqual(self.on_terminal(TERM="dumb"), self.plain)

    def test_empty_no_color_does_not_count(self):
        """no-color.org: when present and not an empty string."""
        self.assertRegex(self.on_terminal(NO_COLOR=""), ESCAPE)

    def test_narrow_terminal_cuts_nothing(self):
        output, _ = terminal.output_of("-tanW", "--color=never", columns=20)
        self.assertEqual(output.decode().replace("\r\n", "\n"), self.plain)

    def test_help_on_terminal(self):
        output, result = terminal.output_of("--help")
        self.assertEqual(result.status, 0)
        self.assertEqual(output.decode().replace("\r\n", "\n"), self.run_well("--help").out)


if __name__ == "__main__":
    support.main()
