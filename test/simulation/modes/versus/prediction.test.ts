// The World that a view of `versus` shows can be stepped: a client predicts its own actor with it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cloneWorld,
  createMatch,
  createWorld,
  Events,
  EVENT,
  EVENT_LENGTH,
  hashWorld,
  matchSettings,
  PHASE,
  ROLE,
  rulesOf,
  step,
  stepMatch,
  type Direction,
  type Input,
  type Match,
  type World,
} from '#simulation';
import { seededRng } from '../../../support/seeded-rng.ts';

/** Ticks that a page predicts at most. */
const AHEAD_TICKS = 60;

const events = new Events();

function seenBy(match: Match, seat: number): World {
  const shown = createWorld(match.settings);
  rulesOf(match.settings).view(match, seat).show!(match.worlds[0]!, shown.words);
  return shown;
}

/** Inputs of all seats by tick, at random. */
function inputsFor(seed: number, seatCount: number, ticks: number): Input[][] {
  const rng = seededRng(seed);
  return Array.from({ length: ticks }, (_, tick) => {
    if (tick === 0) return Array.from({ length: seatCount }, (_seat, seat) => ({ kind: 'enter', seat }) as const);
    const inputs: Input[] = [];
    for (let seat = 0; seat < seatCount; seat++) {
      if (rng(25) === 0) inputs.push({ kind: 'wish', seat, sequence: tick, direction: rng(4) as Direction });
    }
    return inputs;
  });
}

const UNFORESEEN: ReadonlySet<number> = new Set([
  ...[EVENT.energizerEaten, EVENT.ghostEaten, EVENT.levelStarted, EVENT.turnStarted],
]);

/** What a ghost cannot foresee: that it, or its fright, is changed by what Pac-Man does, and the end of a phase. */
function isInterrupted(match: Match, ghost: number): boolean {
  const { words, count } = match.events[0]!;
  for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
    if (UNFORESEEN.has(words[at]!)) return true;
  }
  const { phase } = match.worlds[0]!;
  return ghost < 0 || (phase !== PHASE.play && phase !== PHASE.ready);
}

function placeOf({ ghostX, ghostY, ghostTravel, ghostState, ghostFrightened }: World, ghost: number): string {
  return `${ghostX[ghost]} ${ghostY[ghost]} ${ghostTravel[ghost]} ${ghostState[ghost]} ${ghostFrightened[ghost]}`;
}

