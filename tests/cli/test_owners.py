# SPDX-License-Identifier: MIT
"""Who holds a socket: one process, several, one with two descriptors, none."""

import os
import re
import socket
import tempfile

import support

import facts
import holder
import rows
import zoo_tcp
from facts import of_udp


class Owners(support.TestCase):
    def bound(self):
        sock = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sock.bind(("127.0.0.1", 0))
        return sock

    def assert_owners(self, sock, expected, source):
        """`expected` has (pid, descriptor); the names are what /proc/PID/comm says."""
        named = {(pid, comm_of(pid), fd) for pid, fd in expected}
        local = "127.0.0.1:%d" % sock.getsockname()[1]
        options = ("-uanp", f"--source={source}")
        found = rows.by_key(self.table(*options, "-e"), lambda row: row.local)[local]
        self.assertEqual(rows.owners_of_field(found.rest[0]), named)
        found = rows.by_key(self.table(*options), lambda row: row.local)[local]
        self.assertEqual(rows.owners_of_field(found.rest[0]),
                         {(pid, name, None) for pid, name, _ in named})
        for sockets in (self.sockets(*options),
                        rows.ndjson(self.run_well(*options, "--ndjson").out)):
            found = rows.by_key(sockets, lambda sock: sock["local_port"])
            processes = found[sock.getsockname()[1]]["processes"]
            self.assertEqual(rows.owners_of_json(processes), named)
            self.assertEqual(len(processes), len(named))

    def test_one(self):
        sock = self.bound()
        for source in support.SOURCES:
            self.assert_owners(sock, {(os.getpid(), sock.fileno())}, source)

    def test_parent_and_child(self):
        sock = self.bound()
        child = self.enterContext(holder.Holder(sock.fileno))
        for source in support.SOURCES:
            self.assert_owners(sock, {(os.getpid(), sock.fileno()), (child.pid, sock.fileno())},
                               source)

    def test_child_alone(self):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        port, fd = sock.getsockname()[1], sock.fileno()
        child = self.enterContext(holder.Holder(sock.fileno))
        sock.close()
        found = [row for row in self.sockets("-uanp") if row["local_port"] == port]
        self.assertEqual(rows.owners_of_json(found[0]["processes"]),
                         {(child.pid, comm_of(child.pid), fd)})

    def test_two_descriptors(self):
        sock = self.bound()
        second = self.enterContext(socket.socket(fileno=os.dup(sock.fileno())))
        for source in support.SOURCES:
            self.assert_owners(sock, {(os.getpid(), sock.fileno()),
                                      (os.getpid(), second.fileno())}, source)

    def test_path_that_is_too_long_to_be_told(self):
        """The kernel refuses to tell the path of such a file, which is no socket."""
        held = os.open(self.enterContext(tempfile.TemporaryDirectory()), os.O_RDONLY)
        for _ in range(20):
            os.mkdir("x" * 250, dir_fd=held)
            below = os.open("x" * 250, os.O_RDONLY, dir_fd=held)
            os.close(held)
            held = below
        self.addCleanup(os.close, held)
        with self.assertRaises(OSError):
            os.readlink(f"/proc/self/fd/{held}")
        sock = self.bound()
        result = self.run_well("-uanp", "--owners=proc")
        self.assertIn("127.0.0.1:%d" % sock.getsockname()[1], result.out)
        self.assertEqual(result.err, "")

    def test_many_holders(self):
        sock = self.bound()
        children = [self.enterContext(holder.Holder(sock.fileno)) for _ in range(12)]
        pids = [os.getpid()] + [child.pid for child in children]
        self.assert_owners(sock, {(pid, sock.fileno()) for pid in pids}, "netlink")

    def test_name_is_comm_and_pid_is_there_without_option(self):
        """No option at all means everything with its owners."""
        sock = self.bound()
        found = [row for row in rows.table(self.run_well("-H").out)
                 if re.search(r":%d$" % sock.getsockname()[1], row.local)]
        self.assertEqual([rows.owners_of_field(row.rest[0]) for row in found],
                         [{(os.getpid(), facts.comm(), None)}])

    def test_no_owners_unless_asked(self):
        self.bound()
        self.assertEqual([row.rest for row in self.table("-uan")], [()])
        self.assertNotIn("processes", self.sockets("-uan")[0])

    def test_none_by_nature(self):
        """Without an inode there is no file to hold: nobody, which is not unknown."""
        zoo = self.enterContext(zoo_tcp.TcpZoo())
        zoo.time_wait()
        zoo.backlog_full()
        for source in support.SOURCES:
            sockets = self.sockets("-tanp", f"--source={source}")
            fileless = [sock for sock in sockets if sock["inode"] is None]
            self.assertEqual(sorted(sock["state"] for sock in fileless),
                             ["ESTABLISHED", "TIME_WAIT"])
            self.assertEqual([sock["processes"] for sock in fileless], [[], []])
            fields = {row.rest for row in self.table("-tanp", f"--source={source}")
                      if row.state == "TIME_WAIT"}
            self.assertEqual(fields, {("[time_wait]",)})

    def test_exact_field(self):
        sock = self.bound()
        name = facts.comm().decode()
        self.assertEqual(self.table("-uanp")[0].rest, (f"{name}({os.getpid()})",))
        self.assertEqual(self.table("-uanpe")[0].rest[0],
                         f"{name}({os.getpid()},{sock.fileno()})")

    def test_many_sockets_of_many_processes(self):
        """The join of sockets and owners, where each process has several hundred."""
        with holder.load("udp", 2000, 4):
            by_pid = {}
            for sock in self.sockets("-uanp"):
                (owner,) = sock["processes"]
                self.assertEqual(owner["name"], "socket_load")
                self.assertEqual(os.stat(f"/proc/{owner['pid']}/fd/{owner['fd']}").st_ino,
                                 sock["inode"])
                by_pid[owner["pid"]] = by_pid.get(owner["pid"], 0) + 1
            self.assertEqual(sorted(by_pid.values()), [500] * 4)

    def test_udp_facts_are_whole(self):
        """Guards the helper used above: the inode is that of the descriptor."""
        sock = self.bound()
        self.assertEqual(os.readlink(f"/proc/self/fd/{sock.fileno()}"),
                         f"socket:[{of_udp(sock).inode}]")


def comm_of(pid):
    with open(f"/proc/{pid}/comm", "rb") as file:
        return file.read()[:-1]


if __name__ == "__main__":
    support.main()
