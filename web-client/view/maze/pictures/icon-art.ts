// The icon of the installed page: Pac-Man before a dot, in a corner of the maze. `npm run pictures` draws it into files.

import { RIGHT } from '#simulation';
import { drawPac, MOUTHS } from './pac-art.ts';
import { paletteOf } from '#picture';
import { seatLook } from './seat-look.ts';

/** The icon is the same for all. */
const COLOURS = paletteOf('dark', 'usual');
/** Arcade pixels along the icon. */
const SIDE = 32;
const CORNER = 7;
/** The system may cut a maskable icon down to a circle with four fifths of its side. What counts fills that. */
const MASKABLE_SIZE = 1.1;

/** @param pixels side of the icon. @param maskable whether the system cuts it into its own shape */
export function drawIcon(context: CanvasRenderingContext2D, pixels: number, maskable: boolean): void {
  context.scale(pixels / SIDE, pixels / SIDE);
  context.fillStyle = COLOURS.background;
  context.beginPath();
  context.roundRect(0, 0, SIDE, SIDE, maskable ? 0 : CORNER);
  context.fill();
  context.translate(SIDE / 2, SIDE / 2);
  if (maskable) context.scale(MASKABLE_SIZE, MASKABLE_SIZE);
  else drawWall(context);
  drawMeal(context);
}

/** A double line all around, as the walls of the maze have. */
function drawWall(context: CanvasRenderingContext2D): void {
  context.strokeStyle = COLOURS.wall;
  context.lineWidth = 0.9;
  for (const half of [14, 12]) {
    context.beginPath();
    context.roundRect(-half, -half, 2 * half, 2 * half, half - 9);
    context.stroke();
  }
}

function drawMeal(context: CanvasRenderingContext2D): void {
  context.fillStyle = COLOURS.dot;
  context.beginPath();
  context.arc(7.6, 0, 1.9, 0, 2 * Math.PI);
  context.fill();
  context.translate(-2.2, 0);
  context.scale(1.22, 1.22);
  drawPac(context, seatLook('classic', 0), RIGHT, MOUTHS[1]);
}
