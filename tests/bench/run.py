#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures sockview beside the least that a dump can cost and beside the programs that show the
same sockets, in a network namespace of its own that ends with it, and judges it by the bars."""

import argparse
import contextlib
import json
import os
import platform
import shutil
import socket
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "cli")]

HELPERS = ("floor", "peak_rss", "socket_load")
PEERS = ("ss", "netstat", "lsof", "lsfd")
LOADS = ("quiet", "tcp", "udp", "unix", "processes", "namespaces", "events", "fewer", "more")
LOADS_TEXT = """\
loads, made one after the other; each is measured and ends before the next:
  quiet  the sockets that are there anyway, for the time that a run takes at least
  tcp    --sockets TCP sockets, both ends of connections on loopback
  udp    half of --sockets UDP sockets
  unix   --sockets UNIX sockets
  processes  --sockets / 50 processes, at most 4,000, with four UNIX sockets each, and one listener
  namespaces  50 network namespaces without sockets, each held by a process
  events  UDP sockets that another process opens and closes as fast as it can
  fewer  --fewer TCP sockets
  more   --more TCP sockets: whether time a socket and memory stay those of fewer

The default run takes some ten minutes, and the kernel several GiB of memory for the load more.
This takes half a minute: --loads quiet,tcp,udp,unix --sockets 20000 --rounds 2
Bars are meant for the default numbers of sockets; some fail with fewer.

