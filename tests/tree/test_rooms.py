#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The plan of the source tree: each room may include only rooms below it, and no two files include
each other in a circle. Prints TAP. Usage: test_rooms.py SOURCE_DIRECTORY"""

import pathlib
import re
import sys

# From the top of the house to its foundation. A name that ends with "/" is a folder, others are
# single headers with their source file. What stands on one line is one room.
ROOMS = """
main.c generate/
cli/
run/
summary/
sink/
view/
arrange/
source/
filter/
column/
family/
lookups.h
netns/
owners/
lookup/
sock_list.h sink.h
sock.h need.h
value/
state.h
bpf/
util/
"""

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
# Made by the build; they stand below everything.
MADE = re.compile(r"config\.h|\w+\.skeleton\.h")


def room_ranks():
    return {name: rank for rank, line in enumerate(ROOMS.split("\n")) for name in line.split()}


def room_of(path, ranks):
    """The name of the room of a file, or None where the plan has none for it."""
    folder, _, name = path.rpartition("/")
    if folder:
        return next((room for room in ranks if room == folder + "/"), None)
    return next((room for room in (name, name[:-2] + ".h") if room in ranks), None)


def read_includes(top):
    """What each file includes, by path below `top`."""
    return {str(path.relative_to(top)): INCLUDE.findall(path.read_text(encoding="utf-8"))
            for path in sorted(top.rglob("*.[ch]"))}


def resolve(path, name, files):
    """Where an include leads: a file beside the one that has it, or one below `top`."""
    beside = f"{path.rpartition('/')[0]}/{name}"
    return beside if beside in files else name


def check_rooms(files, ranks):
    for path in files:
        if room_of(path, ranks) is None:
            yield f"{path} is in no room: ROOMS in {pathlib.Path(__file__).name} lists them"


def check_direction(files, ranks):
    for path, names in files.items():
        for name in (resolve(path, name, files) for name in names):
            if MADE.fullmatch(name):
                continue
            if name not in files:
                yield f"{path} includes {name}, which does not exist"
                continue
            own, other = room_of(path, ranks), room_of(name, ranks)
            if own and other and ranks[other] < ranks[own]:
                yield f"{path} includes {name}, which is in a room above it"
            if own and other and ranks[other] == ranks[own] and own != other:
                yield f"{path} includes {name}, a room beside it"


def check_circles(files):
    """Headers that include each other, found by walking down from each."""
    done = set()

    def walk(path, above):
        if path in above:
            yield " -> ".join([*above[above.index(path):], path])
        elif path not in done:
            for name in files.get(path, ()):
                yield from walk(resolve(path, name, files), [*above, path])
            done.add(path)

    for path in files:
        yield from walk(path, [])


def check_own_header(files):
    """The first include of NAME.c is NAME.h where there is one, so that each header stands alone."""
    for path, names in files.items():
        own = path[:-1] + "h"
        if path.endswith(".c") and own in files and names[:1] != [own]:
            yield f"{path} does not include {own} first"


def main():
    top = pathlib.Path(sys.argv[1])
    files = read_includes(top)
    ranks = room_ranks()
    checks = [
        ("every file is in a room", check_rooms(files, ranks)),
        ("rooms include only rooms below them", check_direction(files, ranks)),
        ("no headers include each other", check_circles(files)),
        ("a source file includes its own header first", check_own_header(files)),
    ]
    good = bool(files)
    print(f"1..{len(checks)}")
    for number, (name, faults) in enumerate(checks, 1):
        faults = list(faults)
        print(f"{'not ok' if faults else 'ok'} {number} {name}")
        for fault in faults:
            print(f"# {fault}")
        good = good and not faults
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