describe('[SU8] prediction', () => {
  test('the own ghost moves as on the server, whether Pac-Man is seen or not, and no turn ends', () => {
    let compared = 0;
    let blind = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 2, max: 5 }),
        fc.constantFrom('turns', 'race'),
        (seed, seatCount, rule) => {
          const match = createMatch(matchSettings({ mode: 'versus', seed, seatCount, rule }));
          const world = match.worlds[0]!;
          const inputs = inputsFor(seed, seatCount, 4000);
          const rng = seededRng(seed + 1);
          let seat = -1;
          let predicted: World | null = null;
          let startTick = 0;
          for (const each of inputs) {
            if (world.phase === PHASE.over) break;
            const ahead = predicted === null ? 0 : world.tick - startTick;
            if (predicted === null || ahead === AHEAD_TICKS) {
              seat = rng(seatCount);
              predicted = world.seatRole[seat] === ROLE.ghost ? seenBy(match, seat) : null;
              startTick = world.tick;
              if (predicted?.pacSeen === 0) blind++;
            }
            stepMatch(match, each);
            if (predicted === null) continue;
            const own = each.filter((input) => input.kind === 'wish' && input.seat === seat);
            step(predicted, own, events);
            const ghost = predicted.seatActor[seat]!;
            if (predicted.phase === PHASE.over) expect.unreachable('a prediction ended the match');
            if (isInterrupted(match, ghost)) {
              // It goes on without a fault, whatever has happened on the server.
              for (let more = 0; more < AHEAD_TICKS; more++) step(predicted, [], events);
              predicted = null;
              continue;
            }
            compared++;
            if (placeOf(predicted, ghost) !== placeOf(world, ghost))
              expect.unreachable('the own ghost moved otherwise');
          }
        },
      ),
      { numRuns: 20, seed: 1980 },
    );
    expect(compared).toBeGreaterThan(10_000);
    expect(blind).toBeGreaterThan(100);
  });

  test('a World of hidden Pac-Man never ends a phase, even at its last dot, with a ghost on it or when the time is over', () => {
    const match = createMatch(matchSettings({ mode: 'versus', seed: 5, seatCount: 3 }));
    const world = match.worlds[0]!;
    for (const inputs of inputsFor(5, 3, 400)) stepMatch(match, inputs);
    expect(world.phase).toBe(PHASE.play);
    const seat = world.ghostSeat[0]!;
    const shown = seenBy(match, seat);
    for (const seen of [0, 1]) {
      const predicted = cloneWorld(shown);
      predicted.pacSeen = seen;
      predicted.pacX[0] = predicted.ghostX[0]!;
      predicted.pacY[0] = predicted.ghostY[0]!;
      predicted.dotsLeft = 0;
      predicted.dots.fill(-1);
      predicted.turnEndsTick = predicted.tick;
      predicted.ghostFrightened[0] = seen;
      for (let tick = 0; tick < 600; tick++) step(predicted, [], events);
      expect([predicted.phase, predicted.turn, predicted.dotsLeft]).toEqual([PHASE.play, world.turn, 0]);
      expect([...predicted.seatScore]).toEqual([...shown.seatScore]);
    }
  });

  test('words that no rules would make do not break a step', () => {
    const match = createMatch(matchSettings({ mode: 'versus', seed: 5, seatCount: 3 }));
    const world = match.worlds[0]!;
    for (const inputs of inputsFor(5, 3, 700)) stepMatch(match, inputs);
    const rng = seededRng(9);
    for (let run = 0; run < 300; run++) {
      const predicted = seenBy(match, world.ghostSeat[rng(2)]!);
      // As after a late view: Pac-Man shown at an old place, claims that are gone, a fright that is over.
      predicted.pacSeen = rng(2);
      predicted.pacX[0] = rng(256) - 16;
      predicted.pacY[0] = rng(288);
      predicted.pacTravel[0] = rng(5);
      predicted.ghostClaimed[2] = rng(2);
      predicted.ghostSeat[2] = rng(4) - 1;
      predicted.frightLeft = rng(100);
      predicted.ghostFrightened[rng(4)] = rng(2);
      predicted.phase = [PHASE.ready, PHASE.play, PHASE.between, PHASE.cleared][rng(4)]!;
      predicted.phaseEndsTick = predicted.tick + rng(10);
      for (let tick = 0; tick < 30; tick++) step(predicted, [], events);
    }
  });

  test('Pac-Man predicts itself to the last word as long as no ghost turns and no grey ghost decides', () => {
    const match = createMatch(matchSettings({ mode: 'versus', seed: 8, seatCount: 5 }));
    const world = match.worlds[0]!;
    for (const inputs of inputsFor(8, 5, 400)) stepMatch(match, inputs);
    expect(world.phase).toBe(PHASE.play);
    const seat = world.pacSeat[0]!;
    world.ghostWish.fill(4);
    const predicted = seenBy(match, seat);
    const { show } = rulesOf(match.settings).view(match, seat);
    for (let tick = 1; tick <= 200 && world.phase === PHASE.play; tick++) {
      const input: Input[] =
        tick % 20 === 0
          ? [{ kind: 'wish', seat, sequence: 1000 + tick, direction: ((tick / 20) % 4) as Direction }]
          : [];
      stepMatch(match, input);
      step(predicted, input, events);
      const shown = cloneWorld(predicted);
      show!(world, shown.words);
      expect(hashWorld(predicted)).toBe(hashWorld(shown));
    }
  });
});
