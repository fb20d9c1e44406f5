// Dots and energizers, drawn around (0, 0) in arcade pixels.

import { palette } from './palette.ts';

/** Arcade pixels. */
const ENERGIZER_RADIUS = 3.7;
const GLOW_RADIUS = 8;

export function drawDot(context: CanvasRenderingContext2D, radius: number): void {
  context.fillStyle = palette().dot;
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fill();
}

/** An energizer, with a soft light around it. */
export function drawEnergizer(context: CanvasRenderingContext2D): void {
  if (palette().glows) {
    const glow = context.createRadialGradient(0, 0, ENERGIZER_RADIUS * 0.8, 0, 0, GLOW_RADIUS);
    glow.addColorStop(0, `${palette().dot}66`);
    glow.addColorStop(1, `${palette().dot}00`);
    context.fillStyle = glow;
    context.fillRect(-GLOW_RADIUS, -GLOW_RADIUS, 2 * GLOW_RADIUS, 2 * GLOW_RADIUS);
  }
  drawDot(context, ENERGIZER_RADIUS);
}

/** An energizer that cannot be eaten yet: grey and hollow. */
export function drawDormant(context: CanvasRenderingContext2D): void {
  context.strokeStyle = palette().dormant;
  context.lineWidth = 1.2;
  context.beginPath();
  context.arc(0, 0, 3, 0, 2 * Math.PI);
  context.stroke();
}
