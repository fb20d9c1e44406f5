// All small pictures on one texture, drawn for the exact size at which they are shown, so that nothing is scaled.

import type * as Phaser from 'phaser';
import { DOWN, FRUITS, GHOST_COUNT, LEFT, RIGHT, UP, type Fruit } from '#simulation';
import { drawFruit } from './fruit-art.ts';
import { drawEyes, drawFrightened, drawGhost } from './ghost-art.ts';
import { CAUGHT_PICTURES, drawCaught, drawPac, drawRing, MOUTHS, type Facing } from './pac-art.ts';
import { DOT, FLASHING, FRIGHTENED, FRUIT_POINTS, GHOST_COLOURS, POINTS, SEAT_COLOURS, SEAT_MARKS } from './palette.ts';
import { drawText, GLYPH_HEIGHT, textWidth } from './pixel-font.ts';

export const ATLAS = 'atlas';
export const DOT_FRAME = 'dot';
export const ENERGIZER_FRAME = 'energizer';
export const RING_FRAME = 'ring';

export const pacFrame = (seat: number, facing: Facing, mouth: number): string => `pac ${seat} ${facing} ${mouth}`;
export const caughtFrame = (seat: number, picture: number): string => `caught ${seat} ${picture}`;
export const ghostFrame = (ghost: number, feet: number, look: Facing): string => `ghost ${ghost} ${feet} ${look}`;
export const frightenedFrame = (white: boolean, feet: number): string => `frightened ${white ? 1 : 0} ${feet}`;
export const eyesFrame = (look: Facing): string => `eyes ${look}`;
export const fruitFrame = (fruit: Fruit): string => fruit;
export const pointsFrame = (points: number): string => `points ${points}`;

type Draw = (context: CanvasRenderingContext2D) => void;
type Picture = readonly [name: string, draw: Draw];

/** Side of a picture's place in arcade pixels: the largest, the points, are 18 wide. */
const CELL = 20;
const COLUMNS = 14;
const FACINGS: readonly Facing[] = [RIGHT, DOWN, LEFT, UP];
const FEET = [0, 1] as const;
const GHOST_POINTS = [200, 400, 800, 1600];
const FRUIT_POINT_VALUES = [100, 300, 500, 700, 1000, 2000, 3000, 5000];

/** Makes or remakes the atlas; `scale` is device pixels for an arcade pixel. */
export function createAtlas(textures: Phaser.Textures.TextureManager, scale: number): void {
  if (textures.exists(ATLAS)) textures.remove(ATLAS);
  const pictures = allPictures(scale);
  const side = 2 * Math.ceil((CELL / 2) * scale);
  const texture = textures.createCanvas(ATLAS, side * COLUMNS, side * Math.ceil(pictures.length / COLUMNS))!;
  const { context } = texture;
  for (const [i, [name, draw]] of pictures.entries()) {
    const x = (i % COLUMNS) * side;
    const y = Math.floor(i / COLUMNS) * side;
    context.save();
    context.translate(x + side / 2, y + side / 2);
    context.scale(scale, scale);
    draw(context);
    context.restore();
    texture.add(name, 0, x, y, side, side);
  }
  texture.refresh();
}

function allPictures(scale: number): Picture[] {
  const pictures: Picture[] = [
    [DOT_FRAME, (context) => drawDot(context, 1.1)],
    [ENERGIZER_FRAME, (context) => drawDot(context, 3.7)],
    [RING_FRAME, drawRing],
  ];
  for (const [seat, colour] of SEAT_COLOURS.entries()) {
    for (const facing of FACINGS) {
      for (const [i, mouth] of MOUTHS.entries()) {
        pictures.push([
          pacFrame(seat, facing, i),
          (context) => drawPac(context, colour, SEAT_MARKS[seat]!, facing, mouth),
        ]);
      }
    }
    for (let i = 0; i < CAUGHT_PICTURES; i++) {
      pictures.push([caughtFrame(seat, i), (context) => drawCaught(context, colour, i)]);
    }
  }
  for (const feet of FEET) {
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
      for (const look of FACINGS) {
        const draw: Draw = (context) => drawGhost(context, GHOST_COLOURS[ghost]!, feet, look);
        pictures.push([ghostFrame(ghost, feet, look), draw]);
      }
    }
    pictures.push([frightenedFrame(false, feet), (context) => drawFrightened(context, FRIGHTENED, feet)]);
    pictures.push([frightenedFrame(true, feet), (context) => drawFrightened(context, FLASHING, feet)]);
  }
  for (const look of FACINGS) pictures.push([eyesFrame(look), (context) => drawEyes(context, look)]);
  for (const fruit of FRUITS) pictures.push([fruitFrame(fruit), (context) => drawFruit(context, fruit)]);
  for (const points of GHOST_POINTS) pictures.push([pointsFrame(points), pointsIn(POINTS, points, scale)]);
  for (const points of FRUIT_POINT_VALUES) pictures.push([pointsFrame(points), pointsIn(FRUIT_POINTS, points, scale)]);
  return pictures;
}

function drawDot(context: CanvasRenderingContext2D, radius: number): void {
  context.fillStyle = DOT;
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fill();
}

/** Points in whole device pixels, as near to three quarters of an arcade pixel as those allow. */
function pointsIn(colour: string, points: number, scale: number): Draw {
  const unit = Math.max(1, Math.round(scale * 0.75));
  return (context) => {
    context.scale(1 / scale, 1 / scale);
    context.fillStyle = colour;
    const text = String(points);
    drawText(context, text, -Math.round((textWidth(text) * unit) / 2), -Math.round((GLYPH_HEIGHT * unit) / 2), unit);
  };
}
