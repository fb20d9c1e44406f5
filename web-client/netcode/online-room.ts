// The room this page is in, as the server last described it: state, host, settings, seats and results.
// A new object for every change, so that views can tell what is new by comparing.

import type { RoomState, ServerMessage, WireSeat } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { OnlineMatch } from './online-match.ts';

export type RoomInfo = ServerMessage & { type: 'room' };
export type Results = ServerMessage & { type: 'results' };

interface Known {
  readonly match: OnlineMatch;
  readonly info: RoomInfo;
  readonly results: Results | null;
  /** Our own name. */
  readonly ownName: string;
  /** When the state ends by itself, in milliseconds of the page's clock; null where it does not. */
  readonly endsAtMs: number | null;
}

export class OnlineRoom {
  readonly match: OnlineMatch;
  readonly info: RoomInfo;
  readonly results: Results | null;
  readonly ownName: string;
  readonly endsAtMs: number | null;

  private constructor(known: Known) {
    this.match = known.match;
    this.info = known.info;
    this.results = known.results;
    this.ownName = known.ownName;
    this.endsAtMs = known.endsAtMs;
  }

  static entered(match: OnlineMatch, info: RoomInfo, ownName: string, nowMs: number): OnlineRoom {
    return new OnlineRoom({ match, info, results: null, ownName, endsAtMs: endOf(info, nowMs) });
  }

  /** The same room with some of it another. Without a result in sight, old results are history. */
  with(change: Partial<Pick<Known, 'match' | 'results'>>): OnlineRoom {
    return new OnlineRoom({ ...this.known, ...change });
  }

  described(match: OnlineMatch, info: RoomInfo, nowMs: number): OnlineRoom {
    const results = info.state === 'result' ? this.results : null;
    return new OnlineRoom({ ...this.known, match, info, results, endsAtMs: endOf(info, nowMs) });
  }

  get code(): string {
    return this.info.code;
  }

  get state(): RoomState {
    return this.info.state;
  }

  get seats(): readonly WireSeat[] {
    return this.match.seats;
  }

  get isSeated(): boolean {
    return this.match.seat >= 0;
  }

  get isHost(): boolean {
    return this.info.host === this.ownName;
  }

  get isReady(): boolean {
    return this.seats[this.match.seat]?.ready ?? false;
  }

  /** Whether a watcher could sit down: where nobody sits, or the AI does. */
  get hasPlace(): boolean {
    return this.seats.some(({ driver }) => driver === 'empty' || driver === 'ai');
  }

  private get known(): Known {
    const { match, info, results, ownName, endsAtMs } = this;
    return { match, info, results, ownName, endsAtMs };
  }
}

function endOf({ endsInTicks }: RoomInfo, nowMs: number): number | null {
  return endsInTicks === 0 ? null : nowMs + (endsInTicks * 1000) / TICKS_PER_SECOND;
}
