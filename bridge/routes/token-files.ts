/**
 * Targets by token, in the files of websockify's TokenFile: lines of `token: host:port`, in one file or in all files
 * of a folder. route-table.ts finds the caller's token.
 */
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseTokenTarget, type TargetAddress } from '../target/address.ts';
import { readTextLater } from '#process';
import { NOBODY, type TokenTargets } from './token-targets.ts';

/** Of all files together: they are read again whenever one of them has changed. */
const TOKEN_FILES_BYTES_MAX = 16 * 1024 * 1024;

/** The system is asked again about the files when tunnels are open. */
const LOOK_EVERY_MS = 250;

/** Called when a file has been read, with the numbers of the lines that say nothing: they may hold secrets. */
export type OnWrongLines = (path: string, lines: readonly number[]) => void;

/**
 * @param path a file or a folder; what it holds is looked at on each call, and read when it has changed
 * @param isReadOnce whether it is read now, and never again
 */
export function tokenFiles(path: string, isReadOnce = false, onWrongLines: OnWrongLines = () => {}): TokenTargets {
  const current = newestOf(path, onWrongLines);
  let first = isReadOnce ? current() : null;
  const content = async () => {
    if (first === null) return current();
    const content = await first;
    // What could not be read at the start is read later.
    if (!content.isWhole) first = current();
    return content;
  };
  return {
    isSecret: true,
    async targetsOf(token) {
      const { targets, isWhole } = await content();
      const target = targets.get(token ?? '');
      if (target !== undefined) return { targets: [target], login: NOBODY };
      return isWhole ? null : { refusal: 'tokens-unavailable', cause: `not all of ${path} can be read` };
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

/** Reads again what has changed. Callers who come while the system is asked share the next answer. */
function newestOf(path: string, onWrongLines: OnWrongLines): () => Promise<Content> {
  let known: ReadonlyMap<string, ReadFile> = new Map();
  let content: Content = { targets: new Map(), isWhole: true };
  return shared(async () => {
    const files = await filesAt(path);
    // What cannot be looked at may still be there.
    if (files === null) return { ...content, isWhole: false };
    const { read, isWhole } = await readChanged(files, known);
    const isSame = isWhole === content.isWhole && read.size === known.size;
    if (!isSame || [...read].some(([name, file]) => known.get(name) !== file)) {
      // The last file of a folder wins.
      content = { targets: new Map([...read.values()].flatMap(({ targets }) => [...targets])), isWhole };
    }
    for (const [name, { wrongLines }] of read) {
      if (wrongLines.length > 0 && !isDeepStrictEqual(known.get(name)?.wrongLines, wrongLines))
        onWrongLines(name, wrongLines);
    }
    known = read;
    return content;
  });
}

interface ReadFile {
  readonly file: TokenFile;
  readonly targets: ReadonlyMap<string, TargetAddress>;
  readonly wrongLines: readonly number[];
}

/** A file that cannot be read now is as it was, and tried again the next time. */
async function readChanged(files: readonly TokenFile[], known: ReadonlyMap<string, ReadFile>) {
  const read = new Map<string, ReadFile>();
  let isWhole = true;
  let bytes = 0;
  for (const file of files) {
    bytes += file.bytes;
    if (bytes > TOKEN_FILES_BYTES_MAX) return { read, isWhole: false };
    const { path } = file;
    const before = known.get(path);
    if (before !== undefined && isDeepStrictEqual(before.file, file)) {
      read.set(path, before);
      continue;
    }
    try {
      read.set(path, { file, ...targetsIn(await readTextLater(path)) });
    } catch (error) {
      if (isNotThere(error)) continue;
      isWhole = false;
      if (before !== undefined) read.set(path, before);
    }
  }
  return { read, isWhole };
}

/** Only one call at a time, and one for all callers who come meanwhile: each gets an answer that was begun after its own call. */
function shared<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let current: Promise<Answer> | null = null;
  let next: Promise<Answer> | null = null;
  const begin = (): Promise<Answer> => {
    next = null;
    const answer = ask().finally(() => {
      if (current === answer) current = null;
    });
    current = answer;
    return answer;
  };
  return () => {
    if (current === null) return begin();
    next ??= current.then(begin, begin);
    return next;
  };
}

interface TokenFile {
  readonly path: string;
  readonly bytes: number;
  /** Of its content, and of what is known about it: only the second changes where a tool keeps the first. */
  readonly changedMs: readonly [number, number];
  /** Another one where a link leads to another file. */
  readonly inode: string;
}

/** Null where the system cannot tell. */
async function filesAt(path: string): Promise<TokenFile[] | null> {
  try {
    const stats = await stat(path);
    if (!stats.isDirectory()) return stats.isFile() ? [fileOf(path, stats)] : [];
    const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
    const files: TokenFile[] = [];
    for (const name of names) {
      const inside = await statsOrNull(join(path, name));
      if (inside?.isFile()) files.push(fileOf(join(path, name), inside));
    }
    return files;
  } catch (error) {
    return isNotThere(error) ? [] : null;
  }
}

/** Null where there is no such file. */
async function statsOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

function fileOf(path: string, { size, mtimeMs, ctimeMs, dev, ino }: Stats): TokenFile {
  return { path, bytes: size, changedMs: [mtimeMs, ctimeMs], inode: `${dev}:${ino}` };
}

function isNotThere(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** What decoding leaves where bytes are no text: all such bytes would be one token. */
const NO_TEXT = '\ufffd';

function targetsIn(text: string): Omit<ReadFile, 'file'> {
  const targets = new Map<string, TargetAddress>();
  const wrongLines: number[] = [];
  for (const [index, line] of text.split('\n').entries())
    if (!addLine(targets, line.trim())) wrongLines.push(index + 1);
  return { targets, wrongLines };
}

/** @returns false where a line is no text or names no target: it is passed over, as websockify does */
function addLine(targets: Map<string, TargetAddress>, line: string): boolean {
  if (line === '' || line.startsWith('#')) return true;
  // A token may have spaces and colons, not both in turn.
  const end = /:\s/.exec(line)?.index;
  if (!end || line.includes(NO_TEXT)) return false;
  try {
    targets.set(line.slice(0, end), parseTokenTarget(line.slice(end + 1).trim()));
    return true;
  } catch {
    return false;
  }
}
