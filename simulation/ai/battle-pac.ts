// The built-in player in `battle`: it tries to get an energizer before its rivals, hunts with power, and flees from rivals that
// have it. It pushes rivals into ghosts. Otherwise it eats, and keeps away from ghosts.

import { GHOST_COUNT, NONE, type Direction } from '../constants.ts';
import { hasDot } from '../actors/eating.ts';
import { FRUIT_LIES, FRUIT_TILE } from '../actors/fruit.ts';
import { pacTile } from '../actors/pac.ts';
import { isInMaze } from '../actors/target-seat.ts';
import { tileOfPixel, type Tile } from '../mazes/maze.ts';
import { pacStepsFrom } from '../mazes/path-table.ts';
import { POWER_TICKS } from '../modes/battle/power.ts';
import type { World } from '../world.ts';
import {
  CONTENDERS,
  inattention,
  longestPower,
  markRivals,
  nearestRival,
  tasteOf,
  type Contender,
} from './contender.ts';
import { danger } from './danger.ts';
import { stepsIn } from './maze-steps.ts';
import { bestWay, mark } from './prospects.ts';
import type { AiSkill } from './skill.ts';
import { temperOf } from './temper.ts';
import { addFuturePower, isHunter, measureThreats, powerLeft, type Pace } from './threats.ts';

/** What goals are worth, in dots. */
const WORTH = { dot: 1, energizer: 60, rival: 250, fruit: 12, ghost: 3 } as const;

/** Safe tiles in a way with which it is taken without fear, by skill. */
const ENOUGH_TILES: Readonly<Record<AiSkill, number>> = { easy: 6, normal: 12, hard: 12 };

const TICKS_PER_TILE = 8;
const POWERED_TICKS_PER_TILE = (8 * 80) / 95;
/** A rival that gets power within these ticks is feared now. */
const FEARED_TICKS = 110;
/** Where an energizer is contested, this many ticks of lead make it certain. */
const LEAD_TICKS = 40;
/** What an energizer is worth to a Pac-Man with power. */
const POWERED_SHARE = 0.4;
/**
 * Who gets power last has it longest. So an energizer that no rival can reach much earlier is held back until a rival without
 * power is near enough to be hunted, or one with power is near.
 */
const HOLD_LEAD = 0.5;
const HUNT_TILES = 8;
const REFUGE_TILES = 14;
/** Tiles from which it starts a shove, and tiles beyond the rival in which a ghost must be. */
const SHOVE_TILES = 4;
const SHOVE_GHOST_TILES = 6;
const SHOVE_MARGIN_TICKS = 2;
/** A rival within these tiles can push it, by these ticks. */
const PUSH_TILES = 3;
const PUSH_TICKS = 10;

/** The direction in which a Pac-Man of `battle` wants to go from the tile that it is in. */
export function battlePacDirection(world: World, seat: number, skill: AiSkill): Direction {
  const contender = CONTENDERS[skill];
  const pac = world.seatActor[seat]!;
  const slip = inattention(world, seat, pac, contender);
  if (slip !== null) return slip;
  const { maze } = world;
  const temper = temperOf(world, seat);
  const power = powerLeft(world, pac);
  const pace = paceOf(world);
  const ticksPerTile = power > 0 ? POWERED_TICKS_PER_TILE : TICKS_PER_TILE;
  measureThreats(world, pac, contender, pace, longestPower(world), maze);
  markEnergizers(world, pac, contender, pace, power);
  if (power > 0) {
    markRivals(world, pac, maze, ticksPerTile, WORTH.rival, temper.ambush);
    markGhosts(world);
  }
  if (world.fruitState === FRUIT_LIES) mark(FRUIT_TILE, WORTH.fruit);
  const shove = contender.plans ? shoveWay(world, pac) : NONE;
  const isPushable = contender.plans && hasNearRival(world, pac);
  const boldness = temper.boldness * standing(world, seat);
  const best = bestWay(world, pac, maze, {
    marginTicks: contender.marginTicks / boldness + (isPushable ? PUSH_TICKS : 0),
    enoughTiles: ENOUGH_TILES[skill] / boldness,
    dotWorth: WORTH.dot,
    ticksPerTile,
    taste: tasteOf(world, seat),
  });
  return shove === NONE ? best : shove;
}

function paceOf(world: World): Pace {
  let percent = 70;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (isHunter(world, ghost) && world.ghostSpeed[ghost]! < 160) percent = Math.max(percent, world.ghostSpeed[ghost]!);
  }
  return {
    ghostTicks: (8 * 80) / percent,
    isSlowed: world.suddenDeathTick === 0,
    poweredTicks: POWERED_TICKS_PER_TILE,
  };
}

