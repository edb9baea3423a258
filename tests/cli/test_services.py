# SPDX-License-Identifier: MIT
"""Names of ports: the C library's services database, for each protocol, unless -n."""

import contextlib
import os
import socket
import tempfile

import machine
import sandbox
import support

PORTS = (1, 7, 22, 53, 80, 123, 443, 514, 520, 631, 853, 4242, 5353, 8080, 65535)


def service(port, protocol):
    try:
        return socket.getservbyport(port, protocol)
    except OSError:
        return None


class Services(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        for port in PORTS:
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                sock = stack.enter_context(socket.socket(socket.AF_INET, kind))
                sock.bind(("127.0.0.1", port))
                if kind == socket.SOCK_STREAM:
                    sock.listen(1)
        client = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        client.connect(("127.0.0.1", 53))
        cls.expected = {(protocol, port): service(port, protocol)
                        for protocol in ("tcp", "udp") for port in PORTS}

    def need_database(self):
        if not any(self.expected.values()):
            self.skipTest("the services database is empty here (netbase is not installed)")

    def test_json(self):
        self.need_database()
        for source in support.SOURCES:
            found = {(sock["netid"], sock["local_port"]): sock["local_service"]
                     for sock in self.sockets("-tul", f"--source={source}")}
            self.assertEqual(found, self.expected)

    def test_protocols_differ(self):
        """514 is shell over TCP and syslog over UDP."""
        if service(514, "tcp") == service(514, "udp"):
            self.skipTest("the database here does not tell them apart")
        found = {sock["netid"]: sock["local_service"] for sock in self.sockets("-tul")
                 if sock["local_port"] == 514}
        self.assertEqual(found, {"tcp": service(514, "tcp"), "udp": service(514, "udp")})

    def test_table(self):
        self.need_database()
        found = {(row.netid, row.local.rpartition(":")[2]) for row in self.table("-tul")}
        self.assertEqual(found, {(netid, name or str(port))
                                 for (netid, port), name in self.expected.items()})

    def test_numeric(self):
        for option in ("-n", "--numeric"):
            found = {int(row.local.rpartition(":")[2]) for row in self.table("-tul", option)}
            self.assertEqual(found, set(PORTS))
            for sock in self.sockets("-tul", option):
                self.assertFalse({"local_service", "peer_service"} & set(sock))

    def test_peer(self):
        (sock,) = self.sockets("-u")
        self.assertEqual((sock["peer_port"], sock["peer_service"]), (53, service(53, "udp")))
        (row,) = self.table("-u")
        self.assertEqual(row.peer, f"127.0.0.1:{service(53, 'udp') or 53}")

    def test_no_port_has_no_service(self):
        for sock in self.sockets("-ul"):
            self.assertEqual((sock["peer_port"], sock["peer_service"]), (0, None))


class NoSockets(support.TestCase):
    def test_without_rows_no_database_is_read(self):
        """A program that opened the FIFO would wait for somebody to write to it."""
        directory = self.enterContext(tempfile.TemporaryDirectory())
        fifo = os.path.join(directory, "fifo")
        os.mkfifo(fifo)

        def hide_databases():
            sandbox.own_mounts()
            for path in filter(os.path.exists, ("/etc/services", "/etc/passwd")):
                machine.mount(fifo, path, flags=machine.MS_BIND)

        if not sandbox.permitted(hide_databases):
            self.skipTest("a mount is not permitted")
        self.assertEqual(self.table("-tua", preexec=hide_databases), [])
        self.assertEqual(self.sockets("-tuae", preexec=hide_databases), [])


if __name__ == "__main__":
    support.main()
