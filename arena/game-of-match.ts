// The result of a match that is over, or was broken off.

import { INPUT_NUMBERS, modeNamed, NONE, piecesOf, rulesOf, worldOf, type RecordedMatch } from '#simulation';
import type { GameResult, SeatResult } from '../bots/arena/game-result.ts';
import type { Match } from '../game-server/match/match.ts';
import type { Seats } from '../game-server/rooms/seats.ts';

/** What a match does not know of a seat. */
export type SeatFacts = Pick<SeatResult, 'contestant' | 'lateTicks' | 'thinkUs' | 'fault'>;

export type GameFacts = Pick<GameResult, 'game' | 'round' | 'seed' | 'mode' | 'replay'>;

/** @param recorded the same match; null if it has too many inputs */
export function gameOfMatch(
  facts: GameFacts,
  match: Match,
  recorded: RecordedMatch | null,
  seats: readonly SeatFacts[],
): GameResult {
  const { now, tick, world } = match;
  const inputs = inputCounts(recorded, seats.length);
  const places = placesOf(match, seats);
  const { owner } = modeNamed(facts.mode)!.lives;
  return {
    ...facts,
    ticks: tick,
    level: world.level,
    teamScore: owner === 'team' || owner === 'player' ? world.score : 0,
    seats: seats.map((seat, index) => ({
      ...seat,
      place: places[index]!,
      score: worldOf(now, index).seatScore[index]!,
      inputs: inputs[index]!,
    })),
  };
}

/**
 * The match as its replay has it, null if it has too many inputs.
 *
 * @param seats at the end of the match: the results have no rows for seats whose programs have gone by then
 */
export function recordedMatch(match: Match, seats: Seats): RecordedMatch | null {
  const { level, score, cleared, seats: rows } = match.results(seats);
  const results = rows.map(({ name, place, score: own }) => ({ name, place, score: own }));
  return match.recorded({ result: { level, score, cleared, seats: results } });
}

/** As the mode ranks them, with those that have lost their seats behind the others. */
function placesOf({ now }: Match, seats: readonly SeatFacts[]): number[] {
  const { rank } = rulesOf(now.settings);
  const isBefore = (seat: number, other: number): boolean => {
    const losses = Number(seats[seat]!.fault !== null) - Number(seats[other]!.fault !== null);
    return losses === 0 ? rank(now, seat, other) < 0 : losses < 0;
  };
  const all = seats.map((_, index) => index);
  return all.map((seat) => 1 + all.filter((other) => isBefore(other, seat)).length);
}

/** The directions that were sent for each seat. */
function inputCounts(recorded: RecordedMatch | null, seats: number): number[] {
  const counts = Array.from({ length: seats }, () => 0);
  if (recorded === null) return counts;
  for (const { inputs } of piecesOf(recorded.log)) {
    for (let at = 0; at < inputs.length; at += INPUT_NUMBERS) {
      const [seat, action, sequence] = [inputs[at]!, inputs[at + 1]!, inputs[at + 2]!];
      // Higher actions are seats that are taken and given up. NONE with sequence 0 is the server's, for a new player.
      if (action < NONE || (action === NONE && sequence > 0)) counts[seat]!++;
    }
  }
  return counts;
}
