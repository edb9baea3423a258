# SPDX-License-Identifier: MIT
"""What --health finds: each check with sockets made for it, and nothing where all is well."""

import contextlib
import os
import socket
import subprocess
import threading

import support

import health_case
import holder
import limits
import netns
import rows
import sandbox
import terminal

# What the checks take for long: a test need not wait for more.
SOON = "--health=listen_queue,close_wait:1,send_queue:1,drops,ports,descriptors,kernel_limits"
CHECKS = ["listen_queue", "close_wait", "send_queue", "drops", "ports", "descriptors",
          "kernel_limits"]


class Healthy(health_case.Case):
    def make_ordinary_sockets(self):
        listener = self.listen()
        for _ in range(3):
            client, server = self.pair(listener)
            client.sendall(b"not read yet")
        client.close()
        self.hold(socket.create_connection(listener.getsockname()))
        path = "\0ordinary" + str(os.getpid())
        pipe = self.hold(socket.socket(socket.AF_UNIX))
        pipe.bind(path)
        pipe.listen(1)
        self.connect_without_waiting(path, socket.AF_UNIX)
        datagrams = self.hold(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        datagrams.bind(("127.0.0.1", 0))
        datagrams.sendto(b"one", datagrams.getsockname())
        return server

    def test_ordinary_sockets_are_no_findings(self):
        self.make_ordinary_sockets()
        self.assertEqual(self.run_well("--health", "--interval=0.2").out, "no findings\n")
        self.assertEqual(self.run_well("--health", "--interval=0.2", "-H").out, "")
        self.assertEqual(self.findings("--health", "--interval=0.2", "--expect=0"), [])
        for words in (("--ndjson",), ("--tsv", "-H")):
            self.assertEqual(self.run_well("--health", "--interval=0.2", *words).out, "")


class Drops(health_case.Case):
    def drops(self, *arguments):
        return self.findings("--health=drops", "--interval=0.1", *arguments)

    def check_flood(self, flood, netid, local):
        """Found as long as it lasts, and only then."""
        found = self.wait_for("--health=drops", "--interval=0.1")
        self.assertEqual([[one[name] for name in ("severity", "code", "what", "netid", "local",
                                                  "limit", "look_at", "socket_count")]
                          for one in found],
                         [["warning", "drops", "socket", netid, local, None, "receive_buffer", 1]])
        self.assertGreater(found[0]["amount"], 0)
        self.check_owner(found[0])
        self.assertEqual(self.drops("--health=drops:1000000"), [])
        flood.stopped.set()
        limits.wait_until(lambda: not self.drops(), "no further drops")

    def test_datagrams_that_udp_drops_only_while_they_come(self):
        with health_case.Flood() as flood:
            self.check_flood(flood, "udp", "127.0.0.1:%d" % flood.target[1])

    def test_each_answer_of_c_is_compared_with_the_one_before(self):
        words = ("--health=drops", "--interval=0.3", "-c", "--rounds=3")
        with health_case.Flood() as flood:
            text = self.run_well(*words).out
            lines = rows.ndjson(self.run_well(*words, "--ndjson").out)
            flood.stopped.set()
        self.assertEqual([line.split()[0] for line in text.splitlines()],
                         ["Time:", "no", *["Time:", "Severity", "warning"] * 2])
        self.assertEqual([line["code"] for line in lines], ["drops"] * 2)
        self.assertEqual(len({line["time"] for line in lines}), 2)
        quiet = self.run_well("--health=ports", "-c", "--rounds=2", "--interval=0.01").out
        self.assertEqual(quiet.splitlines()[1::2], ["no findings"] * 2)

    def test_packets_that_a_packet_socket_drops_only_while_they_come(self):
        with health_case.Flood(self.packet_socket(1)) as flood:
            self.check_flood(flood, "p_raw", "*:*")

    def test_a_packet_socket_with_room_is_no_finding(self):
        with health_case.Flood(self.packet_socket(1024 * 1024)) as flood:
            self.assertEqual(self.drops("--packet"), [])
            flood.stopped.set()

    def packet_socket(self, room):
        everything = 3  # ETH_P_ALL of linux/if_ether.h
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(everything))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        return sock


