# SPDX-License-Identifier: MIT
"""Standard output, input and error that are closed, full, or that nobody reads."""

import contextlib
import errno
import os
import socket
import subprocess

import support

import holder
import rows
import sandbox

FORMATS = ((), ("-H",), ("--json",), ("--ndjson",), ("--csv",), ("--tsv",), ("-p",))
MANY = 4000


def without(stream):
    """Options of a run with one of its standard descriptors closed."""
    return {"preexec": sandbox.close_descriptor(stream), stream_name(stream): None}


def stream_name(stream):
    return ("stdin", "stdout", "stderr")[stream]


class Streams(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        stack.enter_context(holder.load("udp", MANY))

    def assert_write_failed(self, result, reason):
        self.assertEqual(result.status, 1)
        self.assertEqual(result.err, f"sockview: standard output: {os.strerror(reason)}\n")

    def test_full(self):
        for options in (*(("-uan", *shape) for shape in FORMATS), ("--help",), ("--version",),
                        ("--list-columns",), ("-tan",), ("-tanj",)):
            with self.subTest(options=options), open("/dev/full", "wb") as full:
                self.assert_write_failed(support.run(*options, stdout=full), errno.ENOSPC)

    def test_closed(self):
        """The rows are lost, which is said; a descriptor opened later must not take them."""
        for options in (*(("-uan", *shape) for shape in FORMATS), ("--help",), ("-tan",)):
            with self.subTest(options=options):
                result = support.run(*options, **without(1))
                self.assert_write_failed(result, errno.EBADF)

    def test_read_only_output(self):
        with open("/dev/null", "rb") as null:
            self.assert_write_failed(support.run("-uan", stdout=null), errno.EBADF)

    def test_closed_input_or_error(self):
        usual = sorted(self.table("-uan"), key=repr)
        for stream in (0, 2):
            with self.subTest(stream=stream_name(stream)):
                result = support.run("-uanH", **without(stream))
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertEqual(sorted(rows.table(result.out), key=repr), usual)

    def test_all_closed(self):
        def close_all():
            os.closerange(0, 3)
        result = support.run("-uan", preexec=close_all, stdin=None, stdout=None, stderr=None)
        self.assertEqual(result.status, 1)

    def test_error_is_not_written_into_a_socket(self):
        """With stderr closed a note has nowhere to go, and changes neither rows nor status."""
        result = support.run("-Q", **without(2))
        self.assertEqual((result.status, result.out), (2, ""))

    def test_nobody_reads(self):
        for ignore in (False, True):
            for shape in FORMATS:
                with self.subTest(sigpipe_ignored=ignore, shape=shape):
                    result = self.run_without_reader("-uan", *shape, ignore=ignore)
                    self.assertEqual((result.status, result.err), (0, ""))

    def test_nobody_reads_help(self):
        for ignore in (False, True):
            result = self.run_without_reader("--help", ignore=ignore)
            self.assertEqual((result.status, result.err), (0, ""))

    def run_without_reader(self, *arguments, ignore):
        read_end, write_end = os.pipe()
        os.close(read_end)
        with open(write_end, "wb") as pipe:
            return support.run(*arguments, stdout=pipe, restore_signals=not ignore,
                               preexec=sandbox.ignore_sigpipe if ignore else None)

    def test_reader_leaves_after_first_line(self):
        for ignore in (False, True):
            for shape in ((), ("--json",), ("--ndjson",)):
                with self.subTest(sigpipe_ignored=ignore, shape=shape):
                    line, status, words = self.read_one_line("-uan", *shape, ignore=ignore)
                    self.assertTrue(line)
                    self.assertEqual((status, words), (0, b""))

    def read_one_line(self, *arguments, ignore):
        command = subprocess.Popen(
            [support.SOCKVIEW, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=support.environment(), restore_signals=not ignore,
            preexec_fn=sandbox.ignore_sigpipe if ignore else None)
        with command:
            line = command.stdout.read(1)
            command.stdout.close()
            words = command.stderr.read()
        return line, command.returncode, words

    def test_output_does_not_fit_the_pipe(self):
        """Guards the test above: a reader that leaves after one line leaves most of the output
        unread."""
        self.assertGreater(len(self.run_well("-uan").stdout), 65536 * 2)

    def read_slowly(self, *arguments):
        read_end, write_end = os.pipe()
        with subprocess.Popen([support.SOCKVIEW, *arguments], stdout=write_end,
                              env=support.environment()) as command:
            os.close(write_end)
            chunks = []
            while chunk := os.read(read_end, 5000):
                chunks.append(chunk)
        os.close(read_end)
        self.assertEqual(command.returncode, 0)
        return b"".join(chunks).decode()

    def test_slow_reader_gets_all(self):
        self.assertEqual(len(rows.table(self.read_slowly("-uanH"))), MANY)

    def test_slow_reader_gets_a_whole_document(self):
        document = rows.document(self.read_slowly("-uanj"))
        self.assertEqual((len(document["sockets"]), document["complete"]), (MANY, True))

    def test_socket_as_output(self):
        """A peer that closed its end answers with ECONNRESET or EPIPE."""
        ours, theirs = socket.socketpair()
        ours.close()
        with theirs:
            result = support.run("-uan", stdout=theirs)
        self.assertEqual((result.status, result.err), (0, ""))


if __name__ == "__main__":
    support.main()
