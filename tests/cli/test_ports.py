# SPDX-License-Identifier: MIT
"""How many ports are left for connections to a destination."""

import contextlib
import errno
import os
import socket

import support

import limits
import netns
import rows
import terminal

FIRST, LAST = 40000, 40019
RESERVED = "40003,40010-40012"
USABLE = 16
SETTINGS = "/proc/sys/net/ipv4/"


def set_ports(reserved=""):
    for name, text in (("ip_local_port_range", f"{FIRST} {LAST}"),
                       ("ip_local_reserved_ports", reserved)):
        with open(SETTINGS + name, "w", encoding="ascii") as file:
            file.write(f"{text}\n")


class Ports(support.TestCase):
    def setUp(self):
        netns.enter()
        set_ports(RESERVED)
        self.held = self.enterContext(contextlib.ExitStack())

    def listen(self, address="127.0.0.1", port=5000, **options):
        return self.held.enter_context(socket.create_server((address, port), backlog=100,
                                                            **options))

    def connect(self, address="127.0.0.1", port=5000):
        return self.held.enter_context(socket.create_connection((address, port)))

    def exhaust(self, address="127.0.0.1", port=5000):
        """Connects until the kernel has no port left; how many connections there are then."""
        count = 0
        with self.assertRaises(OSError) as caught:
            while count <= LAST - FIRST + 1:
                self.connect(address, port)
                count += 1
        self.assertEqual(caught.exception.errno, errno.EADDRNOTAVAIL)
        return count

    def ports(self, *arguments):
        return rows.document(self.run_well("--ports", "--json", *arguments).out)

    def test_no_port_is_left_when_the_kernel_finds_none(self):
        self.listen()
        count = self.exhaust()
        self.assertEqual(count, USABLE)
        for source in support.SOURCES:
            with self.subTest(source=source):
                document = self.ports(f"--source={source}")
                (row,) = document["destinations"]
                self.assertEqual((row["used"], row["left"], row["established"]), (count, 0, count))
                self.assertEqual((row["local_address"], row["peer_address"], row["peer_port"]),
                                 ("127.0.0.1", "127.0.0.1", 5000))
                (ports,) = document["ranges"]
                del ports["netns"]
                self.assertEqual(ports, {"first_port": FIRST, "last_port": LAST,
                                         "reserved": RESERVED, "listening": 0, "usable": USABLE})

    def test_a_port_with_a_listener_is_not_usable(self):
        """Neither for a destination, nor as one of the connections that it accepted."""
        self.listen()
        self.listen(port=FIRST)
        for _ in range(3):
            self.connect(port=FIRST)
        count = self.exhaust()
        document = self.ports("dport = :5000")
        (row,) = document["destinations"]
        self.assertEqual((row["used"], row["left"]), (count, 0))
        self.assertEqual(document["ranges"][0]["listening"], 1)

    def test_each_destination_has_all_ports(self):
        self.listen(address="0.0.0.0")
        self.exhaust()
        for _ in range(2):
            self.connect("127.0.0.2")
        shown = [(row["peer_address"], row["used"], row["left"])
                 for row in self.ports()["destinations"]]
        self.assertEqual(shown, [("127.0.0.1", USABLE, 0), ("127.0.0.2", 2, USABLE - 2)])
        (first,) = self.ports("--limit=1")["destinations"]
        self.assertEqual(first["peer_address"], "127.0.0.1")

    def test_sockets_of_ipv6_take_ports_of_ipv4(self):
        self.listen()
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::ffff:127.0.0.1")):
            self.held.enter_context(socket.socket(family)).connect((address, 5000))
        (row,) = self.ports()["destinations"]
        self.assertEqual((row["peer_address"], row["used"]), ("127.0.0.1", 2))

    def test_a_port_in_time_wait_is_used(self):
        server = self.listen()
        client = socket.create_connection(server.getsockname())
        accepted = server.accept()[0]
        client.close()
        accepted.close()
        limits.wait_until(lambda: self.ports()["destinations"][0]["time_wait"] == 1,
                          "a connection in TIME_WAIT")
        (row,) = self.ports()["destinations"]
        self.assertEqual((row["used"], row["left"]), (1, USABLE - 1))
        lines = self.run_well("--ports").out.splitlines()
        self.assertEqual(lines[-1].split(), ["127.0.0.1", "127.0.0.1:5000", "1", str(USABLE - 1),
                                             "TIME_WAIT:1"])

    def test_the_first_line_has_the_range(self):
        set_ports()
        lines = self.run_well("--ports").out.splitlines()
        self.assertEqual(lines[0], f"ephemeral:{FIRST}-{LAST} reserved:none listening:0 usable:20")
        self.assertEqual(len(lines), 2, "the header only")

    def test_a_terminal_has_it_in_words(self):
        set_ports("40003,40010-40012")
        self.listen(port=40001)
        output, result = terminal.output_of("--ports", columns=120)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(output.decode().splitlines()[0],
                         f"Ephemeral ports {FIRST}-{LAST}: {USABLE - 1} usable, 1 has a listener, "
                         "reserved: 40003,40010-40012")

    def test_formats_of_rows_have_the_destinations(self):
        self.listen()
        self.connect()
        csv = self.run_well("--ports", "--csv").out.splitlines()
        (ndjson,) = rows.ndjson(self.run_well("--ports", "--ndjson").out)
        self.assertEqual(csv[0].split(","), list(ndjson))
        self.assertEqual(csv[1].split(","), [str(value) for value in ndjson.values()])
        self.assertEqual([ndjson], self.ports()["destinations"])

    def test_another_namespace_has_a_range_of_its_own(self):
        self.listen()
        self.exhaust()
        there = os.getpid()
        inode = str(os.stat("/proc/self/ns/net").st_ino)

        def leave():
            netns.unshare(netns.CLONE_NEWNET)

        for arguments in ((f"--net={there}",), ("--all-netns",)):
            result = support.run("--ports", "--json", *arguments, preexec=leave)
            document = rows.document(result.out)
            (row,) = (row for row in document["destinations"] if row["netns"] == inode)
            self.assertEqual(row["left"], 0)
            (ports,) = (ports for ports in document["ranges"] if ports["netns"] == inode)
            self.assertEqual(ports["usable"], USABLE)


if __name__ == "__main__":
    support.main()
