# SPDX-License-Identifier: MIT
"""UNIX sockets: what bind was told, what ss says, and what both sources know."""

import contextlib
import os
import resource
import shutil
import socket
import unicodedata
import unittest

import support

import oracle_ss_local
import rows
import zoo_unix
from zoo_unix import DGRAM, KINDS, SEQPACKET, STREAM

FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
PENDING = 3
TOO_MANY = 9000
# What /proc/net/unix does not tell.
ONLY_NETLINK = ("recv_q", "send_q", "uid", "user", "cookie", "peer_inode", "shutdown", "file_inode",
                "file_device", "pending", "pending_inodes", "backlog", "backlog_limit")


class UnixCase(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.zoo = zoo_unix.Zoo(stack)
        cls.fill(cls.zoo)

    def by_inode(self, *options):
        return rows.by_key(self.sockets("-xae", *options), lambda sock: sock["inode"])

    def ours(self, found):
        """No other process has UNIX sockets in this namespace, so every row counts."""
        self.assertEqual(set(found), set(self.zoo.names))
        return found


def shown(name):
    """The octets of a name as they are to be told."""
    return b"@" + name[1:] if name[:1] == b"\0" else name


class Names(UnixCase):
    @classmethod
    def fill(cls, zoo):
        zoo.every_name()

    def assert_clean(self, output):
        text = output.decode("utf-8", "strict")
        raw = {char for char in text if unicodedata.category(char) in FORBIDDEN}
        self.assertEqual(raw - {"\n"}, set())
        return text

    def test_json(self):
        text = self.assert_clean(self.run_well("-xa", "--json").stdout)
        found = self.ours({sock["inode"]: sock for sock in rows.document(text)["sockets"]})
        for inode, name in self.zoo.names.items():
            with self.subTest(name=name):
                address = found[inode]["local_address"]
                self.assertEqual(rows.unescape_json(address), shown(name))
                self.assertEqual(address[0] == "@", name[:1] == b"\0")
                self.assertIsNone(found[inode]["local_port"])

    def test_table(self):
        text = self.assert_clean(self.run_well("-xa", "-H").stdout)
        found = {}
        for row in rows.table(text):
            self.assertEqual(row.rest, ())
            field, _, inode = row.local.rpartition(":")
            found[int(inode)] = field
        for inode, name in self.ours(found).items():
            expected = self.zoo.names[inode]
            with self.subTest(name=expected):
                self.assertEqual(rows.unescape_field(name), shown(expected))
                self.assertEqual(name[0] == "@", expected[:1] == b"\0")
        self.assertEqual(len(set(found.values())), len(found))

    def test_exact_fields(self):
        fields = {self.zoo.names[int(row.local.rpartition(":")[2])]: row.local.rpartition(":")[0]
                  for row in self.table("-xa")}
        for name, field in ((b"@looks-abstract", r"\x40looks-abstract"), (b"*", r"\x2a"),
                            (b"two words", r"two\x20words"), (b"\x1b[31mred", r"\x1b[31mred"),
                            (b"\0em\0bed\0ded", r"@em\x00bed\x00ded"), (b"\0", "@"),
                            (b"\0\0", r"@\x00"), (b"\0end\0", r"@end\x00"), (b"\0@at", "@@at"),
                            (b"inv\xff\xfealid", r"inv\xff\xfealid"), (b"p" * 107, "p" * 107)):
            with self.subTest(name=name):
                self.assertEqual(fields[name], field)

    def test_kinds(self):
        for inode, sock in self.by_inode().items():
            place = list(self.zoo.names).index(inode)
            netid, kind = list(KINDS.values())[place % 3]
            self.assertEqual((sock["netid"], sock["type"], sock["family"], sock["state"]),
                             (netid, kind, "unix", "UNCONN"))

    def test_file(self):
        for inode, sock in self.by_inode().items():
            name = self.zoo.names[inode]
            with self.subTest(name=name):
                if name[:1] == b"\0":
                    self.assertEqual((sock["file_inode"], sock["file_device"]), (None, None))
                    continue
                status = os.stat(os.path.join(self.zoo.directory, name))
                device = f"{os.major(status.st_dev)}:{os.minor(status.st_dev)}"
                self.assertEqual((sock["file_inode"], sock["file_device"]),
                                 (status.st_ino, device))

    def test_proc(self):
        """The file shows each NUL as @, and so a path that begins with one as abstract."""
        output = self.run_well("-xa", "--json", "--source=proc").stdout
        found = {sock["inode"]: sock
                 for sock in rows.document(self.assert_clean(output))["sockets"]}
        for inode, sock in self.ours(found).items():
            name = self.zoo.names[inode]
            with self.subTest(name=name):
                self.assertEqual(rows.unescape_json(sock["local_address"]),
                                 shown(name).replace(b"\0", b"@"))
                self.assertEqual(sock["local_address"][0] == "@", name[:1] in (b"\0", b"@"))


class LineEnds(UnixCase):
    @classmethod
    def fill(cls, zoo):
        for name in zoo_unix.LINES:
            zoo.bound(name, STREAM)

    def test_netlink(self):
        found = self.ours(self.by_inode())
        for inode, name in self.zoo.names.items():
            self.assertEqual(rows.unescape_json(found[inode]["local_address"]), name)
        lines = self.run_well("-xa", "-H").out.splitlines()
        self.assertEqual(len(lines), len(zoo_unix.LINES))

    def test_proc_says_that_something_is_missing(self):
        result = support.run("-xa", "--json", "--source=proc")
        document = rows.document(result.out)
        self.assertEqual((result.status, document["complete"]), (3, False))
        self.assertIn("could not be understood", self.assert_error_lines(result)[0])
        self.assertEqual(len(document["warnings"]), 1)


class States(UnixCase):
    @classmethod
    def fill(cls, zoo):
        cls.unnamed = set()
        for kind in KINDS:
            cls.add_unnamed(zoo.pair(kind))
        halves = [zoo.pair(STREAM) for _ in range(3)]
        cls.halves = {}
        for (left, right), how, ends in zip(
                halves, (socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_RDWR),
                (("receive", "send"), ("send", "receive"), ("both", "both"))):
            left.shutdown(how)
            cls.add_unnamed((left, right))
            cls.halves.update(zip(map(zoo_unix.inode, (left, right)), ends))
        cls.add_servers(zoo)
        loaded = zoo.pair(DGRAM)
        loaded[0].send(b"x" * 1000)
        cls.add_unnamed(loaded)
        named = zoo.bound(b"\0destination", DGRAM)
        client = zoo.client(named, DGRAM)
        zoo.bound(b"idle", STREAM)
        cls.add_unnamed((client,))

    @classmethod
    def add_servers(cls, zoo):
        cls.listeners, cls.clients = {}, {}
        for kind, name in ((STREAM, b"server"), (SEQPACKET, b"\0packets")):
            server = zoo.listener(name, kind, 5)
            client = zoo.client(server, kind)
            accepted = zoo.accepted(server)
            client.send(b"hello")
            waiting = [zoo.client(server, kind) for _ in range(PENDING)]
            cls.add_unnamed((client, *waiting))
            cls.clients[zoo_unix.inode(client)] = zoo_unix.inode(accepted)
            cls.listeners[zoo_unix.inode(server)] = sorted(map(zoo_unix.inode, waiting))

    @classmethod
    def add_unnamed(cls, socks):
        cls.zoo.names.update((zoo_unix.inode(sock), b"") for sock in socks)

    def test_equal_to_ss(self):
        if shutil.which("ss") is None:
            raise unittest.SkipTest("ss is not installed")
        theirs = oracle_ss_local.unix()
        found = self.ours(self.by_inode())
        self.assertEqual(set(found), set(theirs))
        for inode, row in theirs.items():
            with self.subTest(inode=inode):
                self.assertEqual({name: found[inode][name] for name in row}, row)

    def test_default_selection_is_that_of_ss(self):
        if shutil.which("ss") is None:
            raise unittest.SkipTest("ss is not installed")
        theirs = set(oracle_ss_local.unix(states=()))
        self.assertEqual({sock["inode"] for sock in self.sockets("-x")}, theirs)
        self.assertEqual({sock["state"] for sock in self.sockets("-x")}, {"ESTABLISHED"})
        self.assertEqual({sock["inode"] for sock in self.sockets("-xl")},
                         set(self.zoo.names) - theirs)
        self.assertEqual({sock["state"] for sock in self.sockets("-xl")}, {"LISTEN", "UNCONN"})

    def test_pending(self):
        found = self.by_inode()
        for inode, waiting in self.listeners.items():
            sock = found[inode]
            self.assertEqual((sock["state"], sock["recv_q"], sock["send_q"], sock["pending"]),
                             ("LISTEN", PENDING, 5, PENDING))
            self.assertEqual(sorted(map(int, sock["pending_inodes"].split(","))), waiting)
            for client in waiting:
                self.assertIsNone(found[client]["peer_inode"])

    def test_peers(self):
        found = self.by_inode()
        for client, accepted in self.clients.items():
            self.assertEqual((found[client]["peer_inode"], found[accepted]["peer_inode"]),
                             (accepted, client))
            self.assertGreater(found[accepted]["recv_q"], 0)

    def test_peer_in_the_table(self):
        found = {int(row.local.rpartition(":")[2]): row for row in self.table("-xa")}
        for client, accepted in self.clients.items():
            self.assertEqual(found[client].local, f"*:{client}")
            self.assertEqual(found[client].peer, f"*:{accepted}")
        for listener in self.listeners:
            self.assertEqual(found[listener].peer, "*:*")

    def test_shutdown(self):
        found = self.by_inode()
        self.assertEqual({inode: found[inode]["shutdown"] for inode in self.halves}, self.halves)
        words = {int(row.words["inode"]): row.words["shutdown"] for row in self.table("-xae")}
        self.assertEqual({inode: words[inode] for inode in self.halves}, self.halves)

    def test_kinds_by_name(self):
        every = self.by_inode()
        for netid, kind in KINDS.values():
            expected = {inode for inode, sock in every.items() if sock["netid"] == netid}
            self.assertTrue(expected)
            for name in (netid, f"unix_{kind}"):
                self.assertEqual({sock["inode"] for sock in self.sockets("-a", "-A", name)},
                                 expected)

    def test_owners(self):
        for sock in self.sockets("-xap"):
            self.assertEqual([owner["pid"] for owner in sock["processes"]], [os.getpid()])

    def test_sources_agree(self):
        netlink = self.by_inode("--source=netlink")
        proc = self.sockets("-xae", "--source=proc")
        found = {sock["inode"]: sock for sock in proc}
        self.assertEqual(len(found), len(proc))
        self.assertEqual(set(found), set(netlink))
        for inode, sock in found.items():
            self.assertEqual({name: sock[name] for name in ONLY_NETLINK},
                             dict.fromkeys(ONLY_NETLINK))
            for name in set(sock) - set(ONLY_NETLINK):
                self.assertEqual((name, sock[name]), (name, netlink[inode][name]))


class LongQueue(UnixCase):
    """More pending connections than their inodes fit a netlink message of 32 KiB."""

    @classmethod
    def fill(cls, zoo):
        most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if most[1] < TOO_MANY + 100:
            raise unittest.SkipTest(f"only {most[1]} descriptors are permitted")
        resource.setrlimit(resource.RLIMIT_NOFILE, (most[1], most[1]))
        cls.addClassCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, most)
        try:
            with open("/proc/sys/net/core/somaxconn", "w", encoding="ascii") as limit:
                limit.write(str(TOO_MANY))
        except OSError as error:
            raise unittest.SkipTest(f"somaxconn cannot be raised: {error}") from error
        zoo.listener(b"\0short", STREAM, 1)
        cls.long = zoo_unix.inode(zoo.listener(b"\0long", STREAM, TOO_MANY))
        for _ in range(TOO_MANY):
            client = zoo.socket(STREAM)
            client.connect(b"\0long")

    def document(self, *arguments):
        """The answer lacks the long list, and says so."""
        result = support.run(*arguments, "--json")
        document = rows.document(result.out)
        self.assertEqual((result.status, document["complete"]), (3, False))
        self.assertRegex(result.err, r"^sockview: netlink: unix: .* of [12] listeners\n$")
        self.assertEqual(rows.warning_lines(document),
                         result.err.splitlines())
        return document["sockets"]

    def test_the_listener_is_not_left_out(self):
        found = {sock["local_address"]: sock for sock in self.document("-xle")}
        self.assertEqual(set(found), {"@short", "@long"})
        self.assertEqual((found["@long"]["inode"], found["@long"]["recv_q"]),
                         (self.long, TOO_MANY))

    def test_connections_that_wait_are_counted_all_the_same(self):
        found = {sock["local_address"]: sock["pending"] for sock in self.document("-xle")}
        self.assertEqual(found, {"@short": 0, "@long": TOO_MANY})

    def test_nothing_is_missing_that_was_not_asked_for(self):
        self.assertEqual(len(self.sockets("-xl")), 2)

    def test_no_socket_is_shown_twice(self):
        inodes = [sock["inode"] for sock in self.document("-xae")]
        self.assertEqual((len(inodes), len(set(inodes))), (TOO_MANY + 2, TOO_MANY + 2))


class Users(UnixCase):
    @classmethod
    def fill(cls, zoo):
        left, right = zoo.pair(STREAM)
        zoo.names.update((zoo_unix.inode(sock), b"") for sock in (left, right))
        try:
            os.fchown(left.fileno(), 65534, -1)
        except OSError as error:
            raise unittest.SkipTest(f"a socket cannot be given away here: {error}") from error
        cls.given = zoo_unix.inode(left)

    def test_uid(self):
        found = self.ours(self.by_inode())
        for inode, sock in found.items():
            self.assertEqual(sock["uid"], 65534 if inode == self.given else 0)


if __name__ == "__main__":
    support.main()
