# SPDX-License-Identifier: MIT
"""Control groups of a test's own."""

import contextlib
import os
import unittest

from cgroup_mounts import cgroup_mounts


def writable_mount():
    """The directory in which groups of cgroup2 can be made, or None."""
    return next((mount for mount in cgroup_mounts() if os.access(mount, os.W_OK)), None)


class Group(contextlib.AbstractContextManager):
    """A group with a path below the mount, made with those above it that are missing."""

    def __init__(self, path):
        root = writable_mount()
        if root is None:
            raise unittest.SkipTest("no cgroup2 file system that may be written to")
        self.path = path
        self.directory = root + path
        self.made = contextlib.ExitStack()
        for name in path.strip("/").split("/"):
            root = os.path.join(root, name)
            self.make(root)

    def make(self, directory):
        try:
            os.mkdir(directory)
        except FileExistsError:
            return
        except OSError as error:
            self.made.close()
            raise unittest.SkipTest(f"a control group cannot be made: {error}")
        self.made.callback(os.rmdir, directory)

    def join(self):
        """A step for a child. The group can be removed when no process is in it."""
        with open(os.path.join(self.directory, "cgroup.procs"), "w", encoding="ascii") as file:
            file.write(str(os.getpid()))

    def __exit__(self, *unused):
        self.made.close()
