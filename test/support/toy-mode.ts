// A mode that is not ours, to show what a mode needs: one Pac-Man is hunted by the players of the other seats, who are
// ghosts. Whoever catches it becomes Pac-Man. Ghosts see it only when it is near, and watchers see all a second late.

import {
  GHOST,
  showWords,
  NONE,
  PAC,
  PHASE,
  ROLE,
  tileOfPixel,
  columnOf,
  rowOf,
  worldOf,
  type Match,
  type ModeRules,
  type View,
  type World,
} from '#simulation';
import { placeGhosts } from '../../simulation/actors/house.ts';
import { stepPac } from '../../simulation/actors/pac.ts';
import { beginPlay, PAC_START_X, PAC_START_Y, placePac } from '../../simulation/life.ts';
import { rankByScore } from '../../simulation/modes/standings.ts';
import { controlGhost, controlPac } from '../../simulation/step.ts';

/** Ticks of the countdown, between two steps of a ghost, and by which watchers see things later. */
const COUNTDOWN_TICKS = 10;
const GHOST_STEP_TICKS = 4;
export const WATCH_DELAY_TICKS = 60;
/** Ghosts start in Pac-Man's corridor, out of sight. */
const GHOST_START_COLUMN = 21;
/** Tiles up to which a ghost sees Pac-Man, along rows and columns. */
export const SIGHT_TILES = 6;
/** Points of a catch, and catches that end the match. */
export const CATCH_POINTS = 100;
export const CATCHES = 3;

export const TOY_MODE: ModeRules = {
  name: 'swap',
  roles: ['pac', 'ghost'],
  seats: { least: 2, most: 5 },
  worldCount: () => 1,
  pacCount: () => 1,
  fields: ['arcade'],
  settings: {
    rule: [''],
    target: [0],
    rounds: [0],
    lives: [3],
    extraLifeScore: [0],
    killScreen: [false],
    variant: ['none'],
    maze: 'any',
  },
  eating: { dotPause: 0, energizerPause: 0, halfTicks: false, scoreModulus: Infinity },
  lives: { owner: 'none', nextExtraLifeAt: () => 0 },
  room: {
    ...{ quickPlaySeats: 2, quickPlayFill: 0, hasAiSeats: false, waitsForPlayers: false, pauseVoters: 'humans' },
    ...{ pauseTicksMax: 600, afterPause: 'match', idleTicks: 900, resultTicksMin: 60 },
  },
  start(world) {
    world.phase = PHASE.ready;
    world.phaseEndsTick = COUNTDOWN_TICKS;
    // Seats are empty until somebody takes them.
    world.seatRole.fill(ROLE.none);
    world.pacSeat.fill(-1);
  },
  homeOf: () => 0,
  enter(world, seat) {
    if (seat > 0) return controlGhost(world, seat, seat - 1);
    controlPac(world, seat, 0);
    toStart(world);
  },
  leave(world, seat) {
    world.seatRole[seat] = ROLE.none;
  },
  step(world) {
    if (world.phase === PHASE.ready && world.tick >= world.phaseEndsTick) beginPlay(world);
    if (world.phase !== PHASE.play) return;
    stepPac(world, 0);
    if (world.tick % GHOST_STEP_TICKS === 0) for (let ghost = 0; ghost < 4; ghost++) walk(world, ghost);
    for (let seat = 0; seat < world.seatCount; seat++) if (catches(world, seat)) return swap(world, seat);
  },
  afterStep: null,
  mayEndSoon: () => true,
  rank: rankByScore,
  isOut: () => false,
  mayTakeOver: () => true,
  roundsWon: () => 0,
  isCleared: () => false,
  view,
};

function view(match: Match, seat: number): View {
  const all = { show: null, knowsEvent: null, knowsSeed: false } as const;
  if (seat < 0) return { ...all, key: 'watcher', delayTicks: WATCH_DELAY_TICKS };
  const isGhost = (world: World): boolean => world.seatRole[seat] === ROLE.ghost;
  const sees = (world: World): boolean => isGhost(world) && isNear(world, world.seatActor[seat]!);
  const show = (world: World, into: Int32Array): void => {
    if (world.seatRole[seat] === ROLE.pac) into.set(world.words);
    else showWords(world, into, sees(world) ? ['wish', 'chance'] : ['wish', 'chance', 'place']);
  };
  const knowsEvent = (world: World): boolean => world.seatRole[seat] === ROLE.pac || sees(world);
  return { ...all, key: `seat ${seat} of ${worldOf(match, seat).seatCount}`, show, knowsEvent, delayTicks: 0 };
}

function toStart(world: World): void {
  placePac(world, 0, PAC_START_X, PAC_START_Y);
  world.pacWish[0] = NONE;
  world.pacState[0] = PAC.alive;
  placeGhosts(world);
  world.ghostX.fill(GHOST_START_COLUMN * 8 + 3);
  world.ghostY.fill(PAC_START_Y);
  world.ghostState.fill(GHOST.outside);
}

/** A ghost goes on by a tile, where its player wants and no wall is. */
function walk(world: World, ghost: number): void {
  const wish = world.ghostWish[ghost]!;
  if (wish === NONE) return;
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  const next = world.maze.neighbour[tile * 4 + wish]!;
  if (world.maze.walkable[next] === 0) return;
  world.ghostX[ghost] = columnOf(next) * 8 + 3;
  world.ghostY[ghost] = rowOf(next) * 8 + 4;
}

function tiles(world: World, ghost: number): [number, number] {
  const tile = tileOfPixel(world.pacX[0]!, world.pacY[0]!);
  const other = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  return [Math.abs(columnOf(tile) - columnOf(other)), Math.abs(rowOf(tile) - rowOf(other))];
}

export function isNear(world: World, ghost: number): boolean {
  return Math.max(...tiles(world, ghost)) <= SIGHT_TILES;
}

function catches(world: World, seat: number): boolean {
  return world.seatRole[seat] === ROLE.ghost && Math.max(...tiles(world, world.seatActor[seat]!)) === 0;
}

/** The catcher becomes Pac-Man, and the caught one its ghost. */
function swap(world: World, catcher: number): void {
  const ghost = world.seatActor[catcher]!;
  const caught = world.pacSeat[0]!;
  world.seatScore[catcher]! += CATCH_POINTS;
  world.score += CATCH_POINTS;
  controlGhost(world, caught, ghost);
  controlPac(world, catcher, 0);
  toStart(world);
  if (world.score === CATCHES * CATCH_POINTS) world.phase = PHASE.over;
}
