# SPDX-License-Identifier: MIT
"""TCP sockets in every state of RFC 9293 that loopback can reach, and what their rows must say."""

import contextlib
import socket

import facts
from facts import ANY, Facts, bare, of_tcp, wait_for_state
import limits

SMALL_BUFFER = 4096
KEEPALIVE_IDLE = 7200
WINDOW_TIMERS = ("persist", "on")


class TcpZoo(contextlib.ExitStack):
    """Holds the sockets. Each method named after a state adds a pair and returns nothing."""

    def __init__(self, family=socket.AF_INET, host="127.0.0.1"):
        super().__init__()
        self.address_family = family
        self.host = host
        self.rows = []
        self.full = []

    def keep(self, sock):
        return self.enter_context(sock)

    def listener(self, backlog=16, **options):
        sock = self.keep(socket.socket(self.address_family, socket.SOCK_STREAM))
        if options.get("small"):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        if options.get("defer"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
        sock.bind((self.host, 0))
        sock.listen(backlog)
        return sock

    def client(self, listener, small=False):
        sock = self.keep(socket.socket(self.address_family, socket.SOCK_STREAM))
        if small:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER)
        sock.connect(listener.getsockname())
        return sock

    def pair(self, small=False):
        """(who connected, who accepted); nobody listens any more."""
        with self.listener(small=small) as listener:
            client = self.client(listener, small)
            return client, self.keep(listener.accept()[0])

    def fill(self, sock):
        """Sends until the peer's window is full and the send buffer, too."""
        sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                sock.send(b"x" * 65536)
        self.full.append(sock)

    def add(self, *rows):
        self.rows.extend(rows)

    def add_later(self, sock, **changes):
        """A row whose facts are read when the queues have come to rest."""
        self.rows.append((sock, changes))

    def settle(self):
        """Every row, when nothing moves any more."""
        facts.wait_until_steady(self.full)
        self.rows = [row if isinstance(row, Facts) else of_tcp(row[0], **row[1])
                     for row in self.rows]
        return self.rows

    def listen(self):
        self.add(of_tcp(self.listener(backlog=7), send_q=7))

    def established(self):
        client, server = self.pair()
        client.sendall(b"unread")
        server.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE)
        limits.wait_until(lambda: facts.queue(server, facts.SIOCINQ) == 6, "6 octets received")
        idle = KEEPALIVE_IDLE * 1000
        self.add(of_tcp(client),
                 of_tcp(server, timers=("keepalive",), expires_ms=(idle - 30000, idle)))

    def backlog_full(self):
        """LISTEN with a full accept queue, ESTABLISHED that nobody accepted, SYN_SENT."""
        listener = self.listener(backlog=0)
        waiting = self.client(listener)
        asking = self.keep(socket.socket(self.address_family, socket.SOCK_STREAM))
        asking.setblocking(False)
        asking.connect_ex(listener.getsockname())
        wait_for_state(asking, "SYN_SENT")
        server = bare(listener.getsockname())
        self.add(of_tcp(listener, recv_q=1, send_q=0), of_tcp(waiting),
                 self.without_file("ESTABLISHED", server, bare(waiting.getsockname())),
                 of_tcp(asking, peer=server, timers=("on",), expires_ms=(0, 70000)))

    def syn_recv(self):
        listener = self.listener(defer=True)
        client = self.client(listener)
        self.add(of_tcp(listener, send_q=16), of_tcp(client),
                 self.without_file("SYN_RECV", bare(listener.getsockname()),
                                   bare(client.getsockname()), timers=("on",),
                                   expires_ms=(0, 130000)))

    def fin_wait1(self):
        client, server = self.pair(small=True)
        self.fill(client)
        client.shutdown(socket.SHUT_WR)
        wait_for_state(client, "FIN_WAIT1")
        self.add_later(client, timers=WINDOW_TIMERS, expires_ms=(0, 130000))
        self.add_later(server)

    def orphan(self):
        """FIN_WAIT1 whose program has closed it: no file is left."""
        client, server = self.pair(small=True)
        self.fill(client)
        self.full.remove(client)
        local, peer = bare(client.getsockname()), bare(client.getpeername())
        facts.wait_until_steady([client])
        unsent = facts.queue(client, facts.SIOCOUTQ)
        client.close()
        self.add(self.without_file("FIN_WAIT1", local, peer, send_q=unsent + 1,
                                   timers=WINDOW_TIMERS, expires_ms=(0, 130000)))
        self.full.append(server)
        self.add_later(server)

    def fin_wait2(self):
        """FIN_WAIT2 that a program holds, and its peer in CLOSE_WAIT."""
        client, server = self.pair()
        client.shutdown(socket.SHUT_WR)
        wait_for_state(client, "FIN_WAIT2")
        wait_for_state(server, "CLOSE_WAIT")
        self.add(of_tcp(client), of_tcp(server))

    def fin_wait2_orphan(self):
        """FIN_WAIT2 after close: the kernel keeps it as a small timewait record."""
        client, server = self.pair()
        local, peer = bare(client.getsockname()), bare(client.getpeername())
        client.close()
        wait_for_state(server, "CLOSE_WAIT")
        self.add(of_tcp(server), self.timewait("FIN_WAIT2", local, peer))

    def last_ack(self):
        client, server = self.pair(small=True)
        client.shutdown(socket.SHUT_WR)
        wait_for_state(server, "CLOSE_WAIT")
        server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER)
        self.fill(server)
        server.shutdown(socket.SHUT_WR)
        wait_for_state(server, "LAST_ACK")
        self.add_later(client)
        self.add_later(server, timers=WINDOW_TIMERS, expires_ms=(0, 130000))

    def closing(self):
        """The peer's FIN arrives while this end's own FIN waits, because the window is full."""
        client, server = self.pair(small=True)
        self.fill(client)
        client.shutdown(socket.SHUT_WR)
        server.shutdown(socket.SHUT_WR)
        wait_for_state(client, "CLOSING")
        wait_for_state(server, "FIN_WAIT2")
        self.add_later(client, timers=WINDOW_TIMERS, expires_ms=(0, 130000))
        self.add_later(server)

    def time_wait(self):
        client, server = self.pair()
        local, peer = bare(client.getsockname()), bare(client.getpeername())
        client.close()
        wait_for_state(server, "CLOSE_WAIT")
        server.close()
        self.add(self.timewait("TIME_WAIT", local, peer))

    def close_bound(self):
        """CLOSE: bound, and neither connected nor listening."""
        sock = self.keep(socket.socket(self.address_family, socket.SOCK_STREAM))
        sock.bind((self.host, 0))
        self.add(of_tcp(sock))

    def without_file(self, state, local, peer, **changes):
        row = Facts("tcp", state, local, peer, ipv6=self.address_family == socket.AF_INET6,
                    inode=None, uid=ANY, interface=ANY)
        for name, value in changes.items():
            setattr(row, name, value)
        return row

    def timewait(self, state, local, peer):
        return self.without_file(state, local, peer, uid=None, timers=("timewait",),
                                 expires_ms=(1, 60000))


STATES = (TcpZoo.listen, TcpZoo.established, TcpZoo.backlog_full, TcpZoo.syn_recv,
          TcpZoo.fin_wait1, TcpZoo.orphan, TcpZoo.fin_wait2, TcpZoo.fin_wait2_orphan,
          TcpZoo.last_ack, TcpZoo.closing, TcpZoo.time_wait)


def every_state(family=socket.AF_INET, host="127.0.0.1", bound_inactive=False):
    """A zoo at rest; the caller closes it."""
    zoo = TcpZoo(family, host)
    for add in STATES + ((TcpZoo.close_bound,) if bound_inactive else ()):
        add(zoo)
    zoo.settle()
    return zoo
