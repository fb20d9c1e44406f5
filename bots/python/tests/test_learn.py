"""The example learns."""

import unittest

from packetman.examples.learn import learn
from tests.test_env import HAS_PACKETMAN


@unittest.skipUnless(HAS_PACKETMAN, "packetman is not on the path")
class LearnTest(unittest.TestCase):
    def test_the_score_rises_and_the_same_seed_learns_the_same(self):
        lines = []
        before, after = learn(generations=3, steps=80, seed=1, report=lines.append)
        self.assertGreater(after, 1.2 * before)
        self.assertEqual(len(lines), 3)
        again = []
        learn(generations=1, steps=80, seed=1, report=again.append)
        self.assertEqual(again, lines[:1])


if __name__ == "__main__":
    unittest.main()
