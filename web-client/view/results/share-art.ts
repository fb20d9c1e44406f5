// The picture of a result: the maze as the match left it on the left, the result on the right.

import { drawText, GLYPH_HEIGHT, hasGlyph, textWidth } from '#picture';
import { GHOST_COUNT, isFrightened, LEFT, RIGHT, type World } from '#simulation';
import { locale } from '../../language/language.ts';
import { isEaten, isPacInMaze } from '../../netcode/shown.ts';
import { isPacSeen } from '../maze/looks.ts';
import { drawEyes, drawFrightened, drawGhost, drawSeatGhost } from '../maze/pictures/ghost-art.ts';
import { drawMaze } from '../maze/pictures/maze-art.ts';
import { drawPac, MOUTHS, type Facing } from '../maze/pictures/pac-art.ts';
import { palette } from '../maze/pictures/palette.ts';

import { PREVIEW_HEIGHT, PREVIEW_WIDTH } from '../maze/pictures/preview-art.ts';
import { seatLook } from '../maze/pictures/seat-look.ts';
import { MAZE_HEIGHT, MAZE_WIDTH, screenX, screenY } from '../maze/places.ts';
import type { ShareCard, ShareRow } from './share-card.ts';

export { PREVIEW_HEIGHT as SHARE_HEIGHT, PREVIEW_WIDTH as SHARE_WIDTH };

const NIGHT = '#0b0b2c';
const TEXT = '#e8e8f4';
const SOFT = '#9a9ac0';
const SUN = '#ffdf00';
const SUN_SHADOW = '#a86200';

/** The maze: its top left corner, and canvas pixels for an arcade pixel. */
const MAZE = { x: 66, y: 67, scale: 2 } as const;
const TILE = 8;
/** The column of texts. */
const COLUMN = { left: 562, right: 1134 } as const;
const WIDTH = COLUMN.right - COLUMN.left;
const TITLE = { text: 'PACKETMAN', y: 74, unit: 9 } as const;
const MODE_Y = 164;
const HEADLINE = { y: 226, unit: 5, lineHeight: 50 } as const;
const ROWS = { bottom: 556, height: 56, unit: 4 } as const;

/** @param world the last one that the page has seen of the match */
export function drawShareCard(context: CanvasRenderingContext2D, card: ShareCard, world: World): void {
  drawBackground(context);
  drawMatch(context, card, world);
  write(context, TITLE.text, COLUMN.left, TITLE.y + TITLE.unit / 2, { unit: TITLE.unit, fill: SUN_SHADOW });
  write(context, TITLE.text, COLUMN.left, TITLE.y, { unit: TITLE.unit, fill: SUN });
  write(context, card.modeTitle, COLUMN.left, MODE_Y, { unit: 4, fill: SOFT });
  for (const [i, line] of headlineLines(card.headline).entries())
    write(context, line, COLUMN.left, HEADLINE.y + i * HEADLINE.lineHeight, { unit: HEADLINE.unit, fill: TEXT });
  for (const [i, row] of card.rows.entries())
    drawRow(context, card.mode, row, ROWS.bottom - (card.rows.length - i) * ROWS.height);
}

/** Words on two lines at most: the second one has what is left, and is written smaller if it is too wide. */
function headlineLines(text: string): readonly string[] {
  if (textWidth(text) * HEADLINE.unit <= WIDTH) return [text];
  const parts = text.split(' ');
  let first = parts.shift()!;
  while (parts.length > 0 && textWidth(`${first} ${parts[0]}`) * HEADLINE.unit <= WIDTH) first += ` ${parts.shift()}`;
  return parts.length === 0 ? [first] : [first, parts.join(' ')];
}

function drawBackground(context: CanvasRenderingContext2D): void {
  context.fillStyle = NIGHT;
  context.fillRect(0, 0, PREVIEW_WIDTH, PREVIEW_HEIGHT);
  context.strokeStyle = palette().wall;
  context.lineWidth = 5;
  context.beginPath();
  context.roundRect(24, 24, PREVIEW_WIDTH - 48, PREVIEW_HEIGHT - 48, 36);
  context.stroke();
}

/** Walls, the dots that are left, and who was where. */
function drawMatch(context: CanvasRenderingContext2D, { mode, rows }: ShareCard, world: World): void {
  const { lines } = world.maze;
  // Walls cut holes for their double line, so they are drawn apart.
  const walls = document.createElement('canvas');
  walls.width = MAZE_WIDTH * MAZE.scale;
  walls.height = MAZE_HEIGHT * MAZE.scale;
  const wallsContext = walls.getContext('2d')!;
  wallsContext.scale(MAZE.scale, MAZE.scale);
  drawMaze(wallsContext, lines, 'usual');
  context.save();
  context.translate(MAZE.x, MAZE.y);
  context.drawImage(walls, 0, 0);
  context.scale(MAZE.scale, MAZE.scale);
  context.beginPath();
  context.rect(0, 0, MAZE_WIDTH, MAZE_HEIGHT);
  context.clip();
  drawDots(context, world);
  drawActors(context, mode, rows, world);
  context.restore();
}