Exit status: 0 all bars hold, 1 one fails, a count is wrong or nothing could be measured,
2 wrong usage.
"""


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def words_of(known):
    """Words joined by commas, all of them known, for an argument."""
    def parse(text):
        words = [word for word in text.split(",") if word]
        for word in words:
            if word not in known:
                raise argparse.ArgumentTypeError(f"{word!r} is none of {', '.join(known)}")
        return words
    return parse


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog=LOADS_TEXT,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("build", metavar="DIRECTORY", help="the build directory, of a release build")
    add("--loads", type=words_of(LOADS), default=",".join(LOADS), metavar="LIST",
        help="which to make, joined by commas (%(default)s)")
    add("--sockets", type=positive, default=200000, metavar="N",
        help="N TCP and UNIX sockets, and half as many UDP (%(default)s)")
    add("--fewer", type=positive, default=100000, metavar="N",
        help="TCP sockets of the load fewer (%(default)s)")
    add("--more", type=positive, default=1000000, metavar="N",
        help="TCP sockets of the load more (%(default)s)")
    add("--rounds", type=positive, default=5, metavar="N",
        help="how often each command is timed; the median counts (%(default)s)")
    add("--peers", type=words_of(PEERS), default=",".join(PEERS), metavar="LIST",
        help="programs to compare with, as far as they are installed (%(default)s); "
        "'' is none")
    add("--limit", type=float, default=60, metavar="SECONDS",
        help="after which a command is ended (%(default)s)")
    add("--slow", type=float, default=2, metavar="SECONDS",
        help="a peer that needs longer is timed once (%(default)s)")
    add("--json", metavar="FILE", help="where to write every figure as well (nowhere)")
    add("--counts-only", action="store_true",
        help="judge the rows and not the times; any build will do (no)")
    return parser.parse_args()


def build_options(build):
    try:
        with open(os.path.join(build, "meson-info", "intro-buildoptions.json"),
                  encoding="utf-8") as file:
            return {option["name"]: option["value"] for option in json.load(file)}
    except (OSError, ValueError):
        sys.exit(f"bench: {build}: not a build directory: meson setup DIRECTORY "
                 "--buildtype=release -Dtests=enabled")


def check_compiled(build):
    for path in ("sockview", *(os.path.join("tests", name) for name in HELPERS)):
        if not os.access(os.path.join(build, path), os.X_OK):
            sys.exit(f"bench: {build}: {path} is missing: meson configure {build} "
                     f"-Dtests=enabled && meson compile -C {build}")


def open_figures(path):
    """The file for --json, before anything is measured; None for none."""
    try:
        return open(path, "w", encoding="utf-8") if path else None
    except OSError as error:
        sys.exit(f"bench: {path}: {error.strerror}")


def is_release(options):
    return options["buildtype"] == "release" and options["b_sanitize"] in ("none", [])


def processor_name():
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def find_programs(arguments):
    paths = {"sockview": os.path.join(arguments.build, "sockview"),
             "floor": os.path.join(arguments.build, "tests", "floor")}
    for peer in arguments.peers:
        if shutil.which(peer):
            paths[peer] = shutil.which(peer)
    return paths


@contextlib.contextmanager
def made(load):
    """The sockets of a load, and a listener beside those of TCP."""
    import commands
    import holder
    import netns
    with contextlib.ExitStack() as stack:
        if load.kind == "namespaces":
            for _ in range(load.sockets):
                stack.enter_context(holder.Holder(lambda: netns.unshare(netns.CLONE_NEWNET)))
        elif load.kind:
            stack.enter_context(holder.load(load.kind, load.sockets, load.processes))
        if load.kind == "tcp" or load.name == "processes":
            stack.enter_context(socket.create_server(commands.LISTENER))
        yield


def measure(bench, load):
    import commands
    import report
    with made(load):
        results = bench.run(commands.COMMANDS[load.name](load))
    report.print_results(load, results)
    sys.stdout.flush()
    return results


def measure_all(bench, loads):
    """The sockets that are there anyway first; then all others in a namespace of their own."""
    import netns
    results = {name: measure(bench, load) for name, load in loads.items() if not load.kind}
    netns.enter()
    results.update({name: measure(bench, load) for name, load in loads.items() if load.kind})
    return results


def chosen_loads(arguments):
    import commands
    processes = max(2, min(4000, arguments.sockets // 50))
    loads = (commands.Load("quiet", None),
             commands.Load("tcp", "tcp", arguments.sockets),
             commands.Load("udp", "udp", arguments.sockets // 2),
             commands.Load("unix", "unix", arguments.sockets),
             commands.Load("processes", "unix", 4 * processes, processes),
             commands.Load("namespaces", "namespaces", 50),
             commands.Load("events", "churn", 1),
             commands.Load("fewer", "tcp", arguments.fewer),
             commands.Load("more", "tcp", arguments.more))
    return {load.name: load for load in loads if load.name in arguments.loads}


def status_of(results, verdicts, counts_only):
    """Wrong counts and missed bars are a failure. Trouble with a program of others is not."""
    ours = [result for of_load in results.values() for result in of_load
            if result.command.program in ("floor", "sockview")]
    bad = any(result.problem for result in ours)
    return int(bad or (not counts_only and any(verdict.holds is False for verdict in verdicts)))


def main():
    arguments = parse_arguments()
    # Where the modules of the command line tests look for the programs.
    os.environ["HELPERS"] = os.path.join(arguments.build, "tests")
    options = build_options(arguments.build)
    if not is_release(options) and not arguments.counts_only:
        sys.exit(f"bench: {arguments.build}: not a release build ({options['buildtype']}): "
                 "meson setup DIRECTORY --buildtype=release -Dtests=enabled")
    check_compiled(arguments.build)
    figures = open_figures(arguments.json)
    import measure as measuring
    import report
    machine = {"processor": processor_name(), "processors": os.cpu_count(),
               "kernel": platform.release(), "buildtype": options["buildtype"],
               "rounds": arguments.rounds}
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    loads = chosen_loads(arguments)
    import commands
    import filters
    with tempfile.TemporaryDirectory() as directory:
        bench = measuring.Bench(find_programs(arguments),
                                os.path.join(arguments.build, "tests", "peak_rss"),
                                arguments.rounds, arguments.limit, arguments.slow,
                                filters.write_all(directory))
        results = measure_all(bench, loads)
    verdicts = [report.judge(bar, loads, results) for bar in commands.BARS]
    report.print_verdicts(verdicts, arguments.counts_only)
    if figures:
        with figures:
            json.dump(report.document(machine, loads, results, verdicts), figures, indent=1)
            figures.write("\n")
    sys.exit(status_of(results, verdicts, arguments.counts_only))


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()
    except BrokenPipeError:
        # What holds the sockets has ended by now.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit("bench: nobody reads the figures any more")
