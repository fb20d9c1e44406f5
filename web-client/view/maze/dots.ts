// Dots and energizers: one image for each place that has one at the start of a level, shown while its bit is set.

import type * as Phaser from 'phaser';
import { MAZE_TOP_ROW, tileAt, type World } from '#simulation';
import { ATLAS, DOT_FRAME, ENERGIZER_FRAME } from './atlas.ts';
import { tileMiddleX, tileMiddleY } from './places.ts';

const BLINK_TICKS = 10;

interface Dot {
  readonly image: Phaser.GameObjects.Image;
  readonly line: number;
  readonly bit: number;
  readonly energizer: boolean;
}

export class Dots {
  private readonly dots: readonly Dot[];

  constructor(scene: Phaser.Scene, maze: readonly string[], scale: number) {
    this.dots = maze.flatMap((signs, line) =>
      [...signs].flatMap((sign, column) => {
        if (sign !== '.' && sign !== 'o') return [];
        const tile = tileAt(column, line + MAZE_TOP_ROW);
        const energizer = sign === 'o';
        const frame = energizer ? ENERGIZER_FRAME : DOT_FRAME;
        const image = scene.add.image(tileMiddleX(tile, scale), tileMiddleY(tile, scale), ATLAS, frame);
        return [{ image, line, bit: 1 << column, energizer }];
      }),
    );
  }

  draw(world: World): void {
    const lit = Math.floor(world.tick / BLINK_TICKS) % 2 === 0;
    for (const { image, line, bit, energizer } of this.dots) {
      image.visible = (world.dots[line]! & bit) !== 0 && (lit || !energizer);
    }
  }
}
