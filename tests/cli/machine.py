# SPDX-License-Identifier: MIT
"""A machine of its own for a test: processes, mounts, /proc and /run that no other test sees, and
network namespaces that are held there in every way."""

import contextlib
import ctypes
import fcntl
import os
import re
import socket
import struct
import threading

import holder
import limits
import netns
import sandbox

CLONE_NEWPID = 0x20000000
MS_BIND = 0x1000
MNT_DETACH = 2
NAMED = "/run/netns"
MOUNTED = "/run/mounted"
SIOCSIFNAME = 0x8923


def mount(source, target, kind=None, flags=0, options=None):
    netns.checked(netns.libc.mount(os.fsencode(source), os.fsencode(target), kind, flags, options))


def release_namespaces():
    """Namespaces that the machine outside has named would be covered by the mount on /run."""
    with open("/proc/self/mountinfo", "rb") as file:
        lines = [line.split(b" - ") for line in file]
    for mounted, rest in reversed(lines):
        if rest.startswith(b"nsfs "):
            point = re.sub(rb"\\([0-7]{3})", lambda match: bytes([int(match[1], 8)]),
                           mounted.split()[4])
            netns.checked(netns.libc.umount2(point, MNT_DETACH))


def prepare():
    """In the first process of a new pid namespace."""
    sandbox.own_mounts()
    release_namespaces()
    mount("proc", "/proc", b"proc")
    mount("none", "/run", b"tmpfs", 0, b"size=1m")
    os.mkdir(NAMED)
    os.mkdir(MOUNTED)


def enter():
    """Goes on in a child that sees nothing of the processes and the /run outside; skips the whole
    script where that is not permitted. The caller only passes its exit status on."""
    try:
        netns.enter()
        netns.unshare(CLONE_NEWPID)
    except OSError as error:
        skip(error)
    first = os.fork()
    if first != 0:
        pass_status_on(first)
    sandbox.die_with_parent()
    try:
        prepare()
    except OSError as error:
        skip(error)
    second = os.fork()  # the first process of a pid namespace has no default actions of signals
    if second != 0:
        pass_status_on(second)
    sandbox.die_with_parent()


def skip(error):
    print(f"1..0 # SKIP an own pid namespace with its own /proc is not permitted: {error}",
          flush=True)
    os._exit(0)


def pass_status_on(child):
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os._exit(status if status >= 0 else 128 - status)


def setns(descriptor):
    netns.checked(netns.libc.setns(descriptor, netns.CLONE_NEWNET))


def own_namespace():
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


def new_namespace():
    netns.unshare(netns.CLONE_NEWNET)
    netns.bring_loopback_up()


def rename_loopback(name, old="lo"):
    """It is interface 1 of every namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, netns.SIOCSIFFLAGS, struct.pack("16sh22x", old.encode(), 0))
        fcntl.ioctl(control, SIOCSIFNAME, struct.pack("16s16s8x", old.encode(), name.encode()))
        fcntl.ioctl(control, netns.SIOCSIFFLAGS,
                    struct.pack("16sh22x", name.encode(), netns.IFF_UP))


@contextlib.contextmanager
def inside_new():
    """This thread is in a new network namespace as long as the block runs."""
    home = own_namespace()
    try:
        new_namespace()
        yield
    finally:
        setns(home)
        os.close(home)


def bind(directory, name):
    """Mounts the namespace that this thread is in."""
    path = os.path.join(os.fsencode(directory), os.fsencode(name))
    with open(path, "wb"):
        pass
    mount("/proc/thread-self/ns/net", path, None, MS_BIND)


def inode():
    return os.stat("/proc/thread-self/ns/net").st_ino


def listen(port):
    return socket.create_server(("127.0.0.1", port))


class Kept:
    """What a Holder has made: only the inode of the namespace is told."""

    def __init__(self, *things):
        self.inode = inode()
        self.things = things

    def __repr__(self):
        return repr(self.inode)


def hold_as_process(make, name):
    """The process stays inside."""
    del name
    new_namespace()
    return Kept(make())


def hold_as_thread(make, name):
    """Only a thread is inside."""
    del name
    kept, ready = [], threading.Event()

    def work():
        new_namespace()
        kept.append(Kept(make()))
        ready.set()
        threading.Event().wait()

    threading.Thread(target=work, daemon=True).start()
    ready.wait(limits.seconds())
    return kept[0]


def hold_as_descriptor(make, name):
    del name
    with inside_new():
        return Kept(make(), own_namespace())


def hold_as_name(make, name):
    with inside_new():
        bind(NAMED, name)
        return Kept(make())


def hold_as_mount(make, name):
    with inside_new():
        bind(MOUNTED, name)
        return Kept(make())


def hold_as_hidden_mount(make, name):
    """Only another mount namespace has it."""
    sandbox.own_mounts()
    return hold_as_mount(make, name)


WAYS = (hold_as_process, hold_as_thread, hold_as_descriptor, hold_as_name, hold_as_mount,
        hold_as_hidden_mount)


def hold(way, make, name="unnamed"):
    """A Holder whose `answer` is the inode of its namespace; `make` opens sockets in there."""
    return holder.Holder(lambda: way(make, name))


def release(directory, name):
    path = os.path.join(os.fsencode(directory), os.fsencode(name))
    netns.checked(netns.libc.umount2(ctypes.c_char_p(path), MNT_DETACH))
    os.unlink(path)
