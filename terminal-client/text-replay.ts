// A replay as text: the maze at a tick, or second by second, or as it was played in a terminal.

import { ReplayCursor, TICKS_PER_SECOND, worldOf, type Replay } from '#simulation';
import { textMaze } from './picture/text-maze.ts';
import { CellWriter, Cells } from './terminal/cells.ts';
import { ColourCodes } from './terminal/colours.ts';
import { safeText } from './terminal/safe-text.ts';

/** Columns of the line above the maze. */
const LINE_COLUMNS = 78;

/** The maze of the first seat at the tick of a cursor, below a line about it. */
function pictureOf(cursor: ReplayCursor): string[] {
  const { match, replay, tick } = cursor;
  const { score, level, settings } = worldOf(match, 0);
  const seconds = (tick / TICKS_PER_SECOND).toFixed(1);
  const line = `${settings.mode.name}  tick ${tick} of ${replay.ticks} (${seconds} s)  level ${level}  score ${score}`;
  return [safeText(line, LINE_COLUMNS), ...textMaze(worldOf(match, 0))];
}

/** @param tick before the match is its start, after it its end. @returns the lines of one picture */
export function textAt(replay: Replay, tick: number): string[] {
  const cursor = new ReplayCursor(replay);
  cursor.seek(Math.min(tick, replay.ticks));
  return pictureOf(cursor);
}

/** A picture for each second, and one of the end. */
export function* textBySecond(replay: Replay): Generator<string[]> {
  const cursor = new ReplayCursor(replay);
  for (let tick = 0; tick < replay.ticks; tick += TICKS_PER_SECOND) {
    cursor.seek(tick);
    yield pictureOf(cursor);
  }
  cursor.seek(replay.ticks);
  yield pictureOf(cursor);
}

/** Pictures of a terminal, as what to write for each one, from the start of the match to its end. */
export class TextPlayback {
  private readonly cursor: ReplayCursor;
  private readonly writer = new CellWriter(new ColourCodes('none'));

  constructor(replay: Replay) {
    this.cursor = new ReplayCursor(replay);
  }

  get isOver(): boolean {
    return this.cursor.tick >= this.cursor.replay.ticks;
  }

  /** @param ms since the start. @returns what to write; '' for nothing */
  at(ms: number, columns: number, rows: number): string {
    this.cursor.seek(Math.min(this.cursor.replay.ticks, Math.floor((ms * TICKS_PER_SECOND) / 1000)));
    const cells = new Cells(columns, rows);
    for (const [row, line] of pictureOf(this.cursor).entries()) cells.text(0, row, line);
    return this.writer.write(cells);
  }
}
