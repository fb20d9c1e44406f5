// What the words below the house say: READY! and GAME OVER in all modes, and what a mode calls out for a moment.

import { PHASE, ROLE, TICKS_PER_SECOND, type World } from '#simulation';
import type { ShownMatch } from './shown-match.ts';
import type { Call } from './words.ts';

/** So long before the actors may move it says READY!, whatever else there is to say before. */
const READY_TICKS = 90;
/** How long the start of sudden death is called out, and the seconds before it that are counted. */
const SUDDEN_DEATH_TICKS = 120;
const COUNTED_SECONDS = 3;

const READY_CALL: Call = { text: 'READY!', colour: 'ready' };
const OVER_CALL: Call = { text: 'GAME OVER', colour: 'over' };
const REVEALED_CALL: Call = { text: 'REVEALED!', colour: 'over' };
const SUDDEN_DEATH_CALL: Call = { text: 'SUDDEN DEATH', colour: 'over' };
const PAC_CALL: Call = { text: 'YOU ARE PAC-MAN', colour: 'ready' };
const GHOST_CALL: Call = { text: 'CATCH PAC-MAN', colour: 'ghostCall' };

type Called = Pick<ShownMatch, 'mode' | 'viewer'> & {
  readonly prediction: Pick<ShownMatch['prediction'], 'confirmed' | 'predicted'>;
};

/** @returns null for nothing */
export function callOf({ mode, viewer, prediction: { confirmed, predicted } }: Called): Call | null {
  if (confirmed.phase === PHASE.over) return OVER_CALL;
  if (predicted.phase === PHASE.ready || predicted.phase === PHASE.tune) return startCall(mode, viewer, predicted);
  if (predicted.phase !== PHASE.play) return null;
  if (mode === 'versus') return predicted.revealed === 1 ? REVEALED_CALL : null;
  return mode === 'battle' ? battleCall(predicted) : null;
}

function startCall(mode: string, viewer: number, world: World): Call {
  if (world.phaseEndsTick - world.tick <= READY_TICKS) return READY_CALL;
  if (mode === 'versus' && viewer >= 0) return world.seatRole[viewer] === ROLE.pac ? PAC_CALL : GHOST_CALL;
  if (mode === 'battle' && world.settings.rounds > 1) return { text: `ROUND ${world.round}`, colour: 'ready' };
  return READY_CALL;
}

function battleCall({ suddenDeathTick, suddenDeathDueTick, tick }: World): Call | null {
  if (suddenDeathTick > 0) return tick - suddenDeathTick < SUDDEN_DEATH_TICKS ? SUDDEN_DEATH_CALL : null;
  const seconds = Math.ceil((suddenDeathDueTick - tick) / TICKS_PER_SECOND);
  return seconds >= 1 && seconds <= COUNTED_SECONDS ? { text: String(seconds), colour: 'over' } : null;
}
