# SPDX-License-Identifier: MIT
"""What ss says of TCP and UDP sockets with every detail, as sockview's columns have it.

Each word that ss can print is a row of WORDS; a word that no row knows is an error, so that no
detail is passed over. A value is a range, because ss rounds: (least, most)."""

import re
import subprocess

import limits
import zoo_details
from cgroup_mounts import cgroup_mounts

OPTIONS = ("-tuanOHiemo", "--tos", "--cgroup", "--inet-sockopt")
SHUTDOWN = {"<->": "none", "-->": "receive", "<--": "send", "---": "both"}
SKMEM = ("r", "rb", "t", "tb", "f", "w", "o", "bl", "d")
SUBFLOW_FLAGS = {"M": "mcap_rem", "m": "mcap_loc", "J": "join_rem", "j": "join_loc",
                 "B": "bkup_rem", "b": "bkup_loc", "e": "fully_established", "c": "connected",
                 "v": "mapvalid"}
SOCKOPTS = ("recverr", "is_icsk", "freebind", "hdrincl", "mc_loop", "transparent", "mc_all",
            "nodefrag", "bind_addr_no_port", "recverr_rfc4884", "defer_connect")
SOCKOPT_NAMES = {"bind_addr_no_port": "bind_address_no_port"}
TIME = re.compile(r"(?:(\d+)min)?(?:(\d+)(sec|\.))?(?:(\d+)ms)?$")


def exact(number):
    return number, number


def decimal(text):
    return exact(int(text))


def inode(text):
    """0 stands for none."""
    return exact(int(text)) if text != "0" else None


def hexadecimal(text):
    return exact(int(text, 16))


def milliseconds(text):
    """To microseconds. %g keeps six digits."""
    number = float(text) * 1000
    slack = max(0.5, number * 5e-6)
    return number - slack, number + slack


def sampled(text):
    """Like milliseconds; the largest number of 32 bits means that there was no sample."""
    least, most = milliseconds(text)
    return None if least <= 0xffffffff <= most else (least, most)


def whole_milliseconds(text):
    """To microseconds; ss cuts the rest off."""
    return int(text) * 1000, int(text) * 1000 + 999


def gain(text):
    """A fixed-point number with eight fractional bits, printed with %g."""
    number = float(text) * 256
    return number - 0.01, number + 0.01


def hex_text(text):
    return format(int(text, 16), "x")


def timer_expiry(text):
    """To milliseconds: 119min, 59sec, 1min59sec, 200ms, 1.200ms for 1200, and nothing
    for 0."""
    match = TIME.fullmatch(text)
    minutes, seconds, kind, rest = (match[1], match[2], match[3], match[4])
    least = int(minutes or 0) * 60000 + int(seconds or 0) * 1000 + int(rest or 0)
    step = 1 if rest or not text else 1000 if seconds else 60000
    return least, least + step - 1


def row(pattern, **columns):
    """A row of the table: each column has a conversion of the group with its place."""
    return re.compile(pattern + r"(?=\s|$)"), lambda match: {
        name: convert(match[place + 1]) for place, (name, convert) in enumerate(columns.items())}


def number(word, column, convert=decimal):
    return row(rf"{word}:([^\s(),]+)", **{column: convert})


def computed(pattern, compute):
    return re.compile(pattern + r"(?=\s|$)"), compute


def flag(word, column=None):
    return computed(re.escape(word), lambda match: {column or word: True})


def skmem(match):
    numbers = re.findall(r"([a-z]+)(\d+)", match[1])
    assert [name for name, _ in numbers] == list(SKMEM), match[0]
    return {f"skmem_{name}": decimal(text) for name, text in numbers}


def sockopts(match):
    words = match[1].split()
    unknown = set(words) - set(SOCKOPTS)
    assert not unknown, f"inet-sockopt words that the table does not know: {unknown}"
    return {SOCKOPT_NAMES.get(name, name): name in words for name in SOCKOPTS}


