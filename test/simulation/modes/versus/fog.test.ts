// What the seats of `versus` see: views, sight, memory, what reveals Pac-Man (rules/modes.md 4 and 9).

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cloneWorld,
  createMatch,
  createWorld,
  EVENT,
  EVENT_LENGTH,
  Events,
  isInSight,
  knowsDot,
  layoutFor,
  matchOfWorld,
  matchSettings,
  NONE,
  PAC,
  PHASE,
  ROLE,
  rulesOf,
  seesPac,
  sightOf,
  step,
  stepMatch,
  tileAt,
  tileOfPixel,
  type Direction,
  type Input,
  type World,
} from '#simulation';
import { FIELDS } from '../../../../simulation/fields.ts';
import { seededRng } from '../../../support/seeded-rng.ts';
import { centre, freshVersus, putPac, steps, tileOf } from '../../play.ts';
import {
  BOTTOM,
  leaveOneDot,
  letCatch,
  lockIn,
  pacSeat,
  quietVersus,
  seatOfGhost,
  standGhost,
  standPac,
  UPPER_LEFT,
} from './versus-play.ts';

/** A World as a seat sees it. */
function seenBy(world: World, seat: number): World {
  const shown = createWorld(world.settings);
  shown.words.fill(0);
  rulesOf(world.settings).view(matchOfWorld(world), seat).show!(world, shown.words);
  return shown;
}

/** Whether a seat may know of an event in this tick. */
function knows(world: World, seat: number, kind: number): boolean {
  const { knowsEvent } = rulesOf(world.settings).view(matchOfWorld(world), seat);
  return knowsEvent!(world, { kind, who: 0, place: tileOfPixel(world.pacX[0]!, world.pacY[0]!) });
}

/** Two ghosts in play, Pac-Man out of their sight. */
function hidden() {
  const play = quietVersus(3);
  const { world } = play;
  standPac(world, BOTTOM, 'up');
  standGhost(world, 0, UPPER_LEFT);
  standGhost(world, 1, [24, 8]);
  const [pac, one, other] = [pacSeat(world), seatOfGhost(world, 0), seatOfGhost(world, 1)] as const;
  return { play, world, pac, one, other };
}

