// The characters of the scenes, drawn twice as large as in the maze: Pac-Man, the ghosts, and Packet, an envelope on two feet.

import { LEFT, RIGHT, UP } from '#simulation';
import { comfort } from '../../view/comfort.ts';
import { drawFrightened, drawGhost } from '../../view/maze/pictures/ghost-art.ts';
import { drawMark, drawPac, MOUTHS } from '../../view/maze/pictures/pac-art.ts';
import { palette } from '../../view/maze/pictures/palette.ts';
import { drawText, textWidth } from '#picture';
import { seatLook } from '../../view/maze/pictures/seat-look.ts';
import { GROUND } from './scene.ts';

export type Side = 'left' | 'right' | 'away';

const SIZE = 2;
/** From the middle of an actor to its feet. */
const FEET = 8 * SIZE;
/** Steps, and movements of the mouth, in a second. */
const STEPS = 5;
const CHEWS = 9;
/** Arcade pixels for a pixel of a sign. */
const SIGN_UNIT = 2;
const FACING = { left: LEFT, right: RIGHT, away: UP } as const;
const PAPER = '#f6ecd2';
const PAPER_EDGE = '#8a7442';
const SHEET = '#e8e8f4';

/** Where an actor stands, and where it looks. */
export interface Pose {
  readonly x: number;
  /** Above the ground, in arcade pixels. */
  readonly up?: number;
  readonly looks: Side;
  readonly walks?: boolean;
}

type Context = CanvasRenderingContext2D;

/** @param ghost 0 Blinky .. 3 Clyde. @param mood frightened ones look nowhere */
export function ghost(
  context: Context,
  pose: Pose,
  ghost: number,
  at: number,
  mood: 'usual' | 'frightened' = 'usual',
): void {
  stand(context, pose, () => {
    const feet = pose.walks === true && Math.floor(at * STEPS) % 2 === 1 ? 1 : 0;
    if (mood === 'frightened') drawFrightened(context, palette().frightened, feet);
    else drawGhost(context, palette().ghosts[ghost]!, feet, FACING[pose.looks]);
  });
}

/** @param size of the usual one */
export function pac(context: Context, pose: Pose, at: number, size = 1): void {
  if (size <= 0) return;
  stand(context, { ...pose, up: (pose.up ?? 0) + FEET * (size - 1) }, () => {
    context.scale(size, size);
    const mouth = pose.walks === true ? MOUTHS[Math.floor(at * CHEWS) % MOUTHS.length]! : MOUTHS[1];
    drawPac(context, seatLook('classic', 0), FACING[pose.looks], mouth);
  });
}

/** @param opens how far the flap is open, 0..1 */
export function packet(context: Context, pose: Pose, at: number, opens = 0): void {
  stand(context, pose, () => {
    const step = pose.walks === true ? Math.sin(at * STEPS * Math.PI) : 0;
    context.fillStyle = PAPER_EDGE;
    for (const side of [-1, 1]) context.fillRect(side * 3 - 1.5, 6 - Math.max(0, side * step) * 1.5, 3, 2);
    context.translate(0, pose.walks === true ? -Math.abs(step) * 0.6 : 0);
    paper(context, () => context.roundRect(-8, -5, 16, 11, 1));
    // The flap is a triangle, which points up when it is open.
    paper(context, () => {
      context.moveTo(-8, -5);
      context.lineTo(0, -5 + 6 * (1 - 2 * opens));
      context.lineTo(8, -5);
      context.closePath();
    });
    packetEyes(context, pose.looks);
  });
}

/** Pac-Man under a sheet: a ghost, to those who do not look closely. @param lifts how far the sheet has come off, 0..1 */
export function disguised(context: Context, pose: Pose, at: number, lifts: number): void {
  pac(context, pose, at, 0.92);
  sheet(context, { ...pose, up: (pose.up ?? 0) + 34 * lifts }, at);
}

/** The sheet alone. @param height of its usual one: less than 1 lies on the ground */
export function sheet(context: Context, pose: Pose, at: number, height = 1): void {
  stand(context, { ...pose, up: (pose.up ?? 0) - FEET * (1 - height) }, () => {
    context.scale(1 + (1 - height) / 2, height);
    drawGhost(context, SHEET, Math.floor(at * STEPS) % 2 === 1 ? 1 : 0, FACING[pose.looks]);
  });
}

/** Signs above the head of a character. */
export function say(context: Context, x: number, text: string): void {
  context.fillStyle = palette().ready;
  drawText(context, text, Math.round(x - (textWidth(text) / 2) * SIGN_UNIT), GROUND - 2 * FEET - 22, SIGN_UNIT);
}

export function heart(context: Context, x: number, up: number): void {
  context.fillStyle = palette().ghosts[0];
  drawMark(context, 'heart', x, GROUND - up, 4);
}

/** A board on a stick, held up. */
export function board(context: Context, x: number, up: number, text: string): void {
  context.fillStyle = PAPER_EDGE;
  context.fillRect(x - 1, GROUND - up, 2, 18);
  context.fillStyle = PAPER;
  context.fillRect(x - 9, GROUND - up - 13, 18, 14);
  context.fillStyle = '#3a2c00';
  drawText(context, text, Math.round(x - textWidth(text) / 2), GROUND - up - 9, 1);
}

/** The floor, with dots that nobody eats. */
export function floor(context: Context): void {
  context.strokeStyle = palette().wall;
  context.lineWidth = 1.2;
  for (const below of [5, 8]) {
    context.beginPath();
    context.moveTo(-10, GROUND + below);
    context.lineTo(234, GROUND + below);
    context.stroke();
  }
}

/** Half of each turn, twice a second at most; never for players who want no flashes. */
export function isFlash(at: number): boolean {
  return comfort.flashes && Math.floor(at * 4) % 2 === 1;
}

function stand(context: Context, { x, up = 0 }: Pose, draw: () => void): void {
  context.save();
  context.translate(x, GROUND - FEET - up);
  context.scale(SIZE, SIZE);
  draw();
  context.restore();
}

function paper(context: Context, path: () => void): void {
  context.fillStyle = PAPER;
  context.strokeStyle = PAPER_EDGE;
  context.lineWidth = 0.8;
  context.beginPath();
  path();
  context.fill();
  context.stroke();
}

function packetEyes(context: Context, looks: Side): void {
  if (looks === 'away') return;
  const side = looks === 'left' ? -1 : 1;
  for (const eye of [-2.6, 2.6]) {
    context.fillStyle = '#ffffff';
    context.beginPath();
    context.ellipse(eye + side, 2, 1.9, 2.2, 0, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = palette().pupil;
    context.beginPath();
    context.arc(eye + side * 1.9, 2.2, 1, 0, 2 * Math.PI);
    context.fill();
  }
}
