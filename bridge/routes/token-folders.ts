/**
 * Targets by token in a folder where the token is the name of a file: one that contains `host:port`, as with websockify's
 * TokenFileName, or a unix socket, as with its UnixDomainSocketDirectory.
 */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseTokenTarget, type TargetAddress } from '../target/address.ts';
import { readTextLater } from '#process';
import { NOBODY, TOKEN_LENGTH_MAX, type TokenTargets } from './token-targets.ts';
import { TARGET_TEXT_LENGTH_MAX } from './token-value.ts';

/** What a unix socket can be called, in bytes (unix(7)). */
const SOCKET_PATH_BYTES_MAX = 107;
/** The system is asked again about the files of open tunnels. */
const LOOK_EVERY_MS = 250;

/** The target in the file at a path. @throws where it cannot be looked at */
type TargetAt = (path: string) => Promise<TargetAddress | null>;

/** @param folder looked into on each call */
export function tokenFolder(folder: string): TokenTargets {
  return inFolder(folder, async (path) => {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > TARGET_TEXT_LENGTH_MAX) return null;
    const text = await readTextLater(path);
    try {
      return parseTokenTarget(text.trim());
    } catch {
      return null;
    }
  });
}

/** @param folder looked into on each call; a link in it may lead anywhere, whoever made it has decided that */
export function tokenSockets(folder: string): TokenTargets {
  return inFolder(folder, async (path) => {
    if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) return null;
    return (await stat(path)).isSocket() ? { path } : null;
  });
}

function inFolder(folder: string, targetAt: TargetAt): TokenTargets {
  const root = resolve(folder);

  /** @throws where the system cannot tell */
  async function find(token: string): Promise<TargetAddress | null> {
    if (!isNameInside(token)) return null;
    try {
      return await targetAt(join(root, token));
    } catch (error) {
      if (NO_FILE.includes((error as NodeJS.ErrnoException).code ?? '')) return null;
      throw error;
    }
  }

  return {
    isSecret: true,
    async targetsOf(token) {
      try {
        const target = await find(token ?? '');
        return target && { targets: [target], login: NOBODY };
      } catch (error) {
        return { refusal: 'tokens-unavailable', cause: (error as Error).message };
      }
    },
    revocation: {
      everyMs: LOOK_EVERY_MS,
      roundsMin: 2,
      async missing(tokens) {
        const missing: string[] = [];
        // One after the other: the thread pool has few places.
        for (const token of tokens) if ((await find(token)) === null) missing.push(token);
        return missing;
      },
    },
  };
}

const NO_FILE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'];

/** Also in a folder inside. No part begins with a dot: neither `..` nor what an editor leaves. */
function isNameInside(token: string): boolean {
  if (token.length > TOKEN_LENGTH_MAX || token.includes('\0') || token.includes('\\')) return false;
  return token.split('/').every((part) => part !== '' && !part.startsWith('.'));
}
