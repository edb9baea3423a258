# SPDX-License-Identifier: MIT
"""Raw, ping, UDP-Lite and MPTCP sockets, compared with the sockets themselves, /proc and ss."""

import re
import socket
import subprocess
import unittest

import support

import facts
import limits
import oracle_procnet
import oracle_ss
import rows
import zoo_inet

INCOMPLETE = 3
FAILED = 1
NAMES = {1: "icmp", 6: "tcp", 58: "ipv6-icmp"}
HEX_WORDS = ("token", "write_seq", "snd_una", "rcv_nxt")
COUNT_WORDS = ("subflows", "add_addr_signal", "add_addr_accepted", "subflows_max",
               "add_addr_signal_max", "add_addr_accepted_max")
MPTCP_WORDS = {**{name: f"mptcp_{name}" for name in HEX_WORDS + COUNT_WORDS},
               "fallback": "mptcp_fallback", "remote_key": "mptcp_remote_key"}


def proc_lines(name):
    """The fields of each line of a file in /proc/net, read here once more."""
    with open(f"/proc/net/{name}", encoding="ascii") as file:
        return [line.split() for line in file.readlines()[1:]]


def proc_facts(name):
    """{inode: (state, local, peer, recv_q, send_q, uid, drops)}."""
    found = {}
    for fields in proc_lines(name):
        send_q, recv_q = (int(part, 16) for part in fields[4].split(":"))
        found[int(fields[9])] = ({1: "ESTABLISHED", 7: "UNCONN"}[int(fields[3], 16)],
                                 oracle_procnet.endpoint(fields[1]),
                                 oracle_procnet.endpoint(fields[2]), recv_q, send_q,
                                 int(fields[7]), int(fields[12]))
    return found


def json_facts(sock, port="local_port"):
    return (sock["state"], (sock["local_address"], sock[port]), sock["peer_address"],
            sock["recv_q"], sock["send_q"], sock["uid"], sock["skmem_d"])


def ss_lines(*options):
    done = subprocess.run(["ss", "-OHan", *options], capture_output=True, check=True,
                          timeout=limits.seconds())
    return [line for line in done.stdout.decode().splitlines() if line.strip()]


def need_ss():
    if not oracle_ss.available():
        raise unittest.SkipTest("ss is not installed")


class ZooCase(support.TestCase):
    maxDiff = None

    def setUp(self):
        self.zoo = zoo_inet.Zoo()
        self.addCleanup(self.zoo.close)

    def by_inode(self, *options, **conditions):
        return rows.by_key(self.sockets(*options, **conditions), lambda sock: sock["inode"])


