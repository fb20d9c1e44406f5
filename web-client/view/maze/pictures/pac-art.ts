// Pac-Men, drawn around (0, 0) in arcade pixels. Which frame is shown when is left to actors.ts.

import { DOWN, LEFT, RIGHT, UP } from '#simulation';
import { palette } from './palette.ts';
import type { Mark, SeatLook } from './seat-look.ts';

const RADIUS = 6.6;
/** Half the mouth's angle in radians: shut, half open, open. */
export const MOUTHS = [0.06, 0.55, 1.05] as const;
/** Pictures of being caught: the mouth opens all the way round, then a burst. */
export const CAUGHT_PICTURES = 11;
const BURST_PICTURES = 2;

const QUARTER = Math.PI / 2;
/** Canvas angles grow clockwise, as the directions do. */
const FACING = { [RIGHT]: 0, [DOWN]: QUARTER, [LEFT]: 2 * QUARTER, [UP]: 3 * QUARTER } as const;

export type Facing = keyof typeof FACING;

/** How a Pac-Man looks: as usual, powered, powered but not for long, and as prey of a powered one. */
export type PacLook = 'usual' | 'powered' | 'fading' | 'prey';

/** A powered Pac-Man is drawn larger by this factor. */
const POWERED_SIZE = 1.42;
const FADING_BODY = '#ffffff';
const OUTLINE_WIDTH = 1.6;

/** @param body where it differs from the seat's colour: Pac-Man in `versus` */
export function drawPac(
  context: CanvasRenderingContext2D,
  { colour, mark }: SeatLook,
  facing: Facing,
  mouth: number,
  look: PacLook = 'usual',
  body: string = colour,
): void {
  const angle = FACING[facing];
  if (look === 'powered' || look === 'fading') context.scale(POWERED_SIZE, POWERED_SIZE);
  if (look === 'prey') drawPrey(context, colour, angle, mouth);
  else drawPie(context, look === 'fading' ? FADING_BODY : body, angle, mouth);
  // The mark is behind the mouth, always upright.
  context.fillStyle = look === 'prey' ? colour : '#000c';
  drawMark(context, mark, -2.6 * Math.cos(angle), -2.6 * Math.sin(angle), 1.9);
}

/** Picture 0 is the open mouth, the last one only sparks. */
export function drawCaught(context: CanvasRenderingContext2D, colour: string, picture: number): void {
  const folding = CAUGHT_PICTURES - BURST_PICTURES;
  if (picture < folding) {
    drawPie(context, colour, 3 * QUARTER, MOUTHS[2] + ((Math.PI - MOUTHS[2]) * picture) / folding);
    return;
  }
  const from = picture === folding ? 1.5 : 4;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.lineCap = 'round';
  context.beginPath();
  for (let ray = 0; ray < 8; ray++) {
    const angle = (ray * Math.PI) / 4 + 0.2;
    context.moveTo(Math.cos(angle) * from, Math.sin(angle) * from);
    context.lineTo(Math.cos(angle) * (from + 2), Math.sin(angle) * (from + 2));
  }
  context.stroke();
}

/** A seat's mark with this half-width, in the current fill. */
export function drawMark(context: CanvasRenderingContext2D, mark: Mark, x: number, y: number, half: number): void {
  context.beginPath();
  switch (mark) {
    case 'circle':
      context.arc(x, y, half * 0.9, 0, 2 * Math.PI);
      break;
    case 'square':
      context.rect(x - half * 0.85, y - half * 0.85, half * 1.7, half * 1.7);
      break;
    case 'triangle':
      context.moveTo(x, y - half * 1.1);
      context.lineTo(x + half * 1.15, y + half * 0.9);
      context.lineTo(x - half * 1.15, y + half * 0.9);
      break;
    case 'diamond':
      context.moveTo(x, y - half * 1.25);
      context.lineTo(x + half * 1.05, y);
      context.lineTo(x, y + half * 1.25);
      context.lineTo(x - half * 1.05, y);
      break;
    case 'star':
      for (let point = 0; point < 10; point++) {
        const angle = (point * Math.PI) / 5 - QUARTER;
        const radius = half * (point % 2 === 0 ? 1.35 : 0.6);
        context.lineTo(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius);
      }
      break;
    case 'cross':
      context.rect(x - half * 1.1, y - half * 0.38, half * 2.2, half * 0.76);
      context.rect(x - half * 0.38, y - half * 1.1, half * 0.76, half * 2.2);
      break;
    case 'wedge':
      context.moveTo(x, y + half * 1.1);
      context.lineTo(x + half * 1.15, y - half * 0.9);
      context.lineTo(x - half * 1.15, y - half * 0.9);
      break;
    case 'heart':
      context.moveTo(x, y + half * 1.15);
      context.bezierCurveTo(x - half * 2, y - half * 0.3, x - half * 0.9, y - half * 1.6, x, y - half * 0.45);
      context.bezierCurveTo(x + half * 0.9, y - half * 1.6, x + half * 2, y - half * 0.3, x, y + half * 1.15);
      break;
  }
  context.fill();
}

/** A ring of light under the player's own Pac-Man. */
export function drawRing(context: CanvasRenderingContext2D): void {
  const glow = context.createRadialGradient(0, 0, RADIUS * 0.8, 0, 0, 9.8);
  glow.addColorStop(0, '#ffffff00');
  glow.addColorStop(0.35, '#ffffff66');
  glow.addColorStop(1, '#ffffff00');
  context.fillStyle = glow;
  context.fillRect(-10, -10, 20, 20);
}

/** Blue with an outline in the seat's own colour: it can be eaten. */
function drawPrey(context: CanvasRenderingContext2D, colour: string, angle: number, mouth: number): void {
  drawPie(context, palette().frightened.body, angle, mouth, OUTLINE_WIDTH / 2);
  context.strokeStyle = colour;
  context.lineWidth = OUTLINE_WIDTH;
  context.lineJoin = 'round';
  context.stroke();
}

function drawPie(context: CanvasRenderingContext2D, colour: string, angle: number, mouth: number, inset = 0): void {
  context.fillStyle = colour;
  context.beginPath();
  // The corner of the mouth lies a little behind the middle, as a jaw does.
  context.moveTo(-Math.cos(angle) * 1.4, -Math.sin(angle) * 1.4);
  context.arc(0, 0, RADIUS - inset, angle + mouth, angle - mouth);
  context.closePath();
  context.fill();
}