describe('[SU6] the words of a ghost', () => {
  test('have neither place nor doings of a Pac-Man out of sight', () => {
    const { play, world, one } = hidden();
    play.step();
    world.pacWish[0] = 2;
    world.seatInput[pacSeat(world)] = 99;
    const shown = seenBy(world, one);
    expect([shown.pacSeen, shown.viewRole]).toEqual([0, ROLE.ghost]);
    const places = ['pacX', 'pacY', 'pacTravel', 'pacPause', 'pacCarryBase', 'pacSpeed', 'pacUntilTick'] as const;
    expect(places.map((name) => shown[name][0])).toEqual(places.map(() => 0));
    expect([shown.pacWish[0], shown.pacState[0], shown.seatInput[pacSeat(world)]]).toEqual([NONE, PAC.alive, 0]);
  });

  test('have Pac-Man in sight or revealed', () => {
    for (const isRevealed of [false, true]) {
      const { play, world, one, other } = hidden();
      if (isRevealed) world.revealUntilTick = world.tick + 50;
      else standPac(world, [3, 11], 'left');
      play.step();
      const shown = seenBy(world, one);
      expect([shown.pacSeen, shown.pacX[0], shown.pacY[0]]).toEqual([1, world.pacX[0], world.pacY[0]]);
      expect(seenBy(world, other).pacSeen).toBe(isRevealed ? 1 : 0);
    }
  });

  test('have its own wish and the number of its last input, and not those of others', () => {
    const { play, world, one, other } = hidden();
    play.wish(1, one);
    play.wish(3, other);
    const shown = seenBy(world, one);
    expect([...shown.ghostWish]).toEqual([1, NONE, NONE, NONE]);
    expect([shown.seatInput[one], shown.seatInput[other]]).toEqual([1, 0]);
  });

  test('have no seed, generator, tie-break order or order of turns, and neither have Pac-Man and watchers', () => {
    const { play, world, pac, one } = hidden();
    play.step();
    for (const seat of [pac, one, -1]) {
      const shown = seenBy(world, seat);
      expect([shown.random, shown.frightIndex, ...shown.seatTieBreak, ...shown.seatOrder]).toEqual(Array(8).fill(0));
      expect(rulesOf(world.settings).view(matchOfWorld(world), seat).knowsSeed).toBe(false);
    }
  });

  test('do not depend on anything hidden: any match, any tick, any hidden change', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 1, max: 1e9 }),
          seatCount: fc.integer({ min: 2, max: 5 }),
          ticks: fc.integer({ min: 200, max: 3000 }),
          rule: fc.constantFrom('turns', 'race'),
        }),
        ({ seed, seatCount, ticks, rule }) => {
          const match = createMatch(matchSettings({ mode: 'versus', seed, seatCount, rule }));
          const world = match.worlds[0]!;
          playRandomly(match, seed, ticks);
          if (world.phase === PHASE.over) return;
          const rng = seededRng(seed);
          for (let seat = 0; seat < seatCount; seat++) {
            if (world.seatRole[seat] !== ROLE.ghost) continue;
            const other = otherwise(world, seat, rng);
            expect([...seenBy(other, seat).words]).toEqual([...seenBy(world, seat).words]);
          }
        },
      ),
      { numRuns: 60, seed: 1980 },
    );
  });

  test('name every field in a kind of visibility that the view knows: a new field that is not open is hidden', () => {
    const { play, world, one } = hidden();
    play.step();
    // Each hidden word is given another value: none of them may come through.
    const loud = cloneWorld(world);
    for (const name of HIDDEN) for (let i = 0; i < loud[name].length; i++) loud[name][i]! ^= 0x5a5a;
    for (const name of HIDDEN_SCALARS) loud[name] ^= 0x5a5a;
    loud.dotsLeft = world.dotsLeft;
    expect([...seenBy(loud, one).words]).toEqual([...seenBy(world, one).words]);
    const shown = new Set<string>([...HIDDEN, ...HIDDEN_SCALARS]);
    const all = layoutFor(world.settings).map(({ name }) => name);
    expect([...shown].filter((name) => !all.includes(name))).toEqual([]);
  });

  test('are described in protocol/README.md, each of which a view changes', () => {
    const readme = readFileSync(new URL('../../../../protocol/README.md', import.meta.url), 'utf8');
    const [section] = readme.match(/^### The World of a seat in `versus`$[^]*?^##/m)!;
    const names = layoutFor(quietVersus(2).world.settings).map(({ name }) => name);
    const hidden = FIELDS.filter(([name, , , visibility]) => visibility !== 'open' && names.includes(name));
    expect(hidden.length).toBeGreaterThan(20);
    for (const [name] of hidden) expect(section).toContain(`\`${name}\``);
  });

  test('after the end of the match have everything', () => {
    const { world, one } = hidden();
    world.phase = PHASE.over;
    expect([...seenBy(world, one).words]).toEqual([...world.words]);
  });

  test('are the same for a viewer who comes back', () => {
    const { play, world, one } = hidden();
    const { show } = rulesOf(world.settings).view(matchOfWorld(world), one);
    const kept = new Int32Array(world.words.length);
    for (let tick = 0; tick < 400; tick++) {
      if (tick === 100) standPac(world, [3, 11], 'left');
      if (tick === 200) standPac(world, BOTTOM, 'up');
      play.step();
      show!(world, kept);
      const fresh = new Int32Array(world.words.length);
      show!(world, fresh);
      expect(kept).toEqual(fresh);
    }
  });
});

/** Fields of which a ghost out of sight may see no word, whatever their value. */
const HIDDEN = [
  ...(['pacX', 'pacY', 'pacTravel', 'pacWish', 'pacPause', 'pacCarryBase', 'pacSpeed', 'pacUntilTick'] as const),
  ...(['dots', 'seatTieBreak', 'seatOrder', 'ghostDots'] as const),
];
const HIDDEN_SCALARS = ['score', 'random', 'frightIndex', 'fruitsShown', 'globalDots'] as const;

