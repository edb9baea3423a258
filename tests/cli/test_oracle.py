# SPDX-License-Identifier: MIT
"""The same machine, seen by ss, by /proc/net and by sock_diag: no difference to sockview."""

import re
import unittest

import support

import crowd
import limits
import oracle_diag
import oracle_procnet
import oracle_ss
import rows

MANY = 40
ROUNDS = 10


def without_scope(peer):
    """ss does not tell the scope of a peer."""
    return re.sub(r"%[^\]]+", "", peer)


def int_or_zero(text):
    return int(text or 0)


def stable(read_oracle, read_sockview, attempts=3):
    """What sockview says between two equal answers of the oracle, so that both saw the same."""
    for _ in range(attempts):
        before = read_oracle()
        found = read_sockview()
        if read_oracle() == before:
            break
    return before, found


class CrowdCase(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(crowd.gathered().close)


class Ss(CrowdCase):
    @classmethod
    def setUpClass(cls):
        if not oracle_ss.available():
            raise unittest.SkipTest("ss is not installed")
        if not oracle_diag.available():
            raise unittest.SkipTest("ss itself falls back here: no tcp_diag")
        super().setUpClass()

    def seen_by_ss(self, *options):
        """Without bound TCP sockets, which only newer versions of ss show."""
        return sorted((row for row in oracle_ss.rows(*options)
                       if (row.netid, row.state) != ("tcp", "UNCONN")), key=lambda row: row.cookie)

    def seen_by_sockview(self, *options):
        return [row for row in self.table("-tuane", *options, "--source=netlink")
                if row.state != "CLOSE"]

    def test_rows(self):
        ours, theirs = [], []
        ss, found = stable(self.seen_by_ss, self.seen_by_sockview)
        for row in found:
            ours.append((row.netid, row.state, row.recv_q, row.send_q, row.local,
                         without_scope(row.peer), row.words["cookie"],
                         int_or_zero(row.words.get("uid")), int_or_zero(row.words.get("inode"))))
        for row in ss:
            theirs.append((row.netid, row.state, row.recv_q, row.send_q, row.local, row.peer,
                           row.cookie, row.uid, row.inode))
        self.assertGreater(len(theirs), MANY)
        self.assertEqual(sorted(ours), sorted(theirs))

    def test_default_selection(self):
        """Neither -a nor -l: everything but LISTEN and UNCONN, as ss shows without -a."""
        done = {row.cookie for row in self.seen_by_ss()
                if row.state not in ("LISTEN", "UNCONN")}
        self.assertEqual({row.words["cookie"] for row in self.table("-tune")}, done)

    def test_owners(self):
        theirs = {row.cookie: row.owners for row in self.seen_by_ss("-p")}
        ours = {row.words["cookie"]: frozenset(
            (pid, name.decode(), fd) for pid, name, fd in rows.owners_of_field(row.rest[0]) or ())
                for row in self.seen_by_sockview("-p")}
        self.assertEqual(ours, theirs)
        self.assertGreater(len({owners for owners in ours.values() if owners}), MANY / 2)

    def test_timers(self):
        theirs = {row.cookie: row.timer for row in self.seen_by_ss("-o")}
        ours = {row.words["cookie"]: row.words.get("timer", "off")
                for row in self.seen_by_sockview("-o")}
        self.assertEqual(set(theirs), set(ours))
        differing = {cookie for cookie in ours if ours[cookie] != theirs[cookie]
                     and {ours[cookie], theirs[cookie]} != {"on", "persist"}}
        self.assertEqual(differing, set())
        self.assertLessEqual({"off", "on", "keepalive", "timewait"}, set(ours.values()))


class ProcNet(CrowdCase):
    def identity(self, sock):
        """/proc/net knows no scope."""
        return (sock["netid"], sock["local_address"].partition("%")[0], sock["local_port"],
                sock["peer_address"].partition("%")[0], sock["peer_port"])

    def facts(self):
        return sorted((row.key, row.state, row.recv_q, row.send_q, row.inode)
                      for row in oracle_procnet.rows())

    def assert_same_rows(self, source):
        def read():
            return [sock for sock in self.sockets("-tuaneo", f"--source={source}")
                    if sock["state"] != "CLOSE"]
        theirs, sockets = stable(self.facts, read)
        limits = {row[0]: row[3] for row in theirs if row[1] == "LISTEN"}
        ours = []
        for sock in sockets:
            key = self.identity(sock)
            send_q = limits[key] if sock["state"] == "LISTEN" else sock["send_q"]
            ours.append((key, sock["state"], sock["recv_q"], send_q, sock["inode"] or 0))
        self.assertGreater(len(ours), MANY)
        self.assertEqual(sorted(ours), theirs)

    def test_rows_over_proc(self):
        self.assert_same_rows("proc")

    def test_rows_over_netlink(self):
        self.assert_same_rows("netlink")

    def test_uid(self):
        theirs = {row.key: row.uid for row in oracle_procnet.rows() if row.inode}
        for source in support.SOURCES:
            ours = {self.identity(sock): sock["uid"]
                    for sock in self.sockets("-tuan", f"--source={source}")
                    if sock["inode"] and sock["state"] != "CLOSE"}
            self.assertEqual(ours, theirs)

    def test_timers_over_proc(self):
        theirs = {row.key: row for row in oracle_procnet.rows() if row.netid == "tcp"}
        for sock in self.sockets("-tano", "--source=proc"):
            row = theirs[self.identity(sock)]
            if {sock["timer"], row.timer} == {"on", "persist"}:
                continue
            self.assertEqual(sock["timer"], row.timer)
            if row.timer in ("keepalive", "timewait"):
                self.assertAlmostEqual(sock["timer_expires_ms"], row.expires_ms, delta=3000)


class Diag(CrowdCase):
    """What the kernel itself answers, which no other tool rounds."""

    @classmethod
    def setUpClass(cls):
        if not oracle_diag.available():
            raise unittest.SkipTest("this kernel has no tcp_diag")
        super().setUpClass()

    def at_rest(self, before, after):
        """Rows whose timer did not run out meanwhile: that starts it anew, and counts."""
        return {format(cookie, "x"): row for cookie, row in before.items()
                if cookie in after and after[cookie].expires_ms <= row.expires_ms
                and (after[cookie].timer, after[cookie].retrans) == (row.timer, row.retrans)}

    def assert_same_timer(self, sock, row):
        self.assertEqual((sock["timer"], sock["timer_retrans"] or 0), (row.timer, row.retrans))
        if row.timer in ("keepalive", "timewait"):
            self.assertAlmostEqual(sock["timer_expires_ms"], row.expires_ms, delta=3000)

    def test_timers(self):
        """Each socket is compared in a round in which its timer did not run out."""
        left = None
        for _ in range(ROUNDS):
            before = oracle_diag.everything()
            ours = {sock["cookie"]: sock for sock in self.sockets("-tuano", "--source=netlink")
                    if sock["state"] != "CLOSE"}
            rest = self.at_rest(before, oracle_diag.everything())
            if left is None:
                left = set(ours)
                self.assertEqual(left, {format(cookie, "x") for cookie, row in before.items()
                                        if (row.netid, row.state) != ("tcp", 7)})
            for cookie in left & set(rest):
                self.assert_same_timer(ours[cookie], rest[cookie])
            left -= set(rest)
            if not left:
                break
        self.assertEqual(left, set())

    def test_window_probes_are_counted(self):
        """/proc counts retransmissions and window probes apart; the timer tells which is meant."""
        for source in support.SOURCES:
            limits.wait_until(lambda source=source: any(
                sock["timer"] == "persist" and sock["timer_retrans"] > 0
                for sock in self.sockets("-tano", f"--source={source}")), "a probe is counted")


if __name__ == "__main__":
    support.main()
