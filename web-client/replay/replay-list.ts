// The list of replays that a server keeps, a page of it at a time. Rows of any other form are left out.

const LIST = '/api/replays';
const FETCH_TIMEOUT_MS = 15_000;
/** A page of the server has fewer. */
const ROWS_MAX = 500;

/** What the list says of a replay. */
export interface ListedReplay {
  readonly id: string;
  /** The version of the rules that the match was played by. */
  readonly rules: number;
  readonly mode: string;
  readonly maze: string;
  /** When the match ended, in milliseconds since 1970. */
  readonly playedAtMs: number;
  /** The length of the match. */
  readonly seconds: number;
  readonly score: number;
  readonly level: number;
  /** Names of the players, the best first. */
  readonly players: readonly string[];
}

/**
 * The newest replays first.
 * @param before the id of the last replay of the page before, null for the first page
 * @returns null when they cannot be had
 */
export async function fetchReplays(before: string | null, get = fetch): Promise<readonly ListedReplay[] | null> {
  try {
    const query = before === null ? '' : `?before=${encodeURIComponent(before)}`;
    const response = await get(`${LIST}${query}`, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    const rows: unknown = response.ok ? await response.json() : null;
    return Array.isArray(rows) ? rows.slice(0, ROWS_MAX).flatMap(listedIn) : null;
  } catch {
    return null;
  }
}

/** The row as a list of one, or of none if it has another form. */
function listedIn(row: unknown): readonly ListedReplay[] {
  const { id, rules, mode, maze, playedAtMs, seconds, score, level, players } = (row ?? {}) as Record<string, unknown>;
  const texts = [id, mode, maze];
  const numbers = [rules, seconds, score, level];
  if (!texts.every((each) => typeof each === 'string') || !numbers.every(Number.isFinite)) return [];
  const listed = { id, rules, mode, maze, seconds, score, level } as Omit<ListedReplay, 'playedAtMs' | 'players'>;
  return [{ ...listed, playedAtMs: typeof playedAtMs === 'number' ? playedAtMs : NaN, players: namesIn(players) }];
}

function namesIn(players: unknown): string[] {
  if (!Array.isArray(players)) return [];
  return players.flatMap((player: unknown) => {
    const { name } = (player ?? {}) as { readonly name?: unknown };
    return typeof name === 'string' && name !== '' ? [name] : [];
  });
}
