# SPDX-License-Identifier: MIT
"""What the kernel reports about a socket through its descriptor: the expected row."""

import dataclasses
import fcntl
import os
import socket
import struct

import limits

SO_COOKIE = 57
SO_MEMINFO = 55
SIOCINQ = 0x541B
SIOCOUTQ = 0x5411
TCP_STATES = {1: "ESTABLISHED", 2: "SYN_SENT", 3: "SYN_RECV", 4: "FIN_WAIT1", 5: "FIN_WAIT2",
              6: "TIME_WAIT", 7: "CLOSE", 8: "CLOSE_WAIT", 9: "LAST_ACK", 10: "LISTEN",
              11: "CLOSING"}
ANY = object()
"""A value that no descriptor tells, so that any value is right."""


@dataclasses.dataclass
class Facts:
    """One expected row. None means that sockview must show the value as unknown."""
    netid: str
    state: str
    local: tuple
    peer: tuple
    ipv6: bool = False
    recv_q: object = 0
    send_q: object = 0
    inode: object = None
    uid: object = None
    cookie: object = ANY
    interface: object = None
    mark: object = ANY
    v6only: object = ANY
    timers: tuple = ("off",)
    expires_ms: tuple = (0, 0)
    owners: tuple = ()

    @property
    def family(self):
        return "inet6" if self.ipv6 else "inet"

    @property
    def type(self):
        return "stream" if self.netid == "tcp" else "dgram"


def comm():
    with open("/proc/self/comm", "rb") as file:
        return file.read()[:-1]


def tcp_state(sock):
    return TCP_STATES[sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]]


def cookie(sock):
    return struct.unpack("=Q", sock.getsockopt(socket.SOL_SOCKET, SO_COOKIE, 8))[0]


def queue(sock, request):
    return struct.unpack("=i", fcntl.ioctl(sock, request, b"\0" * 4))[0]


def interface(sock):
    return sock.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16).rstrip(b"\0").decode() \
        or None


def bare(address):
    """(address, port) without a scope, as an endpoint of a row."""
    return address[0].partition("%")[0], address[1]


def v6only(sock, state):
    """The kernel tells sock_diag readers of this option only for sockets that it still affects."""
    if sock.family != socket.AF_INET6 or state not in ("LISTEN", "UNCONN", "CLOSE"):
        return None
    return sock.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)


def peer_or_none(sock):
    try:
        return bare(sock.getpeername())
    except OSError:
        return ("::" if sock.family == socket.AF_INET6 else "0.0.0.0", 0)


def shared(sock, netid, state):
    return {
        "netid": netid, "state": state, "ipv6": sock.family == socket.AF_INET6,
        "local": bare(sock.getsockname()), "peer": peer_or_none(sock),
        "inode": os.fstat(sock.fileno()).st_ino, "uid": os.fstat(sock.fileno()).st_uid,
        "cookie": cookie(sock), "interface": interface(sock),
        "mark": sock.getsockopt(socket.SOL_SOCKET, socket.SO_MARK),
        "v6only": v6only(sock, state), "owners": ((os.getpid(), comm(), sock.fileno()),),
    }


def of_tcp(sock, **changes):
    """The row of a TCP socket that this process holds. A FIN counts as one octet received."""
    state = tcp_state(sock)
    facts = shared(sock, "tcp", state)
    if state != "LISTEN" and state != "CLOSE":
        fin = state in ("CLOSE_WAIT", "LAST_ACK", "CLOSING")
        facts["recv_q"] = queue(sock, SIOCINQ) + (1 if fin else 0)
        facts["send_q"] = 1 if state == "SYN_SENT" else queue(sock, SIOCOUTQ)
    return Facts(**{**facts, **changes})


def of_udp(sock, **changes):
    """The row of a UDP socket. Its queues count memory, with the kernel's overhead."""
    memory = struct.unpack("=9I", sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, 36))
    connected = peer_or_none(sock)[1] != 0
    facts = shared(sock, "udp", "ESTABLISHED" if connected else "UNCONN")
    facts["recv_q"], facts["send_q"] = memory[0], memory[2]
    return Facts(**{**facts, **changes})


def wait_for_state(sock, state):
    limits.wait_until(lambda: tcp_state(sock) == state,
                      lambda: f"{state} (it is {tcp_state(sock)})")


def wait_until_steady(socks, seconds=0.45):
    """Waits until the queues of all have not moved for longer than a zero window probe takes."""
    limits.wait_until_steady(lambda: [(queue(sock, SIOCINQ), queue(sock, SIOCOUTQ))
                                      for sock in socks], seconds, "queues that do not move")
