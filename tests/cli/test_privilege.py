# SPDX-License-Identifier: MIT
"""The rights of a run: those that the file of the program lends, and capabilities that the program
keeps."""

import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import unittest

import support

import holder
import limits
import netns
import rows
import running
import sandbox

SECRET = "sekrit"
CAPABILITIES = {"DAC_READ_SEARCH": 2, "NET_ADMIN": 12, "SYS_PTRACE": 19, "SYS_ADMIN": 21,
                "PERFMON": 38, "BPF": 39}
VFS_CAP_REVISION_2 = 0x02000000
VFS_CAP_FLAGS_EFFECTIVE = 1
PROCESSES = {"SYS_PTRACE", "DAC_READ_SEARCH"}
OWNERS = PROCESSES | {"BPF", "PERFMON"}


def lend_user(path):
    os.chmod(path, 0o4755)


def lend_group(path):
    os.chmod(path, 0o2755)


def permitted_to_all():
    """The capabilities that a file may lend here."""
    with open("/proc/self/status", encoding="utf-8", errors="replace") as file:
        return int(re.search(r"^CapBnd:\t(\w+)", file.read(), re.MULTILINE)[1], 16)


def lend_capabilities(path):
    low, high = permitted_to_all() & 0xffffffff, permitted_to_all() >> 32
    os.setxattr(path, "security.capability",
                struct.pack("<IIIII", VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
                            low, 0, high, 0))


LENDERS = (lend_user, lend_group, lend_capabilities)


