# SPDX-License-Identifier: MIT
"""One call of the program fails: memory, read, receive, open, socket or thread. Status 0 means that
the answer is that of a run without the fault; any other is said on standard error. Nothing crashes
or hangs, and a JSON document that has its end is valid. A call that a signal interrupted is made again, and costs
nothing.

SOCKVIEW_TEST_FAULTS=all tries every call, where otherwise some of many are left out."""

import contextlib
import errno
import json
import os
import re
import socket
import subprocess
import tempfile
import unittest

import own_pids

if __name__ == "__main__":
    own_pids.enter()

import support

import holder
import machine
import netns
import sandbox

EVERY = os.environ.get("SOCKVIEW_TEST_FAULTS") == "all"
STATUSES = (1, 3)
USAGE = 2
ATTEMPTS = 3
MOST = 24
"""So many calls of a kind are tried, or every tenth of more than ten times as many."""
ERRORS = {
    "memory": ("ENOMEM",),
    "read": ("EIO", "EINTR"),
    "receive": ("EINTR", "ENOBUFS", "EIO"),
    "open": ("EMFILE", "EINTR", "EIO"),
    "socket": ("EMFILE", "ENOMEM"),
    "thread": ("EAGAIN",),
}
MODES = {
    "table": ("-tan",),
    "owners": ("-tanp",),
    "owners-proc": ("-tanp", "--owners=proc"),
    "threads": ("-tanpT",),
    "json": ("-tanj",),
    "json-owners": ("-tuxanpj",),
    "csv": ("-tanp", "--csv"),
    "trailer": ("-tanp", "--ndjson", "--trailer"),
    "wait": ("-tanp", "--wait=0", "--expect"),
    "details": ("-tanime", "--columns=+cgroup"),
    "summary": ("-s",),
    "summary-json": ("-sj",),
    "unix": ("-xanp",),
    "all-netns": ("--all-netns", "-tanp"),
    "filter": ("-an", "( sport > 0 or dport > 0 ) and process = faulty"),
    "filter-names": ("-ta", "user = root and not sport = :ssh"),
    "health": ("--health=listen_queue,close_wait,send_queue,drops,ports,kernel_limits",
               "--interval=0.01", "-j"),
    "rates": ("-tan", "--columns=+received_rate_bps", "--interval=0.01", "-j"),
    "change": ("-tan", "--columns=+change", "--interval=0.01", "-j"),
    "overview": ("--overview",),
    "overview-json": ("--overview", "-j"),
    "ports": ("--ports",),
    "peers": ("-tanP",),
    "files": ("-tuxan", "--source=proc"),
    "netlink": ("-A", "netlink", "-an", "not src netlink:4"),
    "netlink-names": ("-A", "netlink", "-a", "not src netlink:4"),
    "names": ("-tae",),
    "contexts": ("-tanZj",),
    "socket-contexts": ("-tanzj", "--owners=proc"),
}
LABEL = "u:r:faulty_t:s0"
"""The security context of processes and of their sockets: most kernels that run tests give none."""
OTHER_ANSWER = "status 0, another answer"
# What changes between two runs: numbers of the whole machine, and times.
VARIES = re.compile(r"(\"time\":\"|\b(?:last(?:snd|rcv|ack)|busy|last_data_\w+|last_ack_\w+|\w*_time_us|"
                    r"\w*rate_bps|timer_expires_ms|expires|used|allocated|closed|memory|memory_bytes|orphaned|"
                    r"tcp_most)\"?[:=]?\s*)[\d.][\w:.-]*")
VARYING_LINE = re.compile(r"^(ports\.tcp ).*", re.MULTILINE)


def library():
    path = os.path.join(support.HELPERS, "faults.so")
    if not os.access(path, os.R_OK):
        raise unittest.SkipTest("the library faults.so is not there")
    return path


def run(arguments, faults=None, counts=None):
    return support.run(*arguments, env=support.environment(
        LD_PRELOAD=library(), FAULTS=faults, FAULTS_COUNTS=counts, FAULTS_LABEL=LABEL))


def counted(arguments):
    """How many calls of each kind a run makes, and what it answers."""
    with tempfile.NamedTemporaryFile("r", encoding="ascii") as file:
        result = run(arguments, counts=file.name)
        return {kind: int(count) for kind, count in map(str.split, file)}, result