class Raw(ZooCase):
    def setUp(self):
        super().setUp()
        self.expected = {
            zoo_inet.inode(self.zoo.raw(socket.AF_INET, 1)): (1, "0.0.0.0", "0.0.0.0", "UNCONN"),
            zoo_inet.inode(self.zoo.raw(socket.AF_INET, 6, "127.0.0.1", "127.0.0.9")):
                (6, "127.0.0.1", "127.0.0.9", "ESTABLISHED"),
            zoo_inet.inode(self.zoo.raw(socket.AF_INET, 255, "127.0.0.3")):
                (255, "127.0.0.3", "0.0.0.0", "UNCONN"),
            zoo_inet.inode(self.zoo.raw(socket.AF_INET, zoo_inet.EXPERIMENTAL)):
                (zoo_inet.EXPERIMENTAL, "0.0.0.0", "0.0.0.0", "UNCONN"),
        }

    def add_ipv6(self):
        zoo_inet.need_ipv6()
        sock = self.zoo.raw(socket.AF_INET6, 58, "::1")
        self.expected[zoo_inet.inode(sock)] = (58, "::1", "::", "UNCONN")

    def test_every_socket_is_there(self):
        self.add_ipv6()
        found = self.by_inode("-wa")
        self.assertEqual(set(found), set(self.expected))
        for number, (protocol, local, peer, state) in self.expected.items():
            sock = found[number]
            self.assertEqual((sock["netid"], sock["type"], sock["state"], sock["local_address"],
                              sock["peer_address"], sock["protocol"], sock["local_port"],
                              sock["peer_port"], sock["local_service"]),
                             ("raw", "raw", state, local, peer,
                              NAMES.get(protocol, str(protocol)), None, None, None))

    def test_protocol_stands_for_the_port(self):
        for options, name in ((("-wa",), NAMES.get), (("-wan",), lambda *_: None)):
            locals_found = sorted(row.local for row in self.table(*options))
            self.assertEqual(locals_found, sorted(
                f"{local}:{name(protocol) or protocol}"
                for protocol, local, _, _ in self.expected.values()))

    def test_same_as_ss(self):
        need_ss()
        self.add_ipv6()
        theirs = []
        for line in ss_lines("-w", "-u"):
            netid, state, recv_q, send_q, local, peer = line.split()[:6]
            theirs.append((netid, oracle_ss.state(state), recv_q, send_q,
                           oracle_ss.endpoint(local), oracle_ss.endpoint(peer)))
        ours = [(row.netid, row.state, row.recv_q, row.send_q, row.local, row.peer)
                for row in self.table("-wuan")]
        self.assertEqual(sorted(ours), sorted(theirs))
        self.assertEqual(len(ours), len(self.expected))

    def test_names_as_ss(self):
        need_ss()
        done = subprocess.run(["ss", "-OHawu"], capture_output=True, check=True,
                              timeout=limits.seconds())
        theirs = {line.split()[4].replace(f"ipproto-{zoo_inet.EXPERIMENTAL}",
                                          str(zoo_inet.EXPERIMENTAL)).replace("ipproto-255", "255")
                  for line in done.stdout.decode().splitlines()}
        self.assertEqual({row.local for row in self.table("-wa")}, theirs)

    def test_same_as_proc(self):
        self.add_ipv6()
        theirs = {**proc_facts("raw"), **proc_facts("raw6")}
        found = self.by_inode("-wanem", "--source=proc")
        self.assertEqual(set(found), set(theirs))
        for number, (state, local, peer, recv_q, send_q, uid, drops) in theirs.items():
            self.assertEqual(json_facts(found[number], "protocol_number"),
                             (state, local, peer[0], recv_q, send_q, uid,
                              drops))

    def test_drops_are_counted(self):
        receiver = self.zoo.raw(socket.AF_INET, 254, "127.0.0.1")
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        sender = self.zoo.raw(socket.AF_INET, 254)
        for _ in range(50):
            sender.sendto(b"x" * 1000, ("127.0.0.1", 0))
        number = zoo_inet.inode(receiver)
        limits.wait_until(lambda: proc_facts("raw")[number][6] > 0, "drops")
        sock = self.by_inode("-wanm", missing=True)[number]
        self.assertEqual((sock["skmem_d"], sock["recv_q"]),
                         (proc_facts("raw")[number][6], proc_facts("raw")[number][3]))

    def test_narrowed_by_address(self):
        self.add_ipv6()
        for option, family in (("-4", "inet"), ("-6", "inet6")):
            families = {sock["family"] for sock in self.sockets("-wa", option)}
            self.assertEqual(families, {family})

    def test_states(self):
        self.assertEqual({row.state for row in self.table("-w")}, {"ESTABLISHED"})
        self.assertEqual({row.state for row in self.table("-wl")}, {"UNCONN"})


