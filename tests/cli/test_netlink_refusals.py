# SPDX-License-Identifier: MIT
"""A table that sock_diag refuses comes from /proc, or the answer has a reason and a status."""

import errno
import os
import socket

import support

import faulty
import rows
import sandbox

REFUSALS = (("done", "ENOENT"), ("error", "ENOENT"), ("error", "EOPNOTSUPP"),
            ("done", "EOPNOTSUPP"), ("error", "EPROTONOSUPPORT"), ("error", "EPERM"),
            ("send", "EPERM"), ("send", "EACCES"), ("done", "EACCES"))


class Refused(faulty.SteadySockets):
    """One table is refused: that one comes from /proc, all the others still from netlink."""

    def test_table_comes_from_proc(self):
        for name in faulty.TABLES:
            usual = self.rows_with_proc(name)
            for way, error in REFUSALS:
                with self.subTest(table=name, way=way, error=error):
                    result = self.run_with(faulty.refusal(name, way, error), "-tuxanpj")
                    found = rows.document(result.out)["sockets"]
                    if faulty.sorted_rows(found) != faulty.sorted_rows(usual):
                        # Some were in TIME_WAIT, which has ended since on a slow machine.
                        usual = self.rows_with_proc(name)
                        result = self.run_with(faulty.refusal(name, way, error), "-tuxanpj")
                    self.assertEqual(result.err, "")
                    self.assert_usual(result, usual)
                    document = rows.document(result.out)
                    self.assertEqual((document["complete"], document["warnings"]), (True, []))

    def rows_with_proc(self, name):
        """Those of this table as /proc has them, and those of all others over netlink."""
        both = {source: self.sockets("-tuxanp", f"--source={source}")
                for source in support.SOURCES}
        others = [sock for sock in both["netlink"] if not faulty.is_of(name, sock)]
        found = [sock for sock in both["proc"] if faulty.is_of(name, sock)]
        self.assertTrue(found)
        return others + found

    def test_only_proc_is_without_cookies(self):
        """Guards the test above: the two sources can be told from each other."""
        for sock in self.sockets("-tuxan", "--source=proc"):
            self.assertIsNone(sock["cookie"])
        for sock in self.sockets("-tuxan", "--source=netlink"):
            self.assertIsNotNone(sock["cookie"])

    def test_table_of_rows(self):
        usual = self.table("-4tan", "--source=proc")
        result = self.run_with(faulty.refusal("tcp", "done", "ENOENT"), "-4tanH")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(faulty.sorted_rows(rows.table(result.out)), faulty.sorted_rows(usual))

    def test_forced_netlink_alone(self):
        """Nothing was read: status 1 and the reason."""
        for name, (_, _, options, _) in faulty.TABLES.items():
            for way, error in REFUSALS:
                with self.subTest(table=name, way=way, error=error):
                    result = self.run_with(faulty.refusal(name, way, error), options,
                                           "--source=netlink")
                    lines = self.assert_error_lines(result)
                    self.assertIn("netlink", lines[0])
                    if error == "ENOENT":
                        self.assertIn(result.status, (faulty.FAILED, faulty.INCOMPLETE))
                        self.assertIn("no sock_diag", lines[0])
                    else:
                        self.assertEqual(result.status, faulty.FAILED)
                        self.assertIn(os.strerror(getattr(errno, error)), lines[0])

    def test_forced_netlink_in_part(self):
        """A part was read: it is shown, with status 3 and the reason."""
        usual = self.sockets("-tuxan", "--source=netlink")
        for name in faulty.TABLES:
            rest = [sock for sock in usual if not faulty.is_of(name, sock)]
            for way, error in REFUSALS:
                with self.subTest(table=name, way=way, error=error):
                    result = self.run_with(faulty.refusal(name, way, error), "-tuxanj",
                                           "--source=netlink")
                    self.assert_said(result, f"netlink: {name}: ")
                    self.assert_usual(result, rest, faulty.INCOMPLETE)

    def test_every_table_refused(self):
        usual = self.sockets("-tuxanp", "--source=proc")
        for way, error in REFUSALS:
            with self.subTest(way=way, error=error):
                faults = f"refuse -1 -1 {way} {getattr(errno, error)}"
                result = self.run_with(faults, "-tuxanpj")
                self.assertEqual(result.err, "")
                self.assert_usual(result, usual)
                if error != "ENOENT":
                    result = self.run_with(faults, "-tuxan", "--source=netlink")
                    self.assertEqual(result.status, faulty.FAILED)
                    self.assertEqual(len(self.assert_error_lines(result)), len(faulty.TABLES))

    def test_family_that_the_kernel_lacks(self):
        """It is passed over, unless it was asked for by name. One that is refused may be there."""
        lacking, refused = f"refuse 40 -1 done {errno.ENOENT}", f"refuse 40 -1 done {errno.EPERM}"
        result = self.run_with(lacking, "-A", "all")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assert_said(self.run_with(lacking, "--vsock"), "vsock: ", "no sock_diag")
        self.assert_said(self.run_with(refused, "-A", "all"), "vsock: ", os.strerror(errno.EPERM))
        self.assert_said(self.run_with(refused, "--vsock"), "vsock: ", os.strerror(errno.EPERM),
                         status=faulty.FAILED)

    def test_forced_proc_asks_nobody(self):
        result = self.run_with("receive 1 1; refuse -1 -1 send 1", "--source=proc", "-tuxanj")
        self.assert_usual(result, self.sockets("-tuxan", "--source=proc"))
        self.assertEqual(self.log, [])

    def test_neither_source(self):
        """The reasons of both."""
        if not sandbox.permitted(sandbox.fake_proc_net({})):
            self.skipTest("fake_proc_net is not permitted here")
        step = sandbox.fake_proc_net({"tcp": None})
        result = self.run_with(faulty.refusal("tcp", "done", "EPERM"), "-tuxanj", preexec=step)
        self.assert_said(result, "netlink", os.strerror(errno.EPERM), "/proc/net/tcp",
                         os.strerror(errno.EISDIR))
        self.assert_usual(result, [sock for sock in self.sockets("-tuxan", "--source=netlink")
                                   if not faulty.is_of("tcp", sock)], faulty.INCOMPLETE)
        result = self.run_with(faulty.refusal("tcp", "done", "EPERM"), "-4tan", preexec=step)
        self.assert_said(result, os.strerror(errno.EPERM), os.strerror(errno.EISDIR),
                         status=faulty.FAILED)


