// The built-in player in `versus`: what its ghosts know, and that they play like hunters.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  aiDirection,
  aiWish,
  canSteer,
  createMatch,
  GHOST,
  LEFT,
  matchSettings,
  NONE,
  PAC,
  PHASE,
  RIGHT,
  ROLE,
  rulesOf,
  stepMatch,
  wishOf,
  type AiSkill,
  type Direction,
  type Input,
  type Match,
  type World,
} from '#simulation';
import { emptyWorld } from '../../../simulation/world.ts';
import { centre, putGhost, putPac, tileOf, type Point } from '../play.ts';

/** Plays ticks with AI in every seat. @param skills by seat */
function play(match: Match, skills: readonly AiSkill[], ticks: number): void {
  const world = match.worlds[0]!;
  let inputs: Input[] = world.tick === 0 ? skills.map((_, seat) => ({ kind: 'enter', seat })) : [];
  for (let i = 0; i < ticks && world.phase !== PHASE.over; i++) {
    stepMatch(match, inputs);
    inputs = [];
    for (const [seat, skill] of skills.entries()) {
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, skill);
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
  }
}

/** A match in play whose ghosts are where a test puts them: all are in the house. Seat 0 is Pac-Man. */
function staged(seatCount: number): { match: Match; world: World } {
  const settings = matchSettings({ mode: 'versus', seatCount, seed: 3 });
  const match = createMatch(settings);
  const world = match.worlds[0]!;
  play(match, Array<AiSkill>(seatCount).fill('hard'), 200);
  expect(world.phase).toBe(PHASE.play);
  world.ghostState.fill(GHOST.waiting);
  world.ghostFrightened.fill(0);
  world.ghostReleaseTick.fill(world.tick + 10_000);
  world.pacState[0] = PAC.alive;
  return { match, world };
}

function ghostAt(world: World, ghost: number, tile: Point, travel: 'left' | 'right' | 'up' | 'down'): void {
  putGhost(world, ghost, centre(tile), travel);
}

test('[SI5] every seat decides by what its view shows', () => {
  const anySkill = fc.constantFrom<AiSkill>('easy', 'normal', 'hard');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff_ffff }),
      fc.integer({ min: 2, max: 5 }),
      anySkill,
      fc.nat(5000),
      (seed, seatCount, skill, ticks) => {
        const settings = matchSettings({ mode: 'versus', seatCount, seed });
        const match = createMatch(settings);
        const world = match.worlds[0]!;
        play(match, Array<AiSkill>(seatCount).fill(skill), 180 + ticks);
        const seen = emptyWorld(settings);
        for (let i = 0; i < 60; i++) {
          play(match, Array<AiSkill>(seatCount).fill(skill), 1);
          for (let seat = 0; seat < seatCount; seat++) {
            if (!canSteer(world, seat)) continue;
            rulesOf(settings).view(match, seat).show!(world, seen.words);
            expect(aiWish(seen, seat, skill)).toBe(aiWish(world, seat, skill));
          }
        }
      },
    ),
    { numRuns: 10 },
  );
});

test('[SI5] a ghost goes for a Pac-Man in sight, and runs from it while frightened', () => {
  const { world } = staged(2);
  const ghost = seatOfGhost(world);
  putPac(world, centre([6, 8]), 'right');
  ghostAt(world, world.seatActor[ghost]!, [10, 8], 'left');
  expect(directions(world, ghost)).toEqual({ easy: LEFT, normal: LEFT, hard: LEFT });
  world.ghostFrightened[world.seatActor[ghost]!] = 1;
  world.frightLeft = 600;
  expect(directions(world, ghost)).toMatchObject({ normal: RIGHT, hard: RIGHT });
});

test('[SI5] a ghost that does not see Pac-Man goes where it saw it last', () => {
  const { world } = staged(5);
  const ghost = seatOfGhost(world);
  putPac(world, centre([6, 32]), 'right');
  ghostAt(world, world.seatActor[ghost]!, [12, 8], 'up');
  world.seatPacTick[ghost] = world.tick - 30;
  for (const [tile, direction] of [
    [[3, 8], LEFT],
    [[24, 8], RIGHT],
  ] as const) {
    world.seatPacTile[ghost] = tileOf(tile);
    expect(directions(world, ghost)).toMatchObject({ hard: direction });
  }
});

test('[SI5] a ghost of a seat claims a grey one on its way', () => {
  const { world } = staged(2);
  const seat = seatOfGhost(world);
  const own = world.seatActor[seat]!;
  const grey = world.ghostSeat.indexOf(-1);
  putPac(world, centre([6, 32]), 'right');
  world.seatPacTick[seat] = 0;
  ghostAt(world, own, [12, 8], 'up');
  for (const [tile, direction] of [
    [[9, 8], LEFT],
    [[17, 8], RIGHT],
  ] as const) {
    ghostAt(world, grey, tile, 'up');
    expect(directions(world, seat)).toMatchObject({ normal: direction, hard: direction });
  }
});

test('[SI5] Pac-Man takes an energizer when it is hunted, and keeps it while nobody is near', () => {
  const { world } = staged(2);
  const pacSeat = world.pacSeat[0]!;
  const ghost = world.seatActor[seatOfGhost(world)]!;
  world.dots.fill(0);
  // The energizer at the top left, and dots on the way down.
  world.dots[3] = 1 << 1;
  for (let line = 6; line < 8; line++) world.dots[line] = 1 << 1;
  world.dotsLeft = 200;
  putPac(world, centre([1, 8]), 'up');
  ghostAt(world, ghost, [26, 32], 'left');
  expect(aiDirection(world, pacSeat, 'hard')).not.toBe(3);
  ghostAt(world, ghost, [6, 8], 'left');
  expect(aiDirection(world, pacSeat, 'hard')).toBe(3);
});

function seatOfGhost(world: World): number {
  return world.seatRole.indexOf(ROLE.ghost);
}

/** What each skill decides. The first tick in which none makes a mistake, since mistakes are random. */
function directions(world: World, seat: number): Record<AiSkill, Direction> {
  const wish = (skill: AiSkill): Direction => {
    const counts = new Map<Direction, number>();
    const { tick } = world;
    const age = tick - world.seatPacTick[seat]!;
    for (let i = 0; i < 15; i++) {
      world.tick = tick + i * 8;
      if (world.seatPacTick[seat]! > 0) world.seatPacTick[seat] = world.tick - age;
      const direction = aiDirection(world, seat, skill);
      counts.set(direction, (counts.get(direction) ?? 0) + 1);
    }
    world.tick = tick;
    if (world.seatPacTick[seat]! > 0) world.seatPacTick[seat] = tick - age;
    return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), [NONE, 0] as [Direction, number])[0];
  };
  return { easy: wish('easy'), normal: wish('normal'), hard: wish('hard') };
}
