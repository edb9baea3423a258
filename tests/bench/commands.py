# SPDX-License-Identifier: MIT
"""What is measured: loads of sockets, the commands that are run beside each, and the bars."""

import dataclasses

# Each process of the load listens on a port of its own and closes it; a listener on the first one
# is opened beside them (helpers/socket_load.c).
LISTENER = ("127.0.0.1", 61024)
CONNECTION = ("127.0.16.1:1024", "127.0.31.254:61024")
SOCKETS_A_PROCESS = 10000
PROCESSES_MOST = 50


@dataclasses.dataclass(frozen=True)
class Load:
    """Sockets that exist while commands are measured; kind None: those that are there anyway."""
    name: str
    kind: str | None
    sockets: int = 0
    process_count: int = 0   # 0: as many as their number of sockets needs

    @property
    def processes(self):
        return self.process_count or max(2, min(PROCESSES_MOST, self.sockets // SOCKETS_A_PROCESS))

    @property
    def text(self):
        if self.kind == "namespaces":
            return f"{self.sockets} network namespaces without sockets"
        if self.kind == "churn":
            return "UDP sockets that come and go"
        return (f"{self.sockets:,} {self.kind} sockets in {self.processes} processes" if self.kind
                else "the sockets that are there")

    @property
    def connections_of_listener(self):
        pairs = self.sockets // 2
        return pairs // self.processes + (pairs % self.processes > 0)


ALL, ANY = "all", "any"


@dataclasses.dataclass(frozen=True)
class Command:
    """One command. `rows` is how many lines it must print: as many as the floor counts, a number,
    or any; `more` lines are no sockets, as are those that begin with none of `begins`."""
    words: tuple
    rows: object = ALL
    more: int = 0
    begins: tuple = ()
    floor: bool = False
    owners: bool = False   # every row must have one
    least_rounds: int = 1
    may_lack: bool = False  # status 3 is no trouble: others on the machine may hide something

    @property
    def name(self):
        return " ".join(self.words)

    @property
    def program(self):
        return self.words[0]


def sockview(*words, **options):
    return Command(("sockview", *words), **options)


def floor(*words):
    return Command(("floor", *words), floor=True)


@dataclasses.dataclass(frozen=True)
class Bar:
    """How much of `unit` the command may need: a ratio to `against` (a command beside the same
    load, or itself beside another: then of the time a socket), KiB, growth in KiB, seconds, or more
    seconds for each socket or namespace. "processor ratio" is one of processor time."""
    load: str
    command: str
    limit: float
    unit: str = "ratio"
    against: str = ""
    beyond: str = ""       # a command whose time is not counted: what this one adds to it
    growth_from: str = ""


def tcp_commands(load):
    one_port = f"= :{LISTENER[1]}"
    return (
        floor("tcp"),
        floor("tcp-info"),
        floor("tcp-all"),
        floor("tcp-one-walk"),
        sockview("-tanH"),
        sockview("-tan", "--ndjson"),
        sockview("-taniH"),
        sockview("-tani", "--ndjson"),
        sockview("-taniemoH"),
        sockview("-taniemo", "--ndjson"),
        sockview("-tanH", "--count-by", "state", rows=ANY),
        sockview("-tanH", "--count-by", "peer_address", rows=ANY),
        sockview("-tanH", "--sort", "local_port"),
        sockview("-tanH", "--sort", "-rtt_us", "--limit", "20", rows=20),
        sockview("-tanH", "--csv"),
        sockview("-tanH", "--health=listen_queue,close_wait,send_queue,ports", rows=ANY),
        sockview("-tanH", "--health", "--interval=0.01", rows=ANY),
        sockview("-tanH", "--columns", "+sent_rate_bps", "--interval=0.01"),
        sockview("-tanpH", owners=True),
        sockview("-tanpH", "--owners=proc", owners=True),
        sockview("-taniemop", "--ndjson"),
        sockview("-tanPH"),
        sockview("--overview", rows=ANY),
        sockview("-tanH", "sport", *one_port.split(), rows=1 + load.connections_of_listener),
        sockview("-tanH", "sport = :1", rows=0),
        sockview("-tanpH", "sport = :1", rows=0),
        sockview("-tanH", f"src {CONNECTION[0]} dst {CONNECTION[1]}", rows=1),
        sockview("-tanH", "-F", "ports", rows=ANY),
        sockview("-tanH", "-F", "either-port", rows=ANY),
        sockview("-tanH", "-F", "networks", rows=ANY),
        sockview("-tanH", "-F", "inodes", rows=0),
        sockview("-tanH", "-F", "inodes-10000", rows=0),
        sockview("-tanH", "-F", "brackets", rows=ANY),
        sockview("-tanH", "-F", "processes", rows=0),
        sockview("-tanH", "-F", "patterns", rows=0),
        sockview("-tlnH", "-F", "services-40000", rows=ANY),
        Command(("ss", "-tanH")),
        Command(("ss", "-tanpH")),
        Command(("netstat", "-tan"), more=2),
        Command(("netstat", "-tanp"), more=2),
        Command(("lsof", "-nP", "-iTCP"), more=1),
        Command(("lsfd", "-n"), rows=ANY),
    )


def udp_commands(_load):
    return (
        floor("udp"),
        sockview("-uanH"),
        sockview("-uanpH", owners=True),
        sockview("-uanpH", "--owners=proc", owners=True),
        Command(("ss", "-uanH")),
        Command(("ss", "-uanpH")),
        Command(("netstat", "-uan"), more=2),
        Command(("lsof", "-nP", "-iUDP"), more=1),
    )


def unix_commands(_load):
    return (
        floor("unix"),
        sockview("-xaH"),
        sockview("-xapH", owners=True),
        sockview("-xapH", "--owners=proc", owners=True),
        Command(("ss", "-xaH")),
        Command(("ss", "-xapH")),
        Command(("netstat", "-xa"), begins=(b"unix ",)),
        Command(("lsof", "-nP", "-U"), rows=ANY),
    )


ALL_NETNS = ("--all-netns", "-tunaH")


def processes_commands(_load):
    """One listener among many processes: the time is that of finding who holds it."""
    return (
        sockview("-tlnpH", rows=1),
        sockview("-tlnpH", "--owners=proc", rows=1),
        Command(("ss", "-tlnpH"), rows=1),
    )


def namespaces_commands(_load):
    return (sockview(*ALL_NETNS, rows=ANY, may_lack=True),)


EVENTS = "50000"


def events_commands(_load):
    """The floor receives as many events, each by itself, and throws them away."""
    return (
        floor("events", EVENTS),
        sockview("-EuH", "--limit", EVENTS),
        sockview("-Eu", "--ndjson", "--limit", EVENTS),
    )


def growth_commands(_load):
    return (
        floor("tcp"),
        floor("tcp-one-walk"),
        sockview("-tanH"),
        sockview("-tanpH", owners=True),
        sockview("-tanH", f"src {CONNECTION[0]} dst {CONNECTION[1]}", rows=1),
        Command(("ss", "-tanH")),
        Command(("netstat", "-tan"), more=2),
    )


QUIET_ROUNDS = 200


def quiet_commands(_load):
    return tuple(
        Command((program, option), rows=ANY, least_rounds=QUIET_ROUNDS)
        for option in ("-tan", "-tanp") for program in ("sockview", "ss")
    ) + (sockview(*ALL_NETNS, rows=ANY, may_lack=True),)


COMMANDS = {"quiet": quiet_commands, "tcp": tcp_commands, "udp": udp_commands,
            "unix": unix_commands, "processes": processes_commands,
            "namespaces": namespaces_commands, "events": events_commands,
            "fewer": growth_commands, "more": growth_commands}

FILTERED = f"sockview -tanH sport = :{LISTENER[1]}"
ONE = f"sockview -tanH src {CONNECTION[0]} dst {CONNECTION[1]}"

# The walk through /proc has one bar, beside TCP: it costs the same for each descriptor, whatever a
# dump of its sockets costs.
BARS = (
    Bar("tcp", "sockview -tanH", 1.10, against="floor tcp"),
    Bar("tcp", "sockview -tan --ndjson", 1.25, against="floor tcp"),
    Bar("tcp", "sockview -tanH --csv", 1.10, against="sockview -tan --ndjson"),
    Bar("tcp", "sockview -taniH", 1.10, against="floor tcp-info"),
    Bar("tcp", "sockview -tani --ndjson", 1.15, against="floor tcp-info"),
    Bar("tcp", "sockview -taniemoH", 1.15, against="floor tcp-all"),
    Bar("tcp", "sockview -taniemo --ndjson", 1.15, against="floor tcp-all"),
    Bar("tcp", "sockview -tanpH", 1.2, against="floor tcp"),
    Bar("tcp", "sockview -tanpH --owners=proc", 3.2, against="floor tcp"),
    Bar("tcp", "sockview -tanPH", 0.5, against="floor tcp", beyond="sockview -tanpH"),
    Bar("tcp", "sockview -tanH --count-by state", 1.0, against="sockview -tanH"),
    Bar("tcp", "sockview -tanH --count-by peer_address", 1.2, against="floor tcp"),
    Bar("tcp", "sockview -tanH --sort local_port", 1.4, against="floor tcp"),
    Bar("tcp", "sockview -tanH --sort local_port", 20 * 1024, unit="KiB"),
    Bar("tcp", "sockview -tanH --sort -rtt_us --limit 20", 1.1, against="floor tcp-info"),
    Bar("tcp", "sockview -tanH --sort -rtt_us --limit 20", 4 * 1024, unit="KiB"),
    Bar("tcp", "sockview -tanH --health=listen_queue,close_wait,send_queue,ports", 1.5,
        against="floor tcp-info"),
    Bar("tcp", "sockview -tanH --health --interval=0.01", 1.7, against="floor tcp-info"),
    Bar("tcp", "sockview -tanH --columns +sent_rate_bps --interval=0.01", 3.0,
        against="floor tcp-info"),
    Bar("tcp", "sockview --overview", 1.8, against="floor tcp"),
    Bar("tcp", FILTERED, 0.35, against="floor tcp"),
    Bar("tcp", "sockview -tanH -F ports", 1.2, against="floor tcp"),
    Bar("tcp", "sockview -tanH -F either-port", 1.2, against="floor tcp"),
    Bar("tcp", "sockview -tanH -F networks", 1.2, against="floor tcp"),
    Bar("tcp", "sockview -tanH -F inodes", 1.2, against="floor tcp"),
    Bar("tcp", "sockview -tanH -F inodes-10000", 1.2, against="floor tcp"),
    Bar("tcp", "sockview -tanH -F brackets", 1.2, against="floor tcp"),
    Bar("tcp", "sockview -tanH -F processes", 1.1, against="sockview -tanpH"),
    Bar("tcp", "sockview -tanH -F patterns", 1.5, against="sockview -tanpH"),
    Bar("tcp", "sockview -tlnH -F services-40000", 0.2, unit="s"),
    Bar("tcp", "sockview -tanpH sport = :1", 1.10, against="sockview -tanH sport = :1"),
    Bar("tcp", "sockview -tanH", 8 * 1024, unit="KiB"),
    Bar("tcp", "sockview -tanpH", 20 * 1024, unit="KiB"),
    Bar("tcp", "sockview -taniemop --ndjson", 30 * 1024, unit="KiB"),
    Bar("udp", "sockview -uanH", 1.2, against="floor udp"),
    Bar("udp", "sockview -uanpH", 1.8, against="floor udp"),
    Bar("unix", "sockview -xaH", 1.2, against="floor unix"),
    Bar("unix", "sockview -xapH", 1.7, against="floor unix"),
    Bar("processes", "sockview -tlnpH", 0.25, against="sockview -tlnpH --owners=proc"),
    Bar("namespaces", f"sockview {' '.join(ALL_NETNS)}", 0.001, unit="s each", growth_from="quiet"),
    Bar("events", f"sockview -EuH --limit {EVENTS}", 1.5, unit="processor ratio",
        against=f"floor events {EVENTS}"),
    Bar("events", f"sockview -Eu --ndjson --limit {EVENTS}", 1.7, unit="processor ratio",
        against=f"floor events {EVENTS}"),
    Bar("more", "sockview -tanH", 1.15, growth_from="fewer"),
    Bar("more", "sockview -tanH", 512, unit="KiB more", growth_from="fewer"),
    Bar("more", "sockview -tanpH", 1.2, against="floor tcp"),
    Bar("more", "sockview -tanpH", 64 * 1024, unit="KiB"),
    Bar("more", ONE, 0.002, unit="s"),
    Bar("quiet", "sockview -tan", 1.0, against="ss -tan"),
    Bar("quiet", "sockview -tanp", 1.0, against="ss -tanp"),
)
