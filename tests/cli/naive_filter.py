# SPDX-License-Identifier: MIT
"""Random expressions, and what they mean, worked out slowly from the JSON of all sockets: a second
opinion that shares nothing with the program."""

import ipaddress
import operator

OPERATORS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
             ">": operator.gt, ">=": operator.ge}
SPELLINGS = {"=": ("=", "==", "eq"), "!=": ("!=", "ne", "neq"), "<": ("<", "lt"),
             "<=": ("<=", "le", "leq"), ">": (">", "gt"), ">=": (">=", "ge", "geq")}
AND = (" and ", " & ", " && ", " ")
OR = (" or ", " | ", " || ")
NOT = ("not ", "! ", "!")
STATES = ("LISTEN", "established", "time-wait", "SYN_SENT", "fin-wait-2", "close-wait", "UNCONN",
          "CLOSE")
STATE_NAMES = {"established": "ESTABLISHED", "time-wait": "TIME_WAIT", "fin-wait-2": "FIN_WAIT2",
               "close-wait": "CLOSE_WAIT"}
CONNECTED = {"ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
             "CLOSE_WAIT", "LAST_ACK", "CLOSING"}
GROUPS = {"all": CONNECTED | {"LISTEN", "CLOSE", "UNCONN"}, "connected": CONNECTED,
          "synchronized": CONNECTED - {"SYN_SENT"}, "bucket": {"SYN_RECV", "TIME_WAIT"},
          "big": (CONNECTED | {"LISTEN", "CLOSE", "UNCONN"}) - {"SYN_RECV", "TIME_WAIT"}}
END = {"src": "local", "dst": "peer", "sport": "local", "dport": "peer", "local_port": "local",
       "peer_port": "peer", "local_address": "local", "peer_address": "peer"}


class Test:
    """A text and a judge of a socket: whether it holds."""

    def __init__(self, text, judge):
        self.text = text
        self.judge = judge


def compared(spelled, sign, value, number):
    """Unknown is never equal and never in order; its opposite holds."""
    if sign == "!=":
        return not compared(spelled, "=", value, number)
    return value is not None and OPERATORS[sign](value, number)


def could_have_port(text):
    """Whether an address without brackets is read as one with a port."""
    head, _, tail = text.rpartition(":")
    try:
        return ipaddress.ip_address(head).version == 6 and tail.isdecimal()
    except ValueError:
        return False


def in_prefix(sock, end, network):
    address = ipaddress.ip_address(sock[end + "_address"].split("%")[0])
    if address.version == network.version:
        return address in network
    mapped = getattr(address, "ipv4_mapped", None)
    return network.version == 4 and mapped is not None and mapped in network


