// Who catches whom in `battle`, and who has the catch (rules/modes.md 1.6 and 5).

import { describe, expect, test } from 'vitest';
import { EVENT, GHOST, NONE, PAC } from '#simulation';
import { centre, DIRECTION, putGhost, putPac, type Play, type Point, type SeenEvent } from '../../play.ts';
import { clearDots, empower, meetGhost, quietBattle, walk } from './play.ts';

const CATCH = 1600;
/** `caught` names a rival by this plus its seat. */
const SEATS_FROM = 4;

/** Some seats on tiles, in an empty maze; the others far away. */
function placed(seats: number, tiles: readonly Point[]): Play {
  const play = quietBattle(seats);
  const { world } = play;
  clearDots(world);
  world.pacWish.fill(NONE);
  for (let seat = 0; seat < seats; seat++) walk(world, seat, tiles[seat] ?? [3 * seat, 32], 'left');
  world.pacPause.fill(1);
  world.seatScore.fill(0);
  return play;
}

const caught = (seen: readonly SeenEvent[]) =>
  seen.filter(({ kind }) => kind === EVENT.caught).map(({ who, value }) => [who, value]);
const credited = (seen: readonly SeenEvent[]) =>
  seen.filter(({ kind }) => kind === EVENT.rivalCaught).map(({ who, value }) => [who, value]);

describe('[SB5] catches', () => {
  test('power catches a rival without it', () => {
    const play = placed(3, [
      [6, 8],
      [6, 8],
    ]);
    const { world } = play;
    empower(world, 1);
    const seen = play.step();
    expect([caught(seen), credited(seen)]).toEqual([[[0, SEATS_FROM + 1]], [[1, 0]]]);
    expect([world.seatScore[1], world.seatCatches[1], world.seatRoundCatches[1]]).toEqual([CATCH, 1, 1]);
    expect([...world.pacState]).toEqual([PAC.out, PAC.alive, PAC.alive]);
  });

  test('one with power touches two without in one tick: both are caught', () => {
    const play = placed(4, [
      [6, 8],
      [6, 8],
      [6, 8],
    ]);
    empower(play.world, 1);
    const seen = play.step();
    expect(caught(seen)).toEqual([
      [0, SEATS_FROM + 1],
      [2, SEATS_FROM + 1],
    ]);
    expect(play.world.seatRoundCatches[1]).toBe(2);
  });

  test('of two rivals with power the nearer one has the catch, of equal ones the first in tie-break order', () => {
    for (const [offset, expected] of [
      [2, 2],
      [0, null],
    ] as const) {
      const play = placed(4, [
        [6, 8],
        [6, 8],
        [6, 8],
      ]);
      const { world } = play;
      const [x, y] = centre([6, 8]);
      putPac(world, [x + offset, y], 'left', 1);
      empower(world, 1);
      empower(world, 2);
      const first = world.seatTieBreak[1]! < world.seatTieBreak[2]! ? 1 : 2;
      expect(credited(play.step())).toEqual([[expected ?? first, 0]]);
    }
  });

  test('caught by a ghost and by a rival in one tick: the rival has the catch', () => {
    const play = placed(3, [
      [6, 8],
      [6, 8],
    ]);
    const { world } = play;
    empower(world, 1);
    meetGhost(world, 0, 3);
    const seen = play.step();
    // The ghost is dangerous, so it catches the one with power too.
    expect(caught(seen)).toEqual([
      [0, SEATS_FROM + 1],
      [1, 3],
    ]);
    expect(credited(seen)).toEqual([[1, 0]]);
  });

  test('power that ends in tick t no longer counts in the contacts of t', () => {
    for (const [ticks, isCaught] of [
      [1, false],
      [2, true],
    ] as const) {
      const play = placed(3, [
        [6, 8],
        [6, 8],
      ]);
      empower(play.world, 1, ticks);
      expect(caught(play.step()).length > 0).toBe(isCaught);
    }
  });

  test('both become powered in one tick: they are equal, and bump', () => {
    const play = placed(3, [
      [1, 6],
      [1, 6],
    ]);
    const { world } = play;
    world.pacTravel.fill(DIRECTION.up);
    world.dots[6 - 3] = 1 << 1;
    world.dotsLeft++;
    world.energizersAwake = 1;
    const seen = play.step();
    expect(caught(seen)).toEqual([]);
    expect(seen.filter(({ kind }) => kind === EVENT.bumped)).toHaveLength(2);
  });

  test('energizer and ghost reached in the same tick: the ghost is eaten, nobody caught', () => {
    const play = placed(3, [[1, 6]]);
    const { world } = play;
    world.dots[6 - 3] = 1 << 1;
    world.dotsLeft++;
    world.energizersAwake = 1;
    meetGhost(world, 0, 0);
    const seen = play.step();
    expect(caught(seen)).toEqual([]);
    expect(seen.find(({ kind }) => kind === EVENT.ghostEaten)).toMatchObject({ who: 0, value: 200 });
  });

  test('head-on Pac-Man and ghost that exchange tiles in one tick: caught', () => {
    const play = placed(3, [[12, 8]]);
    const { world } = play;
    world.pacPause.fill(0);
    const y = centre([12, 8])[1];
    putPac(world, [104, y], 'left', 0);
    putGhost(world, 0, [103, y], 'right');
    let found: SeenEvent[] = [];
    play.until((seen) => caught((found = seen)).length > 0, 4);
    expect(caught(found)).toEqual([[0, 0]]);
  });

  test('two Pac-Men that exchange tiles meet: power catches', () => {
    const play = placed(3, [
      [3, 8],
      [4, 8],
    ]);
    const { world } = play;
    world.pacPause.fill(0);
    empower(world, 0);
    const y = centre([3, 8])[1];
    putPac(world, [31, y], 'right', 0);
    putPac(world, [32, y], 'left', 1);
    expect(caught(play.step())).toEqual([[1, SEATS_FROM]]);
  });

  test('eyes and ghosts in the house touch nobody', () => {
    const play = placed(3, [[6, 8]]);
    const { world } = play;
    meetGhost(world, 0, 0);
    world.ghostState[0] = GHOST.eyes;
    expect(caught(play.step())).toEqual([]);
  });

  test('of two ghosts the nearer one is named; one ghost catches two', () => {
    const play = placed(4, [
      [6, 8],
      [6, 8],
    ]);
    const { world } = play;
    const [x, y] = centre([6, 8]);
    putGhost(world, 1, [x + 3, y], 'left');
    putGhost(world, 2, [x + 1, y], 'left');
    world.ghostSpeed.fill(0);
    world.ghostCarryBase.fill(0);
    expect(caught(play.step())).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });
});
