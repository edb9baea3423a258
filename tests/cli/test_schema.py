# SPDX-License-Identifier: MIT
"""The shape of JSON: what every option prints is valid under the schema that --schema prints, over
sockets of every family."""

import json
import socket
import subprocess
import unittest

import support

import limits
import netns
import rows
import running
import settings
import zoo_details
import zoo_every
import zoo_tcp

try:
    import jsonschema
except ImportError:
    jsonschema = None

EVERYTHING = ("-A", "all", "-a")
FORMATS = ("json", "ndjson")
# What each option that takes an argument is tried with; one that is not here is not tried.
ARGUMENTS = {"--state": ("LISTEN", "connected"), "--family": ("inet", "unix", "netlink", "link"),
             "--source": ("netlink", "proc"), "--owners": ("proc",), "--rounds": ("2",),
             "--sort": ("none", "local_port", "-pid,state"), "--limit": ("1", "100000"),
             "--count-by": ("state", "process,pid", "pids", "local_ip,exposure"),
             "--health": ("listen_queue,close_wait:1", "ports:1", "descriptors:1"),
             "--total": ("recv_q",), "--expect": ("0..",),
             "--query": ("tcp", "udp", "raw", "unix", "packet", "netlink", "mptcp", "udplite"),
             "--columns": ("state,pids,process_names,local,peer", "+backlog,-recv_q"),
             "--color": ("always",)}
# They show no sockets, do not end, destroy sockets, or ask a name server.
LEFT_OUT = {"--help", "--usage", "--version", "--complete", "--list-columns", "--schema", "--events",
            "--continuous", "--kill", "--kill-all", "--yes", "--json", "--ndjson", "--csv", "--tsv",
            "--format", "--resolve", "--net", "--filter", "--count", "--wait", "--quiet"}
MOST_ERRORS = 5


def printed(*arguments):
    done = subprocess.run([settings.GENERATE, *arguments], capture_output=True, check=True,
                          timeout=limits.seconds())
    return done.stdout.decode()


def long_options():
    """The main name of each option; the words of a row begin with its letter, then its name."""
    words, found = printed("--words", "options").split(), []
    help_text = support.run("--help").out
    for word in words:
        if word.startswith("--") and (f"{word}=" in help_text or f"{word}[" in help_text or
                                      f"{word} " in help_text or f"{word}\n" in help_text):
            found.append(word)
    return sorted(set(found) - LEFT_OUT)


def takes_argument(option):
    return f"{option}=" in support.run("--help").out


def documents(text):
    """Each JSON value of a text in which one follows the other."""
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        yield value


@unittest.skipIf(jsonschema is None, "python3-jsonschema is not installed")
class SchemaCase(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schemas, cls.validators = {}, {}
        for name in FORMATS:
            schema = json.loads(support.run(f"--schema={name}").out)
            cls.schemas[name] = schema
            cls.validators[name] = jsonschema.Draft202012Validator(schema)

    def assert_valid(self, name, value):
        errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
                  for error, _ in zip(self.validators[name].iter_errors(value), range(MOST_ERRORS))]
        self.assertEqual(errors, [])

    def assert_output_valid(self, name, text):
        values = rows.ndjson(text) if name == "ndjson" else list(documents(text))
        for value in values:
            self.assert_valid(name, value)
        return values


class Schemas(SchemaCase):
    def test_they_are_schemas(self):
        for name in FORMATS:
            jsonschema.Draft202012Validator.check_schema(self.schemas[name])

    def test_json_is_the_default(self):
        self.assertEqual(self.run_well("--schema").out, self.run_well("--schema=json").out)

    def test_they_are_what_the_build_installs(self):
        for name in FORMATS:
            self.assertEqual(printed("--schema", name), support.run(f"--schema={name}").out)

    def test_other_formats_have_none(self):
        for name in ("table", "bogus", ""):
            result = support.run(f"--schema={name}")
            self.assertEqual((result.status, result.out), (2, ""))
            self.assertIn("json", result.err)

    def columns(self):
        return self.schemas["json"]["$defs"]["socket"]["properties"]

    def test_every_column_is_there(self):
        listed = [line.split()[0] for line in self.run_well("--list-columns").out.splitlines()]
        self.assertEqual(list(self.columns()), listed)

    def test_examples_are_valid(self):
        for name, column in self.columns().items():
            with self.subTest(column=name):
                self.assertTrue(column["examples"])
                for example in column["examples"]:
                    self.assert_valid("ndjson", {name: example})

    def test_list_of_columns_has_the_same_facts(self):
        facts = json.loads(self.run_well("--list-columns", "--json").out)
        columns = self.columns()
        self.assertEqual([fact["name"] for fact in facts], list(columns))
        for fact in facts:
            column = columns[fact["name"]]
            self.assertEqual(
                (fact["meaning"], fact["unit"], fact["null_when"], fact["absent_when"],
                 fact["examples"]),
                (column["description"], column.get("x-unit"), column.get("x-null-when"),
                 column.get("x-absent-when"), column["examples"]))

    def test_a_name_or_a_type_that_is_wrong_is_refused(self):
        """The schemas are strict."""
        for line in ({"bogus": 1}, {"recv_q": "1"}, {"recv_q": -1}, {"state": "listen"},
                     {"netid": None}, {"pids": [1, None]}, {}, {"time": "2026-01-02T03:04:05Z"},
                     {"processes": [{"pid": 1, "fd": 3}]}, {"count": 1, "bogus": 2}):
            with self.subTest(line=line):
                self.assertFalse(self.validators["ndjson"].is_valid(line))
        document = next(documents(self.run_well("-tj").out))
        self.assert_valid("json", document)
        for change in ({"sockets": None}, {"bogus": 1}, {"schema_version": 2},
                       {"warnings": [{"code": "bogus", "message": "", "count": None}]},
                       {"summary": {}}):
            with self.subTest(change=change):
                self.assertFalse(self.validators["json"].is_valid({**document, **change}))


