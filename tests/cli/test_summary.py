# SPDX-License-Identifier: MIT
"""-s: the kernel's totals, as ss prints them, in a time that does not depend on the sockets."""

import contextlib
import os
import re
import socket
import subprocess
import time
import unittest

import support

import holder
import limits
import netns
import oracle_ss
import rows
import sandbox
import settings
import zoo_tcp

FEW = 100
MANY = settings.MANY_SOCKETS
# What changes meanwhile: sockets on the whole machine, and those that the kernel frees later.
MOVING = ("sockets.used", "tcp.orphaned", "tcp.allocated", "ports.tcp_most")
IPPROTO_MPTCP = 262
IPPROTO_UDPLITE = 136


def names(text):
    """{name: (value, limit)} of the table; a line that has not three fields is an error."""
    result = {}
    for line in text.splitlines():
        name, value, limit = line.split()
        if name in result:
            raise AssertionError(f"twice: {name}")
        result[name] = (value, limit)
    return result


def flat(summary):
    return {f"{group}.{name}": number for group, members in summary.items()
            for name, number in members.items()}


def ss_numbers():
    """What ss -s prints, by sockview's names."""
    text = subprocess.run(["ss", "-s"], capture_output=True, check=True,
                          timeout=limits.seconds()).stdout.decode()
    found = {"sockets.used": int(re.search(r"^Total: (\d+)", text, re.M)[1])}
    line = re.search(r"^TCP:\s+(\d+) \(estab (\d+), closed (\d+), orphaned (\d+), timewait (\d+)\)",
                     text, re.M)
    found["ss's TCP"] = int(line[1])
    established, _, orphaned, time_wait = line.groups()[1:]
    for name, number in (("established", established), ("orphaned", orphaned),
                         ("time_wait", time_wait)):
        found[f"tcp.{name}"] = int(number)
    for row, group in (("RAW", "raw"), ("UDP", "udp"), ("TCP", "tcp"), ("INET", "inet"),
                       ("FRAG", "fragments")):
        numbers = re.search(rf"^{row}\s+(\d+)\s+(\d+)\s+(\d+)", text, re.M).groups()
        for name, number in zip(("total", "ipv4", "ipv6"), numbers):
            found[f"{group}.{name}"] = int(number)
    return found


def gather(stack):
    """Sockets of each family that the kernel counts; returns how many of each."""
    def opened(*arguments, bind=None, listen=False):
        sock = stack.enter_context(socket.socket(*arguments))
        if bind:
            sock.bind(bind)
        if listen:
            sock.listen(4)
        return sock
    listener = opened(socket.AF_INET, socket.SOCK_STREAM, bind=("127.0.0.1", 0), listen=True)
    for _ in range(3):
        opened(socket.AF_INET, socket.SOCK_STREAM).connect(listener.getsockname())
        stack.enter_context(listener.accept()[0])
    waiting = socket.create_connection(listener.getsockname())
    accepted = listener.accept()[0]
    waiting.close()
    accepted.recv(1)
    accepted.close()
    counts = {"tcp.listen": 1, "tcp.ipv4": 7, "tcp.established": 6, "tcp.time_wait": 1}
    for _ in range(2):
        opened(socket.AF_INET, socket.SOCK_DGRAM, bind=("127.0.0.1", 0))
    opened(socket.AF_INET, socket.SOCK_DGRAM, IPPROTO_UDPLITE, bind=("127.0.0.1", 0))
    counts.update({"udp.ipv4": 2, "udplite.ipv4": 1})
    if netns.has_ipv6():
        opened(socket.AF_INET6, socket.SOCK_STREAM, bind=("::1", 0), listen=True)
        opened(socket.AF_INET6, socket.SOCK_DGRAM, bind=("::1", 0))
        counts.update({"tcp.listen": 2, "tcp.ipv6": 1, "udp.ipv6": 1})
    for name, arguments, many in (
            ("raw.ipv4", (socket.AF_INET, socket.SOCK_RAW, 1), 2),
            ("packet.total", (socket.AF_PACKET, socket.SOCK_RAW, 0), 3),
            ("netlink.total", (socket.AF_NETLINK, socket.SOCK_RAW, 0), 2)):
        with contextlib.suppress(OSError):
            for _ in range(many):
                opened(*arguments)
            counts[name] = many
    for _ in range(2):
        for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM):
            stack.enter_context(end)
        opened(socket.AF_UNIX, socket.SOCK_DGRAM)
    counts.update({"unix.total": 6, "unix.stream": 4})
    return counts


