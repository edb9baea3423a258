# SPDX-License-Identifier: MIT
"""How fast counters grow: two looks, or the answers of -c."""

import contextlib
import json
import socket
import subprocess
import threading

import support

import limits
import netns

RATES = ("received_rate_bps", "sent_rate_bps", "retrans_rate", "segs_in_rate", "segs_out_rate",
         "drops_rate")
COLUMNS = "--columns=netid,state,local_port,peer_port," + ",".join(RATES)


class Traffic(contextlib.ExitStack):
    """A pair of connected TCP sockets where one sends all the time, and an idle pair."""

    def __init__(self):
        super().__init__()
        self.listener = self.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.sender, self.receiver = self.pair()
        self.idle, self.idle_peer = self.pair()
        self.stopped = threading.Event()
        for target in (self.send, self.receive):
            thread = threading.Thread(target=target, daemon=True)
            thread.start()
            self.callback(thread.join)
        self.callback(self.stop)

    def pair(self):
        client = self.enter_context(socket.create_connection(self.listener.getsockname()))
        return client, self.enter_context(self.listener.accept()[0])

    def send(self):
        while not self.stopped.is_set():
            limits.pass_time(0.002)
            self.sender.sendall(bytes(20000))

    def receive(self):
        while self.receiver.recv(65536):
            pass

    def stop(self):
        self.stopped.set()
        self.sender.shutdown(socket.SHUT_RDWR)

    def row_of(self, rows, sock):
        ends = (sock.getsockname()[1], sock.getpeername()[1])
        return next(row for row in rows if (row["local_port"], row["peer_port"]) == ends)


class Rates(support.TestCase):
    def setUp(self):
        netns.enter()

    def test_two_looks_tell_how_fast_each_end_is(self):
        with Traffic() as traffic:
            rows = self.sockets("-tan", COLUMNS, "--interval=0.4")
            sender = traffic.row_of(rows, traffic.sender)
            receiver = traffic.row_of(rows, traffic.receiver)
            idle = traffic.row_of(rows, traffic.idle)
        self.assertGreater(sender["sent_rate_bps"], 20000 * 8)
        self.assertGreater(receiver["received_rate_bps"], 20000 * 8)
        self.assertGreater(sender["segs_out_rate"], 0)
        self.assertGreater(receiver["segs_in_rate"], 0)
        self.assertEqual(sender["received_rate_bps"], 0)
        self.assertEqual({idle[rate] for rate in RATES}, {0})
        listener = next(row for row in rows if row["state"] == "LISTEN")
        self.assertEqual([listener[rate] for rate in RATES[:5]], [None] * 5)

    def test_a_filter_and_a_limit_by_rate(self):
        with Traffic() as traffic:
            rows = self.sockets("-tan", COLUMNS, "--interval=0.4", "sent_rate_bps > 100000")
            ports = [row["local_port"] for row in rows]
            self.assertEqual(ports, [traffic.sender.getsockname()[1]])

    def test_owners_and_rates_together(self):
        with Traffic() as traffic:
            rows = self.sockets("-tanp", COLUMNS + ",processes", "--interval=0.4",
                                "sent_rate_bps > 100000 and process ~ *")
            self.assertEqual([row["local_port"] for row in rows],
                             [traffic.sender.getsockname()[1]])
            self.assertTrue(rows[0]["processes"])

    def test_a_limit_counts_the_rows_whose_rate_matches(self):
        with Traffic() as traffic:
            for options in ((), ("-p",)):
                rows = self.sockets("-tan", *options, COLUMNS, "--interval=0.4", "--limit=1",
                                    "sent_rate_bps > 100000")
                self.assertEqual([row["local_port"] for row in rows],
                                 [traffic.sender.getsockname()[1]])

    def test_the_kernel_does_not_count_the_bytes_of_udp(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            (row,) = self.sockets("-uan", COLUMNS, "--interval=0.1")
            self.assertEqual([row[rate] for rate in RATES], [None] * 5 + [0])

    def test_a_socket_that_is_new_has_no_rate(self):
        with Traffic() as traffic, self.repeating() as answers:
            first = traffic.row_of(next(answers), traffic.sender)
            self.assertEqual([first[rate] for rate in RATES], [None] * 6)
            later = traffic.row_of(next(answers), traffic.sender)
            self.assertGreater(later["sent_rate_bps"], 0)

    @contextlib.contextmanager
    def repeating(self):
        """Answers of -c, each a list of rows."""
        command = [support.SOCKVIEW, "-tan", "--continuous=0.3", "--ndjson", COLUMNS + ",time"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield self.group(process.stdout)
            finally:
                process.terminate()

    @staticmethod
    def group(lines):
        rows = []
        for line in lines:
            row = json.loads(line)
            if rows and row["time"] != rows[0]["time"]:
                yield rows
                rows = []
            rows.append(row)

    def test_an_interval_waits_only_for_rates(self):
        self.run_well("-tan", "--interval=86400")


if __name__ == "__main__":
    support.main()
