#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The tables of src/util/unicode_ranges.h against the Unicode data of this Python, for every code
point that both versions know. Prints TAP. Usage: test_unicode.py FILE"""

import pathlib
import re
import sys
import unicodedata

HIDDEN = {"Cc", "Cf", "Co", "Zl", "Zp", "Zs"}
# Default_Ignorable_Code_Point where the category does not tell, and characters without a glyph.
# They stay in the table whatever the version.
HIDDEN_LETTERS = [0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164,
                  *range(0xFE00, 0xFE10), 0xFFA0, 0x13441, 0x13442, 0x16FE4, 0x1D159,
                  *range(0xE0100, 0xE01F0)]
# The later parts of a Hangul syllable.
JOINING_LETTERS = [*range(0x1161, 0x1200), *range(0xD7B0, 0xD7C7), *range(0xD7CB, 0xD7FC)]
# A character or two in a version changed its category.
CHANGED_MOST = 8


def read_tables(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    tables = {}
    for name, body in re.findall(r"struct range (\w+)\[\] = \{(.*?)\n\};", text, re.DOTALL):
        tables[name] = [(int(first, 16), int(last, 16))
                        for first, last in re.findall(r"\{(0x\w+), (0x\w+)\}", body)]
    return tables


def points_of(ranges):
    return {point for first, last in ranges for point in range(first, last + 1)}


def is_noncharacter(point):
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def class_of(point):
    """The table where a code point belongs; None where this Python does not know it."""
    category = unicodedata.category(chr(point))
    if point == 0x20:
        return "shown"
    if category in HIDDEN or is_noncharacter(point) or point in HIDDEN_LETTERS:
        return "hidden"
    if category == "Cn":
        return None
    if category in ("Mn", "Me") or point in JOINING_LETTERS:
        return "joining"
    if category == "Mc":
        return "spacing"
    return "wide" if unicodedata.east_asian_width(chr(point)) in "WF" else "shown"


def main():
    tables = read_tables(sys.argv[1])
    problems = []
    for name in ("hidden", "joining", "spacing", "wide"):
        ranges = tables.get(name, [])
        if not ranges or any(first > last for first, last in ranges) or any(
                before[1] >= after[0] for before, after in zip(ranges, ranges[1:])):
            problems.append(f"{name} is missing or out of order")
    members = {name: points_of(ranges) for name, ranges in tables.items()}
    different = []
    for point in range(0x110000):
        expected = class_of(point)
        if expected is None or 0xD800 <= point <= 0xDFFF:
            continue
        found = [name for name in members if point in members[name]] or ["shown"]
        if found != [expected]:
            different.append(f"U+{point:04X} is {'+'.join(found)}, not {expected}")
    print("1..2")
    print("not ok" if problems else "ok", "1 - the tables are in order")
    good = len(different) <= CHANGED_MOST
    print("ok" if good else "not ok", f"2 - all code points of Unicode {unicodedata.unidata_version}")
    for line in problems + different[:40]:
        print("#", line)
    return 0 if good and not problems else 1


sys.exit(main())
