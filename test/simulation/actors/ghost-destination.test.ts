import { describe, expect, test } from 'vitest';
import {
  BLINKY,
  createWorld,
  Events,
  GHOST,
  GHOST_COUNT,
  ghostDestination,
  isFrightened,
  matchSettings,
  PHASE,
  step,
  type World,
} from '#simulation';
import { ghostTarget } from '../../../simulation/actors/ghost-target.ts';

/** A match of one seat whose player holds one direction, at the first tick at which something is true. */
function worldWhen(isThere: (world: World) => boolean, direction: 0 | 2 = 2, ticksMax = 5000): World {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 1, seed: 7 }));
  const events = new Events();
  step(world, [{ kind: 'enter', seat: 0 }], events);
  for (let sequence = 1; !isThere(world); sequence++) {
    if (world.tick > ticksMax) throw new Error('the moment does not come');
    step(world, [{ kind: 'wish', seat: 0, sequence, direction }], events);
  }
  return world;
}

const destinations = (world: World): (readonly [number, number] | null)[] =>
  Array.from({ length: GHOST_COUNT }, (_, ghost) => {
    const target = { column: 99, row: 99 };
    return ghostDestination(world, ghost, target) ? ([target.column, target.row] as const) : null;
  });

describe('[SV1] the tile that a ghost goes to', () => {
  test('is its target while it hunts, and none in the house', () => {
    const world = worldWhen(({ phase }) => phase === PHASE.play);
    const target = { column: 0, row: 0 };
    ghostTarget(world, BLINKY, target);
    expect(destinations(world)).toEqual([[target.column, target.row], null, null, null]);
  });

  test('is the door for eyes, and none for a frightened ghost', () => {
    const world = worldWhen(({ ghostState }) => ghostState.every((state) => state === GHOST.outside));
    world.ghostFrightened.set([1, 1, 0, 0]);
    world.ghostState[0] = GHOST.eyes;
    expect(isFrightened(world, 1)).toBe(true);
    const [blinky, pinky, inky, clyde] = destinations(world);
    expect([blinky, pinky]).toEqual([[13, 14], null]);
    expect(inky).not.toBeNull();
    expect(clyde).not.toBeNull();
  });

  test.each([GHOST.waiting, GHOST.centring, GHOST.rising, GHOST.descending, GHOST.homing, GHOST.scored])(
    'is none in the state %i',
    (state) => {
      const world = worldWhen(({ phase }) => phase === PHASE.play);
      world.ghostState.fill(state);
      expect(destinations(world)).toEqual([null, null, null, null]);
    },
  );
});
