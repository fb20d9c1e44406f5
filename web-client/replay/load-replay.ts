// Loads a replay from the server or from a file, and checks it. A failure is a word; replay-troubles.ts has its sentence.

import { REPLAY_VERSION, RULES_VERSION, type Replay } from '#simulation';
import { words } from '../language/language.ts';
import { rulesOfVersion, type ImportModule, type ReplayRules } from './old-rules.ts';

/** The same limit as `packetman replay` has. */
const BYTES_MAX = 64 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 30_000;

/** The first bytes of a gzip file. */
const GZIP = [0x1f, 0x8b] as const;

export type ReplayTrouble =
  | 'unknown'
  | 'unreachable'
  | 'busy'
  | 'other-rules'
  | 'other-version'
  | 'broken'
  | 'too-large';

/** @property rules that the replay is played with */
export interface PlayableReplay {
  readonly replay: Replay;
  readonly rules: ReplayRules;
}

/**
 * @property detail the exact error, in the words of the checks
 */
export type LoadedReplay = PlayableReplay | { readonly trouble: ReplayTrouble; readonly detail: string };

/** Ids of matches, whose replays the API has, and at first the game server too. All others are those of a game server only. */
const MATCH_ID = /^[0-9a-f]{32}$/;

function pathsOf(id: string): readonly [string, ...string[]] {
  const kept = `/api/replays/${encodeURIComponent(id)}`;
  return MATCH_ID.test(id) ? [kept, `/api/matches/${id}/replay`] : [kept];
}

/** @param left ends the request: the player does not wait for it any more */
export async function fetchReplay(id: string, left: AbortSignal, get = fetch): Promise<LoadedReplay> {
  try {
    const signal = AbortSignal.any([left, AbortSignal.timeout(FETCH_TIMEOUT_MS)]);
    const [first, ...others] = pathsOf(id);
    let response = await get(first, { signal });
    for (const path of others) if (response.status === 404) response = await get(path, { signal });
    if (response.status === 404) return trouble('unknown');
    if (response.status === 429 || response.status === 503) return trouble('busy');
    if (!response.ok) return trouble('unreachable');
    return await replayOfText(await response.text());
  } catch (error) {
    return trouble('unreachable', messageOf(error));
  }
}

/** Reads a replay file, as JSON or compressed by gzip. */
export async function readReplay(file: Blob): Promise<LoadedReplay> {
  if (file.size > BYTES_MAX) return trouble('too-large');
  try {
    const start = new Uint8Array(await file.slice(0, GZIP.length).arrayBuffer());
    if (!GZIP.every((byte, i) => start[i] === byte)) return await replayOfText(await file.text());
    const unpacked = await upTo(BYTES_MAX, file.stream().pipeThrough(new DecompressionStream('gzip')));
    return unpacked === null ? trouble('too-large') : await replayOfText(await unpacked.text());
  } catch (error) {
    return trouble('broken', messageOf(error));
  }
}

/** Reads a replay from a link: the same bytes as of a file, in base64url. */
export function readReplayLink(data: string): Promise<LoadedReplay> {
  try {
    const text = atob(data.replaceAll('-', '+').replaceAll('_', '/'));
    return readReplay(new Blob([Uint8Array.from(text, (char) => char.charCodeAt(0))]));
  } catch (error) {
    return Promise.resolve(trouble('broken', messageOf(error)));
  }
}

/** All bytes of a stream, null if there are more. A small file can unpack to any size. */
async function upTo(bytesMax: number, stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Blob | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
}

/** @param load for tests */
export async function replayOfText(text: string, load?: ImportModule): Promise<LoadedReplay> {
  try {
    const data: unknown = JSON.parse(text);
    const { version, rules } = (data ?? {}) as { readonly version?: unknown; readonly rules?: unknown };
    if (typeof version === 'number' && version !== REPLAY_VERSION) return trouble('other-version');
    const played = await rulesOfVersion(typeof rules === 'number' ? rules : RULES_VERSION, load);
    if (played === null) return trouble('other-rules', words().replay.rulesVersions(Number(rules), RULES_VERSION));
    return { replay: played.replayFrom(data), rules: played };
  } catch (error) {
    return trouble('broken', messageOf(error));
  }
}

function trouble(word: ReplayTrouble, detail = ''): LoadedReplay {
  return { trouble: word, detail };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
