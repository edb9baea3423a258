# SPDX-License-Identifier: MIT
"""How long anything may take. Every limit of time and every wait of the tests passes through here.

A limit is written for an idle, ordinary machine. Where the machine is busy or slow, limits grow
with what is measured; SOCKVIEW_TEST_TIME_SCALE multiplies them once more (2 doubles all limits)."""

import contextlib
import functools
import math
import os
import sys
import time

SCALE = "SOCKVIEW_TEST_TIME_SCALE"
ORDINARY = 20
"""Seconds in which a program ends, or prints what it has to print next."""
CONDITION = 10
"""Seconds in which the kernel or another process does what is waited for."""
PAUSE = 0.005
SPIN = 100000
SPIN_SECONDS = 0.002
"""What spin() takes at most on a processor that needs no longer limits."""
MOST = 100


def asked():
    """The factor in the environment."""
    text = os.environ.get(SCALE, "") or "1"
    with contextlib.suppress(ValueError):
        if 0 < float(text) < math.inf:
            return float(text)
    sys.exit(f"{SCALE}={text}: a positive number is needed")


def spin():
    """(wall, processor) seconds of a known piece of work."""
    wall, processor = time.perf_counter(), time.process_time()
    sum(range(SPIN))
    return time.perf_counter() - wall, time.process_time() - processor


@functools.cache
def slowness():
    """How much slower than expected the processor itself is: old, emulated, or throttled. The best
    of several counts, because whatever else runs can only add to it."""
    return max(1.0, min(spin()[1] for _ in range(5)) / SPIN_SECONDS)


@functools.cache
def waiting():
    """How long a process waits for a processor, as a factor. It shows the limits of a container,
    which the load does not."""
    walls, processors = zip(*(spin() for _ in range(10)))
    return max(1.0, sum(walls) / max(sum(processors), SPIN_SECONDS))


def load():
    """Processes that want to run for each processor: of the last minute, or just now."""
    try:
        with open("/proc/loadavg", encoding="ascii") as file:
            words = file.read().split()
        wanting = max(float(words[0]), float(words[3].partition("/")[0]))
    except (OSError, ValueError, IndexError):
        return 1.0
    return max(1.0, wanting / len(os.sched_getaffinity(0)))


def factor():
    """What limits are multiplied by just now."""
    return asked() * min(MOST, slowness() * max(load(), waiting()))


def seconds(limit=ORDINARY):
    """A limit for an idle machine, as it is for this machine just now."""
    return limit * factor()


def wait_until(condition, what, limit=CONDITION, pause=PAUSE):
    """Waits until `condition` holds, and returns what it returned. `what` describes it in the
    message of the failure, and may be a function, to tell how things are then."""
    began = time.monotonic()
    while True:
        # Taken before the condition is: this process may sleep for long between the two.
        late = time.monotonic() - began > seconds(limit)
        found = condition()
        if found:
            return found
        if late:
            waited = time.monotonic() - began
            raise AssertionError(f"still not so after {waited:.0f} s: "
                                 f"{what() if callable(what) else what}")
        time.sleep(pause)


def wait_until_steady(read, span, what):
    """Waits until what `read` returns has not changed for `span` seconds, and returns it."""
    seen = [None, 0.0]

    def steady():
        now = read()
        if not seen[1] or now != seen[0]:
            seen[:] = now, time.monotonic()
        return time.monotonic() - seen[1] >= span
    wait_until(steady, what, limit=CONDITION + span, pause=span / 20)
    return seen[0]


def pass_time(span):
    """Lets time pass in tests that are about time: a slow peer, a pace, a random moment. Tests
    never wait for an event with this, but with wait_until."""
    time.sleep(span)
