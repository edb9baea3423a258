# SPDX-License-Identifier: MIT
"""Sockets of other network namespaces: one by -N, all by --all-netns."""

import collections
import os
import resource
import socket
import unittest

import holder
import machine
import netns
import rows
import sandbox
import support

COUNT = 50
MANY = 150
FEW_DESCRIPTORS = 32
FIRST_PORT = 7000
HOSTILE = ("a b", "new\nline", "\x1b[31mred", "--json", "näme", "x:[]%,()", "..dots", b"\xff\xfe")


def listener(port):
    return lambda: machine.listen(port)


class Namespaces(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = machine.inode()

    def hold(self, way, make, name="unnamed"):
        """A process that holds a namespace in that way until the test ends."""
        held = machine.hold(way, make, name)
        self.addCleanup(held.close)
        directory = {machine.hold_as_name: machine.NAMED,
                     machine.hold_as_mount: machine.MOUNTED}.get(way)
        if directory is not None:
            self.addCleanup(machine.release, directory, name)
        held.inode = int(held.answer)
        return held

    def fields(self, *arguments, **options):
        """The fields of each row, as awk finds them, without a header."""
        return [line.split() for line in
                self.run_well("-nH", *arguments, **options).out.splitlines()]

    def ports(self, *arguments, **options):
        """The sockets by port and what netns says of them; each is expected once."""
        sockets = self.sockets(*arguments, **options)
        counted = collections.Counter(each["local_port"] for each in sockets)
        self.assertEqual([port for port, count in counted.items() if count > 1], [])
        return {each["local_port"]: each["netns"] for each in sockets}


class All(Namespaces):
    def test_fifty_namespaces(self):
        """Held in every way, by one thing only; each listener once, with its owner."""
        expected = {}
        for i in range(COUNT):
            way, port, name = machine.WAYS[i % len(machine.WAYS)], FIRST_PORT + i, f"space-{i}"
            held = self.hold(way, listener(port), name)
            shown = name if way == machine.hold_as_name else str(held.inode)
            expected[port] = (shown, held.pid)
        sockets = self.sockets("--all-netns", "-tlp")
        found = {each["local_port"]: (each["netns"], each["processes"][0]["pid"])
                 for each in sockets}
        self.assertEqual(found, expected)
        self.assertEqual(len(sockets), COUNT)
        self.assertEqual({len(each["processes"]) for each in sockets}, {1})

    def test_order(self):
        """The own first, then by name, then by inode; the same each time."""
        names = ("b", "a", "B", "10")
        for i, name in enumerate(names):
            self.hold(machine.hold_as_name, listener(FIRST_PORT + i), name)
        others = [self.hold(machine.hold_as_process, listener(FIRST_PORT + 10 + i))
                  for i in range(5)]
        with machine.listen(FIRST_PORT + 100):
            order = [each["local_port"] for each in self.sockets("--all-netns", "-tl")]
            again = [each["local_port"] for each in self.sockets("--all-netns", "-tl")]
        rest = sorted(range(5), key=lambda i: others[i].inode)
        by_name = [FIRST_PORT + i for i in (3, 2, 1, 0)]
        self.assertEqual(order, [FIRST_PORT + 100, *by_name,
                                 *(FIRST_PORT + 10 + i for i in rest)])
        self.assertEqual(order, again)

    def test_column(self):
        """After the first six fields and before the processes."""
        self.hold(machine.hold_as_name, listener(FIRST_PORT), "blue")
        lines = self.run_well("--all-netns", "-tlpn").out.splitlines()
        self.assertEqual(lines[0].split()[-2:], ["Netns", "Process"])
        fields = lines[1].split()
        self.assertEqual((fields[4], fields[6]), (f"127.0.0.1:{FIRST_PORT}", "blue"))
        self.assertRegex(fields[7], r"^\S+\(\d+\)$")
        fields = self.run_well("--all-netns", "-tlH").out.split()
        self.assertEqual(fields[6:], ["blue"])
        self.assertNotIn("Netns", self.run_well("-tlp").out)
        self.assertNotIn("blue", self.run_well("--all-netns", "-tl", "--columns", "-netns").out)

    def test_without_a_question(self):
        """Everything, with owners."""
        held = self.hold(machine.hold_as_process, listener(FIRST_PORT))
        (row,) = [line.split() for line in self.run_well("--all-netns", "-H").out.splitlines()]
        self.assertIn(f"({held.pid})", row[-1])

    def test_in_vain(self):
        """One that cannot be entered is counted; the others are shown."""
        self.hold(machine.hold_as_process, listener(FIRST_PORT))
        self.hold(machine.hold_as_mount, listener(FIRST_PORT + 1), "under")
        machine.mount("none", machine.MOUNTED, b"tmpfs", 0, b"size=64k")
        self.addCleanup(netns.libc.umount2, machine.MOUNTED.encode(), 2)
        result = support.run("--all-netns", "-tlj")
        self.assertEqual(result.status, 3)
        document = rows.document(result.out)
        self.assertEqual([each["local_port"] for each in document["sockets"]], [FIRST_PORT])
        self.assertFalse(document["complete"])
        (line,) = self.assert_error_lines(result)
        self.assertRegex(line, r"network namespaces: 1 could not be entered: .+under: ")
        self.assertEqual(rows.warning_lines(document), [line])

    def test_a_file_system_that_does_not_answer(self):
        """A mount below it is counted, and nobody waits for its server."""
        try:
            server = os.open("/dev/fuse", os.O_RDWR)
        except OSError as error:
            self.skipTest(f"/dev/fuse: {error}")
        self.addCleanup(os.close, server)
        self.hold(machine.hold_as_process, listener(FIRST_PORT))
        self.hold(machine.hold_as_mount, listener(FIRST_PORT + 1), "under")
        machine.mount("none", machine.MOUNTED, b"fuse", 0,
                      f"fd={server},rootmode=40000,user_id=0,group_id=0".encode())
        self.addCleanup(netns.libc.umount2, machine.MOUNTED.encode(), machine.MNT_DETACH)
        result = support.run("--all-netns", "-tlj")
        self.assertEqual(result.status, 3)
        document = rows.document(result.out)
        self.assertEqual([each["local_port"] for each in document["sockets"]], [FIRST_PORT])
        (line,) = self.assert_error_lines(result)
        self.assertRegex(line, r"1 could not be entered: .+under: another mount covers it")
        result = support.run("-tl", "-N", machine.MOUNTED)
        self.assertEqual((result.status, result.out), (1, ""))
        self.assertIn("it is not a network namespace", result.err)

    def test_they_come_and_go(self):
        """What vanished meanwhile is no error, and what stays is always there."""
        stays = self.hold(machine.hold_as_thread, listener(FIRST_PORT))
        churn = holder.Holder(start_churn)
        self.addCleanup(churn.close)
        for _ in range(20):
            self.assertEqual(self.ports("--all-netns", "-tl"), {FIRST_PORT: str(stays.inode)})

    def test_few_descriptors(self):
        """None is held for each of them."""
        held = self.hold_many()
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_DESCRIPTORS,) * 2)
        for source in support.SOURCES:
            ports = self.ports("--all-netns", "-ua", "--source", source, preexec=limit)
            self.assertEqual(ports, {FIRST_PORT + i: name for i, name in enumerate(held)})

    def hold_many(self):
        names = [f"many-{i:03}" for i in range(MANY)]
        sockets = []
        for i, name in enumerate(names):
            with machine.inside_new():
                machine.bind(machine.NAMED, name)
                self.addCleanup(machine.release, machine.NAMED, name)
                sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                sockets[-1].bind(("127.0.0.1", FIRST_PORT + i))
                self.addCleanup(sockets[-1].close)
        return names

    def test_reader_has_enough(self):
        """A closed pipe ends the tour."""
        self.hold(machine.hold_as_process, listener(FIRST_PORT))
        read_end, write_end = os.pipe()
        os.close(read_end)
        with open(write_end, "wb") as pipe:
            result = support.run("--all-netns", "-A", "all", "-a", stdout=pipe)
        self.assertEqual((result.status, result.err), (0, ""))

    def test_own_socket_of_sockview(self):
        """It is shown at home, with its owner, and in no other namespace."""
        self.hold(machine.hold_as_process, listener(FIRST_PORT), "blue")
        sockets = self.sockets("--all-netns", "-A", "netlink", "-p")
        own = [each for each in sockets if each["protocol"] == "tcpdiag" and
               each["local_port"] != 0]
        self.assertEqual([each["netns"] for each in own], [str(self.own)])
        self.assertEqual(len(own[0]["processes"]), 1)


