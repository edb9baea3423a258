# SPDX-License-Identifier: MIT
"""The same sockets as ss for the same expression, over every kind of socket, and the same again
from /proc/net."""

import subprocess
import unittest

import limits
import netns
import support

import oracle_ss
import oracle_ss_all
import rows
import zoo_every
import zoo_filter

INCOMPLETE = 3
ATTEMPTS = 3

EXPRESSIONS = (
    # ports: every operator in every spelling
    "sport = :22", "sport = inet::22", "sport inet6::22", "dport = inet:8080",
    "sport == :22", "sport eq :22", "sport :22", "sport 22", "sport = 22",
    "sport != :22", "sport ne :22", "sport neq :22", "dport = :8080", "dport != :8080",
    "sport > :1024", "sport gt :1024", "sport < :1024", "sport lt :1024", "sport >= :8080",
    "sport ge :8080", "sport geq :8080", "sport <= :80", "sport le :80", "sport leq :80",
    "dport >= :8080", "dport < :1024", "sport = :ssh", "dport = :http", "sport = :domain",
    "sport >= :0", "sport > :65534", "dport = :0",
    # addresses
    "src 127.0.0.1", "src = 127.0.0.1", "dst 127.0.0.1", "dst eq 127.0.0.2",
    "src 127.0.0.0/8", "src 127.0.0.0/30", "src 127.1.0.0/16",
    "src 127.1/16", "src 0.0.0.0", "src 127.0.0.1:22", "dst 127.0.0.1:8080",
    "dst 127.0.0.0/8:8080", "src 127.0.0.1:*", "src :22", "dst :ssh", "src *:22",
    "src [::1]", "src [::1]:22", "dst [::1]:8080", "src [::]",
    "src ::1/128", "src ::1/128:22", "src [::ffff:127.0.0.1]", "src inet:127.0.0.1",
    "src inet6:[::1]", "src all", "src any", "not src 127.0.0.0/8",
    # devices, marks, what the kernel chose by itself
    "dev lo", "dev = lo", "dev != lo", "dev = 1", "dev != 1", "dev = 0",
    "fwmark = 1", "fwmark = 0x10", "fwmark = 0x10/0xf0", "fwmark = 0x1/0x1",
    "fwmark = 0xffffffff", "fwmark = 2", "autobound", "autobound and sport > :1024",
    # states in front
    "state listening", "state established", "state all", "state connected", "state synchronized",
    "state bucket", "state big", "state time-wait", "state syn-sent", "state syn-recv",
    "state fin-wait-1", "state fin-wait-2", "state close-wait", "state last-ack",
    "state closing", "state closed", "exclude listening", "exclude established",
    "exclude time-wait exclude listening", "state established state listening",
    "state connected exclude time-wait", "state listening sport = :22",
    "state established ( dport = :22 or sport = :22 )", "state time-wait dport = :5000",
    # connectives, brackets, precedence
    "sport = :22 and src 127.0.0.1", "sport = :22 & src 127.0.0.1", "sport = :22 && src 127.0.0.1",
    "sport = :22 src 127.0.0.1", "sport = :22 or sport = :80", "sport = :22 | sport = :80",
    "sport = :22 || sport = :80", "not sport = :22", "! sport = :22",
    "not ( sport = :22 or sport = :80 )", "! ( src 127.0.0.1 and sport != :22 )",
    "( sport = :22 or sport = :80 ) and src 127.0.0.2",
    "sport = :22 or sport = :80 and src 127.0.0.2",
    "src 127.0.0.2 and sport = :22 or sport = :80",
    "not sport = :22 and src 127.0.0.1", "not not sport = :22",
    "( ( sport = :22 ) )", "not ( not ( sport >= :1000 and sport <= :9000 ) )",
    "dev lo or fwmark = 1", "not ( dev lo or sport = :22 )",
    # families that have texts for addresses
    "src unix:*", "src unix:/tmp/*", "src unix:*notauto", "src unix:@*", "src /tmp/*",
)
SELECTIONS = (("-A", "all", "-a"), ("-t", "-a"), ("-x", "-a"), ("-t6", "-a"), ("-tuw", "-l"),
              ("-tu",))
FEW_SELECTIONS = SELECTIONS[0:3:2]
# Of sources that can answer for themselves, only netlink tells of devices, marks and groups.
ONLY_NETLINK = ("dev", "fwmark", "autobound")

UNIX = {"u_str", "u_dgr", "u_seq"}  # whose peers are not in /proc/net
INET = {"tcp", "udp", "mptcp"}
STATE_WORDS = ("state", "exclude")


def words_choose_states(selection, expression):
    return "-a" not in selection and expression.startswith(STATE_WORDS)


def is_of_ipv4(expression):
    return "127." in expression or "0.0.0.0" in expression or "inet:" in expression


# Comparisons that say nothing: which, and why.
NOT_COMPARED = (
    (words_choose_states,
     "to ss, words for states take the place of options; here both must hold"),
    (lambda selection, expression: "-t6" in selection and is_of_ipv4(expression),
     "ss looks for IPv4 alone as soon as it reads such an address, and then has nothing of -6"),
    (lambda selection, expression: "-x" in selection and ("dport" in expression
                                                          or "src a" in expression),
     "ss -x answers otherwise than ss -A all: it compares peers before it knows them"),
)
# Rows that only ss shows: the expression, which rows, and why.
SS_MORE = (
    (lambda netid, state, expression: netid not in INET
     and expression in ("src 0.0.0.0", "src [::]"),
     "for ss, a socket that is no internet socket has the address 0.0.0.0, and [::] as well"),
    (lambda netid, state, expression: netid not in INET and expression == "dev = 0",
     "for ss, a socket of a family without devices is bound to device 0; here it is unknown"),
    (lambda netid, state, expression: state == "TIME_WAIT" and expression.startswith("fwmark"),
     "the kernel compares the mark of a connection in TIME_WAIT, but tells it to nobody"),
)
# Rows that only sockview shows.
MORE = (
    (lambda netid, state, expression: netid in ("icmp", "icmp6", "udplite"),
     "ss does not look for ping sockets and UDP-Lite"),
    (lambda netid, state, expression: (netid, state) == ("tcp", "CLOSE"),
     "ss 6.1 does not ask for TCP sockets that are bound and inactive"),
    (lambda netid, state, expression: netid == "tcp" and state in ("TIME_WAIT", "SYN_RECV"),
     "ss shows these only with -a or when asked for their states"),
    (lambda netid, state, expression: netid == "nl" and expression == "dport = :0",
     "for ss, a netlink socket without a peer has port -1 there"),
)


