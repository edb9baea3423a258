# SPDX-License-Identifier: MIT
"""Memory stays the same however many sockets there are. Where rows wait for the last one, each takes
some tens of bytes."""

import subprocess
import unittest

import support

import holder
import limits
import settings

FEW = 2000
MANY = settings.MANY_SOCKETS
SO_MANY = 200000
MOST_KIB = 8 * 1024
GROWTH_KIB = 512
ONCE_KIB = 1024    # for the program and the threads that find owners
RUNS = 3           # the least counts: how much of a file the kernel maps at once varies


def peak_kib(*arguments):
    done = subprocess.run([support.helper("peak_rss"), support.SOCKVIEW, *arguments],
                          stdin=subprocess.DEVNULL, capture_output=True, check=True,
                          env=support.environment(), timeout=limits.seconds())
    status, kib, _, _ = (int(word) for word in done.stdout.split())
    return status, kib


class Memory(support.TestCase):
    constant = (("-tan",), ("-tan", "-j"), ("-tan", "--ndjson"), ("-ta",), ("-tanoe",),
                ("-tan", "--source=proc"), ("-tanj", "--source=proc"))
    bytes_a_socket = {
        ("-tanp", "--owners=proc"): 80,
        ("-taniemop", "--ndjson", "--owners=proc"): 120,
        ("-tan", "--sort=local_port"): 80,
        ("-tanp", "--sort=local_port", "--owners=proc"): 140,
    }
    # The BPF program sees the sockets of other tests too, which matter less beside more of these.
    if MANY >= SO_MANY:
        bytes_a_socket |= {("-tanp",): 80, ("-taniemop", "--ndjson"): 120}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if support.SANITIZED:
            raise unittest.SkipTest("the sanitizers' memory would be measured")

    def peaks(self, count):
        peaks = {}
        with holder.load("tcp", count, 4):
            self.assertEqual(len(self.table("-tan")), count)
            for shape in (*self.constant, *self.bytes_a_socket):
                runs = [peak_kib(*shape) for _ in range(RUNS)]
                self.assertEqual({status for status, _ in runs}, {0})
                peaks[shape] = min(kib for _, kib in runs)
        return peaks

    def test_peak(self):
        few, many = self.peaks(FEW), self.peaks(MANY)
        for shape in self.constant:
            with self.subTest(shape=shape):
                self.assertLessEqual(many[shape], MOST_KIB)
                self.assertLessEqual(many[shape] - few[shape], GROWTH_KIB)
        for shape, most in self.bytes_a_socket.items():
            with self.subTest(shape=shape):
                growth = many[shape] - few[shape] - ONCE_KIB
                self.assertLessEqual(growth * 1024 / (MANY - FEW), most)


if __name__ == "__main__":
    support.main()
