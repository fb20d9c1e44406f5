"""The environments: `PacmanEnv` for Gymnasium, `PacmanParallelEnv` for PettingZoo, and `Games` for several games at once.

All of them work without either library, and then derive from `object`.
"""

from .game import NO_DIRECTION
from .match import Episodes
from .observation import observation_space
from .server import Lockstep
from .spaces import HAS_GYMNASIUM, Discrete

if HAS_GYMNASIUM:
    from gymnasium import Env as _Env
else:
    _Env = object
try:
    from pettingzoo import ParallelEnv as _ParallelEnv
except ImportError:
    _ParallelEnv = object

# Right, down, left, up, and to go on as before.
ACTIONS = NO_DIRECTION + 1


class PacmanEnv(_Env):
    """One seat for one learner, with the interface of `gymnasium.Env`.

    `mode`, `seats`, `fill`: as in `packetman lockstep`; the built-in AI has the other seats.
    `rate`: steps a second of the match, 10, 20, 30 or 60.
    `steps_max`: steps after which an episode is truncated, None for no limit.
    """

    metadata = {"render_modes": ["ansi"], "render_fps": 20}

    def __init__(self, mode="coop", seats=None, fill="normal", rate=20, steps_max=None, render_mode=None, command=None):
        self._server = Lockstep(1, mode, seats, 1, fill, command=command)
        self._episodes = Episodes(self._server.host, self._server.games[0], rate)
        self._steps_max, self._steps = steps_max, 0
        self.render_mode = render_mode
        self.observation_space = observation_space()
        self.action_space = Discrete(ACTIONS)

    @property
    def world(self):
        """The words of the World by name, as in protocol/README.md."""
        return self._episodes.worlds[0]

    def reset(self, *, seed=None, options=None):
        """Begins an episode. The same seed, which is 0 or more, begins the same episodes. Returns observation and info."""
        if HAS_GYMNASIUM:
            super().reset(seed=seed)
        self._steps = 0
        observations = self._episodes.reset(seed)
        return observations[0], self._episodes.info(0)

    def step(self, action):
        """Returns observation, reward, whether the match is over, whether the episode is too long, and info."""
        if self._episodes.is_over:
            raise RuntimeError("the episode is over: call reset")
        self._episodes.send([action])
        observations, rewards = self._episodes.receive()
        self._steps += 1
        is_truncated = self._steps == self._steps_max and not self._episodes.is_over
        return observations[0], rewards[0], self._episodes.is_over, is_truncated, self._episodes.info(0)

    def render(self):
        """The maze as text, in the mode `ansi`."""
        return maze_text(self.world) if self.render_mode == "ansi" else None

    def close(self):
        self._episodes.close()
        self._server.close()


class PacmanParallelEnv(_ParallelEnv):
    """All seats for learners, with the interface of `pettingzoo.ParallelEnv`. Agents are `seat_0`, `seat_1`, ..."""

    metadata = {"name": "packetman_v0", "render_modes": ["ansi"], "is_parallelizable": True}

    def __init__(self, mode="versus", seats=None, players=None, fill="normal", rate=20, steps_max=None, render_mode=None, command=None):
        self._server = Lockstep(1, mode, seats, players, fill, command=command)
        self._episodes = Episodes(self._server.host, self._server.games[0], rate)
        self._steps_max, self._steps = steps_max, 0
        self.render_mode = render_mode
        self.possible_agents = [f"seat_{seat}" for seat in range(self._server.players)]
        self.agents = []
        self.observation_spaces = {agent: observation_space() for agent in self.possible_agents}
        self.action_spaces = {agent: Discrete(ACTIONS) for agent in self.possible_agents}

    def observation_space(self, agent):
        return self.observation_spaces[agent]

    def action_space(self, agent):
        return self.action_spaces[agent]

    def reset(self, seed=None, options=None):
        """Begins an episode, as `PacmanEnv.reset`. Returns observations and infos by agent."""
        self._steps = 0
        self.agents = list(self.possible_agents)
        return self._by_agent(self._episodes.reset(seed)), self._infos()

    def step(self, actions):
        """`actions` by agent; one that is missing goes on as before. Returns five dictionaries by agent."""
        agents = self.agents
        if not agents:
            return {}, {}, {}, {}, {}
        self._episodes.send([actions.get(agent, NO_DIRECTION) for agent in agents])
        observations, rewards = self._episodes.receive()
        self._steps += 1
        is_over = self._episodes.is_over
        is_truncated = self._steps == self._steps_max and not is_over
        if is_over or is_truncated:
            self.agents = []
        return (
            self._by_agent(observations),
            self._by_agent(rewards),
            dict.fromkeys(agents, is_over),
            dict.fromkeys(agents, is_truncated),
            self._infos(),
        )

    def render(self):
        return maze_text(self._episodes.worlds[0]) if self.render_mode == "ansi" else None

    def state(self):
        """All words of the World of the first seat."""
        return list(self._episodes.worlds[0].words)

    def close(self):
        self._episodes.close()
        self._server.close()

    def _by_agent(self, values):
        return dict(zip(self.possible_agents, values))

    def _infos(self):
        return {agent: self._episodes.info(seat) for seat, agent in enumerate(self.possible_agents)}