class Ping(ZooCase):
    def setUp(self):
        super().setUp()
        zoo_inet.permit_ping()
        zoo_inet.need_ipv6()
        raw = self.zoo.raw(socket.AF_INET, 1)
        bound = self.zoo.ping(socket.AF_INET, ("127.0.0.1", 77))
        connected = self.zoo.ping(socket.AF_INET, ("127.0.0.1", 78), ("127.0.0.3", 9))
        ipv6 = self.zoo.ping(socket.AF_INET6, ("::1", 79))
        self.raw_inode = zoo_inet.inode(raw)
        self.expected = {
            zoo_inet.inode(bound): ("icmp", "UNCONN", "127.0.0.1:77", "0.0.0.0:*", 77),
            zoo_inet.inode(connected): ("icmp", "ESTABLISHED", "127.0.0.1:78", "127.0.0.3:9", 78),
            zoo_inet.inode(ipv6): ("icmp6", "UNCONN", "[::1]:79", "[::]:*", 79),
        }

    def test_every_socket_is_there(self):
        found = {int(row.words["inode"]): (row.netid, row.state, row.local, row.peer)
                 for row in self.table("-wae", missing=True)}
        self.assertEqual(found.pop(self.raw_inode)[0], "raw")
        self.assertEqual(found, {number: row[:4] for number, row in self.expected.items()})

    def test_identifier_and_protocol(self):
        found = self.by_inode("-A", "icmp,icmp6", "-a")
        self.assertEqual({number: (sock["local_port"], sock["protocol"], sock["type"])
                          for number, sock in found.items()},
                         {number: (row[4], "icmp" if row[0] == "icmp" else "ipv6-icmp", "dgram")
                          for number, row in self.expected.items()})

    def test_same_as_proc(self):
        theirs = {**proc_facts("icmp"), **proc_facts("icmp6")}
        found = self.by_inode("-A", "icmp,icmp6", "-anem", missing=True)
        self.assertEqual({number: json_facts(sock) for number, sock in found.items()},
                         {number: (row[0], row[1], row[2][0], *row[3:])
                          for number, row in theirs.items()})

    def test_kinds(self):
        for name, netids in (("raw", {"raw", "icmp", "icmp6"}), ("raw_ip", {"raw"}),
                             ("icmp", {"icmp"}), ("icmp6", {"icmp6"})):
            self.assertEqual({row.netid for row in self.table("-A", name, "-an")}, netids, name)


class UdpLite(ZooCase):
    def setUp(self):
        super().setUp()
        zoo_inet.need_ipv6()
        self.socks = [self.zoo.udplite(socket.AF_INET, ("127.0.0.1", 0)),
                      self.zoo.udplite(socket.AF_INET6, ("::1", 0))]
        self.socks.append(self.zoo.udplite(socket.AF_INET, ("127.0.0.1", 0),
                                           self.socks[0].getsockname()))
        self.zoo.make(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDP).bind(("127.0.0.1", 0))
        for _ in range(3):
            self.socks[2].send(b"x" * 100)

    def test_both_sources_show_every_socket(self):
        for source in support.SOURCES:
            with self.subTest(source=source):
                found = self.by_inode("-Uan", f"--source={source}")
                self.assertEqual(set(found), {zoo_inet.inode(sock) for sock in self.socks})
                for sock in self.socks:
                    row = found[zoo_inet.inode(sock)]
                    self.assertEqual(
                        (row["netid"], row["type"], row["state"], row["local_address"],
                         row["local_port"]),
                        ("udplite", "dgram",
                         "ESTABLISHED" if sock is self.socks[2] else "UNCONN",
                         *sock.getsockname()[:2]))
                    cookie = format(facts.cookie(sock), "x") if source == "netlink" else None
                    self.assertEqual(row["cookie"], cookie)
                    self.assertEqual(row["uid"], facts.os.fstat(sock.fileno()).st_uid)

    def test_queues(self):
        number = zoo_inet.inode(self.socks[0])
        waiting = proc_facts("udplite")[number][3]
        self.assertGreater(waiting, 300)
        for source in support.SOURCES:
            self.assertEqual(self.by_inode("-Uan", f"--source={source}")[number]["recv_q"],
                             waiting, source)

    def test_drops_of_both_sources(self):
        self.socks[0].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        for _ in range(50):
            self.socks[2].send(b"x" * 1000)
        number = zoo_inet.inode(self.socks[0])
        drops = proc_facts("udplite")[number][6]
        self.assertGreater(drops, 0)
        for source in support.SOURCES:
            self.assertEqual(self.by_inode("-Uanm", f"--source={source}")[number]["skmem_d"], drops,
                             source)

    def test_udp_is_another_family(self):
        self.assertEqual({row.netid for row in self.table("-uan")}, {"udp"})
        self.assertEqual({row.netid for row in self.table("-A", "inet", "-an")},
                         {"udp", "udplite"})