class OneWalk(faulty.SteadySockets):
    """All TCP by one request, of an older kind, which tells the same as one for each table."""

    steady = ("netid", "family", "state", "local", "peer", "local_address", "local_port",
              "peer_address", "peer_port", "interface", "uid", "inode", "cookie", "mark", "cgroup",
              "netns", "processes", "v6only", "shutdown", "tos", "tclass", "priority")

    def steady_rows(self, options, fault=""):
        """The rows; of what moves between two runs, whether it is known."""
        result = self.run_with(fault, *options, "-j", "--source=netlink")
        self.assertEqual((result.status, result.err), (0, ""))
        return [{name: value if name in self.steady else value is None
                 for name, value in sock.items() if not name.startswith("timer")}
                for sock in rows.document(result.out)["sockets"]]

    def test_same_rows(self):
        tables = [faulty.WHOLE_TCP, *((int(family), int(protocol)) for family, protocol, *_ in
                               faulty.TABLES.values() if protocol == socket.IPPROTO_TCP)]
        for options in (("-tan",), ("-tanpeoim", "--tos", "--cgroup", "--inet-sockopt"),
                        ("-tln",), ("-tan", "--columns", "shutdown,mark,cookie,local,peer"),
                        ("-tan", "sport > 1000 and not dst 192.0.2.1")):
            for way, error in REFUSALS:
                with self.subTest(options=options, way=way, error=error):
                    at_once = self.steady_rows(options)
                    self.assertEqual(self.logged("request"), tables[:1])
                    fault = f"refuse %d %d {way} {getattr(errno, error)}" % faulty.WHOLE_TCP
                    table_by_table = self.steady_rows(options, fault)
                    self.assertEqual(list(dict.fromkeys(self.logged("request"))), tables)
                    self.assertEqual(faulty.sorted_rows(at_once),
                                     faulty.sorted_rows(table_by_table))
                    self.assertNotIn(len(at_once), (0, 1))

    def test_one_address_family_alone(self):
        for name in ("tcp", "tcp6"):
            family, protocol, options, _ = faulty.TABLES[name]
            self.run_with("", options)
            self.assertEqual(self.logged("request"), [(int(family), int(protocol))])


if __name__ == "__main__":
    support.main()
