# SPDX-License-Identifier: MIT
"""Which cases of a script are run: all, or those that its arguments name."""

import argparse
import sys
import unittest


def name_of(case):
    return f"{type(case).__name__}.{case._testMethodName}"


def flat(suite):
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from flat(each)
        else:
            yield each


def has_name(case, word):
    """Whether the word is the name of the class, of the method, or of both with a dot between."""
    return word in (name_of(case), *name_of(case).split("."))


def parse(script, arguments):
    parser = argparse.ArgumentParser(description=script.__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE",
                        help="what to run: a class, a method, or CLASS.METHOD (everything)")
    parser.add_argument("-l", "--list", action="store_true", help="list the cases and run none")
    return parser, parser.parse_args(arguments)


def chosen(script, arguments):
    """The cases of the module `script` that its arguments name, in the order of the script. Ends
    the program after a list, and with status 2 where a word names no case."""
    parser, options = parse(script, arguments)
    known = list(flat(unittest.defaultTestLoader.loadTestsFromModule(script)))
    names = "\n".join(name_of(case) for case in known)
    for word in options.cases:
        if not any(has_name(case, word) for case in known):
            parser.error(f"no case is called {word!r}; there are:\n{names}")
    if options.list:
        print(names)
        sys.exit(0)
    if not options.cases:
        return known
    return [case for case in known if any(has_name(case, word) for word in options.cases)]
