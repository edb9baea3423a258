# SPDX-License-Identifier: MIT
"""What --health finds on a small web server."""

import contextlib

import machine

if __name__ == "__main__":
    machine.enter()

import support

import limits
import rows
import zoo_server


class Server(support.TestCase):
    """A usual server with two faults: exactly these are found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = zoo_server.started_for(cls)

    def test_only_what_is_wrong_is_found(self):
        checks = "--health=listen_queue,close_wait:1,send_queue,ports,descriptors,kernel_limits"

        def found():
            document = rows.document(self.run_well(checks, "--json").out)
            return [[one["code"], one["amount"], *(owner["name"] for owner in one["processes"])]
                    for one in document["findings"]]
        expected = [["listen_queue", zoo_server.SLOW_BACKLOG + 1, "slowapp"],
                    ["close_wait", zoo_server.LEAKS, "leaky"]]
        with contextlib.suppress(AssertionError):
            limits.wait_until(lambda: found() == expected, "two findings")
        self.assertEqual(found(), expected)


if __name__ == "__main__":
    support.main()
