# SPDX-License-Identifier: MIT
"""Who is at the other end of a connection, when that is in another network namespace."""

import contextlib
import dataclasses
import os
import shutil
import socket
import subprocess

import machine
import netns
import rows
import support

COLUMNS = "--columns=netns,local_address,local_port,peer_port,processes,peer_processes,peer_netns"
PORT = 7000
CLIENT_PORT = 7001
# Each is read from standard input, in the namespace of the router.
NAT = {
    "nft": ("nft -f -", """table ip nat {
        chain in { type nat hook prerouting priority -100; ip daddr 192.0.2.9 dnat to 198.51.100.2; }
        chain out { type nat hook postrouting priority 100; oifname right masquerade; }
    }"""),
    "iptables": ("iptables-restore", """*nat
-A PREROUTING -d 192.0.2.9 -j DNAT --to-destination 198.51.100.2
-A POSTROUTING -o right -j MASQUERADE
COMMIT
"""),
}


def own_name():
    with open("/proc/self/comm", encoding="utf-8") as file:
        return file.read().strip()


@dataclasses.dataclass
class Space:
    """A network namespace; `file` is its descriptor."""
    name: str
    file: int

    def close(self):
        if self.file >= 0:
            os.close(self.file)
            machine.release(machine.NAMED, self.name)
        self.file = -1


