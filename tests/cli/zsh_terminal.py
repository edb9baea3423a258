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

import limits

ROWS, COLUMNS = 500, 250
PROMPT, END = b"READY>", b"<OFFERED"
CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\x00-\x08\x0e-\x1f]")

SETUP = """
fpath=({directory} $fpath)
autoload -Uz compinit && compinit -u -D
setopt no_beep no_list_beep no_prompt_cr
unsetopt zle_bracketed_paste
LISTMAX=100000
PS1='READY>'
offer() {{ zle expand-or-complete; zle -R; print -n '<OFF''ERED' > $TTY }}
zle -N offer
bindkey '^I' offer
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


def read_until(terminal, end):
    """What the terminal prints, until `end` comes."""
    text = b""
    while end not in text:
        if not select.select([terminal], [], [], limits.seconds())[0]:
            raise TimeoutError(f"no {end!r} but {text!r}")
        text += os.read(terminal, 65536)
    return text


def offered(completions, line, step=None):
    """The words on the screen after `line` and a tabulator; the shell takes the step first."""
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, ".zshrc"), "w", encoding="utf-8") as file:
            file.write(SETUP.format(directory=completions))
        pid, terminal = start(directory, step)
        try:
            read_until(terminal, PROMPT)
            os.write(terminal, line.encode() + b"\t")
            text = CONTROL.sub(b" ", read_until(terminal, END))
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(terminal)
    words = re.split(r"[\s,=]+", text.decode("utf-8", "replace"))
    return set(words)
