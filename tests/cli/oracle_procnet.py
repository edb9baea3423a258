# SPDX-License-Identifier: MIT
"""The tests' own reader of /proc/net/{tcp,tcp6,udp,udp6}."""

import dataclasses
import os
import socket
import sys

from facts import TCP_STATES

FILES = ("tcp", "tcp6", "udp", "udp6")
TIMERS = {0: "off", 1: "on", 2: "keepalive", 3: "timewait", 4: "persist"}
TICK_MS = 1000 // os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class ProcRow:
    netid: str
    state: str
    local: tuple
    peer: tuple
    recv_q: int
    send_q: int
    timer: str
    expires_ms: int
    retransmits: int
    probes: int
    uid: int
    inode: int

    @property
    def key(self):
        return (self.netid, *self.local, *self.peer)


def address(text):
    """The kernel prints each 32 bits of the address as a number of the machine's byte order."""
    octets = b"".join(int(text[at:at + 8], 16).to_bytes(4, sys.byteorder)
                      for at in range(0, len(text), 8))
    family = socket.AF_INET if len(octets) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, octets)


def endpoint(text):
    host, port = text.split(":")
    return address(host), int(port, 16)


def parse(netid, line):
    fields = line.split()
    number = int(fields[3], 16)
    state = "UNCONN" if netid == "udp" and number == 7 else TCP_STATES[number]
    send_q, recv_q = (int(part, 16) for part in fields[4].split(":"))
    timer, ticks = (int(part, 16) for part in fields[5].split(":"))
    return ProcRow(netid, state, endpoint(fields[1]), endpoint(fields[2]), recv_q, send_q,
                   TIMERS[timer], ticks * TICK_MS, int(fields[6], 16), int(fields[8]),
                   int(fields[7]), int(fields[9]))


def rows():
    found = []
    for name in FILES:
        try:
            with open(f"/proc/net/{name}", encoding="ascii") as file:
                lines = file.readlines()[1:]
        except FileNotFoundError:
            continue
        found += [parse(name.rstrip("6"), line) for line in lines]
    return found
