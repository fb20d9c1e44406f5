"""What a learner sees of a World: planes of the maze, and a list of features. README.md documents both."""

from array import array

try:
    import numpy
except ImportError:
    numpy = None

from .spaces import Box, Dict

COLUMNS, LINES = 28, 31
TILES = COLUMNS * LINES
PLANES = ("wall", "dot", "energizer", "self", "other", "hunter", "frightened", "fruit")
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
GHOST_ROLE = 2
# States of a ghost in which it is in the house, eaten, or just eaten.
HARMLESS_STATES = (1, 4, 5, 6, 7)
# The fruit lies on the border of this tile and the one to its left.
FRUIT_TILE = 17 * COLUMNS + 14
FRUIT_IN_MAZE = 1
# It stands still until its first input, or is alive.
PAC_IN_MAZE = (1, 2)
# By direction: whether there is a way, how near the next dot, hunter and frightened ghost are from there, whether it leads back.
DIRECTION_FEATURES = ("way", "dot", "hunter", "frightened", "back")
MATCH_FEATURES = ("lives", "level", "dots_left", "fright_left")
FEATURES = [f"{name}_{direction}" for direction in range(4) for name in DIRECTION_FEATURES] + list(MATCH_FEATURES)
LIVES_MAX, LEVEL_MAX, DOTS_MAX, FRIGHT_HALF_TICKS_MAX = 10, 256, 400, 1200


def observation_space():
    """Planes as `grid` (8, 31, 28) of 0 and 1, and `features` (24,) from 0 to 1."""
    kinds = ("uint8", "float32") if numpy is None else (numpy.uint8, numpy.float32)
    return Dict(
        {
            "grid": Box(0, 1, shape=(len(PLANES), LINES, COLUMNS), dtype=kinds[0]),
            "features": Box(0.0, 1.0, shape=(len(FEATURES),), dtype=kinds[1]),
        }
    )


class Observer:
    """Makes the observations of one match from its Worlds."""

    def __init__(self, tiles):
        text = "".join(tiles)
        self._walls = bytes(sign not in ".o " for sign in text)
        self._is_energizer = [sign == "o" for sign in text]
        # Ghosts leave their house through the door, and enter it.
        self._pac_ways = [self._ways(text, tile, ".o ") for tile in range(TILES)]
        self._ghost_ways = [self._ways(text, tile, ".o -_") for tile in range(TILES)]

    @staticmethod
    def _ways(text, tile, signs):
        """By direction: the next tile, or -1 where a wall is."""
        ways = []
        for dx, dy in STEPS:
            # The ends of the tunnel are neighbours.
            to = (tile // COLUMNS + dy) * COLUMNS + (tile % COLUMNS + dx) % COLUMNS
            ways.append(to if text[tile] in signs and 0 <= to < TILES and text[to] in signs else -1)
        return ways

    def observe(self, world):
        """An observation of the space above. Without NumPy its values are flat `array.array`, in C order."""
        seat = world.seat
        actor = world.get("seatActor", seat)
        is_ghost = world.get("seatRole", seat) == GHOST_ROLE
        grid = bytearray(self._walls) + bytes(TILES * (len(PLANES) - 1))
        dots = self._mark_dots(world, grid)
        states = world.all("pacState")
        for pac, (x, y) in enumerate(zip(world.all("pacX"), world.all("pacY"))):
            # In `versus` a place of 0, 0 stands for a Pac-Man that a ghost has not seen.
            if states[pac] in PAC_IN_MAZE and (x, y) != (0, 0):
                grid[TILES * (4 if is_ghost or pac != actor else 3) + tile_of(x, y)] = 1
        hunters, frightened = [], []
        for ghost, (x, y) in enumerate(zip(world.all("ghostX"), world.all("ghostY"))):
            tile = tile_of(x, y)
            if is_ghost and ghost == actor:
                grid[TILES * 3 + tile] = 1
            elif world.get("ghostState", ghost) not in HARMLESS_STATES:
                is_frightened = world.get("ghostFrightened", ghost) == 1
                grid[TILES * (6 if is_frightened else 5) + tile] = 1
                (frightened if is_frightened else hunters).append(tile)
        if world.get("fruitState") == FRUIT_IN_MAZE:
            grid[TILES * 7 + FRUIT_TILE] = 1
        kind = "ghost" if is_ghost else "pac"
        own = tile_of(world.get(kind + "X", actor), world.get(kind + "Y", actor))
        back = world.get(kind + "Travel", actor) ^ 2
        return self._arrays(grid, self._features(world, own, back, dots, hunters, frightened))

    def _mark_dots(self, world, grid):
        dots = []
        for line, bits in enumerate(world.all("dots")):
            start = line * COLUMNS
            column = 0
            while bits > 0:
                if bits & 1:
                    tile = start + column
                    grid[TILES * (2 if self._is_energizer[tile] else 1) + tile] = 1
                    dots.append(tile)
                bits >>= 1
                column += 1
        return dots

    def _features(self, world, own, back, dots, hunters, frightened):
        ways = self._pac_ways
        near = [spread(ways, dots), spread(self._ghost_ways, hunters), spread(self._ghost_ways, frightened)]
        features = []
        for direction, to in enumerate(ways[own]):
            features.append(1.0 if to >= 0 else 0.0)
            features.extend(1.0 / (1 + steps[to]) if to >= 0 and steps[to] >= 0 else 0.0 for steps in near)
            features.append(1.0 if direction == back else 0.0)
        for name, most in (("lives", LIVES_MAX), ("level", LEVEL_MAX), ("dotsLeft", DOTS_MAX), ("frightLeft", FRIGHT_HALF_TICKS_MAX)):
            features.append(min(max(world.get(name) / most, 0.0), 1.0))
        return features

    @staticmethod
    def _arrays(grid, features):
        if numpy is None:
            return {"grid": array("B", grid), "features": array("f", features)}
        planes = numpy.frombuffer(grid, dtype=numpy.uint8).reshape(len(PLANES), LINES, COLUMNS)
        return {"grid": planes, "features": numpy.array(features, dtype=numpy.float32)}


def spread(ways, starts):
    """By tile: the steps to the nearest of the starts, -1 if none can be reached."""
    steps = [-1] * TILES
    for tile in starts:
        steps[tile] = 0
    queue = list(starts)
    for tile in queue:
        count = steps[tile] + 1
        for to in ways[tile]:
            if to >= 0 and steps[to] < 0:
                steps[to] = count
                queue.append(to)
    return steps


def tile_of(x, y):
    """The tile of a pixel of the screen. The tunnel is two columns longer than the maze at both ends."""
    return min(max((y >> 3) - 3, 0), LINES - 1) * COLUMNS + min(max(x >> 3, 0), COLUMNS - 1)
