# SPDX-License-Identifier: MIT
"""-E shows every socket that is destroyed, or reports that some are missing."""

import collections
import contextlib
import functools
import itertools
import os
import re
import signal
import socket
import time
import unittest

import support

import holder
import limits
import netns
import rows
import running
import sandbox

MANY = 10000
LOOK_SECONDS = 1.1
READ_A_LOOK = 240
SLOWLY_READ = 5 * READ_A_LOOK // 2
"""Connections; the pipe holds the events of some hundred of them."""
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LOST = re.compile(r"sockview: events: (\d+) destroyed socket(?:s are| is) missing so far: .+")


class Watching(running.Running):
    """A sockview -E that has begun: it tells of sockets that are closed from now on."""

    def __init__(self, *arguments, **options):
        super().__init__("-E", *arguments, **options)
        self.wait_for_groups()

    def wait_for_groups(self):
        """Until its netlink socket is in a multicast group, and one look at the owners later."""
        def listens():
            if self.process.poll() is not None:
                raise ChildProcessError("sockview ended")
            return any(line[2] == str(self.process.pid) and int(line[3], 16)
                       for line in self.queues())
        limits.wait_until(listens, "sockview listens for events")

    def queues(self):
        """The sock_diag sockets of its network namespace: words of /proc/net/netlink."""
        with open(f"/proc/{self.process.pid}/net/netlink", encoding="ascii") as file:
            return [line.split() for line in file if line.split()[1] == "4"]

    def files_read(self):
        """How often it has read from a file. It reads none but to look for owners."""
        with open(f"/proc/{self.process.pid}/io", encoding="ascii") as file:
            return int(dict(line.split(": ") for line in file)["syscr"])

    def writes(self):
        """How often it has written."""
        with open(f"/proc/{self.process.pid}/io", encoding="ascii") as file:
            return int(dict(line.split(": ") for line in file)["syscw"])

    def wait_for_look(self):
        """Until it has looked for owners from beginning to end: the first look that is seen may
        have begun before."""
        for _ in range(2):
            before = self.files_read()
            limits.wait_until(lambda: self.files_read() > before, "a look for owners")
            self.wait_until_asleep()

    def objects(self, count):
        return [rows.document(self.line()) for _ in range(count)]

    def events_of(self, ends):
        """The events of these sockets; the kernel can still tell of what was closed before."""
        wanted, found = set(ends), []
        while len(found) < len(wanted):
            event = rows.document(self.line())
            if ends_of(event) in wanted:
                found.append(event)
        return found


def pair(listener):
    client = socket.create_connection(listener.getsockname())
    return client, listener.accept()[0]


def close_alone():
    """Makes and closes a socket without a connection; what its event has as its ends."""
    with socket.socket() as alone:
        alone.bind(("127.0.0.1", 0))
        return alone.getsockname() + ("0.0.0.0", 0)


def end_of(sock):
    return sock.getsockname()[:2] + sock.getpeername()[:2]


def ends_of(event):
    return (event["local_address"], event["local_port"], event["peer_address"],
            event["peer_port"])


