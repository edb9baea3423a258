# SPDX-License-Identifier: MIT
"""Recorded dumps: TCPDIAG_FILE as ss reads it, and --source=file."""

import os
import shlex
import socket
import struct
import subprocess
import tempfile
import unittest

import support

import dropin
import rows
import settings
import zoo_dropin

SOCK_DIAG_BY_FAMILY, NLMSG_DONE, NLM_F_MULTI = 20, 3, 2
ESTABLISHED, LISTEN = 1, 10
INET_DIAG_MEMINFO, INET_DIAG_CONG = 1, 4
LISTS = (
    "-tan", "-ta", "-Htan", "-tane", "-tano", "-tani", "-tanm", "-tanO -e -i -m -o", "-tanoemi",
    "-ta --tos", "-tan sport = :8001", "-tan dst 127.0.0.1", "-tan not ( sport > 8000 )",
    "-ta --inet-sockopt", "-ta --cgroup",
)
FILTERS = (
    "sport = :22", "dport = 22", "dport 22", "( dport = :22 )", "'( sport = 22 )'", "src 0.0.0.0",
    "src = 0.0.0.0", "src 0.0.0.0 sport = 22", "src 0.0.0.0 and sport = 22", "dst 10.0.0.2",
    "'src 10.0.0.1 and ( sport = 22 and dport = 50312 )'", "src 10.0.0.0/8", "dst 10.0.0.0/30",
    "'( src 0.0.0.0 or src 10.0.0.1 ) and dst 10.0.0.2'", "sport gt :1000", "not src 10.0.0.1:22",
    "src 10.0.0.1:36266", "dport != :22", "dport le 22",
)


def message(kind, body):
    length = 16 + len(body)
    return struct.pack("=IHHII", length, kind, NLM_F_MULTI, 123456, 4711) + body + bytes(-length % 4)


def recorded(inode, port, state=ESTABLISHED, interface=0, cookie=0, ends=("127.0.0.1", "127.0.0.1"),
             peer_port=40000):
    """A message about an IPv4 socket."""
    ends = struct.pack("!HH", port, peer_port) + b"".join(
        socket.inet_aton(address) + bytes(12) for address in ends)
    body = struct.pack("=BBBB", socket.AF_INET, state, 0, 0) + ends
    body += struct.pack("=III", interface, cookie, 1) + struct.pack("=IIIII", 0, 1, 2, 1000, inode)
    return message(SOCK_DIAG_BY_FAMILY, body)


def messages(path):
    """Type and body of each."""
    with open(path, "rb") as file:
        octets = file.read()
    while octets:
        length, kind = struct.unpack_from("=IH", octets)
        yield kind, octets[16:length]
        octets = octets[length + -length % 4:]


def attributes(octets):
    """Type and length of each. INET_DIAG_MEMINFO says less than INET_DIAG_SKMEMINFO, and is not
    recorded here."""
    found = []
    while octets:
        length, kind = struct.unpack_from("=HH", octets)
        found += [(kind, length)] if kind != INET_DIAG_MEMINFO else []
        octets = octets[length + -length % 4:]
    return found


END = message(NLMSG_DONE, bytes(4))