class Lent(support.TestCase):
    """Run by an ordinary user, from a file that lends more rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if os.geteuid() != 0 or not sandbox.permitted(sandbox.become_nobody):
            raise unittest.SkipTest("only root can lend rights, and another user is needed")
        if support.SANITIZED:
            raise unittest.SkipTest("the sanitizers refuse to run with lent rights")
        cls.directory = tempfile.mkdtemp(prefix="sockview-test-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        os.chmod(cls.directory, 0o755)
        cls.programs = {lend: cls.copy(lend) for lend in LENDERS}

    @classmethod
    def copy(cls, lend):
        source = shutil.which(support.SOCKVIEW) or support.SOCKVIEW
        path = shutil.copy(source, os.path.join(cls.directory, lend.__name__))
        os.chmod(path, 0o755)
        try:
            lend(path)
        except OSError as error:
            raise unittest.SkipTest(f"{lend.__name__}: {error}") from error
        return path

    def each(self, *arguments, lenders=LENDERS, **options):
        """What each of the programs answers."""
        return [support.run(*arguments, sockview=self.programs[lend],
                            preexec=sandbox.become_nobody, **options) for lend in lenders]

    def write(self, text, mode):
        path = os.path.join(self.directory, "filter")
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def test_rights_are_lent(self):
        """Guards the tests: an ordinary user sees no owner of a socket of root."""
        with socket.create_server(("127.0.0.1", 0)):
            for result in self.each("-tlnpj", lenders=(lend_capabilities,)):
                (sock,) = rows.document(result.out)["sockets"]
                self.assertEqual(sock["processes"][0]["pid"], os.getpid())

    def test_another_proc_file_system_is_refused(self):
        for result in self.each("-tlnp", "--host-proc=/proc"):
            self.assertEqual((result.status, result.out), (1, ""))
            (line,) = self.assert_error_lines(result)
            self.assertIn("--host-proc: not with the rights that the file", line)

    def test_a_recording_is_refused(self):
        recorded = support.environment(TCPDIAG_FILE="/dev/null")
        for name, arguments, env in (("--source=file", ("--source=file:/dev/null",), None),
                                     ("TCPDIAG_FILE", ("--as=ss", "-tan"), recorded)):
            for result in self.each(*arguments, env=env):
                self.assertEqual((result.status, result.out), (1, ""))
                (line,) = self.assert_error_lines(result)
                self.assertIn(f"{name}: not with the rights that the file", line)

    def test_nothing_is_recorded_in_a_file(self):
        path = os.path.join(self.directory, "recorded")
        for result in self.each("--as=ss", "-tan", "-D", path):
            self.assertEqual((result.status, result.out), (1, ""))
            self.assertIn("-D: not with the rights", *self.assert_error_lines(result))
            self.assertFalse(os.path.exists(path))
        for result in self.each("--as=ss", "-tan", "-D", "-"):
            self.assertEqual((result.status, result.err), (0, ""))

    def test_a_file_that_the_caller_may_not_read(self):
        path = self.write(f"{SECRET} = 1\n", 0o640)
        for result in self.each("-tn", "-F", path):
            self.assertEqual((result.status, result.out), (2, ""))
            (line,) = self.assert_error_lines(result)
            self.assertIn(f"{path}: Permission denied", line)

    def test_no_message_quotes_a_file(self):
        path = self.write(f"{SECRET}:$6$salt$hash:19000:0\n", 0o644)
        for result in self.each("-tn", "-F", path):
            self.assertEqual((result.status, result.out), (2, ""))
            self.assertNotIn(SECRET, result.err)
            (line,) = self.assert_error_lines(result)
            self.assertIn(f"{path}: it is not a filter", line)
        self.assertIn(SECRET, support.run("-tn", "-F", path).err)

    def test_a_file_that_is_a_filter(self):
        path = self.write("sport = :1\n", 0o644)
        for result in self.each("-tnH", "-F", path):
            self.assertEqual((result.status, result.out, result.err), (0, "", ""))

    def test_standard_input(self):
        for text, status in (("sport = :1\n", 0), (f"{SECRET}\n", 2)):
            path = self.write(text, 0o644)
            for lend in LENDERS:
                with open(path, "rb") as file:
                    result = support.run("-tnH", "-F", "-", sockview=self.programs[lend],
                                         preexec=sandbox.become_nobody, stdin=file)
                self.assertEqual(result.status, status)
                self.assertNotIn(SECRET, result.err)

    def test_a_path_of_a_namespace(self):
        """The caller could not open it; the id of a process is for the program to look up."""
        path = f"/proc/{os.getpid()}/ns/net"
        for result in self.each("-tn", "-N", path):
            self.assertEqual((result.status, result.out), (1, ""))
            self.assertIn("Permission denied", result.err)
        for result in self.each("-tnH", "-N", str(os.getpid()), lenders=(lend_capabilities,)):
            self.assertEqual((result.status, result.out, result.err), (0, "", ""))
        for result in self.each("-tnH", "-N", "/proc/self/ns/net"):
            self.assertEqual((result.status, result.out, result.err), (0, "", ""))

    def test_nothing_is_destroyed(self):
        with socket.create_server(("127.0.0.1", 0)) as server, \
                socket.create_connection(server.getsockname()) as client:
            port = client.getsockname()[1]
            for result in self.each("-tK", "--yes", "sport", "=", f":{port}"):
                self.assertEqual((result.status, result.out), (1, ""))
                self.assertIn("--kill: not with the rights that the file of the program lends",
                              result.err)
            self.assertEqual(client.send(b"x"), 1)


class Kept(support.TestCase):
    """The capabilities of a program that runs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.status_of("self")["CapPrm"] >= set(CAPABILITIES):
            raise unittest.SkipTest("not every capability is permitted here")

    @staticmethod
    def status_of(process):
        """Its sets of capabilities by name, as far as a sockview can have them, and the rest."""
        with open(f"/proc/{process}/status", encoding="utf-8", errors="replace") as file:
            fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        answer = {"NoNewPrivs": fields["NoNewPrivs"]}
        for name in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
            bits = int(fields[name], 16)
            names = {each for each, bit in CAPABILITIES.items() if bits >> bit & 1}
            others = bits & ~sum(1 << bit for bit in CAPABILITIES.values())
            answer[name] = names | ({hex(others)} if others else set())
        return answer

    def assert_kept(self, arguments, expected):
        with running.Running(*arguments) as run:
            run.wait_until_asleep()
            status = self.status_of(run.process.pid)
        self.assertEqual(status, {"NoNewPrivs": "1", "CapEff": expected, "CapPrm": expected,
                                  "CapInh": set(), "CapAmb": set()})

    def test_while_it_repeats(self):
        for arguments, expected in (
                (("-tan",), set()), (("-s",), set()),
                (("-tanp", "--owners=proc"), PROCESSES),
                (("-tanp",), OWNERS),
                (("-tani",), {"NET_ADMIN"}),
                (("-tan", "--all-netns"), PROCESSES | {"SYS_ADMIN"}),
                (("-tan", "-N", "/proc/self/ns/net"), PROCESSES | {"SYS_ADMIN"})):
            with self.subTest(arguments=arguments):
                self.assert_kept((*arguments, "--continuous=100"), expected)

    def test_while_it_waits_for_events(self):
        self.assert_kept(("-tnE",), {"NET_ADMIN"})
        self.assert_kept(("-tnpE", "--owners=proc"), PROCESSES | {"NET_ADMIN"})

    def skip_without_bpf(self):
        result = support.run("-uap", "--owners=bpf")
        if result.status == 1 and "owners: bpf: " in result.err:
            self.skipTest(result.err.strip())

    def test_after_the_program_is_loaded(self):
        self.skip_without_bpf()
        self.assert_kept(("-tanp", "--owners=bpf", "--continuous=100"), PROCESSES)
        self.assert_kept(("-tnpE", "--owners=bpf"), PROCESSES | {"NET_ADMIN"})

    def test_the_program_runs_again(self):
        self.skip_without_bpf()
        with socket.create_server(("127.0.0.1", 0)):
            answer = self.run_well("-tlnp", "--owners=bpf", "--ndjson", "--continuous=0.01",
                                   "--rounds=3").out
        found = [sock["processes"][0]["pid"] for sock in rows.ndjson(answer)]
        self.assertEqual(found, [os.getpid()] * 3)


