// Emotes of the players of a match that are shown at present: the last one of each seat, for a short time.

import { EMOTES, type Emote, type ServerMessage } from '#protocol';

const SHOWN_MS = 2600;

export class ShownEmotes {
  private readonly bySeat = new Map<number, { readonly emote: Emote; readonly untilMs: number }>();

  /** Emotes of watchers, of later versions, and of seats that the match does not have are left out. */
  show({ seat, emote }: ServerMessage & { readonly type: 'emote' }, seatCount: number, nowMs: number): void {
    const known = EMOTES.find((each) => each === emote);
    if (known === undefined || seat < 0 || seat >= seatCount) return;
    this.bySeat.set(seat, { emote: known, untilMs: nowMs + SHOWN_MS });
  }

  of(seat: number, nowMs: number): Emote | null {
    const shown = this.bySeat.get(seat);
    return shown !== undefined && nowMs < shown.untilMs ? shown.emote : null;
  }
}
