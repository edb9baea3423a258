# SPDX-License-Identifier: MIT
"""Runs sockview, and runs unittest classes with TAP output."""

import dataclasses
import os
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import cases
import limits
import netns
import rows
import settings
import watchdog

SOCKVIEW = settings.SOCKVIEW
HELPERS = settings.HELPERS
SANITIZED = settings.SANITIZED
SOURCES = ("netlink", "proc")
ERROR_LINE = re.compile(r"sockview: .+: .+")

DETAILS_MISSING = r"\Asockview: details of \d+ sockets? are missing, such as .*: only netlink .*\n\Z"


@dataclasses.dataclass(frozen=True)
class Result:
    status: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self):
        return self.stdout.decode("utf-8")

    @property
    def err(self):
        return self.stderr.decode("utf-8")


def environment(**changes):
    """The caller's environment without what changes output; None removes a variable. Nobody would
    press a key for a pager."""
    result = dict(os.environ, LC_ALL="C.UTF-8", TERM="xterm", SOCKVIEW_PAGER="")
    for name in ("NO_COLOR", "COLUMNS", "LANGUAGE"):
        result.pop(name, None)
    for name, value in changes.items():
        result.pop(name, None)
        if value is not None:
            result[name] = value
    return result


def run(*arguments, prefix=(), sockview=None, env=None, preexec=None, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, restore_signals=True):
    done = subprocess.run([*prefix, sockview or SOCKVIEW, *arguments], stdin=stdin, stdout=stdout,
                          stderr=stderr, env=env or environment(), preexec_fn=preexec,
                          restore_signals=restore_signals, timeout=limits.seconds(), check=False)
    return Result(done.returncode, done.stdout or b"", done.stderr or b"")


def helper(name):
    path = os.path.join(HELPERS, name)
    if not os.access(path, os.X_OK):
        raise unittest.SkipTest(f"the helper program {name} is not in HELPERS={HELPERS!r}")
    return path


class TestCase(unittest.TestCase):
    """Assertions about a whole run. Each class has a namespace of its own, because TIME_WAIT and
    orphans outlive the class that made them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        netns.enter()

    def run_well(self, *arguments, missing=False, **options):
        """A run that must succeed without a word. `missing`: but for one about details that only
        netlink reports, of families for which this kernel may have no sock_diag."""
        result = run(*arguments, **options)
        if missing and result.status == 3:
            self.assertRegex(result.err, DETAILS_MISSING)
            return result
        self.assertEqual((result.status, result.err), (0, ""), f"sockview {' '.join(arguments)}")
        return result

    def table(self, *arguments, **options):
        return rows.table(self.run_well(*arguments, "-H", **options).out)

    def sockets(self, *arguments, **options):
        return rows.document(self.run_well(*arguments, "--json", **options).out)["sockets"]

    def assert_error_lines(self, result):
        lines = result.err.splitlines()
        self.assertTrue(lines, "nothing on stderr")
        for line in lines:
            self.assertRegex(line, ERROR_LINE)
        return lines


class TapResult(unittest.TestResult):
    def __init__(self, dog):
        super().__init__()
        self.dog = dog
        self.number = 0
        self.skip_reason = None
        self.details = []

    def startTest(self, test):
        super().startTest(test)
        self.dog.watch(cases.name_of(test))
        self.skip_reason = None
        self.details = []

    def stopTest(self, test):
        super().stopTest(test)
        self.report(test)
        self.dog.watch(f"what comes after {cases.name_of(test)}, a fixture of a class,")

    def report(self, test):
        self.number += 1
        name = ".".join(test.id().split(".")[-2:]).replace("#", "")
        verdict = "not ok" if self.details else "ok"
        skip = f" # SKIP {self.skip_reason}" if self.skip_reason and not self.details else ""
        print(f"{verdict} {self.number} - {name}{skip}")
        for line in "".join(self.details).splitlines():
            print("# " + line.encode("ascii", "backslashreplace").decode("ascii"))
        sys.stdout.flush()

    def outside_test(self, test):
        """Whether unittest reports a fixture of a class, which never starts or stops."""
        return not isinstance(test, unittest.TestCase)

    def note(self, test, error, title=""):
        if self.outside_test(test):
            self.details = []
        self.details.append(title + self._exc_info_to_string(error, test))
        if self.outside_test(test):
            self.report(test)

    def addError(self, test, err):
        super().addError(test, err)
        self.note(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.note(test, err, f"{subtest}\n")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.skip_reason = reason
        if self.outside_test(test):
            self.details = []
            self.report(test)

    def _exc_info_to_string(self, err, test):
        owner = test if isinstance(test, unittest.TestCase) else self
        self.failureException = unittest.TestCase.failureException
        return super()._exc_info_to_string(err, owner)


def run_cases(chosen, script):
    """Runs the cases and prints TAP; whether all went well."""
    dog = watchdog.Watchdog(script)
    result = TapResult(dog)
    dog.watch("a fixture of the first class")
    unittest.TestSuite(chosen).run(result)
    dog.rest()
    print(f"1..{result.number}")
    return result.wasSuccessful() and result.number > 0


def main():
    """Runs the test cases of the calling script that its arguments name, all without any, in a
    network namespace of their own."""
    chosen = cases.chosen(sys.modules["__main__"], sys.argv[1:])
    settings.check()
    limits.asked()
    try:
        netns.enter()
    except OSError as error:
        print(f"1..0 # SKIP an own network namespace is not permitted: {error}")
        sys.exit(0)
    sys.exit(0 if run_cases(chosen, sys.argv[0]) else 1)
