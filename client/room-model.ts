// The current room, as the server last described it: state, host, settings, seats, results and the match. Every change
// makes a new object, so that a view finds changes by comparing.

import type { RoomState, ServerMessage, WireSeat } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { MatchModel } from './match-model.ts';

export type RoomInfo = ServerMessage & { readonly type: 'room' };
export type Results = ServerMessage & { readonly type: 'results' };

interface Known<Match> {
  readonly match: Match;
  readonly info: RoomInfo;
  readonly results: Results | null;
  readonly ownName: string;
  /** When the state ends by itself, by the client's clock in milliseconds; null if it does not. */
  readonly endsAtMs: number | null;
}

export class RoomModel<Match extends MatchModel = MatchModel> {
  readonly match: Match;
  readonly info: RoomInfo;
  readonly results: Results | null;
  readonly ownName: string;
  readonly endsAtMs: number | null;
  private readonly known: Known<Match>;

  private constructor(known: Known<Match>) {
    this.known = known;
    this.match = known.match;
    this.info = known.info;
    this.results = known.results;
    this.ownName = known.ownName;
    this.endsAtMs = known.endsAtMs;
  }

  static entered<Match extends MatchModel>(
    match: Match,
    info: RoomInfo,
    ownName: string,
    nowMs: number,
  ): RoomModel<Match> {
    return new RoomModel({ match, info, results: null, ownName, endsAtMs: endOf(info, nowMs) });
  }

  /** Another match in the same room. */
  rematch(match: Match): RoomModel<Match> {
    return new RoomModel({ ...this.known, match, results: null });
  }

  withResults(results: Results): RoomModel<Match> {
    return new RoomModel({ ...this.known, results });
  }

  /** We have another name. */
  renamed(ownName: string): RoomModel<Match> {
    return ownName === this.ownName ? this : new RoomModel({ ...this.known, ownName });
  }

  /** `seats` of the match have changed. */
  reseated(): RoomModel<Match> {
    return new RoomModel(this.known);
  }

  /** The room with a new description. Results are kept during the state `result`. */
  described(match: Match, info: RoomInfo, nowMs: number): RoomModel<Match> {
    const results = info.state === 'result' ? this.results : null;
    return new RoomModel({ ...this.known, match, info, results, endsAtMs: endOf(info, nowMs) });
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

  /** Whether a watcher can take a seat: one is empty, or the AI has it. */
  get hasFreeSeat(): boolean {
    return this.seats.some(({ driver }) => driver === 'empty' || driver === 'ai');
  }
}

function endOf({ endsInTicks }: RoomInfo, nowMs: number): number | null {
  return endsInTicks === 0 ? null : nowMs + (endsInTicks * 1000) / TICKS_PER_SECOND;
}
