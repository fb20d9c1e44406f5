// Ghosts, drawn around (0, 0) in arcade pixels. Which frame is shown when is left to actors.ts.

import { DOWN, LEFT, RIGHT, UP } from '#simulation';
import type { Facing } from './pac-art.ts';
import { PUPIL } from './palette.ts';

const LOOK_X = { [RIGHT]: 1, [DOWN]: 0, [LEFT]: -1, [UP]: 0 } as const;
const LOOK_Y = { [RIGHT]: 0, [DOWN]: 1, [LEFT]: 0, [UP]: -1 } as const;

/** The hem in two pictures: lobes of these widths, from right to left. */
const HEMS = [
  [14 / 3, 14 / 3, 14 / 3],
  [7 / 3, 14 / 3, 14 / 3, 7 / 3],
] as const;
const HALF = 7;
/** Where lobes meet, and how far they hang down. */
const HEM_Y = 5;
const LOBE_DEPTH = 3;

/** @param feet picture of the feet, 0 or 1. */
export function drawGhost(context: CanvasRenderingContext2D, colour: string, feet: 0 | 1, look: Facing): void {
  drawBody(context, colour, feet);
  drawEyes(context, look);
}

/** Frightened: no eyes to look anywhere, a wavering mouth. */
export function drawFrightened(
  context: CanvasRenderingContext2D,
  { body, face }: { readonly body: string; readonly face: string },
  feet: 0 | 1,
): void {
  drawBody(context, body, feet);
  context.fillStyle = face;
  context.fillRect(-3.2, -2.6, 2, 2);
  context.fillRect(1.2, -2.6, 2, 2);
  context.strokeStyle = face;
  context.lineWidth = 1;
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(-5, 3.6);
  for (let x = -5 + 5 / 3, up = true; x < 5.1; x += 5 / 3, up = !up) context.lineTo(x, up ? 2.2 : 3.6);
  context.stroke();
}

export function drawEyes(context: CanvasRenderingContext2D, look: Facing): void {
  for (const side of [-3, 3]) {
    const x = side + LOOK_X[look];
    const y = -1.6 + LOOK_Y[look] * 1.2;
    ellipse(context, '#ffffff', x, y, 1.95, 2.5);
    ellipse(context, PUPIL, x + LOOK_X[look] * 1.05, y + LOOK_Y[look] * 1.4, 1.15, 1.3);
  }
}

function drawBody(context: CanvasRenderingContext2D, colour: string, feet: 0 | 1): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(-HALF, HEM_Y);
  context.lineTo(-HALF, 0);
  context.arc(0, 0, HALF, Math.PI, 0);
  let right = HALF;
  for (const width of HEMS[feet]) {
    const low = HEM_Y + LOBE_DEPTH;
    context.lineTo(right, HEM_Y);
    context.bezierCurveTo(right, low, right - width, low, right - width, HEM_Y);
    right -= width;
  }
  context.closePath();
  context.fill();
}

function ellipse(context: CanvasRenderingContext2D, colour: string, x: number, y: number, rx: number, ry: number) {
  context.fillStyle = colour;
  context.beginPath();
  context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  context.fill();
}
