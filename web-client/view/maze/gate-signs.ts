// The signs of the gates of `mega`: arrows that run outwards through an open gate, which blink before it closes, and a bar
// in a closed one. West and East are the tunnel, which is open to the own maze while its gates are closed: it has no bar.

import type * as Phaser from 'phaser';
import { GATES, GATE_BLINK_TICKS, gateTicksLeft, openGates, TUNNEL_ROW, type World } from '#simulation';
import { numberOf } from '#picture';
import { palette } from './pictures/palette.ts';
import { isLit } from './flashes.ts';
import { MAZE_HEIGHT, MAZE_WIDTH, tileRowY } from './places.ts';

/** Columns of the gates in the first and in the last line. */
export const GATE_COLUMNS: readonly number[] = [12, 15];
const TILE = 8;
const DEPTH = 0.5;
/** Arrows of a gate, from the edge inwards, and ticks in which they run from one to the next. */
const ARROWS = 2;
const ARROW_PIXELS = 5;
const RUN_TICKS = 30;
const BAR = { height: 2, inset: 0.5 } as const;

export class GateSigns {
  private readonly graphics: Phaser.GameObjects.Graphics;
  private readonly scale: number;
  private readonly colours: Readonly<Record<'gateOpen' | 'gateClosing' | 'gateClosed', number>>;

  constructor(scene: Phaser.Scene, scale: number) {
    this.graphics = scene.add.graphics().setDepth(DEPTH);
    this.scale = scale;
    const { gateOpen, gateClosing, gateClosed } = palette();
    this.colours = {
      gateOpen: numberOf(gateOpen),
      gateClosing: numberOf(gateClosing),
      gateClosed: numberOf(gateClosed),
    };
  }

  draw(world: World): void {
    const { graphics, scale } = this;
    graphics.clear();
    if (world.side <= 1) return;
    const { gateOpen, gateClosing, gateClosed } = this.colours;
    const gates = openGates(world);
    const isChanging = gateTicksLeft(world) <= GATE_BLINK_TICKS;
    const isSeen = !isChanging || isLit('gate', world.tick);
    const colour = isChanging ? gateClosing : gateOpen;
    const run = (world.tick % RUN_TICKS) / RUN_TICKS;
    const middle = tileRowY(TUNNEL_ROW, 1);
    if (gates === GATES.eastWest && isSeen) {
      this.arrows(0, middle, -1, 0, run, colour);
      this.arrows(MAZE_WIDTH, middle, 1, 0, run, colour);
    }
    for (const column of GATE_COLUMNS) {
      const x = (column + 0.5) * TILE;
      if (gates !== GATES.northSouth) {
        for (const y of [TILE / 2, MAZE_HEIGHT - TILE / 2]) {
          graphics.fillStyle(gateClosed, 1);
          graphics.fillRect(
            (column * TILE + BAR.inset) * scale,
            (y - BAR.height / 2) * scale,
            (TILE - 2 * BAR.inset) * scale,
            BAR.height * scale,
          );
        }
      } else if (isSeen) {
        this.arrows(x, 0, 0, -1, run, colour);
        this.arrows(x, MAZE_HEIGHT, 0, 1, run, colour);
      }
    }
  }

  /** Arrows that run to a place at the edge, in the direction (dx, dy); the outer one fades away. */
  private arrows(x: number, y: number, dx: number, dy: number, run: number, colour: number): void {
    const { graphics, scale } = this;
    for (let i = 0; i <= ARROWS; i++) {
      const back = (i + 1 - run) * ARROW_PIXELS;
      const tipX = x - dx * back;
      const tipY = y - dy * back;
      graphics.lineStyle(1.5 * scale, colour, Math.min(1, i + 1 - run, ARROWS + run - i));
      graphics.beginPath();
      for (const side of [-1, 0, 1]) {
        const px = tipX + (side === 0 ? dx * 2.4 : 0) + side * dy * 2.6;
        const py = tipY + (side === 0 ? dy * 2.4 : 0) + side * dx * 2.6;
        if (side === -1) graphics.moveTo(px * scale, py * scale);
        else graphics.lineTo(px * scale, py * scale);
      }
      graphics.strokePath();
    }
  }
}
