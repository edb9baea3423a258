#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs each harness of a build with -Dfuzz=enabled for some seconds, from seeds of this machine and
the cases of before. What is found is left in the directory `found` of the build."""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import seeds

CASES = pathlib.Path(__file__).resolve().parent / "cases"
LONGEST_INPUT = {"filter": 440, "options": 400, "escape": 256, "columns": 4096}
SECONDS_OF_AN_INPUT = 10


def harnesses(build, names):
    """The programs by the names of the harnesses."""
    found = {path.name[5:]: path for path in sorted((build / "tests/fuzz").glob("fuzz_*"))
             if path.is_file() and os.access(path, os.X_OK)}
    unknown = set(names) - set(found)
    if unknown or not found:
        sys.exit(f"no such harness in {build}: {', '.join(unknown) or 'none was built'}")
    return {name: found[name] for name in names or found}


def run(name, program, build, seconds, seed_directory):
    """(whether nothing was found, executions)."""
    found = build / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    corpus = build / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    command = [program, f"-max_total_time={seconds}", f"-timeout={SECONDS_OF_AN_INPUT}",
               f"-max_len={LONGEST_INPUT.get(name, 8192)}", f"-artifact_prefix={found}/",
               "-print_final_stats=1", "-verbosity=1", "-rss_limit_mb=4096", corpus,
               *(path for path in (seed_directory / name, CASES / name) if path.is_dir())]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode(errors="replace")
    executions = re.findall(r"number_of_executed_units: (\d+)", text) or \
        re.findall(r"^#(\d+)\t", text, re.MULTILINE)
    if done.returncode != 0:
        print(text[-6000:])
    return done.returncode == 0, int(executions[-1]) if executions else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("harness", nargs="*", help="which (all)")
    parser.add_argument("--seconds", type=int, default=int(os.environ.get("FUZZ_SECONDS", "60")),
                        help="of each harness (FUZZ_SECONDS in the environment, or 60)")
    options = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as directory:
        seeds.make(options.build / "sockview", directory)
        for name, program in harnesses(options.build, options.harness).items():
            nothing, executions = run(name, program, options.build, options.seconds,
                                      pathlib.Path(directory))
            print(f"{name}: {executions} executions, {'nothing' if nothing else 'FAULTS'} found",
                  flush=True)
            good = good and nothing
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
