# SPDX-License-Identifier: MIT
"""When the reader of a pipe leaves, the dump ends: the rest is not even asked for."""

import contextlib
import os

import support

import holder

SOCKETS = 40000
ATTEMPTS = 3
LEAST_WHOLE_RUN = 0.02
EARLY = 0.5


def processor_time(stdout, *arguments):
    """Seconds of processor time of one run that writes to `stdout`, and its status."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            os.dup2(stdout, 1)
            os.execvpe(support.SOCKVIEW, [support.SOCKVIEW, *arguments], support.environment())
        os._exit(127)
    _, status, usage = os.wait4(child, 0)
    return usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status)


def pipe_without_reader():
    read_end, write_end = os.pipe()
    os.close(read_end)
    return write_end


class ReaderLeavesEarly(support.TestCase):
    def best(self, stdout, *arguments):
        times = []
        for _ in range(ATTEMPTS):
            seconds, status = processor_time(stdout, *arguments)
            self.assertEqual(status, 0)
            times.append(seconds)
        return min(times)

    def test_less_work(self):
        with holder.load("tcp", SOCKETS, 4), open("/dev/null", "wb") as null, \
                open(pipe_without_reader(), "wb") as broken:
            for options in (("-tan",), ("-tan", "--json"), ("-tan", "--source=proc")):
                with self.subTest(options=options):
                    whole = self.best(null.fileno(), *options)
                    if whole < LEAST_WHOLE_RUN:
                        self.skipTest(f"a whole run takes only {whole:.3f} s")
                    self.assertLess(self.best(broken.fileno(), *options), whole * EARLY)


if __name__ == "__main__":
    support.main()
