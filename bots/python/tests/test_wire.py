"""The codec, held to the golden bytes of the protocol."""

import json
import os
import random
import unittest

from packetman.wire import WireError, decode, encode, frame

GOLDEN = os.path.join(os.path.dirname(__file__), "../../../test/golden/wire.json")


class WireTest(unittest.TestCase):
    @unittest.skipUnless(os.path.exists(GOLDEN), "the golden bytes are in the repository only")
    def test_golden_frames_are_read_and_mean_the_same_when_written(self):
        with open(GOLDEN, encoding="utf-8") as file:
            golden = json.load(file)
        rows = [row for side in ("client", "server") for row in golden[side].values()]
        self.assertGreater(len(rows), 20)
        for row in rows:
            data = bytes.fromhex(row["frame"])
            self.assertEqual(int.from_bytes(data[:4], "big"), len(data) - 4)
            message = decode(data[4:])
            self.assertEqual(decode(frame(message)[4:]), message)

    def test_values_survive(self):
        rng = random.Random(1)
        for value in (0, 127, 128, 2**32 - 1, -1, -32, -33, -(2**31), None, True, False, "", "é" * 300, [], [[1, "a"], [False]]):
            self.assertEqual(decode(encode(value)), value)
        for _ in range(200):
            value = [rng.choice((rng.randrange(-(2**31), 2**32), "x" * rng.randrange(40), [rng.randrange(9)] * rng.randrange(40))) for _ in range(20)]
            self.assertEqual(decode(encode(value)), value)

    def test_bytes_that_are_no_payload_are_an_error(self):
        payload = encode([1, "name", [300, -300, True]])
        for end in range(len(payload)):
            with self.assertRaises(WireError):
                decode(payload[:end])
        for data in (payload + b"\0", b"\x81\x01\x01", b"\xc1", b"\xa2\xff\xff", b"\xdd\0\0\0\1\0"):
            with self.assertRaises(WireError):
                decode(data)


if __name__ == "__main__":
    unittest.main()
