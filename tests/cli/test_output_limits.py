# SPDX-License-Identifier: MIT
"""Output that could grow without bound, and a program that is short of something: of room in a
file, of descriptors, of /proc, of capabilities."""

import ast
import contextlib
import errno
import fcntl
import os
import resource
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import support

import facts
import holder
import limits
import netns
import rows
import sandbox

INCOMPLETE = 3
FAILED = 1
COPIES = 2500
CHILDREN = 20
OTHERS = 500
MOST_BYTES = 5 * 1000 * 1000
MANY = 3000
SLOW_SECONDS = 0.2
CLONE_NEWPID = 0x20000000
CAP_LAST = 63


def limited(kind, most):
    return lambda: resource.setrlimit(kind, (most, most))


def listener():
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.bind(("127.0.0.1", 0))
    sock.listen(1)
    return sock


def allow_descriptors():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def open_many():
    """Many sockets, and children that hold all of them. One socket has many descriptors."""
    kept = listener()
    port = kept.getsockname()[1]
    others = [listener() for _ in range(OTHERS)]
    copies = [os.dup(kept.fileno()) for _ in range(COPIES)]
    children = []
    for _ in range(CHILDREN):
        child = os.fork()
        if child == 0:
            sandbox.die_with_parent()
            while True:
                signal.pause()
        children.append(child)
    return port, children, kept.detach(), [sock.detach() for sock in others] and copies[0]


