#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The names and types of JSON do not change by accident: the schemas that are made from the tables
say what contract.txt says. Prints TAP. Usage: test_contract.py GENERATE"""

import json
import os
import pathlib
import subprocess
import sys

GOLDEN = pathlib.Path(__file__).parent / "contract.txt"
RENEW = "SOCKVIEW_RENEW_CONTRACT"
FORMATS = ("json", "ndjson")
# What a name means to a program that reads it.
KEYWORDS = ("const", "enum", "pattern", "minimum", "$ref", "x-unit")


def described(schema):
    """The type of a value, with all that narrows it, in one word."""
    kinds = schema.get("type", [])
    words = ["|".join([kinds] if isinstance(kinds, str) else kinds)]
    words += [f"{key}={json.dumps(schema[key]).replace(' ', '_')}" for key in KEYWORDS
              if key in schema and not (key == "enum" and len(schema[key]) > 20)]
    if "items" in schema:
        words.append(f"of({described(schema['items'])})")
    return ",".join(filter(None, words))


def members(prefix, schema):
    """One line for each member below a schema, by its path."""
    for name, member in schema.get("properties", {}).items():
        yield f"{prefix}.{name} {described(member)}"
        yield from members(f"{prefix}.{name}", member)


def contract(schema):
    """Groups have the types of the columns, or of their members: only those of sockets are listed."""
    name = schema["$id"].rpartition(":")[2]
    yield from members(name, schema)
    for name, definition in schema["$defs"].items():
        if name == "group":
            continue
        yield f"{name} {described(definition)}"
        yield from members(name, definition)
    for code in schema["$defs"]["warning"]["properties"]["code"]["oneOf"]:
        yield f"warning.code {code['const']}"


def lines_of(generate):
    lines = set()
    for name in FORMATS:
        done = subprocess.run([generate, "--schema", name], capture_output=True, check=True)
        lines |= set(contract(json.loads(done.stdout)))
    return sorted(lines)


def main():
    found = lines_of(sys.argv[1])
    if os.environ.get(RENEW):
        GOLDEN.write_text("\n".join(found) + "\n", encoding="utf-8")
    golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    gone, new = sorted(set(golden) - set(found)), sorted(set(found) - set(golden))
    for line in gone:
        print(f"# no longer: {line}")
    for line in new:
        print(f"# new: {line}")
    print("1..2")
    print("not ok" if gone else "ok", "1 - no name and no type of JSON has changed")
    print("not ok" if new else "ok", "2 - what is new in JSON is in contract.txt")
    if gone or new:
        print(f"# Where that is meant: {RENEW}=1 meson test -C BUILD tree-contract")
    return 1 if gone or new else 0


if __name__ == "__main__":
    sys.exit(main())
