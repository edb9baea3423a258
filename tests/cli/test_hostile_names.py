# SPDX-License-Identifier: MIT
"""Process names that try to drive the terminal, forge rows or owners, or break JSON."""

import contextlib
import os
import socket
import tempfile
import unicodedata

import itertools

import support

import holder
import machine
import rows
import sandbox
import terminal

NAMES = (
    b"\x1b[31mred\x1b[0m", b"\x1b]0;title\x07", b"two\nlines", b"cr\rback", b"tab\tbell\x07",
    b"x) y(1,2", b"a(1),b", b'",pid=1,fd=3', b"'\"`$(id)", b"\xff\xfe\x80", b"cut\xe2\x80",
    "rtl\u202e".encode(), "zero\u200bwidth".encode(), "c1\x9b31m".encode(), "nel\u0085x".encode(),
    "ls\u2028ps\u2029".encode(), b"back\\slash", b"\\x41", b"\\", b"a b  c", b" lead", b"trail ",
    "nbsp\u00a0x".encode(), "\uef41".encode(), "\uefff\uef00".encode(), "\ufeffbom".encode(),
    "tag\U000e0041".encode(), "caf\u00e9 \u65e5".encode(), "\U0001f600".encode(),
    b"\xed\xa0\x80surr", b"\xc0\xafslash", b"\xf5\x80\x80\x80", b"\x7f", b"-", b"1", b"", b"%s%n",
    b"{},[]:", b"fifteen-octets!",
)
# What moves the cursor, reorders text or starts a line: never in any output.
FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def open_with(name):
    def opened():
        sandbox.set_comm(name)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        return sock
    return opened


