// How a match is made, and the one function that changes a World: inputs first, then a tick in the order of the mode.

import { decisionRequests } from './actors/ghost.ts';
import { assert } from './assert.ts';
import { GHOST, NONE, PAC, PHASE, ROLE, type Direction } from './constants.ts';
import { Events } from './events.ts';
import { startLevel, startLife } from './life.ts';
import { WORLDS_MAX, type Match } from './match.ts';
import { rulesOf } from './modes/mode-rules.ts';
import type { MatchSettings } from './settings.ts';
import { drawTieBreak } from './tie-break.ts';
import { emptyWorld, type World } from './world.ts';

/**
 * An input of a match: a wish, or a seat that is taken or given up. Inputs are applied in their order.
 * `seat` is 0..seatCount-1, `sequence` rises from 1 per player, to 2^31-1 at most, since it becomes a word of the World;
 * 0 is a wish that no player sent.
 */
export type Input =
  | { readonly kind: 'wish'; readonly seat: number; readonly sequence: number; readonly direction: Direction }
  | { readonly kind: 'enter'; readonly seat: number }
  | { readonly kind: 'leave'; readonly seat: number };

/** A new match at tick 0. @param settings complete and checked, from `matchSettings` */
export function createMatch(settings: MatchSettings): Match {
  const { mode, seatCount } = settings;
  const worlds = Array.from({ length: mode.worldCount(seatCount) }, (_, index) => createWorld(settings, index));
  const worldOfSeat = Int8Array.from({ length: seatCount }, (_, seat) => rulesOf(settings).homeOf(seat));
  return { settings, worlds, tick: 0, events: worlds.map(() => new Events()), worldOfSeat };
}

/** By world: whether it is stepped in this tick. Scratch space, not state. */
const awake = new Uint8Array(WORLDS_MAX);

/**
 * Moves all worlds of a match on by one tick. An input reaches the world its seat is in. A world that sleeps is not stepped: a
 * seat that is taken or given up wakes it, and it ignores wishes.
 */
export function stepMatch(match: Match, inputs: readonly Input[]): void {
  const { worlds, events, worldOfSeat } = match;
  const rules = rulesOf(match.settings);
  match.tick++;
  if (rules.sleep === undefined) awake.fill(1);
  else rules.sleep.findAwake(match, awake);
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    assert(input.seat >= 0 && input.seat < worldOfSeat.length, 'inputs are of seats of the match');
    const world = worldOfSeat[input.seat]!;
    if (awake[world] === 1 || input.kind === 'wish') continue;
    awake[world] = 1;
    rules.sleep!.wake(worlds[world]!, match.tick - 1);
  }
  for (let i = 0; i < worlds.length; i++) {
    events[i]!.clear();
    if (awake[i] === 1) worlds[i]!.tick++;
  }
  for (let i = 0; i < inputs.length; i++) {
    const world = worldOfSeat[inputs[i]!.seat]!;
    if (awake[world] === 1) applyInput(worlds[world]!, inputs[i]!, events[world]!);
  }
  for (let i = 0; i < worlds.length; i++) if (awake[i] === 1) runTick(worlds[i]!, events[i]!);
  rules.afterStep?.(match);
}

/**
 * A new World at tick 0, as the mode starts it.
 * @param settings complete and checked, from `matchSettings`
 * @param index which of the match's worlds it is
 */
export function createWorld(settings: MatchSettings, index = 0): World {
  const world = emptyWorld(settings);
  world.random = settings.seed | 0;
  drawTieBreak(world);
  for (let pac = 0; pac < world.pacCount && pac < world.seatCount; pac++) controlPac(world, pac, pac);
  startLevel(world, settings.level);
  startLife(world);
  rulesOf(settings).start(world, index);
  return world;
}

/** Gives a seat a Pac-Man or a ghost to control. The actor that it controlled before has no player then. */
export function controlPac(world: World, seat: number, pac: number): void {
  releaseActor(world, seat);
  world.seatRole[seat] = ROLE.pac;
  world.seatActor[seat] = pac;
  world.pacSeat[pac] = seat;
}

export function controlGhost(world: World, seat: number, ghost: number): void {
  releaseActor(world, seat);
  world.seatRole[seat] = ROLE.ghost;
  world.seatActor[seat] = ghost;
}

function releaseActor(world: World, seat: number): void {
  const actor = world.seatActor[seat]!;
  if (world.seatRole[seat] === ROLE.pac && world.pacSeat[actor] === seat) world.pacSeat[actor] = -1;
  setWish(world, seat, NONE);
  world.seatRole[seat] = ROLE.none;
}

/**
 * Moves the World on by one tick, a sixtieth of a second, in place.
 * @param events receives the events of this tick; older ones are removed
 */
export function step(world: World, inputs: readonly Input[], events: Events): void {
  events.clear();
  world.tick++;
  for (let i = 0; i < inputs.length; i++) applyInput(world, inputs[i]!, events);
  runTick(world, events);
}

function applyInput(world: World, input: Input, events: Events): void {
  assert(input.seat >= 0 && input.seat < world.seatCount, 'inputs are of seats of the match');
  const rules = rulesOf(world.settings);
  if (input.kind === 'wish') {
    world.seatInput[input.seat] = input.sequence;
    setWish(world, input.seat, input.direction);
  } else if (input.kind === 'enter') rules.enter(world, input.seat, events);
  else rules.leave(world, input.seat, events);
}

/** The tick of a World, whose inputs are already in it. */
function runTick(world: World, events: Events): void {
  // A tick that threw must not leave its requests to another world.
  decisionRequests.count = 0;
  if (world.phase !== PHASE.over) rulesOf(world.settings).step(world, events);
}

/** The direction of the actor that a seat controls. */
function setWish(world: World, seat: number, direction: Direction): void {
  const role = world.seatRole[seat];
  if (role === ROLE.pac) world.pacWish[world.seatActor[seat]!] = direction;
  else if (role === ROLE.ghost) world.ghostWish[world.seatActor[seat]!] = direction;
}

/** The current wish of a seat, a direction. */
export function wishOf(world: World, seat: number): Direction {
  const role = world.seatRole[seat];
  if (role === ROLE.none) return NONE;
  return (role === ROLE.pac ? world.pacWish : world.ghostWish)[world.seatActor[seat]!] as Direction;
}

/** Whether somebody has taken the seat: its `enter` was the last of its seat events. */
export function isPresent(world: World, seat: number): boolean {
  if (world.seatRole[seat] !== ROLE.pac) return world.seatRole[seat] === ROLE.ghost;
  return world.pacState[world.seatActor[seat]!] !== PAC.empty;
}

/** Whether a seat has an actor in the maze that can be steered now: a living Pac-Man, or a ghost that is no eyes and outside the house. */
export function canSteer(world: World, seat: number): boolean {
  const actor = world.seatActor[seat]!;
  if (world.seatRole[seat] === ROLE.ghost) {
    const ghost = world.ghostState[actor];
    return ghost === GHOST.outside || ghost === GHOST.leaving;
  }
  const state = world.pacState[actor];
  return world.seatRole[seat] === ROLE.pac && (state === PAC.alive || state === PAC.waiting);
}
