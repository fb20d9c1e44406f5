// The result of `versus`: the order of the seats, and when the match may end (rules/modes.md 4, Win).

import { CATCH_POINTS, PHASE, ROLE } from '../../constants.ts';
import { levelTable } from '../../levels.ts';
import { worldOf, type Match } from '../../match.ts';
import type { World } from '../../world.ts';
import { isPresent } from './seats.ts';
import { RACE_TURNS_MAX } from './turns.ts';

/** More than a seat scores within END_KNOWN_TICKS, beside a fruit: four ghosts, a catch or a cleared board, some dots. */
const POINTS_SOON_MAX = 3000 + CATCH_POINTS + 200;

/** Seats that are there before those that have left; then by score, in a race Pac-Man, catches, dots. */
export function rank(match: Match, seat: number, other: number): number {
  const world = worldOf(match, seat);
  return (
    Number(isPresent(world, other)) - Number(isPresent(world, seat)) ||
    world.seatScore[other]! - world.seatScore[seat]! ||
    Number(wins(world, other)) - Number(wins(world, seat)) ||
    world.seatCatches[other]! - world.seatCatches[seat]! ||
    world.seatDots[other]! - world.seatDots[seat]!
  );
}

/** Of two seats that reach the target of a race with the same score in one tick, Pac-Man wins. */
function wins(world: World, seat: number): boolean {
  const { rule, target } = world.settings;
  return rule === 'race' && world.seatScore[seat]! >= target && world.seatRole[seat] === ROLE.pac;
}

/** Whether the match may end within END_KNOWN_TICKS, if no seat is taken or given up. */
export function mayEndSoon({ worlds: [world] }: Match): boolean {
  return world!.aloneEndsTick > 0 || isRaceClose(world!) || (world!.phase === PHASE.play && isLastTurn(world!));
}

function isLastTurn(world: World): boolean {
  if (world.settings.rule === 'race') return world.turn >= RACE_TURNS_MAX;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (isPresent(world, seat) && world.seatTurnsLeft[seat]! > 0) return false;
  }
  return true;
}

function isRaceClose(world: World): boolean {
  const { rule, target } = world.settings;
  if (rule !== 'race') return false;
  const points = POINTS_SOON_MAX + levelTable(world.level).fruitPoints;
  for (let seat = 0; seat < world.seatCount; seat++) if (world.seatScore[seat]! >= target - points) return true;
  return false;
}