/** More than 1 for a seat that is behind in rounds, less for one that leads. */
function standing(world: World, seat: number): number {
  const own = world.seatWins[seat]!;
  let most = 0;
  for (let other = 0; other < world.seatCount; other++)
    if (other !== seat) most = Math.max(most, world.seatWins[other]!);
  return own < most ? 1.25 : own > most ? 0.9 : 1;
}

function markEnergizers(world: World, pac: number, contender: Contender, pace: Pace, power: number): void {
  const { energizers } = stepsIn(world.maze);
  const isCalm = contender.plans && !hasRivalToMeet(world, pac);
  for (let i = 0; i < energizers.length; i++) {
    const tile = energizers[i]!;
    if (!hasDot(world, tile)) continue;
    // Nobody can eat it before it is awake, so it is no dot.
    mark(tile, -WORTH.dot);
    const isAwake = ((world.energizersAwake >> i) & 1) === 1;
    if (!isAwake && (!contender.plans || ((world.energizersDrawn >> i) & 1) === 0)) continue;
    const wakeIn = isAwake ? 0 : Math.max(0, world.energizersWakeTick - world.tick);
    const row = pacStepsFrom(world.maze, tile);
    const own = row[pacTile(world, pac)]! * TICKS_PER_TILE;
    const first = nearestRival(world, pac, row) * TICKS_PER_TILE;
    const lead = Math.max(-1, Math.min(1, (first - own) / LEAD_TICKS));
    if (isCalm && power === 0 && lead >= HOLD_LEAD) {
      danger[tile] = 0;
      continue;
    }
    mark(tile, WORTH.energizer * (power > 0 ? POWERED_SHARE : 1) * (0.6 + 0.4 * lead) + WORTH.dot, wakeIn);
    const inTicks = Math.max(first, wakeIn);
    if (contender.plans && power === 0 && lead < 0 && inTicks < FEARED_TICKS) {
      addFuturePower(world.maze, tile, inTicks, POWER_TICKS, contender, pace);
    }
  }
}

function hasRivalToMeet(world: World, pac: number): boolean {
  const row = pacStepsFrom(world.maze, pacTile(world, pac));
  for (let other = 0; other < world.pacCount; other++) {
    if (other === pac || !isInMaze(world, other)) continue;
    if (row[pacTile(world, other)]! <= (powerLeft(world, other) > 0 ? REFUGE_TILES : HUNT_TILES)) return true;
  }
  return false;
}

/** Ghosts that it could eat: they count for nothing but points, and one that is eaten is away for a while. */
function markGhosts(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isHunter(world, ghost) || world.ghostFrightened[ghost] === 0) continue;
    mark(tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!), WORTH.ghost);
  }
}

/** Whether a rival of equal power is near enough to push this Pac-Man. */
function hasNearRival(world: World, pac: number): boolean {
  const row = pacStepsFrom(world.maze, pacTile(world, pac));
  for (let other = 0; other < world.pacCount; other++) {
    if (canBump(world, pac, other) && row[pacTile(world, other)]! <= PUSH_TILES) return true;
  }
  return false;
}

/** The direction of a rival that stands between this Pac-Man and a ghost, and can be reached before the ghost; else NONE. */
function shoveWay(world: World, pac: number): Direction {
  const tile = pacTile(world, pac);
  const row = pacStepsFrom(world.maze, tile);
  for (let other = 0; other < world.pacCount; other++) {
    if (!canBump(world, pac, other)) continue;
    const at = pacTile(world, other);
    const steps = row[at]!;
    if (steps === 0 || steps > SHOVE_TILES || danger[at]! <= steps * TICKS_PER_TILE + SHOVE_MARGIN_TICKS) continue;
    for (let way = 0; way < 4; way++) {
      if (isAlong(world, tile, at, way, SHOVE_TILES) && isGhostAlong(world, at, way)) return way as Direction;
    }
  }
  return NONE;
}

function canBump(world: World, pac: number, other: number): boolean {
  const isEqual = powerLeft(world, other) > 0 === powerLeft(world, pac) > 0;
  return other !== pac && isEqual && isInMaze(world, other);
}

/** Whether a tile lies straight ahead of another in a corridor. */
function isAlong(world: World, from: Tile, to: Tile, way: number, tilesMax: number): boolean {
  let tile = from;
  for (let i = 0; i < tilesMax; i++) {
    tile = world.maze.neighbour[tile * 4 + way]!;
    if (world.maze.walkable[tile] === 0) return false;
    if (tile === to) return true;
  }
  return false;
}

function isGhostAlong(world: World, from: Tile, way: number): boolean {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isHunter(world, ghost) || world.ghostFrightened[ghost] === 1) continue;
    const at = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
    if (isAlong(world, from, at, way, SHOVE_GHOST_TILES)) return true;
  }
  return false;
}
