# SPDX-License-Identifier: MIT
"""Words that are nearly right: some are understood as they were meant, others are answered with a
command that works."""

import os
import re
import socket
import subprocess
import tempfile

import support

import limits

UNIX_NAME = "\0nearly-right"
# Arguments, and the first command of the answer.
ANSWERED = (
    ("tcp", "sockview -t"), ("udp", "sockview -u"), ("-tan udp", "sockview -u"),
    ("TCP", "sockview -t"), ("tcp udp", "sockview -tu"), ("unix", "sockview -x"),
    ("netlink", "sockview -A netlink"), ("unix_stream", "sockview -A unix_stream"),
    ("ipv6", "sockview -6"), ("all", "sockview -a"), ("-p tcp", "sockview -t"),
    ("help", "sockview --help"), ("version", "sockview --version"),
    ("listening", "sockview -l"), ("listen", "sockview -l"), ("LISTEN", "sockview -l"),
    ("established", "sockview state established"), ("time-wait", "sockview state time-wait"),
    ("-i lo", "sockview dev = lo"), ("-i eth0", "sockview dev = eth0"),
    ("-I eth0", "sockview dev = eth0"), ("-i tcp", "sockview -t"),
    ("-i TCP:443", "sockview -t :443"), ("-iTCP", "sockview -t"),
    ("-nP -iTCP:443", "sockview -t :443"), ("-iTCP:443", "sockview -t :443"),
    ("-iUDP:53", "sockview -u :53"), ("-i:80", "sockview :80"),
    ("-iTCP -sTCP:LISTEN", "sockview -t"), ("-sTCP:LISTEN", "sockview -t state LISTEN"),
    ("host 127.0.0.1", "sockview src 127.0.0.1 or dst 127.0.0.1"),
    ("net 127.0.0.0/8", "sockview src 127.0.0.0/8 or dst 127.0.0.0/8"),
    ("src host 127.0.0.1", "sockview src 127.0.0.1"),
    ("dst host 127.0.0.1", "sockview dst 127.0.0.1"),
    ("dst port 443", "sockview dport = :443"), ("src port 443", "sockview sport = :443"),
    ("tcp port 80", "sockview -t :80"), ("tcp dst port 80", "sockview -t dport = :80"),
    ("port = 22", "sockview :22"), ("port 443", "sockview :443"), ("port", "sockview :22"),
    ("lsof -i :80", "sockview :80"), ("localhost", "sockview src localhost or dst localhost"),
    ("netstat", "sockview"), ("ss -t", "sockview"), ("lsof", "sockview -p"),
    ("portrange 80-90", "sockview :80-90"), ("80-90", "sockview :80-90"),
    ("80/tcp", "sockview -t :80"), ("53/udp", "sockview -u :53"), ("*:80", "sockview :80"),
    ("1234", "sockview :1234"), ("-p 1234", "sockview :1234"), ("99999", "sockview pid 99999"),
    ("-p1234", "sockview pid 1234"), ("nginx", "sockview process nginx"),
    ("-p nginx", "sockview process nginx"), ("-tlnp nginx", "sockview process nginx"),
    ("127.0.0.1", "sockview src 127.0.0.1 or dst 127.0.0.1"),
    ("127.0.0.1:80", "sockview src 127.0.0.1:80 or dst 127.0.0.1:80"),
    ("::1", "sockview src ::1 or dst ::1"),
    ("[::1]:80", 'sockview "src [::1]:80 or dst [::1]:80"'),
    ("/run/x", "sockview src /run/x"), ("@x", "sockview src @x"),
    ("-A tcp udp", "sockview -A tcp,udp"),
    ("--columns local peer", "sockview --columns local,peer"),
    ("--state listen established", "sockview --state listen,established"),
    ("--port 80", "sockview :80"), ("--port=80", "sockview :80"), ("--port", "sockview :80"),
    ("--pid 1", "sockview pid 1"), ("--user root", "sockview user root"),
    ("--host 127.0.0.1", "sockview src 127.0.0.1 or dst 127.0.0.1"),
    ("--dport 443", "sockview dport = :443"), ("--dev lo", "sockview dev = lo"),
    ("--established", "sockview --state established"), ("--tcp6", "sockview -6t"),
    ("-c0.1", "sockview --continuous=0.1"), ("-c0", "sockview --continuous=0.5"),
    ("-tc5", "sockview --continuous=5"), ("-tc 5", "sockview --continuous=5"),
    ("--watch", "sockview -c"),
)
# Nobody is promised a look into all namespaces.
ANSWERED_ONLY = (("--all-namespaces", "sockview --all-netns"),
                 ("--namespace blue", "sockview --net blue"))
