# SPDX-License-Identifier: MIT
"""Threads that use a socket: those that share the files of their process, those that have files of
their own, and those that outlive the first; and the security contexts of owners."""

import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

import support

import holder
import limits
import netns
import rows
import sandbox

CLONE_FILES = 0x400
EXIT_CALLS = {"x86_64": 60, "aarch64": 93, "riscv64": 93}
TASK = re.compile(r"([^(),]*)\((\d+),(\d+)(?:,(\d+))?\)")
SS_TASK = re.compile(r'\("([^"]*)",pid=(\d+),tid=(\d+),fd=(\d+)\)')
NO_CONTEXTS = "contexts: no security module gives processes a context on this system"


def bound():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


def describe(sock):
    return sock.getsockname()[1], sock.fileno()


def start_thread(name, action):
    """Runs `action` in a thread with that name, which then stays. Its answer, with the tid."""
    answer, ready = [], threading.Event()

    def body():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
        sandbox.set_comm(name)
        answer.extend((threading.get_native_id(), *action()))
        ready.set()
        while True:
            signal.pause()

    threading.Thread(target=body, daemon=True).start()
    if not ready.wait(limits.seconds()):
        raise TimeoutError("a thread did not come up")
    return tuple(answer)


KEPT = []


def own_files():
    """A socket that only this thread has, and one that it inherited."""
    netns.unshare(CLONE_FILES)
    KEPT.append(bound())
    return describe(KEPT[-1])


def three_threads():
    """(port, fd) of a socket of the process, tids, and (port, fd) of that of the last thread."""
    sandbox.set_comm(b"first")
    KEPT.append(bound())
    shared = describe(KEPT[-1])
    sharer, = start_thread(b"sharer", lambda: ())
    own_tid, *own = start_thread(b"own files", own_files)
    return (*shared, sharer, own_tid, *own)


def first_thread_that_ends():
    """At SIGUSR1 the first thread ends alone: the process stays, as a zombie with a live thread."""
    def end(*_):
        netns.libc.syscall(EXIT_CALLS[platform.machine()], 0)

    signal.signal(signal.SIGUSR1, end)
    return start_thread(b"second", lambda: describe(bound_and_kept()))


def bound_and_kept():
    KEPT.append(bound())
    return KEPT[-1]


def tasks_of_field(field):
    """{(name, pid, tid, fd or None)}; what does not fit is an error."""
    found = {(name, int(pid), int(tid), int(fd) if fd else None)
             for name, pid, tid, fd in TASK.findall(field)}
    if TASK.sub("", field).strip(",") != "":
        raise AssertionError(f"not a list of threads: {field!r}")
    return found


def tasks_of_json(processes):
    return {(task["name"], task["pid"], task["tid"], task["fd"]) for task in processes}


