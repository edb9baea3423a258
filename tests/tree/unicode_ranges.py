#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes src/util/unicode_ranges.h from the files of the Unicode Character Database.

Usage: unicode_ranges.py DIRECTORY > src/util/unicode_ranges.h && clang-format -i ...

DIRECTORY has UnicodeData.txt, DerivedCoreProperties.txt and EastAsianWidth.txt of one version.
"""

import re
import sys

POINTS = 0x110000
# These show as nothing, or as a blank, although no property says so.
BLANK_BY_HAND = [
    0x2800,  # BRAILLE PATTERN BLANK
    0x13441, 0x13442,  # EGYPTIAN HIEROGLYPH FULL BLANK, HALF BLANK
    0x16FE4,  # KHITAN SMALL SCRIPT FILLER
    0x1D159,  # MUSICAL SYMBOL NULL NOTEHEAD
]
# Vowels and final consonants of Hangul join the syllable before them.
JOINING_BY_HAND = [*range(0x1161, 0x1200), *range(0xD7B0, 0xD7C7), *range(0xD7CB, 0xD7FC)]
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"}


def read_lines(directory, name):
    with open(f"{directory}/{name}", encoding="utf-8") as file:
        return file.read().splitlines()


def read_categories(directory):
    categories = ["Cn"] * POINTS
    first = 0
    for line in read_lines(directory, "UnicodeData.txt"):
        number, name, category = line.split(";")[:3]
        point = int(number, 16)
        if name.endswith(", First>"):
            first = point
            continue
        start = first if name.endswith(", Last>") else point
        categories[start:point + 1] = [category] * (point + 1 - start)
    return categories


def read_property(directory, name, wanted):
    points = set()
    for line in read_lines(directory, name):
        match = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", line)
        if match and match[3] in wanted:
            points.update(range(int(match[1], 16), int(match[2] or match[1], 16) + 1))
    return points


def print_table(name, points, unassigned):
    """Characters that do not exist may fall into a range: it takes fewer."""
    ranges = []
    for point in sorted(points):
        if ranges and all(p in unassigned for p in range(ranges[-1][1] + 1, point)):
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    print(f"static const struct range {name}[] = {{")
    for first, last in ranges:
        print(f"{{0x{first:x}, 0x{last:x}}},")
    print("};")


def main():
    directory = sys.argv[1]
    version = read_lines(directory, "DerivedCoreProperties.txt")[0].split("-")[1].removesuffix(".txt")
    categories = read_categories(directory)
    ignorable = read_property(directory, "DerivedCoreProperties.txt", {"Default_Ignorable_Code_Point"})
    wide = read_property(directory, "EastAsianWidth.txt", {"W", "F"})
    nonexistent = {p for p in range(POINTS) if p & 0xFFFE == 0xFFFE} | set(range(0xFDD0, 0xFDF0))
    hidden = {p for p in range(POINTS) if categories[p] in HIDDEN_CATEGORIES and p != 0x20}
    hidden |= ignorable | nonexistent | set(BLANK_BY_HAND)
    joining = {p for p in range(POINTS) if categories[p] in ("Mn", "Me")} | set(JOINING_BY_HAND)
    spacing = {p for p in range(POINTS) if categories[p] == "Mc"}
    unassigned = {p for p in range(POINTS) if categories[p] == "Cn"} - hidden
    print("/* SPDX-License-Identifier: MIT */\n"
          "#ifndef SOCKVIEW_UTIL_UNICODE_RANGES_H\n#define SOCKVIEW_UTIL_UNICODE_RANGES_H\n\n"
          "#include <stdint.h>\n\n"
          "/* Code points from `first` to `last`. Each table is in rising order. */\n"
          "struct range {\nuint32_t first, last;\n};\n\n"
          f"/* tests/tree/unicode_ranges.py made these tables from the Unicode Character Database {version}. */\n")
    print("/* Not to be seen, or not to be told from a blank: the general categories Cc, Cf, Co (private\n"
          " * use), Zl, Zp and Zs (except U+0020), Default_Ignorable_Code_Point, noncharacters, and some\n"
          " * characters without a glyph. */")
    print_table("hidden", hidden, set())
    print("\n/* Drawn over the character before, without a place of their own: the general categories Mn\n"
          " * and Me, and the later parts of a Hangul syllable. */")
    print_table("joining", joining - hidden, unassigned)
    print("\n/* Drawn beside the character before, and joined to it: the general category Mc. */")
    print_table("spacing", spacing - hidden, unassigned)
    print("\n/* Two places wide: East_Asian_Width W and F. */")
    print_table("wide", wide - hidden - joining - spacing, unassigned)
    print("\n#endif")


main()
