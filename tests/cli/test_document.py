# SPDX-License-Identifier: MIT
"""The shape of the table, of the JSON document and of its lines, and the choice of columns."""

import datetime
import platform
import re

import support

import crowd
import rows
import zoo_every

ALWAYS = ["netid", "family", "type", "state", "recv_q", "send_q", "local_address", "local_port",
          "peer_address", "peer_port", "interface", "uid", "user", "inode", "cookie", "mark", "cgroup",
          "netns", "backlog", "backlog_limit", "local_ip", "peer_ip"]
SERVICES = ["local_service", "peer_service"]
TYPES = {"netid": str, "family": str, "type": str, "state": str, "recv_q": int, "send_q": int,
         "local_address": str, "local_port": int, "local_service": str, "peer_address": str,
         "peer_port": int, "peer_service": str, "interface": str, "uid": int, "user": str,
         "inode": int, "cookie": str, "mark": int, "cgroup": str, "netns": str,
         "backlog": int, "backlog_limit": int, "local_ip": str, "peer_ip": str,
         "v6only": (bool, int), "shutdown": str,
         "processes": list, "owner_status": str, "timer": str, "timer_expires_ms": int,
         "timer_retrans": int}
MAY_BE_NULL = {"send_q", "local_service", "peer_service", "interface", "uid", "user", "inode",
               "cookie", "mark", "cgroup", "backlog", "backlog_limit", "v6only", "shutdown", "processes", "timer_expires_ms",
               "timer_retrans"}
NO_CONTEXTS = "sockview: contexts: no security module gives "
# The netlink sockets with which sockview itself asks come and go.
SELF = 3
# A column that the sockets of one family alone have.
KNOWN = (("-t", "snd_cwnd"), ("-x", "peer_inode"), ("-0", "packet_flags"), ("-M", "mptcp_token"),
         ("--netlink", "groups_mask"))
