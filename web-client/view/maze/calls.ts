// What the words below the house say: READY! and GAME OVER in all modes, and what a mode calls out for a moment.

import { PHASE, ROLE, TICKS_PER_SECOND, type World } from '#simulation';
import { words } from '../../language/language.ts';
import type { ShownMatch } from './shown-match.ts';
import type { Call } from './words.ts';

/** So long before the actors may move it says READY!, whatever else there is to say before. */
const READY_TICKS = 90;
/** How long the start of sudden death is called out, and the seconds before it that are counted. */
const SUDDEN_DEATH_TICKS = 120;
const COUNTED_SECONDS = 3;

/** So long a level that follows another is named: before its READY!, or while it is played where there is none. */
const LEVEL_TICKS = 60;

type Called = Pick<ShownMatch, 'mode' | 'viewer'> & {
  readonly prediction: Pick<ShownMatch['prediction'], 'confirmed' | 'predicted'>;
};

/** @returns null for nothing */
export function callOf({ mode, viewer, prediction: { confirmed, predicted } }: Called): Call | null {
  if (confirmed.phase === PHASE.over) return { text: words().calls.gameOver, colour: 'over' };
  if (predicted.phase === PHASE.ready || predicted.phase === PHASE.tune) return startCall(mode, viewer, predicted);
  if (predicted.phase !== PHASE.play) return null;
  if (mode === 'versus')
    return predicted.revealed === 1 ? { text: words().calls.revealed, colour: 'over' } : boardCall(predicted);
  return mode === 'battle' ? battleCall(predicted) : null;
}

function startCall(mode: string, viewer: number, world: World): Call {
  const { ready, youArePac, catchPac, round, level } = words().calls;
  const call: Call = { text: ready, colour: 'ready' };
  const ticksLeft = world.phaseEndsTick - world.tick;
  if (isLaterLevel(world) && ticksLeft > LEVEL_TICKS) return { text: level(world.level), colour: 'ready' };
  if (ticksLeft <= READY_TICKS) return call;
  if (mode === 'versus' && viewer >= 0) {
    return world.seatRole[viewer] === ROLE.pac
      ? { text: youArePac, colour: 'ready' }
      : { text: catchPac, colour: 'ghostCall' };
  }
  return mode === 'battle' && world.settings.rounds > 1 ? { text: round(world.round), colour: 'ready' } : call;
}

/** The next board of a turn begins without a READY! */
function boardCall(world: World): Call | null {
  const isNew = world.level > world.settings.level && world.tick - world.lifeStartTick < LEVEL_TICKS;
  return isNew ? { text: words().calls.board(world.level), colour: 'ready' } : null;
}

/** Whether a level that follows another one has just begun: nothing of it is eaten. */
function isLaterLevel({ level, settings, dotsLeft, maze }: World): boolean {
  return level > settings.level && dotsLeft === maze.dotCount;
}

function battleCall({ suddenDeathTick, suddenDeathDueTick, tick }: World): Call | null {
  if (suddenDeathTick > 0) {
    return tick - suddenDeathTick < SUDDEN_DEATH_TICKS ? { text: words().calls.suddenDeath, colour: 'over' } : null;
  }
  const seconds = Math.ceil((suddenDeathDueTick - tick) / TICKS_PER_SECOND);
  return seconds >= 1 && seconds <= COUNTED_SECONDS ? { text: String(seconds), colour: 'over' } : null;
}
