# SPDX-License-Identifier: MIT
"""An interactive shell on a terminal of its own, in which keys are pressed."""

import contextlib
import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import tempfile
import termios

import limits
import settings
import support

ROWS, COLUMNS = 500, 200
DUMP = "\x18d"  # Ctrl-X d writes the line into a file
CONTROL = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?<=>]*[A-Za-z]"
                     rb"|\x1b[()][A-B0]|\x1b[=>78]|[\x00-\x08\x0b-\x1f]")
COMPLETIONS = settings.COMPLETIONS

# In place of the program: completes as it does, also where a link has its name, and keeps the words
# it is called with.
PROGRAM = """#!/bin/sh
case $0 in
*/ss | */netstat) manner=--as=${{0##*/}} ;;
esac
case $1 in
--complete) exec {sockview} $manner "$@" ;;
esac
printf '%s\\0' "$@" > {directory}/words.new
mv {directory}/words.new {directory}/words
"""

BASH = """
PS1='READY> '
bind 'set enable-bracketed-paste off'
bind 'set bell-style none'
bind 'set page-completions off'
bind 'set completion-query-items 0'
sockview_dump()
{{
    printf %s "$READLINE_LINE" > {directory}/line.new
    mv {directory}/line.new {directory}/line
}}
bind -x '"\\C-xd": sockview_dump'
source {completions}/sockview
"""

ZSH = """
fpath=({completions} $fpath)
autoload -Uz compinit && compinit -u -D
setopt no_beep no_list_beep no_prompt_cr no_prompt_sp
unset zle_bracketed_paste
LISTMAX=100000
PS1='READY> '
sockview_dump()
{{
    print -rn -- "$BUFFER" > {directory}/line.new
    mv {directory}/line.new {directory}/line
}}
zle -N sockview_dump
bindkey '^Xd' sockview_dump
"""

FISH = """
function fish_prompt; echo 'READY> '; end
function fish_greeting; end
function fish_title; end
set -g fish_autosuggestion_enabled 0
function sockview_dump
    commandline -b > {directory}/line.new
    mv {directory}/line.new {directory}/line
end
bind \\cxd sockview_dump
source {completions}/sockview.fish
"""

COMMANDS = {
    "bash": (["bash", "--noprofile", "--rcfile", "{directory}/.bashrc", "-i"], ".bashrc", BASH),
    "zsh": (["zsh", "-d", "-i"], ".zshrc", ZSH),
    "fish": (["fish", "-i"], "fish/config.fish", FISH),
}


def installed(shell):
    return shutil.which(shell) is not None


class Shell(contextlib.AbstractContextManager):
    """One shell that runs until the block ends. `step` is taken in it before it starts; `program`
    is what it finds as sockview, None for nothing; `links` are names of links to that; `setup` comes
    before the shell's own."""

    def __init__(self, shell, step=None, program=support.SOCKVIEW, links=(), setup=""):
        self.directory = tempfile.mkdtemp(prefix="sockview-shell-")
        self.output = b""
        self.prepare(shell, program, links, setup)
        command, _, _ = COMMANDS[shell]
        command = [word.format(directory=self.directory) for word in command]
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            self.become(command, step)
        self.wait_for(lambda: b"READY>" in self.output, "a prompt")

    def prepare(self, shell, program, links, first):
        _, name, setup = COMMANDS[shell]
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write((first + setup).format(directory=self.directory, completions=COMPLETIONS))
        os.mkdir(os.path.join(self.directory, "bin"))
        os.mkdir(os.path.join(self.directory, "empty"))
        if program is None:
            return
        path = os.path.join(self.directory, "bin", "sockview")
        with open(path, "w", encoding="utf-8") as file:
            file.write(PROGRAM.format(directory=self.directory, sockview=shlex.quote(program)))
        os.chmod(path, 0o755)
        for link in links:
            os.symlink("sockview", os.path.join(self.directory, "bin", link))

    def become(self, command, step):
        """In the child: never returns."""
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            if step is not None:
                step()
            os.chdir(os.path.join(self.directory, "empty"))
            path = os.path.join(self.directory, "bin") + ":/usr/bin:/bin"
            environment = support.environment(
                PATH=path, HOME=self.directory, ZDOTDIR=self.directory,
                XDG_CONFIG_HOME=self.directory, XDG_DATA_HOME=self.directory, INPUTRC="/dev/null",
                HISTFILE="/dev/null")
            os.execvpe(command[0], command, environment)
        finally:
            os._exit(1)

    def read(self, seconds):
        if not select.select([self.terminal], [], [], seconds)[0]:
            return
        try:
            self.output += os.read(self.terminal, 65536)
        except OSError as error:
            raise AssertionError(f"the shell ended: {self.text()}") from error

    def wait_for(self, condition, what):
        def read_and_look():
            self.read(limits.PAUSE)
            return condition()

        limits.wait_until(read_and_look, lambda: f"{what}: {self.text()!r}",
                          limit=limits.ORDINARY)

    def text(self):
        """All that came to the screen since the last press."""
        return CONTROL.sub(b" ", self.output).decode("utf-8", "replace")

    def press(self, keys):
        self.output = b""
        os.write(self.terminal, keys.encode())

    def take(self, name):
        """The content of the file that the shell writes, once it is there."""
        path = os.path.join(self.directory, name)
        self.wait_for(lambda: os.path.exists(path), f"the file {name}")
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        os.unlink(path)
        return text

    def line(self, keys):
        """The line after the keys were pressed in an empty one. It is given up afterwards."""
        self.press(keys + DUMP)
        line = self.take("line").rstrip("\n")
        self.press("\x15")
        return line

    def words(self, keys):
        """The words that the program is called with when the line is entered after the keys."""
        self.press(keys + "\r")
        return self.take("words").split("\0")[:-1]

    def screen(self, keys):
        """What the keys brought to the screen, and the line after them."""
        self.press(keys + DUMP)
        line = self.take("line").rstrip("\n")
        text = self.text()
        self.press("\x15")
        return text, line

    def files(self):
        """What is in the directory in which the shell stands: nothing, unless a name was run."""
        return os.listdir(os.path.join(self.directory, "empty"))

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
        shutil.rmtree(self.directory, ignore_errors=True)

    def __exit__(self, *unused):
        self.close()
