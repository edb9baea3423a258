# SPDX-License-Identifier: MIT
"""Ends a test case that hangs, and names it. The cases after it still run."""

import faulthandler
import os
import signal
import sys
import time

import limits

CASE_SECONDS = 90
AGAIN_SECONDS = 5
"""Cleanups can hang as well: they are interrupted, too."""


class TimeLimit(Exception):
    """A case needed too long. No OSError, as TimeoutError is: tests expect these."""


class Watchdog:
    """A thread would be simpler, but a process with threads cannot enter a user namespace."""

    def __init__(self, script):
        self.script = os.path.basename(script)
        self.what = ""
        self.began = 0.0
        signal.signal(signal.SIGALRM, self.bark)

    def watch(self, what):
        """From now on `what` is what hangs."""
        self.what = what
        self.began = time.monotonic()
        self.wind_up(limits.seconds(CASE_SECONDS))

    def rest(self):
        signal.setitimer(signal.ITIMER_REAL, 0)

    def wind_up(self, seconds):
        signal.setitimer(signal.ITIMER_REAL, seconds, limits.seconds(AGAIN_SECONDS))

    def bark(self, *_):
        gone = time.monotonic() - self.began
        left = limits.seconds(CASE_SECONDS) - gone
        if left > 0:  # the machine has become busier
            self.wind_up(left)
            return
        text = f"{self.script}: {self.what} still runs after {gone:.0f} s"
        print(f"# {text}", flush=True)
        faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
        raise TimeLimit(text)
