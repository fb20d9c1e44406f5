// Emotes: small faces and signs, drawn around (0, 0) in arcade pixels, in the maze, on buttons and beside names.

import type { Emote } from '#protocol';
import { drawMark } from './pac-art.ts';

type Context = CanvasRenderingContext2D;

const RADIUS = 6.5;
const SKIN = '#ffd94a';
const INK = '#2a2100';
const TEAR = '#4ab8ff';
const RED = '#ff4d5e';
const TAU = 2 * Math.PI;

/** In the maze an emote stands on a light bubble with a tip to the lower left. */
export function drawBubble(context: Context, emote: Emote): void {
  context.fillStyle = '#f6f6ff';
  context.beginPath();
  context.arc(0, 0, 8.6, 0, TAU);
  context.moveTo(-8, 3);
  context.lineTo(-9.6, 9.6);
  context.lineTo(-2.5, 8);
  context.fill();
  drawEmote(context, emote);
}

export function drawEmote(context: Context, emote: Emote): void {
  if (emote === 'thanks') return drawHeart(context);
  circle(context, emote === 'scared' ? '#b9c6ff' : SKIN, 0, 0, RADIUS);
  FACES[emote](context);
}

const FACES: Readonly<Record<Exclude<Emote, 'thanks'>, (context: Context) => void>> = {
  hello(context) {
    eyes(context);
    smile(context, 0.5, 2.6);
    // A waving hand.
    circle(context, '#fff0a8', 6.2, -4.6, 2);
    arc(context, INK, 6.2, -4.6, 3.4, -0.9, 0.5, 0.7);
  },
  bravo(context) {
    context.fillStyle = '#e8890c';
    for (const x of [-2.5, 2.5]) drawMark(context, 'star', x, -1.7, 1.9);
    openMouth(context, 1.2);
  },
  sorry(context) {
    eyes(context, -0.6);
    line(context, INK, -2, 2.8, 2, 2.2);
    drop(context, 4.4, -4.6);
  },
  laugh(context) {
    for (const x of [-2.5, 2.5]) arc(context, INK, x, -0.9, 1.5, Math.PI, TAU, 1);
    openMouth(context, 0.6);
    drop(context, -5.6, 0.4);
    drop(context, 5.6, 0.4);
  },
  cry(context) {
    eyes(context);
    arc(context, INK, 0, 4.6, 2.4, 1.2 * Math.PI, 1.8 * Math.PI, 1);
    drop(context, -2.6, 1.2);
    drop(context, 2.6, 1.2);
  },
  scared(context) {
    for (const x of [-2.4, 2.4]) {
      circle(context, '#ffffff', x, -1.6, 1.9);
      circle(context, INK, x, -1.6, 0.8);
    }
    context.fillStyle = INK;
    context.beginPath();
    context.ellipse(0, 3, 1.4, 2, 0, 0, TAU);
    context.fill();
  },
  taunt(context) {
    circle(context, INK, -2.4, -1.6, 0.95);
    line(context, INK, 1.2, -1.4, 3.8, -1.8);
    line(context, INK, -2.8, 1.6, 2.8, 1.6);
    context.fillStyle = RED;
    context.beginPath();
    context.moveTo(-0.4, 1.7);
    context.lineTo(2.4, 1.7);
    context.arc(1, 3.6, 1.4, 0, Math.PI);
    context.fill();
  },
};

function drawHeart(context: Context): void {
  context.fillStyle = RED;
  drawMark(context, 'heart', 0, 0.4, 5.2);
}

function eyes(context: Context, y = -1.6): void {
  for (const x of [-2.4, 2.4]) circle(context, INK, x, y, 0.95);
}

function smile(context: Context, y: number, radius: number): void {
  arc(context, INK, 0, y, radius, 0.12 * Math.PI, 0.88 * Math.PI, 1);
}

function openMouth(context: Context, y: number): void {
  context.fillStyle = INK;
  context.beginPath();
  context.arc(0, y, 3.2, 0, Math.PI);
  context.fill();
  circle(context, RED, 0, y + 2.3, 1);
}

function drop(context: Context, x: number, y: number): void {
  context.fillStyle = TEAR;
  context.beginPath();
  context.moveTo(x, y - 1.6);
  context.quadraticCurveTo(x + 1.7, y + 1.2, x, y + 1.5);
  context.quadraticCurveTo(x - 1.7, y + 1.2, x, y - 1.6);
  context.fill();
}

function circle(context: Context, colour: string, x: number, y: number, radius: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, TAU);
  context.fill();
}

function arc(
  context: Context,
  colour: string,
  x: number,
  y: number,
  radius: number,
  from: number,
  to: number,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = 'round';
  context.beginPath();
  context.arc(x, y, radius, from, to);
  context.stroke();
}

function line(context: Context, colour: string, x1: number, y1: number, x2: number, y2: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.lineCap = 'round';
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
