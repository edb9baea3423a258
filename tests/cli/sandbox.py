# SPDX-License-Identifier: MIT
"""Conditions that a program can meet. Each is a step between fork and exec."""

import os
import shutil
import signal
import tempfile

import netns
import support

NOBODY = 65534
MS_REC = 0x4000
MS_PRIVATE = 0x40000
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NAME = 15
PR_CAPBSET_DROP = 24
CAP_SYS_PTRACE = 19


def steps(*actions):
    """One function that takes all the steps, for preexec_fn."""
    def take():
        for action in actions:
            action()
    return take


def become_nobody():
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def see_no_descriptors():
    """For root, of processes that have this capability."""
    netns.checked(netns.libc.prctl(PR_CAPBSET_DROP, CAP_SYS_PTRACE, 0, 0, 0))


def own_mounts():
    netns.unshare(netns.CLONE_NEWNS)
    netns.checked(netns.libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))


def mount_proc_hidepid():
    """A new instance, because a remount would change the one that the whole machine uses."""
    own_mounts()
    netns.checked(netns.libc.mount(b"proc", b"/proc", b"proc", 0, b"hidepid=2"))


def hide_proc():
    own_mounts()
    netns.checked(netns.libc.mount(b"none", b"/proc", b"tmpfs", 0, b"size=64k"))


def fake_proc_net(files):
    """A step that puts a directory with these files (name: octets, None for what cannot be read)
    over what /proc/net leads to. Single files cannot be covered: the kernel undoes that."""
    def take():
        own_mounts()
        path = os.path.join(os.path.realpath("/proc/self"), "net")
        netns.checked(netns.libc.mount(b"none", path.encode(), b"tmpfs", 0, b"size=8m"))
        for name, octets in files.items():
            if octets is None:
                os.mkdir(os.path.join(path, name))
                continue
            with open(os.path.join(path, name), "wb") as file:
                file.write(octets)
    return take


def ignore_sigpipe():
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def close_descriptor(number):
    return lambda: os.close(number)


def die_with_parent():
    netns.libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def set_comm(name):
    """Sets what /proc/PID/comm shows: any octets but NUL, at most 15 of them."""
    netns.checked(netns.libc.prctl(PR_SET_NAME, name + b"\0", 0, 0, 0))


def stay_readable():
    """A process that changed its uid would hide its /proc/PID/fd, as setuid programs do."""
    netns.checked(netns.libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))


def permitted(action):
    """Whether a step can be taken here, tried in a child of its own."""
    child = os.fork()
    if child == 0:
        try:
            action()
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def public_sockview(test):
    """A copy of the program that every user can reach; the build may lie in a private home."""
    directory = tempfile.mkdtemp(prefix="sockview-test-")
    test.addClassCleanup(shutil.rmtree, directory)
    os.chmod(directory, 0o755)
    path = shutil.copy(shutil.which(support.SOCKVIEW) or support.SOCKVIEW, directory)
    os.chmod(path, 0o755)
    return path
