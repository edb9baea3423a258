# SPDX-License-Identifier: MIT
"""Other network namespaces are listed as from inside, whichever TCP sockets they have: where there
are no connections, the table of all namespaces is not read."""

import contextlib
import os
import socket
import unittest

import limits
import machine
import netns
import support
from facts import wait_for_state

TCP_REPAIR = 19
IPPROTO_MPTCP = 262
QUESTIONS = (("-ta",), ("-t",), ("-tl",), ("-ta4",), ("-ta6",), ("-tua",),
             ("-tu", "state established"), ("-ua",),
             ("-t", "state syn-recv"), ("-t", "state time-wait"), ("-t", "state fin-wait-2"),
             ("-t", "state established"), ("-t", "state established state listening"),
             ("-ta", "sport > :0 and not dport = :1"))


def listen(host="127.0.0.1", protocol=0):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, protocol)
    listener.bind((host, 0))
    listener.listen(16)
    return listener


def connect(listener):
    client = socket.create_connection(listener.getsockname()[:2])
    return client, listener.accept()[0]


def pair(host="127.0.0.1"):
    with listen(host) as listener:
        return connect(listener)


def vanish(sock):
    """Closes a socket and sends nothing, so that its peer stays as it is."""
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    sock.close()


def bound(host="127.0.0.1"):
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    sock.bind((host, 0))
    return sock


def one_end(host="127.0.0.1"):
    client, server = pair(host)
    vanish(client)
    return server


def listener_and_pair():
    listener = listen()
    return listener, *connect(listener)


def time_wait():
    client, server = pair()
    client.close()
    wait_for_state(server, "CLOSE_WAIT")
    server.close()


def fin_wait2():
    client, server = pair()
    client.shutdown(socket.SHUT_WR)
    wait_for_state(client, "FIN_WAIT2")
    vanish(server)
    client.close()


def request():
    """What is left is SYN_RECV and its listener: the client has sent no data, and is gone."""
    listener = listen()
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
    vanish(socket.create_connection(listener.getsockname()))
    return listener


def request_left_behind():
    request().close()


def datagrams(host="127.0.0.1"):
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((host, 0))
    sock.connect(sock.getsockname()[:2])
    return sock


def left_to_the_kernel():
    """No process holds the socket any more: it is in a message that nobody reads."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with datagrams() as sock:
        socket.send_fds(ends[0], [b"x"], [sock.fileno()])
    return ends


def of_mptcp():
    listener = listen(protocol=IPPROTO_MPTCP)
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
    client.connect(listener.getsockname())
    return listener, client, listener.accept()[0]


# What a namespace has, and the states that -ta must show of it.
KINDS = {
    "nothing": (lambda: None, []),
    "a listener": (listen, ["LISTEN"]),
    "a listener of IPv6": (lambda: listen("::1"), ["LISTEN"]),
    "a listener of MPTCP": (lambda: listen(protocol=IPPROTO_MPTCP), ["LISTEN"]),
    "a bound socket": (bound, ["CLOSE"]),
    "a bound socket of IPv6": (lambda: bound("::1"), ["CLOSE"]),
    "a bound socket and a listener": (lambda: (bound(), listen()), ["CLOSE", "LISTEN"]),
    "one end": (one_end, ["ESTABLISHED"]),
    "one end of IPv6": (lambda: one_end("::1"), ["ESTABLISHED"]),
    "a listener and a connection": (listener_and_pair, ["ESTABLISHED", "ESTABLISHED", "LISTEN"]),
    "TIME_WAIT": (time_wait, ["TIME_WAIT"]),
    "FIN_WAIT2 that nobody holds": (fin_wait2, ["FIN_WAIT2"]),
    "SYN_RECV and its listener": (request, ["LISTEN", "SYN_RECV"]),
    "SYN_RECV whose listener has closed": (request_left_behind, ["SYN_RECV"]),
    "a socket of UDP": (datagrams, []),
    "a socket of UDP over IPv6": (lambda: datagrams("::1"), []),
    "a socket of UDP that nobody holds": (left_to_the_kernel, []),
    "a connection of MPTCP": (of_mptcp, ["ESTABLISHED", "ESTABLISHED", "LISTEN"]),
}


def enter_process(pid):
    path = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    machine.setns(path)
    os.close(path)


def used(pid):
    """How many sockets the namespace of a process has."""
    with open(f"/proc/{pid}/net/sockstat", encoding="ascii") as file:
        return int(file.readline().split()[2])


def is_without(kind):
    """Whether this kernel has no such sockets, so that the kind cannot be made."""
    if "MPTCP" in kind:
        with contextlib.suppress(OSError), socket.socket(proto=IPPROTO_MPTCP):
            return False
        return True
    return "IPv6" in kind and not netns.has_ipv6()


class IdleNamespaces(support.TestCase):
    def hold(self, make):
        held = machine.hold(machine.hold_as_process, make)
        self.addCleanup(held.close)
        return held

    def rows(self, *arguments, **options):
        return sorted((each["netid"], each["state"], each["local_address"], each["local_port"],
                       each["peer_address"], each["peer_port"], each["cookie"])
                      for each in self.sockets("-n", "--columns", "+cookie", *arguments, **options))

    def inside(self, pid, *question):
        """What is found without leaving home, once the socket that asks is gone again."""
        quiet = used(pid)
        found = self.rows(*question, preexec=lambda: enter_process(pid))
        limits.wait_until(lambda: used(pid) <= quiet, "as many sockets as before")
        return found

    def made(self, make, states):
        """A process in a namespace that has these sockets. A request lasts a second after its
        listener, so all is made anew until it is seen."""
        found = []

        def has_them():
            found.append(self.hold(make).pid)
            return [row[1] for row in self.inside(found[-1], "-ta")] == states
        limits.wait_until(has_them, states)
        return found[-1]

    def check(self, pid, *question):
        """The rows from outside are those from inside, where these stay the same meanwhile."""
        before = self.inside(pid, *question)
        outside = self.rows("-N", str(pid), *question)
        if before == self.inside(pid, *question):
            self.assertEqual(outside, before)

    def test_listed_as_from_inside(self):
        for kind, (make, states) in KINDS.items():
            if is_without(kind):
                continue
            pid = self.made(make, states)
            for question in QUESTIONS:
                with self.subTest(kind=kind, question=question):
                    self.check(pid, *question)

    def test_all_at_once(self):
        """By namespace, each once."""
        held = {self.hold(make).answer: sorted(states) for kind, (make, states) in KINDS.items()
                if not is_without(kind) and make != request_left_behind}
        found = {space: [] for space in held}
        for each in self.sockets("-ta", "--all-netns"):
            found[each["netns"]].append(each["state"])
        self.assertEqual({space: sorted(states) for space, states in found.items()}, held)


if __name__ == "__main__":
    machine.enter()
    support.main()
