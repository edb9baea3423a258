# SPDX-License-Identifier: MIT
"""The manual and --help have every word that sockview takes, each in its section."""

import pathlib
import re
import shutil
import subprocess
import unittest

import support

import limits
import settings

MANUAL = settings.MANUAL
GENERATE = settings.GENERATE
SOURCES = pathlib.Path(__file__).resolve().parents[2] / "src"
SECONDS = 30
STATUSES = ["0", "1", "2", "3", "4"]
# Diagnostics whose words are the system's, after a subject.
REASONS_OF_THE_SYSTEM = {"summary: FILE", "network namespace 'X'",
                         "netlink: tcp: Operation not permitted"}
# A format with fewer characters fits too many messages to show anything.
TELLING = 20
# What has a section of its own: a list with one item for each.
LISTED = {"columns": "COLUMNS", "states": "STATES", "formats": "FORMATS", "sources": "SOURCES",
          "owners": "OWNERS", "owner_statuses": "OWNER STATUS",
          "warnings": "WARNINGS"}
# What the text of an option names.
TOLD = {"families": "--family", "colours": "--color", "formats": "--format",
        "sources": "--source", "owners": "--owners"}


def missing(kind, text):
    """The words of that kind that the text has not."""
    return [word for word in words(kind) if not re.search(rf"(?<![\w-]){word}{end_of(word)}", text)]


def end_of(word):
    """A path follows `file:`."""
    return "" if word.endswith(":") else r"(?![\w-])"


def words(kind):
    done = subprocess.run([GENERATE, "--words", kind], capture_output=True, text=True, check=True,
                          timeout=limits.seconds(SECONDS))
    return done.stdout.split()


def sections():
    """The lines of each, by its heading."""
    with open(MANUAL, encoding="utf-8") as file:
        parts = re.split(r"^\.Sh (.+)\n", file.read(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.splitlines() for part in parts[2::2])))


def spellings(line):
    """The options that a line of macros names: `Fl t , Fl Fl tcp`."""
    line = line.lstrip(".").replace("Fl Fl ", "--").replace("Fl ", "-")
    return re.findall(r"(?<!\S)--?[\w-]+", line)


def formats():
    """Every string literal of the sources, as a list of its fixed parts: `%s` and the like are cut
    out, and literals that follow each other are one."""
    found = []
    for path in SOURCES.glob("**/*.c"):
        text = re.sub(r'"\s*(?:PRI\w+\s*)?"', "", path.read_text(encoding="utf-8"))
        for literal in re.findall(r'"((?:[^"\\\n]|\\.)*)"', text):
            found.append(re.split(r"%[-+ #0-9.*]*(?:zu|[a-z])?", literal))
    return found


def can_begin(parts, message):
    """Whether what a format prints can begin like the message. What stands for a `%s` and the like
    has at most two words, so that it cannot take the place of fixed words."""
    pattern = "$"
    for place, part in reversed(list(enumerate(parts))):
        for character in reversed(part):
            pattern = f"(?:$|{re.escape(character)}{pattern})"
        if place > 0:
            pattern = rf"(?:\S+?(?: \S+?)?)?{pattern}"
    return re.match(pattern, message) is not None


def items(lines):
    """What the items of lists are about, each with the lines under it."""
    found = {}
    for line in lines:
        if line.startswith(".It "):
            found[line[4:]] = under = []
        elif line.startswith((".Bl", ".El", ".Ss")):
            under = []
        elif found:
            under.append(line)
    return found


def option_items():
    """The spellings of each option in its heading, and under it."""
    found = []
    for heading, under in items(sections()["OPTIONS"]).items():
        others = [word for line in under if line.startswith(".Fl") for word in spellings(line)]
        found.append((spellings(heading), others, " ".join(under)))
    return found