class HostileNames(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.names = {}
        for name in NAMES:
            child = stack.enter_context(holder.Holder(open_with(name)))
            with open(f"/proc/{child.pid}/comm", "rb") as file:
                assert file.read() == name + b"\n", name
            cls.names[child.pid] = name

    def assert_clean(self, output, but="\n"):
        text = output.decode("utf-8", "strict")
        raw = {char for char in text if unicodedata.category(char) in FORBIDDEN}
        self.assertEqual(raw - set(but), set())
        return text

    def assert_owned(self, owner_sets):
        """Each socket has one owner; together they are exactly the children with their names."""
        self.assertEqual({len(owners) for owners in owner_sets}, {1})
        found = {pid: name for owners in owner_sets for pid, name, _ in owners}
        self.assertEqual(found, self.names)
        self.assertEqual(len(owner_sets), len(self.names))

    def test_table(self):
        for options in ("-uanp", "-uanpeo"):
            result = self.run_well(options, "-H")
            found = rows.table(self.assert_clean(result.stdout))
            self.assertEqual({row.state for row in found}, {"UNCONN"})
            self.assert_owned([rows.owners_of_field(row.rest[0]) for row in found])

    def test_table_field_is_one_field(self):
        for row in self.table("-uanp"):
            self.assertEqual(len(row.rest), 1, row)

    def test_table_with_header_has_one_line_a_socket(self):
        text = self.run_well("-uanp").out
        self.assertEqual(len(text.splitlines()), len(NAMES) + 1)

    def test_different_names_print_differently(self):
        fields = [row.rest[0] for row in self.table("-uanp")]
        self.assertEqual(len({field.partition("(")[0] for field in fields}), len(set(NAMES)))

    def test_printable_names_stay(self):
        """Only what is dangerous is escaped."""
        fields = {row.rest[0].partition("(")[0] for row in self.table("-uanp")}
        self.assertLessEqual({"caf\u00e9\\x20\u65e5", "\U0001f600", "fifteen-octets!", "%s%n"},
                             fields)

    def test_exact_escapes(self):
        fields = {int(row.rest[0].rpartition("(")[2][:-1]): row.rest[0]
                  for row in self.table("-uanp")}
        pids = {name: pid for pid, name in self.names.items()}
        for name, text in ((b"a(1),b", r"a\x281\x29\x2cb"), (b"two\nlines", r"two\x0alines"),
                           (b"back\\slash", r"back\\slash"), (b"\xff\xfe\x80", r"\xff\xfe\x80"),
                           (b"a b  c", r"a\x20b\x20\x20c"), (b"\\x41", r"\\x41"), (b"", ""),
                           ("rtl\u202e".encode(), r"rtl\xe2\x80\xae")):
            with self.subTest(name=name):
                self.assertEqual(fields[pids[name]], f"{text}({pids[name]})")

    def test_json(self):
        result = self.run_well("-uanp", "--json")
        text = self.assert_clean(result.stdout)
        self.assert_owned([rows.owners_of_json(sock["processes"])
                           for sock in rows.document(text)["sockets"]])

    def test_ndjson(self):
        result = self.run_well("-uanp", "--ndjson")
        text = self.assert_clean(result.stdout)
        self.assertEqual(text.count("\n"), len(NAMES))
        self.assert_owned([rows.owners_of_json(sock["processes"])
                           for sock in rows.ndjson(text)])

    def test_json_of_octets_that_are_not_utf8(self):
        found = {owner["pid"]: owner["name"] for sock in self.sockets("-uanp")
                 for owner in sock["processes"]}
        pids = {name: pid for pid, name in self.names.items()}
        self.assertEqual(found[pids[b"\xff\xfe\x80"]], "\uefff\ueffe\uef80")
        self.assertEqual(found[pids["\uef41".encode()]], "\uefee\uefbd\uef81")
        self.assertEqual(found[pids["rtl\u202e".encode()]], "rtl\u202e")

    def test_every_locale_prints_the_same_to_a_pipe(self):
        utf8 = self.run_well("-uanpe", "-H", env=support.environment(LC_ALL="C.UTF-8"))
        for locale in ("C", "POSIX", "xx_XX.nonsense", ""):
            for options in (("-uanpe", "-H"), ("-uanp", "--ndjson")):
                with self.subTest(locale=locale, options=options):
                    here = self.run_well(*options, env=support.environment(LC_ALL=locale))
                    self.assert_clean(here.stdout)
                    if "--ndjson" not in options:
                        self.assertEqual(here.stdout, utf8.stdout)

    def test_terminal(self):
        """Colours are the only escape sequences that a terminal may get."""
        for locale, layout in itertools.product(("C", "C.UTF-8"), ((), ("-W",))):
            with self.subTest(locale=locale, layout=layout):
                output, result = terminal.output_of("-uanp", *layout, "--color=never",
                                                    env=support.environment(LC_ALL=locale))
                self.assertEqual((result.status, result.err), (0, ""))
                self.assert_clean(output, but="\r\n")
                self.assertEqual(output.isascii(), locale == "C")
                rows_begun = [line for line in output.splitlines() if line.startswith(b"udp ")]
                self.assertEqual(len(rows_begun), len(NAMES))
                if layout:
                    self.assertEqual(output.count(b"\n"), len(NAMES) + 1)


class ReservedWords(support.TestCase):
    """Names that look like the sign for no name, or like a number."""

    def cells(self, *arguments):
        """The second of two columns, by the inode in the first."""
        lines = self.run_well(*arguments, "-H").out.splitlines()
        return {int(inode): cell for inode, cell in (line.split() for line in lines)}

    def test_devices(self):
        before = "lo"
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as bound, \
                socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as unbound:
            for name, cell, text in (("*", r"\x2a", "\uef2a"), ("7", "7", "7"), ("-", r"\x2d", "-")):
                machine.rename_loopback(name, before)
                before = name
                bound.bind((name, 3))
                inode = os.fstat(bound.fileno()).st_ino
                ends = self.cells("-0a", "--columns", "inode,local")
                self.assertEqual(ends[inode].rpartition(":")[2], cell)
                self.assertEqual(ends[os.fstat(unbound.fileno()).st_ino][-2:], ":*")
                local = {row["inode"]: row["local"] for row in self.sockets("-0a", "--columns", "inode,local")}
                self.assertEqual(local[inode].rpartition(":")[2], text)
            machine.rename_loopback("lo", before)

    def test_paths(self):
        with tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as held:
            paths = {}
            for name in (None, "*", "-", "@", "\u0301x", "\U0001d159"):
                sock = held.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
                paths[os.fstat(sock.fileno()).st_ino] = name
                if name is not None:
                    held.callback(os.chdir, os.getcwd())
                    os.chdir(directory)
                    sock.bind(name)
            cells = self.cells("-xa", "--columns", "inode,local_address")
            self.assertEqual({paths[inode]: cells[inode] for inode in paths},
                             {None: "-", "*": "\\x2a", "-": "\\x2d", "@": "\\x40",
                              "\u0301x": "\\xcc\\x81x", "\U0001d159": "\\xf0\\x9d\\x85\\x99"})
            socks = {row["inode"]: row for row in self.sockets("-xa", "--columns", "inode,local,local_address")}
            for column in ("local", "local_address"):
                texts = {str(socks[inode][column]).removesuffix(f":{inode}") for inode in paths}
                self.assertEqual(len(texts), len(paths), texts)


if __name__ == "__main__":
    support.main()
