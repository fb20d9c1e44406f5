// A small picture of the game in the page's text: pieces, emotes. Drawn by code, around (0, 0) in arcade pixels.

import { make } from './element.ts';

/** Pixels of the canvas for an arcade pixel: enough for every screen. The style sheet sizes the picture. */
const SHARPNESS = 6;

/** @param side of the picture in arcade pixels. @param name what it shows, '' where the text beside it says so */
export function picture(side: number, name: string, draw: (context: CanvasRenderingContext2D) => void) {
  const canvas = make('canvas', 'picture');
  canvas.width = canvas.height = side * SHARPNESS;
  if (name === '') canvas.ariaHidden = 'true';
  else {
    canvas.role = 'img';
    canvas.ariaLabel = name;
  }
  const context = canvas.getContext('2d')!;
  context.scale(SHARPNESS, SHARPNESS);
  context.translate(side / 2, side / 2);
  draw(context);
  return canvas;
}
