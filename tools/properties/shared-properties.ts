// What holds in every tick of a match of any mode, or of most.

import {
  END_KNOWN_TICKS,
  EVENT,
  EVENT_LENGTH,
  GHOST,
  GHOST_COUNT,
  MAZE_COLUMNS,
  MAZE_ROWS,
  MAZE_TOP_ROW,
  NONE,
  PAC,
  PHASE,
  ROLE,
  rowOf,
  columnOf,
  rulesOf,
  tileOfPixel,
  UP,
  worldOf,
  type Match,
  type World,
} from '#simulation';
import type { Property, SteppedWorld } from './property.ts';

/** Pixels of a tile's centre (simulation/mazes/maze.ts). */
const CENTRE_X = 3;
const CENTRE_Y = 4;
/** Longer than any ghost takes for a tile. */
const TURN_TICKS_MAX = 24;
/** The level at which the arcade's counter of dots and the dots that lie there differ. */
const RUINED_LEVEL = 256;
const GATE_COLUMNS: readonly number[] = [12, 15];
/** The most seats of a mode. */
const SEATS_MAX = 64;
const SPEED_MAX = 160;
const CARRY_MAX = 79;

export const SHARED_PROPERTIES: readonly Property[] = [
  {
    rule: 'SP1',
    says: 'dots only fall until a maze is filled again, scores only rise, and the count is what lies there',
    modes: null,
    begin: (match) => {
      const scores = new Int32Array(match.settings.seatCount);
      return { ofWorld: dotFault, ofMatch: () => scoreFault(match, scores) };
    },
  },
  {
    rule: 'SP2',
    says: 'Pac-Men are on walkable tiles, and off a centre line only across one',
    modes: null,
    begin: () => ({ ofWorld: ({ world }) => firstPac(world, (pac) => pacPlaceFault(world, pac)) }),
  },
  {
    rule: 'SP3',
    says: 'ghosts outside keep to the centre lines of walkable tiles',
    modes: null,
    begin: () => ({
      ofWorld: ({ world }) =>
        firstGhost((ghost) => {
          const state = world.ghostState[ghost];
          if (state !== GHOST.outside && state !== GHOST.eyes) return null;
          return placeFault(world, world.ghostX[ghost]!, world.ghostY[ghost]!, false);
        }),
    }),
  },
  {
    rule: 'SP4',
    says: 'ghosts without a player turn back only when a reversal was pending',
    modes: null,
    begin: () => ({
      ofWorld: ({ world, before }) =>
        firstGhost((ghost) => {
          if (!wasOutside(world, before, ghost) || isSteered(world, ghost) || world.phase !== before.phase) return null;
          const isBack = world.ghostTravel[ghost] === (before.ghostTravel[ghost]! ^ 2);
          return isBack && !hadReversal(world, before, ghost) ? `ghost ${ghost} turned back by itself` : null;
        }),
    }),
  },
  {
    rule: 'SP5',
    says: 'in scatter and chase no ghost turns up at the four no-up tiles',
    // In versus ghosts have players, or wander at random.
    modes: ['classic', 'coop', 'battle', 'mega'],
    begin: ({ worlds }) => {
      // A turn that was chosen in fright is made up to a tile later, perhaps without fright. A maze may sleep meanwhile.
      const sinceFright = new Map(worlds.map((world) => [world, new Int32Array(GHOST_COUNT).fill(TURN_TICKS_MAX)]));
      return {
        ofWorld: (stepped) => firstGhost((ghost) => noUpFault(stepped, sinceFright.get(stepped.world)!, ghost)),
      };
    },
  },
  {
    rule: 'SP7',
    says: 'every word is in its range, and the seats and their actors agree',
    modes: null,
    begin: () => ({ ofWorld: ({ world }) => rangeFault(world) ?? seatFault(world) }),
  },
  {
    rule: 'SP8',
    says: 'the worlds of a match have one phase, and none is ahead of the match',
    modes: null,
    begin: () => {
      let tick = 0;
      return {
        ofMatch: ({ match }) => {
          tick++;
          if (match.tick !== tick) return `tick ${match.tick} of the match after ${tick} ticks`;
          for (const world of match.worlds) {
            if (world.tick > tick) return 'a world is ahead of the match';
            if (world.phase !== match.worlds[0]!.phase) return 'worlds in two phases';
          }
          return null;
        },
      };
    },
  },
  {
    rule: 'SP9',
    says: `a mode says ${END_KNOWN_TICKS} ticks ahead that a match may end, if no seat is taken or given up meanwhile`,
    modes: null,
    begin: (match) => {
      const { mayEndSoon } = rulesOf(match.settings);
      let said = mayEndSoon(match);
      let lastQuietTick = -1;
      let seatEventTick = 0;
      return {
        ofMatch: ({ inputs }) => {
          if (inputs.some(({ kind }) => kind !== 'wish')) seatEventTick = match.tick;
          if (!said) lastQuietTick = match.tick - 1;
          said = mayEndSoon(match);
          if (match.worlds[0]!.phase !== PHASE.over) return null;
          const isSudden = match.tick - lastQuietTick <= END_KNOWN_TICKS && lastQuietTick >= seatEventTick;
          return isSudden ? `over ${match.tick - lastQuietTick} ticks after it was quiet` : null;
        },
      };
    },
  },
  {
    rule: 'SP10',
    says: 'after the contacts of a tick no Pac-Man that can be caught is in the tile of a dangerous ghost',
    modes: ['coop', 'versus', 'battle', 'mega'],
    begin: () => ({ ofWorld: touchFault }),
  },
];

