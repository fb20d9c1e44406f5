// The collapse of `mega`: after a cull the homes of the survivors are laid into a smaller square, and all start again
// (rules/modes.md 6).

import { EVENT } from '../../events.ts';
import { NONE, PAC, PHASE } from '../../constants.ts';
import { forgetWish, PAC_START_X, PAC_START_Y, placePac, startLife } from '../../life.ts';
import type { Match } from '../../match.ts';
import { tileAt } from '../../mazes/maze.ts';
import { placeOnTile } from '../start-tiles.ts';
import type { World } from '../../world.ts';
import { layLevel, setDifficulty } from './levels.ts';
import { PROTECT_TICKS } from './lives.ts';
import { CARRIED, SHARED } from './passages.ts';
import { sideOf } from './square.ts';

const COLLAPSE_TICKS = 180;
const CULL_TICKS = 2700;
/** Where the two of the final start. */
const FINAL_TILES = [tileAt(3, 32), tileAt(24, 32)] as const;
const FINALISTS = 2;

/** Moves the survivors of a cull into the new square. @param survivors two or more seats */
export function collapse(match: Match, survivors: readonly number[]): void {
  const isFinal = survivors.length === FINALISTS;
  const seats = keptSeats(match);
  const homes = isFinal ? [] : homesOf(match, survivors);
  const cells = isFinal ? 1 : sideOf(homes.length) ** 2;
  for (const [cell, world] of match.worlds.entries()) {
    const home = homes[cell];
    if (home === undefined) layFresh(world, cell < cells ? cell : NO_CELL);
    // Homes only move to earlier cells, so this one was not overwritten.
    else layHome(world, match.worlds[home]!, cell);
    world.side = sideOf(cells);
    standStill(world, match.tick);
  }
  for (let seat = 0; seat < seats.length; seat++) {
    const home = match.worlds.findIndex((world) => world.homeSeat === seat);
    match.worldOfSeat[seat] = Math.max(0, home);
    restoreSeat(match.worlds[match.worldOfSeat[seat]!]!, seats[seat]!, seat);
  }
  for (const [place, seat] of survivors.toSorted((seat, other) => seat - other).entries()) {
    startAgain(match.worlds[match.worldOfSeat[seat]!]!, seat, isFinal ? FINAL_TILES[place]! : null);
  }
  for (const events of match.events) events.add(EVENT.collapsed, 0, 0, survivors.length);
}

const NO_CELL = -1;
const WORDS_OF_SEAT = [...CARRIED, ...SHARED];

/** The words of each seat, which its World does not keep. */
function keptSeats(match: Match): readonly number[][] {
  return Array.from(match.worldOfSeat, (world, seat) => WORDS_OF_SEAT.map((name) => match.worlds[world]![name][seat]!));
}

/** The cells of the survivors' homes, in reading order. */
function homesOf({ worlds }: Match, survivors: readonly number[]): number[] {
  return [...worlds.keys()].filter((cell) => survivors.includes(worlds[cell]!.homeSeat));
}

function layHome(world: World, from: World, cell: number): void {
  if (world !== from) world.words.set(from.words);
  world.mazeIndex = cell;
  // The rest of the dots is counted as after a death (rules/arcade.md 11).
  world.globalDots = 0;
}

function layFresh(world: World, cell: number): void {
  world.mazeIndex = cell;
  world.homeSeat = -1;
  layLevel(world, world.settings.level);
}

/** Begins the collapse in a maze. Nobody is in it yet. */
function standStill(world: World, tick: number): void {
  for (const name of CARRIED) world[name].fill(name === 'pacWish' ? NONE : 0);
  world.tick = tick;
  world.culls++;
  world.phase = PHASE.collapse;
  world.phaseEndsTick = tick + 1 + COLLAPSE_TICKS;
  world.playStartTick += COLLAPSE_TICKS;
  world.nextCullTick = tick + COLLAPSE_TICKS + CULL_TICKS;
  // Play began at some time, which has no meaning for a fresh maze.
  world.lifeStartTick = tick;
  startLife(world);
  setDifficulty(world);
}

function restoreSeat(world: World, kept: readonly number[], seat: number): void {
  for (const [index, name] of WORDS_OF_SEAT.entries()) world[name][seat] = kept[index]!;
}

/** A survivor at its start point, without power. @param tile that of the final, null for the arcade's start point */
function startAgain(world: World, seat: number, tile: number | null): void {
  forgetWish(world, seat);
  if (tile === null) placePac(world, seat, PAC_START_X, PAC_START_Y);
  else placeOnTile(world, seat, tile);
  world.pacState[seat] = PAC.waiting;
  world.pacUntilTick[seat] = world.phaseEndsTick + PROTECT_TICKS;
  world.pacPowerUntilTick[seat] = 0;
  if (tile !== null) world.seatFinalFrom[seat] = world.seatScore[seat]!;
}
