// One maze of a room for an operator who looks on. Nothing is stepped and nothing is kept for it.

import type { PicturedGhost, PicturedPac, RoomPicture } from '#handover';
import { GHOST, GHOST_COUNT, isFrightened, PAC, type World } from '#simulation';
import type { Room } from '../rooms/room.ts';

const EYES: readonly number[] = [GHOST.eyes, GHOST.descending, GHOST.homing];
/** `fruitState` of a fruit that can be eaten. */
const FRUIT_IN_MAZE = 1;

/** @param maze which of the mazes of the match; null if there is no such one */
export function roomPicture(room: Room, maze: number): RoomPicture | null {
  const worlds = room.match.steppedWorlds;
  const world = worlds[maze];
  if (world === undefined) return null;
  return {
    code: room.code,
    mode: room.rules.mode.name,
    state: room.stateName,
    maze: world.maze.name,
    mazeIndex: maze,
    mazeCount: worlds.length,
    lines: world.maze.lines,
    tick: world.tick,
    level: world.level,
    lives: world.lives ?? 0,
    dots: Array.from(world.dots),
    hasFruit: world.fruitState === FRUIT_IN_MAZE,
    pacs: Array.from({ length: world.pacCount }, (_, pac) => picturedPac(world, pac)),
    ghosts: Array.from({ length: GHOST_COUNT }, (_, ghost) => picturedGhost(world, ghost)),
    scores: Array.from(worlds[0]!.seatScore),
    seats: room.seats.wire,
  };
}

function picturedPac(world: World, pac: number): PicturedPac {
  const state = world.pacState[pac]!;
  return {
    x: world.pacX[pac]!,
    y: world.pacY[pac]!,
    travel: world.pacTravel[pac]!,
    isInMaze: state === PAC.waiting || state === PAC.alive,
    seat: world.pacSeat[pac]!,
  };
}

function picturedGhost(world: World, ghost: number): PicturedGhost {
  const isEyes = EYES.includes(world.ghostState[ghost]!);
  return {
    x: world.ghostX[ghost]!,
    y: world.ghostY[ghost]!,
    travel: world.ghostTravel[ghost]!,
    look: isEyes ? 'eyes' : isFrightened(world, ghost) ? 'frightened' : 'normal',
  };
}
