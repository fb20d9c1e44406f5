// The checker of frames over nodes, with honest runs, in which it may find nothing, and with faults put into them, each of
// which it must find.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChatLines, LINE_MS_MAX } from '../../load/frames/chat-lines.ts';
import { FAULT_KINDS, Faults, type FaultKind } from '../../load/frames/faults.ts';
import { FrameChecker, TRANSIT_MS, type Sight } from '../../load/frames/frame-checker.ts';
import { FrameGaps } from '../../load/frames/frame-gaps.ts';
import { SeatBook } from '../../load/frames/seat-book.ts';
import { randomNumbers } from '../../tools/kill/random-numbers.ts';

const CLIENTS = ['Ann', 'Ben', 'Cleo'];
const TICK_MS = 1000 / 60;
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

interface Step {
  readonly tick: number;
  readonly hash: number;
  readonly inputs: readonly number[];
  readonly scores: readonly number[];
}

/** A match as its rules play it: each input and each point is in all later ticks. */
function playMatch(rng: () => number, ticks: number): Step[] {
  let inputs = [0, 0, 0];
  let scores = [0, 0, 0];
  return Array.from({ length: ticks }, (_, tick) => {
    inputs = inputs.map((input) => input + (rng() < 0.1 ? 1 : 0));
    scores = scores.map((score) => score + (rng() < 0.2 ? 10 : 0));
    return { tick: tick + 1, hash: Math.floor(rng() * 2 ** 31), inputs, scores };
  });
}

interface Run {
  readonly sights: Sight[];
  /** Index of the first sight of each owner after the first one. */
  readonly changes: number[];
}

/** A match that goes on at other nodes now and then, as three clients at different rates are shown it. */
function honestRun(rng: () => number, ticks = 240): Run {
  const steps = playMatch(rng, ticks);
  const sights: Sight[] = [];
  const changes: number[] = [];
  const every = CLIENTS.map(() => 1 + Math.floor(rng() * 4));
  let node = 0;
  let atMs = 1000;
  const show = (client: number, step: Step, isJoined: boolean) => {
    const { tick, hash, inputs, scores } = step;
    // A client that does not run the rules has no hash.
    const own = { client: CLIENTS[client]!, node: `node-${node}`, hash: client === 2 ? null : hash };
    sights.push({
      ...own,
      match: 'M',
      view: 'M',
      tick,
      inputs,
      scores,
      holders: CLIENTS,
      isJoined,
      atMs: atMs + rng() * 5,
    });
  };
  for (const client of CLIENTS.keys()) show(client, steps[0]!, true);
  for (const step of steps.slice(1)) {
    atMs += TICK_MS;
    for (const client of CLIENTS.keys()) if (step.tick % (every[client] ?? 1) === 0) show(client, step, false);
    if (rng() > 0.02) continue;
    // The match stands still until all are back, and nobody is shown less than it has seen.
    node = (node + 1) % 3;
    atMs += rng() * 1000;
    changes.push(sights.length);
    for (const client of CLIENTS.keys()) show(client, step, true);
  }
  return { sights, changes };
}

function faultsOf(sights: readonly Sight[]): Faults {
  const faults = new Faults();
  const checker = new FrameChecker(faults);
  for (const sight of sights) checker.shown(sight);
  return faults;
}

