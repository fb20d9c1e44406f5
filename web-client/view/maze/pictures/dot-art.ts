// Dots and energizers, drawn around (0, 0) in arcade pixels.

import { palette } from './palette.ts';

export function drawDot(context: CanvasRenderingContext2D, radius: number): void {
  context.fillStyle = palette().dot;
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fill();
}

/** An energizer that cannot be eaten yet: grey and hollow. */
export function drawDormant(context: CanvasRenderingContext2D): void {
  context.strokeStyle = palette().dormant;
  context.lineWidth = 1.2;
  context.beginPath();
  context.arc(0, 0, 3, 0, 2 * Math.PI);
  context.stroke();
}
