#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that no message has a number and after it a word that is always in the plural: "1 sockets".
plural() of util/plural.h chooses the word."""

import pathlib
import re
import sys

# As a format: "%zu sockets", "%" PRIu64 " destroyed sockets". "More than" is never one.
FIXED_PLURAL = re.compile(r"(?<!more than )%[-+ #0-9.*]*(?:zu|[duU])(?: [a-z]+)? [a-z]{2,}s\b(?=[ \"]|$)")
VERB = re.compile(r"\b(?:is|was|has|stays|matches)$")


def literals(text):
    """The text of every string literal; what follows without a word between is one."""
    text = re.sub(r'"\s*PRI[a-z]?\d*\s*"', "U", re.sub(r'%" PRIu(?:64|32)\s*"', "%U", text))
    text = re.sub(r'"\s+"', "", text)
    return re.findall(r'"((?:[^"\\\n]|\\.)*)"', text)


def find_plurals(text):
    return [found.group() for literal in literals(text) for found in FIXED_PLURAL.finditer(literal)
            if not VERB.search(found.group())]


def main():
    (top,) = sys.argv[1:]
    samples = {'"%zu sockets"': 1, '"a %" PRIu64 " destroyed "\n "sockets"': 1, '"%zu %s"': 0,
               '"more than %zu descriptors"': 0, '"%u is no number"': 0, '"listeners: %zu"': 0}
    wrong = [f"{sample}: {find_plurals(sample)}" for sample, count in samples.items()
             if len(find_plurals(sample)) != count]
    found = [f"{path}: {plural}" for path in sorted(pathlib.Path(top).rglob("*.c"))
             for plural in find_plurals(path.read_text(encoding="utf-8"))]
    print("1..2")
    for number, (title, lines) in enumerate((("plurals are found", wrong),
                                             ("messages know one from many", found)), 1):
        print(f"{'not ok' if lines else 'ok'} {number} {title}")
        for line in lines:
            print(f"# {line}")
    return 1 if wrong or found else 0


if __name__ == "__main__":
    sys.exit(main())
