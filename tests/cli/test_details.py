# SPDX-License-Identifier: MIT
"""Every detail that ss prints of TCP and UDP sockets is there, with the same value."""

import contextlib
import os
import socket
import unittest

import holder
import netns
import oracle_details
import oracle_ss
import sandbox
import support
import zoo_details
import zoo_tcp
from cgroup_mounts import cgroup_mounts

ROUNDS = 20
CLOCKS = ("last_data_sent_ms", "last_data_recv_ms", "last_ack_recv_ms")
OPTIONS = ("-tuan", "-iemo", "--tos", "--cgroup", "--inet-sockopt")
DETAILS = "--columns", "cookie,local_port,cgroup,cgroup_id"


def hull(first, second):
    """Where a value can lie between two answers of ss. An absent word means 0."""
    least = min(first[0] if first else 0, second[0] if second else 0)
    most = max(first[1] if first else 0, second[1] if second else 0)
    return least, most


def moved(before, after):
    """Whether something happened to a socket between two answers: a timer ran out, a segment came
    or went. Then a time that should only grow, or only shrink, did not."""
    rest = before.get("timer_expires_ms", (0, 0)), after.get("timer_expires_ms", (0, 0))
    return (rest[0] < rest[1] or before.get("timer") != after.get("timer") or
            any(before.get(name) != after.get(name) for name in ("segs_out", "segs_in")) or
            any(before.get(name, (0, 0)) > after.get(name, (0, 0)) for name in CLOCKS))


def agrees(ours, before, after):
    """Whether a value lies between what ss said before and after."""
    if isinstance(before or after, tuple):
        least, most = hull(before, after)
        return ours is not None and least <= ours <= most
    return ours in (before, after)


def differences(ours, before, after):
    """One line for each detail of a socket that is missing or different."""
    for name in sorted(set(before) | set(after)):
        told = before.get(name), after.get(name)
        if name not in ours:
            yield f"there is no column {name}, for which ss says {told}"
        elif not agrees(ours[name], *told):
            yield f"{name} is {ours[name]!r} and ss says {told}"
    for name in sorted(oracle_details.NOTHING_WHEN_ABSENT - set(before) - set(after)):
        if ours[name] not in (0, False, None, "0"):
            yield f"{name} is {ours[name]!r} and ss says nothing of it"