def subflow_flags(match):
    unknown = set(match[1]) - set(SUBFLOW_FLAGS)
    assert not unknown, f"subflow flags that the table does not know: {unknown}"
    return {f"subflow_{name}": letter in match[1] for letter, name in SUBFLOW_FLAGS.items()}


def cgroup(match):
    """ss finds no path where control groups are not mounted; sockview mounts them for itself."""
    if not match[1].startswith("unreachable:"):
        return {"cgroup": match[1]}
    found = {"cgroup_id": match[1].partition(":")[2]}
    return found | {"cgroup": None} if cgroup_mounts() else found


def timer(match):
    return {"timer": match[1], "timer_expires_ms": timer_expiry(match[2]),
            "timer_retrans": decimal(match[3])}


def md5_keys(match):
    """ss prints each key as well; sockview never does."""
    return {"md5_keys": ",".join(re.sub(r"=.*", "", key) for key in match[1].split(","))}


def rwnd(word, column):
    return row(rf"{word}:(\d+)ms\([\d.]+%\)", **{column: whole_milliseconds})


RATE = r"(\d+)bps"

WORDS = [
    computed(r"timer:\((\w+),(\w*(?:\.\w+)?),(\d+)\)", timer),
    number("uid", "uid"),
    number("ino", "inode", inode),
    number("sk", "cookie", str),
    number("fwmark", "mark", hexadecimal),
    computed(r"cgroup:(\S+)", cgroup),
    row(r"v6only:([01])", v6only=lambda text: text == "1"),
    computed(r"(<->|-->|<--|---)", lambda match: {"shutdown": SHUTDOWN[match[1]]}),
    number("tos", "tos", hexadecimal),
    number("tclass", "tclass", hexadecimal),
    number("class_id", "priority", hexadecimal),
    computed(r"inet-sockopt: \(([^)]*)\)", sockopts),
    computed(r"skmem:\(([^)]*)\)", skmem),
    flag("ts"), flag("sack"), flag("ecn"), flag("ecnseen"), flag("fastopen"),
    row("(" + "|".join(zoo_details.available_congestion_controls()) + ")", congestion=str),
    row(r"wscale:(\d+),(\d+)", snd_wscale=decimal, rcv_wscale=decimal),
    number("rto", "rto_us", milliseconds),
    number("backoff", "backoff"),
    row(r"rtt:([\d.e+]+)/([\d.e+]+)", rtt_us=milliseconds, rttvar_us=milliseconds),
    number("ato", "ato_us", milliseconds),
    number("mss", "snd_mss"),
    number("pmtu", "pmtu"),
    number("rcvmss", "rcv_mss"),
    number("advmss", "advmss"),
    number("cwnd", "snd_cwnd"),
    number("ssthresh", "snd_ssthresh"),
    *(number(name, name) for name in (
        "bytes_sent", "bytes_retrans", "bytes_acked", "bytes_received", "segs_out", "segs_in",
        "data_segs_out", "data_segs_in", "delivered", "delivered_ce", "unacked", "lost", "sacked",
        "dsack_dups", "fackets", "reordering", "reord_seen", "rcv_space", "rcv_ssthresh",
        "rcv_ooopack", "snd_wnd", "rcv_wnd", "rehash")),
    row(r"dctcp:\(ce_state:(\d+),alpha:(\d+),ab_ecn:(\d+),ab_tot:(\d+)\)", dctcp_ce_state=decimal,
        dctcp_alpha=decimal, dctcp_ab_ecn=decimal, dctcp_ab_tot=decimal),
    computed("dctcp:fallback_mode", lambda match: {"dctcp_enabled": False}),
    row(rf"bbr:\(bw:{RATE},mrtt:([\d.e+]+)\)", bbr_bw_bps=decimal, bbr_min_rtt_us=sampled),
    row(rf"bbr:\(bw:{RATE},mrtt:([\d.e+]+),pacing_gain:([\d.]+),cwnd_gain:([\d.]+)\)",
        bbr_bw_bps=decimal, bbr_min_rtt_us=sampled, bbr_pacing_gain_256ths=gain,
        bbr_cwnd_gain_256ths=gain),
    row(rf"send {RATE}", send_bps=decimal),
    number("lastsnd", "last_data_sent_ms"),
    number("lastrcv", "last_data_recv_ms"),
    number("lastack", "last_ack_recv_ms"),
    row(rf"pacing_rate {RATE}/{RATE}", pacing_rate_bps=decimal, max_pacing_rate_bps=decimal),
    row(rf"pacing_rate {RATE}", pacing_rate_bps=decimal),
    row(rf"delivery_rate {RATE}", delivery_rate_bps=decimal),
    flag("app_limited", "delivery_rate_app_limited"),
    row(r"busy:(\d+)ms", busy_time_us=whole_milliseconds),
    rwnd("rwnd_limited", "rwnd_limited_us"),
    rwnd("sndbuf_limited", "sndbuf_limited_us"),
    row(r"retrans:(\d+)/(\d+)", retrans=decimal, total_retrans=decimal),
    number("rcv_rtt", "rcv_rtt_us", milliseconds),
    number("notsent", "notsent_bytes"),
    number("minrtt", "min_rtt_us", milliseconds),
    row(r"tcp-ulp-(\w+)", ulp=str),
    row(r"version: ([\d.]+)", tls_version=str),
    row(r"cipher: (\S+)", tls_cipher=str),
    row(r"rxconf: (\S+)", tls_rx=str),
    row(r"txconf: (\S+)", tls_tx=str),
    computed(r"flags:([A-Za-z]+)", subflow_flags),
    row(r"token:(\w+)\(id:(\d+)\)/(\w+)\(id:(\d+)\)", subflow_token_rem=hex_text,
        subflow_id_rem=decimal, subflow_token_loc=hex_text, subflow_id_loc=decimal),
    number("seq", "subflow_map_seq", hex_text),
    number("sfseq", "subflow_map_sfseq", hexadecimal),
    number("ssnoff", "subflow_ssn_offset", hexadecimal),
    number("maplen", "subflow_map_datalen", hexadecimal),
    computed(r"md5keys:(\S+)", md5_keys),
]

