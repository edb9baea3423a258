# SPDX-License-Identifier: MIT
"""Thousands of random expressions over live sockets: with the kernel's help, without it, and by a
naive evaluator, the same sockets are chosen."""

import collections
import errno
import random
import tempfile
import time
import unittest

import support

import holder
import naive_filter
import netns
import rows
import settings
import zoo_filter

EXPRESSIONS = 300 if support.SANITIZED else 3000
FROM_FILES = EXPRESSIONS // 10
SECONDS = 20
MANY = settings.MANY_SOCKETS
COLUMNS = ("--columns=netid,family,state,local_address,local_port,peer_address,peer_port,interface,"
           "mark,cgroup,uid,inode,recv_q,send_q,cookie")
OPTIONS = ("-tua", COLUMNS, "--ndjson")
# What netlink alone tells of; from /proc it is unknown.
SECRET = ("interface", "dev", "mark", "cgroup")


def faults(log="", text=""):
    if support.SANITIZED:
        raise unittest.SkipTest("a preloaded library and the sanitizers' runtime do not go "
                                "together")
    library = support.helper("netlink_faults.so")
    return support.environment(LD_PRELOAD=library, NETLINK_FAULTS=text, NETLINK_FAULTS_LOG=log)


class Sockets(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        netns.enter_small()
        cls.zoo = zoo_filter.FilterZoo()
        cls.addClassCleanup(cls.zoo.close)

    def read(self, *words, env=None):
        result = support.run(*words, env=env)
        self.assertIn(result.status, (0, 3), (words, result.err))
        return rows.ndjson(result.out)


class Random(Sockets):
    def sockets_now(self):
        return {sock["cookie"]: sock for sock in self.read(*OPTIONS)}

    def cookies(self, text, env=None):
        return {sock["cookie"] for sock in self.read("-tua", "--columns=cookie", "--ndjson", text,
                                                     env=env)}

    def assert_agree(self, expression, env):
        """Sockets in TIME_WAIT go away meanwhile: what is gone by the end is not compared."""
        found = self.cookies(expression.text, env)
        expected = {cookie for cookie, sock in self.sockets.items() if expression.judge(sock)}
        if found == expected:
            return
        now = self.sockets_now()
        common = set(now) & set(self.sockets)
        self.sockets = now
        self.assertEqual(found & common, expected & common, expression.text)

    def compare(self, seed, count, seconds, env):
        """As many as the time allows, but at least a twentieth."""
        maker = naive_filter.Maker(random.Random(seed), list(self.sockets.values()))
        end, done = time.monotonic() + seconds, 0
        while done < count and (done <= count / 20 or time.monotonic() < end):
            expression = maker.whole()
            done += 1
            with self.subTest(seed=seed, number=done, expression=expression.text):
                self.assert_agree(expression, env)
        print(f"# {done} expressions")
        self.assertGreater(done, count / 20)

    def setUp(self):
        self.sockets = self.sockets_now()

    def test_kernel_and_naive(self):
        self.compare(1, EXPRESSIONS, SECONDS / 2, None)

    def test_without_the_kernel_and_naive(self):
        """An old kernel takes no program, another not this one."""
        for seed, number in ((2, errno.EINVAL), (3, errno.EPERM)):
            self.compare(seed, EXPRESSIONS // 4, SECONDS / 4, faults(text=f"program {number}"))

    def test_kernel_and_files(self):
        """Where what is asked for is in /proc/net too."""
        def keyed(sockets):
            return {(sock["netid"], sock["inode"]) for sock in sockets if sock["inode"]}

        known = keyed(self.read(*OPTIONS, "--source=proc"))
        maker = naive_filter.Maker(random.Random(4), list(self.sockets.values()))
        end = time.monotonic() + SECONDS / 4
        done = 0
        while done < FROM_FILES and (done == 0 or time.monotonic() < end):
            expression = maker.whole()
            if any(word in expression.text for word in (*SECRET, "send_q", "recv_q")):
                continue
            done += 1
            with self.subTest(expression=expression.text):
                self.assertEqual(keyed(self.read(*OPTIONS, expression.text, "--source=proc")),
                                 keyed(self.read(*OPTIONS, expression.text)) & known)
        self.assertGreater(done, 0)


class Bytes(Sockets):
    """What the kernel does not send is not received."""

    def received(self, *words):
        with tempfile.NamedTemporaryFile("r", encoding="ascii") as log:
            found = self.read("-tn", "--columns=local_port", "--ndjson", *words,
                              env=faults(log=log.name))
            lines = [line.split() for line in log]
        return found, sum(int(line[1]) for line in lines if line[0] == "received")

    def test_one_port_of_many(self):
        with holder.load("tcp", MANY):
            everything, all_bytes = self.received()
            self.assertGreaterEqual(len(everything), MANY)
            counted = collections.Counter(sock["local_port"] for sock in everything)
            port = min(counted, key=counted.get)  # not that of half of them, the servers'
            for words in (("sport", "=", str(port)), ("local_port", "=", str(port)),
                          ("src", f":{port}"), (f"not ( sport != {port} )",)):
                with self.subTest(words=words):
                    found, filtered_bytes = self.received(*words)
                    self.assertEqual(found, [sock for sock in everything
                                             if sock["local_port"] == port])
                    self.assertLess(filtered_bytes, all_bytes / 100)
                    print(f"# {len(everything)} sockets: {all_bytes} bytes; {' '.join(words)}: "
                          f"{len(found)} sockets, {filtered_bytes} bytes")


if __name__ == "__main__":
    support.main()
