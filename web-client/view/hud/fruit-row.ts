// The fruits of the levels, as pictures in a row: the current one last, as many of those before it as have room.

import { levelTable } from '#simulation';
import { drawFruit } from '../maze/pictures/fruit-art.ts';

/** The fruit of this many levels is shown at most. */
export const FRUITS_SHOWN = 7;
/** A fruit is never smaller than this part of its usual size while older ones can be left out. */
const SMALLEST = 0.62;
const ARCADE_PIXELS = 16;

export interface FruitRow {
  /** The level of the first fruit. */
  readonly first: number;
  readonly count: number;
  /** Side of one fruit, in the unit of the width. */
  readonly side: number;
}

/**
 * @param level 1 or higher. @param width of the place, not negative. @param side of a fruit where there is room enough
 */
export function fruitRow(level: number, width: number, side: number): FruitRow {
  const wanted = Math.min(level, FRUITS_SHOWN);
  const fitting = Math.min(side, Math.max(width / wanted, Math.min(SMALLEST * side, width)));
  const count = fitting === 0 ? 1 : Math.max(1, Math.min(wanted, Math.floor(width / fitting + 1e-6)));
  return { first: level - count + 1, count, side: fitting };
}

/** Draws the row at the right end of its canvas, which has the size that the style sheet gives it. */
export function drawFruitRow(canvas: HTMLCanvasElement, level: number): void {
  const ratio = window.devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const { first, count, side } = fruitRow(level, width, height);
  const context = canvas.getContext('2d')!;
  const scale = (side * ratio) / ARCADE_PIXELS;
  for (let i = 0; i < count; i++) {
    context.setTransform(scale, 0, 0, scale, (width - (count - i - 0.5) * side) * ratio, (height * ratio) / 2);
    drawFruit(context, levelTable(first + i).fruit);
  }
}
