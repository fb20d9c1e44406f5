// The pictures that all seats share, on one sheet. Those of a seat are in seat-sheets.ts.

import type * as Phaser from 'phaser';
import { EMOTES, type Emote } from '#protocol';
import { DOWN, FRUITS, GHOST_COUNT, LEFT, RIGHT, UP, type Fruit } from '#simulation';
import { drawDormant, drawDot, drawEnergizer } from './dot-art.ts';
import { drawBubble } from './emote-art.ts';
import { drawFruit } from './fruit-art.ts';
import { drawEyes, drawFrightened, drawGhost, drawGreyGhost } from './ghost-art.ts';
import { drawRing, type Facing } from './pac-art.ts';
import { palette } from './palette.ts';
import { drawText, GLYPH_HEIGHT, textWidth } from '#picture';
import { createSheet, type Draw, type Picture } from './sheet.ts';

export const ATLAS = 'atlas';
export const DOT_FRAME = 'dot';
export const OLD_DOT_FRAME = 'old dot';
export const ENERGIZER_FRAME = 'energizer';
export const DORMANT_FRAME = 'dormant';
export const RING_FRAME = 'ring';
export const POINTER_FRAME = 'pointer';

export const ghostFrame = (ghost: number, feet: number, look: Facing): string => `ghost ${ghost} ${feet} ${look}`;
export const greyFrame = (feet: number): string => `grey ${feet}`;
export const frightenedFrame = (white: boolean, feet: number): string => `frightened ${white ? 1 : 0} ${feet}`;
export const eyesFrame = (look: Facing): string => `eyes ${look}`;
export const fruitFrame = (fruit: Fruit): string => fruit;
export const emoteFrame = (emote: Emote): string => `emote ${emote}`;
export const pointsFrame = (points: number): string => `points ${points}`;

/** Side of a picture's place in arcade pixels: the largest, the points, are 18 wide. */
const CELL = 20;
export const FACINGS: readonly Facing[] = [RIGHT, DOWN, LEFT, UP];
export const FEET = [0, 1] as const;
const GHOST_POINTS = [200, 400, 800, 1600];
const FRUIT_POINT_VALUES = [100, 300, 500, 700, 1000, 2000, 3000, 5000];

/** Makes or remakes the atlas; `scale` is device pixels for an arcade pixel. */
export function createAtlas(textures: Phaser.Textures.TextureManager, scale: number): void {
  createSheet(textures, ATLAS, allPictures(scale), CELL, scale);
}

function allPictures(scale: number): Picture[] {
  const pictures: Picture[] = [
    [DOT_FRAME, (context) => drawDot(context, 1.1)],
    [OLD_DOT_FRAME, (context) => drawDot(context, 0.8)],
    [ENERGIZER_FRAME, drawEnergizer],
    [DORMANT_FRAME, drawDormant],
    [RING_FRAME, drawRing],
    [POINTER_FRAME, drawPointer],
  ];
  for (const feet of FEET) {
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
      for (const look of FACINGS) {
        const draw: Draw = (context) => drawGhost(context, palette().ghosts[ghost]!, feet, look);
        pictures.push([ghostFrame(ghost, feet, look), draw]);
      }
    }
    pictures.push([greyFrame(feet), (context) => drawGreyGhost(context, feet)]);
    pictures.push([frightenedFrame(false, feet), (context) => drawFrightened(context, palette().frightened, feet)]);
    pictures.push([frightenedFrame(true, feet), (context) => drawFrightened(context, palette().flashing, feet)]);
  }
  for (const look of FACINGS) pictures.push([eyesFrame(look), (context) => drawEyes(context, look)]);
  for (const fruit of FRUITS) pictures.push([fruitFrame(fruit), (context) => drawFruit(context, fruit)]);
  for (const emote of EMOTES) pictures.push([emoteFrame(emote), (context) => drawBubble(context, emote)]);
  for (const points of GHOST_POINTS)
    pictures.push([pointsFrame(points), pointsIn(palette().ghostPoints, points, scale)]);
  for (const points of FRUIT_POINT_VALUES)
    pictures.push([pointsFrame(points), pointsIn(palette().fruitPoints, points, scale)]);
  return pictures;
}

/** Points down at the player's own actor. */
function drawPointer(context: CanvasRenderingContext2D): void {
  context.fillStyle = '#ffffff';
  context.strokeStyle = '#000000';
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(-3.6, -2.4);
  context.lineTo(3.6, -2.4);
  context.lineTo(0, 2.6);
  context.closePath();
  context.stroke();
  context.fill();
}

/** Half the size of written points in device pixels. */
export function pointsSize(points: number, scale: number): { readonly width: number; readonly height: number } {
  const unit = pointsUnit(scale);
  return { width: Math.round((textWidth(String(points)) * unit) / 2), height: Math.round((GLYPH_HEIGHT * unit) / 2) };
}

/** Points are written in whole device pixels, as near to three quarters of an arcade pixel as those allow. */
function pointsUnit(scale: number): number {
  return Math.max(1, Math.round(scale * 0.75));
}

function pointsIn(colour: string, points: number, scale: number): Draw {
  const { width, height } = pointsSize(points, scale);
  return (context) => {
    context.scale(1 / scale, 1 / scale);
    context.fillStyle = colour;
    drawText(context, String(points), -width, -height, pointsUnit(scale));
  };
}
