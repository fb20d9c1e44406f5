"""Observations of Worlds that are made by hand: no server is needed."""

import unittest

from packetman.game import SNAPSHOT, Game, World
from packetman.observation import COLUMNS, DIRECTION_FEATURES, LINES, PLANES, Observer
from tests.test_env import plain

# One corridor: columns 1 to 10 of line 1.
TILES = ["#" * COLUMNS, "#" + "." * 10 + "#" * (COLUMNS - 11)] + ["#" * COLUMNS] * (LINES - 2)
WORDS = {
    "tick": [9],
    "seatRole": [1],
    "seatActor": [0],
    "pacX": [5 * 8 + 3],
    "pacY": [4 * 8 + 4],
    "pacTravel": [2],
    "pacState": [2],
    "ghostX": [10 * 8 + 3, 0, 0, 0],
    "ghostY": [4 * 8 + 4, 0, 0, 0],
    "ghostTravel": [2, 0, 0, 0],
    "ghostState": [0, 1, 4, 6],
    "ghostFrightened": [0, 0, 0, 0],
    "dots": [0, 1 << 1 | 1 << 8] + [0] * (LINES - 2),
    "fruitState": [0],
    "lives": [3],
    "level": [128],
    "dotsLeft": [2],
    "frightLeft": [0],
}


def world_of(**changes):
    layout, words = [], []
    for name, values in {**WORDS, **changes}.items():
        layout.append([name, len(words), len(values)])
        words += values
    return World(layout, words, TILES, 0)


def observed(world):
    """Features of all directions by name, and the tiles of each plane: pairs of line and column."""
    observation = Observer(TILES).observe(world)
    features = plain(observation["features"])
    count = len(DIRECTION_FEATURES)
    by_direction = [dict(zip(DIRECTION_FEATURES, features[i * count :])) for i in range(4)]
    flat = plain(observation["grid"].ravel() if hasattr(observation["grid"], "ravel") else observation["grid"])
    size = LINES * COLUMNS
    planes = {
        name: [divmod(tile, COLUMNS) for tile in range(size) if flat[i * size + tile]] for i, name in enumerate(PLANES)
    }
    return by_direction, planes, features[4 * count :]


class ObservationTest(unittest.TestCase):
    def test_features_are_distances_from_the_next_tile(self):
        (right, down, left, up), _, match = observed(world_of())
        for features, expected in (
            (right, {"way": 1, "dot": 1 / 3, "hunter": 1 / 5, "frightened": 0, "back": 1}),
            (left, {"way": 1, "dot": 1 / 4, "hunter": 1 / 7, "frightened": 0, "back": 0}),
            (up, dict.fromkeys(DIRECTION_FEATURES, 0)),
            (down, dict.fromkeys(DIRECTION_FEATURES, 0)),
        ):
            for name, value in expected.items():
                self.assertAlmostEqual(features[name], value, places=6, msg=name)
        for seen, expected in zip(match, (0.3, 0.5, 2 / 400, 0)):
            self.assertAlmostEqual(seen, expected, places=6)

    def test_planes_show_what_is_where(self):
        _, planes, _ = observed(world_of())
        self.assertEqual(len(planes.pop("wall")), LINES * COLUMNS - 10)
        expected = {"dot": [(1, 1), (1, 8)], "self": [(1, 5)], "hunter": [(1, 10)]}
        self.assertEqual({name: tiles for name, tiles in planes.items() if tiles}, expected)

    def test_a_frightened_ghost_is_no_hunter_and_a_fruit_is_shown(self):
        (right, *_), planes, _ = observed(world_of(ghostFrightened=[1, 0, 0, 0], fruitState=[1]))
        self.assertEqual((planes["hunter"], planes["frightened"], planes["fruit"]), ([], [(1, 10)], [(17, 14)]))
        self.assertEqual(right["hunter"], 0)
        self.assertAlmostEqual(right["frightened"], 1 / 5, places=6)

    def test_for_a_ghost_pac_man_is_another_and_one_that_it_has_not_seen_is_nowhere(self):
        _, planes, _ = observed(world_of(seatRole=[2]))
        self.assertEqual((planes["self"], planes["other"], planes["hunter"]), ([(1, 10)], [(1, 5)], []))
        _, planes, _ = observed(world_of(seatRole=[2], pacX=[0], pacY=[0]))
        self.assertEqual(planes["other"], [])

    def test_words_wrap_at_32_bits(self):
        game = Game.__new__(Game)
        game.world = world_of(lives=[2**31 - 1], level=[-(2**31)])
        lives, level = game.world.starts["lives"], game.world.starts["level"]
        game._take(SNAPSHOT, [SNAPSHOT, 12, [lives, 1, level, -1]])
        self.assertEqual((game.world.get("lives"), game.world.get("level"), game.world.tick), (-(2**31), 2**31 - 1, 12))


if __name__ == "__main__":
    unittest.main()
