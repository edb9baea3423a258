# SPDX-License-Identifier: MIT
"""What -K destroys, what it leaves, and what it reports about both."""

import contextlib
import errno
import glob
import itertools
import os
import pty
import select
import socket
import struct
import subprocess

import facts
import holder
import limits
import rows
import sandbox
import support

FAILED, USAGE = 1, 2


def closed_at_once(connection):
    """Closing sends RST and leaves no TIME_WAIT."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return connection


def connect(server, port=0):
    """Both ends of a connection."""
    family = server.family
    client = socket.socket(family, socket.SOCK_STREAM)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind((server.getsockname()[0], port))
    client.connect(server.getsockname())
    accepted = server.accept()[0]
    return closed_at_once(client), closed_at_once(accepted)


def udp_lite():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDPLITE)
    sock.bind(("127.0.0.1", 0))
    return sock


def every_descriptor_is_seen():
    """Whether no link of a descriptor is refused to this process."""
    for directory in glob.glob("/proc/[0-9]*/fd"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            try:
                for name in os.listdir(directory):
                    with contextlib.suppress(FileNotFoundError):
                        os.readlink(f"{directory}/{name}")
            except PermissionError:
                return False
    return True


class Kill(support.TestCase):
    def setUp(self):
        self.held = contextlib.ExitStack()
        self.addCleanup(self.held.close)
        self.server = self.held.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.other = self.held.enter_context(
            socket.create_server(("::1", 0), family=socket.AF_INET6))
        self.port = self.server.getsockname()[1]
        for server in (self.server, self.server, self.other):
            for end in connect(server):
                self.held.enter_context(end)
        self.udp = self.held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.udp.bind(("127.0.0.1", 0))

    def cookies(self, *arguments):
        return {row["cookie"] for row in self.sockets("-tuan", *arguments)}

    def kill(self, *arguments, **options):
        return support.run("-tunK", "--json", *arguments, **options)

    def listed(self, result):
        return {row["cookie"] for row in support.rows.document(result.out)["sockets"]}

    def clients(self):
        return f"dport = :{self.port}"

    def test_exactly_what_is_listed_is_destroyed(self):
        before = self.cookies()
        chosen = self.cookies(self.clients())
        accepted = self.cookies("state", "established", f"sport = :{self.port}")
        result = self.kill("--yes", self.clients())
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.listed(result), chosen)
        self.assertEqual(len(chosen), 2)
        # The other ends got an RST, which ends them as well.
        self.assertEqual(before - self.cookies(), chosen | accepted)

    def test_nothing_matches(self):
        before = self.cookies()
        result = self.kill("--yes", "dport = :1")
        self.assertEqual((result.status, result.err, self.listed(result)),
                         (0, "sockview: kill: nothing was destroyed: no socket matches\n", set()))
        result = self.kill("--dry-run", "dport = :1")
        self.assertEqual((result.status, result.err), (
            0, "sockview: kill: nothing would be destroyed: no socket matches\n"))
        self.assertEqual(self.cookies(), before)

    def test_only_a_listener_matches(self):
        with socket.create_server(("127.0.0.1", 0)) as alone:
            port = alone.getsockname()[1]
            result = self.kill("--yes", f"sport = :{port}")
            self.assertEqual((result.status, self.listed(result)), (0, set()))
            self.assertIn("nothing was destroyed", result.err)
            self.assertIn("1 listener matches; add -l or -a", result.err)
            self.assertEqual(len(self.cookies(f"sport = :{port}")), 1)

    def test_both_ends(self):
        """To destroy one end takes the other with it."""
        before = self.cookies()
        ends = f"( sport = :{self.port} or dport = :{self.port} ) and state established"
        chosen = self.cookies(ends)
        self.assertEqual(len(chosen), 4)
        result = self.kill("--yes", ends)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.listed(result), chosen)
        self.assertEqual(before - self.cookies(), chosen)

    def test_dry_run(self):
        before = self.cookies()
        for more in ((), ("--yes",)):
            result = self.kill("--dry-run", *more, self.clients())
            self.assertEqual(result.status, 0)
            self.assertEqual(self.listed(result), self.cookies(self.clients()))
            self.assertEqual(result.err, "sockview: kill: 2 sockets would be destroyed\n")
        self.assertEqual(self.cookies(), before)

    def test_owners_choose(self):
        name = "svkilled"
        child = subprocess.Popen(
            ["python3", "-c", "import socket, sys\n"
             f"open('/proc/self/comm', 'w').write('{name}')\n"
             f"s = socket.create_connection(('127.0.0.1', {self.port}))\n"
             "print('ready', flush=True)\nsys.stdin.read()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with child, contextlib.closing(child.stdin):
            self.assertEqual(child.stdout.readline(), b"ready\n")
            result = self.kill("--yes", f"process = {name} and pid = {child.pid}")
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertEqual(len(self.listed(result)), 1)

    def test_listeners_are_spared_unless_they_are_asked_for(self):
        self.kill("--yes", f"sport = :{self.port}")
        self.assertEqual([row.state for row in self.table("-tan", f"sport = :{self.port}")],
                         ["LISTEN"])
        result = self.kill("--yes", "-a", f"sport = :{self.port}")
        self.assertEqual((result.status, len(self.listed(result))), (0, 1))
        self.assertEqual(self.table("-tln", f"sport = :{self.port}"), [])

    def assert_all_are_found(self, kind, host):
        address = host, 0
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with contextlib.ExitStack() as held:
            for _ in range(20):
                sharer = held.enter_context(socket.socket(family, kind))
                sharer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                sharer.bind(address)
                if kind == socket.SOCK_STREAM:
                    sharer.listen()
                address = sharer.getsockname()[:2]
            chosen = self.cookies(f"sport = :{address[1]}")
            result = self.kill("--yes", "-a", f"sport = :{address[1]}")
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertEqual(self.listed(result), chosen)
            self.assertEqual(len(chosen), 20)

    def test_sockets_that_share_an_address(self):
        """The kernel finds one of them by the address: it takes more to find them all. UDP sockets
        stay bound, so those of one round are closed before the next may get their port."""
        for kind, host in itertools.product((socket.SOCK_STREAM, socket.SOCK_DGRAM),
                                            ("127.0.0.1", "0.0.0.0", "::1", "::")):
            self.assert_all_are_found(kind, host)

    def test_all(self):
        result = self.kill("--kill-all", "--yes", "-4l")
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(len(self.listed(result)), 2)

    def test_kinds_that_cannot_be_destroyed(self):
        with contextlib.ExitStack() as held:
            for end in socket.socketpair():
                held.enter_context(end)
            result = support.run("-xaK", "--yes", "state established")
            self.assertEqual((result.status, result.out), (FAILED, ""))
            self.assertRegex(result.err, r"\Asockview: kill: (\d+) of \1 sockets not destroyed: "
                                         r"\1 of a kind that the kernel cannot destroy\n\Z")

    def test_udp_lite(self):
        """The kernel has no such request for it."""
        with contextlib.closing(udp_lite()) as sock:
            words = f"sport = :{sock.getsockname()[1]}"
            for option in ("--dry-run", "--yes"):
                result = support.run("-UanKH", option, words)
                self.assertEqual((result.status, result.out), (FAILED, ""))
                self.assertIn("1 of a kind that the kernel cannot destroy", result.err)

    def test_what_is_not_known(self):
        """Of a connection that nobody accepted the kernel tells no user."""
        with socket.create_connection(self.server.getsockname()) as client:
            ends = f"sport = :{self.port} and dport = :{client.getsockname()[1]}"
            self.assertEqual(len(self.cookies(f"{ends} and user != root")), 1)
            result = self.kill("--yes", f"{ends} and user != root")
            self.assertEqual((result.status, self.listed(result)), (FAILED, set()))
            self.assertIn("1 not certain to match the filter", result.err)
            self.assertEqual(len(self.cookies(ends)), 1)

    def test_what_is_known_to_be_absent(self):
        """No device, no name of the user and no service is none."""
        nameless = 3999999999
        child = subprocess.Popen(
            ["python3", "-c", "import socket, sys\n"
             f"s = socket.create_connection(('127.0.0.1', {self.port}))\n"
             "print(s.getsockname()[1], flush=True)\nsys.stdin.read()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=lambda: os.setuid(nameless))
        with child, contextlib.closing(child.stdin):
            port = int(child.stdout.readline())
            for words in ("dev != lo", "dev !~ 'l*'", "user != root", "sport != :http",
                          "local_service != http"):
                with self.subTest(words=words):
                    words = f"sport = :{port} and {words}"
                    chosen = {row["cookie"] for row in self.sockets("-ta", words)}
                    self.assertEqual(len(chosen), 1)
                    result = support.run("-taKj", "--dry-run", words)
                    self.assertEqual((result.status, self.listed(result)), (0, chosen))
            self.assertEqual(len(self.listed(self.kill("--yes", f"sport = :{port} and dev != lo"))), 1)

    def test_names_in_a_filter_mean_the_same_with_and_without_numbers(self):
        """For listing, a dry run and destroying alike."""
        for port in (80, 0):
            ends = connect(self.held.enter_context(socket.create_server(("127.0.0.1", port))))
            for end in ends:
                self.held.enter_context(end)
        for words in ("sport = :http", "dport != :http", "src 127.0.0.1:http", ":http",
                      "local_port = http", "local = 127.0.0.1:http", "local_service = http",
                      "peer_service != http", "not local_service = http", "local_service ~ 'ht*'",
                      "peer_service !~ 'ht*'", "user = root", "user != nobody", "netid = tcp"):
            with self.subTest(words=words):
                chosen = {row["cookie"] for row in self.sockets("-ta", words)}
                self.assertTrue(chosen)
                self.assertEqual({row["cookie"] for row in self.sockets("-tan", words)}, chosen)
                for options in ("-taKj", "-tanKj"):
                    result = support.run(options, "--dry-run", words)
                    self.assertEqual((result.status, self.listed(result)), (0, chosen), options)

    def test_what_is_not_known_of_what_is_left_of_a_connection(self):
        """TIME_WAIT has no user, no inode and no control group any more."""
        client = socket.create_connection(self.server.getsockname())
        accepted = self.server.accept()[0]
        ends = f"sport = :{client.getsockname()[1]} and state time-wait"
        client.close()
        accepted.close()
        limits.wait_until(lambda: self.cookies(ends), "TIME_WAIT")
        for words in ("user != root", "not uid = 5", "not cgroup = /x"):
            with self.subTest(words=words):
                result = self.kill("--yes", f"{ends} and {words}")
                self.assertEqual((result.status, self.listed(result)), (FAILED, set()))
                self.assertIn("1 not certain to match the filter", result.err)
        self.assertEqual(len(self.listed(self.kill("--yes", ends))), 1)

    def test_addresses_without_anything_in_them(self):
        """What a script writes whose variables are not set."""
        before = self.cookies()
        for words in ("dst inet:", "dst :*", "dst *:", "dst :", "dst []:*", "cgroup ''"):
            result = support.run("-tunK", "--yes", words)
            self.assertEqual((result.status, result.out), (USAGE, ""), words)
        self.assertEqual(self.cookies(), before)

    def test_output_that_cannot_be_written(self):
        """Destroyed sockets are reported all the same."""
        with open("/dev/full", "wb") as full:
            result = support.run("-tnK", "--ndjson", "--yes", self.clients(), stdout=full)
        self.assertEqual(result.status, FAILED)
        self.assertIn("kill: 2 destroyed, and not all are shown", result.err)
        self.assertIn(os.strerror(errno.ENOSPC), result.err)
        self.assertEqual(self.table("-tn", self.clients()), [])

    def test_bound_to_an_address_alone(self):
        """Only newer kernels list these, and none finds one to destroy it."""
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            words = f"src 127.0.0.1:{bound.getsockname()[1]}"
            result = self.kill("--yes", "-a", words)
            if not self.cookies(words):
                self.skipTest("this kernel does not list such sockets")
            self.assertEqual((result.status, self.listed(result)), (FAILED, set()))
            self.assertIn("1 of a kind that the kernel cannot destroy", result.err)

    def kill_as_nobody(self, *arguments):
        return self.kill(*arguments, preexec=sandbox.become_nobody,
                         sockview=sandbox.public_sockview(type(self)))

    def test_not_permitted(self):
        before = self.cookies()
        result = self.kill_as_nobody("--yes", self.clients())
        self.assertEqual(result.status, FAILED)
        self.assertEqual(self.listed(result), set())
        self.assertEqual(result.err, "sockview: kill: 2 of 2 sockets not destroyed: 2 not permitted "
                                     "(CAP_NET_ADMIN is needed)\n")
        self.assertEqual(self.cookies(), before)

    def test_a_dry_run_that_would_not_be_permitted(self):
        result = self.kill_as_nobody("--dry-run", self.clients())
        self.assertEqual((result.status, self.listed(result)), (0, self.cookies(self.clients())))
        self.assertEqual(result.err, "sockview: kill: 2 sockets would be destroyed with "
                                     "CAP_NET_ADMIN, which is missing\n")

    def test_owners_that_cannot_be_seen(self):
        """An unknown value never makes a socket match."""
        def kill(words):
            return self.kill("--yes", "--owners=proc", words, preexec=sandbox.see_no_descriptors)

        before = self.cookies()
        for words in ("not process = nobody-has-this", "pid != 1", "not ( dport = 1 or fd = 99999 )"):
            result = kill(f"( {words} ) and {self.clients()}")
            self.assertEqual((result.status, self.listed(result)), (FAILED, set()))
            self.assertIn("kill: 2 of 2 sockets not destroyed: 2 not certain to match the "
                          "filter\n", result.err)
        self.assertEqual(self.cookies(), before)
        result = kill(f"( pid != 1 or dport = {self.port} ) and {self.clients()}")
        self.assertEqual(len(self.listed(result)), 2, result.err)

    def test_usage(self):
        before = self.cookies()
        for arguments, why in (
                (("-K",), "needs a filter"), (("-K", "--yes"), "needs a filter"),
                (("-tK", "--yes", "-l"), "needs a filter"),
                (("-K", "--yes", ""), "a test is missing"), (("-K", "--yes", " "), "a test is missing"),
                (("-K", "--yes", "dst :"), "the address is empty"),
                (("-K", self.clients()), "no terminal"), (("--kill-all",), "no terminal"),
                (("--kill-all", "--yes", self.clients()), "give one of them"),
                (("--yes", "-t"), "--kill only"), (("--dry-run", "-t"), "--kill only"),
                (("-K", "--yes", "--source=proc", self.clients()), "--source=proc"),
                (("-K", "--yes", "change = new"), "not with 'change'"),
                (("-K", "--yes", "-s", self.clients()), "--summary")):
            with self.subTest(arguments=arguments):
                result = support.run(*arguments)
                self.assertEqual((result.status, result.out), (USAGE, ""))
                self.assertIn(why, result.err)
        self.assertEqual(self.cookies(), before)

    def test_reader_that_left_spares_nothing(self):
        read, write = os.pipe()
        os.close(read)
        with open(write, "wb") as stdout:
            result = support.run("-tnK", "--yes", self.clients(), stdout=stdout)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.table("-tn", self.clients()), [])


class Asked(support.TestCase):
    """With a terminal as standard input and error."""

    def setUp(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.server.close)
        self.ends = connect(self.server)
        self.port = self.ends[0].getsockname()[1]
        self.addCleanup(lambda: [end.close() for end in self.ends])

    def read_question(self, master):
        text = b""
        while not text.endswith(b"[y/N] ") and \
                select.select([master], [], [], limits.seconds())[0]:
            text += os.read(master, 4096)
        return text

    def ask(self, answer, meanwhile=lambda: None, words=(), options="-tnHK", ahead=b""):
        """Status, stdout, and what the terminal showed before and after the answer."""
        master, slave = pty.openpty()
        os.write(master, ahead)
        with subprocess.Popen([support.SOCKVIEW, options, *words, f"sport = :{self.port}"],
                              stdin=slave, stderr=slave, stdout=subprocess.PIPE,
                              env=support.environment()) as run:
            os.close(slave)
            question = self.read_question(master)
            meanwhile()
            os.write(master, answer)
            out = run.stdout.read()
            status = run.wait(limits.seconds())
        rest = b""
        with contextlib.suppress(OSError):
            while chunk := os.read(master, 4096):
                rest += chunk
        os.close(master)
        return status, out, question, rest

    def alive(self):
        return len(self.table("-tn", f"state established sport = :{self.port}"))

    def test_yes(self):
        for answer in (b"y\n", b"YES\n"):
            with self.subTest(answer=answer):
                status, out, question, _ = self.ask(answer)
                shown, asked = question.decode().split("\r\n")
                self.assertEqual(asked, "sockview: destroy 1 socket? [y/N] ")
                self.assertRegex(shown, rf"\Asockview: kill: tcp ESTABLISHED 127\.0\.0\.1:{self.port} "
                                        r"127\.0\.0\.1:\d+\Z")
                self.assertEqual((status, out.count(b"\n")), (0, 1))
                self.assertEqual(self.alive(), 0)
                self.ends = connect(self.server, self.port)

    def test_no(self):
        for answer in (b"n\n", b"\n", b"yikes\n", b"\x04"):
            with self.subTest(answer=answer):
                status, out, _, rest = self.ask(answer)
                self.assertEqual((status, out), (FAILED, b""))
                self.assertIn(b"nothing was destroyed", rest)
                self.assertEqual(self.alive(), 1)

    def test_no_leaves_a_whole_document(self):
        status, out, _, _ = self.ask(b"n\n", options="-tnKj")
        document = rows.document(out.decode())
        self.assertEqual((status, document["sockets"], document["complete"]), (FAILED, [], False))
        self.assertIn("nothing was destroyed", document["warnings"][0]["message"])

    def test_what_the_filter_means_is_told_before_the_question(self):
        status, _, question, rest = self.ask(b"n\n", words=("sport = :1 or dport > 0 and",))
        self.assertEqual(status, FAILED)
        self.assertIn(b"brackets make the order clear", question)
        self.assertNotIn(b"brackets", rest)

    def test_what_was_typed_ahead_is_no_answer(self):
        status, out, _, rest = self.ask(b"n\n", ahead=b"y\n")
        self.assertEqual((status, out), (FAILED, b""))
        self.assertIn(b"nothing was destroyed", rest)
        self.assertEqual(self.alive(), 1)

    def test_many_are_shown_in_part(self):
        with contextlib.ExitStack() as held:
            server = held.enter_context(socket.create_server(("127.0.0.1", 0)))
            for _ in range(23):
                for end in connect(server):
                    held.enter_context(end)
            ends = f"or dport = :{server.getsockname()[1]}"
            _, _, question, _ = self.ask(b"n\n", words=("dport = :1", ends, "or"))
        lines = question.decode().split("\r\n")
        self.assertEqual(len(lines), 22)
        self.assertEqual(lines[-2:], ["sockview: kill: and 4 more",
                                      "sockview: destroy 24 sockets? [y/N] "])

    def test_a_socket_that_no_longer_matches_is_spared(self):
        def fill():
            self.ends[1].sendall(b"x")
            limits.wait_until(lambda: self.table("-tn", f"sport = :{self.port} and recv_q = 1"), "data")

        status, out, _, rest = self.ask(b"y\n", meanwhile=fill, words=("recv_q = 0 and",))
        self.assertEqual((status, out), (FAILED, b""))
        self.assertIn(b"1 of 1 socket not destroyed: 1 no longer matched", rest)
        self.assertEqual(self.alive(), 1)

    def hand_over(self):
        """From this process to a child, which has another name."""
        taker = holder.Holder(lambda: None, lambda: sandbox.set_comm(b"svtaker"))
        self.addCleanup(taker.close)
        self.ends[0].close()

    def check_spared(self, words):
        status, out, _, rest = self.ask(b"y\n", meanwhile=self.hand_over, words=(words,))
        self.assertEqual((status, out), (FAILED, b""))
        self.assertIn(b"1 of 1 socket not destroyed: 1 no longer matched", rest)
        self.assertEqual(self.alive(), 1)

    def test_a_socket_that_another_process_holds_by_now_is_spared(self):
        mine = facts.comm().decode()
        for words in (f"process = {mine} and", f"pid = {os.getpid()} and"):
            with self.subTest(words=words):
                self.check_spared(words)
                self.doCleanups()
                self.setUp()

    def test_a_socket_is_spared_when_the_wrong_process_holds_it_by_now(self):
        """Only where every process can be seen is it certain at first that none of them holds it."""
        if not every_descriptor_is_seen():
            self.skipTest("the descriptors of some processes may not be read here")
        self.check_spared("process != svtaker and")

    def test_the_new_owner_is_shown_when_the_filter_is_about_something_else(self):
        status, out, _, _ = self.ask(b"y\n", meanwhile=self.hand_over, options="-tnpHK")
        self.assertEqual(status, 0)
        self.assertIn(b"svtaker", out)

    def reuse(self):
        """The same addresses for another connection."""
        for end in self.ends:
            end.close()
        self.ends = connect(self.server, self.port)

    def test_reused_addresses_are_never_hit(self):
        status, out, _, rest = self.ask(b"y\n", meanwhile=self.reuse)
        self.assertEqual((status, out), (FAILED, b""))
        self.assertIn(b"1 of 1 socket not destroyed: 1 already gone", rest)
        self.assertEqual(self.alive(), 1)
        self.ends[0].sendall(b"alive")
        self.assertEqual(self.ends[1].recv(5), b"alive")


if __name__ == "__main__":
    support.main()
