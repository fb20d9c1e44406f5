// The walls of `mega`: gates to the four neighbours, whose walls are beside the maze, and a picture that follows the marked
// Pac-Man through a gate. Of the neighbours only the walls are known.

import type * as Phaser from 'phaser';
import { GATES, MAZE_TOP_ROW, openGates, TUNNEL_ROW, type World } from '#simulation';
import { mazeKey } from '../../netcode/maze-key.ts';
import { MAZE_STRIDE, offsetAt, strideOf, type Offset } from '../../netcode/passage.ts';
import { GateSigns, GATE_COLUMNS } from './gate-signs.ts';
import { drawMaze } from './pictures/maze-art.ts';
import { MAZE_HEIGHT, MAZE_WIDTH, pixelX, pixelY, type Point } from './places.ts';

/** Tiles of the hidden ends of the tunnel that are drawn on each side, and a line of wall above and below. */
const HIDDEN_TILES = 2;
const TILE = 8;
/** Half of this is the time in which the picture has come so near to where it has to be that nobody sees the rest. */
const FOLLOW_MS = 90;
const NEIGHBOUR_ALPHA = 0.4;
const NOWHERE: Offset = { x: 0, y: 0 };

type Image = Phaser.GameObjects.Image;

export class LinkedMazes {
  private readonly scale: number;
  private readonly walls: readonly Image[];
  private readonly signs: GateSigns;
  private isOpen = false;
  private key = NaN;
  /** Where the picture has to be, and is, in arcade pixels. */
  private target = NOWHERE;
  private shown = { x: 0, y: 0 };
  private drawnMs = 0;

  constructor(scene: Phaser.Scene, maze: readonly string[], scale: number) {
    this.scale = scale;
    addWalls(scene, 'linked-closed', maze, scale, false);
    addWalls(scene, 'linked-open', maze, scale, true);
    const { x, y } = MAZE_STRIDE;
    const places = [
      [0, 0],
      [x, 0],
      [-x, 0],
      [0, y],
      [0, -y],
    ] as const;
    this.walls = places.map(([left, top], i) =>
      scene.add
        .image((left - HIDDEN_TILES * TILE) * scale, top * scale, 'linked-closed')
        .setOrigin(0, 0)
        .setAlpha(i === 0 ? 1 : NEIGHBOUR_ALPHA),
    );
    this.signs = new GateSigns(scene, scale);
  }

  /** By how many arcade pixels the picture is moved: it follows the marked Pac-Man through a gate. */
  get offset(): Offset {
    return this.shown;
  }

  /**
   * Call once a frame, after the actors are placed.
   * @param marked where the marked Pac-Man is drawn; null while it is not
   * @returns whether another maze is shown than in the frame before
   */
  draw(world: World, marked: Point | null, nowMs: number): boolean {
    const isOther = this.follow(world, marked, nowMs);
    const isOpen = openGates(world) === GATES.northSouth;
    if (isOpen !== this.isOpen)
      for (const image of this.walls) image.setTexture(isOpen ? 'linked-open' : 'linked-closed');
    this.isOpen = isOpen;
    const isAway = Math.abs(this.shown.x) + Math.abs(this.shown.y) > 0.5;
    for (const image of this.walls.slice(1)) image.setVisible(isAway && world.side > 1);
    this.signs.draw(world);
    return isOther;
  }

  private follow(world: World, marked: Point | null, nowMs: number): boolean {
    const key = mazeKey(world);
    const isOther = key !== this.key && !Number.isNaN(this.key);
    this.key = key;
    if (isOther) {
      const stride = strideOf(this.target);
      // Anywhere but at a gate the other maze is shown at once.
      this.shown =
        stride.x === 0 && stride.y === 0 ? { x: 0, y: 0 } : { x: this.shown.x - stride.x, y: this.shown.y - stride.y };
    }
    this.target =
      marked === null ? NOWHERE : offsetAt(world, pixelX(marked.x, this.scale), pixelY(marked.y, this.scale));
    const rest = Math.exp(-Math.min(nowMs - this.drawnMs, 1000) / FOLLOW_MS);
    this.drawnMs = nowMs;
    this.shown.x = this.target.x + (this.shown.x - this.target.x) * rest;
    this.shown.y = this.target.y + (this.shown.y - this.target.y) * rest;
    return isOther;
  }
}

/** Walls with the ends of the tunnel on both sides, and with the gates in the first and the last line open or closed. */
function addWalls(scene: Phaser.Scene, key: string, maze: readonly string[], scale: number, open: boolean): void {
  const { textures } = scene;
  if (textures.exists(key)) textures.remove(key);
  const width = (MAZE_WIDTH + 2 * HIDDEN_TILES * TILE) * scale;
  const texture = textures.createCanvas(key, width, MAZE_HEIGHT * scale)!;
  const { context } = texture;
  context.scale(scale, scale);
  // A line more on each side, so that nothing ends at the edge of the picture.
  context.translate(-TILE, -TILE);
  drawMaze(context, surrounded(maze, open), 'usual');
  texture.refresh();
}

function surrounded(maze: readonly string[], open: boolean): readonly string[] {
  const lines = maze.map((line, row) => {
    const isEdge = row === 0 || row === maze.length - 1;
    const gates =
      open && isEdge ? [...line].map((sign, column) => (GATE_COLUMNS.includes(column) ? ' ' : sign)) : [line];
    const side = (row === TUNNEL_LINE ? ' ' : '#').repeat(HIDDEN_TILES + 1);
    return `${side}${gates.join('')}${side}`;
  });
  const outside = (line: string): string => line.replaceAll(/[^ ]/g, '#');
  return [outside(lines[0]!), ...lines, outside(lines.at(-1)!)];
}

const TUNNEL_LINE = TUNNEL_ROW - MAZE_TOP_ROW;
