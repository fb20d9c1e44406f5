import { describe, expect, test } from 'vitest';
import { MatchModel } from '#client';
import { LOG_GAP_TICKS_MAX } from '#protocol';
import {
  cloneWorld,
  decodedWorld,
  hashWorld,
  layoutFor,
  PAC,
  PHASE,
  plainSettings,
  type Direction,
  type Match,
  type World,
} from '#simulation';
import { megaMatch, playTo } from '../support/mega-match.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { joinedMessage } from '../web-client/joined-message.ts';
import { LogSource } from './log-source.ts';

function matchModel(): { match: MatchModel; words: number[] } {
  const joined = joinedMessage();
  return { match: new MatchModel(joined, decodedWorld(joined)!), words: Array.from(joined.words) };
}

/** A model, and the server's match that it follows. */
function follow(change: (world: World) => void = () => {}): { match: MatchModel; source: LogSource } {
  const joined = joinedMessage();
  const world = decodedWorld(joined)!;
  change(world);
  return { match: new MatchModel(joined, world), source: new LogSource(world) };
}

test('[CL2] the model of a match has what `joined` says', () => {
  const { match } = matchModel();
  expect(match).toMatchObject({ mode: 'coop', seat: 0 });
  expect(match.world.tick).toBe(0);
});

test('[CL2] a keyframe is taken as it is, a snapshot as differences', () => {
  const { match, words } = matchModel();
  words[0] = 7;
  words[5]! += 3;
  expect(match.receive({ type: 'keyframe', tick: 7, words })).toBe('applied');
  expect([...match.world.words]).toEqual(words);
  expect(match.receive({ type: 'snapshot', tick: 9, changes: [5, -3], events: [6, 1, 2, 3] })).toBe('applied');
  expect(match.world.words[5]).toBe(words[5]! - 3);
  expect(match.world.tick).toBe(9);
  expect(match.events).toEqual([6, 1, 2, 3]);
});

test('[CL2] nothing is taken of a message that does not fit', () => {
  const { match } = matchModel();
  const hash = hashWorld(match.world);
  expect(match.receive({ type: 'keyframe', tick: 7, words: [1, 2, 3] })).toBe('misfit');
  expect(match.receive({ type: 'snapshot', tick: 1, changes: [0, 1], events: [] })).toBe('misfit');
  expect(match.receive({ type: 'snapshot', tick: 1, changes: [1_000_000, 1], events: [] })).toBe('misfit');
  expect(hashWorld(match.world)).toBe(hash);
});

