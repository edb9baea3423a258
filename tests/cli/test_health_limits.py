# SPDX-License-Identifier: MIT
"""What --health finds of processes and of the kernel."""

import contextlib
import os
import socket
import subprocess
import sys
import unittest

import support

import health_case
import limits
import rows
import sandbox

DESCRIPTORS_MOST = 64
HOLD_DESCRIPTORS = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (%d, %d))
held = [os.dup(0) for _ in range(int(sys.argv[1]) - len(os.listdir("/proc/self/fd")) + 1)]
print("ready", flush=True)
sys.stdin.read()
""" % (DESCRIPTORS_MOST, DESCRIPTORS_MOST)
PAGE = os.sysconf("SC_PAGE_SIZE")
ORPHANS_MOST, MEMORY_MOST = 4000, 64 * 1024 * 1024  # of what a test makes, in sockets and bytes
CHUNK = bytes(1024 * 1024)


def read_limit(name):
    """The last number of a setting that only the first network namespace has; otherwise None."""
    with contextlib.suppress(FileNotFoundError), \
            open(f"/proc/sys/net/ipv4/{name}", encoding="ascii") as file:
        return int(file.read().split()[-1])
    return None


# Where this script starts, before a class enters a namespace of its own.
STARTED = os.open("/proc/self/ns/net", os.O_RDONLY)
ORPHANS_LIMIT, MEMORY_PAGES = read_limit("tcp_max_orphans"), read_limit("tcp_mem")
MEMORY_LIMIT = (MEMORY_PAGES or 0) * PAGE


class Machine(health_case.Case):
    def test_a_process_near_its_limit_on_descriptors(self):
        for used, expected in ((40, []), (60, ["warning"]), (64, ["critical"])):
            with subprocess.Popen([sys.executable, "-c", HOLD_DESCRIPTORS, str(used)],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
                process.stdout.readline()
                found = self.findings("--health=descriptors")
                process.stdin.close()
            self.assertEqual([one["severity"] for one in found], expected, used)
            for one in found:
                self.assertEqual(([owner["pid"] for owner in one["processes"]], one["limit"]),
                                 ([process.pid], DESCRIPTORS_MOST))
                self.assertEqual(one["sockets"], [])

    def test_time_wait_near_its_limit(self):
        health_case.write_setting("tcp_max_tw_buckets", 10)
        listener = self.listen()
        for _ in range(9):
            client, server = self.pair(listener)
            client.close()
            server.close()
        found = self.wait_for("--health=kernel_limits")[0]
        self.assertEqual([found[name] for name in ("code", "what", "limit", "look_at")],
                         ["kernel_limits", "time_wait", 10, "tcp_max_tw_buckets"])
        self.assertGreaterEqual(found["amount"], 9)
        self.assertEqual(found["severity"], "warning")

    def test_few_in_time_wait_are_no_finding(self):
        health_case.write_setting("tcp_max_tw_buckets", 10)
        client, server = self.pair(self.listen())
        client.close()
        server.close()
        listed = ("-tan", "state", "time-wait", "--expect")
        limits.wait_until(lambda: support.run(*listed).status == 0, "one in TIME_WAIT")
        self.assertEqual(self.findings("--health=kernel_limits"), [])


@unittest.skipUnless(ORPHANS_LIMIT and MEMORY_PAGES, "not in the first network namespace")
class WholeMachine(health_case.Case):
    """Numbers of the whole machine have their limits in the first namespace only, so the program
    looks from there. What the tests make of them is little: the limit is 1 percent."""

    def look(self, what, percent):
        """The finding of that kind, or None; seen from the first namespace."""
        prefix = ("nsenter", f"--net=/proc/{os.getpid()}/fd/{STARTED}")
        found = self.findings(f"--health=kernel_limits:{percent}", prefix=prefix)
        return next((one for one in found if one["what"] == what), None)

    def wait_for_silence(self, what):
        """Until the machine is well in this: what others make of it, and the case before."""
        try:
            limits.wait_until(lambda: self.look(what, 1) is None, f"few {what}")
        except AssertionError:
            self.skipTest(f"others on this machine have much of {what}")

    def check(self, what, unit, limit, look_at):
        found = []

        def look():
            found[:] = [self.look(what, 1)]
            return found[0]
        limits.wait_until(look, what)
        (one,) = found
        self.assertEqual([one[name] for name in ("severity", "code", "unit", "limit", "look_at",
                                                 "local", "processes", "sockets")],
                         ["warning", "kernel_limits", unit, limit, look_at, None, None, []])
        self.assertGreaterEqual(one["amount"], limit // 100)
        self.assertLess(one["amount"], limit)
        self.assertIsNone(self.look(what, 90))

    def test_orphans_near_their_limit(self):
        number = ORPHANS_LIMIT // 100 + 2
        if number > ORPHANS_MOST:
            self.skipTest(f"it would take {number} connections")
        self.wait_for_silence("orphans")
        with open("/proc/sys/net/core/somaxconn", "w", encoding="ascii") as file:
            file.write(str(number))
        health_case.write_setting("tcp_fin_timeout", 120)  # a shorter one makes no orphans
        listener = self.listen(backlog=number)
        for _ in range(number):
            socket.create_connection(listener.getsockname()).close()
        self.check("orphans", "sockets", ORPHANS_LIMIT, "tcp_max_orphans")
        self.assertEqual(self.findings("--health=kernel_limits:1"), [])

    def test_memory_near_its_limit(self):
        needed = MEMORY_LIMIT // 100
        if needed > MEMORY_MOST:
            self.skipTest(f"it would take {needed} bytes")
        self.wait_for_silence("tcp_memory")
        listener = self.listen()
        sent = 0
        while sent < needed * 3 // 2:
            client, _server = self.pair(listener)
            client.setblocking(False)
            before = sent
            with contextlib.suppress(BlockingIOError):
                while sent < needed * 3 // 2:
                    sent += client.send(CHUNK)
            self.assertGreater(sent, before)
        self.check("tcp_memory", "bytes", MEMORY_LIMIT, "tcp_mem")
        self.assertEqual(self.findings("--health=kernel_limits:1"), [])


class Unseen(health_case.Case):
    """What cannot be read is said, so that it does not look well."""

    def look(self, check, *steps, **options):
        return support.run(f"--health={check}", "--interval=0.01", "-j",
                           preexec=sandbox.steps(*steps), **options)

    def test_without_proc_nothing_is_well(self):
        if support.SANITIZED or not sandbox.permitted(sandbox.hide_proc):
            self.skipTest("mounts are not permitted, or a sanitizer needs /proc")
        for check, reason in (("descriptors", "health: /proc: no processes are there"),
                              ("drops", "health: drops not judged: "),
                              ("ports", "health: ports not judged: "),
                              ("kernel_limits", "health: kernel_limits not judged: ")):
            with self.subTest(check=check):
                result = self.look(check, sandbox.hide_proc)
                self.assertEqual(result.status, 3, result)
                self.assertIn("sockview: " + reason, result.err)
                document = rows.document(result.out)
                self.assertEqual((document["complete"], document["findings"]), (False, []))
                self.assertEqual({warning["code"] for warning in document["warnings"]},
                                 {"counters_unreadable"})
        self.assertEqual(self.look("listen_queue", sandbox.hide_proc).status, 0)

    def test_hidden_processes_are_mentioned(self):
        steps = (sandbox.own_mounts, sandbox.mount_proc_hidepid, sandbox.become_nobody)
        if not sandbox.permitted(sandbox.steps(*steps)):
            self.skipTest("mounts, or another user, are not permitted")
        result = self.look("descriptors", *steps, sockview=sandbox.public_sockview(self))
        self.assertEqual(result.status, 0)
        self.assertIn("sockview: health: /proc hides processes of others", result.err)
        self.assertEqual([one["code"] for one in rows.document(result.out)["warnings"]],
                         ["owners_hidden"])
        self.assertEqual(self.look("descriptors").err, "")


if __name__ == "__main__":
    support.main()
