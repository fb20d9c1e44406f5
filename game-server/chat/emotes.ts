// Emotes: how often one member may show one. The room decides who sees it.

import { EMOTE_INTERVAL_TICKS, type ClientMessage, type Emote, type ErrorCode } from '#protocol';
import type { ServerTicks } from '../clock.ts';
import type { Player } from '../rooms/player.ts';

export interface Emoter extends Player {
  /** Null in the lobby. */
  readonly room: { emote(from: Player, emote: Emote): ErrorCode | null } | null;
}

export class Emotes {
  private readonly ticks: ServerTicks;
  /** The tick of the server in which a player has shown the last one. */
  private readonly lastTicks = new WeakMap<Player, number>();

  constructor(ticks: ServerTicks) {
    this.ticks = ticks;
  }

  /** Shows an emote to the others in the room. @returns the code of a refusal, or null. */
  show({ emote }: ClientMessage & { type: 'emote' }, from: Emoter): ErrorCode | null {
    // The room may have ended while the message was on its way.
    if (from.room === null) return null;
    const lastTick = this.lastTicks.get(from);
    if (lastTick !== undefined && this.ticks.now - lastTick < EMOTE_INTERVAL_TICKS) return 'too-fast';
    const code = from.room.emote(from, emote);
    if (code === null) this.lastTicks.set(from, this.ticks.now);
    return code;
  }
}
