"""Spaces of Gymnasium where it is installed, and small ones of the same names and fields where it is not."""

import random

try:
    from gymnasium.spaces import Box, Dict, Discrete

    HAS_GYMNASIUM = True
except ImportError:
    HAS_GYMNASIUM = False

    class _Space:
        def __init__(self):
            self._random = random.Random()

        def seed(self, seed=None):
            self._random.seed(seed)

        def __contains__(self, value):
            return self.contains(value)

    class Discrete(_Space):
        """The integers from 0 to n - 1."""

        def __init__(self, n):
            super().__init__()
            self.n, self.shape = n, ()

        def sample(self):
            return self._random.randrange(self.n)

        def contains(self, value):
            return isinstance(value, int) and 0 <= value < self.n

        def __eq__(self, other):
            return isinstance(other, Discrete) and other.n == self.n

    class Box(_Space):
        """Numbers from `low` to `high`. Without Gymnasium a value of it is flat, or an array of NumPy."""

        def __init__(self, low, high, shape, dtype):
            super().__init__()
            self.low, self.high, self.shape, self.dtype = low, high, shape, dtype

        @property
        def size(self):
            size = 1
            for length in self.shape:
                size *= length
            return size

        def contains(self, value):
            flat = value.ravel() if hasattr(value, "ravel") else value
            is_shaped = not hasattr(value, "shape") or value.shape == self.shape
            return is_shaped and len(flat) == self.size and all(self.low <= number <= self.high for number in flat)

    class Dict(_Space):
        """Named spaces."""

        def __init__(self, spaces):
            super().__init__()
            self.spaces = spaces

        def __getitem__(self, name):
            return self.spaces[name]

        def contains(self, value):
            return value.keys() == self.spaces.keys() and all(value[name] in space for name, space in self.spaces.items())
