// Dots and energizers: one image for each place that has one at the start of a level, shown while its bit is set.

import type * as Phaser from 'phaser';
import { MAZE_TOP_ROW, tileAt, type World } from '#simulation';
import { ATLAS, DORMANT_FRAME, DOT_FRAME, ENERGIZER_FRAME, OLD_DOT_FRAME } from './pictures/atlas.ts';
import { isLit } from './flashes.ts';
import { energizerLook } from './looks.ts';
import { tileMiddleX, tileMiddleY } from './places.ts';

interface Dot {
  readonly image: Phaser.GameObjects.Image;
  readonly line: number;
  readonly column: number;
  readonly bit: number;
  /** Counts the energizers in reading order; -1 for a dot. */
  readonly energizer: number;
}

export class Dots {
  private readonly dots: readonly Dot[];

  constructor(scene: Phaser.Scene, maze: readonly string[], scale: number) {
    let energizers = 0;
    this.dots = maze.flatMap((signs, line) =>
      [...signs].flatMap((sign, column) => {
        if (sign !== '.' && sign !== 'o') return [];
        const tile = tileAt(column, line + MAZE_TOP_ROW);
        const energizer = sign === 'o' ? energizers++ : -1;
        const frame = sign === 'o' ? ENERGIZER_FRAME : DOT_FRAME;
        const image = scene.add.image(tileMiddleX(tile, scale), tileMiddleY(tile, scale), ATLAS, frame);
        return [{ image, line, column, bit: 1 << column, energizer }];
      }),
    );
  }

  /** @param seen what the viewer sees now, in tiles of the picture; the rest is remembered. Null: everything is seen */
  draw(world: World, seen: Seen | null): void {
    const lit = isLit('energizer', world.tick);
    for (const { image, line, column, bit, energizer } of this.dots) {
      const isThere = (world.dots[line]! & bit) !== 0;
      image.visible = isThere;
      if (!isThere) continue;
      if (energizer >= 0) drawEnergizer(image, world, energizer, lit);
      else if (seen !== null) image.setFrame(isSeen(seen, column, line) ? DOT_FRAME : OLD_DOT_FRAME);
    }
  }
}

/** A square of tiles. */
export interface Seen {
  readonly column: number;
  readonly line: number;
  readonly sight: number;
}

function isSeen({ column, line, sight }: Seen, dotColumn: number, dotLine: number): boolean {
  return Math.abs(dotColumn - column) <= sight && Math.abs(dotLine - line) <= sight;
}

/** Awake ones blink as in the arcade; those that wake soon change between hollow and full. */
function drawEnergizer(image: Phaser.GameObjects.Image, world: World, index: number, lit: boolean): void {
  const look = energizerLook(world, index);
  if (look === 'awake') image.visible = lit;
  image.setFrame(look === 'dormant' || (look === 'waking' && !lit) ? DORMANT_FRAME : ENERGIZER_FRAME);
}
