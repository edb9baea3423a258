# SPDX-License-Identifier: MIT
"""What --health finds on a small web server."""

import contextlib
import os
import pathlib
import re

import machine

if __name__ == "__main__":
    machine.enter()

import support

import limits
import rows
import screen
import terminal
import zoo_server

GOLDEN = pathlib.Path(__file__).parent / "screens" / "health-80.txt"
RENEW = "SOCKVIEW_RENEW_SCREENS"
CHECKS = "listen_queue,close_wait:1,send_queue,ports,descriptors,kernel_limits"


class Server(support.TestCase):
    """A usual server with two faults: exactly these are found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = zoo_server.started_for(cls)

    def test_only_what_is_wrong_is_found(self):
        def found():
            document = rows.document(self.run_well(f"--health={CHECKS}", "--json").out)
            return [[one["code"], one["amount"], *(owner["name"] for owner in one["processes"])]
                    for one in document["findings"]]
        expected = [["listen_queue", zoo_server.SLOW_BACKLOG + 1, "slowapp"],
                    ["close_wait", zoo_server.LEAKS, "leaky"]]
        with contextlib.suppress(AssertionError):
            limits.wait_until(lambda: found() == expected, "two findings")
        self.assertEqual(found(), expected)

    def test_a_screen_is_for_people(self):
        """How long it has lasted is another number each time."""
        limits.wait_until(lambda: "close_wait" in self.run_well(f"--health={CHECKS}").out,
                          "two findings")
        output, result = terminal.output_of(f"--health={CHECKS}", env=support.environment())
        self.assertEqual((result.status, result.err), (0, ""))
        view = screen.Screen(24, 80)
        view.feed(output)
        text = re.sub(r"for \d+ (s|minutes)\b", "for 3 minutes", view.text) + "\n"
        if os.environ.get(RENEW):
            GOLDEN.write_text(text, encoding="utf-8")
        self.assertEqual(text, GOLDEN.read_text(encoding="utf-8"))

    def test_a_pipe_has_a_line_for_each_with_fields_without_blanks(self):
        lines = self.run_well(f"--health={CHECKS}", "-H").out.splitlines()
        self.assertEqual({len(line.split()) for line in lines}, {11})


if __name__ == "__main__":
    support.main()
