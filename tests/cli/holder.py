# SPDX-License-Identifier: MIT
"""Child processes that hold sockets, with a name or a user of their own, and loads of sockets."""

import contextlib
import os
import resource
import signal
import subprocess

import limits
import sandbox
import support

SPARE_DESCRIPTORS = 100


class Holder(contextlib.AbstractContextManager):
    """Forks; the child takes the steps, calls `open_sockets` and waits to be killed.

    What `open_sockets` returns is kept referenced in the child; its repr is `answer` here."""

    def __init__(self, open_sockets, *steps):
        read_end, write_end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(read_end)
            hold(open_sockets, steps, write_end)
        os.close(write_end)
        with open(read_end, "rb") as pipe:
            self.answer = pipe.readline().decode().rstrip()
        if not self.answer or self.answer.startswith("error: "):
            self.close()
            raise OSError(f"a child could not be prepared: {self.answer}")

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def __exit__(self, *unused):
        self.close()


def hold(open_sockets, steps, write_end):
    """Never returns: the child must not run the parent's tests or cleanups."""
    kept = []
    try:
        sandbox.die_with_parent()
        for step in steps:
            step()
        sandbox.die_with_parent()  # a change of the user undid it
        kept.append(open_sockets())
        os.write(write_end, repr(kept[0]).encode() + b"\n")
        os.close(write_end)
        while True:
            signal.pause()
    except BaseException as error:
        os.write(write_end, f"error: {error!r}\n".encode())
    finally:
        os._exit(1)


@contextlib.contextmanager
def load(kind, count, processes=2):
    """`count` sockets of socket_load, as long as the block runs; in more processes than asked
    for where each may have few descriptors."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    processes = max(processes, count // max(most - SPARE_DESCRIPTORS, 1) + 1)
    with subprocess.Popen([support.helper("socket_load"), kind, str(count), str(processes)],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        answer = process.stdout.readline().decode().strip()
        if answer != f"ready {count}":
            raise OSError(f"socket_load answered {answer!r}")
        try:
            yield process.pid
        finally:
            process.stdin.close()
            process.wait(limits.seconds())
