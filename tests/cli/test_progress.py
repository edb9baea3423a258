# SPDX-License-Identifier: MIT
"""When work takes longer than a second, a line on the terminal shows the progress, and disappears
at the end."""

import os
import socket
import subprocess
import tempfile

import support

import dns
import interactive
import sandbox

LINE = "sockview: read so far: sockets: 2"


class Progress(support.TestCase):
    """A name server that is silent makes the work last for 2 seconds."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.slow = dns.use(self.folder)
        if not sandbox.permitted(self.slow):
            self.skipTest("mounts are not permitted here")
        server = dns.Server(lambda labels: False)
        self.addCleanup(server.__exit__, None, None, None)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(sock.close)
        sock.bind(("127.0.0.1", 4242))

    def show(self, *arguments, **options):
        return interactive.Sockview("-uanr", *arguments, preexec=self.slow, **options)

    def end(self, sockview):
        self.assertEqual(sockview.end(), 0)
        self.assertEqual(sockview.screen.unknown, [])
        self.assertNotIn("so far", sockview.screen.text)

    def test_a_line_that_is_gone_at_the_end(self):
        for options in ((), ("--no-pager",), ("-j",)):
            with self.subTest(options=options), self.show(*options) as sockview:
                sockview.wait_for_text(LINE)
                self.assertEqual(sockview.screen.text, LINE)
                self.end(sockview)
                self.assertIn("4242", sockview.screen.text)
                # The note about names that did not come stands below.
                self.assertIn("sockview: ", sockview.screen.text)

    def test_before_a_pager(self):
        env = support.environment(SOCKVIEW_PAGER="echo paged; cat")
        with self.show(rows=3, env=env) as sockview:
            sockview.wait_for_text(LINE)
            sockview.wait_for(lambda self: b"paged" in self.received, "the pager")
            self.end(sockview)

    def test_processes(self):
        with self.show("-p", "--owners=proc") as sockview:
            sockview.wait_for_text(", processes: ")
            self.end(sockview)

    def test_while_the_answer_goes_to_a_file(self):
        with open(os.path.join(self.folder, "out"), "wb+") as file, \
                self.show(stdout=file) as sockview:
            sockview.wait_for_text(LINE)
            self.end(sockview)
            file.seek(0)
            self.assertIn(b"4242", file.read())

    def assert_silent(self, *arguments, **options):
        with self.show(*arguments, **options) as sockview:
            self.assertEqual(sockview.end(), 0)
            self.assertNotIn(b"so far", sockview.received)

    def test_never_before_a_reader(self):
        reader = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.assert_silent(stdout=reader.stdin)
        reader.stdin.close()
        self.assertEqual(reader.wait(), 0)

    def test_never_where_errors_go_elsewhere(self):
        with open(os.path.join(self.folder, "err"), "wb+") as file:
            self.assert_silent(stderr=file)
            file.seek(0)
            self.assertNotIn(b"so far", file.read())

    def test_never_on_a_terminal_that_cannot_erase(self):
        self.assert_silent(env=support.environment(TERM="dumb"))
        self.assert_silent(columns=20)

    def test_never_when_it_repeats(self):
        self.assert_silent("--rounds=1")

    def test_nothing_when_it_is_quick(self):
        with interactive.Sockview("-uanp") as sockview:
            self.assertEqual(sockview.end(), 0)
            self.assertNotIn(b"so far", sockview.received)
            self.assertNotIn(b"\r\x1b[K", sockview.received)


if __name__ == "__main__":
    support.main()