class Events(support.TestCase):
    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.addCleanup(self.listener.close)

    def close_pairs(self, count):
        """Makes and closes connections; the ends of both sockets of each."""
        ends = []
        for _ in range(count):
            client, server = pair(self.listener)
            ends += [end_of(client), end_of(server)]
            client.close()
            server.close()
        return ends

    def test_ten_thousand_connections(self):
        with Watching("-t", "--ndjson") as sockview:
            made = collections.Counter()
            for _ in range(MANY // 100):
                made.update(self.close_pairs(100))
            seen = collections.Counter()
            began = time.monotonic()
            while sum(seen.values()) < 2 * MANY and time.monotonic() - began < limits.seconds():
                try:
                    seen[ends_of(rows.document(sockview.line()))] += 1
                except TimeoutError:
                    break
            status, out, err = sockview.end()
        seen.update(ends_of(event) for event in rows.ndjson(out))
        missing = made - seen
        # The kernel can still tell of a listener that a test before has closed.
        self.assertEqual([ends for ends in seen - made if ends[3] != 0], [])
        self.assertEqual({count for count in (seen - made).values()} - {1}, set())
        if missing:
            lost = LOST.search(err)
            self.assertTrue(lost, err)
            self.assertEqual((status, int(lost[1])), (3, sum(missing.values())))
        else:
            self.assertEqual((status, err), (0, ""))

    def test_owners_that_came_and_went(self):
        """The owner of a connection that was made and ended between two looks is unknown."""
        with Watching("-t", "--ndjson", "process = python3 or peer_port = 0") as sockview:
            self.close_pairs(20)
            sockview.events_of([close_alone()])
            status, _, err = sockview.end()
        self.assertEqual(status, 3)
        self.assertRegex(err, r"events: the owners of \d+ destroyed sockets? are unknown, and the "
                              r"filter tests them")

    def test_owners_for_a_reader_that_is_slow(self):
        """Owners are kept until the events from before the looks at them were read."""
        with Watching("-tp", "--ndjson") as sockview:
            ends = [pair(self.listener) for _ in range(SLOWLY_READ)]
            sockview.wait_for_look()
            for end in itertools.chain(*ends):
                end.close()
            events = []
            while len(events) < 2 * SLOWLY_READ:
                limits.pass_time(LOOK_SECONDS)
                events += sockview.objects(READ_A_LOOK)
        self.assertEqual([event for event in events if event["processes"] is None], [])

    def test_events_that_wait_are_written_together(self):
        with Watching("-t", "--ndjson") as sockview:
            before = sockview.writes()
            os.kill(sockview.process.pid, signal.SIGSTOP)
            ends = self.close_pairs(100)
            limits.wait_until(lambda: sum(int(line[4]) for line in sockview.queues()) > 100000,
                              "the events wait")
            os.kill(sockview.process.pid, signal.SIGCONT)
            sockview.events_of(ends)
            self.assertLess(sockview.writes() - before, len(ends) // 4)

    def test_a_row_is_there_while_it_runs(self):
        for options in (("-t", "--ndjson"), ("-tH",), ("-tn",)):
            with self.subTest(options=options), Watching(*options) as sockview:
                if options == ("-tn",):
                    self.assertEqual(sockview.line().split()[0], "Netid")
                for _ in range(3):
                    client, server = pair(self.listener)
                    port = str(client.getsockname()[1])
                    client.close()
                    server.close()
                    self.assertIn(port, sockview.line() + sockview.line())
                self.assertEqual(sockview.end()[0::2], (0, ""))

    def test_rows_have_their_time_last(self):
        with Watching("-t") as sockview:
            self.close_pairs(1)
            self.assertEqual(sockview.line().split()[-1], "Time")
            row, = rows.table(sockview.line())
            self.assertEqual((row.netid, row.state), ("tcp", "CLOSE"))
            self.assertRegex(row.rest[0], TIME)

    def test_objects_have_their_time(self):
        with Watching("-t", "--ndjson") as sockview:
            self.close_pairs(1)
            event = sockview.objects(1)[0]
        self.assertRegex(event["time"], TIME)
        self.assertEqual((event["uid"], event["inode"], event["netns"]),
                         (None, None, str(netns.inode())))
        self.assertNotIn("processes", event)

    def test_udp_of_both_protocols(self):
        with Watching("-u", "--ndjson") as sockview:
            for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
                with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as udp:
                    udp.bind((address, 0))
                    nowhere = "::" if family == socket.AF_INET6 else "0.0.0.0"
                    ends = udp.getsockname()[:2] + (nowhere, 0)
                    udp.close()
                    event, = sockview.events_of([ends])
                    self.assertEqual((event["netid"], event["state"]), ("udp", "UNCONN"))
                    self.assertIsNone(event["send_q"])

    def test_selection_narrows(self):
        with Watching("-t4", "--ndjson") as sockview:
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
            socket.socket(socket.AF_INET6, socket.SOCK_STREAM).close()
            ends = self.close_pairs(1)
            sockview.events_of(ends)
            status, out, err = sockview.end()
            self.assertEqual((status, err), (0, ""))
            self.assertNotIn('"udp"', out)
            self.assertNotIn('"inet6"', out)

    def test_filter(self):
        wanted, other = pair(self.listener), pair(self.listener)
        ends = [end_of(wanted[0]), end_of(wanted[1])]
        port = ends[0][1]
        with Watching("-t", "--ndjson", "--limit=2", f"sport = :{port} or dport = :{port}") \
                as sockview:
            for each in (*other, *wanted):
                each.close()
            self.assertCountEqual([ends_of(event) for event in sockview.objects(2)], ends)
            self.assertEqual(sockview.process.wait(limits.seconds()), 0)

    def test_a_filter_that_can_be_misread_is_said_at_once(self):
        with Watching("-tH", "sport = 1 or sport = 2 and dport = 3") as sockview:
            note = sockview.process.stderr.readline()
            self.assertIn(b"brackets", note)
            self.assertEqual(sockview.end(), (0, "", ""))

    def test_details_of_the_connection(self):
        client, server = pair(self.listener)
        client.sendall(b"x" * 1000)
        server.recv(1000)
        end = end_of(client)
        with Watching("-ti", "--ndjson") as sockview:
            client.close()
            server.close()
            event, = sockview.events_of([end])
        self.assertGreaterEqual(event["bytes_acked"], 1000)

    def test_another_namespace(self):
        elsewhere = functools.partial(netns.unshare, netns.CLONE_NEWNET)
        if not sandbox.permitted(elsewhere):
            self.skipTest("a further namespace is not permitted here")
        with running.Running("-tE", "--ndjson", f"--net={os.getpid()}",
                             preexec_fn=elsewhere) as sockview:
            address = self.listener.getsockname()[0]
            limits.wait_until(lambda: self.close_pairs(1) and sockview.has_output(), "an event",
                              pause=0.05)
            event, = [rows.document(sockview.line())]
            self.assertEqual(event["local_address"], address)
            self.assertEqual(event["netns"], str(netns.inode()))

    def test_count_ends_it(self):
        with Watching("-tH", "--limit=3") as sockview:
            self.close_pairs(2)
            for _ in range(3):
                sockview.line()
            self.assertEqual(sockview.process.wait(limits.seconds()), 0)

    def test_a_reader_that_leaves_ends_it_without_an_event(self):
        with Watching("-tH") as sockview:
            sockview.process.stdout.close()
            self.assertEqual(sockview.process.wait(limits.seconds()), 0)
            self.assertEqual(sockview.process.stderr.read(), b"")

    def test_termination_is_the_ordinary_end(self):
        with Watching("-tH") as sockview:
            self.assertEqual(sockview.end(signal.SIGTERM), (0, "", ""))


class Owners(support.TestCase):
    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.addCleanup(self.listener.close)

    def watch(self, *options):
        """A sockview that has looked for owners: events are read after the first look."""
        sockview = Watching("-t", "--ndjson", *options)
        self.addCleanup(sockview.close)
        self.probe = close_alone()
        return sockview

    def test_who_held_it(self):
        client, server = pair(self.listener)
        ends = [end_of(client), end_of(server)]
        sockview = self.watch("-p")
        sockview.events_of([self.probe])
        server.close()
        client.close()
        for event in sockview.events_of(ends):
            self.assertEqual([process["pid"] for process in event["processes"]], [os.getpid()])

    def test_sockets_that_were_made_meanwhile_are_looked_at(self):
        sockview = self.watch("-p")
        sockview.events_of([self.probe])
        client, server = pair(self.listener)
        ends = [end_of(client)]
        sockview.wait_for_look()
        server.close()
        client.close()
        owners = sockview.events_of(ends)[0]["processes"]
        self.assertEqual([process["pid"] for process in owners or []], [os.getpid()])

    def test_a_process_that_has_ended(self):
        def connect():
            sockets = [socket.create_connection(self.listener.getsockname()) for _ in range(5)]
            return [each.getsockname()[1] for each in sockets], sockets

        with holder.Holder(connect, lambda: sandbox.set_comm(b"the heir")) as child:
            accepted = [self.listener.accept()[0] for _ in range(5)]
            ends = [end_of(each) for each in accepted]
            ends += [end[2:] + end[:2] for end in ends]
            sockview = self.watch("-p")
            sockview.events_of([self.probe])
            os.kill(child.pid, signal.SIGKILL)
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
            for each in accepted:
                each.close()
            names = collections.Counter(process["name"] for event in sockview.events_of(ends)
                                        for process in event["processes"])
        self.assertEqual(names["the heir"], 5)

    def test_what_was_never_seen_is_unknown(self):
        sockview = self.watch("-p")
        self.assertIsNone(sockview.events_of([self.probe])[0]["processes"])

    def close_watched(self, condition):
        """A sockview with that filter; the ends of what was closed under its eyes."""
        client, server = pair(self.listener)
        ends = [end_of(client), end_of(server)]
        sockview = self.watch(f"{condition} or peer_port = 0")
        sockview.events_of([self.probe])
        server.close()
        client.close()
        return sockview, ends

    def test_filter_by_an_owner(self):
        sockview, ends = self.close_watched(f"pid = {os.getpid()}")
        sockview.events_of(ends)

    def test_filter_by_somebody_else(self):
        sockview, ends = self.close_watched("pid = 1")
        seen = []
        for _ in range(2):  # the kernel may tell of sockets in another order, but not so much later
            last = close_alone()
            while last not in seen:
                seen.append(ends_of(rows.document(sockview.line())))
        status, out, err = sockview.end()
        seen += [ends_of(event) for event in rows.ndjson(out)]
        self.assertEqual((status, err), (0, ""))
        self.assertFalse(set(seen) & set(ends))


class Lost(support.TestCase):
    """An ordinary user's queue is small, and nobody reads it while sockview is stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if os.geteuid() != 0 or not sandbox.permitted(sandbox.become_nobody):
            raise unittest.SkipTest("cannot become another user here")
        cls.sockview = sandbox.public_sockview(cls)

    def test_an_ordinary_user_sees_events(self):
        with Watching("-uH", preexec_fn=sandbox.become_nobody, executable=self.sockview) \
                as sockview:
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
            self.assertTrue(sockview.line().startswith("udp"))
            self.assertEqual(sockview.end(), (0, "", ""))

    def wait_for_drops(self, sockview):
        """The kernel tells of destroyed sockets a little later, and then there is no room."""
        def dropped():
            return max(int(line[8]) for line in sockview.queues())
        limits.wait_until(dropped, "something is lost")
        limits.wait_until_steady(dropped, limits.seconds(0.2), "nothing more is lost")

    def wait_until_read(self, sockview):
        """Until sockview has taken what the kernel had for it, while its output is taken, too."""
        def empty():
            sockview.take()
            return all(int(line[4]) == 0 for line in sockview.queues())
        limits.wait_until(empty, "all is read")

    def test_every_loss_is_reported(self):
        with open("/proc/sys/net/core/rmem_max", encoding="ascii") as file:
            count = 2 * int(file.read()) // 400 + 2000
        if count > 100000:
            self.skipTest("the queue of an ordinary user is too long here")
        with Watching("-u", "--ndjson", "--trailer", preexec_fn=sandbox.become_nobody,
                      executable=self.sockview) as sockview:
            os.kill(sockview.process.pid, signal.SIGSTOP)
            for _ in range(count):
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
            self.wait_for_drops(sockview)
            os.kill(sockview.process.pid, signal.SIGCONT)
            first = sockview.line()
            self.wait_until_read(sockview)
            status, out, err = sockview.end()
        lost = [int(number) for number in LOST.findall(err)]
        self.assertEqual(status, 3, err)
        self.assertEqual(err.count("\n"), len(lost))
        *events, end = rows.ndjson(first + out)
        self.assertEqual(len(events) + lost[-1], count)
        self.assertEqual((end["sockets"], end["complete"]), (len(events), False))
        self.assertEqual([warning["count"] for warning in end["warnings"]], lost[-1:])


class Refused(support.TestCase):
    def test_combinations(self):
        for options, word in ((("-j",), "--ndjson"), (("-c",), "--continuous"),
                              (("-s",), "--summary"), (("-x",), "unix"), (("-r",), "-r"),
                              (("--source=proc",), "--source=proc"), (("--all-netns",), "--net"),
                              (("-A", "all"), "TCP and UDP")):
            with self.subTest(options=options):
                result = support.run("-E", *options)
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertIn(word, result.err)
                self.assertEqual(len(self.assert_error_lines(result)), 1)

    def test_without_netlink(self):
        result = support.run("-E", prefix=(support.helper("no_netlink"), "EPERM"))
        self.assertEqual((result.status, result.out), (1, ""))
        self.assertEqual(len(self.assert_error_lines(result)), 1)


if __name__ == "__main__":
    support.main()
