# SPDX-License-Identifier: MIT
"""Whether a process holds a socket, and why none does."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import unittest

import support

import limits
import netns
import rows
import sandbox
import settings
import unowned
import zoo_tcp
from facts import wait_for_state

CAPABILITIES = {"CAP_PERFMON": 38, "CAP_SYS_ADMIN": 21}


def listener():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen()
    return sock


def ring_of(sock):
    """An io_uring that has registered the socket."""
    try:
        return unowned.ring_of(sock)
    except OSError as error:
        raise unittest.SkipTest(f"io_uring: {error}") from None


@contextlib.contextmanager
def in_flight():
    """The port of a listener whose only descriptor waits in a message."""
    with listener() as sock:
        port = sock.getsockname()[1]
        left, right = unowned.send_away(sock)
    with left, right:
        yield port


class OwnerStatus(support.TestCase):
    def run_sockets(self, *arguments):
        """Sockets of a run that may say that it did not see all owners."""
        return rows.document(support.run(*arguments, "--json").out)["sockets"]

    def status_of(self, port, *options):
        """Of the listener at a port: in JSON, and the Process cell of the table."""
        (found,) = self.run_sockets("-tlnp", *options, f"sport = :{port}")
        (row,) = rows.table(support.run("-tlnp", "-H", *options, f"sport = :{port}").out)
        return found["owner_status"], row.rest[0]

    def test_known_from_the_state(self):
        zoo = self.enterContext(zoo_tcp.TcpZoo())
        zoo.time_wait()
        zoo.backlog_full()
        zoo.syn_recv()
        zoo.orphan()
        zoo.fin_wait2_orphan()
        zoo.established()
        limits.wait_until(lambda: self.sockets("-tan", "state = fin-wait-2"), "FIN_WAIT2")
        for source in support.SOURCES:
            sockets = self.sockets("-tanp", f"--source={source}")
            statuses = {(sock["state"], sock["owner_status"]) for sock in sockets
                        if sock["inode"] is None}
            self.assertEqual(statuses, {
                ("TIME_WAIT", "time_wait"), ("ESTABLISHED", "not_accepted"),
                ("SYN_RECV", "request"), ("FIN_WAIT1", "closing"), ("FIN_WAIT2", "closing")})
            self.assertEqual({sock["owner_status"] for sock in sockets
                              if sock["inode"] is not None}, {"held"})
            cells = {row.rest[0] for row in self.table("-tanp", f"--source={source}")
                     if "(" not in row.rest[0]}
            self.assertEqual(cells, {"[time_wait]", "[not_accepted]", "[request]", "[closing]"})

    def test_close_wait_that_nobody_accepted(self):
        server = self.enterContext(listener())
        with socket.create_connection(server.getsockname()) as client:
            wait_for_state(client, "ESTABLISHED")
        (found,) = self.sockets("-tanp", "state = close-wait")
        self.assertEqual(found["owner_status"], "not_accepted")

    def test_io_uring(self):
        sock = listener()
        port, ring = sock.getsockname()[1], ring_of(sock)
        self.assertEqual(self.status_of(port)[0], "held")
        sock.close()
        self.assertEqual(self.status_of(port), ("io_uring", "[io_uring]"))
        self.assertEqual(self.status_of(port, "--owners=proc"), ("io_uring", "[io_uring]"))
        self.run_well("-tlnp", f"sport = :{port}")
        os.close(ring)
        limits.wait_until(lambda: not self.sockets("-tln"), "the io_uring is gone")

    def test_in_flight(self):
        """`hidden` where this machine has processes that even root may not read."""
        port = self.enterContext(in_flight())
        status, cell = self.status_of(port)
        self.assertIn(status, ("in_flight", "hidden"))
        self.assertEqual(cell, f"[{status}]")
        if os.environ.get("BPF"):
            self.assertEqual(self.status_of(port, "--owners=bpf"), ("in_flight", "[in_flight]"))

    def test_kernel(self):
        found = self.sockets("-a", "--family=netlink", "-np")
        self.assertIn("kernel", {sock["owner_status"] for sock in found})
        self.assertEqual({sock["local_port"] for sock in found
                          if sock["owner_status"] == "kernel"}, {0})

    def add_vxlan(self):
        """A device for which the kernel opens UDP sockets."""
        command = ("ip", "link", "add", "svvx", "type", "vxlan", "id", "7", "dstport", "4789",
                   "dev", "lo")
        if not settings.BPF or not shutil.which("ip") or \
                subprocess.run(command, capture_output=True, check=False).returncode != 0:
            self.skipTest("needs BPF, ip and VXLAN")
        self.addCleanup(subprocess.run, ("ip", "link", "del", "svvx"), check=True)
        subprocess.run(("ip", "link", "set", "svvx", "up"), check=True)

    def test_kernel_sockets_look_like_any_other(self):
        """Only BPF tells them apart. What a process holds is not the kernel's."""
        self.add_vxlan()
        mine = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        mine.bind(("127.0.0.1", 0))
        for options in ((), ("--owners=bpf",)):
            found = self.run_sockets("-unap", *options)
            self.assertEqual({(sock["local_port"], sock["owner_status"]) for sock in found},
                             {(4789, "kernel"), (mine.getsockname()[1], "held")})
        self.run_well("-unap")
        result = support.run("-unap", "--continuous=0.1", "--rounds=2", "--ndjson", "--owners=bpf")
        self.assertEqual(result.out.count('"owner_status":"kernel"'), 2, result.out)
        (unknown,) = [sock["owner_status"] for sock in self.run_sockets("-unap", "--owners=proc")
                      if sock["local_port"] == 4789]
        self.assertIn(unknown, ("unknown", "hidden", "other_pid_namespace"))

    def test_for_a_socket_of_the_kernel_no_descriptor_is_looked_at(self):
        self.add_vxlan()
        if shutil.which("strace") is None:
            self.skipTest("strace is not installed")
        with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as trace:
            result = support.run("-unap", "--owners=bpf", prefix=(
                "strace", "-f", "-e", "trace=openat", "-o", trace.name))
            opened = trace.read()
        if result.status != 0:
            self.skipTest("strace or BPF is not permitted")
        self.assertIn("[kernel]", result.out)
        self.assertIn('"/proc"', opened)
        self.assertNotIn('/fd"', opened)

    def test_is_a_column_like_others(self):
        zoo = self.enterContext(zoo_tcp.TcpZoo())
        zoo.time_wait()
        self.assertEqual({row["state"] for row in self.sockets("-tan", "owner_status = time_wait")},
                         {"TIME_WAIT"})
        self.assertNotIn("owner_status", self.sockets("-tan")[0])
        self.assertEqual(set(self.sockets("-tan", "--columns=owner_status")[0]), {"owner_status"})
        lines = self.run_well("-tan", "-H", "--columns=owner_status").out.split()
        self.assertEqual(lines, ["time_wait"])

    def test_no_name_looks_like_a_reason(self):
        self.enterContext(listener())
        name = open("/proc/self/comm", "rb").read()[:-1]
        self.addCleanup(sandbox.set_comm, name)
        for comm, shown in ((b"[hidden]", r"\x5bhidden]"), (b"a[hidden]", "a[hidden]")):
            sandbox.set_comm(comm)
            (row,) = self.table("-tlnp")
            self.assertEqual(row.rest[0], f"{shown}({os.getpid()})")


