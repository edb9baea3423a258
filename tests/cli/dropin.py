# SPDX-License-Identifier: MIT
"""Compares sockview as ss and as netstat with the programs themselves, up to differences that are
allowed. Those are here, each with its reason."""

import collections
import re
import shutil
import subprocess

import limits
import settings
import support

# What is replaced on both sides before the words are compared: pattern, replacement, reason.
SS_ALLOWED = (
    (r"PortProcess", "Port Process", "ss glues two titles when a column is narrow"),
    (r"timer:\((\w+),[^,]*,\d+\)", r"timer:(\1)",
     "time passes, and ss 6.1 calls 2.072 seconds 2.072ms"),
    (r"(last(snd|rcv|ack)|busy|rwnd_limited|backoff|segs_in|segs_out|rto):[\d.]+(ms)?(\([\d.]+%\))?",
     r"\1", "time passes, and the kernel sends again"),
    (r"retrans:\d+/\d+", "retrans", "the kernel sends again"),
    (r"^((p_raw|p_dgr|nl) UNCONN) \d+", r"\1 N", "the tests' own traffic arrives there"),
    (r"^((p_raw|p_dgr) )\d+ ", r"\1N ", "the same, without the state"),
    (r"skmem:\(r\d+,(.*),d\d+\)", r"skmem:(\1)", "the same, in memory"),
    (r"^(raw .*?) ino:\d+$", r"\1", "ss reads raw sockets from /proc without their inode"),
    (r" dev:\d+/\d+", " dev", "ss takes the kernel's form of a device number for that of libc"),
    (r"^Total: \d+$", "Total", "each program counts its own sockets too"),
    (r"^TCP: .*", "TCP:", "ss adds closed sockets of all namespaces; closed is - here"),
)
# Lines that are left out on both sides.
SS_DROPPED = (
    (r"(^|\s)(tcpdiag|4):", "the netlink sockets of both programs themselves"),
)
# The same for a recording (TCPDIAG_FILE), beside those of ss.
RECORDED_ALLOWED = (
    (r"cgroup:\S+", "cgroup", "the id of a control group may be of another machine, so its path here "
                             "is not its own"),
    (r"%(?!lo\b)[^\s:\]]+", "%device", "the same for the index of a device"),
    (r" users:\(\(.*\)\)", "", "the same for an inode, and so who holds it here does not hold it"),
)
NETSTAT_ALLOWED = (
    (r"(off|on|keepalive|timewait|probe) +\([\d.]+/\d+/\d+\)", r"\1", "time passes"),
    (r"^(raw6? +)\d+", r"\1 0", "the tests' own traffic arrives there"),
)
NETSTAT_DROPPED = (
    (r"CONNECTING +0 ", "connections that wait to be accepted: no socket that anybody holds, and "
                        "the listener counts them"),
)
TRIES = 6


def available(name):
    return shutil.which(name) is not None


def simplify(lines, allowed, dropped):
    for pattern, replacement, _ in allowed:
        lines = [re.sub(pattern, replacement, line) for line in lines]
    lines = [line for line in lines if not any(re.search(pattern, line) for pattern, _ in dropped)]
    return once(lines)


def once(lines):
    """Without the netlink sockets that the kernel lists twice, and ss too."""
    kept = []
    for line in lines:
        if line not in kept or not re.match(r"(nl )?(UNCONN )?.* (\d+|[a-z]+):\S+ \*", line):
            kept.append(line)
    return kept


def run(program, arguments, **variables):
    done = subprocess.run([*program, *arguments], capture_output=True, check=False,
                          env=support.environment(**variables), timeout=limits.seconds(),
                          stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode("utf-8", "backslashreplace").splitlines()


def words_of(answer, allowed=SS_ALLOWED):
    status, lines = answer
    return status, simplify([" ".join(line.split()) for line in lines], allowed, SS_DROPPED)


def places_of(answer):
    """The bytes of ss, but for blanks before and after what is last in a line."""
    status, lines = answer
    return status, [re.sub(r" *(Process)? *$", "", line) for line in lines]


def recorded_words_of(answer):
    return words_of(answer, SS_ALLOWED + RECORDED_ALLOWED)


def bytes_of(answer):
    status, lines = answer
    return status, simplify(lines, NETSTAT_ALLOWED, NETSTAT_DROPPED)


def difference(theirs, ours):
    """Lines of which one side has more than the other."""
    left, right = collections.Counter(theirs[1]), collections.Counter(ours[1])
    return ([f"- {line}" for line in (left - right)] + [f"+ {line}" for line in (right - left)] or
            ["the order differs"])


def compare(name, real, arguments, simple, **variables):
    """None when both print the same; else how they differ. Sockets change while both run, so it is
    tried again."""
    for _ in range(TRIES):
        theirs = simple(run(real, arguments, **variables))
        ours = simple(run([settings.SOCKVIEW, f"--as={name}"], arguments, **variables))
        if theirs == ours:
            return None
    if theirs[0] != ours[0]:
        return f"status {theirs[0]} and {ours[0]}"
    return "\n".join(difference(theirs, ours)[:8])