class Games:
    """Several games in one process, each for one learner. A game whose episode has ended begins the next one in the same step.

    All methods take and return lists, with an item for each game.
    """

    def __init__(self, count, mode="coop", seats=None, fill="normal", rate=20, steps_max=None, command=None):
        self._server = Lockstep(count, mode, seats, 1, fill, command=command)
        self._games = [Episodes(self._server.host, address, rate) for address in self._server.games]
        self._steps_max, self._steps = steps_max, [0] * count
        self.single_observation_space = observation_space()
        self.single_action_space = Discrete(ACTIONS)

    def __len__(self):
        return len(self._games)

    def reset(self, seed=None):
        """Begins an episode in each game. `seed`: that of the first game; the next ones have the numbers that follow."""
        self._steps = [0] * len(self._games)
        observations = [game.reset(None if seed is None else seed + i)[0] for i, game in enumerate(self._games)]
        return observations, [game.info(0) for game in self._games]

    def step(self, actions):
        """Returns observations, rewards, terminated, truncated and infos.

        Where an episode has ended, the observation is the first one of the next, and `final_observation` and `final_info` of
        the info are the last ones of the old.
        """
        if len(actions) != len(self._games):
            raise ValueError(f"{len(actions)} actions for {len(self._games)} games")
        # All games work while the first one is waited for.
        for game, action in zip(self._games, actions):
            game.send([action])
        observations, rewards, terminated, truncated, infos = [], [], [], [], []
        for i, game in enumerate(self._games):
            (observation,), (reward,) = game.receive()
            info = game.info(0)
            self._steps[i] += 1
            terminated.append(game.is_over)
            truncated.append(self._steps[i] == self._steps_max and not game.is_over)
            if terminated[i] or truncated[i]:
                final = {"final_observation": observation, "final_info": info}
                (observation,) = game.reset()
                info = {**game.info(0), **final}
                self._steps[i] = 0
            observations.append(observation)
            rewards.append(reward)
            infos.append(info)
        return observations, rewards, terminated, truncated, infos

    def close(self):
        for game in self._games:
            game.close()
        self._server.close()


def maze_text(world):
    """The maze with dots, Pac-Men (C) and ghosts (M, w while frightened)."""
    lines = [list(line.replace(".", " ").replace("o", " ")) for line in world.tiles]
    for line, bits in enumerate(world.all("dots")):
        for column in range(len(lines[line])):
            if bits >> column & 1:
                lines[line][column] = world.tiles[line][column]
    for kind, count in (("pac", len(world.all("pacX"))), ("ghost", len(world.all("ghostX")))):
        for i in range(count):
            line, column = (world.get(kind + "Y", i) >> 3) - 3, world.get(kind + "X", i) >> 3
            is_frightened = kind == "ghost" and world.get("ghostFrightened", i) == 1
            if 0 <= line < len(lines) and 0 <= column < len(lines[line]):
                lines[line][column] = "C" if kind == "pac" else "w" if is_frightened else "M"
    return "\n".join("".join(line) for line in lines)
