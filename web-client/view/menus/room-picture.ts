// A small live picture of a room of the list: how far its match is. The list has eighths of the level's dots, so the picture
// is a Pac-Man that eats eight dots; where that is not public, or nothing is played, it is the mode's picture.

import { LISTED_DOT_PARTS, type ListedRoom } from '#protocol';
import { RIGHT } from '#simulation';
import { drawPac, MOUTHS } from '../maze/pictures/pac-art.ts';
import { palette } from '../maze/pictures/palette.ts';
import { seatLook } from '../maze/pictures/seat-look.ts';
import { modePicture, SMALL } from './mode-picture.ts';

/** Size in arcade pixels. */
const WIDTH = 72;
const HEIGHT = 20;
const SHARPNESS = 4;
/** Between the places of two dots, and from the left edge to the first. */
const STEP = 7;
const FIRST = 11;

type PicturedRoom = Pick<ListedRoom, 'mode' | 'state' | 'level' | 'eaten'>;

/** Whether the list says how many dots of a running match are eaten. */
export function showsDots({ mode, state, level }: PicturedRoom): boolean {
  return level > 0 && (state === 'play' || state === 'paused') && mode !== 'versus' && mode !== 'mega';
}

/** Decoration: the row says the same in words. */
export function roomPicture(room: PicturedRoom): HTMLCanvasElement {
  if (!showsDots(room)) return modePicture(room.mode, SMALL);
  const canvas = document.createElement('canvas');
  canvas.ariaHidden = 'true';
  canvas.className = 'dots-left';
  canvas.width = WIDTH * SHARPNESS;
  canvas.height = HEIGHT * SHARPNESS;
  const context = canvas.getContext('2d')!;
  context.scale(SHARPNESS, SHARPNESS);
  context.fillStyle = palette().dot;
  const eaten = Math.min(room.eaten, LISTED_DOT_PARTS);
  for (let part = eaten; part < LISTED_DOT_PARTS; part++) {
    context.beginPath();
    context.arc(FIRST + (part + 0.9) * STEP, HEIGHT / 2, 1.6, 0, 2 * Math.PI);
    context.fill();
  }
  context.translate(FIRST + (eaten - 0.2) * STEP, HEIGHT / 2);
  drawPac(context, seatLook('classic', 0), RIGHT, MOUTHS[1]);
  return canvas;
}
