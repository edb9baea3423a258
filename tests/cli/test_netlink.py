# SPDX-License-Identifier: MIT
"""Netlink sockets: protocols, owners by port id and groups, compared with ss and /proc."""

import contextlib
import os
import shutil
import socket
import unittest

import support

import holder
import oracle_ss_local
import rows
import sandbox
import zoo_netlink
from zoo_netlink import GROUPS, NETLINK_GENERIC, STRANGER, Zoo

HOSTILE = b"\x1b[2J x:\n(1,2)"
ONLY_NETLINK = ("type", "cookie", "peer_address", "peer_port", "groups", "netlink_flags")


def open_hostile():
    sandbox.set_comm(HOSTILE)
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
    sock.bind((os.getpid(), 0))
    return sock


class Netlink(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.zoo = Zoo(stack)
        cls.hostile = stack.enter_context(holder.Holder(open_hostile)).pid

    def found(self, *options):
        """By inode; an inode twice is an error, though the kernel lists members of groups twice.
        Without those with which sockview and ss ask, which differ each time."""
        return rows.by_key((sock for sock in self.sockets("--netlink", "-ae", *options)
                            if sock["protocol"] != "tcpdiag"), lambda sock: sock["inode"])

    def named(self, *options):
        found = self.found(*options)
        return {name: found[inode_] for name, inode_ in self.zoo.inodes.items()}

    def fields(self, *options):
        return {int(row.words["inode"]): row for row in self.table("--netlink", "-ae", *options)
                if row.words["protocol"] != "tcpdiag"}

    def test_owners(self):
        found = self.fields()
        for name, local in (("groups", f"rtnl:{self.comm()}/{os.getpid()}"),
                            ("dgram", f"rtnl:{STRANGER}"), ("uevent", f"uevent:{STRANGER}"),
                            ("unbound", "uevent:*")):
            self.assertEqual(found[self.zoo.inodes[name]].local, local)
        own = set(self.zoo.inodes.values())
        self.assertIn("rtnl:kernel",
                      {row.local for inode_, row in found.items() if inode_ not in own})

    def test_another_process_is_not_named(self):
        """Any program can take a free number as its port id, that of another process too."""
        child = self.enterContext(holder.Holder(lambda: None))
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC) as sock:
            sock.bind((child.pid, 0))
            found = [row.local for row in self.table("--netlink", "-a")]
            self.assertIn(f"genl:{child.pid}", found)
        self.assertIn(f"rtnl:{self.comm()}/{os.getpid()}", found)

    def comm(self):
        with open("/proc/self/comm", encoding="ascii") as file:
            return file.read().rstrip("\n")

    def test_hostile_owner(self):
        field = next(row.local for row in self.table("--netlink", "-a")
                     if row.local.endswith(f"/{self.hostile}"))
        self.assertEqual(field, rf"genl:\x1b[2J\x20x\x3a\x0a(1,2)/{self.hostile}")
        output = self.run_well("--netlink", "-ap").stdout
        self.assertNotIn(b"\x1b", output)

    def test_json_names_the_protocol_and_numbers_the_port(self):
        for options in ((), ("-n",)):
            found = self.named(*options)
            self.assertEqual({name: (sock["netid"], sock["local_address"], sock["local_port"])
                              for name, sock in found.items()},
                             {"groups": ("nl", "rtnl", os.getpid()),
                              "dgram": ("nl", "rtnl", STRANGER),
                              "uevent": ("nl", "uevent", STRANGER),
                              "connected": ("nl", "genl", STRANGER),
                              "unbound": ("nl", "uevent", 0)})

    def test_json_endpoint_is_numeric(self):
        ends = {sock["inode"]: sock["local"]
                for sock in self.sockets("--netlink", "-a", "--columns", "inode,local")}
        self.assertEqual(ends[self.zoo.inodes["groups"]], f"rtnl:{os.getpid()}")

    def test_processes(self):
        """No process holds the kernel's own sockets, which is no failure to see one."""
        own = set(self.zoo.inodes.values())
        for sock in self.sockets("--netlink", "-ape"):
            pids = [owner["pid"] for owner in sock["processes"]]
            if sock["inode"] in own:
                self.assertIn(os.getpid(), pids)
            elif sock["local_port"] == 0:
                self.assertEqual(pids, [])

    def test_types(self):
        found = self.named()
        self.assertEqual((found["groups"]["type"], found["dgram"]["type"]), ("raw", "dgram"))

    def test_groups(self):
        found = self.named()
        self.assertEqual(found["groups"]["groups"], ",".join(map(str, GROUPS)))
        self.assertEqual(found["groups"]["groups_mask"], format(1 | 1 << 4 | 1 << 26, "x"))
        self.assertEqual((found["dgram"]["groups"], found["dgram"]["groups_mask"]), ("none", "0"))
        self.assertEqual(found["unbound"]["groups"], "1")

    def test_flags(self):
        found = self.named()
        self.assertEqual(found["groups"]["netlink_flags"], "pktinfo,no_enobufs")
        self.assertEqual(found["dgram"]["netlink_flags"], "none")

    def test_peer(self):
        found = self.named()
        self.assertEqual((found["connected"]["peer_address"], found["connected"]["peer_port"]),
                         ("3", 7))
        self.assertEqual((found["dgram"]["peer_address"], found["dgram"]["peer_port"]),
                         (None, None))
        table = self.fields()
        self.assertEqual(table[self.zoo.inodes["connected"]].peer, "3:7")
        self.assertEqual(table[self.zoo.inodes["dgram"]].peer, "*:*")

    def seen_by_ss(self, *options):
        if shutil.which("ss") is None:
            raise unittest.SkipTest("ss is not installed")
        return {key: row for key, row in oracle_ss_local.netlink(*options).items()
                if row["protocol"] not in ("tcpdiag", "4")}

    def compared(self, row):
        return {"state": row.state, "recv_q": int(row.recv_q), "send_q": int(row.send_q),
                "peer": "*" if row.peer == "*:*" else row.peer,
                "groups_mask": int(row.words["groups_mask"], 16)}

    def test_equal_to_ss(self):
        """Numeric, as ss lets the name of a process break its rows. Sockets with port id 0 look
        alike to ss, so only those of the kernel are compared of these."""
        unbound = self.zoo.inodes["unbound"]
        ours = {tuple(row.local.split(":")): self.compared(row)
                for inode_, row in self.fields("-n").items() if inode_ != unbound}
        theirs = {key: {name: row[name] for name in row if name not in ("protocol", "owner")}
                  for key, row in self.seen_by_ss("-n").items()}
        del ours["15", "0"], theirs["15", "0"]
        self.assertEqual(ours, theirs)
        self.assertIn(("0", str(os.getpid())), ours)

    def test_default_selection_is_that_of_ss(self):
        self.assertLessEqual(set(self.zoo.inodes.values()),
                             {sock["inode"] for sock in self.sockets("--netlink")})

    def test_kinds_by_name(self):
        for choice in (("-A", "nl"), ("-A", "netlink"), ("-f", "netlink"), ("--netlink",)):
            found = self.sockets(*choice, "-a")
            self.assertEqual({sock["netid"] for sock in found}, {"nl"})
            self.assertLessEqual(set(self.zoo.inodes.values()), {sock["inode"] for sock in found})

    def test_drops_of_both_sources(self):
        """A receiver without room loses what it is sent."""
        receiver = zoo_netlink.full_receiver()
        self.addCleanup(receiver.close)
        number = zoo_netlink.inode(receiver)
        found = [self.found("-m", f"--source={source}")[number]["skmem_d"]
                 for source in support.SOURCES]
        self.assertGreater(found[0], 0)
        self.assertEqual(found[0], found[1])

    def test_sources_agree(self):
        """/proc does not list a socket that is not bound."""
        netlink, proc = self.found("--source=netlink"), self.found("--source=proc")
        self.assertEqual(set(proc), set(netlink) - {self.zoo.inodes["unbound"]})
        for inode_, sock in proc.items():
            for name, value in sock.items():
                with self.subTest(inode=inode_, name=name):
                    unknown = name in ONLY_NETLINK
                    self.assertEqual(value, None if unknown else netlink[inode_][name])


if __name__ == "__main__":
    support.main()
