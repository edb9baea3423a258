# SPDX-License-Identifier: MIT
"""Compares the rows that sockview prints, in each format, with the Facts of the sockets."""

import pwd
import socket

import netns
import rows
from facts import ANY

TABLE = ("-tuanpeo", "-H")
DETAIL = ("-tuanpeo",)


def scoped(row, address, source):
    """Only netlink knows the interface; a link-local address without it is incomplete."""
    scope = address.lower().startswith("fe80:") and source == "netlink"
    return f"{address}%{row.interface}" if scope else address


def endpoint(row, end, interface):
    address, port = end
    name = f"{address}%{interface}" if interface else address
    return f"[{name}]:{port or '*'}" if row.ipv6 else f"{name}:{port or '*'}"


def table_key(row, source):
    known = row.interface if source == "netlink" and row.interface is not ANY else None
    linked = known if row.peer[0].lower().startswith("fe80:") else None
    return row.netid, endpoint(row, row.local, known), endpoint(row, row.peer, linked)


def json_key(row, source):
    return (row.netid, scoped(row, row.local[0], source), row.local[1],
            scoped(row, row.peer[0], source), row.peer[1])


def send_q(row, source):
    return None if row.state == "LISTEN" and source == "proc" else row.send_q


def only_netlink(value, source):
    return value if source == "netlink" else None


class RowChecks:
    """Mixed into a test class. `expected` are Facts; both directions are compared, so a row too
    many fails as well as a missing one."""

    def assert_table(self, text, expected, source):
        found = rows.by_key(rows.table(text), lambda row: row.key)
        self.assertEqual(sorted(found), sorted(table_key(row, source) for row in expected))
        for row in expected:
            with self.subTest(state=row.state, local=row.local, peer=row.peer):
                self.assert_table_row(found[table_key(row, source)], row, source)

    def assert_json(self, sockets, expected, source):
        found = rows.by_key(sockets, rows.json_key)
        self.assertEqual(sorted(found), sorted(json_key(row, source) for row in expected))
        for row in expected:
            with self.subTest(state=row.state, local=row.local, peer=row.peer):
                self.assert_json_row(found[json_key(row, source)], row, source)

    def assert_table_row(self, found, row, source):
        queue = send_q(row, source)
        self.assertEqual((found.state, found.recv_q, found.send_q),
                         (row.state, str(row.recv_q), "-" if queue is None else str(queue)))
        self.assertEqual(rows.owners_of_field(found.rest[0]), set(row.owners) or None)
        self.assert_word(found, "uid", row.uid)
        self.assert_word(found, "user", row.uid, user_name)
        self.assert_word(found, "inode", row.inode)
        self.assert_word(found, "cookie", only_netlink(row.cookie, source), hexadecimal)
        self.assert_word(found, "interface", only_netlink(row.interface, source))
        self.assert_word(found, "v6only", only_netlink(row.v6only, source))
        self.assertIn(found.words.get("timer"), row.timers)
        if row.timers == ("off",):
            self.assertNotIn("timer_expires_ms", found.words)
            self.assertNotIn("timer_retrans", found.words)
        else:
            self.assert_between(int(found.words["timer_expires_ms"]), row.expires_ms)
            self.assertGreaterEqual(int(found.words["timer_retrans"]), 0)

    def assert_word(self, found, name, value, spell=str):
        if value is ANY:
            return
        self.assertEqual(found.words.get(name), None if value is None else spell(value), name)

    def assert_between(self, value, bounds):
        self.assertTrue(bounds[0] <= value <= bounds[1], f"{value} is not in {bounds}")

    def assert_json_row(self, found, row, source):
        self.assertEqual((found["netid"], found["family"], found["type"], found["state"]),
                         (row.netid, row.family, row.type, row.state))
        self.assert_number(found["recv_q"], row.recv_q)
        self.assert_number(found["send_q"], send_q(row, source))
        self.assertNotIn("local_service", found)
        self.assertNotIn("peer_service", found)
        self.assert_number(found["uid"], row.uid)
        self.assert_value(found["user"], row.uid, user_name)
        self.assert_number(found["inode"], row.inode)
        self.assert_value(found["cookie"], only_netlink(row.cookie, source), hexadecimal)
        self.assert_value(found["interface"], only_netlink(row.interface, source))
        self.assert_number(found["mark"], only_netlink(row.mark, source))
        self.assert_value(found["v6only"], only_netlink(row.v6only, source), bool)
        self.assertIn(str(netns.inode()), found["netns"])
        self.assertEqual(rows.owners_of_json(found["processes"]), set(row.owners))
        self.assertIn(found["timer"], row.timers)
        if row.timers == ("off",):
            self.assertEqual((found["timer_expires_ms"], found["timer_retrans"]), (None, None))
        else:
            self.assert_between(found["timer_expires_ms"], row.expires_ms)
            self.assertGreaterEqual(found["timer_retrans"], 0)

    def assert_number(self, value, expected):
        """Equal, and of the same type: True is not 1 here."""
        if expected is ANY:
            return
        self.assertEqual((type(value), value), (type(expected), expected))

    def assert_value(self, value, expected, spell=lambda value: value):
        if expected is not ANY:
            self.assertEqual(value, None if expected is None else spell(expected))

    def assert_every_format(self, expected, source, options=DETAIL, **run_options):
        """The table, the document and the lines, each of a run of its own."""
        chosen = (*options, f"--source={source}")
        table = self.run_well(*chosen, "-H", **run_options)
        self.assert_table(table.out, expected, source)
        document = rows.document(self.run_well(*chosen, "--json", **run_options).out)
        self.assertEqual((document["complete"], document["warnings"]), (True, []))
        self.assert_json(document["sockets"], expected, source)
        lines = rows.ndjson(self.run_well(*chosen, "--ndjson", **run_options).out)
        self.assert_json(lines, expected, source)


def user_name(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def hexadecimal(cookie):
    return format(cookie, "x")


def wildcard(family):
    return "::" if family == socket.AF_INET6 else "0.0.0.0"
