#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The built program is hardened. Prints TAP. Usage: test_hardening.py READELF PROGRAM FORTIFY
FORTIFY: "yes", or why the program has no checked functions."""

import re
import subprocess
import sys


def is_pie(text):
    return bool(re.search(r"^\s*Type:\s+DYN\b", text, re.MULTILINE) and
                re.search(r"\(FLAGS_1\).*\bPIE\b", text))


def has_full_relro(text):
    return "GNU_RELRO" in text and bool(re.search(r"\(FLAGS_1\).*\bNOW\b|BIND_NOW", text))


def segments(text):
    """Name and flags of each segment, such as ("LOAD", "R E")."""
    return re.findall(r"^\s+([A-Z_]+)\s+(?:0x[0-9a-f]+\s+){5}([R ][W ][E ])", text, re.MULTILINE)


def has_no_executable_stack(text):
    stack = [flags for name, flags in segments(text) if name == "GNU_STACK"]
    return len(stack) == 1 and "E" not in stack[0]


def has_no_writable_code(text):
    loads = [flags for name, flags in segments(text) if name == "LOAD"]
    return len(loads) > 1 and not any("W" in flags and "E" in flags for flags in loads)


def has_symbol(pattern):
    return lambda text: bool(re.search(rf"\bUND {pattern}\b", text))


def main():
    readelf, program, fortify = sys.argv[1:]
    text = subprocess.run([readelf, "--headers", "--dynamic", "--dyn-syms", "--wide", program],
                          check=True, capture_output=True, text=True,
                          env={"LC_ALL": "C"}).stdout
    checks = [
        ("is a position-independent executable", is_pie),
        ("relocations are done at the start and read-only then", has_full_relro),
        ("the stack is not executable", has_no_executable_stack),
        ("no memory is writable and executable", has_no_writable_code),
        ("the stack is protected", has_symbol(r"__stack_chk_fail\w*")),
        ("functions check the size of their buffers", has_symbol(r"__\w+_chk")),
    ]
    failed = False
    print(f"1..{len(checks)}")
    for number, (name, holds) in enumerate(checks, 1):
        if number == len(checks) and fortify != "yes":
            print(f"ok {number} {name} # SKIP {fortify}")
            continue
        good = holds(text)
        failed |= not good
        print(f"{'ok' if good else 'not ok'} {number} {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