class Maker:
    def __init__(self, random, sockets):
        self.random = random
        self.ports = sorted({sock[end + "_port"] for sock in sockets for end in ("local", "peer")})
        self.addresses = sorted({sock[end + "_address"].split("%")[0] for sock in sockets
                                 for end in ("local", "peer")})
        self.marks = sorted({sock["mark"] for sock in sockets if sock["mark"] is not None})
        self.cgroups = sorted({sock["cgroup"] for sock in sockets if sock["cgroup"]})

    def sign(self, signs=tuple(OPERATORS)):
        sign = self.random.choice(signs)
        return sign, self.random.choice(SPELLINGS[sign])

    def port(self):
        if self.random.random() < 0.2:
            return self.random.choice((0, 1, 1023, 1024, 65534, 65535))
        port = self.random.choice(self.ports) + self.random.choice((-1, 0, 0, 0, 1))
        return min(max(port, 0), 65535)

    def port_test(self):
        field = self.random.choice(("sport", "dport", "local_port", "peer_port"))
        name = END[field] + "_port"
        sign, spelled = self.sign()
        if sign in ("=", "!=") and self.random.random() < 0.3:
            low, high = sorted((self.port(), self.port()))
            return Test(f"{field} {spelled} {low}-{high}",
                        lambda sock: (low <= sock[name] <= high) == (sign == "="))
        port = self.port()
        colon = self.random.choice(("", ":"))
        return Test(f"{field} {spelled} {colon}{port}",
                    lambda sock: compared(spelled, sign, sock[name], port))

    def either_port_test(self):
        low, high = sorted((self.port(), self.port()))
        text = f":{low}-{high}" if low != high else f":{low}"
        return Test(text, lambda sock: any(low <= sock[end + "_port"] <= high
                                           for end in ("local", "peer")))

    def network(self):
        address = ipaddress.ip_address(self.random.choice(self.addresses))
        most = address.max_prefixlen
        length = self.random.choice((0, 1, 8, 15, 16, 24, 30, 31, 64, 96, 104, 127, most, most))
        length = min(length, most)
        return address, length, ipaddress.ip_network((address, length), strict=False)

    def spelled_network(self, address, length, bare):
        text = str(address)
        if length != address.max_prefixlen:
            text += f"/{length}"
        elif could_have_port(text):
            bare = False
        if not bare or (address.version == 6 and self.random.random() < 0.5):
            text = f"[{text}]" if address.version == 6 else text
        return text

    def address_test(self):
        field = self.random.choice(("src", "dst", "local_address", "peer_address"))
        end = END[field]
        address, length, network = self.network()
        sign, spelled = self.sign(("=", "!="))
        port = self.port() if field in ("src", "dst") and self.random.random() < 0.3 else None
        if sign == "=" and field in ("src", "dst") and self.random.random() < 0.5:
            spelled = ""
        text = self.spelled_network(address, length, port is None)
        if port is not None:
            text += f":{port}"
        return Test(f"{field} {spelled} {text}",
                    lambda sock: (in_prefix(sock, end, network)
                                  and port in (None, sock[end + "_port"])) == (sign == "="))

    def device_test(self):
        sign, spelled = self.sign(("=", "!="))
        field = self.random.choice(("dev", "interface"))
        name = self.random.choice(("lo", "1", "0", "nosuch0"))
        wanted = {"1": "lo", "0": None}.get(name, name)
        return Test(f"{field} {spelled} {name}",
                    lambda sock: (sock["interface"] == wanted) == (sign == "="))

    def mark_test(self):
        field = self.random.choice(("fwmark", "mark"))
        mark = self.random.choice(self.marks or [0])
        if self.random.random() < 0.4:
            mask = self.random.choice((0, 1, 0xf, 0x10, 0xff, 0xffffffff))
            sign, spelled = self.sign(("=", "!="))
            return Test(f"{field} {spelled} {mark:#x}/{mask:#x}",
                        lambda sock: (sock["mark"] is not None
                                      and sock["mark"] & mask == mark) == (sign == "="))
        sign, spelled = self.sign()
        return Test(f"{field} {spelled} {mark}",
                    lambda sock: compared(spelled, sign, sock["mark"], mark))

    def cgroup_test(self):
        path = self.random.choice(self.cgroups + ["/no/such/group"])
        sign, spelled = self.sign(("=", "!="))
        return Test(f"cgroup {spelled} {path}", lambda sock: (sock["cgroup"] == path)
                    == (sign == "="))

    def state_test(self):
        name = self.random.choice(STATES + tuple(GROUPS))
        states = GROUPS.get(name, {STATE_NAMES.get(name, name)})
        sign, spelled = self.sign(("=", "!="))
        if sign == "=" and self.random.random() < 0.3:
            spelled = ""
        return Test(f"state {spelled} {name}", lambda sock: (sock["state"] in states)
                    == (sign == "="))

    def number_test(self):
        field = self.random.choice(("uid", "recv_q", "send_q", "inode"))
        number = self.random.choice((0, 1, 5, 65534, 1000000))
        sign, spelled = self.sign()
        return Test(f"{field} {spelled} {number}",
                    lambda sock: compared(spelled, sign, sock[field], number))

    def text_test(self):
        field, value = self.random.choice((("netid", "tcp"), ("netid", "udp"), ("family", "inet"),
                                           ("family", "inet6"), ("interface", "lo")))
        sign, spelled = self.sign(("=", "!="))
        return Test(f"{field} {spelled} {value}", lambda sock: (sock[field] == value)
                    == (sign == "="))

    def maker(self):
        return self.random.choice((self.port_test, self.port_test, self.either_port_test,
                                   self.address_test, self.address_test, self.device_test,
                                   self.mark_test, self.cgroup_test, self.state_test,
                                   self.number_test, self.text_test))

    def test(self):
        return self.maker()()

    def many(self):
        """Many tests of few fields, joined in one way."""
        make, is_or = self.maker(), self.random.random() < 0.7
        whole = make()
        for _ in range(self.random.choice((1, 3, 17, 40))):
            part = make()
            if not is_or and self.random.random() < 0.9:
                part = negated(part, "not ")
            whole = joined(whole, part, " or " if is_or else " and ", is_or)
        return Test(f"( {whole.text} )", whole.judge)

    def part(self, depth):
        if self.random.random() < 0.1:
            part = self.many()
        elif depth == 0 or self.random.random() < 0.4:
            part = self.test()
        else:
            inner = self.expression(depth - 1)
            part = Test(f"( {inner.text} )", inner.judge)
        if self.random.random() < 0.25:
            return negated(part, self.random.choice(NOT))
        return part

    def whole(self):
        """States without an operator in front of everything concern all that follows, as in ss:
        that is left to others to test."""
        found = self.expression()
        return self.whole() if found.text.startswith("state  ") else found

    def expression(self, depth=3):
        """As ss reads it: `and` and `or` from left to right."""
        whole = self.part(depth)
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            is_or = self.random.random() < 0.5
            whole = joined(whole, self.part(depth), self.random.choice(OR if is_or else AND),
                           is_or)
        return whole


def negated(part, word):
    return Test(word + part.text, lambda sock: not part.judge(sock))


def joined(left, right, word, is_or):
    if is_or:
        return Test(left.text + word + right.text,
                    lambda sock: left.judge(sock) or right.judge(sock))
    return Test(left.text + word + right.text, lambda sock: left.judge(sock) and right.judge(sock))
