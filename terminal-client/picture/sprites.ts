// Pac-Men and ghosts as pixels, for every size. They are made from shapes, as there is a size for every terminal.

import { DOWN, LEFT, RIGHT, UP } from '#simulation';

/** What a pixel of a ghost is part of. */
export const PART = { none: 0, body: 1, eye: 2, pupil: 3 } as const;
export type Part = (typeof PART)[keyof typeof PART];

/** Smaller figures have no shape, only a colour. */
const SHAPE_PIXELS_MIN = 3;
const PUPIL_PIXELS_MIN = 6;
/** Half of the mouth in radians: closed, half open, open. */
const MOUTHS = [0, 0.45, 0.85] as const;
const RADIUS = 1.04;

const FORWARD: Readonly<Record<number, readonly [number, number]>> = {
  [RIGHT]: [1, 0],
  [DOWN]: [0, 1],
  [LEFT]: [-1, 0],
  [UP]: [0, -1],
};
const STILL = [0, 0] as const;

/**
 * Whether a pixel belongs to Pac-Man.
 * @param pixels width and height of the figure
 * @param travel the direction that it faces
 * @param mouth 0 closed, 1 half open, 2 open
 */
export function isPacPixel(pixels: number, x: number, y: number, travel: number, mouth: 0 | 1 | 2): boolean {
  if (pixels < SHAPE_PIXELS_MIN) return true;
  const [forwardX, forwardY] = FORWARD[travel] ?? STILL;
  const across = centred(pixels, x);
  const down = centred(pixels, y);
  if (pixels === SHAPE_PIXELS_MIN) {
    return mouth === 0 || Math.round(across * 1.5) !== forwardX || Math.round(down * 1.5) !== forwardY || travel > UP;
  }
  if (Math.hypot(across, down) > RADIUS) return false;
  const ahead = across * forwardX + down * forwardY;
  const aside = Math.abs(across * forwardY) + Math.abs(down * forwardX);
  return ahead <= 0.05 || mouth === 0 || Math.atan2(aside, ahead) > MOUTHS[mouth];
}

/**
 * What a pixel of a ghost is part of.
 * @param travel the direction in which it looks
 * @param step changes as it walks, 0 or 1
 */
export function ghostPart(pixels: number, x: number, y: number, travel: number, step: number): Part {
  if (pixels < SHAPE_PIXELS_MIN) return PART.body;
  if (pixels === SHAPE_PIXELS_MIN) return y === 1 && x !== 1 ? PART.eye : y === 2 && x === 1 ? PART.none : PART.body;
  const across = centred(pixels, x);
  const down = centred(pixels, y);
  const [lookX, lookY] = FORWARD[travel] ?? STILL;
  for (const side of [-0.42, 0.42]) {
    const eyeX = across - side - lookX * 0.12;
    const eyeY = down + 0.2 - lookY * 0.12;
    const isPupil = pixels >= PUPIL_PIXELS_MIN && Math.hypot(eyeX - lookX * 0.16, eyeY - lookY * 0.16) < 0.17;
    if (isPupil) return PART.pupil;
    if (Math.hypot(eyeX, eyeY) < 0.3) return PART.eye;
  }
  if (down < 0 && Math.hypot(across, down) > RADIUS) return PART.none;
  const isFootGap = y === pixels - 1 && (x + step) % 3 === 1;
  return isFootGap ? PART.none : PART.body;
}

/** The middle of a pixel, from -1 to 1. */
function centred(pixels: number, at: number): number {
  return ((at + 0.5) / pixels) * 2 - 1;
}
