# SPDX-License-Identifier: MIT
"""--owners: /proc and the BPF program find the same owners of the same sockets."""

import contextlib
import errno
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

import support

import holder
import netns
import rows
import sandbox
import settings
import test_threads

BUILT = settings.BPF
CHOICES = ("proc", "bpf", "auto")
HOSTILE = (b"a) R 1 (", b"x\ny", b"\x1b[2Jq", b"\xff\xfe\xc3(", b' ",pid=1', b"")
IN_A_NAMESPACE = """
import os, socket, subprocess, sys
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 0))
print(sock.getsockname()[1], os.getpid(), sock.fileno(), flush=True)
for choice in sys.argv[2:]:
    subprocess.run([sys.argv[1], "-uanp", "--ndjson", "--owners=" + choice], check=True)
    print("end", flush=True)
"""


def bound():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


def one_descriptor():
    """Enough to load libraries, too few to load a BPF program."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))


def skip_without_bpf(test):
    """Where the kernel or the container does not permit it, as the program says itself."""
    result = support.run("-uap", "--owners=bpf")
    if result.status == 1 and "owners: bpf: " in result.err:
        test.skipTest(result.err.strip())


def permitted_prefix(test, *prefix):
    if not shutil.which(prefix[0]) or subprocess.run([*prefix, "true"], check=False,
                                                     stderr=subprocess.DEVNULL).returncode:
        test.skipTest(f"not permitted: {' '.join(prefix)}")
    return prefix


class Agreement(support.TestCase):
    """Each test of those below makes sockets and asks everybody who owns them."""

    def setUp(self):
        skip_without_bpf(self)

    def by_inode(self, choice, *options, **conditions):
        found = {}
        for sock in self.sockets(*options, f"--owners={choice}", **conditions):
            self.assertNotIn(sock["inode"], found)
            found[sock["inode"]] = sock["processes"]
        return found

    def assert_agreement(self, *options, **conditions):
        """What all of them say: {inode: processes}."""
        said = {choice: self.by_inode(choice, *options, **conditions) for choice in CHOICES}
        self.assertTrue(said["proc"])
        for choice in CHOICES[1:]:
            self.assertEqual(said[choice], said["proc"], f"{choice} {' '.join(options)}")
        return said["proc"]


class Processes(Agreement):
    def test_many_processes_with_one_socket(self):
        sock = self.enterContext(bound())
        copy = os.dup(sock.fileno())
        self.addCleanup(os.close, copy)
        children = [self.enterContext(holder.Holder(sock.fileno)) for _ in range(12)]
        for option in ("-p", "-pe", "-T"):
            owners = self.assert_agreement("-uan", option)[os.fstat(copy).st_ino]
            self.assertEqual({owner["pid"] for owner in owners},
                             {os.getpid(), *(child.pid for child in children)})
            self.assertEqual([owner["pid"] for owner in owners],
                             sorted(owner["pid"] for owner in owners))
            self.assertEqual(len(owners), 2 * 13)

    def test_many_sockets_of_many_processes(self):
        with holder.load("udp", 3000, 3):
            self.assertEqual(len(self.assert_agreement("-uanp")), 3000)

    def test_many_sockets_of_one_process(self):
        with holder.load("udp", 4000, 1):
            owners = self.assert_agreement("-uanp").values()
            self.assertEqual({len(processes) for processes in owners}, {1})

    def test_both_ends_of_connections(self):
        with holder.load("tcp", 1000, 2), holder.load("unix", 1000, 2):
            self.assertEqual(len(self.assert_agreement("-tanp")), 1000)
            self.assertGreaterEqual(len(self.assert_agreement("-xanp")), 1000)

    def test_so_many_that_the_program_is_read_ahead(self):
        """And one in flight between two others, which nobody holds: it is looked for again."""
        ends = socket.socketpair()
        with holder.load("unix", 12000, 3), ends[0], ends[1]:
            with bound() as lost:
                inode = os.fstat(lost.fileno()).st_ino
                socket.send_fds(ends[0], [b"x"], [lost.fileno()])
            said = {}
            for choice in CHOICES:
                result = support.run("-xuap", "--json", f"--owners={choice}")
                self.assertEqual(result.status, 0)
                self.assertIn("1 socket has an owner that could not be seen", result.err)
                said[choice] = {sock["inode"]: sock["processes"]
                                for sock in rows.document(result.out)["sockets"]}
            self.assertIsNone(said["proc"][inode])
            self.assertGreater(len(said["proc"]), 12000)
            for choice in CHOICES[1:]:
                self.assertEqual(said[choice], said["proc"])

    def test_names_of_any_octets(self):
        for name in HOSTILE:
            self.enterContext(holder.Holder(bound, lambda name=name: sandbox.set_comm(name)))
        self.assertEqual(len(self.assert_agreement("-uanp")), len(HOSTILE))
        self.assertEqual(len(self.assert_agreement("-uanT")), len(HOSTILE))

    def test_the_file_of_a_unix_socket_is_no_socket(self):
        """An open special file has the mode of a socket and an inode of another file system."""
        directory = self.enterContext(tempfile.TemporaryDirectory())
        path = os.path.join(directory, "bound")
        sock = self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        sock.bind(path)
        sock.listen(1)
        special = os.open(path, os.O_PATH)
        self.addCleanup(os.close, special)
        magic = os.open(f"/proc/self/fd/{sock.fileno()}", os.O_PATH)
        self.addCleanup(os.close, magic)
        found = self.assert_agreement("-xlnp")
        self.assertEqual({owner["fd"] for owner in found[os.fstat(sock.fileno()).st_ino]},
                         {sock.fileno(), magic})
        self.assertNotIn(os.fstat(special).st_ino, found)

    def test_contexts(self):
        self.enterContext(bound())
        said = []
        for choice in CHOICES:
            result = support.run("-uanz", "-j", f"--owners={choice}")
            self.assertEqual(result.status, 0)
            document = rows.document(result.out)
            said.append((document["sockets"], document["warnings"]))
        self.assertEqual(said[1], said[0])
        self.assertEqual(said[2], said[0])

    def test_hidepid(self):
        if not sandbox.permitted(sandbox.mount_proc_hidepid):
            self.skipTest("a mount of /proc is not permitted")
        self.enterContext(holder.Holder(bound, sandbox.become_nobody))
        sock = self.enterContext(bound())
        found = self.assert_agreement("-uanp", preexec=sandbox.mount_proc_hidepid)
        self.assertEqual(len(found), 2)
        self.assertNotIn(None, found.values())
        self.assertEqual(found[os.fstat(sock.fileno()).st_ino][0]["pid"], os.getpid())


class Threads(Agreement):
    """Those that share the files of the first, those that do not, and those that outlived it."""

    def test_threads(self):
        child = self.enterContext(holder.Holder(test_threads.three_threads))
        numbers = [int(number) for number in re.findall(r"\d+", child.answer)]
        sharer, own = numbers[2:4]
        self.assert_agreement("-uanp")
        tids = [[owner["tid"] for owner in owners]
                for owners in self.assert_agreement("-uanT").values()]
        self.assertEqual(sorted(tids), sorted([sorted([child.pid, sharer, own]), [own]]))

    def test_threads_that_share_files_with_each_other_but_not_with_the_first(self):
        """The second thread takes files of its own, and starts a third, which shares them."""
        def third():
            return (threading.get_native_id(),)

        def second():
            netns.unshare(test_threads.CLONE_FILES)
            test_threads.KEPT.append(bound())
            return test_threads.start_thread(b"third", third)

        child = self.enterContext(holder.Holder(
            lambda: test_threads.start_thread(b"second", second)))
        tid, other = (int(number) for number in re.findall(r"\d+", child.answer)[:2])
        processes, = self.assert_agreement("-uanp").values()
        self.assertEqual([owner["pid"] for owner in processes], [child.pid])
        processes, = self.assert_agreement("-uanT").values()
        self.assertEqual([owner["tid"] for owner in processes], sorted([tid, other]))

    def test_the_first_thread_ended(self):
        child = self.enterContext(holder.Holder(test_threads.first_thread_that_ends))
        os.kill(child.pid, signal.SIGUSR1)
        test_threads.FirstThreadEnded.wait_for_zombie(self, child.pid)
        processes, = self.assert_agreement("-uanp").values()
        self.assertEqual([owner["pid"] for owner in processes], [child.pid])
        self.assert_agreement("-uanT")


class PidNamespaces(Agreement):
    @contextlib.contextmanager
    def inside(self, *options):
        """A process with a socket in a pid namespace, which asks from there; its answers."""
        prefix = permitted_prefix(self, "unshare", "--pid", "--fork", "--kill-child", *options)
        with subprocess.Popen([*prefix, sys.executable, "-c", IN_A_NAMESPACE, support.SOCKVIEW,
                               *CHOICES], stdout=subprocess.PIPE, stdin=subprocess.PIPE,
                              text=True) as process:
            yield process
            process.stdin.close()

    def test_asked_from_inside(self):
        with self.inside("--mount-proc") as process:
            port, pid, descriptor = map(int, process.stdout.readline().split())
            text = process.stdout.read()
        self.assertEqual(pid, 1)
        answers = text.split("end\n")[:-1]
        self.assertEqual(len(answers), len(CHOICES))
        for answer in answers:
            sock, = rows.ndjson(answer)
            self.assertEqual(sock["local_port"], port)
            self.assertEqual([(owner["pid"], owner["fd"]) for owner in sock["processes"]],
                             [(1, descriptor)])

    def test_asked_from_outside(self):
        prefix = permitted_prefix(self, "unshare", "--pid", "--fork", "--kill-child")
        program = support.helper("socket_load")
        with subprocess.Popen([*prefix, program, "udp", "6", "3"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            self.assertEqual(process.stdout.readline(), b"ready 6\n")
            found = self.assert_agreement("-uanp")
            process.stdin.close()
        self.assertEqual(len(found), 6)
        for processes in found.values():
            self.assertEqual({owner["name"] for owner in processes}, {"socket_load"})

    def test_a_procfs_of_another_namespace(self):
        """Its numbers are not those that the kernel would tell."""
        prefix = permitted_prefix(self, "unshare", "--pid", "--fork")
        sock = self.enterContext(bound())
        result = support.run("-uanp", "--owners=bpf", prefix=prefix)
        self.assertEqual((result.status, result.out), (1, ""))
        line, = self.assert_error_lines(result)
        self.assertIn("owners: bpf: /proc is not of the pid namespace", line)
        for choice in ("auto", "proc"):
            found = self.by_inode(choice, "-uanp", prefix=prefix)
            self.assertEqual(found[os.fstat(sock.fileno()).st_ino][0]["pid"], os.getpid())


class Capabilities(Agreement):
    def assert_enough(self, **conditions):
        given = "-all,+bpf,+perfmon"
        prefix = permitted_prefix(self, "setpriv", f"--reuid={sandbox.NOBODY}", "--clear-groups",
                                  f"--inh-caps={given}", f"--ambient-caps={given}")
        program = sandbox.public_sockview(type(self))
        result = support.run("-uanp", "--owners=bpf", sockview=program, prefix=prefix, **conditions)
        if result.status == 1 and "not permitted" in result.err:
            self.skipTest("this kernel wants more than CAP_BPF and CAP_PERFMON")
        self.enterContext(bound())
        for choice in ("bpf", "auto"):
            processes, = self.by_inode(choice, "-uanp", sockview=program, prefix=prefix,
                                       **conditions).values()
            self.assertEqual([owner["pid"] for owner in processes], [os.getpid()])

    def test_they_are_enough_for_an_ordinary_user(self):
        """Who may not read /proc/PID/fd of others has their owners from the BPF program."""
        self.assert_enough()

    def test_they_are_enough_where_proc_hides_others(self):
        if not sandbox.permitted(sandbox.mount_proc_hidepid):
            self.skipTest("a mount of /proc is not permitted")
        self.assert_enough(preexec=sandbox.mount_proc_hidepid)


class Refusals(support.TestCase):
    def assert_refused(self, result):
        self.assertEqual((result.status, result.out), (1, ""))
        line, = self.assert_error_lines(result)
        self.assertRegex(line, r"^sockview: owners: bpf: .+: .+")
        return line

    def test_a_program_that_was_built_without(self):
        if BUILT:
            self.assertNotIn("built without", support.run("-uap", "--owners=bpf").err)
            self.skipTest("this one was built with it")
        for options in (("-uap",), ("-uap", "-j"), ("-uap", "--ndjson")):
            self.assertIn("built without", self.assert_refused(support.run(*options,
                                                                           "--owners=bpf")))

    def test_an_ordinary_user(self):
        if os.geteuid() != 0 or not sandbox.permitted(sandbox.become_nobody):
            self.skipTest("only root can become another user")
        program = sandbox.public_sockview(type(self))
        child = self.enterContext(holder.Holder(bound, sandbox.become_nobody,
                                                sandbox.stay_readable))
        result = support.run("-uanp", "--owners=bpf", sockview=program,
                             preexec=sandbox.become_nobody)
        line = self.assert_refused(result)
        if BUILT and "does not take" not in line:
            self.assertIn("not permitted: this process does not have CAP_BPF", line)
        for options in (("-uanpE",), ("-uanE", "process = x"), ("-uanpc", "--rounds", "2")):
            with self.subTest(options=options):
                self.assert_refused(support.run(*options, "--owners=bpf", sockview=program,
                                                preexec=sandbox.become_nobody))
        for choice in ("auto", "proc"):
            sock, = self.sockets("-uanp", f"--owners={choice}", sockview=program,
                                 preexec=sandbox.become_nobody)
            self.assertEqual([owner["pid"] for owner in sock["processes"]], [child.pid])

    def test_too_few_descriptors(self):
        """That is the reason then, not the kernel."""
        skip_without_bpf(self)
        result = support.run("-uanp", "--owners=bpf", preexec=one_descriptor)
        line = self.assert_refused(result)
        self.assertIn(os.strerror(errno.EMFILE), line)
        self.assertNotIn("does not take", line)

    def test_who_needs_no_owners_is_not_refused(self):
        self.run_well("-uan", "--owners=bpf")
        self.run_well("-s", "--owners=bpf")

    def test_a_word_that_is_none(self):
        result = support.run("-uap", "--owners=magic")
        self.assertEqual((result.status, result.out), (2, ""))
        line, = self.assert_error_lines(result)
        self.assertIn("--owners: 'magic' is none of: auto, proc, bpf", line)


if __name__ == "__main__":
    support.main()