def start_churn():
    """A child that makes namespaces which live a moment."""
    child = os.fork()
    if child == 0:
        sandbox.die_with_parent()
        while True:
            moment = os.fork()
            if moment == 0:
                netns.unshare(netns.CLONE_NEWNET)
                os._exit(0)
            os.waitpid(moment, 0)
    return child


class One(Namespaces):
    def test_name_process_and_path(self):
        held = self.hold(machine.hold_as_name, listener(FIRST_PORT), "blue")
        inside = self.hold(machine.hold_as_process, listener(FIRST_PORT + 1))
        with machine.listen(FIRST_PORT + 2):
            self.assertEqual(self.ports("-tl", "-N", "blue"), {FIRST_PORT: "blue"})
            self.assertEqual(self.ports("-tl", "-N", f"{machine.NAMED}/blue"),
                             {FIRST_PORT: "blue"})
            for option in ("--net", "--netns"):
                self.assertEqual(self.ports("-tl", f"{option}={inside.pid}"),
                                 {FIRST_PORT + 1: str(inside.inode)})
            self.assertEqual(self.ports("-tl", "-N", str(held.pid)),
                             {FIRST_PORT + 2: str(self.own)})

    def test_a_name_of_digits_is_a_process(self):
        """Such a namespace is reached by its path, and goes by its inode."""
        held = self.hold(machine.hold_as_name, listener(FIRST_PORT), "777777")
        self.assert_refused("777777", "there is no such process")
        self.assertEqual(self.ports("-tl", "-N", f"{machine.NAMED}/777777"),
                         {FIRST_PORT: str(held.inode)})

    def test_hostile_names(self):
        """They are found and shown, and forge nothing."""
        for i, name in enumerate(HOSTILE):
            self.hold(machine.hold_as_name, listener(FIRST_PORT + i), name)
        everything = self.fields("--all-netns", "-tl")
        self.assertEqual([len(row) for row in everything], [7] * len(HOSTILE))
        self.assertEqual(len({row[6] for row in everything}), len(HOSTILE))
        self.assertNotIn("\x1b", self.run_well("--all-netns", "-tl").out)
        for i, name in enumerate(HOSTILE):
            ports = self.ports("-tl", "--net=" + os.fsdecode(name))
            self.assertEqual(list(ports), [FIRST_PORT + i])
            if isinstance(name, str) and name.isprintable():
                self.assertEqual(ports, {FIRST_PORT + i: name})

    def assert_refused(self, argument, reason, status=1, **options):
        result = support.run("-j", "-N", argument, **options)
        self.assertEqual((result.status, result.out), (status, ""), argument)
        (line,) = self.assert_error_lines(result)
        self.assertIn(reason, line)

    def test_what_is_not_there(self):
        with open(f"{machine.NAMED}/left", "wb"):
            self.addCleanup(os.unlink, f"{machine.NAMED}/left")
        os.mkfifo(f"{machine.NAMED}/pipe")
        self.addCleanup(os.unlink, f"{machine.NAMED}/pipe")
        for argument, reason in (
                ("nobody", "'nobody': there is none of that name in /run/netns"),
                ("2147483647", "there is no such process"),
                ("/nowhere/at/all", "No such file or directory"),
                ("left", "it is not a network namespace"), ("pipe", "it is not a network"),
                ("/", "it is not a network namespace"),
                ("/proc/self/ns/mnt", "it is not a network namespace"),
                ("/dev/null", "it is not a network namespace"),
                ("x" * 300, "File name too long")):
            with self.subTest(argument=argument):
                self.assert_refused(argument, reason)

    def test_what_is_no_argument(self):
        for argument in ("", ".", "..", "0", "2147483648", "99999999999999999999"):
            with self.subTest(argument=argument):
                self.assert_refused(argument, "--net: '", status=2)
        self.assert_usage("-N")
        self.assert_usage("-N", "blue", "--all-netns")
        self.assert_usage("-s", "--all-netns")
        self.assert_usage("-K", "--yes", "--all-netns", "sport", "=", ":7000")

    def assert_usage(self, *arguments):
        result = support.run(*arguments)
        self.assertEqual((result.status, result.out), (2, ""))
        self.assertEqual(len(self.assert_error_lines(result)), 1)

    def test_sources_agree(self):
        """/proc/net is read in there as well."""
        self.hold(machine.hold_as_name, lambda: make_several(FIRST_PORT), "blue")
        answers = [sorted(tuple(row[:6]) for row in
                          self.fields("-N", "blue", "-A", "tcp,udp,unix", "-a",
                                      "--source", source))
                   for source in support.SOURCES]
        self.assertEqual(len(answers[0]), 4)
        strip = lambda answer: [(row[0], row[1], row[4]) for row in answer]
        self.assertEqual(strip(answers[0]), strip(answers[1]))

    def test_as_from_inside(self):
        """Every family, as a sockview that was started in there shows it."""
        held = self.hold(machine.hold_as_process, lambda: make_several(FIRST_PORT))
        inside = self.everything(preexec=lambda: enter_process(held.pid))
        outside = self.everything("-N", str(held.pid))
        self.assertEqual(outside, inside)
        self.assertIn("u_str", {each["netid"] for each in outside})
        self.assertIn("p_raw", {each["netid"] for each in outside})

    def everything(self, *arguments, **options):
        """What does not change between two runs, without the netlink socket of sockview."""
        sockets = self.sockets("-A", "all", "-anpe", *arguments, **options)
        return [each for each in sockets
                if each["netid"] != "nl" or each["protocol"] != "tcpdiag"]

    def test_control_group(self):
        """That of the machine is still seen."""
        with machine.listen(FIRST_PORT):
            (home,) = self.sockets("-tl")
        if home["cgroup"] is None:
            self.skipTest("no cgroup2 file system is mounted here")
        held = self.hold(machine.hold_as_process, listener(FIRST_PORT))
        (there,) = self.sockets("-tl", "-N", str(held.pid))
        self.assertEqual(there["cgroup"], home["cgroup"])

    def test_summary(self):
        self.hold(machine.hold_as_name, listener(FIRST_PORT), "blue")
        there = rows.document(self.run_well("-stj", "-N", "blue").out)["summary"]["tcp"]
        home = rows.document(self.run_well("-stj").out)["summary"]["tcp"]
        self.assertEqual((there["listen"], home["listen"]), (1, 0))
        self.assertEqual((there["total"], home["total"]), (1, 0))

    def test_kill(self):
        """In there, and not its twin at home."""
        with machine.inside_new():
            machine.bind(machine.NAMED, "blue")
            there = machine.listen(FIRST_PORT)
        self.addCleanup(machine.release, machine.NAMED, "blue")
        with there, machine.listen(FIRST_PORT) as here:
            test = ("sport", "=", f":{FIRST_PORT}")
            result = support.run("-tlK", "--yes", "-N", "blue", *test)
            if result.status != 0:
                self.assertRegex(result.err, "not supported|not permitted")
                self.skipTest(f"this kernel destroys nothing: {result.err}")
            self.assertEqual(self.ports("-tl", "-N", "blue"), {})
            self.assertEqual(list(self.ports("-tl")), [FIRST_PORT])
            self.assertEqual(here.getsockname()[1], FIRST_PORT)

    def test_filter(self):
        """A device is that of the namespace, in the kernel and here."""
        self.hold(machine.hold_as_name, listener(FIRST_PORT), "blue")
        self.hold(machine.hold_as_name, make_bound, "red")
        for options in (("-tl",), ("-tlp",), ("-tl", "--source=proc")):
            with self.subTest(options=options):
                self.assertEqual(self.ports("--all-netns", *options, "netns", "=", "blue"),
                                 {FIRST_PORT: "blue"})
                if "--source=proc" not in options:
                    self.assertEqual(self.ports("--all-netns", *options, "dev", "red0"),
                                     {FIRST_PORT + 1: "red"})
        unknown = support.run("--all-netns", "-tlH", "--source=proc", "dev", "red0")
        self.assertEqual((unknown.status, unknown.out), (3, ""))
        self.assertIn("'dev' of ", unknown.err)

    def test_every_round_has_the_names(self):
        self.hold(machine.hold_as_name, listener(FIRST_PORT), "blue")
        for options in (("--all-netns",), ("-N", "blue", "--columns", "+netns")):
            answer = self.run_well("-tl", "--ndjson", *options, "netns = blue",
                                   "--continuous=0.05", "--rounds=3").out
            self.assertEqual([sock["netns"] for sock in rows.ndjson(answer)], ["blue"] * 3)

    def test_a_name_of_another_kind_of_namespace(self):
        path = os.path.join(machine.NAMED, "users")
        open(path, "wb").close()
        self.addCleanup(os.unlink, path)
        machine.mount("/proc/self/ns/user", path, flags=machine.MS_BIND)
        self.addCleanup(netns.libc.umount2, path.encode(), machine.MNT_DETACH)
        self.assertEqual(self.ports("--all-netns", "-tl"), {})

    def test_a_path_without_rights(self):
        """Our own namespace needs none."""
        program = sandbox.public_sockview(self)
        options = {"sockview": program, "preexec": sandbox.become_nobody}
        if not sandbox.permitted(sandbox.become_nobody):
            self.skipTest("another user cannot be taken here")
        self.hold(machine.hold_as_name, listener(FIRST_PORT), "blue")
        for argument in ("blue", f"{machine.NAMED}/blue", "1"):
            self.assert_refused(argument, "CAP_SYS_ADMIN", **options)
        result = support.run("--all-netns", "-j", **options)
        self.assertEqual((result.status, result.out), (1, ""))
        (line,) = self.assert_error_lines(result)
        self.assertIn("CAP_SYS_ADMIN", line)
        with machine.listen(FIRST_PORT + 1):
            self.assertEqual(self.ports("-tl", "-N", "/proc/self/ns/net", **options),
                             {FIRST_PORT + 1: "blue" if self.own == 0 else str(self.own)})


