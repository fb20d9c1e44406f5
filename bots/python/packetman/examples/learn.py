"""Learns to play `coop` alone by evolution, in about a minute on one core: python -m packetman.examples.learn

The player rates each direction by a weighted sum of its features, and takes the best one. The weights are learned by the
cross-entropy method: try weights from a normal distribution, and move the distribution to those that did best.
"""

import argparse
import random
import statistics

from packetman.env import Games
from packetman.observation import DIRECTION_FEATURES

WEIGHTS = len(DIRECTION_FEATURES)
GAMES = 8
ELITE_SHARE = 4
DEVIATION_START, DEVIATION_MIN = 1.0, 0.1


def action_of(weights, features):
    """The direction with the greatest sum, of those where a way is."""
    best, best_sum = 4, float("-inf")
    for direction in range(4):
        own = features[direction * WEIGHTS : (direction + 1) * WEIGHTS]
        if own[0] > 0:
            total = sum(weight * float(feature) for weight, feature in zip(weights, own))
            if total > best_sum:
                best, best_sum = direction, total
    return best


def scores_of(games, players, seed, steps):
    """The score of each player after so many steps, or at the end of the match. One game for each player."""
    observations, _ = games.reset(seed)
    scores = [None] * len(players)
    for _ in range(steps):
        actions = [action_of(weights, observation["features"]) for weights, observation in zip(players, observations)]
        observations, _, terminated, truncated, infos = games.step(actions)
        for i, info in enumerate(infos):
            if scores[i] is None and (terminated[i] or truncated[i]):
                scores[i] = info["final_info"]["score"]
        if None not in scores:
            break
    return scores


def learn(generations, steps, seed, command=None, report=print):
    """Returns the mean scores before and after, of players from the first and the last distribution."""
    rng = random.Random(seed)
    means, deviations = [0.0] * WEIGHTS, [DEVIATION_START] * WEIGHTS
    games = Games(GAMES, rate=10, steps_max=steps, command=command)
    try:
        before = None
        for generation in range(generations):
            players = [[rng.gauss(mean, deviation) for mean, deviation in zip(means, deviations)] for _ in range(GAMES)]
            scores = scores_of(games, players, seed, steps)
            if before is None:
                before = statistics.mean(scores)
            ranked = [player for _, player in sorted(zip(scores, players), key=lambda pair: -pair[0])]
            elite = ranked[: GAMES // ELITE_SHARE + 1]
            for i in range(WEIGHTS):
                values = [player[i] for player in elite]
                means[i] = statistics.mean(values)
                deviations[i] = max(statistics.pstdev(values), DEVIATION_MIN)
            report(f"generation {generation + 1}: mean score {statistics.mean(scores):.0f}, best {max(scores)}")
        after = statistics.mean(scores_of(games, [means] * GAMES, seed + 1, steps))
    finally:
        games.close()
    return before, after


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--generations", type=int, default=12, help="12 by default")
    parser.add_argument("--steps", type=int, default=600, help="steps of a game, ten a second of the match; 600 by default")
    parser.add_argument("--seed", type=int, default=1, help="1 by default")
    options = parser.parse_args()
    before, after = learn(options.generations, options.steps, options.seed)
    print(f"before: mean score {before:.0f}")
    print(f"after: mean score {after:.0f}")


if __name__ == "__main__":
    main()
