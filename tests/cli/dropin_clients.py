# SPDX-License-Identifier: MIT
"""Runs programs that read ss or netstat with the real program first in PATH, and then with a link
to sockview of that name. Both have to end alike and to print the same."""

import os
import subprocess
import tempfile

import support

import limits
import settings
import zoo_dropin

TRIES = 6


class Linked(support.TestCase):
    """Each client runs with the real program first in PATH, and then with the link."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoo = zoo_dropin.DropinZoo()
        cls.addClassCleanup(cls.zoo.close)
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        for name in ("ss", "netstat"):
            os.symlink(settings.SOCKVIEW, os.path.join(cls.directory.name, name))

    def path(self, ours):
        if ours:
            return f"{self.directory.name}:{os.environ['PATH']}"
        return os.environ["PATH"]

    def run_client(self, command, ours, **options):
        done = subprocess.run(command, env=support.environment(PATH=self.path(ours)),
                              capture_output=True, text=True, check=False,
                              timeout=limits.seconds(60), stdin=subprocess.DEVNULL, **options)
        return done.returncode, done.stdout

    def assert_same(self, command, simplify=lambda text: text, **options):
        for _ in range(TRIES):
            theirs = self.run_client(command, False, **options)
            ours = self.run_client(command, True, **options)
            theirs, ours = ((status, simplify(text)) for status, text in (theirs, ours))
            if theirs == ours:
                break
        self.assertEqual(ours, theirs)
        return ours
