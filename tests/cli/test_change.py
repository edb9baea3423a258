# SPDX-License-Identifier: MIT
"""What became of a socket since the look before: the column, and filters that test it."""

import contextlib
import json
import socket
import subprocess

import support

import limits
import netns
import rows
import settings

FAST = "--continuous=0.05"
INTERVAL = 0.7
STILL = 0.1
"""A program that has not run for so long has looked and waits. It waits so much longer than that on
a busy machine, too, that sockets can come and go meanwhile."""


class Column(support.TestCase):
    def changes(self, *arguments):
        return [row["change"] for row in
                rows.ndjson(self.run_well("-tan", "--ndjson", *arguments).out)]

    def test_unknown_at_first(self):
        with socket.create_server(("127.0.0.1", 0)):
            self.assertEqual(self.changes("--columns=change", FAST, "--rounds=3"),
                             [None, "same", "same"])

    def test_only_netlink_can_tell(self):
        with socket.create_server(("127.0.0.1", 0)):
            self.assertEqual(self.changes("--columns=change", FAST, "--rounds=2", "--source=proc"),
                             [None, None])

    def test_not_by_itself(self):
        with socket.create_server(("127.0.0.1", 0)):
            row = rows.ndjson(self.run_well("-taneiom", "--ndjson", FAST, "--rounds=2").out)[-1]
            self.assertNotIn("change", row)


class TwoLooks(support.TestCase):
    """Between them one socket comes, one goes, the queue of one grows, and one stays."""

    def setUp(self):
        netns.enter()

    def wait_for_sleep(self, pid):
        """The first look is over when the program waits for the second."""
        def steps():
            with open(f"/proc/{pid}/status", encoding="ascii") as file:
                status = dict(line.split(":", 1) for line in file)
            return [status["State"].strip(), status["voluntary_ctxt_switches"]]

        def sleeps():
            before = steps()
            limits.pass_time(STILL)
            return before[0].startswith("S") and before == steps()
        limits.wait_until(sleeps, "a wait for the second look")

    def look(self, *arguments, status=0, words=None):
        """The program's output; `self.ports` has the port of each socket by what became of it."""
        words = words or ["sockview", "-n", f"--interval={limits.seconds(INTERVAL)}"]
        with contextlib.ExitStack() as stack:
            server = lambda: stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            stays, goes, grows = server(), server(), server()
            program = stack.enter_context(subprocess.Popen(
                [*words, *arguments], executable=settings.SOCKVIEW, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, env=support.environment(), text=True))
            self.wait_for_sleep(program.pid)
            self.ports = {name: sock.getsockname()[1] for name, sock in
                          (("same", stays), ("gone", goes), ("changed", grows))}
            goes.close()
            stack.enter_context(socket.create_connection(grows.getsockname()))
            self.ports["new"] = server().getsockname()[1]
            output, self.errors = program.communicate()
        self.assertEqual(program.returncode, status, self.errors)
        return output

    def found(self, *arguments, **options):
        """What became of the sockets that are listed."""
        output = self.look("-tl", "--ndjson", "--columns=local_port,change", *arguments, **options)
        listed = rows.ndjson(output)
        names = {port: name for name, port in self.ports.items()}
        for row in listed:
            self.assertEqual(row["change"], names[row["local_port"]])
        return [row["change"] for row in listed]

    def assert_found(self, expected, *arguments):
        with self.subTest(filter=arguments[-1]):
            self.assertEqual(sorted(self.found(*arguments)), sorted(expected.split()))

    def test_each_has_its_word(self):
        self.assert_found("same new changed gone", "-4")

    def test_one_of_the_words(self):
        for word in ("same", "new", "changed", "gone"):
            self.assert_found(word, f"change = {word}")

    def test_opposites_and_patterns(self):
        self.assert_found("new changed gone", "change != same")
        self.assert_found("same changed gone", "not change = new")
        self.assert_found("changed", "change ~ ch*")

    def test_with_other_tests(self):
        self.assert_found("new gone", "change = new or change = gone")
        self.assert_found("", "change = new and sport = :1")
        self.assert_found("same new changed gone", "change = new or src 127.0.0.1")
        self.assert_found("gone new", "( change = gone or change = new ) and src 127.0.0.1")

    def test_what_did_not_match_before_is_new(self):
        output = self.look("-tl", "--csv", "--columns=local_port,change",
                           "change != same and recv_q > 0")
        self.assertEqual(output.split()[1:], [f"{self.ports['changed']},new"])

    def test_with_owners(self):
        self.assert_found("gone", "change = gone and process ~ *")
        self.assert_found("new", "-p", "process ~ * and change = new")
        self.assert_found("", "change = gone and pid = 1")
        self.assert_found("gone same changed new", "change = gone or pid != 1")

    def test_with_rates(self):
        """Rates are unknown at the first look, but the sockets are known from then on."""
        self.assert_found("new", "change = new and not segs_in_rate > 5")
        self.assert_found("", "change = new and segs_in_rate > 5")

    def test_a_limit_counts_the_rows_that_match(self):
        self.assertEqual(len(self.found("--limit=1", "change != same")), 1)
        self.assertIn("limit: more sockets match", self.errors)
        self.assertEqual(self.found("--limit=1", "change = gone"), ["gone"])
        self.assertEqual(self.errors, "")
        self.assertEqual(self.found("--limit=1", "--sort=-local_port", "change = new"), ["new"])

    def test_groups(self):
        output = self.look("-tl", "--csv", "--count-by=change", "change != same")
        self.assertEqual(sorted(output.split()[1:]), ["changed,1", "gone,1", "new,1"])

    def test_what_is_expected_is_what_is_listed(self):
        for word in ("new", "gone", "changed"):
            self.assertEqual(self.found("--expect=1", f"change = {word}"), [word])
        self.assertEqual(self.found("--expect=0", "change = new", status=4), ["new"])

    def test_waiting_for_a_change(self):
        self.assertEqual(self.found("--wait=30", "change = new"), ["new"])

    def test_the_screen_of_listeners(self):
        document = json.loads(self.look("--overview", "-j", "change = new"))
        self.assertEqual([row["port"] for row in document["listeners"]],
                         [self.ports["new"]])

    def test_without_netlink_it_is_unknown(self):
        self.assertEqual(self.found("--source=proc", "change = new", status=3), [])
        self.assertRegex(self.errors, "'change' of \\d+ sockets is unknown: only netlink")

    def lists_the_new_one(self):
        output = self.look("-tlnH", "change = new", words=["ss"])
        return [line.split()[3] for line in output.splitlines()] == [
            f"127.0.0.1:{self.ports['new']}"]

    def test_the_manner_of_ss(self):
        """It has no option for the interval, which may end too early on a busy machine."""
        limits.wait_until(self.lists_the_new_one, "a row for the new socket alone")


