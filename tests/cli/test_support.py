# SPDX-License-Identifier: MIT
"""The tests' own rules: one case can be run, a case that hangs is named, limits grow with the
machine's load, and nothing waits by the clock."""

import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

import support

import limits

HERE = os.path.dirname(os.path.realpath(__file__))
SCRIPT = f"""
import os, signal, sys
sys.path.insert(0, {HERE!r})
import support

class First(support.TestCase):
    def test_good(self):
        pass

    def test_bad(self):
        self.fail("as it must")

    def test_that_hangs(self):
        self.addCleanup(print, "# cleaned up")
        while os.environ.get("HANG"):
            signal.pause()

class Second(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        while os.environ.get("HANG"):
            signal.pause()

    def test_good(self):
        pass

if __name__ == "__main__":
    support.main()
"""
CASES = ["First.test_bad", "First.test_good", "First.test_that_hangs", "Second.test_good"]


class Scripts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.script = os.path.join(directory, "test_script.py")
        with open(cls.script, "w", encoding="utf-8") as file:
            file.write(SCRIPT)

    def run_script(self, *arguments, **changes):
        done = subprocess.run([sys.executable, self.script, *arguments], capture_output=True,
                              text=True, check=False, env=support.environment(**changes),
                              timeout=limits.seconds(60))
        self.output = done.stdout + done.stderr
        return done

    def passed(self, done):
        """The names of cases by their verdict."""
        return re.findall(r"^(ok|not ok) \d+ - (\S+)$", done.stdout, re.MULTILINE)


class Chosen(Scripts):
    def assert_run(self, arguments, names):
        done = self.run_script(*arguments)
        self.assertEqual([name for _, name in self.passed(done)], names, self.output)
        self.assertIn(f"1..{len(names)}\n", done.stdout)
        self.assertEqual(done.returncode, "First.test_bad" in names, self.output)

    def test_all_without_arguments(self):
        self.assert_run((), CASES)

    def test_class_method_or_both(self):
        self.assert_run(("First.test_good",), ["First.test_good"])
        self.assert_run(("test_good",), ["First.test_good", "Second.test_good"])
        self.assert_run(("First",), CASES[:3])
        self.assert_run(("Second", "test_bad"), ["First.test_bad", "Second.test_good"])

    def test_unknown_name(self):
        for words in (("test_go",), ("First.test_good", "Third"), ("First.",)):
            done = self.run_script(*words)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(repr(words[-1]), done.stderr)
            for name in CASES:
                self.assertIn(name, done.stderr)

    def test_list(self):
        for option in ("-l", "--list"):
            done = self.run_script(option, SOCKVIEW=None)
            self.assertEqual((done.returncode, done.stdout.split()), (0, CASES))

    def test_missing_environment(self):
        done = self.run_script("First.test_good", HELPERS=None, MANUAL="")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"\A\S+: HELPERS, MANUAL are not set: .*meson test .*"
                                      r"cli-script --test-args=CASE.*\n\Z")


class Hanging(Scripts):
    def test_case_is_named_and_others_run(self):
        done = self.run_script("test_good", "test_that_hangs", HANG="1", **{limits.SCALE: "0.005"})
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.passed(done), [("ok", "First.test_good"),
                                             ("not ok", "First.test_that_hangs")], self.output)
        self.assertIn("not ok 3 - setUpClass", done.stdout)
        self.assertRegex(done.stdout,
                         r"# test_script.py: First\.test_that_hangs still runs after \d")
        self.assertIn("in test_that_hangs", done.stderr)
        self.assertIn("# cleaned up", done.stdout)

    def test_fixture_is_named(self):
        done = self.run_script("Second", HANG="1", **{limits.SCALE: "0.005"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("a fixture of the first class still runs", done.stdout)
        self.assertIn("in setUpClass", done.stderr)


class Limits(unittest.TestCase):
    def factor(self, text):
        done = subprocess.run([sys.executable, "-c", "import limits; print(limits.asked())"],
                              capture_output=True, text=True, check=False, cwd=HERE,
                              env=support.environment(**{limits.SCALE: text}),
                              timeout=limits.seconds())
        return done.returncode, done.stdout.strip() or done.stderr

    def test_environment(self):
        for text, expected in ((None, "1.0"), ("", "1.0"), ("2.5", "2.5"), ("1e3", "1000.0")):
            self.assertEqual(self.factor(text), (0, expected))

    def test_nonsense_in_the_environment(self):
        for text in ("0", "-1", "inf", "nan", "much"):
            status, words = self.factor(text)
            self.assertEqual(status, 1)
            self.assertIn(f"{limits.SCALE}={text}", words)

    def test_no_limit_becomes_shorter_by_what_is_measured(self):
        self.assertGreaterEqual(limits.seconds(5), 5 * limits.asked())

    def test_condition_that_comes_late_is_still_seen(self):
        """When nobody looked in between, for longer than the limit."""
        looks = []

        def condition():
            looks.append(limits.pass_time(0.05))
            return len(looks) == 2
        self.assertTrue(limits.wait_until(condition, "", limit=0.02 / limits.factor()))

    def test_condition_that_does_not_come(self):
        with self.assertRaisesRegex(AssertionError, "that is how it is"):
            limits.wait_until(lambda: False, lambda: "that is how it is", limit=1e-3)


class Sources(unittest.TestCase):
    """What one file does for all others is done nowhere else."""

    def lines(self):
        for path in sorted(glob.glob(os.path.join(HERE, "*.py"))):
            if os.path.basename(path) not in ("limits.py", "test_support.py"):
                with open(path, encoding="utf-8") as file:
                    for number, line in enumerate(file, 1):
                        yield f"{os.path.basename(path)}:{number}", line

    def test_nothing_sleeps(self):
        found = [place for place, line in self.lines() if re.search(r"\bsleep\(", line)]
        self.assertEqual(found, [], "limits.wait_until waits for a condition")

    def test_every_limit_grows_with_the_load(self):
        literal = re.compile(r"timeout=(?!limits\.)|\.wait\((?:\d|[A-Z])|\.alarm\(|"
                             r"select\.select\(.*\], (?:[1-9]|[A-Z])")
        found = [place for place, line in self.lines() if literal.search(line)]
        self.assertEqual(found, [], "limits.seconds() makes limits")


if __name__ == "__main__":
    support.main()
