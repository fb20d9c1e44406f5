// Small pictures of the game in the page: pieces, emotes, modes. Drawn by code, and anew when theme or palette change. Marks of
// seats in lists follow with variables of the style sheets.

import { onComfortChange } from './comfort.ts';
import { make } from './element.ts';
import { namedColours } from '#picture';
import { palette } from './maze/pictures/palette.ts';

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
  keepDrawn(canvas, SHARPNESS, (context) => {
    context.translate(side / 2, side / 2);
    draw(context);
  });
  return canvas;
}

const pictures = new WeakMap<HTMLCanvasElement, () => void>();

/** Draws a canvas now, and whenever colours change while it is in the page. @param sharpness pixels for an arcade pixel */
export function keepDrawn(
  canvas: HTMLCanvasElement,
  sharpness: number,
  draw: (context: CanvasRenderingContext2D) => void,
): void {
  const context = canvas.getContext('2d')!;
  const drawNow = (): void => {
    context.reset();
    context.scale(sharpness, sharpness);
    draw(context);
  };
  pictures.set(canvas, drawNow);
  drawNow();
}

/** Follows theme and palette from now on. */
export function startPictures(): void {
  setVariables();
  onComfortChange(() => {
    setVariables();
    for (const canvas of document.querySelectorAll('canvas')) pictures.get(canvas)?.();
  });
}

function setVariables(): void {
  for (const [name, colour] of Object.entries(namedColours(palette())))
    document.documentElement.style.setProperty(`--seat-${name}`, colour);
}
