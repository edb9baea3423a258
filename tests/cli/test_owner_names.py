# SPDX-License-Identifier: MIT
"""Names of owners that cannot be read."""

import errno
import os
import socket

import support

import facts
import faulty
import rows
import test_owners_sources


class NamesOfOwners(faulty.Faults):
    """The name of an owner that cannot be read for want of descriptors is not an empty one."""

    def test_no_descriptor_for_comm(self):
        sock = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sock.bind(("127.0.0.1", 0))
        usual = rows.owners_of_field(self.table("-uanp")[0].rest[0])
        self.assertEqual(usual, {(os.getpid(), facts.comm(), None)})
        for error in ("EMFILE", "ENFILE", "ENOMEM"):
            with self.subTest(error=error):
                result = self.run_with(f"open comm {getattr(errno, error)}", "-uanpj",
                                       "--owners=proc")
                self.assert_said(result, "owners: ")

    def test_fault_is_played(self):
        """Guards the test above: a process that vanished has no name either, without a word."""
        sock = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sock.bind(("127.0.0.1", 0))
        result = self.run_with(f"open comm {errno.ESRCH}", "-uanpj", "--owners=proc")
        self.assertEqual((result.status, result.err), (0, ""))
        (sock,) = rows.document(result.out)["sockets"]
        self.assertNotIn(facts.comm().decode(), [owner["name"] for owner in sock["processes"]])

    def test_the_bpf_program_needs_no_file_for_them(self):
        test_owners_sources.skip_without_bpf(self)
        sock = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sock.bind(("127.0.0.1", 0))
        result = self.run_with(f"open comm {errno.EMFILE}", "-uanpj", "--owners=bpf")
        self.assertEqual((result.status, result.err), (0, ""))
        (sock,) = rows.document(result.out)["sockets"]
        self.assertEqual([owner["name"] for owner in sock["processes"]], [facts.comm().decode()])


if __name__ == "__main__":
    support.main()
