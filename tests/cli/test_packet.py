# SPDX-License-Identifier: MIT
"""Packet sockets: protocols, devices, rings, fanout and filters, compared with ss and /proc."""

import contextlib
import shutil
import unittest

import support

import oracle_ss_local
import rows
import sandbox
import zoo_packet
from zoo_packet import ETH_P_IP, ETH_P_LLDP, FANOUTS, PROGRAM, TPACKET_V2, TPACKET_V3, UNNAMED

# What /proc/net/packet does not tell.
ONLY_NETLINK = ("send_q", "cookie")


class Packet(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        try:
            cls.zoo = zoo_packet.Zoo(stack)
        except PermissionError as error:
            raise unittest.SkipTest(f"packet sockets are not permitted: {error}") from error

    def by_inode(self, *options):
        found = rows.by_key(self.sockets("-0aeb", *options), lambda sock: sock["inode"])
        self.assertEqual(set(found), set(self.zoo.inodes.values()))
        return found

    def named(self, *options):
        found = self.by_inode(*options)
        return {name: found[inode] for name, inode in self.zoo.inodes.items()}

    def table_by_inode(self, *options):
        return {int(row.words["inode"]): row for row in self.table("-0ae", *options)}

    def seen_by_ss(self, *options):
        if shutil.which("ss") is None:
            raise unittest.SkipTest("ss is not installed")
        theirs = oracle_ss_local.packet(*options)
        self.assertEqual(set(theirs), set(self.zoo.inodes.values()))
        return theirs

    def test_details_equal_to_ss(self):
        found = self.by_inode()
        for inode_, row in self.seen_by_ss().items():
            sock = dict(found[inode_])
            sock["bpf"] = sock["bpf"] and [
                tuple(int(part, 0) for part in instruction.split(","))
                for instruction in sock["bpf"].split(";")]
            for name in set(row) - {"local", "peer"}:
                with self.subTest(inode=inode_, name=name):
                    self.assertEqual(sock[name], row[name])

    def test_ends_equal_to_ss(self):
        for numeric in ((), ("-n",)):
            ours = {inode: (row.local, row.peer)
                    for inode, row in self.table_by_inode(*numeric).items()}
            theirs = {inode: (row["local"], row["peer"] + ":*")
                      for inode, row in self.seen_by_ss(*numeric).items()}
            self.assertEqual(ours, theirs)

    def test_default_selection_is_that_of_ss(self):
        self.assertEqual({sock["inode"] for sock in self.sockets("-0")},
                         set(self.zoo.inodes.values()))

    def test_protocols_and_kinds(self):
        found = self.named()
        for name, netid, kind, protocol, number in (
                ("all", "p_raw", "raw", "all", 3), ("none", "p_raw", "raw", "0", 0),
                ("ip", "p_dgr", "dgram", "ip", ETH_P_IP),
                ("lldp on lo", "p_raw", "raw", "LLDP", ETH_P_LLDP),
                ("unnamed", "p_dgr", "dgram", str(UNNAMED), UNNAMED)):
            sock = found[name]
            self.assertEqual((sock["netid"], sock["type"], sock["protocol"],
                              sock["protocol_number"], sock["family"], sock["state"]),
                             (netid, kind, protocol, number, "packet", "UNCONN"), name)

    def test_interface(self):
        found = self.named()
        self.assertEqual([found[name]["interface"] for name in ("lldp on lo", "rings", "ip")],
                         ["lo", "lo", None])

    def test_flags_and_fanout(self):
        found = self.named()
        self.assertEqual(found["flags"]["packet_flags"], "running,auxdata,origdev,loss")
        self.assertEqual(found["flags"]["packet_reserve"], 16)
        self.assertEqual(found["none"]["packet_flags"], "none")
        for place, kind in enumerate(FANOUTS):
            sock = found[f"fanout {kind}"]
            self.assertEqual((sock["fanout_id"], sock["fanout_type"]), (place + 1, kind))
        self.assertIsNone(found["ip"]["fanout_id"])

    def test_rings(self):
        found = self.named()
        names = ("block_size", "blocks", "frame_size", "frames", "timeout_ms", "private_size",
                 "features")
        for name, direction, expected in (
                ("rings", "rx", [8192, 4, 2048, 16, 0, 0, "0"]),
                ("rings", "tx", [4096, 2, 1024, 8, 0, 0, "0"]),
                ("blocks", "rx", [8192, 2, 2048, 8, 60, 24, "1"]),
                ("blocks", "tx", [None] * 7)):
            with self.subTest(name=name, direction=direction):
                self.assertEqual([found[name][f"{direction}_ring_{part}"] for part in names],
                                 expected)
        self.assertEqual((found["rings"]["packet_version"], found["blocks"]["packet_version"]),
                         (TPACKET_V2, TPACKET_V3))

    def test_filter(self):
        found = self.named()
        self.assertEqual(found["filter"]["bpf_program"], PROGRAM)
        self.assertEqual(found["filter"]["bpf"], "0x28,0,0,12;0x15,0,1,2048;0x6,0,0,96;0x6,0,0,0")
        self.assertIsNone(found["ip"]["bpf"])
        row = {row.words["inode"]: row for row in self.table("-0aeb")}[
            str(self.zoo.inodes["filter"])]
        self.assertEqual(row.words["bpf_program"], PROGRAM)

    def test_filter_needs_a_capability(self):
        if not sandbox.permitted(sandbox.become_nobody):
            self.skipTest("the user cannot be changed here")
        sockview = sandbox.public_sockview(type(self))
        seen = rows.document(self.run_well(
            "-0aeb", "--json", sockview=sockview, preexec=sandbox.become_nobody).out)["sockets"]
        self.assertEqual({sock["inode"] for sock in seen}, set(self.zoo.inodes.values()))
        self.assertEqual({(sock["bpf"], sock["bpf_program"]) for sock in seen}, {(None, None)})

    def test_sources_agree(self):
        netlink, proc = self.by_inode("--source=netlink"), self.by_inode("--source=proc")
        parts = ("packet_", "rx_ring_", "tx_ring_", "fanout_", "bpf")
        for inode_, sock in proc.items():
            for name, value in sock.items():
                with self.subTest(inode=inode_, name=name):
                    unknown = name in ONLY_NETLINK or name.startswith(parts)
                    self.assertEqual(value, None if unknown else netlink[inode_][name])

    def test_ends_are_the_same_from_proc(self):
        def ends(source):
            return {inode: (row.local, row.peer)
                    for inode, row in self.table_by_inode(f"--source={source}").items()}
        self.assertEqual(ends("proc"), ends("netlink"))


if __name__ == "__main__":
    support.main()
