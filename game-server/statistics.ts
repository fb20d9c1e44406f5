// What each seat did in one match, for the result. Read off the events and the places of a tick; the World knows nothing
// of it.

import type { ServerMessage } from '#protocol';
import { EVENT, EVENT_LENGTH, PHASE, type Events, type World } from '#simulation';
import { isInMaze, type Seats } from './seats.ts';

/** Nobody walks farther in a tick; what is more is a return, or the tunnel. */
const PIXELS_PER_TICK_MAX = 4;

interface Row {
  dots: number;
  energizers: number;
  ghosts: number;
  caught: number;
  bestChain: number;
  distance: number;
  x: number;
  y: number;
}

export class Statistics {
  private readonly rows: readonly Row[];

  constructor(seatCount: number) {
    this.rows = Array.from({ length: seatCount }, () => ({
      ...{ dots: 0, energizers: 0, ghosts: 0, caught: 0, bestChain: 0 },
      ...{ distance: 0, x: 0, y: 0 },
    }));
  }

  /** Takes in the tick that was just stepped. */
  record(world: World, events: Events): void {
    for (let i = 0; i < events.count; i++) this.count(world, events.words, i * EVENT_LENGTH);
    for (let seat = 0; seat < this.rows.length; seat++) {
      const row = this.rows[seat]!;
      const pixels = Math.abs(world.pacX[seat]! - row.x) + Math.abs(world.pacY[seat]! - row.y);
      if (pixels <= PIXELS_PER_TICK_MAX && isInMaze(world, seat)) row.distance += pixels;
      row.x = world.pacX[seat]!;
      row.y = world.pacY[seat]!;
    }
  }

  /** The result as it stands, best seat first; seats with the same score share a place. */
  results(world: World, seats: Seats): ServerMessage & { type: 'results' } {
    const scores = world.pacScore;
    const rows = seats.wire.flatMap(({ name, driver }, index) => {
      if (driver === 'none') return [];
      const { x: _x, y: _y, ...row } = this.rows[index]!;
      return [{ name, place: 0, score: scores[index]!, ...row }];
    });
    rows.sort((a, b) => b.score - a.score);
    for (const row of rows) row.place = 1 + rows.filter((other) => other.score > row.score).length;
    const cleared = world.phase === PHASE.over && world.dotsLeft === 0;
    return { type: 'results', level: world.level, score: world.score, cleared, seats: rows };
  }

  private count(world: World, words: Int32Array, at: number): void {
    const row = this.rows[words[at + 1]!];
    if (row === undefined) return;
    switch (words[at]!) {
      case EVENT.dotEaten:
        row.dots++;
        break;
      case EVENT.energizerEaten:
        row.energizers++;
        break;
      case EVENT.ghostEaten:
        row.ghosts++;
        row.bestChain = Math.max(row.bestChain, world.chain);
        break;
      case EVENT.caught:
        row.caught++;
        break;
    }
  }
}