describe('the frames of a match', () => {
  test('[LN1] an honest run over three nodes has no fault', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(faultsOf(honestRun(randomNumbers(seed)).sights).first).toEqual([]);
      }),
    );
  });

  const spoilt: Record<string, { kind: FaultKind; spoil: (run: Run, rng: () => number) => Sight[] | null }> = {
    'another World for a tick that was shown before': {
      kind: 'two-worlds',
      spoil({ sights }, rng) {
        const known = sights.filter(({ hash }) => hash !== null);
        const { hash, ...sight } = known[Math.floor(rng() * known.length)]!;
        return [...sights, { ...sight, client: 'Dot', hash: hash! + 1 }];
      },
    },
    'an old owner that wakes up and goes on': {
      kind: 'two-owners',
      spoil({ sights, changes }) {
        const [change] = changes;
        if (change === undefined) return null;
        const old = sights[change - 1]!;
        const moved = sights.findIndex(({ isJoined }, i) => i > change && !isJoined);
        if (moved < 0 || changes[1] !== undefined) return null;
        const later = sights.findIndex(({ atMs }, i) => i > moved && atMs > sights[moved]!.atMs + TRANSIT_MS + 10);
        if (later < 0) return null;
        const { atMs } = sights[later]!;
        // A watcher there sees it, who has seen nothing of the new owner.
        const woken = { ...old, client: 'Dot', hash: null, isJoined: false, tick: old.tick + 1, atMs };
        return [...sights.slice(0, later + 1), woken, ...sights.slice(later + 1)];
      },
    },
    'a new owner that begins before the last tick that was shown': {
      kind: 'went-back',
      spoil({ sights, changes }) {
        const [change] = changes;
        if (change === undefined) return null;
        const shown = sights[change]!;
        const earlier = sights.findLast(({ tick }, i) => i < change && tick < shown.tick - 4);
        if (earlier === undefined) return null;
        return [...sights.slice(0, change), { ...earlier, node: shown.node, isJoined: true, client: shown.client }];
      },
    },
    'a new owner without the last inputs, whose ticks are not shown again': {
      kind: 'lost-input',
      spoil({ sights, changes }) {
        const [change] = changes;
        if (change === undefined) return null;
        const before = sights.slice(0, change).reduce((newest, sight) => (sight.tick > newest.tick ? sight : newest));
        if (before.inputs[1]! < 2) return null;
        const inputs = Array.from(before.inputs, (input, seat) => (seat === 1 ? input - 1 : input));
        const shown = { ...sights[change]!, tick: sights[change]!.tick + 1, hash: null };
        return [...sights.slice(0, change), { ...shown, inputs }];
      },
    },
    'a score that falls': {
      kind: 'lost-score',
      spoil({ sights }) {
        const last = sights.at(-1)!;
        if (last.scores![2]! < 20) return null;
        const scores = Array.from(last.scores!, (score, seat) => (seat === 2 ? score - 10 : score));
        return [...sights, { ...last, tick: last.tick + 1, hash: null, scores }];
      },
    },
  };

  test.each(Object.entries(spoilt))('[LN1] it finds %s', (_, { kind, spoil }) => {
    let spoiltRuns = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const rng = randomNumbers(seed);
        const sights = spoil(honestRun(rng), rng);
        fc.pre(sights !== null);
        spoiltRuns++;
        expect(faultsOf(sights).count(kind)).toBeGreaterThan(0);
      }),
      { numRuns: 10 },
    );
    expect(spoiltRuns).toBe(10);
  });

  test('[LN1] frames that were on their way when the new owner began are no fault, also where the reader stood still', () => {
    const frame = (node: string, tick: number, isJoined: boolean, atMs: number): Sight => ({
      ...{ client: `c-${node}`, node, match: 'M', view: 'M', tick, hash: null, inputs: [], scores: null, holders: [] },
      ...{ isJoined, atMs },
    });
    const begin = [frame('a', 1, true, 0), frame('a', 2, false, 10), frame('b', 2, true, 20), frame('b', 3, false, 30)];
    expect(faultsOf([...begin, frame('a', 4, false, 30 + TRANSIT_MS)]).total).toBe(0);
    expect(faultsOf([...begin, frame('a', 4, false, 31 + TRANSIT_MS)]).count('two-owners')).toBe(1);
    const faults = new Faults();
    const checker = new FrameChecker(faults);
    for (const sight of begin) checker.shown(sight);
    checker.stalled(500);
    checker.shown(frame('a', 4, false, 530 + TRANSIT_MS));
    expect(faults.total).toBe(0);
  });

  test('[LN1] two nodes that show a match in turn are two owners, though no tick is shown twice', () => {
    const frame = (node: string, tick: number, isJoined: boolean): Sight => ({
      ...{ client: node, node, match: 'M', view: 'M', tick, hash: null, inputs: [], scores: null, holders: [] },
      ...{ isJoined, atMs: tick * 100 },
    });
    const turns = Array.from({ length: 10 }, (_, i) => frame(i % 2 === 0 ? 'a' : 'b', 10 + i, false));
    expect(faultsOf([frame('a', 1, true), frame('b', 1, true), ...turns]).count('two-owners')).toBeGreaterThan(0);
  });

  test('[LN1] a new owner that begins below what the old one has shown to others shows ticks twice', () => {
    const frame = (client: string, node: string, tick: number, isJoined: boolean): Sight => ({
      ...{ client, node, match: 'M', view: 'M', tick, hash: null, inputs: [], scores: null, holders: [] },
      ...{ isJoined, atMs: 0 },
    });
    const begin = [frame('Ann', 'a', 1, true), frame('Ben', 'a', 1, true), frame('Ann', 'a', 9, false)];
    const late = [frame('Ben', 'b', 5, true), frame('Ben', 'b', 6, false)];
    expect(faultsOf([...begin, ...late]).first.map(({ kind }) => kind)).toEqual(['shown-twice']);
    expect(faultsOf([...begin, frame('Ben', 'b', 5, true), frame('Ben', 'b', 10, false)]).total).toBe(0);
    // While the match waits, it moves up to what those have seen who come back.
    const waits = { ...frame('Ben', 'b', 9, false), isStanding: true };
    expect(faultsOf([...begin, frame('Ben', 'b', 5, true), waits, frame('Ben', 'b', 10, false)]).total).toBe(0);
    const differs = { ...waits, tick: 1, hash: 2 };
    expect(faultsOf([{ ...begin[0]!, hash: 1 }, differs]).count('two-worlds')).toBe(1);
  });

  test('[LN1] a new owner may go on from the newest tick that anybody has seen, and shows it to the others, as it was', () => {
    const frame = (client: string, node: string, tick: number, hash: number, isJoined = false): Sight => ({
      ...{ client, node, match: 'M', view: 'M', tick, hash, inputs: [], scores: null, holders: [] },
      ...{ isJoined, atMs: 0 },
    });
    const begin = [frame('Ann', 'a', 1, 1, true), frame('Ben', 'a', 5, 5, true), frame('Ann', 'a', 9, 9)];
    const back = [...begin, frame('Ben', 'b', 5, 5, true)];
    expect(faultsOf([...back, frame('Ben', 'b', 9, 9), frame('Ben', 'b', 10, 10)]).total).toBe(0);
    expect(faultsOf([...back, frame('Ben', 'b', 8, 8), frame('Ben', 'b', 10, 10)]).count('shown-twice')).toBe(1);
    expect(faultsOf([...back, frame('Ben', 'b', 9, 7)]).count('shown-twice')).toBe(1);
  });

  test('[LN1] a match that comes back to its first node has one owner', () => {
    const frame = (node: string, tick: number, isJoined: boolean): Sight => ({
      ...{ client: 'Ann', node, match: 'M', view: 'M', tick, hash: null, inputs: [], scores: null, holders: [] },
      ...{ isJoined, atMs: tick * 100 },
    });
    const run = ['a', 'b', 'a', 'b'].flatMap((node, i) => [
      frame(node, 2 * i + 1, true),
      frame(node, 2 * i + 2, false),
    ]);
    expect(faultsOf(run).first).toEqual([]);
  });

  test('[LN1] a seat with another player begins at 0 again', () => {
    const sight: Sight = {
      ...{ client: 'Ann', node: 'a', match: 'M', view: 'M', hash: null, isJoined: false, atMs: 0 },
      ...{ tick: 1, inputs: [14], scores: [100], holders: ['Ann'] },
    };
    const left = { ...sight, tick: 2, inputs: [0], scores: [0], holders: [''] };
    expect(faultsOf([sight, left, { ...sight, tick: 3, inputs: [1], holders: ['Ben'] }]).first).toEqual([]);
    expect(faultsOf([sight, { ...sight, tick: 3, inputs: [1], holders: ['Ben'] }]).first).toEqual([]);
    expect(faultsOf([sight, { ...sight, tick: 3, inputs: [13] }]).count('lost-input')).toBe(1);
  });
});