class ManyDescriptors(support.TestCase):
    """A user can hold one socket by thousands of descriptors. The rows of others and the list of
    its holders stay short."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if most < COPIES + OTHERS + 100:
            raise unittest.SkipTest(f"no more than {most} descriptors are permitted")
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        child = stack.enter_context(holder.Holder(open_many, allow_descriptors))
        cls.port, cls.children = ast.literal_eval(child.answer)[:2]
        cls.pids = {child.pid, *cls.children}

    def test_output_is_small(self):
        for options in ("-tnlpe", "-tnlp", "-tnl", "-tnlpeo"):
            with self.subTest(options=options):
                self.assertLess(len(self.run_well(options).stdout), MOST_BYTES)

    def test_row_that_is_too_long_is_whole(self):
        found = self.table("-tnlpe")
        self.assertEqual(len(found), OTHERS + 1)
        (row,) = (row for row in found if row.local == f"127.0.0.1:{self.port}")
        owners = rows.owners_of_field(row.rest[0])
        self.assertEqual(len(owners), (COPIES + 1) * (CHILDREN + 1))
        self.assertEqual({pid for pid, _, _ in owners}, self.pids)

    def test_each_process_once(self):
        """Without -e no descriptors are shown, and a process twice would tell nothing more."""
        found = self.table("-tnlp")
        self.assertEqual(len(found), OTHERS + 1)
        for row in found:
            pids = [int(owner.rpartition("(")[2]) for owner in row.rest[0].split("),")
                    for owner in [owner.rstrip(")")]]
            self.assertEqual(len(pids), CHILDREN + 1)
            self.assertEqual(set(pids), self.pids)


class FullFile(support.TestCase):
    """A file that may not grow, as under a quota or `ulimit -f`."""

    def test_limit_of_file_size(self):
        with holder.load("udp", 200, 1):
            for options in (("-uan",), ("-uanj",), ("-uan", "--ndjson"), ("-uanp",), ("--help",),
                            ("--version",), ("--list-columns",), ("-s",)):
                for most in (0, 1):
                    with self.subTest(options=options, most=most), \
                            tempfile.TemporaryFile() as file:
                        result = support.run(*options, stdout=file,
                                             preexec=limited(resource.RLIMIT_FSIZE, most))
                        self.assertEqual((result.status, result.err), (
                            FAILED, f"sockview: standard output: {os.strerror(errno.EFBIG)}\n"))


class NonBlockingPipe(support.TestCase):
    """A pipe can be non-blocking, as node and some shells make it."""

    def read_slowly(self, read_end, chunks):
        limits.pass_time(SLOW_SECONDS)
        while chunk := os.read(read_end, 50000):
            chunks.append(chunk)
            limits.pass_time(0.01)

    def run_into_pipe(self, *arguments):
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        fcntl.fcntl(write_end, fcntl.F_SETPIPE_SZ, 4096)
        chunks = []
        reader = threading.Thread(target=self.read_slowly, args=(read_end, chunks))
        reader.start()
        try:
            result = support.run(*arguments, stdout=write_end)
        finally:
            os.close(write_end)
            reader.join()
            os.close(read_end)
        return result, b"".join(chunks).decode()

    def test_slow_reader_gets_all(self):
        with holder.load("udp", MANY):
            for options, read in ((("-uanH",), rows.table), (("-uan", "--ndjson"), rows.ndjson),
                                  (("-uanpH",), rows.table),
                                  (("-uanj",), lambda text: rows.document(text)["sockets"])):
                with self.subTest(options=options):
                    result, text = self.run_into_pipe(*options)
                    self.assertEqual((result.status, result.err), (0, ""))
                    self.assertEqual(len(read(text)), MANY)

    def test_it_does_not_spin(self):
        """It waits for the reader asleep."""
        with holder.load("udp", MANY):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            began = time.monotonic()
            self.run_into_pipe("-uanH")
            wall = time.monotonic() - began
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.assertGreater(wall, SLOW_SECONDS)
        self.assertLess(used, wall / 2)

    def test_reader_leaves(self):
        with holder.load("udp", MANY):
            read_end, write_end = os.pipe()
            os.set_blocking(write_end, False)
            with subprocess.Popen([support.SOCKVIEW, "-uan"], stdin=subprocess.DEVNULL,
                                  stdout=write_end, stderr=subprocess.PIPE,
                                  env=support.environment()) as command:
                os.close(write_end)
                os.read(read_end, 100)
                os.close(read_end)
                self.assertEqual((command.stderr.read(), command.wait(limits.seconds())),
                                 (b"", 0))


class FewDescriptors(support.TestCase):
    """`ulimit -n`: whole answers or a reason, whatever the program has no descriptor for. With
    fewer than four it cannot be loaded."""
    limits = range(4, 14)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if support.SANITIZED:
            raise unittest.SkipTest("the sanitizers' runtime needs descriptors of its own")
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            sock = stack.enter_context(socket.socket(socket.AF_INET, kind))
            sock.bind(("127.0.0.1", 0))
        cls.tcp = stack.enter_context(listener())

    def assert_honest(self, options, most, usual):
        """Whether the answer was whole."""
        result = support.run(*options, preexec=limited(resource.RLIMIT_NOFILE, most))
        if result.status == 0:
            self.assertEqual((result.out, result.err), (usual, ""))
            return True
        self.assertIn(result.status, (FAILED, INCOMPLETE))
        self.assert_error_lines(result)
        return False

    def test_whole_or_said(self):
        for options in (("-tuanpH",), ("-tuanpTH",), ("-tuanH",), ("-tuaH",),
                        ("-tuanpH", "--source=proc"), ("-tuanpH", "--source=netlink"),
                        ("-tuanp", "--ndjson", "--columns=local,processes")):
            usual = self.run_well(*options).out
            whole = []
            for most in self.limits:
                with self.subTest(options=options, most=most):
                    whole.append(self.assert_honest(options, most, usual))
            self.assertIn(True, whole)

    def test_owners(self):
        """As many as the netlink socket and /proc take, and none for a process."""
        result = support.run("-tuanpH", preexec=limited(resource.RLIMIT_NOFILE, 5))
        self.assertEqual(result.status, INCOMPLETE)
        (line,) = self.assert_error_lines(result)
        self.assertRegex(line, "^sockview: owners: .*descriptors")
        self.assertEqual(len(rows.table(result.out)), len(self.table("-tuan")))
        result = support.run("-tuanpj", preexec=limited(resource.RLIMIT_NOFILE, 5))
        document = rows.document(result.out)
        self.assertFalse(document["complete"])
        for sock in document["sockets"]:
            self.assertIsNone(sock["processes"])


class EmptyProc(support.TestCase):
    """As in a chroot without procfs."""

    def setUp(self):
        if support.SANITIZED:
            self.skipTest("the sanitizers' runtime needs /proc")
        if not sandbox.permitted(sandbox.hide_proc):
            self.skipTest("hide_proc is not permitted here")

    def test_no_processes(self):
        self.enterContext(listener())
        for options in (("-tanpH",), ("-tanpTH",), ("-tanpeH",)):
            with self.subTest(options=options):
                result = support.run(*options, preexec=sandbox.hide_proc)
                self.assertEqual(result.status, INCOMPLETE)
                (line,) = self.assert_error_lines(result)
                self.assertRegex(line, "owners: .*/proc shows no processes")
                self.assertEqual(rows.table(result.out)[0].rest[0], "-")

    def test_nothing_to_look_for(self):
        """No socket needs an owner, so that nothing is missing."""
        result = support.run("-tanpH", preexec=sandbox.hide_proc)
        self.assertEqual((result.status, result.stdout, result.err), (0, b"", ""))


def run_among_few(*arguments, preexec):
    """A run in a pid namespace where there is nobody but us, who hold a socket, and sockview."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            netns.unshare(CLONE_NEWPID)
            inner = os.fork()
            if inner == 0:
                mount_own_proc()
                kept = listener()
                result = support.run(*arguments, preexec=preexec)
                os.write(write_end, repr((result.status, result.stdout, result.stderr)).encode())
                kept.close()
            else:
                os.waitpid(inner, 0)
        finally:
            os._exit(0)
    os.close(write_end)
    with open(read_end, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return support.Result(*ast.literal_eval(answer.decode()))


def mount_own_proc():
    sandbox.own_mounts()
    netns.checked(netns.libc.mount(b"proc", b"/proc", b"proc", 0, None))


def drop_capabilities():
    """Still root after exec, but with no capability at all, as in many containers."""
    for capability in range(CAP_LAST + 1):
        if netns.libc.prctl(sandbox.PR_CAPBSET_DROP, capability, 0, 0, 0) == -1:
            if capability == 0:
                netns.checked(-1)
            break


class RootWithoutCapabilities(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if os.geteuid() != 0 or not sandbox.permitted(drop_capabilities):
            raise unittest.SkipTest("capabilities cannot be dropped here")

    def test_note(self):
        """As root already, who asks is not told to become root, nor that the socket is of nobody.
        We hold the socket, and have more capabilities than sockview."""
        port = self.enterContext(listener()).getsockname()[1]
        for source in support.SOURCES:
            for options in (("-tanp", "--json"), ("-tanpT", "--json")):
                with self.subTest(source=source, options=options):
                    result = support.run(*options, f"--source={source}", preexec=drop_capabilities)
                    self.assertEqual(result.status, 0)
                    (line,) = self.assert_error_lines(result)
                    self.assertRegex(line, "1 socket has an owner that could not be seen: .*"
                                           "processes may not be read.*CAP_SYS_PTRACE")
                    (sock,) = rows.document(result.out)["sockets"]
                    self.assertEqual((sock["local_port"], sock["processes"]), (port, None))

    def test_descriptors_that_may_not_be_read(self):
        """The directory of the descriptors can be listed, but not where each leads to: that alone
        is no reason to say that the socket was closed. Nobody else is there to be unreadable."""
        if not sandbox.permitted(lambda: (netns.unshare(CLONE_NEWPID), sandbox.own_mounts())):
            self.skipTest("own pid and mount namespaces are not permitted here")
        result = run_among_few("-tanp", "--json", preexec=drop_capabilities)
        (line,) = self.assert_error_lines(result)
        self.assertIn("processes may not be read", line)
        (sock,) = rows.document(result.out)["sockets"]
        self.assertIsNone(sock["processes"])
        result = run_among_few("-tanp", "--json", preexec=None)
        self.assertEqual((result.status, result.err), (0, ""))

    def test_of_its_equals_it_sees_all(self):
        """A process without capabilities may be read without any."""
        with holder.Holder(lambda: listener().detach(), drop_capabilities_now) as child:
            result = support.run("-tanpH", preexec=drop_capabilities)
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertEqual(rows.owners_of_field(rows.table(result.out)[0].rest[0]),
                             {(child.pid, facts.comm(), None)})

    def test_with_them_it_sees_all(self):
        self.enterContext(listener())
        self.assertEqual(len(self.table("-tanp")), 1)


def drop_capabilities_now():
    """Without an exec; the process stays readable for others of its user."""
    header = (netns.ctypes.c_uint32 * 2)(0x20080522, 0)
    netns.checked(netns.libc.capset(header, (netns.ctypes.c_uint32 * 6)()))
    sandbox.stay_readable()


class ProcessWithoutName(support.TestCase):
    def test_empty_name_is_a_name(self):
        """Not one that could not be read."""
        def open_nameless():
            sandbox.set_comm(b"")
            return listener().detach()
        with holder.Holder(open_nameless) as child:
            found = self.table("-tanp")
            self.assertEqual(found[0].rest, (f"({child.pid})",))
            (sock,) = self.sockets("-tanp")
            self.assertEqual([(owner["pid"], owner["name"]) for owner in sock["processes"]],
                             [(child.pid, "")])


if __name__ == "__main__":
    support.main()
