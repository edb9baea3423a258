# SPDX-License-Identifier: MIT
"""What ss says of UNIX, packet, netlink, raw and MPTCP sockets with every detail, as sockview's
columns have it. As in oracle_details, each word is a row of a table, one table for each family,
and a word that no row knows is an error."""

import os
import re
import subprocess

import limits
import oracle_details
import oracle_ss
from oracle_details import computed, decimal, exact, flag, hex_text, hexadecimal, number, row

OPTIONS = ("-A", "all", "-anOHiemop", "--tos", "--cgroup", "--inet-sockopt", "-b")
FAMILIES = {"u_str": "unix", "u_dgr": "unix", "u_seq": "unix", "p_raw": "packet",
            "p_dgr": "packet", "nl": "netlink", "raw": "raw", "mptcp": "mptcp"}
# A name of a UNIX socket may have line ends.
RECORD_END = re.compile(r"\n(?=(?:u_str|u_dgr|u_seq|p_raw|p_dgr|nl|raw|mptcp|tcp|udp) +[A-Z]|\Z)")
UNIX = re.compile(r"\S+ +(\S+) +(\d+) +(\d+) +(.*?) (\d+) +\* +(\d+)(?= |$)(.*)", re.DOTALL)
USER = re.compile(r'\("([^"]*)",pid=(\d+),fd=(\d+)\)')
ETH_P_ALL = 3
PORT_ID_MASK = 0xffffffff


def users(match):
    return {"processes": {(name, int(pid), int(fd)) for name, pid, fd in USER.findall(match[1])}}


def device(match):
    """The kernel sends its own form of a device number, and ss takes it for that of stat()."""
    sent = os.makedev(int(match[1]), int(match[2]))
    return {"file_device": f"{sent >> 20}:{sent & 0xfffff}"}


def pending(match):
    return {"pending_inodes": ",".join(match[1].split())}


def packet_flags(match):
    return {"packet_flags": {"0": "none"}.get(match[1], ",".join(match[1].split()))}


def bpf(match):
    """The same octets; sockview writes codes without leading zeros."""
    program = [[int(part, 0) for part in instruction.split()]
               for instruction in match[2].split(",") if instruction]
    assert len(program) == int(match[1]), match[0]
    return {"bpf": ";".join(",".join((hex(code), *map(str, rest))) for code, *rest in program)}


def ring(direction):
    names = ("block_size", "blocks", "frame_size", "frames", "timeout_ms")
    columns = {f"{direction}_ring_{name}": decimal for name in names}
    return row(rf"ring_{direction}\(blk_size:(\d+),blk_nr:(\d+),frm_size:(\d+),frm_nr:(\d+),"
               r"tmo:(\d+),features:0x(\w+)\)", **columns,
               **{f"{direction}_ring_features": hex_text})


USERS = computed(r"users:\(((?:\(\"[^\"]*\",pid=\d+,fd=\d+\),?)+)\)", users)
SKMEM = computed(r"skmem:\(([^)]*)\)", oracle_details.skmem)
SHUTDOWN = computed(r"(<->|-->|<--|---)",
                    lambda match: {"shutdown": oracle_details.SHUTDOWN[match[1]]})

WORDS = {
    "unix": (
        USERS, SKMEM, SHUTDOWN,
        number("uid", "uid"),
        number("ino", "file_inode"),
        computed(r"dev:(\d+)/(\d+)", device),
        computed(r"peers:((?: \d+)+)", pending),
    ),
    "packet": (
        USERS, SKMEM,
        number("uid", "uid"),
        number("ino", "inode"),
        number("sk", "cookie", str),
        number("ver", "packet_version"),
        number("cpy_thresh", "packet_copy_thresh"),
        computed(r"flags\( ([\w ]+) \)", packet_flags),
        ring("rx"), ring("tx"),
        row(r"fanout\(id:(\d+),type:(\w+)\)", fanout_id=decimal, fanout_type=str),
        computed(r"bpf filter \((\d+)\): +((?:0x\w+ \d+ \d+ \d+,\s*)+)", bpf),
    ),
    "netlink": (
        SKMEM,
        # Addresses in the kernel, which only /proc/net/netlink had; from netlink ss knows none.
        computed("sk=0", lambda match: {}),
        computed("cb=0", lambda match: {}),
        row(r"groups=0x(\w+)", groups_mask=hex_text),
    ),
    # Nothing but the processes where the kernel lacks raw_diag, and ss reads /proc/net/raw.
    "raw": (USERS, *oracle_details.WORDS),
    "mptcp": (
        USERS,
        *(number(name, f"mptcp_{name}") for name in (
            "subflows", "subflows_total", "subflows_max", "add_addr_signal",
            "add_addr_signal_max", "add_addr_accepted", "add_addr_accepted_max",
            "local_addr_used", "local_addr_max", "retransmits", "bytes_retrans", "bytes_sent",
            "bytes_received", "bytes_acked")),
        *(flag(name, f"mptcp_{name}") for name in ("fallback", "remote_key", "csum_enabled")),
        *(number(name, f"mptcp_{name}", hex_text) for name in (
            "token", "write_seq", "snd_una", "rcv_nxt")),
        *oracle_details.WORDS,
    ),
}

