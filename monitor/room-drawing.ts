// A maze with its actors on a canvas: small, plain, and of no other file's making than ours.

import type { PicturedGhost, PicturedPac, RoomPicture } from '#handover/control';
import { make } from './element.ts';
import { WORDS } from './words.ts';

const COLUMNS = 28;
/** Pixels of a tile in the World, and rows of the screen above the maze. */
const TILE = 8;
const TOP_ROWS = 3;
const SCALE = 2;
const QUARTERS = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
] as const;
const GHOST_COLOURS = ['#ff4b4b', '#ffb8ff', '#41e5ff', '#ffb852'];
const SEAT_COLOURS = ['#ffdf00', '#7dff6a', '#6ab4ff', '#ff8ad8', '#ff9d3b', '#c9a6ff', '#5df0d0', '#f2f2f2'];
/** By direction: right, down, left, up, none. */
const ANGLES = [0, 0.5, 1, 1.5, 0].map((turns) => turns * Math.PI);

export function seatColour(seat: number): string {
  return seat < 0 ? '#9aa0b4' : SEAT_COLOURS[seat % SEAT_COLOURS.length]!;
}

export class RoomDrawing {
  readonly root = make('canvas', 'maze');
  private readonly context: CanvasRenderingContext2D;
  /** The walls of the maze that was drawn last, which seldom change. */
  private walls: { readonly lines: string; readonly picture: HTMLCanvasElement } | null = null;

  constructor() {
    this.root.width = COLUMNS * TILE * SCALE;
    this.root.height = 31 * TILE * SCALE;
    this.root.setAttribute('role', 'img');
    this.context = this.root.getContext('2d')!;
  }

  draw(picture: RoomPicture): void {
    const { context, root } = this;
    root.setAttribute('aria-label', WORDS.room.picture(picture.mode, picture.level, picture.state));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.wallsOf(picture), 0, 0);
    context.setTransform(SCALE, 0, 0, SCALE, 0, -TOP_ROWS * TILE * SCALE);
    this.drawDots(picture);
    for (const pac of picture.pacs) if (pac.isInMaze) this.drawPac(pac);
    picture.ghosts.forEach((ghost, i) => this.drawGhost(ghost, GHOST_COLOURS[i]!));
  }

  private drawDots({ lines, dots, hasFruit }: RoomPicture): void {
    const { context } = this;
    context.fillStyle = '#ffd9b8';
    dots.forEach((row, line) => {
      for (let column = 0; column < COLUMNS; column++) {
        if (((row >> column) & 1) === 0) continue;
        const [x, y] = [column * TILE + TILE / 2, (line + TOP_ROWS) * TILE + TILE / 2];
        context.beginPath();
        context.arc(x, y, lines[line]![column] === 'o' ? 3.4 : 1, 0, 2 * Math.PI);
        context.fill();
      }
    });
    if (!hasFruit) return;
    context.fillStyle = '#ff5a5a';
    context.beginPath();
    context.arc(COLUMNS * TILE * 0.5, 20.5 * TILE, 5, 0, 2 * Math.PI);
    context.fill();
  }

  private drawPac({ x, y, travel, seat }: PicturedPac): void {
    const { context } = this;
    const angle = ANGLES[travel] ?? 0;
    context.fillStyle = seatColour(seat);
    context.beginPath();
    context.moveTo(x + 1, y);
    context.arc(x + 1, y, 6.5, angle + 0.6, angle + 2 * Math.PI - 0.6);
    context.fill();
  }

  private drawGhost({ x, y, look, travel }: PicturedGhost, colour: string): void {
    const { context } = this;
    if (look !== 'eyes') {
      context.fillStyle = look === 'frightened' ? '#3b50ff' : colour;
      context.beginPath();
      context.arc(x + 1, y - 0.5, 6.5, Math.PI, 0);
      context.lineTo(x + 7.5, y + 6.5);
      for (let foot = 2; foot >= 0; foot--) {
        context.lineTo(x - 5.5 + foot * 4.33 + 2.17, y + 4);
        context.lineTo(x - 5.5 + foot * 4.33, y + 6.5);
      }
      context.fill();
    }
    const [dx, dy] = [Math.cos(ANGLES[travel] ?? 0), Math.sin(ANGLES[travel] ?? 0)];
    for (const side of [-2.5, 2.5]) {
      context.fillStyle = '#ffffff';
      context.beginPath();
      context.arc(x + 1 + side, y - 1, 2, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = '#1b1b5e';
      context.beginPath();
      context.arc(x + 1 + side + dx * 0.9, y - 1 + dy * 0.9, 1, 0, 2 * Math.PI);
      context.fill();
    }
  }

  private wallsOf({ lines }: RoomPicture): HTMLCanvasElement {
    const key = lines.join('\n');
    if (this.walls?.lines === key) return this.walls.picture;
    const picture = make('canvas');
    picture.width = this.root.width;
    picture.height = this.root.height;
    const context = picture.getContext('2d')!;
    context.fillStyle = '#05050f';
    context.fillRect(0, 0, picture.width, picture.height);
    context.scale(SCALE, SCALE);
    context.fillStyle = '#3d55ff';
    fillWalls(context, lines, 2.5);
    context.fillStyle = '#05050f';
    fillWalls(context, lines, 3.5);
    context.fillStyle = '#ffb8de';
    lines.forEach((row, line) => {
      for (let column = 0; column < row.length; column++) {
        if (row[column] === '-') context.fillRect(column * TILE, line * TILE + 3, TILE, 2);
      }
    });
    this.walls = { lines: key, picture };
    return picture;
  }
}

/** Fills the walls, smaller by `inset` at every side that faces a way. */
function fillWalls(context: CanvasRenderingContext2D, lines: readonly string[], inset: number): void {
  const isWall = (line: number, column: number): boolean => (lines[line]?.[column] ?? '#') === '#';
  const half = TILE / 2;
  for (let line = 0; line < lines.length; line++) {
    for (let column = 0; column < COLUMNS; column++) {
      if (!isWall(line, column)) continue;
      // Each quarter of the tile by its three neighbours.
      for (const [dx, dy] of QUARTERS) {
        const [besides, above] = [isWall(line, column + dx), isWall(line + dy, column)];
        const cut = besides && above && !isWall(line + dy, column + dx);
        const x = column * TILE + (dx < 0 ? (besides ? 0 : inset) : half);
        const y = line * TILE + (dy < 0 ? (above ? 0 : inset) : half);
        const width = half - (besides ? 0 : inset);
        const height = half - (above ? 0 : inset);
        if (!cut) context.fillRect(x, y, width, height);
        else {
          context.fillRect(x + (dx < 0 ? inset : 0), y, half - inset, half);
          context.fillRect(x, y + (dy < 0 ? inset : 0), half, half - inset);
        }
      }
    }
  }
}
