// The walls of the maze, in the look that they have now. A look is drawn when it is first shown: most matches show one or two.

import type * as Phaser from 'phaser';
import { LEVEL_LAST, PHASE, type World } from '#simulation';
import { isLit } from './flashes.ts';
import { drawMaze, type WallLook } from './pictures/maze-art.ts';
import { MAZE_HEIGHT, MAZE_WIDTH } from './places.ts';

/** Below everything else, even if created late. */
const DEPTH = -1;
/** A cleared maze flashes for its last 96 ticks (rules/arcade.md 15). */
const FLASH_TICKS = 96;

export class Walls {
  private readonly scene: Phaser.Scene;
  private readonly maze: readonly string[];
  private readonly scale: number;
  private readonly images = new Map<WallLook, Phaser.GameObjects.Image>();
  private shown: WallLook | null = null;

  /** @param scale device pixels for an arcade pixel */
  constructor(scene: Phaser.Scene, maze: readonly string[], scale: number) {
    this.scene = scene;
    this.maze = maze;
    this.scale = scale;
  }

  /** @param isLinked whether usual walls are drawn by linked-mazes.ts */
  draw(world: World, isLinked: boolean): void {
    const look = wallLook(world);
    if (look === this.shown) return;
    this.shown = look;
    if (!this.images.has(look) && !(isLinked && look === 'usual')) this.images.set(look, this.add(look));
    for (const [other, image] of this.images) image.setVisible(other === look);
  }

  private add(look: WallLook): Phaser.GameObjects.Image {
    const { textures } = this.scene;
    const key = `walls ${look}`;
    if (textures.exists(key)) textures.remove(key);
    const texture = textures.createCanvas(key, MAZE_WIDTH * this.scale, MAZE_HEIGHT * this.scale)!;
    texture.context.scale(this.scale, this.scale);
    drawMaze(texture.context, this.maze, look);
    texture.refresh();
    return this.scene.add.image(0, 0, key).setOrigin(0, 0).setDepth(DEPTH);
  }
}

/** How the walls of a World look. */
export function wallLook({ phase, phaseEndsTick, tick, level, suddenDeathTick }: World): WallLook {
  const ticksLeft = phaseEndsTick - tick;
  if (phase === PHASE.cleared && ticksLeft < FLASH_TICKS && !isLit('walls', ticksLeft)) return 'flashing';
  if (level === LEVEL_LAST) return 'broken';
  return suddenDeathTick > 0 && phase !== PHASE.ready ? 'sudden-death' : 'usual';
}
