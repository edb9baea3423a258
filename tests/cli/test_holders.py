# SPDX-License-Identifier: MIT
"""What is known of the processes that hold a socket, beyond their names."""

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import support

import cgroup
import holder
import rows
import sandbox

# As many as the usual limit on open files allows.
LISTENERS = 900
NAME = f"sockview-{os.getpid()}"
HEADER = ("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
          "inode\n")
COLUMNS = "process_cgroup", "unit", "user_unit"


def listener():
    sock = socket.create_server(("127.0.0.1", 0))
    return sock.getsockname()[1], sock


def ways():
    """The options for both ways to find owners, where they are permitted."""
    return [option for option in ("--owners=proc", "--owners=bpf")
            if support.run("-tlnp", option).status == 0]


class Units(support.TestCase):
    def hold(self, path):
        """The port of a listener of a child in that control group."""
        group = self.enterContext(cgroup.Group(path))
        child = self.enterContext(holder.Holder(listener, group.join))
        with open(f"/proc/{child.pid}/cgroup", encoding="utf-8") as file:
            if any(line.startswith("1:name=systemd:") and line[15:] != "/\n" for line in file):
                raise unittest.SkipTest("systemd uses another hierarchy here")
        return int(child.answer.strip("(").split(",")[0])

    def parts(self, port, *options):
        (found,) = self.sockets("-tln", f":{port}", "--columns", ",".join(COLUMNS), *options)
        return [found[column] for column in COLUMNS]

    def test_a_service(self):
        port = self.hold(f"/{NAME}.slice/{NAME}.service/worker")
        for way in ways():
            self.assertEqual(self.parts(port, way),
                             [[f"/{NAME}.slice/{NAME}.service/worker"], [f"{NAME}.service"], []])

    def test_a_unit_of_a_user(self):
        port = self.hold(f"/{NAME}.slice/user@7.service/app.slice/{NAME}.service")
        for way in ways():
            self.assertEqual(self.parts(port, way)[1:], [["user@7.service"], [f"{NAME}.service"]])

    def test_none(self):
        port = self.hold(f"/{NAME}")
        self.assertEqual(self.parts(port), [[f"/{NAME}"], [], []])
        result = self.run_well("-tlnH", f":{port}", "--columns", ",".join(COLUMNS))
        self.assertEqual(result.out.split(), [f"/{NAME}", "-", "-"])

    def test_filters_choose_by_unit(self):
        port = self.hold(f"/{NAME}.slice/{NAME}.service")
        self.enterContext(listener()[1])

        def found(test):
            return [sock["local_port"] for sock in self.sockets("-tln", test)]

        self.assertEqual(found(f"unit = {NAME}.service"), [port])
        self.assertEqual(found(f'unit ~ "{NAME}*"'), [port])
        self.assertEqual(found(f'process_cgroup ~ "/{NAME}.slice/*"'), [port])
        self.assertNotIn(port, found(f"unit != {NAME}.service"))

    def test_several_owners_in_several_units(self):
        groups = [self.enterContext(cgroup.Group(f"/{NAME}-{letter}.service")) for letter in "ba"]
        port, sock = listener()
        for group in groups:
            self.enterContext(holder.Holder(lambda: sock, group.join))
        self.enterContext(holder.Holder(lambda: sock, groups[0].join))
        sock.close()
        self.assertEqual(sorted(self.parts(port)[1]),
                         [f"{NAME}-{letter}.service" for letter in "ab"])


