"""A bot that answers each snapshot and looks at nothing, with the standard library alone.

python3 tools/bench/lockstep/python-bot.py HOST PORT CODE
"""

import socket
import struct
import sys

HELLO, JOIN, INPUT, PING = 1, 3, 6, 7
WELCOME, SNAPSHOT, BYE = 64, 66, 72


def encode(value):
    """Whole numbers of 32 bits, texts of up to 255 bytes, and lists of up to 15 values."""
    if isinstance(value, str):
        data = value.encode()
        return bytes([0xD9, len(data)]) + data
    if isinstance(value, tuple):
        return bytes([0x90 + len(value)]) + b"".join(map(encode, value))
    return bytes([value]) if value < 128 else struct.pack(">BI", 0xCE, value)


def number(payload, at):
    """The whole number at a place of a payload."""
    head = payload[at]
    if head < 128:
        return head
    return struct.unpack_from({0xCC: ">B", 0xCD: ">H", 0xCE: ">I"}[head], payload, at + 1)[0]


def main(host, port, code):
    connection = socket.create_connection((host, int(port)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    stream = connection.makefile("rb")

    def send(*message):
        payload = encode(message)
        connection.sendall(struct.pack(">I", len(payload)) + payload)

    send(HELLO, 2, "Python", "bot", "")
    sequence = 0
    while head := stream.read(4):
        payload = stream.read(struct.unpack(">I", head)[0])
        # The type is below 128, so it is one byte behind that of the list.
        kind = payload[1]
        if kind == WELCOME:
            send(JOIN, code, "", 60)
        elif kind == BYE:
            return
        elif kind == SNAPSHOT:
            tick = number(payload, 2)
            if tick % 16 == 0:
                sequence += 1
                send(INPUT, sequence, 0, tick // 16 % 4, tick)
            else:
                send(PING, 0, tick)


main(*sys.argv[1:4])
