# SPDX-License-Identifier: MIT
"""--complete: what can end a command line, with words of this machine."""

import contextlib
import os
import re
import socket
import subprocess
import tempfile
import time

import cgroup
import holder
import hostile
import limits
import netns
import sandbox
import settings
import support

ARGUMENTS = (("--state", "states"), ("--format", "formats"), ("--source", "sources"),
             ("--owners", "owners"), ("--color", "colours"), ("--query", "kinds"),
             ("--socket", "kinds"), ("--family", "families"), ("--protocol", "families"),
             ("-A", "kinds"), ("-f", "families"))
TRIES = 5
SECONDS_MOST = 0.1


def words(kind):
    done = subprocess.run([settings.GENERATE, "--words", kind], capture_output=True, text=True,
                          check=True, timeout=limits.seconds())
    return done.stdout.split()


class Complete(support.TestCase):
    def answer(self, *words, **options):
        """The part of the word that is kept, the kind, and the candidates with their help."""
        lines = self.run_well("--complete", "--", *words, **options).out.split("\n")
        self.assertEqual(lines.pop(), "")
        kept, kind = lines[0].split("\t")[:2]
        return kept, kind, dict(line.split("\t") for line in lines[1:])

    def offered(self, *words, **options):
        return self.answer(*words, **options)[2]

    def wait_for(self, expected, *words, **options):
        """Waits for these candidates: on a busy machine not all may be read in time."""
        limits.wait_until(lambda: self.offered(*words, **options) == expected,
                          lambda: f"{expected} for {words}, not {self.offered(*words, **options)}")


class Static(Complete):
    def test_options_states_and_fields(self):
        self.assertEqual(self.answer("--sta"), ("", "", {"--state=": "sockets in these states"}))
        self.assertEqual(self.answer("-tun", "--state=LISTEN,lis"), ("--state=LISTEN,", "list", {}))
        self.assertEqual(list(self.offered("state LISTEN and spo")), ["sport"])
        self.assertIn("LISTEN", self.offered("state", ""))

    def test_every_word_of_every_argument(self):
        for option, kind in ARGUMENTS:
            with self.subTest(option=option):
                self.assertEqual(list(self.offered(option, ""))[:len(words(kind))], words(kind))
                if option.startswith("--"):
                    self.assertEqual(self.offered(f"{option}="), self.offered(option, ""))

    def test_every_column(self):
        for column in words("columns"):
            self.assertIn(column, self.offered("--columns", column[:3]))

    def test_every_field_begins_an_expression(self):
        for field in words("fields"):
            self.assertIn(field, self.offered(field[:3]))

    def test_no_words_and_strange_words(self):
        self.assertIn("-t", self.answer()[2])
        for words in (["\n"], ["\x1b", ""], ["a\tb"], ["--\n=", ""], ["-\x01"], [""] * 1000):
            self.answer(*words)

    def test_it_is_for_shells(self):
        self.assertNotIn("--complete", self.run_well("--help").out)
        self.assertNotIn("--complete", self.run_well("-h").out)
        self.assertNotIn("--complete", self.offered("--comp"))


def listen(stack, family, host, port=0):
    listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(20)
    return listener


def connect(stack, listener):
    client = stack.enter_context(socket.socket(listener.family, socket.SOCK_STREAM))
    client.connect(listener.getsockname())
    stack.enter_context(listener.accept()[0])
    return client


