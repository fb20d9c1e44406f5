// One match in which AI steers every seat, and what is counted in it.

import {
  aiWish,
  canSteer,
  createMatch,
  EVENT,
  EVENT_LENGTH,
  GHOST,
  matchSettings,
  PHASE,
  ROLE,
  rulesOf,
  stepMatch,
  TICKS_PER_SECOND,
  wishOf,
  worldOf,
  type AiSkill,
  type Input,
  type Match,
  type NamedSettings,
} from '#simulation';

/** What a match came to. Plain data, since another thread may send it. */
export interface MatchFacts {
  readonly ticks: number;
  /** False for a match that was stopped, because it had run for `MATCH_TICKS_MAX`. */
  readonly isOver: boolean;
  /** By seat: 1 for the best. Seats that share a place have the same number. */
  readonly places: readonly number[];
  readonly scores: readonly number[];
  /** By seat: its place in the tie-break order of the start, 0 is first. In `versus` this is the order of turns. */
  readonly order: readonly number[];
  /** Ticks in which nothing moves, and ticks of all seats together in which a seat cannot steer while others play. */
  readonly betweenTicks: number;
  readonly outTicks: number;
  /** Points of all seats by the role in which they were made. */
  readonly pacPoints: number;
  readonly ghostPoints: number;
  /** How often another seat was in the lead, looked at once a second. */
  readonly leadChanges: number;
  /** How often a Pac-Man was caught by another player, and how often at all. */
  readonly rivalCatches: number;
  readonly catches: number;
  /** Turns of `versus`, or rounds of `battle`; 1 in other modes. */
  readonly parts: number;
}

/** A match that lasts longer is stopped: 30 minutes. */
const MATCH_TICKS_MAX = 30 * 60 * TICKS_PER_SECOND;

/** Plays a match to its end. @param skills by seat */
export function playAiMatch(given: NamedSettings, skills: readonly AiSkill[]): MatchFacts {
  const match = createMatch(matchSettings(given));
  const seats = skills.map((_, seat) => seat);
  const count = { between: 0, out: 0, pacPoints: 0, ghostPoints: 0, leadChanges: 0, rivalCatches: 0, catches: 0 };
  const scores = seats.map(() => 0);
  const order = [...match.worlds[0]!.seatTieBreak];
  const inputs: Input[] = seats.map((seat) => ({ kind: 'enter', seat }));
  let leader = -1;
  let ticks = 0;
  for (; !isOver(match) && ticks < MATCH_TICKS_MAX; ticks++) {
    const roles = seats.map((seat) => worldOf(match, seat).seatRole[seat]);
    stepMatch(match, inputs);
    inputs.length = 0;
    if (match.worlds[0]!.phase !== PHASE.play) count.between++;
    for (const seat of seats) {
      const world = worldOf(match, seat);
      // A race takes points from the seat that is caught, and a final counts from 0.
      const points = Math.max(0, world.seatScore[seat]! - scores[seat]!);
      scores[seat] = world.seatScore[seat]!;
      if (roles[seat] === ROLE.ghost) count.ghostPoints += points;
      else count.pacPoints += points;
      if (world.phase === PHASE.play && !isInPlay(match, seat)) count.out++;
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, skills[seat]!);
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
    countCatches(match, count);
    const ahead = ticks % TICKS_PER_SECOND === 0 ? soleLeader(match, seats) : leader;
    if (ahead >= 0 && ahead !== leader) {
      if (leader >= 0) count.leadChanges++;
      leader = ahead;
    }
  }
  return {
    ...{ ticks, isOver: isOver(match), places: placesOf(match, seats), scores, order },
    ...{ betweenTicks: count.between, outTicks: count.out, pacPoints: count.pacPoints, ghostPoints: count.ghostPoints },
    ...{ leadChanges: count.leadChanges, rivalCatches: count.rivalCatches, catches: count.catches },
    parts: partsOf(match),
  };
}

function isOver(match: Match): boolean {
  return match.worlds[0]!.phase === PHASE.over;
}

/** Whether a seat has an actor that it steers in the maze: no eyes, no ghost in the house. */
function isInPlay(match: Match, seat: number): boolean {
  const world = worldOf(match, seat);
  if (!canSteer(world, seat)) return false;
  return world.seatRole[seat] !== ROLE.ghost || world.ghostState[world.seatActor[seat]!] === GHOST.outside;
}

function countCatches(match: Match, count: { rivalCatches: number; catches: number }): void {
  for (const { words, count: events } of match.events) {
    for (let event = 0; event < events; event++) {
      const kind = words[event * EVENT_LENGTH];
      if (kind === EVENT.caught) count.catches++;
      if (kind === EVENT.rivalCaught) count.rivalCatches++;
    }
  }
}

/** The seat that is before all others, -1 if several share the first place. */
function soleLeader(match: Match, seats: readonly number[]): number {
  const { rank } = rulesOf(match.settings);
  const best = seats.reduce((first, seat) => (rank(match, seat, first) < 0 ? seat : first));
  return seats.every((seat) => seat === best || rank(match, best, seat) < 0) ? best : -1;
}

function placesOf(match: Match, seats: readonly number[]): number[] {
  const { rank } = rulesOf(match.settings);
  return seats.map((seat) => 1 + seats.filter((other) => rank(match, other, seat) < 0).length);
}

/** The last turn or round; a mode without them has no such word. */
function partsOf({ worlds: [world], settings }: Match): number {
  if (settings.mode.name === 'versus') return world!.turn;
  return settings.mode.name === 'battle' ? world!.round : 1;
}