function drawDots(context: CanvasRenderingContext2D, { maze, dots }: World): void {
  context.fillStyle = palette().dot;
  for (const [line, signs] of maze.lines.entries()) {
    for (const [column, sign] of [...signs].entries()) {
      if ((sign !== '.' && sign !== 'o') || (dots[line]! & (1 << column)) === 0) continue;
      context.beginPath();
      context.arc((column + 0.5) * TILE, (line + 0.5) * TILE, sign === 'o' ? 3.6 : 1.2, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

/** Where everybody is caught, the Pac-Men stand where that happened. */
function drawActors(context: CanvasRenderingContext2D, mode: string, rows: readonly ShareRow[], world: World): void {
  const pacs = Array.from({ length: world.pacCount }, (_, pac) => pac);
  const shown = pacs.filter((pac) => isPacInMaze(world, pac));
  for (const pac of isPacSeen(world) ? (shown.length > 0 ? shown : pacs.slice(0, 1)) : []) {
    const seat = Math.max(0, world.pacSeat[pac]!);
    const look = rows.find((row) => row.seat === seat)?.look ?? seatLook(mode, seat);
    drawAt(context, world.pacX[pac]!, world.pacY[pac]!, () =>
      drawPac(context, look, facing(world.pacTravel[pac]!), MOUTHS[1]),
    );
  }
  for (let ghost = GHOST_COUNT - 1; ghost >= 0; ghost--) {
    const look = facing(world.ghostTravel[ghost]!);
    drawAt(context, world.ghostX[ghost]!, world.ghostY[ghost]!, () => {
      if (isEaten(world, ghost)) drawEyes(context, look);
      else if (isFrightened(world, ghost)) drawFrightened(context, palette().frightened, 0);
      else drawGhost(context, palette().ghosts[ghost]!, 0, look);
    });
  }
}

/** @param x of an actor, in screen pixels of the rules */
function drawAt(context: CanvasRenderingContext2D, x: number, y: number, draw: () => void): void {
  context.save();
  context.translate(screenX(x, 1), screenY(y, 1));
  draw();
  context.restore();
}

/** Figure, place, name, and what counts at the right end. */
function drawRow(context: CanvasRenderingContext2D, mode: string, row: ShareRow, y: number): void {
  const fill = row.isOwn ? SUN : TEXT;
  const figure = 24;
  context.save();
  context.translate(COLUMN.left + figure, y + ROWS.height / 2);
  context.scale(figure / 8, figure / 8);
  if (mode === 'versus') drawSeatGhost(context, row.look, 0, LEFT);
  else drawPac(context, row.look, RIGHT, MOUTHS[1]);
  context.restore();
  const top = y + (ROWS.height - GLYPH_HEIGHT * ROWS.unit) / 2;
  const countWidth = write(context, row.count, COLUMN.right, top, { unit: ROWS.unit, fill, isRight: true });
  const left = COLUMN.left + 2 * figure + 18;
  const name = row.place === '' ? row.name : `${row.place} ${row.name}`;
  write(context, name, left, top, { unit: ROWS.unit, fill, widthMax: COLUMN.right - countWidth - 24 - left });
}

interface Writing {
  readonly unit: number;
  readonly fill: string;
  readonly widthMax?: number;
  /** Whether `x` is the right end. */
  readonly isRight?: boolean;
}

/**
 * Writes in our own letters, smaller where the text would be too wide. A text with other signs, such as a name in another script,
 * is written in the system's letters.
 * @returns the width
 */
function write(context: CanvasRenderingContext2D, text: string, x: number, y: number, writing: Writing): number {
  const { fill, isRight = false, widthMax = WIDTH } = writing;
  const capitals = text.toLocaleUpperCase(locale()).replaceAll('\u00a0', ' ');
  context.fillStyle = fill;
  if (![...capitals].every(hasGlyph)) {
    context.font = `700 ${writing.unit * GLYPH_HEIGHT}px ui-sans-serif, system-ui, sans-serif`;
    context.textBaseline = 'top';
    const width = Math.min(widthMax, context.measureText(text).width);
    context.fillText(text, isRight ? x - width : x, y, widthMax);
    return width;
  }
  const unit = Math.min(writing.unit, Math.floor((2 * widthMax) / textWidth(capitals)) / 2);
  const width = textWidth(capitals) * unit;
  const lower = ((writing.unit - unit) * GLYPH_HEIGHT) / 2;
  drawText(context, capitals, Math.round(isRight ? x - width : x), Math.round(y + lower), unit);
  return width;
}

function facing(direction: number): Facing {
  return direction <= 3 ? (direction as Facing) : LEFT;
}
