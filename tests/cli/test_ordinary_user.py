# SPDX-License-Identifier: MIT
"""Run by an ordinary user, on an ordinary /proc and on one that hides other people's processes."""

import contextlib
import os
import re
import socket
import unittest

import support

import holder
import rows
import sandbox
import zoo_tcp

ROOTS_SOCKETS = 3
NOBODYS_SOCKETS = 2


def open_bound():
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(NOBODYS_SOCKETS)]
    for sock in sockets:
        sock.bind(("127.0.0.1", 0))
    return [sock.getsockname()[1] for sock in sockets], sockets


class OrdinaryUser(support.TestCase):
    """Root holds some sockets, nobody some, and some have no file at all."""
    steps = (sandbox.become_nobody,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if os.geteuid() != 0 or not sandbox.permitted(sandbox.steps(*cls.steps)):
            raise unittest.SkipTest(f"not permitted: {[step.__name__ for step in cls.steps]}")
        cls.program = sandbox.public_sockview(cls)
        cls.preexec = staticmethod(sandbox.steps(*cls.steps))
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.child = stack.enter_context(holder.Holder(open_bound, sandbox.become_nobody,
                                                      sandbox.stay_readable))
        for _ in range(ROOTS_SOCKETS):
            sock = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.bind(("127.0.0.1", 0))
        zoo = stack.enter_context(zoo_tcp.TcpZoo())
        zoo.time_wait()

    def run_as_nobody(self, *arguments):
        return support.run(*arguments, sockview=self.program, preexec=self.preexec)

    def assert_note(self, result, sockets=ROOTS_SOCKETS):
        """One line, with the number of sockets whose owner is unseen and nothing about others."""
        (line,) = self.assert_error_lines(result)
        self.assertEqual(re.findall(r"\b\d+\b", line), [str(sockets)], line)
        return line

    def test_own_sockets_in_table(self):
        for source in support.SOURCES:
            with self.subTest(source=source):
                result = self.run_as_nobody("-tuanp", "-H", f"--source={source}")
                self.assertEqual(result.status, 0)
                self.assert_note(result)
                owners = [rows.owners_of_field(row.rest[0]) for row in rows.table(result.out)
                          if row.netid == "udp"]
                self.assertEqual(owners.count(None), ROOTS_SOCKETS)
                seen = [pid for found in owners if found for pid, _, _ in found]
                self.assertEqual(seen, [self.child.pid] * NOBODYS_SOCKETS)

    def test_own_sockets_in_json(self):
        result = self.run_as_nobody("-tuanp", "--json")
        self.assertEqual(result.status, 0)
        line = self.assert_note(result)
        document = rows.document(result.out)
        self.assertTrue(document["complete"])
        self.assertEqual(rows.warning_lines(document), [line])
        for sock in document["sockets"]:
            if sock["inode"] is None:
                self.assertEqual(sock["processes"], [])
            elif sock["uid"] == 0:
                self.assertIsNone(sock["processes"])
            else:
                (owner,) = sock["processes"]
                self.assertEqual((sock["uid"], owner["pid"]), (sandbox.NOBODY, self.child.pid))

    def test_ndjson(self):
        result = self.run_as_nobody("-uanp", "--ndjson")
        self.assertEqual(result.status, 0)
        self.assert_note(result)
        self.assertEqual(len(rows.ndjson(result.out)), ROOTS_SOCKETS + NOBODYS_SOCKETS)

    def test_no_note_when_the_reader_has_left(self):
        """A user who does not read the rows is not told what is missing from them."""
        for options in (("-uanp",), ("-uanp", "--json"), ("-uanp", "--ndjson")):
            with self.subTest(options=options):
                read_end, write_end = os.pipe()
                os.close(read_end)
                with open(write_end, "wb") as pipe:
                    result = support.run(*options, sockview=self.program, preexec=self.preexec,
                                         stdout=pipe)
                self.assertEqual((result.status, result.err), (0, ""))

    def test_no_note_without_owners(self):
        """A user who does not ask for owners is not told about them."""
        result = self.run_as_nobody("-tuan")
        self.assertEqual((result.status, result.err), (0, ""))

    def test_note_counts_only_what_was_asked_for(self):
        result = self.run_as_nobody("-tap")
        self.assertEqual((result.status, result.err), (0, ""))

    def test_no_option_at_all(self):
        result = self.run_as_nobody()
        self.assertEqual(result.status, 0)
        self.assert_note(result)
        self.assertEqual(len(rows.table(result.out, header=True)),
                         ROOTS_SOCKETS + NOBODYS_SOCKETS + 1)

    def test_same_sockets_as_root_sees(self):
        mine = rows.table(self.run_as_nobody("-tuan", "-H").out)
        self.assertEqual(sorted(row.key for row in mine),
                         sorted(row.key for row in self.table("-tuan")))

    def test_mark_is_unknown(self):
        """The kernel tells the mark only with CAP_NET_ADMIN; that is not a mark of 0."""
        result = self.run_as_nobody("-uan", "--json")
        self.assertEqual({sock["mark"] for sock in rows.document(result.out)["sockets"]}, {None})

    def test_uid_and_user(self):
        for sock in rows.document(self.run_as_nobody("-uan", "-j").out)["sockets"]:
            self.assertIn((sock["uid"], sock["user"]), {(0, "root"), (sandbox.NOBODY, "nobody")})


class Hidepid(OrdinaryUser):
    """/proc that shows a user nothing of other users' processes, not even that they exist."""
    steps = (sandbox.mount_proc_hidepid, sandbox.become_nobody)

    def test_root_sees_all(self):
        result = support.run("-uanp", "-H", preexec=sandbox.mount_proc_hidepid)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertNotIn(("-",), [row.rest for row in rows.table(result.out)])

    def test_other_processes_are_hidden(self):
        """Guards the test itself."""
        listing = support.run(sockview="/bin/ls", prefix=(), preexec=self.preexec, *("/proc",))
        pids = {name for name in listing.out.split() if name.isdigit()}
        self.assertNotIn(str(os.getpid()), pids)
        self.assertIn(str(self.child.pid), pids)


if __name__ == "__main__":
    support.main()
