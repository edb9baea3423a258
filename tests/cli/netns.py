# SPDX-License-Identifier: MIT
"""An own network namespace, with the loopback device up."""

import ctypes
import fcntl
import os
import socket
import struct

import limits

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
RTM_NEWADDR = 20
NLM_F_REQUEST_ACK_CREATE = 0x1 | 0x4 | 0x400
IFA_ADDRESS = 1
IFA_LOCAL = 2
IFA_F_NODAD = 0x02
RT_SCOPE_LINK = 253

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    """The result of a libc call, or OSError when it is -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def unshare(flags):
    checked(libc.unshare(flags))


def map_to_root(uid, gid):
    for path, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        with open(f"/proc/self/{path}", "w", encoding="ascii") as file:
            file.write(text)


def enter():
    uid, gid = os.geteuid(), os.getegid()
    try:
        unshare(CLONE_NEWNET)
    except PermissionError:
        unshare(CLONE_NEWUSER | CLONE_NEWNET)
        map_to_root(uid, gid)
    bring_loopback_up()


def enter_small(entries=256):
    """Enters a namespace with a table of TCP connections of its own, which is read in no time. The
    kernel shares a large one otherwise (before Linux 6.1 always): then that of enter()."""
    try:
        with open("/proc/sys/net/ipv4/tcp_child_ehash_entries", "w", encoding="ascii") as file:
            file.write(str(entries))
    except OSError:
        return False
    enter()
    return True


def bring_loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh22x", b"lo", 0)
        flags = struct.unpack("16sh22x", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", flags | IFF_UP))


def wait_for_route(address):
    """Waits for the kernel's local route of a new IPv6 address, which comes a little later. It
    only looks: a packet sent too early would spoil the route for good."""
    wanted = socket.inet_pton(socket.AF_INET6, address).hex() + " 80 "

    def there():
        with open("/proc/self/net/ipv6_route", encoding="ascii") as routes:
            return any(line.startswith(wanted) for line in routes)
    limits.wait_until(there, f"a route to {address}", pause=0.002)


def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data


def add_link_local(address="fe80::1", device="lo"):
    """Gives the device an address whose scope is the link, without duplicate detection."""
    octets = socket.inet_pton(socket.AF_INET6, address)
    body = struct.pack("=BBBBI", socket.AF_INET6, 64, IFA_F_NODAD, RT_SCOPE_LINK,
                       socket.if_nametoindex(device))
    body += attribute(IFA_LOCAL, octets) + attribute(IFA_ADDRESS, octets)
    header = struct.pack("=IHHII", 16 + len(body), RTM_NEWADDR, NLM_F_REQUEST_ACK_CREATE, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as route:
        route.send(header + body)
        error = struct.unpack_from("=i", route.recv(4096), 16)[0]
    if error:
        raise OSError(-error, f"{address} on {device}: {os.strerror(-error)}")
    wait_for_route(address)


def inode():
    """The number by which the kernel names the namespace this process is in."""
    return os.stat("/proc/self/ns/net").st_ino


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
        wait_for_route("::1")
        return True
    except OSError:
        return False