class Commands(support.TestCase):
    """Programs of a test's own, with the names that the test gives them."""

    SCRIPT = ("import socket, sys; sock = socket.create_server(('127.0.0.1', 0)); "
              "print(sock.getsockname()[1], flush=True); sys.stdin.read()")

    def start(self, name, *arguments):
        """The port of a listener of a program of that name."""
        directory = self.enterContext(tempfile.TemporaryDirectory())
        path = os.path.join(directory, name)
        os.symlink(os.path.realpath(sys.executable), path)
        process = self.enterContext(subprocess.Popen(
            [path, "-c", self.SCRIPT, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        self.addCleanup(process.stdin.close)
        return int(process.stdout.readline()), path

    def row(self, port, *columns):
        (found,) = self.sockets("-tln", f":{port}", "--columns", ",".join(columns))
        return [found[column] for column in columns]

    def test_arguments_and_the_executable(self):
        port, path = self.start("name", "two words", "", "it's", "a\nb")
        command, executable = self.row(port, "command", "executable")
        self.assertEqual(shlex.split(command[0]),
                         [path, "-c", self.SCRIPT, "two words", "", "it's", "a\nb"])
        self.assertEqual(executable, [os.path.realpath(sys.executable)])
        result = self.run_well("-tlnH", f":{port}", "--columns", "command")
        self.assertEqual(len(result.out.split()), 1)

    def test_a_long_name_is_completed(self):
        name = "a-name-of-more-than-15-bytes"
        port, _ = self.start(name)
        processes, names = self.row(port, "processes", "process_full_names")
        self.assertEqual([process["name"] for process in processes], [name[:15]])
        self.assertEqual(names, [name])
        (found,) = self.sockets("-tln", f"process_full_names = {name}")
        self.assertEqual(found["local_port"], port)
        self.assertEqual(self.sockets("-tln", f"process_full_names = {name[:15]}"), [])

    def test_what_cannot_be_completed_is_unknown(self):
        child = self.enterContext(holder.Holder(
            listener, lambda: sandbox.set_comm(b"fifteen bytes.."),))
        port = int(child.answer.strip("(").split(",")[0])
        self.assertEqual(self.row(port, "process_full_names"), [None])

    def test_a_short_name_is_whole(self):
        port, _ = self.start("short")
        self.assertEqual(self.row(port, "process_full_names"), [["short"]])

    def test_several_owners_with_one_command_are_one(self):
        port, sock = listener()
        for _ in range(3):
            self.enterContext(holder.Holder(lambda: sock))
        (command,) = self.row(port, "command")
        self.assertEqual(len(command), 1)
        sock.close()


class NamespacePids(support.TestCase):
    def test_the_first_process_of_a_namespace(self):
        code = Commands.SCRIPT
        prefix = ("unshare", "--pid", "--fork", "--kill-child")
        if subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode != 0:
            self.skipTest("unshare(1) is not permitted")
        process = self.enterContext(subprocess.Popen(
            [*prefix, sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        self.addCleanup(process.stdin.close)
        port = int(process.stdout.readline())
        for way in ways():
            (found,) = self.sockets("-tlnp", f":{port}", "--columns", "ns_pid", way)
            (owner,) = found["processes"]
            self.assertNotEqual(owner["pid"], 1)
            self.assertEqual(found["ns_pid"], [1])
        self.assertEqual(len(self.sockets("-tln", "ns_pid = 1", f":{port}")), 1)
        self.assertEqual(self.sockets("-tln", "ns_pid > 1", f":{port}"), [])

    def test_our_own(self):
        port, sock = listener()
        with sock:
            (found,) = self.sockets("-tln", f":{port}", "--columns", "pids,ns_pid")
            self.assertEqual((found["pids"], found["ns_pid"]), ([os.getpid()], [os.getpid()]))


class Unlisted(support.TestCase):
    ALL = "-A", "all", "-anp"

    def count(self, *options):
        """What the warning counts, or 0."""
        document = rows.document(support.run(*self.ALL, "--json", *options).out)
        self.assertTrue(document["complete"], document["warnings"])
        return sum(warning["count"] for warning in document["warnings"]
                   if warning["code"] == "sockets_unlisted")

    def test_sockets_in_no_table_are_counted(self):
        before = {way: self.count(way) for way in ways()}
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            self.enterContext(socket.socket(socket.AF_INET, kind))
        for way in before:
            self.assertEqual(self.count(way), before[way] + 2)
        self.assertRegex(support.run(*self.ALL).err,
                         r"sockview: owners: \d+ sockets are held by processes, but in no table")

    def test_sockets_in_a_table_are_not(self):
        before = self.count()
        sock = self.enterContext(socket.socket())
        self.assertEqual(self.count(), before + 1)
        sock.bind(("127.0.0.1", 0))
        self.assertEqual(self.count(), before)
        self.enterContext(listener()[1])
        self.enterContext(socket.socket(socket.AF_UNIX))
        self.assertEqual(self.count(), before)

    def test_a_socket_of_several_processes_is_one(self):
        before = self.count()
        sock = self.enterContext(socket.socket())
        for _ in range(2):
            self.enterContext(holder.Holder(lambda: sock))
        self.assertEqual(self.count(), before + 1)

    def test_what_narrows_the_answer_counts_nothing(self):
        self.enterContext(socket.socket())
        for options in (("-tuanp",), (*self.ALL, "inode > 0"), (*self.ALL, "-4"),
                        (*self.ALL, "--limit=1"), ("-A", "all", "-lnp"), ("-A", "all", "-an"),
                        (*self.ALL, "--source=proc")):
            self.assertNotIn("in no table", support.run(*options).err)

    def count_while_opening(self):
        """What is counted while a thread opens listeners."""
        done = threading.Event()

        def open_listeners():
            with contextlib.ExitStack() as kept:
                for _ in range(LISTENERS):
                    if not done.is_set():
                        kept.enter_context(socket.create_server(("127.0.0.1", 0)))
                done.wait()

        thread = threading.Thread(target=open_listeners)
        thread.start()
        try:
            return self.count()
        finally:
            done.set()
            thread.join()

    def test_sockets_that_are_made_meanwhile_are_no_alarm(self):
        """Without the second reading nearly every answer would have one. A thread that waits for
        its turn between socket() and bind() is a rare and true one."""
        before = self.count()
        counts = [self.count_while_opening() for _ in range(10)]
        self.assertGreaterEqual(counts.count(before), 7, counts)


class Cost(support.TestCase):
    FILES = {"command": "/cmdline", "executable": "/exe", "unit": "/cgroup",
             "ns_pid": "/status"}

    def setUp(self):
        if shutil.which("strace") is None:
            self.skipTest("strace is not installed")
        self.enterContext(listener()[1])

    def read_files(self, *options):
        with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as trace:
            result = support.run("-tln", *options, prefix=(
                "strace", "-f", "-e", "trace=openat,readlink,readlinkat", "-o", trace.name))
            if result.status != 0:
                self.skipTest("strace is not permitted")
            text = trace.read()
        return {name for name, file in self.FILES.items() if f'..{file}"' in text}

    def test_only_what_is_asked_for_is_read(self):
        self.assertEqual(self.read_files("-p"), set())
        for name in self.FILES:
            self.assertEqual(self.read_files("--columns", name), {name})
        self.assertEqual(self.read_files("unit = a.service"), {"unit"})


class HostProc(support.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.option = f"--host-proc={self.directory}"

    def write(self, name, content):
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)

    def make_process(self, pid, name, inode):
        self.write(f"{pid}/comm", f"{name}\n")
        self.write(f"{pid}/cgroup", f"0::/system.slice/{name}.service\n")
        os.mkdir(os.path.join(self.directory, f"{pid}/fd"))
        os.symlink(f"socket:[{inode}]", os.path.join(self.directory, f"{pid}/fd/3"))

    def test_owners_are_read_there(self):
        port, sock = listener()
        self.make_process(4711, "made-up", os.fstat(sock.fileno()).st_ino)
        (found,) = self.sockets("-tlnp", self.option, "unit = made-up.service",
                                "--columns", "local_port,unit")
        self.assertEqual(found["local_port"], port)
        self.assertEqual(found["processes"], [{"pid": 4711, "name": "made-up", "fd": 3}])
        self.assertEqual(found["unit"], ["made-up.service"])
        sock.close()

    def test_tables_are_read_there(self):
        self.write("net/tcp", HEADER + "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 "
                   "00:00000000 00000000     0        0 77 1 0000000000000000 100 0 0 10 0\n")
        self.write("net/tcp6", HEADER)
        found = self.sockets("-tln", self.option, "--source=proc")
        self.assertEqual([(sock["local_port"], sock["inode"]) for sock in found], [(8080, 77)])

    def test_it_must_be_a_directory(self):
        for path in (f"{self.directory}/none", "/dev/null"):
            result = support.run("-tlnp", f"--host-proc={path}")
            self.assertEqual((result.status, result.out), (1, ""))
            (line,) = self.assert_error_lines(result)
            self.assertIn(f"--host-proc: {path}: ", line)

    def test_a_container_sees_the_owners_of_the_host(self):
        """sockview runs in a pid namespace of its own, in which /proc shows only itself."""
        steps = 'mount --bind /proc "$0" && mount -t proc proc /proc && exec "$@"'
        prefix = ("unshare", "--mount", "--pid", "--fork", "sh", "-c", steps, self.directory)
        if subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode != 0:
            self.skipTest("unshare(1) is not permitted")
        port, sock = listener()
        with sock:
            for way in ("auto", "proc"):
                (found,) = self.sockets("-tlnp", self.option, f"--owners={way}", f":{port}",
                                        prefix=prefix)
                self.assertEqual([process["pid"] for process in found["processes"]],
                                 [os.getpid()])
            (hidden,) = rows.document(support.run("-tlnpj", f":{port}", prefix=prefix).out)["sockets"]
            self.assertNotIn(os.getpid(), [process["pid"] for process in hidden["processes"] or []])
            result = support.run("-tlnp", self.option, "--owners=bpf", prefix=prefix)
            self.assertEqual((result.status, result.out), (1, ""))
            self.assertIn("owners: bpf: ", result.err)


if __name__ == "__main__":
    support.main()