/** Plays with random wishes. */
function playRandomly(match: ReturnType<typeof createMatch>, seed: number, ticks: number): void {
  const rng = seededRng(seed);
  const { seatCount } = match.settings;
  for (let tick = 1; tick <= ticks && match.worlds[0]!.phase !== PHASE.over; tick++) {
    const inputs: Input[] = [];
    if (tick === 1) for (let seat = 0; seat < seatCount; seat++) inputs.push({ kind: 'enter', seat });
    if (rng(4) === 0) {
      inputs.push({ kind: 'wish', seat: rng(seatCount), sequence: tick, direction: rng(4) as Direction });
    }
    stepMatch(match, inputs);
  }
}

/** Another World that looks the same to a ghost: all that it may not know is different. */
function otherwise(world: World, seat: number, rng: (below: number) => number): World {
  const other = cloneWorld(world);
  other.random = rng(1e9);
  other.frightIndex = rng(8192);
  other.seatTieBreak.reverse();
  other.seatOrder.reverse();
  other.fruitsShown = rng(3);
  other.score += rng(1000);
  for (let each = 0; each < world.seatCount; each++) {
    if (each === seat) continue;
    other.seatInput[each] = rng(1000);
    other.seatMap.fill(rng(1 << 28), each * 31, each * 31 + 31);
    other.seatPacTile[each] = rng(1000);
    other.seatPacTick[each] = rng(1000);
    other.seatFruitUntilTick[each] = rng(1000);
    if (world.seatRole[each] === ROLE.ghost) other.ghostWish[world.seatActor[each]!] = rng(5);
  }
  other.pacWish[0] = rng(5);
  if (seesPac(world, seat)) return other;
  other.lastDotTick = Math.max(0, world.tick - rng(800));
  for (let row = 0; row < 31; row++) {
    for (let column = 0; column < 28; column++) {
      if (!isInSight(world, seat, tileAt(column, row + 3)) && rng(2) === 0) other.dots[row]! ^= 1 << column;
    }
  }
  const eaten = rng(Math.max(1, world.dotsLeft));
  other.dotsLeft -= eaten;
  const pac = pacSeat(world);
  if (pac >= 0) {
    other.seatDots[pac]! += eaten;
    other.seatScore[pac]! += eaten * 10;
  }
  for (let tries = 0; tries < 50; tries++) {
    other.pacX[0] = rng(224);
    other.pacY[0] = 24 + rng(248);
    if (!seesPac(other, seat)) break;
  }
  if (seesPac(other, seat)) {
    other.pacX[0] = world.pacX[0]!;
    other.pacY[0] = world.pacY[0]!;
  }
  other.pacTravel[0] = rng(4);
  other.pacPause[0] = rng(3);
  other.pacCarryBase[0] = rng(80);
  if (world.pacState[0] === PAC.waiting) other.pacState[0] = PAC.alive;
  if (!isInSight(world, seat, tileAt(13, 20)) && !isInSight(world, seat, tileAt(14, 20))) {
    other.fruitState = rng(3);
    other.fruitUntilTick = world.tick + rng(500);
  }
  return other;
}

describe('[SU6] the words of Pac-Man', () => {
  test('have all of the maze, and not what the ghosts remember or want', () => {
    const { play, world, pac, one } = hidden();
    play.wish(1, one);
    const shown = seenBy(world, pac);
    expect([shown.viewRole, shown.pacSeen, [...shown.dots], shown.dotsLeft]).toEqual([
      ...[ROLE.pac, 1, [...world.dots], world.dotsLeft],
    ]);
    expect([...shown.ghostWish]).toEqual([NONE, NONE, NONE, NONE]);
    expect(shown.seatMap.every((row) => row === 0)).toBe(true);
    expect(shown.pacX[0]).toBe(world.pacX[0]);
  });

  test('watchers see the whole World but for chance, 300 ticks later, and chance too once the match is over', () => {
    const { world } = hidden();
    const view = rulesOf(world.settings).view(matchOfWorld(world), -1);
    expect([view.knowsEvent, view.delayTicks]).toEqual([null, 300]);
    const expected = cloneWorld(world);
    for (const order of [expected.seatTieBreak, expected.seatOrder]) order.fill(0);
    expected.random = 0;
    expected.frightIndex = 0;
    const seen = new Int32Array(world.words.length);
    view.show!(world, seen);
    expect(seen).toEqual(expected.words);
    world.phase = PHASE.over;
    view.show!(world, seen);
    expect(seen).toEqual(world.words);
  });

  test('a seat sees as its role allows from the tick of the new turn on', () => {
    const play = quietVersus(2);
    const { world } = play;
    const [pac, ghost] = [pacSeat(world), seatOfGhost(world, 0)];
    letCatch(play, 0);
    expect([seenBy(world, pac).viewRole, seenBy(world, ghost).viewRole]).toEqual([ROLE.pac, ROLE.ghost]);
    play.until(() => world.phase === PHASE.ready);
    expect([seenBy(world, pac).viewRole, seenBy(world, ghost).viewRole]).toEqual([ROLE.ghost, ROLE.pac]);
    expect(seenBy(world, pac).pacSeen).toBe(0);
  });
});