class Ends(support.TestCase):
    def setUp(self):
        self.held = self.enterContext(contextlib.ExitStack())

    def space(self, name):
        with machine.inside_new():
            machine.bind(machine.NAMED, name)
            made = Space(name, machine.own_namespace())
        self.addCleanup(made.close)
        return made

    @contextlib.contextmanager
    def inside(self, space):
        home = machine.own_namespace()
        try:
            machine.setns(space.file)
            yield
        finally:
            machine.setns(home)
            os.close(home)

    def tool(self, space, *words, **options):
        with self.inside(space):
            return subprocess.run(words, check=True, **options)

    def veth(self, one, device, other, other_device):
        try:
            self.tool(one, "ip", "link", "add", device, "type", "veth", "peer", "name",
                      other_device, "netns", other.name, stderr=subprocess.PIPE, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            self.skipTest(f"no veth devices: {getattr(error, 'stderr', error)}")
        for space, name in ((one, device), (other, other_device)):
            self.tool(space, "ip", "link", "set", name, "up")

    def address(self, space, device, address, prefix=24):
        self.tool(space, "ip", "address", "add", f"{address}/{prefix}", "dev", device,
                  *(["nodad"] if ":" in address else []))
        if ":" in address:
            with self.inside(space):
                netns.wait_for_route(address)

    def connect(self, one, address, other, other_address, target=None):
        """A client in one namespace and the accepted end in the other."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with self.inside(other):
            listener = self.held.enter_context(
                socket.create_server((other_address, PORT), family=family))
        with self.inside(one):
            client = self.held.enter_context(socket.create_connection(
                (target or other_address, PORT), source_address=(address, CLIENT_PORT)))
        return client, self.held.enter_context(listener.accept()[0])

    def hand_over(self, sock):
        """Lets another process hold the socket, and this one no longer."""
        process = subprocess.Popen(["sleep", "1000"], pass_fds=[sock.fileno()])
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        sock.close()
        return process.pid

    def found(self, space, port, *arguments, status=0, kind="-tuan"):
        """The process at the other end of the connection with this port, and its namespace."""
        result = support.run("--all-netns", kind, COLUMNS, "--json", *arguments)
        self.assertEqual(result.status, status, result.err)
        sockets = rows.document(result.out)["sockets"]
        (row,) = (row for row in sockets if row["netns"] == space.name and
                  row["local_port"] == port and row["peer_port"] != 0)
        processes = row["peer_processes"]
        return processes and [each["pid"] for each in processes], row["peer_netns"]

    def check_pair(self, one, client, other, server):
        pid = self.hand_over(server)
        self.assertEqual(self.found(one, CLIENT_PORT), ([pid], other.name))
        self.assertEqual(self.found(other, PORT), ([os.getpid()], one.name))
        self.assertTrue(client)

    def check_unknown(self, *ends, **options):
        for space, port in ends:
            self.assertEqual(self.found(space, port, **options), (None, None))

    def two(self, names=("red", "blue"), devices=("left", "right")):
        spaces = [self.space(name) for name in names]
        self.veth(spaces[0], devices[0], spaces[1], devices[1])
        for number, (space, device) in enumerate(zip(spaces, devices)):
            self.address(space, device, f"192.0.2.{1 + number}")
        return spaces

    def three(self):
        """Two namespaces that a third one has on its bridge."""
        one, host, other = (self.space(name) for name in ("red", "host", "blue"))
        self.tool(host, "ip", "link", "add", "bridge", "type", "bridge")
        self.tool(host, "ip", "link", "set", "bridge", "up")
        for number, space in enumerate((one, other)):
            self.veth(space, "inner", host, f"outer{number}")
            self.tool(host, "ip", "link", "set", f"outer{number}", "master", "bridge")
            self.address(space, "inner", f"192.0.2.{1 + number}")
        self.address(host, "bridge", "192.0.2.9")
        return one, host, other


class Found(Ends):
    def test_two_namespaces(self):
        red, blue = self.two()
        client, server = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        self.check_pair(red, client, blue, server)

    def test_without_all_namespaces_it_is_unknown(self):
        red, blue = self.two()
        client, _ = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        (row,) = self.sockets("-N", "red", "-tan", COLUMNS)
        self.assertEqual((row["peer_processes"], row["peer_netns"]), (None, None))
        self.assertTrue(client)

    def test_ipv6(self):
        red, blue = self.two()
        for space, device, address in ((red, "left", "2001:db8::1"), (blue, "right", "2001:db8::2")):
            self.address(space, device, address, 64)
        client, server = self.connect(red, "2001:db8::1", blue, "2001:db8::2")
        self.check_pair(red, client, blue, server)

    def test_udp(self):
        red, blue = self.two()
        with self.inside(red):
            one = self.held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            one.bind(("192.0.2.1", CLIENT_PORT))
            one.connect(("192.0.2.2", PORT))
        with self.inside(blue):
            other = self.held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            other.bind(("192.0.2.2", PORT))
            other.connect(("192.0.2.1", CLIENT_PORT))
        self.check_pair(red, one, blue, other)

    def test_a_bridge(self):
        red, host, blue = self.three()
        client, server = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        self.check_pair(red, client, blue, server)

    def test_a_namespace_with_a_bridge(self):
        red, host, _ = self.three()
        client, server = self.connect(red, "192.0.2.1", host, "192.0.2.9")
        self.check_pair(red, client, host, server)

    def test_a_pair_within_a_namespace(self):
        red, blue = self.two()
        client, server = self.connect(red, "127.0.0.1", red, "127.0.0.1")
        pid = self.hand_over(server)
        self.connect(blue, "127.0.0.1", blue, "127.0.0.1")
        self.assertEqual(self.found(red, CLIENT_PORT), ([pid], "red"))
        self.assertEqual(self.found(blue, CLIENT_PORT), ([os.getpid()], "blue"))
        self.assertTrue(client)

    def test_a_filter_leaves_out_the_other_end(self):
        red, blue = self.two()
        client, server = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        pid = self.hand_over(server)
        for words in ((f"sport = :{CLIENT_PORT}",), ("netns = red",), ("peer_netns = blue",),
                      ("state", "established", "src", "192.0.2.1"), ("-4", "sport != :1")):
            with self.subTest(words=words):
                self.assertEqual(self.found(red, CLIENT_PORT, *words), ([pid], "blue"))
        self.assertTrue(client)

    def test_groups_and_order(self):
        red, blue = self.two()
        client, server = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        pid = self.hand_over(server)
        lines = self.run_well("--all-netns", "-tnH", "--count-by", "peer_processes,peer_netns").out
        self.assertCountEqual([line.split() for line in lines.splitlines()],
                              [["sleep", "blue", "1"], [own_name(), "red", "1"]])
        for key in ("peer_netns", "peer_processes"):
            sockets = self.sockets("--all-netns", "-tn", COLUMNS, "--sort", key)
            names = [row["peer_netns"] if key == "peer_netns" else row[key][0]["name"]
                     for row in sockets]
            self.assertEqual(names, sorted(names))
            sockets = self.sockets("--all-netns", "-tn", COLUMNS, "--sort", "-" + key)
            self.assertEqual(sorted(names, reverse=True),
                             [row["peer_netns"] if key == "peer_netns" else row[key][0]["name"]
                              for row in sockets])
        self.assertTrue(client and pid)

    def test_the_option_shows_the_namespace(self):
        red, blue = self.two()
        client, server = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        pid = self.hand_over(server)
        out = self.run_well("--all-netns", "-tnP", f"sport = :{CLIENT_PORT}").out.splitlines()
        self.assertEqual(out[0].split()[-4:], ["Netns", "Process", "Peer-Process", "Peer-Netns"])
        self.assertEqual(out[1].split()[-2:], ["sleep" + f"({pid})", "blue"])
        self.assertNotIn("Peer-Netns", self.run_well("-tnP").out)
        self.assertTrue(client)


class Unknown(Ends):
    def test_ends_that_exist_twice(self):
        """Two pairs of namespaces that are not connected to each other, with the same addresses."""
        red, blue = self.two()
        ends = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        self.assertEqual(self.found(red, CLIENT_PORT)[1], "blue")
        third, fourth = self.two(("green", "yellow"))
        more = self.connect(third, "192.0.2.1", fourth, "192.0.2.2")
        self.check_unknown((red, CLIENT_PORT), (blue, PORT), (third, CLIENT_PORT), (fourth, PORT))
        self.assertTrue(ends and more)

    def test_namespaces_that_are_not_connected(self):
        """Each has a socket that fits that of the other, and its other end is elsewhere."""
        red, blue = self.two()
        ends = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        ends[1].close()
        third, fourth = self.two(("green", "yellow"))
        more = self.connect(third, "192.0.2.1", fourth, "192.0.2.2")
        more[0].close()
        self.check_unknown((red, CLIENT_PORT), (fourth, PORT))

    def hide(self, space):
        """Leaves the namespace to a mount that no path leads to."""
        with self.inside(space):
            machine.bind(machine.MOUNTED, space.name)
        self.addCleanup(machine.release, machine.MOUNTED, space.name)
        machine.mount("none", machine.MOUNTED, b"tmpfs", 0, b"size=64k")
        self.addCleanup(netns.libc.umount2, machine.MOUNTED.encode(), machine.MNT_DETACH)
        space.close()

    def test_a_namespace_that_is_not_read(self):
        """It has the bridge, so nothing says that the two others are connected."""
        one, host, other = self.three()
        ends = self.connect(one, "192.0.2.1", other, "192.0.2.2")
        self.assertEqual(self.found(one, CLIENT_PORT)[1], "blue")
        self.hide(host)
        self.check_unknown((one, CLIENT_PORT), (other, PORT), status=3)
        self.assertTrue(ends)

    def over(self, kind):
        """Two namespaces with devices of one kind over a device of a third. False where the kernel
        or ip has none."""
        spaces = red, host, blue = [self.space(kind + name) for name in ("red", "host", "blue")]
        self.tool(host, "ip", "link", "add", "lower", "type", "veth", "peer", "name", "end")
        self.tool(host, "ip", "link", "set", "lower", "up")
        self.tool(host, "ip", "link", "set", "end", "up")
        for number, space in enumerate((red, blue)):
            try:
                self.tool(host, "ip", "link", "add", "upper", "link", "lower", "netns", space.name,
                          "type", kind, "mode", {"macvlan": "bridge", "ipvlan": "l2"}[kind],
                          stderr=subprocess.PIPE)
            except subprocess.CalledProcessError:
                return None
            self.tool(space, "ip", "link", "set", "upper", "up")
            self.address(space, "upper", f"192.0.2.{1 + number}")
        return spaces

    def check_devices(self, kind, spaces):
        if spaces is None:
            self.skipTest(f"no {kind} devices")
        red, _, blue = spaces
        ends = self.connect(red, "192.0.2.1", blue, "192.0.2.2")
        self.check_unknown((red, CLIENT_PORT), (blue, PORT))
        self.assertTrue(ends)

    def test_macvlan_devices(self):
        self.check_devices("macvlan", self.over("macvlan"))

    def test_ipvlan_devices(self):
        self.check_devices("ipvlan", self.over("ipvlan"))

    def test_netkit_devices(self):
        red, blue = spaces = [self.space(name) for name in ("red", "blue")]
        try:
            self.tool(red, "ip", "link", "add", "left", "type", "netkit", "peer", "name", "right",
                      "netns", "blue", stderr=subprocess.PIPE)
        except subprocess.CalledProcessError:
            self.skipTest("no netkit devices")
        for number, (space, device) in enumerate(zip(spaces, ("left", "right"))):
            self.tool(space, "ip", "link", "set", device, "up")
            self.address(space, device, f"192.0.2.{1 + number}")
        self.check_devices("netkit", (red, None, blue))

    def test_translated_addresses(self):
        red, host, blue = (self.space(name) for name in ("red", "host", "blue"))
        self.veth(red, "inner", host, "left")
        self.veth(blue, "inner", host, "right")
        for space, device, address in ((red, "inner", "192.0.2.1"), (host, "left", "192.0.2.9"),
                                       (blue, "inner", "198.51.100.2"),
                                       (host, "right", "198.51.100.9")):
            self.address(space, device, address)
        self.tool(host, "sysctl", "-qw", "net.ipv4.ip_forward=1")
        self.translate(host)
        ends = self.connect(red, "192.0.2.1", blue, "198.51.100.2", target="192.0.2.9")
        self.check_unknown((red, CLIENT_PORT), (blue, PORT))
        self.assertTrue(ends)

    def translate(self, host):
        problem = "neither nft nor iptables is installed"
        for program, (command, rules) in NAT.items():
            if shutil.which(program):
                try:
                    self.tool(host, *command.split(), input=rules, text=True,
                              stderr=subprocess.PIPE)
                    return
                except (OSError, subprocess.CalledProcessError) as error:
                    problem = f"{program}: {getattr(error, 'stderr', error)}"
        self.skipTest(problem)


if __name__ == "__main__":
    machine.enter()
    support.main()
