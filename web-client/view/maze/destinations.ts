// The tiles that the ghosts go to: a cross in the colour of each ghost, and a line to it from the ghost.

import type * as Phaser from 'phaser';
import { GHOST_COUNT, ghostDestination, type Target } from '#simulation';
import type { Actors } from './actors.ts';
import { numberOf } from '#picture';
import { palette } from './pictures/palette.ts';
import { MAZE_HEIGHT, MAZE_WIDTH, tileRowY, tileColumnX } from './places.ts';
import type { ShownMatch } from './shown-match.ts';

/** Above the actors, below names and points. */
const DEPTH = 5;
/** Arcade pixels. */
const CROSS = 3;
const CROSS_WIDTH = 1.4;
const LINE_WIDTH = 0.8;
const LINE_ALPHA = 0.6;
/** Each ghost's cross is a little beside those of the others: several may go to one tile. */
const BESIDE = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
] as const;

export class Destinations {
  private readonly graphics: Phaser.GameObjects.Graphics;
  private readonly scale: number;
  private readonly target: Target = { column: 0, row: 0 };

  constructor(scene: Phaser.Scene, scale: number) {
    this.graphics = scene.add.graphics().setDepth(DEPTH);
    this.scale = scale;
  }

  /** Call once a frame, after the actors are placed. */
  draw({ showsDestinations, prediction: { predicted } }: ShownMatch, actors: Actors): void {
    this.graphics.clear();
    if (showsDestinations !== true) return;
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
      const place = actors.ghostPlace(ghost);
      if (place !== null && ghostDestination(predicted, ghost, this.target)) this.drawWay(ghost, place);
    }
  }

  private drawWay(ghost: number, from: { readonly x: number; readonly y: number }): void {
    const { graphics, scale, target } = this;
    const colour = numberOf(palette().ghosts[ghost]!);
    const [besideX, besideY] = BESIDE[ghost]!;
    const half = CROSS * scale;
    // Many targets are beyond the edges of the picture: their crosses stand at the edge.
    const x = clamp(tileColumnX(target.column, scale) + besideX * scale, half, MAZE_WIDTH * scale - half);
    const y = clamp(tileRowY(target.row, scale) + besideY * scale, half, MAZE_HEIGHT * scale - half);
    graphics.lineStyle(LINE_WIDTH * scale, colour, LINE_ALPHA);
    graphics.lineBetween(from.x, from.y, x, y);
    graphics.lineStyle(CROSS_WIDTH * scale, colour, 1);
    graphics.lineBetween(x - half, y - half, x + half, y + half);
    graphics.lineBetween(x - half, y + half, x + half, y - half);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
