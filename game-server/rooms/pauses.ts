// Questions for a pause, and pauses. A player asks; the pause begins when all voters have agreed. A refusal or a timeout ends the
// question. Any voter can end the pause.

import type { Refusal } from '#protocol';
import { ticksToMs } from '../clock.ts';
import type { Announcer } from './announcer.ts';
import type { Player } from './player.ts';
import { NO_QUESTION, type ShownQuestion } from './room-messages.ts';
import { PAUSE_ASK_AGAIN_TICKS, PAUSE_QUESTION_TICKS, type RoomRules } from './room-rules.ts';
import type { PauseQuestion, RoomState } from './room-state.ts';
import type { PlayerSeat } from './seat.ts';
import type { Seats } from './seats.ts';

const ASKED_BEFORE = 'your last question for a pause was not long ago';

/** The match that is paused. */
interface PausedMatch {
  readonly rules: RoomRules;
  readonly seats: Seats;
  readonly state: RoomState;
  /** The current tick of the match. */
  readonly tickNow: number;
  pause(): void;
  unpause(): void;
}

/** Its room. */
interface PausedRoom {
  readonly cycle: PausedMatch;
  readonly announcer: Announcer;
}

/** A player asks for a pause or agrees to one. @returns the code of a refusal, or null */
export function askForPause({ cycle, announcer }: PausedRoom, player: Player): Refusal | null {
  const { state, tickNow } = cycle;
  if (state.name === 'paused') return null;
  // Planned matches run on a clock of their own, which waits for the players anyway.
  if (cycle.rules.plan !== undefined) return 'cannot-pause';
  const seat = pauseVoters(cycle).find((each) => each.player === player);
  if (seat === undefined || state.name !== 'match') return 'cannot-pause';
  if (state.question?.agreedIds.includes(player.id) === true) return null;
  if (state.question === null) {
    if (tickNow < seat.pauseAskTick) {
      return { code: 'cannot-pause', text: ASKED_BEFORE, retryAfterMs: ticksToMs(seat.pauseAskTick - tickNow) };
    }
    state.question = { askerId: player.id, agreedIds: [player.id], lapsesTick: tickNow + PAUSE_QUESTION_TICKS };
  } else state.question.agreedIds.push(player.id);
  announcer.notice('paused', player);
  if (!pauseIfAgreed(cycle, state.question)) announcer.roomChanged();
  return null;
}

/** A player refuses a pause, takes their own question back, or ends the pause. */
export function refusePause({ cycle, announcer }: PausedRoom, player: Player): void {
  if (!pauseVoters(cycle).some((each) => each.player === player)) return;
  const { state } = cycle;
  if (state.name === 'paused') {
    announcer.notice('unpaused', player);
    cycle.unpause();
  } else if (state.name === 'match' && state.question !== null) {
    announcer.notice('pause-refused', player);
    endQuestion(cycle);
    announcer.roomChanged();
  }
}

/**
 * Call when players have left or are disconnected: the question needs no answer of theirs, and ends without its asker.
 * @returns whether it is over now, which the caller announces
 */
export function voteAgain(cycle: PausedMatch): boolean {
  const { state } = cycle;
  if (state.name !== 'match' || state.question === null) return false;
  const { askerId } = state.question;
  if (pauseVoters(cycle).some(({ player }) => player.id === askerId)) {
    pauseIfAgreed(cycle, state.question);
    return false;
  }
  endQuestion(cycle);
  return true;
}

/** Call after each tick: ends a question that was not answered in time. */
export function lapseQuestion({ cycle, announcer }: PausedRoom): void {
  const { state, tickNow } = cycle;
  if (state.name !== 'match' || state.question === null || tickNow < state.question.lapsesTick) return;
  const asker = askerOf(cycle, state.question);
  if (asker !== null) announcer.notice('pause-lapsed', asker);
  endQuestion(cycle);
  announcer.roomChanged();
}

export function shownQuestion(cycle: PausedMatch): ShownQuestion {
  const { state, seats, tickNow } = cycle;
  if (state.name !== 'match' || state.question === null) return NO_QUESTION;
  const { agreedIds, lapsesTick } = state.question;
  const agreed = seats.players.filter(({ player }) => agreedIds.includes(player.id));
  return {
    askedBy: askerOf(cycle, state.question)?.name ?? '',
    seats: agreed.map(({ player }) => seats.indexOf(player)),
    lapsesInTicks: Math.max(1, lapsesTick - tickNow),
  };
}

/** @returns whether the match is paused now */
function pauseIfAgreed(cycle: PausedMatch, { agreedIds }: PauseQuestion): boolean {
  if (!pauseVoters(cycle).every(({ player }) => agreedIds.includes(player.id))) return false;
  cycle.pause();
  return true;
}

/** The asker has to wait before the next question, so that they cannot ask again and again. */
function endQuestion(cycle: PausedMatch): void {
  const { state, seats, tickNow } = cycle;
  if (state.name !== 'match' || state.question === null) return;
  const { askerId } = state.question;
  for (const seat of seats.players) if (seat.player.id === askerId) seat.pauseAskTick = tickNow + PAUSE_ASK_AGAIN_TICKS;
  state.question = null;
}

function askerOf({ seats }: PausedMatch, { askerId }: PauseQuestion): Player | null {
  return seats.players.find(({ player }) => player.id === askerId)?.player ?? null;
}

/** The connected humans with a seat, and the bots if the mode says so. */
function pauseVoters({ rules, seats }: PausedMatch): PlayerSeat[] {
  const mayAsk = (seat: PlayerSeat) => seat.driver === 'human' || rules.mode.room.pauseVoters === 'players';
  return seats.players.filter((seat) => mayAsk(seat) && !seat.presence.isDisconnected);
}
