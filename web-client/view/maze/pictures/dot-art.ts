// Dots and energizers, drawn around (0, 0) in arcade pixels.

import { DORMANT, DOT } from './palette.ts';

export function drawDot(context: CanvasRenderingContext2D, radius: number): void {
  context.fillStyle = DOT;
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fill();
}

/** An energizer that cannot be eaten yet: grey and hollow. */
export function drawDormant(context: CanvasRenderingContext2D): void {
  context.strokeStyle = DORMANT;
  context.lineWidth = 1.2;
  context.beginPath();
  context.arc(0, 0, 3, 0, 2 * Math.PI);
  context.stroke();
}
