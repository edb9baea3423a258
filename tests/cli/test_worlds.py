# SPDX-License-Identifier: MIT
"""Random machines, as sockview, ss and /proc see them: no socket, no state and no owner differs.

SOCKVIEW_TEST_WORLDS is how many are made, and SOCKVIEW_TEST_WORLDS_SEED the first one's seed."""

import contextlib
import os
import re

import own_pids

if __name__ == "__main__":
    own_pids.enter()

import support

import limits
import netns
import oracle_ss
import oracle_ss_all
import rows
import worlds

COUNT = int(os.environ.get("SOCKVIEW_TEST_WORLDS", "20"))
FIRST_SEED = int(os.environ.get("SOCKVIEW_TEST_WORLDS_SEED", "1"))
LINK = re.compile(r"socket:\[(\d+)\]")
INCOMPLETE = 3
NOT_HELD = ("in_flight", "unknown", "hidden", "other_pid_namespace")
MORE_THAN_SS = {"udplite", "icmp", "icmp6"}
SELF = b"sockview"
"""Its own socket is gone when /proc is looked at; no process of a world has this name."""
ALL = ("-A", "all", "-an")


def owners_in_proc():
    """{inode: {(pid, name, descriptor)}} of every process and thread."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/comm", "rb") as file:
                name = file.read()[:-1]
            for thread in os.listdir(f"/proc/{pid}/task"):
                for descriptor in os.listdir(f"/proc/{pid}/task/{thread}/fd"):
                    match = LINK.fullmatch(os.readlink(f"/proc/{pid}/task/{thread}/fd/{descriptor}"))
                    if match:
                        found.setdefault(int(match[1]), set()).add((int(pid), name, int(descriptor)))
    return found


class Worlds(support.TestCase):
    maxDiff = 4000

    def ours(self):
        """{identity: state}, by the table. Where the kernel has no raw_diag, details are missing."""
        result = support.run(*ALL, "-eH")
        self.assertIn(result.status, (0, INCOMPLETE), result.err)
        keyed = [(oracle_ss_all.key_of_row(row), row.state) for row in rows.table(result.out)]
        told_apart = [item for item in keyed if item[0] and item[0][0] != "raw"]
        rows.by_key(told_apart, lambda item: item[0])
        return {key: state for key, state in keyed if key}

    def check_with_ss(self):
        """What ss leaves out is known (test_parity)."""
        theirs, ours = oracle_ss_all.rows("-A", "all", "-a"), self.ours()
        if oracle_ss_all.rows("-A", "all", "-a") != theirs:
            return False
        self.assertEqual({key: ours.get(key) for key in theirs}, theirs)
        more = {key: state for key, state in ours.items() if key not in theirs
                and key[0] not in MORE_THAN_SS and (key[0], state) != ("tcp", "CLOSE")}
        self.assertEqual(more, {}, "ss has these not")
        return True

    def with_owners(self):
        """A note counts the sockets in messages, and no others; sockets in no table have their own."""
        result = support.run(*ALL, "-p", "--json")
        away = len(self.world.inodes["in_flight"])
        note = rf"sockview: owners: {away} sockets? ha(s|ve) an owner that could not be seen: .*\n"
        self.assertEqual(result.status, 0, result.err)
        unlisted = r"sockview: owners: \d+ sockets? (is|are) held by processes, but in no table: .*\n"
        self.assertRegex(result.err, rf"\A{note if away else ''}({unlisted})?\Z")
        return rows.document(result.out)["sockets"]

    def check_owners(self):
        expected = owners_in_proc()
        found = {sock["inode"]: rows.owners_of_json(sock["processes"]) or set()
                 for sock in self.with_owners() if sock["inode"]}
        if owners_in_proc() != expected:
            return False
        found = {inode: {owner for owner in owners if owner[1] != SELF}
                 for inode, owners in found.items()}
        self.assertEqual({inode: owners for inode, owners in found.items() if owners},
                         {inode: expected[inode] for inode in found if inode in expected})
        return True

    def check_inodes(self):
        """What the processes of the world say they have."""
        found = {sock["inode"] for sock in self.sockets(*ALL)}
        self.assertLessEqual(set().union(*self.world.inodes.values()), found)
        return True

    def check_unowned(self):
        """The kernel tells which sockets an io_uring has. Of those in messages it tells only how
        many there are, which is enough where nothing else is without an owner."""
        found = {sock["inode"]: (sock["owner_status"], sock["processes"])
                 for sock in self.with_owners()}
        by_ring, away = self.world.inodes["io_uring"], self.world.inodes["in_flight"]
        self.assertEqual({inode: found[inode] for inode in by_ring},
                         dict.fromkeys(by_ring, ("io_uring", None)))
        for inode in away:
            self.assertIn(found[inode][0], NOT_HELD)
            self.assertIsNone(found[inode][1])
        self.unowned += len(by_ring) + len(away)
        return True

    def check_world(self):
        """Each comparison between two equal looks at the machine."""
        checks = [self.check_owners, self.check_inodes, self.check_unowned]
        if oracle_ss.available():
            checks.append(self.check_with_ss)
        for check in checks:
            limits.wait_until(check, f"{check.__name__}: a machine at rest")

    def test_worlds(self):
        sockets = self.unowned = 0
        for seed in range(FIRST_SEED, FIRST_SEED + COUNT):
            netns.enter()
            with self.subTest(seed=seed), worlds.World(seed) as self.world:
                sockets += len(self.sockets(*ALL))
                self.check_world()
        print(f"# {COUNT} worlds with {sockets} sockets, {self.unowned} of them held by no process")
        self.assertGreater(sockets, COUNT)


if __name__ == "__main__":
    support.main()