class EveryOutput(SchemaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(zoo_every.EveryZoo().close)
        cls.addClassCleanup(zoo_details.every_detail().close)
        cls.addClassCleanup(zoo_tcp.every_state().close)
        if netns.has_ipv6():
            cls.addClassCleanup(zoo_tcp.every_state(socket.AF_INET6, "::1").close)

    def check(self, *arguments):
        """The output in both formats. An option may not go with these others."""
        for name in FORMATS:
            with self.subTest(arguments=arguments, format=name):
                result = support.run(*arguments, f"--{name}")
                self.assertIn(result.status, (0, 1, 2, 3), result.err)
                if result.status == 2:
                    self.assertEqual(result.out, "")
                values = self.assert_output_valid(name, result.out)
                self.assertTrue(values or name == "ndjson" or result.status == 2)

    def test_every_option_alone(self):
        for option in long_options():
            if not takes_argument(option):
                self.check(*EVERYTHING, option)
                self.check(option)
            for argument in ARGUMENTS.get(option, ()) if takes_argument(option) else ():
                self.check("-a", f"{option}={argument}")

    def test_all_details_at_once(self):
        for source in ("--source=netlink", "--source=proc", "-n"):
            self.check(*EVERYTHING, "-peoimTzb", "--tos", "--cgroup", "--inet-sockopt", source)

    def test_every_column_of_every_family(self):
        names = list(self.schemas["json"]["$defs"]["socket"]["properties"])
        self.check(*EVERYTHING, "--columns", ",".join(names))
        values = rows.ndjson(support.run(*EVERYTHING, "--columns", ",".join(names),
                                         "--ndjson").out)
        self.assertEqual({tuple(value) for value in values}, {tuple(names)})
        self.assertLessEqual({"inet", "unix", "netlink", "packet"},
                             {value["family"] for value in values})

    def test_summary(self):
        for options in ((), ("-t",), ("-x", "-4"), ("-uw",)):
            self.check("-s", *options)

    def test_limits_and_a_last_line(self):
        for options in ((), ("--sort=-local_port",)):
            self.check("-a", "--limit=2", *options)
            result = support.run("-a", "--limit=2", "--trailer", "--ndjson", *options)
            (*lines, last) = rows.ndjson(result.out)
            for line in (*lines, last):
                self.assert_valid("ndjson", line)
            self.assertEqual((len(lines), last["end"], last["sockets"]), (2, True, 2))
            self.assertIn("matched", last)

    def test_groups(self):
        """What --count-by prints, and nothing that is like it."""
        group = {"state": "LISTEN", "process": "nginx", "pids": 1, "count": 3, "sum_recv_q": 7}
        end = {"end": True, "time": "2026-01-02T03:04:05.678Z", "groups": 1, "complete": True,
               "warnings": []}
        answer = {"schema_version": 1, "version": "1", "host": "h", "time": end["time"],
                  "groups": [group], "complete": True, "warnings": []}
        for name, value in (("ndjson", group), ("ndjson", end), ("json", answer)):
            self.assert_valid(name, value)
        for change in ({"count": None}, {"count": -1}, {"bogus": 1}, {"pids": [1]},
                       {"sum_recv_q": "7"}, {"state": "listen"}):
            self.assertFalse(self.validators["ndjson"].is_valid({**group, **change}), change)
        self.assertFalse(self.validators["json"].is_valid({**answer, "sockets": []}))

    def test_groups_of_sockets(self):
        names = list(self.schemas["json"]["$defs"]["socket"]["properties"])
        for name in ("process", "pid", *names[::8]):
            self.check(*EVERYTHING, f"--count-by={name}")
        for options in (("--total=recv_q,rtt_us",), ("--count-by=state,pid", "--limit=1"),
                        ("--limit=1",), ("--sort=uid", "--limit=1")):
            self.check(*EVERYTHING, *options)
            text = support.run(*EVERYTHING, *options, "--ndjson", "--trailer").out
            self.assert_output_valid("ndjson", text)

    def test_kill(self):
        self.check("-taK", "--dry-run", "state ESTABLISHED")

    def test_rounds(self):
        for name in FORMATS:
            with running.Running("-tan", f"--{name}", "--continuous=0.05") as sockview:
                text = sockview.line()
                limits.wait_until(lambda sockview=sockview: sockview.take() or
                                  sockview.buffer.count(b'"time"') > 3, "more answers")
                status, out, err = sockview.end()
            self.assertEqual((status, err), (0, ""))
            self.assertGreater(len(self.assert_output_valid(name, text + out)), 1)

    def test_events(self):
        with running.Running("-E", "-p", "--ndjson") as sockview:
            sockview.wait_until_asleep()
            listener = socket.create_server(("127.0.0.1", 0))
            client = socket.create_connection(listener.getsockname())
            for sock in (client, listener):
                sock.close()
            event = rows.document(sockview.line())
            self.assert_valid("ndjson", event)
            self.assertIn("time", event)

    def test_a_warning_and_an_incomplete_answer(self):
        (answer,) = documents(support.run("-A", "tcp,sctp", "-aj", "--source=proc").out)
        self.assert_valid("json", answer)
        self.assertFalse(answer["complete"])
        self.assertTrue(answer["warnings"])


class Meaning(support.TestCase):
    """What the columns of a connection over both protocols, and of a full listener, say."""

    def dual_stack(self):
        listener = self.enterContext(socket.socket(socket.AF_INET6))
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(("::", 0))
        listener.listen(7)
        return listener, self.enterContext(
            socket.create_connection(("127.0.0.1", listener.getsockname()[1])))

    def test_both_ends_join_as_text(self):
        if not netns.has_ipv6():
            self.skipTest("there is no IPv6 here")
        listener, client = self.dual_stack()
        self.enterContext(listener.accept()[0])
        ends = {(sock["local_ip"], sock["local_port"], sock["peer_ip"], sock["peer_port"]): sock
                for sock in self.sockets("-tn")}
        ours = client.getsockname()[:2] + client.getpeername()[:2]
        self.assertIn(ours, ends)
        self.assertIn(ours[2:] + ours[:2], ends)
        self.assertEqual({sock["local_address"] for sock in ends.values()},
                         {"127.0.0.1", "::ffff:127.0.0.1"})

    def test_a_listener_has_a_backlog_and_no_segments(self):
        if not netns.has_ipv6():
            self.skipTest("there is no IPv6 here")
        self.dual_stack()
        for sock in self.sockets("-tani"):
            is_listener = sock["state"] == "LISTEN"
            self.assertEqual((sock["backlog"], sock["backlog_limit"]),
                             (1, 7) if is_listener else (None, None))
            self.assertEqual((sock["recv_q"], sock["send_q"]), (1, 7) if is_listener else (0, 0))
            self.assertEqual((sock["unacked"] is None, sock["sacked"] is None),
                             (is_listener, is_listener))

    def test_the_limit_is_unknown_without_netlink(self):
        """A filter that tests it may miss the listener, and says so."""
        self.enterContext(socket.create_server(("127.0.0.1", 0), backlog=7))
        (sock,) = self.sockets("-tl", "--source=proc")
        self.assertEqual((sock["backlog"], sock["backlog_limit"]), (0, None))
        for test in ("backlog_limit = 7", "send_q = 7"):
            result = support.run("-tl", "--source=proc", test)
            self.assertEqual(result.status, 3, test)
            self.assertIn("of 1 socket is unknown", result.err)
        self.assertEqual(len(self.sockets("-tl", "--source=proc", "backlog = 0")), 1)

    def test_owners_are_plain_lists(self):
        listener = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        self.enterContext(listener.dup())
        (sock,) = self.sockets("-tlp", "--columns=+pids,+process_names", "pids > 1")
        owners = sock["processes"]
        self.assertEqual(sock["pids"], sorted({owner["pid"] for owner in owners}))
        self.assertEqual(sock["process_names"], sorted({owner["name"] for owner in owners}))
        name = sock["process_names"][0]
        self.assertEqual(len(self.sockets("-tl", f"process_names = '{name}'")), 1)
        self.assertEqual(self.sockets("-tl", "process_names = 'nobody at all'"), [])

    def test_a_name_that_was_not_asked_for_is_absent(self):
        self.enterContext(socket.create_server(("127.0.0.1", 0)))
        services = {"local_service", "peer_service"}
        for option in ("--json", "--ndjson"):
            self.assertIn('"local_service":', self.run_well("-tl", option).out)
            self.assertNotIn("service", self.run_well("-tln", option).out)
        (sock,) = self.sockets("-tln", "--columns=+local_service")
        self.assertEqual(services & set(sock), {"local_service"})

    def test_a_protocol_is_its_name_and_its_number(self):
        self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
        for options in (("-wa",), ("-wan",)):
            (sock,) = self.sockets(*options)
            self.assertEqual((sock["protocol"], sock["protocol_number"]), ("icmp", 1))


if __name__ == "__main__":
    support.main()
