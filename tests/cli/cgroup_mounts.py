# SPDX-License-Identifier: MIT
"""Where control groups of version 2 are mounted."""


def cgroup_mounts():
    """The directories, in the order of the mounts."""
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        mounts = [line.split() for line in file]
    return [mount[4] for mount in mounts if mount[mount.index("-") + 1] == "cgroup2"]