describe('[CL10] pieces of the match log', () => {
  test.each([1, 2, 3])('lead to the World of the server, with all events in their order (seed %i)', (seed) => {
    const { match, source } = follow();
    const rng = seededRng(seed);
    const events: number[] = [];
    let hashed = 0;
    for (let tick = 1; tick <= 3600; tick++) {
      const inputs = tick === 1 ? [0, 1].map((seat) => ({ kind: 'enter' as const, seat })) : [];
      const turn = { kind: 'wish' as const, seat: rng(2), sequence: tick, direction: rng(5) as Direction };
      const piece = rng(15) === 0 ? source.tick(...inputs, turn) : source.tick(...inputs);
      if (piece === null) continue;
      expect(match.receive(piece)).toBe('applied');
      expect(match.world.tick).toBe(tick);
      events.push(...Array.from(match.events));
      if (piece.hash !== 0) hashed++;
    }
    // An input has a piece of its own tick, so both Worlds are at the same one.
    const last = source.tick({ kind: 'wish', seat: 0, sequence: 3601, direction: 0 });
    if (last !== null) match.receive(last);
    expect(hashWorld(match.world)).toBe(hashWorld(source.world));
    expect(hashed).toBeGreaterThan(30);
    expect(events).toEqual(source.events);
    expect(events.length).toBeGreaterThan(0);
  });

  test('move nothing in a match that is over', () => {
    const { match } = follow((world) => (world.phase = PHASE.over));
    const hash = hashWorld(match.world);
    expect(match.receive({ type: 'log', tick: 900, inputs: [0, 5, 0], hash })).toBe('applied');
    expect(hashWorld(match.world)).toBe(hash);
  });

  test('are applied when the hash is wrong, which a keyframe corrects', () => {
    const { match, source } = follow();
    match.world.random ^= 1;
    const pieces = source.run(90);
    expect(pieces.map((piece) => match.receive(piece))).toEqual(
      pieces.map(({ hash }) => (hash === 0 ? 'applied' : 'wrong-hash')),
    );
    expect(match.world.tick).toBe(source.world.tick);
    const { tick, words } = cloneWorld(source.world);
    expect(match.receive({ type: 'keyframe', tick, words: [...words] })).toBe('applied');
    expect(source.run(90).map((piece) => match.receive(piece))).not.toContain('wrong-hash');
  });

  test.each<readonly [string, number, readonly number[]]>([
    ['inputs of the tick of the World', 30, [0, 0, 1]],
    ['a tick before it', 29, []],
    ['a tick too far ahead', 31 + LOG_GAP_TICKS_MAX, []],
    ['the last tick there is', 2 ** 31 - 1, []],
    ['a seat that there is not', 31, [4, 0, 1]],
    ['a seat below 0', 31, [-1, 0, 1]],
    ['an action that there is not', 31, [0, 7, 1]],
    ['a sequence below 0', 31, [0, 0, -1]],
    ['half an input', 31, [0, 0]],
  ])('with %s are refused, and change nothing', (_name, tick, inputs) => {
    const { match, source } = follow();
    for (const piece of source.run(30)) match.receive(piece);
    expect(match.world.tick).toBe(30);
    const hash = hashWorld(match.world);
    expect(match.receive({ type: 'log', tick, inputs, hash: 0 })).toBe('misfit');
    expect(hashWorld(match.world)).toBe(hash);
    expect(match.receive({ type: 'log', tick: 30 + LOG_GAP_TICKS_MAX, inputs: [], hash: 0 })).toBe('applied');
  });

  test('on a World that breaks the rules are refused', () => {
    const { match, words } = matchModel();
    // The level counts from 1.
    match.world.difficulty = -1;
    match.world.level = -1;
    const broken = [...match.world.words];
    expect(broken).not.toEqual(words);
    expect(match.receive({ type: 'keyframe', tick: 0, words: broken })).toBe('applied');
    const outcomes = [60, 120, 180, 240].map((tick) =>
      match.receive({ type: 'log', tick, inputs: [0, 5, 0], hash: 0 }),
    );
    expect(outcomes).toContain('misfit');
  });

  test('have no meaning in a mode with several worlds', () => {
    const { match, source } = follow();
    const { mode } = match.world.settings;
    const settings = { ...match.world.settings, mode: { ...mode, worldCount: () => 2 } };
    const world = Object.create(match.world, { settings: { value: settings } }) as World;
    const other = new MatchModel(joinedMessage(), world);
    expect(other.receive(source.run(15)[0]!)).toBe('misfit');
  });
});

describe('[CL13] a match of several mazes', () => {
  /** A model that the server shows one maze of a match after the other, as keyframes. */
  function following(match: Match, seat: number): { model: MatchModel; show: (maze: number) => void } {
    const { settings, worlds } = match;
    const joined = {
      ...joinedMessage(),
      ...{ mode: 'mega', seat, settings: { ...plainSettings(settings), frightTable: 0 }, layout: layoutFor(settings) },
    };
    const model = new MatchModel(joined, cloneWorld(worlds[match.worldOfSeat[seat]!]!));
    const show = (maze: number): void => {
      const { tick, words } = worlds[maze]!;
      expect(model.receive({ type: 'keyframe', tick, words: Array.from(words) })).toBe('applied');
    };
    return { model, show };
  }

  test('a keyframe may show another maze, whose tick may be lower', () => {
    const match = megaMatch(4);
    playTo(match, 60);
    const { model, show } = following(match, 0);
    expect(model.hasSeveralMazes).toBe(true);
    match.worlds[2]!.tick -= 30;
    show(2);
    expect(model.world).toMatchObject({ mazeIndex: 2, tick: match.tick - 30 });
    expect(model.passTicks(match.tick)).toBe('misfit');
  });

  test('a maze without Pac-Men sleeps, and one with a Pac-Man does not', () => {
    const match = megaMatch(4);
    const { model, show } = following(match, 0);
    expect(model.isAsleep).toBe(false);
    match.worlds[3]!.pacState.fill(PAC.empty);
    show(3);
    expect(model.isAsleep).toBe(true);
  });

  test('a seat that is out is out in every maze that is shown, until the match is over', () => {
    const match = megaMatch(4);
    const { model, show } = following(match, 1);
    expect(model.isOut).toBe(false);
    match.worlds[1]!.pacState[1] = PAC.out;
    show(1);
    expect(model.isOut).toBe(true);
    match.worlds[2]!.seatPlace[1] = 4;
    show(2);
    expect(model.isOut).toBe(true);
    match.worlds[2]!.phase = PHASE.over;
    show(2);
    expect(model.isOut).toBe(false);
  });
});
