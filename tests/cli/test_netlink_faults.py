# SPDX-License-Identifier: MIT
"""sock_diag that refuses a table, breaks off, is forged, interrupted or cut: rows from /proc, or a
reason and a status, but never a lie. A preloaded library plays the kernel's part."""

import contextlib
import errno
import os
import socket
import tempfile
import unittest

import support

import crowd
import facts
import holder
import rows
import sandbox

FAILED = 1
INCOMPLETE = 3
MANY = 2000
UDP_BESIDE = 7
# What the kernel can offer at most, and so what has to be asked for.
RECEIVE_SIZE = 32 * 1024
LONGEST_TIMEOUT = 60
TRIES = 3
FORGED_PORT = 666

# By the name of the file in /proc/net: family, protocol, options, which sockets are of it.
TABLES = {
    "tcp": (socket.AF_INET, socket.IPPROTO_TCP, "-4tan", ("tcp", "inet")),
    "tcp6": (socket.AF_INET6, socket.IPPROTO_TCP, "-6tan", ("tcp", "inet6")),
    "udp": (socket.AF_INET, socket.IPPROTO_UDP, "-4uan", ("udp", "inet")),
    "udp6": (socket.AF_INET6, socket.IPPROTO_UDP, "-6uan", ("udp", "inet6")),
    "unix": (socket.AF_UNIX, 0, "-xan", (None, "unix")),
}
# All TCP at once (netlink_faults.c calls it so); asked for in place of the first two tables.
WHOLE_TCP = (0, socket.IPPROTO_TCP)
REFUSALS = (("done", "ENOENT"), ("error", "ENOENT"), ("error", "EOPNOTSUPP"),
            ("done", "EOPNOTSUPP"), ("error", "EPROTONOSUPPORT"), ("error", "EPERM"),
            ("send", "EPERM"), ("send", "EACCES"), ("done", "EACCES"))


def is_of(name, sock):
    netid, family = TABLES[name][3]
    return sock["family"] == family and netid in (None, sock["netid"])


def refusal(name, way, error):
    family, protocol = TABLES[name][:2]
    return f"refuse {family:d} {protocol:d} {way} {getattr(errno, error)}"


def sorted_rows(items):
    return sorted(items, key=repr)


