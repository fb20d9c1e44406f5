// Ghosts, drawn around (0, 0) in arcade pixels. Which frame is shown when is left to actors.ts.

import { DOWN, LEFT, RIGHT, UP } from '#simulation';
import type { Facing } from './pac-art.ts';
import { drawMark } from './pac-art.ts';
import type { FrightenedColours } from '#picture';
import { palette } from './palette.ts';
import type { SeatLook } from './seat-look.ts';

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
const MARK_HALF = 1.9;
const CLAIMED_OUTLINE = 1.5;
/** Width of the edge of a frightened ghost. */
const EDGE = 0.9;

/** @param feet picture of the feet, 0 or 1. */
export function drawGhost(context: CanvasRenderingContext2D, colour: string, feet: 0 | 1, look: Facing): void {
  drawBody(context, colour, feet);
  drawEyes(context, look);
}

/** A ghost that a player steers: in their colour, with their mark. */
export function drawSeatGhost(
  context: CanvasRenderingContext2D,
  { colour, mark }: SeatLook,
  feet: 0 | 1,
  look: Facing,
): void {
  drawGhost(context, colour, feet, look);
  context.fillStyle = '#000c';
  drawMark(context, mark, 0, 3, MARK_HALF);
}

/** A grey ghost that a player has claimed, and which hunts for them by itself: hollow, with their outline and mark. */
export function drawClaimedGhost(
  context: CanvasRenderingContext2D,
  { colour, mark }: SeatLook,
  feet: 0 | 1,
  look: Facing,
): void {
  drawBody(context, '#20202e', feet, CLAIMED_OUTLINE / 2);
  context.strokeStyle = colour;
  context.lineWidth = CLAIMED_OUTLINE;
  context.lineJoin = 'round';
  context.stroke();
  drawEyes(context, look);
  context.fillStyle = colour;
  drawMark(context, mark, 0, 3, MARK_HALF);
}

/** Nobody's ghost, harmless: half transparent, with its eyes closed. */
export function drawGreyGhost(context: CanvasRenderingContext2D, feet: 0 | 1): void {
  context.globalAlpha = 0.6;
  drawBody(context, palette().grey, feet);
  context.globalAlpha = 1;
  context.strokeStyle = '#1c1c2a';
  context.lineWidth = 1.1;
  context.lineCap = 'round';
  for (const x of [-3, 3]) {
    context.beginPath();
    context.arc(x, -1.8, 1.7, 0.15 * Math.PI, 0.85 * Math.PI);
    context.stroke();
  }
}

/** The mark of a frightened ghost's player, above its face. */
export function drawFrightenedMark(context: CanvasRenderingContext2D, { colour, mark }: SeatLook): void {
  context.fillStyle = colour;
  drawMark(context, mark, 0, -4.7, 1.5);
}

/** Frightened: no eyes to look anywhere, a wavering mouth, and an edge that stands out from black and walls. */
export function drawFrightened(
  context: CanvasRenderingContext2D,
  { body, edge, face }: FrightenedColours,
  feet: 0 | 1,
): void {
  drawBody(context, body, feet, EDGE / 2);
  context.strokeStyle = edge;
  context.lineWidth = EDGE;
  context.lineJoin = 'round';
  context.stroke();
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
    ellipse(context, palette().pupil, x + LOOK_X[look] * 1.05, y + LOOK_Y[look] * 1.4, 1.15, 1.3);
  }
}

/** @param inset by how much the outline lies within the usual one; the path stays current, for a stroke */
function drawBody(context: CanvasRenderingContext2D, colour: string, feet: 0 | 1, inset = 0): void {
  const half = HALF - inset;
  const hem = HEM_Y - inset;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(-half, hem);
  context.lineTo(-half, 0);
  context.arc(0, 0, half, Math.PI, 0);
  let right = half;
  for (const lobe of HEMS[feet]) {
    const width = (lobe * half) / HALF;
    const low = hem + LOBE_DEPTH;
    context.lineTo(right, hem);
    context.bezierCurveTo(right, low, right - width, low, right - width, hem);
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
