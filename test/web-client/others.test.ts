// How right other players, AI and ghosts are drawn in a room of two people and two AI, over many seeds. `npm run
// bench:netcode` plays longer, and prints the figures of each seed.

import { describe, expect, test } from 'vitest';
import { LATE, PRACTISED, type Habits } from './simulated-person.ts';
import { playWithOthers, type OthersFigures, type Wrong } from './simulated-others.ts';

const isBench = process.env['PACKETMAN_BENCH'] !== undefined;
const SEEDS = isBench ? 30 : 8;
const LENGTH_MS = isBench ? 60_000 : 30_000;
const BENCH_MS_MAX = 600_000;

/** 150 ms and 0.3 % loss. A lost packet is noticed a round trip after the next one, and a quarter of one later (RFC 8985). */
const LONG = { delayMs: 75, jitterMs: 0, lossShare: 0.003, retransmitMs: 240 };

interface Goal {
  readonly habits: Habits;
  readonly skill: 'easy' | 'normal' | 'hard';
  /** Largest share of ticks in which another Pac-Man is drawn more than 2 and more than 8 pixels wrong, over all seeds. */
  readonly smallMax: number;
  readonly largeMax: number;
}

/** Of the bench. Eight half minutes differ by a fifth from it. */
const LARGE_MAX = isBench ? 0.01 : 0.012;
const GOALS: readonly Goal[] = [
  { habits: PRACTISED, skill: 'normal', smallMax: 0.04, largeMax: LARGE_MAX },
  { habits: PRACTISED, skill: 'hard', smallMax: 0.04, largeMax: LARGE_MAX },
  { habits: LATE, skill: 'normal', smallMax: 0.06, largeMax: 0.03 },
];

describe.each(GOALS)('two $habits.name people and two AI ($skill), 150 ms, 0.3 % loss', (goal) => {
  test(`[W29] over ${SEEDS} seeds`, { timeout: BENCH_MS_MAX }, () => {
    const { habits, skill, smallMax, largeMax } = goal;
    if (isBench) console.log(`\n${habits.name}, AI ${skill}: ticks with more than 2 and 8 px\n${HEAD}`);
    const all: OthersFigures[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const played = playWithOthers(seed, { profile: LONG, habits, skill, lengthMs: LENGTH_MS });
      if (isBench) console.log(row(String(seed), played));
      all.push(played);
    }
    const together = all.reduce(added);
    if (isBench) console.log(row('all', together));
    const others = sum(together.people, together.ai);
    expect(others.small / others.ticks).toBeLessThanOrEqual(smallMax);
    expect(others.large / others.ticks).toBeLessThanOrEqual(largeMax);
    expect(together.ai.large / together.ai.ticks).toBeLessThanOrEqual(AI_LARGE_MAX);
    expect(together.own.large / together.own.ticks).toBeLessThanOrEqual(OWN_LARGE_MAX);
    const { catchFlickers, eatenFlickers, scoreFlickers } = together;
    expect({ catchFlickers, eatenFlickers, scoreFlickers }).toEqual(NO_FLICKERS);
    expect(together.catches).toBeGreaterThan(0);
    expect(together.eaten).toBeGreaterThan(0);
  });
});

/** Of AI seats little is unknown, and of the player's own only whether an input was lost on its way. */
const AI_LARGE_MAX = 0.005;
const OWN_LARGE_MAX = 0.002;
const NO_FLICKERS = { catchFlickers: 0, eatenFlickers: 0, scoreFlickers: 0 };

const COLUMNS = ['seed', 'others', 'people', 'AI', 'ghosts', 'own', 'flickers', 'dots back', 'frame p99'];
const WIDTH = 18;
const HEAD = COLUMNS.map((name) => name.padStart(WIDTH)).join('');

function row(name: string, figures: OthersFigures): string {
  const { people, ai, ghosts, own, catchFlickers, eatenFlickers, scoreFlickers, dotFlickers, frameMsP99 } = figures;
  const cells = [
    name,
    ...[sum(people, ai), people, ai, ghosts, own].map(shares),
    String(catchFlickers + eatenFlickers + scoreFlickers),
    String(dotFlickers),
    `${frameMsP99.toFixed(3)} ms`,
  ];
  return cells.map((cell) => cell.padStart(WIDTH)).join('');
}

function shares({ ticks, small, large }: Wrong): string {
  return [small, large].map((count) => `${((100 * count) / Math.max(1, ticks)).toFixed(2)} %`).join(' ');
}

function sum(a: Wrong, b: Wrong): Wrong {
  return { ticks: a.ticks + b.ticks, small: a.small + b.small, large: a.large + b.large };
}

function added(a: OthersFigures, b: OthersFigures): OthersFigures {
  return {
    people: sum(a.people, b.people),
    ai: sum(a.ai, b.ai),
    ghosts: sum(a.ghosts, b.ghosts),
    own: sum(a.own, b.own),
    catchFlickers: a.catchFlickers + b.catchFlickers,
    eatenFlickers: a.eatenFlickers + b.eatenFlickers,
    scoreFlickers: a.scoreFlickers + b.scoreFlickers,
    dotFlickers: a.dotFlickers + b.dotFlickers,
    catches: a.catches + b.catches,
    eaten: a.eaten + b.eaten,
    inputs: a.inputs + b.inputs,
    frameMsP99: Math.max(a.frameMsP99, b.frameMsP99),
  };
}
