/**
 * Targets by token, in the files of websockify's TokenFile: lines of `token: host:port`, in one file or in all files
 * of a folder. route-table.ts finds the caller's token.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTarget, type TargetAddress } from '../target/address.ts';
import { readTextLater } from '#process';

/** Of all files together: they are read again whenever one of them has changed. */
const TOKEN_FILES_BYTES_MAX = 16 * 1024 * 1024;

/** The target that a token stands for, or null. */
export type TargetOfToken = (token: string) => Promise<TargetAddress | null>;

/** @param path a file or a folder; what it holds is looked at on each call, and read when it has changed */
export function tokenFiles(path: string): TargetOfToken {
  let readAs = '';
  let targets: ReadonlyMap<string, TargetAddress> = new Map();

  return async (token) => {
    const files = await filesAt(path);
    const state = JSON.stringify(files);
    if (state !== readAs) {
      targets = await readAll(files);
      readAs = state;
    }
    return targets.get(token) ?? null;
  };
}

interface TokenFile {
  readonly path: string;
  readonly bytes: number;
  readonly changedMs: number;
}

async function filesAt(path: string): Promise<TokenFile[]> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) return [];
  if (stats.isFile()) return [{ path, bytes: stats.size, changedMs: stats.mtimeMs }];
  const names = (await readdir(path).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
  const files: TokenFile[] = [];
  for (const name of names) {
    const inside = await stat(join(path, name)).catch(() => null);
    if (inside?.isFile()) files.push({ path: join(path, name), bytes: inside.size, changedMs: inside.mtimeMs });
  }
  return files;
}

async function readAll(files: readonly TokenFile[]): Promise<Map<string, TargetAddress>> {
  const targets = new Map<string, TargetAddress>();
  let bytes = 0;
  for (const file of files) {
    bytes += file.bytes;
    if (bytes > TOKEN_FILES_BYTES_MAX) break;
    for (const line of (await readTextLater(file.path).catch(() => '')).split('\n')) addLine(targets, line);
  }
  return targets;
}

/** What decoding leaves where bytes are no text: all such bytes would be one token. */
const NO_TEXT = '\ufffd';

/** Comments, empty lines, and lines that are no text or name no target are passed over, as websockify does. */
function addLine(targets: Map<string, TargetAddress>, line: string): void {
  const { token, target } = /^\s*(?<token>[^#\s][^\s]*?):\s+(?<target>\S+)\s*$/.exec(line)?.groups ?? {};
  if (token === undefined || target === undefined || token.includes(NO_TEXT)) return;
  try {
    targets.set(token, parseTarget(target));
  } catch {
    // Another line may still be right.
  }
}