TIME = re.compile(r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")


class ColumnCase(support.TestCase):
    def listed_columns(self):
        lines = self.run_well("--list-columns").out.splitlines()
        return [line.split()[0] for line in lines if line.strip()]


class CrowdCase(ColumnCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(crowd.gathered().close)


class Document(CrowdCase):
    def test_members(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        document = rows.document(self.run_well("-tuan", "--json").out)
        self.assertEqual(list(document), ["schema_version", "version", "host", "time", "sockets",
                                          "complete", "warnings"])
        self.assertEqual(document["schema_version"], 1)
        self.assertEqual(document["host"], platform.node())
        self.assertIn(document["version"], self.run_well("--version").out.split())
        self.assertRegex(document["time"], TIME)
        time = datetime.datetime.fromisoformat(document["time"].replace("Z", "+00:00"))
        self.assertLess(abs(time - before), datetime.timedelta(seconds=20))
        self.assertEqual((document["complete"], document["warnings"]), (True, []))

    def test_time_does_not_follow_the_local_zone(self):
        document = rows.document(self.run_well("-tan", "-j",
                                               env=support.environment(TZ="Asia/Tokyo")).out)
        time = datetime.datetime.fromisoformat(document["time"].replace("Z", "+00:00"))
        now = datetime.datetime.now(datetime.timezone.utc)
        self.assertLess(abs(time - now), datetime.timedelta(seconds=20))

    def test_spellings_of_the_same_format(self):
        def stripped(*options):
            return re.sub(r'"time":\s*"[^"]*"', "", self.run_well("-tuan", *options).out)
        self.assertEqual(stripped("-j"), stripped("--json"))
        self.assertEqual(stripped("-j"), stripped("--format=json"))
        self.assertEqual(stripped("--ndjson"), stripped("--format", "ndjson"))
        self.assertEqual(stripped(), stripped("--format=table"))

    def test_names(self):
        for option, more in (("", []), ("-p", ["processes", "owner_status"]), ("-e", ["v6only", "shutdown"]),
                             ("-o", ["timer", "timer_expires_ms", "timer_retrans"])):
            with self.subTest(option=option):
                for sock in self.sockets("-tuan", *filter(None, [option])):
                    self.assertEqual(sorted(sock), sorted(ALWAYS + more))
                for sock in self.sockets("-tua", *filter(None, [option])):
                    self.assertEqual(sorted(sock), sorted(ALWAYS + SERVICES + more))

    def test_types(self):
        for source in support.SOURCES:
            for sock in self.sockets("-tuapeo", f"--source={source}"):
                for name, value in sock.items():
                    if value is None:
                        self.assertIn(name, MAY_BE_NULL, sock)
                    else:
                        self.assertIsInstance(value, TYPES[name], name)
                self.assertRegex(sock["cookie"] or "0", r"\A[0-9a-f]+\Z")

    def test_lines_are_the_sockets_of_the_document(self):
        lines = rows.ndjson(self.run_well("-tuanpe", "--ndjson").out)
        self.assertEqual(sorted(map(repr, lines)), sorted(map(repr, self.sockets("-tuanpe"))))

    def test_header_does_not_matter_in_json(self):
        for option in ("--ndjson", "--json"):
            self.assertEqual(self.run_well("-tuan", option, "-H").out.count("netid"),
                             self.run_well("-tuan", option).out.count("netid"))


class Table(CrowdCase):
    def test_header(self):
        for options, last in (("-tuan", ()), ("-tuanp", ("Process",)), ("-t", ()), ("-4ul", ())):
            first = self.run_well(options).out.split("\n")[0].split()
            self.assertEqual(" ".join(first), " ".join((rows.HEADER, *last)))

    def test_no_header(self):
        for option in ("-H", "--no-header"):
            lines = self.run_well("-tuan", option).out.splitlines()
            self.assertEqual(len(lines), len(self.run_well("-tuan").out.splitlines()) - 1)
            self.assertNotIn("Netid", lines[0])

    def test_columns_are_aligned(self):
        lines = self.run_well("-tuanp").out.splitlines()
        starts = {name: lines[0].index(name) for name in ("State", "Local", "Peer", "Process")}
        for line in lines[1:]:
            for start in starts.values():
                self.assertEqual(line[start - 1], " ", line)
                self.assertNotEqual(line[start], " ", line)

    def test_queues_are_aligned_to_one_side(self):
        lines = self.run_well("-tuan").out.splitlines()
        for name in ("Recv-Q", "Send-Q"):
            start = lines[0].index(name)
            end = start + len(name)
            cells = [line[start - 1:end + 1] for line in lines[1:]]
            left = all(cell[1] != " " and cell[0] == " " for cell in cells)
            right = all(cell[-2] != " " and cell[-1] == " " for cell in cells)
            self.assertTrue(left or right, cells)

    def test_no_blank_ends(self):
        for options in (("-tuan",), ("-tuanp",), ("-tuanpeo",)):
            for line in self.run_well(*options).out.splitlines():
                self.assertEqual(line, line.strip())

    def test_header_of_an_empty_answer(self):
        text = self.run_well("-xa").out
        self.assertEqual(" ".join(text.split()), rows.HEADER)

    def test_detail_words_are_only_what_is_known(self):
        for row in self.table("-tuaneo"):
            for name, value in row.words.items():
                self.assertNotIn(value, ("", "-", "null"), (name, row))

    def test_detail_words_do_not_move_the_first_six_fields(self):
        plain = {row.key: (row.state, row.recv_q) for row in self.table("-tuan")}
        detailed = {row.key: (row.state, row.recv_q) for row in self.table("-tuanpeo")}
        self.assertEqual(plain, detailed)


class Columns(CrowdCase):
    def test_list_has_every_name(self):
        listed = self.listed_columns()
        self.assertLessEqual(set(TYPES), set(listed))
        self.assertEqual(len(listed), len(set(listed)))

    def test_each_column_has_the_usual_value(self):
        usual = self.sockets("-tuapeo")
        for name in TYPES:
            if name in ("timer_expires_ms", "timer_retrans", "timer"):
                continue
            with self.subTest(column=name):
                alone = self.sockets("-tua", "-e", "--columns", name)
                self.assertEqual(sorted(repr(sock[name]) for sock in alone),
                                 sorted(repr(sock[name]) for sock in usual))

    def test_order_is_that_of_the_list(self):
        names = ["inode", "state", "peer_port", "netid"]
        for sock in self.sockets("-tuan", "--columns", ",".join(names)):
            self.assertEqual(list(sock), names)
        listener = self.table_fields("-tuanH", "--columns", ",".join(names))
        self.assertTrue(all(fields[3] in ("tcp", "udp") for fields in listener))

    def table_fields(self, *options):
        return [line.split() for line in self.run_well(*options).out.splitlines()]

    def test_unknown_is_a_dash(self):
        fields = self.table_fields("-tanH", "--columns=state,uid", "--state=TIME_WAIT,LISTEN")
        self.assertEqual({tuple(pair) for pair in fields if pair[0] == "TIME_WAIT"},
                         {("TIME_WAIT", "-")})
        self.assertTrue({pair[1] for pair in fields if pair[0] == "LISTEN"} <= {"0", "65534"})

    def test_add_and_remove_in_json(self):
        default = set(self.sockets("-tuan")[0])
        self.assertEqual(set(self.sockets("-tuan", "--columns=+v6only")[0]), default | {"v6only"})
        self.assertEqual(set(self.sockets("-tuan", "--columns=-cookie,-mark")[0]),
                         default - {"cookie", "mark"})
        self.assertEqual(set(self.sockets("-tuan", "--columns", "-netns,+timer")[0]),
                         (default - {"netns"}) | {"timer"})

    def test_add_and_remove_in_table(self):
        usual = self.table_fields("-tuanH")
        more = self.table_fields("-tuanH", "--columns=+uid")
        self.assertEqual({len(fields) for fields in more}, {7})
        self.assertEqual(sorted(fields[:6] for fields in more), sorted(usual))
        fewer = self.table_fields("-tuanH", "--columns=-recv_q,-send_q")
        self.assertEqual(sorted(fewer), sorted(fields[:2] + fields[4:] for fields in usual))

    def test_column_named_twice(self):
        """Refused, or printed once in JSON: an object has no name twice."""
        result = support.run("-tuan", "--columns=netid,state,netid", "--ndjson")
        if result.status != 2:
            self.assertTrue(rows.ndjson(result.out))

    def test_columns_ask_for_owners(self):
        processes = [sock["processes"] for sock in
                     self.sockets("-tuan", "--columns=inode,processes") if sock["inode"]]
        self.assertTrue(processes)
        self.assertNotIn(None, processes)


class EveryFamily(ColumnCase):
    """Each column alone over sockets of every family, whether they can have it or not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(zoo_every.EveryZoo().close)

    def run_column(self, name, *options):
        """A system without security contexts may say so, and nothing else."""
        result = support.run("-A", "all", "-an", "--columns", name, *options)
        said = [line for line in result.err.splitlines()
                if not ("_context" in name and line.startswith(NO_CONTEXTS))]
        if result.status == 3:  # of raw sockets, where the kernel has no raw_diag
            self.assertRegex(said.pop(0) + "\n", support.DETAILS_MISSING)
            self.assertEqual(said, [])
            return result.out
        self.assertEqual((result.status, said), (0, []))
        return result.out

    def test_families(self):
        families = {sock["family"] for sock in self.sockets("-A", "all", "-a")}
        self.assertLessEqual({"inet", "unix", "netlink"}, families)

    def count(self):
        return len(self.sockets("-A", "all", "-a"))

    def assert_as_many(self, found, counted):
        """Some sockets end after a minute, which a slow machine may need for all columns."""
        if abs(found - counted) > SELF:
            counted = self.count()
        self.assertAlmostEqual(found, counted, delta=SELF)
        return counted

    def test_json(self):
        count = self.count()
        for name in self.listed_columns():
            with self.subTest(column=name):
                sockets = rows.document(self.run_column(name, "--json"))["sockets"]
                count = self.assert_as_many(len(sockets), count)
                self.assertEqual({tuple(sock) for sock in sockets}, {(name,)})
                types = {type(sock[name]) for sock in sockets} - {type(None)}
                self.assertLessEqual(len(types), 1)
                self.assertLessEqual(types, {str, int, bool, list})

    def test_table(self):
        count = self.count()
        for name in self.listed_columns():
            with self.subTest(column=name):
                lines = self.run_column(name, "-H").splitlines()
                count = self.assert_as_many(len(lines), count)
                self.assertEqual({len(line.split()) for line in lines}, {1})

    def test_all_columns_at_once(self):
        names = self.listed_columns()
        document = rows.document(self.run_column(",".join(names), "--json"))
        self.assertEqual({tuple(sock) for sock in document["sockets"]}, {tuple(names)})

    def test_known_columns_of_each_family(self):
        """What the details of a family bring in is known of some socket of it."""
        for option, name in KNOWN:
            with self.subTest(option=option, column=name):
                values = [sock[name] for sock in self.sockets(option, "-aneim")]
                if values:
                    self.assertNotEqual(set(map(repr, values)), {"None"})

    def test_details_bring_only_columns_of_the_family(self):
        """A name that another family alone has does not come."""
        for option, name in KNOWN:
            for other, _ in KNOWN:
                for sock in self.sockets(other, "-aneim")[:1] if other != option else ():
                    with self.subTest(option=other, column=name):
                        self.assertNotIn(name, sock)


if __name__ == "__main__":
    support.main()
