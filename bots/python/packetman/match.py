"""Episodes of one game: all seats of the learner together."""

import random

from .game import NO_DIRECTION, Game
from .observation import Observer

PHASE_PLAY, PHASE_DYING, PHASE_OVER = 1, 2, 6
PAC_ROLE = 1
# States of a Pac-Man that was caught.
CAUGHT_STATES = (3, 4)
POINTS_PER_REWARD = 10
CAUGHT_REWARD = -50.0
SEED_BITS = 32


class Episodes:
    """Plays match after match. `address`: one of the games of `Lockstep`; `rate`: snapshots, and so steps, a second."""

    def __init__(self, host, address, rate=20):
        self._games = [Game(host, address["port"], code, f"Learner {seat}", rate) for seat, code in enumerate(address["codes"])]
        self._random, self._seed = random.Random(), 0
        self._observer = None
        self._scores, self._penalties, self._was_caught = [], [], []
        self.is_over = True

    @property
    def worlds(self):
        """The World of each seat: its words by name."""
        return [game.world for game in self._games]

    def reset(self, seed=None):
        """Begins a match. `seed`: of this episode and those after it; None to go on. Returns the observations of the seats."""
        if not self._games:
            raise RuntimeError("the environment is closed")
        if seed is not None:
            self._random.seed(seed)
        self._seed = self._random.getrandbits(SEED_BITS)
        for game in self._games:
            game.leave()
        for game in self._games:
            game.ask(self._seed)
        for game in self._games:
            game.begin()
        self.is_over = False
        self._observer = Observer(self._games[0].world.tiles)
        self._was_caught, self._penalties = [False] * len(self._games), [0.0] * len(self._games)
        self._skip()
        self._scores = [self._score(world) for world in self.worlds]
        self._penalties = [0.0] * len(self._games)
        return self._observe()

    def send(self, actions):
        """Sends an action of each seat: 0 right, 1 down, 2 left, 3 up, 4 to go on."""
        for game, action in zip(self._games, actions):
            game.send(int(action))

    def receive(self):
        """Takes what follows from the actions. Returns the observations and rewards of the seats."""
        self._receive()
        self._skip()
        rewards = []
        for seat, world in enumerate(self.worlds):
            score = self._score(world)
            rewards.append((score - self._scores[seat]) / POINTS_PER_REWARD + self._penalties[seat])
            self._scores[seat], self._penalties[seat] = score, 0.0
        return self._observe(), rewards

    def info(self, seat):
        """Score of the seat, level of its maze, tick and seed of the match."""
        world = self._games[seat].world
        return {"score": self._score(world), "level": world.get("level"), "tick": world.tick, "seed": self._seed}

    def close(self):
        for game in self._games:
            game.close()
        self._games = []
        self.is_over = True

    def _receive(self):
        goes_on = [game.receive() for game in self._games]
        self.is_over = not all(goes_on) or all(world.get("phase") == PHASE_OVER for world in self.worlds)
        for seat, world in enumerate(self.worlds):
            is_caught = self._is_caught(world)
            if is_caught and not self._was_caught[seat]:
                self._penalties[seat] += CAUGHT_REWARD
            self._was_caught[seat] = is_caught

    def _skip(self):
        """Plays on while no seat can steer: in countdowns, after a catch, and between levels."""
        while not self.is_over and all(world.get("phase") != PHASE_PLAY for world in self.worlds):
            self.send([NO_DIRECTION] * len(self._games))
            self._receive()

    def _observe(self):
        return [self._observer.observe(world) for world in self.worlds]

    @staticmethod
    def _score(world):
        return world.get("seatScore", world.seat)

    @staticmethod
    def _is_caught(world):
        if world.get("seatRole", world.seat) != PAC_ROLE:
            return False
        return world.get("phase") == PHASE_DYING or world.get("pacState", world.get("seatActor", world.seat)) in CAUGHT_STATES
