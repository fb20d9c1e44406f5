// When a phone vibrates, and for how long: milliseconds on, off, on and so on.

import { EVENT } from '#simulation';
import type { MatchEvent } from '../../netcode/online-match.ts';
import { preferences } from '../../preferences.ts';

export const VIBRATIONS = {
  caught: [90, 60, 180],
  ghost: [45],
  power: [25, 40, 25],
  rival: [45, 40, 45],
  count: [15],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** What a player feels of an event; null for nothing. @param seat the player's own, -1 for a watcher */
export function vibrationOf({ kind, who }: MatchEvent, seat: number): readonly number[] | null {
  if (seat < 0 || who !== seat) return null;
  if (kind === EVENT.caught) return VIBRATIONS.caught;
  if (kind === EVENT.ghostEaten) return VIBRATIONS.ghost;
  if (kind === EVENT.energizerEaten) return VIBRATIONS.power;
  return kind === EVENT.rivalCaught ? VIBRATIONS.rival : null;
}

/** Browsers allow it only after a gesture, and not all have it. */
export function vibrate(pattern: readonly number[]): void {
  const { userActivation } = navigator as Partial<Navigator>;
  if (!preferences.get('vibration') || document.hidden || !userActivation?.hasBeenActive) return;
  navigator.vibrate?.([...pattern]);
}
