// Emotes and phrases: how often one member may show one. The room decides who sees it.

import { EMOTE_INTERVAL_TICKS, type Refusal } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import { ticksToMs, type ServerTicks } from '../clock.ts';
import type { Player } from '../rooms/player.ts';
import type { Sign } from '../rooms/room-emotes.ts';

const ONE_AT_A_TIME = `one emote or phrase in ${EMOTE_INTERVAL_TICKS / TICKS_PER_SECOND} s`;

export interface Emoter extends Player {
  /** Null in the lobby. */
  readonly room: { emote(from: Player, sign: Sign): Refusal | null } | null;
}

export class Emotes {
  private readonly ticks: ServerTicks;
  /** The tick of the server in which a player has shown the last one. */
  private readonly lastTicks = new WeakMap<Player, number>();

  constructor(ticks: ServerTicks) {
    this.ticks = ticks;
  }

  /** Shows an emote or a phrase to the others in the room. @returns the code of a refusal, or null. */
  show(sign: Sign, from: Emoter): Refusal | null {
    // The room may have ended while the message was on its way.
    if (from.room === null) return null;
    const lastTick = this.lastTicks.get(from);
    const waitTicks = lastTick === undefined ? 0 : lastTick + EMOTE_INTERVAL_TICKS - this.ticks.now;
    if (waitTicks > 0) return { code: 'too-fast', text: ONE_AT_A_TIME, retryAfterMs: ticksToMs(waitTicks) };
    const refusal = from.room.emote(from, sign);
    if (refusal === null) this.lastTicks.set(from, this.ticks.now);
    return refusal;
  }
}