@unittest.skipUnless(oracle_ss.available(), "ss is not installed")
class EveryDetail(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoo = zoo_details.every_detail()
        cls.addClassCleanup(cls.zoo.close)
        cls.addClassCleanup(zoo_tcp.every_state().close)
        if netns.has_ipv6():
            cls.addClassCleanup(zoo_tcp.every_state(socket.AF_INET6, "::1").close)

    def ask(self):
        """What ss says, what sockview says, and what ss says then, by cookie."""
        before = oracle_details.rows()
        ours = {sock["cookie"]: sock for sock in self.sockets(*OPTIONS)}
        return before, ours, oracle_details.rows()

    def compare(self):
        """(differences, names of the columns that ss had a word for). Each socket is compared in
        a round in which it was at rest."""
        lines, compared, settled = [], set(), set()
        for _ in range(ROUNDS):
            before, ours, after = self.ask()
            present = before.keys() & after.keys()
            for cookie in present - settled:
                if moved(before[cookie], after[cookie]):
                    continue
                settled.add(cookie)
                compared |= set(before[cookie])
                if cookie not in ours:
                    lines.append(f"{cookie}: sockview has no such socket")
                    continue
                sock = ours[cookie]
                lines += [f"{sock['netid']} {sock['state']} {sock['local_port']}: {line}"
                          for line in differences(sock, before[cookie], after[cookie])]
            if settled >= present:
                return lines, compared
        self.fail(f"never at rest: {[before[cookie] for cookie in present - settled]}")

    def test_no_detail_is_missing_or_different(self):
        lines, compared = self.compare()
        self.assertEqual(lines, [], "\n".join(lines))
        wanted = {"rtt_us", "snd_cwnd", "skmem_rb", "tclass", "priority", "v6only", "timer",
                  "shutdown", "recverr", "congestion", "bytes_acked", "skmem_d", "send_bps"}
        self.assertEqual(wanted - compared, set(), "ss said nothing of these")

    def test_each_kind_of_socket_had_its_detail_compared(self):
        """Guards the tests: the sockets of the zoo have the details that it is made for."""
        _, compared = self.compare()
        brought = {"md5_keys": {"md5_keys"}, "subflow": {"ulp", "subflow_map_seq"},
                   "fast_open": {"fastopen"}, "pacing": {"max_pacing_rate_bps"}, "ecn": {"ecn"},
                   "marks": {"mark"}, "tls": {"ulp"}}
        for kind, names in brought.items():
            with self.subTest(kind):
                if kind in self.zoo.missing:
                    print(f"# {kind} was not tried: {self.zoo.missing[kind]}")
                    continue
                self.assertEqual(names - compared, set())

    def test_each_congestion_control_was_compared(self):
        names = {words.get("congestion") for words in oracle_details.rows().values()}
        ours = {sock["congestion"] for sock in self.sockets(*OPTIONS)}
        for name in zoo_details.available_congestion_controls():
            self.assertIn(name, names)
            self.assertIn(name, ours)

    def test_the_table_has_the_same_details_as_words(self):
        rows = {row.words["cookie"]: row.words for row in self.table(*OPTIONS)}
        socks = {sock["cookie"]: sock for sock in self.sockets(*OPTIONS)}
        settled = ("tos", "skmem_rb", "congestion", "mc_loop", "shutdown", "ulp", "md5_keys",
                   "snd_wscale", "cgroup", "priority")
        seen = set()
        for cookie in rows.keys() & socks.keys():
            for name in settled:
                value = socks[cookie][name]
                if value is None:
                    self.assertNotIn(name, rows[cookie])
                    continue
                seen.add(name)
                shown = str(int(value)) if isinstance(value, bool) else str(value)
                self.assertEqual(rows[cookie].get(name), shown, name)
        self.assertLessEqual({"tos", "skmem_rb", "congestion", "mc_loop", "shutdown",
                              "snd_wscale"}, seen)

    def test_a_key_is_never_shown(self):
        if "md5_keys" in self.zoo.missing:
            self.skipTest(self.zoo.missing["md5_keys"])
        for options in ((), ("-j",)):
            out = self.run_well(*OPTIONS, *options).stdout
            self.assertIn(b"md5_keys", out)
            self.assertNotIn(zoo_details.MD5_KEY, out)

    def test_a_listener_has_no_details_of_a_connection(self):
        listeners = [sock for sock in self.sockets("-tan", "-i") if sock["state"] == "LISTEN"]
        self.assertTrue(listeners)
        for sock in listeners:
            self.assertEqual((sock["rtt_us"], sock["bytes_acked"], sock["ts"], sock["rto_us"]),
                             (None,) * 4)
            self.assertIsNotNone(sock["snd_cwnd"])

    def test_what_is_not_asked_for_is_not_there(self):
        for sock in self.sockets("-tuan"):
            self.assertEqual({"rtt_us", "skmem_r", "tos", "recverr", "shutdown"} & set(sock), set())


def cgroup_directory():
    """Where groups can be made, or None."""
    return next((mount for mount in cgroup_mounts() if os.access(mount, os.W_OK)), None)


class ControlGroups(support.TestCase):
    """Paths of control groups, of a name that wants to forge a row."""

    NAME = f"sockview-{os.getpid()} \x1b[31m"

    def setUp(self):
        root = cgroup_directory()
        if root is None:
            self.skipTest("no cgroup2 file system that may be written to")
        self.path = os.path.join(root, self.NAME)
        self.inner = os.path.join(self.path, "inner")
        self.made = contextlib.ExitStack()
        self.addCleanup(self.made.close)
        for path in (self.path, self.inner):
            try:
                os.mkdir(path)
            except OSError as error:
                self.skipTest(f"a control group cannot be made: {error}")
            self.made.callback(os.rmdir, path)

    def join(self):
        with open(os.path.join(self.inner, "cgroup.procs"), "w", encoding="ascii") as file:
            file.write(str(os.getpid()))

    @staticmethod
    def listen():
        sock = socket.create_server(("127.0.0.1", 0))
        return sock.getsockname()[1], sock

    def hold(self):
        """A child in the group; waited for before the group is removed."""
        held = self.made.enter_context(holder.Holder(self.listen, self.join))
        return int(held.answer.strip("(").split(",")[0])

    def expect(self, port, **options):
        shown = {sock["local_port"]: sock for sock in self.sockets("-tln", *DETAILS, **options)}
        self.assertEqual(shown[port]["cgroup"], f"/{self.NAME}/inner")
        self.assertEqual(int(shown[port]["cgroup_id"], 16), os.stat(self.inner).st_ino)
        return port

    def test_the_path_is_found_by_id(self):
        self.expect(self.hold())

    def test_the_path_is_found_without_privileges(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become nobody")
        self.expect(self.hold(), preexec=sandbox.become_nobody,
                    sockview=sandbox.public_sockview(type(self)))

    def test_the_path_is_escaped_in_a_table(self):
        self.hold()
        out = self.run_well("-tln", "--cgroup", "-H").stdout
        self.assertIn(f"cgroup:/sockview-{os.getpid()}\\x20\\x1b[31m/inner".encode(), out)
        self.assertNotIn(b"\x1b", out)

    def test_a_group_that_has_gone_leaves_its_id(self):
        with holder.Holder(self.listen_and_leave, self.join) as held:
            port = int(held.answer.strip("(").split(",")[0])
            self.expect(port)
            self.made.close()
            shown = {sock["local_port"]: sock for sock in self.sockets("-tln", *DETAILS)}
            self.assertIsNone(shown[port]["cgroup"])
            self.assertIsNotNone(shown[port]["cgroup_id"])

    def listen_and_leave(self):
        """The socket stays in the group that it was made in."""
        port, sock = self.listen()
        root = os.path.dirname(self.path)
        with open(os.path.join(root, "cgroup.procs"), "w", encoding="ascii") as file:
            file.write(str(os.getpid()))
        return port, sock


if __name__ == "__main__":
    support.main()