class Queues(health_case.Case):
    def test_a_full_listen_queue_of_tcp(self):
        listener = self.listen(backlog=2)
        for _ in range(3):
            self.connect_without_waiting(listener.getsockname())
        self.wait_for_amount(3, "--health=listen_queue")
        found = self.finding("--health=listen_queue")
        self.assertEqual([found[name] for name in ("severity", "code", "amount", "limit", "local")],
                         ["critical", "listen_queue", 3, 2,
                          "127.0.0.1:%d" % listener.getsockname()[1]])
        self.check_owner(found)
        self.assertIsNone(found["peer"])
        (sock,) = found["sockets"]
        self.assertEqual((sock["recv_q"], sock["send_q"], sock["inode"]),
                         (3, 2, os.fstat(listener.fileno()).st_ino))
        found = self.finding("--health=listen_queue", "-t", "--source=netlink")
        self.assertEqual(found["amount"], 3)

    def test_what_the_files_of_the_kernel_do_not_tell_is_said(self):
        listener = self.listen()
        result = support.run("--health=listen_queue", "-t",
                             prefix=(support.helper("no_netlink"), "EPERM"))
        self.assertEqual(result.status, 3)
        self.assertIn("sockview: health: only netlink reports queue limits: listeners not judged: 1", result.err)
        self.assertTrue(listener)

    def test_a_queue_that_is_only_near_its_limit_is_found_by_percent(self):
        listener = self.listen(backlog=4)
        for _ in range(3):
            self.hold(socket.create_connection(listener.getsockname()))
        self.assertEqual(self.findings("--health=listen_queue"), [])
        found = self.finding("--health=listen_queue:50")
        self.assertEqual((found["severity"], found["amount"], found["limit"]), ("warning", 3, 4))

    def test_a_full_listen_queue_of_unix(self):
        name = "\0full" + str(os.getpid())
        listener = self.hold(socket.socket(socket.AF_UNIX))
        listener.bind(name)
        listener.listen(1)
        for _ in range(2):
            self.connect_without_waiting(name, socket.AF_UNIX)
        found = self.finding("--health=listen_queue")
        self.assertEqual((found["netid"], found["amount"], found["limit"]), ("u_str", 2, 1))
        self.assertTrue(found["local"].startswith("@full"))

    def test_overflows_of_a_listener_while_it_looks(self):
        listener = self.listen(backlog=0)
        stopped = threading.Event()

        def connect():
            while not stopped.is_set():
                self.connect_without_waiting(listener.getsockname())
                limits.pass_time(0.01)
        thread = threading.Thread(target=connect, daemon=True)
        thread.start()
        try:
            found = self.wait_for("--health=drops", "--interval=0.2")[0]
        finally:
            stopped.set()
            thread.join()
        self.assertIn(found["what"], ("listener", "ListenOverflows", "ListenDrops"))
        self.assertGreater(found["amount"], 0)


class Connections(health_case.Case):
    def test_connections_that_are_not_closed(self):
        listener = self.listen()
        for _ in range(3):
            client, _server = self.pair(listener)
            client.close()
        self.wait_for_amount(3, "--health=close_wait:1")
        found = self.finding("--health=close_wait:1")
        self.assertEqual([found[name] for name in ("severity", "code", "amount", "socket_count",
                                                   "local")],
                         ["warning", "close_wait", 3, 3, None])
        self.assertGreaterEqual(found["age_least_s"], 1)
        self.assertGreaterEqual(found["age_most_s"], found["age_least_s"])
        self.assertEqual({sock["state"] for sock in found["sockets"]}, {"CLOSE_WAIT"})
        self.check_owner(found)
        self.assertEqual(self.findings("--health=close_wait"), [])

    def test_few_of_many_sockets_are_shown(self):
        listener = self.listen()
        for _ in range(25):
            client, _server = self.pair(listener)
            client.close()
        self.wait_for_amount(25, "--health=close_wait:1")
        found = self.finding("--health=close_wait:1")
        self.assertEqual((found["socket_count"], len(found["sockets"])), (25, 20))

    def test_a_peer_that_does_not_read(self):
        client, _server = self.pair(self.listen())
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                client.send(bytes(100000))
        found = self.wait_for("--health=send_queue:1")[0]
        self.assertEqual((found["code"], found["amount"]), ("send_queue", 1))
        self.assertGreaterEqual(found["age_least_s"], 1)
        self.assertEqual(found["peer"], "127.0.0.1:%d" % client.getpeername()[1])
        self.assertGreater(found["sockets"][0]["send_q"], 0)
        self.check_owner(found)
        self.assertEqual(self.findings("--health=send_queue:3600"), [])

    def test_a_peer_that_is_gone(self):
        client, _server = self.pair(self.listen())
        subprocess.run(["ip", "link", "set", "lo", "down"], check=True)
        client.sendall(b"lost")
        found = self.wait_for("--health=send_queue:1")[0]
        self.assertEqual((found["code"], found["sockets"][0]["send_q"]), ("send_queue", 4))


class Ports(health_case.Case):
    def test_ports_to_one_destination(self):
        health_case.write_setting("ip_local_port_range", "40000 40009")
        health_case.write_setting("ip_local_reserved_ports", "40003")
        listeners = [self.hold(socket.create_server(("127.0.0.1", port)))
                     for port in (8001, 8002)]
        for _ in range(8):
            self.hold(socket.create_connection(listeners[0].getsockname()))
        self.hold(socket.create_connection(listeners[1].getsockname()))
        self.assertEqual(self.findings("--health=ports"), [])
        found = self.finding("--health=ports:80")
        self.assertEqual([found[name] for name in ("severity", "amount", "limit", "local", "peer")],
                         ["warning", 8, 9, "127.0.0.1:*", "127.0.0.1:8001"])
        self.hold(socket.create_connection(listeners[0].getsockname()))
        with self.assertRaises(OSError):
            socket.create_connection(listeners[0].getsockname())
        found = self.finding("--health=ports")
        self.assertEqual((found["severity"], found["amount"]), ("critical", 9))
        self.check_owner(found)

    def test_accepted_connections_use_no_ports(self):
        health_case.write_setting("ip_local_port_range", "40000 40002")
        listener = self.hold(socket.create_server(("127.0.0.1", 40001)))
        for address in ("127.0.0.2", "127.0.0.3", "127.0.0.4"):
            client = self.hold(socket.socket())
            client.bind((address, 10))
            client.connect(listener.getsockname())
            self.hold(listener.accept()[0])
        self.assertEqual(self.findings("--health=ports:30"), [])


