# SPDX-License-Identifier: MIT
"""A process namespace of one's own: nobody else's processes and namespaces are seen, so that two
runs of the same command say the same."""

import os
import subprocess
import sys

INSIDE = "SOCKVIEW_TEST_OWN_PIDS"
COMMAND = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")


def permitted():
    try:
        return subprocess.run([*COMMAND, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def are_own():
    return INSIDE in os.environ


def enter():
    """Runs the script anew as the first process of a namespace, where that is permitted. To be
    called before anything else is done."""
    if not are_own() and permitted():
        os.execvpe(COMMAND[0], [*COMMAND, sys.executable, *sys.argv], dict(os.environ, **{INSIDE: "1"}))
