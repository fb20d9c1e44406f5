// Sparks that fly off where something was struck: a few small squares that slow down and fade. They follow the match's own
// time, like all effects, and there are none for players who want less motion.

import type * as Phaser from 'phaser';
import { comfort } from '../../comfort.ts';
import type { Point } from '../places.ts';

/** Sparks at once, in all bursts together; further ones are left out. */
export const SPARKS_MAX = 64;
const LASTS_MS = 420;
/** Arcade pixels that the fastest spark flies, and of its side at first. */
const REACH = 15;
const SIDE = 1.6;
/** The angle between two sparks: they never stand in a row. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** One spark, in device pixels; `length` is how far it flies. */
interface Spark {
  x: number;
  y: number;
  angle: number;
  length: number;
  colour: number;
  startMs: number;
}

type Pen = Pick<Phaser.GameObjects.Graphics, 'clear' | 'fillStyle' | 'fillRect'>;

export class Sparks {
  private readonly graphics: Pen;
  private readonly scale: number;
  /** A fixed pool; the first `count` fly. */
  private readonly sparks: readonly Spark[] = Array.from({ length: SPARKS_MAX }, () => ({
    ...{ x: 0, y: 0, angle: 0, length: 0, colour: 0, startMs: 0 },
  }));
  private count = 0;

  /** @param scale device pixels for an arcade pixel */
  constructor(graphics: Pen, scale: number) {
    this.graphics = graphics;
    this.scale = scale;
  }

  /** @param count of sparks. @param playedMs time of the match */
  burst({ x, y }: Point, count: number, colour: number, playedMs: number): void {
    if (comfort.calm) return;
    for (let i = 0; i < count && this.count < SPARKS_MAX; i++) {
      const spark = this.sparks[this.count++]!;
      const length = REACH * this.scale * (0.45 + 0.55 * (((i * 7) % count) / count));
      Object.assign(spark, { x, y, angle: i * GOLDEN_ANGLE, length, colour, startMs: playedMs });
    }
  }

  draw(playedMs: number): void {
    const { graphics, sparks } = this;
    graphics.clear();
    for (let i = this.count - 1; i >= 0; i--) {
      const spark = sparks[i]!;
      const age = (playedMs - spark.startMs) / LASTS_MS;
      if (age < 0 || age >= 1) this.end(i);
      else this.drawSpark(spark, age);
    }
  }

  clear(): void {
    this.count = 0;
  }

  private drawSpark({ x, y, angle, length, colour }: Spark, age: number): void {
    const way = length * (1 - (1 - age) * (1 - age));
    const side = Math.max(1, Math.round(SIDE * this.scale * (1 - 0.6 * age)));
    const left = Math.round(x + Math.cos(angle) * way - side / 2);
    const top = Math.round(y + Math.sin(angle) * way - side / 2);
    this.graphics.fillStyle(colour, 1 - age * age);
    this.graphics.fillRect(left, top, side, side);
  }

  /** The last flying spark takes its place. */
  private end(i: number): void {
    Object.assign(this.sparks[i]!, this.sparks[--this.count]!);
  }
}