describe('[SU6] sight', () => {
  test.each([
    [2, 10],
    [3, 7],
    [4, 6],
    [5, 5],
  ])('of %i seats each ghost sees %i columns and rows in each direction', (seatCount, sight) => {
    const { world } = quietVersus(seatCount);
    const seat = seatOfGhost(world, 0);
    const [column, row] = [12, 20];
    standGhost(world, 0, [column, row]);
    expect(sightOf(world, seat)).toBe(sight);
    expect(sightOf(world, pacSeat(world))).toBe(-1);
    for (const [dx, dy, inSight] of [
      [sight, 0, true],
      [-sight, sight, true],
      [sight, -sight, true],
      [sight + 1, 0, false],
      [0, -sight - 1, false],
      [-sight - 1, sight, false],
    ] as const) {
      expect(isInSight(world, seat, tileAt(column + dx, row + dy))).toBe(inSight);
      putPac(world, centre([column + dx, row + dy]), 'left');
      expect(seesPac(world, seat)).toBe(inSight);
    }
  });

  test('a fruit adds 5 for 600 ticks', () => {
    const play = quietVersus(5);
    const { world } = play;
    standPac(world, UPPER_LEFT, 'up');
    world.dots.fill(0, 0, 8);
    world.dotsLeft -= 70;
    play.step();
    const seat = seatOfGhost(world, 1);
    standGhost(world, 1, [14, 20]);
    play.step();
    expect([sightOf(world, seat), sightOf(world, seatOfGhost(world, 0))]).toEqual([10, 5]);
    steps(play, 599);
    expect(sightOf(world, seat)).toBe(10);
    play.step();
    expect(sightOf(world, seat)).toBe(5);
  });

  test('what a fruit adds ends with the turn', () => {
    const play = quietVersus(3);
    const { world } = play;
    const seat = seatOfGhost(world, 0);
    world.seatSightUntilTick[seat] = world.tick + 600;
    letCatch(play, 1);
    play.until(() => world.phase === PHASE.ready);
    expect([...world.seatSightUntilTick]).toEqual([0, 0, 0]);
  });

  test('eyes and ghosts in the house see too', () => {
    const play = quietVersus(2);
    const { world } = play;
    const seat = seatOfGhost(world, 0);
    standPac(world, [12, 20], 'left');
    for (const state of [1, 4]) {
      world.ghostState[0] = state;
      expect(seesPac(world, seat)).toBe(true);
    }
  });

  test('a claimed ghost gives its claimer no sight', () => {
    const { world, one } = hidden();
    world.ghostSeat[2] = one;
    world.ghostClaimed[2] = 1;
    standGhost(world, 2, BOTTOM);
    expect(seesPac(world, one)).toBe(false);
  });
});

