// What holds in every tick of `versus`.

import {
  columnOf,
  GHOST,
  MAZE_ROWS,
  NONE,
  PHASE,
  ROLE,
  rowOf,
  rulesOf,
  seesPac,
  type Match,
  type World,
} from '#simulation';
import type { Property, SteppedWorld } from './property.ts';
import { firstGhost } from './shared-properties.ts';

const VERSUS = ['versus'] as const;
/** Pixels of a tile's centre (simulation/mazes/maze.ts). */
const CENTRE_X = 3;
const CENTRE_Y = 4;
/** Ten turns of a match at most: five seats, or three seats twice and two that come later. */
const TURNS_MAX = 10;
const TURN_TICKS = 5400;
const STALL_TICKS = 900;
/** One tick in so many is looked at with the eyes of every seat, which takes much longer than a step. */
const LOOK_EVERY_TICKS = 16;

export const VERSUS_PROPERTIES: readonly Property[] = [
  {
    rule: 'SP21',
    says: 'each seat of versus that is there has one actor of its own, and a ghost without a seat is grey',
    modes: VERSUS,
    begin: () => ({ ofWorld: ({ world }) => actorFault(world) ?? firstGhost((ghost) => greyFault(world, ghost)) }),
  },
  {
    rule: 'SP22',
    says: 'no ghost remembers fewer dots than there are, and what is known of score and dots left is never ahead',
    modes: VERSUS,
    begin: () => ({ ofWorld: ({ world }) => memoryFault(world) }),
  },
  {
    rule: 'SP23',
    says: 'a turn ends in time, a match of turns has at most ten, and a Pac-Man that stalls is revealed',
    modes: VERSUS,
    begin: () => ({ ofWorld: turnFault }),
  },
  {
    rule: 'SP24',
    says: 'the words of a ghost have no place of a Pac-Man that it does not see, and no words of chance',
    modes: VERSUS,
    begin: (match) => {
      const shown = new Int32Array(match.worlds[0]!.words.length);
      return { ofMatch: () => (match.tick % LOOK_EVERY_TICKS === 0 ? viewFault(match, shown) : null) };
    },
  },
];

function actorFault(world: World): string | null {
  for (let seat = 0; seat < world.seatCount; seat++) {
    const actor = world.seatActor[seat]!;
    if (world.seatRole[seat] === ROLE.pac && world.pacSeat[0] !== seat) return `seat ${seat} is not Pac-Man`;
    if (world.seatRole[seat] !== ROLE.ghost) continue;
    if (world.ghostSeat[actor] !== seat || world.ghostClaimed[actor] === 1) return `seat ${seat} has not its ghost`;
  }
  const pacSeat = world.pacSeat[0]!;
  return pacSeat >= 0 && world.seatRole[pacSeat] !== ROLE.pac ? 'a Pac-Man without its seat' : null;
}

function greyFault(world: World, ghost: number): string | null {
  const seat = world.ghostSeat[ghost]!;
  if (seat >= 0) return world.seatRole[seat] === ROLE.ghost ? null : `ghost ${ghost} is of a seat that is no ghost`;
  if (world.ghostClaimed[ghost] === 1 || world.ghostWish[ghost] !== NONE)
    return `ghost ${ghost} is grey and has a seat`;
  const isFrightened = world.ghostFrightened[ghost] === 1 && world.ghostState[ghost] === GHOST.outside;
  return isFrightened ? `ghost ${ghost} is grey and frightened` : null;
}

function memoryFault(world: World): string | null {
  const pacSeat = world.pacSeat[0]!;
  if (world.publicDotsLeft < world.dotsLeft) return 'fewer dots are known than there are';
  if (pacSeat >= 0 && world.publicScore > world.seatScore[pacSeat]!) return 'the known score is too high';
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.seatRole[seat] !== ROLE.ghost) continue;
    for (let row = 0; row < MAZE_ROWS; row++) {
      const isMissing = (world.dots[row]! & ~world.seatMap[seat * MAZE_ROWS + row]!) !== 0;
      if (isMissing) return `seat ${seat} does not know a dot of line ${row}`;
    }
  }
  return null;
}

function turnFault({ world, before }: SteppedWorld): string | null {
  if (world.settings.rule === 'turns' && world.turn > TURNS_MAX) return 'too many turns';
  if (world.phase !== PHASE.play) return null;
  if (world.tick >= world.turnEndsTick) return 'the turn does not end';
  if (world.turnEndsTick - world.tick > TURN_TICKS) return 'the turn is too long';
  const stalls = world.tick - world.lastDotTick >= STALL_TICKS;
  return stalls && before.phase === PHASE.play && world.revealed === 0 ? 'a Pac-Man that stalls is hidden' : null;
}

function viewFault(match: Match, shown: Int32Array): string | null {
  const world = match.worlds[0]!;
  if (world.phase === PHASE.over) return null;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.seatRole[seat] !== ROLE.ghost) continue;
    rulesOf(match.settings).view(match, seat).show!(world, shown);
    const word = (name: 'pacX' | 'pacY' | 'seatTieBreak'): number => shown[world[name].byteOffset / 4]!;
    if (shown[world.seatOrder.byteOffset / 4] !== 0 || word('seatTieBreak') !== 0) return `seat ${seat} sees an order`;
    if (seesPac(world, seat)) continue;
    const tile = world.seatPacTile[seat]!;
    const [x, y] = tile === 0 ? [0, 0] : [columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y];
    if (word('pacX') !== x || word('pacY') !== y) return `seat ${seat} sees a Pac-Man that is hidden`;
  }
  return null;
}
