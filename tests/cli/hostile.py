# SPDX-License-Identifier: MIT
"""Processes and sockets with names that a shell, a terminal or a filter could misread."""

import os
import socket

import holder
import sandbox

# A process's name has 15 bytes; the first two tell them apart.
NAMES = [f"{place:02}{name}" for place, name in enumerate((
    "$(touch ran)", "`touch ran`", ";touch ran", "|touch ran", "&touch ran", ">ran", "'q", '"q',
    " a  b", "*", "?[a]", "{a,b}", "~root", "!!", "!touch", "\\q", "\\", "#c", "$HOME", "=ls", "%1",
    "-rf", "(a)", "and", "^a^b", "tmux: server", "\u00e4\u00f6"))]
UNSHOWN = [f"{len(NAMES) + place:02}{name}" for place, name in enumerate((
    "two\nlines", "esc\x1b[31m", "tab\there", "bell\a", "\u202egnp", "both'\""))]
STRANGE = ["$(touch ran)", "`touch ran`", "-rf", "=ls", "~root", "!!", "'", '"', "*", "#", " "]


def quoted(name):
    """How a filter may write the name."""
    return (name, f'"{name}"', f"'{name}'")


def udp():
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind(("127.0.0.1", 0))
    return bound


def processes(stack, names=(*NAMES, *UNSHOWN, *STRANGE)):
    """One process of each name, which holds a socket, until the stack closes."""
    for name in names:
        stack.enter_context(holder.Holder(
            udp, lambda name=name: sandbox.set_comm(os.fsencode(name))))
