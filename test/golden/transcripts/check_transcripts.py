"""Plays the golden transcripts with the standard library alone: frames, msgpack, messages, the World and its hash.

python3 check_transcripts.py [FILE ...]     without a file all that are beside this script, `-` for the standard input
"""

import json
import pathlib
import struct
import sys

JOINED, SNAPSHOT, KEYFRAME = 65, 66, 67


def check(lines):
    """Plays the lines of one transcript. Returns the number of messages."""
    words, messages = [], 0
    for number, line in enumerate(lines, 1):
        kind, _, rest = line.strip().partition(' ')
        if kind in ('C', 'S'):
            frame, _, expected = rest.partition(' ')
            message = read_frame(bytes.fromhex(frame))
            if message != json.loads(expected):
                raise ValueError(f'line {number}: decoded {message}, not {expected}')
            messages += 1
            if kind == 'S':
                words = apply(words, message)
        elif kind == 'H':
            tick, expected = map(int, rest.split())
            if (words[0], world_hash(words)) != (tick, expected):
                raise ValueError(f'line {number}: tick {words[0]}, hash {world_hash(words)}, not {rest}')
    return messages


def apply(words, message):
    """The words of the World after a message of the server (S1 to S4)."""
    if message[0] == JOINED:
        return list(message[8])
    if message[0] == KEYFRAME:
        return list(message[2])
    if message[0] == SNAPSHOT:
        changes = message[2]
        for index, difference in zip(changes[::2], changes[1::2]):
            words[index] = int32(words[index] + difference)
        words[0] = message[1]
    return words


def world_hash(words):
    """The hash of a World (G4)."""
    value = 0x811C9DC5
    for word in words:
        value = (((value ^ (word & 0xFFFFFFFF)) * 0x01000193) & 0xFFFFFFFF) ^ (value >> 15)
    return value


def int32(value):
    return (value + 0x80000000) % 0x100000000 - 0x80000000


def read_frame(frame):
    """The message in one frame (F1, M2)."""
    (length,) = struct.unpack_from('>I', frame)
    payload = frame[4:]
    message, end = read_value(payload, 0)
    if not len(payload) == length == end:
        raise ValueError(f'a frame of {len(payload)} bytes with the length {length} and a value of {end}')
    return message


NUMBERS = {
    0xCB: '>d', 0xCC: '>B', 0xCD: '>H', 0xCE: '>I', 0xCF: '>Q', 0xD0: '>b', 0xD1: '>h', 0xD2: '>i', 0xD3: '>q',
}  # fmt: skip
SIMPLE = {0xC0: None, 0xC2: False, 0xC3: True}


def read_value(data, at):
    """The msgpack value at a position, and the position behind it."""
    head, at = data[at], at + 1
    if head < 0x80 or head >= 0xE0:
        return (head if head < 0x80 else head - 0x100), at
    if head in SIMPLE:
        return SIMPLE[head], at
    if head in NUMBERS:
        size = struct.calcsize(NUMBERS[head])
        return struct.unpack_from(NUMBERS[head], data, at)[0], at + size
    if 0xA0 <= head < 0xC0:
        return read_text(data, at, head & 31)
    if head == 0xD9:
        return read_text(data, at + 1, data[at])
    if head == 0xDA:
        return read_text(data, at + 2, struct.unpack_from('>H', data, at)[0])
    if 0x90 <= head < 0xA0:
        return read_list(data, at, head & 15)
    if head == 0xDC:
        return read_list(data, at + 2, struct.unpack_from('>H', data, at)[0])
    if head == 0x80:  # The empty map, which the transcript of mistakes sends.
        return {}, at
    raise ValueError(f'not msgpack of this protocol: {head:#x}')


def read_text(data, at, length):
    return data[at : at + length].decode('utf-8'), at + length


def read_list(data, at, length):
    items = []
    for _ in range(length):
        item, at = read_value(data, at)
        items.append(item)
    return items, at


def main(names):
    paths = names or sorted(map(str, pathlib.Path(__file__).parent.glob('*.txt')))
    for path in paths:
        try:
            lines = sys.stdin if path == '-' else open(path, encoding='utf-8')
            with lines:
                print(f'{path}: {check(lines)} messages')
        except ValueError as error:
            sys.exit(f'{path}: {error}')


if __name__ == '__main__':
    main(sys.argv[1:])