describe('[SU7] what a ghost remembers', () => {
  test('dots are as it saw them last; Pac-Man and fruit too', () => {
    const { play, world, one } = hidden();
    const tile = tileOf([3, 11]);
    play.step();
    expect(knowsDot(world, one, tile)).toBe(true);
    standPac(world, [3, 11], 'left');
    play.step();
    expect([knowsDot(world, one, tile), world.seatPacTile[one], world.seatPacTick[one]]).toEqual([
      ...[false, tile, world.tick],
    ]);
    standPac(world, BOTTOM, 'up');
    play.step();
    expect(knowsDot(world, one, tileOf(BOTTOM))).toBe(true);
    const shown = seenBy(world, one);
    expect([shown.pacSeen, shown.pacX[0], shown.pacY[0], shown.seatPacTile[one]]).toEqual([
      0,
      ...centre([3, 11]),
      tile,
    ]);
    expect((shown.dots[BOTTOM[1] - 3]! >>> BOTTOM[0]) & 1).toBe(1);
    expect((world.dots[BOTTOM[1] - 3]! >>> BOTTOM[0]) & 1).toBe(0);
    standGhost(world, 0, [9, 32]);
    play.step();
    expect((seenBy(world, one).dots[BOTTOM[1] - 3]! >>> BOTTOM[0]) & 1).toBe(0);
  });

  test('a fruit that it has not seen is not shown; one that it has seen is, until its time is over or it is eaten', () => {
    const { play, world, one, other } = hidden();
    world.dotsLeft -= 70;
    standGhost(world, 1, [17, 20]);
    play.step();
    expect([seenBy(world, one).fruitState, seenBy(world, other).fruitState]).toEqual([0, 1]);
    expect([knows(world, one, EVENT.fruitAppeared), knows(world, other, EVENT.fruitAppeared)]).toEqual([false, true]);
    standGhost(world, 1, [24, 8]);
    play.step();
    expect(seenBy(world, other).fruitState).toBe(1);
    const eaten = cloneWorld(world);
    world.tick = world.fruitUntilTick - 1;
    expect(seenBy(world, other).fruitState).toBe(1);
    world.tick++;
    expect(seenBy(world, other).fruitState).toBe(0);
    standPac(eaten, [13, 20], 'up');
    step(eaten, [], new Events());
    expect(seenBy(eaten, other).fruitState).toBe(0);
  });

  test('with a new board or turn all know its dots, and nothing else', () => {
    const play = quietVersus(2);
    const { world } = play;
    standPac(world, UPPER_LEFT, 'up');
    leaveOneDot(world, UPPER_LEFT);
    standGhost(world, 0, [3, 11]);
    play.step();
    play.until(() => world.level === 2);
    const shown = seenBy(world, seatOfGhost(world, 0));
    expect([...shown.dots]).toEqual([...world.maze.dotRows]);
    expect(shown.seatPacTile[seatOfGhost(world, 0)]).toBe(0);
  });
});