class LongNames(support.TestCase):
    """The kernel keeps 15 bytes of a name: what is longer in a filter is compared by those."""
    KEPT = "systemd-resolve"

    def setUp(self):
        self.enterContext(listener())
        name = open("/proc/self/comm", "rb").read()[:-1]
        self.addCleanup(sandbox.set_comm, name)
        sandbox.set_comm(self.KEPT.encode())

    def found(self, *arguments):
        result = support.run("-tln", *arguments, "--json")
        self.assertEqual(result.status, 0)
        document = rows.document(result.out)
        return len(document["sockets"]), [warning["code"] for warning in document["warnings"]]

    def test_longer_name(self):
        for test in ("process = systemd-resolved", "process systemd-resolved"):
            self.assertEqual(self.found(test), (1, ["filter_unclear"]))
        self.assertEqual(self.found("process != systemd-resolved"), (0, ["filter_unclear"]))
        self.assertEqual(self.found("process = systemd-resolwed"), (0, ["filter_unclear"]))

    def test_whole_name(self):
        self.assertEqual(self.found("process = systemd-resolve"), (1, []))
        self.assertEqual(self.found("process = systemd-resolv"), (0, []))

    def test_pattern_of_longer_names(self):
        for pattern, count in (("systemd-resolved", 1), ("systemd-resolve?", 1), ("system*[d]-*resolved", 1),
                               ("systemd-resolwe?", 0), ("systemd-resolveded*", 1),
                               ("*systemd-resolwed", 1), ("nginx-*-worker-process", 0)):
            with self.subTest(pattern=pattern):
                self.assertEqual(self.found(f"process ~ '{pattern}'"), (count, ["filter_unclear"]))
                self.assertEqual(self.found(f"process !~ '{pattern}'"),
                                 (1 - count, ["filter_unclear"]))
        for pattern in ("systemd-resolve", "*resolve", "systemd-*", "???????????????"):
            self.assertEqual(self.found(f"process ~ '{pattern}'"), (1, []))
        sandbox.set_comm(b"systemd-resolv")
        self.assertEqual(self.found("process ~ '*systemd-resolved'")[0], 0)

    def test_a_pattern_of_longer_names_destroys_nothing(self):
        for test in ("process ~ '*systemd-resolved'", "process !~ 'systemd-resolved'"):
            result = support.run("-tlK", "--dry-run", test)
            self.assertNotIn("LISTEN", result.out)
        self.assertIn("can be the beginning", result.err)

    def test_is_not_destroyed_as_another(self):
        result = support.run("-tlK", "--dry-run", "process != systemd-resolved")
        self.assertIn("'systemd-resolve' is compared", result.err)
        self.assertNotIn("LISTEN", result.out)


class Capabilities(support.TestCase):
    """What is missing is named, and nothing else is blamed."""

    def test_bpf_without_perfmon(self):
        if os.geteuid() != 0 or not os.environ.get("BPF"):
            self.skipTest("needs root and a build with BPF")
        self.enterContext(listener())

        def drop():
            for number in CAPABILITIES.values():
                netns.checked(netns.libc.prctl(sandbox.PR_CAPBSET_DROP, number, 0, 0, 0))
        result = support.run("-tlnp", "--owners=bpf", preexec=drop)
        (line,) = self.assert_error_lines(result)
        self.assertIn("CAP_PERFMON", line)
        self.assertNotIn("Linux 5.17", line)
        self.assertNotIn("CAP_BPF", line)

    def test_root_is_not_told_to_be_root(self):
        if os.geteuid() != 0:
            self.skipTest("needs root")
        self.enterContext(in_flight())
        result = support.run("-tlnp", "--owners=proc", preexec=sandbox.see_no_descriptors)
        (line,) = self.assert_error_lines(result)
        self.assertIn("CAP_SYS_PTRACE", line)
        self.assertNotIn("root,", line)


if __name__ == "__main__":
    support.main()
