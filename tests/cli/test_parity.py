# SPDX-License-Identifier: MIT
"""The same sockets as ss prints, of every family, whatever is chosen."""

import unittest

import support

import oracle_ss
import oracle_ss_all
import rows
import zoo_every
from oracle_ss_all import NETIDS, ONLY_STATE

INCOMPLETE = 3
SHOWN = {"tcp", "udp", "udplite", "raw", "icmp", "icmp6", "mptcp", "u_str", "u_dgr", "u_seq",
         "p_raw", "p_dgr", "nl"}
MADE_BY = {"udplite": {"udplite"}, "ping": {"icmp", "icmp6"}, "raw": {"raw"}, "mptcp": {"mptcp"},
           "packet": {"p_raw", "p_dgr"}}
# What -A of ss understands, but for the two kinds of packet sockets: ss 6.1 shows both for each.
NAMES = ("all", "inet", "tcp", "mptcp", "udp", "raw", "unix", "unix_stream", "unix_dgram",
         "unix_seqpacket", "packet", "netlink", "dccp", "sctp", "vsock", "vsock_stream",
         "vsock_dgram", "tipc", "xdp", "u_str", "u_dgr", "u_seq", "v_str", "v_dgr")
PACKETS = {"packet_raw": "p_raw", "p_raw": "p_raw", "packet_dgram": "p_dgr", "p_dgr": "p_dgr"}
ASKED = (("-l",), ("-a",))
UNASKED = ()

# Rows that sockview has and ss has not: which, and why.
ALWAYS_MORE = (
    (lambda netid, state: netid in ("icmp", "icmp6"), "ss does not look for ping sockets"),
    (lambda netid, state: netid == "udplite", "ss does not know UDP-Lite"),
    (lambda netid, state: (netid, state) == ("tcp", "CLOSE"),
     "ss 6.1 does not ask for TCP sockets that are bound and inactive"),
)
# The same when no state was asked for.
UNASKED_MORE = (*ALWAYS_MORE, (
    lambda netid, state: netid == "tcp" and state in ("TIME_WAIT", "SYN_RECV"),
    "ss takes these for no connections; netstat shows them"))
# The same when moreover the family was chosen by -A.
UNASKED_QUERY_MORE = (*UNASKED_MORE, (
    lambda netid, state: netid in ("p_raw", "p_dgr", "nl"),
    "ss -0 and ss -f netlink show them, and ss -A packet,netlink does not"))


def is_known(differences, netid, state):
    return any(is_so(netid, state) for is_so, _ in differences)


@unittest.skipUnless(oracle_ss.available(), "ss is not installed")
class Parity(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoo = zoo_every.EveryZoo()
        cls.addClassCleanup(cls.zoo.close)

    def ours(self, *options):
        """{identity: state}; one identity twice is an error."""
        result = support.run(*options, "-neH")
        self.assertIn(result.status, (0, INCOMPLETE), result.err)
        keyed = [(oracle_ss_all.key_of_row(row), row.state) for row in rows.table(result.out)]
        return dict(rows.by_key((item for item in keyed if item[0]),
                                lambda item: item[0]).values())

    def assert_same(self, ours, theirs, differences=ALWAYS_MORE):
        """Identities both ways, and states as far as ss prints them."""
        states = {key: ours.get(key) if state == ONLY_STATE else state
                  for key, state in theirs.items()}
        self.assertEqual(set(states.items()) - set(ours.items()), set(), "sockview lacks these")
        self.assertEqual({(key, state) for key, state in ours.items() if key not in theirs
                          and not is_known(differences, key[0], state)}, set(), "ss lacks these")

    def assert_same_query(self, name):
        for options in ASKED:
            with self.subTest(name=name, options=options):
                self.assert_same(self.ours("-A", name, *options), self.theirs(name, *options))
        with self.subTest(name=name):
            self.assert_same(self.ours("-A", name), self.theirs(name), UNASKED_QUERY_MORE)

    def theirs(self, name, *options):
        return oracle_ss_all.rows("-A", name, *options, netid=NETIDS.get(name))

    def test_every_family_is_there(self):
        missing = set().union(*(MADE_BY.get(name, set()) for name in self.zoo.missing))
        self.assertEqual({key[0] for key in self.ours("-A", "all", "-a")}, SHOWN - missing)

    def test_each_name(self):
        for name in NAMES:
            self.assert_same_query(name)

    def test_kinds_of_packet_sockets(self):
        for options in ASKED:
            theirs = self.theirs("packet", *options)
            for name, netid in PACKETS.items():
                with self.subTest(name=name, options=options):
                    self.assert_same(self.ours("-A", name, *options),
                                     {key: theirs[key] for key in theirs if key[0] == netid})

    def test_each_name_is_a_part_of_all(self):
        everything = self.ours("-A", "all", "-a")
        for name in (*NAMES, *PACKETS):
            part = self.ours("-A", name, "-a")
            self.assertLessEqual(part.items(), everything.items(), name)

    def test_lists_of_names(self):
        for names in ("tcp,udp", "unix_stream,packet,raw", "netlink,mptcp,u_dgr"):
            for options in ASKED:
                with self.subTest(names=names, options=options):
                    self.assert_same(self.ours("-A", names, *options),
                                     self.theirs(names, *options))

    def test_options(self):
        for option, of_ss, netid in (
                ("-t", "-t", "tcp"), ("-u", "-u", "udp"), ("-w", "-w", "raw"),
                ("-M", "-M", "mptcp"), ("-x", "-x", None), ("-0", "-0", None),
                ("--netlink", "--family=netlink", "nl")):
            for options in (*ASKED, UNASKED):
                with self.subTest(option=option, options=options):
                    self.assert_same(self.ours(option, *options),
                                     oracle_ss_all.rows(of_ss, *options, netid=netid),
                                     ALWAYS_MORE if options else UNASKED_MORE)

    def test_families(self):
        """But for inet and inet6, which narrow here, as -4 and -6 do."""
        for family in ("unix", "link", "netlink", "vsock", "tipc", "xdp"):
            for options in (*ASKED, UNASKED):
                with self.subTest(family=family, options=options):
                    self.assert_same(self.ours("-f", family, *options),
                                     oracle_ss_all.rows("-f", family, *options,
                                                        netid=NETIDS.get(family)))

    def test_narrowed_by_address(self):
        """Not both at once: to ss, the later of -4 and -6 counts alone."""
        for narrow in ("-4", "-6"):
            for options in (*ASKED, UNASKED):
                with self.subTest(narrow=narrow, options=options):
                    chosen = ("-tuwM", narrow, *options)
                    self.assert_same(self.ours(*chosen), oracle_ss_all.rows(*chosen),
                                     ALWAYS_MORE if options else UNASKED_MORE)

    def test_every_known_difference_is_one(self):
        """An entry of the tables that nothing needs any more is to go; a newer ss may know more."""
        if self.zoo.missing:
            self.skipTest(f"not every family: {self.zoo.missing}")
        everything = self.ours("-A", "all", "-a").items()
        for is_so, why in UNASKED_QUERY_MORE:
            self.assertTrue([key for key, state in everything if is_so(key[0], state)], why)


if __name__ == "__main__":
    support.main()
