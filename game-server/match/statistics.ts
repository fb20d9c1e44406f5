// What each seat did in one match, for the result. Read off the events and the places of a tick; the World knows nothing
// of it.

import type { ServerMessage } from '#protocol';
import { EVENT, EVENT_LENGTH, PHASE, type Events, type World } from '#simulation';
import { isInMaze, type Seats } from '../rooms/seats.ts';

/** Nobody walks farther in a tick; what is more is a return, or the tunnel. */
const PIXELS_PER_TICK_MAX = 4;

/** What is counted for a seat, and where its Pac-Man was: so many numbers in one row. */
const DOTS = 0;
const ENERGIZERS = 1;
const GHOSTS = 2;
const CAUGHT = 3;
const BEST_CHAIN = 4;
const DISTANCE = 5;
const X = 6;
const Y = 7;
const ROW_LENGTH = 8;

export class Statistics {
  private readonly seatCount: number;
  /** A row for each seat, flat: written 60 times a second in every room. */
  private readonly rows: Int32Array;

  constructor(seatCount: number) {
    this.seatCount = seatCount;
    this.rows = new Int32Array(seatCount * ROW_LENGTH);
  }

  /** Takes in the tick that was just stepped. */
  record(world: World, events: Events): void {
    for (let i = 0; i < events.count; i++) this.count(world, events.words, i * EVENT_LENGTH);
    const { rows, seatCount } = this;
    const { pacX, pacY } = world;
    for (let seat = 0, row = 0; seat < seatCount; seat++, row += ROW_LENGTH) {
      const pixels = Math.abs(pacX[seat]! - rows[row + X]!) + Math.abs(pacY[seat]! - rows[row + Y]!);
      if (pixels === 0) continue;
      if (pixels <= PIXELS_PER_TICK_MAX && isInMaze(world, seat)) rows[row + DISTANCE]! += pixels;
      rows[row + X] = pacX[seat]!;
      rows[row + Y] = pacY[seat]!;
    }
  }

  /** The result as it stands, best seat first; seats with the same score share a place. */
  results(world: World, seats: Seats): ServerMessage & { type: 'results' } {
    const scores = world.pacScore;
    const rows = seats.wire.flatMap(({ name, driver }, index) => {
      if (driver === 'empty') return [];
      return [{ name, place: 0, score: scores[index]!, ...this.rowOf(index) }];
    });
    rows.sort((a, b) => b.score - a.score);
    for (const row of rows) row.place = 1 + rows.filter((other) => other.score > row.score).length;
    const cleared = world.phase === PHASE.over && world.dotsLeft === 0;
    return { type: 'results', level: world.level, score: world.score, cleared, seats: rows };
  }

  private rowOf(seat: number) {
    const row = this.rows.subarray(seat * ROW_LENGTH);
    return {
      dots: row[DOTS]!,
      energizers: row[ENERGIZERS]!,
      ghosts: row[GHOSTS]!,
      caught: row[CAUGHT]!,
      bestChain: row[BEST_CHAIN]!,
      distance: row[DISTANCE]!,
    };
  }

  private count(world: World, words: Int32Array, at: number): void {
    const { rows } = this;
    const seat = words[at + 1]!;
    const row = seat * ROW_LENGTH;
    switch (words[at]!) {
      case EVENT.dotEaten:
        rows[row + DOTS]!++;
        break;
      case EVENT.energizerEaten:
        rows[row + ENERGIZERS]!++;
        break;
      case EVENT.ghostEaten:
        rows[row + GHOSTS]!++;
        rows[row + BEST_CHAIN] = Math.max(rows[row + BEST_CHAIN]!, world.chain);
        break;
      case EVENT.caught:
        rows[row + CAUGHT]!++;
        break;
    }
  }
}
