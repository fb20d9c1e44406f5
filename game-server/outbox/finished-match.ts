// What of a match that has ended is handed over: who had the seats, and what they have reached.

import { hostname } from 'node:os';
import type { FinishedMatch, FinishedSeat } from '#handover';
import { TICKS_PER_SECOND, type RecordedMatch } from '#simulation';
import type { MatchKey } from '../match/match-key.ts';
import type { Match } from '../match/match.ts';
import type { Leavers } from '../rooms/leavers.ts';
import { isRated, type RoomRules } from '../rooms/room-rules.ts';
import { resultOwner } from '../rooms/seat.ts';
import type { Seats } from '../rooms/seats.ts';

/** A shorter match is not handed over. */
export const FINISHED_TICKS_MIN = 5 * TICKS_PER_SECOND;

/** The name of this machine, as long as a finished match may name it. */
const NODE = hostname().slice(0, 64);

/** Whether a match is handed over: it was long enough, and a player had a seat. A ranked one that has begun always is. */
export function isHandedOver({ tick }: Match, seats: Seats, leavers: Leavers, rules: RoomRules): boolean {
  if (tick < FINISHED_TICKS_MIN && !isRated(rules)) return false;
  return seats.players.length > 0 || leavers.list.length > 0;
}

export function finishedMatch(
  key: MatchKey,
  recorded: RecordedMatch,
  facts: Pick<FinishedMatch, 'kind' | 'dailyDate' | 'listed' | 'endedMs' | 'seats'>,
): FinishedMatch {
  return { ...key, node: NODE, ...facts, recorded };
}

/**
 * Who had the seats of a match that ends now, best first. A match ends when its last players leave: they had their seats
 * until the end. In a ranked match they did not, since leaving is losing.
 */
export function finishedSeats(match: Match, seats: Seats, leavers: Leavers, rules: RoomRules): FinishedSeat[] {
  const all = Array.from({ length: seats.count }, (_, seat) => seat);
  const taken = all.filter((seat) => seats.at(seat).driver !== 'empty');
  const isLast = (leaver: { seat: number; untilTick: number }) =>
    !isRated(rules) && leaver.untilTick === match.tick && seats.at(leaver.seat).driver === 'empty';
  const leftLast = leavers.list.filter(isLast).map(({ seat }) => seat);
  const atEnd = match.resultOf([...new Set([...taken, ...leftLast])]).seats;
  const reached = new Map(match.resultOf(all).seats.map((row) => [row.seat, row]));
  const had = [
    ...taken.map((seat) => ({ ...driverOf(seats, seat, match.tick), seat, wasLast: true })),
    ...leavers.list.map((leaver) => ({ ...leaver, wasLast: isLast(leaver) })),
  ];
  const rows = had.map(({ wasLast, ...each }): FinishedSeat => {
    const { score, counts } = reached.get(each.seat)!;
    const place = wasLast ? atEnd.find(({ seat }) => seat === each.seat)!.place : 0;
    return { ...each, place, score, counts };
  });
  return rows.toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** Those without a place stand last. */
function rankOf({ place }: FinishedSeat): number {
  return place === 0 ? Number.MAX_SAFE_INTEGER : place;
}

function driverOf(
  seats: Seats,
  index: number,
  tick: number,
): Omit<FinishedSeat, 'seat' | 'place' | 'score' | 'counts'> {
  const seat = seats.at(index);
  const { name } = seats.wire[index]!;
  if (!('player' in seat)) {
    return {
      ...{ name, driver: 'ai', version: '', player: null, sinceTick: 0, untilTick: tick },
      ...{ isFirst: false, standInTicks: 0 },
    };
  }
  const { driver, sinceTick, isFirst, standInTicks } = seat;
  const { version, identity } = resultOwner(seat);
  return { name, driver, version, player: identity, sinceTick, untilTick: tick, isFirst, standInTicks };
}
