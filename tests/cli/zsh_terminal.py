# SPDX-License-Identifier: MIT
"""zsh offers completions only at a terminal's prompt, so it is typed at in one of its own."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import tempfile
import termios
import time

START_SECONDS = 20
QUIET_SECONDS = 1.0
ROWS, COLUMNS = 500, 250
PROMPT = b"READY>"
CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\x00-\x08\x0e-\x1f]")

SETUP = """
fpath=({directory} $fpath)
autoload -Uz compinit && compinit -u -D
setopt no_beep no_list_beep no_prompt_cr
unsetopt zle_bracketed_paste
LISTMAX=100000
PS1='READY>'
"""


def start(directory, step):
    pid, terminal = pty.fork()
    if pid == 0:
        if step is not None:
            step()
        os.environ.update(ZDOTDIR=directory, TERM="xterm", LC_ALL="C.UTF-8")
        os.execvp("zsh", ["zsh", "-i"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    return pid, terminal


def read_until_quiet(terminal, needle=None):
    """What the terminal prints, until `needle` came or nothing more comes."""
    text, deadline = b"", time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        ready = select.select([terminal], [], [], QUIET_SECONDS)[0]
        if not ready and (needle is None or needle in text):
            return text
        if ready:
            try:
                text += os.read(terminal, 65536)
            except OSError:
                return text
    return text


def offered(completions, line, step=None):
    """The words on the screen after `line` and a tabulator; the shell takes the step first."""
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, ".zshrc"), "w", encoding="utf-8") as file:
            file.write(SETUP.format(directory=completions))
        pid, terminal = start(directory, step)
        try:
            read_until_quiet(terminal, PROMPT)
            os.write(terminal, line.encode() + b"\t")
            text = CONTROL.sub(b" ", read_until_quiet(terminal))
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(terminal)
    words = re.split(r"[\s,=]+", text.decode("utf-8", "replace"))
    return set(words)
