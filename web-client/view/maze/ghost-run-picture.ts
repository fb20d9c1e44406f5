// The best run beside the player's own, drawn pale and below all that is played: where its Pac-Men are in this frame.

import type * as Phaser from 'phaser';
import { comfort } from '../comfort.ts';
import { isPacInMaze } from '../../netcode/shown.ts';
import type { GhostRunShown } from '../../daily/ghost-run.ts';
import { ATLAS, RING_FRAME } from './pictures/atlas.ts';
import { MOUTHS, type Facing } from './pictures/pac-art.ts';
import type { SeatSheets } from './pictures/seat-sheets.ts';
import { screenX, screenY } from './places.ts';

/** Above dots, and below rings, Pac-Men and ghosts. */
const DEPTH = 1.5;
const ALPHA = { dark: 0.4, contrast: 0.6 } as const;
const MOUTH_TICKS = 4;
/** Pixels in one tick beyond which a Pac-Man was placed elsewhere, not moved. */
const STEP_PIXELS_MAX = 4;
const LEFTWARD = 2;

export class GhostRunPicture {
  private readonly scene: Phaser.Scene;
  private readonly sheets: SeatSheets;
  private readonly scale: number;
  private images: readonly Phaser.GameObjects.Image[] = [];

  /** @param scale device pixels for an arcade pixel */
  constructor(scene: Phaser.Scene, sheets: SeatSheets, scale: number) {
    this.scene = scene;
    this.sheets = sheets;
    this.scale = scale;
  }

  /** @param run null while there is none. @param fraction from the tick before to this one, 0..1 */
  draw(run: GhostRunShown | null, fraction: number): void {
    const count = run?.world.pacCount ?? 0;
    if (this.images.length < count) this.images = Array.from({ length: count }, () => this.image());
    for (const [pac, image] of this.images.entries()) {
      const isThere = run !== null && pac < count && isPacInMaze(run.world, pac);
      image.setVisible(isThere);
      if (isThere) this.place(image, run, pac, fraction);
    }
  }

  private place(
    image: Phaser.GameObjects.Image,
    { world, before }: GhostRunShown,
    pac: number,
    fraction: number,
  ): void {
    const x = between(before.pacX[pac]!, world.pacX[pac]!, fraction);
    const y = between(before.pacY[pac]!, world.pacY[pac]!, fraction);
    const mouth = comfort.calm ? 1 : Math.floor(world.tick / MOUTH_TICKS) % MOUTHS.length;
    const direction = world.pacTravel[pac]!;
    const facing = (direction <= 3 ? direction : LEFTWARD) as Facing;
    this.sheets.showPac(image, Math.max(0, world.pacSeat[pac]!), 'usual', facing, mouth);
    image.setPosition(screenX(x, this.scale), screenY(y, this.scale)).setAlpha(ALPHA[comfort.theme]);
  }

  private image(): Phaser.GameObjects.Image {
    return this.scene.add.image(0, 0, ATLAS, RING_FRAME).setDepth(DEPTH).setVisible(false);
  }
}

function between(from: number, to: number, fraction: number): number {
  return Math.abs(to - from) > STEP_PIXELS_MAX ? to : from + (to - from) * fraction;
}
