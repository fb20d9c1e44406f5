// The replays that a server keeps: in a data folder of this machine, or over HTTP.
import { printableLine } from '#protocol';
import { REPLAYS_PER_PAGE } from '../game-server/replays/replay-requests.ts';
import { storedReplays } from '../game-server/replays/replay-files.ts';
import { replayRow, type ReplayRow } from '../game-server/replays/replay-row.ts';

/** Pages of a list that are read from a server. */
const PAGES_MAX = 20;
const LIST_BYTES_MAX = 1024 * 1024;
const ANSWER_MS_MAX = 10_000;

/** Newest first. @throws if there is a folder that cannot be read */
export async function replaysIn(folder: string): Promise<ReplayRow[]> {
  const rows = (await storedReplays(folder)).map(replayRow);
  return rows.toSorted((one, other) => other.playedAtMs - one.playedAtMs);
}

/** Newest first. @param url where the bridge or the public port of a server is. @throws Error for any other answer */
export async function replaysAt(url: string): Promise<ReplayRow[]> {
  const { z } = await import('zod');
  const player = z.object({ name: z.string(), place: z.number(), score: z.number() });
  const row = z.object({
    ...{ id: z.string(), mode: z.string(), variant: z.string(), maze: z.string(), cleared: z.boolean() },
    ...{ rules: z.number(), playedAtMs: z.number(), seconds: z.number(), score: z.number(), level: z.number() },
    players: z.array(player),
  });
  const rows: ReplayRow[] = [];
  for (let page = 0; page < PAGES_MAX; page++) {
    const last = rows.at(-1);
    const query = last === undefined ? '' : `?before=${encodeURIComponent(last.id)}`;
    const bytes = await get(new URL(`/api/replays${query}`, url), LIST_BYTES_MAX);
    const parsed = z.array(row).safeParse(jsonOf(bytes));
    if (!parsed.success) throw new Error(`${url} does not answer with a list of replays`);
    rows.push(...parsed.data);
    if (parsed.data.length < REPLAYS_PER_PAGE) break;
  }
  return rows;
}

/** The file of a replay. @param url as for `replaysAt`. @throws Error for any other answer */
export async function replayAt(url: string, id: string, bytesMax: number): Promise<Uint8Array> {
  return get(new URL(`/api/replays/${id}`, url), bytesMax);
}

/** A row as text: control characters and line ends of a stranger's server do not reach the terminal. */
export function lineOf({ id, playedAtMs, mode, variant, level, score, seconds, players, rules }: ReplayRow): string {
  const kind = variant === 'none' ? mode : `${mode} (${variant})`;
  const length = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
  const date = new Date(playedAtMs);
  const time = Number.isNaN(date.getTime()) ? '?' : date.toISOString().slice(0, 16).replace('T', ' ');
  const names = players.map(({ name }) => name).join(', ');
  const result = `${kind}, level ${level}, score ${score}${names === '' ? '' : `: ${names}`}`;
  const line = `${id}  ${time}  ${length.padStart(6)}  ${result} [rules ${rules}]`;
  return printableLine(line);
}

async function get(url: URL, bytesMax: number): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    if (response.ok) return await bodyOf(response, bytesMax);
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`${url.href}: ${cause instanceof Error ? cause.message : message}`, { cause: error });
  }
  await response.body?.cancel();
  throw new Error(`${url.href}: the server answers ${response.status}`);
}

async function bodyOf({ body }: Response, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).length;
    if (bytes > bytesMax) throw new Error(`too big: more than ${bytesMax} bytes`);
  }
  return Buffer.concat(chunks);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}
