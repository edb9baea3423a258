# SPDX-License-Identifier: MIT
"""A small web server as an administrator meets it: worker pools, connections over long addresses, a
full backlog, a leak of CLOSE_WAIT. Its clients are in a namespace of their own, across a veth. Every
address, port, name and pid is the same in every run."""

import contextlib
import os
import socket
import struct
import subprocess

import facts
import holder
import limits
import machine
import netns
import sandbox

SERVER4, CLIENT4 = "10.20.0.10", "10.20.0.20"
SERVER6 = "2001:db8:85a3:8d3:1319:8a2e:370:7348"
CLIENT6 = "2001:db8:85a3:8d3:1319:8a2e:370:9999"
WORKERS = 16
SSH, WEB, DATABASE, OUTSIDE, SLOW, LEAKY, ENDED = 22, 80, 5432, 3306, 8443, 8090, 8000
SLOW_BACKLOG = 5
LEAKS = 14


def ip(*words):
    subprocess.run(["ip", *words], check=True, stdin=subprocess.DEVNULL,
                   timeout=limits.seconds(limits.ORDINARY))


def add_addresses(device, ipv4, ipv6):
    ip("addr", "add", f"{ipv4}/24", "dev", device)
    ip("addr", "add", f"{ipv6}/64", "dev", device, "nodad")
    ip("link", "set", device, "up")


class Network:
    """Two namespaces across a veth: ours for the server, and one for its clients."""

    def __init__(self):
        self.home = machine.own_namespace()
        with machine.inside_new():
            machine.bind(machine.NAMED, "client")
            self.away = machine.own_namespace()
            ip("link", "add", "client0", "type", "veth", "peer", "name", "server0")
            ip("link", "set", "server0", "netns", f"/proc/{os.getpid()}/fd/{self.home}")
            add_addresses("client0", CLIENT4, CLIENT6)
        add_addresses("server0", SERVER4, SERVER6)
        netns.wait_for_route(SERVER6)
        with self.outside():
            netns.wait_for_route(CLIENT6)

    @contextlib.contextmanager
    def outside(self):
        """This thread is among the clients as long as the block runs."""
        machine.setns(self.away)
        try:
            yield
        finally:
            machine.setns(self.home)


def listen(address, port, backlog=128):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    sock.bind((address, port))
    sock.listen(backlog)
    return sock


def connect(source, port, target, target_port):
    family = socket.AF_INET6 if ":" in source else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.settimeout(limits.seconds(limits.CONDITION))
    sock.bind((source, port))
    sock.connect((target, target_port))
    return sock


def waiting(listener):
    """Connections that wait to be accepted: tcpi_unacked of struct tcp_info (linux/tcp.h)."""
    return struct.unpack_from("=I", listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 28),
                              24)[0]


def datagram(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    sock.bind((address, port))
    return sock


class Server(contextlib.ExitStack):
    """Makes all sockets in this process and hands each to the process that is to hold it."""

    def __init__(self):
        super().__init__()
        self.network = Network()
        self.sockets = []
        self.owners = []
        self.away = []
        self.next_port = 40000

    def keep(self, name, *sockets):
        """Processes are made in the end, each with its own sockets only."""
        self.sockets += sockets
        self.owners.append((name, sockets))

    def share(self, names, *sockets):
        """Every one of these processes has the sockets; they are in no other list."""
        self.sockets += sockets
        self.owners += [(name, sockets) for name in names]

    def client(self, source, target, port):
        """A connection that comes from outside."""
        self.next_port += 1
        with self.network.outside():
            self.away.append(connect(source, self.next_port, target, port))
        return self.away[-1]

    def accept(self, listener, source, target, port):
        self.client(source, target, port)
        return listener.accept()[0]

    def web(self):
        listeners = [listen("0.0.0.0", WEB, 511), listen("::", WEB, 511)]
        accepted = [self.accept(listeners[0], CLIENT4, SERVER4, WEB) for _ in range(40)]
        accepted += [self.accept(listeners[1], CLIENT6, SERVER6, WEB) for _ in range(20)]
        self.sockets += listeners + accepted
        self.owners.append(("nginx", listeners))
        self.owners += [("nginx", [*listeners, *accepted[worker::WORKERS]])
                        for worker in range(WORKERS)]

    def ssh(self):
        listeners = [listen("0.0.0.0", SSH), listen("::", SSH)]
        self.keep("sshd", *listeners)
        self.keep("sshd", self.accept(listeners[0], CLIENT4, SERVER4, SSH))
        self.keep("sshd", self.accept(listeners[0], CLIENT4, SERVER4, SSH))

    def database(self):
        listener = listen("127.0.0.1", DATABASE, 200)
        self.keep("postgres", listener)
        for number in range(6):
            client = connect("127.0.0.1", 50000 + number, "127.0.0.1", DATABASE)
            self.keep("postgres", listener.accept()[0])
            self.keep("gunicorn", client)

    def outgoing(self):
        with self.network.outside():
            listener = listen(CLIENT4, OUTSIDE)
        self.away.append(listener)
        for number in range(5):
            self.keep("python3", connect(SERVER4, 51000 + number, CLIENT4, OUTSIDE))

    def slow(self):
        """More connections wait to be accepted than the program allows."""
        listener = listen("0.0.0.0", SLOW, SLOW_BACKLOG)
        self.keep("slowapp", listener)
        for _ in range(SLOW_BACKLOG + 1):
            self.client(CLIENT4, SERVER4, SLOW)
        limits.wait_until(lambda: waiting(listener) == SLOW_BACKLOG + 1, "a full backlog")

    def leaky(self):
        """The other end has closed, and the program has not seen it."""
        listener = listen("0.0.0.0", LEAKY)
        accepted = []
        for _ in range(LEAKS):
            client = self.client(CLIENT4, SERVER4, LEAKY)
            accepted.append(listener.accept()[0])
            client.shutdown(socket.SHUT_WR)
        for sock in accepted:
            facts.wait_for_state(sock, "CLOSE_WAIT")
        self.keep("leaky", listener, *accepted)

    def datagrams(self):
        self.keep("systemd-resolve", datagram("127.0.0.53", 53))
        self.keep("ntpd", datagram("0.0.0.0", 123), datagram("::", 123))

    def end_connections(self):
        """The server closes first. TIME_WAIT lasts a minute: doing this again renews it."""
        listener = listen(SERVER4, ENDED)
        for number in range(8):
            with self.network.outside():
                client = connect(CLIENT4, 45001 + number, SERVER4, ENDED)
            server = listener.accept()[0]
            server.shutdown(socket.SHUT_WR)
            client.recv(1)
            client.close()
            server.recv(1)
            server.close()
        listener.close()

    def start(self):
        """Gives every socket to its owner and none to this process."""
        for make in (self.ssh, self.web, self.database, self.outgoing, self.slow, self.leaky,
                     self.datagrams, self.end_connections):
            make()
        for name, sockets in self.owners:
            self.enter_context(holder.Holder(lambda mine=sockets: self.drop_others(mine),
                                             lambda name=name: sandbox.set_comm(name.encode())))
        for sock in self.sockets:
            sock.close()
        return self

    def drop_others(self, mine):
        for sock in [*self.sockets, *self.away]:
            if all(sock is not one for one in mine):
                sock.close()
        return len(mine)


def started_for(case):
    """A server that runs as long as the tests of a class."""
    server = Server()
    case.addClassCleanup(server.close)
    server.start()
    return server