/** What identifies the fill of a maze: its dots only fall while this stays the same. */
function fillOf({ level, refillTick, round, turn }: World): string {
  return `${level} ${refillTick ?? ''} ${round ?? ''} ${turn ?? ''}`;
}

function dotFault({ world, before }: SteppedWorld): string | null {
  if (world.level !== RUINED_LEVEL && world.dotsLeft !== dotsIn(world)) return 'a dot was not counted';
  if (world.phase !== PHASE.play || before.phase !== PHASE.play || fillOf(world) !== fillOf(before)) return null;
  // A maze of the last level is filled again at the same level (mega).
  if (world.dotsLeft > before.dotsLeft && world.level < RUINED_LEVEL - 1) return 'a dot came back';
  if (world.dotsLeft > before.dotsLeft) return null;
  for (let row = 0; row < MAZE_ROWS; row++) if ((world.dots[row]! & ~before.dots[row]!) !== 0) return 'a dot moved';
  return null;
}

function dotsIn(world: World): number {
  let count = 0;
  for (let row = 0; row < MAZE_ROWS; row++) for (let bits = world.dots[row]!; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** A catch costs points in a race and in a match for points. @param scores by seat, those of the tick before */
function scoreFault(match: Match, scores: Int32Array): string | null {
  const { rule } = match.settings;
  if (rule === 'race' || rule === 'score') return null;
  for (let seat = 0; seat < scores.length; seat++) {
    const score = worldOf(match, seat).seatScore[seat]!;
    if (score < scores[seat]!) return `the score of seat ${seat} fell`;
    scores[seat] = score;
  }
  return null;
}

function pacPlaceFault(world: World, pac: number): string | null {
  if (!isInMaze(world, pac) || world.phase === PHASE.tune) return null;
  return placeFault(world, world.pacX[pac]!, world.pacY[pac]!, true);
}

/** @param mayCut whether the actor cuts corners */
function placeFault(world: World, x: number, y: number, mayCut: boolean): string | null {
  const tile = tileOfPixel(x, y);
  if (!isOpen(world, tile) && !(mayCut && isGate(world, tile))) return `in a wall at ${x},${y}`;
  if ((x & 7) === CENTRE_X || (y & 7) === CENTRE_Y) return null;
  const column = columnOf(tile);
  const isInTunnel = column <= 0 || column >= MAZE_COLUMNS - 1;
  return mayCut && !isInTunnel && isJunction(world, tile) ? null : `off the centre line at ${x},${y}`;
}

function isJunction(world: World, tile: number): boolean {
  const open = [0, 1, 2, 3].filter((way) => {
    const next = world.maze.neighbour[tile * 4 + way]!;
    return isOpen(world, next) || isGate(world, next);
  });
  return open.length > 2 || (open.length === 2 && (open[0]! ^ 2) !== open[1]!);
}

function isOpen({ maze }: World, tile: number): boolean {
  return maze.walkable[tile] === 1;
}

/** A North or South gate of `mega`, which a Pac-Man may be in even after it has closed. */
function isGate({ settings }: World, tile: number): boolean {
  const row = rowOf(tile);
  const isEdge = row === MAZE_TOP_ROW || row === MAZE_TOP_ROW + MAZE_ROWS - 1;
  return isEdge && settings.mode.name === 'mega' && GATE_COLUMNS.includes(columnOf(tile));
}

function wasOutside(world: World, before: World, ghost: number): boolean {
  return world.ghostState[ghost] === GHOST.outside && before.ghostState[ghost] === GHOST.outside;
}

/** Whether a player steers a ghost. */
function isSteered(world: World, ghost: number): boolean {
  return isVersus(world) && world.ghostSeat[ghost]! >= 0 && world.ghostClaimed[ghost] === 0;
}

function isVersus({ settings }: World): boolean {
  return settings.mode.name === 'versus';
}

/** In `classic` a tick has two steps: the signal and the turn may be in one. */
function hadReversal(world: World, before: World, ghost: number): boolean {
  if (before.ghostReversal[ghost] === 1) return true;
  if (world.settings.mode.name !== 'classic') return false;
  return world.scatterPhase !== before.scatterPhase || world.dotsLeft < before.dotsLeft;
}

/** @param sinceFright by ghost: ticks of its maze since it was frightened */
function noUpFault(stepped: SteppedWorld, sinceFright: Int32Array, ghost: number): string | null {
  const { world, before } = stepped;
  // Late levels of classic frighten for half a tick, which no tick ends with.
  const isFrightened = before.ghostFrightened[ghost] === 1 || countEvents(stepped, EVENT.energizerEaten) > 0;
  sinceFright[ghost] = isFrightened ? 0 : sinceFright[ghost]! + 1;
  if (!wasOutside(world, before, ghost) || sinceFright[ghost] < TURN_TICKS_MAX) return null;
  // A ghost that came down through such a tile and turns back goes up again: that is no turn.
  const hasTurned = world.ghostTravel[ghost] === UP && (before.ghostTravel[ghost]! & 1) === 0;
  const tile = tileOfPixel(before.ghostX[ghost]!, before.ghostY[ghost]!);
  return hasTurned && world.maze.noTurn[tile] === 1 ? `ghost ${ghost} turned up in a no-turn zone` : null;
}

function rangeFault(world: World): string | null {
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (!isIn(world.pacState[pac]!, PAC.empty, PAC.out)) return `state of Pac-Man ${pac}`;
    if (!isIn(world.pacTravel[pac]!, 0, NONE) || !isIn(world.pacWish[pac]!, 0, NONE))
      return `direction of Pac-Man ${pac}`;
    if (!isIn(world.pacSpeed[pac]!, 0, SPEED_MAX)) return `speed of Pac-Man ${pac}`;
    if (!isIn(world.pacCarryBase[pac]!, 0, CARRY_MAX) || world.pacPause[pac]! < 0) return `carry of Pac-Man ${pac}`;
  }
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isIn(world.ghostState[ghost]!, GHOST.outside, GHOST.leaving)) return `state of ghost ${ghost}`;
    if (!isIn(world.ghostTravel[ghost]!, 0, NONE) || !isIn(world.ghostChosen[ghost]!, 0, NONE)) {
      return `direction of ghost ${ghost}`;
    }
    if (!isIn(world.ghostFrightened[ghost]!, 0, 1) || !isIn(world.ghostReversal[ghost]!, 0, 1))
      return `flag of ghost ${ghost}`;
    if (!isIn(world.ghostSpeed[ghost]!, 0, SPEED_MAX)) return `speed of ghost ${ghost}`;
  }
  if (!isIn(world.phase, PHASE.ready, PHASE.collapse)) return 'phase';
  return world.dotsLeft < 0 || world.frightLeft < 0 || world.lives < 0 ? 'a count below 0' : null;
}

