/**
 * Targets by token, in the files of websockify's TokenFile: lines of `token: host:port`, in one file or in all files
 * of a folder. route-table.ts finds the caller's token.
 */
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTarget, type TargetAddress } from '../target/address.ts';
import { readTextLater } from '#process';
import { NOBODY, type TokenTargets } from './token-targets.ts';

/** Of all files together: they are read again whenever one of them has changed. */
const TOKEN_FILES_BYTES_MAX = 16 * 1024 * 1024;

/** The system is asked again about the files when tunnels are open. */
const LOOK_EVERY_MS = 250;

/**
 * @param path a file or a folder; what it holds is looked at on each call, and read when it has changed
 * @param isReadOnce whether it is read now, and never again
 */
export function tokenFiles(path: string, isReadOnce = false): TokenTargets {
  const current = newestOf(path);
  const first = isReadOnce ? current() : null;
  const content = () => first ?? current();
  return {
    isSecret: true,
    async targetsOf(token) {
      const target = (await content()).targets.get(token ?? '');
      return target === undefined ? null : { targets: [target], login: NOBODY };
    },
    revocation: isReadOnce
      ? null
      : {
          everyMs: LOOK_EVERY_MS,
          roundsMin: 2,
          async missing(tokens) {
            const { targets, isWhole } = await content();
            if (!isWhole) throw new Error(`not all of ${path} can be read`);
            return tokens.filter((token) => !targets.has(token));
          },
        },
  };
}

interface Content {
  readonly targets: ReadonlyMap<string, TargetAddress>;
  /** Whether all files could be read. A file that is not there has no tokens. */
  readonly isWhole: boolean;
}

/** Reads again what has changed. */
function newestOf(path: string): () => Promise<Content> {
  let readAs = '';
  let content: Content = { targets: new Map(), isWhole: true };
  return async () => {
    const files = await filesAt(path);
    if (files === null) return { ...content, isWhole: false };
    const state = JSON.stringify(files);
    if (state === readAs) return content;
    content = await readAll(files);
    readAs = state;
    return content;
  };
}

interface TokenFile {
  readonly path: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/** Null where the system cannot tell. */
async function filesAt(path: string): Promise<TokenFile[] | null> {
  try {
    const stats = await stat(path);
    if (!stats.isDirectory()) return stats.isFile() ? [fileOf(path, stats)] : [];
    const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
    const files: TokenFile[] = [];
    for (const name of names) {
      const inside = await stat(join(path, name)).catch(() => null);
      if (inside?.isFile()) files.push(fileOf(join(path, name), inside));
    }
    return files;
  } catch (error) {
    return isNotThere(error) ? [] : null;
  }
}

function fileOf(path: string, { size, mtimeMs }: Stats): TokenFile {
  return { path, bytes: size, changedMs: mtimeMs };
}

async function readAll(files: readonly TokenFile[]): Promise<Content> {
  const targets = new Map<string, TargetAddress>();
  let isWhole = true;
  let bytes = 0;
  for (const file of files) {
    bytes += file.bytes;
    if (bytes > TOKEN_FILES_BYTES_MAX) {
      isWhole = false;
      break;
    }
    const text = await readTextLater(file.path).catch((error: unknown) => {
      isWhole &&= isNotThere(error);
      return '';
    });
    for (const line of text.split('\n')) addLine(targets, line);
  }
  return { targets, isWhole };
}

function isNotThere(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
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
