# SPDX-License-Identifier: MIT
"""Readers of what ss prints of UNIX, packet and netlink sockets, by JSON names of sockview."""

import re
import subprocess

import limits

STATES = {"ESTAB": "ESTABLISHED"}
SHUTDOWNS = {"<->": "none", "-->": "receive", "<--": "send", "---": "both"}
PACKET_FLAGS = re.compile(r"flags\( ([\w ]+) \)")
RING = re.compile(r"ring_([rt]x)\(blk_size:(\d+),blk_nr:(\d+),frm_size:(\d+),frm_nr:(\d+),"
                  r"tmo:(\d+),features:0x(\w+)\)")
FANOUT = re.compile(r"fanout\(id:(\d+),type:(\w+)\)")
FILTER = re.compile(r"bpf filter \((\d+)\): +(.*?),(?: *$|\s\s)")


def lines(*options, states=("-a",)):
    done = subprocess.run(["ss", "-OH", *states, *options], capture_output=True, check=True,
                          timeout=limits.seconds())
    return [line for line in done.stdout.decode().splitlines() if line.strip()]


def word(rest, name):
    match = re.search(rf"(?:^|\s){name}:(\S+)", rest)
    return match[1] if match else None


def number(rest, name):
    text = word(rest, name)
    return None if text is None else int(text)


def unix_row(line):
    netid, state, recv_q, send_q, name, inode, _, peer, rest = line.split(None, 8)
    pending = re.search(r"peers:((?: \d+)+)", rest)
    return {
        "netid": netid, "state": STATES.get(state, state), "recv_q": int(recv_q),
        "send_q": int(send_q), "local_address": None if name == "*" else name,
        "inode": int(inode), "peer_inode": int(peer) or None,
        "uid": number(rest, "uid") or 0, "file_inode": number(rest, "ino"),
        "shutdown": SHUTDOWNS[re.search(r"[<-]-[>-]", rest)[0]],
        "pending_inodes": pending and pending[1].strip().replace(" ", ","),
    }


def unix(states=("-a",)):
    """By inode. Only for names without blanks and line ends, which ss prints as they are."""
    return {row["inode"]: row for row in map(unix_row, lines("-xne", states=states))}


def ring(rest, direction):
    match = next((match for match in RING.finditer(rest) if match[1] == direction), None)
    names = ("block_size", "blocks", "frame_size", "frames", "timeout_ms")
    row = {f"{direction}_ring_{name}": match and int(match[place + 2])
           for place, name in enumerate(names)}
    row[f"{direction}_ring_features"] = match and match[7]
    return row


def bpf(rest):
    match = FILTER.search(rest)
    if not match:
        return None
    program = [tuple(int(part, 0) for part in instruction.split())
               for instruction in match[2].split(", ")]
    if len(program) != int(match[1]):
        raise AssertionError(f"not {match[1]} instructions: {match[2]}")
    return program


def packet_row(line):
    netid, state, recv_q, send_q, local, peer, rest = line.split(None, 6)
    flags, fanout = PACKET_FLAGS.search(rest), FANOUT.search(rest)
    return {
        "netid": netid, "state": state, "recv_q": int(recv_q), "send_q": int(send_q),
        "local": local, "peer": peer, "inode": number(rest, "ino"), "cookie": word(rest, "sk"),
        "uid": number(rest, "uid") or 0, "packet_version": number(rest, "ver"),
        "packet_copy_thresh": number(rest, "cpy_thresh"),
        "packet_flags": {"0": "none"}.get(flags[1], flags[1].replace(" ", ",")),
        "fanout_id": fanout and int(fanout[1]), "fanout_type": fanout and fanout[2],
        **ring(rest, "rx"), **ring(rest, "tx"), "bpf": bpf(rest),
    }


def packet(*options):
    """By inode."""
    return {row["inode"]: row for row in map(packet_row, lines("-0eb", *options))}


def netlink_row(line):
    fields = line.split(None, 5)
    state, recv_q, send_q, local, peer, rest = fields[-6:]
    protocol, owner = local.split(":", 1)
    return {
        "state": state, "recv_q": int(recv_q), "send_q": int(send_q), "protocol": protocol,
        "owner": owner, "peer": peer, "groups_mask": int(re.search(r"groups=0x(\w+)", rest)[1], 16),
    }


def netlink(*options):
    """By protocol and owner; the kernel lists some twice, and they are equal."""
    return {(row["protocol"], row["owner"]): row
            for row in map(netlink_row, lines("-e", "-f", "netlink", *options))}
