# SPDX-License-Identifier: MIT
"""Draws the picture in the README: a real run of sockview on a terminal, beside the server of the
tests. Usage: SOCKVIEW=PROGRAM python3 tests/cli/picture.py > man/screen.svg"""

import os
import sys
from xml.sax.saxutils import escape

import machine

if __name__ == "__main__":
    machine.enter()

import screen
import support
import terminal
import zoo_server

COLUMNS, ROWS = 80, 36
MOST_ALIKE = 2
CELL, LINE, MARGIN = 8.4, 18, 14
COLOURS = {"31": "#ff6b68", "32": "#7ec77e", "33": "#d7ba5d", "35": "#d484d4", "36": "#5fb3c4"}
PLAIN, GROUND, FAINT = "#d8d8d8", "#1b1d23", "#7d8189"


def attributes(style):
    """What SVG has for the parameters of an SGR sequence."""
    codes = style.split(";")
    colour = next((COLOURS[code] for code in codes if code in COLOURS), PLAIN)
    if "2" in codes:
        colour = FAINT
    weight = ' font-weight="bold"' if "1" in codes else ""
    return f'fill="{colour}"{weight}'


def runs_of(row):
    """(column, text, style) of the stretches of a row that look alike."""
    column, text, style = 0, "", None
    for place, (character, look) in enumerate(row):
        if look != style:
            if text.strip():
                yield column, text, style
            column, text, style = place, "", look
        text += character
    if text.strip():
        yield column, text, style


def draw(rows, command):
    width, height = COLUMNS * CELL + 2 * MARGIN, (len(rows) + 1) * LINE + 2 * MARGIN
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
           'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">')
    yield f'<rect width="100%" height="100%" rx="8" fill="{GROUND}"/>'
    lines = [[(0, f"$ {command}", screen.PLAIN)], *map(runs_of, rows)]
    for number, line in enumerate(lines):
        for column, text, style in line:
            x, y = MARGIN + column * CELL, MARGIN + (number + 0.75) * LINE
            yield (f'<text x="{x:.1f}" y="{y:.1f}" textLength="{len(text) * CELL:.1f}" '
                   f'xml:space="preserve" {attributes(style)}>{escape(text)}</text>')
    yield "</svg>"


def choose(rows):
    """One screen of it: of rows of one state and program, a few."""
    chosen, seen, wanted = [], {}, True
    for row in rows:
        line = "".join(text for text, _ in row)
        if not line.startswith(" "):
            words = line.replace("! ", "").split()
            kind = (*words[:2], words[-1].partition("(")[0])
            seen[kind] = seen.get(kind, 0) + 1
            wanted = seen[kind] <= MOST_ALIKE
        if wanted:
            chosen.append(row)
    return chosen[:ROWS]


def main():
    with zoo_server.Server() as server:
        server.start()
        output, _ = terminal.output_of("-tunap", columns=COLUMNS, rows=1000,
                                       env=support.environment())
    view = screen.Screen(1000, COLUMNS)
    view.feed(output)
    rows = [row for row, line in zip(view.grid.cells, view.lines) if line]
    print("\n".join(draw(choose(rows), "sockview -tunap")))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
    os._exit(0)