describe('seats', () => {
  test('[LN2] a player who comes back to its seat is no fault, another seat is, and so is a seat with two players', () => {
    const faults = new Faults();
    const book = new SeatBook(faults);
    book.joined('Ann', 'M', 0, 1);
    book.joined('Ben', 'M', 1, 1);
    book.joined('Ann', 'M', 0, 2);
    expect(faults.total).toBe(0);
    book.joined('Ann', 'M', 2, 3);
    expect(faults.count('lost-seat')).toBe(1);
    book.joined('Cleo', 'M', 1, 4);
    expect(faults.count('doubled-seat')).toBe(1);
  });

  test('[LN2] a seat of a player who has left is free, and a lost session is a lost seat', () => {
    const faults = new Faults();
    const book = new SeatBook(faults);
    book.joined('Ann', 'M', 0, 1);
    book.gone('Ann');
    book.joined('Ben', 'M', 0, 2);
    expect(faults.total).toBe(0);
    book.lost('Ben', 'in a new session', 3);
    expect(faults.first).toEqual([{ kind: 'lost-seat', text: 'Ben: in a new session', atMs: 3 }]);
  });
});

describe('chat', () => {
  test('[LN3] a line that one member got and another did not, who was there throughout, is lost', () => {
    const faults = new Faults();
    const chat = new ChatLines(faults);
    for (const client of CLIENTS) chat.isIn(client, 'R', 0);
    const saidMs = LINE_MS_MAX + 1;
    chat.heard('Ann', 'R', 'line 1', saidMs);
    chat.heard('Ben', 'R', 'line 1', saidMs);
    chat.look(saidMs + LINE_MS_MAX);
    expect(faults.first.map(({ kind, text }) => [kind, text.slice(0, 4)])).toEqual([['lost-chat', 'Cleo']]);
    chat.heard('Ann', 'R', 'line 2', saidMs);
    chat.heard('Ann', 'R', 'line 2', saidMs);
    expect(faults.count('doubled-chat')).toBe(1);
  });

  test('[LN3] members who lost their connection, came late or are elsewhere may miss lines', () => {
    const faults = new Faults();
    const chat = new ChatLines(faults);
    chat.isIn('Ann', 'R', 0);
    chat.isIn('Ben', 'R', 0);
    chat.isIn('Cleo', 'S', 0);
    chat.heard('Ann', 'R', 'line 1', 10_000);
    chat.isIn('Ben', null, 10_001);
    chat.isIn('Ben', 'R', 10_500);
    chat.isIn('Dot', 'R', 9000);
    chat.look(10_000 + LINE_MS_MAX);
    expect(faults.first).toEqual([]);
  });
});

