# SPDX-License-Identifier: MIT
"""Programs that read ss or netstat get from sockview, under that name, what they get from them."""

import json
import os
import shutil
import subprocess
import unittest

import support

import dropin_clients

MUNIN_TCP = "/usr/share/munin/plugins/tcp"
MUNIN_NETSTAT = "/usr/share/munin/plugins/netstat"
LISTEN_PORTS_FACTS = ("/usr/lib/python3/dist-packages/ansible_collections/community/general/plugins"
                      "/modules/listen_ports_facts.py")
LISTENING = 8001  # of zoo_dropin, by its TCP listener for every IPv4 address
# What a test with sleeping connections cannot hold still.
CHANGING = ("timer_name", "expire_time", "retrans", "opts", "recv_q", "send_q")

TESTINFRA = """
import json, testinfra
host = testinfra.get_host("local://")
print(json.dumps([host.socket("tcp://0.0.0.0:8001").is_listening,
                  host.socket("tcp://8002").is_listening,
                  host.socket("tcp://127.0.0.1:9").is_listening,
                  host.socket("udp://0.0.0.0:53").is_listening,
                  sorted(host.socket.get_listening_sockets()),
                  sorted(map(str, host.socket("tcp://127.0.0.1:8002").clients))]))
"""
SERVERSPEC = """
require 'serverspec'
set :backend, :exec
describe port(8001) do it { should be_listening } end
describe port(8002) do it { should be_listening.with('tcp6') } end
describe port(53) do it { should be_listening.with('udp') } end
describe port(9) do it { should_not be_listening } end
"""
PLAYBOOK = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - community.general.listen_ports_facts:
        command: COMMAND
    - copy:
        content: "{{ {'tcp': tcp_listen, 'udp': udp_listen} | to_json }}"
        dest: ANSWER
"""


PYTHON = "/usr/bin/python3"  # for which Debian installs modules


def has_module(name):
    return os.access(PYTHON, os.X_OK) and subprocess.run(
        [PYTHON, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def needs(*programs):
    lacking = [name for name in programs if shutil.which(name) is None]
    return unittest.skipIf(lacking, f"not installed: {', '.join(lacking)}")


class Clients(dropin_clients.Linked):
    def jc(self, name, arguments):
        def simplify(text):
            rows = json.loads(text.replace("peer_portprocess", "peer_port"))  # ss glues titles
            for row in rows:
                for member in CHANGING:
                    row.pop(member, None)
            self.assertGreater(len(rows), 5)
            return [row for row in rows if "tcpdiag" not in str(row)]

        self.assert_same(f"{name} {arguments} | jc --{name}", simplify, shell=True)

    @needs("jc", "ss")
    def test_jc_reads_ss(self):
        for arguments in ("-tuln", "-tuan", "-tunap", "-tua"):
            with self.subTest(arguments=arguments):
                self.jc("ss", arguments)

    @needs("jc", "netstat")
    def test_jc_reads_netstat(self):
        for arguments in ("-tan", "-tulpn", "-xan", "-taepn", "-apn --tcp", "-uan"):
            with self.subTest(arguments=arguments):
                self.jc("netstat", arguments + " -W")

    @needs("ss")
    @unittest.skipUnless(has_module("testinfra"), "not installed: python3-testinfra")
    def test_testinfra_finds_listeners(self):
        status, text = self.assert_same([PYTHON, "-c", TESTINFRA])
        self.assertEqual((status, json.loads(text)[:4]), (0, [True, True, False, True]))

    @needs("rspec", "ss")
    def test_serverspec_finds_listeners(self):
        path = os.path.join(self.directory.name, "port_spec.rb")
        with open(path, "w", encoding="ascii") as file:
            file.write(SERVERSPEC)
        status, text = self.run_client(["rspec", path], True)
        self.assertEqual(status, 0, text)
        self.assertIn("4 examples, 0 failures", text)

    @needs("unhide-tcp", "ss", "netstat")
    def test_unhide_finds_the_ports_hidden_that_it_finds_with_the_programs_themselves(self):
        """Ports that are bound and neither listen nor are connected: neither program shows them."""
        for option in ((), ("-n",)):
            _, text = self.assert_same(["unhide-tcp", *option])
            self.assertIn("Starting TCP checking", text)

    @unittest.skipUnless(os.access(MUNIN_TCP, os.R_OK), "not installed: munin-plugins-core")
    def test_munin_counts_connections(self):
        """Its plugin tcp reads /proc itself, so that it shows only that nothing is in its way."""
        status, text = self.assert_same([MUNIN_TCP])
        self.assertEqual(status, 0)
        self.assertRegex(text, r"established.value [1-9]")

    @needs("netstat")
    @unittest.skipUnless(os.access(MUNIN_NETSTAT, os.R_OK), "not installed: munin-plugins-core")
    def test_munin_knows_that_there_are_no_counters(self):
        """Its plugin netstat reads `netstat -s`. It is told so, and does not graph sockets."""
        code = f'MUNIN_LIBDIR={self.directory.name}; set -- autoconf; . {MUNIN_NETSTAT}'
        os.makedirs(os.path.join(self.directory.name, "plugins"), exist_ok=True)
        with open(os.path.join(self.directory.name, "plugins", "plugin.sh"), "w",
                  encoding="ascii"):
            pass
        self.assertEqual(self.run_client(["sh", "-c", code], False)[1], "yes\n")
        self.assertRegex(self.run_client(["sh", "-c", code], True)[1], r"\Ano ")

    @needs("ansible-playbook", "netstat", "ss")
    @unittest.skipUnless(os.access(LISTEN_PORTS_FACTS, os.R_OK), "not installed: ansible")
    def test_ansible_gathers_listening_ports(self):
        for command in ("ss", "netstat"):
            with self.subTest(command=command):
                theirs, ours = (self.ansible(command, ours) for ours in (False, True))
                self.assertEqual(ours, theirs)
                self.assertIn(LISTENING, {row["port"] for row in ours["tcp"]})

    def ansible(self, command, ours):
        answer = os.path.join(self.directory.name, "answer")
        playbook = os.path.join(self.directory.name, "playbook.yml")
        with open(playbook, "w", encoding="ascii") as file:
            file.write(PLAYBOOK.replace("COMMAND", command).replace("ANSWER", answer))
        status, text = self.run_client(["ansible-playbook", "-i", "localhost,", playbook], ours)
        self.assertEqual(status, 0, text)
        with open(answer, encoding="utf-8") as file:
            found = json.load(file)
        for rows in found.values():
            for row in rows:
                row.pop("stime")
            rows.sort(key=str)
        return found


if __name__ == "__main__":
    support.main()
