// Emotes and phrases: how often one member may show one. The room decides who sees it.

import { EMOTE_INTERVAL_TICKS, type ErrorCode } from '#protocol';
import type { ServerTicks } from '../clock.ts';
import type { Player } from '../rooms/player.ts';
import type { Sign } from '../rooms/room-emotes.ts';

export interface Emoter extends Player {
  /** Null in the lobby. */
  readonly room: { emote(from: Player, sign: Sign): ErrorCode | null } | null;
}

export class Emotes {
  private readonly ticks: ServerTicks;
  /** The tick of the server in which a player has shown the last one. */
  private readonly lastTicks = new WeakMap<Player, number>();

  constructor(ticks: ServerTicks) {
    this.ticks = ticks;
  }

  /** Shows an emote or a phrase to the others in the room. @returns the code of a refusal, or null. */
  show(sign: Sign, from: Emoter): ErrorCode | null {
    // The room may have ended while the message was on its way.
    if (from.room === null) return null;
    const lastTick = this.lastTicks.get(from);
    if (lastTick !== undefined && this.ticks.now - lastTick < EMOTE_INTERVAL_TICKS) return 'too-fast';
    const code = from.room.emote(from, sign);
    if (code === null) this.lastTicks.set(from, this.ticks.now);
    return code;
  }
}
