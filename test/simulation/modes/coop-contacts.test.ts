// Which ghost an event names as the one that caught a seat.
import { expect, test } from 'vitest';
import { EVENT, PAC } from '#simulation';
import { centre, freshCoop, lockGhostsAway, putGhost, putPac, type Play, type Point } from '../play.ts';

/** Far from each other, in corridors. */
const PLACES: readonly Point[] = [
  [3, 8],
  [24, 8],
];

/** Two seats in their places, ghosts locked away but for those that are put onto a seat. */
function metBy(ghostsBySeat: readonly (readonly number[])[]): Play {
  const play = freshCoop(2);
  const { world } = play;
  play.step();
  lockGhostsAway(world);
  world.dots.fill(0, 0, 8);
  for (const [seat, ghosts] of ghostsBySeat.entries()) {
    const place = centre(PLACES[seat]!);
    world.pacState[seat] = PAC.alive;
    putPac(world, place, 'left', seat);
    for (const ghost of ghosts) putGhost(world, ghost, place, 'left');
  }
  return play;
}

test.each([
  [[[2], []], [[0, 2]]],
  [[[], [3]], [[1, 3]]],
  // Of two ghosts, the first of them: Blinky, Pinky, Inky, Clyde.
  [[[1, 3], []], [[0, 1]]],
  [[[0, 1, 2, 3], []], [[0, 0]]],
  // Each seat by its own ghost.
  [
    [[2], [1]],
    [
      [0, 2],
      [1, 1],
    ],
  ],
  [
    [[0], [3]],
    [
      [0, 0],
      [1, 3],
    ],
  ],
  [
    [
      [2, 3],
      [0, 1],
    ],
    [
      [0, 2],
      [1, 0],
    ],
  ],
])('[SC4] ghosts on seats %j: caught are %j', (ghosts, expected) => {
  const caught = metBy(ghosts)
    .step()
    .filter(({ kind }) => kind === EVENT.caught)
    .map(({ who, value }) => [who, value]);
  expect(caught.toSorted((a, b) => a[0]! - b[0]!)).toEqual(expected);
});
