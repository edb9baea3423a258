# SPDX-License-Identifier: MIT
"""CSV and TSV: what a program reads out of them is what NDJSON has."""

import csv
import io
import os
import re
import socket
import tempfile

import support

import holder
import limits
import netns
import rows
import running
import terminal

FAST = "--continuous=0.02"
FILE_NAMES = ("a,b", 'a"b', '""', "a b", " a ", "a\tb", "a\nb", "a\\x0ab", "a\\b", "\\e", "-",
              "caf\u00e9", "a\rb", "a\x1b[1m")
NETIDS = ("tcp", "udp", "u_str", "u_dgr")
UNSTEADY = re.compile(r"last_|timer|busy|cookie|cgroup")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3}|\d{6})Z")


def read_csv(text):
    """The rows as dictionaries."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def read_tsv(text):
    header, *lines = [line.split("\t") for line in text.split("\n")[:-1]]
    assert all(len(line) == len(header) for line in lines)
    return [dict(zip(header, line)) for line in lines]


READERS = {"--csv": read_csv, "--tsv": read_tsv}


def field_of(value):
    """What a value of JSON is as a field, of names without anything to escape."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        texts = [f"{owner['name']}({owner['pid']})" if isinstance(owner, dict) else owner
                 for owner in value]
        return " ".join(texts) or "\\e"
    return str(value) if value != "" else "\\e"


def steady(fields):
    """Without what time changes, or the reading itself."""
    return {name: field for name, field in fields.items() if not UNSTEADY.match(name)}


class Separated(support.TestCase):
    def setUp(self):
        netns.enter()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.client = socket.create_connection(self.listener.getsockname())
        self.server, _ = self.listener.accept()
        for sock in (self.listener, self.client, self.server):
            self.addCleanup(sock.close)

    def test_the_same_as_ndjson(self):
        for arguments in (("-tan",), ("-tunap",), ("-A", "all", "-a"),
                          ("-taniom", "--tos", "--inet-sockopt")):
            wanted = rows.ndjson(support.run(*arguments, "--ndjson").out)
            for option, read in READERS.items():
                with self.subTest(arguments=arguments, option=option):
                    found = read(support.run(*arguments, option).out)
                    self.assertEqual(list(found[0]), list(wanted[0]))
                    found = [steady(row) for row in found]
                    for row in wanted:
                        if row["netid"] in NETIDS:
                            fields = {name: field_of(value) for name, value in row.items()}
                            self.assertIn(steady(fields), found)

    def test_names_of_files_are_read_back(self):
        """A name is never cut, and two names are never printed alike."""
        with tempfile.TemporaryDirectory() as directory:
            paths = [os.path.join(directory, name) for name in FILE_NAMES]
            for path in paths:
                sock = socket.socket(socket.AF_UNIX)
                self.addCleanup(sock.close)
                sock.bind(path)
            for option, read in READERS.items():
                found = read(self.run_well("-xa", option, "--columns=state,local_address").out)
                names = {rows.unescape_field(row["local_address"]).decode() for row in found}
                self.assertLessEqual(set(paths), names)
                texts = {row["local_address"] for row in found}
                self.assertIn(f"{directory}/a b", texts)
                self.assertIn(f"{directory}/a\\x0ab", texts)

    def test_lines_end_with_one_character(self):
        for option in READERS:
            text = self.run_well("-ta", option).stdout
            self.assertNotIn(b"\r", text)
            self.assertEqual(text.count(b"\n"), 4)

    def test_option_h_takes_the_header_away(self):
        for option in READERS:
            whole = self.run_well("-tan", option, "--columns=netid,state").out
            self.assertRegex(whole, r"\Anetid[,\t]state\n")
            self.assertEqual(self.run_well("-tanH", option, "--columns=netid,state").out,
                             whole.partition("\n")[2])

    def test_an_empty_answer_is_a_header(self):
        for option, end in (("--csv", "netid,state\n"), ("--tsv", "netid\tstate\n")):
            found = self.run_well("-tan", option, "--columns=netid,state", "sport", "=", ":1")
            self.assertEqual(found.out, end)

    def test_rounds_have_one_header_and_each_row_has_its_time(self):
        for option in READERS:
            with self.subTest(option=option), \
                    running.Running("-tan", option, FAST, "--columns=state") as sockview:
                separator = "," if option == "--csv" else "\t"
                self.assertEqual(sockview.line(), f"state{separator}time\n")
                lines = [sockview.line().rstrip("\n").split(separator) for _ in range(9)]
                self.assertEqual({line[0] for line in lines}, {"LISTEN", "ESTABLISHED"})
                for line in lines:
                    self.assertRegex(line[1], TIME)
                self.assertGreaterEqual(len({line[1] for line in lines}), 3)
                self.assertEqual(sockview.end()[0], 0)

    def test_events_have_a_header_and_are_printed_at_once(self):
        for option, read in READERS.items():
            with self.subTest(option=option), \
                    running.Running("-tEn", option, "--columns=state,local_port") as sockview:
                header = sockview.line()
                self.assertRegex(header, r"\Astate[,\t]local_port[,\t]time\n")
                port = self.listener.getsockname()[1]

                def seen(port=port, sockview=sockview):
                    socket.create_connection(self.listener.getsockname()).close()
                    self.listener.accept()[0].close()
                    return sockview.has_output() and f"{port}" in sockview.line()
                limits.wait_until(seen, "an event")
                status, out, err = sockview.end()
                self.assertEqual((status, err), (0, ""))
                for row in read(header + out):
                    self.assertEqual(row["state"], "CLOSE")
                    self.assertRegex(row["time"], TIME)

    def test_owners_are_joined_by_blanks(self):
        first = os.getpid()
        with holder.Holder(lambda: None) as heir:
            for option, read in READERS.items():
                found = read(self.run_well("-tlnp", option).out)
                self.assertEqual({re.sub(r"[^ ]*\(", "(", row["processes"]) for row in found},
                                 {" ".join(f"({pid})" for pid in sorted((first, heir.pid)))})
                self.assertEqual({row["owner_status"] for row in found}, {"held"})

    def test_a_terminal_gets_the_same(self):
        """Owners are not merged there as in a table."""
        with holder.Holder(lambda: None):
            for option in READERS:
                output, result = terminal.output_of("-tlnp", option)
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertEqual(output.decode().replace("\r\n", "\n"),
                                 self.run_well("-tlnp", option).out)

    def test_totals_are_refused(self):
        for option in READERS:
            result = support.run("-s", option)
            self.assertEqual((result.status, result.out), (2, ""))
            self.assertIn("--summary", result.err)

    def test_names_of_the_formats(self):
        for option in READERS:
            name = option.removeprefix("--")
            self.assertEqual(self.run_well("-tan", f"--format={name}").out,
                             self.run_well("-tan", option).out)
            result = support.run("-tan", option, "--json")
            self.assertEqual((result.status, result.out), (2, ""))


if __name__ == "__main__":
    support.main()