class Recordings(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.directory = tempfile.mkdtemp(prefix="sockview-test-")
        cls.addClassCleanup(subprocess.run, ["rm", "-r", cls.directory], check=True)

    def write(self, *messages, name="recording"):
        path = os.path.join(self.directory, name)
        with open(path, "wb") as file:
            file.write(b"".join(messages))
        return path

    def as_ss(self, path, *arguments):
        return support.run("--as=ss", *arguments, env=support.environment(TCPDIAG_FILE=path))

    def source(self, path, *arguments):
        return support.run(f"--source=file:{path}", *arguments)

    def ports(self, result):
        return [row.local.rpartition(":")[2] for row in rows.table(result.out)]


@unittest.skipUnless(dropin.available("ss"), "ss is not installed")
class Replayed(Recordings):
    """Real recordings, read by both."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoo = zoo_dropin.DropinZoo()
        cls.addClassCleanup(cls.zoo.close)
        cls.recordings = {name: os.path.join(cls.directory, name) for name in (
            "-tan", "-t4anemi", "-t6anemi", "-taemi", "-tl", "-4", "-ta state time-wait")}
        for options, path in cls.recordings.items():
            subprocess.run(["ss", *options.split(), "-D", path], check=True)

    def test_the_words_of_a_recording_are_those_of_ss(self):
        for options, path in self.recordings.items():
            for line in LISTS:
                with self.subTest(recorded=options, arguments=line):
                    found = dropin.compare("ss", ["ss"], shlex.split(line), dropin.recorded_words_of,
                                           TCPDIAG_FILE=path)
                    self.assertIsNone(found, f"ss {line}\n{found}")

    def record(self, line, path):
        """What ss shows of a recording made here, and what it shows of the sockets themselves."""
        done = support.run("--as=ss", *line.split(), "-D", path)
        self.assertEqual((done.status, done.out, done.err), (0, "", ""))
        shown = dropin.recorded_words_of(dropin.run(["ss"], line.split(), TCPDIAG_FILE=path))
        live = dropin.recorded_words_of(dropin.run(["ss"], line.split()))
        return sorted(shown[1]), sorted(live[1])

    def test_what_is_recorded_here_ss_reads(self):
        """In order, and with both address families: there is one end. Probes are answered now and
        then: times of 0 are left out."""
        for line in ("-tan", "-t4an", "-t6an", "-tn", "-tln", "-tanemi", "-tan state time-wait"):
            path = os.path.join(self.directory, "ours")
            with self.subTest(recorded=line):
                for _ in range(dropin.TRIES):
                    shown, live = self.record(line, path)
                    if shown == live:
                        break
                self.assertEqual(shown, live)
                found = dropin.compare("ss", ["ss"], line.split(), dropin.recorded_words_of,
                                       TCPDIAG_FILE=path)
                self.assertIsNone(found, f"ss {line}\n{found}")

    def test_a_recording_has_what_that_of_ss_has(self):
        for line in ("-tan", "-tanemi", "-tln", "-tan --tos"):
            paths = [os.path.join(self.directory, name) for name in ("theirs", "ours")]
            subprocess.run(["ss", *line.split(), "-D", paths[0]], check=True)
            self.run_well("--as=ss", *line.split(), "-D", paths[1])
            # Family, state, ends, device, cookie, and which attributes: the rest changes with time.
            theirs, ours = (sorted((body[:2] + body[4:52], attributes(body[72:]))
                                   for kind, body in messages(path) if kind != NLMSG_DONE)
                            for path in paths)
            self.assertEqual(theirs, ours, line)

    def test_filters_are_those_of_ss(self):
        """As the tests of iproute2 use recordings."""
        near, far, server = "10.0.0.1", "10.0.0.2", "0.0.0.0"
        path = self.write(recorded(1, 22, LISTEN, ends=(server, server), peer_port=0),
                          recorded(2, 22, ends=(near, near), peer_port=36266),
                          recorded(3, 36266, ends=(near, near), peer_port=22),
                          recorded(4, 22, ends=(near, far), peer_port=50312), END)
        for line in FILTERS:
            found = dropin.compare("ss", ["ss"], ["-Htna", *shlex.split(line)],
                                   dropin.recorded_words_of, TCPDIAG_FILE=path)
            self.assertIsNone(found, f"ss -Htna {line}\n{found}")

    def test_other_sockets_are_those_of_the_kernel(self):
        for line in ("-uan", "-xan", "-0an", "-tuan", "-tuanp"):
            found = dropin.compare("ss", ["ss"], shlex.split(line), dropin.recorded_words_of,
                                   TCPDIAG_FILE=self.recordings["-t4anemi"])
            self.assertIsNone(found, f"ss {line}\n{found}")

    def test_the_source_has_every_socket_of_both_dumps(self):
        result = self.source(self.recordings["-tan"], "-tan", "-H")
        self.assertEqual((result.status, result.err), (0, ""))
        theirs = subprocess.run(["ss", "-Htan"], capture_output=True, check=True, text=True).stdout
        ours = [(row.recv_q, row.send_q) for row in rows.table(result.out)]
        self.assertEqual(len(ours), len(theirs.splitlines()))
        self.assertIn("[::1]:", result.out)
        self.assertIn("127.0.0.1:", result.out)

    def test_ss_says_that_it_leaves_out_the_second_dump(self):
        result = self.as_ss(self.recordings["-tan"], "-tan")
        self.assertEqual(result.status, 0)
        self.assertRegex(result.err, r"\Asockview: recording \S+: only the first dump is read, as by "
                                     r"ss: there is another one at byte \d+\n\Z")
        self.assertNotIn("[::1]:", result.out)


class Recorded(Recordings):
    """What -D writes in the manner of ss."""

    def test_standard_output(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            result = support.run("--as=ss", "-tl", "-D", "-")
            self.assertEqual((result.status, result.err), (0, ""))
            path = self.write(result.stdout)
            self.assertEqual(self.ports(self.source(path, "-tlnH")),
                             [str(listener.getsockname()[1])])

    def test_what_cannot_be_written(self):
        for arguments, why in ((["-t", "-D", "/nonexistent/x"], "/nonexistent/x: No such file"),
                               (["-t", "-D", "/dev/full"], "/dev/full: No space left"),
                               (["-t", "-D", self.directory], "Is a directory"),
                               (["-u", "-D", "-"], "-D: it records TCP sockets")):
            result = support.run("--as=ss", *arguments)
            self.assertEqual((result.status, result.out), (1, ""), arguments)
            self.assertIn(why, *self.assert_error_lines(result))


class Selection(Recordings):
    """What is not asked for is left out, which ss leaves to the kernel."""

    def setUp(self):
        self.path = self.write(recorded(1, 1001), recorded(2, 1002, LISTEN), END)

    def test_states(self):
        for arguments, ports in ((["-tn"], ["1001"]), (["-tln"], ["1002"]),
                                 (["-tan"], ["1001", "1002"]), (["-t6an"], []),
                                 (["-t4an"], ["1001", "1002"]), (["-tan", "sport = :1002"], ["1002"])):
            result = self.source(self.path, *arguments, "-H")
            self.assertEqual((result.status, result.err), (0, ""), arguments)
            self.assertEqual(self.ports(result), ports, arguments)
            result = self.as_ss(self.path, *arguments, "-H")
            self.assertEqual([line.split()[3].rpartition(":")[2] for line in result.out.splitlines()],
                             ports, arguments)

    def test_without_an_option_all_states_are_shown(self):
        result = support.run(f"--source=file:{self.path}")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(len(result.out.splitlines()), 3)


class Honesty(Recordings):
    """Numbers of another machine are not looked up on this one."""

    def test_no_owner_is_found_by_an_inode_that_is_in_use_here(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            inode = os.fstat(listener.fileno()).st_ino
            path = self.write(recorded(inode, 80, LISTEN), END)
            result = self.as_ss(path, "-tanp")
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertNotIn("users:", result.out)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
                other.bind(("127.0.0.1", 0))
                path = self.write(recorded(os.fstat(other.fileno()).st_ino, 80, LISTEN), END)
                out = self.as_ss(path, "-tuanp").out.splitlines()
                self.assertEqual([line.split()[0] for line in out if "users:" in line], ["udp"])

    def test_host_and_time_are_unknown(self):
        path = self.write(recorded(1, 80, interface=1), recorded(2, 80, interface=7), END)
        document = rows.document(self.source(path, "-tanj").out)
        self.assertEqual((document["host"], document["time"]), (None, None))
        self.assertIs(document["complete"], True)
        first, second = document["sockets"]
        self.assertEqual((first["uid"], first["user"], first["netns"]), (1000, None, None))
        self.assertEqual((first["interface"], second["interface"]), ("lo", "if/7"))
        last = rows.document(self.source(path, "-tan", "--ndjson", "--trailer").out.splitlines()[-1])
        self.assertIsNone(last["time"])

    def test_a_device_of_this_machine_is_not_that_of_the_recording(self):
        path = self.write(recorded(1, 80, interface=2), END)
        result = self.source(path, "-tan", "-H", "dev = eth0")
        self.assertEqual((result.status, result.out), (0, ""))
        self.assertIn("no network device 'eth0'", result.err)
        self.assertEqual(self.ports(self.source(path, "-tan", "-H", "dev = if/2")), ["80"])

    def test_a_test_of_what_was_not_recorded_is_told(self):
        path = self.write(recorded(1, 80), END)
        result = self.source(path, "-tan", "-H", "rtt_us > 1")
        self.assertEqual(result.status, 3)
        self.assertRegex(result.err, r"'rtt_us' of 1 socket is unknown: the recording does not")
        result = self.source(path, "-tan", "-H", "--columns=local,rtt_us")
        self.assertEqual(result.status, 3)
        self.assertIn("such as rtt_us: the recording does not have them", result.err)


class Damaged(Recordings):
    """What was read is shown, and what is missing is told."""

    def test_a_recording_without_its_end(self):
        whole = recorded(1, 1001) + recorded(2, 1002)
        for octets, count in ((whole, 2), (whole[:-1], 1), (whole + END[:5], 2)):
            path = self.write(octets)
            result = self.source(path, "-tan", "-H")
            self.assertEqual(result.status, 3)
            self.assertEqual(len(result.out.splitlines()), count)
            (line,) = self.assert_error_lines(result)
            self.assertIn(f"recording {path}: it ", line)
            document = rows.document(self.source(path, "-tanj").out)
            self.assertIs(document["complete"], False)
            self.assertEqual([each["code"] for each in document["warnings"]], ["table_unreadable"])
            result = self.as_ss(path, "-tanH")
            self.assertEqual((result.status, len(result.out.splitlines())), (0, count))
            self.assert_error_lines(result)

    def test_what_cannot_be_read(self):
        text = self.write(b"hello, this is no recording\n", name="text")
        empty = self.write(name="empty")
        for path, why in (("/nonexistent/x", "No such file"), (self.directory, "Is a directory"),
                          ("/dev/zero", "neither a file nor a pipe"), (text, "no netlink message"),
                          (empty, "it is empty")):
            result = self.source(path, "-tan", "-H")
            self.assertEqual((result.status, result.out), (1, ""), path)
            (line,) = self.assert_error_lines(result)
            self.assertIn(f"recording {path}: ", line)
            self.assertIn(why, line)
            result = self.as_ss(path, "-tan")
            self.assertEqual((result.status, len(result.out.splitlines())), (0, 1), path)
            self.assertIn(why, *self.assert_error_lines(result))

    def test_a_message_that_is_no_socket_is_left_out(self):
        path = self.write(message(99, b"abcd"), message(SOCK_DIAG_BY_FAMILY, b""),
                          recorded(3, 1003), END)
        result = self.source(path, "-tan", "-H")
        self.assertEqual((result.status, self.ports(result)), (3, ["1003"]))
        self.assertIn("2 sockets could not be understood", result.err)


class Hostile(Recordings):
    """What the kernel would never say can be in a file."""

    def test_no_text_forges_a_row_or_a_word(self):
        for name in (b"x\ntcp LISTEN\0", b"\x1b[2Jx\0", b"a b\0", b"\xff\x80\0", b"no end", b'",":\0'):
            attribute = struct.pack("=HH", 4 + len(name), INET_DIAG_CONG) + name
            padded = attribute + bytes(-len(attribute) % 4)
            body = recorded(1, 80)[16:] + padded
            path = self.write(message(SOCK_DIAG_BY_FAMILY, body), END)
            for result in (self.as_ss(path, "-taniOH"), self.source(path, "-tanHi"),
                           self.source(path, "-tanH", "--columns=local,congestion")):
                self.assertEqual(len(result.out.splitlines()), 1, (name, result.out))
                self.assertNotRegex(result.stdout, rb"[\x00-\x09\x0b-\x1f\x7f]")
            (sock,) = rows.document(self.source(path, "-tanij").out)["sockets"]
            self.assertIn("congestion", sock)


class Pipes(Recordings):
    def test_a_writer_may_come_later(self):
        path = os.path.join(self.directory, "pipe")
        os.mkfifo(path)
        with subprocess.Popen([settings.SOCKVIEW, f"--source=file:{path}", "-tan", "-H"],
                              stdout=subprocess.PIPE, env=support.environment()) as reader:
            with open(path, "wb") as writer:
                writer.write(recorded(1, 1001)[:50])
                writer.flush()
                writer.write(recorded(1, 1001)[50:] + END)
            out, _ = reader.communicate()
        self.assertEqual((reader.returncode, len(out.splitlines())), (0, 1))

    def test_standard_input(self):
        octets = recorded(1, 1001) + END
        done = subprocess.run([settings.SOCKVIEW, "--source=file:/dev/stdin", "-tan", "-H"],
                              input=octets, capture_output=True, check=False,
                              env=support.environment())
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, 1))


if __name__ == "__main__":
    support.main()
