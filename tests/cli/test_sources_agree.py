# SPDX-License-Identifier: MIT
"""Both sources give the same rows. A value that only one source has is unknown in the other."""

import unittest

import support

import crowd
import oracle_diag
import rows

# What /proc/net does not tell.
ONLY_NETLINK = ("cookie", "interface", "mark", "v6only", "shutdown", "cgroup")
# What moves between two runs.
MOVING = ("timer", "timer_expires_ms", "timer_retrans")
EXPIRY_TOLERANCE_MS = 3000
ROUNDS = 10


def identity(sock):
    return (sock["netid"], sock["local_address"].partition("%")[0], sock["local_port"],
            sock["peer_address"].partition("%")[0], sock["peer_port"])


class SourcesAgree(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not oracle_diag.available():
            raise unittest.SkipTest("this kernel has no tcp_diag")
        cls.addClassCleanup(crowd.gathered().close)

    def both(self, *options):
        def read(source):
            return rows.by_key((sock for sock in self.sockets(*options, f"--source={source}")
                                if sock["state"] != "CLOSE"), identity)
        return read("netlink"), read("proc")

    def known_to_both(self, sock):
        """A row without what only one source knows and without the scope in its addresses."""
        row = {name: value for name, value in sock.items()
               if name not in ONLY_NETLINK + MOVING}
        for name in ("local_address", "peer_address"):
            row[name] = row[name].partition("%")[0]
        if row["state"] == "LISTEN":
            del row["send_q"], row["backlog_limit"]
        if row["inode"] is None:
            del row["uid"], row["user"]
        return row

    def test_rows(self):
        netlink, proc = self.both("-tuanpeo")
        self.assertEqual(set(netlink), set(proc))
        for key, sock in netlink.items():
            with self.subTest(key=key, state=sock["state"]):
                self.assertEqual(self.known_to_both(sock), self.known_to_both(proc[key]))

    def test_same_names_in_same_order(self):
        netlink, proc = self.both("-tuanpeo")
        names = {tuple(sock) for sock in (*netlink.values(), *proc.values())}
        self.assertEqual(len(names), 1, names)

    def test_unknown_in_proc(self):
        _, proc = self.both("-tuanpeo")
        for sock in proc.values():
            self.assertEqual([sock[name] for name in ONLY_NETLINK], [None] * len(ONLY_NETLINK))
            if sock["state"] == "LISTEN":
                self.assertEqual((sock["send_q"], sock["backlog_limit"]), (None, None))

    def test_known_in_netlink(self):
        netlink, _ = self.both("-tuanpeo")
        self.assertNotIn(None, [sock["cookie"] for sock in netlink.values()])
        self.assertIn("lo", [sock["interface"] for sock in netlink.values()])
        for sock in netlink.values():
            if sock["state"] == "LISTEN":
                self.assertIsNotNone(sock["send_q"])
                self.assertEqual((sock["backlog"], sock["backlog_limit"]),
                                 (sock["recv_q"], sock["send_q"]))

    def at_rest(self, before, after):
        """Rows whose timer did not run out meanwhile: that starts it anew, and counts."""
        def counted(sock):
            return sock["timer"], sock["timer_retrans"]
        return {key: sock for key, sock in before.items() if key in after
                and counted(sock) == counted(after[key])
                and (after[key]["timer_expires_ms"] or 0) <= (sock["timer_expires_ms"] or 0)}

    def test_timers(self):
        """Each socket is compared in a round in which its timer did not run out."""
        left = set(self.both("-tuano")[0])
        for _ in range(ROUNDS):
            before, proc = self.both("-tuano")
            rest = self.at_rest(before, self.both("-tuano")[0])
            for key in left & set(rest):
                with self.subTest(key=key, state=rest[key]["state"]):
                    self.assert_same_timer(rest[key], proc[key])
            left -= set(rest)
            if not left:
                break
        self.assertEqual(left, set())

    def assert_same_timer(self, sock, other):
        self.assertEqual(sock["timer"], other["timer"])
        if sock["timer"] in ("keepalive", "timewait"):
            self.assertAlmostEqual(sock["timer_expires_ms"], other["timer_expires_ms"],
                                   delta=EXPIRY_TOLERANCE_MS)
        if sock["state"] != "SYN_RECV":
            self.assertEqual(sock["timer_retrans"], other["timer_retrans"])

    def test_no_uid_without_file_in_timewait(self):
        """TIME_WAIT, and FIN_WAIT2 when it runs on the timewait timer, have forgotten the user."""
        for sockets in self.both("-tuano"):
            forgetful = [sock for sock in sockets.values() if sock["timer"] == "timewait"]
            self.assertEqual({sock["state"] for sock in forgetful}, {"TIME_WAIT", "FIN_WAIT2"})
            for sock in forgetful:
                self.assertEqual((sock["uid"], sock["user"], sock["inode"]), (None, None, None))

    def test_request_sockets_do_not_claim_root(self):
        """For SYN_RECV, sock_diag writes 0 where it does not know the user."""
        netlink, proc = self.both("-tuan")
        for key, sock in netlink.items():
            if sock["state"] == "SYN_RECV":
                self.assertIn(sock["uid"], (None, proc[key]["uid"]))


if __name__ == "__main__":
    support.main()