NEAREST = (
    ("--proceses", "--processes"), ("--listenning", "--listening"), ("--no-headers", "--no-header"),
    ("--columns=local,proceses", "processes"), ("--columns +Recv-Q", "recv_q"),
    ("-A tpc", "tcp"), ("-f inte6", "inet6"), ("--format=jsno", "json"),
    ("--state=establishd", "ESTABLISHED"), ("--state=conected", "connected"),
    ("--source=netlnk", "netlink"), ("--owners=prc", "proc"), ("--color=nevr", "never"),
    ("state establishd", "ESTABLISHED"), ("netid = tpc", "tcp"), ("prot = 6", "protocol"),
    ("procss nginx", "process"),
)


def run_as_pasted(command):
    """What a shell makes of the command; one that goes on for ever stops after its first answer."""
    if " -c" in command or "--continuous" in command:
        command += " --rounds=1"
    text = 'sockview() { "$SOCKVIEW" "$@"; }; ' + command
    return subprocess.run(["sh", "-c", text], env=support.environment(SOCKVIEW=support.SOCKVIEW),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=limits.seconds(), check=False)


class Answered(support.TestCase):
    def answer(self, words):
        result = support.run(*words.split())
        self.assertEqual((result.status, result.out), (2, ""), words)
        return self.assert_message(result)

    def assert_message(self, result):
        """One line, and for an expression the two that show the place."""
        first, *others = result.err.splitlines()
        self.assertRegex(first, support.ERROR_LINE)
        self.assertEqual(len(others), 2 if first.startswith("sockview: filter: ") else 0)
        return first

    def test_with_a_command(self):
        for words, command in ANSWERED + ANSWERED_ONLY:
            with self.subTest(words=words):
                self.assertIn(f"try '{command}'", self.answer(words))

    def test_and_each_command_works(self):
        commands = {command for words, _ in ANSWERED
                    for command in re.findall(r"'(sockview [^']*)'", self.answer(words))
                    if command != "sockview --help"}
        self.assertGreater(len(commands), 40)
        for command in sorted(commands | {"sockview --help"}):
            with self.subTest(command=command):
                done = run_as_pasted(command)
                said = [line for line in done.stderr.splitlines()
                        if "filter: there is no network device" not in line]
                self.assertEqual((done.returncode, said), (0, []))

    def test_with_the_nearest_name(self):
        for words, name in NEAREST:
            with self.subTest(words=words):
                answer = self.answer(words)
                self.assertIn(f"did you mean '{name}'?", answer)
                self.assertLess(len(answer), 160)

    def test_without_a_command_where_a_shell_would_read_more(self):
        for word in ("a$(id)", "/run/a b;id", "`id`", "--port=$(id)", "@\x1b[31m"):
            with self.subTest(word=word):
                result = support.run(word)
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertNotRegex(self.assert_message(result), r"try '[^']*id|\x1b")


