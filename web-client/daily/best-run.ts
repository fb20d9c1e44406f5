// The best run of a daily match, to be drawn beside the player's own.

import { fetchReplay } from '../replay/load-replay.ts';
import { GhostRun } from './ghost-run.ts';
import { fetchDailyTable } from './records-api.ts';

/** @returns null where nobody has finished it, or its replay cannot be played */
export async function loadBestRun(date: string, mode: string): Promise<GhostRun | null> {
  const best = (await fetchDailyTable(date, mode, false, 1))?.rows[0];
  if (best === undefined || best.match === null) return null;
  const loaded = await fetchReplay(best.match, new AbortController().signal);
  return 'trouble' in loaded ? null : new GhostRun(loaded.replay, loaded.rules);
}
