// Seats and what they control: an input reaches the actor of its seat, which may change during a match.

import { expect, test } from 'vitest';
import {
  canSteer,
  createWorld,
  DOWN,
  Events,
  isPresent,
  LEFT,
  matchSettings,
  modeNamed,
  NONE,
  PAC,
  RIGHT,
  ROLE,
  step,
  UP,
  wishOf,
  type Direction,
  type ModeRules,
  type World,
} from '#simulation';
import { controlGhost, controlPac } from '../../simulation/step.ts';

/** One Pac-Man for three seats, as in a mode where seats take turns; nothing moves. */
const turns: ModeRules = { ...modeNamed('coop')!, name: 'turns', pacCount: () => 1, step: () => {} };
const events = new Events();

function turnsWorld(): World {
  return createWorld(matchSettings({ mode: 'turns', seatCount: 3 }, [turns]));
}

function wish(world: World, seat: number, sequence: number, direction: Direction): void {
  step(world, [{ kind: 'wish', seat, sequence, direction }], events);
}

test('[ST11] as a match begins each seat has the Pac-Man of its number, as far as there are any', () => {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 3 }));
  expect([[...world.seatRole], [...world.seatActor], [...world.pacSeat]]).toEqual([
    [ROLE.pac, ROLE.pac, ROLE.pac],
    [0, 1, 2],
    [0, 1, 2],
  ]);
  const lone = turnsWorld();
  expect([[...lone.seatRole], [...lone.pacSeat]]).toEqual([[ROLE.pac, ROLE.none, ROLE.none], [0]]);
});

test('[ST11] an input reaches the Pac-Man or ghost of its seat, and is acknowledged in any case', () => {
  const world = turnsWorld();
  controlGhost(world, 1, 2);
  wish(world, 0, 5, UP);
  wish(world, 1, 6, DOWN);
  wish(world, 2, 7, LEFT);
  expect([...world.pacWish]).toEqual([UP]);
  expect([...world.ghostWish]).toEqual([NONE, NONE, DOWN, NONE]);
  expect([...world.seatInput]).toEqual([5, 6, 7]);
  expect([0, 1, 2].map((seat) => wishOf(world, seat))).toEqual([UP, DOWN, NONE]);
});

test('[ST11] a seat that gets another actor leaves the one before without a wish', () => {
  const world = turnsWorld();
  controlGhost(world, 1, 0);
  wish(world, 0, 1, UP);
  wish(world, 1, 1, RIGHT);
  controlGhost(world, 0, 3);
  controlPac(world, 1, 0);
  expect([[...world.pacWish], [...world.ghostWish]]).toEqual([[NONE], [NONE, NONE, NONE, NONE]]);
  expect([[...world.seatRole], [...world.seatActor], [...world.pacSeat]]).toEqual([
    [ROLE.ghost, ROLE.pac, ROLE.none],
    [3, 0, 0],
    [1],
  ]);
});

test('[ST11] a Pac-Man that another seat has taken stays with it', () => {
  const world = turnsWorld();
  controlPac(world, 1, 0);
  controlGhost(world, 0, 1);
  expect([...world.pacSeat]).toEqual([1]);
});

test('[ST11] who is present and can be steered follows from the actor', () => {
  const world = turnsWorld();
  controlGhost(world, 1, 0);
  const both = (seat: number) => [isPresent(world, seat), canSteer(world, seat)];
  expect([0, 1, 2].map(both)).toEqual([
    [false, false],
    [true, true],
    [false, false],
  ]);
  const states = [PAC.empty, PAC.waiting, PAC.alive, PAC.returning, PAC.out];
  const seen = states.map((state) => {
    world.pacState[0] = state;
    return both(0);
  });
  expect(seen).toEqual([
    [false, false],
    [true, true],
    [true, true],
    [true, false],
    [true, false],
  ]);
});