function isIn(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/** By place of the tie-break order: whether a seat has it. Scratch space. */
const placesTaken = new Uint8Array(SEATS_MAX);

function seatFault(world: World): string | null {
  const { seatCount } = world;
  placesTaken.fill(0, 0, seatCount);
  for (let seat = 0; seat < seatCount; seat++) {
    const place = world.seatTieBreak[seat]!;
    if (!isIn(place, 0, seatCount - 1) || placesTaken[place] === 1) return 'the tie-break order is no order';
    placesTaken[place] = 1;
    if (world.seatScore[seat]! < 0) return `the score of seat ${seat} is below 0`;
    if (world.seatRole[seat] !== ROLE.pac) continue;
    if (world.pacSeat[world.seatActor[seat]!] !== seat) return `seat ${seat} and its Pac-Man disagree`;
  }
  return null;
}

/** Who comes from another maze after its contacts has its contacts in the next tick. */
function touchFault({ world, before }: SteppedWorld): string | null {
  if (world.phase !== PHASE.play) return null;
  return firstGhost((ghost) => {
    if (world.ghostState[ghost] !== GHOST.outside || world.ghostFrightened[ghost] === 1) return null;
    if (isVersus(world) && world.ghostSeat[ghost]! < 0) return null;
    const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
    return firstPac(world, (pac) => {
      if (!isInMaze(world, pac) || !isInMaze(before, pac) || world.pacUntilTick[pac]! > world.tick) return null;
      const isTouching = tileOfPixel(world.pacX[pac]!, world.pacY[pac]!) === tile;
      return isTouching ? `Pac-Man ${pac} stands in the tile of ghost ${ghost}` : null;
    });
  });
}

export function countEvents({ events }: SteppedWorld, kind: number): number {
  let count = 0;
  for (let i = 0; i < events.count; i++) if (events.words[i * EVENT_LENGTH] === kind) count++;
  return count;
}

export function isInMaze(world: World, pac: number): boolean {
  return world.pacState[pac] === PAC.alive || world.pacState[pac] === PAC.waiting;
}

export function firstPac(world: World, faultOf: (pac: number) => string | null): string | null {
  for (let pac = 0; pac < world.pacCount; pac++) {
    const fault = faultOf(pac);
    if (fault !== null) return fault;
  }
  return null;
}

export function firstGhost(faultOf: (ghost: number) => string | null): string | null {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const fault = faultOf(ghost);
    if (fault !== null) return fault;
  }
  return null;
}
