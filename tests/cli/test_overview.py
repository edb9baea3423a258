# SPDX-License-Identifier: MIT
"""The overview: a small web server on a screen of 80 x 24, and the same in a pipe and in JSON."""

import contextlib
import os
import pathlib
import socket

import machine

if __name__ == "__main__":
    machine.enter()

import support

import facts
import limits
import netns
import rows
import sandbox
import screen
import terminal
import zoo_server

GOLDEN = pathlib.Path(__file__).parent / "screens"
RENEW = "SOCKVIEW_RENEW_SCREENS"
ROWS, COLUMNS = 24, 80


def shown(*arguments, height=ROWS, columns=COLUMNS):
    output, result = terminal.output_of(*arguments, columns=columns, rows=height,
                                        env=support.environment())
    view = screen.Screen(height, columns)
    view.feed(output)
    assert not view.unknown, view.unknown
    return view, result


def overview(*arguments, **options):
    return rows.document(support.run("--overview", "--json", *arguments, **options).out)


class OfAServer(support.TestCase):
    """Where an own pid namespace is not permitted the whole script is skipped: pids are golden."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = zoo_server.started_for(cls)

    def setUp(self):
        super().setUp()
        self.server.end_connections()

    def check_golden(self, name, text):
        path = GOLDEN / name
        if os.environ.get(RENEW):
            path.write_text(text, encoding="utf-8")
        self.assertEqual(text, path.read_text(encoding="utf-8"))

    def test_golden(self):
        """Without any argument a terminal shows it, on one screen and without a pager."""
        for arguments in ((), ("--overview",)):
            view, result = shown(*arguments)
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertFalse(view.normal.scrolled)
            self.check_golden("overview-80.txt", view.text + "\n")

    def test_golden_in_a_pipe(self):
        self.check_golden("overview-pipe.txt", self.run_well("--overview").out)

    def test_without_arguments_a_pipe_has_the_table(self):
        self.assertEqual(self.run_well().out, self.run_well("-tuap").out)

    def test_json_adds_up(self):
        document = rows.document(self.run_well("--overview", "--json").out)
        everything = self.sockets("-tuan")
        (totals,) = document["totals"]
        self.assertEqual(totals["sockets"], len(everything))
        open_states = ("LISTEN", "UNCONN")
        listeners = [row for row in everything if row["state"] in open_states]
        self.assertEqual(sum(row["sockets"] for row in document["listeners"]), len(listeners))
        self.assertEqual(totals["listening"], len(listeners))
        connections = len(everything) - len(listeners)
        folded = 6  # both ends of those of the database are here
        self.assertEqual(sum(row["count"] for row in document["connections"]),
                         connections - folded)

    def test_listeners(self):
        found = {row["port"]: row for row in overview()["listeners"]}
        web = found[zoo_server.WEB]
        self.assertEqual((web["exposure"], web["ip"], web["sockets"], web["connections"]),
                         (["all"], ["v4", "v6"], 2, 60))
        self.assertEqual(len(web["processes"]), zoo_server.WORKERS + 1)
        self.assertEqual((web["backlog"], web["backlog_limit"]), (0, 511))
        database = found[zoo_server.DATABASE]
        self.assertEqual((database["exposure"], database["connections"]), (["loopback"], 6))
        self.assertIsNone(found[123]["backlog"])

    def test_connections(self):
        found = {(row["direction"], row["port"], row["state"]): row
                 for row in overview()["connections"]}
        web = found["in", zoo_server.WEB, "ESTABLISHED"]
        self.assertEqual((web["count"], web["hosts"], web["peer_address"]), (60, 2, None))
        self.assertIsNone(web["peer_processes"])
        database = found["in", zoo_server.DATABASE, "ESTABLISHED"]
        self.assertEqual({process["name"] for process in database["peer_processes"]}, {"gunicorn"})
        self.assertNotIn(("out", zoo_server.DATABASE, "ESTABLISHED"), found)
        outside = found["out", zoo_server.OUTSIDE, "ESTABLISHED"]
        self.assertEqual((outside["count"], outside["peer_address"]), (5, zoo_server.CLIENT4))
        self.assertEqual(found["in", zoo_server.ENDED, "TIME_WAIT"]["processes"], [])

    def test_findings_are_those_it_was_built_to_have(self):
        findings = [(row["code"], row["port"], row["amount"], row["limit"],
                     [process["name"] for process in row["processes"]])
                    for row in overview()["attention"]]
        self.assertEqual(findings, [
            ("listen_queue", zoo_server.SLOW, zoo_server.SLOW_BACKLOG + 1, zoo_server.SLOW_BACKLOG,
             ["slowapp"]),
            ("close_wait", zoo_server.LEAKY, zoo_server.LEAKS, None, ["leaky"])])

    def test_a_filter_shows_both_ends(self):
        document = overview("process = gunicorn")
        (row,) = document["connections"]
        self.assertEqual((row["direction"], row["port"], row["count"]),
                         ("out", zoo_server.DATABASE, 6))
        self.assertEqual({process["name"] for process in row["peer_processes"]}, {"postgres"})

    def test_a_version_of_ip(self):
        for option, connections in (("-4", 40), ("-6", 20)):
            web = {row["port"]: row for row in overview(option)["listeners"]}[zoo_server.WEB]
            self.assertEqual((web["ip"], web["connections"]), (["v" + option[1]], connections))
        self.assertEqual(overview("-6")["attention"], [])

    def test_other_namespaces(self):
        """Without -N the clients are not there."""
        away = f"/proc/{os.getpid()}/fd/{self.server.network.away}"
        ports = [row["port"] for row in overview(f"--net={away}")["listeners"]]
        self.assertEqual(ports, [zoo_server.OUTSIDE])
        names = {row["netns"] for row in overview("--all-netns")["listeners"]}
        self.assertIn("client", names)
        self.assertGreater(len(names), 1)

    def test_notes_do_not_move_the_first_line_off_the_screen(self):
        """The note that owners are hidden takes two lines here."""
        if os.geteuid() != 0:
            self.skipTest("needs root")
        height = 15
        output, result = terminal.output_of("--overview", "--owners=proc", columns=COLUMNS,
                                            rows=height, env=support.environment(),
                                            preexec=sandbox.see_no_descriptors)
        self.assertIn("have an owner that could not be seen", result.err)
        lines_below = -(-len(result.err.rstrip("\n")) // COLUMNS)
        view = screen.Screen(height, COLUMNS)
        view.feed(output)
        self.assertLessEqual(len(view.text.splitlines()), height - lines_below - 1)
        self.assertTrue(view.text.startswith("! :"), view.text)

    def test_it_fits_the_screen_also_where_rows_take_several_lines(self):
        for columns, height in ((60, 20), (70, 18), (80, 16), (40, 24), (200, 12)):
            with self.subTest(columns=columns, height=height):
                view, result = shown("--overview", height=height, columns=columns)
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertFalse(view.normal.scrolled)
                lines = view.text.splitlines()
                self.assertTrue(lines[0].startswith("! slowapp(49) :8443 backlog 6/5 full"))
                self.assertGreaterEqual(len(lines), height - 3)

    def test_what_the_screen_has_no_room_for_is_counted(self):
        view, _ = shown("--overview", height=14)
        self.assertFalse(view.normal.scrolled)
        self.assertRegex(view.text.splitlines()[-1],
                         r"; \d+ rows of LISTEN, \d+ of CONN: --overview \| less$")


class OfLittle(support.TestCase):
    def test_nothing_is_found_where_nothing_is_wrong(self):
        netns.enter()
        server = self.enterContext(socket.create_server(("127.0.0.1", 7000)))
        self.enterContext(socket.create_connection(server.getsockname()))
        self.enterContext(server.accept()[0])
        document = overview()
        self.assertEqual(document["attention"], [])
        self.assertEqual([(row["direction"], row["count"]) for row in document["connections"]],
                         [("in", 1)])

    def overflow(self, listener):
        """One more than its backlog of 0 allows."""
        client = self.enterContext(socket.socket())
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            client.connect(listener.getsockname())
        limits.wait_until(lambda: zoo_server.waiting(listener) == 1, "a full backlog")

    def test_a_terminal_says_how_many_findings_it_does_not_show(self):
        netns.enter()
        for port in range(7000, 7005):
            self.overflow(self.enterContext(
                socket.create_server(("127.0.0.1", port), backlog=0)))
        view, _ = shown("--overview")
        lines = [line for line in view.text.splitlines() if line.startswith("!")]
        self.assertEqual(len(lines), 2, view.text)
        for port in range(7000, 7003):
            self.assertRegex("    ".join(lines), rf"! \S+ :{port} backlog 1/0 full(    |$)")
        self.assertTrue(lines[-1].endswith("    ! and 2 more: sockview --health"), lines)
        found = [line.split() for line in self.run_well("--overview").out.splitlines()
                 if line.startswith("!")]
        self.assertEqual([(words[2], *words[3:]) for words in found],
                         [(f":{port}", "listen_queue", "1/0") for port in range(7000, 7005)])
        self.assertEqual({(row["amount"], row["limit"]) for row in overview()["attention"]},
                         {(1, 0)})

    def test_what_is_connected_to_elsewhere_says_so(self):
        """The program holds connections that a server has closed."""
        netns.enter()
        server = self.enterContext(socket.create_server(("127.0.0.1", 7000)))
        for _ in range(10):
            client = self.enterContext(socket.create_connection(server.getsockname()))
            server.accept()[0].close()
            facts.wait_for_state(client, "CLOSE_WAIT")
        server.close()
        view, _ = shown("--overview")
        self.assertRegex(view.text.splitlines()[0], r"^! \S+ to :7000 10 in CLOSE_WAIT$")
        (found,) = overview()["attention"]
        self.assertEqual((found["direction"], found["port"]), ("out", 7000))

    def connect_more(self, server, count):
        for _ in range(count):
            self.enterContext(socket.create_connection(server.getsockname()))
            self.enterContext(server.accept()[0])

    def test_ports_that_are_nearly_used_up_for_a_destination(self):
        """90 percent, as --health has it; connections to another destination do not count."""
        netns.enter()
        with open("/proc/sys/net/ipv4/ip_local_port_range", "w", encoding="ascii") as file:
            file.write("40000 40019")
        server = self.enterContext(socket.create_server(("127.0.0.1", 7000)))
        other = self.enterContext(socket.create_server(("127.0.0.1", 7001)))
        self.connect_more(server, 17)
        self.connect_more(other, 10)
        self.assertEqual(overview()["attention"], [])
        self.connect_more(server, 1)
        (found,) = overview()["attention"]
        self.assertEqual([found[name] for name in ("code", "amount", "limit", "direction", "port",
                                                   "peer_address")],
                         ["ports", 18, 20, "out", 7000, "127.0.0.1"])
        self.assertEqual([process["pid"] for process in found["processes"]], [os.getpid()])
        view, _ = shown("--overview")
        self.assertRegex(view.text.splitlines()[0],
                         r"^! \S+ to 127\.0\.0\.1:7000 uses 18/20 ephemeral ports$")
        self.assertRegex(self.run_well("--overview").out.splitlines()[0],
                         r"^! \S+ :7000 ports 18/20$")

    def test_other_ends_that_nobody_can_be_seen_to_hold_are_counted(self):
        if os.geteuid() != 0:
            self.skipTest("needs root")
        netns.enter()
        server = self.enterContext(socket.create_server(("127.0.0.1", 7000)))
        self.enterContext(socket.create_connection(server.getsockname()))
        self.enterContext(server.accept()[0])
        lines = support.run("--overview", "-H", "--owners=proc",
                            preexec=sandbox.see_no_descriptors).out.splitlines()
        (line,) = [line for line in lines if line.startswith("in ")]
        self.assertEqual(line.split()[-2:], ["-", "local:1"])

    def test_an_empty_namespace(self):
        netns.enter()
        lines = self.run_well("--overview").out.splitlines()
        self.assertEqual(len(lines), 3)
        self.assertTrue(lines[2].startswith("sockets:0 listening:0 "))


if __name__ == "__main__":
    support.main()