class Rounds(support.TestCase):
    """The answers of -c."""

    def setUp(self):
        netns.enter()

    @contextlib.contextmanager
    def answers(self, *arguments):
        """Each a list of rows, and the program."""
        command = [settings.SOCKVIEW, "-tan", "-j", FAST, "--columns=local_port,change", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                              env=support.environment()) as process:
            try:
                yield self.documents(process.stdout)
            finally:
                process.terminate()

    @staticmethod
    def documents(lines):
        text = ""
        for line in lines:
            text += line
            if line.endswith("]}\n"):
                yield [row["local_port"] for row in json.loads(text)["sockets"]]
                text = ""

    def wait_for(self, answers, expected):
        """Answers of nothing may come before it; nothing else may."""
        for answer in answers:
            if answer:
                self.assertEqual(answer, [expected])
                return

    def test_the_first_answer_knows_no_change(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            with self.answers("change = new") as answers:
                self.assertEqual(next(answers), [])
            with self.answers("not change = new") as answers:
                self.assertEqual(next(answers), [server.getsockname()[1]])

    def test_each_socket_is_new_once_and_gone_once(self):
        for limit in ((), ("--limit=1",)):
            with self.subTest(limit=limit), \
                    self.answers("change = new", *limit) as new, \
                    self.answers("change = gone and process ~ *", *limit) as gone:
                self.assertEqual(next(new) + next(gone), [])
                for _ in range(3):
                    with socket.create_server(("127.0.0.1", 0)) as server:
                        port = server.getsockname()[1]
                        self.wait_for(new, port)
                        next(gone), next(gone), next(gone)
                    self.wait_for(gone, port)


if __name__ == "__main__":
    support.main()
