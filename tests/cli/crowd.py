# SPDX-License-Identifier: MIT
"""Sockets as on a busy machine: every TCP state and UDP of both families. Some belong to
nobody."""

import contextlib
import os
import socket

import facts
import holder
import limits
import netns
import sandbox
import zoo_tcp


def udp(stack, family, host, device=None):
    server = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
    client = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
    if device:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
    server.bind((host, 0))
    client.connect(server.getsockname())
    client.send(b"datagram")
    limits.wait_until(lambda: facts.of_udp(server).recv_q > 0, "a datagram received")


def link_local(stack):
    netns.add_link_local("fe80::1")
    scope = socket.if_nametoindex("lo")
    listener = stack.enter_context(socket.socket(socket.AF_INET6, socket.SOCK_STREAM))
    listener.bind(("fe80::1", 0, 0, scope))
    listener.listen(3)
    client = stack.enter_context(socket.socket(socket.AF_INET6, socket.SOCK_STREAM))
    client.connect(listener.getsockname())
    stack.enter_context(listener.accept()[0])


def v4_mapped(stack):
    listener = stack.enter_context(socket.socket(socket.AF_INET6, socket.SOCK_STREAM))
    listener.bind(("::", 0))
    listener.listen(3)
    client = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
    client.connect(("127.0.0.1", listener.getsockname()[1]))
    stack.enter_context(listener.accept()[0])


def open_as_nobody():
    """LISTEN, ESTABLISHED and UDP of an ordinary user."""
    listener, client, bound = (socket.socket(socket.AF_INET, kind) for kind in
                               (socket.SOCK_STREAM, socket.SOCK_STREAM, socket.SOCK_DGRAM))
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    client.connect(listener.getsockname())
    bound.bind(("127.0.0.1", 0))
    return listener, client, listener.accept()[0], bound


def gather(stack):
    """Opens all of them, until the stack closes."""
    families = [(socket.AF_INET, "127.0.0.1")]
    if netns.has_ipv6():
        families.append((socket.AF_INET6, "::1"))
        link_local(stack)
        v4_mapped(stack)
    for family, host in families:
        stack.enter_context(zoo_tcp.every_state(family, host))
        udp(stack, family, host)
        udp(stack, family, host, device="lo")
    if os.geteuid() == 0 and sandbox.permitted(sandbox.become_nobody):
        stack.enter_context(holder.Holder(open_as_nobody, sandbox.become_nobody,
                                          sandbox.stay_readable))


def gathered():
    stack = contextlib.ExitStack()
    gather(stack)
    return stack
