// The match of the day: who has used their try, and rooms for it.
//
//   lobby ──play──► asking the API ──answer, or none in time──► room
//     ▲                   │
//     └── leave, another request, the end of the session
//
// A try is used when the match begins with the player in a seat. This server remembers those that began here; the API knows
// those of other servers and earlier processes, and decides in the end: the first *started* record of a player counts. It is
// asked again when the match has begun, until it answers: it may have been out of reach, and nobody has asked it for players
// who joined by the code.

import {
  DAILY_MODES,
  encodeDailyStart,
  identityText,
  isDailyMode,
  utcDateOf,
  type DailyStart,
  type Identity,
} from '#handover';
import type { ClientMessage, Refusal } from '#protocol';
import type { Clock } from '../clock.ts';
import { BoundedMap } from '../limits/bounded-map.ts';
import type { MatchOutbox } from '../outbox/match-outbox.ts';
import type { Lobby } from '../rooms/lobby.ts';
import type { Player } from '../rooms/player.ts';
import type { RoomRules } from '../rooms/room-rules.ts';
import type { Lookups } from './lookups.ts';
import type { OtherQueues } from './other-queues.ts';
import type { RankedPlayer } from './queue.ts';

type Play = ClientMessage & { readonly type: 'play' };

/** Tries of the present day and the one before, of this server. */
const TRIES_MAX = 100_000;
/** While the API does not answer, it is asked so often for a try that has begun, with this time between. */
export const CONFIRMATIONS_MAX = 20;
export const CONFIRM_AGAIN_MS = 30_000;
/** Tries that wait to be asked for again. Further ones are not asked for again. */
const CONFIRMING_MAX = 1000;

export interface DailyParts {
  readonly clock: Clock;
  readonly lobby: Lobby;
  readonly lookups: Lookups;
  /** Takes the tries to the API; null if nothing is handed over. */
  readonly matchOutbox: MatchOutbox | null;
  /** The id of a record. */
  readonly newMatchId: () => string;
  /** Other nodes, where the player may try again. */
  readonly others: OtherQueues;
}

export class DailyPlay {
  private readonly parts: DailyParts;
  private readonly used = new BoundedMap<string, true>(TRIES_MAX);
  /** Requests that wait for the API. */
  private readonly asking = new Map<RankedPlayer, Play>();
  private confirmingCount = 0;

  constructor(parts: DailyParts) {
    this.parts = parts;
  }

  /** A player wants the match of the day. @returns why not, or null */
  open(player: RankedPlayer, message: Play): Refusal | null {
    const { mode } = message;
    if (!isDailyMode(mode)) {
      return { code: 'bad-settings', text: `play.mode: one of ${DAILY_MODES.join(', ')} for the match of the day` };
    }
    const date = this.dateNow;
    const { identity } = player;
    if (identity === null || this.isUsed(date, mode, identity)) return this.enter(player, message);
    let isLate = false;
    let refusal: Refusal | null = null;
    this.asking.set(player, message);
    this.parts.lookups.dailyTry(date, mode, identity, (match) => {
      if (typeof match === 'string') this.tried(date, mode, identity);
      // The player may have asked for something else meanwhile. A client that was disconnected asks again.
      if (this.asking.get(player) !== message) return;
      this.asking.delete(player);
      if (!player.isConnected) return;
      refusal = this.enter(player, message);
      if (isLate && refusal !== null) player.refusePlay(refusal);
    });
    isLate = true;
    return refusal;
  }

  /** A player wants something else. @returns whether a request was waiting */
  withdraw(player: RankedPlayer): boolean {
    return this.asking.delete(player);
  }

  /**
   * A player begins the match of a date.
   * @param match its id
   * @param discount is called if the API knows an earlier try
   * @returns whether it is their try, as far as this server knows
   */
  begins(
    { identity }: Player,
    { dailyDate: date, mode: { name } }: RoomRules,
    match: string,
    discount: () => void,
  ): boolean {
    if (identity === null || !isDailyMode(name) || this.isUsed(date, name, identity)) return false;
    this.tried(date, name, identity);
    const { clock, matchOutbox, newMatchId, others } = this.parts;
    others.tried(date, name, identity);
    const start = { date, mode: name, match, player: identity, startedMs: clock.date() };
    matchOutbox?.take('daily-start', newMatchId(), encodeDailyStart(start));
    this.confirm(start, discount, CONFIRMATIONS_MAX);
    return true;
  }

  /** A player has begun the match of a date, here or at another node. */
  tried(date: string, mode: string, player: Identity): void {
    this.used.set(keyOf(date, mode, player), true);
  }

  /** Asks the API whether a try is the first one. @param times that it is asked while it does not answer */
  private confirm(start: DailyStart, discount: () => void, times: number): void {
    const { clock, lookups } = this.parts;
    lookups.dailyTry(start.date, start.mode, start.player, (match) => {
      if (typeof match === 'string' && match !== start.match) discount();
      if (match !== undefined || times === 1 || this.confirmingCount === CONFIRMING_MAX) return;
      this.confirmingCount++;
      clock.after(CONFIRM_AGAIN_MS, () => {
        this.confirmingCount--;
        this.confirm(start, discount, times - 1);
      });
    });
  }

  /** Whether it would be their try if the match began now. */
  wouldCount({ identity }: Player, mode: string): boolean {
    return identity !== null && !this.isUsed(this.dateNow, mode, identity);
  }

  private enter(player: RankedPlayer, { mode, rate }: Play): Refusal | null {
    return player.enterRoom(rate, () => this.parts.lobby.openDaily(player, mode, this.dateNow));
  }

  private isUsed(date: string, mode: string, player: Identity): boolean {
    return this.used.get(keyOf(date, mode, player)) === true;
  }

  private get dateNow(): string {
    return utcDateOf(this.parts.clock.date());
  }
}

function keyOf(date: string, mode: string, player: Identity): string {
  return `${date} ${mode} ${identityText(player)}`;
}
