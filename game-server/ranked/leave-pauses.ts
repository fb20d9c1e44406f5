// Players who leave ranked matches wait before the next one: longer each time, and as at first after an hour without.

import { identityText, type Identity } from '#handover';
import { BoundedMap } from '../limits/bounded-map.ts';

/** After the first match that was left, the second, and so on; the last for all later ones. */
export const PAUSES_MS = [10_000, 60_000, 300_000, 900_000] as const;
export const FORGIVEN_MS = 3_600_000;
const PLAYERS_MAX = 10_000;

export class LeavePauses {
  private readonly left = new BoundedMap<string, { readonly count: number; readonly atMs: number }>(PLAYERS_MAX);

  /** A player has left a match that was not over. */
  add(player: Identity, nowMs: number): void {
    const key = identityText(player);
    const before = this.left.get(key);
    const count = before !== undefined && nowMs - before.atMs < FORGIVEN_MS ? before.count + 1 : 1;
    this.left.set(key, { count, atMs: nowMs });
  }

  /** How long a player still waits, 0 for not at all. */
  waitMs(player: Identity, nowMs: number): number {
    const left = this.left.get(identityText(player));
    if (left === undefined) return 0;
    const pauseMs = PAUSES_MS[Math.min(left.count, PAUSES_MS.length) - 1]!;
    return Math.max(0, Math.ceil(left.atMs + pauseMs - nowMs));
  }
}