def numbers(count):
    """Which calls fail: all of a few, and at least every tenth of many."""
    step = 1 if EVERY else max(1, min(10, -(-count // MOST)))
    return range(1, count + 1, step)


def steady(text):
    return re.sub(" +", " ", VARIES.sub(r"\1N", VARYING_LINE.sub(r"\1N", text)))


def open_faulty():
    server = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(server.getsockname())
    return server, client, server.accept()[0]


def open_elsewhere():
    netns.enter()
    return socket.create_server(("127.0.0.1", 0))


@contextlib.contextmanager
def labels():
    """Files with a label stand where a security module would say the context of a process."""
    with tempfile.NamedTemporaryFile("w", encoding="ascii") as file, contextlib.ExitStack() as stack:
        file.write(LABEL + "\n")
        file.flush()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            path = f"/proc/{pid}/attr/current"
            try:
                machine.mount(file.name, path, flags=machine.MS_BIND)
            except OSError as error:
                raise unittest.SkipTest(f"{path}: {error}") from None
            stack.callback(netns.libc.umount2, path.encode(), machine.MNT_DETACH)
        yield


class Faults(support.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if support.SANITIZED:
            raise unittest.SkipTest("the sanitizers have a malloc of their own")
        library()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        for kind, family, host in ((socket.SOCK_STREAM, socket.AF_INET, "127.0.0.1"),
                                   (socket.SOCK_DGRAM, socket.AF_INET, "127.0.0.1")):
            sock = stack.enter_context(socket.socket(family, kind))
            sock.bind((host, 0))
            if kind == socket.SOCK_STREAM:
                sock.listen(3)
        netlink = stack.enter_context(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))
        netlink.bind((0, 0))
        for end in socket.socketpair():
            stack.enter_context(end)
        name = sandbox.steps(lambda: sandbox.set_comm(b"faulty"))
        stack.enter_context(holder.Holder(open_faulty, name))
        stack.enter_context(holder.Holder(open_elsewhere))

    def problem(self, result, good, arguments):
        """What is wrong with a run that had a fault, or None."""
        if result.status < 0:
            return f"ended by signal {-result.status}"
        if result.status == 0:
            return None if steady(result.out) == steady(good.out) else OTHER_ANSWER
        if result.status == USAGE and re.search("[Oo]ut of memory|Cannot allocate", result.err):
            return None  # before the command line is read
        if result.status not in STATUSES:
            return f"status {result.status}"
        if not any(line.startswith("sockview: ") for line in result.err.splitlines()):
            return f"status {result.status}, and no reason"
        if any(re.fullmatch("-[a-z]*j", word) for word in arguments) and result.out.endswith("]}\n"):
            return self.problem_of_document(result.out)
        return None

    def problem_of_document(self, text):
        try:
            document = json.loads(text)
        except ValueError as error:
            return f"no JSON: {error}"
        return "status 3 of a document that says it is whole" if document["complete"] else None

    def problem_of(self, mode, fault, good):
        result = run(MODES[mode], faults=fault)
        problem = self.problem(result, good, MODES[mode])
        interrupted = int(fault.split()[2]) == errno.EINTR
        return problem or (f"status {result.status}: {result.err.strip()}"
                           if interrupted and result.status != 0 else None)

    def try_fault(self, mode, fault, good):
        """An answer that is another is compared again: the machine itself may have changed."""
        for _ in range(ATTEMPTS):
            try:
                problem = self.problem_of(mode, fault, good)
            except subprocess.TimeoutExpired:
                return "it hangs"
            if problem != OTHER_ANSWER:
                return problem
            good = run(MODES[mode])
        return problem

    def faults_of(self, counts):
        for kind, errors in ERRORS.items():
            for number in numbers(counts[kind]):
                chosen = errors if EVERY else (errors[number % len(errors)],)
                yield from ((kind, number, error) for error in chosen)

    def check(self, mode):
        counts, good = counted(MODES[mode])
        self.assertEqual((good.status, good.err), (0, ""))
        found, tried = [], 0
        for kind, number, error in self.faults_of(counts):
            fault = f"{kind} {number} {getattr(errno, error):d}"
            problem = self.try_fault(mode, fault, good)
            tried += 1
            if problem:
                found.append(f"{mode}: FAULTS='{kind} {number} {error}': {problem}")
        print(f"# {mode}: {tried} faults of {sum(counts.values())} calls")
        self.assertEqual(found, [])

    def test_the_answer_is_steady(self):
        """Guards the cases below: a run without a fault says the same as the one before."""
        for mode, arguments in MODES.items():
            with self.subTest(mode=mode):
                self.assertEqual(steady(run(arguments).out), steady(run(arguments).out))

    def test_faults_do_happen(self):
        """Guards the library: the first of each kind of calls fails."""
        for kind, mode in (("memory", "table"), ("receive", "table"), ("socket", "table"),
                           ("open", "files"), ("read", "files")):
            with self.subTest(kind=kind):
                counts, _ = counted(MODES[mode])
                self.assertGreater(counts[kind], 0)


def case_of(mode):
    def test(self):
        if mode == "all-netns" and not own_pids.are_own():
            self.skipTest("the namespaces of others come and go")
        if "contexts" in mode:
            if not own_pids.are_own():
                self.skipTest("the processes of others have contexts of their own, or none")
            self.enterContext(labels())
            self.assertIn(f'process_contexts":["{LABEL}"', run(MODES[mode]).out)
        self.check(mode)
    return test


for each in MODES:
    setattr(Faults, f"test_{each.replace('-', '_')}", case_of(each))


if __name__ == "__main__":
    support.main()
