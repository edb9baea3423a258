# SPDX-License-Identifier: MIT
"""A screen in memory that understands what sockview and plain pagers send to a terminal."""

import re
import unicodedata

CONTROL = re.compile(r"\x1b\[([?]?)([\d;]*)([@-~])|\x1b[()].|\x1b[=>78M]|\x1b\][^\x07]*\x07", re.DOTALL)
BLANK = " "
PLAIN = ""


def width_of(character):
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Grid:
    """The cells of one buffer, and its cursor."""

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [self.empty_row() for _ in range(rows)]
        self.row = self.column = 0
        self.saved = (0, 0)
        self.scrolled = []

    def empty_row(self):
        return [(BLANK, PLAIN)] * self.columns

    def line_feed(self):
        if self.row + 1 < self.rows:
            self.row += 1
            return
        self.scrolled.append(self.cells.pop(0))
        self.cells.append(self.empty_row())

    def put(self, character, style, wraps):
        width = width_of(character)
        if width == 0:
            if self.column > 0:
                text, before = self.cells[self.row][self.column - 1]
                self.cells[self.row][self.column - 1] = (text + character, before)
            return
        if self.column + width > self.columns:
            if wraps:
                self.column = 0
                self.line_feed()
            else:
                self.column = self.columns - width
        self.cells[self.row][self.column] = (character, style)
        if width == 2:
            self.cells[self.row][self.column + 1] = ("", style)
        self.column += width

    def erase(self, start, end):
        """The cells from one place to before another, counted through the rows."""
        for place in range(start, end):
            self.cells[place // self.columns][place % self.columns] = (BLANK, PLAIN)

    def place(self):
        return self.row * self.columns + min(self.column, self.columns - 1)


class Screen:
    """Feed it what a terminal receives; `lines` are what it shows. `has_alternate`: whether it has a
    second buffer, which not all terminals have."""

    def __init__(self, rows=24, columns=80, has_alternate=True):
        self.size = (rows, columns)
        self.has_alternate = has_alternate
        self.normal = Grid(rows, columns)
        self.alternate = None
        self.style = PLAIN
        self.wraps = True
        self.cursor_is_visible = True
        self.synchronized = False
        self.unknown = []
        self.rest = ""
        self.octets = b""

    @property
    def grid(self):
        return self.alternate or self.normal

    @property
    def lines(self):
        """What each row shows, without the blanks at its end."""
        return ["".join(text for text, _ in row).rstrip() for row in self.grid.cells]

    @property
    def text(self):
        """The rows up to the last that shows anything."""
        return "\n".join(self.lines).rstrip("\n")

    @property
    def history(self):
        """What was scrolled off the normal screen."""
        return ["".join(text for text, _ in row).rstrip() for row in self.normal.scrolled]

    @property
    def is_plain(self):
        """Whether the terminal is in the state in which programs expect to find it."""
        return (self.alternate is None and self.wraps and self.cursor_is_visible
                and not self.synchronized and self.style == PLAIN)

    def style_of(self, text):
        """The SGR parameters of the first cell of some text on the screen, or None."""
        for row in self.grid.cells:
            at = "".join(cell or BLANK for cell, _ in row).find(text)
            if at >= 0:
                return row[at][1]
        return None

    def resize(self, rows, columns):
        self.size = (rows, columns)
        for grid in filter(None, (self.normal, self.alternate)):
            grid.cells = [(row + [(BLANK, PLAIN)] * columns)[:columns] for row in grid.cells]
            while len(grid.cells) > rows:
                grid.scrolled.append(grid.cells.pop(0))
            grid.rows, grid.columns = rows, columns
            while len(grid.cells) < rows:
                grid.cells.append(grid.empty_row())
            grid.row, grid.column = min(grid.row, rows - 1), min(grid.column, columns - 1)

    def feed(self, octets):
        self.octets += octets
        try:
            text, self.octets = self.octets.decode("utf-8"), b""
        except UnicodeDecodeError as error:
            if error.end < len(self.octets):
                raise
            text = self.octets[:error.start].decode("utf-8")
            self.octets = self.octets[error.start:]
        self.feed_text(self.rest + text)

    def feed_text(self, text):
        self.rest = ""
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self.character(text[at])
                at += 1
                continue
            match = CONTROL.match(text, at)
            if not match:
                if len(text) - at < 64 and re.fullmatch(r"\x1b(\[[?]?[\d;]*|\][^\x07]*|[()])?",
                                                        text[at:]):
                    self.rest = text[at:]
                    return
                self.unknown.append(text[at:at + 16])
                at += 1
                continue
            if match[3]:
                self.control(match[1], match[2], match[3])
            at = match.end()

    def character(self, character):
        grid = self.grid
        if character == "\n":
            grid.line_feed()
        elif character == "\r":
            grid.column = 0
        elif character == "\b":
            grid.column = max(0, min(grid.column, grid.columns - 1) - 1)
        elif character == "\t":
            grid.column = min(grid.columns - 1, (grid.column // 8 + 1) * 8)
        elif character == "\a":
            pass
        elif character < " ":
            self.unknown.append(character)
        else:
            grid.put(character, self.style, self.wraps)

    def control(self, private, parameters, final):
        if private and final in "hl":
            for number in parameters.split(";"):
                self.mode(number, final == "h")
        elif final == "m":
            self.style = PLAIN if parameters in ("", "0") else parameters
        elif final in ("H", "f"):
            row, column = ([int(part or 1) for part in parameters.split(";")] + [1, 1])[:2]
            self.grid.row = min(max(row, 1), self.grid.rows) - 1
            self.grid.column = min(max(column, 1), self.grid.columns) - 1
        elif final == "K":
            self.erase_line(parameters or "0")
        elif final == "J":
            self.erase_screen(parameters or "0")
        else:
            self.unknown.append(f"\x1b[{private}{parameters}{final}")

    def erase_line(self, which):
        grid = self.grid
        start = grid.row * grid.columns
        grid.erase(start if which in "12" else grid.place(),
                   grid.place() + 1 if which == "1" else start + grid.columns)

    def erase_screen(self, which):
        grid = self.grid
        grid.erase(0 if which in "123" else grid.place(),
                   grid.place() + 1 if which == "1" else grid.rows * grid.columns)

    def mode(self, number, on):
        if number == "1049":
            self.switch(on)
        elif number == "7":
            self.wraps = on
        elif number == "25":
            self.cursor_is_visible = on
        elif number == "2026":
            self.synchronized = on
        elif number not in ("1", "12", "1000", "1002", "1006", "2004"):
            self.unknown.append(f"?{number}")

    def switch(self, on):
        if not self.has_alternate:
            return
        if on:
            self.normal.saved = (self.grid.row, self.grid.column)
            if self.alternate is None:
                self.alternate = Grid(*self.size)
                self.alternate.row, self.alternate.column = self.normal.saved
        else:
            self.alternate = None
            self.normal.row, self.normal.column = self.normal.saved
