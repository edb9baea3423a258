# SPDX-License-Identifier: MIT
"""The benchmark with few sockets: everything that it times is whole. No times are judged."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import support

import limits

HERE = os.path.dirname(os.path.realpath(__file__))
RUN = os.path.join(HERE, "..", "bench", "run.py")
SOCKETS = 1000
SECONDS = 60


def build_directory():
    return os.path.dirname(support.HELPERS.rstrip("/"))


@unittest.skipUnless(os.path.isdir(os.path.join(build_directory(), "meson-info")),
                     "not in a build directory")
class Bench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "figures.json")
            cls.done = subprocess.run(
                [sys.executable, RUN, build_directory(), "--sockets", str(SOCKETS),
                 "--fewer", "200", "--more", str(SOCKETS), "--rounds", "1", "--peers", "ss",
                 "--loads", "tcp,udp,unix,processes,namespaces,events,fewer,more", "--counts-only", "--json", path,
                 "--limit", str(limits.seconds(SECONDS))],
                stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True,
                timeout=limits.seconds(SECONDS))
            cls.figures = {}
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    cls.figures = json.load(file)

    def commands(self):
        for load in self.figures["loads"]:
            for command in load["commands"]:
                yield load, command

    def test_succeeds(self):
        self.assertEqual((self.done.returncode, self.done.stderr), (0, ""), self.done.stdout)

    def test_counts(self):
        seen = set()
        for load, command in self.commands():
            with self.subTest(load=load["name"], command=command["command"]):
                self.assertIsNone(command["problem"])
                self.assertEqual(len(command["seconds"]), 1)
            if command["command"].startswith("floor"):
                seen.add(load["name"])
                more = 1 if load["kind"] == "tcp" else 0
                if load["kind"] != "churn":
                    self.assertEqual(command["rows"], load["sockets"] + more)
        self.assertEqual(seen, {"tcp", "udp", "unix", "events", "fewer", "more"})

    def test_every_bar_is_judged(self):
        for bar in self.figures["bars"]:
            with self.subTest(bar=bar):
                if "quiet" not in (bar["load"], bar["growth_from"]):
                    self.assertIsNotNone(bar["figure"])

    def test_bars_are_not_judged_without_times(self):
        self.assertIn("not judged", self.done.stdout)
        self.assertNotRegex(self.done.stdout, "FAILS|holds")

    def run_bench(self, *words):
        return subprocess.run([sys.executable, RUN, *words], stdin=subprocess.DEVNULL,
                              capture_output=True, check=False, text=True,
                              timeout=limits.seconds(SECONDS))

    def test_what_cannot_be_measured_is_refused(self):
        for words in (("--loads", "tpc"), ("--peers", "sss"), ("--rounds", "0"),
                      ("--sockets", "0")):
            with self.subTest(words=words):
                done = self.run_bench(build_directory(), "--loads=quiet", "--counts-only", *words)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertIn(words[0], done.stderr)

    def test_directories_that_are_no_build(self):
        with tempfile.TemporaryDirectory() as directory:
            os.mkdir(os.path.join(directory, "meson-info"))
            with open(os.path.join(directory, "meson-info", "intro-buildoptions.json"), "w",
                      encoding="utf-8") as file:
                json.dump([{"name": "buildtype", "value": "release"},
                           {"name": "b_sanitize", "value": "none"}], file)
            for words, reason in (((HERE,), "not a build directory"),
                                  ((directory,), "sockview is missing"),
                                  ((build_directory(), "--counts-only", "--json", directory),
                                   "Is a directory")):
                with self.subTest(words=words):
                    done = self.run_bench(*words)
                    self.assertEqual((done.returncode, done.stdout), (1, ""))
                    self.assertRegex(done.stderr, rf"\Abench: .*{reason}.*\n\Z")

    def test_reader_that_leaves(self):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as output:
            done = subprocess.run([sys.executable, RUN, build_directory(), "--counts-only",
                                   "--loads=quiet"], stdin=subprocess.DEVNULL, stdout=output,
                                  stderr=subprocess.PIPE, check=False, text=True,
                                  timeout=limits.seconds(SECONDS))
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\Abench: .*\n\Z")

    def test_help_describes_every_load(self):
        done = self.run_bench("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for load in self.figures["loads"]:
            self.assertRegex(done.stdout, rf"(?m)^  {load['name']}  ")


if __name__ == "__main__":
    support.main()