class Threads(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holder = cls.enterClassContext(holder.Holder(three_threads))
        answer = [int(number) for number in re.findall(r"\d+", cls.holder.answer)]
        cls.port, cls.fd, cls.sharer, cls.own_tid, cls.own_port, cls.own_fd = answer
        pid = cls.holder.pid
        cls.shared = {("first", pid, pid, cls.fd), ("sharer", pid, cls.sharer, cls.fd),
                      ("own\\x20files", pid, cls.own_tid, cls.fd)}
        cls.own = {("own\\x20files", pid, cls.own_tid, cls.own_fd)}

    def fields(self, *options):
        """The Process field of each port."""
        return {int(row.local.rsplit(":", 1)[1]): row.rest[0]
                for row in self.table("-uan", *options)}

    def test_a_thread_with_files_of_its_own_is_found_without_the_option(self):
        for source in support.SOURCES:
            fields = self.fields("-pe", f"--source={source}")
            self.assertEqual(fields, {
                self.port: f"first({self.holder.pid},{self.fd})",
                self.own_port: f"first({self.holder.pid},{self.own_fd})"})
            processes = {sock["local_port"]: sock["processes"]
                         for sock in self.sockets("-uanp", f"--source={source}")}
            self.assertEqual(processes[self.own_port],
                             [{"pid": self.holder.pid, "name": "first", "fd": self.own_fd}])

    def test_every_thread_is_shown(self):
        for source in support.SOURCES:
            fields = self.fields("-Te", f"--source={source}")
            self.assertEqual({port: tasks_of_field(field) for port, field in fields.items()},
                             {self.port: self.shared, self.own_port: self.own})
            fields = self.fields("--threads", f"--source={source}")
            self.assertEqual(tasks_of_field(fields[self.port]),
                             {(*task[:3], None) for task in self.shared})

    def test_threads_come_by_their_numbers(self):
        field = self.fields("-T")[self.port]
        tids = [int(tid) for _, _, tid, _ in TASK.findall(field)]
        self.assertEqual(tids, sorted(tids))
        self.assertEqual(len(tids), 3)

    def test_json_has_the_thread_when_asked(self):
        for sock in self.sockets("-uanT"):
            expected = self.shared if sock["local_port"] == self.port else self.own
            found = {(name.replace(" ", "\\x20"), *rest)
                     for name, *rest in tasks_of_json(sock["processes"])}
            self.assertEqual(found, expected)
        for sock in self.sockets("-uanp"):
            self.assertEqual([set(task) for task in sock["processes"]], [{"pid", "name", "fd"}])

    def test_the_same_as_ss(self):
        if not shutil.which("ss"):
            self.skipTest("there is no ss")
        done = subprocess.run(["ss", "-uanTH"], capture_output=True, text=True,
                              timeout=limits.seconds(),
                              check=False)
        if done.returncode != 0:
            self.skipTest("this ss knows no -T")
        fields = self.fields("-Te")
        lines = done.stdout.splitlines()
        self.assertEqual(len(lines), len(fields))
        for line in lines:
            port = int(re.search(r"127\.0\.0\.1:(\d+) ", line)[1])
            expected = {(name.replace(" ", "\\x20"), int(pid), int(tid), int(fd))
                        for name, pid, tid, fd in SS_TASK.findall(line)}
            self.assertEqual(tasks_of_field(fields[port]), expected)

    def test_numbers_of_another_pid_namespace_mislead_nobody(self):
        """There kcmp would compare others; every thread is looked through instead."""
        prefix = ("unshare", "--pid", "--fork")
        if not shutil.which("unshare") or subprocess.run([*prefix, "true"], check=False,
                                                         stderr=subprocess.DEVNULL).returncode:
            self.skipTest("an own pid namespace is not permitted")
        result = self.run_well("-uanpeH", prefix=prefix)
        fields = {int(row.local.rsplit(":", 1)[1]): row.rest[0] for row in rows.table(result.out)}
        self.assertEqual(fields[self.own_port], f"first({self.holder.pid},{self.own_fd})")


class FirstThreadEnded(support.TestCase):
    def test_its_other_threads_are_found(self):
        if platform.machine() not in EXIT_CALLS:
            self.skipTest("the number of exit(2) is not known here")
        child = self.enterContext(holder.Holder(first_thread_that_ends))
        tid, port, fd = (int(number) for number in re.findall(r"\d+", child.answer))
        os.kill(child.pid, signal.SIGUSR1)
        self.wait_for_zombie(child.pid)
        sock, = self.sockets("-uanp")
        self.assertEqual(sock["local_port"], port)
        self.assertEqual([(task["pid"], task["fd"]) for task in sock["processes"]],
                         [(child.pid, fd)])
        sock, = self.sockets("-uanT")
        self.assertEqual(tasks_of_json(sock["processes"]), {("second", child.pid, tid, fd)})

    def wait_for_zombie(self, pid):
        def is_zombie():
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                return file.read().rsplit(")", 1)[1].split()[0] == "Z"
        limits.wait_until(is_zombie, "an end of the first thread")


def own_context():
    """What the kernel says of this process, or None where it has no contexts."""
    try:
        with open("/proc/self/attr/current", "rb") as file:
            return file.read().rstrip(b"\n\0").decode("ascii") or None
    except OSError:
        return None


class Contexts(support.TestCase):
    def setUp(self):
        self.sock = self.enterContext(bound())

    def run_once(self, *options):
        """A run without a failure: on a system without contexts one note says so."""
        result = support.run("-uan", *options)
        self.assertEqual(result.status, 0)
        notes = [line for line in result.err.splitlines() if NO_CONTEXTS in line]
        self.assertEqual(len(notes), 1 if own_context() is None else 0)
        return result.out

    def test_owners_have_their_context_in_json(self):
        for option in ("-Z", "-z", "--context", "--contexts"):
            document = rows.document(self.run_once(option, "-j"))
            sock, = document["sockets"]
            self.assertTrue(document["complete"])
            self.assertEqual([task["context"] for task in sock["processes"]], [own_context()])
            self.assertEqual([task["pid"] for task in sock["processes"]], [os.getpid()])
            contexts = None if own_context() is None else [own_context()]
            self.assertEqual(sock["process_contexts"], contexts)
            self.assertEqual("socket_context" in sock, option in ("-z", "--contexts"))

    def test_nobody_has_one_unless_asked(self):
        sock, = self.sockets("-uanp")
        self.assertEqual(set(sock["processes"][0]), {"pid", "name", "fd"})
        self.assertNotIn("process_contexts", sock)

    def test_contexts_are_words_behind_the_row(self):
        row, = rows.table(self.run_once("-Z", "-H"))
        self.assertRegex(row.rest[0], r"\(%d\)$" % os.getpid())
        words = row.words.get("process_contexts")
        self.assertEqual(words is None, own_context() is None)

    def test_the_socket_has_the_context_that_its_file_has(self):
        try:
            expected = os.getxattr(f"/proc/self/fd/{self.sock.fileno()}", "security.selinux")
            expected = expected.rstrip(b"\0").decode("ascii")
        except OSError:
            expected = None
        sock, = rows.document(self.run_once("-z", "-j"))["sockets"]
        self.assertEqual(sock["socket_context"], expected)


if __name__ == "__main__":
    support.main()