class Accepted(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sockets_held = []
        listener = cls.hold(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        listener.listen()
        cls.port = listener.getsockname()[1]
        client = cls.hold(socket.AF_INET, socket.SOCK_STREAM)
        client.connect(listener.getsockname())
        cls.keep(listener.accept()[0])
        cls.hold(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", cls.port))
        cls.hold(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        cls.hold(socket.AF_INET6, socket.SOCK_STREAM, ("::", 0)).listen()
        cls.hold(socket.AF_UNIX, socket.SOCK_STREAM, UNIX_NAME).listen()
        with open("/proc/self/comm", encoding="ascii") as file:
            cls.name = file.read().strip()

    @classmethod
    def keep(cls, sock):
        cls.addClassCleanup(sock.close)
        return sock

    @classmethod
    def hold(cls, family, kind, address=None):
        sock = cls.keep(socket.socket(family, kind))
        if address is not None:
            sock.bind(address)
        return sock

    def rows(self, arguments):
        """Without netlink sockets, which the program itself has too."""
        lines = self.run_well("-H", *arguments).out.splitlines()
        return sorted(line for line in lines if not line.startswith("nl "))

    def assert_same(self, short, long, count=None):
        """The rows of the long form, which are some."""
        with self.subTest(short=short):
            found = self.rows(short)
            self.assertEqual(found, self.rows(long))
            self.assertTrue(found)
            if count is not None:
                self.assertEqual(len(found), count)

    def test_equals_is_understood(self):
        for field, value in (("process", self.name), ("pid", str(os.getpid())),
                             ("uid", str(os.geteuid())), ("local_port", str(self.port)),
                             ("netid", "udp"), ("v6only", "false"), ("recv_q", "0")):
            self.assert_same(("-tuan", field, value), ("-tuan", field, "=", value))
        self.assert_same(("-tuan", "not", "pid", "1"), ("-tuan", "pid != 1"))

    def test_states_are_a_list(self):
        self.assert_same(("-tn", "state", "established,listen"),
                         ("-tn", "--state", "established,listen"), 4)
        self.assert_same(("-tan", "state != established,listen or :80 or state listen"),
                         ("-tan", "state != established"))
        self.assert_same(("-tan", "exclude", "established,time-wait"),
                         ("-tan", "state != established and state != time-wait"), 2)

    def test_kinds_are_left_out(self):
        self.assert_same(("-an", "-A", "all,!tcp"), ("-an", "-A", "all", "netid != tcp"))
        self.assert_same(("-an", "-A", "!tcp"), ("-an", "-A", "all", "netid != tcp"))
        self.assert_same(("-an", "-A", "tcp,udp,!tcp"), ("-uan",), 2)
        self.assert_same(("-tuan", "-A", "!udp"), ("-tan",))

    def test_inet6_narrows(self):
        self.assert_same(("-an", "-A", "inet6"), ("-an", "-f", "inet6"), 1)
        self.assert_same(("-n", "-lA", "tcp,inet6"), ("-n6tl",), 1)

    def test_a_port_of_either_end(self):
        port = f":{self.port}"
        long = f"sport = {port} or dport = {port}"
        for source in support.SOURCES:
            options = ("-n", f"--source={source}")
            self.assert_same((*options, port), (*options, long), 4)
            self.assert_same((*options, "-l", port), (*options, "-l", long), 2)
            self.assert_same((*options, "-ta", "not", port), (*options, "-ta", f"not ( {long} )"))
            self.assert_same((*options, "-ta", port, "and", "state", "LISTEN"),
                             (*options, "-ta", f"( {long} ) and state LISTEN"), 1)
            self.assert_same((*options, "-ta", "state", "established", port),
                             (*options, "-ta", f"state established and ( {long} )"), 2)
            self.assert_same((*options, f"{port}-65535"),
                             (*options, f"sport = {port}-65535 or dport = {port}-65535"))

    def test_a_service_of_either_end(self):
        with self.hold(socket.AF_INET, socket.SOCK_STREAM) as listener:
            try:
                listener.bind(("127.0.0.1", 443))
            except PermissionError:
                self.skipTest("a port below 1024 needs CAP_NET_BIND_SERVICE")
            listener.listen()
            self.assert_same(("-tln", ":https"), ("-tln", "sport = :https or dport = :https"), 1)
            self.assert_same(("-tln", ":443"), ("-tln", ":https"), 1)

    def test_a_port_in_a_file_and_for_kill(self):
        with tempfile.NamedTemporaryFile("w", encoding="ascii") as file:
            file.write(f":{self.port}\n")
            file.flush()
            self.assert_same(("-n", "-F", file.name), ("-n", f":{self.port}"), 4)
        result = support.run("-tKnH", "--dry-run", f":{self.port}")
        self.assertEqual((result.status, len(result.out.splitlines())), (0, 2), result.err)

    def test_digits_after_c(self):
        for digit in "46":
            out = self.run_well("-tan", f"-c{digit}", "--rounds=1").out.splitlines()
            self.assertTrue(out[0].startswith("Time: "))
            self.assertTrue(all(("[" in line) == (digit == "6") for line in out[2:]), out)

    def test_help_says_what_families_are(self):
        text = " ".join(self.run_well("--help").out.split())
        for words in ("sockets of the IPv4 family only", "sockets of the IPv6 family only",
                      "[::ffff:192.0.2.7]"):
            self.assertIn(words, text)


if __name__ == "__main__":
    support.main()