class Live(Complete):
    """Each case has a namespace of its own: connections outlive the case that made them."""

    def setUp(self):
        netns.enter()
        self.stack = self.enterContext(contextlib.ExitStack())

    def test_ports_in_use_have_their_service_and_program(self):
        listen(self.stack, socket.AF_INET, "127.0.0.1", 443)
        with open("/proc/self/comm", encoding="utf-8") as file:
            name = file.read().rstrip("\n")
        self.wait_for({"443": f"https, {name}"}, "sport", "=", "44")
        self.wait_for({"443": f"https, {name}"}, "sport = :")
        self.assertEqual(self.answer("sport = :")[:2], ("sport = :", "filter"))
        self.assertIn("https", self.offered("sport", "=", "http"))
        self.assertEqual(self.offered("dport", "=", "44"), {})
        self.assertIn("ssh", self.offered("dport", "=", "ss"))

    def test_listeners_come_first_and_then_the_most_used(self):
        rare = listen(self.stack, socket.AF_INET, "127.0.0.1")
        often = listen(self.stack, socket.AF_INET, "127.0.0.2")
        connect(self.stack, rare)
        for _ in range(10):
            connect(self.stack, often)
        ports = list(self.offered("sport", "=", ""))
        self.assertEqual(set(ports[:2]), {str(each.getsockname()[1]) for each in (rare, often)})
        self.assertEqual(list(self.offered("dport", "=", ""))[0], str(often.getsockname()[1]))

    def test_a_screenful_unless_something_is_typed(self):
        for _ in range(40):
            listen(self.stack, socket.AF_INET, "127.0.0.1")
        self.assertEqual(len(self.offered("sport", "=", "")), 30)
        first = self.run_well("--complete", "--", "sport", "=", "").out.split("\n")[0]
        self.assertEqual(first, "\tfilter\tand 10 more: type more to see them")
        every = {port for digit in "123456789" for port in self.offered("sport", "=", digit)}
        self.assertGreaterEqual(len(every), 40)

    def test_addresses_find_their_sockets(self):
        hosts = [(socket.AF_INET, "127.0.0.1")]
        if netns.has_ipv6():
            hosts.append((socket.AF_INET6, "::1"))
        for family, host in hosts:
            connect(self.stack, listen(self.stack, family, host))
        for field in ("src", "dst", "local_address", "peer_address"):
            offered = self.offered(field, "=", "")
            self.assertEqual(len(offered), len(hosts))
            for address in offered:
                self.assertTrue(self.table("-tan", f"{field} = {address}"), address)

    def test_users_and_devices(self):
        listen(self.stack, socket.AF_INET, "127.0.0.1")
        self.assertIn(str(os.geteuid()), self.offered("uid", "=", ""))
        self.assertEqual(self.offered("user", "=", "roo"), {"root": "uid 0"})
        self.assertEqual(list(self.offered("dev", "=", "")), ["lo"])
        self.assertEqual(list(self.offered("interface = l")), ["lo"])

    def test_control_groups_find_their_sockets(self):
        listen(self.stack, socket.AF_INET, "127.0.0.1")
        for group in self.offered("cgroup", "=", ""):
            self.assertTrue(self.table("-tan", f"cgroup = {group}"), group)

    def test_units_find_their_sockets(self):
        name = f"sockview-{os.getpid()}.service"
        path = f"/user@7.service/{name}"
        group = self.enterContext(cgroup.Group(path))
        with holder.Holder(hostile.udp, group.join, lambda: sandbox.set_comm(b"worker")):
            for field, word in (("unit", "user@7.service"), ("user_unit", name),
                                ("process_cgroup", path)):
                self.wait_for({word: "worker"}, field, "=", word[:3])
                self.assertEqual(len(self.table("-uan", f"{field} = {word}")), 1, field)

    def test_unix_names_find_their_sockets(self):
        directory = self.enterContext(tempfile.TemporaryDirectory())
        for name in ("plain", "a b", "$(touch ran)", "quote'", "two\nlines", "esc\x1b[31m", "a*"):
            bound = self.stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            bound.bind(os.path.join(directory, name))
            bound.listen(1)
        offered = self.offered("src", "=", directory)
        self.assertEqual(len(offered), 4)
        for path in offered:
            self.assertEqual(len(self.table("-xa", f"src = {path}")), 1, path)

    def test_processes_and_their_ids(self):
        with holder.Holder(hostile.udp, lambda: sandbox.set_comm(b"tmux: server")) as process:
            self.wait_for({'"tmux: server"': f"pid {process.pid}"}, "process", "=", "tm")
            self.wait_for({str(process.pid): "tmux: server"}, "pid", "=", str(process.pid))

    def test_processes_of_other_namespaces_are_left_out(self):
        with holder.Holder(hostile.udp, netns.enter, lambda: sandbox.set_comm(b"elsewhere")):
            self.assertEqual(self.offered("process", "=", "elsew"), {})

    def test_names_are_fit_for_a_terminal_and_find_their_process(self):
        hostile.processes(self.stack)
        for number, name in enumerate((*hostile.NAMES, *hostile.UNSHOWN)):
            typed = f"{number:02}"
            if name in hostile.UNSHOWN:
                self.assertEqual(self.offered("process", "=", typed), {})
                continue
            offered = list(limits.wait_until(
                lambda typed=typed: self.offered("process", "=", typed), name))
            self.assertEqual(len(offered), 1, name)
            self.assertIn(offered[0], hostile.quoted(name))
            self.assertEqual(len(self.table("-uan", f"process = {offered[0]}")), 1, name)
        for words in (["process", "=", ""], ["pid", "=", ""]):
            output = support.run("--complete", "--", *words).out
            self.assertIsNone(re.search(r"[^\S\n\t ]|[\x00-\x08\x0b-\x1f\x7f]", output))

    def test_namespaces(self):
        if not sandbox.permitted(hide_namespaces):
            self.skipTest("own mounts are not permitted here")
        self.assertEqual(list(self.offered("-N", "", preexec=name_namespaces)),
                         ["$(touch ran)", "blue", "blue 2"])
        self.assertEqual(list(self.offered("netns = b", preexec=name_namespaces)),
                         ["blue", '"blue 2"'])
        self.assertEqual(self.offered("-N", "", preexec=hide_namespaces), {})
        self.assertIn(str(os.getpid()), self.offered("-N", str(os.getpid())[0]))

    def test_an_ordinary_user_gets_an_answer(self):
        if os.geteuid() != 0 or not sandbox.permitted(sandbox.become_nobody):
            self.skipTest("only root can become somebody else")
        listen(self.stack, socket.AF_INET, "127.0.0.1", 443)
        offered = self.offered("sport", "=", "", preexec=sandbox.become_nobody,
                               sockview=sandbox.public_sockview(self))
        self.assertEqual(offered, {"443": "https"})

    def test_without_proc(self):
        if support.SANITIZED or not sandbox.permitted(sandbox.hide_proc):
            self.skipTest("sanitizers need /proc, or own mounts are not permitted here")
        self.assertEqual(self.offered("process", "=", "", preexec=sandbox.hide_proc), {})
        listen(self.stack, socket.AF_INET, "127.0.0.1", 443)
        self.assertEqual(self.offered("sport", "=", "", preexec=sandbox.hide_proc),
                         {"443": "https"})


def hide_namespaces():
    sandbox.own_mounts()
    netns.checked(netns.libc.mount(b"none", b"/run", b"tmpfs", 0, b"size=64k"))


def name_namespaces():
    """Entries of /run/netns that nobody else sees."""
    hide_namespaces()
    os.mkdir("/run/netns")
    for name in ("blue", "blue 2", "two\nlines", "$(touch ran)"):
        with open(f"/run/netns/{name}", "wb"):
            pass


class Time(Complete):
    def test_many_sockets_are_not_waited_for(self):
        with holder.load("tcp", 20000, processes=100):
            for words in (["sport", "=", ""], ["dst", "=", "1"], ["process", "=", ""],
                          ["user", "=", ""]):
                took = []
                limits.wait_until(lambda words=words: self.offered(*words), words)
                for _ in range(TRIES):
                    began = time.monotonic()
                    self.offered(*words)
                    took.append(time.monotonic() - began)
                self.assertLess(min(took), limits.seconds(SECONDS_MOST), words)


if __name__ == "__main__":
    support.main()
