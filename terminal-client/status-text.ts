// The line above the maze: what the mode counts.

import type { MatchModel } from '#client';
import { CATCH_POINTS, ROLE, TICKS_PER_SECOND, type World } from '#simulation';

/** @param seat our own, or the one that is followed; -1 for none */
export function statusText(world: World, { mode, seat: own }: MatchModel, seat: number): string {
  return [mode, ...figuresOf(world, mode, own, seat)].join('  ');
}

function figuresOf(world: World, mode: string, own: number, seat: number): string[] {
  switch (mode) {
    case 'versus':
      return versusFigures(world, own);
    case 'battle':
      return [`round ${world.round}`, world.suddenDeathTick > 0 ? 'sudden death' : ''].filter((text) => text !== '');
    case 'mega':
      return megaFigures(world, seat);
    default:
      return [
        `level ${world.level}`,
        `score ${world.score}`,
        mode === 'classic' ? livesOf(world) : `returns ${world.lives}`,
      ];
  }
}

function livesOf({ lives }: World): string {
  return `lives ${lives}`;
}

function versusFigures(world: World, own: number): string[] {
  const seconds = Math.max(0, Math.ceil((world.turnEndsTick - world.tick) / TICKS_PER_SECOND));
  const role =
    own < 0 ? '' : world.seatRole[own] === ROLE.pac ? 'you are Pac-Man' : `you hunt, a catch is ${CATCH_POINTS}`;
  const seen = world.viewRole === ROLE.ghost && world.pacSeen === 0 ? 'Pac-Man is hidden' : '';
  return [`turn ${world.turn}`, world.turnEndsTick > 0 ? `${seconds} s` : '', role, seen].filter((text) => text !== '');
}

function megaFigures(world: World, seat: number): string[] {
  const texts: string[] = [];
  if (world.nextCullTick > 0) {
    const seconds = Math.max(0, Math.ceil((world.nextCullTick - world.tick) / TICKS_PER_SECOND));
    texts.push(`${world.survivors} stay in ${seconds} s`);
  }
  if (seat >= 0) texts.push(`score ${world.rankScore[seat]}`, `lives ${world.seatLives[seat]}`);
  texts.push(`maze ${world.mazeIndex + 1}`);
  return texts;
}
