# SPDX-License-Identifier: MIT
"""What the build tells the tests, in environment variables: where it put what they run and read."""

import os
import re
import sys

NEEDED = ("SOCKVIEW", "HELPERS", "GENERATE", "COMPLETIONS", "MANUAL", "README")

SOCKVIEW = os.environ.get("SOCKVIEW", "")
HELPERS = os.environ.get("HELPERS", "")
GENERATE = os.environ.get("GENERATE", "")
COMPLETIONS = os.environ.get("COMPLETIONS", "")
MANUAL = os.environ.get("MANUAL", "")
README = os.environ.get("README", "")
BPF = os.environ.get("BPF", "") == "1"
SANITIZED = os.environ.get("SANITIZED", "") not in ("", "0")
MANY_SOCKETS = int(os.environ.get("MANY_SOCKETS", "20000"))


def check():
    """Ends the program where a script was started without them."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        name = re.sub(r"^test_|\.py$", "", os.path.basename(sys.argv[0]))
        sys.exit(f"{sys.argv[0]}: {', '.join(missing)} {'is' if missing[1:] == [] else 'are'} not "
                 f"set: run `meson test -C BUILD_DIRECTORY cli-{name} --test-args=CASE`")
