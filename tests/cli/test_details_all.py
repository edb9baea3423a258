# SPDX-License-Identifier: MIT
"""Every detail that ss prints of UNIX, packet, netlink, raw and MPTCP sockets is there, with the
same value."""

import socket
import struct
import unittest

import holder
import oracle_details_all
import oracle_ss
import rows
import sandbox
import support
import zoo_details
import zoo_every
import zoo_packet
from cgroup_mounts import cgroup_mounts
from oracle_details_all import FAMILIES, NOTHING_WHEN_ABSENT

ROUNDS = 20
OPTIONS = ("-A", "all", "-an", "-iemop", "--tos", "--cgroup", "--inet-sockopt", "-b")
PACKET_VNET_HDR = 15
NETLINK_SOCK_DIAG = 4
INCOMPLETE = 3

# Columns that differ on purpose: for which sockets, and why.
KNOWN = (
    ("netlink", ("skmem_r", "recv_q"), lambda sock: sock["protocol_number"] == NETLINK_SOCK_DIAG,
     "the socket that answers holds the request of the program that asks"),
)


def is_known(family, name, sock):
    return any(family == known and name in names and is_so(sock)
               for known, names, is_so, _ in KNOWN)


def comparable(sock):
    """A socket of sockview with what ss spells in another way: processes as a set, and names of
    UNIX sockets as their octets, where ss has @ for NUL and * for none."""
    result = dict(sock, processes={(owner["name"], owner["pid"], owner["fd"])
                                   for owner in sock["processes"]})
    if FAMILIES[sock["netid"]] == "unix":
        name = rows.unescape_json(sock["local_address"] or "*")
        result["local_address"] = name.lstrip(b" ").replace(b"\0", b"@")
    return result


def agrees(ours, theirs):
    if isinstance(theirs, tuple):
        return ours is not None and theirs[0] <= ours <= theirs[1]
    return ours == theirs


def differences(ours, theirs):
    """One line for each detail of a socket that is missing or different."""
    family = FAMILIES[theirs["netid"]]
    for name, told in sorted(theirs.items()):
        if is_known(family, name, ours):
            continue
        if name not in ours:
            yield f"there is no column {name}, for which ss says {told}"
        elif not agrees(ours[name], told):
            yield f"{name} is {ours[name]!r} and ss says {told}"
    for name in sorted(NOTHING_WHEN_ABSENT[family] - set(theirs)):
        if ours[name]:
            yield f"{name} is {ours[name]!r} and ss says nothing of it"


@unittest.skipUnless(oracle_ss.available(), "ss is not installed")
class EveryDetail(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoo = zoo_every.EveryZoo()
        cls.addClassCleanup(cls.zoo.close)
        for add in (cls.another_user, cls.more_of_packet, cls.more_of_mptcp):
            cls.zoo.try_to(add)

    @classmethod
    def another_user(cls):
        cls.zoo.enter_context(holder.Holder(cls.of_nobody, sandbox.become_nobody))

    @staticmethod
    def of_nobody():
        """A socket with two descriptors, and its peer."""
        ends = socket.socketpair()
        return *ends, ends[0].dup()

    @classmethod
    def more_of_packet(cls):
        sock = cls.zoo.enter_context(socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
        sock.setsockopt(zoo_packet.SOL_PACKET, PACKET_VNET_HDR, 1)

    @classmethod
    def more_of_mptcp(cls):
        zoo = cls.zoo.enter_context(zoo_details.DetailZoo())
        client, server, listener = zoo.pair(protocol=zoo_details.IPPROTO_MPTCP)
        zoo.exchange(client, server)
        client.sendall(b"unread")
        listener.setsockopt(socket.SOL_IP, socket.IP_TOS, 0x10)
        listener.setsockopt(socket.SOL_SOCKET, zoo_details.SO_MARK,
                            struct.pack("=I", zoo_details.MARK))

    def ask(self):
        """What ss says, what sockview says, and what ss says then, by identity."""
        before = oracle_details_all.rows()
        result = support.run(*OPTIONS, "--json")
        self.assertIn(result.status, (0, INCOMPLETE), result.err)
        socks = [comparable(sock) for sock in rows.document(result.out)["sockets"]
                 if sock["netid"] in FAMILIES]
        return before, rows.by_key(socks, oracle_details_all.identity), oracle_details_all.rows()

    def compare(self):
        """(differences, {family: columns that ss had a word for}). Each socket is compared in a
        round in which it was at rest."""
        lines, settled = [], set()
        compared = {family: set() for family in set(FAMILIES.values())}
        for _ in range(ROUNDS):
            before, ours, after = self.ask()
            present = before.keys() & after.keys()
            for key in present - settled:
                if before[key] != after[key]:
                    continue
                settled.add(key)
                compared[key[0]] |= set(before[key])
                if key not in ours:
                    lines.append(f"{key}: sockview has no such socket")
                    continue
                lines += [f"{before[key]['netid']} {key}: {line}"
                          for line in differences(ours[key], before[key])]
            if settled >= present:
                return lines, compared
        self.fail(f"never at rest: {[before[key] for key in present - settled]}")

    def test_no_detail_is_missing_or_different(self):
        lines, compared = self.compare()
        self.assertEqual(lines, [], "\n".join(lines))
        brought = {
            "unix": {"file_inode", "file_device", "pending_inodes", "peer_inode", "shutdown",
                     "skmem_t", "processes"},
            "packet": {"packet_version", "packet_flags", "rx_ring_blocks", "tx_ring_blocks",
                       "fanout_type", "bpf", "skmem_o", "processes"},
            "netlink": {"groups_mask", "peer_port", "skmem_rb"},
            "raw": {"processes", "protocol_number"},
            "mptcp": {"mptcp_token", "mptcp_rcv_nxt", "mptcp_remote_key", "mptcp_subflows_max",
                      "tos", "tclass", "mark", "recverr", "skmem_rb", "processes",
                      "cgroup" if cgroup_mounts() else "cgroup_id"},
        }
        for family, names in brought.items():
            with self.subTest(family):
                if family in self.zoo.missing:
                    print(f"# {family} was not tried: {self.zoo.missing[family]}")
                    continue
                self.assertEqual(names - compared[family], set(), "ss said nothing of these")


if __name__ == "__main__":
    support.main()