class Mptcp(ZooCase):
    def setUp(self):
        super().setUp()
        zoo_inet.need_ipv6()
        self.listener = self.zoo.mptcp_listener(socket.AF_INET, "127.0.0.1")
        self.listener6 = self.zoo.mptcp_listener(socket.AF_INET6, "::1")
        self.pairs = [self.zoo.mptcp_connection(self.listener),
                      self.zoo.mptcp_connection(self.listener6)]
        for client, server in self.pairs:
            client.send(b"hello")
            zoo_inet.wait_until_quiet(client, server, 5)

    def by_cookie(self, *options):
        return rows.by_key(self.sockets(*options), lambda sock: sock["cookie"])

    def test_every_socket_is_there(self):
        found = self.by_cookie("-Man")
        wanted = {format(facts.cookie(sock), "x"): sock for sock in self.zoo.sockets}
        self.assertEqual(set(found), set(wanted))
        for cookie, sock in wanted.items():
            listens = sock in (self.listener, self.listener6)
            row = found[cookie]
            peer = facts.peer_or_none(sock)
            self.assertEqual((row["netid"], row["type"], row["state"], row["local_address"],
                              row["local_port"], row["peer_address"], row["peer_port"]),
                             ("mptcp", "stream", "LISTEN" if listens else "ESTABLISHED",
                              *sock.getsockname()[:2], *peer))
            self.assertEqual(row["inode"], zoo_inet.inode(sock))
            if listens:
                self.assertEqual((row["recv_q"], row["send_q"]), (0, 7))

    def test_states(self):
        self.assertEqual({row.state for row in self.table("-Mn")}, {"ESTABLISHED"})
        self.assertEqual(len(self.table("-Mln")), 2)

    def test_info_is_what_the_socket_tells(self):
        found = self.by_cookie("-Mani")
        for client, server in self.pairs:
            for sock in (client, server):
                row = found[format(facts.cookie(sock), "x")]
                for name, value in zoo_inet.mptcp_info(sock).items():
                    with self.subTest(name=name):
                        spelled = format(value, "x") if name in HEX_WORDS else value
                        if name == "csum_enabled":
                            spelled = bool(value)
                        self.assertEqual(row[f"mptcp_{name}"], spelled)
        self.assertIsNone(found[format(facts.cookie(self.listener), "x")]["mptcp_token"])

    def test_every_word_of_ss(self):
        """What ss prints of the connection is there under our name, with the same value."""
        need_ss()
        found, seen = self.by_cookie("-Mani"), set()
        lines = ss_lines("-Mei")
        self.assertEqual(len(lines), len(found))
        for line in lines:
            row = found[oracle_ss.word(line, "sk")]
            for word in line.split("<->")[-1].split():
                name, _, value = word.partition(":")
                self.assertIn(name, MPTCP_WORDS, f"a word of ss that is not known here: {word}")
                ours = row[MPTCP_WORDS[name]]
                theirs = True if value == "" else value if name in HEX_WORDS else int(value)
                self.assertEqual(ours, theirs, name)
                seen.add(name)
        self.assertLessEqual({"token", "write_seq", "snd_una", "rcv_nxt", "remote_key"}, seen)

    def test_rows_of_ss(self):
        need_ss()
        theirs = []
        for line in ss_lines("-M", "-u"):
            netid, state, recv_q, send_q, local, peer = line.split()[:6]
            theirs.append((netid, oracle_ss.state(state), recv_q, send_q,
                           oracle_ss.endpoint(local), oracle_ss.endpoint(peer)))
        self.assertEqual(sorted((row.netid, row.state, row.recv_q, row.send_q, row.local, row.peer)
                                for row in self.table("-Muan")), sorted(theirs))
        self.assertEqual(len(theirs), 6)

    def test_info_only_when_asked(self):
        (row,) = self.table("-4Mln")
        self.assertEqual(row.rest, ())
        self.assertFalse([name for name in self.sockets("-Man")[0] if name.startswith("mptcp_")])

    def test_owners(self):
        found = self.by_cookie("-Manp")
        for sock in self.zoo.sockets:
            owners = rows.owners_of_json(found[format(facts.cookie(sock), "x")]["processes"])
            self.assertEqual(owners, {(facts.os.getpid(), facts.comm(), sock.fileno())})

    def test_fallback_to_tcp(self):
        listener = zoo_inet.place(self.zoo.make(socket.AF_INET, socket.SOCK_STREAM, 0),
                                  ("127.0.0.1", 0))
        listener.listen()
        client = self.zoo.make(socket.AF_INET, socket.SOCK_STREAM, zoo_inet.IPPROTO_MPTCP)
        client.connect(listener.getsockname())
        row = self.by_cookie("-Mani").get(format(facts.cookie(client), "x"))
        if row is None:
            self.skipTest("this kernel does not list a connection that fell back to TCP")
        self.assertEqual((row["mptcp_fallback"], row["mptcp_remote_key"]), (True, False))
        self.assertNotIn(True, {row["mptcp_fallback"] for row in self.by_cookie("-Mani").values()
                                if row["cookie"] != format(facts.cookie(client), "x")})


