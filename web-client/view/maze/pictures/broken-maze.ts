// The right half of the maze in level 256: letters, digits, pieces of walls, of fruits and of ghosts, which cover the walls as
// the overflowing line of fruits does in the arcade (rules/arcade.md 17). The jumble is our own, and always the same one.

import { columnOf, FRUITS, HIDDEN_DOTS, MAZE_COLUMNS, MAZE_ROWS, MAZE_TOP_ROW, RIGHT, rowOf } from '#simulation';
import { drawFruit } from './fruit-art.ts';
import { drawGhost } from './ghost-art.ts';
import { drawPac, MOUTHS } from './pac-art.ts';
import { palette } from './palette.ts';
import { drawText, GLYPH_HEIGHT } from '#picture';
import { seatLook } from './seat-look.ts';

const TILE = 8;
/** First column that is ruined from top to bottom, and the last ruined line of the column before it (split-screen.ts). */
const FROM_COLUMN = 13;
const TO_LINE = 16;
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!-';
const SEED = 256;

type Context = CanvasRenderingContext2D;

export function isRuined(column: number, line: number): boolean {
  return column >= FROM_COLUMN || (column === FROM_COLUMN - 1 && line <= TO_LINE);
}

/** Draws it from (0, 0) in arcade pixels, over a maze. */
export function drawBrokenHalf(context: Context): void {
  const next = numbers(SEED);
  const hasDot = new Set(HIDDEN_DOTS.map((tile) => `${columnOf(tile)} ${rowOf(tile) - MAZE_TOP_ROW}`));
  for (let line = 0; line < MAZE_ROWS; line++) {
    for (let column = FROM_COLUMN - 1; column < MAZE_COLUMNS; column++) {
      if (!isRuined(column, line)) continue;
      context.clearRect(column * TILE, line * TILE, TILE, TILE);
      // A dot that counts can be seen.
      if (!hasDot.has(`${column} ${line}`)) drawTile(context, column * TILE, line * TILE, next);
    }
  }
}

/** @param next gives a whole number from 0 to below its argument */
function drawTile(context: Context, x: number, y: number, next: (below: number) => number): void {
  const { ghosts, dot, wall, ready, door } = palette();
  const colour = [...ghosts, dot, wall, ready, door, '#ffffff'][next(9)]!;
  const kind = next(16);
  context.save();
  context.beginPath();
  context.rect(x, y, TILE, TILE);
  context.clip();
  context.globalAlpha = 0.7;
  context.fillStyle = colour;
  if (kind < 7) drawText(context, SIGNS[next(SIGNS.length)]!, x + 1, y + (TILE - GLYPH_HEIGHT) / 2, 1);
  else if (kind < 10) drawWall(context, x, y, next(4));
  else if (kind < 13) drawPiece(context, x, y, next);
  else if (kind === 13) for (let row = 0; row < TILE; row += 2) context.fillRect(x, y + row, TILE, 1);
  else if (kind === 14) for (let i = 0; i < 12; i++) context.fillRect(x + next(TILE), y + next(TILE), 1, 1);
  context.restore();
}

/** A piece of a double line that leads nowhere. */
function drawWall(context: Context, x: number, y: number, kind: number): void {
  context.strokeStyle = palette().wall;
  context.lineWidth = 0.8;
  context.beginPath();
  for (const at of [3, 5]) {
    if (kind === 0) context.rect(x - 1, y + at, TILE + 2, 0);
    else if (kind === 1) context.rect(x + at, y - 1, 0, TILE + 2);
    else {
      const right = kind === 2 ? 0 : TILE;
      context.moveTo(x + right + (kind === 2 ? at : -at), y);
      context.arc(x + right, y, at, kind === 2 ? 0 : Math.PI, Math.PI / 2, kind === 3);
    }
  }
  context.stroke();
}

/** A quarter of a fruit, a ghost or a Pac-Man. */
function drawPiece(context: Context, x: number, y: number, next: (below: number) => number): void {
  context.translate(x + TILE * next(2), y + TILE * next(2));
  const which = next(FRUITS.length + 5);
  if (which < FRUITS.length) drawFruit(context, FRUITS[which]!);
  else if (which < FRUITS.length + 4) drawGhost(context, palette().ghosts[which - FRUITS.length]!, 0, RIGHT);
  else drawPac(context, seatLook('classic', 0), RIGHT, MOUTHS[1]);
}

/** A linear congruential generator (Numerical Recipes), of which the upper bits are used. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
