// The place of the player's best result of the week, for the results of a match. The API plays a match again before it counts, so the page
// asks a few times, and shows nothing if the answer does not come in time.

import type { WireResult } from '#protocol';
import type { Answer } from './api-call.ts';
import { askAgain, type After } from './ask-again.ts';
import type { Table, TableRow } from './record-calls.ts';

export interface Standing {
  readonly rank: number;
  readonly total: number;
  /** The own row and those beside it, the best first. */
  readonly rows: readonly TableRow[];
  readonly own: TableRow;
}

export interface StandingSurroundings {
  readonly after: After;
  fetch(mode: string): Promise<Answer<Table>>;
}

/** From the result on. The last answer comes while players still look at it. */
export const ASKED_AFTER_MS: readonly number[] = [1000, 3000, 7000];
/** Rows on each side of the own one. */
const NEIGHBOURS = 1;

/** @returns null for a table without the player, with nobody else, or with an older result than the one just reached */
export function standingOf({ total, rows, own }: Table, score: number): Standing | null {
  if (own === null || own.score < score || total === 1) return null;
  const at = rows.findIndex(({ rank, player }) => rank === own.rank && player.name === own.player.name);
  const around = at < 0 ? [own] : rows.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1);
  return { rank: own.rank, total, rows: around, own };
}

/**
 * What tables take of a result: in `coop` what the players made together, without the points of AI.
 * @param isPlayer whether a seat is not the AI's
 */
export function countedScore(
  mode: string,
  own: WireResult,
  seats: readonly WireResult[],
  isPlayer: (result: WireResult) => boolean,
): number {
  if (mode !== 'coop') return own.score;
  return seats.reduce((sum, result) => sum + (isPlayer(result) ? result.score : 0), 0);
}

/**
 * Asks until the result counts.
 * @param score that the player has just reached
 * @returns a function that ends it
 */
export function watchStanding(
  mode: string,
  score: number,
  { after, fetch }: StandingSurroundings,
  show: (standing: Standing) => void,
): () => void {
  const ask = async (): Promise<Standing | null> => {
    const answer = await fetch(mode);
    return 'value' in answer ? standingOf(answer.value, score) : null;
  };
  return askAgain(ASKED_AFTER_MS, after, ask, show);
}