def enter_process(pid):
    descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    machine.setns(descriptor)
    os.close(descriptor)


def make_bound():
    machine.rename_loopback("red0")
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"red0")
    bound.bind(("127.0.0.1", FIRST_PORT + 1))
    bound.listen()
    return bound


def make_several(port):
    """Sockets of several families; netlink has the kernel's own."""
    sockets = [machine.listen(port), socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
               socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
               socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
               socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))]
    sockets[1].bind(("127.0.0.1", port + 1))
    sockets[2].bind("\0stream")
    sockets[2].listen()
    sockets[3].bind("\0datagram")
    return sockets


class Interfaces(Namespaces):
    """Interface 1 has another name in each namespace."""

    def setUp(self):
        for i, name in enumerate(("red0", "blue0")):
            self.hold(machine.hold_as_name, lambda i=i, name=name: self.bound(i, name), name)

    def bound(self, place, device):
        machine.rename_loopback(device)
        sockets = [socket.socket(family, kind) for family, kind in
                   ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET6, socket.SOCK_STREAM),
                    (socket.AF_PACKET, socket.SOCK_RAW))]
        sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
        sockets[0].bind(("127.0.0.1", FIRST_PORT + place))
        netns.add_link_local("fe80::1", device)
        sockets[1].bind(("fe80::1", FIRST_PORT + 10 + place, 0, 1))
        sockets[2].bind((device, 3))
        for each in sockets[:2]:
            each.listen()
        return sockets

    @unittest.skipUnless(os.path.exists("/proc/net/if_inet6"), "this kernel has no IPv6")
    def test_each_has_its_own_name(self):
        """While a row is printed in there (table), and after it was left (owners)."""
        for options in (("-tl0",), ("-tl0p",)):
            with self.subTest(options=options):
                ends = {(row[4], row[6]) for row in self.fields("--all-netns", *options)}
                for i, name in enumerate(("red0", "blue0")):
                    self.assertIn((f"127.0.0.1%{name}:{FIRST_PORT + i}", name), ends)
                    self.assertIn((f"[fe80::1%{name}]:{FIRST_PORT + 10 + i}", name), ends)
                    self.assertTrue([end for end, space in ends
                                     if space == name and end.endswith(f":{name}")], ends)

    def test_with_one_namespace(self):
        for options in ("-tl", "-tlp"):
            (row,) = (each for each in self.sockets("-N", "blue0", options)
                      if each["local_port"] == FIRST_PORT + 1)
            self.assertEqual(row["interface"], "blue0")


if __name__ == "__main__":
    machine.enter()
    support.main()
