# SPDX-License-Identifier: MIT
"""Random machines: processes with sockets of every family, in many states and in many hands. The
same seed makes the same world."""

import ast
import contextlib
import errno
import os
import random
import socket
import threading

import facts
import holder
import limits
import netns
import sandbox
import unowned

NOT_HERE = (errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT,
            errno.ESOCKTNOSUPPORT, errno.EOPNOTSUPP, errno.ENOSYS)
CLONE_FILES = 0x400
MPTCP = 262
UDPLITE = 136
AF_VSOCK = 40
AF_XDP = 44
LINGER_NOT = b"\1\0\0\0\0\0\0\0"
ODD_OCTETS = b" ()/\\\"',:=\x01\x1b\x7f\x80\xc3\xa9\xff"
HOLDERS_MOST = 4
STEPS_MOST = 8
THREAD_SECONDS = 20


def octets(rng, most, without=b""):
    """A name of ordinary and odd octets."""
    alphabet = [octet for octet in b"abcxyz019-_" + ODD_OCTETS if octet not in without]
    return bytes(rng.choice(alphabet) for _ in range(rng.randint(1, most)))


def host(rng, family):
    if family == socket.AF_INET:
        return rng.choice(("127.0.0.1", "0.0.0.0", "127.9.8.7"))
    return rng.choice(("::1", "::"))


