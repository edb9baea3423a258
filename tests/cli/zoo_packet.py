# SPDX-License-Identifier: MIT
"""Packet sockets of every kind: protocols, devices, rings, fanout and filters."""

import ctypes
import os
import socket
import struct

SOL_PACKET = 263
PACKET_RX_RING, PACKET_AUXDATA, PACKET_ORIGDEV, PACKET_VERSION, PACKET_RESERVE = 5, 8, 9, 10, 12
PACKET_TX_RING, PACKET_LOSS, PACKET_FANOUT = 13, 14, 18
SO_ATTACH_FILTER = 26
TPACKET_V2, TPACKET_V3 = 1, 2
ETH_P_ALL, ETH_P_IP, ETH_P_ARP, ETH_P_IPV6, ETH_P_LLDP = 3, 0x800, 0x806, 0x86DD, 0x88CC
UNNAMED = 0x1234
FANOUTS = ("hash", "lb", "cpu", "roll", "random", "qm")
# Only IPv4 packets, 96 octets of them.
FILTER = ((0x28, 0, 0, 12), (0x15, 0, 1, 0x800), (0x06, 0, 0, 96), (0x06, 0, 0, 0))
PROGRAM = "0:ldh,[12];1:jeq,#0x800,2,3;2:ret,#0x60;3:ret,#0x0"


def attach(sock, program):
    octets = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(octets, len(octets))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                    struct.pack("@HP", len(program), ctypes.addressof(buffer)))


def inode(sock):
    return os.fstat(sock.fileno()).st_ino


class Zoo:
    def __init__(self, stack):
        self.stack = stack
        self.inodes = {}
        self.fill()

    def add(self, name, kind=socket.SOCK_RAW, protocol=ETH_P_ALL, device=None):
        sock = self.stack.enter_context(
            socket.socket(socket.AF_PACKET, kind, socket.htons(protocol)))
        if device:
            sock.bind((device, protocol))
        self.inodes[name] = inode(sock)
        return sock

    def fill(self):
        self.add("all")
        self.add("none", protocol=0)
        self.add("ip", socket.SOCK_DGRAM, ETH_P_IP)
        self.add("lldp on lo", protocol=ETH_P_LLDP, device="lo")
        self.add("unnamed", socket.SOCK_DGRAM, UNNAMED)
        attach(self.add("filter", protocol=ETH_P_IP), FILTER)
        flags = self.add("flags", protocol=ETH_P_ARP)
        for option in (PACKET_AUXDATA, PACKET_ORIGDEV, PACKET_LOSS):
            flags.setsockopt(SOL_PACKET, option, 1)
        flags.setsockopt(SOL_PACKET, PACKET_RESERVE, 16)
        self.add_rings()
        for place, kind in enumerate(FANOUTS):
            self.add(f"fanout {kind}", protocol=ETH_P_IPV6, device="lo").setsockopt(
                SOL_PACKET, PACKET_FANOUT, (place + 1) | place << 16)

    def add_rings(self):
        second = self.add("rings", device="lo")
        second.setsockopt(SOL_PACKET, PACKET_VERSION, TPACKET_V2)
        second.setsockopt(SOL_PACKET, PACKET_RX_RING, struct.pack("=4I", 8192, 4, 2048, 16))
        second.setsockopt(SOL_PACKET, PACKET_TX_RING, struct.pack("=4I", 4096, 2, 1024, 8))
        third = self.add("blocks")
        third.setsockopt(SOL_PACKET, PACKET_VERSION, TPACKET_V3)
        third.setsockopt(SOL_PACKET, PACKET_RX_RING,
                         struct.pack("=7I", 8192, 2, 2048, 8, 60, 24, 1))