def is_known(differences, key, state, expression):
    return any(is_so(key[0], state, expression) for is_so, _ in differences)


def answer_of_ss(selection, expression):
    """{identity: state}, or None when ss does not understand the expression."""
    words = (*selection, *expression.split())
    found = oracle_ss_all.rows(*words, netid="tcp" if selection[0] in ("-t", "-t6") else None)
    if found:
        return found
    done = subprocess.run(["ss", "-H", *words], capture_output=True, check=False,
                          timeout=limits.seconds())
    return found if done.returncode == 0 else None


def key_in_files(sock):
    """What tells sockets apart in /proc/net too."""
    if sock["inode"]:
        return sock["netid"], sock["inode"]
    return tuple(sock[name] for name in ("netid", "local_port", "peer_address", "peer_port",
                                         "state"))


class Zoo(support.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        netns.enter_small()
        cls.zoo = zoo_every.EveryZoo()
        cls.addClassCleanup(cls.zoo.close)
        cls.filters = zoo_filter.FilterZoo()
        cls.addClassCleanup(cls.filters.close)


@unittest.skipUnless(oracle_ss.available(), "ss is not installed")
class Oracle(Zoo):
    def ours(self, *words):
        result = support.run(*words, "-neH")
        self.assertIn(result.status, (0, INCOMPLETE), result.err)
        keyed = [(oracle_ss_all.key_of_row(row), row.state) for row in rows.table(result.out)]
        return dict(rows.by_key((item for item in keyed if item[0]), lambda item: item[0]).values())

    def differences(self, selection, expression):
        """What only ss shows and what only sockview shows, without what is known; None when ss
        does not understand the expression."""
        theirs = answer_of_ss(selection, expression)
        if theirs is None:
            return None
        ours = self.ours(*selection, expression)
        everything = self.everything[selection]
        return ({(key, everything.get(key)) for key in set(theirs) - set(ours)
                 if not is_known(SS_MORE, key, everything.get(key), expression)},
                {(key, ours[key]) for key in set(ours) - set(theirs)
                 if not is_known(MORE, key, ours[key], expression)})

    def assert_same(self, selection, expression):
        """False when ss does not understand it. A socket in TIME_WAIT can end between the two
        programs: then they are asked again."""
        for _ in range(ATTEMPTS):
            found = self.differences(selection, expression)
            if found is None:
                return False
            if found == (set(), set()):
                break
        self.assertEqual(found[0], set(), "sockview lacks these")
        self.assertEqual(found[1], set(), "ss lacks these")
        return True

    def test_expressions(self):
        accepted = set()
        self.everything = {}
        for selection in FEW_SELECTIONS if support.SANITIZED else SELECTIONS:
            self.everything[selection] = self.ours(*selection)
            for expression in EXPRESSIONS:
                if any(is_so(selection, expression) for is_so, _ in NOT_COMPARED):
                    continue
                with self.subTest(selection=selection, expression=expression):
                    if self.assert_same(selection, expression):
                        accepted.add(expression)
        self.assertEqual(set(EXPRESSIONS) - accepted, set(), "ss understands none of these")
        self.assertGreater(len(accepted), 60)

    def test_not_autobound_is_the_opposite(self):
        """ss asks the kernel for the opposite of what it tells, and takes of that what is out of
        the range: it shows accepted connections neither with autobound nor with its opposite."""
        everything = self.ours("-t", "-a")
        theirs = answer_of_ss(("-t", "-a"), "not autobound")
        ours = self.ours("-t", "-a", "not", "autobound")
        self.assertLess(set(theirs), set(ours))
        self.assertEqual(set(ours), set(everything) - set(self.ours("-t", "-a", "autobound")))
        chosen = self.ours("-t", "-a", f"not autobound and sport = {zoo_filter.EXPLICIT}")
        self.assertEqual(len(chosen), sum(len(hosts) for _, hosts in self.filters.families),
                         "those with a port of the range that the program chose")


class Files(Zoo):
    def keys(self, *words):
        result = support.run(*words, "--json")
        self.assertIn(result.status, (0, INCOMPLETE), result.err)
        return {key_in_files(sock) for sock in rows.document(result.out)["sockets"]}

    def test_expressions(self):
        """What netlink and /proc/net both tell of is chosen alike."""
        options = ("-A", "tcp,udp,udplite,raw,unix,packet", "-a")
        known = self.keys(*options, "--source=proc") & self.keys(*options, "--source=netlink")
        for expression in EXPRESSIONS:
            if any(word in expression for word in ONLY_NETLINK):
                continue
            comparable = {key for key in known if not ("dport" in expression and key[0] in UNIX)}
            with self.subTest(expression=expression):
                self.assertEqual(self.keys(*options, expression, "--source=proc") & comparable,
                                 self.keys(*options, expression) & comparable)


if __name__ == "__main__":
    support.main()
