// The one function that changes a World: inputs first, then a tick in the order of the match's mode.

import { stepClassic } from './modes/classic.ts';
import { CLASSIC, PHASE, type Direction } from './constants.ts';
import { enterSeat, leaveSeat } from './modes/coop-lives.ts';
import { stepCoop } from './modes/coop.ts';
import type { Events } from './events.ts';
import { decisionRequests } from './actors/ghost.ts';
import type { World } from './world.ts';

/**
 * What reaches a match from outside, in the order in which it counts: a wish, or a seat that is taken or given up.
 * `seat` is 0..seatCount-1, `sequence` rises from 1 per player, to 2^31-1 at most, since it becomes a word of the World;
 * 0 is a wish that no player sent.
 */
export type Input =
  | { readonly kind: 'wish'; readonly seat: number; readonly sequence: number; readonly direction: Direction }
  | { readonly kind: 'enter'; readonly seat: number }
  | { readonly kind: 'leave'; readonly seat: number };

/**
 * Moves the World on by one tick, a sixtieth of a second, in place.
 * @param events receives what happened in this tick, and only in this one
 */
export function step(world: World, inputs: readonly Input[], events: Events): void {
  events.clear();
  // A tick that threw must not leave its ghosts' questions to another world.
  decisionRequests.count = 0;
  world.tick++;
  for (const input of inputs) applyInput(world, input, events);
  if (world.phase === PHASE.over) return;
  if (world.mode === CLASSIC) stepClassic(world, events);
  else stepCoop(world, events);
}

function applyInput(world: World, input: Input, events: Events): void {
  switch (input.kind) {
    case 'wish':
      world.pacInput[input.seat] = input.sequence;
      world.pacWish[input.seat] = input.direction;
      return;
    case 'enter':
      if (world.mode !== CLASSIC) enterSeat(world, input.seat, events);
      return;
    case 'leave':
      if (world.mode !== CLASSIC) leaveSeat(world, input.seat);
  }
}