def make_own_world():
    """A network namespace of a user namespace that this user makes: a container without root."""
    netns.unshare(netns.CLONE_NEWUSER | netns.CLONE_NEWNET)
    netns.map_to_root(sandbox.NOBODY, sandbox.NOBODY)
    netns.bring_loopback_up()
    server = socket.create_server(("127.0.0.1", 7777))
    return "ready", server


class WithoutRoot(support.TestCase):
    def test_a_container_of_ones_own(self):
        """The message names the command that shows it."""
        if os.geteuid() != 0 or not sandbox.permitted(
                sandbox.steps(sandbox.become_nobody, lambda: netns.unshare(netns.CLONE_NEWUSER))):
            self.skipTest("an ordinary user can make no user namespace here")
        program = sandbox.public_sockview(self)
        with holder.Holder(make_own_world, sandbox.become_nobody, sandbox.stay_readable) as held:
            result = support.run("-tln", "-N", str(held.pid), sockview=program,
                                 preexec=sandbox.become_nobody)
            self.assertEqual((result.status, result.out), (1, ""))
            (line,) = self.assert_error_lines(result)
            command = re.search(r"try '(nsenter .*) sockview \.\.\.'", line)
            self.assertIsNotNone(command, line)
            self.assertIn(str(held.pid), command[1].split())
            if shutil.which("nsenter") is None:
                self.skipTest("there is no nsenter to try the command with")
            done = subprocess.run([*command[1].split(), program, "-tlnH"], check=False,
                                  capture_output=True, timeout=limits.seconds(),
                                  preexec_fn=sandbox.become_nobody)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertIn(b":7777", done.stdout)


if __name__ == "__main__":
    support.main()
