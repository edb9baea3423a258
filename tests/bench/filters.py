# SPDX-License-Identifier: MIT
"""Filters too long for a command line. A command names one of them after -F."""

import os
import socket

TERMS = 1000
SERVICES = ("ssh", "smtp", "domain", "http", "pop3", "ntp", "imap2", "snmp", "https", "imaps")


def known_services():
    """Those of them that this machine knows."""
    def is_known(name):
        try:
            return socket.getservbyname(name) > 0
        except OSError:
            return False
    return [name for name in SERVICES if is_known(name)] or ["22"]


def joined(terms):
    return " or\n".join(terms) + "\n"


def texts():
    """Each by its name. The ports and networks are those of some sockets of the load; no socket has
    such an inode, and no process such an id or name."""
    services = known_services()
    return {
        "ports": joined(f"sport = :{1024 + 60 * i}" for i in range(TERMS)),
        "either-port": joined(f":{1024 + 60 * i}" for i in range(TERMS)),
        "networks": joined(f"dst 127.{i // 250}.{i % 250}.0/29" for i in range(TERMS)),
        "inodes": joined(f"inode = {4294900000 + 17 * i}" for i in range(TERMS)),
        "inodes-10000": joined(f"inode = {4294000000 + 17 * i}" for i in range(10 * TERMS)),
        "brackets": joined(f"( sport = :{1024 + 60 * i} and dst 127.{i // 250}.{i % 250}.0/29 )"
                           for i in range(TERMS)),
        "patterns": joined(f"process ~ p{i}x*" for i in range(TERMS // 10)),
        "processes": joined(f"pid = {2000000000 + 17 * i}" for i in range(TERMS)),
        "services-40000": joined(f"sport = :{services[i % len(services)]}"
                                 for i in range(40 * TERMS)),
    }


def write_all(directory):
    """A file for each, by the name."""
    paths = {}
    for name, text in texts().items():
        paths[name] = os.path.join(directory, name)
        with open(paths[name], "w", encoding="ascii") as file:
            file.write(text)
    return paths
