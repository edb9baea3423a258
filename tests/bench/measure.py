# SPDX-License-Identifier: MIT
"""Runs commands in turn, counts what they print, and takes times and memory."""

import contextlib
import dataclasses
import os
import signal
import statistics
import subprocess
import tempfile
import threading

import commands

CHUNK = 1 << 20


class Trouble(Exception):
    """Why there is no figure for a command."""


def good_statuses(may_lack):
    return (0, 3) if may_lack else (0,)


@dataclasses.dataclass
class Result:
    command: commands.Command
    rows: int | None = None
    problem: str = ""
    seconds: list = dataclasses.field(default_factory=list)
    processor: list = dataclasses.field(default_factory=list)
    kib: int = 0

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else None


@dataclasses.dataclass(frozen=True)
class Bench:
    """The paths of the programs, and the time limits."""
    programs: dict           # path of each by its name in a command
    peak_rss: str
    rounds: int
    limit: float             # seconds after which a command is ended
    slow: float              # a command of another program that needs longer is run once
    files: dict              # path of each by the word that stands for it in a command

    def words(self, command):
        return [self.programs[command.program],
                *(self.files.get(word, word) for word in command.words[1:])]

    @contextlib.contextmanager
    def started(self, words, may_lack=False):
        """A process whose output is to be read, in a session of its own: it ends, with all its
        children, after the limit. Trouble when it does not end well."""
        with tempfile.TemporaryFile() as errors, \
             subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=errors, start_new_session=True,
                              env=dict(os.environ, LC_ALL="C.UTF-8")) as process:
            timer = threading.Timer(self.limit, os.killpg, (process.pid, signal.SIGKILL))
            timer.start()
            try:
                yield process
                self.check(process.wait(), errors, may_lack)
            except BaseException:
                if process.returncode is None:
                    os.killpg(process.pid, signal.SIGKILL)
                raise
            finally:
                timer.cancel()

    def check(self, status, errors, may_lack):
        if status == -signal.SIGKILL:
            raise Trouble(f"more than {self.limit:g} s")
        if status not in good_statuses(may_lack):
            errors.seek(0)
            lines = errors.read().decode(errors="replace").splitlines()
            raise Trouble(f"exit status {status}" + "".join(f": {line}" for line in lines[-1:]))

    def count(self, command):
        """The rows that the command prints and how many of them end in an owner."""
        lines = owned = 0
        with self.started(self.words(command), command.may_lack) as process:
            if command.floor:
                lines = int(process.stdout.read() or 0)
            for line in process.stdout:
                is_row = line.startswith(command.begins) if command.begins else True
                lines += is_row
                owned += is_row and not line.endswith(b" -\n")
        return lines - command.more, owned - command.more

    def time(self, command):
        """Seconds, KiB at most, and seconds of processor time of one run."""
        with self.started([self.peak_rss, *self.words(command)]) as process:
            answer = process.stdout.read()
        # Parsed only now: what was ended has said nothing.
        status, kib, processor, wall = (int(word) for word in answer.split())
        if status not in good_statuses(command.may_lack):
            raise Trouble(f"exit status {status}")
        return wall / 1e6, kib, processor / 1e6

    def count_into(self, result, expected):
        command = result.command
        wanted = expected if command.rows == commands.ALL else command.rows
        try:
            result.rows, owned = self.count(command)
        except Trouble as trouble:
            result.problem = str(trouble)
            return
        if wanted not in (commands.ANY, None) and result.rows != wanted:
            result.problem = f"{result.rows} rows, not {wanted}"
        elif command.owners and owned != result.rows:
            result.problem = f"{result.rows - owned} rows without an owner"

    def wants(self, result, round_number):
        if result.problem:
            return False
        if round_number > 0 and result.seconds[0] > self.slow and \
                result.command.program not in ("floor", "sockview"):
            return False
        return round_number < max(self.rounds, result.command.least_rounds)

    def time_into(self, result):
        try:
            wall, kib, processor = self.time(result.command)
        except Trouble as trouble:
            result.problem = str(trouble)
            return
        result.seconds.append(wall)
        result.processor.append(processor)
        result.kib = max(result.kib, kib)

    def run(self, measured):
        """Counts what each command prints, then times them in turn, round by round."""
        results = [Result(command) for command in measured if command.program in self.programs]
        expected = None
        for result in results:
            self.count_into(result, expected)
            if result.command.floor and expected is None:
                expected = result.rows
        round_number = 0
        while any(self.wants(result, round_number) for result in results):
            for result in results:
                if self.wants(result, round_number):
                    self.time_into(result)
            round_number += 1
        return results