class Faults(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        if support.SANITIZED:
            raise unittest.SkipTest("a preloaded library and the sanitizers' runtime do not go "
                                    "together")
        super().setUpClass()
        cls.library = support.helper("netlink_faults.so")

    def run_with(self, faults, *arguments, **options):
        """A run with these faults; `self.log` is what it did."""
        with tempfile.NamedTemporaryFile("r", encoding="ascii") as log:
            result = support.run(*arguments, **options, env=support.environment(
                LD_PRELOAD=self.library, NETLINK_FAULTS=faults, NETLINK_FAULTS_LOG=log.name))
            self.log = [line.split() for line in log]
        return result

    def logged(self, kind):
        return [tuple(map(int, words)) for first, *words in self.log if first == kind]

    def assert_usual(self, result, usual, status=0):
        """All the rows of a JSON document, each once."""
        self.assertEqual(result.status, status, result.err)
        self.assertEqual(sorted_rows(rows.document(result.out)["sockets"]), sorted_rows(usual))

    def assert_said(self, result, *reasons, status=INCOMPLETE):
        """Not the whole answer, which is said once on stderr, and in JSON."""
        self.assertEqual(result.status, status, result.err)
        (line,) = self.assert_error_lines(result)
        for reason in reasons:
            self.assertIn(reason, line)
        if status == INCOMPLETE and result.out.startswith('{"schema_version"'):
            document = rows.document(result.out)
            self.assertFalse(document["complete"])
            self.assertEqual(rows.warning_lines(document), [line])


class SteadySockets(Faults):
    """Sockets of every kind, which stay the same from run to run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(crowd.gathered().close)
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        for sock in socket.socketpair():
            stack.enter_context(sock)
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind("\0sockview-faults")
        listener.listen(1)


class Refused(SteadySockets):
    """One table is refused: that one comes from /proc, all the others still from netlink."""

    def test_table_comes_from_proc(self):
        for name in TABLES:
            usual = self.rows_with_proc(name)
            for way, error in REFUSALS:
                with self.subTest(table=name, way=way, error=error):
                    result = self.run_with(refusal(name, way, error), "-tuxanpj")
                    if sorted_rows(rows.document(result.out)["sockets"]) != sorted_rows(usual):
                        # Some were in TIME_WAIT, which has ended since on a slow machine.
                        usual = self.rows_with_proc(name)
                        result = self.run_with(refusal(name, way, error), "-tuxanpj")
                    self.assertEqual(result.err, "")
                    self.assert_usual(result, usual)
                    document = rows.document(result.out)
                    self.assertEqual((document["complete"], document["warnings"]), (True, []))

    def rows_with_proc(self, name):
        """Those of this table as /proc has them, and those of all others over netlink."""
        both = {source: self.sockets("-tuxanp", f"--source={source}")
                for source in support.SOURCES}
        others = [sock for sock in both["netlink"] if not is_of(name, sock)]
        found = [sock for sock in both["proc"] if is_of(name, sock)]
        self.assertTrue(found)
        return others + found

    def test_only_proc_is_without_cookies(self):
        """Guards the test above: the two sources can be told from each other."""
        for sock in self.sockets("-tuxan", "--source=proc"):
            self.assertIsNone(sock["cookie"])
        for sock in self.sockets("-tuxan", "--source=netlink"):
            self.assertIsNotNone(sock["cookie"])

    def test_table_of_rows(self):
        usual = self.table("-4tan", "--source=proc")
        result = self.run_with(refusal("tcp", "done", "ENOENT"), "-4tanH")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(sorted_rows(rows.table(result.out)), sorted_rows(usual))

    def test_forced_netlink_alone(self):
        """Nothing was read: status 1 and the reason."""
        for name, (_, _, options, _) in TABLES.items():
            for way, error in REFUSALS:
                with self.subTest(table=name, way=way, error=error):
                    result = self.run_with(refusal(name, way, error), options,
                                           "--source=netlink")
                    lines = self.assert_error_lines(result)
                    self.assertIn("netlink", lines[0])
                    if error == "ENOENT":
                        self.assertIn(result.status, (FAILED, INCOMPLETE))
                        self.assertIn("no sock_diag", lines[0])
                    else:
                        self.assertEqual(result.status, FAILED)
                        self.assertIn(os.strerror(getattr(errno, error)), lines[0])

    def test_forced_netlink_in_part(self):
        """A part was read: it is shown, with status 3 and the reason."""
        usual = self.sockets("-tuxan", "--source=netlink")
        for name in TABLES:
            rest = [sock for sock in usual if not is_of(name, sock)]
            for way, error in REFUSALS:
                with self.subTest(table=name, way=way, error=error):
                    result = self.run_with(refusal(name, way, error), "-tuxanj",
                                           "--source=netlink")
                    self.assert_said(result, f"netlink: {name}: ")
                    self.assert_usual(result, rest, INCOMPLETE)

    def test_every_table_refused(self):
        usual = self.sockets("-tuxanp", "--source=proc")
        for way, error in REFUSALS:
            with self.subTest(way=way, error=error):
                faults = f"refuse -1 -1 {way} {getattr(errno, error)}"
                result = self.run_with(faults, "-tuxanpj")
                self.assertEqual(result.err, "")
                self.assert_usual(result, usual)
                if error != "ENOENT":
                    result = self.run_with(faults, "-tuxan", "--source=netlink")
                    self.assertEqual(result.status, FAILED)
                    self.assertEqual(len(self.assert_error_lines(result)), len(TABLES))

    def test_family_that_the_kernel_lacks(self):
        """Is passed over, unless it was asked for by its name; one that is refused may be there."""
        lacking, refused = f"refuse 40 -1 done {errno.ENOENT}", f"refuse 40 -1 done {errno.EPERM}"
        result = self.run_with(lacking, "-A", "all")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assert_said(self.run_with(lacking, "--vsock"), "vsock: ", "no sock_diag")
        self.assert_said(self.run_with(refused, "-A", "all"), "vsock: ", os.strerror(errno.EPERM))
        self.assert_said(self.run_with(refused, "--vsock"), "vsock: ", os.strerror(errno.EPERM),
                         status=FAILED)

    def test_forced_proc_asks_nobody(self):
        result = self.run_with("receive 1 1; refuse -1 -1 send 1", "--source=proc", "-tuxanj")
        self.assert_usual(result, self.sockets("-tuxan", "--source=proc"))
        self.assertEqual(self.log, [])

    def test_neither_source(self):
        """The reasons of both."""
        if not sandbox.permitted(sandbox.fake_proc_net({})):
            self.skipTest("fake_proc_net is not permitted here")
        step = sandbox.fake_proc_net({"tcp": None})
        result = self.run_with(refusal("tcp", "done", "EPERM"), "-tuxanj", preexec=step)
        self.assert_said(result, "netlink", os.strerror(errno.EPERM), "/proc/net/tcp",
                         os.strerror(errno.EISDIR))
        self.assert_usual(result, [sock for sock in self.sockets("-tuxan", "--source=netlink")
                                   if not is_of("tcp", sock)], INCOMPLETE)
        result = self.run_with(refusal("tcp", "done", "EPERM"), "-4tan", preexec=step)
        self.assert_said(result, os.strerror(errno.EPERM), os.strerror(errno.EISDIR),
                         status=FAILED)


class OneWalk(SteadySockets):
    """All TCP by one request, of an older kind, which tells the same as one for each table."""

    steady = ("netid", "family", "state", "local", "peer", "local_address", "local_port",
              "peer_address", "peer_port", "interface", "uid", "inode", "cookie", "mark", "cgroup",
              "netns", "processes", "v6only", "shutdown", "tos", "tclass", "priority")

    def steady_rows(self, options, fault=""):
        """The rows; of what moves between two runs, whether it is known."""
        result = self.run_with(fault, *options, "-j", "--source=netlink")
        self.assertEqual((result.status, result.err), (0, ""))
        return [{name: value if name in self.steady else value is None
                 for name, value in sock.items() if not name.startswith("timer")}
                for sock in rows.document(result.out)["sockets"]]

    def test_same_rows(self):
        tables = [WHOLE_TCP, *((int(family), int(protocol)) for family, protocol, *_ in
                               TABLES.values() if protocol == socket.IPPROTO_TCP)]
        for options in (("-tan",), ("-tanpeoim", "--tos", "--cgroup", "--inet-sockopt"),
                        ("-tln",), ("-tan", "--columns", "shutdown,mark,cookie,local,peer"),
                        ("-tan", "sport > 1000 and not dst 192.0.2.1")):
            for way, error in REFUSALS:
                with self.subTest(options=options, way=way, error=error):
                    at_once = self.steady_rows(options)
                    self.assertEqual(self.logged("request"), tables[:1])
                    fault = f"refuse %d %d {way} {getattr(errno, error)}" % WHOLE_TCP
                    table_by_table = self.steady_rows(options, fault)
                    self.assertEqual(list(dict.fromkeys(self.logged("request"))), tables)
                    self.assertEqual(sorted_rows(at_once), sorted_rows(table_by_table))
                    self.assertNotIn(len(at_once), (0, 1))

    def test_one_address_family_alone(self):
        for name in ("tcp", "tcp6"):
            family, protocol, options, _ = TABLES[name]
            self.run_with("", options)
            self.assertEqual(self.logged("request"), [(int(family), int(protocol))])


class Receipts(SteadySockets):
    """What is received fails, is cut, or is not for us."""

    def test_buffer_and_timeout(self):
        """A small buffer makes a dump slow; without a time limit it could hang for ever."""
        self.run_with("", "-tuxan")
        self.assertEqual({first for first, *_ in self.log}, {"timeout", "request", "receive",
                                                         "received"})
        self.assertEqual(self.log[0][0], "timeout")
        for (seconds,) in self.logged("timeout"):
            self.assertIn(seconds, range(1, LONGEST_TIMEOUT + 1))
        for (size,) in self.logged("receive"):
            self.assertGreaterEqual(size, RECEIVE_SIZE)
        asked = self.logged("request")
        rest = {(int(family), int(protocol)) for family, protocol, *_ in TABLES.values()
                if protocol != socket.IPPROTO_TCP}
        self.assertEqual(set(asked), {WHOLE_TCP} | rest)
        self.assertEqual(len(asked), 1 + len(rest))

    def test_first_receipt_fails(self):
        """Nothing was shown yet, so /proc can answer in its place, with a word about it."""
        usual = self.sockets("-4tan", "--source=proc")
        for fault, reason in (("receive 1 %d" % errno.ENOBUFS, errno.ENOBUFS),
                              ("receive 1 %d" % errno.ENOMEM, errno.ENOMEM),
                              ("receive 1 %d" % errno.EAGAIN, errno.ETIMEDOUT),
                              ("truncate 1", errno.EMSGSIZE)):
            with self.subTest(fault=fault):
                result = self.run_with(fault, "-4tanj")
                self.assert_said(result, os.strerror(reason), "/proc/net is read instead")
                self.assert_usual(result, usual, INCOMPLETE)
                for options in (("-4tan",), ("-4tanj",)):
                    result = self.run_with(fault, *options, "--source=netlink")
                    self.assert_said(result, "netlink: tcp: ", os.strerror(reason), status=FAILED)

    def test_second_receipt_fails(self):
        """Some was shown, so that nothing else can answer without showing it twice."""
        usual = self.sockets("-4tan", "--source=netlink")
        for fault, reason in (("receive 2 %d" % errno.ENOBUFS, errno.ENOBUFS),
                              ("receive 2 %d" % errno.EAGAIN, errno.ETIMEDOUT),
                              ("truncate 2", errno.EMSGSIZE)):
            for source in ("auto", "netlink"):
                with self.subTest(fault=fault, source=source):
                    result = self.run_with(fault, "-4tanj", f"--source={source}")
                    self.assert_said(result, "netlink: tcp: ", os.strerror(reason))
                    self.assert_usual(result, usual, INCOMPLETE)

    def test_interrupted_by_a_signal(self):
        usual = self.sockets("-4tan", "--source=netlink")
        result = self.run_with("receive 1 %d; receive 3 %d" % (errno.EINTR, errno.EINTR),
                               "-4tanj", "--source=netlink")
        self.assertEqual(result.err, "")
        self.assert_usual(result, usual)

    def test_not_for_us(self):
        """From another process, or for another request, or for another port."""
        usual = self.sockets("-tan", "--source=netlink")
        self.assertNotIn(FORGED_PORT, {sock["local_port"] for sock in usual})
        for forgery in ("4711 0 0", "1 0 0", "-4 0 0", "0 1 0", "0 -1 0", "0 0 1", "0 0 -1"):
            for source in ("auto", "netlink"):
                with self.subTest(forgery=forgery, source=source):
                    result = self.run_with(f"forge {forgery}", "-tanj", f"--source={source}")
                    self.assertEqual(result.err, "")
                    self.assert_usual(result, usual)

    def test_forgery_would_be_believed(self):
        """Guards the test above: there is nothing else wrong with it."""
        result = self.run_with("forge 0 0 0", "-4tanj")
        (sock,) = rows.document(result.out)["sockets"]
        self.assertEqual((sock["local_port"], sock["state"]), (FORGED_PORT, "LISTEN"))

    def test_summary(self):
        """The listeners are counted in /proc/net, unless some were counted already."""
        usual = rows.document(self.run_well("-sj").out)["summary"]["tcp"]["listen"]
        for fault in (refusal("tcp", "done", "EPERM"), "receive 1 %d" % errno.ENOBUFS,
                      "truncate 1"):
            with self.subTest(fault=fault):
                result = self.run_with(fault, "-sj")
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertEqual(rows.document(result.out)["summary"]["tcp"]["listen"], usual)
        result = self.run_with("receive 2 %d" % errno.ENOBUFS, "-sj")
        self.assert_said(result, "listeners", os.strerror(errno.ENOBUFS))
        self.assertIsNone(rows.document(result.out)["summary"]["tcp"]["listen"])

    def test_summary_interrupted(self):
        """The number may be wrong, which is said."""
        self.assert_said(self.run_with("interrupt 0", "-sj"), "listeners")


class Interrupted(SteadySockets):
    """The kernel says that the table changed while it was dumped."""

    def test_after_rows(self):
        """They are shown, and so cannot be asked for again."""
        usual = self.sockets("-4tan", "--source=netlink")
        for fault in ("interrupt 1", "interrupt 2", "interrupt 0"):
            for source in ("auto", "netlink"):
                with self.subTest(fault=fault, source=source):
                    result = self.run_with(fault, "-4tanj", f"--source={source}")
                    self.assert_said(result, "tcp: ", "changed")
                    self.assert_usual(result, usual, INCOMPLETE)
                    self.assertEqual(len(self.logged("request")), 1)

    def test_rows_in_every_format(self):
        usual = self.table("-4tan")
        result = self.run_with("interrupt 1", "-4tanH")
        self.assert_said(result, "changed")
        self.assertEqual(sorted_rows(rows.table(result.out)), sorted_rows(usual))
        result = self.run_with("interrupt 1", "-4tan", "--ndjson")
        self.assert_said(result, "changed")
        self.assertEqual(len(rows.ndjson(result.out)), len(usual))

    def test_one_line_a_table(self):
        result = self.run_with("interrupt 0", "-4tuan")
        self.assertEqual(result.status, INCOMPLETE)
        self.assertEqual(len(self.assert_error_lines(result)), 2)


class InterruptedBeforeRows(Faults):
    """No socket, so that nothing keeps the dump from being repeated."""

    def test_once(self):
        result = self.run_with("interrupt 1", "-4tanj")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertTrue(rows.document(result.out)["complete"])
        self.assertEqual(len(self.logged("request")), 2)

    def test_always(self):
        for source in ("auto", "netlink"):
            result = self.run_with("interrupt 0", "-4tanj", f"--source={source}")
            self.assert_said(result, "tcp: ", "changed")
            self.assertEqual(rows.document(result.out)["sockets"], [])
            self.assertEqual(len(self.logged("request")), TRIES)

    def test_not_interrupted(self):
        """Guards the tests above."""
        self.run_with("", "-4tanj")
        self.assertEqual(len(self.logged("request")), 1)


class BrokenOff(Faults):
    """A dump of many messages ends in the middle; what is asked for next is answered all the
    same, though the kernel is not done with the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        stack.enter_context(holder.load("tcp", MANY))
        stack.enter_context(holder.load("udp", UDP_BESIDE, 1))

    def test_next_tables_are_read(self):
        usual = [sock for sock in self.sockets("-tuan", "--source=netlink")
                 if sock["netid"] == "udp"]
        self.assertEqual(len(usual), UDP_BESIDE)
        for fault, reason in (("receive 2 %d" % errno.ENOBUFS, errno.ENOBUFS),
                              ("receive 3 %d" % errno.EAGAIN, errno.ETIMEDOUT),
                              ("truncate 2", errno.EMSGSIZE)):
            for source in ("auto", "netlink"):
                with self.subTest(fault=fault, source=source):
                    result = self.run_with(fault, "-tuanj", f"--source={source}")
                    self.assert_said(result, "netlink: tcp: ", os.strerror(reason))
                    found = rows.document(result.out)["sockets"]
                    self.assertEqual(sorted_rows(sock for sock in found if sock["netid"] == "udp"),
                                     sorted_rows(usual))
                    self.assertIn(len(found), range(UDP_BESIDE + 1, UDP_BESIDE + MANY))

    def test_nothing_shown_yet(self):
        """Netlink is asked again table by table; what it does not give then, /proc has."""
        usual = {source: self.sockets("-tuan", f"--source={source}") for source in support.SOURCES}
        for fault in (f"receive %d {errno.ENOBUFS}", "truncate %d"):
            with self.subTest(fault=fault):
                result = self.run_with(fault % 1, "-tuanj")
                self.assertEqual(result.err, "")
                self.assert_usual(result, usual["netlink"])
                result = self.run_with(f"{fault % 1}; {fault % 2}", "-tuanj")
                self.assert_said(result, "netlink: tcp: ", "/proc/net is read instead")
                self.assert_usual(result, [
                    *(sock for sock in usual["proc"] if sock["netid"] == "tcp"),
                    *(sock for sock in usual["netlink"] if sock["netid"] == "udp")], INCOMPLETE)

    def test_no_new_socket(self):
        """The next tables cannot be asked for, and come from /proc where that is allowed."""
        usual = self.sockets("-tuan", "--source=proc")
        for error in ("EMFILE", "ENOBUFS"):
            fault = f"receive 1 {errno.ENOBUFS}; socket 2 {getattr(errno, error)}"
            with self.subTest(error=error):
                result = self.run_with(fault, "-tuanj")
                for line in self.assert_error_lines(result):
                    self.assertIn("/proc/net is read instead", line)
                self.assert_usual(result, usual, INCOMPLETE)
                result = self.run_with(fault, "-tuan", "--source=netlink")
                self.assertEqual(result.status, FAILED)
                self.assertIn(os.strerror(getattr(errno, error)),
                              self.assert_error_lines(result)[-1])

    def test_own_sockets_are_not_lost(self):
        """Owners are looked up afterwards as ever."""
        result = self.run_with("receive 2 %d" % errno.ENOBUFS, "-tuanpj", "--source=netlink")
        self.assert_said(result, "netlink: tcp: ")
        for sock in rows.document(result.out)["sockets"]:
            self.assertEqual([owner["name"] for owner in sock["processes"]], ["socket_load"])


class LongAnswers(Faults):
    """Answers of many messages are received by a thread of their own, and nothing else changes."""

    late = 12

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        stack.enter_context(holder.load("tcp", 3 * MANY))

    def setUp(self):
        self.usual = self.sockets("-tan", "--source=netlink")

    def test_is_long(self):
        """Guards the tests below."""
        self.run_with("", "-tan")
        self.assertGreater(len(self.logged("receive")), self.late + 8)

    def test_late_receipt_fails(self):
        for fault, reason in ((f"receive {self.late} {errno.ENOBUFS}", errno.ENOBUFS),
                              (f"receive {self.late} {errno.EAGAIN}", errno.ETIMEDOUT),
                              (f"truncate {self.late}", errno.EMSGSIZE)):
            for source in ("auto", "netlink"):
                with self.subTest(fault=fault, source=source):
                    result = self.run_with(fault, "-tanj", f"--source={source}")
                    self.assert_said(result, "netlink: tcp: ", os.strerror(reason))
                    found = rows.document(result.out)["sockets"]
                    self.assertIn(len(found), range(MANY // 2, 3 * MANY))

    def test_interrupted(self):
        result = self.run_with(f"receive {self.late} {errno.EINTR}", "-tanj")
        self.assertEqual(result.err, "")
        self.assert_usual(result, self.usual)
        result = self.run_with(f"interrupt {self.late}", "-tanj")
        self.assert_said(result, "tcp: ", "changed")
        self.assert_usual(result, self.usual, INCOMPLETE)

    def test_on_one_processor(self):
        """There is no such thread."""
        one = {min(os.sched_getaffinity(0))}
        result = self.run_with("", "-tanj", preexec=lambda: os.sched_setaffinity(0, one))
        self.assertEqual(result.err, "")
        self.assert_usual(result, self.usual)

    def test_reader_leaves_early(self):
        """The next table is not asked for, and nobody waits for the rest of this one."""
        read_end, write_end = os.pipe()
        os.close(read_end)
        with open(write_end, "wb") as pipe:
            result = self.run_with("", "-tuan", stdout=pipe)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.logged("request"), [WHOLE_TCP])


class NamesOfOwners(Faults):
    """The name of an owner that cannot be read for want of descriptors is not an empty one."""

    def test_no_descriptor_for_comm(self):
        sock = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sock.bind(("127.0.0.1", 0))
        usual = rows.owners_of_field(self.table("-uanp")[0].rest[0])
        self.assertEqual(usual, {(os.getpid(), facts.comm(), None)})
        for error in ("EMFILE", "ENFILE", "ENOMEM"):
            with self.subTest(error=error):
                result = self.run_with(f"open comm {getattr(errno, error)}", "-uanpj")
                self.assert_said(result, "owners: ")

    def test_fault_is_played(self):
        """Guards the test above: a process that vanished has no name either, without a word."""
        sock = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sock.bind(("127.0.0.1", 0))
        result = self.run_with(f"open comm {errno.ESRCH}", "-uanpj")
        self.assertEqual((result.status, result.err), (0, ""))
        (sock,) = rows.document(result.out)["sockets"]
        self.assertNotIn(facts.comm().decode(), [owner["name"] for owner in sock["processes"]])


if __name__ == "__main__":
    support.main()
