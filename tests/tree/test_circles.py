#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No two source files call each other, directly or through others. Prints TAP.
Usage: test_circles.py NM LIBRARY"""

import re
import subprocess
import sys


def read_symbols(text):
    """What each object defines and what it needs, from the output of `nm -A -P`."""
    defines, needs = {}, {}
    for line in text.splitlines():
        found = re.match(r"(.*?)\[(.*?)\]: (\S+) (\w)", line)
        if found is None:
            continue
        _, name, symbol, kind = found.groups()
        needs.setdefault(name, set())
        if kind in "TDRB":
            defines[symbol] = name
        elif kind == "U":
            needs[name].add(symbol)
    return defines, needs


def find_circles(uses):
    """A circle for each one that a walk down from every object meets."""
    done = set()

    def walk(name, above):
        if name in above:
            yield " -> ".join([*above[above.index(name):], name])
        elif name not in done:
            for other in sorted(uses[name]):
                yield from walk(other, [*above, name])
            done.add(name)

    for name in uses:
        yield from walk(name, [])


def main():
    nm, library = sys.argv[1:]
    result = subprocess.run([nm, "-A", "-P", library], check=True, capture_output=True, text=True)
    defines, needs = read_symbols(result.stdout)
    print("1..1")
    if not defines:
        print("ok 1 no source files call each other # SKIP nm cannot read these objects")
        return 0
    uses = {name: {defines[symbol] for symbol in symbols if symbol in defines} - {name}
            for name, symbols in needs.items()}
    circles = list(find_circles(uses))
    print(f"{'not ok' if circles else 'ok'} 1 no source files call each other")
    for circle in circles:
        print(f"# {circle}")
    return 1 if circles else 0


if __name__ == "__main__":
    sys.exit(main())