class Manual(unittest.TestCase):
    def test_every_option(self):
        """Short, long and alias; each once, and none that is not understood."""
        documented = [word for heading, others, _ in option_items() for word in heading + others]
        self.assertEqual(sorted(documented), sorted(words("options")))

    def test_every_item_has_text(self):
        for name, lines in sections().items():
            for heading, under in items(lines).items():
                if name != "FILES":
                    self.assertTrue(under, f"{name}: {heading}")

    def test_every_column_state_format_and_source(self):
        """In the order of the tables, and nothing else."""
        for kind, section in LISTED.items():
            with self.subTest(kind=kind):
                documented = [heading.split()[1] for heading in items(sections()[section])]
                self.assertEqual(documented, words(kind))

    def test_every_word_of_an_argument(self):
        for kind, option in TOLD.items():
            (text,) = (text for heading, _, text in option_items() if option in heading)
            with self.subTest(kind=kind):
                self.assertEqual(missing(kind, text), [])

    def test_every_kind_of_sockets(self):
        """Too many for the text of the option, so they follow in the same section."""
        self.assertEqual(missing("kinds", "\n".join(sections()["OPTIONS"])), [])

    def test_every_diagnostic_is_one_of_the_program(self):
        known = [parts for parts in formats() if len("".join(parts)) >= TELLING]
        for item in items(sections()["DIAGNOSTICS"]):
            message = re.sub(r"[;:,]? ?\.\.\.$", "", item.strip('"'))
            if message not in REASONS_OF_THE_SYSTEM:
                with self.subTest(message=message):
                    self.assertTrue(any(can_begin(parts, message) for parts in known))

    def test_every_exit_status(self):
        self.assertEqual(list(items(sections()["EXIT STATUS"])), STATUSES)

    def test_common_options(self):
        """Those of the page of -h, in the same order."""
        page = re.findall(r"^  (?:-\w, |    )(--[\w-]+)", support.run("-h").out, re.MULTILINE)
        headings = [spellings(heading) for heading in items(sections()["COMMON OPTIONS"])]
        self.assertEqual([words[-1] for words in headings], page)

    def test_the_footer_names_sockview(self):
        """Without .Os the formatter names an operating system."""
        version = support.run("--version").out.strip()
        with open(MANUAL, encoding="utf-8") as file:
            self.assertIn(f"\n.Os {version}\n", file.read())

    def test_no_template_is_left(self):
        for lines in sections().values():
            self.assertEqual([line for line in lines if line.startswith("@")], [])

    @unittest.skipIf(shutil.which("mandoc") is None, "mandoc is not installed")
    def test_mandoc_is_content(self):
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", MANUAL],
                              capture_output=True, text=True,
                              timeout=limits.seconds(SECONDS), check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    @unittest.skipIf(shutil.which("mandoc") is None, "mandoc is not installed")
    def test_printed(self):
        """As a reader sees it: a word that the formatter takes for a request is lost."""
        done = subprocess.run(["mandoc", "-T", "ascii", "-O", "width=200", MANUAL],
                              capture_output=True, text=True,
                              timeout=limits.seconds(SECONDS), check=True)
        text = re.sub(".\b", "", done.stdout)
        for kind in ("options", "columns", "states", "kinds", "families", "formats", "sources",
                     "owners", "colours"):
            with self.subTest(kind=kind):
                self.assertEqual(missing(kind, text), [])


class Help(unittest.TestCase):
    def heads(self):
        """The spellings at the beginning of an entry of --help."""
        result = support.run("--help")
        self.assertEqual((result.status, result.err), (0, ""))
        entries = re.findall(r"^  (?:(-\w), |    )(--[\w-]+)", result.out, flags=re.MULTILINE)
        return [[word for word in entry if word] for entry in entries]

    def test_every_option(self):
        """As the manual has them, in the same order; aliases are left to the manual, and so is
        the options that nobody should use."""
        headings = [heading for heading, _, _ in option_items()]
        headings.remove(["--complete"])
        headings.remove(["--count"])
        self.assertEqual(self.heads(), headings)

    def test_every_spelling_is_understood(self):
        """An option with a word too many says so of the word, and not that it is unknown."""
        unknown = support.run("--nonsense").err.replace("--nonsense", "OPTION")
        for word in words("options"):
            with self.subTest(word=word):
                result = support.run(word, "--nonsense")
                self.assertNotEqual(result.err.replace(word, "OPTION"), unknown)

    def test_every_exit_status(self):
        text = " ".join(support.run("--help").out.split()).partition("Exit status: ")[2]
        self.assertEqual(re.findall(r"\b(\d) \w+", text), STATUSES)


if __name__ == "__main__":
    support.main()
