# SPDX-License-Identifier: MIT
"""The examples in the manual and in the README run without an error or a warning."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import unittest

import support

import holder
import limits
import settings

EXAMPLE_SECONDS = 30
# Not run here: commands that build or install something.
BUILDS = ("apt-get", "meson")
# Other network namespaces are as the machine has them: what cannot be seen of them is said.
ELSEWHERE = ("--all-netns", "--net=")
ELSEWHERE_NOTE = re.compile(r"sockview: (network namespaces?|owners)\b")
# What netlink tells alone, and of a mark only with CAP_NET_ADMIN.
KEPT = ("fwmark =", "cgroup =", "dev =")
# What an example names need not exist here.
ABSENT = re.compile(r"sockview: (filter: there is no (network device|user|control group) '"
                    r"|kill: nothing was destroyed: no socket matches$)")
KEPT_NOTE = re.compile(r"(sockview: filter: .* unknown.*\n)+")
# What --dry-run has to say is said there.
DRY_RUN_NOTE = re.compile(r"sockview: kill: (\d+ sockets?|nothing) would be destroyed\b.*\n")


def manual_examples():
    with open(settings.MANUAL, encoding="utf-8") as file:
        lines = re.findall(r"^\.Dl \$ (.*)$", file.read(), re.MULTILINE)
    return [line.replace("\\&", "").replace("\\(dq", '"').replace("\\e", "\\") for line in lines]


def manual_script():
    """The script that signals the holders of a listener."""
    done = subprocess.run(["mandoc", "-T", "ascii", "-O", "width=300", settings.MANUAL],
                          capture_output=True, text=True, check=True,
                          timeout=limits.seconds(EXAMPLE_SECONDS))
    printed = re.sub(".\b", "", done.stdout)
    script = re.search(r"^ +import os, signal.*?pidfd_send_signal.*?$", printed, re.S | re.M)
    return textwrap.dedent(script[0])


def readme_examples():
    with open(settings.README, encoding="utf-8") as file:
        text = file.read()
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    screens = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines += re.findall(r"^\$ (sockview.*)$", "\n".join(screens), re.MULTILINE)
    lines += [cell.replace(r"\|", "|") for cell in re.findall(r"\| `(sockview[^`]*)` \|", text)]
    return [line for line in lines
            if not line.startswith("#") and not any(word in line for word in BUILDS)]


class Examples(support.TestCase):
    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.client = socket.create_connection(self.listener.getsockname())
        self.server, _ = self.listener.accept()

    def tearDown(self):
        for each in (self.listener, self.client, self.server):
            each.close()

    def path(self):
        return os.path.dirname(support.SOCKVIEW) + ":" + os.environ["PATH"]

    def check(self, command):
        if "jq" in command and shutil.which("jq") is None:
            self.skipTest("jq is not installed")
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True,
                              text=True, timeout=limits.seconds(EXAMPLE_SECONDS), check=False,
                              stdin=subprocess.DEVNULL, env=support.environment(PATH=self.path()))
        if any(word in command for word in ELSEWHERE):
            self.check_elsewhere(command, done)
        elif "--dry-run" in command:
            self.assertEqual(done.returncode, 0, command)
            self.assertRegex(done.stderr, rf"\A{DRY_RUN_NOTE.pattern}\Z")
        elif any(word in command for word in KEPT) and done.returncode == 3:
            self.assertRegex(done.stderr, rf"\A{KEPT_NOTE.pattern}\Z")
        else:
            said = [line for line in done.stderr.splitlines() if not ABSENT.match(line)]
            self.assertEqual((done.returncode, said), (0, []), command)
        return done.stdout

    def check_elsewhere(self, command, done):
        """It may be whole, incomplete, or not permitted."""
        self.assertIn(done.returncode, (0, 1, 3), command)
        for line in done.stderr.splitlines():
            self.assertRegex(line, ELSEWHERE_NOTE)
        self.assertEqual(done.returncode == 1, done.stdout == "" and done.stderr != "", command)

    def test_manual(self):
        examples = manual_examples()
        self.assertGreater(len(examples), 5)
        for command in examples:
            with self.subTest(command=command):
                self.check(command)

    @unittest.skipIf(shutil.which("mandoc") is None, "mandoc is not installed")
    def test_the_manual_prints_them(self):
        """A reader copies what the formatter prints, and it swallows quotes and blanks."""
        done = subprocess.run(["mandoc", "-T", "ascii", "-O", "width=300", settings.MANUAL],
                              capture_output=True, text=True, check=True,
                              timeout=limits.seconds(EXAMPLE_SECONDS))
        printed = [line.strip() for line in re.sub(".\b", "", done.stdout).splitlines()]
        for command in manual_examples():
            with self.subTest(command=command):
                self.assertIn(f"$ {command}", printed)

    @unittest.skipIf(shutil.which("mandoc") is None, "mandoc is not installed")
    def test_the_script_signals_those_that_hold_the_listener(self):
        port = self.listener.getsockname()[1]
        script = manual_script().replace(":8080", f":{port}")
        with holder.Holder(lambda: self.listener) as heir, \
                holder.Holder(self.close_listener) as other:
            self.listener.close()
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                                  timeout=limits.seconds(EXAMPLE_SECONDS), check=False,
                                  env=support.environment(PATH=self.path()))
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            ended = os.waitid(os.P_PID, heir.pid, os.WEXITED | os.WNOWAIT)
            self.assertEqual((ended.si_code, ended.si_status), (os.CLD_KILLED, signal.SIGTERM))
            self.assertIsNone(os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG))

    def close_listener(self):
        """For a child process that inherited it."""
        self.listener.close()

    def test_readme(self):
        examples = readme_examples()
        self.assertGreater(len(examples), 10)
        for command in examples:
            with self.subTest(command=command):
                self.check(command)

    def test_listening_ports_are_found(self):
        command = next(line for line in manual_examples() if "local_port" in line)
        self.assertIn(str(self.listener.getsockname()[1]), self.check(command))

    def test_states_are_counted(self):
        command = next(line for line in manual_examples() if "--count-by state" in line)
        self.assertRegex(self.check(command), r"(?m)^ESTABLISHED +2$")


if __name__ == "__main__":
    support.main()
