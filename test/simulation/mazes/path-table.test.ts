// Distances along the corridors, as the built-in player uses them.
import { expect, test } from 'vitest';
import { mazeNamed } from '../../../simulation/mazes/mazes.ts';
import { tileAt } from '../../../simulation/mazes/maze.ts';
import { FAR_STEPS, ghostStepsFrom, pacStepsFrom } from '../../../simulation/mazes/path-table.ts';

const maze = mazeNamed('classic')!;
const CORNER = tileAt(1, 4);

test('[SI4] steps go along corridors, and no way leads into a wall', () => {
  const steps = pacStepsFrom(maze, CORNER);
  expect(steps[CORNER]).toBe(0);
  expect(steps[tileAt(6, 4)]).toBe(5);
  // Around the block: four to the right, four down, and back.
  expect(steps[tileAt(1, 8)]).toBe(4);
  expect(steps[tileAt(0, 0)]).toBe(FAR_STEPS);
  expect(pacStepsFrom(maze, CORNER)).toBe(steps);
});

test('[SI4] they go through the tunnel, where tiles count twice for ghosts', () => {
  const [left, right] = [tileAt(2, 17), tileAt(25, 17)];
  // Five slow tiles and the four hidden ones between them.
  expect(pacStepsFrom(maze, left)[right]).toBe(9);
  expect(ghostStepsFrom(maze, left)[right]).toBe(14);
  expect(ghostStepsFrom(maze, right)[left]).toBe(14);
});

test('[SI4] from one tile to another they are as many as back', () => {
  const tiles = Array.from(maze.walkable.keys()).filter((tile) => maze.walkable[tile] === 1);
  for (const from of tiles)
    for (const to of tiles) expect(pacStepsFrom(maze, from)[to]).toBe(pacStepsFrom(maze, to)[from]);
});