class Missing(support.TestCase):
    """A family that this kernel cannot show: one note when it was asked for by name."""

    OPTIONS = {"sctp": "-S", "dccp": "-d", "vsock": "--vsock", "tipc": "--tipc", "xdp": "--xdp"}

    def missing(self):
        """Those that are missing here; the others answer without a word."""
        found = []
        for name, option in self.OPTIONS.items():
            result = support.run(option, "-aH")
            if (result.status, result.err) != (0, ""):
                found.append(name)
        if not found:
            self.skipTest("this kernel has every family")
        return found

    def test_by_name_is_one_note(self):
        for name in self.missing():
            for options in ((self.OPTIONS[name],), ("-A", name), (self.OPTIONS[name], "-4", "-6")):
                if name in ("vsock", "tipc", "xdp"):
                    options = options[:2]
                with self.subTest(options=options):
                    result = support.run(*options, "-aj")
                    self.assertEqual(result.status, INCOMPLETE)
                    (line,) = self.assert_error_lines(result)
                    self.assertRegex(line, rf"\b{name}\b")
                    document = rows.document(result.out)
                    self.assertEqual((document["complete"], document["sockets"],
                                      rows.warning_lines(document)),
                                     (False, [], [line]))

    def test_the_others_are_still_shown(self):
        name = self.missing()[0]
        zoo = zoo_inet.Zoo()
        self.addCleanup(zoo.close)
        zoo.make(socket.AF_INET, socket.SOCK_DGRAM, 0).bind(("127.0.0.1", 4321))
        result = support.run("-u", self.OPTIONS[name], "-anH")
        self.assertEqual(result.status, INCOMPLETE)
        self.assertEqual([row.local for row in rows.table(result.out)], ["127.0.0.1:4321"])

    def test_all_is_silent(self):
        self.missing()
        for options in (("-A", "all"), ("-A", "inet"), ("-A", "all", "-6"), ("-A", "all", "-46"),
                        ("-A", "all", "--source=proc"), ()):
            with self.subTest(options=options):
                self.run_well(*options, "-aj")

    def test_raw_has_no_netlink(self):
        """The file stands in; only --source=netlink has to say that something is missing."""
        result = support.run("-wa", "--source=netlink")
        if result.status == 0:
            self.skipTest("this kernel has raw_diag")
        self.assertEqual(result.status, INCOMPLETE)
        self.assertEqual(len(self.assert_error_lines(result)), 1)
        self.run_well("-wa")

    def test_without_netlink(self):
        """What only netlink tells is missing; that is said when it was asked for."""
        prefix = (support.helper("no_netlink"), "EPERM")
        for options in (("-A", "all"), ("-A", "inet"), ("-w",), ("-U",), ()):
            with self.subTest(options=options):
                self.run_well(*options, "-a", prefix=prefix)
        for name, option in {**self.OPTIONS, "mptcp": "-M"}.items():
            with self.subTest(name=name):
                result = support.run(option, "-a", prefix=prefix)
                self.assertEqual(result.status, FAILED)
                (line,) = self.assert_error_lines(result)
                self.assertRegex(line, re.escape("netlink"))

    def test_only_proc(self):
        result = support.run("-Ma", "--source=proc")
        self.assertEqual(result.status, INCOMPLETE)
        self.assertEqual(len(self.assert_error_lines(result)), 1)

    def test_other_kinds_are_known(self):
        for name in ("v_str", "v_dgr", "v_seq", "vsock_stream", "ti_st", "ti_rd", "ti_sq",
                     "ti_dg", "tipc_rdm", "sctp", "dccp", "xdp", "mptcp", "udplite"):
            with self.subTest(name=name):
                self.assertIn(support.run("-A", name, "-a").status, (0, INCOMPLETE))


if __name__ == "__main__":
    support.main()
