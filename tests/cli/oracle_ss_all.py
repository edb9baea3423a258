# SPDX-License-Identifier: MIT
"""Which sockets ss prints, of every family: {identity: state}, and the same of sockview's rows.

The identity is the kernel's number of the socket, a cookie or an inode. ss prints none for raw
sockets without raw_diag, and none for netlink: there it is what tells them apart."""

import re
import subprocess

import limits
import oracle_ss

UNIX = re.compile(r"(u_\w+) +(\S+) +\d+ +\d+ .* (\d+) +\* +\d+(?: |$)", re.DOTALL)
DIAG_PROTOCOL = "4"
PORT_ID_MASK = 0xffffffff
# ss leaves out a column in which every row would have the same.
NETIDS = {"tcp": "tcp", "udp": "udp", "mptcp": "mptcp", "raw": "raw", "unix_stream": "u_str",
          "unix_dgram": "u_dgr", "unix_seqpacket": "u_seq", "packet_raw": "p_raw",
          "packet_dgram": "p_dgr", "netlink": "nl", "u_str": "u_str", "u_dgr": "u_dgr",
          "u_seq": "u_seq", "p_raw": "p_raw", "p_dgr": "p_dgr"}
ONLY_STATE = "that_was_asked_for"


def key_of_ends(netid, local, peer):
    return netid, oracle_ss.endpoint(local), oracle_ss.endpoint(peer)


def key_of_netlink(local, peer, groups):
    """Without the sockets that ask: those of NETLINK_SOCK_DIAG that are not the kernel's."""
    protocol, _, port = local.partition(":")
    if protocol == DIAG_PROTOCOL and port != "0":
        return None
    if port.startswith("-"):  # ss prints a port id as a signed number
        local = f"{protocol}:{int(port) & PORT_ID_MASK}"
    return "nl", local, "*" if peer == "*:*" else peer, int(groups, 16)


def key_of_ss(line):
    unix = UNIX.match(line)
    if unix:
        return (unix[1], unix[3]), unix[2]
    netid, state, _, _, local, peer, *rest = line.split(None, 6)
    rest = rest[0] if rest else ""
    if netid == "nl":
        return key_of_netlink(local, peer, re.search(r"groups=0x(\w+)", rest)[1]), state
    if netid == "raw":
        return key_of_ends(netid, local, peer), state
    return (netid, oracle_ss.word(rest, "sk")), state


def whole_line(line, shown, netid):
    """The line with the columns that ss has left out."""
    fields = line.split(None, len(shown)) if shown else [line]
    known = dict(zip(shown, fields))
    return " ".join((known.get("Netid", netid), known.get("State", ONLY_STATE), fields[-1]))


def rows(*options, netid=None):
    """Standard error is not looked at: ss complains of families that the kernel lacks. `netid` is
    what all have when only one kind was asked for."""
    done = subprocess.run(["ss", "-nOe", *options], capture_output=True, check=False,
                          timeout=limits.seconds())
    text = done.stdout.decode("utf-8", "surrogateescape")
    header, *lines = text.split("\n")
    shown = [name for name in header.split()[:2] if name in ("Netid", "State")]
    keyed = (key_of_ss(whole_line(line, shown, netid)) for line in lines if line.strip(" "))
    return {key: oracle_ss.state(state) for key, state in keyed if key}


def key_of_row(row):
    """Of a row of sockview's table with -n and -e."""
    if row.netid.startswith("u_"):
        return row.netid, row.local.rpartition(":")[2]
    if row.netid == "nl":
        return key_of_netlink(row.local, row.peer, row.words["groups_mask"])
    if row.netid == "raw":
        return key_of_ends(row.netid, row.local, row.peer)
    return row.netid, row.words.get("cookie") or f"inode {row.words['inode']}"
