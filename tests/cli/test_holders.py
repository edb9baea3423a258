# SPDX-License-Identifier: MIT
"""What is known of the processes that hold a socket, beyond their names."""

import os
import socket
import unittest

import support

import cgroup
import holder

NAME = f"sockview-{os.getpid()}"
COLUMNS = "process_cgroup", "unit", "user_unit"


def listener():
    sock = socket.create_server(("127.0.0.1", 0))
    return sock.getsockname()[1], sock


def ways():
    """The options for both ways to find owners, where they are permitted."""
    return [option for option in ("--owners=proc", "--owners=bpf")
            if support.run("-tlnp", option).status == 0]


class Units(support.TestCase):
    def hold(self, path):
        """The port of a listener of a child in that control group."""
        group = self.enterContext(cgroup.Group(path))
        child = self.enterContext(holder.Holder(listener, group.join))
        with open(f"/proc/{child.pid}/cgroup", encoding="utf-8") as file:
            if any(line.startswith("1:name=systemd:") and line[15:] != "/\n" for line in file):
                raise unittest.SkipTest("systemd uses another hierarchy here")
        return int(child.answer.strip("(").split(",")[0])

    def parts(self, port, *options):
        (found,) = self.sockets("-tln", f":{port}", "--columns", ",".join(COLUMNS), *options)
        return [found[column] for column in COLUMNS]

    def test_a_service(self):
        port = self.hold(f"/{NAME}.slice/{NAME}.service/worker")
        for way in ways():
            self.assertEqual(self.parts(port, way),
                             [[f"/{NAME}.slice/{NAME}.service/worker"], [f"{NAME}.service"], []])

    def test_a_unit_of_a_user(self):
        port = self.hold(f"/{NAME}.slice/user@7.service/app.slice/{NAME}.service")
        for way in ways():
            self.assertEqual(self.parts(port, way)[1:], [["user@7.service"], [f"{NAME}.service"]])

    def test_none(self):
        port = self.hold(f"/{NAME}")
        self.assertEqual(self.parts(port), [[f"/{NAME}"], [], []])
        result = self.run_well("-tlnH", f":{port}", "--columns", ",".join(COLUMNS))
        self.assertEqual(result.out.split(), [f"/{NAME}", "-", "-"])

    def test_filters_choose_by_unit(self):
        port = self.hold(f"/{NAME}.slice/{NAME}.service")
        self.enterContext(listener()[1])

        def found(test):
            return [sock["local_port"] for sock in self.sockets("-tln", test)]

        self.assertEqual(found(f"unit = {NAME}.service"), [port])
        self.assertEqual(found(f'unit ~ "{NAME}*"'), [port])
        self.assertEqual(found(f'process_cgroup ~ "/{NAME}.slice/*"'), [port])
        self.assertNotIn(port, found(f"unit != {NAME}.service"))

    def test_several_owners_in_several_units(self):
        groups = [self.enterContext(cgroup.Group(f"/{NAME}-{letter}.service")) for letter in "ba"]
        port, sock = listener()
        for group in groups:
            self.enterContext(holder.Holder(lambda: sock, group.join))
        self.enterContext(holder.Holder(lambda: sock, groups[0].join))
        sock.close()
        self.assertEqual(sorted(self.parts(port)[1]),
                         [f"{NAME}-{letter}.service" for letter in "ab"])


if __name__ == "__main__":
    support.main()