describe('gaps between frames', () => {
  test('[LN4] time without a connection counts while a match is on, and other time does not', () => {
    const gaps = new FrameGaps();
    gaps.due('Ann', 'page', true, 0);
    for (let atMs = 20; atMs <= 2000; atMs += 20) gaps.frame('Ann', atMs);
    gaps.mark(2000);
    expect(gaps.longestSinceMark('page', 2700)).toEqual([700]);
    gaps.frame('Ann', 3500);
    gaps.due('Ann', 'page', false, 3600);
    gaps.frame('Ann', 9000);
    expect(gaps.longestSinceMark('page', 9000)).toEqual([1500]);
    expect(gaps.summary('page')).toEqual({ count: 101, p50: 20, p99: 20, max: 1500 });
    expect(gaps.longest[0]).toBe('Ann (page) 1500 ms from 2.00 s');
  });

  test('[LN4] a client that gets nothing is standing still, and one to which nothing is due is not', () => {
    const gaps = new FrameGaps();
    gaps.due('Ann', 'bot', true, 0);
    gaps.due('Ben', 'bot', false, 0);
    expect(gaps.standingStill('bot', 5000, 4999)).toEqual([]);
    expect(gaps.standingStill('bot', 5000, 5000)).toEqual(['Ann']);
  });
});

test('[LN1] faults are all counted, and the first hundred are kept', () => {
  const faults = new Faults();
  for (let i = 0; i < 1000; i++) faults.add(FAULT_KINDS[i % FAULT_KINDS.length]!, `fault ${i}`, i);
  expect(faults.total).toBe(1000);
  expect(faults.first).toHaveLength(100);
  expect(faults.first[0]).toEqual({ kind: 'two-worlds', text: 'fault 0', atMs: 0 });
});
