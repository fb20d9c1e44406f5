// What each seat did in one match, for the result. Taken from the events and positions of each tick; the World does not
// depend on it.

import { assert } from '../assert.ts';
import { ROLE } from '../constants.ts';
import { EVENT, EVENT_LENGTH } from '../events.ts';
import { worldOf, type Match } from '../match.ts';
import { rulesOf } from '../modes/mode-rules.ts';
import { canSteer } from '../step.ts';
import type { World } from '../world.ts';

/** What is counted for a seat in a match. `rounds` are those it has won. */
export const SEAT_COUNTS = [
  ...(['dots', 'energizers', 'ghosts', 'caught', 'bestChain'] as const),
  ...(['distance', 'rivals', 'turns', 'fruits', 'rounds'] as const),
] as const;
export type SeatCounts = Readonly<Record<(typeof SEAT_COUNTS)[number], number>>;

/** The result of a match as it stands. */
export interface MatchResult {
  readonly level: number;
  readonly score: number;
  /** Whether the last level was cleared. */
  readonly cleared: boolean;
  /** Best first, equal ones in the order of their seats. */
  readonly seats: readonly SeatResult[];
}

export interface SeatResult {
  readonly seat: number;
  /** From 1; seats that are equal share a place. */
  readonly place: number;
  readonly score: number;
  readonly counts: SeatCounts;
}

/** The longest step of a tick. A longer one is a return to the start, or the tunnel. */
const PIXELS_PER_TICK_MAX = 4;

/**
 * The columns of a row: what is counted for a seat, and where its actor was and of which role. New ones come last: the rows in
 * the journal of an earlier server have only the first ones.
 */
const DOTS = 0;
const ENERGIZERS = 1;
const GHOSTS = 2;
const CAUGHT = 3;
const BEST_CHAIN = 4;
const DISTANCE = 5;
const RIVALS = 6;
const TURNS = 7;
const X = 8;
const Y = 9;
const LAST_ROLE = 10;
const FRUITS = 11;
const ROW_LENGTH = 12;

export class Statistics {
  private readonly seatCount: number;
  /** A row for each seat, flat: written 60 times a second in every room. */
  private readonly rows: Int32Array;

  /** @param rows those of a match that goes on, perhaps of an earlier server; by default of one that begins */
  constructor(seatCount: number, rows: Int32Array = new Int32Array(seatCount * ROW_LENGTH)) {
    const columns = rows.length / seatCount;
    assert(Number.isInteger(columns) && columns > 0 && columns <= ROW_LENGTH, 'there is a row for each seat');
    this.seatCount = seatCount;
    this.rows = new Int32Array(seatCount * ROW_LENGTH);
    for (let seat = 0; seat < seatCount; seat++)
      this.rows.set(rows.subarray(seat * columns, (seat + 1) * columns), seat * ROW_LENGTH);
  }

  /** All rows as plain data. */
  get data(): Int32Array {
    return this.rows.slice();
  }

  /** Counts the tick that was just stepped. */
  record(match: Match): void {
    const { events } = match;
    // Plain loops, like those in the rules: this runs after each tick of each room.
    for (let i = 0; i < events.length; i++) {
      const { words, count } = events[i]!;
      for (let event = 0; event < count; event++) this.count(match, words, event * EVENT_LENGTH);
    }
    for (let seat = 0; seat < this.seatCount; seat++) this.measure(worldOf(match, seat), seat);
  }

  /** The result as it stands. @param taken the seats that are compared */
  results(match: Match, taken: readonly number[]): MatchResult {
    const { rank, isCleared, roundsWon } = rulesOf(match.settings);
    const seats = taken
      .toSorted((one, other) => rank(match, one, other) || one - other)
      .map((seat) => {
        const place = 1 + taken.filter((other) => rank(match, other, seat) < 0).length;
        const score = worldOf(match, seat).seatScore[seat]!;
        return { seat, place, score, counts: { ...this.rowOf(seat), rounds: roundsWon(match, seat) } };
      });
    const { level, score } = match.worlds[0]!;
    return { level, score, cleared: isCleared(match), seats };
  }

  /** Adds the distance that a seat's actor has moved. */
  private measure(world: World, seat: number): void {
    const { rows } = this;
    const row = seat * ROW_LENGTH;
    const actor = world.seatActor[seat]!;
    const role = world.seatRole[seat]!;
    const isGhost = role === ROLE.ghost;
    const hasTurns = world.settings.mode.roles.length > 1;
    if (hasTurns && role === ROLE.pac && rows[row + LAST_ROLE] !== ROLE.pac) rows[row + TURNS]!++;
    rows[row + LAST_ROLE] = role;
    const x = isGhost ? world.ghostX[actor]! : world.pacX[actor]!;
    const y = isGhost ? world.ghostY[actor]! : world.pacY[actor]!;
    const pixels = Math.abs(x - rows[row + X]!) + Math.abs(y - rows[row + Y]!);
    if (pixels === 0) return;
    if (pixels <= PIXELS_PER_TICK_MAX && canSteer(world, seat)) rows[row + DISTANCE]! += pixels;
    rows[row + X] = x;
    rows[row + Y] = y;
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
      rivals: row[RIVALS]!,
      turns: row[TURNS]!,
      fruits: row[FRUITS]!,
    };
  }

  private count(match: Match, words: Int32Array, at: number): void {
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
        rows[row + BEST_CHAIN] = Math.max(rows[row + BEST_CHAIN]!, chainOf(worldOf(match, seat), seat));
        break;
      case EVENT.fruitEaten:
        rows[row + FRUITS]!++;
        break;
      case EVENT.rivalCaught:
        rows[row + RIVALS]!++;
        break;
      case EVENT.caught:
        rows[row + CAUGHT]!++;
        break;
    }
  }
}

/** Ghosts that a seat has eaten with the present energizer. Where each Pac-Man has power of its own, it has a chain of its own. */
function chainOf({ chain, pacChain, seatActor }: World, seat: number): number {
  return pacChain.length === 0 ? chain : pacChain[seatActor[seat]!]!;
}
