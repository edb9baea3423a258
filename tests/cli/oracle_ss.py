# SPDX-License-Identifier: MIT
"""A reader of what ss prints with -tuanOHe and -p."""

import dataclasses
import re
import shutil
import subprocess

import limits

STATES = {"ESTAB": "ESTABLISHED"}
USERS = re.compile(r'users:\((.*)\)')
USER = re.compile(r'\("((?:[^"\\]|\\.)*)",pid=(\d+),fd=(\d+)\)')


@dataclasses.dataclass(frozen=True)
class SsRow:
    netid: str
    state: str
    recv_q: str
    send_q: str
    local: str
    peer: str
    uid: int
    inode: int
    cookie: str
    timer: str
    owners: frozenset


def available():
    return shutil.which("ss") is not None


def state(text):
    return STATES.get(text, re.sub(r"-(?=\d$)", "", text).replace("-", "_"))


def endpoint(text):
    """As sockview spells it: [::] for *, and the scope inside the brackets."""
    address, port = text.rsplit(":", 1)
    if address == "*":
        address = "[::]"
    match = re.fullmatch(r"\[(.*)\]%(.+)", address)
    if match:
        address = f"[{match[1]}%{match[2]}]"
    return f"{address}:{port}"


def word(rest, name, default=None):
    match = re.search(rf"(?:^|\s){name}:(\S+)", rest)
    return match[1] if match else default


def timer(rest):
    match = re.search(r"timer:\((\w+),", rest)
    return match[1] if match else "off"


def parse(line):
    netid, shown, recv_q, send_q, local, peer, *rest = line.split(None, 6)
    rest = rest[0] if rest else ""
    owners = frozenset((int(pid), name, int(fd)) for name, pid, fd in USER.findall(rest))
    return SsRow(netid, state(shown), recv_q, send_q, endpoint(local), endpoint(peer),
                 int(word(rest, "uid", 0)), int(word(rest, "ino", 0)), word(rest, "sk"),
                 timer(rest), owners)


def rows(*options):
    done = subprocess.run(["ss", "-tuanOHe", *options], capture_output=True, check=True,
                          timeout=limits.seconds())
    return [parse(line) for line in done.stdout.decode().splitlines() if line.strip()]
