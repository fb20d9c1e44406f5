// All matches that are for a table: what sessions and rooms need of ranked/.

import type { ClientMessage, Refusal } from '#protocol';
import type { Contests, Leave } from '../rooms/contests.ts';
import type { Player } from '../rooms/player.ts';
import { isRated, type RoomRules } from '../rooms/room-rules.ts';
import type { SeatOwner } from '../rooms/seat.ts';
import { DailyPlay, type DailyParts } from './daily-play.ts';
import type { QueueNews } from './other-queues.ts';
import type { RankedPlayer } from './queue.ts';
import { RankedPlay, type RankedParts } from './ranked-play.ts';

type Play = ClientMessage & { readonly type: 'play' };

export class ContestPlay implements Contests {
  private readonly ranked: RankedPlay;
  private readonly daily: DailyPlay;

  constructor(parts: RankedParts & DailyParts) {
    this.ranked = new RankedPlay(parts);
    this.daily = new DailyPlay(parts);
  }

  /** @param message with `ranked` or `daily` @returns why it is refused, or null */
  play(player: RankedPlayer, message: Play): Refusal | null {
    if (message.ranked === true && message.daily === true) {
      return { code: 'bad-settings', text: 'play: ranked or daily, not both' };
    }
    if (message.ranked !== true) {
      this.withdraw(player);
      return this.daily.open(player, message);
    }
    this.daily.withdraw(player);
    return this.ranked.seek(player, message);
  }

  /** A player wants something else, or their session ends. @returns whether they were waiting */
  withdraw(player: RankedPlayer): boolean {
    const isAsking = this.daily.withdraw(player);
    return this.ranked.withdraw(player) || isAsking;
  }

  /** What has happened at other nodes. */
  readonly news: QueueNews = {
    waits: (player) => this.ranked.waitsElsewhere(player),
    left: (player) => this.ranked.hasLeft(player),
    tried: (date, mode, player) => this.daily.tried(date, mode, player),
  };

  resumed(player: RankedPlayer): void {
    this.ranked.resumed(player);
  }

  tick(serverTick: number): void {
    this.ranked.tick(serverTick);
  }

  // For rooms.

  begins(player: Player, rules: RoomRules, match: string, discount: () => void): boolean {
    if (rules.kind === 'daily') return this.daily.begins(player, rules, match, discount);
    return isRated(rules) && player.identity !== null;
  }

  wouldCount(player: Player, { kind, mode }: RoomRules): boolean {
    return kind === 'daily' && this.daily.wouldCount(player, mode.name);
  }

  left(code: string, player: SeatOwner, leave: Leave): void {
    this.ranked.left(code, player, leave);
  }
}
