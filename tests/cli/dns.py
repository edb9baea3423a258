# SPDX-License-Identifier: MIT
"""A name server on 127.0.0.1:53 of the test's own namespace, and what makes programs ask it."""

import contextlib
import os
import socket
import struct
import threading

import limits
import netns
import sandbox

PORT = 53
TYPE_PTR = 12
MS_BIND = 0x1000
NAME_ERROR = 3


def skip_name(packet, at):
    while packet[at]:
        at += 1 + packet[at]
    return at + 1


def labels(packet, at=12):
    found = []
    while packet[at]:
        found.append(packet[at + 1:at + 1 + packet[at]])
        at += 1 + packet[at]
    return found


def encode(name):
    """Octets as labels; a dot divides, every other octet stays."""
    return b"".join(bytes([len(label)]) + label for label in name.split(b".")) + b"\0"


class Server(contextlib.AbstractContextManager):
    """`answer` gets the labels of a question and returns a name, None for "no such name", or
    False to stay silent. Each question is answered by a thread of its own."""

    def __init__(self, answer):
        self.answer = answer
        self.questions = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", PORT))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            packet, client = self.socket.recvfrom(4096)
            if len(packet) < 17:
                return
            self.questions.append(b".".join(labels(packet)))
            threading.Thread(target=self.reply, args=(packet, client), daemon=True).start()

    def reply(self, packet, client):
        name = self.answer(labels(packet))
        if name is False:
            return
        end = skip_name(packet, 12) + 4
        header = packet[:2] + struct.pack("!HHHHH", 0x8580 | (NAME_ERROR if name is None else 0),
                                          1, 0 if name is None else 1, 0, 0)
        record = b""
        if name is not None:
            data = encode(name)
            record = b"\xc0\x0c" + struct.pack("!HHIH", TYPE_PTR, 1, 60, len(data)) + data
        with contextlib.suppress(OSError):
            self.socket.sendto(header + packet[12:end] + record, client)

    def __exit__(self, *unused):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knock:
            knock.sendto(b"end", ("127.0.0.1", PORT))
        self.thread.join(limits.seconds())
        self.socket.close()


def use(directory, hosts=b"", server="127.0.0.1"):
    """A step that makes a program look names up in these hosts, and then ask the server."""
    files = {"/etc/hosts": hosts, "/etc/resolv.conf": f"nameserver {server}\n".encode(),
             "/etc/nsswitch.conf": b"hosts: files dns\nservices: files\n"}
    for path, octets in files.items():
        with open(os.path.join(directory, os.path.basename(path)), "wb") as file:
            file.write(octets)

    def take():
        sandbox.own_mounts()
        for path in files:
            source = os.path.join(directory, os.path.basename(path))
            netns.checked(netns.libc.mount(source.encode(), path.encode(), None, MS_BIND, None))
    return take