# Columns that are 0, false or unknown whenever ss leaves their word out.
NOTHING_WHEN_ABSENT = frozenset(
    "uid mark ts sack ecn ecnseen fastopen congestion snd_wscale rcv_wscale backoff rtt_us ato_us "
    "pmtu rcv_mss bytes_sent bytes_retrans bytes_acked bytes_received segs_out "
    "segs_in data_segs_out data_segs_in bbr_bw_bps send_bps pacing_rate_bps delivery_rate_bps "
    "delivered delivered_ce delivery_rate_app_limited unacked retrans total_retrans lost "
    "dsack_dups fackets reord_seen rcv_rtt_us rcv_space rcv_ssthresh notsent_bytes min_rtt_us "
    "rcv_ooopack snd_wnd ulp md5_keys subflow_token_loc skmem_d".split())


# What these words of ss count where the socket is a listener.
OF_LISTENER = {"unacked": "backlog", "sacked": "backlog_limit"}


class UnknownWord(AssertionError):
    pass


def details(text):
    """What the words after a row say, by column."""
    found, at = {}, 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        for pattern, read in WORDS:
            match = pattern.match(text, at)
            if match:
                found.update(read(match))
                at = match.end()
                break
        else:
            raise UnknownWord(f"ss says {text[at:].split()[0]!r}, which the table does not know")
    return found


def rows():
    """The details of each socket by its cookie. ss writes MD5 keys in front of everything."""
    done = subprocess.run(["ss", *OPTIONS], capture_output=True, check=True,
                          timeout=limits.seconds())
    text = done.stdout.replace(zoo_details.MD5_KEY, b"").decode()
    found = {}
    for line in text.splitlines():
        fields = line.split(None, 6)
        if len(fields) == 7:
            words = details(fields[6])
            if fields[1] == "LISTEN":
                words = {OF_LISTENER.get(name, name): value for name, value in words.items()}
            found[words["cookie"]] = words
    return found
