// The whole picture: the maze, a line above it, a line below it, the players beside it, and a box over it between matches.

import type { ConversationState, MatchModel, RoomModel } from '#client';
import { ROLE, type World } from '#simulation';
import { boxOf } from './box.ts';
import { Cells, STYLE, type TextLook } from './terminal/cells.ts';
import { MONOCHROME_ACROSS_MAX, monochromeMaze } from './picture/monochrome.ts';
import { mazePicture } from './picture/maze-picture.ts';
import * as colour from './picture/palette.ts';
import { COLUMNS_MIN, layoutFor, ROWS_MIN, type Layout } from './picture/scale.ts';
import { seatColours } from './picture/seat-colours.ts';
import { seatRows } from './seat-rows.ts';
import { columnsOf } from './terminal/safe-text.ts';
import type { Shown } from './shown.ts';
import { statusText } from './status-text.ts';

/** @returns the picture for a terminal of this size */
export function screenFor(shown: Shown, columns: number, rows: number): Cells {
  const cells = new Cells(columns, rows);
  const layout = layoutFor(cells.columns, cells.rows, shown.hasColours ? undefined : MONOCHROME_ACROSS_MAX);
  if (layout === null) {
    const lines = ['Too small:', `${columns} x ${rows},`, `needs ${COLUMNS_MIN} x ${ROWS_MIN}`, 'q leave'];
    for (const [i, line] of lines.entries()) cells.text(0, i, line);
    return cells;
  }
  const room = roomOf(shown.state);
  const match = room?.match ?? (shown.state.name === 'entering' ? shown.state.match : null);
  if (shown.world !== null && match !== null) {
    drawMaze(cells, layout, shown, shown.world, match);
    cells.text(0, 0, statusText(shown.world, match, shown.marked), { fore: colour.TEXT_STRONG, style: STYLE.bold });
    if (layout.side !== null) drawSide(cells, layout.side, shown, room, shown.world, match);
  }
  cells.text(0, cells.rows - 1, shown.news === '' ? hintFor(shown, room) : shown.news, {
    fore: shown.news === '' ? colour.TEXT_DIM : colour.WARNING,
  });
  const lines = boxOf(shown, room);
  if (lines !== null) drawBox(cells, layout, lines);
  return cells;
}

function roomOf(state: ConversationState): RoomModel | null {
  return 'room' in state ? state.room : null;
}

function drawMaze(cells: Cells, layout: Layout, shown: Shown, world: World, match: MatchModel): void {
  const { left, top, scale } = layout;
  if (!shown.hasColours) return monochromeMaze(cells, layout, world, shown.marked);
  const view = { viewer: match.seat, seatColours: seatColours(match.mode, match.seats) };
  mazePicture(world, scale, view).drawInto(cells, left, top, colour.DEFAULT_COLOUR);
}

function drawSide(
  cells: Cells,
  { left, columns }: NonNullable<Layout['side']>,
  { marked }: Shown,
  room: RoomModel | null,
  world: World,
  match: MatchModel,
): void {
  let row = 2;
  const line = (text: string, look: TextLook = {}): void => void cells.text(left, row++, text, look, columns);
  line(`Room ${match.code}`, { fore: colour.TEXT_STRONG, style: STYLE.bold });
  if (room !== null && room.info.watchers > 0) line(`${room.info.watchers} watching`, { fore: colour.TEXT_DIM });
  row++;
  const rowsMax = cells.rows - row - 1;
  const colours = seatColours(match.mode, match.seats);
  for (const { seat, name, figure, note } of seatRows(world, match.seats, marked, rowsMax)) {
    const look = { fore: seat === marked ? colour.TEXT_STRONG : colour.TEXT, style: seat === marked ? STYLE.bold : 0 };
    cells.text(left, row, seat === marked ? '▶' : '●', { ...look, fore: colourOf(world, colours, seat) });
    const figureColumn = left + columns - figure.length;
    const noteColumn = cells.text(left + 2, row, name, look, figureColumn - left - 3) + 1;
    cells.text(noteColumn, row, note, { fore: colour.TEXT_DIM }, figureColumn - noteColumn - 1);
    cells.text(figureColumn, row++, figure, look);
  }
}

/** In `versus` a seat has the colour of what it steers now. */
function colourOf(world: World, colours: readonly number[], seat: number): number {
  if (world.ghostSeat.length === 0) return colours[seat]!;
  return world.seatRole[seat] === ROLE.ghost ? colour.GHOSTS[world.seatActor[seat]!]! : colour.YELLOW;
}

function hintFor({ state, world }: Shown, room: RoomModel | null): string {
  if (room === null || world === null) return 'q leave';
  if (state.name === 'disconnected') return 'q leave  The connection is lost. Trying again.';
  if (room.isSeated) {
    const isOut = room.match.isOut && room.match.hasSeveralMazes;
    return isOut ? 'q leave  n b follow' : 'q leave  p pause  arrows, WASD or HJKL steer';
  }
  const sit = room.hasFreeSeat ? '  t take a seat' : '';
  return `q leave  n b follow${sit}`;
}

function drawBox(cells: Cells, { left, top, columns, rows }: Layout, lines: readonly string[]): void {
  const shownLines = lines.slice(0, rows);
  const width = Math.min(columns, Math.max(...shownLines.map(columnsOf)) + 4);
  const firstRow = top + Math.max(0, (rows - shownLines.length) >> 1);
  const firstColumn = left + ((columns - width) >> 1);
  const look = { fore: colour.TEXT_STRONG, back: colour.BOX };
  for (const [i, line] of shownLines.entries()) {
    cells.text(firstColumn, firstRow + i, ' '.repeat(width), look);
    const style = i === 0 ? STYLE.bold : STYLE.plain;
    cells.text(firstColumn + 2, firstRow + i, line, { ...look, style }, width - 3);
  }
}