def reachable_states(stack):
    stack.enter_context(zoo_tcp.every_state(socket.AF_INET, "127.0.0.1"))


class Summary(support.TestCase):
    def setUp(self):
        netns.enter()

    def summary(self, *arguments, **options):
        document = rows.document(self.run_well("-sj", *arguments, **options).out)
        self.assertEqual((document["schema_version"], document["complete"], document["warnings"]),
                         (1, True, []))
        self.assertNotIn("sockets", document)
        return document["summary"]

    def test_counts(self):
        before = flat(self.summary())
        self.assertEqual([before[f"{group}.total"] for group in ("tcp", "udp", "unix", "packet")],
                         [0] * 4)
        with contextlib.ExitStack() as stack:
            expected = gather(stack)
            found = flat(self.summary())
            self.assertGreater(len(expected), 8)
            self.assertEqual({name: found[name] for name in expected}, expected)
            self.assertEqual(found["tcp.total"], found["tcp.ipv4"] + found["tcp.ipv6"])

    def test_mptcp(self):
        try:
            listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
        except OSError as error:
            self.skipTest(f"no MPTCP here: {error}")
        with listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(1)
            found = flat(self.summary())
            self.assertEqual((found["mptcp.total"], found["mptcp.ipv4"], found["tcp.listen"]),
                             (1, 1, 1))

    def settled_numbers(self):
        """Those of ss and of sockview. Some count the whole machine, where others work as well, so
        that it can take several attempts to catch the same."""
        for attempt in range(40):
            limits.pass_time(0.1 if attempt else 0)
            ss, found = ss_numbers(), flat(self.summary())
            found["ss's TCP"] = found["tcp.allocated"] + found["tcp.time_wait"]
            if all(found[name] == number for name, number in ss.items()):
                break
        return ss, found

    def test_same_numbers_as_ss(self):
        if not oracle_ss.available():
            self.skipTest("ss is not installed")
        with contextlib.ExitStack() as stack:
            expected = gather(stack)
            reachable_states(stack)
            ss, found = self.settled_numbers()
            self.assertGreater(ss["tcp.time_wait"], expected["tcp.time_wait"])
            self.assertGreater(ss["tcp.established"], expected["tcp.established"])
            self.assertEqual(len(ss), 20)
            self.assertEqual({name: found[name] for name in ss}, ss)

    def test_table_is_the_same_as_json(self):
        with contextlib.ExitStack() as stack:
            gather(stack)
            summary = self.summary()
            table = names(self.run_well("-s", "-v", "-H").out)
        json = flat(summary)
        for name, (value, _) in table.items():
            number = json[name]
            shown = "-" if number is None else str(int(number))
            if name not in MOVING and not name.endswith("_bytes"):
                self.assertEqual(value, shown, name)
        limits = {name for name in json if "limit" in name}
        self.assertEqual(set(json) - set(table), limits)
        self.assertEqual(len([limit for _, limit in table.values() if limit != "-"]),
                         len([name for name in limits if json[name] is not None]))

    def test_header(self):
        text = self.run_well("-sv").out
        self.assertEqual(text.splitlines()[0].split(), ["Name", "Value", "Limit"])
        self.assertEqual(text.splitlines()[1:], [line for line in text.splitlines()[1:] if
                                                 len(line.split()) == 3])
        self.assertEqual(len({len(line) for line in text.splitlines()}), 1)

    def test_people_get_a_dozen_lines(self):
        with contextlib.ExitStack() as stack:
            gather(stack)
            found = flat(self.summary())
            header, *lines = self.run_well("-s").out.splitlines()
        self.assertEqual(header.split(), ["Name", "Value", "Limit", "Used"])
        shown = {name: fields for name, *fields in map(str.split, lines)}
        self.assertEqual(list(shown), [
            "sockets.used", "tcp.total", "tcp.established", "tcp.listen", "tcp.time_wait",
            "tcp.orphaned", "tcp.memory", "udp.total", "udp.memory", "raw.total", "unix.total",
            "ports.tcp", "ports.udp"])
        for name in ("tcp.established", "tcp.listen", "udp.total"):
            self.assertEqual(shown[name], [str(found[name]), "-", "-"], name)
        limit = found["tcp.time_wait_limit"]
        percent = "-" if limit is None else f"{100 * found['tcp.time_wait'] / limit:.0f}%"
        self.assertEqual(shown["tcp.time_wait"],
                         [str(found["tcp.time_wait"]), str(limit or "-"), percent])
        self.assertRegex(shown["tcp.memory"][0], r"^\d+\.\d[KMGT]iB$")

    def bind(self, stack, kind, number):
        """Sockets that hold a port each, and that the kernel counts nowhere as in use, if TCP."""
        for _ in range(number):
            stack.enter_context(socket.socket(socket.AF_INET, kind)).bind(("127.0.0.1", 0))

    def test_ports_have_a_bound(self):
        """No fewer than are used, and nothing where that may be all."""
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            first, last = map(int, file.read().split())
        limit = last - first + 1
        with contextlib.ExitStack() as stack:
            self.bind(stack, socket.SOCK_STREAM, 30)
            self.bind(stack, socket.SOCK_DGRAM, 20)
            ports = self.summary()["ports"]
            self.assertEqual((ports["tcp_limit"], ports["udp_limit"], ports["udp_most"]),
                             (limit, limit, 20))
            if ports["tcp_most"] is not None:  # others on this machine may have as many
                self.assertIn(ports["tcp_most"], range(30, limit))
            lines = dict(line.split(maxsplit=1) for line in self.run_well("-sH").out.splitlines())
            self.assertEqual(lines["ports.udp"].split(), ["<=20", str(limit), "<=0%"])

    def test_ports_of_which_all_may_be_used_are_unknown(self):
        netns.enter()
        with open("/proc/sys/net/ipv4/ip_local_port_range", "w", encoding="ascii") as file:
            file.write("40000 40009")
        with contextlib.ExitStack() as stack:
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                self.bind(stack, kind, 10)
            ports = self.summary()["ports"]
            self.assertEqual(ports, {"ephemeral": 10, "tcp_most": None, "tcp_limit": 10,
                                     "udp_most": None, "udp_limit": 10})
            lines = dict(line.split(maxsplit=1) for line in self.run_well("-sH").out.splitlines())
            self.assertEqual(lines["ports.tcp"].split(), ["-", "10", "-"])

    def test_all_of_a_family_or_an_ip(self):
        """-v changes nothing where an option says what is wanted."""
        for option in ("-t", "-4"):
            self.assertEqual(list(names(self.run_well("-s", option).out)),
                             list(names(self.run_well("-sv", option).out)))

    def test_limits(self):
        """Limits of the whole machine are shown only in the first network namespace."""
        found = flat(self.summary())
        with open("/proc/sys/net/ipv4/tcp_max_tw_buckets", encoding="ascii") as file:
            self.assertEqual(found["tcp.time_wait_limit"], int(file.read()))
        for path, name, factor in (("tcp_max_orphans", "tcp.orphaned_limit", 1),
                                   ("tcp_mem", "tcp.memory_limit_bytes", os.sysconf("SC_PAGESIZE")),
                                   ("udp_mem", "udp.memory_limit_bytes",
                                    os.sysconf("SC_PAGESIZE"))):
            expected = None
            with contextlib.suppress(FileNotFoundError):
                with open(f"/proc/sys/net/ipv4/{path}", encoding="ascii") as file:
                    expected = int(file.read().split()[-1]) * factor
            self.assertEqual(found[name], expected, name)

    def test_narrowed(self):
        self.assertEqual(set(self.summary("-t")), {"tcp", "ports"})
        self.assertEqual(set(self.summary("-t")["ports"]), {"tcp_most", "tcp_limit"})
        self.assertEqual(set(self.summary("-tu")), {"tcp", "udp", "ports"})
        self.assertEqual(set(self.summary("-t", "-6")["tcp"]), {"ipv6"})
        self.assertEqual(self.summary("-a", "-n").keys(), self.summary().keys())

    def test_refused(self):
        for arguments in (("-sl",), ("-sp",), ("-s", "--ndjson"), ("-s", "--columns=state"),
                          ("-s", "--source=netlink"), ("-s", "--state=listen")):
            result = support.run(*arguments)
            self.assertEqual((result.status, result.out), (2, ""), arguments)
            self.assertIn("--summary", result.err)
            self.assertEqual(result.err.count("\n"), 1)

    def test_without_netlink_listeners_come_from_proc(self):
        with socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0)):
            for options in ((), ("--source=proc",)):
                found = flat(self.summary(*options))
                self.assertEqual((found["tcp.listen"], found["tcp.total"]), (2, 2))

    def test_what_the_kernel_counts_for_all_namespaces_together(self):
        self.assertIsNone(flat(self.summary())["tcp.closed"])

    def run_with_proc_net(self, files, *arguments):
        step = sandbox.fake_proc_net(files)
        if not sandbox.permitted(step):
            self.skipTest("mounts are not permitted here")
        return support.run(*arguments, preexec=step)

    def proc_net(self):
        files = {}
        for name in ("sockstat", "sockstat6", "snmp", "protocols"):
            with open(f"/proc/net/{name}", "rb") as file:
                files[name] = file.read()
        return files

    def test_absent_file(self):
        files = self.proc_net()
        del files["snmp"]
        result = self.run_with_proc_net(files, "-sj")
        document = rows.document(result.out)
        self.assertEqual((result.status, document["complete"]), (3, False))
        self.assertIn("snmp", document["warnings"][0]["message"])
        self.assertIsNone(document["summary"]["tcp"]["established"])
        self.assertEqual(document["summary"]["tcp"]["total"], 0)
        self.assertEqual(len(self.assert_error_lines(result)), 1)

    def test_hostile_file(self):
        files = self.proc_net()
        for text in (b"TCP: inuse \x1b[2J orphan", b"TCP: inuse 99999999999999999999\n",
                     b"TCP:\nTCP: inuse\n", b"\x00" * 4096, b"TCP: inuse -7\n"):
            with self.subTest(text=text[:40]):
                files["sockstat"] = text
                result = self.run_with_proc_net(files, "-sj")
                document = rows.document(result.out)
                self.assertIsNone(document["summary"]["tcp"]["ipv4"])
                self.assertIn(result.status, (0, 3))
                self.assertTrue(result.err.replace("\n", "").isprintable())

    def test_nothing_to_read(self):
        if not sandbox.permitted(sandbox.hide_proc):
            self.skipTest("mounts are not permitted here")
        result = support.run("-s", "--source=proc", preexec=sandbox.hide_proc)
        self.assertEqual((result.status, result.out), (1, ""))
        self.assertRegex(result.err, r"(?m)^sockview: summary: /proc/net/sockstat: ")


class ConstantTime(support.TestCase):
    def best_seconds(self, *arguments):
        times = []
        for _ in range(9):
            start = time.monotonic()
            self.run_well(*arguments)
            times.append(time.monotonic() - start)
        return min(times)

    def test_time(self):
        if support.SANITIZED:
            raise unittest.SkipTest("the sanitizers' time would be measured")
        seconds = {}
        for count in (FEW, MANY):
            netns.enter()
            with holder.load("tcp", count, 4):
                total = rows.document(self.run_well("-sj").out)["summary"]["tcp"]["total"]
                self.assertEqual(total, count)
                seconds[count] = self.best_seconds("-s")
        print(f"# -s with {FEW} sockets: {seconds[FEW] * 1000:.1f} ms, "
              f"with {MANY}: {seconds[MANY] * 1000:.1f} ms")
        self.assertLess(seconds[MANY], seconds[FEW] * 3 + 0.02)


if __name__ == "__main__":
    support.main()
