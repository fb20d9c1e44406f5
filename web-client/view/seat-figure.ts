// The figure of a seat as a small picture: its Pac-Man, or its ghost where seats are ghosts most of the time.

import { LEFT, RIGHT } from '#simulation';
import { drawGhost, drawSeatGhost } from './maze/pictures/ghost-art.ts';
import { drawPac, MOUTHS } from './maze/pictures/pac-art.ts';
import { palette } from './maze/pictures/palette.ts';
import { seatLook, type GivenLook } from './maze/pictures/seat-look.ts';
import { picture } from './picture.ts';

/** In arcade pixels. */
const SIDE = 18;

/** @param given what the room says of the seat's look; undefined for a player who has left */
export function seatFigure(mode: string, seat: number, given: (GivenLook & object) | undefined): HTMLCanvasElement {
  const look = seatLook(mode, seat, given);
  return picture(SIDE, '', (context) => {
    if (mode === 'versus') drawSeatGhost(context, look, 0, LEFT);
    else drawPac(context, look, RIGHT, MOUTHS[1]);
  });
}

/** One of the arcade's four ghosts. */
export function ghostFigure(ghost: number): HTMLCanvasElement {
  return picture(SIDE, '', (context) => drawGhost(context, palette().ghosts[ghost]!, 0, LEFT));
}
