"""Frames and msgpack, as far as protocol/README.md uses it, with the standard library only."""

import struct

_INT = struct.Struct(">i")
_UINT = struct.Struct(">I")


class WireError(Exception):
    """The bytes are not those of the protocol."""


def encode(value):
    """Encodes None, booleans, integers of 32 bits, strings of up to 65535 bytes, and lists."""
    out = bytearray()
    _write(out, value)
    return bytes(out)


def _write(out, value):
    if value is None:
        out.append(0xC0)
    elif value is True or value is False:
        out.append(0xC3 if value else 0xC2)
    elif isinstance(value, str):
        data = value.encode()
        _write_head(out, len(data), 0xA0, 32, (0xD9, 0xDA))
        out += data
    elif isinstance(value, (list, tuple)):
        _write_head(out, len(value), 0x90, 16, (None, 0xDC))
        for item in value:
            _write(out, item)
    elif -32 <= value < 128:
        out.append(value & 0xFF)
    elif value >= 0:
        out += b"\xce" + _UINT.pack(value)
    else:
        out += b"\xd2" + _INT.pack(value)


def _write_head(out, length, fixed, fixed_max, heads):
    if length < fixed_max:
        out.append(fixed | length)
    elif length < 256 and heads[0] is not None:
        out += bytes((heads[0], length))
    elif length < 65536:
        out += bytes((heads[1], length >> 8, length & 0xFF))
    else:
        raise WireError("too long for the protocol")


def frame(message):
    """A message as a frame: its length in four bytes, and its payload."""
    payload = encode(message)
    return _UINT.pack(len(payload)) + payload


def decode(payload):
    """Decodes a payload. Raises WireError unless it is one value of the protocol."""
    try:
        value, end = _read(payload, 0)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise WireError("the payload is cut off, or no UTF-8") from error
    if end != len(payload):
        raise WireError("bytes follow the value")
    return value


_NUMBERS = {head: struct.Struct(">" + kind) for head, kind in zip((0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xD0, 0xD1, 0xD2), "fdBHIbhi")}


def _read(data, at):
    head = data[at]
    at += 1
    if head < 0x80:
        return head, at
    if head >= 0xE0:
        return head - 256, at
    number = _NUMBERS.get(head)
    if number is not None:
        return number.unpack_from(data, at)[0], at + number.size
    if head & 0xF0 == 0x90:
        return _read_list(data, at, head & 15)
    if head & 0xE0 == 0xA0:
        return _read_text(data, at, head & 31)
    if head == 0xDC:
        return _read_list(data, at + 2, data[at] << 8 | data[at + 1])
    if head == 0xD9:
        return _read_text(data, at + 1, data[at])
    if head == 0xDA:
        return _read_text(data, at + 2, data[at] << 8 | data[at + 1])
    if head in (0xC2, 0xC3):
        return head == 0xC3, at
    if head == 0xC0:
        return None, at
    raise WireError(f"not msgpack of the protocol: {head}")


def _read_list(data, at, length):
    # Most items are small integers: they are read here, without a call.
    items = []
    append = items.append
    for _ in range(length):
        head = data[at]
        if head < 0x80:
            append(head)
            at += 1
        else:
            item, at = _read(data, at)
            append(item)
    return items, at


def _read_text(data, at, length):
    end = at + length
    if end > len(data):
        raise IndexError
    return bytes(data[at:end]).decode(), end
