// The picture that a link to the page has in a messenger. `npm run pictures` draws it into a file.

import { LEFT, RIGHT } from '#simulation';
import { drawGhost } from './ghost-art.ts';
import { drawPac, MOUTHS } from './pac-art.ts';
import { drawText, paletteOf, textWidth } from '#picture';
import { seatLook } from './seat-look.ts';

/** The size that Open Graph recommends, in pixels. */
export const PREVIEW_WIDTH = 1200;
export const PREVIEW_HEIGHT = 630;

/** The picture is the same for all. */
const COLOURS = paletteOf('dark', 'usual');
const NIGHT = '#0b0b2c';
const TITLE = { text: 'PACKETMAN', y: 118, unit: 15, fill: '#ffdf00', shadow: '#a86200' };
const CALL = { text: 'PLAY TOGETHER RIGHT HERE', y: 496, unit: 5, fill: '#e8e8f4' };
/** The chase in the middle: its line, and canvas pixels for one arcade pixel. */
const CHASE_Y = 358;
const CHASE_SCALE = 7;
const PAC_X = 288;
const GHOSTS_X = [518, 648, 778, 908] as const;
const DOTS_X = [378, 428] as const;

export function drawPreview(context: CanvasRenderingContext2D): void {
  drawBackground(context);
  drawCentred(context, TITLE.text, TITLE.y + 7, TITLE.unit, TITLE.shadow);
  drawCentred(context, TITLE.text, TITLE.y, TITLE.unit, TITLE.fill);
  drawChase(context);
  drawCentred(context, CALL.text, CALL.y, CALL.unit, CALL.fill);
}

/** One colour, which keeps the file small, and a double line all around, as the walls of the maze have. */
function drawBackground(context: CanvasRenderingContext2D): void {
  context.fillStyle = NIGHT;
  context.fillRect(0, 0, PREVIEW_WIDTH, PREVIEW_HEIGHT);
  context.strokeStyle = COLOURS.wall;
  context.lineWidth = 6;
  for (const inset of [22, 42]) {
    context.beginPath();
    context.roundRect(inset, inset, PREVIEW_WIDTH - 2 * inset, PREVIEW_HEIGHT - 2 * inset, 64 - inset);
    context.stroke();
  }
}

function drawChase(context: CanvasRenderingContext2D): void {
  context.fillStyle = COLOURS.dot;
  for (const x of DOTS_X) {
    context.beginPath();
    context.arc(x, CHASE_Y, 11, 0, 2 * Math.PI);
    context.fill();
  }
  at(context, PAC_X, () => drawPac(context, seatLook('classic', 0), RIGHT, MOUTHS[1]));
  for (const [i, x] of GHOSTS_X.entries()) at(context, x, () => drawGhost(context, COLOURS.ghosts[i]!, 0, LEFT));
}

function at(context: CanvasRenderingContext2D, x: number, draw: () => void): void {
  context.save();
  context.translate(x, CHASE_Y);
  context.scale(CHASE_SCALE, CHASE_SCALE);
  draw();
  context.restore();
}

function drawCentred(context: CanvasRenderingContext2D, text: string, y: number, unit: number, fill: string): void {
  context.fillStyle = fill;
  drawText(context, text, Math.round((PREVIEW_WIDTH - textWidth(text) * unit) / 2), y, unit);
}
