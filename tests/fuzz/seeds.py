#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes seeds for the harnesses from this machine: answers of the kernel to real requests, files of
/proc, and words of the program itself. usage: seeds.py SOCKVIEW DIRECTORY"""

import contextlib
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys

SOCK_DIAG_BY_FAMILY = 20
NETLINK_SOCK_DIAG = 4
NLM_F_REQUEST, NLM_F_DUMP = 0x1, 0x300
DATAGRAMS = 2
DATAGRAM_MOST = 4096
TABLES = 32
"""At least as many as there are tables of sockets."""
EVERYTHING = 0xffffffff
# What follows the family and the protocol in a request, by family.
REQUESTS = (
    *((family, protocol, struct.pack("=BxI48x", 0xff, EVERYTHING))
      for family in (socket.AF_INET, socket.AF_INET6)
      for protocol in (socket.IPPROTO_TCP, socket.IPPROTO_UDP, socket.IPPROTO_RAW, 132)),
    (socket.AF_UNIX, 0, struct.pack("=2xIIIII", EVERYTHING, 0, 0x3f, EVERYTHING, EVERYTHING)),
    (socket.AF_NETLINK, 255, struct.pack("=2xIIII", 0, 7, 0, 0)),
    (socket.AF_PACKET, 0, struct.pack("=2xIIII", 0, 0x7f, 0, 0)),
    (40, 0, struct.pack("=2xIIII", EVERYTHING, 0, 0, 0)),
    (44, 0, struct.pack("=2xIIII", 0, 0x1f, 0, 0)),
)
FILES = ("tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6", "unix",
         "packet", "netlink", "sctp/eps", "sctp/assocs")
SMALL_FILES = {0: ("/proc/self/mountinfo",), 1: ("/etc/services", "/etc/protocols"),
               2: ("/proc/net/sockstat", "/proc/net/sockstat6", "/proc/net/snmp",
                   "/proc/net/protocols", "/proc/sys/net/ipv4/tcp_mem")}
FILTERS = ("sport = :22", "not ( dport > 1023 or src 127.0.0.0/8 ) and state established",
           "src [::1]:80 or dst 10.0.0.1", "process = sshd and uid = 0", "dev != lo", "fwmark = 1/1",
           "autobound", "local ~ '*.sock' or name ~ @x*", "cgroup = /user.slice", "sport 21-80",
           "src inet6:[::ffff:10.0.0.1]:*", "recv_q >= 0x10 && !( mark 2 )")
NAMES = (b"plain", b"a b\\c", "\u00e4\u4e2d\U0001f600".encode(), b"\xff\x00\x1b[31m",
         "\uef41\u202e\u200b".encode())


def write(directory, harness, name, octets):
    path = pathlib.Path(directory, harness)
    path.mkdir(parents=True, exist_ok=True)
    (path / name).write_bytes(octets)


def datagrams(family, protocol, body):
    """The first answers to a dump."""
    body = struct.pack("=BB", family, protocol) + body
    header = struct.pack("=IHHII", 16 + len(body), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP,
                         1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as kernel:
        kernel.settimeout(1)
        kernel.send(header + body)
        for _ in range(DATAGRAMS):
            yield kernel.recv(DATAGRAM_MOST)


@contextlib.contextmanager
def some_sockets():
    """So that each family has some."""
    with contextlib.ExitStack() as stack:
        for family, kind, protocol in ((socket.AF_INET, socket.SOCK_STREAM, 0),
                                       (socket.AF_INET6, socket.SOCK_STREAM, 0),
                                       (socket.AF_INET, socket.SOCK_DGRAM, 0),
                                       (socket.AF_INET6, socket.SOCK_DGRAM, 0),
                                       (socket.AF_UNIX, socket.SOCK_STREAM, 0),
                                       (socket.AF_PACKET, socket.SOCK_RAW, 0x300),
                                       (40, socket.SOCK_STREAM, 0), (44, socket.SOCK_RAW, 0),
                                       (socket.AF_INET, socket.SOCK_RAW, 1)):
            with contextlib.suppress(OSError):
                sock = stack.enter_context(socket.socket(family, kind, protocol))
                if family == socket.AF_UNIX:
                    sock.bind("\0sockview-seed")
                elif family in (socket.AF_INET, socket.AF_INET6):
                    sock.bind(("", 0))
                if kind == socket.SOCK_STREAM and family != 40:
                    sock.listen()
        yield


def from_kernel(directory):
    """A harness takes the place of a table from the first octet: each answer goes to them all."""
    for family, protocol, body in REQUESTS:
        with contextlib.suppress(OSError):
            for number, octets in enumerate(datagrams(family, protocol, body)):
                for table in range(TABLES):
                    write(directory, "diag", f"{family}-{protocol}-{number}-{table}",
                          bytes((table, 1)) + octets)
                write(directory, "recording", f"{family}-{protocol}-{number}", bytes((0,)) + octets)


def from_files(directory):
    for name in FILES:
        with contextlib.suppress(OSError):
            octets = pathlib.Path("/proc/net", name).read_bytes()[:2000]
            for table in range(TABLES):
                write(directory, "procnet", f"{name.replace('/', '-')}-{table}",
                      bytes((table,)) + octets)
    for kind, paths in SMALL_FILES.items():
        for path in paths:
            with contextlib.suppress(OSError):
                write(directory, "files", path.replace("/", "-"),
                      bytes((kind,)) + pathlib.Path(path).read_bytes()[:4000])


def from_words(directory, sockview):
    """Fields and options as the program itself names them."""
    def output(*arguments):
        return subprocess.run([sockview, *arguments], capture_output=True, check=True,
                              text=True).stdout
    endpoint = bytes((0, 9, 127, 0, 0, 1, 127, 0, 0, 1, 22, 0, 80, 0, 1, 1))
    columns = [line.split()[0] for line in output("--list-columns").splitlines() if line.strip()]
    texts = [*FILTERS, *(f"{name} = 1" for name in columns), *(f"{name} != x" for name in columns)]
    for number, text in enumerate(texts):
        write(directory, "filter", f"text-{number}", endpoint + text.encode())
    options = sorted(set(re.findall(r"(?<=[ ,])--?[a-zA-Z][\w-]*", output("--help"))))
    for number, option in enumerate(options):
        write(directory, "options", f"option-{number}", f"{option}\n-tan\n".encode())
        write(directory, "options", f"argument-{number}", f"{option}=x\nsport = :22\n".encode())


def from_random(directory):
    for number in range(64):
        write(directory, "columns", f"facts-{number}", bytes((number, 0)) + os.urandom(2000))
    for number, name in enumerate(NAMES):
        write(directory, "escape", f"name-{number}", name)


def make(sockview, directory):
    with some_sockets():
        from_kernel(directory)
        from_files(directory)
    from_words(directory, sockview)
    from_random(directory)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    make(*sys.argv[1:])
