// The fog of a ghost's player in `versus`: dark where the ghost does not see, a soft light around it, and a small one
// around Pac-Man while it is revealed. Walls show through. What is hidden is not here at all: the server does not send it.

import type * as Phaser from 'phaser';
import { ROLE, sightOf } from '#simulation';
import type { Actors } from './actors.ts';
import type { SeatLooks } from './pictures/seat-look.ts';
import { MAZE_HEIGHT, MAZE_WIDTH } from './places.ts';
import type { ShownMatch } from './shown-match.ts';

const KEY = 'fog';
/** Above walls, dots and fruit, below all actors. */
const DEPTH = 1.5;
const TILE = 8;
const DARKNESS = 'rgb(0 0 8 / 0.62)';
/** Arcade pixels over which the light fades, half of them on either side of its border. */
const EDGE = 14;
const CORNER = 12;
/** By how much the light is larger than what is seen, so that the last tiles are bright. */
const MARGIN = 4;
/** How strongly the light is tinted in the seat's colour: in its middle, and along its border. */
const TINT = { middle: 0.1, border: 0.16 } as const;
/** Radius of the light around a revealed Pac-Man, in arcade pixels. */
const REVEAL_RADIUS = 26;
/** Time in which fog comes and goes, with a new role, and in which its light grows. */
const FADE_MS = 450;

interface Light {
  readonly mask: HTMLCanvasElement;
  readonly tint: HTMLCanvasElement;
}

export class Fog {
  private readonly texture: Phaser.Textures.CanvasTexture;
  private readonly image: Phaser.GameObjects.Image;
  private readonly looks: SeatLooks;
  private readonly scale: number;
  /** Lights by half their side in arcade pixels, and colour. */
  private readonly lights = new Map<string, Light>();
  private strength = 0;
  private half = 0;
  private drawnMs = 0;

  /** @param scale device pixels for an arcade pixel; the fog itself is drawn in arcade pixels and scaled smoothly */
  constructor(scene: Phaser.Scene, looks: SeatLooks, scale: number) {
    this.looks = looks;
    if (scene.textures.exists(KEY)) scene.textures.remove(KEY);
    this.scale = scale;
    this.texture = scene.textures.createCanvas(KEY, MAZE_WIDTH, MAZE_HEIGHT)!;
    // Linear: the only texture that is scaled, and it has no edges.
    this.texture.setFilter(0);
    this.image = scene.add.image(0, 0, KEY).setOrigin(0, 0).setScale(scale).setDepth(DEPTH).setVisible(false);
  }

  /** Call once a frame, after the actors are placed. */
  draw(match: ShownMatch, actors: Actors, nowMs: number): void {
    const elapsedMs = Math.min(nowMs - this.drawnMs, FADE_MS);
    this.drawnMs = nowMs;
    const sees = isInFog(match);
    this.strength = towards(this.strength, sees ? 1 : 0, elapsedMs / FADE_MS);
    this.image.setVisible(this.strength > 0).setAlpha(this.strength);
    if (!sees) return;
    const { predicted } = match.prediction;
    const half = (sightOf(predicted, match.viewer) + 0.5) * TILE + MARGIN;
    this.half = this.half === 0 ? half : towards(this.half, half, (elapsedMs / FADE_MS) * 5 * TILE);
    this.paint(match, actors);
  }

  private paint({ viewer, prediction: { predicted } }: ShownMatch, actors: Actors): void {
    const { context } = this.texture;
    context.globalCompositeOperation = 'source-over';
    context.clearRect(0, 0, MAZE_WIDTH, MAZE_HEIGHT);
    context.fillStyle = DARKNESS;
    context.fillRect(0, 0, MAZE_WIDTH, MAZE_HEIGHT);
    const own = actors.lastDrawn(viewer);
    if (own !== null) {
      const { mask, tint } = this.light(Math.round(this.half), this.looks.of(viewer).colour);
      const x = own.x / this.scale - mask.width / 2;
      const y = own.y / this.scale - mask.height / 2;
      context.globalCompositeOperation = 'destination-out';
      context.drawImage(mask, x, y);
      context.globalCompositeOperation = 'source-over';
      context.drawImage(tint, x, y);
    }
    const pac = predicted.revealed === 1 ? actors.pacPlace(0) : null;
    if (pac !== null) this.openAround(pac.x / this.scale, pac.y / this.scale);
    this.texture.refresh();
  }

  private openAround(x: number, y: number): void {
    const { context } = this.texture;
    const hole = context.createRadialGradient(x, y, 0, x, y, REVEAL_RADIUS);
    hole.addColorStop(0, '#000f');
    hole.addColorStop(0.55, '#000d');
    hole.addColorStop(1, '#0000');
    context.globalCompositeOperation = 'destination-out';
    context.fillStyle = hole;
    context.fillRect(x - REVEAL_RADIUS, y - REVEAL_RADIUS, 2 * REVEAL_RADIUS, 2 * REVEAL_RADIUS);
  }

  private light(half: number, colour: string): Light {
    const key = `${half} ${colour}`;
    let light = this.lights.get(key);
    if (light === undefined) this.lights.set(key, (light = lightOf(half, colour)));
    return light;
  }
}

/** Whether the words of a match are those that the player of a ghost may see. */
export function isInFog({ viewer, prediction: { predicted } }: ShownMatch): boolean {
  return viewer >= 0 && predicted.viewRole === ROLE.ghost;
}

function towards(value: number, goal: number, by: number): number {
  return value < goal ? Math.min(goal, value + by) : Math.max(goal, value - by);
}

/** A square of light with round corners and a soft border: what it takes from the dark, and its tint. */
function lightOf(half: number, colour: string): Light {
  const size = 2 * (half + EDGE);
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  const mask = new ImageData(size, size);
  const tint = new ImageData(size, size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = distanceToBorder(x + 0.5 - size / 2, y + 0.5 - size / 2, half);
      const lit = smooth(0.5 - distance / EDGE);
      const depth = Math.max(0, Math.min(1, -distance / half));
      const border = Math.max(0, 1 - Math.abs(distance) / (EDGE / 2));
      const at = 4 * (y * size + x);
      mask.data[at + 3] = 255 * lit;
      tint.data.set([red, green, blue, 255 * (TINT.middle * depth * lit + TINT.border * border * border)], at);
    }
  }
  return { mask: canvasOf(mask), tint: canvasOf(tint) };
}

/** From a point to the border of a square with round corners around (0, 0), in pixels; negative inside. */
function distanceToBorder(x: number, y: number, half: number): number {
  const right = Math.abs(x) - half + CORNER;
  const below = Math.abs(y) - half + CORNER;
  return Math.hypot(Math.max(right, 0), Math.max(below, 0)) + Math.min(Math.max(right, below), 0) - CORNER;
}

function smooth(value: number): number {
  const part = Math.max(0, Math.min(1, value));
  return part * part * (3 - 2 * part);
}

function canvasOf(data: ImageData): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = data.width;
  canvas.height = data.height;
  canvas.getContext('2d')!.putImageData(data, 0, 0);
  return canvas;
}
