// What holds in every tick of a battle.

import { EVENT, GHOST, PHASE, tileAt, tileOfPixel, columnOf, rowOf, MAZE_TOP_ROW, type World } from '#simulation';
import type { Property, SteppedWorld } from './property.ts';
import { countEvents, firstGhost, firstPac, isInMaze } from './shared-properties.ts';

const BATTLE = ['battle'] as const;
const ROUND_TICKS_MAX = 3600 + 600;
/** Around the tunnel. */
const RING_PIXELS = 256;
const FIRST_LEAVE_TICKS = 300;
const ENERGIZERS_TICKS = 600;
/** In reading order, as the bits of the fields. */
const ENERGIZER_TILES = [tileAt(1, 6), tileAt(26, 6), tileAt(1, 26), tileAt(26, 26)] as const;

export const BATTLE_PROPERTIES: readonly Property[] = [
  {
    rule: 'SP11',
    says: 'in a round of battle nobody comes back, and only Pac-Men in the maze have power or are pushed',
    modes: BATTLE,
    begin: () => ({
      ofWorld: ({ world, before }) =>
        firstPac(world, (pac) => {
          if (isInMaze(world, pac)) {
            const isRound = world.phase === PHASE.play && before.phase === PHASE.play;
            return isRound && !isInMaze(before, pac) ? `Pac-Man ${pac} came back` : null;
          }
          if (hasPower(world, pac)) return `Pac-Man ${pac} has power and is out`;
          return world.pacKnockUntilTick[pac]! > world.tick ? `Pac-Man ${pac} is pushed and is out` : null;
        }),
    }),
  },
  {
    rule: 'SP12',
    says: 'ghosts of a battle are frightened only while a Pac-Man has power, and dangerous ones only after tick 300',
    modes: BATTLE,
    begin: () => ({ ofWorld: frightFault }),
  },
  {
    rule: 'SP13',
    says: 'energizers of a battle that are awake lie there, and none is before tick 600',
    modes: BATTLE,
    begin: () => ({ ofWorld: energizerFault }),
  },
  {
    rule: 'SP14',
    says: 'after the contacts of a tick no Pac-Man without power is in the tile of one with power',
    modes: BATTLE,
    begin: () => ({ ofWorld: ({ world }) => rivalFault(world) }),
  },
  {
    rule: 'SP15',
    says: 'a Pac-Man of a battle moves at most two pixels a tick, and one that is pushed at most one',
    modes: BATTLE,
    begin: () => ({ ofWorld: moveFault }),
  },
  {
    rule: 'SP16',
    says: 'in sudden death nothing is left to eat; a round of battle ends in time, with one win at most, and one catch at most for each that fell',
    modes: BATTLE,
    begin: () => {
      let fallen = 0;
      let catches = 0;
      return {
        ofWorld: (stepped) => {
          const { world, before } = stepped;
          if (world.round !== before.round) fallen = catches = 0;
          fallen += countEvents(stepped, EVENT.caught);
          catches += countEvents(stepped, EVENT.rivalCaught);
          if (catches > fallen) return 'more rivals were caught than fell';
          return roundFault(stepped, catches);
        },
      };
    },
  },
];

function hasPower(world: World, pac: number): boolean {
  return world.pacPowerUntilTick[pac]! > world.tick;
}

function frightFault({ world }: SteppedWorld): string | null {
  if (world.phase !== PHASE.play) return null;
  let ticks = 0;
  for (let pac = 0; pac < world.pacCount; pac++) ticks = Math.max(ticks, world.pacPowerUntilTick[pac]! - world.tick);
  // When the last one with power falls, fright ends with the next tick.
  if (world.frightLeft < 2 * ticks) return 'fright ends before power';
  return firstGhost((ghost) => {
    if (world.ghostState[ghost] !== GHOST.outside) return null;
    if (world.tick - world.lifeStartTick < FIRST_LEAVE_TICKS) return `ghost ${ghost} is out too early`;
    return world.ghostFrightened[ghost] === 1 && world.frightLeft === 0
      ? `ghost ${ghost} is frightened by nobody`
      : null;
  });
}

function energizerFault({ world }: SteppedWorld): string | null {
  if (world.phase !== PHASE.play) return null;
  const isEarly = world.tick - world.lifeStartTick < ENERGIZERS_TICKS;
  for (const [index, tile] of ENERGIZER_TILES.entries()) {
    const lies = ((world.dots[rowOf(tile) - MAZE_TOP_ROW]! >> columnOf(tile)) & 1) === 1;
    const isAwake = ((world.energizersAwake >> index) & 1) === 1;
    const isDrawn = ((world.energizersDrawn >> index) & 1) === 1;
    if ((isAwake || isDrawn) && !lies) return `energizer ${index} is not there`;
    if (isAwake && isDrawn) return `energizer ${index} is drawn and awake`;
    if (isAwake && isEarly) return `energizer ${index} woke too early`;
  }
  return null;
}

function rivalFault(world: World): string | null {
  if (world.phase !== PHASE.play) return null;
  const tiles = Array.from(world.pacX, (x, pac) => tileOfPixel(x, world.pacY[pac]!));
  return firstPac(world, (pac) =>
    firstPac(world, (other) => {
      if (!isInMaze(world, pac) || !isInMaze(world, other) || tiles[pac] !== tiles[other]) return null;
      return hasPower(world, pac) && !hasPower(world, other) ? `Pac-Men ${pac} and ${other} share a tile` : null;
    }),
  );
}

function moveFault({ world, before }: SteppedWorld): string | null {
  if (world.phase !== PHASE.play || before.phase !== PHASE.play) return null;
  return firstPac(world, (pac) => {
    const most = before.pacKnockUntilTick[pac]! > world.tick ? 1 : 2;
    const across = Math.abs(world.pacX[pac]! - before.pacX[pac]!);
    const x = Math.min(across, RING_PIXELS - across);
    const y = Math.abs(world.pacY[pac]! - before.pacY[pac]!);
    return x > most || y > most ? `Pac-Man ${pac} moved by ${x},${y}` : null;
  });
}

function roundFault({ world, before }: SteppedWorld, catches: number): string | null {
  if (world.phase === PHASE.play && world.suddenDeathTick > 0) {
    if (world.dotsLeft > 0 || world.fruitState !== 0 || world.frightLeft > 0)
      return 'something is left in sudden death';
  }
  if (world.phase === PHASE.play && world.tick - world.lifeStartTick >= ROUND_TICKS_MAX)
    return 'the round does not end';
  const sum = (words: Int32Array): number => words.reduce((all, word) => all + word, 0);
  if (sum(world.seatWins) > sum(before.seatWins) + 1 || sum(world.seatWins) > world.round) return 'too many wins';
  if (world.round > world.settings.rounds + 1) return 'too many rounds';
  return sum(world.seatRoundCatches) > catches ? 'a catch without a rival' : null;
}
