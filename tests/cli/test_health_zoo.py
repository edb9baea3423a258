# SPDX-License-Identifier: MIT
"""What --health finds among sockets of every kind and in every state: what they were made to have,
and nothing else."""

import contextlib

import support

import limits
import rows
import zoo_every

CHECKS = "listen_queue,close_wait:1,send_queue:1,ports,descriptors,kernel_limits"
# Of zoo_tcp.TcpZoo, for each IP version: sockets of this process in CLOSE_WAIT; those whose data or
# request the peer does not take; and those that it has closed besides.
WAITING, STUCK, STUCK_ORPHANS = 2, ["CLOSING", "FIN_WAIT1", "LAST_ACK", "SYN_SENT"], ["FIN_WAIT1"]


class Zoo(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoo = zoo_every.EveryZoo()
        cls.addClassCleanup(cls.zoo.close)

    def findings(self, checks):
        document = rows.document(self.run_well(f"--health={checks}", "--interval=0.2",
                                               "--json").out)
        return document["findings"]

    def test_exactly_what_the_sockets_were_made_to_have(self):
        me, hosts = "python3", len(self.zoo.hosts)
        expected = [("listen_queue", me, 1, ["LISTEN"])] * hosts + [
            ("close_wait", me, WAITING * hosts, ["CLOSE_WAIT"] * WAITING * hosts),
            ("send_queue", me, len(STUCK) * hosts, sorted(STUCK * hosts)),
            ("send_queue", "", len(STUCK_ORPHANS) * hosts, STUCK_ORPHANS * hosts)]

        def found():
            return [(one["code"], "".join(sorted({owner["name"] for owner in one["processes"]})), one["amount"],
                     sorted(sock["state"] for sock in one["sockets"]))
                    for one in self.findings(CHECKS)]
        with contextlib.suppress(AssertionError):
            limits.wait_until(lambda: found() == expected, "these findings")
        self.assertEqual(found(), expected)

    def test_only_full_listeners_drop(self):
        full = {one["local"] for one in self.findings("listen_queue")}
        self.assertEqual(len(full), len(self.zoo.hosts))
        for _ in range(5):
            for one in self.findings("drops"):
                self.assertEqual(one["what"], "listener")
                self.assertIn(one["local"], full)


if __name__ == "__main__":
    support.main()
