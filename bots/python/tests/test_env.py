"""The environments over real games in lockstep. PACKETMAN says how to start packetman."""

import importlib.util
import os
import random
import shutil
import subprocess
import sys
import unittest

from packetman.env import ACTIONS, Games, PacmanEnv, PacmanParallelEnv
from packetman.observation import FEATURES, LINES, COLUMNS, PLANES

HAS_NUMPY = importlib.util.find_spec("numpy") is not None
HAS_GYMNASIUM = importlib.util.find_spec("gymnasium") is not None
HAS_PETTINGZOO = importlib.util.find_spec("pettingzoo") is not None
HAS_PACKETMAN = "PACKETMAN" in os.environ or shutil.which("packetman") is not None


def plain(value):
    """An observation, or anything with arrays in it, as values that can be compared."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.tolist() if hasattr(value, "tolist") else value


@unittest.skipUnless(HAS_PACKETMAN, "packetman is not on the path")
class EnvTest(unittest.TestCase):
    def env(self, kind=PacmanEnv, **options):
        env = kind(**options)
        self.addCleanup(env.close)
        return env

    def test_observations_have_the_documented_shapes_and_ranges(self):
        env = self.env()
        observation, info = env.reset(seed=1)
        self.assertTrue(observation in env.observation_space)
        self.assertEqual(env.observation_space["grid"].shape, (len(PLANES), LINES, COLUMNS))
        self.assertEqual(env.observation_space["features"].shape, (len(FEATURES),))
        grid = plain(observation["grid"])
        planes = grid if HAS_NUMPY else [grid[i : i + LINES * COLUMNS] for i in range(0, len(grid), LINES * COLUMNS)]
        counts = [sum(sum(line) for line in plane) if HAS_NUMPY else sum(plane) for plane in planes]
        count_of = dict(zip(PLANES, counts))
        self.assertEqual((count_of["dot"], count_of["energizer"], count_of["self"], count_of["other"]), (240, 4, 1, 0))
        self.assertGreaterEqual(count_of["hunter"], 1)
        self.assertEqual(info["score"], 0)

    def test_one_seed_gives_one_episode_and_another_gives_another(self):
        env = self.env(mode="versus", seats=2, steps_max=60)

        def episode(seed):
            rng = random.Random(5)
            seen = [plain(env.reset(seed=seed))]
            for _ in range(60):
                seen.append(plain(env.step(rng.randrange(ACTIONS))))
            return seen

        first = episode(7)
        # Not assertEqual, which would print both.
        self.assertTrue(episode(7) == first)
        self.assertTrue(any(episode(seed) != first for seed in (8, 9, 10, 11)))

    def test_dots_are_a_reward_a_catch_is_a_penalty_and_the_end_is_terminated(self):
        env = self.env(mode="classic")
        env.reset(seed=3)
        rewards, is_over, steps = [], False, 0
        while not is_over and steps < 5000:
            _, reward, is_over, is_truncated, info = env.step(2)
            self.assertFalse(is_truncated)
            rewards.append(reward)
            steps += 1
        self.assertTrue(is_over)
        self.assertEqual(sum(1 for reward in rewards if reward <= -40), 3)
        self.assertAlmostEqual(sum(rewards), info["score"] / 10 - 3 * 50)
        with self.assertRaises(RuntimeError):
            env.step(0)
        _, info = env.reset()
        self.assertEqual(info["score"], 0)

    def test_a_long_episode_is_truncated(self):
        env = self.env(steps_max=3)
        env.reset(seed=1)
        self.assertEqual([env.step(4)[3] for _ in range(3)], [False, False, True])

    def test_a_match_can_be_drawn(self):
        env = self.env(render_mode="ansi")
        env.reset(seed=1)
        text = env.render()
        self.assertEqual((text.count("\n"), text.count("C"), text.count(".")), (LINES - 1, 1, 240))

    def test_agents_of_a_match_act_at_once(self):
        env = self.env(PacmanParallelEnv, mode="versus", seats=3, players=2, steps_max=40)
        self.assertEqual(env.possible_agents, ["seat_0", "seat_1"])
        for _ in range(2):
            observations, infos = env.reset(seed=2)
            self.assertEqual((list(observations), list(infos)), (env.agents, env.agents))
            steps = 0
            while env.agents:
                observations, rewards, terminated, truncated, infos = env.step({agent: steps % 4 for agent in env.agents})
                for values in (observations, rewards, terminated, truncated, infos):
                    self.assertEqual(list(values), env.possible_agents)
                for agent, observation in observations.items():
                    self.assertTrue(observation in env.observation_space(agent))
                steps += 1
            self.assertEqual(steps, 40)
            self.assertEqual(env.step({}), ({}, {}, {}, {}, {}))

    def test_several_games_in_one_process_are_those_of_their_seeds(self):
        games = self.env(Games, count=3, steps_max=20)
        observations, infos = games.reset(seed=4)
        self.assertEqual(len(observations), len(games))
        alone = self.env(steps_max=20)
        first, info = alone.reset(seed=5)
        self.assertEqual(info["seed"], infos[1]["seed"])
        self.assertEqual(len({info["seed"] for info in infos}), 3)
        self.assertTrue(plain(observations[1]) == plain(first))
        for step in range(25):
            observations, rewards, terminated, truncated, infos = games.step([2, 0, 2])
            if step < 20:
                last = alone.step(0)
                seen = infos[1].get("final_observation", observations[1])
                self.assertTrue((plain(seen), rewards[1]) == (plain(last[0]), last[1]))
            self.assertEqual(truncated, [step == 19] * 3)

    def test_wrong_use_is_an_error_at_once(self):
        games = Games(2)
        games.reset(seed=1)
        with self.assertRaisesRegex(ValueError, "1 actions for 2 games"):
            games.step([0])
        games.close()
        games.close()
        env = PacmanEnv()
        env.reset(seed=1)
        env.close()
        env.close()
        with self.assertRaisesRegex(RuntimeError, "the episode is over"):
            env.step(0)
        with self.assertRaisesRegex(RuntimeError, "the environment is closed"):
            env.reset()

    def test_a_server_that_refuses_is_an_error_and_leaves_no_program(self):
        with self.assertRaises(RuntimeError):
            PacmanEnv(mode="no-such-mode")

    def test_the_games_end_with_a_learner_that_is_killed(self):
        program = "from packetman.env import Games; games = Games(2); games.reset(); print(1, flush=True); input()"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen([sys.executable, "-c", program], **pipes) as learner:
            self.assertEqual(learner.stdout.readline().strip(), b"1")
            learner.kill()
            # packetman has inherited this pipe: it ends with the last of the two.
            self.assertEqual(learner.stderr.read(), b"")

    @unittest.skipUnless(HAS_GYMNASIUM, "gymnasium is not installed")
    def test_gymnasium_accepts_it(self):
        from gymnasium.utils.env_checker import check_env

        check_env(self.env(render_mode="ansi"), skip_render_check=True)

    @unittest.skipUnless(HAS_PETTINGZOO, "pettingzoo is not installed")
    def test_pettingzoo_accepts_it(self):
        from pettingzoo.test import parallel_api_test

        parallel_api_test(self.env(PacmanParallelEnv, mode="versus", seats=3, players=2, steps_max=50), num_cycles=100)

    def test_observations_are_plain_arrays_without_numpy(self):
        program = (
            "import sys; sys.modules['numpy'] = None\n"
            "from array import array; from packetman.env import PacmanEnv\n"
            "env = PacmanEnv(); observation, _ = env.reset(seed=1); assert observation in env.observation_space\n"
            "assert [type(v) for v in observation.values()] == [array, array], observation; env.close()"
        )
        subprocess.run([sys.executable, "-c", program], check=True)


if __name__ == "__main__":
    unittest.main()
