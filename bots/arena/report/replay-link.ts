// Links from a report to the replays of its games: to the file beside it, and, where a viewer is named, to a page that plays
// it. The replay itself is in the fragment of that link: the page needs no server that has it, and no server sees it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { TellingGame } from './telling-games.ts';

export interface ReplayLink {
  /** The path of the file from the folder of the report. */
  readonly file: string;
  /** A link that plays it, null without a viewer and for a replay that is too long for a link. */
  readonly play: string | null;
}

/** Longer addresses are cut or refused by some browsers. */
const FRAGMENT_LENGTH_MAX = 512 * 1024;
const REPLAY_BYTES_MAX = 64 * 1024 * 1024;
const GZIP = 0x1f;

/** @returns by number of the game; games without a replay are not in it */
export function replayLinks(
  folder: string,
  games: readonly TellingGame[],
  viewer: string | null,
): ReadonlyMap<number, ReplayLink> {
  const links = new Map<number, ReplayLink>();
  for (const { game } of games) {
    if (game.replay === null) continue;
    const file = `replays/${game.replay}`;
    links.set(game.game, { file, play: viewer === null ? null : playLink(viewer, join(folder, file)) });
  }
  return links;
}

function playLink(viewer: string, path: string): string | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  const text = bytes[0] === GZIP ? gunzipSync(bytes, { maxOutputLength: REPLAY_BYTES_MAX }) : bytes;
  const data = gzipSync(text, { level: 9 }).toString('base64url');
  if (data.length > FRAGMENT_LENGTH_MAX) return null;
  const url = new URL(viewer);
  url.hash = `replay-data=${data}`;
  return url.href;
}
