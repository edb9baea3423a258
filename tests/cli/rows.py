# SPDX-License-Identifier: MIT
"""Readers of sockview's formats, written from the contract and sharing nothing with its code."""

import dataclasses
import json
import re

HEADER = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port"
OWNER = re.compile(r"([^(),]*)\((\d+)(?:,(\d+))?\)")
ESCAPED = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(\\))")
OCTET_BASE = 0xEF00


@dataclasses.dataclass(frozen=True)
class Row:
    netid: str
    state: str
    recv_q: str
    send_q: str
    local: str
    peer: str
    rest: tuple

    @property
    def key(self):
        return self.netid, self.local, self.peer

    @property
    def words(self):
        """What -e and -o add, by name."""
        pairs = (word.partition(":") for word in self.rest)
        return {name: value for name, colon, value in pairs if colon and "(" not in name}


def table(text, header=False):
    """The rows of a table. A line that has not six fields is an error, so no row is lost."""
    lines = text.split("\n")
    if lines.pop() != "":
        raise AssertionError("the last line has no end")
    if header:
        first = " ".join(lines.pop(0).split())
        if not first.startswith(HEADER):
            raise AssertionError(f"not the header: {first!r}")
    rows = []
    for line in lines:
        fields = line.split()
        if len(fields) < 6:
            raise AssertionError(f"fewer than six fields: {line!r}")
        rows.append(Row(*fields[:6], rest=tuple(fields[6:])))
    return rows


def document(text):
    return json.loads(text, parse_constant=reject, object_pairs_hook=unique)


def ndjson(text):
    if text and not text.endswith("\n"):
        raise AssertionError("the last line has no end")
    return [document(line) for line in text.split("\n")[:-1]]


def unique(members):
    """An object. A name that appears twice is an error, because most readers would lose one of the
    values."""
    names = [name for name, _ in members]
    if len(names) != len(set(names)):
        raise AssertionError(f"a name twice: {names}")
    return dict(members)


def reject(constant):
    raise AssertionError(f"{constant} is not JSON")


def json_key(sock):
    return (sock["netid"], sock["local_address"], sock["local_port"], sock["peer_address"],
            sock["peer_port"])


def by_key(items, key):
    """Items by identity; two with the same identity are an error."""
    result = {}
    for item in items:
        if key(item) in result:
            raise AssertionError(f"twice: {key(item)}")
        result[key(item)] = item
    return result


def unescape_field(text):
    """The octets of a field of a table."""
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]) if match[1] else b"\\",
                       text.encode("utf-8"))


def unescape_json(text):
    """The octets of a name in JSON: U+EF00+b stands for the octet b."""
    return b"".join(bytes([ord(char) & 0xFF]) if ord(char) & ~0xFF == OCTET_BASE
                    else char.encode("utf-8") for char in text)


def owners_of_field(field):
    """{(pid, name, fd or None)} of a Process field; None for `-` and for a reason."""
    if field == "-" or re.fullmatch(r"\[[a-z_]+\]", field):
        return None
    owners, position = set(), 0
    while position < len(field):
        match = OWNER.match(field, position)
        if not match:
            raise AssertionError(f"not an owner at {position}: {field!r}")
        owners.add((int(match[2]), unescape_field(match[1]), int(match[3]) if match[3] else None))
        position = match.end()
        if position < len(field) and field[position] != ",":
            raise AssertionError(f"no comma at {position}: {field!r}")
        position += 1
    return owners


def owners_of_json(processes):
    """The same of JSON; None for null."""
    if processes is None:
        return None
    return {(owner["pid"], unescape_json(owner["name"]), owner["fd"]) for owner in processes}


def warning_lines(document):
    """The warnings of a JSON document as the lines that stderr has for them."""
    for warning in document["warnings"]:
        assert set(warning) == {"code", "message", "count"}, warning
    return [f"sockview: {warning['message']}" for warning in document["warnings"]]
