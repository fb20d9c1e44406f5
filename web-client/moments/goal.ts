// The goal line: what a player has to do, at the start of a match, a turn and a round.

import { PHASE, ROLE, type World } from '#simulation';
import { words } from '../language/language.ts';

/** @param seat -1 for a watcher, who has no goal. @returns '' while there is nothing to say: play has begun, or only goes on after a catch */
export function goalOf(world: World, seat: number): string {
  if (seat < 0 || !isStart(world)) return '';
  const { goal } = words().moments;
  const { mode, rounds, rule } = world.settings;
  switch (mode.name) {
    case 'coop':
      return goal.coop;
    case 'classic':
      return goal.classic;
    case 'versus':
      return world.seatRole[seat] === ROLE.pac ? goal.versusPac : goal.versusGhost;
    case 'battle':
      return rounds > 1 ? goal.battleRounds(Math.floor(rounds / 2) + 1) : goal.battle;
    case 'mega':
      return rule === 'score' ? goal.megaScore : goal.mega;
    default:
      return '';
  }
}

/** Whether everything stands in place before a match, a turn or a round. A level, or a life, follows what players know. */
function isStart({ phase, lifeStartTick, settings: { mode } }: World): boolean {
  if (phase !== PHASE.ready && phase !== PHASE.tune) return false;
  const hasStarts = mode.fields.includes('versus') || mode.fields.includes('battle');
  return hasStarts || lifeStartTick === 0;
}
