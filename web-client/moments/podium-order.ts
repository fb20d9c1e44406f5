// The order of a result: who stands where on the podium, and the rows below it.

import type { WireResult } from '#protocol';
import { modeNamed } from '#simulation';

/** Places of a podium. */
const STEPS = 3;
/** Figures on it at most: places can be shared. */
const FIGURES_MAX = 4;

export interface PodiumPlace {
  readonly result: WireResult;
  /** 1 is the highest step. A team has no steps. */
  readonly step: number;
}

/** Whether the players of a mode compete: else they are one team, without places. */
export function isRanked(mode: string): boolean {
  const rules = modeNamed(mode);
  return rules !== null && (rules.lives.owner === 'seat' || rules.lives.owner === 'none');
}

/** Best first; equal ones by seat. */
export function rowsOf(mode: string, results: readonly WireResult[]): readonly WireResult[] {
  if (!isRanked(mode)) return results.toSorted((a, b) => a.seat - b.seat);
  return results.toSorted((a, b) => a.place - b.place || a.seat - b.seat);
}

/**
 * Who stands on the podium, from left to right: the second, the first, the third, as on every podium. Players who share a
 * place share the height of its step. A team stands side by side.
 */
export function podiumOf(mode: string, results: readonly WireResult[]): readonly PodiumPlace[] {
  const rows = rowsOf(mode, results);
  if (!isRanked(mode)) return rows.slice(0, FIGURES_MAX).map((result) => ({ result, step: 1 }));
  const best = rows.filter(({ place }) => place <= STEPS).slice(0, FIGURES_MAX);
  const places = best.map((result) => ({ result, step: result.place }));
  const [first, second, ...others] = places;
  return [second, first, ...others].filter((place) => place !== undefined);
}
