// Who in a room sees an emote or a phrase of a member, and how many of them a room shows.

import type { ClientMessage } from '#protocol';
import type { Clock } from '../clock.ts';
import { TokenBucket } from '#net';
import { frameOf } from '../net/frame.ts';
import type { Members } from './members.ts';
import type { Player } from './player.ts';

/** What a member shows to the others. */
export type Sign = ClientMessage & { readonly type: 'emote' | 'phrase' };

/** Emotes and phrases of all members together. Further ones are left out: with 164 members each is sent to all others. */
const EMOTES_PER_SECOND = 20;
const EMOTES_BURST = 40;

export class RoomEmotes {
  private readonly members: Members;
  private readonly clock: Clock;
  private readonly rate: TokenBucket;

  constructor(members: Members, clock: Clock) {
    this.members = members;
    this.clock = clock;
    this.rate = new TokenBucket(EMOTES_PER_SECOND, EMOTES_BURST, clock.now());
  }

  /**
   * @param seat of the member, -1 for a watcher
   * @param maySee whether a member may see it
   */
  show(from: Player, seat: number, sign: Sign, maySee: (player: Player) => boolean): void {
    if (!this.rate.take(this.clock.now())) return;
    const frame = frameOf({ ...sign, seat, name: from.name });
    for (const player of this.members) {
      if (player === from || (player.hears(from.name) && maySee(player))) player.send(frame);
    }
  }
}
