# SPDX-License-Identifier: MIT
"""-r: names of hosts from name servers that anybody can run: in bounded time, never raw."""

import contextlib
import re
import socket
import tempfile
import time
import unicodedata

import support

import dns
import limits
import netns
import rows
import sandbox

HOSTILE = (b"\x1b[31mred", b"two\nrows", b"8.8.8.8", b"a%eth0", b"[::1]", b"x y", b"a:80", b"\xff",
           b"back\\slash", b"*", b"name(1)", "rtl\u202e".encode())
FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
MOST_SECONDS = 2.5


def octets_of(labels):
    """The IPv4 address of a question for 4.3.2.1.in-addr.arpa."""
    return tuple(int(label) for label in reversed(labels[:4])) if labels[4:6] == \
        [b"in-addr", b"arpa"] else None


class Resolve(support.TestCase):
    def setUp(self):
        netns.enter()
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.directory = self.stack.enter_context(tempfile.TemporaryDirectory())
        if not sandbox.permitted(dns.use(self.directory)):
            self.skipTest("mounts are not permitted here")

    def listen(self, *addresses):
        """UDP sockets bound to these addresses."""
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            sock = self.stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((address, 4242))

    def serve(self, answer):
        return self.stack.enter_context(dns.Server(answer))

    def use(self, hosts=b""):
        return dns.use(self.directory, hosts)

    def locals(self, *arguments, hosts=b""):
        """The local ends that a table shows, without the name server's."""
        table = self.table("-uan", *arguments, preexec=self.use(hosts))
        return sorted(row.local for row in table if row.local.endswith(":4242"))

    def test_names_of_hosts_and_dns(self):
        self.listen("127.0.0.5", "127.0.0.6", "127.0.0.7", "0.0.0.0")
        server = self.serve(lambda question: b"six.example.org"
                            if octets_of(question) == (127, 0, 0, 6) else None)
        hosts = b"127.0.0.5 five.example.com five\n"
        self.assertEqual(self.locals("-r", hosts=hosts),
                         ["0.0.0.0:4242", "127.0.0.7:4242", "five.example.com:4242",
                          "six.example.org:4242"])
        self.assertIn(b"6.0.0.127.in-addr.arpa", server.questions)
        self.assertNotIn(b"0.0.0.0.in-addr.arpa", server.questions)

    def test_json(self):
        self.listen("127.0.0.5", "127.0.0.7")
        client = self.stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        client.connect(("127.0.0.5", 4242))
        self.serve(lambda question: None)
        found = self.sockets("-uanr", preexec=self.use(b"127.0.0.5 five\n127.0.0.1 one\n"))
        self.assertEqual({(sock["local_address"], sock["local_host"], sock["peer_host"])
                          for sock in found if 4242 in (sock["local_port"], sock["peer_port"])},
                         {("127.0.0.5", "five", None), ("127.0.0.7", None, None),
                          ("127.0.0.1", "one", "five")})
        plain = self.sockets("-uan", preexec=self.use())
        self.assertFalse({"local_host", "peer_host"} & set(plain[0]))

    def test_endpoint_in_json_stays_numeric(self):
        self.listen("127.0.0.5")
        (sock,) = self.sockets("-uanr", "--columns=local,-local_host,-peer_host",
                               preexec=self.use(b"127.0.0.5 five\n"))
        self.assertEqual(sock, {"local": "127.0.0.5:4242"})

    def test_ports_and_hosts_are_chosen_each_by_itself(self):
        self.listen("127.0.0.5")
        step = self.use(b"127.0.0.5 five\n")
        for arguments, expected in ((("-r",), "five:4242"), (("-nr",), "five:4242"),
                                    (("-n",), "127.0.0.5:4242"),
                                    (("-r", "--numeric-hosts"), "127.0.0.5:4242"),
                                    (("--numeric-hosts", "-r"), "five:4242"),
                                    (("--resolve",), "five:4242")):
            (row,) = self.table("-ua", *arguments, preexec=step)
            self.assertEqual(row.local, expected, arguments)

    def test_without_r_nobody_is_asked(self):
        self.listen("127.0.0.5", "127.0.0.6")
        server = self.serve(lambda question: b"name")
        for arguments in (("-uap",), ("-uapeo", "-j"), ("-ua", "-j", "--columns=local_host,peer"),
                          ("-uar", "--numeric-hosts"), ("-uar", "--columns=netid"), ("-sr",)):
            self.run_well(*arguments, preexec=self.use())
        self.assertEqual(server.questions, [])
        self.assertIsNone(self.sockets("-ua", "--columns=local_host", preexec=self.use())[0]
                          ["local_host"])

    def test_each_address_is_asked_for_once(self):
        for _ in range(10):
            sock = self.stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.bind(("127.0.0.5", 0))
        server = self.serve(lambda question: None)
        self.table("-uanr", preexec=self.use(b"127.0.0.1 one\n"))
        self.assertEqual(server.questions.count(b"5.0.0.127.in-addr.arpa"), 1, server.questions)

    def test_link_local_scope_is_kept(self):
        if not netns.has_ipv6():
            self.skipTest("no IPv6 here")
        netns.add_link_local("fe80::1")
        sock = self.stack.enter_context(socket.socket(socket.AF_INET6, socket.SOCK_STREAM))
        sock.bind(("fe80::1", 4242, 0, socket.if_nametoindex("lo")))
        sock.listen(1)
        self.listen("::1")
        step = self.use(b"fe80::1 here\n::1 six\n")
        self.assertEqual([row.local for row in self.table("-tanr", preexec=step)], ["here%lo:4242"])
        self.assertEqual([row.local for row in self.table("-uanr", preexec=step)], ["six:4242"])
        (found,) = self.sockets("-tanr", preexec=step)
        self.assertEqual((found["local_address"], found["local_host"]), ("fe80::1%lo", "here"))

    def assert_clean(self, octets):
        text = octets.decode("utf-8", "strict")
        self.assertEqual({char for char in text if unicodedata.category(char) in FORBIDDEN} -
                         {"\n"}, set())
        return text

    def assert_hostile(self, answer, hosts):
        """Whatever comes is one field, and no name passes for another address."""
        addresses = [f"127.0.1.{i + 1}" for i in range(len(HOSTILE))]
        self.listen(*addresses)
        self.serve(answer)
        text = self.assert_clean(self.run_well("-uanrH", preexec=self.use(hosts)).stdout)
        found = [row.local for row in rows.table(text) if row.local.endswith(":4242")]
        self.assertEqual(len(found), len(HOSTILE), text)
        self.assertEqual(len(set(found)), len(HOSTILE))
        for local in found:
            name = local[:-len(":4242")]
            self.assertFalse(set(name) & set(":%[]"), local)
            self.assertNotIn(name, ("8.8.8.8", "*"))
        document = self.assert_clean(self.run_well("-uanrj", preexec=self.use(hosts)).stdout)
        names = {sock["local_address"]: sock["local_host"]
                 for sock in rows.document(document)["sockets"] if sock["local_port"] == 4242}
        self.assertEqual(set(names), set(addresses))
        self.assertIsNone(names["127.0.1.3"])
        return names

    def test_hostile_names_of_dns(self):
        """The C library drops most of them; what it lets through is escaped."""
        def answer(question):
            octets = octets_of(question)
            hostile = octets is not None and octets[:3] == (127, 0, 1) and \
                octets[3] <= len(HOSTILE)
            return HOSTILE[octets[3] - 1] if hostile else None
        self.assert_hostile(answer, b"")

    def test_hostile_names_of_the_hosts_file(self):
        usable = [name for name in HOSTILE if not set(name) & set(b" \n")]
        hosts = b"".join(b"127.0.1.%d %s\n" % (HOSTILE.index(name) + 1, name) for name in usable)
        names = self.assert_hostile(lambda question: None, hosts)
        shown = {name for name in names.values() if name is not None}
        self.assertIn("\x1b[31mred", shown)
        self.assertIn("a%eth0", shown)

    def timed(self, *arguments):
        """A thread that ends beside the program may still hold what the C library's resolver has
        for it, which is no leak."""
        start = time.monotonic()
        result = support.run(*arguments, preexec=self.use(),
                             env=support.environment(ASAN_OPTIONS="detect_leaks=0"))
        return result, time.monotonic() - start

    def test_a_silent_server(self):
        self.listen(*[f"127.0.2.{i}" for i in range(1, 51)])
        server = self.serve(lambda question: False)
        for arguments in (("-uanr",), ("-uanr", "-j"), ("-uanrp", "--ndjson")):
            result, seconds = self.timed(*arguments)
            self.assertEqual(result.status, 0, result.err)
            self.assertLess(seconds, limits.seconds(MOST_SECONDS))
            self.assertRegex(result.err, r"sockview: hosts: 5\d of 5\d addresses stay numeric")
            self.assertEqual(result.err.count("\n"), 1)
            self.assertEqual(len(set(re.findall(r"\b127\.0\.2\.\d+", result.out))), 50)
        self.assertGreater(len(set(server.questions)), 8)

    def test_a_slow_server(self):
        """0.3 s an answer and 50 addresses: one after the other would take 15 seconds."""
        def answer(question):
            limits.pass_time(0.3)
            octets = octets_of(question)
            return None if octets is None else b"slow-%d.example" % octets[3]
        self.listen(*[f"127.0.2.{i}" for i in range(1, 51)])
        self.serve(answer)
        result, seconds = self.timed("-uanr")
        self.assertEqual(result.status, 0)
        self.assertLess(seconds, limits.seconds(MOST_SECONDS))
        self.assertGreater(result.out.count("slow-"), 30)

    def test_no_server(self):
        self.listen(*[f"127.0.2.{i}" for i in range(1, 51)])
        result, seconds = self.timed("-uanr")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertLess(seconds, limits.seconds(MOST_SECONDS))
        self.assertEqual(result.out.count("127.0.2."), 50)


if __name__ == "__main__":
    support.main()