# Columns that are 0, false, empty or unknown whenever ss leaves their word out. Not the uid of UNIX
# sockets, for which ss 6.1 does not ask the kernel, nor what ss never says of netlink and raw ones.
NOTHING_WHEN_ABSENT = {
    "unix": frozenset(("file_inode", "file_device", "pending_inodes", "processes", "skmem_d")),
    "packet": frozenset(("uid", "fanout_id", "fanout_type", "bpf", "processes", "skmem_d", *(
        f"{direction}_ring_{name}" for direction in ("rx", "tx")
        for name in ("block_size", "blocks", "frame_size", "frames", "timeout_ms", "features")))),
    "netlink": frozenset(),
    "raw": frozenset(("processes",)),
    "mptcp": frozenset((
        "uid", "mark", "processes", "mptcp_subflows", "mptcp_subflows_max",
        "mptcp_add_addr_signal", "mptcp_add_addr_accepted", "mptcp_add_addr_signal_max",
        "mptcp_add_addr_accepted_max", "mptcp_local_addr_used", "mptcp_local_addr_max",
        "mptcp_fallback", "mptcp_remote_key", "mptcp_csum_enabled", "mptcp_token",
        "mptcp_write_seq", "mptcp_snd_una", "mptcp_rcv_nxt")),
}


def words(text, table):
    """What the words after a row say, by column."""
    found, at = {}, 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        for pattern, read in table:
            match = pattern.match(text, at)
            if match:
                found.update(read(match))
                at = match.end()
                break
        else:
            raise oracle_details.UnknownWord(
                f"ss says {text[at:].split()[0]!r}, which the table does not know")
    return found


def columns(netid, state, recv_q, send_q):
    return {"netid": netid, "state": oracle_ss.state(state), "recv_q": decimal(recv_q),
            "send_q": decimal(send_q)}


def unix(netid, line):
    """ss fills the place in front of a name with blanks, so that its own cannot be told."""
    state, recv_q, send_q, name, inode, peer, rest = UNIX.fullmatch(line).groups()
    return {**columns(netid, state, recv_q, send_q), "inode": decimal(inode),
            "local_address": name.lstrip(" ").encode(errors="surrogateescape"),
            "peer_inode": oracle_details.inode(peer), **words(rest, WORDS["unix"])}


def packet_ends(local, peer):
    protocol, _, interface = local.rpartition(":")
    assert peer == "*", f"a packet socket has a peer: {peer}"
    return {"protocol_number": exact(ETH_P_ALL) if protocol == "*" else decimal(protocol[1:-1]),
            "interface": None if interface == "*" else interface}


def netlink_ends(local, peer):
    protocol, _, port = local.partition(":")
    group, _, peer_port = ("", "", "") if peer in ("*", "*:*") else peer.partition(":")
    return {"protocol_number": decimal(protocol), "local_port": exact(int(port) & PORT_ID_MASK),
            "peer_address": group or None,
            "peer_port": exact(int(peer_port) & PORT_ID_MASK) if peer_port else None}


def address(text):
    return {"*": "::"}.get(text, text.strip("[]"))


def raw_ends(local, peer):
    """Where ports would be, ss has the protocol."""
    host, _, protocol = local.rpartition(":")
    return {"local_address": address(host), "protocol_number": decimal(protocol),
            "peer_address": address(peer.rpartition(":")[0])}


def mptcp_ends(local, peer):
    found = {}
    for end, text in (("local", local), ("peer", peer)):
        host, _, port = text.rpartition(":")
        found[f"{end}_address"] = address(host)
        found[f"{end}_port"] = exact(0) if port == "*" else decimal(port)
    return found


ENDS = {"packet": packet_ends, "netlink": netlink_ends, "raw": raw_ends, "mptcp": mptcp_ends}


def read(netid, family, line):
    if family == "unix":
        return unix(netid, line)
    _, state, recv_q, send_q, local, peer, *rest = line.split(None, 6)
    return {**columns(netid, state, recv_q, send_q), **ENDS[family](local, peer),
            **words("".join(rest), WORDS[family])}


# What tells the sockets of a family apart, as far as ss says it.
IDENTITY = {"unix": ("inode",), "packet": ("cookie",), "mptcp": ("cookie",),
            "netlink": ("protocol_number", "local_port", "groups_mask"),
            "raw": ("local_address", "protocol_number", "peer_address")}


def identity(sock):
    """Of a socket of ss or of sockview."""
    family = FAMILIES[sock["netid"]]
    values = (sock[name] for name in IDENTITY[family])
    return family, *(value[0] if isinstance(value, tuple) else value for value in values)


def rows():
    """By identity. ss complains on standard error of families that the kernel lacks. The kernel
    lists some netlink sockets twice."""
    done = subprocess.run(["ss", *OPTIONS], capture_output=True, check=True,
                          timeout=limits.seconds())
    text = done.stdout.decode("utf-8", "surrogateescape")
    found = {}
    for line in RECORD_END.split(text):
        netid = line.partition(" ")[0]
        if netid in FAMILIES:
            sock = read(netid, FAMILIES[netid], line)
            found[identity(sock)] = sock
    return found