describe('[SU7] what reveals Pac-Man', () => {
  test.each(['energizer', 'fruit', 'ghost'])('eating an %s reveals it to all for 120 ticks', (food) => {
    const { play, world, one, other } = hidden();
    play.step();
    if (food === 'energizer') standPac(world, [1, 26], 'left');
    else if (food === 'fruit') {
      world.dotsLeft -= 70;
      play.step();
      standPac(world, [13, 20], 'up');
    } else {
      standGhost(world, 2, BOTTOM);
      world.ghostSeat[2] = one;
      world.ghostClaimed[2] = 1;
      world.ghostFrightened[2] = 1;
      world.frightLeft = 600;
    }
    expect([seesPac(world, one), seesPac(world, other)]).toEqual([false, false]);
    const seen = play.step();
    expect(seen).toContainEqual(expect.objectContaining({ kind: EVENT.pacRevealed, who: pacSeat(world) }));
    expect([seesPac(world, one), seesPac(world, other)]).toEqual([true, true]);
    standPac(world, BOTTOM, 'up');
    steps(play, 119);
    expect(seesPac(world, one)).toBe(true);
    play.step();
    expect(seesPac(world, one)).toBe(false);
  });

  test('stalling 900 ticks reveals it, until it eats a dot', () => {
    const play = freshVersus(2);
    const { world } = play;
    play.step();
    lockIn(world);
    const began = world.tick;
    world.pacState[0] = PAC.alive;
    standPac(world, [9, 17], 'up');
    const seat = seatOfGhost(world, 0);
    standGhost(world, 0, [3, 32]);
    steps(play, 899);
    expect([world.tick - began, seesPac(world, seat)]).toEqual([899, false]);
    expect(play.step().map(({ kind }) => kind)).toContain(EVENT.pacRevealed);
    expect(seesPac(world, seat)).toBe(true);
    steps(play, 500);
    expect(seesPac(world, seat)).toBe(true);
    standPac(world, UPPER_LEFT, 'up');
    play.step();
    expect(seesPac(world, seat)).toBe(false);
  });

  test('score and dots left are those of the last tick that 300 divides, or of a reveal', () => {
    const { play, world, pac, one } = hidden();
    world.tick = 1200 - 1;
    world.lastDotTick = world.tick;
    play.step();
    const [score, dots] = [world.seatScore[pac]!, world.dotsLeft];
    const known = () => {
      const shown = seenBy(world, one);
      return [shown.seatScore[pac], shown.dotsLeft, shown.seatDots[pac]];
    };
    expect(known()).toEqual([score, dots, world.seatDots[pac]]);
    const dotsEaten = world.seatDots[pac]!;
    standPac(world, [6, 32], 'up');
    steps(play, 100);
    expect(world.dotsLeft).toBeLessThan(dots);
    expect(known()).toEqual([score, dots, dotsEaten]);
    world.tick = 1499;
    play.step();
    expect(known()).toEqual([world.seatScore[pac], world.dotsLeft, world.seatDots[pac]]);
    standPac(world, [1, 26], 'left');
    play.step();
    expect(known()).toEqual([world.seatScore[pac], world.dotsLeft, world.seatDots[pac]]);
  });

  test('a ghost hears dots only while it sees Pac-Man', () => {
    const { play, world, pac, one } = hidden();
    play.step();
    expect([knows(world, one, EVENT.dotEaten), knows(world, pac, EVENT.dotEaten)]).toEqual([false, true]);
    standPac(world, [3, 11], 'left');
    expect(knows(world, one, EVENT.dotEaten)).toBe(true);
  });

  test('the end of a turn shows all: Pac-Man, score and dots left', () => {
    const play = quietVersus(3);
    const { world } = play;
    const [caught, other] = [pacSeat(world), seatOfGhost(world, 1)];
    standGhost(world, 1, BOTTOM);
    letCatch(play, 0);
    const shown = seenBy(world, other);
    expect([shown.pacSeen, shown.pacState[0], shown.seatScore[caught], shown.dotsLeft]).toEqual([
      ...[1, PAC.out, world.seatScore[caught], world.dotsLeft],
    ]);
  });
});

test('[SU6] no event of a whole match tells a ghost a place that it does not see', () => {
  const match = createMatch(matchSettings({ mode: 'versus', seed: 3, seatCount: 4 }));
  const world = match.worlds[0]!;
  const views = [0, 1, 2, 3].map((seat) => rulesOf(match.settings).view(match, seat));
  const told = new Set<number>();
  const rng = seededRng(5);
  for (let tick = 1; tick <= 40_000 && world.phase !== PHASE.over; tick++) {
    const inputs: Input[] = [];
    if (tick === 1) for (let seat = 0; seat < 4; seat++) inputs.push({ kind: 'enter', seat });
    if (rng(6) === 0) inputs.push({ kind: 'wish', seat: rng(4), sequence: tick, direction: rng(4) as Direction });
    stepMatch(match, inputs);
    const { words, count } = match.events[0]!;
    for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
      const [kind, who, place] = [words[at]!, words[at + 1]!, words[at + 2]!];
      for (const [seat, { knowsEvent }] of views.entries()) {
        if (world.seatRole[seat] !== ROLE.ghost || !knowsEvent!(world, { kind, who, place })) continue;
        told.add(kind);
        const isPacPlace = place === tileOfPixel(world.pacX[0]!, world.pacY[0]!);
        if (isPacPlace && kind !== EVENT.ghostLeft)
          expect(world.phase === PHASE.over || seesPac(world, seat)).toBe(true);
      }
    }
  }
  expect(world.phase).toBe(PHASE.over);
  for (const kind of [EVENT.dotEaten, EVENT.energizerEaten, EVENT.caught]) expect(told).toContain(kind);
});
