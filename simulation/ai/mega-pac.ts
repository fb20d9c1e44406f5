// The built-in player in `mega`: it plays for points against the line of the next cull. It saves energizers until ghosts are
// near, hunts ghosts and rivals with power, and leaves a poor maze for a richer one. Below the line it takes risks.

import { GHOST_COUNT, GHOST_POINTS, NONE, type Direction } from '../constants.ts';
import { hasDot } from '../actors/eating.ts';
import { FRUIT_LIES, FRUIT_TILE } from '../actors/fruit.ts';
import { pacTile } from '../actors/pac.ts';
import { levelTable, type Level } from '../levels.ts';
import { tileOfPixel, type Maze, type Tile } from '../mazes/maze.ts';
import { pacStepsFrom } from '../mazes/path-table.ts';
import { powerTicks } from '../modes/mega/power.ts';
import type { World } from '../world.ts';
import { CONTENDERS, inattention, longestPower, markRivals, tasteOf, type Contender } from './contender.ts';
import { danger } from './danger.ts';
import { stepsIn } from './maze-steps.ts';
import { markGates, walksIn } from './mega-gates.ts';
import { bestWay, mark } from './prospects.ts';
import type { AiSkill } from './skill.ts';
import { temperOf } from './temper.ts';
import { isHunter, measureThreats, powerLeft, type Pace } from './threats.ts';

/** Points of a goal, as the rules give them. */
const DOT = 10;
const ENERGIZER = 50;
const RIVAL = 1600;
const CLEAR = 500;
/** Dots left from which it plays for the bonus of a cleared maze. */
const CLEAR_DOTS = 12;
/** A frightened ghost is slow, but a hunt takes about this much longer than the path to it. */
const GHOST_CHASE_FACTOR = 1.4;
/** Safe tiles in a way with which it is taken without fear, by skill. Time is points, so caution costs them. */
const ENOUGH_TILES: Readonly<Record<AiSkill, number>> = { easy: 6, normal: 12, hard: 8 };
/** The part of the points of ghosts that an energizer brings on average, and what one must be worth to be eaten on level 1. */
const GHOST_HOPE = 0.6;
const ENERGIZER_WORTH_LEAST = 1000;
const LEVEL_1_POWER_TICKS = 360;

/** The direction in which a Pac-Man of `mega` wants to go from the tile that it is in. */
export function megaPacDirection(world: World, seat: number, skill: AiSkill): Direction {
  const contender = CONTENDERS[skill];
  const pac = world.seatActor[seat]!;
  const slip = inattention(world, seat, pac, contender);
  if (slip !== null) return slip;
  const maze = walksIn(world);
  const temper = temperOf(world, seat);
  const level = levelTable(world.difficulty);
  const power = powerLeft(world, pac);
  const ticksPerTile = (8 * 80) / (power > 0 ? level.pacFrightSpeed : level.pacSpeed);
  measureThreats(world, pac, contender, paceOf(world, level), longestPower(world), maze);
  markEnergizers(world, contender, power, ticksPerTile);
  if (power > 0) {
    markRivals(world, pac, maze, ticksPerTile, RIVAL, temper.ambush);
    markGhosts(world, pac, maze, power, ticksPerTile);
  }
  const wayOut = markGates(world, pac, maze, ticksPerTile, temper.wanderlust);
  if (world.fruitState === FRUIT_LIES) mark(FRUIT_TILE, levelTable(world.level).fruitPoints);
  const boldness = temper.boldness * standing(world, seat);
  const best = bestWay(world, pac, maze, {
    marginTicks: contender.marginTicks / boldness,
    enoughTiles: ENOUGH_TILES[skill] / boldness,
    dotWorth: world.dotsLeft <= CLEAR_DOTS ? DOT + CLEAR / world.dotsLeft : DOT,
    ticksPerTile,
    taste: tasteOf(world, seat),
  });
  return wayOut === NONE ? best : wayOut;
}

function paceOf(world: World, level: Level): Pace {
  const elroy = world.elroy === 2 ? level.elroy2Speed : world.elroy === 1 ? level.elroy1Speed : 0;
  return {
    ghostTicks: (8 * 80) / Math.max(level.ghostSpeed, elroy),
    isSlowed: true,
    poweredTicks: (8 * 80) / level.pacFrightSpeed,
  };
}

/** More than 1 for a seat that the next cull would take, less for one that is well above the line. */
function standing(world: World, seat: number): number {
  if (world.settings.rule === 'score') return 1.1;
  const own = world.rankScore[seat]!;
  let before = 0;
  for (let other = 0; other < world.seatCount; other++) {
    if (world.seatPlace[other] === 0 && world.rankScore[other]! > own) before++;
  }
  const careful = world.seatLives[seat] === 1 ? 0.85 : 1;
  if (before >= world.survivors) return 1.25;
  return before * 2 < world.survivors ? 0.85 * careful : careful;
}

/** What energizers are worth now. One that would bring little is saved, which means: it is in the way. */
function markEnergizers(world: World, contender: Contender, power: number, ticksPerTile: number): void {
  const ticks = powerTicks(world.difficulty);
  const least = (ENERGIZER_WORTH_LEAST * ticks) / LEVEL_1_POWER_TICKS;
  const isSaving = contender.plans && world.dotsLeft > CLEAR_DOTS;
  for (const tile of stepsIn(world.maze).energizers) {
    if (!hasDot(world, tile)) continue;
    const points = ENERGIZER + (power > 0 ? 0 : ghostPoints(world, tile, ticks, ticksPerTile));
    if (isSaving && points < least) danger[tile] = 0;
    else mark(tile, points);
  }
}

/** Ghosts by the steps to them, and those steps; a short list. Scratch space, not state. */
const ghostSteps = new Int32Array(GHOST_COUNT);

/** Points of ghosts that power from an energizer would bring, if they are eaten one after the other, the nearest first. */
function ghostPoints(world: World, energizer: Tile, ticksMax: number, ticksPerTile: number): number {
  const row = pacStepsFrom(world.maze, energizer);
  let count = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isHunter(world, ghost)) continue;
    ghostSteps[count++] = row[tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!)]!;
  }
  const steps = ghostSteps.subarray(0, count).sort();
  let points = 0;
  let ticks = 0;
  for (let i = 0; i < count; i++) {
    const further = i === 0 ? steps[0]! : Math.max(4, steps[i]! - steps[i - 1]!);
    ticks += further * ticksPerTile * GHOST_CHASE_FACTOR;
    if (ticks > ticksMax) break;
    points += GHOST_POINTS[i]!;
  }
  return points * GHOST_HOPE;
}

function markGhosts(world: World, pac: number, maze: Maze, power: number, ticksPerTile: number): void {
  const row = pacStepsFrom(maze, pacTile(world, pac));
  const points = GHOST_POINTS[Math.min(world.pacChain[pac]!, GHOST_POINTS.length - 1)]!;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isHunter(world, ghost) || world.ghostFrightened[ghost] === 0) continue;
    const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
    const hope = 1 - (row[tile]! * ticksPerTile * GHOST_CHASE_FACTOR) / power;
    if (hope > 0) mark(tile, points * hope);
  }
}
