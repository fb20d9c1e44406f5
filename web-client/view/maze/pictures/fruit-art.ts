// The eight fruits, drawn around (0, 0) in arcade pixels, about 13 wide.

import type { Fruit } from '#simulation';

type Draw = (context: CanvasRenderingContext2D) => void;

export function drawFruit(context: CanvasRenderingContext2D, fruit: Fruit): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  FRUIT_ART[fruit](context);
}

const FRUIT_ART: Readonly<Record<Fruit, Draw>> = {
  cherries(context) {
    line(context, '#b8743c', 1.2, [-3, 1.5], [0, -3], [5.5, -6]);
    line(context, '#b8743c', 1.2, [2.5, 3], [2.5, -1], [5.5, -6]);
    ball(context, '#ff2121', -3.4, 2.6, 3.2);
    ball(context, '#ff2121', 2.8, 4, 3.2);
    ball(context, '#ffffff', -4.4, 1.8, 0.8);
    ball(context, '#ffffff', 1.8, 3.2, 0.8);
  },
  strawberry(context) {
    shape(context, '#ff2121', [0, 7], [-5.4, 1], [-5.4, -3.4], [0, -4.6], [5.4, -3.4], [5.4, 1]);
    for (const [x, y] of [
      [-3, -1.4],
      [0.2, -0.6],
      [3, -1.6],
      [-1.6, 1.8],
      [1.8, 1.6],
      [0, 4.2],
    ] as const) {
      ball(context, '#ffffff', x, y, 0.6);
    }
    shape(context, '#3fd24a', [-4.4, -4.4], [0, -6.4], [4.4, -4.4], [2.2, -2.8], [0, -3.8], [-2.2, -2.8]);
    line(context, '#e9e9e9', 1, [0, -4.6], [0, -6.8]);
  },
  peach(context) {
    ball(context, '#ffa63d', -1.7, 1.4, 4.8);
    ball(context, '#ffa63d', 1.7, 1.4, 4.8);
    line(context, '#d87a1e', 0.8, [0, -2.6], [-0.7, 0], [0, 3]);
    line(context, '#8a5a2a', 1.2, [0, -3], [0.4, -6]);
    shape(context, '#3fd24a', [0.4, -4.4], [3, -6.8], [5.6, -5.6], [3.4, -3.6]);
  },
  apple(context) {
    ball(context, '#f02a2a', -2.2, 1.2, 4.4);
    ball(context, '#f02a2a', 2.2, 1.2, 4.4);
    ball(context, '#f02a2a', 0, 2.6, 4.4);
    line(context, '#8a5a2a', 1.2, [0, -2.2], [0.6, -6.4]);
    line(context, '#ffffff', 1, [-4.6, 0.6], [-3.6, -1.2]);
  },
  grapes(context) {
    for (const [x, y] of [
      [-3.8, -1.6],
      [0, -1.6],
      [3.8, -1.6],
      [-1.9, 1.4],
      [1.9, 1.4],
      [0, 4.4],
    ] as const) {
      ball(context, '#8f4dff', x, y, 2.3);
      ball(context, '#d9c2ff', x - 0.7, y - 0.8, 0.6);
    }
    line(context, '#3fd24a', 1.3, [-2, -5.4], [0, -3.6], [2.4, -6.4]);
  },
  galaxian(context) {
    shape(
      context,
      '#ffdf00',
      [0, -6.4],
      [1.8, -2],
      [6, -4.4],
      [4.8, 1.4],
      [0, 3.6],
      [-4.8, 1.4],
      [-6, -4.4],
      [-1.8, -2],
    );
    line(context, '#ffdf00', 1.4, [0, 3], [0, 6.4]);
    shape(context, '#ff2121', [0, -3.4], [1.7, 0.6], [0, 2.4], [-1.7, 0.6]);
    line(context, '#3c6dff', 1.2, [-6, -1.4], [-6, 2.6]);
    line(context, '#3c6dff', 1.2, [6, -1.4], [6, 2.6]);
  },
  bell(context) {
    shape(context, '#ffdf00', [-6, 4.6], [-4.6, 1.6], [-4.2, -2.6], [0, -6.4], [4.2, -2.6], [4.6, 1.6], [6, 4.6]);
    line(context, '#fff6b0', 1, [-2.4, 1.4], [-1.8, -2.8]);
    line(context, '#35d7ff', 1.6, [-5.4, 4.6], [5.4, 4.6]);
    ball(context, '#ffffff', 0, 5.8, 1.3);
  },
  key(context) {
    context.strokeStyle = '#35d7ff';
    context.lineWidth = 2;
    context.beginPath();
    context.ellipse(0, -3.8, 3.4, 2.4, 0, 0, 2 * Math.PI);
    context.stroke();
    line(context, '#f4f4f4', 1.6, [0, -1.2], [0, 6.2]);
    line(context, '#f4f4f4', 1.6, [0, 2.6], [2.6, 2.6]);
    line(context, '#f4f4f4', 1.6, [0, 5.8], [2.6, 5.8]);
  },
};

type Point = readonly [x: number, y: number];

function ball(context: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function line(context: CanvasRenderingContext2D, colour: string, width: number, ...points: readonly Point[]): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

/** A closed shape with slightly rounded corners. */
function shape(context: CanvasRenderingContext2D, colour: string, ...points: readonly Point[]): void {
  context.fillStyle = colour;
  line(context, colour, 1, ...points, points[0]!);
  context.fill();
}