class Hands:
    """The sockets of one process, which its steps make and hand on."""

    def __init__(self, rng):
        self.rng = rng
        self.kept = []
        self.holding = []
        """What is never handed on: the sockets of `unowned` go when these are closed."""
        self.unowned = {"io_uring": [], "in_flight": []}
        self.missing = set()
        self.families = [socket.AF_INET] + [socket.AF_INET6] * netns.has_ipv6()

    def make(self, *arguments):
        sock = socket.socket(*arguments)
        self.kept.append(sock)
        return sock

    def drop(self, sock):
        self.kept.remove(sock)
        sock.close()

    def listener(self, protocol=0):
        family = self.rng.choice(self.families)
        sock = self.make(family, socket.SOCK_STREAM, protocol)
        sock.bind((host(self.rng, family), 0))
        sock.listen(self.rng.randint(0, 9))
        return sock

    def connection(self, protocol=0):
        """(client, accepted)."""
        listener = self.listener(protocol)
        client = self.make(listener.family, socket.SOCK_STREAM, protocol)
        client.connect(listener.getsockname()[:2])
        accepted = listener.accept()[0]
        self.kept.append(accepted)
        if self.rng.random() < 0.5:
            self.drop(listener)
        return client, accepted

    def listen(self):
        self.listener()

    def connect(self):
        client, _ = self.connection()
        if self.rng.random() < 0.3:
            client.send(b"x" * self.rng.randint(1, 5000))

    def half_close(self):
        """FIN_WAIT2 and CLOSE_WAIT; sometimes TIME_WAIT."""
        client, accepted = self.connection()
        client.shutdown(socket.SHUT_WR)
        if self.rng.random() < 0.5:
            accepted.recv(1)
            self.drop(accepted)

    def reset(self):
        client, accepted = self.connection()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        self.drop(client)
        accepted.settimeout(limits.seconds())
        with contextlib.suppress(OSError):
            accepted.recv(1)

    def leave_waiting(self):
        """A connection that nobody has accepted."""
        listener = self.listener()
        listener.listen(3)
        self.make(listener.family, socket.SOCK_STREAM).connect(listener.getsockname()[:2])

    def bind_alone(self):
        family = self.rng.choice(self.families)
        self.make(family, socket.SOCK_STREAM).bind((host(self.rng, family), 0))

    def udp(self, protocol=0):
        family = self.rng.choice(self.families)
        server = self.make(family, socket.SOCK_DGRAM, protocol)
        server.bind((host(self.rng, family), 0))
        if self.rng.random() < 0.5:
            client = self.make(family, socket.SOCK_DGRAM, protocol)
            client.connect(server.getsockname()[:2])
            client.send(b"x" * self.rng.randint(0, 900))

    def udplite(self):
        self.udp(UDPLITE)

    def raw(self):
        self.make(self.rng.choice(self.families), socket.SOCK_RAW, self.rng.choice((1, 17, 253)))

    def mptcp(self):
        self.connection(MPTCP)

    def unix_kind(self):
        return self.rng.choice((socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET))

    def unix_pair(self):
        pair = socket.socketpair(socket.AF_UNIX, self.unix_kind())
        self.kept.extend(pair)
        if self.rng.random() < 0.3:
            pair[0].shutdown(self.rng.choice((socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_RDWR)))
        if self.rng.random() < 0.3:
            self.drop(pair[1])

    def unix_bound(self):
        """A line end in a name is left out: ss prints it as it is."""
        kind = self.unix_kind()
        sock = self.make(socket.AF_UNIX, kind)
        sock.bind(b"\0" + octets(self.rng, 40))
        if kind != socket.SOCK_DGRAM:
            sock.listen(self.rng.randint(1, 5))
        if self.rng.random() < 0.6:
            client = self.make(socket.AF_UNIX, kind)
            client.connect(sock.getsockname())
            if kind != socket.SOCK_DGRAM and self.rng.random() < 0.5:
                self.kept.append(sock.accept()[0])

    def packet(self):
        self.make(socket.AF_PACKET, self.rng.choice((socket.SOCK_RAW, socket.SOCK_DGRAM)),
                  self.rng.choice((0, 0x0300)))

    def netlink(self):
        sock = self.make(socket.AF_NETLINK, socket.SOCK_RAW, self.rng.choice((0, 15, 16)))
        sock.bind((0, self.rng.choice((0, 1))))

    def duplicate(self):
        for _ in range(self.rng.randint(1, 5)):
            if self.kept:
                self.kept.append(self.rng.choice(self.kept).dup())

    def share(self):
        """A child holds all that there is by now, or some of it."""
        keeps = [sock for sock in self.kept if self.rng.random() < 0.7]
        name = octets(self.rng, 15)
        self.fork(lambda: (sandbox.set_comm(name),
                           [sock.close() for sock in self.kept if sock not in keeps]))

    def fork(self, action):
        """A child takes the action, says so, and waits."""
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                sandbox.die_with_parent()
                kept = action()
                os.write(write_end, b"x")
                os.close(write_end)
                while True:
                    threading.Event().wait()
                    del kept
            finally:
                os._exit(1)
        os.close(write_end)
        ready = os.read(read_end, 1)
        os.close(read_end)
        if not ready:
            raise OSError("a child could not be prepared")

    def hand_on(self):
        """A child gets a socket in a message, and is the only one to have it."""
        if not self.kept:
            return
        ours, theirs = socket.socketpair()
        passed = self.kept.pop(self.rng.randrange(len(self.kept)))
        mine = [*self.kept, passed, ours]

        def receive():
            for sock in mine:
                sock.close()
            found = socket.recv_fds(theirs, 1, 1)[1]
            theirs.close()
            return found
        socket.send_fds(ours, [b"x"], [passed.fileno()])
        self.fork(receive)
        for sock in (passed, ours, theirs):
            sock.close()

    def lost(self):
        """A socket that this process has no descriptor of by the time that it has another holder."""
        sock = socket.socket(self.rng.choice(self.families), socket.SOCK_DGRAM)
        sock.bind((host(self.rng, sock.family), 0))
        return sock

    def give_to_io_uring(self):
        with self.lost() as sock:
            self.holding.append(unowned.ring_of(sock))
            self.unowned["io_uring"].append(os.fstat(sock.fileno()).st_ino)

    def send_away(self):
        with self.lost() as sock:
            self.holding.extend(unowned.send_away(sock))
            self.unowned["in_flight"].append(os.fstat(sock.fileno()).st_ino)

    def unlisted(self):
        """Many kernels have no vsock_diag or xdp_diag: nothing lists these, and nothing may take
        their descriptors for others. Tests of SCTP, TIPC and bound ones need those modules."""
        self.holding.append(socket.socket(AF_VSOCK, socket.SOCK_STREAM))
        self.holding.append(socket.socket(AF_XDP, socket.SOCK_RAW))

    def thread(self):
        """A thread opens some, with the files of the process or with files of its own."""
        own, done, name = self.rng.random() < 0.5, threading.Event(), octets(self.rng, 15)

        def body():
            if own:
                netns.unshare(CLONE_FILES)
            sandbox.set_comm(name)
            self.udp()
            self.unix_pair()
            done.set()
            threading.Event().wait()
        threading.Thread(target=body, daemon=True).start()
        if not done.wait(limits.seconds(THREAD_SECONDS)):
            raise OSError("a thread did not come up")

    STEPS = (listen, connect, half_close, reset, leave_waiting, bind_alone, udp, udplite, raw, mptcp,
             unix_pair, unix_bound, packet, netlink, duplicate, share, hand_on, give_to_io_uring,
             send_away, unlisted)

    def is_listed(self, sock):
        """The kernel lists no closed TCP socket, even when a process holds it."""
        return sock.type != socket.SOCK_STREAM or sock.family == socket.AF_UNIX or \
            facts.tcp_state(sock) != "CLOSE"

    def live(self):
        """Takes the steps; the inodes that are to be seen, by who holds them. A thread comes last: what it has must
        not be closed by another."""
        for step in self.rng.choices(self.STEPS, k=self.rng.randint(1, STEPS_MOST)):
            self.take(step)
        listed = sorted({os.fstat(sock.fileno()).st_ino for sock in self.kept
                         if self.is_listed(sock)})
        if self.rng.random() < 0.3:
            self.take(Hands.thread)
        return {"process": listed, **self.unowned}

    def take(self, step):
        try:
            step(self)
        except OSError as error:
            if error.errno not in NOT_HERE:
                raise
            self.missing.add(step.__name__)


KEPT = []


def live(seed, name):
    sandbox.set_comm(name)
    KEPT.append(Hands(random.Random(seed)))
    return KEPT[-1].live()


class World(contextlib.ExitStack):
    """A world in this network namespace, until it is closed."""

    def __init__(self, seed):
        super().__init__()
        rng = random.Random(seed)
        self.inodes = {"process": set(), "io_uring": set(), "in_flight": set()}
        for _ in range(rng.randint(1, HOLDERS_MOST)):
            steps = ()
            if rng.random() < 0.2 and sandbox.permitted(sandbox.become_nobody):
                steps = (sandbox.become_nobody, sandbox.stay_readable)
            name, inner = octets(rng, 15), rng.getrandbits(32)
            made = self.enter_context(holder.Holder(lambda s=inner, n=name: live(s, n), *steps))
            for by, inodes in ast.literal_eval(made.answer).items():
                self.inodes[by].update(inodes)
