// A small picture for each mode, drawn from the actors of the game.

import { LEFT, RIGHT } from '#simulation';
import { drawGhost } from '../maze/pictures/ghost-art.ts';
import { drawPac, MOUTHS } from '../maze/pictures/pac-art.ts';
import { keepDrawn } from '../picture.ts';
import { palette } from '../maze/pictures/palette.ts';
import { seatLook } from '../maze/pictures/seat-look.ts';

/** Size in arcade pixels. */
const WIDTH = 36;
const HEIGHT = 20;
/** Pixels of the canvas for each of them: enough for every screen, or for a picture in a line of text. */
const LARGE = 8;
export const SMALL = 4;

type Context = CanvasRenderingContext2D;

const DRAW: Readonly<Record<string, (context: Context) => void>> = {
  coop(context) {
    pac(context, 0, 9, RIGHT);
    pac(context, 1, 26, RIGHT);
  },
  classic(context) {
    pac(context, 0, 9, RIGHT);
    for (const x of [20, 27, 34]) dot(context, x);
  },
  versus(context) {
    pac(context, 0, 9, RIGHT);
    const fog = context.createLinearGradient(14, 0, WIDTH, 0);
    fog.addColorStop(0, '#5a5aa000');
    fog.addColorStop(1, '#5a5aa0cc');
    context.fillStyle = fog;
    context.fillRect(14, 1, WIDTH - 14, HEIGHT - 2);
    ghost(context, 0, 27);
  },
  battle(context) {
    pac(context, 0, 9, RIGHT);
    pac(context, 2, 27, LEFT);
  },
  mega(context) {
    context.strokeStyle = palette().wall;
    context.lineWidth = 1.2;
    for (const x of [0, 1, 2, 3]) for (const y of [0, 1]) context.strokeRect(1.5 + x * 8.5, 1.5 + y * 8.8, 7, 7.2);
    context.fillStyle = palette().dot;
    for (const [x, y] of [
      [1, 0],
      [3, 0],
      [0, 1],
      [2, 1],
    ] as const) {
      context.fillStyle = seatLook('mega', x).colour;
      context.beginPath();
      context.arc(5 + x * 8.5, 5.1 + y * 8.8, 2.2, 0, 2 * Math.PI);
      context.fill();
    }
  },
};

/** An empty picture for a mode that has none. */
export function modePicture(mode: string, sharpness = LARGE): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.ariaHidden = 'true';
  canvas.width = WIDTH * sharpness;
  canvas.height = HEIGHT * sharpness;
  if (Object.hasOwn(DRAW, mode)) keepDrawn(canvas, sharpness, DRAW[mode]!);
  return canvas;
}

function pac(context: Context, seat: number, x: number, facing: typeof LEFT | typeof RIGHT): void {
  at(context, x, () => drawPac(context, seatLook('coop', seat), facing, MOUTHS[1]));
}

function ghost(context: Context, which: number, x: number): void {
  at(context, x, () => drawGhost(context, palette().ghosts[which]!, 0, LEFT));
}

function dot(context: Context, x: number): void {
  context.fillStyle = palette().dot;
  context.beginPath();
  context.arc(x, HEIGHT / 2, 1.6, 0, 2 * Math.PI);
  context.fill();
}

function at(context: Context, x: number, draw: () => void): void {
  context.save();
  context.translate(x, HEIGHT / 2);
  draw();
  context.restore();
}
