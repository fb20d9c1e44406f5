// What a decision of the built-in player costs, by mode, role and skill, in matches in which AI steers every seat.

import {
  AI_SKILLS,
  aiDirection,
  aiWish,
  canSteer,
  createMatch,
  matchSettings,
  MODES,
  PHASE,
  ROLE,
  stepMatch,
  wishOf,
  worldOf,
  type AiSkill,
  type Input,
  type Match,
  type Role,
} from '#simulation';

export interface DecisionCost {
  readonly mode: string;
  readonly seats: number;
  readonly role: Role;
  readonly skill: AiSkill;
  readonly decisions: number;
  /**
   * Microseconds of a decision: on average without the slowest hundredth, in which the machine has mostly run something else;
   * and of the fastest one in this hundredth.
   */
  readonly meanUs: number;
  readonly p99Us: number;
}

/** Decisions are timed in one of this many ticks, so that seats stand at different places of their tiles. */
const TICKS_PER_SAMPLE = 5;
/** The part of the samples before the first one that counts, so that the code is compiled. */
const WARM_UP_SHARE = 0.2;
/** Seats of a match of `mega`: those of quick play. */
const SEATS_MAX = 16;

/** @param ticks of play for each mode and skill; a match that ends is followed by another one */
export function benchAi(seed: number, ticks: number): DecisionCost[] {
  return MODES.flatMap((mode) => {
    const seats = Math.min(SEATS_MAX, mode.seats.most);
    return AI_SKILLS.flatMap((skill) => costsOf(mode.name, seats, skill, seed, ticks));
  });
}

function costsOf(mode: string, seats: number, skill: AiSkill, seed: number, ticks: number): DecisionCost[] {
  const samples: Record<Role, number[]> = { pac: [], ghost: [] };
  let match = newMatch(mode, seats, seed);
  const inputs: Input[] = entering(seats);
  for (let tick = 0; tick < ticks; tick++) {
    stepMatch(match, inputs);
    inputs.length = 0;
    if (match.worlds[0]!.phase === PHASE.over) {
      match = newMatch(mode, seats, ++seed);
      inputs.push(...entering(seats));
      continue;
    }
    for (let seat = 0; seat < seats; seat++) {
      const world = worldOf(match, seat);
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, skill);
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
      if (world.phase !== PHASE.play || tick % TICKS_PER_SAMPLE !== 0) continue;
      const began = process.hrtime.bigint();
      aiDirection(world, seat, skill);
      const us = Number(process.hrtime.bigint() - began) / 1000;
      samples[world.seatRole[seat] === ROLE.ghost ? 'ghost' : 'pac'].push(us);
    }
  }
  return (['pac', 'ghost'] as const).flatMap((role) => {
    const counted = samples[role].slice(Math.floor(samples[role].length * WARM_UP_SHARE)).toSorted((a, b) => a - b);
    if (counted.length === 0) return [];
    const usual = counted.slice(0, Math.ceil(counted.length * 0.99));
    const meanUs = usual.reduce((sum, us) => sum + us, 0) / usual.length;
    const p99Us = counted[Math.floor(counted.length * 0.99)]!;
    return [{ mode, seats, role, skill, decisions: counted.length, meanUs, p99Us }];
  });
}

function newMatch(mode: string, seatCount: number, seed: number): Match {
  return createMatch(matchSettings({ mode, seatCount, seed }));
}

function entering(seats: number): Input[] {
  return Array.from({ length: seats }, (_, seat) => ({ kind: 'enter', seat }));
}
