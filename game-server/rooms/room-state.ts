// The state of a room, and when it ends by itself. match-cycle.ts does what follows.
//
//                                     ┌── paused ◄─┐
//            the host starts       un-│            │pause, or a player is disconnected for whom
//     lobby ─────────────────► countdown ─► play ──┤the mode waits
//       ▲                          ▲               └─ match over ─► result
//       │                          │                                 │ │
//       │                          └── all ready, one of them waited ┘ │
//       │                              long enough, or quick play      │
//       └──────────── nobody was ready for long, or new settings ──────┘
//
//     the server was restarted during a match ─► restored ──all are back, or 10 s; then 3 s──► countdown, play
//     another node has taken the match over ───► restored ──all are back, or 1 s─────────────► countdown, play
//
// Countdown and play are one state here: the World tells them apart. A room that quick play made begins with it.

import {
  AUTO_REMATCH_TICKS,
  isRated,
  LOBBY_BACK_TICKS,
  RATED_RESULT_TICKS,
  READY_WAIT_TICKS,
  RESTORED_COUNTDOWN_TICKS,
  RESTORED_WAIT_TICKS,
  TAKEN_OVER_WAIT_TICKS,
  type RoomRules,
} from './room-rules.ts';

export type RoomState =
  | { readonly name: 'lobby'; hostIdleTicks: number }
  | { readonly name: 'match'; question: PauseQuestion | null }
  | { readonly name: 'paused'; ticks: number }
  | ResultState
  | RestoredState;

/** The open question for a pause. Plain data; a restart of the server drops it. */
export interface PauseQuestion {
  readonly askerId: number;
  /** Ids of the players who have agreed, the asker among them. Players who have left do not count. */
  readonly agreedIds: number[];
  /** The tick of the match at which the question is over. */
  readonly lapsesTick: number;
}

export interface ResultState {
  readonly name: 'result';
  ticks: number;
  /** Ticks for which at least one player has been ready, and ticks for which none has. One of the two is 0. */
  readyTicks: number;
  quietTicks: number;
  /** The host starts the next match without waiting for others. */
  isStartAsked: boolean;
}

/** The match of an earlier process, or of another node, waits for its players. All of it is plain data. */
export interface RestoredState {
  readonly name: 'restored';
  /**
   * Ids of the players with a seat who were connected when that process ended. After a takeover also of the watchers: they
   * may have seen a later tick than the players.
   */
  readonly awaited: readonly number[];
  /** Ticks since the first member was back, and ticks of the countdown. */
  waitTicks: number;
  countdownTicks: number;
  /** Whether another node has played it until a moment ago: it goes on without a countdown. Missing for a restart. */
  readonly isTakenOver?: boolean;
  /** The last tick of it that is in the journal. Missing where it does not matter. */
  readonly fromTick?: number;
}

export const inLobby = (): RoomState => ({ name: 'lobby', hostIdleTicks: 0 });
export const inMatch = (): RoomState => ({ name: 'match', question: null });
export const inPause = (): RoomState => ({ name: 'paused', ticks: 0 });
export const inResult = (): RoomState => ({
  ...{ name: 'result', ticks: 0, readyTicks: 0, quietTicks: 0, isStartAsked: false },
});

/** @param takenOverAt the last tick in the stream of another node; null for a restart */
export const inRestored = (awaited: readonly number[], takenOverAt: number | null = null): RestoredState => ({
  ...{ name: 'restored', awaited, waitTicks: 0, countdownTicks: 0, isTakenOver: takenOverAt !== null },
  ...(takenOverAt === null ? {} : { fromTick: takenOverAt }),
});

/** How many of the connected humans and bots are ready for another match. */
export type Readiness = 'all' | 'some' | 'none';

/** Counts a tick of a result. @returns the next state, null while it stays. */
export function tickResult(state: ResultState, rules: RoomRules, ready: Readiness): 'match' | 'lobby' | null {
  state.ticks++;
  state.readyTicks = ready === 'none' ? 0 : state.readyTicks + 1;
  state.quietTicks = ready === 'none' ? state.quietTicks + 1 : 0;
  // A ranked match has no second one: its room is closed (ranked/).
  if (state.ticks < rules.mode.room.resultTicksMin || isRated(rules)) return null;
  if (ready === 'all' || state.isStartAsked || state.readyTicks >= READY_WAIT_TICKS) return 'match';
  if (rules.isQuickPlay) return state.ticks >= AUTO_REMATCH_TICKS ? 'match' : null;
  return state.quietTicks >= LOBBY_BACK_TICKS ? 'lobby' : null;
}

/**
 * Counts a tick of a restored match for which at least one member is connected.
 * @param areAllBack whether all awaited members are connected or have left
 * @returns 'countdown' when the countdown begins, 'match' when it is over, else null
 */
export function tickRestored(state: RestoredState, areAllBack: boolean): 'countdown' | 'match' | null {
  state.waitTicks++;
  if (state.isTakenOver === true) return areAllBack || state.waitTicks >= TAKEN_OVER_WAIT_TICKS ? 'match' : null;
  if (state.countdownTicks === 0 && !areAllBack && state.waitTicks < RESTORED_WAIT_TICKS) return null;
  state.countdownTicks++;
  if (state.countdownTicks > RESTORED_COUNTDOWN_TICKS) return 'match';
  return state.countdownTicks === 1 ? 'countdown' : null;
}

/** Ticks until a state ends by itself; 0 if it does not. */
export function ticksLeft(state: RoomState, rules: RoomRules): number {
  switch (state.name) {
    case 'lobby':
    case 'match':
      return 0;
    case 'paused':
      return rules.mode.room.pauseTicksMax - state.ticks;
    case 'restored':
      return state.countdownTicks === 0 ? 0 : RESTORED_COUNTDOWN_TICKS + 1 - state.countdownTicks;
    case 'result': {
      const ends: number[] = [];
      if (isRated(rules))
        return Math.max(1, RATED_RESULT_TICKS[rules.settings.drivers === 'bots' ? 'bot' : 'human'] - state.ticks);
      if (state.readyTicks > 0) ends.push(READY_WAIT_TICKS - state.readyTicks);
      if (rules.isQuickPlay) ends.push(AUTO_REMATCH_TICKS - state.ticks);
      else if (state.readyTicks === 0) ends.push(LOBBY_BACK_TICKS - state.quietTicks);
      return Math.max(1, Math.min(...ends));
    }
  }
}
