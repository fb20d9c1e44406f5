// Where a program of this user keeps its files from one run to the next.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** What the folder follows from. */
interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** @throws where the user has no home */
  readonly home: () => string;
}

const OURS: Surroundings = { platform: process.platform, environment: process.env, home: homedir };

/**
 * The folder of a program in the user's state folder: `$XDG_STATE_HOME` or `~/.local/state`, on macOS
 * `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`. It need not exist yet.
 *
 * @returns null where the user has no home
 */
export function stateFolder(program: string, { platform, environment, home }: Surroundings = OURS): string | null {
  const given = environment[platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_STATE_HOME'] ?? '';
  // A relative path in this variable is to be ignored, by the XDG specification.
  if (isAbsolute(given)) return join(given, program);
  try {
    const inHome = platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'state'];
    return join(home(), ...inHome, program);
  } catch {
    return null;
  }
}