class Answers(health_case.Case):
    def setUp(self):
        super().setUp()
        self.listener = self.listen(backlog=0)
        for _ in range(2):
            self.connect_without_waiting(self.listener.getsockname())
        limits.wait_until(lambda: self.findings("--health=listen_queue"), "a full queue")
        self.port = self.listener.getsockname()[1]

    def test_the_worst_comes_first(self):
        client, _server = self.pair(self.listen())
        client.close()
        self.assertEqual([found["code"] for found in self.findings(SOON, "--interval=0.1")
                          if found["code"] != "drops"][:1], ["listen_queue"])
        limits.wait_until(lambda: self.findings("--health=close_wait:1"), "CLOSE_WAIT")
        checks = "--health=close_wait:1,listen_queue"
        self.assertEqual([found["code"] for found in self.findings(checks)],
                         ["listen_queue", "close_wait"])
        self.assertEqual([found["code"] for found in self.findings(checks, "--sort=code")],
                         ["close_wait", "listen_queue"])
        result = support.run(checks, "--limit=1", "-H")
        self.assertEqual((result.status, len(result.out.splitlines())), (0, 1))
        self.assertEqual(result.err, "sockview: limit: 1 more finding\n")

    def test_all_processes_that_hold_a_socket_are_named(self):
        name = b"worker"
        holders = [self.held.enter_context(
            holder.Holder(lambda: 1, lambda: sandbox.set_comm(name))) for _ in range(3)]
        self.listener.close()
        pids = sorted(one.pid for one in holders)
        found = self.finding("--health=listen_queue")
        self.assertEqual(found["processes"],
                         [{"pid": pid, "name": name.decode()} for pid in pids])
        each = [f"worker({pid})" for pid in pids]
        words = self.run_well("--health=listen_queue", "-Hn").out.split()
        self.assertEqual(words[9], ",".join(each))
        shown, _ = terminal.output_of("--health=listen_queue", columns=200)
        self.assertIn(f"{each[0]}+2 ", shown.decode())
        self.assertEqual(len(self.findings("--health=listen_queue", "--sort=processes")), 1)
        (line,) = self.run_well("--health=listen_queue", "--csv", "-H").out.splitlines()
        self.assertIn(",%s," % " ".join(each), line)

    def test_every_format_has_a_line_for_a_finding(self):
        words = self.run_well("--health=listen_queue", "-Hn").out.split()
        self.assertEqual(words[:7], ["critical", "listen_queue", "accept_queue", "1", "0", "-",
                                     "tcp"])
        header = self.run_well("--health=listen_queue", "-n").out.splitlines()[0]
        self.assertEqual(len(words), len(header.replace("Address:Port", "").split()))
        (line,) = rows.ndjson(self.run_well("--health=listen_queue", "--ndjson").out)
        self.assertEqual(line["sockets"][0]["local_port"], self.port)
        header, line = self.run_well("--health=listen_queue", "--tsv").out.splitlines()
        self.assertEqual(len(header.split("\t")), len(line.split("\t")))

    def test_a_status_for_monitoring(self):
        self.assertEqual(support.run("--health=listen_queue", "--expect=0").status, 4)
        self.assertEqual(support.run("--health=close_wait", "--expect=0").status, 0)

    def test_a_filter_chooses_sockets(self):
        self.assertEqual(len(self.findings("--health=listen_queue", f"sport = :{self.port}")), 1)
        self.assertEqual(self.findings("--health=listen_queue", f"sport != :{self.port}"), [])
        self.assertEqual(self.findings("--health=listen_queue", "-u"), [])
        self.assertEqual(len(self.findings("--health=listen_queue", f"pid = {os.getpid()}")), 1)
        self.assertEqual(self.findings("--health=listen_queue", "pid = 1"), [])

    def test_another_namespace_and_all(self):
        elsewhere = {"prefix": ("unshare", "-n")}
        self.assertEqual(self.findings("--health=listen_queue", **elsewhere), [])
        found = self.finding("--health=listen_queue", f"--net={os.getpid()}", **elsewhere)
        self.assertEqual(found["netns"], str(netns.inode()))
        self.check_owner(found)
        result = support.run("--health=listen_queue", "--all-netns", "--json", **elsewhere)
        self.assertIn(str(netns.inode()),
                      [found["netns"] for found in rows.document(result.out)["findings"]])


if __name__ == "__main__":
    support.main()
